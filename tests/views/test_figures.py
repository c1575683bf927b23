"""Columns of amounts are told from columns of codes, so that only amounts are set to the right."""

from __future__ import annotations

import pytest

from ckanext.city.views.rows.figures import are_figures, names_code


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "20", "300"],
        ["1 200,50", "", "-3,5"],
        ["1\u202f200 €", "35\u00a0€"],
        ["12,5 %", "3 %"],
        ["48.62", "48.60"],
        ["2019", "3", "2021"],
        ["0,5", "0"],
        ["12500"],
        ["10000", "20000,50", "10000"],
    ],
)
def test_numbers_are_figures(cells: list[str]) -> None:
    assert are_figures(cells)


@pytest.mark.parametrize(
    "cells",
    [
        [],
        ["", " "],
        ["3", "n.c."],
        ["01", "02", "10"],
        ["01 60 00 00 00", "01 60 00 00 01"],
        ["+33 1 60 00 00 00"],
        ["160000000", "160000001"],
        ["2019", "2020", "2021"],
        ["91700", "91100", "75001"],
        ["21910570100019"],
        ["12/03/2024"],
        ["1.2.3"],
        ["3 rue Haute"],
        ["12 34"],
    ],
)
def test_texts_and_codes_are_none(cells: list[str]) -> None:
    assert not are_figures(cells)


@pytest.mark.parametrize(
    "header",
    ["Année", "Code postal", "N° SIRET", "CODE_INSEE", "Tél.", "id", "BV_ID", "menuCollNum", "CP"],
)
def test_a_header_tells_codes(header: str) -> None:
    assert names_code(header)


@pytest.mark.parametrize("header", ["Montant", "Nombre d’agents", "Décodeurs", "Population"])
def test_a_header_of_amounts_tells_none(header: str) -> None:
    assert not names_code(header)
