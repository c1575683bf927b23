"""A shortened choice is taken without a question only where nothing else could be meant."""

from __future__ import annotations

import pytest

from ckanext.city.tables.repair.choices import _is_only_reading
from tests.tables.repair.mending import column, mend_text

AIDS = ["aide en numéraire", "aide en nature", "aide en numéraire;aide en nature"]


@pytest.mark.parametrize(
    ("text", "choice", "choices", "sure"),
    [
        ("Numéraire", AIDS[0], AIDS, True),
        ("en nature", AIDS[1], AIDS, True),
        ("aide", AIDS[0], AIDS, False),
        ("contact", "sans contact", ["sans contact", "puce"], False),
        ("réservé", "accès non réservé", ["accès non réservé", "libre"], False),
        ("parc", "parc relais", ["parc relais", "parc en ouvrage"], False),
        ("ouvrage", "parc en ouvrage", ["parc relais", "parc en ouvrage"], True),
        ("enterré", "semi-enterré", ["semi-enterré", "aérien"], False),
    ],
)
def test_a_shortened_choice(text: str, choice: str, choices: list[str], sure: bool) -> None:
    assert _is_only_reading(text, choice, choices) is sure


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("Aide en nature et numéraire", "aide en nature;aide en numéraire"),
        ("numéraire + nature", "numéraire + nature"),  # two words of three: asked, if at all
        ("Aide en numéraire et en nature", "aide en numéraire;aide en nature"),
        ("aide en numéraire, aide en nature", "aide en numéraire;aide en nature"),
        ("aide sans numéraire ni nature", "aide sans numéraire ni nature"),
    ],
)
def test_a_choice_of_the_same_words_is_that_choice(written: str, becomes: str) -> None:
    mended = mend_text("scdl/subventions", f"nomBeneficiaire;nature\nClub;{written}")
    assert column(mended, "nature") == [becomes]
