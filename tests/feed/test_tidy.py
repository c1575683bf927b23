"""The feed's first net: whatever a dataset holds, what comes out can be written and is told."""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.city.feed.kinds import LONGEST_TEXT
from ckanext.city.feed.problems import LONGEST_VALUE, Problem
from ckanext.city.feed.tidy import DATASET, RESOURCE, tidy
from tests.feed.bad_values import put

SQUARE = [[[2.2, 48.8], [2.3, 48.8], [2.3, 48.9], [2.2, 48.9], [2.2, 48.8]]]
BOW_TIE = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
FILE = {"id": "r1", "url": "https://data.ville.fr/a.csv", "name": "Tableau", "format": "CSV"}
SOUND: dict[str, Any] = {
    "id": "d1",
    "name": "budget",
    "type": "budget",
    "title": "Budget primitif 2026 — l’État ☀",
    "notes": "Le budget.\n\nEn **deux** parties.",
    "private": False,
    "theme": ["http://publications.europa.eu/resource/authority/data-theme/GOVE"],
    "metadata_modified": "2026-11-24T10:00:00.123456",
    "contact": [{"name": "Service", "email": "opendata@ville.fr", "uri": ""}],
    "temporal_coverage": [{"start": "2026-01-01", "end": "2026-12-31"}],
    "tags": [{"name": "finances", "display_name": "finances"}],
    "resources": [{**FILE, "size": 12, "mimetype": "text/csv", "last_modified": None}],
    "groups": [],
    "extras": [],
    "author": None,
}
XML = re.compile(r"[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def geojson(coordinates: Any, kind: str = "Polygon") -> str:
    return json.dumps({"type": kind, "coordinates": coordinates})


def get(dataset: Any, field: str) -> Any:
    for step in re.findall(r"\w+", field):
        dataset = dataset[int(step)] if step.isdigit() else dataset.get(step)
    return dataset


def test_a_sound_dataset_comes_out_as_it_went_in() -> None:
    assert tidy(SOUND) == (SOUND, [])


def test_the_given_dict_is_left_as_it_is() -> None:
    dataset = put(SOUND, "notes", "a\x00b")
    before = copy.deepcopy(dataset)
    clean, _ = tidy(dataset)
    clean["resources"][0]["url"] = "changed"
    clean["contact"].clear()
    assert dataset == before


MENDED = [
    ("title", "Bud\x0bget\ufffe", "Budget", "text.control-character"),
    ("title", "Bud\ud800get", "Budget", "text.control-character"),
    ("title", 2026, "2026", "text.number"),
    ("title", ["Budget", "2026"], "Budget, 2026", "text.list"),
    ("title", "", "budget", "title.missing"),
    ("notes", "é" * 5_000_000, "é" * (LONGEST_TEXT - 1) + "…", "text.too-long"),
    ("theme", "une phrase, une virgule", ["une phrase, une virgule"], "list.single"),
    ("theme", ["a", None], ["a"], "list.null"),
    ("contact", {"name": "Service"}, [{"name": "Service"}], "list.single"),
    ("url", "https://ville.fr/a b", "https://ville.fr/a%20b", "address.characters"),
    ("temporal_coverage[0].start", "15/04/2026", "2026-04-15", "date.french"),
    ("resources[0].mimetype", "text/csv; charset=utf-8", "text/csv", "media-type.parameters"),
    ("resources[0].url", "https://a.fr/<1>", "https://a.fr/%3C1%3E", "address.characters"),
]


@pytest.mark.parametrize(
    ("field", "value", "kept", "code"),
    MENDED,
    ids=[f"{field} {code}" for field, *_, code in MENDED],
)
def test_what_can_be_mended_is_and_it_is_said(field: str, value: Any, kept: Any, code: str) -> None:
    clean, problems = tidy(put(SOUND, field, value))
    assert get(clean, field) == kept
    assert [problem.code for problem in problems] == [code]
    assert problems[0].field.startswith(field)


DROPPED = [
    ("notes", "\x00\x01", "text.control-character"),
    ("notes", {"fr": "a"}, "text.malformed"),
    ("notes", float("nan"), "text.malformed"),
    ("notes", True, "text.malformed"),
    ("theme", 3, "list.malformed"),
    ("theme", {"a": 1}, "list.malformed"),
    ("contact", "data@ville.fr", "list.malformed"),
    ("contact[0]", "data@ville.fr", "row.malformed"),
    ("contact[0].email", "data at ville.fr", "email.malformed"),
    ("contact[0].uri", "un service", "uri.malformed"),
    ("contact[0].url", "https://intranet/", "address.no-domain"),
    ("metadata_modified", "hier", "date.malformed"),
    ("metadata_modified", 1_700_000_000, "date.malformed"),
    ("metadata_modified", ["2026-01-01"], "date.malformed"),
    ("temporal_coverage[0].end", "2026-02-30", "date.malformed"),
    ("temporal_coverage[0].end", "0001-01-01", "date.malformed"),
    ("spatial_coverage[0].geom", geojson([[[float("nan"), 1]]]), "geometry.malformed"),
    ("spatial_coverage[0].geom", geojson([652000, 6862000], "Point"), "geometry.malformed"),
    ("spatial_coverage[0].geom", geojson(SQUARE, "Cercle"), "geometry.malformed"),
    ("spatial_coverage[0].geom", "POLYGON ((0 0, 1 1))", "geometry.malformed"),
    ("spatial_coverage[0].geom", "[" * 100_000, "geometry.malformed"),
    ("spatial_coverage[0].geom", 5, "geometry.malformed"),
    ("resources[0].size", "12.5", "number.malformed"),
    ("resources[0].size", float("inf"), "number.malformed"),
    ("resources[0].size", "2 ko", "number.malformed"),
    ("resources[0].size", -1, "number.malformed"),
    ("resources[0].size", 2**63, "number.malformed"),
    ("resources[0].size", 10**5000, "number.malformed"),
    ("resources[0].mimetype", "un tableau", "media-type.malformed"),
    ("resources[0].temporal_resolution", "tous les jours", "duration.malformed"),
    ("feed_url", "https://localhost/places.json", "address.private"),
    ("position", {"a": float("nan")}, "value.unknown"),
]


@pytest.mark.parametrize(
    ("field", "value", "code"), DROPPED, ids=[f"{field} {code}" for field, *_, code in DROPPED]
)
def test_what_cannot_be_said_is_left_out_and_it_is_said(field: str, value: Any, code: str) -> None:
    clean, problems = tidy(put(SOUND, field, value))
    assert get(clean, field.partition("[0]")[0]) not in (value, [value])
    assert [problem.code for problem in problems] == [code]
    assert problems[0].field.startswith(field)
    assert problems[0].dropped
    assert problems[0].resource == ("r1" if field.startswith("resources") else "")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("https://intranet/a.csv", "address.no-domain"),
        ("https://10.0.0.1/a.csv", "address.private"),
        ("s3://seau/a.csv", "address.scheme"),
        ("a.csv", "address.relative"),
        ("https://ville.fr:abc/a.csv", "address.port"),
        ("", "resource.no-address"),
        (None, "resource.no-address"),
        (12, "address.relative"),
    ],
)
def test_a_file_that_would_cost_the_whole_dataset_is_left_out_alone(value: Any, code: str) -> None:
    dataset = put(SOUND, "resources[0].url", value)
    dataset["resources"].append({**FILE, "id": "r2"})
    clean, problems = tidy(dataset)
    assert [resource["id"] for resource in clean["resources"]] == ["r2"]
    assert (problems[-1].code, problems[-1].field, problems[-1].resource) == (
        code,
        "resources[0].url",
        "r1",
    )


