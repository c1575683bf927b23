"""Which system of coordinates numbers are in, and their degrees: WGS 84, Lambert 93, CC zones…"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ckanext.city.geo.france import TODAY, in_box

Numbers = NDArray[np.float64]

WGS84 = "EPSG:4326"
LAMBERT_93 = "EPSG:2154"
_NAMED = re.compile(r"(?:EPSG[:/]+(?:[\d.]*[:/]+)?|IGNF:)(\w+)$", re.IGNORECASE)
_CODES = {"CRS84": WGS84, "LAMB93": LAMBERT_93, "LAMBERT93": LAMBERT_93, "RGF93LAMB93": LAMBERT_93}


@dataclass(frozen=True)
class Degrees:
    """Places in degrees.

    Attributes:
        lon: longitudes, WGS 84; NaN where there is no place.
        lat: latitudes.
        system: the system of the numbers as they stood, "EPSG:2154"; "" where none is known, and
            then no place has degrees.
    """

    lon: Numbers
    lat: Numbers
    system: str


def to_degrees(x: Numbers, y: Numbers, named: str | None = None) -> Degrees:
    """Give longitudes and latitudes of coordinates.

    Args:
        x: eastings or longitudes; NaN where there is none.
        y: northings or latitudes.
        named: the system, as a file states it ("urn:ogc:def:crs:EPSG::2154"); the numbers tell
            where nothing is stated.
    """
    system = name_of(named) if named else guess(x, y)
    if system == WGS84:
        return Degrees(x, y, system)
    if not system:
        nowhere = np.full(len(x), np.nan)
        return Degrees(nowhere, nowhere.copy(), "")
    lon, lat = transform(x, y, system)
    return Degrees(lon, lat, system)


def transform(x: Numbers, y: Numbers, system: str) -> tuple[Numbers, Numbers]:
    """Give degrees of coordinates in a system that pyproj knows; NaN where that has no sense."""
    from pyproj import Transformer  # noqa: PLC0415 - few files are in another system

    lon, lat = Transformer.from_crs(system, WGS84, always_xy=True).transform(x, y)
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    lon[lost] = lat[lost] = np.nan
    return lon, lat


def name_of(stated: str) -> str:
    """Give the authority's code of a system as files state it; "" for one that pyproj lacks."""
    found = _NAMED.search(stated.strip())
    code = found[1] if found else re.sub(r"\W", "", stated)
    if known := _CODES.get(code.upper().removeprefix("OGC")):
        return known
    if stated.rstrip().upper().endswith("CRS84"):
        return WGS84
    from pyproj import CRS  # noqa: PLC0415 - as above
    from pyproj.exceptions import CRSError  # noqa: PLC0415 - as above

    try:
        crs = CRS.from_user_input(f"EPSG:{code}" if code.isdecimal() else stated)
    except CRSError:
        return ""
    epsg = crs.to_epsg()
    return f"EPSG:{epsg}" if epsg else crs.to_wkt()


def guess(x: Numbers, y: Numbers) -> str:
    """Tell the system of coordinates by where most of them lie; "" where none fits."""
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return WGS84
    east, north = float(np.median(x[known])), float(np.median(y[known]))
    if -180 <= east <= 180 and -90 <= north <= 90:
        return WGS84
    return next((f"EPSG:{each.code}" for each in TODAY if in_box(each.metres, east, north)), "")
