"""What the feed says of each dataset type, of series and of the catalogue."""

from __future__ import annotations

from typing import Any

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, XSD

from ckanext.city.dataset_types import DATASET_TYPES
from ckanext.city.feed.profile import FrenchProfile
from tests.feed.shown import SITE, configure, graph_of, node_of, shown

DCAT = Namespace("http://www.w3.org/ns/dcat#")
TYPES = [*(each.name for each in DATASET_TYPES), "dataset_series"]
#: What udata's score asks for, each said exactly once of a dataset.
ONCE = (
    DCTERMS.identifier,
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.license,
    DCTERMS.accrualPeriodicity,
    DCTERMS.spatial,
    DCTERMS.temporal,
    DCTERMS.publisher,
    DCTERMS.issued,
    DCTERMS.modified,
    DCAT.landingPage,
)


@pytest.fixture(autouse=True)
def city(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(monkeypatch)


def rich(type_: str) -> dict[str, Any]:
    """The first dataset of a type in the tests' files: the one that fills in each field."""
    return next(each for each in shown().values() if each["type"] == type_)


@pytest.mark.parametrize("type_", TYPES)
def test_a_rich_dataset_of_each_type_says_once_all_that_the_score_asks_for(type_: str) -> None:
    dataset = rich(type_)
    graph = graph_of(dataset)
    for predicate in ONCE:
        assert len(list(graph.objects(node_of(dataset), predicate))) == 1, predicate
    assert len(str(graph.value(node_of(dataset), DCTERMS.description))) > 100
    assert list(graph.objects(node_of(dataset), DCTERMS.creator)) or type_ == "dataset_series"
    described = graph.query("SELECT ?d { ?x dcat:distribution ?d . ?d dct:description ?t }")
    assert len(described) >= 1


@pytest.mark.parametrize("type_", TYPES)
def test_each_file_of_a_rich_dataset_has_a_title_a_format_and_an_address(type_: str) -> None:
    graph = graph_of(rich(type_))
    files = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert files
    for file in files:
        for predicate in (DCTERMS.title, DCTERMS.format, DCAT.accessURL, DCTERMS.license):
            assert len(list(graph.objects(file, predicate))) == 1, predicate


@pytest.mark.parametrize(
    ("type_", "fields", "start", "end"),
    [
        ("budget", {"exercice": "2026"}, "2026-01-01", "2026-12-31"),
        ("election", {"election_date": "2026-03-15"}, "2026-03-15", "2026-03-15"),
        ("deliberation", {"first_session": "2025-01-20", "last_session": "2025-12-15"},
         "2025-01-20", "2025-12-15"),
        ("school_zone", {"school_year": "2026-2027"}, "2026-09-01", "2027-08-31"),
    ],
)  # fmt: skip
def test_a_type_that_says_its_period_in_a_field_of_its_own_need_not_say_it_twice(
    type_: str, fields: dict[str, str], start: str, end: str
) -> None:
    dataset = rich(type_) | {"temporal_coverage": []} | fields
    graph = graph_of(dataset)
    period = graph.value(node_of(dataset), DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal(start, datatype=XSD.date)
    assert graph.value(period, DCAT.endDate) == Literal(end, datatype=XSD.date)


def test_a_parking_feed_and_its_table_are_two_services() -> None:
    graph = graph_of(rich("parking"))
    ends = {str(graph.value(each, DCTERMS.identifier)).rpartition("-")[2]
            for each in graph.subjects(RDF.type, DCAT.DataService)}  # fmt: skip
    assert ends == {"api", "feed"}


def test_a_series_is_both_a_series_and_a_dataset_with_the_list_of_its_members() -> None:
    series = rich("dataset_series")
    graph, node = graph_of(series), node_of(series)
    assert set(graph.objects(node, RDF.type)) == {DCAT.DatasetSeries, DCAT.Dataset}
    file = graph.value(node, DCAT.distribution)
    address = URIRef(f"{node}/members.csv")
    assert list(graph.objects(file, DCAT.downloadURL)) == [address]
    assert (address, RDF.type, RDFS.Resource) in graph
    assert str(graph.value(file, DCTERMS.format)).endswith("/file-type/CSV")
    assert graph.value(file, DCTERMS.description).language == "fr"


@pytest.mark.parametrize(
    ("licenses", "label"),
    [
        (["odc-odbl", "odc-odbl"], "Open Data Commons Open Database License (ODbL)"),
        (["odc-odbl", "lov2"], "Licence Ouverte v2.0"),
        ([], "Licence Ouverte v2.0"),
        ([None], "Licence Ouverte v2.0"),
    ],
    ids=["the same", "two", "no member", "a member without"],
)
def test_a_series_has_its_members_licence_or_the_citys_for_the_list(
    licenses: list[str | None], label: str
) -> None:
    series = rich("dataset_series")
    series["published_members"] = [{"id": "x", "license_id": each} for each in licenses]
    graph = graph_of(series)
    license_ = graph.value(node_of(series), DCTERMS.license)
    assert list(graph.objects(license_, RDFS.label)) == [Literal(label)]


def test_a_series_covers_the_periods_of_its_members_and_changes_when_they_do() -> None:
    series = rich("dataset_series") | {"temporal_coverage": []}
    series["published_members"] = [
        {"id": "x", "temporal_coverage": [{"start": "2021", "end": "2021"}],
         "metadata_modified": "2026-11-22T10:00:00.5"},
        {"id": "y", "temporal_coverage": [{"start": "2024", "end": "2024-06"}],
         "metadata_modified": "2026-11-21T10:00:00"},
    ]  # fmt: skip
    graph, node = graph_of(series), node_of(series)
    period = graph.value(node, DCTERMS.temporal)
    assert str(graph.value(period, DCAT.startDate)) == "2021-01-01"
    assert str(graph.value(period, DCAT.endDate)) == "2024-06-30"
    assert str(graph.value(node, DCTERMS.modified)) == "2026-11-22T10:00:00+00:00"


def catalogue(**said: Any) -> tuple[Graph, URIRef]:
    graph, node = Graph(), URIRef(SITE)
    FrenchProfile(graph).graph_from_catalog(said, node)
    return graph, node


def test_the_catalogue_says_who_publishes_it_what_it_is_and_where() -> None:
    graph, node = catalogue()
    assert graph.value(node, DCTERMS.title) == Literal("Données de Saint-Aubin", lang="fr")
    description = Literal("Données ouvertes de Saint-Aubin-sur-Orge", lang="fr")
    assert graph.value(node, DCTERMS.description) == description
    assert graph.value(graph.value(node, DCTERMS.publisher), FOAF.name)
    home = graph.value(node, FOAF.homepage)
    assert (home, RDF.type, FOAF.Document) in graph
    language = graph.value(node, DCTERMS.language)
    assert str(language) == "http://publications.europa.eu/resource/authority/language/FRA"
    assert graph.value(node, DCTERMS.license)


def test_what_a_caller_knows_of_the_catalogue_wins() -> None:
    graph, node = catalogue(title="Autre", modified="2026-01-01T00:00:00.1")
    assert list(graph.objects(node, DCTERMS.title)) == [Literal("Autre", lang="fr")]
    assert str(graph.value(node, DCTERMS.modified)) == "2026-01-01T00:00:00+00:00"


def test_a_site_without_a_form_for_plain_datasets_is_served_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ckan.plugins.toolkit as tk

    def no_form(name: str) -> Any:
        raise tk.ObjectNotFound(name)

    monkeypatch.setattr("ckanext.dcat.profiles.base.get_action", lambda name: no_form)
    assert len(graph_of(rich("poi"))) > 50
