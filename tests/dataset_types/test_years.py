"""Sheets with a column per year: what becomes of them, and which are left alone."""

from __future__ import annotations

from tests.tables.repair.mending import column, mend_text

CLIMATE, BUDGET = "city/climate-budget", "scdl/budget"


def test_the_years_of_a_climate_budget_become_rows() -> None:
    mended = mend_text(
        CLIMATE, "Secteur;1990;2030 (objectif)\nRésidentiel;45 000;20 000\nTertiaire;;9000\n"
    )
    assert column(mended, "annee") == ["1990", "2030", "2030"]
    assert column(mended, "type") == ["", "objectif", "objectif"]
    assert column(mended, "valeur_tco2e") == ["45000", "20000", "9000"]


def test_years_of_other_units_or_other_sectors_stay() -> None:
    thousands = mend_text(
        CLIMATE, "Secteur;1990 (kt);2030 (kt)\nRésidentiel;45;20\nTertiaire;1;2\n"
    )
    assert "annee" not in thousands.header
    pupils = mend_text(CLIMATE, "Secteur;2023;2024 (objectif)\nNord;45;20\nSud;1;2\n")
    assert "annee" not in pupils.header
    units = "Secteur;Unité;2023;2024\nRésidentiel;kt;45;20\nTertiaire;kt;1;2\n"
    assert "annee" not in mend_text(CLIMATE, units).header


def test_the_stages_of_a_budget_become_rows_after_a_yes() -> None:
    lines = "Chapitre;Sens;CA 2023;BP 2024\n011;D;1 200,50;1 300\n012;D;5;6\n"
    assert "BGT_ANNEE" not in mend_text(BUDGET, lines).header
    mended = mend_text(BUDGET, lines, "all")
    assert column(mended, "BGT_NATDEC")[:2] == ["compte administratif", "budget primitif"]
    assert column(mended, "BGT_MTREAL") == ["1200.50", "", "5", ""]
    assert column(mended, "BGT_MTPREV") == ["", "1300", "", "6"]
    alone = mend_text(BUDGET, "Chapitre;Sens;2023;2024\n011;D;1;2\n", "all")
    assert "BGT_ANNEE" not in alone.header
