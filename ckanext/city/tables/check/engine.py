"""Checks a table against its table schema: one pass over its rows, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

import polars as pl

from ckanext.city.geo.area import ANYWHERE, Area
from ckanext.city.tables import progress
from ckanext.city.tables.check.causes import with_cause
from ckanext.city.tables.check.cells import Plan
from ckanext.city.tables.check.descriptor import Descriptor, Field, read_descriptor
from ckanext.city.tables.check.excuses import split_excused
from ckanext.city.tables.check.header import Header, fold, match_header
from ckanext.city.tables.check.keys import SEPARATOR, Known, Once
from ckanext.city.tables.check.official import (
    TEXT,
    OfficialCheck,
    UnknownCheck,
    compile_check,
)
from ckanext.city.tables.check.places import Places
from ckanext.city.tables.check.rows import (
    Batch,
    beside,
    plan_fields,
    read_batches,
    typed_batch,
    typed_frame,
)
from ckanext.city.tables.check.rules import Excuse, Knowledge, Rule
from ckanext.city.tables.check.tally import Tally
from ckanext.city.tables.findings import SEVERITIES, Finding
from ckanext.city.tables.privacy.watch import Watch, without_numbers
from ckanext.city.tables.table import ROW, Table

NO_KNOWLEDGE = Knowledge()


@dataclass(frozen=True)
class Other:
    """Another table, which rules and foreign keys of the checked one may ask.

    Attributes:
        table: as it was read.
        descriptor: of its table schema.
    """

    table: Table
    descriptor: Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What the checks say of a table.

    Attributes:
        findings: what reading said and what the checks found, errors first.
        rows: how many there are, blank ones left out.
    """

    findings: tuple[Finding, ...]
    rows: int

    @property
    def valid(self) -> bool:
        """Whether nothing in it is an error."""
        return not any(each.severity == "error" for each in self.findings)


def check_table(
    table: Table,
    descriptor: Mapping[str, Any],
    knowledge: Knowledge = NO_KNOWLEDGE,
    others: Mapping[str, Other] = MappingProxyType({}),
    area: Area = ANYWHERE,
) -> Verdict:
    """Check a table.

    Args:
        table: as it was read.
        descriptor: what schema.json says.
        knowledge: what subjects know of tables of this schema.
        others: other tables, by the id of their table schema without its version.
        area: where the city's places lie.
    """
    check = _Check(table, read_descriptor(descriptor), knowledge, others, area)
    check.run()
    return Verdict(tuple(check.findings()), check.rows)


