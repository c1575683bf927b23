"""Where a dataset's data lie: as locations, and their outlines in WKT."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from geomet import wkt
from rdflib import Literal
from rdflib.term import Node

from ckanext.city import config
from ckanext.city.feed.terms import DCT, GSP, LOCN, RDF, SKOS, Triple, blank, iri, text

INSEE_COMMUNE = "http://id.insee.fr/geo/commune/"
AREAS = ("Polygon", "MultiPolygon")
DECIMALS = 6  # of a degree: ten centimetres

Row = Mapping[str, Any]


def places(dataset: Mapping[str, Any], node: Node) -> Iterator[Triple]:
    """Say which areas a dataset covers.

    udata keeps areas only, not points and lines. Where a dataset gives none, and names no other
    commune, the whole commune is said.
    """
    rows = _rows(dataset)
    for at, row in enumerate(rows):
        named = row["uri"] in (other["uri"] for other in rows[:at])
        yield from _place(row, node, blank(dataset, f"place{at}"), is_named=named)
    elsewhere = any(row["uri"] not in ("", _commune()) for row in rows)
    if not elsewhere and not any(row["outline"] or _is_commune(row) for row in rows):
        yield from commune(node)


def commune(node: Node) -> Iterator[Triple]:
    """Say that something covers the commune: the same of it in every part of the feed."""
    place, area = iri(_commune()), _extent()
    yield node, DCT.spatial, place
    yield place, RDF.type, DCT.Location
    yield place, SKOS.prefLabel, text(config.name())
    if area:
        yield place, LOCN.geometry, _literal(area)


def outline(row: Row) -> str | None:
    """Give a covered area as WKT, in longitude and latitude; None where it is no area."""
    return _area(_json(row.get("geom"))) or _area(_json(row.get("bbox")))


def _rows(dataset: Mapping[str, Any]) -> list[Row]:
    """List what each row says, once; a point or a line alone says nothing to udata."""
    found: list[Row] = []
    for row in dataset.get("spatial_coverage") or ():
        said = {name: str(row.get(name) or "") for name in ("uri", "text")}
        read = said | {"outline": outline(row)}
        if any(read.values()) and read not in found:
            found.append(read)
    return found


def _place(row: Row, node: Node, own: Node, *, is_named: bool) -> Iterator[Triple]:
    """Say that an area is covered: by its address, or as part of what the address names."""
    if _is_commune(row):
        yield from commune(node)
        return
    named, is_part = iri(row["uri"]), is_named or row["uri"] == _commune()
    place = named if named and not is_part else own
    yield node, DCT.spatial, place
    yield place, RDF.type, DCT.Location
    if row["text"]:
        yield place, SKOS.prefLabel, text(row["text"])
    if named and is_part:
        yield place, DCT.isPartOf, named
    if row["outline"]:
        yield place, LOCN.geometry, _literal(row["outline"])


def _is_commune(row: Row) -> bool:
    """Tell whether a row says of the commune no other than what is known of it.

    A quarter that was left with the commune's address, or an outline of its own, must not be said
    of the node that all datasets share.
    """
    return (
        row["uri"] == _commune()
        and row["text"] in ("", config.name())
        and row["outline"] in (None, _extent())
    )


def _commune() -> str:
    return f"{INSEE_COMMUNE}{config.insee()}"


def _extent() -> str | None:
    extent = config.extent()
    return _rectangle(tuple(extent)) if extent else None


@lru_cache(maxsize=8)
def _rectangle(extent: tuple[float, float, float, float]) -> str | None:
    west, south, east, north = extent
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return _area(json.dumps({"type": "Polygon", "coordinates": [ring]}))


@lru_cache(maxsize=256)
def _area(geojson: str) -> str | None:
    try:
        geometry = json.loads(geojson)
        if geometry["type"] not in AREAS:
            return None
        flat = {"type": geometry["type"], "coordinates": _flat(geometry["coordinates"])}
        return str(wkt.dumps(flat, decimals=DECIMALS))
    except (ValueError, TypeError, KeyError, LookupError, RecursionError):
        return None


def _flat(coordinates: Any) -> Any:
    """Leave out heights: udata's reader takes two numbers a position."""
    if isinstance(coordinates[0], list):
        return [_flat(part) for part in coordinates]
    return [float(number) for number in coordinates[:2]]


def _json(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, dict) else ""


def _literal(area: str) -> Literal:
    return Literal(area, datatype=GSP.wktLiteral, normalize=False)
