"""A dataset's licence as one node: an address for Europe, a name by which udata knows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from rdflib import Literal
from rdflib.term import Node

from ckanext.city.dataset_types.vocabularies import Entry, load_vocabulary
from ckanext.city.feed.terms import DCT, RDF, RDFS, Triple, blank, iri

#: Said too where a dataset has no licence: udata would else keep the one that it had.
NOT_SPECIFIED = "notspecified"


def license_node(dataset: Mapping[str, Any]) -> Node:
    """Give the node of a dataset's licence.

    A licence that only the site's own list knows is its address; one without an address, a
    blank node.
    """
    entry = _entries().get(_id(dataset))
    address = _address(entry) if entry else str(dataset.get("license_url") or "")
    return iri(address) or blank(dataset, "license")


def license_terms(dataset: Mapping[str, Any]) -> Iterator[Triple]:
    """Describe the licence, once a dataset: its files and services name the same node.

    The label is never one that the reader's language changes: udata goes by it, before the address.
    """
    node = license_node(dataset)
    entry = _entries().get(_id(dataset))
    yield node, RDF.type, DCT.LicenseDocument
    if entry:
        label = entry.extra.get("portal_label") or entry.label["fr"]
        yield node, RDFS.label, Literal(label)
    elif not iri(str(dataset.get("license_url") or "")):
        yield node, RDFS.label, Literal(_id(dataset))


def of_service(dataset: Mapping[str, Any], place: Node) -> Iterator[Triple]:
    """Name a service's licence: there udata reads no label, and knows the licence's own page."""
    entry = _entries().get(_id(dataset))
    own = iri(str(entry.extra.get("url") or "")) if entry else None
    yield place, DCT.license, own or license_node(dataset)
    if own:
        yield own, RDF.type, DCT.LicenseDocument


def _id(dataset: Mapping[str, Any]) -> str:
    return str(dataset.get("license_id") or NOT_SPECIFIED)


def _address(entry: Entry) -> str:
    return str(entry.extra.get("dcat_uri") or entry.extra.get("url") or "")


@cache
def _entries() -> Mapping[str, Entry]:
    return MappingProxyType({entry.id: entry for entry in load_vocabulary("licenses")})