def test_an_uploaded_file_needs_no_address_of_its_own() -> None:
    file = {**FILE, "url": "délibérations 2026.csv", "url_type": "upload"}
    assert tidy(SOUND | {"resources": [file]}) == (SOUND | {"resources": [file]}, [])


def test_a_file_of_another_catalogue_is_kept_by_its_download_address() -> None:
    file = {**FILE, "url": "page", "download_url": "https://data.ville.fr/b.csv"}
    clean, problems = tidy(SOUND | {"resources": [file]})
    assert clean["resources"][0]["url"] == "https://data.ville.fr/b.csv"
    assert [problem.field for problem in problems] == ["resources[0].url"]


@pytest.mark.parametrize("value", [None, "x", 3, [None], ["x"], {"a": 1}], ids=repr)
def test_files_that_are_none_leave_a_dataset_without_files(value: Any) -> None:
    clean, problems = tidy(SOUND | {"resources": value})
    assert clean["resources"] == []
    assert problems[0].field.startswith("resources")


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("temporal_coverage[0].start", "2026", "2026-01-01"),
        ("temporal_coverage[0].start", "2024-02", "2024-02-01"),
        ("temporal_coverage[0].end", "2026", "2026-12-31"),
        ("temporal_coverage[0].end", "2024-02", "2024-02-29"),
        ("temporal_coverage[0].end", "2024-12", "2024-12-31"),
        ("metadata_modified", "2026-11-24T10:00:00Z", "2026-11-24T10:00:00+00:00"),
        ("notes", "a\r\nb", "a\nb"),
        ("resources[0].size", "12", 12),
        ("resources[0].size", "", None),
        ("theme", '["a", "b"]', ["a", "b"]),
        ("theme", None, None),
        ("contact", '[{"name": "Service"}]', [{"name": "Service"}]),
        ("contact[0].email", "mailto:opendata@ville.fr", "opendata@ville.fr"),
    ],
)
def test_what_forms_and_the_database_hold_is_read_without_a_word(
    field: str, value: Any, kept: Any
) -> None:
    clean, problems = tidy(put(SOUND, field, value))
    assert (get(clean, field) or None, problems) == (kept, [])


