"""Reads a dataset of the feed back into our form: what ckanext-dcat's own parser takes otherwise.

Each function takes a dict as that parser made it, and mends in it what it knows better; of a feed
that is not ours, it leaves what it does not recognise as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ckanext.city.dataset_types.names import SERIES
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.feed import distributions
from ckanext.city.feed.agents import ESTABLISHMENT
from ckanext.city.feed.terms import CNT, DCAT, DCT, JOINER, RDF, RDFS, SKOS
from ckanext.city.interfaces import table_folders
from ckanext.city.tables.catalogue import list_table_schemas

LISTS = ("theme", "language", "hvd_category", "applicable_legislation")
AGENTS = ("publisher", "creator", "contact")
AGENT_FIELDS = ("uri", "name", "email", "url", "type", "identifier")
#: What a series has in the feed for portals, and not in its form.
NOT_OF_A_SERIES = ("license_id", "language", "provenance", "hvd_category", "creator")

_HVD_CATEGORY = "http://data.europa.eu/bna/"
_SIRET = re.compile(r"[0-9]{14}")
_OUR_SCHEMA = re.compile(r"https?://[^?#]+/city/schemas/([^/?#]+)/([^/?#]+)/([^/?#]+)/schema\.json")

Dataset = dict[str, Any]


def is_series(graph: Graph, node: Node) -> bool:
    """Tell whether a dataset is a series too."""
    return (node, RDF.type, DCAT.DatasetSeries) in graph


def mend(dataset: Dataset, graph: Graph, node: Node) -> None:
    """Put a dataset, as ckanext-dcat's parser made it, into the shape of our form, in place.

    Args:
        dataset: the dict.
        graph: what it was read from.
        node: of the dataset.
    """
    _words(dataset, node)
    _lists(dataset)
    _license(dataset, graph, node)
    for role in AGENTS:
        if role in dataset:
            dataset[role] = [row for row in map(_agent, dataset[role]) if row]
    for resource in dataset.get("resources") or ():
        _file(resource, graph)
    _forget_said_twice(dataset, graph, node)
    # RDF knows no order: theirs is that in which they came
    dataset["resources"].sort(key=lambda file: (str(file.get("issued")), str(file.get("uri"))))
    if is_series(graph, node):
        dataset["type"] = SERIES
        dataset["resources"] = []  # the list of its members, which the catalogue makes itself
        for name in NOT_OF_A_SERIES:
            dataset.pop(name, None)
        extras = dataset.get("extras") or ()
        dataset["extras"] = [each for each in extras if not each["key"].startswith("creator_")]


def place(graph: Graph, node: Node, outline: str | None) -> dict[str, str]:
    """Read a covered area as a row of our form.

    Args:
        graph: what it is read from.
        node: of the area.
        outline: its geometry as GeoJSON.
    """
    within = graph.value(node, DCT.isPartOf)
    uri = within if isinstance(node, BNode) else node
    row = {"text": graph.value(node, SKOS.prefLabel), "uri": uri}
    found = {name: str(value) for name, value in row.items() if value and name}
    return found | ({"geom": _compact(outline)} if outline else {})


def plain(text: object) -> str:
    """Give a description as it was written: without what keeps udata from taking it for HTML."""
    return str(text).replace(f"<{JOINER}", "<")


def file_format(graph: Graph, node: Node) -> str | None:
    """Read the name of a file's format, as CKAN writes it."""
    said = graph.value(node, DCT.format)
    if said is None or isinstance(said, Literal):
        return None if said is None else str(said)
    known = _formats().get(str(said))
    return known or (str(label) if (label := graph.value(said, RDFS.label)) else None)


def table_schema(addresses: Iterable[str]) -> str | None:
    """Find the table schema that one of these addresses is: of the national index, or of a city."""
    for address in addresses:
        reference = _references().get(address)
        ours = _OUR_SCHEMA.fullmatch(address)
        if ours:
            owner, name, version = ours.groups()
            reference = f"{owner}/{name}@{version}"
            reference = reference if reference in _references().values() else None
        if reference:
            return reference
    return None


