"""The catalogue itself as DCAT-AP 3 asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from rdflib.term import Node

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.feed import agents, facts, license_terms, places
from ckanext.city.feed.terms import DCAT, DCT, FOAF, RDF, Triple, instant, iri, text


def catalogue(said: Mapping[str, Any], node: Node) -> Iterator[Triple]:
    """Describe the catalogue.

    Args:
        said: what the caller knows better than the configuration: `title`, `description`,
            `homepage`, `modified`; else the site's own.
        node: of the catalogue.
    """
    title = said.get("title") or config.site_title() or config.name()
    description = said.get("description") or config.site_description()
    home = iri(said.get("homepage") or config.site_url())
    modified = facts.moment(said.get("modified"))
    yield node, RDF.type, DCAT.Catalog
    yield node, DCT.title, text(title)
    yield node, DCT.description, text(description or f"Données ouvertes de {config.name()}")
    if home:
        yield node, FOAF.homepage, home
        yield home, RDF.type, FOAF.Document
    if modified:
        yield node, DCT.modified, instant(modified)
    yield from languages((_languages().get(code) for code in config.languages()), node)
    yield from agents.agent(node, DCT.publisher, agents.city_agent(), {"id": "catalogue"}, "")
    yield from places.commune(node)
    yield from _licensed(node)


def languages(addresses: Any, node: Node) -> Iterator[Triple]:
    """Say in which languages something is written."""
    for address in addresses:
        language = iri(address)
        if language:
            yield node, DCT.language, language
            yield language, RDF.type, DCT.LinguisticSystem


def _licensed(node: Node) -> Iterator[Triple]:
    described = {"id": "catalogue", "license_id": config.default_license()}
    yield node, DCT.license, license_terms.license_node(described)
    yield from license_terms.license_terms(described)


@cache
def _languages() -> Mapping[str, str]:
    return MappingProxyType({each.id: each.extra["uri"] for each in load_vocabulary("languages")})
