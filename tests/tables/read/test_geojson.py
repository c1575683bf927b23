"""GeoJSON as a table: text stays text, numbers keep their digits, geometries their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ckanext.city.tables.read import Limits, Refused, read_table


def write(folder: Path, features, **more) -> Path:
    path = folder / "t.geojson"
    content = {"type": "FeatureCollection", **more, "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*place):
    return {"type": "Point", "coordinates": list(place)}


def look(table):
    return [column.header for column in table.columns], [row[1:] for row in table.frame().rows()]


def test_points_give_two_columns_and_text_stays_text(tmp_path: Path) -> None:
    features = [
        feature(point(2.25, 48.82), code="01234", n=3, ok=True, none=None, liste=["a", 1.50]),
        feature(None, code="é", autre={"a": 1}),
    ]
    table = read_table(write(tmp_path, features))
    names = ["code", "n", "ok", "none", "liste", "autre", "longitude", "latitude"]
    assert look(table) == (
        names,
        [
            ("01234", "3", "true", None, '["a",1.5]', None, "2.25", "48.82"),
            ("é", None, None, None, None, '{"a":1}', None, None),
        ],
    )
    assert table.frame()["#"].to_list() == [2, 3]
    kinds = next(table.kinds()).row(0)[1:]
    assert kinds == ("text", "number", "boolean", "empty", "text", "empty", "number", "number")


def test_other_geometries_are_text(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[2.1, 48.0], [2.2, 48.1]]}
    table = read_table(write(tmp_path, [feature(line, nom="a"), feature(point(2, 48), nom="b")]))
    names, rows = look(table)
    assert names == ["nom", "geometry"]
    assert [json.loads(row[1]) for row in rows] == [line, point(2, 48)]


def test_columns_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, [feature(point(2, 48), Latitude="48,0")]))
    assert look(table)[0] == ["Latitude", "geometry / longitude", "geometry / latitude"]


def test_another_system_of_coordinates_is_said(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    table = read_table(write(tmp_path, [feature(point(652000, 6862000))], crs=crs))
    assert look(table)[0] == ["x", "y"]
    assert [(each.code, each.values) for each in table.findings] == [
        ("geojson.crs", ("urn:ogc:def:crs:EPSG::2154",))
    ]


def test_a_property_written_twice_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[{"a": 1, "b": 2, "a": 3}]')
    table = read_table(path)
    assert look(table) == (["a", "b"], [("3", "2")])
    assert [(each.code, each.values) for each in table.findings] == [("geojson.twice", ("a",))]


def test_records_of_an_opendatasoft_export_are_read_by_their_fields(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    record = {
        "recordid": "a1",
        "fields": {"nom": "Gare", "places": 5},
        "geometry": point(2.3, 48.6),
    }
    path.write_text(json.dumps([record, {"recordid": "a2", "fields": {"nom": "Halle"}}]))
    names, rows = look(read_table(path))
    assert names == ["nom", "places", "longitude", "latitude"]
    assert rows == [("Gare", "5", "2.3", "48.6"), ("Halle", None, None, None)]


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ('{"a": 1}', Limits(), "file.no-features"),
        ("[[1, 2]]", Limits(), "file.no-features"),
        ('{"features": [{"properties": [1]}]}', Limits(), "file.no-features"),
        ('{"features": []}', Limits(), "file.empty"),
        ('{"features": [', Limits(), "file.damaged"),
        ('[{"a": 1, "b": 2}]', Limits(cells=1), "limit.features"),
        ('[{"a": 1, "b": 2}]', Limits(columns=1), "limit.columns"),
        ('[{"a": 1}]', Limits(json_bytes=3), "limit.file"),
    ],
    ids=["object", "lists", "properties", "none", "cut", "cells", "columns", "bytes"],
)
def test_other_json_is_refused(tmp_path: Path, text: str, limits: Limits, code: str) -> None:
    path = tmp_path / "t.json"
    path.write_text(text)
    with pytest.raises(Refused) as refused:
        read_table(path, limits=limits)
    assert refused.value.finding.code == code
