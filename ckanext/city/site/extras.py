"""What a dataset has besides the fields of its form: free `key: value` pairs from before us.

CKAN stores what an edit sends and forgets the rest. A form sends only its own fields, so that the
first edit on the site of an older dataset would lose its other pairs, without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import has_request_context

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import DataDict

EDIT_ENDPOINT = ".edit"


def keep_unknown(data_dict: DataDict) -> DataDict:
    """Add to what a form sends the pairs of the dataset that the form does not know.

    A client of the API that sends no `extras` means to remove them, and does.
    """
    if "extras" in data_dict or not _from_a_form():
        return data_dict
    package = model.Package.get(data_dict.get("id") or data_dict.get("name"))
    kept = unknown(package.type, package.extras) if package else {}
    pairs = [{"key": key, "value": value} for key, value in kept.items()]
    return data_dict | {"extras": pairs} if pairs else data_dict


def unknown(dataset_type: str, extras: Mapping[str, Any]) -> dict[str, Any]:
    """Give the pairs that the form of a dataset type does not know."""
    known = form_fields(dataset_type)
    return {key: value for key, value in extras.items() if key not in known}


def form_fields(dataset_type: str) -> frozenset[str]:
    """Names of the fields of a type's form; none where it has no form."""
    form = tk.get_action("scheming_dataset_schema_list")({"ignore_auth": True}, {})
    if dataset_type not in form:
        return frozenset()
    shown = tk.get_action("scheming_dataset_schema_show")(
        {"ignore_auth": True}, {"type": dataset_type, "expanded": True}
    )
    return frozenset(field["field_name"] for field in shown["dataset_fields"])


def _from_a_form() -> bool:
    if not has_request_context():
        return False
    return tk.request.method == "POST" and (tk.request.endpoint or "").endswith(EDIT_ENDPOINT)
