"""The list of a series' datasets: in the series' order, with what a portal needs of each."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from ckanext.city.feed.series_members import COLUMNS, member_lines
from tests.feed.conftest import SITE

pytestmark = pytest.mark.usefixtures("settings")

SERIES = {"id": "s", "name": "budgets", "series_order_field": "exercice"}


def read(*members: dict[str, Any]) -> list[dict[str, str]]:
    content = b"".join(member_lines(SERIES, members)).decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_a_member_says_where_its_page_and_its_files_are(dataset: dict[str, Any]) -> None:
    first, second = dataset["resources"]

    assert read(dataset) == [
        {
            "ordre": "1",
            "titre": "Arbres remarquables de la ville",
            "adresse": f"{SITE}/dataset/arbres-remarquables",
            "identifiant": dataset["id"],
            "debut": "2024-01-01",
            "fin": "2025-06-30",
            "publie_le": "2025-01-02",
            "modifie_le": "2026-03-04",
            "licence": "Licence Ouverte 2.0 (Etalab)",
            "formats": "CSV, GeoJSON",
            "telechargements": f"{SITE}/dataset/{dataset['id']}/resource/{first['id']}/download "
            f"{second['url']}",
        }
    ]


def test_members_stand_in_the_order_of_their_series(dataset: dict[str, Any]) -> None:
    years = [
        dataset | {"name": f"b{number}", "exercice": year, "stage": stage}
        for number, (year, stage) in enumerate(
            [
                ("2025", "compte-administratif"),
                ("2025", "budget-primitif"),
                ("2024", "budget-primitif"),
            ]
        )
    ]

    rows = read(*years)

    assert [row["adresse"].rpartition("/")[2] for row in rows] == ["b2", "b1", "b0"]
    assert [row["ordre"] for row in rows] == ["1", "2", "3"]


def test_a_series_without_members_has_its_header() -> None:
    assert b"".join(member_lines(SERIES, [])).decode() == ",".join(COLUMNS) + "\r\n"


def test_no_text_leaves_its_cell_or_starts_a_formula(
    dataset: dict[str, Any], hostile_text: str
) -> None:
    hostile_text = hostile_text.replace("\ud800", "")  # no database holds it
    dataset["title"] = hostile_text
    dataset["resources"][0]["format"] = hostile_text

    content = b"".join(member_lines(SERIES, [dataset]))

    assert content.count(b"\n") == 2
    for cell in read(dataset)[0].values():
        assert not cell.startswith(("=", "+", "-", "@", "＝"))
