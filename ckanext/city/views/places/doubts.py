"""What is on the map but should be looked at: outside the commune, or twice on the same spot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ckanext.city.geo.area import Area, NoArea, read_area
from ckanext.city.geo.quality import find_repeated
from ckanext.city.views.places.positions import Positions

OUTSIDE, REPEATED = "place.outside", "place.repeated"
#: A file of which more lies outside is not of this commune alone.
_MOST_OUTSIDE = 0.5
#: Of a file in which more than that repeats, names are shared: stations of a school, trees.
_MOST_REPEATED = 0.34
#: Repeated places are looked for up to this many: a second's work.
_MOST_COMPARED = 200_000


def point_out(
    found: Positions, boundary: Mapping[str, Any] | None, names: Sequence[str | None] | None
) -> None:
    """Add to the causes of a table what its city should look at.

    Args:
        found: where each row lies.
        boundary: GeoJSON of the commune; None where it is not known.
        names: what each row is called; None where rows have no name of their own.
    """
    rows = np.flatnonzero(np.isfinite(found.lon))
    outside = _outside(found, rows, boundary)
    if outside:
        found.causes[OUTSIDE] = outside
    if names and len(rows) <= _MOST_COMPARED:
        points = [row for row in rows.tolist() if row not in found.shapes]
        lon, lat = found.lon[points].tolist(), found.lat[points].tolist()
        repeated = find_repeated(lon, lat, [names[row] for row in points])
        if 0 < len(repeated) <= _MOST_REPEATED * len(points):
            found.causes[REPEATED] = [points[at] for at in sorted(repeated)]


def _outside(found: Positions, rows: Any, boundary: Mapping[str, Any] | None) -> list[int]:
    """List the rows outside of the commune; none where the file reaches farther on the whole."""
    area = _area(boundary)
    if area is None:
        return []
    doubtful = rows[~area.surely_holds(found.lon[rows], found.lat[rows])]
    outside = [row for row in doubtful.tolist() if not area.holds(found.lon[row], found.lat[row])]
    return outside if len(outside) <= _MOST_OUTSIDE * len(rows) else []


def _area(boundary: Mapping[str, Any] | None) -> Area | None:
    try:
        return read_area({"boundary": boundary}) if boundary else None
    except NoArea:
        return None
