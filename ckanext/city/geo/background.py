"""What lies under the places of a map: the city's own plan, a public base map, a file, or nothing.

The addresses are those of the Géoplateforme (IGN, WMTS without key or limit of requests, Licence
Ouverte 2.0) and of OpenStreetMap's own tiles, which ask for attribution and moderate use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

_IGN = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM"
    "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
_OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_DEEPEST = 19


@dataclass(frozen=True)
class Background:
    """A base map.

    Attributes:
        kind: plan, none, raster, style or pmtiles.
        address: of tiles, with `{z}`, `{x}` and `{y}`; of a style or of a file; "" of others.
        name: what a reader may call it.
        attribution: what must stand on the map, plain text.
    """

    kind: str
    address: str = ""
    name: str = ""
    attribution: str = ""
    maxzoom: int = field(default=_DEEPEST)

    @property
    def host(self) -> str:
        """The site that browsers ask, "https://data.geopf.fr"; "" where it is this one."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


NAMED = {
    "": Background("plan"),
    "plan": Background("plan"),
    "none": Background("none"),
    "ign": Background("raster", _IGN, "Plan IGN", "© IGN – Géoplateforme"),
    "osm": Background("raster", _OSM, "OpenStreetMap", "© les contributeurs d’OpenStreetMap"),
}


def background_of(setting: str, attribution: str = "") -> Background:
    """Give the background of a setting that was accepted; the city's plan where it was not."""
    return read_background(setting, attribution) or NAMED["plan"]


def read_background(setting: str, attribution: str = "") -> Background | None:
    """Understand the setting of the base map; None where it is no such thing.

    Args:
        setting: plan, none, ign, osm, an address of tiles with {z}, {x} and {y}, or that of a
            MapLibre style (.json) or of a PMTiles file; those of this site begin with "/".
        attribution: what must stand on the map; of the named ones, theirs where it is empty.
    """
    text = setting.strip()
    if known := NAMED.get(text.lower()):
        return Background(known.kind, known.address, known.name, attribution or known.attribution)
    parts = urlsplit(text)
    ours = text.startswith("/") and not text.startswith("//")
    if not ours and not (parts.scheme in ("https", "http") and parts.hostname):
        return None
    if any(sign in text for sign in " ;,'\"<>\\"):
        return None
    if all(place in text for place in ("{z}", "{x}", "{y}")):
        return Background("raster", text, "", attribution)
    kind = {"pmtiles": "pmtiles", "json": "style"}.get(parts.path.rpartition(".")[2].lower())
    return Background(kind, text, "", attribution) if kind else None
