"""What a dataset tells the index, and how a resident's query is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.city.site import search

THEME = "http://publications.europa.eu/resource/authority/data-theme/"
SQUARE = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 49], [2, 48]]]}
POINT = {"type": "Point", "coordinates": [2.3, 48.6]}
ROADS = search.Organization("id-roads", "voirie", "Direction de la voirie")
CITY = search.Organization("id-city", "ville", "Ville de Saint-Aubin")


def indexed(dataset: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Index a dataset as CKAN hands it over: scheming's fields as extras, lists as JSON text."""
    texts = {key: v if isinstance(v, str) else json.dumps(v) for key, v in dataset.items()}
    extras = {f"extras_{key}": text for key, text in texts.items()}
    document = texts | extras | {"validated_data_dict": json.dumps(dataset)}
    return search.index_document(document, **options)


@pytest.mark.parametrize(
    ("dataset", "years"),
    [
        ({"exercice": "2024"}, ["2024"]),
        ({"election_date": "2020-03-15"}, ["2020"]),
        ({"school_year": "2025-2026"}, ["2025", "2026"]),
        ({"first_session": "2022-12-08", "last_session": "2024-02-01"}, ["2022", "2023", "2024"]),
        ({"first_session": "2022-12-08"}, ["2022"]),
        ({"temporal_coverage": [{"start": "2021-01-01", "end": "2022-12-31"}]}, ["2021", "2022"]),
        (
            {"temporal_coverage": [{"start": "2023", "end": ""}, {"start": "2019"}]},
            ["2019", "2023"],
        ),
        ({"temporal_coverage": [{"start": "1950-01-01", "end": "2024"}]}, ["1950", "2024"]),
        ({"exercice": "2024", "temporal_coverage": [{"start": "2019"}]}, ["2024"]),
        ({"exercice": "n. c.", "temporal_coverage": [{"start": "2019"}]}, ["2019"]),
        ({"exercice": "20240101"}, []),
        ({"temporal_coverage": "[]"}, []),
        ({}, []),
    ],
)
def test_year_is_the_types_own_or_else_the_period_covered(
    dataset: dict[str, Any], years: list[str]
) -> None:
    assert indexed(dataset)["vocab_year"] == years


@pytest.mark.parametrize(
    ("dataset", "changed"),
    [
        ({"resources": [{"last_modified": "2024-04-08T10:00:00.5"}]}, "2024-04-08T10:00:00Z"),
        (
            {"resources": [{"last_modified": "2023-01-01"}, {"last_modified": "2024-01-01"}]},
            "2024-01-01T00:00:00Z",
        ),
        ({"modified": "0999-01-01", "metadata_modified": "2026-11-30"}, "0999-01-01T00:00:00Z"),
        ({"modified": "0001-01-01T00:00:00+14:00"}, "2026-11-30T00:00:00Z"),
        ({"modified": "hier"}, "2026-11-30T00:00:00Z"),
        ({"type": "dataset_series"}, None),
    ],
)
def test_results_are_sorted_by_the_day_that_their_cards_show(
    dataset: dict[str, Any], changed: str | None
) -> None:
    document = indexed({"metadata_modified": "2026-11-30", **dataset})
    assert document.get(search.DATA_CHANGED) == changed


def test_facets_hold_one_value_each() -> None:
    document = indexed(
        {
            "theme": [f"{THEME}GOVE", "ECON"],
            "spatial_coverage": [{"text": "Saint-Aubin"}, {"uri": "http://x"}, {"text": "Centre "}],
            "resources": [
                {"table_schema": "scdl/budget@0.8.3"},
                {"table_schema": "scdl/budget@0.8.3"},
                {"name": "notice.pdf"},
            ],
        }
    )
    assert document["vocab_themes"] == ["GOVE", "ECON"]
    assert document["vocab_territory"] == ["Saint-Aubin", "Centre"]
    assert document["vocab_table_schema"] == ["scdl/budget@0.8.3"]


def test_words_of_codes_and_the_department_are_found() -> None:
    """A resident types "compte financier unique", not "cfu"."""
    words = search.labels("fr") | {"table_schema": {"scdl/budget@0.8.3": "Budget voté"}}
    dataset = {
        "type": "election",
        "theme": [f"{THEME}GOVE"],
        "scrutin": "municipales",
        "resources": [{"table_schema": "scdl/budget@0.8.3"}],
    }
    found = indexed(dataset, words=words, organizations=[ROADS, CITY])["city_labels"]
    for word in ("Direction de la voirie", "Élection", "secteur public", "unicipales", "voté"):
        assert word in found
    assert "Saint-Aubin" not in found  # it would stand in every dataset


def test_a_departments_dataset_is_its_citys_too() -> None:
    document = indexed({"title": "Voies"}, organizations=[ROADS, CITY])
    assert document["organization"] == ["voirie", "ville"]
    assert document["owner_org"] == ["id-roads", "id-city"]


def test_without_known_organisations_ckans_own_value_stays() -> None:
    assert indexed({"organization": "voirie"})["organization"] == "voirie"


