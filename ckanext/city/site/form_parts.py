"""The parts of a dataset's form, each under a heading, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import ckan.plugins.toolkit as tk

__all__ = ["city_form_parts"]

#: Where a field stands whose form names no part, such as one of another extension's.
OWN_PART = "type"


class FormPart(TypedDict):
    """A part of a form: its name (`city_group`), its heading, and the fields in it."""

    name: str
    title: str
    fields: list[dict[str, Any]]


def city_form_parts(dataset_type: str) -> list[FormPart]:
    """List the parts of a type's form that have a field to fill in, in the order of the page."""
    schema = tk.h.scheming_get_dataset_schema(dataset_type)
    return form_parts(schema, part_titles())


def part_titles() -> dict[str, str]:
    """Name the parts of a form in the reader's language, in their order."""
    return {
        "identity": tk._("The essentials"),
        OWN_PART: tk._("What is proper to this type of data"),
        "responsible": tk._("Who answers for it"),
        "coverage": tk._("Where and when"),
        "upkeep": tk._("Origin and updates"),
        "rights": tk._("Access and reuse"),
    }


def form_parts(schema: Mapping[str, Any], titles: Mapping[str, str]) -> list[FormPart]:
    """Sort the fields of a form into its parts.

    Args:
        schema: the form, as ckanext-scheming gives it.
        titles: headings by `city_group`, in their order.

    Returns:
        The parts in the order of `titles`, without those that have nothing to fill in; a field of
        no known part stands in `OWN_PART`. Within a part the order is the form's.
    """
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in titles}
    for field in schema["dataset_fields"]:
        if "form_snippet" in field and field["form_snippet"] is None:
            continue
        parts[field["city_group"] if field.get("city_group") in titles else OWN_PART].append(field)
    return [
        FormPart(name=name, title=titles[name], fields=fields)
        for name, fields in parts.items()
        if fields
    ]
