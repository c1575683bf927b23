"""What was decided of one file is decided of the next: only what is new is asked."""

from __future__ import annotations

import csv
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ckanext.city.command import tables
from dev.layout import ROOT
from tests.terminal.here import no_child  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("no_child")

HEADER = (
    "Attribuant;SIRET attribuant;Date convention;Association;Objet;Versé;Nature de l'aide;"
    "Conditions de versement;Date de versement;Notification UE;Pourcentage;Observations"
)
ROWS = """Ville;219 199 999 00018;25/03/2025;Handball;Fête;1 500,00 €;numeraire;x;12/03/2025;NON;1;a
Ville;219 199 999 00018;01/02/2025;Mme Roy;Dojo;2.500;aide en nature;x;13/03/2025;OUI;50 %;b
Ville;219 199 999 00018;02/02/2025;Boxe;Ring;700;aide en natture;x;13/03/2025;OUI;50 %;b
TOTAL;;;;;4700,50;;;;;;
"""
DECIDED = ("map.Versé=montant", "map.Observations=", "value.nature.numeraire=aide en numéraire")


def call(path: Path, *options: str | Path) -> Result:
    out = path.parent / "out.csv"
    asked = ["repair", path, "--out", out, "--json", "--lang", "en", *options]
    return CliRunner().invoke(tables, [str(each) for each in asked])


def repair(path: Path, *options: str | Path) -> tuple[dict[str, Any], bytes]:
    done = call(path, *options)
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.stdout), (path.parent / "out.csv").read_bytes()


def decide(*decisions: str) -> list[str]:
    return [part for each in decisions for part in ("--decide", each)]


def codes(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in told["findings"] if each["code"].startswith("recipe.")}


@pytest.fixture
def month(tmp_path: Path) -> Path:
    path = tmp_path / "mars.csv"
    path.write_text(f"{HEADER}\n{ROWS}", encoding="utf-8")
    return path


@pytest.fixture
def recipe(month: Path) -> Path:
    path = month.parent / "recipe.json"
    repair(month, "--accept", "all", "--save-recipe", path, *decide(*DECIDED))
    return path


def test_the_same_file_is_repaired_alike_without_a_question(month: Path, recipe: Path) -> None:
    _told, once = repair(month, "--accept", "all", *decide(*DECIDED))
    told, again = repair(month, "--recipe", recipe)
    assert again == once
    assert told["recipe"]["asked"] == []
    assert {each.partition(":")[0] for each in told["recipe"]["answered"]} == {
        "header.decided", "header.dropped", "number.three", "cell.decided",
    }  # fmt: skip
    assert codes(told) == {}
    assert all(each["yes"] for each in told["proposals"])


def test_a_recipe_used_again_saves_itself_as_it_is(month: Path, recipe: Path) -> None:
    again = month.parent / "again.json"
    repair(month, "--recipe", recipe, "--save-recipe", again)
    assert again.read_bytes() == recipe.read_bytes()


def test_what_is_repaired_already_changes_no_more(month: Path, recipe: Path) -> None:
    _told, once = repair(month, "--recipe", recipe)
    path = month.parent / "repaired.csv"
    path.write_bytes(once)
    told, again = repair(path, "--recipe", recipe)
    assert again == once
    assert set(codes(told)) <= {"recipe.gone"}


def test_only_what_changed_since_is_asked(month: Path, recipe: Path) -> None:
    table = [line.split(";") for line in f"{HEADER}\n{ROWS}".splitlines()]
    header = table[0]
    table[2][header.index("Nature de l'aide")] = "aide en nnature"
    for row in table:  # moved, gone, added
        row.insert(0, row.pop(header.index("Objet") if row is header else 4))
    header[header.index("Attribuant")] = "Collectivité"
    at = header.index("Pourcentage")
    for number, row in enumerate(table):
        row.pop(at)
        row.append("Élu référent" if not number else "Mme Roy")
    path = month.parent / "avril.csv"
    lines = [";".join(row) for row in table]
    path.write_text("\n".join(["Subventions;;;;;;;;;;;", *lines, ""]), encoding="utf-8")
    told, _written = repair(path, "--recipe", recipe)
    found = codes(told)
    assert set(found) == {"recipe.header-row", "recipe.gone", "recipe.renamed", "recipe.new",
                          "recipe.moved"}  # fmt: skip
    assert found["recipe.gone"]["field"] == "pourcentageSubvention"
    assert found["recipe.renamed"]["field"] == "nomAttribuant"
    assert found["recipe.new"]["field"] == "Élu référent"
    assert "Objet" in found["recipe.moved"]["message"]
    assert [each.partition(":")[0] for each in told["recipe"]["asked"]] == ["enum.like"]


