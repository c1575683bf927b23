"""Which texts a spreadsheet would run."""

from __future__ import annotations

import pytest

from ckanext.city.tables.formulas import is_formula, with_list_dashes


@pytest.mark.parametrize(
    "text",
    [
        "=1+2",
        "+1-2",
        "-2+3",
        "@SOMME(A1)",
        "|cmd",
        " =A1",
        '"=A1',
        "＝1+2",
        "\tx",
        "- voirie",
    ],
)
def test_what_runs(text: str) -> None:
    assert is_formula(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "—",
        "--",
        "-12",
        "+3,5 %",
        "-1 234,50 €",
        "+33 1 23 45 67 89",
        "01 23",
        "a=b",
        "1-2",
        "'=A1",
        "- 5,2",
        "-.5",
        "-1.234.567,89",
        "-12 k€",
        "-5 °C",
        "+33 (0)1 23 45 67 89",
        "+33\u00a01\u00a023\u00a045\u00a067\u00a089",
        "-0.57918, 44.837789",
        "+02:00",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not is_formula(text)


@pytest.mark.parametrize(
    ("text", "dashed"),
    [
        ("- voirie", "– voirie"),
        ("- voirie\n- espaces verts", "– voirie\n– espaces verts"),
        ("- 5", "- 5"),
        ("-2+3", "-2+3"),
        ("- =1", "- =1"),
        ("Objet :\n- voirie", "Objet :\n- voirie"),
    ],
)
def test_the_hyphen_of_a_list_becomes_a_dash(text: str, dashed: str) -> None:
    assert with_list_dashes(text) == dashed
    assert not is_formula(dashed) or dashed == text
