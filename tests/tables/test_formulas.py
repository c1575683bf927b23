"""Which texts a spreadsheet would run."""

from __future__ import annotations

import pytest

from ckanext.city.tables.formulas import is_formula


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
        "'=A1",
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
    ],
)
def test_what_does_not(text: str) -> None:
    assert not is_formula(text)