def test_the_very_name_of_a_field_wins_over_the_recipe(month: Path, recipe: Path) -> None:
    path = month.parent / "avril.csv"
    lines = f"{HEADER};montant\n{ROWS}".splitlines()
    path.write_text("\n".join([lines[0], *(f"{line};12" for line in lines[1:4]), ""]))
    told, written = repair(path, "--recipe", recipe)
    rows = list(csv.DictReader(written.decode().splitlines()))
    assert [each["montant"] for each in rows] == ["12", "12", "12"]
    assert codes(told)["recipe.renamed"]["field"] == "montant"


def test_a_recipe_of_very_many_columns_takes_no_longer(month: Path, recipe: Path) -> None:
    kept = json.loads(recipe.read_text(encoding="utf-8"))
    kept["layout"]["columns"] += [f"c{n}" for n in range(80_000)]
    recipe.write_text(json.dumps(kept), encoding="utf-8")
    started = time.process_time()
    repair(month, "--recipe", recipe)
    assert time.process_time() - started < 5


def test_a_yes_to_a_kind_of_repair_holds_for_new_cells_of_the_column(
    month: Path, recipe: Path
) -> None:
    path = month.parent / "avril.csv"
    path.write_text(f"{HEADER}\n{ROWS}".replace("2.500", "3.750"), encoding="utf-8")
    told, written = repair(path, "--recipe", recipe)
    assert b",3750," in written
    assert told["recipe"]["asked"] == []


def test_no_value_of_a_column_of_free_text_is_kept(month: Path) -> None:
    path, city = month.parent / "recipe.json", month.parent / "city.json"
    city.write_text('{"name": "Saint-Aubin", "siret": "21919999900018"}', encoding="utf-8")
    decided = (*DECIDED, "value.nomBeneficiaire.Mme Roy=Boxe", "value.objet.Dojo=Ring",
               "value.montant.700=750", "value.montant.M. Roy=1", "value.montant.idem=1",
               "value.objet.néant=", "value.nomAttribuant.-=Saint-Aubin")  # fmt: skip
    options = ("--accept", "all", "--save-recipe", path, "--city", city)
    told, _written = repair(month, *options, *decide(*decided))
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["values"] == {
        "montant": {"idem": "1"},
        "nature": {"aide en natture": "aide en nature", "numeraire": "aide en numéraire"},
        "objet": {"néant": ""},
    }
    text = path.read_text(encoding="utf-8")
    assert not [each for each in ("Roy", "Dojo", "700", "Saint-Aubin", "21919999900018", "Handball")
                if each in text]  # fmt: skip
    lost = {each["field"]: each["count"] for each in told["findings"]
            if each["code"] == "recipe.not-kept"}  # fmt: skip
    assert lost == {"nomAttribuant": 1, "nomBeneficiaire": 1, "objet": 1, "montant": 2}


def test_a_header_that_names_a_person_is_not_kept(tmp_path: Path) -> None:
    path, recipe = tmp_path / "f.csv", tmp_path / "r.json"
    path.write_text("id,lat,long,DUPONT Jean,Montant TTC\nA,48.6,2.3,1,2\nB,48.7,2.4,1,2\n")
    repair(path, "--schema", "city/dropoff-points", "--save-recipe", recipe)
    layout = json.loads(recipe.read_text(encoding="utf-8"))["layout"]
    assert layout["columns"] == ["id", "lat", "long", "Montant TTC"]


def test_candidates_who_are_columns_are_not_kept(tmp_path: Path) -> None:
    path, recipe = tmp_path / "f.csv", tmp_path / "r.json"
    path.write_text(
        "Bureau;Code commune;Inscrits;Exprimés;DUPONT;Le Goff\n"
        "1;91999;900;600;400;200\n2;91999;950;500;250;250\n",
        encoding="utf-8",
    )
    asked = ("--schema", "city/election-candidates", "--accept", "all")
    _told, once = repair(path, *asked, "--save-recipe", recipe)
    text = recipe.read_text(encoding="utf-8")
    assert "Bureau" in text
    assert "DUPONT" not in text
    assert "Goff" not in text
    path.write_text(path.read_text(encoding="utf-8").replace("DUPONT", "ROY"), encoding="utf-8")
    told, again = repair(path, "--recipe", recipe)
    assert again == once.replace(b"DUPONT", b"ROY")
    assert (told["recipe"]["asked"], codes(told)) == ([], {})


