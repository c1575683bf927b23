"""The least that the feed says of a dataset whose metadata break its profile.

Never an absent dataset: the national portal would archive it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from rdflib import DCAT, DCTERMS, RDF, RDFS, Literal, URIRef

from ckanext.city.feed.addresses import mended, refusal
from ckanext.city.feed.problems import LONGEST_VALUE, Problem
from ckanext.city.feed.triples import Triples

NO_ADDRESS = "address.refused"


def describe(dataset: Mapping[str, Any], site_url: str) -> tuple[Triples, list[Problem]]:
    """Describe a dataset by title, description, identifier, landing page and distributions.

    Args:
        dataset: of any shape; only its `id` must be there.
        site_url: address of the catalogue, without a slash at its end.

    Returns:
        The graph, and the distributions that it leaves out. Never raises.
    """
    graph, problems = Triples(), []
    id_ = str(dataset["id"])
    address = f"{site_url}/dataset/{quote(id_)}"
    subject = URIRef(address)
    name = _text(dataset.get("name")) or id_
    graph.add((subject, RDF.type, DCAT.Dataset))
    graph.add((subject, DCTERMS.identifier, Literal(id_)))
    graph.add((subject, DCTERMS.title, Literal(_text(dataset.get("title")) or name, lang="fr")))
    if description := _text(dataset.get("notes")):
        graph.add((subject, DCTERMS.description, Literal(description, lang="fr")))
    graph.add((subject, DCAT.landingPage, URIRef(f"{site_url}/dataset/{quote(name)}")))
    for number, resource in enumerate(_resources(dataset)):
        if not _distribute(graph, subject, resource):
            value = _text(resource.get("url"))[:LONGEST_VALUE]
            field = f"resources[{number}].url"
            problems.append(Problem(NO_ADDRESS, field, value, _text(resource.get("id"))))
    return graph, problems


def _distribute(graph: Triples, dataset: URIRef, resource: Mapping[str, Any]) -> bool:
    address = _address(dataset, resource)
    if address is None:
        return False
    node = URIRef(f"{dataset}/resource/{quote(_text(resource.get('id')))}")
    graph.add((dataset, DCAT.distribution, node))
    graph.add((node, RDF.type, DCAT.Distribution))
    graph.add((node, DCAT.accessURL, address))
    graph.add((address, RDF.type, RDFS.Resource))
    graph.add((node, DCTERMS.title, Literal(_text(resource.get("name")) or address, lang="fr")))
    return True


def _address(dataset: URIRef, resource: Mapping[str, Any]) -> URIRef | None:
    """Give the address of a file; None where the portal would refuse the dataset for it."""
    if not _text(resource.get("id")):
        return None
    if resource.get("url_type") == "upload":
        return URIRef(f"{dataset}/resource/{quote(_text(resource['id']))}/download")
    address = mended(_text(resource.get("url")))
    return URIRef(address) if refusal(address) is None else None


def _resources(dataset: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    resources = dataset.get("resources")
    if isinstance(resources, list):
        yield from (each for each in resources if isinstance(each, Mapping))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
