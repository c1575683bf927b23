"""What is wrong is said in a sentence, with what to do, whatever the value."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.city.feed import problems
from ckanext.city.feed.problems import LONGEST_VALUE, SENTENCES, Problem, explain, shown

FEED = Path(problems.__file__).parent
CODES = "address|dataset|date|duration|email|field|geometry|list|media-type|number|resource|row"
CODE = re.compile(rf'"((?:{CODES}|term|text|title|uri|value)\.[a-z-]+)"')


def test_each_code_that_the_feed_gives_has_its_sentence() -> None:
    others = ("problems.py", "downloads.py")
    sources = [path for path in FEED.glob("*.py") if path.name not in others]
    given_ = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert given_ == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_says_what_is_wrong_and_another_what_to_do(code: str) -> None:
    for sentence in explain(Problem(code, "title"), str):
        assert re.fullmatch(r"[A-Zd].{8,}\.", sentence)


def test_a_code_of_a_later_version_is_said_too() -> None:
    assert all(explain(Problem("new.code", "title"), str))


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("a\x0bb\u202ec\x00", "a\\u000bb\\u202ec\\u0000"),
        ("\ud800", "\\ud800"),
        ("Délibération n° 3", "Délibération n° 3"),
        ("x" * 1000, "x" * LONGEST_VALUE),
        (None, "None"),
        ({"a": [1, 2]}, "{'a': [1, 2]}"),
        (10**5000, "(int)"),
    ],
    ids=["hidden", "surrogate", "accents", "long", "none", "dict", "huge"],
)
def test_a_value_is_shown_short_with_what_cannot_be_seen(value: Any, seen: str) -> None:
    assert shown(value) == seen


@given(st.recursive(st.text() | st.floats() | st.none(), st.lists))
def test_any_value_can_be_shown(value: Any) -> None:
    assert len(shown(value)) <= LONGEST_VALUE