def test_a_dropped_column_that_names_a_person_is_not_kept(tmp_path: Path) -> None:
    path, recipe = tmp_path / "f.csv", tmp_path / "r.json"
    path.write_text("id,lat,long,Mme Roy,Suivi\nA,48.6,2.3,1,2\nB,48.7,2.3,1,2\n")
    asked = ("--schema", "city/dropoff-points", *decide("map.Mme Roy=", "map.Suivi="))
    repair(path, *asked, "--save-recipe", recipe)
    kept = json.loads(recipe.read_text(encoding="utf-8"))
    assert kept["columns"] == {"id": "id", "lat": "lat", "long": "long", "Suivi": ""}


def test_rows_said_twice_are_asked_anew_unless_they_are_the_same(tmp_path: Path) -> None:
    path, recipe = tmp_path / "f.csv", tmp_path / "r.json"
    path.write_text("id,lat,long,flux\nA,48.6,2.3,verre\nA,48.6,2.3,verre\n", encoding="utf-8")
    asked = ("--schema", "city/dropoff-points")
    _told, once = repair(path, *asked, "--accept", "all", "--save-recipe", recipe)
    told, again = repair(path, "--recipe", recipe)
    assert (again, told["recipe"]["asked"]) == (once, [])
    path.write_text("id,lat,long,flux\nB,48.6,2.3,verre\nB,48.6,2.3,verre\n", encoding="utf-8")
    told, _written = repair(path, "--recipe", recipe)
    assert [each.rpartition(":")[0] for each in told["recipe"]["asked"]] == ["rows.again:doubtful"]


def test_a_decision_of_today_wins_over_the_recipe(month: Path, recipe: Path) -> None:
    now = ("map.Observations=conditionsVersement", "value.nature.numeraire=aide en nature")
    told, written = repair(month, "--recipe", recipe, *decide(*now))
    rows = list(csv.DictReader(written.decode().splitlines()))
    assert [each["nature"] for each in rows] == ["aide en nature"] * 3
    assert [each["conditionsVersement"] for each in rows] == ["a", "b", "b"]
    yes = {each["id"]: each["yes"] for each in told["proposals"]}
    assert yes["header.decided:L"] == "decide map.Observations=conditionsVersement"


def test_the_sheet_of_the_recipe_is_read_if_the_file_has_it(tmp_path: Path) -> None:
    from openpyxl import Workbook

    def write(name: str, *sheets: str) -> Path:
        book = Workbook()
        book.remove(book.active)
        for sheet in sheets:
            book.create_sheet(sheet).append(["id", "lat", "long"])
            book[sheet].append([sheet, "48.6", "2.3"])
            book[sheet].append(["z", "48.7", "2.3"])
        book.save(tmp_path / name)
        return tmp_path / name

    recipe = tmp_path / "r.json"
    asked = ("--schema", "city/dropoff-points", "--save-recipe", recipe)
    repair(write("mars.xlsx", "a", "b"), *asked, "--decide", "sheet=b")
    told, _written = repair(write("avril.xlsx", "a", "b"), "--recipe", recipe)
    assert (told["sheet"], codes(told)) == ("b", {})
    told, _written = repair(write("mai.xlsx", "a", "c"), "--recipe", recipe)
    assert told["sheet"] == "a"
    assert set(codes(told)) == {"recipe.sheet"}


def test_the_table_of_a_sheet_that_was_decided_is_read_again(tmp_path: Path) -> None:
    path, recipe = tmp_path / "f.csv", tmp_path / "r.json"
    first = "id,lat,long\nA,48.6,2.3\nB,48.7,2.3\n,,\n,,\n"
    second = "id,lat,long,flux\nC,48.5,2.2,verre\nD,48.4,2.2,verre\n"
    path.write_text(first + second, encoding="utf-8")
    asked = ("--schema", "city/dropoff-points", "--save-recipe", recipe)
    _told, once = repair(path, *asked, "--decide", "table=A7")
    assert b"A,48.6" not in once
    _told, again = repair(path, "--recipe", recipe)
    assert again == once


