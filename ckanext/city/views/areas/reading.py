"""Read the districts of a file: a task for a limited child process.

It loads all that maps of places load: only the child imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ckanext.city.geo.compact import compact
from ckanext.city.geo.districts import District, read_districts
from ckanext.city.tables.limits import Limits
from ckanext.city.views.places.build import map_of
from ckanext.city.views.places.sheets import read_sheet


def districts_of(arguments: Mapping[str, Any], limits: Limits) -> list[District]:
    """List the districts of a file of areas; none where it has no such areas.

    Args:
        arguments: `path` of the file.
        limits: on what is read.

    Raises:
        Refused: the file cannot be read, or no column of it holds places.
    """
    places, _told = map_of(read_sheet(Path(arguments["path"]), {}, limits), {}, {})
    return read_districts(compact(places))
