"""What the profile says of files and of the services beside them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, XSD

from tests.feed.profiled import (
    DCAT,
    EU,
    SPDX,
    city,
    dataset,
    distributions,
    first_file,
    said,
)
from tests.feed.shown import SITE, graph_of, node_of

__all__ = ["city", "dataset"]  # fixtures


def test_a_stored_file_keeps_its_address_when_it_is_renamed_or_replaced(
    dataset: dict[str, Any],
) -> None:
    dataset["resources"][0]["url"] = "https://ailleurs/download/nouveau nom.csv"
    graph, file = first_file(dataset)
    address = URIRef(f"{file}/download")
    assert list(graph.objects(file, DCAT.downloadURL)) == [address]
    assert list(graph.objects(file, DCAT.accessURL)) == [address]
    assert (address, RDF.type, RDFS.Resource) in graph


def test_a_file_of_another_site_is_at_its_own_address_and_a_page_is_no_download(
    dataset: dict[str, Any],
) -> None:
    linked = {"url": "https://cartes.fr/a.csv", "url_type": None, "format": "CSV"}
    dataset["resources"][0] |= linked
    graph, file = first_file(dataset)
    assert list(graph.objects(file, DCAT.downloadURL)) == [URIRef("https://cartes.fr/a.csv")]
    dataset["resources"][0]["format"] = "HTML"
    graph, file = first_file(dataset)
    assert list(graph.objects(file, DCAT.downloadURL)) == []
    assert list(graph.objects(file, DCAT.accessURL)) == [URIRef("https://cartes.fr/a.csv")]


def test_a_file_without_an_address_is_left_out(dataset: dict[str, Any]) -> None:
    count = len(distributions(dataset))
    dataset["resources"][0] |= {"url": None, "url_type": None}
    assert len(distributions(dataset)) == count - 1


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_file_always_has_a_title(dataset: dict[str, Any], name: str | None) -> None:
    dataset["resources"][0] |= {"name": name, "format": "CSV"}
    graph, file = first_file(dataset)
    title = Literal(f"{dataset['title']} (CSV)", lang="fr")
    assert list(graph.objects(file, DCTERMS.title)) == [title]


def test_a_known_format_is_the_european_one_with_its_media_type(dataset: dict[str, Any]) -> None:
    dataset["resources"][0] |= {"format": "geojson", "mimetype": None}
    graph, file = first_file(dataset)
    assert list(graph.objects(file, DCTERMS.format)) == [URIRef(f"{EU}/file-type/GEOJSON")]
    media_type = "https://www.iana.org/assignments/media-types/application/geo+json"
    assert list(graph.objects(file, DCAT.mediaType)) == [URIRef(media_type)]


def test_an_unknown_format_keeps_its_name_and_no_made_up_media_type(
    dataset: dict[str, Any],
) -> None:
    dataset["resources"][0] |= {"format": "TOTEM", "mimetype": "application/x-totem"}
    graph, file = first_file(dataset)
    format_ = graph.value(file, DCTERMS.format)
    assert list(graph.objects(format_, RDFS.label)) == [Literal("TOTEM")]
    assert (format_, RDF.type, DCTERMS.MediaTypeOrExtent) in graph
    assert graph.value(file, DCAT.mediaType) is None


def test_size_and_checksum_are_written_as_udata_takes_them(dataset: dict[str, Any]) -> None:
    dataset["resources"][0] |= {"size": 0, "hash": "ab" * 32, "hash_algorithm": "sha256"}
    graph, file = first_file(dataset)
    assert graph.value(file, DCAT.byteSize) == Literal("0", datatype=XSD.nonNegativeInteger)
    checksum = graph.value(file, URIRef(f"{SPDX}checksum"))
    assert graph.value(checksum, URIRef(f"{SPDX}checksumValue")) == Literal("ab" * 32)
    algorithm = graph.value(checksum, URIRef(f"{SPDX}algorithm"))
    assert algorithm == URIRef(f"{SPDX}checksumAlgorithm_sha256")
    assert (algorithm, RDF.type, URIRef(f"{SPDX}ChecksumAlgorithm")) in graph


@pytest.mark.parametrize("algorithm", [None, "", "crc32"])
def test_a_checksum_of_an_algorithm_unknown_to_udata_is_left_out(
    dataset: dict[str, Any], algorithm: str | None
) -> None:
    dataset["resources"][0] |= {"hash": "ab" * 32, "hash_algorithm": algorithm}
    graph, file = first_file(dataset)
    assert graph.value(file, URIRef(f"{SPDX}checksum")) is None


def test_a_file_was_changed_when_its_content_was(dataset: dict[str, Any]) -> None:
    dataset["resources"][0] |= {
        "created": "2025-01-02T03:04:05.678",
        "last_modified": "2026-01-02T03:04:05",
        "metadata_modified": "2026-06-06T06:06:06",
    }
    graph, file = first_file(dataset)
    assert str(graph.value(file, DCTERMS.issued)) == "2025-01-02T03:04:05+00:00"
    assert str(graph.value(file, DCTERMS.modified)) == "2026-01-02T03:04:05+00:00"


def national_addresses() -> set[str]:
    from tests.shared import SHARED

    path = SHARED / "standards" / "index" / "schemas.json"
    if not path.exists():
        pytest.skip(f"no national index: {path}")
    return set(re.findall(r'https://schema\.data\.gouv\.fr/[^"\s]+', path.read_text("utf-8")))


def references() -> list[str]:
    from ckanext.city.tables.catalogue import list_table_schemas

    return [schema.reference for schema in list_table_schemas()]


@pytest.mark.parametrize("reference", references())
def test_a_table_names_its_schema_once_by_the_national_address_or_else_by_ours(
    dataset: dict[str, Any], reference: str
) -> None:
    dataset["resources"][0]["table_schema"] = reference
    graph, file = first_file(dataset)
    addresses = list(graph.objects(file, DCTERMS.conformsTo))
    assert len(addresses) == 1
    assert (addresses[0], RDF.type, DCTERMS.Standard) in graph
    if reference.startswith("city/"):
        page = f"{SITE}/city/schemas/{reference.replace('@', '/')}/schema.json"
        assert addresses[0] == URIRef(page)
        assert graph.value(addresses[0], DCTERMS.title)
    else:
        assert str(addresses[0]) in national_addresses()


@pytest.mark.parametrize("reference", [None, "", "no/such@1.0", "../../etc@1", "x"])
def test_a_schema_that_nobody_knows_is_not_named(
    dataset: dict[str, Any], reference: str | None
) -> None:
    dataset["resources"][0]["table_schema"] = reference
    graph, file = first_file(dataset)
    assert graph.value(file, DCTERMS.conformsTo) is None


def test_the_dataset_itself_follows_no_schema_as_that_would_be_its_files_on_data_gouv_fr(
    dataset: dict[str, Any],
) -> None:
    assert said(dataset, DCTERMS.conformsTo) == []


def services(dataset: dict[str, Any]) -> tuple[Graph, list[URIRef]]:
    graph = graph_of(dataset)
    return graph, list(graph.subjects(RDF.type, DCAT.DataService))


def test_the_api_of_a_table_stands_beside_its_file_and_never_makes_an_api_of_it(
    dataset: dict[str, Any],
) -> None:
    for resource in dataset["resources"]:
        resource["datastore_active"] = resource is dataset["resources"][0]
    graph, found = services(dataset)
    id_ = dataset["resources"][0]["id"]
    endpoint = URIRef(f"{SITE}/api/3/action/datastore_search?resource_id={id_}")
    assert len(found) == 1
    assert list(graph.objects(found[0], DCTERMS.identifier)) == [Literal(f"{id_}-api")]
    assert list(graph.objects(found[0], DCAT.endpointURL)) == [endpoint]
    assert (endpoint, RDF.type, RDFS.Resource) in graph
    assert list(graph.objects(found[0], DCAT.servesDataset)) == [node_of(dataset)]
    assert graph.value(found[0], DCTERMS.title).language == "fr"
    etalab = URIRef("https://www.etalab.gouv.fr/licence-ouverte-open-licence")
    assert list(graph.objects(found[0], DCTERMS.license)) == [etalab]
    contacts = set(graph.objects(found[0], DCAT.contactPoint))
    assert contacts == set(graph.objects(node_of(dataset), DCAT.contactPoint))
    assert list(graph.subject_objects(DCAT.accessService)) == []


def test_a_live_feed_is_a_service_of_its_dataset(dataset: dict[str, Any]) -> None:
    for resource in dataset["resources"]:
        resource["datastore_active"] = False
    dataset["feed_url"] = "https://exploitant.fr/places.json"
    graph, found = services(dataset)
    assert list(graph.objects(found[0], DCAT.endpointURL)) == [URIRef(dataset["feed_url"])]
    assert list(graph.objects(found[0], DCTERMS.identifier)) == [Literal(f"{dataset['id']}-feed")]
