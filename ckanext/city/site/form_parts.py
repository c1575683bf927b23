"""The parts of a dataset's form in the order of the page, and what its fields ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

import ckan.plugins.toolkit as tk

__all__ = ["city_field_need"]

#: Where a field stands whose form names no part, such as one of another extension's.
OWN_PART = "type"

Need = Literal["required", "recommended", "optional", ""]


class FormPart(TypedDict):
    """A part of a form: its name (`city_group`), its heading, and the fields in it."""

    name: str
    title: str
    fields: list[dict[str, Any]]


def city_field_need(field: Mapping[str, Any]) -> Need:
    """Say whether a field must be filled in, had better be, or need not.

    Returns:
        "" for a field that the form fills in by itself where it is left empty.
    """
    validators = field.get("validators", "").split()
    if "city_name_from_title" in validators or field.get("form_include_blank_choice") is False:
        return ""
    if tk.h.scheming_field_required(field):
        return "required"
    return "recommended" if field.get("city_recommended") and not _derived(field) else "optional"


def part_titles(own: str) -> dict[str, str]:
    """Name the parts of a form in the reader's language, in their order.

    Args:
        own: what the part is called that no other type has.
    """
    return {
        "identity": tk._("The essentials"),
        OWN_PART: own,
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


def _derived(field: Mapping[str, Any]) -> bool:
    return bool(field.get("city_derived"))
