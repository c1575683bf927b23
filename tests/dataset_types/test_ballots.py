"""Votes that one column says together."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ckanext.city.dataset_types.deliberation.ballots import read_ballot
from tests.tables.repair.mending import column, mend_text

FOR, AGAINST, NEITHER = "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("24 pour, 3 contre, 2 abstentions", {FOR: "24", AGAINST: "3", NEITHER: "2"}),
        ("Pour : 24 - Contre : 3 - Abst. : 2", {FOR: "24", AGAINST: "3", NEITHER: "2"}),
        ("Adopté à la majorité (24 voix pour et 3 abstentions)", {FOR: "24", NEITHER: "3"}),
        ("Unanimité (29 pour)", {FOR: "29"}),
        ("Adoptée par 25 voix pour et 4 voix contre", {FOR: "25", AGAINST: "4"}),
        ("Pour 24 Contre 3", {FOR: "24", AGAINST: "3"}),
        ("Unanimité", None),
        ("pour 24 contre 3 abstentions", None),  # whose are 24 and 3?
        ("24 pour (dont 3 pouvoirs), 2 contre", None),
        ("3 contre (M. Roy, Mme Petit, M. Gros)", None),
        ("24 pour, 3 pour", None),
        ("Convention pour 24 logements", None),
    ],
)
def test_a_ballot_is_read_whole_or_not_at_all(text: str, said: Mapping[str, str] | None) -> None:
    assert read_ballot(text) == said


def test_a_column_of_ballots_fills_the_votes_and_stays() -> None:
    mended = mend_text(
        "scdl/deliberations",
        "N° délibération;Objet;Vote\n1;Budget;24 pour, 3 contre\n2;PV;Unanimité\n3;CCAS;29 pour\n",
    )
    assert column(mended, FOR) == ["24", "", "29"]
    assert column(mended, AGAINST) == ["3", "", ""]
    assert column(mended, "Vote") == ["24 pour, 3 contre", "Unanimité", "29 pour"]


def test_votes_that_have_columns_of_their_own_are_not_written_over() -> None:
    text = "N° délibération;Objet;Pour;Vote\n1;Budget;25;24 pour, 3 contre\n"
    mended = mend_text("scdl/deliberations", text)
    assert column(mended, FOR) == ["25"]
    assert AGAINST not in mended.header
