"""The tests' datasets as CKAN would show them, made without it: no service is needed."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
import yaml
from rdflib import Graph, URIRef

from ckanext.city.site.derive import City, derived_fields
from dev.layout import ROOT
from tests.feed.load import Spec, specs

SITE = "https://donnees.saint-aubin-sur-orge.fr"
EXTENT = (2.285, 48.590, 2.375, 48.650)
SETTINGS: dict[str, Any] = {
    "name": "Saint-Aubin-sur-Orge",
    "siret": "21919999900018",
    "contact_email": "opendata@saint-aubin-sur-orge.example",
    "contact_name": "Service données ouvertes",
    "insee": "91999",
    "extent": EXTENT,
    "default_license": "lov2",
    "languages": ["fr"],
    "site_url": SITE,
    "site_title": "Données de Saint-Aubin",
    "site_description": "",
}
FORMATS = {"json": "JSON", "geojson": "GeoJSON", "csv": "CSV", "pdf": "PDF", "xml": "XML"}


def configure(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Give the city's configuration, without CKAN's."""
    from ckanext.city import config

    values = SETTINGS | changes
    for name in values:
        monkeypatch.setattr(config, name, lambda name=name: values[name])


def graph_of(dataset: dict[str, Any]) -> Graph:
    """What the profile says of a dataset."""
    from ckanext.city.feed.profile import FrenchProfile

    graph = Graph()
    FrenchProfile(graph).graph_from_dataset(dataset, node_of(dataset))
    return graph


def node_of(dataset: dict[str, Any]) -> URIRef:
    """The address that names a dataset as linked data."""
    return URIRef(f"{SITE}/dataset/{dataset['id']}")


def shown() -> dict[str, dict[str, Any]]:
    """All the tests' datasets by name, in the shape in which the feed is given them."""
    datasets = {spec.name: _dataset(spec) for spec in specs()}
    ids = {name: dataset["id"] for name, dataset in datasets.items()}
    for dataset in datasets.values():
        dataset["in_series"] = [ids[name] for name in dataset.get("in_series", ())]
        dataset["published_series"] = dataset["in_series"]
    for dataset in datasets.values():
        if dataset["type"] == "dataset_series":
            dataset["published_members"] = _members(dataset["id"], datasets.values())
    return datasets


def forms() -> dict[str, dict[str, Any]]:
    """The forms of our dataset types, by type."""
    paths = sorted((ROOT / "schemas" / "types").glob("*/form.yaml"))
    read = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths)
    return {form["dataset_type"]: form for form in read}


def _dataset(spec: Spec) -> dict[str, Any]:
    id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, spec.name))
    said = {**spec.dataset, "tags": [{"name": tag} for tag in spec.dataset.get("tags", ())]}
    dataset = {
        "id": id_,
        "name": spec.name,
        "state": "active",
        "private": False,
        "metadata_created": "2026-01-02T10:00:00.123456",
        "metadata_modified": "2026-11-20T23:30:00.654321",
        **said,
        "resources": [_resource(f"{spec.name}-{at}", file) for at, file in enumerate(spec.files)],
    }
    city = City(**{name: SETTINGS[name] for name in _CITY}, extent=EXTENT, site_url=SITE)
    department = {
        "name": spec.organization,
        "title": spec.organization.replace("-", " ").capitalize(),
        "contact_email": f"{spec.organization}@saint-aubin-sur-orge.example",
    }
    return dataset | derived_fields(dataset, department, city)


_CITY = ("name", "insee", "siret", "contact_name", "contact_email")


def _resource(key: str, file: Any) -> dict[str, Any]:
    ending = (file.link or file.name).rpartition(".")[2].lower()
    measured = {
        "url": file.name,
        "url_type": "upload",
        "size": len(file.content),
        "hash": hashlib.sha256(file.content).hexdigest(),
        "hash_algorithm": "sha256",
        "last_modified": "2026-11-19T08:00:00.123456",
    }
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, key)),
        "format": FORMATS.get(ending, ending.upper() if len(ending) < 6 else "HTML"),
        "created": "2026-01-02T10:00:00.123456",
        "metadata_modified": "2026-11-19T08:00:00.123456",
        "datastore_active": file.datastore,
        **({"url": file.link, "url_type": None} if file.link else measured),
        **file.resource,
    }


def _members(series_id: str, datasets: Any) -> list[dict[str, Any]]:
    kept = ("id", "name", "title", "temporal_coverage", "license_id", "metadata_modified")
    return [
        {name: each.get(name) for name in kept}
        for each in datasets
        if series_id in each["in_series"]
    ]