def test_an_outline_that_crosses_itself_is_untied_for_the_portals_index() -> None:
    clean, problems = tidy(put(SOUND, "spatial_coverage[0].geom", geojson(BOW_TIE)))
    assert json.loads(clean["spatial_coverage"][0]["geom"])["type"] == "MultiPolygon"
    assert [(problem.code, problem.dropped) for problem in problems] == [
        ("geometry.crossing", False)
    ]


def test_free_fields_in_the_names_of_the_stock_profiles_hold_what_fields_would() -> None:
    extras = [
        {"key": "temporal_start", "value": "hier"},
        {"key": "source", "value": "SIG\x00"},
        {"key": "vide"},
    ]
    clean, problems = tidy(SOUND | {"extras": extras})
    assert clean["extras"] == [{"key": "source", "value": "SIG"}]
    assert [problem.field for problem in problems] == ["extras.temporal_start", "extras.source"]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(
        ["https://ville.fr/a b", "https://a@b", "2026", "2026-01-01T25:00", "[", "{}"]
    )
    | st.sampled_from([geojson(SQUARE), geojson(BOW_TIE), geojson([]), 10**400, -(2**70)]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
rows = st.lists(
    st.dictionaries(
        st.sampled_from(["uri", "name", "email", "geom", "start", "key", "value"]), anything
    ),
    max_size=2,
)
resources = st.lists(
    st.dictionaries(st.sampled_from(sorted(RESOURCE)), anything | rows), max_size=2
)
datasets = st.dictionaries(
    st.sampled_from(sorted(DATASET)), anything | rows | resources, max_size=3
)


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in strings(each)]
    return [text for each in value for text in strings(each)] if isinstance(value, list) else []


@given(datasets)
@settings(max_examples=100, deadline=None)
def test_whatever_a_dataset_holds_what_comes_out_can_be_written(dataset: dict[str, Any]) -> None:
    clean, problems = tidy(dataset)
    json.dumps(clean, allow_nan=False).encode()
    assert all(XML.fullmatch(text) for text in strings(clean))
    assert clean["title"].strip()
    assert isinstance(clean["resources"], list)
    for name in ("issued", "modified", "metadata_modified"):
        if clean.get(name):
            datetime.fromisoformat(clean[name])
    for problem in problems:
        assert not {unicodedata.category(each) for each in problem.value} & {"Cc", "Cs"}
        assert len(problem.value) <= LONGEST_VALUE


@given(datasets)
@settings(max_examples=100, deadline=None)
def test_what_is_tidy_stays_as_it_is(dataset: dict[str, Any]) -> None:
    clean, _ = tidy(dataset)
    again, problems = tidy(clean)
    assert again == clean
    assert [problem for problem in problems if problem.field != "title"] == []


@pytest.mark.parametrize("dataset", [None, [], "x", 5, {1: 2}], ids=repr)
def test_what_is_no_dataset_is_an_empty_one(dataset: Any) -> None:
    clean, problems = tidy(dataset)
    assert clean["resources"] == []
    assert isinstance(problems[0], Problem)
