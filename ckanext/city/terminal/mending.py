"""The task of `city-tables repair` that a limited child process runs; it loads Polars."""

from __future__ import annotations

from collections.abc import Mapping, Set
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.city.dataset_types.knowledge import (
    constants_of,
    header_words_of,
    knowledge_of,
    layouts_of,
    repairs_of,
    with_city,
)
from ckanext.city.tables import progress
from ckanext.city.tables.atomic import whole_file
from ckanext.city.tables.catalogue import TableSchema
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.check.explain import explain
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.city import City
from ckanext.city.tables.findings import MAX_VALUES, Entry, Refused, Translate, plain_name
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.read import read_table
from ckanext.city.tables.read.formats import note_extension
from ckanext.city.tables.repair.context import Context
from ckanext.city.tables.repair.entries import FINDINGS, REPAIRS
from ckanext.city.tables.repair.known import RECIPE, Decisions, Repair
from ckanext.city.tables.repair.learn import compare, learn
from ckanext.city.tables.repair.lineage import write_lineage
from ckanext.city.tables.repair.mended import Mended
from ckanext.city.tables.repair.plan import mend_table
from ckanext.city.tables.repair.recipe import Layout, Recipe, parse_recipe
from ckanext.city.tables.table import ROW, Table
from ckanext.city.tables.write import harmless_header, neutralise, risky_texts, write_csv
from ckanext.city.terminal.judging import (
    entries_of,
    judge,
    read_others,
    tell_refused,
    with_findings,
)
from ckanext.city.terminal.reading import read_with_schema
from ckanext.city.terminal.words import translator


