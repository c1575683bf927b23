"""Judges a table that was read; tells in JSON the verdict, or why there is none. Loads Polars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ckanext.city.dataset_types.knowledge import knowledge_of, layouts_beside, with_city
from ckanext.city.tables.catalogue import TableSchema, find_table_schema, newer_version
from ckanext.city.tables.check.engine import Other, Verdict, check_table
from ckanext.city.tables.check.entries import ENTRIES
from ckanext.city.tables.check.explain import count_severities, explain, tell_unreadable
from ckanext.city.tables.check.rules import Knowledge
from ckanext.city.tables.city import City
from ckanext.city.tables.findings import MAX_VALUES, Entry, Finding, Refused, Translate, _
from ckanext.city.tables.guard import ENTRIES as GUARD
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.privacy.watch import find_personal_data
from ckanext.city.tables.read import read_table
from ckanext.city.tables.read.entries import ENTRIES as READING
from ckanext.city.tables.table import Table
from ckanext.city.tables.versions import compare_versions, worst_effect
from ckanext.city.terminal.reading import NotRecognised
from ckanext.city.terminal.words import translator

#: What a column may seem to hold, as `content.likely_kind` names it.
KINDS: Mapping[str, str] = {
    "boolean": _("yes or no"),
    "code": _("codes that begin with zero"),
    "commune": _("INSEE codes or postcodes"),
    "date": _("dates"),
    "email": _("e-mail addresses"),
    "empty": _("nothing"),
    "integer": _("whole numbers"),
    "number": _("numbers"),
    "phone": _("phone numbers"),
    "siret": _("SIRETs"),
    "text": _("text"),
    "uai": _("codes of schools (UAI)"),
    "url": _("web addresses"),
    "year": _("years"),
}
#: Of a strange table, those that are listed.
MAX_COLUMNS = 100


def entries_of(knowledge: Knowledge) -> dict[str, Entry]:
    """Give how every code is explained that reading, the checks and a subject can give."""
    return {**READING, **ENTRIES, **knowledge.entries()}


def judge(
    table: Table, schema: TableSchema, others: Mapping[str, Other], city: City, lang: str
) -> dict[str, Any]:
    """Check a table that was read; give the JSON of the contract."""
    verdict, entries = find_faults(table, schema, others, city)
    return tell(table, schema, verdict, entries, translator(lang))


def find_faults(
    table: Table, schema: TableSchema, others: Mapping[str, Other], city: City
) -> tuple[Verdict, dict[str, Entry]]:
    """Check a table that was read; give what is found, and how each code is explained."""
    knowledge = with_city(knowledge_of(schema.id), schema.id, city)
    verdict = check_table(table, schema.descriptor, knowledge, others, city.area)
    notes = (_newer_version(schema), *_held_besides(table, schema))
    verdict = replace(verdict, findings=(*verdict.findings, *filter(None, notes)))
    return verdict, entries_of(knowledge)


def _held_besides(table: Table, schema: TableSchema) -> Iterator[Finding]:
    """Note that columns of a sheet are rows of another table: votes of candidates."""
    layouts = layouts_beside(schema.id)
    first = next(iter(table.scan()), None) if layouts else None
    if first is None:
        return
    from ckanext.city.tables.repair.unfold import find_unfolding  # noqa: PLC0415 - for few subjects

    headers = {column.letter: column.header for column in table.columns}
    for other, layout in layouts.items():
        found = find_unfolding(table.columns, first, [layout])
        if found is not None:
            letters = [letter for block in found.blocks for letter in block.columns.values()]
            names = tuple(headers[letter] for letter in letters if headers[letter])
            details = {"schema": other}
            yield Finding("table.besides", "note", values=names[:MAX_VALUES], details=details)


def _newer_version(schema: TableSchema) -> Finding | None:
    """Note that a newer version of a table schema is known, and what it changes."""
    newer = newer_version(schema)
    if newer is None:
        return None
    changes = compare_versions(schema.descriptor, newer.descriptor)
    names = dict.fromkeys(each.field for each in changes if each.field and each.effect != "none")
    return Finding(
        "schema.newer-wider" if worst_effect(changes) != "must" else "schema.newer",
        "note",
        values=tuple(names)[:MAX_VALUES],
        count=len(changes),
        details={"old": schema.reference, "new": newer.reference, "fields": ", ".join(names)},
    )


def tell(
    table: Table,
    schema: TableSchema,
    verdict: Verdict,
    entries: Mapping[str, Entry],
    translate: Translate,
) -> dict[str, Any]:
    """Give the JSON of the contract for what was found in a table."""
    told = [explain(each, entries, translate) for each in verdict.findings]
    return with_findings(table, schema, verdict, told)


def with_findings(
    table: Table, schema: TableSchema, verdict: Verdict, told: list[dict[str, Any]]
) -> dict[str, Any]:
    """Give the JSON of the contract for findings that are explained already."""
    return {
        "file": table.file,
        "sheet": table.sheet,
        "schema": {"id": schema.id, "version": schema.version},
        "rows": verdict.rows,
        "valid": verdict.valid,
        "counts": count_severities(told),
        "findings": told,
    }


def read_others(paths: Mapping[str, str], limits: Limits) -> dict[str, Other]:
    """Read the tables that rules refer to, by the id of their table schema."""
    given = {}
    for reference, path in paths.items():
        schema = find_table_schema(reference)
        given[schema.id] = Other(read_table(Path(path), limits=limits), schema.descriptor)
    return given


def tell_refused(file: str, refused: Refused, lang: str) -> dict[str, Any]:
    """Give the JSON of a file that is not checked; of a strange table, also what was read of it."""
    # loading what makes copies takes as long as checking a small file
    from ckanext.city.tables.annotate.entries import ENTRIES as COPY  # noqa: PLC0415 - see above

    entries, translate = {**READING, **GUARD, **ENTRIES, **COPY}, translator(lang)
    told = tell_unreadable(file, refused.finding, entries, translate)
    if isinstance(refused, NotRecognised):
        told["findings"][0]["values"] = _inventory(refused.table, translate)
        besides = (*refused.table.findings, *find_personal_data(refused.table))
        told["findings"] += [explain(each, entries, translate) for each in besides]
    return told


def _inventory(table: Table, translate: Translate) -> list[str]:
    """Say of each column of a strange table what it seems to hold."""
    from ckanext.city.tables.recognise import rank  # noqa: PLC0415 - for few files

    titled, untitled = _("{letter}, “{header}”: {kind}"), _("{letter}, without a title: {kind}")
    return [
        translate(titled if c.header else untitled).format(
            letter=c.letter, header=c.header, kind=translate(KINDS[c.kind])
        )
        for c in rank.inventory(table)[:MAX_COLUMNS]
    ]
