"""The demo city in this catalogue: loaded by its own people, taken out again to the last trace."""

from __future__ import annotations

from ckanext.city.site.demo_city.clearing import clear
from ckanext.city.site.demo_city.loading import ForeignDatasets, Step, load, write_files

__all__ = ["ForeignDatasets", "Step", "clear", "load", "write_files"]
