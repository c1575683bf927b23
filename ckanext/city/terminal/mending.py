"""The task of `city-tables repair` that a limited child process runs; it loads Polars."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.city.dataset_types.knowledge import (
    constants_of,
    header_words_of,
    knowledge_of,
    repairs_of,
)
from ckanext.city.tables.catalogue import TableSchema
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.check.explain import count_severities, explain
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.findings import Entry, Refused, Translate
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.read import read_table
from ckanext.city.tables.repair.entries import FINDINGS, REPAIRS
from ckanext.city.tables.repair.known import City, Decisions, SubjectRepair
from ckanext.city.tables.repair.plan import Context, Mended, mend_table, with_applied
from ckanext.city.tables.table import ROW
from ckanext.city.tables.write import harmless_header, neutralise, risky_texts, write_csv
from ckanext.city.terminal.tasks import (
    entries_of,
    judge,
    read_others,
    read_with_schema,
    tell_refused,
)
from ckanext.city.terminal.words import translator


def repair(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Repair a file, write the result, check what was written; give the JSON of the contract.

    Args:
        arguments: what `repairing.Wanted` has.
        limits: on what is read.
    """
    file, translate = arguments["file"], translator(arguments["lang"])
    try:
        table, schema = read_with_schema(file, arguments["schema"], arguments["sheet"], limits)
        others = read_others(arguments["others"], limits)
    except Refused as refused:
        return tell_refused(file, refused, arguments["lang"])
    knowledge, repairs = knowledge_of(schema.id), repairs_of(schema.id)
    context = _context(arguments, schema, knowledge, repairs)
    mended = _neutralised(mend_table(table, context, arguments["accept"]), table.header_row)
    out = Path(arguments["out"])
    _write(out, mended)
    verdict = check_table(table, schema.descriptor, knowledge, others)
    entries = {**entries_of(knowledge), **FINDINGS}
    findings = [explain(each, entries, translate) for each in (*mended.findings, *verdict.findings)]
    written = read_table(out, limits=limits, fits=lambda header: float(mended.header[0] in header))
    return {
        "file": table.file,
        "sheet": table.sheet,
        "schema": {"id": schema.id, "version": schema.version},
        "rows": verdict.rows,
        "valid": verdict.valid,
        "counts": count_severities(findings),
        "findings": findings,
        "proposals": _proposals(mended, repairs, translate),
        "left": judge(written, schema, others, arguments["lang"]),
    }


def _context(
    arguments: Mapping[str, Any],
    schema: TableSchema,
    knowledge: Knowledge,
    repairs: tuple[SubjectRepair, ...],
) -> Context:
    decisions = Decisions(arguments["date_order"], arguments["columns"], arguments["values"])
    return Context(
        schema.descriptor,
        knowledge,
        header_words_of(schema.id),
        repairs,
        constants_of(schema.id),
        City(**arguments["city"]),
        decisions,
    )


def _neutralised(mended: Mended, header_row: int) -> Mended:
    """Make formulas harmless, as in every file that we write; it is said, and needs no yes."""
    titles = [name for name in mended.header if harmless_header(name) != name]
    found = [Example(header_row, name, harmless_header(name)) for name in titles]
    count, columns = len(titles), list(titles)
    for name in mended.frame.columns[1:]:
        texts = risky_texts(mended.frame[name])
        if texts:
            risky = mended.frame.filter(pl.col(name).is_in(texts)).select(ROW, name)
            count += len(risky)
            found += [Example(row, text, f"'{text}") for row, text in risky.head(5).iter_rows()]
            columns.append(mended.header[int(name)])
    columns = list(dict.fromkeys(columns))
    if not count:
        return mended
    frame = mended.frame.with_columns(
        neutralise(mended.frame[name]) for name in mended.frame.columns[1:]
    )
    proposal = Proposal(
        "formula", "formula", "cells.formula", tuple(columns), count, True,
        tuple(found[:MAX_EXAMPLES]),
    )  # fmt: skip
    header = tuple(harmless_header(name) for name in mended.header)
    return with_applied(Mended(header, frame, mended.proposals, mended.applied,
                               mended.findings), proposal)  # fmt: skip


def _write(out: Path, mended: Mended) -> None:
    write_csv(out, mended.header, mended.frame.drop(ROW).iter_rows())


def _proposals(
    mended: Mended, repairs: tuple[SubjectRepair, ...], translate: Translate
) -> list[dict[str, Any]]:
    entries: dict[str, Entry] = {**REPAIRS, **{each.kind: each.entry for each in repairs}}
    return [
        each.as_json(entries[each.kind], translate, applied=each.id in mended.applied)
        for each in mended.proposals
    ]