def repair(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """Repair a file, write the result, check what was written; give the JSON of the contract.

    Args:
        arguments: what `repairing.Wanted` has.
        limits: on what is read.
    """
    try:
        return _repair(arguments, limits)
    except Refused as refused:
        return tell_refused(arguments["file"], refused, arguments["lang"])


def _repair(arguments: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    translate = translator(arguments["lang"])
    recipe = parse_recipe(arguments["recipe"]) if arguments["recipe"] else None
    progress.begin("read")
    table, schema = _read(arguments, recipe, limits)
    others = read_others(arguments["others"], limits)
    knowledge, repairs = knowledge_of(schema.id), repairs_of(schema.id)
    context = _context(arguments, schema, knowledge, repairs, recipe)
    progress.begin("repair")
    mended = _neutralised(mend_table(table, context, arguments["accept"]), table.header_row)
    changes = compare(recipe, schema.reference, table, mended) if recipe else ()
    said = [*mended.findings, *islice(changes, MAX_VALUES)]
    learnt, lost = learn(schema.reference, table, mended, context.decisions, arguments["accept"])
    learnt = replace(learnt, layout=replace(learnt.layout, table=_cell(arguments, recipe)))
    said += lost if arguments["save_recipe"] else ()
    progress.begin("write")
    with ExitStack() as outputs:  # which have their names once all is told: all of it, or nothing
        out = _write(arguments, table, mended, learnt, outputs)
        progress.begin("check")
        knowledge = with_city(knowledge, schema.id, context.city)
        verdict = check_table(table, schema.descriptor, knowledge, others, context.city.area)
        entries = {**entries_of(knowledge), **FINDINGS}
        findings = [explain(each, entries, translate) for each in (*said, *verdict.findings)]
        progress.begin("left")
        written = _written(out, Path(arguments["out"]), {*mended.header}, limits)
        left = judge(written, schema, others, context.city, arguments["lang"])
    return {
        **with_findings(table, schema, verdict, findings),
        "proposals": _proposals(mended, repairs, translate),
        **({"recipe": _told(mended)} if recipe else {}),
        "left": left,
    }


def _read(
    arguments: Mapping[str, Any], recipe: Recipe | None, limits: Limits
) -> tuple[Table, TableSchema]:
    """Read the table that is asked for; else that of the recipe, as far as the file has it."""
    layout = recipe.layout if recipe is not None else Layout()
    sheet, at = arguments["sheet"], arguments.get("table")
    wished = sheet or layout.sheet
    known = at or (layout.table if wished == layout.sheet else None)
    for choice in dict.fromkeys([(wished, known), (wished, at)]):
        try:
            return read_with_schema(
                arguments["file"], arguments["schema"], choice[0], limits, choice[1]
            )
        except Refused as refused:
            of_recipe = choice != (sheet, at)
            if not of_recipe or refused.finding.code not in ("sheets.unknown", "table.unknown"):
                raise
    return read_with_schema(arguments["file"], arguments["schema"], sheet, limits, at)


def _cell(arguments: Mapping[str, Any], recipe: Recipe | None) -> str | None:
    """Give the cell of the table that is meant, if the person or the recipe names one."""
    cell: str | None = arguments.get("table")
    return cell or (recipe.layout.table if recipe is not None else None)


def _context(
    arguments: Mapping[str, Any],
    schema: TableSchema,
    knowledge: Knowledge,
    repairs: tuple[Repair, ...],
    recipe: Recipe | None,
) -> Context:
    decisions = Decisions(
        arguments["date_order"],
        arguments["columns"],
        arguments["values"],
        answers=arguments["answers"],
    )
    if recipe is not None:
        known = {h: name for h, name in recipe.decisions.columns.items() if h != name}
        decisions = decisions.over(replace(recipe.decisions, columns=known))
    return Context(
        schema.descriptor,
        knowledge,
        header_words_of(schema.id),
        repairs,
        constants_of(schema.id),
        City.of(arguments["city"]),
        decisions,
        layouts=layouts_of(schema.id),
    )


def _write(
    arguments: Mapping[str, Any], table: Table, mended: Mended, recipe: Recipe, outputs: ExitStack
) -> Path:
    """Write all that is asked for, under names that are given up with `outputs`; give the CSV's."""
    header = [harmless_header(name) for name in mended.header]

    def take(name: str) -> Path:
        return outputs.enter_context(whole_file(Path(arguments[name])))

    out = take("out")
    write_csv(out, header, mended.frame.drop(ROW).iter_rows())
    if arguments["lineage"]:
        write_lineage(take("lineage"), table, mended, header)
    if arguments["save_recipe"]:
        take("save_recipe").write_text(recipe.text(), encoding="utf-8")
    return out


def _written(path: Path, out: Path, names: Set[str], limits: Limits) -> Table:
    """Read what was written, under the name that it will have."""
    table = read_table(path, limits=limits, fits=lambda header: float(bool(names & {*header})))
    findings = (*note_extension(out, "delimited"), *table.findings)
    return replace(table, file=plain_name(out), findings=findings)


def _told(mended: Mended) -> dict[str, list[str]]:
    """Tell which proposals the recipe answered, and which are new questions."""
    ids = [each.id for each in mended.proposals]
    return {
        "answered": [
            each for each in ids if RECIPE in (mended.applied.get(each), mended.refused.get(each))
        ],
        "asked": [
            each for each in ids if each not in mended.applied and each not in mended.refused
        ],
    }


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
    proposal = Proposal(
        "formula", "formula", "cells.formula", tuple(columns), count, True,
        tuple(found[:MAX_EXAMPLES]),
    )  # fmt: skip
    return mended.rewritten(
        proposal, {name: neutralise(mended.frame[name]) for name in mended.frame.columns[1:]}
    )


def _proposals(
    mended: Mended, repairs: tuple[Repair, ...], translate: Translate
) -> list[dict[str, Any]]:
    entries: dict[str, Entry] = {**REPAIRS, **{each.kind: each.entry for each in repairs}}
    return [
        each.as_json(
            entries[each.kind],
            translate,
            yes=mended.applied.get(each.id),
            no=mended.refused.get(each.id),
        )
        for each in mended.proposals
    ]
