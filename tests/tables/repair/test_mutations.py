"""Wrong repairs are the worst defect: damaged tables come back whole, or as damaged and told."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from ckanext.city.dataset_types.knowledge import knowledge_of
from ckanext.city.tables.catalogue import TableSchema, list_table_schemas
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.check.kinds import kind_of
from ckanext.city.tables.repair.plan import Mended
from ckanext.city.tables.table import ROW
from tests.tables.repair.damage import NOTHING, Rows, damages_of, moved_left, moved_right
from tests.tables.repair.mending import mend

SCHEMAS = list_table_schemas()


@cache
def valid_tables(schema: TableSchema) -> tuple[Rows, ...]:
    found = []
    for path in sorted((schema.folder / "samples" / "valid").glob("*.csv")):
        told = "--" in path.stem  # announces a warning: something that may be repaired
        if not told and (read := read_plain(path)) is not None:
            found.append(read)
    return tuple(found)


def read_plain(path: Path) -> Rows | None:
    text = path.read_bytes().decode("utf-8-sig")
    delimiter = ";" if text.split("\n", 1)[0].count(";") > 2 else ","
    header, *rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    if any(len(row) != len(header) for row in rows) or not rows:
        return None
    return Rows(tuple(header), tuple(map(tuple, rows)))


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.reference)
def test_nothing_of_a_valid_table_changes(schema: TableSchema) -> None:
    for rows in valid_tables(schema):
        mended = mend(schema, rows)
        assert sorted(mended.header) == sorted(rows.header)
        for name in rows.header:
            at = str(mended.header.index(name))
            before = [row[rows.header.index(name)] for row in rows.rows]
            assert [cell or "" for cell in mended.frame[at]] == before


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.reference)
@settings(max_examples=12, deadline=None, derandomize=True, database=None,
          phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(data=st.data())
def test_a_damaged_cell_is_whole_again_or_told(schema: TableSchema, data: st.DataObject) -> None:
    rows = data.draw(st.sampled_from(valid_tables(schema)))
    descriptor = read_descriptor(schema.descriptor)
    damaged = rows
    for _time in range(data.draw(st.integers(1, 2))):
        damaged = damage(data, damaged, descriptor, rows)
    mended = mend(schema, damaged)
    assert_never_a_third_value(schema, rows, damaged, mended)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.reference)
@settings(max_examples=6, deadline=None, derandomize=True, database=None,
          phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(data=st.data())
def test_a_row_moved_aside_is_back_or_as_it_was(schema: TableSchema, data: st.DataObject) -> None:
    rows = data.draw(st.sampled_from(valid_tables(schema)))
    row = data.draw(st.integers(0, len(rows.rows) - 1))
    at = data.draw(st.integers(0, len(rows.header) - 1))
    damaged = data.draw(st.sampled_from((moved_right, moved_left)))(rows, row, at)
    note(f"row {row + 2}, from {rows.header[at]}")
    mended = mend(schema, damaged)
    kept = dict(zip(mended.frame[ROW], mended.frame.iter_rows(), strict=True))
    for number, (whole, broken) in enumerate(zip(rows.rows, damaged.rows, strict=True)):
        if number + 2 in kept:
            for column, name in enumerate(rows.header):
                now = kept[number + 2][1 + mended.header.index(name)] or ""
                right, wrong = whole[column], broken[column]
                lost = not now and wrong != right  # the cell that was taken out
                assert lost or now in (right, wrong), f"{name}: {right!r}, {wrong!r}, then {now!r}"


def damage(data: st.DataObject, damaged: Rows, descriptor, rows: Rows) -> Rows:
    names = [name for name in rows.header if descriptor.field(name)]
    name = data.draw(st.sampled_from(names))
    field, column = descriptor.field(name), rows.header.index(name)
    kinds = damages_of(field.type)
    kind = data.draw(st.sampled_from(sorted(kinds)))
    whole = kind == "ticks" or data.draw(st.booleans())
    places = range(len(rows.rows)) if whole else [data.draw(st.integers(0, len(rows.rows) - 1))]
    for row in places:
        text = rows.rows[row][column]
        try:
            new = kinds[kind](text) if text else data.draw(st.sampled_from(NOTHING))
        except ValueError:
            continue
        damaged = damaged.with_cell(row, column, new)
    note(f"{name} ({field.type}): {kind}, {'all' if whole else list(places)}")
    return damaged


def assert_never_a_third_value(
    schema: TableSchema, rows: Rows, damaged: Rows, mended: Mended
) -> None:
    findings = check_table(damaged.table(), schema.descriptor, knowledge_of(schema.id)).findings
    told = {(each.field, row) for each in findings for row in each.rows}
    asked = {
        name for each in mended.proposals if each.id not in mended.applied for name in each.fields
    }
    kept = dict(zip(mended.frame[ROW], range(len(mended.frame)), strict=True))
    for number, (whole, broken) in enumerate(zip(rows.rows, damaged.rows, strict=True)):
        if number + 2 not in kept:
            continue  # a row that is left out is told by a proposal of its own
        for column, name in enumerate(rows.header):
            at = str(mended.header.index(name))
            now = mended.frame[at][kept[number + 2]] or ""
            if now == whole[column] or is_other_word(schema, name, now, whole[column]):
                continue
            assert now == broken[column], f"{name}: {whole[column]!r}, then {broken[column]!r}"
            known = (name, number + 2) in told or name in asked
            assert known or is_right(schema, name, broken[column], whole[column])


def is_other_word(schema: TableSchema, name: str, now: str, whole: str) -> bool:
    """Tell a yes or no in another of the schema's words: a column of ticks has lost its own."""
    field = read_descriptor(schema.descriptor).field(name)
    if field is None or field.type != "boolean" or not now:
        return False
    read = kind_of(field).read
    return read(now) is not None and read(now) == read(whole)


def is_right(schema: TableSchema, name: str, text: str, whole: str) -> bool:
    """Tell a text that no check of one cell can tell from a right one, or that says the same."""
    field = read_descriptor(schema.descriptor).field(name)
    if field is None:
        return False
    if not text:  # where no tick is left, nothing tells that there were any
        return field.type == "boolean" and not field.required
    return field.type == "string" or kind_of(field).read(text) == kind_of(field).read(whole)
