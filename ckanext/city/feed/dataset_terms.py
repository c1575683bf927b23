"""What a dataset says of itself, in the words that udata and DCAT-AP 3 have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from rdflib import Literal
from rdflib.term import Node

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.feed import (
    agents,
    distributions,
    facts,
    license_terms,
    live_services,
    periods,
    places,
    series_terms,
)
from ckanext.city.feed.catalogue import languages
from ckanext.city.feed.terms import (
    ADMS,
    DCAT,
    DCATAP,
    DCT,
    FOAF,
    RDF,
    RDFS,
    SKOS,
    Triple,
    blank,
    day,
    instant,
    iri,
    prose,
    text,
)

Dataset = Mapping[str, Any]


def dataset_triples(dataset: Dataset, node: Node) -> Iterator[Triple]:
    """Describe a dataset, or a series, with its files and services.

    Args:
        dataset: as `tidy` gives it, with the derived fields (publisher, creator, contact).
        node: of the dataset.

    Returns:
        Triples in a fixed order; the same dataset gives the same ones, blank nodes included.
    """
    is_series = series_terms.is_series(dataset)
    dataset = series_terms.completed(dataset) if is_series else dataset
    license_ = license_terms.license_node(dataset)
    yield node, RDF.type, DCAT.Dataset
    yield from _words(dataset, node)
    yield from _dates(dataset, node)
    yield from themes(dataset, node)
    yield node, DCT.license, license_
    yield from license_terms.license_terms(dataset)
    yield from _statements(dataset, node)
    yield from languages(dataset.get("language") or (), node)
    yield from places.places(dataset, node)
    yield from _period(dataset, node)
    yield from agents.publisher(dataset, node)
    yield from agents.creators(dataset, node)
    yield from agents.contacts(dataset, node)
    yield from distributions.legislation(dataset, node)
    yield from series_terms.memberships(dataset, node)
    if is_series:
        yield from series_terms.members_list(dataset, node, license_)
    yield from distributions.distributions(dataset, node, license_)
    yield from live_services.services(dataset, node)


def themes(dataset: Dataset, node: Node) -> Iterator[Triple]:
    """Name European themes and high-value categories, in French: udata makes tags of the names.

    udata knows a high-value category by dcat:theme only, Europe by dcatap:hvdCategory only.
    """
    for category in dataset.get("hvd_category") or ():
        if iri(category):
            yield node, DCATAP.hvdCategory, iri(category)
    for uri in (*(dataset.get("theme") or ()), *(dataset.get("hvd_category") or ())):
        concept, label = iri(uri), _labels().get(uri)
        if concept and label:
            yield node, DCAT.theme, concept
            yield concept, RDF.type, SKOS.Concept
            yield concept, SKOS.prefLabel, text(label)


def _words(dataset: Dataset, node: Node) -> Iterator[Triple]:
    page = iri(dataset.get("url") or facts.page_address(dataset))
    yield node, DCT.identifier, Literal(str(dataset["id"]))
    yield node, DCT.title, text(dataset.get("title") or dataset["name"])
    yield node, DCT.description, prose(dataset.get("notes") or dataset.get("title") or "")
    if dataset.get("version_notes"):
        yield node, ADMS.versionNotes, text(dataset["version_notes"])
    for tag in facts.tags_of(dataset):
        yield node, DCAT.keyword, text(tag)
    if page:
        yield node, DCAT.landingPage, page
        yield page, RDF.type, FOAF.Document


def _dates(dataset: Dataset, node: Node) -> Iterator[Triple]:
    """Say when it was published and changed; never in the future, which udata does not believe."""
    issued = facts.moment(dataset.get("issued") or dataset.get("metadata_created"))
    modified = facts.data_changed(dataset)
    if issued:
        yield node, DCT.issued, instant(issued)
    if modified and modified <= datetime.now(UTC):
        yield node, DCT.modified, instant(modified)


def _statements(dataset: Dataset, node: Node) -> Iterator[Triple]:
    frequency, rights = iri(dataset.get("frequency")), iri(dataset.get("access_rights"))
    if frequency:
        yield node, DCT.accrualPeriodicity, frequency
        yield frequency, RDF.type, DCT.Frequency
    if rights:
        yield node, DCT.accessRights, rights
        yield rights, RDF.type, DCT.RightsStatement
    if dataset.get("provenance"):
        statement = blank(dataset, "provenance")
        yield node, DCT.provenance, statement
        yield statement, RDF.type, DCT.ProvenanceStatement
        yield statement, RDFS.label, text(dataset["provenance"])


def _period(dataset: Dataset, node: Node) -> Iterator[Triple]:
    """Say the days that it describes, as one period from the first to the last: udata keeps one."""
    start, end = periods.whole_period(dataset)
    if start or end:
        period = blank(dataset, "period")
        yield node, DCT.temporal, period
        yield period, RDF.type, DCT.PeriodOfTime
        if start:
            yield period, DCAT.startDate, day(start)
        if end:
            yield period, DCAT.endDate, day(end)


@cache
def _labels() -> Mapping[str, str]:
    entries = (*load_vocabulary("eu-themes"), *load_vocabulary("hvd-categories"))
    return MappingProxyType({entry.extra["uri"]: entry.label["fr"] for entry in entries})
