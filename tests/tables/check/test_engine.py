"""The checks of one table: what is found, where it stands, what is told once."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from ckanext.city.tables.check.rules import Excuse, Frames, Knowledge, Rule
from ckanext.city.tables.check.tally import MAX_CHARACTERS
from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Entry, Finding
from ckanext.city.tables.table import ROW
from tests.tables.check.made import Other, check_table, column, field, found, schema, table

SAID = Entry("Wrong.", "Correct it.")


@pytest.mark.parametrize(
    ("kind", "good", "bad", "more"),
    [
        ("integer", ["1", "-2", "1_000", "٣"], ["1.0", "12 €", "1 000"], {}),
        ("integer", ["12€", "95%"], ["€"], {"bareNumber": False}),
        ("number", ["1.5", ".5", "1e3", "NaN"], ["1,5", "1 000"], {}),
        ("number", ["1 000,5"], ["1.5"], {"decimalChar": ",", "groupChar": " "}),
        ("boolean", ["oui"], ["Oui", "true"], {"trueValues": ["oui"], "falseValues": ["non"]}),
        ("date", ["2024-01-31", "2024-1-2"], ["2024-02-30", "31/01/2024", "0000-01-01"], {}),
        ("date", ["31/01/2024"], ["2024-01-31", "31/01/24"], {"format": "%d/%m/%Y"}),
        ("datetime", ["2024-01-31T10:20:30+02:00"], ["2024-01-31", "2024-01-31T10:20"], {}),
        ("time", ["10:20:30"], ["10:20", "25:00:00"], {}),
        ("year", ["2024"], ["24", "20240"], {}),
        ("yearmonth", ["2024-12"], ["2024-13", "2024"], {}),
        ("duration", ["P1D", "PT30M"], ["30 min", "PT"], {}),
        ("geopoint", ["2.3, 48.8"], ["48.8", "2.3, 91"], {}),
        ("geopoint", ["[2.3, 48.8]"], ["2.3, 48.8"], {"format": "array"}),
        ("array", ["[1]"], ["1", "[1"], {}),
        ("object", ["{}"], ["[]"], {}),
        ("list", ["1,2"], ["1,x"], {"itemType": "integer"}),
        ("geojson", ['{"type": "Point", "coordinates": [2, 48]}'], ["POINT (2 48)", "{}"], {}),
        ("string", ["a@ville.fr"], ["a@ville", "a"], {"format": "email"}),
        ("string", ["https://a.fr"], ["www.a.fr"], {"format": "uri"}),
        ("string", ["3f0c5c52-9d1e-4a4b-8a43-5b7f6de0a101"], ["3f0c5c52"], {"format": "uuid"}),
        ("string", ["POINT (2 48)"], ["2 48"], {"format": "wkt"}),
    ],
)  # fmt: skip
def test_a_type_takes_what_it_is_and_refuses_the_rest(
    kind: str, good: list[str], bad: list[str], more: dict[str, object]
) -> None:
    findings = column(kind, *good, *bad, more=more)
    name = "wkt" if more.get("format") == "wkt" else more.get("format", kind)
    expected = name if kind == "string" else kind
    rows = tuple(range(2 + len(good), 2 + len(good) + len(bad)))
    assert found(findings) == [(f"type.{expected}", "f", rows)]
    assert findings[0].values == tuple(bad)


@pytest.mark.parametrize(
    ("kind", "constraint", "limit", "texts"),
    [
        ("string", "minLength", 2, ["é", "éé"]),
        ("string", "maxLength", 2, ["ééé", "éé"]),
        ("string", "pattern", r"\d{2}", ["1", "12"]),
        ("string", "pattern", r"(?!a)\w", ["a", "b"]),
        ("string", "enum", ["a"], ["A", "a"]),
        ("integer", "enum", [1], ["2", "01"]),
        ("integer", "minimum", 3, ["-12345678901234567890123", "3"]),
        ("number", "maximum", 0.3, ["0.30000000000000001", "0.3"]),
        ("number", "exclusiveMinimum", 0, ["0", "0.1"]),
        ("date", "exclusiveMaximum", "2024-01-01", ["2024-01-01", "2023-12-31"]),
        ("array", "maxLength", 1, ["[1, 2]", "[1]"]),
    ],
)
def test_a_constraint_refuses_the_first_and_takes_the_second(
    kind: str, constraint: str, limit: object, texts: list[str]
) -> None:
    (finding,) = column(kind, *texts, **{constraint: limit})
    assert finding.code.startswith("constraint.")
    assert finding.rows == (2,)


def test_what_is_not_of_the_type_breaks_no_constraint_besides() -> None:
    assert found(column("integer", "x", minimum=3, unique=True)) == [("type.integer", "f", (2,))]


def test_items_of_a_list_are_held_to_what_the_schema_says_of_them() -> None:
    more = {"arrayItem": {"type": "string", "constraints": {"enum": ["lait", "soja"]}}}
    findings = column("array", '["lait"]', '["lactose"]', "[1]", more=more)
    assert found(findings) == [
        ("constraint.array-item", "f", (3,)),
        ("type.array", "f", (4,)),
    ]


def test_texts_that_stand_for_nothing_are_empty_cells() -> None:
    rows = [["NA", "x"], ["", "x"], [None, "x"], [" ", "x"]]
    fields = field("f", required=True), field("n")
    checked = check_table(table(["f", "n"], *rows), schema(*fields, missingValues=["NA", ""]))
    assert found(checked) == [("constraint.required", "f", (2, 3, 4))]


def test_blank_rows_are_one_finding_and_nothing_else() -> None:
    checked = check_table(
        table(["f", "more"], ["1", None], [None, None], ["", ""], ["2", None], [None, "x"]),
        schema(field("f", "integer", required=True)),
    )
    assert checked.rows == 3
    assert found(checked) == [
        ("constraint.required", "f", (6,)),
        ("row.blank", None, (3, 4)),
        ("header.extra", "more", ()),
    ]


def test_a_header_that_the_reader_found_again_is_told_once() -> None:
    again = Finding("table.header-again", "error", rows=(3,), count=1)
    made = table(["f", "more"], ["1", "x"], ["f", "more"], ["2", "x"])
    checked = check_table(replace(made, findings=(again,)), schema(field("f", "integer")))
    assert (checked.rows, checked.valid) == (2, False)
    assert found(checked)[:1] == [("table.header-again", None, (3,))]
    assert [each.code for each in checked.findings] == ["table.header-again", "header.extra"]


def test_a_finding_lists_the_first_rows_and_values_and_counts_all() -> None:
    (finding,) = column("integer", *(f"x{n}" for n in range(MAX_ROWS + 5)))
    assert (len(finding.rows), finding.count) == (MAX_ROWS, MAX_ROWS + 5)
    assert finding.values == tuple(f"x{n}" for n in range(MAX_VALUES))


@pytest.mark.parametrize(
    ("kind", "more", "texts"),
    [
        ("integer", {}, ["9" * 6_000, "-" * 70_000]),
        ("number", {}, ["1e999999999", "1e-999999999", "9" * 6_000, "sNaN"]),
        ("datetime", {}, ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]),
        ("array", {}, ["[" * 100_000, "[1e999]"]),
        ("geojson", {}, ['{"a":' * 900 + "1" + "}" * 900, '{"type": "GeometryCollection"}']),
        ("string", {"format": "email"}, ["a" * 100_000 + "@b.fr", "@" * 1_000]),
        ("yearmonth", {}, ["9" * 30 + "-01"]),
        ("date", {"format": "any"}, ["9" * 400, "١" * 40]),
    ],
)
def test_no_text_brings_the_check_down(kind: str, more: dict[str, str], texts: list[str]) -> None:
    limits = {"minimum": "1"} if kind in ("integer", "number") else {}
    if kind == "datetime":
        limits = {"minimum": "0001-01-01T00:00:00", "maximum": "9999-12-31T23:59:59Z"}
    unique = {} if kind in ("array", "geojson") else {"unique": True}
    findings = column(kind, *texts, more=more, **limits, **unique)
    assert all(len(value) <= MAX_CHARACTERS + 1 for each in findings for value in each.values)


def test_the_second_row_of_a_key_is_at_fault_whatever_the_batches_are() -> None:
    rows = [["1", "a"], ["2", "a"], ["x", "a"], ["01", "a"], [None, None], ["1", "b"], ["1", "a"]]
    checked = check_table(
        table(["n", "t"], *rows, batch=2),
        schema(field("n", "integer"), field("t"), primaryKey=["n", "t"]),
    )
    keys = [each for each in checked.findings if each.code == "key.primary"]
    assert [(each.rows, each.values) for each in keys] == [((5, 8), ("01 / a", "1 / a"))]


def test_a_reference_is_looked_for_in_the_table_that_is_given() -> None:
    mine = schema(
        field("parking"),
        foreignKeys=[{"fields": ["parking"], "reference": {"resource": "parks", "fields": ["id"]}}],
    )
    live = table(["parking"], ["P1"], ["P2"], ["P1"])
    assert found(check_table(live, mine)) == [("table.not-given", None, ())]
    parks = Other(table(["id"], ["P1"]), schema(field("id")))
    assert found(check_table(live, mine, others={"city/parks": parks})) == [
        ("key.foreign", "parking", (3,))
    ]


def test_personal_data_is_found_in_every_batch_in_the_order_of_the_rows() -> None:
    mails = [[f"note {at}", "x"] for at in range(2, 11)]
    for row in (3, 7, 10):
        mails[row - 2][0] = f"zoe.petit{row}@gmail.com"
    (finding,) = check_table(table(["f", "n"], *mails), schema(field("f"), field("n"))).findings
    assert (finding.code, finding.rows, finding.count) == ("privacy.email", (3, 7, 10), 3)


@pytest.mark.parametrize("broken", [1, 2, 3])
def test_what_breaks_beside_the_other_checks_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    seen: list[int] = []

    def see(*_arguments: object) -> None:
        seen.append(1)
        if len(seen) == broken:
            raise RuntimeError("broken")

    monkeypatch.setattr("ckanext.city.tables.check.engine.Watch.see", see)
    with pytest.raises(RuntimeError, match="broken"):
        check_table(table(["n"], *(["x"] for _ in range(9))), schema(field("n")))


class TestHeader:
    FIELDS = schema(field("id", required=True), field("nom", required=True), field("note"))

    def findings(self, *header: str) -> list[Finding]:
        rows = [["x"] * len(header)]
        return list(check_table(table(header, *rows), self.FIELDS).findings)

    def test_an_optional_column_may_be_absent_and_the_order_is_free(self) -> None:
        assert self.findings("nom", "id") == []

    def test_a_required_column_may_not(self) -> None:
        assert found(self.findings("id", "note")) == [("header.missing", "nom", (1,))]

    def test_a_column_in_other_letters_is_told_with_the_field_that_is_meant(self) -> None:
        (finding,) = self.findings("id", "NOM ")
        assert (finding.code, finding.field, finding.values) == (
            "header.misspelt",
            "nom",
            ("NOM ",),
        )

    def test_a_column_twice_is_an_error_and_one_more_a_note(self) -> None:
        told = self.findings("id", "nom", "nom", "autre")
        assert [(each.code, each.severity) for each in told] == [
            ("header.duplicate", "error"),
            ("header.extra", "note"),
        ]

    def test_a_column_without_a_name_is_told_with_its_rows(self) -> None:
        (finding,) = self.findings("id", "nom", "")
        assert (finding.code, finding.rows, finding.values) == ("header.blank", (2,), ("x",))

    def test_a_table_of_something_else_is_one_finding(self) -> None:
        assert [each.code for each in self.findings("a", "b")] == ["header.unknown"]


class TestKnowledge:
    SCHEMA = schema(field("a", "integer"), field("b", "integer"), field("c"))

    def test_a_rule_sees_typed_values_and_nothing_of_wrong_or_absent_cells(self) -> None:
        seen: list[pl.DataFrame] = []

        def find(frames: Frames) -> pl.DataFrame:
            seen.append(frames["city/t"])
            return frames["city/t"].filter(pl.col("a") > pl.col("b")).select(ROW, value="a")

        rule = Rule("rule.a", "warning", SAID, {"city/t": ("a", "b", "c")}, find, field="a")
        made = table(["a", "b"], ["3", "2"], ["x", "2"], ["1", None], ["5", "4"], batch=2)
        checked = check_table(made, self.SCHEMA, Knowledge(rules=(rule,)))
        assert found(checked) == [("type.integer", "a", (3,)), ("rule.a", "a", (2, 5))]
        assert seen[0].to_dict(as_series=False) == {
            ROW: [2, 3, 4, 5],
            "a": [3, None, 1, 5],
            "b": [2, 2, None, 4],
            "c": [None] * 4,
        }

    def test_a_rule_over_two_tables_waits_for_the_other(self) -> None:
        def find(frames: Frames) -> pl.DataFrame:
            return frames["city/t"].filter(~pl.col("a").is_in(frames["city/u"]["n"].implode()))

        rule = Rule("rule.u", "error", SAID, {"city/t": ("a",), "city/u": ("n",)}, find)
        known, made = Knowledge(rules=(rule,)), table(["a", "b"], ["1", "1"], ["2", "1"])
        assert found(check_table(made, self.SCHEMA, known)) == [("table.not-given", None, ())]
        other = Other(table(["n"], ["1"]), schema(field("n", "integer")))
        checked = check_table(made, self.SCHEMA, known, {"city/u": other})
        assert found(checked) == [("rule.u", None, (3,))]

    def test_an_excuse_takes_its_rows_out_of_the_error(self) -> None:
        dash = pl.col("a") == "-"
        excuse = Excuse("rule.dash", SAID, "city/t", "type.integer", ("a",), when=lambda: dash)
        made = table(["a", "b"], ["-", "1"], ["x", "1"], ["1", "1"])
        checked = check_table(made, self.SCHEMA, Knowledge(excuses=(excuse,)))
        assert [(each.code, each.severity, each.rows) for each in checked.findings] == [
            ("type.integer", "error", (3,)),
            ("rule.dash", "warning", (2,)),
        ]


def test_a_column_of_two_numbers_that_the_schema_keeps_apart_is_told() -> None:
    fields = field("idBeneficiaire"), field("rnaBeneficiaire")
    made = table(["idBeneficiaire", "SIRET / RNA", "note"], ["1", "x", "y"])
    told = {each.field: each for each in check_table(made, schema(*fields)).findings}
    assert told["SIRET / RNA"].details == {"cause": "bodies", "rna": "rnaBeneficiaire"}
    assert (told["SIRET / RNA"].severity, told["note"].severity) == ("warning", "note")


def test_rows_of_which_a_part_of_the_key_cannot_be_read_are_not_the_same() -> None:
    fields = field("id"), field("day", "date")
    rows = ["a", "2023"], ["a", "T1 2024"], ["b", "2024-01-01"], ["b", "2024-01-01"]
    checked = check_table(table(["id", "day"], *rows), schema(*fields, primaryKey=["id", "day"]))
    assert found(checked) == [("key.primary", "id", (5,)), ("type.date", "day", (2, 3))]
