"""Every code has its sentences, in both languages, with the same places."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from ckanext.city.tables.check.causes import with_cause
from ckanext.city.tables.check.entries import ENTRIES
from ckanext.city.tables.findings import Entry, Finding
from ckanext.city.terminal.explanations import all_entries
from ckanext.city.terminal.words import translator

KNOWN = all_entries()
VALUES = {
    "french": "12/03/2024", "impossible": "2024-02-30", "time": "2024-03-12 10:00",
    "year": "2024", "serial": "45321", "words": "12 mars 2024", "several": "a@b.fr, c@d.fr",
    "thousands": "12 000", "decimals": "1.5", "comma": "12,5", "currency": "12 €",
    "another": "24 contre", "digits": "2191999990001",
    "rna": "W751 000 123", "siren": "219 199 999",
    "scientific": "2,19E+13", "spaces": "219 199 999", "case": "ÉLÉMENTAIRE",
}  # fmt: skip


@pytest.mark.parametrize("code", KNOWN)
def test_an_entry_says_the_same_places_in_french_as_in_english(code: str) -> None:
    for text in (KNOWN[code].message, KNOWN[code].fix):
        french = translator("fr")(text)
        assert french != text, "no French"
        assert places(french) == places(text)
        assert not re.search(r" [:;?!»]|« ", french), "a breaking space"


def places(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in Formatter().parse(text) if name}


@pytest.mark.parametrize(
    # how near a strange table is to a schema, and what a header says, are no matter of values
    "code",
    [each for each in ENTRIES if "/" in each and not each.startswith(("schema.", "header."))],
)
def test_a_cause_is_told_by_what_all_values_show(code: str) -> None:
    general, _slash, cause = code.partition("/")
    value = VALUES[cause] if code != "type.integer/words" else "24 (dont 3 pouvoirs)"
    limit = r"^\d{14}$" if cause == "digits" else ""
    details = {"choices": ("élémentaire",), "limit": limit}
    finding = Finding(general, "error", "f", values=(value,), details=details)
    assert with_cause(finding).details["cause"] == cause
    mixed = Finding(general, "error", "f", values=(value, "?"), details=finding.details)
    assert "cause" not in with_cause(mixed).details


def test_an_entry_of_a_cause_stands_beside_the_general_one() -> None:
    assert {each.partition("/")[0] for each in ENTRIES} <= set(ENTRIES)


def test_every_entry_is_one() -> None:
    assert all(isinstance(each, Entry) for each in KNOWN.values())
