"""What data.gouv.fr's quality score would miss is told ahead of the harvest, each criterion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyoxigraph as ox
import pytest

from ckanext.city.feed.preflight import DAYS, FREQUENCIES, REMEDIES, missed, score

NODE = "https://data.ville.fr/dataset/d1"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEAD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix gsp: <http://www.opengis.net/ont/geosparql#> .
@prefix freq: <http://publications.europa.eu/resource/authority/frequency/> .
@prefix file: <http://publications.europa.eu/resource/authority/file-type/> .
"""
WHOLE = {
    "license": "dct:license <http://publications.europa.eu/resource/authority/licence/ETALAB_2_0>",
    "temporal": 'dct:temporal [ dcat:startDate "2026-01-01" ]',
    "spatial": 'dct:spatial [ locn:geometry "POLYGON ((0 0, 0 1, 1 1, 0 0))"^^gsp:wktLiteral ]',
    "frequency": "dct:accrualPeriodicity freq:ANNUAL",
    "modified": 'dct:modified "2026-11-01T10:00:00+00:00"',
    "description": f'dct:description "{"a" * 101}"@fr',
    "files": 'dcat:distribution [ dct:format file:CSV ; dct:description "Le tableau"@fr ]',
}


def misses(**changed: str) -> tuple[str, ...]:
    """What a dataset misses that has all but what is changed; an empty text takes it away."""
    said = [each for each in (WHOLE | changed).values() if each]
    turtle = f"{HEAD} <{NODE}> a dcat:Dataset ; {' ; '.join(said)} ."
    quads = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    return missed(triples, NODE, NOW)


def late(frequency: str, days: float) -> bool:
    """Whether a dataset of a frequency that was changed so many days ago is late."""
    modified = (NOW - timedelta(days=days)).isoformat()
    found = misses(
        frequency=f"dct:accrualPeriodicity <{FREQUENCIES}{frequency}>",
        modified=f'dct:modified "{modified}"',
    )
    assert set(found) <= {"update_fulfilled_in_time"}
    return bool(found)


def test_a_whole_dataset_misses_nothing() -> None:
    assert misses() == ()
    assert score(misses()) == 1.0


@pytest.mark.parametrize(
    ("criterion", "changed"),
    [
        ("license", {"license": ""}),
        ("temporal_coverage", {"temporal": ""}),
        ("temporal_coverage", {"temporal": "dct:temporal [ a dct:PeriodOfTime ]"}),
        ("temporal_coverage", {"temporal": "dct:temporal <https://ville.fr/2026>"}),
        ("spatial", {"spatial": ""}),
        ("spatial", {"spatial": "dct:spatial <http://id.insee.fr/geo/commune/92040>"}),
        ("spatial", {"spatial": 'dct:spatial [ locn:geometry "POINT (0 0)"^^gsp:wktLiteral ]'}),
        ("update_frequency", {"frequency": ""}),
        ("update_frequency", {"frequency": "dct:accrualPeriodicity freq:UNKNOWN"}),
        ("update_frequency", {"frequency": 'dct:accrualPeriodicity "quotidienne"'}),
        ("update_fulfilled_in_time", {"modified": 'dct:modified "2024-01-01T00:00:00+00:00"'}),
        ("dataset_description_quality", {"description": ""}),
        ("dataset_description_quality", {"description": f'dct:description "{"a" * 100} "@fr'}),
        ("has_resources", {"files": ""}),
        (
            "has_open_format",
            {"files": 'dcat:distribution [ dct:format file:PDF ; dct:description "x" ]'},
        ),
        ("has_open_format", {"files": 'dcat:distribution [ dct:description "x" ]'}),
        ("resources_documentation", {"files": "dcat:distribution [ dct:format file:CSV ]"}),
    ],
)
def test_each_criterion_is_missed_alone(criterion: str, changed: dict[str, str]) -> None:
    assert misses(**changed) == (criterion,)


LICENSED_FILE = 'dcat:distribution [ dct:license <l:x> ; dct:format "csv" ; dct:description "x" ]'
TWO_FILES = (
    'dcat:distribution [ dct:format file:PDF ], [ dct:format file:ODS ; dct:description "x" ]'
)
COMMUNE = "<http://id.insee.fr/geo/commune/92040>"
OUTLINED = (
    f'dct:spatial {COMMUNE} . {COMMUNE} locn:geometry "MultiPolygon (((0 0)))"^^gsp:wktLiteral '
    f". <{NODE}> dct:relation <r:x>"
)


@pytest.mark.parametrize(
    "changed",
    [
        {"license": "", "files": LICENSED_FILE},
        {"temporal": 'dct:temporal [ dcat:endDate "2026-01-01" ]'},
        {"spatial": OUTLINED},
        {"files": TWO_FILES},
        {"modified": ""},
        {"modified": 'dct:modified "hier"'},
    ],
    ids=[
        "licence of a file",
        "end alone",
        "INSEE with outline",
        "two files",
        "no date",
        "bad date",
    ],
)
def test_what_udata_finds_elsewhere_is_not_missed(changed: dict[str, str]) -> None:
    assert misses(**changed) == ()


@pytest.mark.parametrize(("code", "days"), DAYS.items(), ids=DAYS)
def test_data_are_late_a_day_after_their_frequency_and_never_without_a_period(
    code: str, days: float | None
) -> None:
    if days is None:
        assert not late(code, 36500)
    else:
        assert not late(code, days + 0.9)
        assert late(code, days + 1.1)


def test_the_date_of_a_file_counts_where_the_dataset_has_none() -> None:
    files = (
        'dcat:distribution [ dct:format "csv" ; dct:description "x" ; dct:modified "2020-01-01" ]'
    )
    assert misses(modified="", files=files) == ("update_fulfilled_in_time",)


#: Those that no other one entails.
BASIC = sorted(
    set(REMEDIES) - {"has_open_format", "resources_documentation", "update_fulfilled_in_time"}
)


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (["license"], 8 / 9),
        (["update_frequency"], 7 / 9),
        (["has_resources"], 6 / 9),
        (BASIC, 0),
    ],
    ids=["one", "frequency", "no file", "all"],
)
def test_the_score_counts_what_a_criterion_entails(criteria: list[str], expected: float) -> None:
    assert score(criteria) == pytest.approx(expected)
