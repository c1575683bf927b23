"""frictionless 5.21 is the oracle: drawn schemas and tables get the same faults from both.

What differs is listed in `DIFFERENCES`, each with an example that shows it; `docs/table-checks.md`
gives the reasons. A difference that is not listed fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from ckanext.city.tables.check import cells
from tests.tables.check.made import check_table, table
from tests.tables.check.peer import Fault, faults_of_ours, faults_of_peer

Case = tuple[dict[str, Any], list[str], list[list[str]]]

REASONS = Path(__file__).parents[2] / "docs" / "table-checks.md"
EXAMPLES = 300
MOST_DIFFERENCES = 15
#: It raises where a bound has no zone and a cell has one, or the schema's bound is no value.
PEER_GIVES_UP = (TypeError,)

POOL = {
    "any": ["a", "1", "01", " ", "é"],
    "array": ["[]", "[1]", "[1,2,3]", "{}", "[1", "1", '["a"]', "[[1]]", "null"],
    "boolean": ["true", "True", "TRUE", "1", "0", "false", "yes", "tRUE", " true", "oui", "non"],
    "date": ["2024-01-01", "2024-1-2", "2024-1- 2", "2024-02-30", "0000-01-01", "0001-01-01",
             "01/02/2024", "01/02/24", "1/2/2024", "31/04/2024", "2024-01-01 ", " 2024-01-01",
             "2024-01-01T00:00:00", "20240101", "٢٠٢٤-01-01", "9999-12-31", "10000-01-01",
             "+2024-01-01", "-2024-01-01", "2024-13-01", "24-01-02", "12 mars 2024", "10", "Jan"],
    "datetime": ["2024-01-01T10:20:30", "2024-01-01T10:20:30Z", "2024-01-01T12:20:30+02:00",
                 "2024-01-01T10:20:30+0200", "2024-01-01t10:20:30", "2024-01-01 10:20:30",
                 "2024-01-01T10:20", "2024-01-01", "2024-01-01T24:00:00", "2024-01-01T25:00:00",
                 "2024-01-01T10:20:60", "2024-01-01T10:20:30.5", "2024-02-30T10:20:30",
                 "2024-01-01T10:20:30,123456", "0001-01-01T00:00:00",
                 "2024-01-01T10:20:30.123456789"],
    "duration": ["P1Y", "P1Y2M3DT4H5M6S", "PT1H", "P", "1Y", "P1W", "P1.5D", "-P1Y",
                 "P1M1Y", "p1y", "PT36H", "P1Y "],
    "geojson": ['{"type": "Point", "coordinates": [1, 2]}', '{"type": "Point", "coordinates": [1]}',
                '{"type": "Point"}', "{}", "[]", "x", '{"type": "Foo"}',
                '{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}',
                '{"type": "LineString", "coordinates": [[1, 2]]}',
                '{"type": "MultiPoint", "coordinates": []}',
                '{"type": "Polygon", "coordinates": [[[0,0],[0,1],[1,1],[0,0]]]}',
                '{"type": "Polygon", "coordinates": [[[0,0],[0,1],[1,1]]]}',
                '{"type": "Polygon", "coordinates": []}',
                '{"type": "MultiPolygon", "coordinates": [[[[0,0],[0,1],[1,1],[0,0]]]]}',
                '{"type": "GeometryCollection", "geometries": []}',
                '{"type": "Feature", "properties": {}, "geometry": null}',
                ('{"type": "Feature", "properties": null, "geometry": '
                '{"type": "Point", "coordinates": [1, 2]}}'),
                '{"type": "Feature", "geometry": null}',
                ('{"type": "Feature", "properties": {}, "geometry": '
                '{"type": "Point", "coordinates": []}}'),
                '{"type": "FeatureCollection", "features": []}',
                '{"type": "FeatureCollection"}',
                ('{"type": "FeatureCollection", "features": '
                '[{"type": "Feature", "properties": {}, "geometry": null}]}'),
                '{"type": "Point", "coordinates": ["1", 2]}',
                '{"type": "Point", "coordinates": [1, 2, 3, 4]}',
                '{"type": "Point", "coordinates": [1, 2], "bbox": [1, 2, 3, 4]}'],
    "geopoint": ["2.3, 48.8", "2.3,48.8", "2.3;48.8", "2.3", "181,0", "180,90", "0,91", "1e1,2",
                 "a,b", "1,2,3", "[2.3, 48.8]", "[1]", '["1", "2"]', '{"lon": 1, "lat": 2}',
                 '{"lon": 1}', '{"lon": 1, "lat": 2, "x": 3}', "-180,-90", " 1 , 2 "],
    "integer": ["1", "01", "+7", "-7", " 1", "1 ", "1_000", "1.0", "1e3", "٣", "--1", "1__0", "_1",
                "9223372036854775807", "9223372036854775808", "-9223372036854775809", "0", "-0",
                "12345678901234567890123456789", "12€", "€12", "95%", "1 000", "½", "²", "a"],
    "list": ["a,b", "a", ",", "1,2", "1,x", "2024-01-01,2024-02-30", "true,false"],
    "number": ["1", "1.5", "1,5", ".5", "5.", "1e3", "1E-3", "-1.5", "+1.5", " 1.5", "1_0", "1.5.5",
               "INF", "-inf", "Infinity", "0.1", "0.30000000000000004", "0.3", "1.50", "1.500",
               "123456789012345678", "1e400", "1e-400", "٣.٥", "1 000,5", "1 000.5", "1.000,5",
               "1,000.5", "12€", "-", "", "0x1", "1d", "-0", "0", "0.0", "1 0 0"],
    "object": ["{}", '{"a": 1}', '{"a": 1, "b": 2}', "[]", "1", "{"],
    "string": ["a", "ab", "abc", "é", "ab\n", " ", "a b", "12", "123", "x" * 12, "a@b.fr", "a@b",
               "https://a.fr", "www.a.fr", "urn:x", "https://", "javascript:alert(1)", "A", "aa",
               "3f0c5c52-9d1e-4a4b-8a43-5b7f6de0a101", "3f0c5c529d1e4a4b8a435b7f6de0a101",
               "{3f0c5c52-9d1e-4a4b-8a43-5b7f6de0a101}", "3f0c5c52", "aGVsbG8=", "aGVsbG8", "a-b",
               "jean.dupont@ville.fr", "é@ville.fr", "a.@b.fr", "a b@c.fr", "1ab", "٣٣"],
    "time": ["10:20:30", "10:20", "24:00:00", "10:20:30Z", "10:20:30+02:00", "10:20:30.5",
             "25:00:00", "10:20:60", "1:20:30", "102030", "10:20:30 "],
    "year": ["2024", "0000", "24", "+024", "-024", " 024", "20240", "٢٠٢٤", "abcd", "2_24", "9999"],
    "yearmonth": ["2024-01", "2024-13", "24-1", "10000-1", "0-1", "2024-1-1", "2024", "-1", "a-b",
                  " 2024-01", "2024- 1", "+2024-01"],
}  # fmt: skip
FORMATS = {
    "date": ["default", "%d/%m/%Y", "%Y%m%d", "%d-%m-%Y"],
    "datetime": ["default", "%Y-%m-%d %H:%M:%S"],
    "geopoint": ["default", "array", "object"],
    "string": ["default", "default", "default", "email", "uri", "uuid", "binary"],
}
LIMITS = {
    "date": ["2024-01-01", "2024-06-30"],
    "datetime": ["2024-01-01T10:20:30", "2024-01-01T00:00:00"],
    "integer": [0, 1, 7, "9223372036854775808", 10**20],
    "number": [0, 0.3, 1.5, "0.30000000000000001", 10**20],
    "time": ["10:20:30", "12:00:00"],
    "year": [2024, 1],
    "yearmonth": ["2024-01", "0-1"],
}
PATTERNS = ["a|b", r"\d{2}", r"^\d{2}$", "[^a]", "[[a]+", "a.*", r"(?=a).", r"[é’\’]+", "", r"\w+",
            r"^(a|b){1,2}$", r"[a-c&&b]", r"a{,2}", r"[]a]"]  # fmt: skip
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "boolean": [{}, {}, {"trueValues": ["oui", "1"], "falseValues": ["non"]}],
    "integer": [{}, {}, {"bareNumber": False}],
    "list": [{}, {"itemType": "integer"}, {"itemType": "date"}, {"delimiter": ";"}],
    "number": [{}, {}, {"decimalChar": ","}, {"groupChar": " "}, {"bareNumber": False},
               {"decimalChar": ",", "groupChar": "."}],
}  # fmt: skip
HASHABLE = set(POOL) - {"array", "object", "geojson", "list", "any"}
MISSING = [[""], ["", "NA"], ["-"], ["", "a", "0"]]


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Draw a field that frictionless takes."""
    kind = draw(st.sampled_from(sorted(POOL)))
    made: dict[str, Any] = {"name": name, "type": kind}
    if kind in FORMATS:
        made["format"] = draw(st.sampled_from(FORMATS[kind]))
    made |= draw(st.sampled_from(OPTIONS.get(kind, [{}])))
    if draw(st.integers(0, 9)) == 0:
        made["missingValues"] = draw(st.sampled_from(MISSING))
    constraints: dict[str, Any] = {}
    if draw(st.booleans()):
        constraints["required"] = draw(st.booleans())
    if kind in HASHABLE and draw(st.integers(0, 3)) == 0:
        constraints["unique"] = True
    if made.get("format", "default") == "default" and kind in LIMITS and draw(st.booleans()):
        names = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
        for each in draw(st.lists(st.sampled_from(names), max_size=2, unique=True)):
            constraints[each] = draw(st.sampled_from(LIMITS[kind]))
    if kind == "string" and made["format"] == "default" and draw(st.booleans()):
        constraints["pattern"] = draw(st.sampled_from(PATTERNS))
    if kind in ("string", "array", "object", "list") and draw(st.integers(0, 2)) == 0:
        constraints[draw(st.sampled_from(["minLength", "maxLength"]))] = draw(st.integers(0, 3))
    if kind in ("string", "integer", "date", "boolean", "any") and draw(st.integers(0, 3)) == 0:
        constraints["enum"] = draw(_choices(made))
    made["constraints"] = constraints
    return made


