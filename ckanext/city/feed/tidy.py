"""The first net of the feed: a dataset's dict with nothing in it that would break its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.city.feed import kinds
from ckanext.city.feed.kinds import Fields, Kind, Notes
from ckanext.city.feed.problems import Problem, shown

UPLOADED = "upload"
LISTS = ("resources", "tags", "extras", "groups")
TITLE_FIELDS = ("title", "name", "id")

_CONTACT: Fields = {
    "uri": kinds.uri,
    "name": kinds.text,
    "email": kinds.email,
    "identifier": kinds.text,
    "url": kinds.address,
}
_AGENT: Fields = {**_CONTACT, "homepage": kinds.address, "type": kinds.text}
_ACTING_AGENT: Fields = {**_AGENT, "actedOnBehalfOf": kinds.rows({"name": kinds.text})}
_PLACE: Fields = {
    "uri": kinds.uri,
    "text": kinds.text,
    "geom": kinds.geometry,
    "bbox": kinds.geometry,
    "centroid": kinds.geometry,
}
_PERIOD: Fields = {"start": kinds.moment, "end": kinds.period_end}
_RELATION: Fields = {"uri": kinds.uri, "relation": kinds.uri, "role": kinds.text}
_ATTRIBUTION: Fields = {"agent": kinds.rows(_AGENT), "role": kinds.text}
_ACTIVITY: Fields = {
    "uri": kinds.uri,
    "label": kinds.text,
    "seeAlso": kinds.text,
    "dct_type": kinds.text,
    "startedAtTime": kinds.moment,
    "wasAssociatedWith": kinds.rows(_ACTING_AGENT),
}
_SERVICE: Fields = {
    "uri": kinds.uri,
    "title": kinds.text,
    "description": kinds.text,
    "endpoint_description": kinds.text,
    "endpoint_url": kinds.addresses,
    "serves_dataset": kinds.uris,
    "access_rights": kinds.named,
    "conforms_to": kinds.texts,
    "format": kinds.texts,
    "identifier": kinds.text,
    "language": kinds.texts,
    "rights": kinds.texts,
    "landing_page": kinds.addresses,
    "keyword": kinds.texts,
    "applicable_legislation": kinds.uris,
    "contact": kinds.rows(_CONTACT),
    "creator": kinds.rows(_AGENT),
    "publisher": kinds.rows(_AGENT),
    "license": kinds.named,
    "modified": kinds.moment,
}

#: Fields of our forms and of ckanext-dcat that a resource may have. Of others nothing is asked
#: but finite numbers and clean texts.
RESOURCE: Fields = {
    "id": kinds.text,
    "url": kinds.address,
    "url_type": kinds.text,
    "name": kinds.text,
    "description": kinds.text,
    "format": kinds.text,
    "mimetype": kinds.media_type,
    "compress_format": kinds.text,
    "package_format": kinds.text,
    "size": kinds.whole_number,
    "rows": kinds.whole_number,
    "hash": kinds.text,
    "hash_algorithm": kinds.named,
    "table_schema": kinds.text,
    "encoding": kinds.text,
    "rights": kinds.text,
    "availability": kinds.named,
    "status": kinds.named,
    "license": kinds.named,
    "uri": kinds.uri,
    "access_url": kinds.address,
    "download_url": kinds.address,
    "created": kinds.moment,
    "metadata_modified": kinds.moment,
    "last_modified": kinds.moment,
    "issued": kinds.moment,
    "modified": kinds.moment,
    "temporal_resolution": kinds.duration,
    "spatial_resolution_in_meters": kinds.number,
    "language": kinds.texts,
    "documentation": kinds.texts,
    "conforms_to": kinds.texts,
    "applicable_legislation": kinds.uris,
    "access_services": kinds.rows(_SERVICE),
}
#: The address of an uploaded file is ours; in the database it is only the file's name.
_UPLOADED_RESOURCE: Fields = {**RESOURCE, "url": kinds.text}


def tidy(dataset: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Copy a dataset's dict without what would break its page, or its harvest by udata.

    Args:
        dataset: as `package_show` gives it, or anything that was stored below the validators.

    Returns:
        A dict whose fields hold what their kind says, those that cannot are absent; and what
        was left out or mended. `title` is always there, `resources` and `tags` are lists.
    """
    notes = Notes()
    if not isinstance(dataset, Mapping):
        notes.dropped("row.malformed", "dataset", dataset)
        dataset = {}
    clean = kinds.read_fields(dataset, DATASET, notes)
    for name in LISTS:
        if name in clean and clean[name] is None:
            notes.dropped("list.null", name, None)
        clean[name] = clean.get(name) or []
    if not (clean.get("title") or "").strip():
        _give_a_title(clean, notes)
    return clean, notes.problems


def _give_a_title(clean: dict[str, Any], notes: Notes) -> None:
    """udata passes over a dataset without a title."""
    clean["title"] = next((clean[name] for name in TITLE_FIELDS if clean.get(name)), "?")
    if not any(problem.field == "title" for problem in notes.problems):
        notes.mended("title.missing", "title", "")


def _resources(value: Any, name: str, notes: Notes) -> list[dict[str, Any]]:
    """Read the files; one whose address udata would refuse is left out."""
    found = []
    for at, each in kinds.entries(value, name, notes, of_rows=True):
        if not isinstance(each, Mapping):
            notes.dropped("row.malformed", f"{name}[{at}]", each)
        elif resource := _resource(each, notes.below(f"{name}[{at}]", shown(each.get("id", "")))):
            found.append(resource)
    return found


