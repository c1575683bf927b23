"""The day of a council that titles name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.dataset_types.titles import read_session
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.read import read_table
from ckanext.city.tables.repair.plan import mend_table
from tests.tables.repair.mending import asked, column, context_of


@pytest.mark.parametrize(
    ("titles", "day"),
    [
        (["Conseil municipal du 12 mars 2024 - délibérations"], "2024-03-12"),
        (["Subventions votées en séance du jeudi 1er février 2024"], "2024-02-01"),
        (["CM du 28/05/2024", "Conseil du 28 mai 2024"], "2024-05-28"),
        (["Conseil du 12 mars 2024", "Conseil du 28 mai 2024"], None),
        (["Mis à jour le 12 mars 2024"], None),
        (["Conseil municipal du 31 février 2024"], None),
        (["Conseil municipal 2024"], None),
    ],
)
def test_the_day_of_one_council_is_read(titles: list[str], day: str | None) -> None:
    assert read_session(titles) == day


def test_the_day_of_the_council_is_asked_for_all_rows(tmp_path: Path) -> None:
    file = tmp_path / "actes.csv"
    title = "Conseil municipal du 12 mars 2024;;;"
    file.write_text(f"{title}\nN°;Objet;Pour;Contre\n1;Tarifs;27;2\n2;PV;29;0\n", encoding="utf-8")
    table, context = read_table(file), context_of(find_table_schema("scdl/deliberations"))
    mended = mend_table(table, context, "safe")
    assert "DELIB_DATE" not in mended.header
    assert "title.session" in asked(mended)
    assert column(mend_table(table, context, "all"), "DELIB_DATE") == ["2024-03-12"] * 2
