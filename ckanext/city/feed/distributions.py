"""The files of a dataset as distributions: what a reader needs before downloading one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from rdflib import Literal, URIRef
from rdflib.term import Node

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import Entry, load_vocabulary
from ckanext.city.feed import facts
from ckanext.city.feed.terms import (
    CNT,
    DCAT,
    DCATAP,
    DCT,
    ELI,
    RDF,
    RDFS,
    SPDX,
    XSD,
    Triple,
    blank,
    instant,
    iri,
    prose,
    text,
)
from ckanext.city.interfaces import table_folders
from ckanext.city.tables.catalogue import UnknownTableSchema, find_table_schema

HVD_LAW = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
#: Algorithms of a checksum that udata takes; it refuses the dataset where one is missing.
ALGORITHMS = ("md5", "sha1", "sha256")
ALGORITHM_PREFIX = "http://spdx.org/rdf/terms#checksumAlgorithm_"
_MEDIA_TYPE = re.compile(r"[a-z]+/(?!x-)[a-z0-9][a-z0-9!#$&^_.+-]*")
_REFERENCE = re.compile(r"([\w.-]+)/([\w.-]+)@([\w.+-]+)")

Dataset = Mapping[str, Any]
Resource = Mapping[str, Any]


def resource_node(dataset: Dataset, resource: Resource) -> URIRef:
    """Give the address that names a file as linked data: neither its page nor its content."""
    return URIRef(f"{facts.dataset_address(dataset)}/resource/{resource['id']}")


def distributions(dataset: Dataset, node: Node, license_: Node) -> Iterator[Triple]:
    """Describe the files that have an address: one without would be no file to a portal.

    Args:
        dataset: as `tidy` gives it.
        node: of the dataset.
        license_: the node of its licence.
    """
    for resource in dataset.get("resources") or ():
        address = iri(facts.file_address(dataset, resource))
        if address:
            place = resource_node(dataset, resource)
            yield node, DCAT.distribution, place
            yield place, RDF.type, DCAT.Distribution
            yield place, DCT.license, license_
            yield from _named(dataset, resource, place)
            yield from _reached(resource, place, address)
            yield from formatted(resource, place)
            yield from _measured(resource, place)
            yield from _dated(resource, place)
            yield from legislation(dataset, place)
            yield from standard(resource.get("table_schema"), place)


def laws(dataset: Dataset) -> list[str]:
    """List the texts that ask for publication; for high-value data the regulation is one."""
    said = list(dataset.get("applicable_legislation") or ())
    return list(dict.fromkeys([*said, HVD_LAW] if dataset.get("hvd_category") else said))


def legislation(dataset: Dataset, place: Node) -> Iterator[Triple]:
    """Name those texts."""
    for address in laws(dataset):
        law = iri(address)
        if law:
            yield place, DCATAP.applicableLegislation, law
            yield law, RDF.type, ELI.LegalResource


def title_of(dataset: Dataset, resource: Resource) -> str:
    """Give a file's title; of one without, the dataset's with its format: udata would make one."""
    name = str(resource.get("name") or "").strip()
    kind = str(resource.get("format") or "").strip()
    return name or (f"{dataset['title']} ({kind})" if kind else str(dataset["title"]))


def file_type(format_: object) -> Entry | None:
    """Look up a format as CKAN writes it, in whatever case, or a media type."""
    return _file_types().get(str(format_ or "").casefold())


def algorithm_of(resource: Resource) -> str:
    """Read the name of a checksum's algorithm, also where a harvest left its SPDX address."""
    name = str(resource.get("hash_algorithm") or "").removeprefix(ALGORITHM_PREFIX)
    return name.lower().replace("-", "")


def standard(reference: object, place: Node) -> Iterator[Triple]:
    """Say which table schema a table follows.

    udata knows one by the address of its version in the national index, to the letter; others it
    keeps by their address and title.
    """
    address, title = _standard(str(reference or ""))
    node = iri(address)
    if node:
        yield place, DCT.conformsTo, node
        yield node, RDF.type, DCT.Standard
        if title:
            yield node, DCT.title, text(title)


def formatted(resource: Resource, place: Node) -> Iterator[Triple]:
    """Name a file's format as Europe does; one that Europe has no name for keeps its own."""
    media_type = str(resource.get("mimetype") or "").lower().removeprefix(MEDIA_TYPES)
    format_ = resource.get("format")
    known = file_type(format_ or media_type)
    if known:
        node: Node = iri(known.extra["uri"])
        yield place, DCT.format, node
        yield node, RDF.type, DCT.MediaTypeOrExtent
    elif format_:
        node = blank(resource, "format")
        yield place, DCT.format, node
        yield node, RDF.type, DCT.MediaTypeOrExtent
        yield node, RDFS.label, Literal(str(format_))
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = known.extra.get("media_type", "") if known else ""
    if media_type:
        node = iri(f"{MEDIA_TYPES}{media_type}")
        yield place, DCAT.mediaType, node
        yield node, RDF.type, DCT.MediaType


def _named(dataset: Dataset, resource: Resource, place: Node) -> Iterator[Triple]:
    yield place, DCT.title, text(title_of(dataset, resource))
    if resource.get("description"):
        yield place, DCT.description, prose(resource["description"])


def _reached(resource: Resource, place: Node, address: Node) -> Iterator[Triple]:
    yield place, DCAT.accessURL, address
    known = file_type(resource.get("format"))
    is_page = resource.get("url_type") != "upload" and known and known.extra.get("page")
    if not is_page:
        yield place, DCAT.downloadURL, address
    yield address, RDF.type, RDFS.Resource


def _measured(resource: Resource, place: Node) -> Iterator[Triple]:
    if resource.get("encoding"):
        yield place, CNT.characterEncoding, Literal(str(resource["encoding"]))
    size, checksum = resource.get("size"), resource.get("hash")
    if isinstance(size, int) and size >= 0:
        yield (
            place,
            DCAT.byteSize,
            Literal(str(size), datatype=XSD.nonNegativeInteger, normalize=False),
        )
    algorithm = algorithm_of(resource)
    if checksum and algorithm in ALGORITHMS:
        function = iri(f"{ALGORITHM_PREFIX}{algorithm}")
        node = blank(resource, "checksum")
        yield place, SPDX.checksum, node
        yield node, RDF.type, SPDX.Checksum
        yield node, SPDX.algorithm, function
        yield node, SPDX.checksumValue, Literal(str(checksum))
        yield function, RDF.type, SPDX.ChecksumAlgorithm


def _dated(resource: Resource, place: Node) -> Iterator[Triple]:
    created = facts.moment(resource.get("created"))
    modified = facts.moment(resource.get("last_modified") or resource.get("metadata_modified"))
    if created:
        yield place, DCT.issued, instant(created)
    if modified:
        yield place, DCT.modified, instant(modified)


def _standard(reference: str) -> tuple[str | None, str]:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None, ""
    try:
        schema = find_table_schema(reference, table_folders())
    except UnknownTableSchema:
        return None, ""
    owner, name, version = match.groups()
    ours = f"{config.site_url()}/city/schemas/{owner}/{name}/{version}/schema.json"
    return (schema.address, "") if schema.address else (ours, schema.title("fr"))


@cache
def _file_types() -> Mapping[str, Entry | None]:
    entries = load_vocabulary("file-types")
    by_media_type = {entry.extra.get("media_type", ""): entry for entry in reversed(entries)}
    named = {entry.id.casefold(): entry for entry in entries}
    return MappingProxyType({**by_media_type, **named, "": None})
