"""A whole table mended: columns, rows, places, decisions, and what is written."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from string import Formatter
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from ckanext.city.command import tables
from ckanext.city.tables.atomic import whole_file
from ckanext.city.tables.repair.entries import FINDINGS, REPAIRS
from ckanext.city.tables.write import neutralise, risky_texts, write_csv
from ckanext.city.terminal.repairing import UnknownDecision, read_decisions
from ckanext.city.terminal.words import translator

GRANTS = """Attribuant;SIRET attribuant;Date convention;Association;Objet;Montant;Nature de l'aide;\
Conditions de versement;Date de versement;Notification UE;Pourcentage
Ville;219 199 999 00018;25/03/2025;Handball;Fête;1 500,00 €;Aide en numeraire;x;12/03/2025;NON;1
;;;;;;;;;;
Ville;219 199 999 00018;01/02/2025;=2+3;Dojo;2 000,50 €;aide en nature;x;13/03/2025;OUI;50 %
"""


def repair(path: Path, *options: str) -> tuple[int, dict[str, Any], list[list[str]]]:
    out = path.parent / "out.csv"
    done = CliRunner().invoke(
        tables, ["repair", str(path), "--out", str(out), "--json", "--lang", "en", *options]
    )
    written = list(csv.reader(out.open(encoding="utf-8"))) if out.exists() else []
    return done.exit_code, json.loads(done.stdout), written


@pytest.fixture
def grants(tmp_path: Path) -> Path:
    path = tmp_path / "subventions.csv"
    path.write_text(GRANTS, encoding="cp1252")
    return path


def test_what_is_safe_is_done_and_the_result_is_checked(grants: Path) -> None:
    code, told, written = repair(grants, "--accept", "safe")
    assert told["schema"]["id"] == "scdl/subventions"
    assert written[0][:4] == ["nomAttribuant", "idAttribuant", "dateConvention", "nomBeneficiaire"]
    assert [row[2] for row in written[1:]] == ["2025-03-25", "2025-02-01"]
    assert [row[5] for row in written[1:]] == ["1500.00", "2000.50"]
    assert written[2][3] == "'=2+3"
    assert {each["kind"] for each in told["proposals"] if each["applied"]} >= {
        "rows.blank",
        "number.unit",
        "formula",
    }
    assert code == (0 if told["left"]["valid"] else 1)


def test_doing_it_again_changes_nothing_more(grants: Path) -> None:
    _code, _told, written = repair(grants, "--accept", "safe")
    once = grants.parent / "once.csv"
    (grants.parent / "out.csv").rename(once)
    _code, told, again = repair(once, "--accept", "safe")
    assert again == written
    assert [each["id"] for each in told["proposals"] if each["applied"]] == []


def test_without_a_yes_nothing_but_formulas_is_touched(grants: Path) -> None:
    code, told, written = repair(grants)
    assert code == 1
    assert [each["kind"] for each in told["proposals"] if each["applied"]] == ["formula"]
    assert written[0][1] == "SIRET attribuant"
    assert written[1][5] == "1 500,00 €"


def test_what_was_made_harmless_is_not_warned_of_and_a_list_keeps_its_dash(tmp_path: Path) -> None:
    path = tmp_path / "delib.csv"
    path.write_text(
        "DELIB_ID,DELIB_DATE,DELIB_OBJET,Note,=Total\n"
        "1,2025-02-01,- voirie,- urgent,+33 1 23 45 67 89\n2,2025-02-01,=1+2,-12,-\n",
        encoding="utf-8",
    )
    _code, told, written = repair(path, "--schema", "scdl/deliberations", "--accept", "safe")
    assert [row[2:] for row in written] == [
        ["DELIB_OBJET", "Note", "'=Total"],
        ["– voirie", "– urgent", "+33 1 23 45 67 89"],
        ["'=1+2", "-12", "-"],
    ]
    done = {each["kind"]: each["cells"] for each in told["proposals"] if each["applied"]}
    assert (done["formula"], done["text.dash"]) == (2, 1)
    assert "cells.like-formula" in [each["code"] for each in told["findings"]]
    assert "cells.like-formula" not in [each["code"] for each in told["left"]["findings"]]


def test_decisions_are_a_yes(tmp_path: Path) -> None:
    path = tmp_path / "delib.csv"
    path.write_text(
        "DELIB_ID,Jour,DELIB_OBJET,VOTE_CONTRE,Note\n1,01/02/2025,a,-,x\n2,03/04/2025,b,1,y\n",
        encoding="utf-8",
    )
    decided = (
        "--schema", "scdl/deliberations", "--decide", "map.Jour=DELIB_DATE", "--decide",
        "date_order=mdy", "--decide", "value.VOTE_CONTRE.-=0", "--decide", "map.Note=",
    )  # fmt: skip
    _code, _told, written = repair(path, *decided)
    assert written == [
        ["DELIB_ID", "DELIB_DATE", "DELIB_OBJET", "VOTE_CONTRE"],
        ["1", "2025-01-02", "a", "0"],
        ["2", "2025-03-04", "b", "1"],
    ]


def test_what_stands_above_is_written_where_a_sign_says_so(tmp_path: Path) -> None:
    path = tmp_path / "delib.csv"
    path.write_text(
        "DELIB_ID,DELIB_DATE,DELIB_OBJET,PREF_ID\n1,2025-03-14,Budget,PREF091\n"
        '2,idem,Tarifs,""""\nCOMMISSION CULTURE,,,\n3,2025-03-21,idem,-\n4,"-""-",Prêt,'
        "\n",
        encoding="utf-8",
    )
    _code, told, written = repair(path, "--accept", "safe")
    assert [row[:4] for row in written[1:]] == [
        ["1", "2025-03-14", "Budget", "PREF091"],
        ["2", "2025-03-14", "Tarifs", "PREF091"],
        ["3", "2025-03-21", "idem", ""],
        ["4", "2025-03-21", "Prêt", ""],
    ]
    dropped = next(each for each in told["proposals"] if each["kind"] == "rows.heading")
    assert (dropped["cells"], dropped["safe"]) == (1, True)