@dataclass
class _Check:
    """One check of one table, while it runs."""

    table: Table
    descriptor: Descriptor
    knowledge: Knowledge
    others: Mapping[str, Other]
    area: Area
    rows: int = 0
    tallies: dict[tuple[str, str | None, str], Tally] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)
    excused: dict[tuple[str, str], tuple[Excuse, pl.Series]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.header: Header = match_header(self.table, self.descriptor)
        self.plans = plan_fields(self.descriptor, self.header.letters)
        self.places = {each.name: at for at, each in enumerate(self.descriptor.fields)}
        self.official = self._official_checks()
        self.keys = list(self._keys())
        self.located = Places(self.descriptor, self.header.letters, self.area)
        self.watch = Watch(self.table.columns, dict(self._watched_fields()))
        told = [each.rows for each in self.table.findings if each.code == "rows.longer"]
        self.longer = [row for rows in told for row in rows]
        self.rules = [rule for rule in self.knowledge.rules if self._can_run(rule)]
        self.kept: dict[str, list[pl.DataFrame]] = {
            rule.code: [] for rule in self.rules if not rule.row_by_row
        }

    def run(self) -> None:
        """Read the table once, and again only where keys or tables need it.

        Personal data is looked for beside, which takes as long as the other checks.
        """
        with ThreadPoolExecutor(max_workers=1) as pool:
            watching: Future[None] | None = None
            for batch in self._batches():
                self.rows += len(batch.rows)
                if self.table.rows:
                    progress.go_on(self.rows / self.table.rows)
                faults = {c.plan.letter: c.at_fault() for c in batch.cells.values() if c.faults}
                if watching is not None:  # one batch at a time: they take memory
                    watching.result()
                watching = pool.submit(self.watch.see, batch.frame, faults)
                self._see(batch)
                self.located.see(batch.frame, faults)
            self._finish()
            if watching is not None:
                watching.result()

    def _see(self, batch: Batch) -> None:
        self._tally("row.blank", None).add(batch.blank)
        self._see_untitled(batch)
        self._see_cells(batch)
        self._see_official(batch)
        self._tell_excused(batch)
        for key in self.keys:
            key.see(batch)
        self._see_rules(batch)

    def _finish(self) -> None:
        for key in self.keys:
            key.finish(self._batches)
        self._finish_foreign_keys()
        self._finish_rules()
        self.notes += self.located.findings()
        self._say_what_is_ignored()

    def findings(self) -> Iterator[Finding]:
        """Give all findings, the worst first, then in the order of the schema."""
        tallied = sorted((t for t in self.tallies.values() if t.count), key=lambda t: t.order)
        found = (
            *self.table.findings,
            *self.header.findings,
            *(tally.finding() for tally in tallied),
            *self.notes,
        )
        personal = self.watch.findings()
        if personal:
            found = (*map(without_numbers, found), *personal)
        for severity in SEVERITIES:
            yield from (with_cause(each) for each in found if each.severity == severity)

    def _watched_fields(self) -> Iterator[tuple[str, Field]]:
        """Give the fields by their columns, those misspelt in the header as texts."""
        meant = {fold(each.name): each for each in self.descriptor.fields}
        for column in self.table.columns:
            known = meant.get(fold(column.header))
            if known is not None:
                exact = self.header.letters.get(known.name) == column.letter
                yield column.letter, known if exact else replace(known, type="string")

    def _batches(self, fields: Sequence[str] | None = None) -> Iterator[Batch]:
        wanted = [p for p in self.plans if fields is None or p.field.name in fields]
        return read_batches(self.table, wanted, self.plans)

    def _tally(
        self, code: str, name: str | None, severity: Any = "error", **details: object
    ) -> Tally:
        key = (code, name, repr(details))
        if key not in self.tallies:
            order = (self.places.get(name or "", len(self.places)), code)
            self.tallies[key] = Tally(code, severity, name, order, details)
        return self.tallies[key]

    def _see_untitled(self, batch: Batch) -> None:
        for column in self.header.untitled:
            texts = batch.frame[column.letter]
            filled = texts.is_not_null() & (texts != "") & ~batch.rows.is_in(self.longer)
            if filled.any():
                tally = self._tally("header.blank", None, column=column.letter)
                tally.add_masked(filled, batch.rows, texts)

    def _see_cells(self, batch: Batch) -> None:
        for name, cells in batch.cells.items():
            for code, mask in cells.faults.items():
                if mask.any():
                    left = self._excuse(batch, code, (name,), mask)
                    tally = self._tally(code, name, **_said(code, cells.plan))
                    tally.add_masked(left, batch.rows, cells.text)

    def _see_official(self, batch: Batch) -> None:
        names = dict.fromkeys(name for check in self.official for name in check.fields)
        frame = beside(batch, self.descriptor, tuple(names))
        for check in self.official:
            mask = check.broken(frame)
            if mask.any():
                left = self._excuse(batch, check.code, check.fields, mask)
                tally = self._tally(check.code, check.fields[0], **check.details)
                tally.add_masked(left, batch.rows, _beside_each_other(frame, check.fields))

    def _excuse(
        self, batch: Batch, code: str, fields: tuple[str, ...], mask: pl.Series
    ) -> pl.Series:
        """Take out of what is wrong the rows that are excused; they are told once a batch."""
        for excuse in self.knowledge.excuses:
            if (excuse.of, excuse.fields) != (code, fields):
                continue
            excused, mask = split_excused(excuse, batch, mask)
            before = self.excused.get((excuse.code, fields[0]))
            if before is None:
                self.excused[excuse.code, fields[0]] = (excuse, excused)
            else:
                self.excused[excuse.code, fields[0]] = (before[0], before[1] | excused)
        return mask

    def _tell_excused(self, batch: Batch) -> None:
        for (code, name), (excuse, mask) in self.excused.items():
            texts = _beside_each_other(beside(batch, self.descriptor, excuse.fields), excuse.fields)
            self._tally(code, name, excuse.severity).add_masked(mask, batch.rows, texts)
        self.excused.clear()

    def _official_checks(self) -> list[OfficialCheck]:
        checks = []
        for each in self.descriptor.custom_checks:
            try:
                check = compile_check(each, self.knowledge.lists)
            except UnknownCheck as unknown:
                self.notes.append(Finding("schema.unknown-check", "note", values=unknown.args))
                continue
            there = [name in self.header.letters for name in check.fields]
            if all(there) if check.needs_all else any(there):
                checks.append(check)
        return checks

    def _keys(self) -> Iterator[Once]:
        for plan in self.plans:
            if plan.field.unique:
                name = plan.field.name
                yield Once((name,), self._tally("constraint.unique", name))
        key = self.descriptor.primary_key
        if key and all(name in self.header.letters for name in key):
            fields = ", ".join(key)
            yield Once(
                key,
                self._tally("key.primary", key[0], fields=fields),
                self._tally("key.primary-empty", key[0], fields=fields),
            )

    def _can_run(self, rule: Rule) -> bool:
        """Whether the file has the columns that the rule cannot do without, and its tables."""
        for name in rule.columns[rule.table]:
            known = self.descriptor.field(name)
            if known is None or (known.required and name not in self.header.letters):
                return False
        for other in rule.others:
            if other not in self.others:
                self._note_absent(other)
                return False
        return True

    def _note_absent(self, other: str) -> None:
        note = Finding("table.not-given", "note", values=(other,))
        if note not in self.notes:
            self.notes.append(note)

    def _see_rules(self, batch: Batch) -> None:
        for rule in self.rules:
            frame = typed_batch(batch, self.descriptor, rule.columns[rule.table])
            if rule.row_by_row:
                self._tell(rule, rule.find({rule.table: frame}))
            else:
                self.kept[rule.code].append(frame)

    def _finish_rules(self) -> None:
        for rule in self.rules:
            if rule.row_by_row or not self.kept[rule.code]:
                continue
            frames = {rule.table: pl.concat(self.kept.pop(rule.code))}
            for each in rule.others:
                other = self.others[each]
                descriptor = read_descriptor(other.descriptor)
                frames[each] = typed_frame(other.table, descriptor, rule.columns[each])
            self._tell(rule, rule.find(frames))

    def _tell(self, rule: Rule, found: pl.DataFrame) -> None:
        if len(found):
            value = found["value"].cast(pl.String) if "value" in found.columns else None
            self._tally(rule.code, rule.field, rule.severity, **rule.details).add(found[ROW], value)

    def _finish_foreign_keys(self) -> None:
        for key in self.descriptor.foreign_keys:
            if not all(name in self.header.letters for name in key.fields):
                continue
            theirs = self._theirs(key.resource, key.theirs)
            if theirs is None:
                self._note_absent(key.resource)
                continue
            tally = self._tally(
                "key.foreign", key.fields[0], fields=", ".join(key.fields), table=key.resource
            )
            Known(key, tally).finish(self._batches(key.fields), theirs())

    def _theirs(self, resource: str, fields: Sequence[str]) -> Callable[[], Iterator[Batch]] | None:
        """Give how to read the fields that a foreign key points to; None without the table."""
        if resource in ("", self.descriptor.name):
            here = all(name in self.header.letters for name in fields)
            return partial(self._batches, fields) if here else None
        for schema_id, other in self.others.items():
            descriptor = read_descriptor(other.descriptor)
            if resource in (schema_id, schema_id.rpartition("/")[2], descriptor.name):
                letters = match_header(other.table, descriptor).letters
                every = plan_fields(descriptor, letters)
                plans = [plan for plan in every if plan.field.name in fields]
                if len(plans) == len(fields):
                    return partial(read_batches, other.table, plans, every)
        return None

    def _say_what_is_ignored(self) -> None:
        for plan in self.plans:
            for name in plan.ignored:
                details = {"constraint": name}
                self.notes.append(
                    Finding("schema.ignored", "note", plan.field.name, details=details)
                )


def _said(code: str, plan: Plan) -> dict[str, Any]:
    """Give what the sentences of a cell's fault say of the schema."""
    said: dict[str, Any] = {"example": plan.field.options.get("example")}
    if plan.field.type == "boolean":
        said["words"] = ", ".join((*plan.kind.words,))
    for each in plan.constraints:
        if each.code == code:
            choices = each.limit if isinstance(each.limit, list) else [each.limit]
            said |= {"limit": ", ".join(map(str, choices)), "choices": tuple(map(str, choices))}
    return said


def _beside_each_other(frame: pl.DataFrame, fields: Sequence[str]) -> pl.Series:
    """Write the texts of some fields in one line for each row."""
    texts = pl.concat_str([pl.col(name + TEXT).fill_null("") for name in fields],
                          separator=SEPARATOR)  # fmt: skip
    return frame.select(texts.alias("t"))["t"]
