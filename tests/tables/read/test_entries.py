"""Every code that reading gives has its sentences, and every sentence its code."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from ckanext.city import tables
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.read.entries import ENTRIES
from ckanext.city.tables.read.remarks import MARKS

FOLDER = Path(tables.__file__).parent
SOURCES = [p for p in (FOLDER / "read").glob("*.py") if p.stem != "entries"]
SOURCES += [FOLDER / "formulas.py"]
#: What `Finding.explain` knows by itself.
KNOWN = {"field", "count", "row", "value"}


def given() -> set[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    return {
        *re.findall(
            r'"((?:file|limit|sheets|workbook|rows|columns|table|cells|text|geojson)\.[\w-]+)"',
            text,
        )
    }


def test_codes_and_entries_are_the_same() -> None:
    codes = {code for code in given() if not code.startswith("file.read")}
    assert codes | set(MARKS) == set(ENTRIES)


@pytest.mark.parametrize("code", sorted(ENTRIES))
def test_a_sentence_ends_and_its_places_are_words(code: str) -> None:
    entry = ENTRIES[code]
    sentences = (entry.message, entry.fix)
    assert all(sentence.endswith(".") for sentence in sentences)
    names = {name for each in sentences for _, name, *_ in Formatter().parse(each) if name}
    details = dict.fromkeys(names - KNOWN, "x")
    finding = Finding(code, "note", field="A", rows=(3,), values=("v",), details=details)
    assert "{" not in "".join(finding.explain(entry, str))