@pytest.mark.parametrize(
    ("coverage", "area"),
    [
        ([{"geom": json.dumps(SQUARE), "bbox": POINT}], SQUARE),
        ([{"geom": "", "bbox": SQUARE, "centroid": POINT}], SQUARE),
        ([{"geom": "no GeoJSON", "centroid": json.dumps(POINT)}], POINT),
    ],
    ids=["outline", "box", "centre"],
)
def test_area_is_the_best_geometry_of_the_territory(
    coverage: list[dict[str, Any]], area: dict[str, Any]
) -> None:
    document = indexed({"spatial_coverage": coverage})
    assert json.loads(document["spatial"]) == area
    assert document["extras_spatial"] == document["spatial"]


def test_areas_of_several_territories_are_all_kept() -> None:
    """ckanext-spatial keeps only the rectangles of a collection that has some."""
    document = indexed({"spatial_coverage": [{"geom": SQUARE}, {"geom": POINT}, {"text": "x"}]})
    collection = json.loads(document["spatial"])
    square, point = collection["geometries"]
    assert point == POINT
    assert len(square["coordinates"][0]) == 6
    assert {tuple(corner) for corner in square["coordinates"][0]} == {
        (2, 48),
        (3, 48),
        (3, 49),
        (2, 49),
    }


def test_own_spatial_field_comes_first() -> None:
    dataset = {"spatial": json.dumps(POINT), "spatial_coverage": [{"geom": SQUARE}]}
    assert json.loads(indexed(dataset)["spatial"]) == POINT


def test_no_geometry_no_area() -> None:
    assert "spatial" not in indexed({"spatial_coverage": [{"text": "Saint-Aubin", "geom": "{}"}]})


def test_text_that_no_resident_types_is_not_searched() -> None:
    document = indexed(
        {
            "contact": [{"name": "Voirie", "email": "voirie@ville.example"}],
            "theme": [f"{THEME}GOVE"],
            "access_level": "public",
            "provenance": "Relevé par les agents",
        }
    )
    assert "extras_contact" not in document
    assert "contact" not in document
    assert "theme" not in document
    assert "extras_access_level" not in document
    assert document["access_level"] == "public"  # still there to filter on
    assert document["extras_provenance"] == "Relevé par les agents"


def test_series_of_a_dataset_stays_for_the_plugin_that_reads_it() -> None:
    assert json.loads(indexed({"in_series": ["a-series"]})["in_series"]) == ["a-series"]


def test_a_long_text_does_not_stop_the_index() -> None:
    """Solr refuses a single value of more than 32 766 bytes."""
    document = indexed({"provenance": "é" * 40_000})
    assert "provenance" not in document
    assert len(document["extras_provenance"]) == 40_000


def test_titles_sort_by_their_letters_whatever_their_accents_and_case() -> None:
    titles = ["Zones", "école", "Élections", "eau", "Arbres"]
    order = sorted(titles, key=lambda title: indexed({"title": title})["title_string"])
    assert order == ["Arbres", "eau", "école", "Élections", "Zones"]


def test_the_document_given_is_not_changed() -> None:
    document = {"validated_data_dict": '{"theme": ["GOVE"]}', "extras_theme": '["GOVE"]'}
    before = dict(document)
    search.index_document(document, organizations=[ROADS])
    assert document == before


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("budget : 2024", "budget 2024"),
        ("budget: 2024", "budget 2024"),
        ("horaires 10:30", "horaires 10 30"),
        ("voir https://example.org/x", "voir https //example.org/x"),
        ("budget - 2024", "budget 2024"),
        ("eau -2024", "eau -2024"),
        ("bus OR", "bus"),
        ("AND bus", "bus"),
        ("-", ""),
        ("title:budget", "title:budget"),
        ("extras_exercice:2024 AND state:active", "extras_exercice:2024 AND state:active"),
        ("in_series:[* TO *]", "in_series:[* TO *]"),
        ("exercice:[2020 TO 2024]", "exercice:[2020 TO 2024]"),
        ("exercice:2024", "exercice 2024"),
        ('owner_org:"a:b"', 'owner_org:"a:b"'),
        ("*:*", "*:*"),
        ("{!field f=name}x:y", "{!field f=name}x:y"),
        ("l’eau", "l’eau"),
    ],
)
def test_a_query_is_words_unless_it_names_a_field(typed: str, asked: str) -> None:
    assert search.search_parameters({"q": typed})["q"] == asked


def test_callers_own_settings_win() -> None:
    given = {"q": "eau", "qf": "title", "mm": "100%", "fq": "+type:poi", "rows": 3}
    assert search.search_parameters(given) == given


def test_another_parser_gets_no_minimum_match() -> None:
    """edismax with CKAN's q.op=AND would ignore it."""
    assert "mm" not in search.search_parameters({"q": "eau", "defType": "edismax"})


def test_a_search_without_words_is_left_to_ckan() -> None:
    assert "q" not in search.search_parameters({"fq": "+type:poi"})
