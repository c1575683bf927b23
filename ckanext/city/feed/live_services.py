"""The programs' doors to a dataset's data: services beside its files, never one of them.

udata takes a file with a service for an API, so that a service stands alone and names the dataset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from ckanext.city import config
from ckanext.city.feed import agents, distributions, facts, license_terms
from ckanext.city.feed.terms import DCAT, DCATAP, DCT, RDF, RDFS, Triple, iri, prose, text

_API = (
    "Recherche et filtre les lignes de « {title} » sans télécharger le fichier entier. "
    "Réponses en JSON."
)
_FEED = "Donne l’état actuel des données de « {title} », sans passer par un fichier."


@dataclass(frozen=True)
class Service:
    """An address that answers programs.

    Attributes:
        node: what names it as linked data.
        identifier: what data.gouv.fr knows it by; it never changes.
        title, description: in French.
        endpoint: the address to ask.
        documentation: the address that says how; empty where nothing does.
    """

    node: str
    identifier: str
    title: str
    description: str
    endpoint: str
    documentation: str = ""


def services_of(dataset: Mapping[str, Any]) -> Iterator[Service]:
    """List the services of a dataset: the API of each table in the DataStore, a live feed."""
    address, site = facts.dataset_address(dataset), config.site_url()
    for resource in dataset.get("resources") or ():
        if resource.get("datastore_active"):
            title = distributions.title_of(dataset, resource)
            yield Service(
                node=f"{address}/resource/{resource['id']}/api",
                identifier=f"{resource['id']}-api",
                title=f"API\u00a0: {title}",
                description=_API.format(title=title),
                endpoint=f"{site}/api/3/action/datastore_search?resource_id={resource['id']}",
                documentation=f"{site}/api/3/action/help_show?name=datastore_search",
            )
    if dataset.get("feed_url"):
        title = dataset["title"]
        yield Service(
            node=f"{address}/feed",
            identifier=f"{dataset['id']}-feed",
            title=f"Flux en temps réel\u00a0: {title}",
            description=_FEED.format(title=title),
            endpoint=str(dataset["feed_url"]),
        )


def services(dataset: Mapping[str, Any], node: Node) -> Iterator[Triple]:
    """Describe the services of a dataset.

    Args:
        dataset: as `tidy` gives it.
        node: of the dataset.
    """
    for service in services_of(dataset):
        endpoint = iri(service.endpoint)
        if endpoint:
            place = URIRef(service.node)
            yield place, RDF.type, DCAT.DataService
            yield place, DCT.identifier, Literal(service.identifier)
            yield place, DCT.title, text(service.title)
            yield place, DCT.description, prose(service.description)
            yield place, DCAT.endpointURL, endpoint
            yield endpoint, RDF.type, RDFS.Resource
            yield place, DCAT.servesDataset, node
            yield from license_terms.of_service(dataset, place)
            yield from _shared(dataset, place, service)


def _shared(dataset: Mapping[str, Any], place: Node, service: Service) -> Iterator[Triple]:
    documentation, rights = iri(service.documentation), iri(dataset.get("access_rights"))
    if documentation:
        yield place, DCAT.endpointDescription, documentation
        yield documentation, RDF.type, RDFS.Resource
    if rights:
        yield place, DCT.accessRights, rights
    for category in dataset.get("hvd_category") or ():
        if iri(category):
            yield place, DCATAP.hvdCategory, iri(category)
    for tag in facts.tags_of(dataset):
        yield place, DCAT.keyword, text(tag)
    yield from distributions.legislation(dataset, place)
    yield from agents.publisher(dataset, place)
    yield from agents.contacts(dataset, place)
