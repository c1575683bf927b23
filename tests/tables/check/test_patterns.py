"""A pattern gets from Polars the verdict that Python gives, or is left to Python."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.city.tables.catalogue import list_table_schemas
from ckanext.city.tables.check.patterns import compile_pattern, translate_pattern

OFFICIAL = sorted(
    {
        (each["constraints"]["pattern"], str(each.get("example", "")))
        for schema in list_table_schemas()
        for each in schema.descriptor["fields"]
        if "pattern" in each.get("constraints", {})
    }
)
ODD = ["a|b", "^a|b$", "[[a]", "[^]a]", r"[\]&&a~~]", r"\d{2}", "a$", "", "é’", r"\’", "[a-z]+?"]


def same_verdict(pattern: str, texts: list[str]) -> bool:
    translated, python = translate_pattern(pattern), compile_pattern(pattern)
    assert translated is not None
    ours = pl.Series(texts, dtype=pl.String).str.contains(translated).to_list()
    return ours == [python.match(text) is not None for text in texts]


@pytest.mark.parametrize(("pattern", "example"), OFFICIAL)
def test_an_official_pattern_gets_the_same_verdict_around_its_example(
    pattern: str, example: str
) -> None:
    texts = [example, example + "\n", f" {example}", example[1:], example[:-1], example.upper()]
    assert same_verdict(pattern, [*texts, *ODD, "", "12", "2A004", "x" * 300])


@settings(max_examples=300, deadline=None, database=None)
@given(st.sampled_from(ODD), st.lists(st.text("ab[]&~^$é’'0123\n", max_size=4), min_size=1))
def test_an_odd_pattern_gets_the_same_verdict(pattern: str, texts: list[str]) -> None:
    assert same_verdict(pattern, texts)


@pytest.mark.parametrize("pattern", [r"(?=a)b", r"(?<!a)b", r"(a)\1", r"a++", ".{0,70000}"])
def test_what_polars_cannot_decide_is_left_to_python(pattern: str) -> None:
    assert translate_pattern(pattern) is None
