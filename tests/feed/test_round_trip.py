"""A second catalogue with our form reads back from the feed what the first one said."""

from __future__ import annotations

import json
import string
import uuid
from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.tables.catalogue import list_table_schemas
from dev.layout import ROOT
from tests.feed.round_trip import COMMUNE, comparable, normalised
from tests.feed.shown import configure, forms, graph_of, shown

SYNTAXES = {"ttl": "turtle", "xml": "xml", "jsonld": "json-ld"}


@cache
def form(type_: str) -> dict[str, Any]:
    """A form of ours as ckanext-scheming gives it, its presets filled in."""
    read = yaml.safe_load((ROOT / "schemas" / "presets.yaml").read_text(encoding="utf-8"))
    presets = {preset["preset_name"]: preset["values"] for preset in read["presets"]}
    said = forms()[type_]
    fields = {
        key: [presets.get(each.get("preset"), {}) | each for each in said[key]]
        for key in ("dataset_fields", "resource_fields")
    }
    return said | fields


@pytest.fixture(autouse=True)
def second_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms, and the series as they were harvested before: with the same ids, to compare."""
    from ckanext.city.feed import here

    configure(monkeypatch)
    monkeypatch.setattr(here, "form_of", form)
    monkeypatch.setattr(
        here, "series_from", lambda found: sorted(each.rpartition("/")[2] for each in found)
    )


def bytes_of(dataset: dict[str, Any], syntax: str) -> bytes:
    """The page of a dataset in the feed."""
    from ckanext.city.feed import parts, syntaxes

    part = parts.make_part(dataset)
    return syntaxes.SYNTAXES[syntax].page([part.bodies[syntax]])


def read_back(body: bytes, syntax: str) -> dict[str, Any]:
    from ckanext.dcat.processors import RDFParser

    parser = RDFParser(profiles=["dcat_ap_fr"])
    parser.g = Graph().parse(data=body, format=SYNTAXES[syntax])
    found = list(parser.datasets())
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("name", shown())
def test_each_dataset_of_the_tests_comes_back_as_it_was(name: str, syntax: str) -> None:
    dataset = shown()[name]
    back = read_back(bytes_of(dataset, syntax), syntax)
    assert comparable(back) == normalised(dataset)
    assert back.get("type", "dataset") == (
        "dataset_series" if dataset["type"] == "dataset_series" else "dataset"
    )


WORDS = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=60
).map(str.strip)
LINES = st.lists(WORDS, min_size=1, max_size=4).map("\n".join).map(str.strip)
TAGS = st.text(string.ascii_lowercase + "éèàç -_.", min_size=2, max_size=20).map(str.strip)
PATHS = st.text(string.ascii_letters + string.digits + "/-_.?=&%20", max_size=20)
HOSTS = st.sampled_from(["ville.fr", "www.exemple.com", "données.fr", "a.b.gouv.fr:8443"])
ADDRESSES = st.builds("https://{}/{}".format, HOSTS, PATHS.map(lambda path: path.replace("%", "")))
EMAILS = st.sampled_from(["donnees@ville.fr", "a.b+c@exemple.com", "x@y.example"])
DAYS = st.dates(min_value=date(1800, 1, 1), max_value=date(2199, 12, 31))
MOMENTS = DAYS.flatmap(lambda day: st.sampled_from([day.isoformat()[:size] for size in (4, 7, 10)]))


def uris(vocabulary: str) -> Any:
    return st.sampled_from([entry.extra["uri"] for entry in load_vocabulary(vocabulary)])


def several(values: Any, most: int = 3) -> Any:
    return st.lists(values, max_size=most, unique_by=lambda each: json.dumps(each, sort_keys=True))


def maybe(values: Any) -> Any:
    return st.one_of(st.none(), values)


def filled(values: Any) -> Any:
    return values.filter(bool)


@st.composite
def agents(draw: Any, *, reachable: bool) -> dict[str, str]:
    row = {
        "name": draw(filled(WORDS)),
        "email": draw(EMAILS if reachable else maybe(EMAILS)),
        "url": draw(maybe(ADDRESSES)),
        "identifier": draw(maybe(st.sampled_from(["21919999900018", "90919999900017", "abc"]))),
    }
    return {name: value for name, value in row.items() if value}


@st.composite
def outlines(draw: Any) -> str:
    degrees = st.integers(-80_000_000, 80_000_000).map(lambda number: number / 1_000_000)
    x, y = draw(degrees), draw(degrees)
    size = draw(st.integers(1, 999_999)) / 1_000_000
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y]]
    ring = [[round(number, 6) for number in position] for position in ring]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return json.dumps(geometry, separators=(",", ":"))


@st.composite
def places(draw: Any) -> dict[str, str]:
    point = json.dumps({"type": "Point", "coordinates": [2.3, 48.6]}, separators=(",", ":"))
    row = {
        "text": draw(maybe(filled(WORDS))),
        "uri": draw(maybe(st.sampled_from([COMMUNE, "http://id.insee.fr/geo/commune/75056"]))),
        "geom": draw(st.one_of(st.none(), outlines(), st.just(point))),
        "centroid": point,
    }
    return {name: value for name, value in row.items() if value}


@st.composite
def periods(draw: Any) -> dict[str, str]:
    start, end = sorted([draw(MOMENTS), draw(MOMENTS)])
    row = draw(st.sampled_from([{"start": start, "end": end}, {"start": start}, {"end": end}]))
    return {} if row.get("start", "") > row.get("end", "9") else row


@st.composite
def files(draw: Any) -> dict[str, Any]:
    formats = [entry.id for entry in load_vocabulary("file-types")]
    schemas = [schema.reference for schema in list_table_schemas()]
    is_stored = draw(st.booleans())
    hash_ = draw(maybe(st.text("0123456789abcdef", min_size=64, max_size=64)))
    return {
        "id": str(draw(st.uuids())),
        "name": draw(maybe(filled(WORDS))),
        "description": draw(maybe(filled(LINES))),
        "format": draw(maybe(st.sampled_from([*formats, "TOTEM", "Élan <x>"]))),
        "mimetype": draw(maybe(st.sampled_from(["text/csv", "application/vnd.lotus-1-2-3"]))),
        "url": "fichier.csv" if is_stored else draw(ADDRESSES),
        "url_type": "upload" if is_stored else None,
        "size": draw(maybe(st.integers(0, 2**53))),
        "hash": hash_,
        "hash_algorithm": hash_ and "sha256",
        "table_schema": draw(maybe(st.sampled_from(schemas))),
        "encoding": draw(maybe(st.sampled_from(["UTF-8", "windows-1252"]))),
        "created": "2026-01-02T10:00:00",
        "datastore_active": draw(st.booleans()),
    }


@st.composite
def datasets(draw: Any) -> dict[str, Any]:
    dataset = {
        "id": str(draw(st.uuids())),
        "name": "un-nom",
        "type": draw(st.sampled_from(["dataset", "poi", "parking"])),
        "metadata_created": "2026-01-02T10:00:00.123456",
        "metadata_modified": "2026-01-02T10:00:00.123456",
        "title": draw(filled(WORDS)),
        "notes": draw(filled(LINES)),
        "theme": draw(several(uris("eu-themes"))),
        "tags": [{"name": name} for name in draw(st.sets(filled(TAGS), max_size=4))],
        "in_series": [str(each) for each in draw(several(st.builds(uuid.uuid4).map(str), 2))],
        "contact": [draw(agents(reachable=True))],
        "creator": [draw(agents(reachable=False))],
        "publisher": [draw(agents(reachable=False))],
        "spatial_coverage": draw(several(places())),
        "temporal_coverage": draw(several(periods())),
        "license_id": draw(st.sampled_from([e.id for e in load_vocabulary("licenses")])),
        "access_rights": "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
        "frequency": draw(maybe(uris("eu-frequencies"))),
        "language": draw(several(uris("languages"))),
        "url": draw(maybe(ADDRESSES)),
        "provenance": draw(maybe(filled(LINES))),
        "version_notes": draw(maybe(filled(LINES))),
        "hvd_category": draw(several(uris("hvd-categories"))),
        "applicable_legislation": draw(several(ADDRESSES)),
        "resources": draw(st.lists(files(), max_size=3, unique_by=lambda file: file["id"])),
        "feed_url": draw(maybe(ADDRESSES)),
    }
    return dataset | {"published_series": dataset["in_series"]}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(dataset=datasets(), syntax=st.sampled_from(sorted(SYNTAXES)))
def test_whatever_our_forms_hold_comes_back(dataset: dict[str, Any], syntax: str) -> None:
    assert comparable(read_back(bytes_of(dataset, syntax), syntax)) == normalised(dataset)


def test_themes_come_back_without_the_high_value_categories() -> None:
    dataset = shown()["base-adresse-locale"] | {"theme": []}
    back = read_back(graph_of(dataset).serialize(format="turtle").encode(), "ttl")
    assert "theme" not in back
    assert back["hvd_category"] == dataset["hvd_category"]


FOREIGN = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://ailleurs.fr/d/1> a dcat:Dataset ; dct:title "Arbres"@fr ;
  dcat:landingPage <https://ailleurs.fr/d/1> ; dct:license <https://ailleurs.fr/licence> ;
  dcat:distribution [ a dcat:Distribution ; dct:format "CSV" ; dcat:mediaType "text/csv" ;
    dct:conformsTo <https://ailleurs.fr/schema> ; dct:license <https://ailleurs.fr/autre> ;
    dcat:accessURL <https://ailleurs.fr/page> ; dcat:downloadURL <https://ailleurs.fr/a.csv> ] .
"""


def test_a_feed_that_is_not_ours_is_read_as_ckanext_dcat_reads_it() -> None:
    back = read_back(FOREIGN.encode(), "ttl")
    assert back["title"] == "Arbres"
    file = back["resources"][0]
    assert file["url"] == "https://ailleurs.fr/a.csv"
    assert file["access_url"] == "https://ailleurs.fr/page"
    assert file["conforms_to"] == '["https://ailleurs.fr/schema"]'
    assert file["license"] == "https://ailleurs.fr/autre"
    assert (file["format"], file["mimetype"]) == ("CSV", "text/csv")
