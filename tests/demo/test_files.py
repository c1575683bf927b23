"""Files are written the same everywhere, and read back as they were meant."""

from __future__ import annotations

import csv
import io
import json

import pytest
from shapely.geometry import Point

from ckanext.city.demo.commune import to_metres
from ckanext.city.demo.files import csv_bytes, decimal, geojson_bytes, json_bytes, records_bytes


def test_a_table_is_read_back_as_written() -> None:
    rows = [["Rue de l’Église", "a;b", 'dit "x"', "", "l\nm"], ["é", "01", "0164A", " ", "-"]]

    content = csv_bytes(list("abcde"), rows, separator=";")

    assert list(csv.reader(io.StringIO(content.decode()), delimiter=";")) == [list("abcde"), *rows]
    assert b"\r" not in content


def test_values_are_written_in_one_way() -> None:
    assert csv_bytes(["a", "b", "c"], [[True, None, 12]]) == b"a,b,c\ntrue,,12\n"


def test_a_float_is_not_written_by_chance() -> None:
    with pytest.raises(TypeError, match="as text first"):
        csv_bytes(["a"], [[0.1]])  # type: ignore[list-item]


def test_a_record_leaves_what_it_lacks_empty() -> None:
    assert records_bytes(["a", "b"], [{"b": 1}, {"a": "x"}]) == b"a,b\n,1\nx,\n"


def test_a_record_cannot_lose_a_value_to_a_misspelt_field() -> None:
    with pytest.raises(ValueError, match="libelé"):
        records_bytes(["libellé"], [{"libelé": "x"}])


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.005, "1.00"), (-0.001, "0.00"), (-1.5, "-1.50"), (650550.27, "650550.27")],
)
def test_a_number_has_its_decimals_and_no_negative_zero(value: float, written: str) -> None:
    assert decimal(value, 2) == written


def test_a_shape_is_written_in_degrees() -> None:
    content = geojson_bytes([(Point(to_metres(2.33, 48.62)), {"nom": "Évry"})])

    [feature] = json.loads(content)["features"]
    assert feature["properties"] == {"nom": "Évry"}
    assert feature["geometry"]["coordinates"] == pytest.approx([2.33, 48.62], abs=1e-6)


def test_json_keeps_accents() -> None:
    assert "É" in json_bytes({"nom": "École"}).decode()