def test_what_the_table_schema_takes_no_more_is_told_and_not_done(
    month: Path, recipe: Path
) -> None:
    changed = json.loads(recipe.read_text(encoding="utf-8"))
    changed["schema"] = "scdl/subventions@0.0.1"
    changed["values"]["nature"]["numeraire"] = "argent"
    changed["columns"]["Versé"] = "somme"
    recipe.write_text(json.dumps(changed), encoding="utf-8")
    told, written = repair(month, "--recipe", recipe)
    assert set(codes(told)) == {"recipe.schema-version", "recipe.unfit", "recipe.unknown-field"}
    assert b"argent" not in written


def test_a_recipe_serves_another_city(month: Path, recipe: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "orsay.csv"
    theirs.write_text(f"{HEADER}\n{ROWS}".replace("219 199 999 00018", ""), encoding="utf-8")
    city = tmp_path / "city.json"
    city.write_text('{"siret": "21910471800016"}', encoding="utf-8")
    _told, written = repair(theirs, "--recipe", recipe, "--city", city)
    rows = list(csv.DictReader(written.decode().splitlines()))
    assert {each["idAttribuant"] for each in rows} == {"21910471800016"}


BROKEN: dict[str, Any] = {
    "no JSON": "{",
    "a list": "[]",
    "deep": "[" * 100_000,
    "long": " " * 2_000_000,
    "no text": b"\xff\xfe\x00",
    "other": {"format": "x"},
    "later": {"version": 99},
    "no version": {"version": "1"},
    "true version": {"version": True},
    "no schema": {"schema": None},
    "unknown key": {"exec": "rm"},
    "columns": {"columns": ["a"]},
    "a number": {"columns": {"a": 1}},
    "words": {"values": {"nature": "x"}},
    "order": {"date_order": "ydm"},
    "order list": {"date_order": ["dmy"]},
    "accepted": {"accepted": [{"repair": 1}]},
    "refused": {"refused": [{"repair": "number.comma", "fields": "montant"}]},
    "accept": {"accept": "all"},
    "layout": {"layout": {"header_row": -1}},
    "half a sign": {"columns": {"\ud800": "x"}},
    "half a key": {"\ud800": "x"},
    "nul": {"columns": {"a\0": "x"}},
    "schema unknown": {"schema": "scdl/none@1"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_recipe_that_is_none_is_refused_in_a_sentence(month: Path, name: str) -> None:
    path, broken = month.parent / "r.json", BROKEN[name]
    if isinstance(broken, dict):
        sound = {"format": "city-tables recipe", "version": 1, "schema": "scdl/subventions@2.1.1"}
        broken = json.dumps({**sound, **broken})
    path.write_bytes(broken if isinstance(broken, bytes) else broken.encode())
    done = call(month, "--recipe", path)
    assert done.exit_code == 2
    assert isinstance(done.exception, SystemExit)
    assert done.stderr.rstrip().endswith(".")
    assert ("up to date" in done.stderr) == (name == "later")
    assert not (month.parent / "out.csv").exists()


def test_a_recipe_of_another_table_schema_is_refused(month: Path, recipe: Path) -> None:
    done = call(month, "--recipe", recipe, "--schema", "scdl/budget")
    assert done.exit_code == 2
    assert "scdl/subventions" in done.stderr


def test_a_decision_that_concerns_nothing_is_told(month: Path) -> None:
    wrong = ("map.Verse=montant", "value.nature.numéraire=aide en numéraire", "map.Versé=montan")
    told, _written = repair(month, *decide(*wrong))
    said = [each for each in told["findings"] if each["code"] == "decision.without-effect"]
    assert len(said) == 3
    assert all(any(key in each["message"] for each in said) for key in wrong)


def test_its_keys_are_documented(recipe: Path) -> None:
    page = (ROOT / "docs" / "table-repair.md").read_text(encoding="utf-8")
    kept = json.loads(recipe.read_text(encoding="utf-8"))
    rows = [line for line in page.partition("## Recipes")[2].splitlines() if line[:3] == "| `"]
    first = [name for row in rows for name in re.findall("`([a-z_]+)`", row.split("|")[1])]
    assert first == list(kept)
    assert all(f"`{key}`" in page for key in (*kept["layout"], *kept["accepted"][0]))
