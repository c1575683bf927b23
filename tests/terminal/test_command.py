"""`city-tables check` and `schemas`, as a script and as a person calls them."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ckanext.city import command, start
from ckanext.city.command import tables
from ckanext.city.tables.catalogue import find_table_schema, list_table_schemas
from ckanext.city.tables.findings import MAX_ROWS, row_ranges
from ckanext.city.terminal.repairing import read_city
from ckanext.city.terminal.report import report
from ckanext.city.terminal.words import translator

DELIBERATIONS = find_table_schema("scdl/deliberations").folder / "samples"
VALID = DELIBERATIONS / "valid" / "seance-2025-06-26.csv"
INVALID = DELIBERATIONS / "invalid" / "type.date--date-francaise.csv"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tables, [str(each) for each in arguments])


def told(*arguments: str | Path) -> dict[str, Any]:
    return json.loads(run("check", *arguments, "--json").stdout)


def test_a_valid_file_gives_0_and_the_schema_that_its_header_fits() -> None:
    done = run("check", VALID, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "file": VALID.name,
        "sheet": None,
        "schema": {"id": "scdl/deliberations", "version": "2.1.5"},
        "rows": 8,
        "valid": True,
        "counts": {"error": 0, "warning": 0, "note": 0},
        "findings": [],
    }


def test_a_file_at_fault_gives_1_and_its_findings_in_the_language_that_is_asked() -> None:
    done = run("check", INVALID, "--schema", "scdl/deliberations", "--lang", "en", "--json")
    assert done.exit_code == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding == {
        "code": "type.date",
        "severity": "error",
        "field": "DELIB_DATE",
        "rows": [2, 3, 4, 5, 6, 7, 8, 9],
        "count": 8,
        "values": ["26/06/2025"],
        "message": "“26/06/2025” is written as day/month/year.",
        "fix": (
            "Write each date as year-month-day: 2026-04-02 for 2 April 2026. Example: 2025-06-26"
        ),
    }


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "file.empty"), (b"a;b\n1;2\n", "schema.not-recognised")]
)
def test_a_file_that_nothing_can_be_said_of_gives_2_and_one_finding(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "sent.csv"
    path.write_bytes(content)
    done = run("check", path, "--json")
    assert done.exit_code == 2
    found = json.loads(done.stdout)
    assert (found["file"], found["valid"]) == ("sent.csv", False)
    assert [each["code"] for each in found["findings"]] == [code]


def test_other_tables_are_taken_by_the_id_of_their_schema(tmp_path: Path) -> None:
    samples = find_table_schema("city/parking-live").folder / "samples" / "valid"
    parks = tmp_path / "parcs.csv"
    parks.write_text("id\n91999-P-777\n", encoding="utf-8")
    live = samples / "un-instant.csv"
    assert {each["code"] for each in told(live)["findings"]} == {"table.not-given"}
    checked = told(live, "--with", f"etalab/schema-stationnement={parks}")
    assert {each["code"] for each in checked["findings"]} == {"rule.car-park-unknown"}


@pytest.mark.parametrize(
    "wrong", [["--schema", "scdl/nothing"], ["--with", "city/parking-live"]], ids=["schema", "with"]
)
def test_a_wrong_option_is_told_before_anything_is_read(wrong: list[str]) -> None:
    done = run("check", VALID, *wrong)
    assert done.exit_code == 2
    assert wrong[1] in done.stderr


def test_schemas_are_listed_for_machines_and_for_people() -> None:
    listed = json.loads(run("schemas", "--json").stdout)
    known = {"id": "scdl/budget", "version": "0.8.3"}
    assert len(listed) == len(list_table_schemas())
    assert known.items() <= next(each for each in listed if each["id"] == "scdl/budget").items()
    assert "scdl/budget@0.8.3" in run("schemas", "--lang", "fr").stdout


def test_help_loads_neither_polars_nor_ckan() -> None:
    script = (
        "import sys; from ckanext.city.command import tables\n"
        "tables(['check', '--help'], standalone_mode=False)\n"
        "print(sorted({'polars', 'ckan', 'flask', 'frictionless'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (["check", "file.csv", "--json"], ["ckanext.city.terminal.tasks"]),
        (["repair", "file.csv", "--out", "out.csv"], ["ckanext.city.terminal.mending"]),
        (["check"], []),
        (["check", "file.csv", "--help"], []),
        (["schemas"], []),
        ([], []),
    ],
)
def test_the_script_has_the_child_start_that_its_command_needs(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], modules: list[str]
) -> None:
    started: list[str] = []
    monkeypatch.setattr(start, "start_child", started.append)
    monkeypatch.setattr(command, "tables", lambda: None)
    monkeypatch.setattr(sys, "argv", ["city-tables", *arguments])
    start.tables()
    assert started == modules


def test_the_script_checks_a_file() -> None:
    script = Path(sys.executable).with_name("city-tables")
    done = subprocess.run([script, "check", INVALID, "--json"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads(done.stdout)["findings"]


def speak(monkeypatch: pytest.MonkeyPatch, language: str, *arguments: str) -> Result:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", language)
    return run(*arguments)


@pytest.mark.parametrize("arguments", [[], ["check"], ["repair"], ["schemas"]])
def test_help_is_in_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    french = speak(monkeypatch, "fr_FR.UTF-8", *arguments, "--help").stdout
    english = speak(monkeypatch, "en_GB.UTF-8", *arguments, "--help").stdout
    assert french.startswith("Usage\u00a0: ")
    assert "Afficher cette aide." in french
    assert "Show this message and exit." in english
    said = {line.strip() for line in english.splitlines() if len(line.strip()) > 30}
    assert not said & {line.strip() for line in french.splitlines()}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["check", "--nope"], "Il n’y a pas d’option '--nope'."),
        (["check"], "Il manque l’argument 'FICHIER'."),
        (["check", "absent.csv"], "Fichier 'absent.csv'\u00a0: introuvable."),
        (["check", str(VALID), "--schema", "scdl/deliberation"], "scdl/deliberations"),
        (["check", str(VALID), "--with", "x"], "écrivez ID=FICHIER, avec le chemin"),
        (["repair", str(VALID), "--out", "x.csv", "--decide", "x"], "écrivez CLÉ=VALEUR."),
    ],
)
def test_a_wrong_question_is_answered_in_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, wrong: list[str], says: str
) -> None:
    done = speak(monkeypatch, "fr_FR.UTF-8", *wrong)
    assert done.exit_code == 2
    assert "Erreur\u00a0: " in done.stderr
    assert says in done.stderr
    assert "Error: " in speak(monkeypatch, "en_GB.UTF-8", *wrong).stderr
    assert "Erreur" in speak(monkeypatch, "en_GB.UTF-8", *wrong, "--lang", "fr").stderr


def test_the_report_says_verdict_advice_and_places_in_french() -> None:
    lines = run("check", INVALID, "--lang", "fr").stdout.splitlines()
    assert lines[1] == "Le tableau ne suit pas encore son schéma de table. (1 erreur)"
    assert lines[3:5] == ["À corriger", "  • «\u00a026/06/2025\u00a0» est écrit jour/mois/année."]
    assert lines[6:8] == ["    8 lignes\u00a0: 2-9", ""]
    assert lines[8].endswith(f": city-tables repair {INVALID} --out repare.csv")


def test_the_next_step_asks_for_the_same_table_and_there_is_none_for_a_valid_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "l'élu.csv"
    path.write_bytes(INVALID.read_bytes())
    schema = ("--schema", "scdl/deliberations")
    said = run("check", path, *schema, "--sheet", "Feuil1", "--lang", "en").stdout
    words = shlex.split(said.rstrip().rpartition("by: ")[2])
    assert words[0] == "city-tables"
    words[words.index("--out") + 1] = str(tmp_path / "out.csv")
    assert words[-2:] == [*schema]
    assert run(*words[1:]).exit_code == 1
    assert (tmp_path / "out.csv").exists()
    assert "city-tables repair" not in run("check", VALID, "--lang", "en").stdout


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version").stdout.strip() == importlib.metadata.version("ckanext-city")


def test_a_long_list_of_rows_is_cut_and_rows_that_follow_are_one_range() -> None:
    assert row_ranges([2, 3, 4, 9, 11, 12]) == ["2-4", "9", "11-12"]
    lines = list(report(_of(list(range(2, 200, 2))), translator("en")))
    assert lines[-1] == "    99 rows: 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, …"


def test_numbers_of_a_report_are_grouped_as_their_language_does() -> None:
    told = {
        "file": "a.csv",
        "schema": {"id": "scdl/deliberations", "version": "2.1.5"},
        "rows": 1_200_000,
        "valid": True,
        "counts": {"error": 0, "warning": 0, "note": 1_500},
        "findings": [],
    }
    french, english = ("\n".join(report(told, translator(lang))) for lang in ("fr", "en"))
    assert "lignes\u00a0: 1\u202f200\u202f000" in french
    assert "1\u202f500 remarques" in french
    assert "rows: 1,200,000" in english


def test_columns_of_one_fault_are_told_together_and_so_are_those_that_are_renamed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "delib.csv"
    path.write_text("N° délibération,Date séance,Objet,Élu,Salle\n1,2025-03-12,x,y,z\n")
    options = ("--schema", "scdl/deliberations", "--accept", "safe", "--lang", "en")
    told = run("repair", path, "--out", tmp_path / "o.csv", *options)
    said = told.stdout
    assert (
        "  • Columns take the names of the table schema: 3\n    N° délibération → DELIB_ID" in said
    )
    assert "Columns are not in the table schema: Élu, Salle." in said
    assert "Columns are missing: COLL_NOM, COLL_SIRET, DELIB_MATIERE_CODE" in said


def test_no_sign_of_a_file_moves_the_terminals_cursor() -> None:
    found = _of([2])
    found["findings"][0]["message"] = "“\x1b[2J\nX” is no date."
    assert not any("\x1b" in line or "\n" in line for line in report(found, str))


def _of(rows: list[int]) -> dict[str, Any]:
    finding = {
        "code": "type.date",
        "severity": "error",
        "field": "d",
        "rows": rows,
        "count": len(rows),
        "values": ["x"],
        "message": "“x” is no date.",
        "fix": "Write it.",
    }
    counts = {"error": 1, "warning": 0, "note": 0}
    schema = {"id": "a/b", "version": "1"}
    return {"file": "f.csv", "sheet": None, "schema": schema, "rows": 9, "valid": False,
            "counts": counts, "findings": [finding]}  # fmt: skip


def test_rows_of_another_body_than_the_city_are_told(tmp_path: Path) -> None:
    city, table = tmp_path / "city.json", tmp_path / "seance.csv"
    text = VALID.read_text(encoding="utf-8")
    own = re.search(r"\b\d{14}\b", text)[0]
    same_city, other = f"{own[:9]}00026", "21910471800016"
    lines = text.splitlines()
    lines[2], lines[3] = lines[2].replace(own, other), lines[3].replace(own, same_city)
    table.write_text("\n".join([*lines, ""]), encoding="utf-8")
    city.write_text(json.dumps({"siret": own, "name": "Une autre écriture"}), encoding="utf-8")
    done = run("check", table, "--city", city, "--lang", "en", "--json")
    found = [each for each in json.loads(done.stdout)["findings"] if each["code"] == "city.other"]
    assert [(each["field"], each["severity"], each["rows"]) for each in found] == [
        ("COLL_SIRET", "warning", [3])
    ]
    assert own in found[0]["message"]
    assert not [
        e for e in told(VALID, "--city", str(city))["findings"] if e["code"] == "city.other"
    ]


@pytest.mark.parametrize("content", ["{", "[]", '"x"', "\xff"])
def test_a_city_that_is_none_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    city = tmp_path / "city.json"
    city.write_bytes(content.encode("latin-1"))
    done = run("check", VALID, "--city", city)
    assert done.exit_code == 2
    assert "siret" in done.stderr


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"siret": "21919999900019"}, "siret"),
        ({"siren": "219 199"}, "siren"),
        ({"insee": "Orge"}, "insee"),
    ],
)
def test_a_code_of_the_city_that_is_none_is_told_before_it_is_written(
    tmp_path: Path, said: dict[str, str], key: str
) -> None:
    city = tmp_path / "city.json"
    city.write_text(json.dumps(said), encoding="utf-8")
    done = run("check", VALID, "--city", city, "--lang", "fr")
    assert done.exit_code == 2
    assert f"«\u00a0{key}\u00a0»" in done.stderr
    assert said[key] in done.stderr


def test_a_siret_of_the_city_may_be_written_with_blanks(tmp_path: Path) -> None:
    city = tmp_path / "city.json"
    city.write_text('{"siret": "219 199 999 00018"}', encoding="utf-8")
    assert read_city(str(city)) == {"siret": "21919999900018"}


def test_a_strange_table_is_listed_column_by_column_in_the_reader_s_words(tmp_path: Path) -> None:
    path = tmp_path / "marches.csv"
    header = "N° marché;Objet;Titulaire;Montant HT;Notifié le;Durée;Lot;Rang"
    path.write_text(f"{header}\n2024-01;Voirie;Roy;1 250,5;15/01/2024;24;;oui\n", encoding="utf-8")
    lines = run("check", path, "--lang", "fr").stdout.splitlines()
    listed = [line.strip().replace("\u00a0", " ") for line in lines if line.startswith("      ")]
    assert listed == [
        "A, « N° marché » : texte",
        "B, « Objet » : texte",
        "C, « Titulaire » : texte",
        "D, « Montant HT » : nombres",
        "E, « Notifié le » : dates",
        "F, « Durée » : nombres entiers",
        "G, « Lot » : rien",
        "H, « Rang » : oui ou non",
    ]


def test_the_schema_that_a_strange_table_is_nearest_to_is_named(tmp_path: Path) -> None:
    path = tmp_path / "resultats.csv"
    path.write_text(
        "Bureau;Candidat;Nuance;Voix;x;y;z\n1;M. Roy;LDVG;312;a;b;c\n", encoding="utf-8"
    )
    (finding,) = told(path, "--lang", "en")["findings"]
    assert finding["code"] == "schema.not-recognised"
    assert "--schema city/election-candidates" in finding["fix"]


def test_a_sheet_of_stations_says_that_its_columns_are_candidates_too(tmp_path: Path) -> None:
    path = tmp_path / "bureaux.csv"
    rows = "1;900;600;10;5;585;385;200\n2;950;500;0;0;500;250;250"
    header = "Bureau;Inscrits;Votants;Blancs;Nuls;Exprimés;DUPONT Marie;ROY Jean"
    path.write_text(f"{header}\n{rows}\n", encoding="utf-8")
    found = {each["code"]: each for each in told(path, "--lang", "en")["findings"]}
    assert found["table.besides"]["values"] == ["DUPONT Marie", "ROY Jean"]
    assert "--schema city/election-candidates" in found["table.besides"]["fix"]
    as_candidates = told(path, "--schema", "city/election-candidates")["findings"]
    assert "table.besides" not in {each["code"] for each in as_candidates}


def test_a_repair_tells_what_it_left_as_it_is_and_why(tmp_path: Path) -> None:
    path, out = tmp_path / "carbone.csv", tmp_path / "out.csv"
    path.write_text("annee;secteur;valeur_tco2e;Unité\n2022;transports;12;ktCO2e\n", "utf-8")
    asked = ("--schema", "city/climate-budget", "--out", out, "--accept", "safe", "--lang", "fr")
    lines = run("repair", path, *asked).stdout.splitlines()
    left = lines[lines.index("Laissé tel quel") :]
    assert "ktCO2e" in left[1]
    assert left[3].strip() == "Ligne 2"


def test_what_stands_beside_a_strange_table_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "marches.csv"
    rows = ["Lots;;;Voirie;", "Lot;Titulaire;;Rue;Longueur", "1;Roy;;rue A;12"]
    path.write_text("\n".join([*rows, "2;Petit;;;", "3;Lebon;;;"]), encoding="utf-8")
    first, *besides = [each["code"] for each in told(path)["findings"]]
    assert first == "schema.not-recognised"
    assert "table.others" in besides


@pytest.mark.parametrize("beside", ["", "notes;;;;;;;;;;;\n"], ids=["even", "uneven"])
def test_a_header_that_comes_again_more_often_than_is_listed_is_never_a_record(
    tmp_path: Path, beside: str
) -> None:
    header, row = VALID.read_text("utf-8").splitlines()[:2]
    pages, path, out = MAX_ROWS + 50, tmp_path / "pages.csv", tmp_path / "out.csv"
    lines = "".join(f"{header}\n{row.replace('Appro', f'{at} appro')}\n" for at in range(pages))
    path.write_text(lines + beside.replace(";", ","), encoding="utf-8")
    found = {each["code"]: each for each in told(path)["findings"]}
    again = found["table.header-again"]
    assert (again["count"], len(again["rows"])) == (pages - 1, MAX_ROWS)
    assert not [code for code in found if code.startswith(("type.", "constraint."))]
    run("repair", path, "--out", out, "--accept", "safe")
    assert out.read_text("utf-8").count("COLL_NOM") == 1
