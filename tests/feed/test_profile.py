"""What the feed says of a dataset: each promise that udata or Europe relies on."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS, XSD

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from tests.feed.profiled import (
    ADDRESSES,
    COMMUNE,
    DCAT,
    DCATAP,
    EU,
    GEOMETRY,
    LAW,
    POINT,
    TRIANGLE,
    VCARD,
    city,
    dataset,
    distributions,
    one,
    said,
)
from tests.feed.shown import EXTENT, SITE, graph_of, shown

__all__ = ["city", "dataset"]  # fixtures


def test_it_is_known_by_its_id_alone_and_not_as_an_address(dataset: dict[str, Any]) -> None:
    assert one(dataset, DCTERMS.identifier) == Literal(dataset["id"])


def test_title_description_and_keywords_are_said_once_and_in_french(
    dataset: dict[str, Any],
) -> None:
    dataset["notes"] = "Une ligne.\n\n- **une** liste, avec 1 < 3 & « œ »"
    assert one(dataset, DCTERMS.title) == Literal(dataset["title"], lang="fr")
    assert one(dataset, DCTERMS.description) == Literal(dataset["notes"], lang="fr")
    words = {Literal(tag["name"], lang="fr") for tag in dataset["tags"]}
    assert set(said(dataset, DCAT.keyword)) == words


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("le code `<numero>` ici", "le code `<\u2060numero>` ici"),
        ("voir <https://ville.fr/x?a=1>.", "voir https://ville.fr/x?a=1."),
        ("<p>Déjà du <b>HTML</b></p>", "<p>Déjà du <b>HTML</b></p>"),
        ("a < b <br>\n1<2", "a < b <br>\n1<2"),
    ],
    ids=["a word in brackets", "an address in brackets", "HTML", "a comparison"],
)
def test_a_description_is_not_taken_for_html_by_mistake(
    dataset: dict[str, Any], written: str, sent: str
) -> None:
    dataset["notes"] = written
    assert one(dataset, DCTERMS.description) == Literal(sent, lang="fr")


def test_a_theme_is_a_concept_named_in_french_only_as_udata_makes_a_tag_of_each_name(
    dataset: dict[str, Any],
) -> None:
    dataset["hvd_category"] = []
    theme = one(dataset, DCAT.theme)
    assert theme == URIRef(f"{EU}/data-theme/REGI")
    assert one(dataset, DCAT.theme, RDF.type) == SKOS.Concept
    assert one(dataset, DCAT.theme, SKOS.prefLabel) == Literal("Régions et villes", lang="fr")


def test_a_high_value_category_is_a_theme_too_and_brings_the_law_to_dataset_and_files(
    dataset: dict[str, Any],
) -> None:
    dataset["applicable_legislation"] = []
    law = URIRef(f"{DCATAP}applicableLegislation")
    assert one(dataset, URIRef(f"{DCATAP}hvdCategory")) == ADDRESSES
    assert ADDRESSES in said(dataset, DCAT.theme)
    assert one(dataset, law) == LAW
    kinds = said(dataset, law, RDF.type)
    assert kinds == [URIRef("http://data.europa.eu/eli/ontology#LegalResource")]
    for graph, file in distributions(dataset):
        assert list(graph.objects(file, law)) == [LAW]


def test_the_licence_is_one_node_with_one_label_on_the_dataset_and_each_file(
    dataset: dict[str, Any],
) -> None:
    license_ = one(dataset, DCTERMS.license)
    assert license_ == URIRef(f"{EU}/licence/ETALAB_2_0")
    assert one(dataset, DCTERMS.license, RDF.type) == DCTERMS.LicenseDocument
    assert one(dataset, DCTERMS.license, RDFS.label) == Literal("Licence Ouverte v2.0")
    for graph, file in distributions(dataset):
        assert list(graph.objects(file, DCTERMS.license)) == [license_]


def known_to_udata() -> dict[str, list[str]]:
    from tests.shared import SHARED

    path = SHARED / "tools" / "udata" / "licenses.json"
    if not path.exists():
        pytest.skip(f"no list of data.gouv.fr's licences: {path}")
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {row["id"]: [row["title"], *row.get("alternate_titles", ())] for row in rows}


@pytest.mark.parametrize("entry", load_vocabulary("licenses"), ids=lambda entry: entry.id)
def test_data_gouv_fr_finds_each_licence_that_it_has_by_its_label(
    dataset: dict[str, Any], entry: Any
) -> None:
    known = known_to_udata()
    label = str(one(dataset | {"license_id": entry.id}, DCTERMS.license, RDFS.label))
    owners = [id_ for id_, titles in known.items() if label in titles]
    assert owners == ([entry.id] if entry.id in known else [])


@pytest.mark.parametrize("id_", [None, "", "notspecified"])
def test_without_licence_it_says_so_for_else_data_gouv_fr_would_keep_an_old_one(
    dataset: dict[str, Any], id_: str | None
) -> None:
    dataset["license_id"] = id_
    assert isinstance(one(dataset, DCTERMS.license), BNode)
    assert one(dataset, DCTERMS.license, RDFS.label) == Literal("License Not Specified")


def test_a_licence_of_the_sites_own_list_is_its_address_and_never_its_title_of_the_day(
    dataset: dict[str, Any],
) -> None:
    own = {"license_id": "ville", "license_url": "https://ville.fr/licence", "license_title": "T"}
    assert one(dataset | own, DCTERMS.license) == URIRef("https://ville.fr/licence")
    assert said(dataset | own, DCTERMS.license, RDFS.label) == []


def test_frequency_language_and_access_rights_are_the_european_addresses(
    dataset: dict[str, Any],
) -> None:
    for step, kind, value in (
        (DCTERMS.accrualPeriodicity, DCTERMS.Frequency, dataset["frequency"]),
        (DCTERMS.language, DCTERMS.LinguisticSystem, dataset["language"][0]),
        (DCTERMS.accessRights, DCTERMS.RightsStatement, dataset["access_rights"]),
    ):
        assert one(dataset, step) == URIRef(value)
        assert one(dataset, step, RDF.type) == kind


def test_provenance_and_version_notes_are_said_in_french(dataset: dict[str, Any]) -> None:
    provenance = Literal(dataset["provenance"], lang="fr")
    assert one(dataset, DCTERMS.provenance, RDFS.label) == provenance
    notes = URIRef("http://www.w3.org/ns/adms#versionNotes")
    assert one(dataset, notes) == Literal(dataset["version_notes"], lang="fr")


def rectangle(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_commune_is_its_insee_address_with_its_outline_in_six_decimals(
    dataset: dict[str, Any],
) -> None:
    geometry = json.dumps(rectangle(*EXTENT))
    row = {"text": "Saint-Aubin-sur-Orge", "uri": str(COMMUNE), "geom": geometry}
    dataset["spatial_coverage"] = [row]
    assert one(dataset, DCTERMS.spatial) == COMMUNE
    outline = one(dataset, DCTERMS.spatial, GEOMETRY)
    assert str(outline).startswith("POLYGON ((2.285000 48.590000, 2.375000 48.590000,")
    assert outline.datatype == URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
    assert one(dataset, DCTERMS.spatial, SKOS.prefLabel) == Literal(row["text"], lang="fr")


@pytest.mark.parametrize(
    "row",
    [
        {"text": "Quartier des Épinettes", "uri": str(COMMUNE)},
        {"uri": str(COMMUNE), "geom": json.dumps({"type": "Polygon", "coordinates": [TRIANGLE]})},
    ],
    ids=["another name", "another outline"],
)
def test_what_is_not_the_whole_commune_is_not_said_of_the_communes_node(
    dataset: dict[str, Any], row: dict[str, Any]
) -> None:
    dataset["spatial_coverage"] = [row]
    places = said(dataset, DCTERMS.spatial)
    own = [place for place in places if place != COMMUNE]
    assert len(own) == 1
    graph = graph_of(dataset)
    assert list(graph.objects(own[0], DCTERMS.isPartOf)) == [COMMUNE]
    names = set(graph.objects(COMMUNE, SKOS.prefLabel))
    assert names <= {Literal("Saint-Aubin-sur-Orge", lang="fr")}
    assert len(list(graph.objects(None, GEOMETRY))) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"geom": json.dumps(POINT)}],
        [{"text": "La gare", "geom": json.dumps(POINT)}],
        [{"uri": str(COMMUNE)}],
        [{"geom": json.dumps({"type": "LineString", "coordinates": TRIANGLE})}],
    ],
    ids=["nothing", "a point", "a named point", "the address alone", "a line"],
)
def test_where_no_area_is_given_the_commune_is_as_points_and_lines_are_lost_on_udata(
    dataset: dict[str, Any], rows: list[dict[str, Any]]
) -> None:
    dataset["spatial_coverage"] = rows
    assert COMMUNE in said(dataset, DCTERMS.spatial)
    outlines = said(dataset, DCTERMS.spatial, GEOMETRY)
    assert len(outlines) == 1
    assert str(outlines[0]).startswith("POLYGON")


def test_another_commune_is_not_said_to_be_ours(dataset: dict[str, Any]) -> None:
    other = "http://id.insee.fr/geo/commune/91027"
    dataset["spatial_coverage"] = [{"text": "Athis-Mons", "uri": other}]
    assert one(dataset, DCTERMS.spatial) == URIRef(other)


def test_two_areas_of_one_commune_stay_two(dataset: dict[str, Any]) -> None:
    other = "http://id.insee.fr/geo/commune/91027"
    dataset["spatial_coverage"] = [{"text": name, "uri": other} for name in ("Nord", "Sud")]
    places = said(dataset, DCTERMS.spatial)
    assert len(places) == 2
    assert sorted(said(dataset, DCTERMS.spatial, SKOS.prefLabel)) == [
        Literal("Nord", lang="fr"),
        Literal("Sud", lang="fr"),
    ]
    assert len(list(graph_of(dataset).objects(URIRef(other), SKOS.prefLabel))) == 1


def test_heights_are_left_out_of_outlines_and_parts_kept(dataset: dict[str, Any]) -> None:
    other = [[x + 1, y] for x, y, *_ in TRIANGLE]
    parts = {"type": "MultiPolygon", "coordinates": [[TRIANGLE], [other]]}
    dataset["spatial_coverage"] = [{"text": "Deux îlots", "geom": json.dumps(parts)}]
    outline = str(one(dataset, DCTERMS.spatial, GEOMETRY))
    assert outline.startswith("MULTIPOLYGON (((")
    assert {"2.310000 48.600000", "3.310000 48.600000"} <= set(
        re.findall(r"[\d.]+ [\d.]+", outline)
    )
    assert "120" not in outline


@pytest.mark.parametrize(
    ("rows", "start", "end"),
    [
        ([{"start": "2024", "end": "2024"}], "2024-01-01", "2024-12-31"),
        ([{"start": "2024-02", "end": "2024-02"}], "2024-02-01", "2024-02-29"),
        ([{"start": "2024-05-03"}], "2024-05-03", None),
        ([{"end": "2024-05-03"}], None, "2024-05-03"),
        ([{"start": "2021", "end": "2021"}, {"start": "2024", "end": "2024-06"}],
         "2021-01-01", "2024-06-30"),
        ([{"start": "2021", "end": "2021"}, {"start": "2024"}], "2021-01-01", None),
    ],
    ids=["a year", "a month", "open end", "open start", "two periods", "the last one open"],
)  # fmt: skip
def test_its_periods_are_one_from_the_first_day_to_the_last_as_udata_keeps_one(
    dataset: dict[str, Any], rows: list[dict[str, str]], start: str | None, end: str | None
) -> None:
    dataset["temporal_coverage"] = rows
    assert isinstance(one(dataset, DCTERMS.temporal), BNode)
    for step, day in ((DCAT.startDate, start), (DCAT.endDate, end)):
        expected = [Literal(day, datatype=XSD.date)] if day else []
        assert said(dataset, DCTERMS.temporal, step) == expected


def test_dates_are_in_utc_and_say_so_without_fractions(dataset: dict[str, Any]) -> None:
    dataset |= {
        "metadata_created": "2026-01-02T10:00:00.999999",
        "metadata_modified": "2026-03-29T03:30:00+02:00",
        "resources": [],
    }
    assert str(one(dataset, DCTERMS.issued)) == "2026-01-02T10:00:00+00:00"
    assert str(one(dataset, DCTERMS.modified)) == "2026-03-29T01:30:00+00:00"
    assert one(dataset, DCTERMS.modified).datatype == XSD.dateTime


def test_it_was_never_changed_in_the_future(dataset: dict[str, Any]) -> None:
    dataset |= {"metadata_modified": "2999-01-01T00:00:00", "resources": []}
    assert said(dataset, DCTERMS.modified) == []


def test_a_corrected_description_makes_late_data_no_fresher(dataset: dict[str, Any]) -> None:
    newest = max(str(each.get("last_modified") or "") for each in dataset["resources"])
    assert newest < dataset["metadata_modified"]
    assert str(one(dataset, DCTERMS.modified)) == f"{newest[:19]}+00:00"
    dataset["modified"] = "2020-01-01T00:00:00"
    assert str(one(dataset, DCTERMS.modified)) == "2020-01-01T00:00:00+00:00"


def test_a_contact_is_said_once_with_its_name_and_address(dataset: dict[str, Any]) -> None:
    row = {"name": "Service", "email": "mailto:donnees@ville.fr", "url": "https://ville.fr/c"}
    dataset["contact"] = [row, dict(row), {"name": "Sans adresse"}]
    contact = DCAT.contactPoint
    assert one(dataset, contact, URIRef(f"{VCARD}fn")) == Literal("Service")
    assert one(dataset, contact, URIRef(f"{VCARD}hasEmail")) == URIRef("mailto:donnees@ville.fr")
    assert one(dataset, contact, URIRef(f"{VCARD}hasURL")) == URIRef("https://ville.fr/c")
    assert one(dataset, contact, RDF.type) == URIRef(f"{VCARD}Kind")


@pytest.mark.parametrize("rows", [[], [{"name": "Sans adresse"}]], ids=["none", "unreachable"])
def test_whom_nobody_could_reach_is_replaced_by_the_citys_own_contact(
    dataset: dict[str, Any], rows: list[dict[str, str]]
) -> None:
    dataset["contact"] = rows
    email = one(dataset, DCAT.contactPoint, URIRef(f"{VCARD}hasEmail"))
    assert email == URIRef("mailto:opendata@saint-aubin-sur-orge.example")


def test_the_city_publishes_under_its_siret(dataset: dict[str, Any]) -> None:
    dataset["publisher"] = []
    publisher = one(dataset, DCTERMS.publisher)
    assert str(publisher).endswith("/etablissement/21919999900018")
    assert one(dataset, DCTERMS.publisher, RDF.type) == FOAF.Agent
    assert one(dataset, DCTERMS.publisher, FOAF.name) == Literal("Saint-Aubin-sur-Orge", lang="fr")
    assert one(dataset, DCTERMS.publisher, DCTERMS.identifier) == Literal("21919999900018")
    mail = URIRef("mailto:opendata@saint-aubin-sur-orge.example")
    assert one(dataset, DCTERMS.publisher, FOAF.mbox) == mail
    kind = one(dataset, DCTERMS.publisher, DCTERMS.type, SKOS.prefLabel)
    assert kind == Literal("Collectivité locale", lang="fr")


def test_departments_of_one_siret_stay_apart(dataset: dict[str, Any]) -> None:
    uri = "https://annuaire-entreprises.data.gouv.fr/etablissement/21919999900018"
    dataset["publisher"] = []
    dataset["creator"] = [
        {"name": name, "uri": uri, "identifier": "21919999900018"}
        for name in ("Voirie", "Finances")
    ]
    names = said(dataset, DCTERMS.creator, FOAF.name)
    assert set(names) == {Literal("Voirie", lang="fr"), Literal("Finances", lang="fr")}
    assert len(names) == 2
    assert len(said(dataset, DCTERMS.publisher, FOAF.name)) == 1


def test_the_landing_page_is_one_that_answers_without_sending_on(dataset: dict[str, Any]) -> None:
    page = URIRef(f"{SITE}/dataset/{dataset['name']}")
    assert one(dataset | {"url": ""}, DCAT.landingPage) == page
    assert one(dataset, DCAT.landingPage) == URIRef(dataset["url"])
    assert one(dataset, DCAT.landingPage, RDF.type) == FOAF.Document


def test_it_belongs_to_published_series_only(dataset: dict[str, Any]) -> None:
    dataset |= {"in_series": ["a", "b"], "published_series": ["b"]}
    dataset["series_navigation"] = [{"id": "a", "title": "Privée"}]
    assert one(dataset, DCAT.inSeries) == URIRef(f"{SITE}/dataset/b")
    assert "Privée" not in graph_of(dataset).serialize()
    del dataset["published_series"]
    assert one(dataset, DCAT.inSeries) == URIRef(f"{SITE}/dataset/a")
    del dataset["series_navigation"]
    assert said(dataset, DCAT.inSeries) == []


def test_neighbours_in_a_series_are_left_out_as_they_depend_on_the_reader(
    dataset: dict[str, Any],
) -> None:
    before = {"id": "c", "title": "Brouillon"}
    dataset |= {"in_series": ["a"], "series_navigation": [{"id": "a", "previous": before}]}
    assert "Brouillon" not in graph_of(dataset).serialize()
    assert f"{SITE}/dataset/c" not in graph_of(dataset).serialize()


def test_the_same_dataset_gives_the_same_triples_blank_nodes_included(
    dataset: dict[str, Any],
) -> None:
    before = copy.deepcopy(dataset)
    assert set(graph_of(dataset)) == set(graph_of(dataset))
    assert dataset == before


def test_blank_nodes_of_two_datasets_never_meet() -> None:
    first, second = list(shown().values())[:2]
    nodes = [
        {term for triple in graph_of(each) for term in triple if isinstance(term, BNode)}
        for each in (first, second)
    ]
    assert nodes[0]
    assert not nodes[0] & nodes[1]


def test_titles_that_follow_the_reader_change_nothing(dataset: dict[str, Any]) -> None:
    other = dataset | {"license_title": "Open Licence", "organization": {"title": "X"}}
    assert isomorphic(graph_of(dataset), graph_of(other))


def test_what_another_extensions_form_says_goes_out_as_ckanext_dcat_writes_it(
    dataset: dict[str, Any],
) -> None:
    dataset |= {"documentation": ["https://ville.fr/doc"], "version": "2"}
    assert one(dataset, FOAF.page) == URIRef("https://ville.fr/doc")
    assert one(dataset, DCAT.version) == Literal("2")
    assert one(dataset, DCTERMS.identifier) == Literal(dataset["id"])
    assert len(said(dataset, DCTERMS.title)) == 1