def _choices(made: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    whole: dict[str, list[Any]] = {
        "string": ["a", "ab", "A", "12"],
        "integer": [1, "1", "01", 7, "9223372036854775808"],
        "date": ["2024-01-01"],
        "boolean": [True],
        "any": ["a", "1", "01"],
    }
    kind = made["type"]
    if made.get("format", "default") != "default":
        return st.just({"date": {"%d/%m/%Y": ["01/02/2024"], "%Y%m%d": ["20240101"]}.get(
            made["format"], ["01-02-2024"]), "string": ["a@b.fr", "urn:x"]}[kind])  # fmt: skip
    return st.lists(st.sampled_from(whole[kind]), min_size=1, max_size=3)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a schema, the header of a file (some columns lacking or added) and its rows."""
    made = [draw(fields(f"f{at}")) for at in range(draw(st.integers(1, 4)))]
    descriptor: dict[str, Any] = {"fields": made}
    if draw(st.booleans()):
        descriptor["missingValues"] = draw(st.sampled_from(MISSING))
    fit = [each["name"] for each in made if each["type"] in HASHABLE]
    if fit and draw(st.integers(0, 2)) == 0:
        keys = draw(st.lists(st.sampled_from(fit), min_size=1, max_size=2, unique=True))
        descriptor["primaryKey"] = keys
    if fit and draw(st.integers(0, 3)) == 0:
        mine, theirs = draw(st.sampled_from(fit)), draw(st.sampled_from(fit))
        reference = {"resource": "", "fields": [theirs]}
        descriptor["foreignKeys"] = [{"fields": [mine], "reference": reference}]
    header = draw(st.permutations([each["name"] for each in made]))
    if draw(st.integers(0, 4)) == 0 and len(header) > 1:
        header = header[1:]
    if draw(st.integers(0, 4)) == 0:
        header = [*header, "more"]
    kinds = {each["name"]: each["type"] for each in made} | {"more": "any"}
    rows = draw(st.lists(st.tuples(*(_cell(kinds[name]) for name in header)), max_size=8))
    return descriptor, header, [list(row) for row in rows]


def _cell(kind: str) -> st.SearchStrategy[str]:
    rare = st.text("019-/.:eE+aé ,", max_size=8)
    return st.one_of(
        st.sampled_from([*POOL[kind], "", "", "NA", "-"]), st.sampled_from(POOL[kind]), rare
    )


@lru_cache(maxsize=1)
def _ours(case: str) -> frozenset[Fault]:
    descriptor, header, rows = json.loads(case)
    return frozenset(faults_of_ours(check_table(table(header, *rows), descriptor)))


def ours_of(case: Case) -> frozenset[Fault]:
    """Give what we find in a case, which is asked for again while differences are explained."""
    return _ours(json.dumps(case))


def differences(descriptor: dict[str, Any], header: list[str], rows: list[list[str]]) -> set[Fault]:
    """Say what one of the two finds and the other does not."""
    return ours_of((descriptor, header, rows)) ^ faults_of_peer(descriptor, header, rows)


@dataclass(frozen=True)
class Difference:
    """A difference that we want.

    Attributes:
        case: schema, header and rows that show it.
        told: what only one of the two finds there.
        explains: tells of a drawn case and a fault whether it is this difference; texts that
            show the other differences are not drawn.
    """

    case: Case
    told: set[Fault]
    explains: Callable[[Case, Fault], bool] = lambda _case, _fault: False


def _of_type(case: Case, fault: Fault, *kinds: str) -> bool:
    return any(each["name"] == fault[1] and each["type"] in kinds for each in case[0]["fields"])


def _key_is_at_fault(case: Case, fault: Fault) -> bool:
    """Whether the row is blank, or a cell of a primary key has a fault of its own.

    It may be that of another row, which frictionless takes for the same.
    """
    ours = ours_of(case)
    told = (*case[0].get("primaryKey", ()), "")
    causes = {(row, name) for row, name, kind in ours if kind != "primary-key"}
    of_row = any((fault[0], name) in causes for name in told)
    of_key = len(told) > 2 and any(name in told[:-1] for _row, name in causes)
    return fault[2] == "primary-key" and (of_row or of_key)


def _refers_to_absent_column(case: Case, fault: Fault) -> bool:
    keys = case[0].get("foreignKeys", ())
    theirs = {name for each in keys for name in each["reference"]["fields"]}
    return fault[2] == "foreign-key" and not theirs <= set(case[1])


def _has_zones(case: Case, fault: Fault) -> bool:
    if not _of_type(case, fault, "datetime"):
        return False
    column = [row[case[1].index(fault[1])] for row in case[2]]
    return fault[2] in ("unique-error", "constraint-error") and any(
        text.endswith("Z") or "+" in text for text in column
    )


def _key_has_zones(case: Case, fault: Fault) -> bool:
    texts = [text for row in case[2] for text in row]
    return fault[2] in ("primary-key", "foreign-key") and any(
        "T" in text and (text.endswith("Z") or "+" in text) for text in texts
    )


def _refers_to_another_type(case: Case, fault: Fault) -> bool:
    """Whether of a reference's two columns one alone says yes or no."""
    boolean = {each["name"]: each["type"] == "boolean" for each in case[0]["fields"]}
    return fault[2] == "foreign-key" and any(
        boolean[mine] != boolean[theirs]
        for each in case[0].get("foreignKeys", ())
        for mine, theirs in zip(each["fields"], each["reference"]["fields"], strict=True)
    )


DURATION = {"name": "d", "type": "duration"}
STAMP = {"name": "d", "type": "datetime"}
DIFFERENCES: dict[str, Difference] = {
    "an empty key whose cell has a fault is told once": Difference(
        (
            {
                "fields": [{"name": "a", "type": "integer", "constraints": {"required": True}}],
                "primaryKey": ["a"],
            },
            ["a", "n"],
            [["", "x"], ["one", "x"], ["1", "x"]],
        ),
        {(2, "", "primary-key"), (3, "", "primary-key")},
        _key_is_at_fault,
    ),
    "a reference to a column that the file lacks is told by its header": Difference(
        (
            {
                "fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}],
                "foreignKeys": [{"fields": ["a"], "reference": {"resource": "", "fields": ["b"]}}],
            },
            ["a"],
            [["1"]],
        ),
        {(2, "", "foreign-key")},
        _refers_to_absent_column,
    ),
    "no and zero are not the same": Difference(
        (
            {
                "fields": [{"name": "a", "type": "boolean"}, {"name": "b", "type": "number"}],
                "foreignKeys": [{"fields": ["a"], "reference": {"resource": "", "fields": ["b"]}}],
            },
            ["a", "b"],
            [["false", "0"]],
        ),
        {(2, "", "foreign-key")},
        _refers_to_another_type,
    ),
    "a duration that says nothing after its T is none": Difference(
        ({"fields": [DURATION]}, ["d"], [["PT"], ["P1YT"], ["PT1H"]]),
        {(2, "d", "type-error"), (3, "d", "type-error")},
    ),
    "between day and time stand T or a blank, and no other sign": Difference(
        ({"fields": [STAMP]}, ["d"], [["2024-01-01x10:20:30"], ["2024-01-01T10:20:30"]]),
        {(2, "d", "type-error")},
    ),
    "a moment without zone is that of UTC where both occur": Difference(
        (
            {"fields": [{**STAMP, "constraints": {"unique": True}}]},
            ["d"],
            [["2024-01-01T10:20:30"], ["2024-01-01T10:20:30Z"]],
        ),
        {(3, "d", "unique-error")},
        lambda case, fault: _has_zones(case, fault) or _key_has_zones(case, fault),
    ),
    "a number that is none is the same each time": Difference(
        (
            {"fields": [{"name": "a", "type": "number", "constraints": {"unique": True}}]},
            ["a"],
            [["NaN"], ["NaN"]],
        ),
        {(3, "a", "unique-error")},
    ),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_each_listed_difference_is_one_and_has_its_reason(name: str) -> None:
    case = DIFFERENCES[name].case
    assert differences(*case) == DIFFERENCES[name].told
    assert name in REASONS.read_text(encoding="utf-8")


def test_a_row_that_ends_early_has_empty_cells_and_no_other_fault() -> None:
    descriptor = {"fields": [{"name": "a"}, {"name": "b", "constraints": {"required": True}}]}
    assert faults_of_peer(descriptor, ["a", "b"], [["x"]]) == {
        (2, "b", "constraint-error"),
        (2, "b", "missing-cell"),
    }
    ours = check_table(table(["a", "b"], ["x", None]), descriptor)
    assert faults_of_ours(ours) == {(2, "b", "constraint-error")}


def test_at_most_fifteen_differences_are_listed() -> None:
    assert len(DIFFERENCES) + 1 <= MOST_DIFFERENCES


@settings(max_examples=EXAMPLES, deadline=None, database=None, print_blob=True,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(cases())
def test_both_find_the_same_faults(case: Case) -> None:
    try:
        theirs = faults_of_peer(*case)
    except PEER_GIVES_UP:
        reject()
    ours = ours_of(case)
    with patch.object(cells, "SAMPLE", 1):  # long columns are judged by their distinct texts
        assert faults_of_ours(check_table(table(case[1], *case[2], batch=8), case[0])) == ours
    known = DIFFERENCES.values()
    assert {f for f in ours ^ theirs if not any(each.explains(case, f) for each in known)} == set()
