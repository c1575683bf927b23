"""The register of the council tells who sits, and since when."""

from __future__ import annotations

from datetime import date
from functools import cache

from ckanext.city.demo import councillors
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.council.members import term_on
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, rows_of


@cache
def rows(today: date = TODAY) -> list[dict[str, str]]:
    [dataset] = councillors.generate(build_commune(SEED), SEED, today)
    return rows_of(dataset.files[0])


def test_those_without_an_end_are_the_council_of_the_day() -> None:
    for today in (date(2024, 1, 1), TODAY):
        sitting = {each.person.name.upper() for each in term_on(SEED, today).sitting(today)}
        assert {row["nom"] for row in rows(today) if not row["date_fin"]} == sitting


def test_nothing_is_said_of_what_has_not_happened_yet() -> None:
    known = rows(date(2023, 9, 1))

    assert all(row["date_debut"] <= "2023-09-01" for row in known)
    assert all(row["date_fin"] <= "2023-09-01" for row in known)
    assert {row["mandat"] for row in known} == {"2020-2026"}


def test_a_term_has_one_mayor() -> None:
    for term in ("2020-2026", "2026-2032"):
        assert [
            row["nom"] for row in rows() if row["fonction"] == "Maire" and row["mandat"] == term
        ]


def test_an_end_has_its_reason() -> None:
    assert all(bool(row["date_fin"]) == bool(row["motif_fin"]) for row in rows())
    assert {row["motif_fin"] for row in rows()} == {"", "démission", "fin du mandat"}
