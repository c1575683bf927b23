"""Series of datasets: a series as portals take it, and to which a dataset belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import URIRef
from rdflib.term import Node

from ckanext.city import config
from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import distributions, facts
from ckanext.city.feed.terms import DCAT, DCT, RDF, RDFS, Triple, text

MEMBERS_TITLE = "Jeux de données de la série"
MEMBERS_DESCRIPTION = (
    "La liste des jeux de données de cette série, avec l’adresse de leur page et la période que "
    "chacun couvre."
)

Dataset = Mapping[str, Any]


def is_series(dataset: Dataset) -> bool:
    """Tell whether a dataset is a series."""
    return dataset.get("type") == SERIES


def completed(series: Dataset) -> dict[str, Any]:
    """Let a series' members say what its form does not ask: its licence, when it last changed.

    The licence is its members' where they have one in common; else the one that the city gives to
    what it makes itself, such as the list of them.
    """
    members = series.get("published_members") or ()
    licenses = {member.get("license_id") for member in members}
    common = licenses.pop() if len(licenses) == 1 else None
    changes = (facts.moment(each.get("metadata_modified")) for each in (series, *members))
    last = max((change for change in changes if change), default=None)
    return dict(series) | {
        "license_id": series.get("license_id") or common or config.default_license(),
        "metadata_modified": last.isoformat() if last else None,
    }


def members_list(series: Dataset, node: Node, license_: Node) -> Iterator[Triple]:
    """Give a series the one file that portals ask for: the list of its members."""
    address = URIRef(facts.members_address(series))
    place = URIRef(f"{facts.dataset_address(series)}/members")
    yield node, RDF.type, DCAT.DatasetSeries
    yield node, DCAT.distribution, place
    yield place, RDF.type, DCAT.Distribution
    yield place, DCT.title, text(MEMBERS_TITLE)
    yield place, DCT.description, text(MEMBERS_DESCRIPTION)
    yield place, DCT.license, license_
    yield place, DCAT.accessURL, address
    yield place, DCAT.downloadURL, address
    yield address, RDF.type, RDFS.Resource
    yield from distributions.formatted({"format": "CSV"}, place)
    yield from distributions.legislation(series, place)


def memberships(dataset: Dataset, node: Node) -> Iterator[Triple]:
    """Say to which published series a dataset belongs: of another one, not even the id."""
    for series_id in dataset.get("in_series") or ():
        if series_id in _published(dataset):
            yield node, DCAT.inSeries, URIRef(facts.dataset_address({"id": series_id}))


def _published(dataset: Dataset) -> set[str]:
    if "published_series" in dataset:
        return {str(each) for each in dataset["published_series"] or ()}
    navigation = dataset.get("series_navigation")
    return {each["id"] for each in navigation} if isinstance(navigation, list) else set()
