"""A stage of a budget as a table and as a TOTEM file: conforming, and the same in both."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from lxml import etree

from ckanext.city.dataset_types.budget.strip import is_totem, strip_totem
from ckanext.city.demo.budget.chart import account_label, chapter_of, function_label
from ckanext.city.demo.budget.documents import adoption_rows, write_adoption
from ckanext.city.demo.budget.model import REVENUE, SPENDING
from ckanext.city.demo.budget.sources import read
from ckanext.city.demo.budget.tables import COLUMNS
from ckanext.city.demo.budget.totem import NAMESPACE
from ckanext.city.demo.finances import Adoption, adoptions
from tests.demo.cities import TODAY
from tests.shared import SHARED, needs_shared

YEARS_BY_SEED = {1: {2024, 2025, 2026}, 2026: {2025}}
EACH = [
    pytest.param(each, id=f"{seed}-{each.budget}-{each.exercise.year}-{each.stage}-{each.number}")
    for seed, years in YEARS_BY_SEED.items()
    for each in adoptions(seed, TODAY)
    if each.exercise.year in years
]
WITH_FILE = [param for param in EACH if not param.values[0].is_account]
CHART = SHARED / "standards" / "budget-plan-de-comptes" / "2024_M57_M57_D.xml"
TAGS = {
    "BGT_MTBUDGPREC": "MtBudgPrec",
    "BGT_MTRARPREC": "MtRARPrec",
    "BGT_MTPREV": "MtPrev",
    "BGT_CREDOUV": "CredOuv",
}


@pytest.mark.parametrize("adoption", EACH)
def test_no_line_stands_twice_in_a_stage(adoption: Adoption) -> None:
    keys = Counter(
        tuple(row[column] for column in COLUMNS if not column.startswith(("BGT_MT", "BGT_CRED")))
        for row in adoption_rows(adoption)
    )
    assert max(keys.values()) == 1


@pytest.mark.parametrize("adoption", WITH_FILE)
def test_the_totem_file_holds_the_same_sums_as_the_table(adoption: Adoption) -> None:
    lines = _lines(write_adoption(adoption))
    rows = adoption_rows(adoption)
    assert len(lines) == len(rows)
    for column, tag in TAGS.items():
        for flow, code in (("dépense", SPENDING), ("recette", REVENUE)):
            in_table = [row[column] for row in rows if row["BGT_CODRD"] == flow]
            in_file = [line.get(tag, "") for line in lines if line["CodRD"] == code]
            assert _sum(in_table) == _sum(in_file)


@pytest.mark.parametrize("adoption", WITH_FILE)
def test_an_operation_has_its_name_in_the_table_and_its_number_in_the_file(
    adoption: Adoption,
) -> None:
    named = {row["BGT_OPERATION"] for row in adoption_rows(adoption)} - {""}
    numbers = {
        line["Operation"] for line in _lines(write_adoption(adoption)) if "Operation" in line
    }
    assert {name.rpartition(", ")[2] for name in named} == numbers
    assert all(len(number) == 4 and number.isdigit() for number in numbers)
    assert all(name.rpartition(", ")[0] for name in named)


@pytest.mark.parametrize("adoption", WITH_FILE)
def test_the_totem_file_holds_nothing_that_must_be_taken_out(adoption: Adoption) -> None:
    content = write_adoption(adoption)
    assert is_totem(content)
    stripped = strip_totem(content)
    assert stripped.removed == ()
    assert _lines(stripped.content) == _lines(content)


def test_a_year_has_about_fifteen_hundred_lines() -> None:
    rows = Counter[int]()
    for each in adoptions(1, TODAY):
        rows[each.exercise.year] += len(adoption_rows(each))
    assert 1300 < rows[2024] < 1800
    assert 1300 < rows[2025] < 1800


@needs_shared
def test_labels_and_chapters_are_those_of_the_official_chart() -> None:
    official = etree.parse(CHART)
    accounts = {each.get("Code"): each for each in official.iter("{*}Compte")}
    functions = {each.get("Code"): each.get("Libelle") for each in official.iter("{*}RefFonc")}
    for account in read("chart")["accounts"]:
        assert account_label(account) == accounts[account].get("Libelle").strip()
        if chapter_of(account):
            assert chapter_of(account) in {accounts[account].get(each) for each in ("DR", "RR")}
    for function in read("chart")["functions"]:
        assert function_label(function) == functions[function].strip()


def _lines(content: bytes) -> list[dict[str, str]]:
    root = etree.fromstring(content)
    return [
        {etree.QName(child).localname: child.get("V") for child in line}
        for line in root.iter(f"{{{NAMESPACE}}}LigneBudget")
    ]


def _sum(values: list[str]) -> Decimal:
    return sum((Decimal(value) for value in values if value), Decimal(0))
