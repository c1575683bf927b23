"""What a dataset says of itself, in a resident's words: codes named, dates written out.

The form of a type tells which of its fields, read one after the other, say what the dataset is:
`city_said` in `schemas/types/`. All others of a form are told under their label, those of types
that other extensions add too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.city.site.choices import label_text, reader_language
from ckanext.city.site.face.words import city_date, city_number, city_spaced_siret
from ckanext.city.site.search import labels

__all__ = ["city_about_texts", "city_facts", "city_further_facts", "city_kicker", "city_type_label"]

#: Fields for which the page has a place of their own.
_ELSEWHERE = frozenset(
    {
        *("id", "title", "name", "notes", "tag_string", "tags", "owner_org", "license_id", "url"),
        *("access_level", "access_rights", "theme", "in_series", "frequency", "update_due"),
        *("contact", "creator", "publisher", "spatial_coverage", "temporal_coverage"),
        *("series_order_field", "series_order_type"),
    }
)
_TYPE_PART = "type"
_LONG_SNIPPETS = frozenset({"markdown.html", "textarea.html"})
_DATE_SNIPPETS = frozenset({"city_date.html", "date.html"})
_DATE_VALIDATORS = frozenset({"city_iso_date", "city_period_date"})

#: A field of a form, or a dataset, as ckanext-scheming and CKAN give them.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """Something that is known of a dataset.

    Attributes:
        label: what it is.
        values: what it says: mostly one text, of a list several.
        address: where it leads to; only http(s).
    """

    label: str
    values: tuple[str, ...]
    address: str = ""


@dataclass(frozen=True)
class Text:
    """A longer text about a dataset, in Markdown, under its label."""

    label: str
    markdown: str


def city_type_label(dataset_type: str) -> str:
    """Name a dataset type: « Budget »; of a type that is not ours, its code."""
    return labels(reader_language())["type"].get(dataset_type, dataset_type.replace("_", " "))


def city_kicker(dataset: Row) -> list[str]:
    """Say which dataset of its type it is: « Exercice 2025 », « Budget primitif »."""
    said = []
    for field in _fields(dataset):
        pattern = field.get("city_said")
        if not pattern:
            continue
        values = _values(field, dataset.get(field["field_name"]))
        if values:
            said.append(label_text(pattern).replace("{value}", ", ".join(values)))
    return said


def city_facts(dataset: Row) -> list[Fact]:
    """List the short facts of the dataset's type, besides those of `city_kicker`."""
    return [
        fact
        for field, fact in _facts(dataset)
        if field.get("city_group") == _TYPE_PART and not field.get("city_said")
    ]


def city_further_facts(dataset: Row) -> list[Fact]:
    """List the short facts that few look for: languages, legislation, a city's own fields."""
    return [fact for field, fact in _facts(dataset) if field.get("city_group") != _TYPE_PART]


def city_about_texts(dataset: Row) -> list[Text]:
    """List the longer texts: where the data come from, how they were made, what has changed."""
    return [
        Text(label_text(field["label"]), str(dataset[field["field_name"]]))
        for field in _fields(dataset)
        if _is_long(field) and dataset.get(field["field_name"])
    ]


def _facts(dataset: Row) -> Iterator[tuple[Row, Fact]]:
    for field in _fields(dataset):
        value = dataset.get(field["field_name"])
        if _is_long(field) or value in (None, "", []):
            continue
        values = _values(field, value)
        if values:
            yield field, Fact(label_text(field["label"]), values, _address(values))


def _fields(dataset: Row) -> list[Row]:
    """The fields of a dataset's form that a page shows; none of a type without a form."""
    form = tk.h.scheming_get_dataset_schema(dataset.get("type") or "dataset")
    return [
        field
        for field in (form or {}).get("dataset_fields", ())
        if field["field_name"] not in _ELSEWHERE
        and field.get("display_snippet", "") is not None
        and "label" in field
    ]


def _is_long(field: Row) -> bool:
    snippets = {field.get("display_snippet"), field.get("form_snippet")}
    return bool(snippets & _LONG_SNIPPETS)


def _values(field: Row, value: Any) -> tuple[str, ...]:
    """Say what a field holds: as many texts as it has values."""
    if field.get("repeating_subfields"):
        rows = value if isinstance(value, list) else []
        return tuple(filter(None, (_row(field, row) for row in rows if isinstance(row, Mapping))))
    listed = value if isinstance(value, list) else [value]
    if "choices" in field or "choices_helper" in field:
        named = _choices(field)
        return tuple(named.get(str(each), str(each)) for each in listed if each)
    write = _writer(field)
    return tuple(write(each) for each in listed if each not in (None, ""))


def _row(field: Row, row: Row) -> str:
    shown = (
        subfield
        for subfield in field["repeating_subfields"]
        if row.get(subfield["field_name"])
        and subfield.get("form_snippet") != "city_hidden.html"
        and not _is_long(subfield)
    )
    return ", ".join(", ".join(_values(each, row[each["field_name"]])) for each in shown)


def _choices(field: Row) -> dict[str, str]:
    return {
        str(choice["value"]): label_text(choice.get("label", choice["value"]))
        for choice in tk.h.scheming_field_choices(field) or ()
    }


def _writer(field: Row) -> Any:
    validators = set(str(field.get("validators", "")).split())
    if validators & _DATE_VALIDATORS or field.get("form_snippet") in _DATE_SNIPPETS:
        return city_date
    if "city_siret" in validators:
        return city_spaced_siret
    return city_number if field.get("form_snippet") == "number.html" else str


def _address(values: tuple[str, ...]) -> str:
    """The address that a fact is; a script or a file of the reader's own machine is none."""
    return values[0] if len(values) == 1 and values[0].startswith(("https://", "http://")) else ""
