"""What our forms offer: the values of their lists in the reader's language, and first values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.dataset_types import find_dataset_type
from ckanext.city.dataset_types.names import SERIES
from ckanext.city.dataset_types.vocabularies import labels, load_vocabulary
from ckanext.city.interfaces import added_dataset_types, table_folders
from ckanext.city.site.derive import prefilled_fields, read_city
from ckanext.city.tables.catalogue import TableSchema, list_table_schemas

__all__ = [
    "city_choices_round",
    "city_choices_series",
    "city_choices_series_order",
    "city_choices_series_order_type",
    "city_choices_table_schema",
    "city_choices_vocabulary",
    "city_parent_organizations",
    "city_prefilled_fields",
]

#: A scheming field, as its form writes it.
Field = dict[str, Any]

#: Fields by which datasets of a series can follow each other, and what they hold.
SERIES_ORDERS = {
    "exercice": "text",
    "school_year": "text",
    "election_date": "date",
    "first_session": "date",
    "collected_on": "date",
    "metadata_created": "date",
}
MAX_SERIES = 1000


class Choice(TypedDict, total=False):
    """One line of a list; a `retired` one is offered only to a dataset that has it.

    `help` says what the value means, by language; empty where its label does.

    `id` is a shorter writing of a value that is a URI: a program may send it instead. `label` is
    by language, though of one only: ckanext-scheming would look up a mere text in gettext, and
    show CKAN's « Publique » for our « Public ».
    """

    value: str
    id: str
    label: dict[str, str]
    help: dict[str, str]
    retired: bool


def reader_language() -> str:
    """Language of the reader; French, the city's own, outside of a page."""
    try:
        return tk.h.lang() or "fr"
    except RuntimeError:
        return "fr"


def label_text(label: str | Mapping[str, str]) -> str:
    """Give a form's label in the reader's language, outside of a page too (scheming's cannot)."""
    if isinstance(label, str):
        return label
    return label.get(reader_language()) or next(iter(label.values()))


def city_choices_vocabulary(field: Field) -> list[Choice]:
    """List the values of the controlled list that the field names in `city_vocabulary`."""
    name = field["city_vocabulary"]
    named = labels(name, reader_language())
    by_uri = field.get("city_value") == "uri"
    return [
        Choice(
            value=entry.extra["uri"] if by_uri else entry.id,
            id=entry.id,
            label=_said(named[entry.id]),
            help=entry.extra.get("help", {}),
            retired=entry.extra.get("status") == "retired",
        )
        for entry in load_vocabulary(name)
    ]


def city_choices_round(field: Field) -> list[Choice]:  # noqa: ARG001 - scheming gives it
    """List the rounds of a ballot."""
    return [
        Choice(value="1", label=_said(tk._("First round, or only one"))),
        Choice(value="2", label=_said(tk._("Second round"))),
    ]


def city_choices_table_schema(field: Field) -> list[Choice]:
    """List the known table schemas, those of the field's dataset type first."""
    kind = find_dataset_type(field.get("city_dataset_type", ""), added_dataset_types())
    preferred = kind.table_schemas if kind else ()
    rank = {reference: place for place, reference in enumerate(preferred)}
    schemas = list_table_schemas(table_folders())
    ordered = sorted(schemas, key=lambda schema: rank.get(schema.reference, len(rank)))
    return [_schema_choice(schema) for schema in ordered]


def city_choices_series(field: Field) -> list[Choice]:  # noqa: ARG001 - scheming gives it
    """List the series that the person may read and join: the city's, and those she edits."""
    user = getattr(tk.current_user, "name", "")
    found = tk.get_action("package_search")(
        {"user": user},
        {
            "fq": f"+type:{SERIES}",
            "rows": MAX_SERIES,
            "sort": "title_string asc",
            "include_private": True,
        },
    )["results"]
    return [
        Choice(value=series["id"], label=_said(series["title"]))
        for series in found
        if may_join_series(user, series["id"], (series["organization"] or {}).get("name"))
    ]


def city_choices_series_order(field: Field) -> list[Choice]:  # noqa: ARG001 - scheming gives it
    """List what the datasets of a series can be ordered by."""
    named = {
        "exercice": tk._("Financial year, then budget stage"),
        "school_year": tk._("School year"),
        "election_date": tk._("Date of the ballot"),
        "first_session": tk._("First session"),
        "collected_on": tk._("Date of the survey"),
        "metadata_created": tk._("Date of publication in the catalogue"),
    }
    return [
        Choice(value=field_name, label=_said(named[field_name])) for field_name in SERIES_ORDERS
    ]


def city_choices_series_order_type(field: Field) -> list[Choice]:  # noqa: ARG001 - scheming's
    """List what such an order can be made of."""
    return [
        Choice(value="text", label=_said(tk._("Text"))),
        Choice(value="date", label=_said(tk._("Date"))),
    ]


def may_join_series(user: str, series_id: str, organization: str | None) -> bool:
    """Say whether a person may put datasets into a series that she can read.

    Args:
        user: her name.
        series_id: id of the series.
        organization: name of the organisation that owns the series.
    """
    action = "package_show" if organization == config.organization() else "package_update"
    try:
        return bool(tk.check_access(action, {"user": user}, {"id": series_id}))
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False


def city_parent_organizations(organization_id: str | None = None) -> list[Choice]:
    """List the organisations that one can be put below: neither itself nor its children."""
    everyone = tk.get_action("organization_list")(
        {"user": getattr(tk.current_user, "name", "")}, {"all_fields": True, "include_groups": True}
    )
    below = {each["name"] for each in everyone if each["id"] == organization_id}
    for _ in everyone:  # no chain of children is longer
        below |= {each["name"] for each in everyone for up in each["groups"] if up["name"] in below}
    return [
        Choice(value=each["name"], label=_said(each["display_name"]))
        for each in everyone
        if each["name"] not in below
    ]


def city_prefilled_fields(dataset_type: str) -> dict[str, Any]:
    """Give what the form of a new dataset of this type says at first, by field name."""
    form = tk.h.scheming_get_dataset_schema(dataset_type)
    names = {field["field_name"] for field in form["dataset_fields"]} if form else set()
    kind = find_dataset_type(dataset_type, added_dataset_types())
    fields = {**prefilled_fields(read_city()), **(kind.defaults if kind else {})}
    return {name: value for name, value in fields.items() if name in names}


def _schema_choice(schema: TableSchema) -> Choice:
    title = schema.title(reader_language())
    return Choice(value=schema.reference, label=_said(f"{title} ({schema.reference})"))


def _said(text: str) -> dict[str, str]:
    return {reader_language(): text}