def test_the_name_of_a_group_is_repeated_only_with_a_yes(tmp_path: Path) -> None:
    path = tmp_path / "streets.csv"
    path.write_text(
        "nom_ecole,code_insee,type_et_libelle,n_de_voie_debut\nMacé,91999,Rue A,1\n"
        ",91999,Rue B,1\n,91999,Rue C,\nVeil,91999,Rue D,1\n,91999,Rue E,1\n",
        encoding="utf-8",
    )
    _code, told, written = repair(path, "--accept", "safe", "--schema", "city/school-streets")
    assert [each["kind"] for each in told["proposals"] if not each["applied"]] == ["cell.group"]
    assert [row[-1] for row in written[1:]] == ["Macé", "", "", "Veil", ""]
    _code, told, written = repair(path, "--accept", "all", "--schema", "city/school-streets")
    assert [row[-1] for row in written[1:]] == ["Macé", "Macé", "Macé", "Veil", "Veil"]


def test_a_decision_fills_what_is_empty_and_is_not_kept_in_a_recipe(tmp_path: Path) -> None:
    path, recipe = tmp_path / "voix.csv", tmp_path / "recipe.json"
    path.write_text("code_bv,nom,voix,Nuance\n0001,ROY,12,\n0002,ROY,13,DVC\n", encoding="utf-8")
    decided = (
        "--schema", "city/election-candidates", "--decide", "value.id_election.=2024_legi_t1",
        "--decide", "value.nuance.=LR", "--accept", "safe", "--save-recipe", str(recipe),
    )  # fmt: skip
    _code, _told, written = repair(path, *decided)
    assert written[0][0] == "id_election"
    assert [row[0] for row in written[1:]] == ["2024_legi_t1"] * 2
    assert [row[written[0].index("nuance")] for row in written[1:]] == ["LR", "DVC"]
    assert "2024_legi_t1" not in recipe.read_text(encoding="utf-8")


