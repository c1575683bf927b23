"""Headings of printed budgets: what becomes of them in the rows below."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ckanext.city.dataset_types.budget.headings import read_heading
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.read import read_table
from ckanext.city.tables.repair.mended import Mended
from ckanext.city.tables.repair.plan import mend_table
from tests.tables.repair.mending import column, context_of

SECTION, SIDE, CHAPTER = "BGT_SECTION", "BGT_CODRD", "BGT_CONTNAT"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DEPENSES DE FONCTIONNEMENT", {SECTION: "fonctionnement", SIDE: "dépense"}),
        ("Section d'investissement - Recettes", {SECTION: "investissement", SIDE: "recette"}),
        ("Recettes", {SIDE: "recette"}),
        (
            "011 - Charges à caractère général",
            {CHAPTER: "011", "BGT_CONTNAT_LABEL": "Charges à caractère général"},
        ),
        ("Chapitre 65 : Autres charges", {CHAPTER: "65", "BGT_CONTNAT_LABEL": "Autres charges"}),
        ("Dépenses et recettes de fonctionnement", {}),
        ("Dépenses imprévues", {}),
        ("12 mars 2025, vote du conseil", {}),
        ("60611 - Eau", {}),
        ("Budget annexe de l'eau", {}),
    ],
)
def test_a_heading_is_read_whole_or_not_at_all(text: str, said: Mapping[str, str]) -> None:
    assert read_heading(text) == said


def mended(folder: Path, *lines: str) -> Mended:
    file = folder / "budget.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return mend_table(read_table(file), context_of(find_table_schema("scdl/budget")), "safe")


def test_headings_fill_the_rows_below_until_another_of_their_kind_or_a_wider_one(
    tmp_path: Path,
) -> None:
    done = mended(
        tmp_path,
        "Compte;Libellé;Voté",
        "Dépenses de fonctionnement;;",
        "011 - Charges générales;;",
        "60611;Eau;46",
        "012 - Personnel;;",
        "64111;Salaires;226",
        "Section d'investissement;;",
        "2188;Mobilier;60",
        "Recettes;;",
        "1321;État;45",
        "Budget annexe de l'eau;;",
        "60611;Achats;12",
    )
    assert column(done, "BGT_NATURE") == ["60611", "64111", "2188", "1321", "60611"]
    assert column(done, SECTION) == ["fonctionnement"] * 2 + ["investissement"] * 2 + [""]
    assert column(done, SIDE) == ["dépense", "dépense", "", "recette", ""]
    assert column(done, CHAPTER) == ["011", "012", "", "", ""]


def test_what_a_row_says_itself_stays(tmp_path: Path) -> None:
    done = mended(
        tmp_path,
        "Chapitre;Compte;Libellé;Voté",
        "011 - Charges générales;;;",
        "65;65748;Aides;46",
        ";60611;Eau;12",
    )
    assert column(done, CHAPTER) == ["65", "011"]


def test_a_heading_of_one_side_says_nothing_of_the_other(tmp_path: Path) -> None:
    done = mended(
        tmp_path,
        "Dépenses / Compte;Dépenses / Libellé;Dépenses / BP 2025;"
        "Recettes / Compte;Recettes / Libellé;Recettes / BP 2025",
        "011 - Charges générales;;;;;",
        "60611;Eau;46;7067;Cantine;12",
        "60612;Gaz;40;7062;Piscine;15",
    )
    assert column(done, SIDE) == ["dépense", "recette"] * 2
    assert CHAPTER not in done.header
