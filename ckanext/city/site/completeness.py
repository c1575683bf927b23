"""What is recommended of a dataset and not filled in yet: shown to its editors, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.city.site.choices import label_text

__all__ = ["city_missing_fields", "city_missing_resource_fields"]

#: Where a dataset as shown holds what its form calls otherwise.
SHOWN_AS = {"tag_string": "tags"}
#: Values of a list by which nothing is said.
SAYS_NOTHING = frozenset({"notspecified"})


def missing_fields(dataset: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """List the recommended fields that a dataset leaves empty.

    Args:
        dataset: as `package_show` gives it.
        schema: its form, as ckanext-scheming gives it.

    Returns:
        Names of fields in the order of the form; none that the catalogue itself fills in.
    """
    return _empty(schema["dataset_fields"], dataset)


def missing_resource_fields(resource: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """List the recommended fields that a file of a dataset leaves empty, as `missing_fields`."""
    return _empty(schema.get("resource_fields", ()), resource)


def city_missing_fields(dataset: Mapping[str, Any]) -> list[dict[str, str]]:
    """List the recommended fields that a dataset leaves empty: `name` and `label` of each."""
    schema = tk.h.scheming_get_dataset_schema(dataset["type"])
    if not schema:
        return []
    return _labelled(missing_fields(dataset, schema), schema["dataset_fields"])


def city_missing_resource_fields(dataset: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the files of a dataset that leave recommended fields empty: `id`, `name`, `fields`."""
    schema = tk.h.scheming_get_dataset_schema(dataset["type"])
    if not schema:
        return []
    files = [
        {
            "id": resource["id"],
            "name": tk.h.resource_display_name(resource),
            "fields": _labelled(
                missing_resource_fields(resource, schema), schema.get("resource_fields", ())
            ),
        }
        for resource in dataset.get("resources") or []
    ]
    return [file for file in files if file["fields"]]


@tk.side_effect_free
def city_dataset_completeness(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Say what is recommended of a dataset and still empty, to those who may edit it.

    Args:
        id (str): id or name of the dataset.

    Returns:
        `fields`: `name` and `label` of each; `resources`: `id`, `name` and `fields` of each file
        that lacks some. Labels are in the language of the request.
    """
    reference = tk.get_or_bust(data_dict, "id")
    tk.check_access("package_update", context, {"id": reference})
    dataset = tk.get_action("package_show")(Context(context), {"id": reference})
    return {
        "fields": city_missing_fields(dataset),
        "resources": city_missing_resource_fields(dataset),
    }


def _empty(fields: Iterable[Mapping[str, Any]], holder: Mapping[str, Any]) -> list[str]:
    wanted = [
        str(field["field_name"])
        for field in fields
        if field.get("city_recommended") and not field.get("city_derived")
    ]
    return [name for name in wanted if not says_something(holder.get(SHOWN_AS.get(name, name)))]


def says_something(value: Any) -> bool:
    """Whether a value, or a row of subfields or a member of a list, holds anything."""
    if isinstance(value, Mapping):
        return any(says_something(part) for part in value.values())
    if isinstance(value, list):
        return any(says_something(part) for part in value)
    return value == 0 or (bool(value) and str(value).strip() not in SAYS_NOTHING | {""})


def _labelled(names: list[str], fields: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    labels = {field["field_name"]: field["label"] for field in fields if "label" in field}
    return [{"name": name, "label": label_text(labels.get(name, name))} for name in names]
