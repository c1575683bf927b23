"""The places of a table: far from the commune, at zero, the wrong way round, in metres, twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from types import MappingProxyType
from typing import Any

import polars as pl

from ckanext.city.geo.area import ANYWHERE, Area
from ckanext.city.geo.mending import mend_geometry
from ckanext.city.geo.quality import find_repeated, judge_places
from ckanext.city.tables.check.cells import same
from ckanext.city.tables.check.descriptor import Descriptor, Field
from ckanext.city.tables.check.geometry import read_geojson
from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding, Severity
from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.table import ROW

_LATITUDES = {"lat", "latitude", "ylat"}
_LONGITUDES = {"long", "lon", "lng", "longitude", "xlong"}
#: A name that is the place's own: "EQUIP_NOM", not "COLL_NOM" or "nom_station".
_NAMES = {"nom", "name", "libelle", "intitule", "denomination"}
_OF_PLACES = {"equip", "equipement", "lieu", "site", "place", "du", "de", "l", "d"}
#: What tells things apart that stand on one spot, besides choices of a list.
_KINDS = {"code", "type", "theme", "categorie", "flux", "niveau", "nature", "bv", "numero"}
_NUMBERS = {"id", "uid", "uuid", "identifiant", "cle"}
#: Column of a batch: whether something is told of the row's coordinates already.
_TOLD = "told"
_POINT = r"^\D*?(-?[0-9]+(?:\.[0-9]+)?)[^0-9.\-]+(-?[0-9]+(?:\.[0-9]+)?)\D*$"


@dataclass(frozen=True)
class Fields:
    """Where a table says where its places are.

    Attributes:
        latitude, longitude: names of fields; the same where one holds both.
        name: of the field that says what a place is called.
        kinds: fields that tell apart what stands on one spot.
    """

    latitude: str
    longitude: str
    name: str | None = None
    kinds: tuple[str, ...] = ()

    @property
    def in_one(self) -> bool:
        """Whether one field holds both, the longitude first."""
        return self.latitude == self.longitude


def is_coordinate(name: str, which: int) -> bool:
    """Tell whether a column holds latitudes (0) or longitudes (1), by its name."""
    return bool((_LATITUDES, _LONGITUDES)[which] & {*words(name), name.lower()})


def fields_of_place(descriptor: Descriptor) -> tuple[str, str] | None:
    """Find the fields of latitude and longitude, where there is one of each.

    They are numbers; the national schema of addresses calls them texts.
    """
    for kind in ("number", "string"):
        names = [each.name for each in descriptor.fields if each.type == kind]
        lat = [name for name in names if is_coordinate(name, 0)]
        long = [name for name in names if is_coordinate(name, 1)]
        if len(lat) == len(long) == 1:
            return lat[0], long[0]
    return None


def find_fields(descriptor: Descriptor) -> Fields | None:
    """Find where tables of a schema say where their places are; None where they do not."""
    pair = fields_of_place(descriptor)
    points = [each.name for each in descriptor.fields if each.type == "geopoint"
              and each.format != "object"]  # fmt: skip
    if pair is None and len(points) != 1:
        return None
    latitude, longitude = pair or (points[0], points[0])
    named = [each.name for each in descriptor.fields if _is_name(each.name)]
    apart = tuple(each.name for each in descriptor.fields if _tells_apart(each, descriptor))
    return Fields(latitude, longitude, named[0] if named else None, apart)


def _is_name(name: str) -> bool:
    said = {*words(name)}
    return bool(said & _NAMES) and said <= _NAMES | _OF_PLACES


def _tells_apart(each: Field, descriptor: Descriptor) -> bool:
    said = {*words(each.name)}
    if each.type in ("number", "geopoint", "geojson", "date") or said & _NUMBERS:
        return False
    listed = "enum" in each.constraints or each.type == "boolean"
    return listed or bool(said & _KINDS) or each.name in descriptor.primary_key


@dataclass
class Places:
    """Gathers the places of a table while it is checked.

    Attributes:
        descriptor: of the table schema.
        letters: the columns of its fields.
        area: where places should lie.
        odd: places that are not surely in it.
        named: places with what tells whether two of them are the same.
        crossing: by field, the rows whose outlines are not valid.
    """

    descriptor: Descriptor
    letters: Mapping[str, str]
    area: Area = ANYWHERE
    odd: list[pl.DataFrame] = default(default_factory=list)
    named: list[pl.DataFrame] = default(default_factory=list)
    crossing: dict[str, list[int]] = default(default_factory=dict)

    def __post_init__(self) -> None:
        found = find_fields(self.descriptor)
        there = found and found.latitude in self.letters and found.longitude in self.letters
        self.fields = found if there else None
        self.geometries = tuple(
            each.name
            for each in self.descriptor.fields
            if each.type == "geojson" and each.format == "default" and each.name in self.letters
        )

    def see(self, frame: pl.DataFrame, at_fault: Mapping[str, pl.Series]) -> None:
        """Take in a batch of rows.

        Args:
            frame: as it was read.
            at_fault: by letter, the cells of which something is told already.
        """
        if self.fields is not None:
            names = (self.fields.latitude, self.fields.longitude)
            masks = [at_fault[self.letters[n]] for n in names if self.letters[n] in at_fault]
            told = masks[0] | masks[-1] if masks else same(False, len(frame))
            places = self._numbers(frame.with_columns(told.alias(_TOLD)), self.fields)
            odd = places.filter(~self._surely_inside(places))
            self.odd.append(odd.select(ROW, _TOLD, "x", "y", "text"))
            if self.fields.name in self.letters:
                self.named.append(places.drop("text"))
        for name in self.geometries:
            self._see_geometries(frame, name)

    def findings(self) -> Iterator[Finding]:
        """Give what is wrong with the places."""
        if self.fields is not None and self.odd:
            yield from self._faults(pl.concat(self.odd), self.fields)
        if self.fields is not None and self.named:
            yield from self._repeated(pl.concat(self.named), self.fields)
        for name, rows in self.crossing.items():
            yield _Told("place.crossing", "warning", name).finding(rows, ())

    def _numbers(self, frame: pl.DataFrame, fields: Fields) -> pl.DataFrame:
        y, x = (pl.col(self.letters[name]) for name in (fields.latitude, fields.longitude))
        if fields.in_one:
            numbers = {"x": x.str.extract(_POINT, 1), "y": y.str.extract(_POINT, 2), "text": x}
        else:
            joined = pl.concat_str(y, x, separator=" | ", ignore_nulls=True)
            numbers = {"x": _plain(x), "y": _plain(y), "text": joined}
        kept = [name for name in (fields.name, *fields.kinds) if name in self.letters]
        own = [pl.col(self.letters[name]).alias(f"k{at}") for at, name in enumerate(kept) if name]
        rows = frame.select(
            ROW, _TOLD, **numbers, **{each.meta.output_name(): each for each in own}
        )
        degrees = rows.with_columns(pl.col("x", "y").cast(pl.Float64, strict=False))
        return degrees.drop_nulls(["x", "y"])

    def _faults(self, odd: pl.DataFrame, fields: Fields) -> Iterator[Finding]:
        found = judge_places(odd["x"].to_list(), odd["y"].to_list(), area=self.area)
        away = "place.abroad" if self.area is ANYWHERE else "place.outside"
        # what is told already is said again only where the cause helps
        for code, at, helps in (
            ("place.null-island", found.null_island, False),
            ("place.swapped", found.swapped, True),
            ("place.projected", list(found.projected), True),
            (away, found.outside, False),
        ):
            system = next((found.projected[each] for each in at if each in found.projected), "")
            rows = odd[list(at)]
            for told in (False, True) if helps else (False,):
                severity: Severity = "warning" if told or code == away else "error"
                left = rows.filter(rows[_TOLD] == told)
                if len(left):
                    told_of = _Told(code, severity, fields.latitude, {"system": system})
                    yield told_of.finding(left[ROW], left["text"])

    def _surely_inside(self, places: pl.DataFrame) -> pl.Series:
        if self.area.boundary is not None:
            return pl.Series(self.area.surely_holds(places["x"].to_numpy(), places["y"].to_numpy()))
        x, y = pl.col("x"), pl.col("y")
        boxes = [x.is_between(w, e) & y.is_between(s, n) for w, s, e, n in self.area.boxes]
        return places.select(pl.any_horizontal(boxes).alias("b"))["b"]

    def _repeated(self, places: pl.DataFrame, fields: Fields) -> Iterator[Finding]:
        keys = [name for name in places.columns if name.startswith("k")]
        named = places.filter(
            ~pl.col(_TOLD) & (pl.col("k0").str.strip_chars() != "").fill_null(value=False)
        )
        alike = named.filter(pl.struct(keys).is_duplicated())
        again = find_repeated(alike["x"].to_list(), alike["y"].to_list(), alike.select(keys).rows())
        if again:
            rows = alike[list(again)]
            first = alike[ROW][next(iter(again.values()))]
            yield _Told("place.repeated", "warning", fields.name, {"first": first}).finding(
                rows[ROW], rows["k0"]
            )

    def _see_geometries(self, frame: pl.DataFrame, name: str) -> None:
        texts = frame[self.letters[name]]
        wrong = [text for text in texts.drop_nulls().unique() if _is_crossing(text)]
        if wrong:
            self.crossing.setdefault(name, []).extend(frame[ROW].filter(texts.is_in(wrong)))


def _is_crossing(text: str) -> bool:
    geojson = read_geojson(text)
    geometry: Any = geojson.get("geometry") if geojson and "geometry" in geojson else geojson
    return bool(geometry and "coordinates" in geometry and mend_geometry(geometry).reason)


def _plain(number: pl.Expr) -> pl.Expr:
    return number.str.strip_chars().str.replace(",", ".", literal=True)


@dataclass(frozen=True)
class _Told:
    """A finding without its rows."""

    code: str
    severity: Severity
    field: str | None
    details: Mapping[str, object] = default(default_factory=lambda: MappingProxyType({}))

    def finding(self, rows: Iterable[int], values: Iterable[str]) -> Finding:
        """Give the finding of these rows."""
        listed, shown = tuple(rows), tuple(dict.fromkeys(values))[:MAX_VALUES]
        return Finding(
            self.code, self.severity, self.field, listed[:MAX_ROWS], len(listed), shown,
            self.details,
        )  # fmt: skip