def _words(dataset: Dataset, node: Node) -> None:
    if dataset.get("notes"):
        dataset["notes"] = plain(dataset["notes"])
    dataset["tags"] = sorted(dataset.get("tags") or (), key=lambda tag: str(tag["name"]))
    own_pages = str(node).rpartition("/")[0]
    if own_pages and str(dataset.get("url") or "").startswith(f"{own_pages}/"):
        del dataset["url"]  # the page of the other catalogue: here it has one of its own


def _lists(dataset: Dataset) -> None:
    for name in LISTS:
        value = dataset.get(name)
        if isinstance(value, str):
            dataset[name] = json.loads(value)
    themes = dataset.get("theme")
    if isinstance(themes, list):
        dataset["theme"] = [uri for uri in themes if not uri.startswith(_HVD_CATEGORY)]
        if not dataset["theme"]:
            del dataset["theme"]


def _license(dataset: Dataset, graph: Graph, node: Node) -> None:
    """Find the licence by its address, or by the name that data.gouv.fr has for it."""
    for license_ in graph.objects(node, DCT.license):
        labels = graph.objects(license_, RDFS.label)
        known = (_licenses().get(str(each)) for each in (license_, *labels))
        found = next((id_ for id_ in known if id_), None)
        if found:
            dataset["license_id"] = found


def _agent(row: Mapping[str, Any]) -> dict[str, str]:
    """Leave out what is empty; an establishment's address follows from its SIRET."""
    said = {name: row[name] for name in AGENT_FIELDS if row.get(name)}
    siret = str(said.get("identifier", ""))
    if "uri" not in said and _SIRET.fullmatch(siret):
        said["uri"] = f"{ESTABLISHMENT}{siret}"
    return said


def _file(resource: dict[str, Any], graph: Graph) -> None:
    uri, reference = resource.get("uri"), resource.pop("distribution_ref", "")
    node = URIRef(uri) if uri else BNode(reference)
    schema = table_schema(str(each) for each in graph.objects(node, DCT.conformsTo))
    if schema:
        resource["table_schema"] = schema
        resource.pop("conforms_to", None)
    media_type = str(resource.get("mimetype") or "").removeprefix(distributions.MEDIA_TYPES)
    read = {
        "format": file_format(graph, node),
        "mimetype": media_type,
        "encoding": str(graph.value(node, CNT.characterEncoding) or ""),
        "description": plain(resource.get("description") or ""),
    }
    resource.update({name: value for name, value in read.items() if value})
    if not read["format"] and str(resource.get("format")).startswith(distributions.MEDIA_TYPES):
        del resource["format"]  # the stock parser puts the media type there
    algorithm = distributions.algorithm_of(resource)
    if algorithm in distributions.ALGORITHMS:
        resource["hash_algorithm"] = algorithm


def _forget_said_twice(dataset: Dataset, graph: Graph, node: Node) -> None:
    """Leave out of the files what the dataset says of them all, and an address said twice."""
    licenses = set(graph.objects(node, DCT.license))
    said = {str(each) for each in licenses}
    said |= {str(label) for each in licenses for label in graph.objects(each, RDFS.label)}
    laws = set(dataset.get("applicable_legislation") or ())
    for resource in dataset.get("resources") or ():
        for name in ("access_url", "download_url"):
            if resource.get(name) == resource["url"]:
                del resource[name]
        if resource.get("license") in said:
            del resource["license"]
        if laws and set(json.loads(resource.get("applicable_legislation") or "[null]")) <= laws:
            del resource["applicable_legislation"]


def _compact(geojson: str) -> str:
    return json.dumps(json.loads(geojson), separators=(",", ":"))


@cache
def _licenses() -> Mapping[str, str]:
    """Ids of licences by their addresses and names."""
    names = ("dcat_uri", "url", "portal_label")
    found = {
        str(entry.extra[name]): entry.id
        for entry in load_vocabulary("licenses")
        for name in names
        if entry.extra.get(name)
    }
    labels = {entry.label["fr"]: entry.id for entry in load_vocabulary("licenses")}
    return MappingProxyType(labels | found)


@cache
def _formats() -> Mapping[str, str]:
    entries = load_vocabulary("file-types")
    return MappingProxyType({entry.extra["uri"]: entry.id for entry in entries})


def _references() -> Mapping[str, str]:
    """References of the known table schemas by their national address; ours by themselves."""
    schemas = list_table_schemas(table_folders())
    return {schema.address or schema.reference: schema.reference for schema in schemas}
