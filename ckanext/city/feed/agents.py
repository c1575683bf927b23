"""Who publishes a dataset, who made it, whom to ask: as agents and contact points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from rdflib import Literal
from rdflib.term import Node

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.feed.terms import DCAT, DCT, FOAF, RDF, SKOS, VCARD, Triple, blank, iri, text

ESTABLISHMENT = "https://annuaire-entreprises.data.gouv.fr/etablissement/"
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"

Row = Mapping[str, Any]


def city_agent() -> Row:
    """The commune as publisher: the same in every part of the feed."""
    siret = config.siret()
    return {
        "uri": f"{ESTABLISHMENT}{siret}",
        "name": config.name(),
        "email": config.contact_email(),
        "url": config.site_url(),
        "type": LOCAL_AUTHORITY,
        "identifier": siret,
    }


def publisher(dataset: Mapping[str, Any], node: Node) -> Iterator[Triple]:
    """Say who publishes: DCAT-AP allows one; the city where the dataset names nobody."""
    rows = [row for row in dataset.get("publisher") or () if row.get("name")]
    yield from agent(node, DCT.publisher, rows[0] if rows else city_agent(), dataset, "publisher")


def creators(dataset: Mapping[str, Any], node: Node) -> Iterator[Triple]:
    """Say who made the data, each once."""
    named = (row for row in dataset.get("creator") or () if row.get("name"))
    for at, row in enumerate(_once(named)):
        yield from agent(node, DCT.creator, row, dataset, f"creator{at}")


def contacts(dataset: Mapping[str, Any], node: Node) -> Iterator[Triple]:
    """Say whom to ask, each once; udata refuses a contact with neither an e-mail nor a page."""
    rows = [row for row in dataset.get("contact") or () if row.get("email") or row.get("url")]
    city = {"name": config.contact_name(), "email": config.contact_email()}
    for at, row in enumerate(_once(rows or [city])):
        place = iri(row.get("uri")) or blank(dataset, f"contact{at}")
        yield node, DCAT.contactPoint, place
        yield from _card(row, place)


def agent(
    node: Node, role: Node, row: Row, dataset: Mapping[str, Any], name: str
) -> Iterator[Triple]:
    """Describe an agent in a role.

    One SIRET may stand for several departments, while what is said of a node holds wherever it is
    named: only the city, as it is configured, is the node of its SIRET. Others keep theirs as
    identifier of a blank node.
    """
    uri = str(row.get("uri") or "")
    shared = uri.startswith(ESTABLISHMENT) and not _is_city(row)
    place = (None if shared else iri(uri)) or blank(dataset, name)
    yield node, role, place
    yield place, RDF.type, FOAF.Agent
    yield place, FOAF.name, text(row["name"])
    yield from _reachable(row, place)
    if row.get("identifier"):
        yield place, DCT.identifier, Literal(str(row["identifier"]))
    yield from _kind(row, place)


def _is_city(row: Row) -> bool:
    city = city_agent()
    return all((row.get(name) or "") == city[name] for name in city)


def _reachable(row: Row, place: Node) -> Iterator[Triple]:
    email, page = _mailto(row.get("email")), iri(row.get("url"))
    if email:
        yield place, FOAF.mbox, email
    if page:
        yield place, FOAF.homepage, page
        yield page, RDF.type, FOAF.Document


def _kind(row: Row, place: Node) -> Iterator[Triple]:
    kind = str(row.get("type") or "")
    if kind in _kinds():
        concept = iri(kind)
        yield place, DCT.type, concept
        yield concept, RDF.type, SKOS.Concept
        yield concept, SKOS.prefLabel, text(_kinds()[kind])


def _card(row: Row, place: Node) -> Iterator[Triple]:
    email, page = _mailto(row.get("email")), iri(row.get("url"))
    yield place, RDF.type, VCARD.Kind
    yield place, VCARD.fn, Literal(str(row.get("name") or row.get("email") or row.get("url")))
    if email:
        yield place, VCARD.hasEmail, email
    if page:
        yield place, VCARD.hasURL, page
    if row.get("identifier"):
        yield place, VCARD.hasUID, Literal(str(row["identifier"]))


def _mailto(address: object) -> Node | None:
    address = str(address or "").removeprefix("mailto:")
    return iri(f"mailto:{address}") if "@" in address else None


def _once(rows: Any) -> Iterator[Row]:
    seen = set()
    for row in rows:
        key = tuple(row.get(name) for name in ("name", "email", "url"))
        if key not in seen:
            seen.add(key)
            yield row


@cache
def _kinds() -> Mapping[str, str]:
    entries = load_vocabulary("publisher-types")
    return MappingProxyType({entry.extra["uri"]: entry.label["fr"] for entry in entries})
