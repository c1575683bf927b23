"""Another spelling where nothing was found."""

from __future__ import annotations

import pytest

from ckanext.city.site.face.near_words import near_query

TITLES = ("Patinoire municipale", "Fréquentation de la piscine", "Budget primitif 2026", "Écoles")


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("patinore", "patinoire"),
        ("Piscinne", "piscine"),
        ("frequantation piscine", "fréquentation piscine"),
        ("budjet 2026", "budget 2026"),
        ("ecoles", ""),
        ("PISCINE", ""),
        ("xylophone", ""),
        ("eau", ""),
        ("", ""),
        ("<script>piscinne</script>", "<script>piscine</script>"),
    ],
)
def test_a_misspelt_word_becomes_one_of_the_catalogue(typed: str, near: str) -> None:
    assert near_query(typed, TITLES) == near


def test_without_titles_there_is_nothing_to_propose() -> None:
    assert near_query("patinoir", ()) == ""
