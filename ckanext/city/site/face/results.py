"""A dataset as a row of results: what it is, what it is called, how fresh, in which formats."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.city.site import search, search_facets
from ckanext.city.site.choices import reader_language
from ckanext.city.site.face.facts import city_type_label
from ckanext.city.site.face.upkeep import city_upkeep
from ckanext.city.site.face.words import city_date, tied
from ckanext.city.site.face.zones import territories_of

__all__ = ["city_result"]

#: The codes that tell datasets of one type apart, in the order of the line above the title.
TELLING = ("stage", "scrutin", "round", "assembly", "place_theme", "level", "policy")
MOST_FORMATS = 6
#: Characters of the text below a title: one whole sentence where it fits.
SENTENCE = 200
_FIRST_SENTENCE = re.compile(r".{30,}?[.!?…](?=\s|$)")

Dataset = Mapping[str, Any]


@dataclass(frozen=True)
class Tag:
    """A state worth a word: its kind (a class of `.badge`), its icon, its label."""

    kind: str
    icon: str
    label: str


@dataclass(frozen=True)
class Result:
    """What a row shows of a dataset; all of it is text, to be escaped.

    `year` stands out at the head of the line `about`; `rows` is a number of lines, or nothing;
    `where` names what it covers, where the reader searches by area.
    """

    url: str
    title: str
    year: str
    about: tuple[str, ...]
    sentence: str
    tags: tuple[Tag, ...]
    updated: str
    rows: int | None
    formats: tuple[str, ...]
    department: str
    where: str


def city_result(dataset: Dataset, within: str = "") -> Result:
    """Prepare a dataset of a search for its row.

    Args:
        dataset: as `package_search` gives it.
        within: the type that the page is about, which the row need not repeat.
    """
    resources = [row for row in dataset.get("resources") or () if isinstance(row, Mapping)]
    formats = dict.fromkeys(str(row["format"]) for row in resources if row.get("format"))
    organization = dataset.get("organization") or {}
    return Result(
        url=str(tk.h.url_for(f"{dataset['type']}.read", id=dataset["name"])),
        title=tied(str(dataset.get("title") or dataset["name"])),
        year=_year(dataset),
        about=tuple(_about(dataset, within)),
        sentence=tied(one_sentence(str(dataset.get("notes") or ""))),
        tags=tuple(_tags(dataset)),
        updated=city_upkeep(dataset).updated,
        rows=max((_count(row.get("rows")) for row in resources), default=0) or None,
        formats=tuple(formats)[:MOST_FORMATS],
        department=str(organization.get("title") or ""),
        where=territories_of(dataset),
    )


def one_sentence(notes: str) -> str:
    """The first sentence of a description without its marks, or its beginning where it is long."""
    text = " ".join(str(tk.h.markdown_extract(notes, 0)).split())
    first = _FIRST_SENTENCE.match(text)
    if first and len(first[0]) <= SENTENCE:
        return first[0]
    return textwrap.shorten(text, SENTENCE, placeholder="…")


def _year(dataset: Dataset) -> str:
    """The year that its type's own field says, or the first and the last one."""
    if dataset.get("election_date"):
        return city_date(dataset["election_date"])
    if dataset.get("school_year"):
        return str(dataset["school_year"])
    own = any(dataset.get(first) for first, _last in search.YEAR_FIELDS)
    found = search.years(dataset) if own else []
    return "–".join(dict.fromkeys((found[0], found[-1]))) if found else ""


def _about(dataset: Dataset, within: str) -> Iterator[str]:
    """The words of its type and of the codes that tell it apart; its themes where it has none."""
    words = search_facets.names(reader_language())
    kind = str(dataset["type"])
    if kind not in (within, "dataset"):
        yield city_type_label(kind)
    told = [words[field].get(str(dataset.get(field))) for field in TELLING]
    yield from filter(None, told)
    if dataset.get("nomenclature"):
        yield tk._("Framework {name}").format(name=dataset["nomenclature"])
    if dataset.get("budget_name"):
        yield str(dataset["budget_name"])
    if kind == "dataset":
        themes = (str(uri).rsplit("/", 1)[-1] for uri in dataset.get("theme") or ())
        yield from [words["theme"][code] for code in themes if code in words["theme"]][:2]


def _tags(dataset: Dataset) -> Iterator[Tag]:
    if str(dataset.get("state", "")).startswith("draft"):
        yield Tag("warn", "pencil", tk._("Draft"))
    elif dataset.get("state") == "deleted":
        yield Tag("bad", "trash-2", tk._("Deleted"))
    if dataset.get("private"):
        yield Tag("", "lock", tk._("Not public"))
    due = str(dataset.get("update_due") or "")
    if due and due < dt.datetime.now(dt.UTC).date().isoformat():
        yield Tag("", "calendar-clock", tk._("Update expected"))


def _count(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() else 0
