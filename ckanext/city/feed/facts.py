"""What a dataset says, in the words that every output takes: addresses, licence, themes, days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import Entry, load_vocabulary

FRENCH = "fr"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Dataset = Mapping[str, Any]


def page_address(dataset: Dataset) -> str:
    """Address of a dataset's page, whatever its type: the one that answers without sending on."""
    return f"{config.site_url()}/dataset/{dataset['name']}"


def dataset_address(dataset: Dataset) -> str:
    """Address that stays when the dataset is renamed: its identifier as linked data."""
    return f"{config.site_url()}/dataset/{quote(str(dataset['id']))}"


def members_address(series: Dataset) -> str:
    """Address of the list of a series' datasets."""
    return f"{dataset_address(series)}/members.csv"


def file_address(dataset: Dataset, resource: Mapping[str, Any]) -> str:
    """Address of a file: the same for ever where we keep it, its own where another site does.

    Returns:
        An empty text where the file has no address.
    """
    if resource.get("url_type") == "upload":
        return f"{dataset_address(dataset)}/resource/{resource['id']}/download"
    return str(resource.get("url") or "")


def license_of(dataset: Dataset) -> Entry | None:
    """Look up a dataset's licence; None where it has none that the catalogue knows."""
    return _by_id("licenses").get(str(dataset.get("license_id")))


def labels_of(vocabulary: str, uris: Iterable[str]) -> list[str]:
    """Name in French what is stored as URIs; those that the list does not know are left out."""
    entries = _by_uri(vocabulary)
    return [entries[uri].label[FRENCH] for uri in uris if uri in entries]


def ids_of(vocabulary: str, uris: Iterable[str]) -> list[str]:
    """The same by the list's own ids."""
    entries = _by_uri(vocabulary)
    return [entries[uri].id for uri in uris if uri in entries]


def tags_of(dataset: Dataset) -> list[str]:
    """List a dataset's keywords."""
    return [str(tag["name"]) for tag in dataset.get("tags") or () if tag.get("name")]


def themes_of(dataset: Dataset) -> list[str]:
    """List the French names of a dataset's European themes."""
    return labels_of("eu-themes", dataset.get("theme") or ())


def agent_of(dataset: Dataset, role: str) -> Mapping[str, Any]:
    """Give the first agent in a role ("publisher", "creator") that has a name; empty without."""
    agents = dataset.get(role) or ()
    return next((agent for agent in agents if agent.get("name")), {})


def moment(text: object) -> datetime | None:
    """Read a date that CKAN keeps, in UTC and without saying so; None where there is none."""
    try:
        read = datetime.fromisoformat(str(text or ""))
        read = read if read.tzinfo else read.replace(tzinfo=UTC)
        return read.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):  # the first hours of year 1 are none in UTC
        return None


def data_changed(dataset: Dataset) -> datetime | None:
    """When its data last changed: as it says, else with its newest file, else with its page.

    Late data are no fresher for a corrected description, and the portal's score asks for the data.
    """
    files = [moment(each.get("last_modified")) for each in dataset.get("resources") or ()]
    known = [moment(dataset.get("modified")), max(filter(None, files), default=None)]
    return next(filter(None, known), moment(dataset.get("metadata_modified")))


def one_line(text: object) -> str:
    """Give a text with any run of white space as one space."""
    return " ".join(str(text or "").split())


@cache
def _by_id(vocabulary: str) -> Mapping[str, Entry]:
    return MappingProxyType({entry.id: entry for entry in load_vocabulary(vocabulary)})


@cache
def _by_uri(vocabulary: str) -> Mapping[str, Entry]:
    return MappingProxyType(
        {str(entry.extra["uri"]): entry for entry in load_vocabulary(vocabulary)}
    )
