"""Mends a table: finds all that can be proposed, applies what is accepted, keeps its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from ckanext.city.tables import progress
from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding
from ckanext.city.tables.proposals import Example, Proposal
from ckanext.city.tables.recognise.match import LIKE, NAME, SAME, Match, match_columns
from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair import addresses
from ckanext.city.tables.repair.beside import Beside
from ckanext.city.tables.repair.by_day import day_columns
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.columns import (
    Rewritten,
    dash_column,
    lost_numbers,
    name_columns,
    rewrite_column,
    unfit_words,
)
from ckanext.city.tables.repair.constants import Constants
from ckanext.city.tables.repair.context import Accept, Context, titles_of_columns
from ckanext.city.tables.repair.dittos import find_dittos, find_groups
from ckanext.city.tables.repair.fill import Filler, fill_unticked
from ckanext.city.tables.repair.group_headings import Headings
from ckanext.city.tables.repair.headings import find_headed
from ckanext.city.tables.repair.identity import are_of_others
from ckanext.city.tables.repair.known import (
    RECIPE,
)
from ckanext.city.tables.repair.mended import Mended
from ckanext.city.tables.repair.metres import is_of_a_system
from ckanext.city.tables.repair.parts import find_parts
from ckanext.city.tables.repair.places import confirm_degrees, find_places
from ckanext.city.tables.repair.rows import NO_RECORDS, find_rows_to_drop
from ckanext.city.tables.repair.series import series_layout
from ckanext.city.tables.repair.shares import reckon_shares
from ckanext.city.tables.repair.shifted import find_shifted_rows
from ckanext.city.tables.repair.split import Splitter
from ckanext.city.tables.repair.trail import (
    LeftOut,
    Step,
)
from ckanext.city.tables.repair.unfold import (
    find_unfolding,
    guess_changes,
    propose_unfolding,
    unfold,
)
from ckanext.city.tables.repair.units import is_other, unit_column, unit_of
from ckanext.city.tables.table import ROW, Column, Table

_SAMPLED = 200  # cells of a column
#: Words of fields of numbers that are no amounts.
_SHARES = frozenset(("pourcentage", "ratio", "taux", "lat", "long", "xlong", "ylat"))
#: Repairs that a decision on the order of day, month and year settles.
_ORDERED = ("date.order", "date.two-digits", "date.moment")


def mend_table(table: Table, context: Context, accept: Accept) -> Mended:
    """Find what can be repaired in a table, and do what is accepted.

    A decision is a yes of its own. Doing it twice changes nothing more.
    """
    work = _Steps(table, context, accept)
    work.unfold_rows()
    work.name_columns()
    work.read_headings()
    work.drop_rows()
    work.move_rows()
    work.repeat_cells()
    work.split_columns()
    work.cut_rows()
    work.rewrite_cells()
    work.move_places()
    work.fill_from_rows()
    work.fill_constants()
    return work.result()


class _Steps(Constants):
    """The steps of a repair, each on what the ones before it made of the table."""

    # Columns.

    def unfold_rows(self) -> None:
        """Make several rows of each where columns are rows of the table that is wanted."""
        series = series_layout(self._descriptor)
        layouts = (*self._context.layouts, *([series] if series else []))
        titles = titles_of_columns(self._table)
        found = find_unfolding(self._table.columns, self._frame, layouts, titles)
        if found is None:
            return
        found = replace(found, safe=found.safe and not self._in_multiples)
        proposal = propose_unfolding(self._table.columns, self._frame, found)
        if step := self._take(proposal):
            number = self._trail.number([step])
            long = unfold(self._table.columns, self._frame, found, number)
            self._apart, self._whole = found.apart, found.whole
            self._frame = long.frame
            self._table = replace(
                self._table, columns=long.columns, scan=lambda: iter([long.frame])
            )
            self._change(guess_changes(long, found.guesses))

    def name_columns(self) -> None:
        """Match columns and fields, decisions first."""
        decided = self._decided_columns()
        denies = partial(are_of_others, self._context.city, self._context.constants)
        found = match_columns(
            self._table, self._descriptor, self._context.synonyms, self._judges, denies
        )
        found = reckon_shares(found, self._table.columns, self._frame, self._descriptor)
        found = confirm_degrees(found, self._frame, self._descriptor)
        taken = {*self._letters, *(each.field for each in decided)} | {
            each.column.letter for each in decided
        } | self._dropped_letters  # fmt: skip
        free = tuple(
            replace(each, safe=each.safe and not self._is_doubtful(each.field))
            for each in found
            if each.field not in taken and each.column.letter not in taken
            if not self._is_cut(each)
        )
        apart = [each for each in free if each.how != SAME and each.field in self._apart]
        for each in apart:
            self._name_whole(each.column)
        free = tuple(each for each in free if each not in apart)
        for each in (*decided, *free):
            self._claimed[each.field] = each.column.letter
            if each.how == SAME:
                self._letters[each.field] = self._shown[each.field] = each.column.letter
        multiples = [name for name in self._judges if self._is_in_multiples(name)]
        for each, proposal in name_columns(free, self._table, multiples):
            if self._take(proposal):
                self._letters[each.field] = each.column.letter
            asked = self._accept == "nothing" and proposal.id not in self._refused
            if asked or proposal.id in self._applied:
                self._shown[each.field] = each.column.letter

    def _is_cut(self, match: Match) -> bool:
        """Tell whether a column that may be a field holds more, or less: it is cut, or joined.

        Whole addresses are no streets, and the hours of a Monday not those of a week.
        """
        days = day_columns(self._table.columns).values()
        if (match.how not in (SAME, NAME) and match.column in days) or is_of_a_system(match):
            return True
        parts = addresses.fields_of_parts(self._descriptor)
        streets = match.field == parts.get(addresses.STREET) and addresses.NUMBER in parts
        if not (match.how == LIKE and streets and addresses.is_whole(match.column.header)):
            return False
        filled = self._frame[match.column.letter].drop_nulls().head(_SAMPLED).to_list()
        return 2 * sum(addresses.read_address(text) is not None for text in filled) > len(filled)

    def _name_whole(self, column: Column) -> None:
        """Have a column's title tell that it is said of the whole, not of each row made of it."""
        after = f"{column.header} ({self._whole})"
        example = Example(self._table.header_row, column.header, after)
        details = {"header": column.header, "letter": column.letter}
        name = f"header.whole:{column.letter}"
        proposal = Proposal(name, "header.whole", "header.extra", (), 1, True, (example,), details)
        if self._take(proposal):
            titled = (replace(c, header=after) if c is column else c for c in self._table.columns)
            self._table = replace(self._table, columns=tuple(titled))

    def _decided_columns(self) -> tuple[Match, ...]:
        """Give the columns that were decided to be a field; note those that are to be dropped."""
        decided: list[Match] = []
        headers = {column.header for column in self._table.columns}
        names = {each.name for each in self._descriptor.fields}
        for column in self._table.columns:
            key = _called(column)
            alone = bool(column.header) or key not in headers
            wanted = self._context.decisions.columns.get(key) if alone else None
            of_recipe = self._context.decisions.is_column_of_recipe(key)
            if wanted is None or (wanted and wanted in headers and of_recipe):
                continue  # the very name of a field wins over a recipe
            if wanted in names and wanted not in {each.field for each in decided}:
                decided.append(Match(column, wanted, SAME, safe=True))
            elif not wanted:
                self._dropped_letters.add(column.letter)
            else:
                continue
            self._tell_decided(column, wanted)
        return tuple(decided)

    def _tell_decided(self, column: Column, wanted: str) -> None:
        kind = "header.decided" if wanted else "header.dropped"
        example = Example(self._table.header_row, column.header, wanted)
        fields = (wanted,) if wanted else ()
        details = {"header": column.header, "letter": column.letter}
        proposal = Proposal(
            f"{kind}:{column.letter}", kind, "header.extra", fields, 1, True, (example,), details
        )
        yes = self._context.decisions.yes(f"map.{_called(column)}", wanted)
        step = self._take(proposal, decided=yes)
        if step and not wanted:
            self._trail.left_out.append(LeftOut(step, letters=(column.letter,)))

    # Rows.

    def read_headings(self) -> None:
        """Write into rows what the headings above them say."""
        for repair in self._context.repairs_of_headings():
            headings = Headings(
                self._table, self._frame, self._no_records(), self._letters, self._claimed.keys()
            )
            self._change(list(headings.fill(repair)))

    def drop_rows(self) -> None:
        """Leave out rows that are no records, once what headings say of others is said there."""
        open_ = [f for f in self._descriptor.fields if f.name not in self._shown | self._claimed]
        no_records = self._no_records()
        self._change(list(find_headed(self._table, self._frame, open_, no_records, self._values)))
        found = find_rows_to_drop(
            self._table, self._frame, self._descriptor, self._shown, self._judges
        )
        for each in list(found):
            if step := self._take(each.proposal):
                self._leave_out(step, each.rows, each.which)

    def move_rows(self) -> None:
        """Move rows back that stand one column aside."""
        columns = self._table.columns
        shifted = find_shifted_rows(
            self._frame, columns, self._shown, self._judges, self._no_records()
        )
        self._change(shifted.changes)
        left = [each for each in shifted.changes if each.proposal.id not in self._applied]
        self._held = shifted.unclear.union(*(each.rows(self._frame) for each in left))
        if shifted.unclear:
            rows = tuple(sorted(shifted.unclear))
            self._findings.append(
                Finding("repair.aside", "warning", None, rows[:MAX_ROWS], len(rows))
            )
        for column in columns:
            if not column.header and not (self._frame[column.letter].fill_null("") != "").any():
                self._dropped_letters.add(column.letter)

    def _no_records(self) -> frozenset[int]:
        """Give the record numbers of headings and totals, which are told by the reader."""
        return frozenset(
            row for each in self._table.findings if each.code in NO_RECORDS for row in each.rows
        )

    # Cells.

    def repeat_cells(self) -> None:
        """Write what stands above where a sign says that it is the same, or a group goes on."""
        no_records = self._no_records()
        needed = {f.name for f in self._descriptor.fields if f.required}
        groups = {name: letter for name, letter in self._shown.items() if name in needed}
        found = [*find_dittos(self._frame, self._shown, no_records)]
        found += find_groups(self._table, self._frame, groups, no_records)
        for each in found:
            if step := self._take(each.proposal):
                self._write(step, {each.letter: _by_row(each.letter, each.cells)})

    def split_columns(self) -> None:
        """Cut columns that say several fields, and join those that say one together."""
        splitter = Splitter(
            self._descriptor, self._judges, self._table.columns, self._shown, self._claimed,
            self._values, self._context.repairs_of_columns(),
        )  # fmt: skip
        for find in splitter.finders():
            self._change(list(find(self._frame)))
        held = {*self._letters.values(), *self._claimed.values(), *self._dropped_letters}
        beside = Beside(
            self._descriptor, self._judges, self._letters | self._claimed, self._values,
            self._context.synonyms, self._context.city.area,
        )  # fmt: skip
        columns = [column for column in self._table.columns if column.letter not in held]
        self._change(list(beside.find(self._frame, columns)))

    def cut_rows(self) -> None:
        """Make a row of each of the things that a cell says; the rows keep their number."""
        for cut in self._context.cuts_of_rows():
            letter = self._letters.get(cut.field)
            found = find_parts(self._frame, letter, cut) if letter else None
            if found and letter and (step := self._take(found.proposal)):
                self._frame, column = found.apply(self._frame, letter)
                self._write(step, {letter: pl.lit(column)})

    def rewrite_cells(self) -> None:
        """Write cells as their field wants them, a column at a time."""
        for at, each in enumerate(self._descriptor.fields):
            letter = self._shown.get(each.name)
            if letter is None:
                continue
            progress.go_on(at / len(self._descriptor.fields))
            texts = self._sure_rows()[letter].drop_nulls().unique(maintain_order=True).to_list()
            values = self._values(each.name, texts, letter)
            before = self._frame
            self._rewrite(letter, values)
            self._change(list(fill_unticked(before, letter, values)))
        for each in self._descriptor.fields:
            self._tell_other_unit(each.name)
        self._rewrite_others()

    def _tell_other_unit(self, name: str) -> None:
        """Say in which rows a column of units denies the unit that a field's name says."""
        units, column = self._other_units(name), unit_column(self._table.columns)
        if units and column is not None:
            values = tuple(dict.fromkeys(units.values()))[:MAX_VALUES]
            details = {"header": column.header, "unit": unit_of(name)}
            told = tuple(units)[:MAX_ROWS], len(units), values, details
            self._findings.append(Finding("repair.other-unit", "warning", name, *told))

    def _is_in_multiples(self, name: str) -> bool:
        """Tell whether a title denies that the numbers of a field of amounts are in full."""
        is_amount = self._judges[name].field.type == "number" and _SHARES.isdisjoint(words(name))
        return self._in_multiples and is_amount

    def _is_doubtful(self, name: str) -> bool:
        return bool(self._other_units(name)) or self._is_in_multiples(name)

    @property
    def _in_multiples(self) -> bool:
        return any(each.code == "table.multiple" for each in self._table.findings)

    def _other_units(self, name: str) -> dict[int, str]:
        """Give by row the units that deny the one that a field's name says."""
        unit, column = unit_of(name), unit_column(self._table.columns)
        if unit is None or column is None:
            return {}
        said = self._frame.select(ROW, column.letter).drop_nulls().iter_rows()
        return {row: text for row, text in said if is_other(text, unit)}

    def _sure_rows(self) -> pl.DataFrame:
        """Give the rows of which it is known in which columns their cells belong."""
        held = pl.col(ROW).is_in(list(self._held))
        return self._frame.filter(~held) if self._held else self._frame

    def _rewrite_others(self) -> None:
        """Write in columns that are no field what would else run as a formula."""
        for column in self._table.columns:
            if column.letter in {*self._shown.values(), *self._dropped_letters}:
                continue
            found = dash_column(self._frame, column)
            if found and (step := self._take(found.proposal)):
                self._replace(column.letter, found, step)

    def _values(self, name: str, texts: Iterable[str], letter: str = "") -> Values:
        """Give distinct texts as those of a field."""
        return Values(
            field=self._judges[name].field,
            header=next((c.header for c in self._table.columns if c.letter == letter), ""),
            judge=self._judges[name],
            texts=tuple(dict.fromkeys(text for text in texts if text)),
            today=self._context.today,
            city=self._context.city,
            date_order=self._context.decisions.date_order,
            days_from_1904=any(e.code == "workbook.date-1904" for e in self._table.findings),
            subject=self._context.repairs_of_cells(name),
        )

    def _rewrite(self, letter: str, values: Values) -> None:
        decisions = self._context.decisions
        codes = {text: values.judge.fault(text) for text in values.texts}
        frame = self._frame
        for each in rewrite_column(self._sure_rows(), letter, values, codes, decisions):
            if step := self._take(each.proposal, decided=self._decided(each)):
                self._replace(letter, each, step)
                if not each.proposal.safe and values.field.name in self._closed:
                    self._words.setdefault(values.field.name, {}).update(each.changes)
                    self._worded.add(step.repair)
        told = (unfit_words(values, decisions), lost_numbers(frame, letter, values))
        self._findings += filter(None, told)

    def _decided(self, rewritten: Rewritten) -> str:
        """Give whose yes the repair of a column's cells has already."""
        decisions, proposal = self._context.decisions, rewritten.proposal
        if proposal.kind == "cell.decided":
            name = proposal.fields[0]
            by_recipe = all(decisions.is_of_recipe(name, text) for text in rewritten.changes)
            return RECIPE if by_recipe else f"decide value.{name}"
        if decisions.date_order is not None and proposal.kind in _ORDERED:
            return decisions.yes("date_order", decisions.date_order)
        return ""

    def _replace(self, letter: str, rewritten: Rewritten, step: Step) -> None:
        """Write what the texts of a column become; of decisions, each is a yes of its own."""
        changes = {step: dict(rewritten.changes)}
        if rewritten.proposal.kind == "cell.decided":
            key = f"value.{rewritten.proposal.fields[0]}"
            yes = self._context.decisions.yes
            changes = {}
            for before, after in rewritten.changes.items():
                of_text = Step(step.repair, yes(f"{key}.{before}", after))
                changes.setdefault(of_text, {})[before] = after
        for each, texts in changes.items():
            self._write(each, {letter: pl.col(letter).replace(texts)})

    def fill_from_rows(self) -> None:
        """Fill cells that are empty or wrong from others of their row."""
        repairs = self._context.repairs_of_rows()
        filler = Filler(self._judges, self._shown, frozenset(self._claimed))
        self._change(list(filler.fill(self._frame, repairs)))

    def move_places(self) -> None:
        """Put coordinates right that stand in each other's column, or in metres."""
        for each in find_places(
            self._frame, self._descriptor, self._shown, self._context.city.area
        ):
            if step := self._take(each.proposal):
                columns = {
                    letter: _by_row(letter, {row: new[at] for row, new in each.cells.items()})
                    for at, letter in enumerate(each.letters)
                }
                self._write(step, columns, each.origins())


def _called(column: Column) -> str:
    """Give by what a person decides on a column: its header, or its letter where it has none."""
    return column.header or column.letter


def _by_row(letter: str, cells: Mapping[int, str]) -> pl.Expr:
    """Write some cells of a column anew, by their record numbers."""
    return pl.col(ROW).replace_strict(cells, default=pl.col(letter), return_dtype=pl.String)
