"""Names of fields as the forms say them: "resources[0].url" is "File “Accounts”: Link"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

#: Fields of a dataset's dict that stand in the form under another name.
FORM_NAMES = {"tags": "tag_string", "owner_org": "owner_org"}
_STEP = re.compile(r"(?P<name>[^.\[\]]+)(?:\[(?P<at>[0-9]+)\])?")

Fields = Sequence[Mapping[str, Any]]


def label(dataset_type: str, field: str, file: str = "") -> str:
    """Name a field in the reader's language; a field of no form keeps its own name.

    Args:
        dataset_type: whose form is read.
        field: as a problem says it.
        file: name of the file that the field belongs to, if any.
    """
    if not field:
        return str(tk._("The whole dataset"))
    steps = [(match["name"], match["at"]) for match in _STEP.finditer(field)]
    form = tk.h.scheming_get_dataset_schema(dataset_type) or {}
    if steps[0][0] != "resources":
        return _named(steps, form.get("dataset_fields", ()))
    named = file or str(int(steps[0][1] or 0) + 1)
    start = tk._("File “{name}”").format(name=named)
    inside = _named(steps[1:], form.get("resource_fields", ()))
    return tk._("{part}: {field}").format(part=start, field=inside) if inside else start


def _named(steps: Sequence[tuple[str, str | None]], fields: Fields) -> str:
    said = []
    for name, at in steps:
        known = FORM_NAMES.get(name, name)
        field = next((each for each in fields if each.get("field_name") == known), {})
        text = tk.h.scheming_language_text(field["label"]) if field.get("label") else name
        said.append(f"{text} {int(at) + 1}" if at and int(at) else text)
        fields = field.get("repeating_subfields", ())
    return " – ".join(said)
