"""Hours of which each day has a column, and headings that say a field of the rows below."""

from __future__ import annotations

import csv
from pathlib import Path

from click.testing import CliRunner

from ckanext.city.command import tables
from tests.tables.repair.mending import asked, column, mend_text

PLACE = "scdl/equipements"
_DAYS = "Nom;Lundi;Mardi;Mer.;Jeudi;Vendredi;Samedi;Dimanche\n"


def test_the_hours_of_each_day_are_joined() -> None:
    mended = mend_text(
        PLACE,
        _DAYS + "Mairie;8h30-12h / 13h30-17h;8h30-12h / 13h30-17h;8h30-12h;8h30-12h / 13h30-17h;"
        "8h30-12h / 13h30-17h;9h-12h;Fermé\n"
        "Piscine;12h-14h;12h-14h;12h-14h;12h-14h;12h-14h;9h-19h;9h-13h (sauf août)\n"
        "Stade;9h-20h;9h-20h;9h-20h;;9h-20h;9h-20h;Fermé\n",
    )
    assert column(mended, "EQUIP_OUVERTURE") == [
        "Mo,Tu,Th,Fr 08:30-12:00,13:30-17:00; We 08:30-12:00; Sa 09:00-12:00; Su off", "", "",
    ]  # fmt: skip
    assert column(mended, "Lundi")[1] == "12h-14h"
    assert not asked(mended)


def test_a_day_without_hours_is_closed_after_a_yes() -> None:
    text = _DAYS + "Mairie;9h-17h;9h-17h;9h-17h;9h-17h;9h-17h;;\n;;;;;;;\n"
    assert "EQUIP_OUVERTURE" not in mend_text(PLACE, text).header
    assert asked(mend_text(PLACE, text)) == {"hours.by-day"}
    assert column(mend_text(PLACE, text, "all"), "EQUIP_OUVERTURE") == ["Mo-Fr 09:00-17:00"]


def test_a_few_days_are_no_week() -> None:
    text = "Nom;Lundi;Mardi\nMairie;9h-17h;9h-17h\n"
    assert "EQUIP_OUVERTURE" not in mend_text(PLACE, text).header


_HEADED = """Équipement;Adresse;CP;Ville
{first}ÉQUIPEMENTS SPORTIFS;;;
Gymnase;5 avenue du Stade;91990;Saint-Aubin
ÉQUIPEMENTS CULTURELS;;;
Théâtre;3 rue Foch;91990;Saint-Aubin
Musée;4 rue Foch;91990;Saint-Aubin
"""


def repaired(text: str, tmp_path: Path) -> list[list[str]]:
    path, out = tmp_path / "liste.csv", tmp_path / "out.csv"
    path.write_text(text, encoding="utf-8")
    options = ["--schema", PLACE, "--accept", "safe", "--out", str(out)]
    CliRunner().invoke(tables, ["repair", str(path), *options])
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_headings_that_are_choices_fill_the_field_of_the_rows_below(tmp_path: Path) -> None:
    header, *rows = repaired(_HEADED.format(first=""), tmp_path)
    at = header.index("EQUIP_THEME")
    sport, culture = "Equipement sportif et de loisirs", "Equipement culturel"
    assert [row[at] for row in rows] == [sport, culture, culture]


def test_headings_below_other_rows_or_without_meaning_fill_nothing(tmp_path: Path) -> None:
    above = "Mairie;1 rue Ney;91990;Saint-Aubin\n"
    assert "EQUIP_THEME" not in repaired(_HEADED.format(first=above), tmp_path)[0]
    other = _HEADED.format(first="").replace("ÉQUIPEMENTS SPORTIFS", "Secteur Nord")
    assert "EQUIP_THEME" not in repaired(other, tmp_path)[0]
