"""The custom checks of official schemas, each on what it takes, refuses, and passes by."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest
from stdnum.fr import siren, siret

from ckanext.city.tables.catalogue import list_table_schemas
from ckanext.city.tables.check.official import compile_check, valid_siren, valid_siret
from ckanext.city.tables.check.rules import Knowledge
from tests.tables.check.made import check_table, field, found, schema, table

ACTS = Knowledge(lists={"actes": ("Finances locales", "Urbanisme")})


def one_column(name: str, *texts: str | None, **params: str) -> list[Any]:
    made = table(["f", "n"], *([text, "x"] for text in texts))
    checks = [{"name": name, "params": {"column": "f", **params}}]
    return found(check_table(made, schema(field("f"), field("n"), custom_checks=checks), ACTS))


@pytest.mark.parametrize(
    ("name", "code", "good", "bad", "params"),
    [
        ("french-siret-value", "siret", ["21919999900018", None], ["21919999900019", "1"], {}),
        ("french-siren-value", "siren", ["219199999"], ["219199998", "21919999900018"], {}),
        (
            "phone-number-value", "phone",
            ["01 69 99 00 13", "+33 1 69 99 00 13", "0033169990013", "3975", "15"],
            ["01 69 99 00", "mairie", "+44 20 7946 0958"], {},
        ),
        (
            "opening-hours-value", "opening-hours",
            ["Mo-Fr 08:30-12:00,13:30-17:30; Sa 09:00-12:00"], ["8h30 à 12h"], {},
        ),
        (
            "french-gps-coordinates", "coordinates",
            ["[2.33, 48.62]", "-61.53, 16.24"], ["[48.62, 2.33]", "2.33", "151.2, -33.9"], {},
        ),
        ("year-interval-value", "year-interval", ["2024/2025"], ["2024", "2025/2024", "x"], {}),
        (
            "year-interval-value", "year-interval",
            ["2024/2025", "2024"], ["2025/2024", "24"], {"allow-year-only": "yes"},
        ),
        (
            "nomenclature-actes-value", "nomenclature-actes",
            ["finances locales/fiscalité", "FINANCES LOCALES / Emprunts", "urbanisme/x"],
            ["finances locales", "finances/fiscalité", "urbanisme/"], {},
        ),
    ],
)  # fmt: skip
def test_a_check_of_one_column_takes_the_good_and_finds_the_bad(
    name: str, code: str, good: list[str | None], bad: list[str], params: dict[str, str]
) -> None:
    rows = tuple(range(2 + len(good), 2 + len(good) + len(bad)))
    assert one_column(name, *good, *bad, **params) == [(f"official.{code}", "f", rows)]


def columns(check: dict[str, Any], *rows: list[str | None]) -> list[Any]:
    fields = [field(name, "integer") for name in ("a", "b", "c")]
    checked = check_table(
        table(["a", "b", "c"], *rows), schema(*fields, custom_checks=[check]), Knowledge()
    )
    return [each for each in found(checked) if each[0].startswith("official")]


def test_columns_are_filled_in_together_or_not_at_all() -> None:
    check = {"name": "cohesive-columns-value", "params": {"column": "a", "othercolumns": ["b"]}}
    rows = [["1", "2", "3"], [None, None, "3"], ["1", None, "3"], [None, "x", "3"]]
    assert columns(check, *rows) == [("official.cohesive", "a", (4, 5))]


@pytest.mark.parametrize(
    ("sign", "rows"), [(">=", (4,)), (">", (2, 4)), ("<", (2, 3)), ("<=", (3,)), ("==", (3, 4))]
)
def test_columns_are_compared_as_numbers_where_both_have_one(
    sign: str, rows: tuple[int, ...]
) -> None:
    check = {"name": "compare-columns-value", "params": {"column": "a", "op": sign, "column2": "b"}}
    table_rows = [
        ["9", "9", "x"],
        ["10", "9", ""],
        ["9", "10", ""],
        [None, "9", "1"],
        ["x", "1", "1"],
    ]
    assert columns(check, *table_rows) == [("official.compare", "a", rows)]


def test_a_sum_is_checked_where_all_its_parts_are_there() -> None:
    check = {"name": "sum-columns-value", "params": {"column": "a", "columns": ["b", "c"]}}
    rows = [["3", "1", "2"], ["4", "1", "2"], ["4", None, "2"], [None, "1", "2"]]
    assert columns(check, *rows) == [("official.sum", "a", (3,))]


def test_one_of_two_columns_is_filled_in_even_where_the_file_lacks_the_other() -> None:
    check = {"name": "one-of-required", "params": {"column1": "a", "column2": "b"}}
    rows = [["1", None, "x"], [None, "1", "x"], [None, None, "1"]]
    assert columns(check, *rows) == [("official.one-of-required", "a", (4,))]
    fields = schema(field("a"), field("b"), field("c"), custom_checks=[check])
    checked = check_table(table(["a", "c"], ["1", "x"], [None, "x"]), fields)
    assert found(checked) == [("official.one-of-required", "a", (3,))]


def test_what_has_a_fault_of_its_own_is_told_once() -> None:
    checks = [{"name": "french-siret-value", "params": {"column": "s"}}]
    made = table(["s"], ["219 199 999 00018"])
    checked = check_table(made, schema(field("s", pattern=r"\d{14}"), custom_checks=checks))
    assert found(checked) == [("constraint.pattern", "s", (2,))]


def test_a_check_that_nobody_knows_is_said_and_the_others_run() -> None:
    checks = [{"name": "new-value", "params": {}}, {"name": "french-siret-value", "params": {}}]
    checked = check_table(table(["s"], ["1"]), schema(field("s"), custom_checks=checks))
    assert [(each.code, each.values) for each in checked.findings] == [
        ("schema.unknown-check", ("new-value",)),
        ("schema.unknown-check", ("french-siret-value",)),
    ]


def test_every_check_of_the_official_schemas_is_known() -> None:
    for each in list_table_schemas():
        for check in each.descriptor.get("custom_checks", ()):
            assert compile_check(check, {}).code.startswith("official.")


def test_numbers_of_establishments_get_the_same_verdict_as_from_stdnum() -> None:
    chance = random.Random(7)
    post = [f"356000000{chance.randrange(10**5):05d}" for _ in range(500)]
    drawn = [f"{chance.randrange(10**14):014d}" for _ in range(4_000)]
    right = [_with_keys(chance) for _ in range(500)]
    texts = pl.DataFrame({"s": [*post, *drawn, *right, "35600000000048"]})
    ours = texts.select(
        sirets=valid_siret(pl.col("s")), sirens=valid_siren(pl.col("s").str.head(9))
    )
    assert ours["sirets"].to_list() == [siret.is_valid(each) for each in texts["s"]]
    assert ours["sirens"].to_list() == [siren.is_valid(each[:9]) for each in texts["s"]]
    assert ours["sirets"].sum() > 500


def _with_keys(chance: random.Random) -> str:
    from stdnum import luhn

    head = f"{chance.randrange(10**8):08d}"
    thirteen = f"{head}{luhn.calc_check_digit(head)}{chance.randrange(10**4):04d}"
    return thirteen + luhn.calc_check_digit(thirteen)
