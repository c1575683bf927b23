"""What is told of a table's places, and how the city's own area settles what they mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyproj import Transformer

from ckanext.city.command import tables
from ckanext.city.geo.area import ANYWHERE, Area, read_area
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.check.header import match_header
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.read import read_table
from ckanext.city.tables.repair.places import find_places

ISSY = ("48.823", "2.2735")
LYON = ("45.76", "4.83")
CITY = {"name": "Issy-les-Moulineaux", "bbox": [2.25, 48.81, 2.29, 48.84]}
BOX = read_area(CITY) or ANYWHERE
ROW = {
    "code_insee": "92040", "nom": "", "adresse": "1 rue Haute", "code_postal": "92130",
    "flux": "verre",
    "nb_conteneurs": "1", "type": "aérien", "accessible_pmr": "true", "gestionnaire": "Ville",
    "date_maj": "2026-01-01",
}  # fmt: skip
SCHEMA = find_table_schema("city/dropoff-points")


def metres(code: int, lat: str, long: str) -> tuple[str, str]:
    x, y = Transformer.from_crs(4326, code, always_xy=True).transform(float(long), float(lat))
    return f"{y:.2f}", f"{x:.2f}"


def write(tmp_path: Path, places: Sequence[tuple[str, str]], **more: Sequence[str]) -> Path:
    fields = [each["name"] for each in SCHEMA.descriptor["fields"]]
    lines = [",".join(fields)]
    for at, (lat, long) in enumerate(places):
        said = {name: values[at] for name, values in more.items()}
        row = {**ROW, "id": f"92040-V-{at + 1:03}", "nom": f"lieu {at}"}
        row |= {"lat": lat, "long": long, **said}
        lines.append(",".join(row.get(name, "") for name in fields))
    path = tmp_path / "points.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def told(path: Path, area: Area = ANYWHERE) -> dict[str, Finding]:
    found = check_table(read_table(path), SCHEMA.descriptor, area=area).findings
    return {each.code: each for each in found if each.code.startswith("place.")}


def test_each_place_gets_its_finding_and_the_city_tells_its_own(tmp_path: Path) -> None:
    path = write(tmp_path, [ISSY, ISSY[::-1], ("0", "0.0"), LYON, ("40.7", "-73.9"), ("", "")])
    by_code = told(path)
    assert {code: each.rows for code, each in by_code.items()} == {
        "place.null-island": (4,),
        "place.swapped": (3,),
        "place.abroad": (6,),
    }
    assert by_code["place.swapped"].values == ("2.2735 | 48.823",)
    assert {each.severity for each in by_code.values()} == {"error", "warning"}
    own = told(path, BOX)
    assert (own["place.outside"].rows, own["place.outside"].severity) == ((5, 6), "warning")


def test_metres_are_told_with_their_system(tmp_path: Path) -> None:
    found = told(write(tmp_path, [ISSY, metres(2154, *ISSY)]))
    assert found["place.projected"].details["system"] == "Lambert 93"
    assert found["place.projected"].rows == (3,)


@pytest.mark.parametrize(
    ("more", "rows"),
    [
        ({"nom": ["Gare", "Gare"]}, (3,)),
        ({"nom": ["Gare", "Gare"], "gestionnaire": ["Ville", "GPSO"]}, (3,)),
        ({"nom": ["Gare", "Gare"], "flux": ["verre", "papier"]}, ()),
        ({"nom": ["Gare", "Mairie"]}, ()),
        ({"nom": ["", ""]}, ()),
    ],
)
def test_one_thing_that_stands_twice_is_told(
    tmp_path: Path, more: dict[str, list[str]], rows: tuple[int, ...]
) -> None:
    found = told(write(tmp_path, [ISSY, ("48.82303", "2.27351")], **more))
    assert found["place.repeated"].rows == rows if rows else "place.repeated" not in found


def test_polling_stations_of_one_school_are_not_repeated() -> None:
    schema = find_table_schema("city/polling-stations")
    for sample in (schema.folder / "samples" / "valid").glob("*.csv"):
        found = check_table(read_table(sample), schema.descriptor).findings
        assert not [each for each in found if each.code.startswith("place.")]


def test_an_outline_that_crosses_itself_is_told(tmp_path: Path) -> None:
    descriptor = {"fields": [{"name": "nom"}, {"name": "geometry", "type": "geojson"}]}
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    path = tmp_path / "zones.csv"
    cell = json.dumps(bow).replace('"', '""')
    path.write_text(f'nom,geometry\na,"{cell}"\nb,\nc,x\n', encoding="utf-8")
    found = check_table(read_table(path), descriptor).findings
    assert {each.code: each.rows for each in found} == {
        "place.crossing": (2,),
        "type.geojson": (4,),
    }


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(tables, [str(each) for each in arguments])


def proposed(path: Path, area: Area) -> list[tuple[str, bool, tuple[str, str]]]:
    table, descriptor = read_table(path), read_descriptor(SCHEMA.descriptor)
    letters = match_header(table, descriptor).letters
    return [
        (each.proposal.kind, each.proposal.safe, cells)
        for each in find_places(table.frame(), descriptor, letters, area)
        for cells in each.cells.values()
    ]


@pytest.mark.parametrize("code", [2154, 3949])
@pytest.mark.parametrize("turned", [False, True])
def test_metres_that_only_lie_in_the_commune_become_degrees_without_a_yes(
    tmp_path: Path, code: int, turned: bool
) -> None:
    pair = metres(code, *ISSY)
    path = write(tmp_path, [ISSY, pair[::-1] if turned else pair])
    for area, safe in ((ANYWHERE, False), (BOX, True)):
        assert proposed(path, area) == [("place.lambert", safe, ("48.823000", "2.273500"))]


def test_metres_of_another_commune_are_asked_about(tmp_path: Path) -> None:
    path = write(tmp_path, [ISSY, metres(2154, *LYON)])
    assert proposed(path, BOX) == [("place.lambert", False, ("45.760000", "4.830000"))]


def test_a_place_that_is_right_elsewhere_in_france_stays(tmp_path: Path) -> None:
    assert proposed(write(tmp_path, [ISSY, LYON, ("4.937", "-52.326")]), BOX) == []


def test_the_boundary_beside_the_city_s_file_is_read(tmp_path: Path) -> None:
    ring = [[2.25, 48.81], [2.29, 48.81], [2.29, 48.84], [2.25, 48.84], [2.25, 48.81]]
    boundary = {"type": "Polygon", "coordinates": [ring]}
    (tmp_path / "commune.geojson").write_text(json.dumps(boundary), encoding="utf-8")
    city = tmp_path / "city.json"
    city.write_text(json.dumps({"name": "Issy", "boundary": "commune.geojson"}), encoding="utf-8")
    path = write(tmp_path, [ISSY, LYON, metres(3949, *ISSY)])
    out = tmp_path / "out.csv"
    done = run("repair", path, "--out", out, "--accept", "safe", "--city", city, "--json")
    assert {each["kind"]: each["safe"] for each in json.loads(done.stdout)["proposals"]} == {
        "place.lambert": True
    }
    done = run("check", out, "--city", city, "--json")
    codes = {each["code"]: each["rows"] for each in json.loads(done.stdout)["findings"]}
    assert codes == {"place.outside": [3]}
    assert done.exit_code == 0
    city.write_text(json.dumps({"boundary": "nowhere.geojson"}), encoding="utf-8")
    refused = run("check", out, "--city", city, "--lang", "en")
    assert refused.exit_code == 2
    assert "“boundary” is no area" in " ".join(refused.stderr.split())


def test_an_area_goes_to_the_child_and_back() -> None:
    assert Area(**json.loads(json.dumps(asdict(BOX)))).holds(2.27, 48.82)