def test_what_the_title_names_fills_a_column_after_a_yes(tmp_path: Path) -> None:
    path, city = tmp_path / "voix.csv", tmp_path / "city.json"
    path.write_text(
        "Élections législatives 2024 - 1er tour;;\n;;\nBureau;Nom;Voix\n1;ROY;12\n2;ROY;13\n",
        encoding="utf-8",
    )
    city.write_text('{"insee": "91999"}', encoding="utf-8")
    options = ("--schema", "city/election-candidates", "--city", str(city), "--accept")
    _code, _told, written = repair(path, *options, "safe")
    assert written[1][:2] == ["91", "91999"]
    assert "id_election" not in written[0]
    _code, _told, written = repair(path, *options, "all")
    assert written[1][:3] == ["2024_legi_t1", "91", "91999"]


def test_a_row_that_says_total_in_place_of_a_code_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "voix.csv"
    path.write_text(
        "Bureau;Inscrits;Blancs + nuls;Exprimés;ROY Anne;PETIT Paul\n"
        "1;900;10;600;400;200\n2;950;12;500;250;250\nTOTAL;1850;22;1100;650;450\n",
        encoding="utf-8",
    )
    options = ("--schema", "city/election-candidates", "--accept", "safe")
    _code, _told, written = repair(path, *options)
    assert [row[:2] for row in written[1:]] == [
        ["0001", "400"], ["0001", "200"], ["0002", "250"], ["0002", "250"],
    ]  # fmt: skip


def test_the_city_fills_what_everybody_there_knows(tmp_path: Path) -> None:
    path, city = tmp_path / "delib.csv", tmp_path / "city.json"
    path.write_text(
        "DELIB_ID,DELIB_DATE,DELIB_OBJET,DELIB_MATIERE_CODE\n1,2025-02-01,a,7.5\n", encoding="utf-8"
    )
    city.write_text('{"name": "Ville de Test", "siret": "21919999900018"}', encoding="utf-8")
    options = ("--schema", "scdl/deliberations", "--accept", "safe", "--city", str(city))
    _code, _told, written = repair(path, *options)
    assert written[1][:3] == ["Ville de Test", "21919999900018", "1"]


def test_swapped_coordinates_are_put_right(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(
        "id,code_insee,adresse,lat,long,flux\nA,91999,Rue,2.3318,48.6213,verre\n"
        "B,91999,Rue,48.6214,2.3319,verre\n",
        encoding="utf-8",
    )
    _code, _told, written = repair(path, "--schema", "city/dropoff-points", "--accept", "safe")
    assert [row[3:5] for row in written[1:]] == [["48.6213", "2.3318"], ["48.6214", "2.3319"]]


def test_an_unreadable_file_leaves_nothing_written(tmp_path: Path) -> None:
    path = tmp_path / "page.csv"
    path.write_text("<!doctype html><html><body>404</body></html>", encoding="utf-8")
    code, told, written = repair(path)
    assert (code, told["valid"], written) == (2, False, [])


@pytest.mark.parametrize("written", ["x", "date_order=ydm", "value.A=b", "colour=red"])
def test_a_decision_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(UnknownDecision):
        read_decisions([written])


@pytest.mark.parametrize(
    ("text", "risky"),
    [
        ("=1+1", True),
        ("@SUM(A1)", True),
        ("+1-2", True),
        ("-2+3", True),
        ("|calc", True),
        (" =1", True),
        ("＝1", True),
        ("- voirie", True),
        ("-12.5", False),
        ("+33 1 99 00 42 15", False),
        ("-", False),
        ("1 - 2", False),
        ("a=b", False),
    ],
)
def test_only_what_a_spreadsheet_would_calculate_is_neutralised(text: str, risky: bool) -> None:
    column = pl.Series([text, None])
    assert risky_texts(column) == ([text] if risky else [])
    assert neutralise(column)[0] == (f"'{text}" if risky else text)
    assert risky_texts(neutralise(column)) == []


def test_a_file_that_cannot_be_written_whole_is_not_written(tmp_path: Path) -> None:
    def rows() -> Any:
        yield ["a"]
        raise RuntimeError

    out = tmp_path / "out.csv"
    with pytest.raises(RuntimeError), whole_file(out) as name:
        write_csv(name, ["h"], rows())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_sentence_can_be_said(lang: str) -> None:
    for entry in (*REPAIRS.values(), *FINDINGS.values()):
        for sentence in (entry.message, entry.fix):
            names = [name for _text, name, _form, _kind in Formatter().parse(sentence) if name]
            assert translator(lang)(sentence).format(**dict.fromkeys(names, "x"))