def _resource(values: Mapping[Any, Any], notes: Notes) -> dict[str, Any] | None:
    uploaded = values.get("url_type") == UPLOADED
    fields = _UPLOADED_RESOURCE if uploaded else RESOURCE
    clean = kinds.read_fields(values, fields, notes)
    if uploaded or clean.get("url"):
        return clean
    clean["url"] = clean.get("download_url") or clean.get("access_url")
    if not clean["url"] and not values.get("url"):
        notes.dropped("resource.no-address", "url", values.get("url"))
    return clean if clean["url"] else None


def _extra(value: Any, name: str, notes: Notes) -> list[dict[str, Any]]:
    """Read free fields: those that ckanext-dcat takes for its own hold what these would."""
    found = []
    for row in _read_extras(value, name, notes):
        key, stored = row.get("key"), row.get("value")
        if not key or stored is None:
            continue
        kind: Kind = _FREE.get(key, kinds.text)
        kept = kind(stored, f"{name}.{key}", notes)
        if kept is not None:
            found.append(row | {"value": kept})
    return found


def _organization(value: Any, name: str, notes: Notes) -> dict[str, Any] | None:
    if isinstance(value, Mapping):
        return kinds.anything(value, name, notes)
    notes.dropped("row.malformed", name, value)
    return None


def _not_yet(value: Any, _name: str, _notes: Notes) -> Any:
    """Keep an extra's value for the kind that its key says."""
    return value


_read_extras = kinds.rows({"key": kinds.text, "value": _not_yet})

#: What older datasets hold among their free fields, in ckanext-dcat's names.
_FREE: Fields = {
    "issued": kinds.moment,
    "modified": kinds.moment,
    "temporal_start": kinds.moment,
    "temporal_end": kinds.period_end,
    "spatial": kinds.geometry,
    "spatial_bbox": kinds.geometry,
    "spatial_centroid": kinds.geometry,
    "spatial_uri": kinds.uri,
    "uri": kinds.uri,
    "contact_uri": kinds.uri,
    "contact_email": kinds.email,
    "contact_url": kinds.address,
    "publisher_uri": kinds.uri,
    "publisher_email": kinds.email,
    "publisher_url": kinds.address,
    "creator_uri": kinds.uri,
    "creator_email": kinds.email,
    "creator_url": kinds.address,
    "temporal_resolution": kinds.duration,
    "spatial_resolution_in_meters": kinds.number,
}

#: Fields of our forms and of ckanext-dcat that a dataset may have.
DATASET: Fields = {
    **_FREE,
    "id": kinds.text,
    "name": kinds.text,
    "type": kinds.text,
    "title": kinds.text,
    "notes": kinds.text,
    "url": kinds.address,
    "version": kinds.text,
    "version_notes": kinds.text,
    "identifier": kinds.text,
    "guid": kinds.text,
    "frequency": kinds.named,
    "provenance": kinds.text,
    "dcat_type": kinds.named,
    "homepage": kinds.address,
    "access_rights": kinds.named,
    "access_level": kinds.text,
    "license_id": kinds.text,
    "license_title": kinds.text,
    "license_url": kinds.uri,
    "author": kinds.text,
    "author_email": kinds.email,
    "maintainer": kinds.text,
    "maintainer_email": kinds.email,
    "contact_name": kinds.text,
    "publisher_name": kinds.text,
    "creator_name": kinds.text,
    "spatial_text": kinds.text,
    "metadata_created": kinds.moment,
    "metadata_modified": kinds.moment,
    "created": kinds.moment,
    "theme": kinds.texts,
    "language": kinds.texts,
    "alternate_identifier": kinds.texts,
    "conforms_to": kinds.texts,
    "documentation": kinds.texts,
    "related_resource": kinds.texts,
    "has_version": kinds.texts,
    "is_version_of": kinds.texts,
    "is_referenced_by": kinds.texts,
    "source": kinds.texts,
    "sample": kinds.texts,
    "in_series": kinds.texts,
    "hvd_category": kinds.uris,
    "applicable_legislation": kinds.uris,
    "contact": kinds.rows(_CONTACT),
    "publisher": kinds.rows(_AGENT),
    "creator": kinds.rows(_AGENT),
    "temporal_coverage": kinds.rows(_PERIOD),
    "spatial_coverage": kinds.rows(_PLACE),
    "qualified_relation": kinds.rows(_RELATION),
    "qualified_attribution": kinds.rows(_ATTRIBUTION),
    "provenance_activity": kinds.rows(_ACTIVITY),
    "tags": kinds.rows({"name": kinds.text, "display_name": kinds.text}),
    "groups": kinds.rows({"name": kinds.text, "title": kinds.text}),
    "extras": _extra,
    "organization": _organization,
    "resources": _resources,
    # of the types of ours
    "voted_on": kinds.moment,
    "election_date": kinds.moment,
    "first_session": kinds.moment,
    "last_session": kinds.moment,
    "collected_on": kinds.moment,
    "update_due": kinds.moment,
    "feed_url": kinds.address,
    "stage_number": kinds.whole_number,
    "seats": kinds.whole_number,
    "history_kept": kinds.whole_number,
}
