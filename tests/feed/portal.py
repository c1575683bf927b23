"""What the national portal must hold of a dataset of ours, worked out from what was loaded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from slugify import slugify

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.tables.catalogue import find_table_schema
from dev.layout import CITY
from tests.feed.load import SERIES, File, Loaded
from tests.public_site import ADDRESS

#: udata's names of the frequencies that the datasets have.
FREQUENCIES = {
    "5MIN": "fiveMinutes",
    "DAILY": "daily",
    "WEEKLY": "weekly",
    "MONTHLY": "monthly",
    "QUARTERLY": "quarterly",
    "ANNUAL_2": "semiannual",
    "ANNUAL": "annual",
    "IRREG": "irregular",
    "NEVER": "never",
}
MEDIA_TYPES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "json": "application/json",
    "pdf": "application/pdf",
    "xml": "application/xml",
}
#: Departments and what they say of their contact; the city answers for one that says nothing.
CONTACTS = {
    "direction-de-la-voirie": (
        "Direction de la voirie et des déplacements",
        "voirie@saint-aubin-sur-orge.example",
    ),
    "direction-des-finances": ("Direction des finances", "finances@saint-aubin-sur-orge.example"),
}
CITY_CONTACT = (CITY["CITY_CONTACT_NAME"], CITY["CITY_CONTACT_EMAIL"])
PUBLISHER = (CITY["CITY_NAME"], CITY["CITY_CONTACT_EMAIL"])
_INLINE_HTML = re.compile(r"</?(?:b|u)>")


def words(text: str) -> list[str]:
    """Give the words of a description, whatever marks stand between them."""
    return re.findall(r"[^\W_]+", _INLINE_HTML.sub("", text))


def last_change(loaded: Loaded, catalogue: Mapping[str, Loaded]) -> str:
    """Give the moment of the data's last change; a series changes with its members' pages too."""
    name = loaded.spec.name
    files = [each["last_modified"] for each in loaded.resources if each.get("last_modified")]
    if files:
        return str(max(files))[:19]
    of_it = [each for each in catalogue.values() if name in each.spec.dataset.get("in_series", ())]
    return max(str(each.shown["metadata_modified"])[:19] for each in (loaded, *of_it))


def identity(loaded: Loaded) -> dict[str, Any]:
    """Title, words, tags, licence and frequency."""
    said = loaded.spec.dataset
    return {
        "title": said["title"],
        "words": words(said["notes"]),
        "tags": sorted(_tags(said)),
        "license": said.get("license_id", "lov2"),
        "frequency": FREQUENCIES[said["frequency"].rpartition("/")[2]],
        "remote_url": said.get("url", f"{ADDRESS}/dataset/{loaded.spec.name}"),
        "uri": f"{ADDRESS}/dataset/{loaded.id}",
        "issued": loaded.shown["metadata_created"][:19],
    }


def identity_held(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """The same of what the portal holds."""
    names = ("title", "license", "frequency", "remote_url", "uri", "issued")
    own = {"words": words(dataset["description"]), "tags": sorted(dataset["tags"])}
    return {name: dataset[name] for name in names} | own


def coverage(loaded: Loaded) -> dict[str, Any]:
    """When and where."""
    said = loaded.spec.dataset
    periods = [
        (_first_day(p.get("start")), _last_day(p.get("end"))) for p in said["temporal_coverage"]
    ]
    ends = [end for _start, end in periods]
    area = json.loads(said["spatial_coverage"][0]["geom"])
    shapes = area["coordinates"]
    return {
        "temporal": [min(start for start, _end in periods), None if None in ends else max(ends)],
        "spatial": shapes if area["type"] == "MultiPolygon" else [shapes],
    }


def coverage_held(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """The same of what the portal holds."""
    return {"temporal": dataset["temporal"], "spatial": dataset["spatial"]["coordinates"]}


def people(loaded: Loaded, department: str) -> list[tuple[str, ...]]:
    """Who answers for it, who made it, who publishes it: role, name, address.

    Args:
        loaded: the dataset.
        department: title of its department.
    """
    said = loaded.spec.dataset
    contacts = [(c["name"], c.get("email"), c.get("url")) for c in said.get("contact", ())]
    own = CONTACTS.get(loaded.spec.organization)
    makers = [(each["name"], each["email"]) for each in said.get("creator", ())]
    if not makers:
        makers = [(department, _department_address(loaded.spec.organization))]
    publishers = [(each["name"], each["email"]) for each in said.get("publisher", ())]
    return sorted(
        [
            *(("contact", *each) for each in contacts or [(*(own or CITY_CONTACT), None)]),
            *(("creator", *each, None) for each in makers),
            *(("publisher", *each, None) for each in publishers or [PUBLISHER]),
        ],
        key=str,
    )


def people_held(dataset: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The same of what the portal holds."""
    rows = dataset["contact_points"]
    return sorted(((c["role"], c["name"], c["email"], c["form"]) for c in rows), key=str)


