"""Take over the datasets of an existing CKAN: what its forms did not know becomes our fields.

Only what has one reading is converted, and nothing is lost: a pair that no field of ours takes is
kept as it is, and a dataset that our form would refuse is left alone and told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import plugins as lib_plugins

from ckanext.city.dataset_types import checks
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.site import extras

#: Pairs that stock CKAN, ckanext-spatial and ckanext-dcat without forms wrote, and the field and
#: subfield that hold the same now.
SUBFIELDS = {
    "spatial": ("spatial_coverage", "geom"),
    "spatial_uri": ("spatial_coverage", "uri"),
    "spatial_text": ("spatial_coverage", "text"),
    "temporal_start": ("temporal_coverage", "start"),
    "temporal_end": ("temporal_coverage", "end"),
    "contact_name": ("contact", "name"),
    "contact_email": ("contact", "email"),
    "contact_uri": ("contact", "uri"),
    "publisher_name": ("publisher", "name"),
    "publisher_email": ("publisher", "email"),
    "publisher_url": ("publisher", "url"),
    "publisher_type": ("publisher", "type"),
    "publisher_uri": ("publisher", "uri"),
}
READERS: Mapping[str, Callable[[str], str]] = {
    "geom": checks.read_geojson,
    "uri": checks.read_web_address,
    "url": checks.read_web_address,
    "type": checks.read_web_address,
    "email": checks.read_email,
    "start": checks.read_period_end,
    "end": checks.read_period_end,
}


@dataclass
class Outcome:
    """What is found in a dataset, and what was done.

    Attributes:
        name: its name in the address.
        type: its type; `has_form` tells whether the catalogue has a form for it.
        converted: pairs that become fields: the key, and the field that takes it.
        kept: keys that no field takes; they stay as they are.
        refused: what the form would refuse: the field, and its sentences.
        retired_license: a licence that is kept, and no longer offered.
        changed: the conversion is stored.
    """

    name: str
    type: str
    has_form: bool = True
    converted: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)
    retired_license: str = ""
    changed: bool = False


def migrate(*, dry_run: bool) -> Iterator[Outcome]:
    """Look at each dataset that is not deleted; without `dry_run` convert what can be."""
    rows = model.Session.query(model.Package.id).filter(model.Package.state != "deleted")
    for (dataset_id,) in rows.order_by(model.Package.name).all():
        yield migrate_dataset(dataset_id, dry_run=dry_run)


def migrate_dataset(dataset_id: str, *, dry_run: bool) -> Outcome:
    """Look at one dataset; without `dry_run` convert what can be."""
    dataset = tk.get_action("package_show")(_context(for_update=True), {"id": dataset_id})
    outcome = Outcome(dataset["name"], dataset["type"])
    fields = extras.form_fields(dataset["type"])
    outcome.has_form = bool(fields)
    if not fields:
        return outcome
    converted, outcome.converted = convert(dataset, fields)
    outcome.kept = sorted(pair["key"] for pair in converted["extras"])
    outcome.retired_license = _retired(str(dataset.get("license_id") or ""))
    outcome.refused = _refusals(converted)
    if outcome.converted and not outcome.refused and not dry_run:
        tk.get_action("package_update")(_context(), converted)
        outcome.changed = True
    return outcome


def convert(
    dataset: Mapping[str, Any], fields: frozenset[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Put the pairs that have one reading into the fields that hold the same.

    Args:
        dataset: as `package_show` gives it to who will save it.
        fields: names of the fields of its form.

    Returns:
        The dataset as it would be, and of each pair converted the field that took it. A field
        that has a value is left alone, and a value that cannot be read stays where it is.
    """
    pairs = {pair["key"]: pair["value"] for pair in dataset.get("extras", [])}
    rows: dict[str, dict[str, str]] = {}
    taken: dict[str, str] = {}
    for key, (name, subfield) in SUBFIELDS.items():
        value = _read(subfield, pairs.get(key))
        if value is not None and name in fields and not dataset.get(name):
            rows.setdefault(name, {})[subfield] = value
            taken[key] = f"{name}.{subfield}"
    left = [pair for pair in dataset.get("extras", []) if pair["key"] not in taken]
    return dict(dataset) | {name: [row] for name, row in rows.items()} | {"extras": left}, taken


def _read(subfield: str, value: Any) -> str | None:
    """The value as our field writes it; None where it is none."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return READERS.get(subfield, str.strip)(value)
    except checks.WrongValue:
        return None


def _refusals(dataset: dict[str, Any]) -> dict[str, list[str]]:
    """What the form would refuse of a dataset, by field; nothing is stored."""
    plugin = lib_plugins.lookup_package_plugin(dataset["type"])
    context = _context(package=model.Package.get(dataset["id"]))
    schema = plugin.update_package_schema()
    _, errors = lib_plugins.plugin_validate(
        plugin, context, json.loads(json.dumps(dataset)), schema, "package_update"
    )
    return {name: _sentences(said) for name, said in errors.items() if _sentences(said)}


def _sentences(said: Any) -> list[str]:
    """The sentences of an error, which may be one of a subfield of a row."""
    if isinstance(said, str):
        return [said]
    inner = said.values() if isinstance(said, Mapping) else said
    return [sentence for each in inner for sentence in _sentences(each)]


def _retired(license_id: str) -> str:
    statuses = {each.id: each.extra.get("status") for each in load_vocabulary("licenses")}
    return license_id if statuses.get(license_id) == "retired" else ""


def _context(**more: Any) -> dict[str, Any]:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"user": user, "ignore_auth": True, "model": model, "session": model.Session} | more