def files(loaded: Loaded) -> list[dict[str, Any]]:
    """Each file: its address, what is said of it, what was measured of it."""
    if loaded.spec.dataset["type"] == SERIES:
        return [{"url": f"{ADDRESS}/dataset/{loaded.id}/members.csv", "format": "csv"}]
    pairs = zip(loaded.spec.files, loaded.resources, strict=True)
    return [_file(loaded.id, file, resource) for file, resource in pairs]


def files_held(loaded: Loaded, dataset: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same of what the portal holds."""
    if loaded.spec.dataset["type"] == SERIES:
        return [{"url": each["url"], "format": each["format"]} for each in dataset["resources"]]
    names = ("url", "type", "title", "description", "format", "mime", "filesize", "checksum")
    rows = [
        {name: each[name] for name in (*names, "modified", "schema")}
        for each in dataset["resources"]
    ]
    order = [each["url"] for each in files(loaded)]
    return sorted(rows, key=lambda row: order.index(row["url"]))


def services(loaded: Loaded) -> Iterator[dict[str, Any]]:
    """The live services of a dataset: an API for each table, the feed of a car park."""
    title = loaded.spec.dataset["title"]
    for file, resource in zip(loaded.spec.files, loaded.resources, strict=True):
        if file.datastore:
            path = f"api/3/action/datastore_search?resource_id={resource['id']}"
            yield {"base_api_url": f"{ADDRESS}/{path}", "datasets": [title]}
    if "feed_url" in loaded.spec.dataset:
        yield {"base_api_url": loaded.spec.dataset["feed_url"], "datasets": [title]}


def _tags(said: Mapping[str, Any]) -> set[str]:
    lists = {"theme": "eu-themes", "hvd_category": "hvd-categories"}
    labels = [
        entry.label["fr"]
        for field, vocabulary in lists.items()
        for entry in load_vocabulary(vocabulary)
        if entry.extra["uri"] in said.get(field, ())
    ]
    own = {slugify(each) for each in [*said["tags"], *labels]}
    return own | ({"hvd"} if "hvd_category" in said else set())


def _department_address(organization: str) -> str | None:
    if organization == CITY["CITY_ORGANIZATION"]:
        return CITY["CITY_CONTACT_EMAIL"]
    return CONTACTS.get(organization, (None, None))[1]


def _file(dataset_id: str, file: File, resource: Mapping[str, Any]) -> dict[str, Any]:
    own = f"{ADDRESS}/dataset/{dataset_id}/resource/{resource['id']}/download"
    shape = resource["format"].lower()
    return {
        "url": file.link or own,
        "type": "main",
        "title": file.resource["name"],
        "description": file.resource.get("description", ""),
        "format": shape,
        "mime": MEDIA_TYPES[shape],
        "filesize": None if file.link else resource["size"],
        "checksum": None if file.link else ["sha256", resource["hash"]],
        "modified": (resource.get("last_modified") or resource["metadata_modified"])[:19],
        "schema": _schema(file.resource.get("table_schema")),
    }


def _schema(reference: str | None) -> dict[str, Any] | None:
    """A schema of the national index by its name and version; one of ours by its address."""
    if reference is None:
        return None
    schema = find_table_schema(reference)
    if schema.address:
        return {"url": None, "name": schema.id, "version": schema.version}
    path = f"city/schemas/{schema.id}/{schema.version}/schema.json"
    return {"url": f"{ADDRESS}/{path}", "name": schema.title("fr"), "version": None}


def _first_day(text: str | None) -> str | None:
    return None if text is None else f"{text}-01-01"[:10] if len(text) < 10 else text


def _last_day(text: str | None) -> str | None:
    if text is None or len(text) == 10:
        return text
    year, month = int(text[:4]), int(text[5:] or 12)
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).isoformat()
