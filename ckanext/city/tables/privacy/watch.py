"""Looks for personal data in a table, batch by batch, beside the checks or without them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

import polars as pl

from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.check.patterns import compile_pattern
from ckanext.city.tables.check.tally import Tally
from ckanext.city.tables.findings import Finding, Severity
from ckanext.city.tables.privacy.emails import Surroundings, find_private_email
from ckanext.city.tables.privacy.headers import says
from ckanext.city.tables.privacy.numbers import (
    FINDERS,
    MAYBE,
    MAYBE_OF_SIGNS,
    NARROW,
    RIVALS,
    mask_numbers,
)
from ckanext.city.tables.table import ROW, Column, Table

_LONGEST_NAME = 300  # characters that are read of one
_NAMES = frozenset(("first name", "last name", "whole name"))
#: Values of a column of which few are different are looked at once.
_HEAD, _FEW = 64, 12
_SIGNS, _SIGNS_OF_CONTACTS = f"@|{MAYBE}", f"@|{MAYBE}|{MAYBE_OF_SIGNS}"
#: Where no cell has as many bytes as a NIR, only an address or a mobile phone can stand.
_LEAST_LONG, _SHORT_SIGNS = 13, r"@|[03][67][0-9 .\x{a0}\x{202f}\x{2009}-]{7}"
_DATE = (
    r"\b\d{1,2}[/. -]\d{1,2}[/. -](?:\d{4}|\d{2})\b|\b(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?:T|\b)"
    r"|^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$"
    r"|\b\d{1,2}(?:er)? \p{L}+\.? (?:19|20)\d{2}\b|^[1-4]\d{4}(?:\.0)?$"
)
_YEAR = r"\b((?:19|20)\d{2})\b"
#: A name with its title, and nothing else: "Mme Martin", not "Monsieur le Maire".
_TITLED = (
    r"^\s*(?:[Mm]\.|MM?\.?|[Mm]rs?\.?|[Mm](?:me|e?lle)s?\.?|MME|MLLE|[Mm]onsieur|[Mm]adame|MONSIEUR|"
    r"MADAME|[Mm]ademoiselle)(?: et (?:Mme|Madame|M\.|Monsieur))? +"
    r"\p{Lu}[\p{L}'’-]+(?: +\p{Lu}[\p{L}'’-]+){0,3}\s*$"
)
#: Two words with capitals, as of a first name and a last name.
_NAME = r"^\s*\p{Lu}[\p{L}'’-]+ +\p{Lu}[\p{L}'’-]+"
#: What a field that admits none of these is closed to.
_EXAMPLES = (
    "185057800608491", "1 85 05 78 006 084 91", "1850578006084", "FR1420041010050500013M02606",
    "FR14 2004 1010 0505 0001 3M02 606", "0612345678", "06 12 34 56 78", "+33612345678",
    "+33 6 12 34 56 78", "zoe.petit@orange.fr",
)  # fmt: skip
#: Dates beside names may be births where they span a generation, most of them of grown-ups.
_SPAN_YEARS, _GROWN_YEARS, _GROWN_SHARE, _LEAST_DATES = 20, 14, 0.6, 3


@dataclass
class _Watched:
    """A column, and what was found in it so far.

    Attributes:
        column: as the person sees it.
        says: of its header, see `headers.says`.
        asked: kinds of data that the table schema asks for in it.
        own: it is a field of the table schema.
        closed: its field admits numbers, dates or choices only; just cells at fault are looked at.
        hits: by kind, the rows at fault.
        sure, rivals: by kind, hits that leave no doubt, and cells that look alike.
        usual: what the column says again and again, none of it personal; None before it is read.
        years: of a column of dates, how often each occurs.
    """

    column: Column
    says: frozenset[str]
    asked: frozenset[str] = frozenset()
    own: bool = False
    closed: bool = False
    usual: list[str] | None = None
    hits: dict[str, Tally] = field(default_factory=dict)
    sure: Counter[str] = field(default_factory=Counter)
    rivals: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)

    @property
    def letter(self) -> str:
        return self.column.letter

    @property
    def signs(self) -> str:
        """What a cell with an address or a number may have, as an expression for Polars."""
        return _SIGNS_OF_CONTACTS if self.says & {"phone", "contact"} else _SIGNS

    def tally(self, kind: str) -> Tally:
        """Give what counts the rows of a kind."""
        if kind not in self.hits:
            name = self.column.header or self.letter
            self.hits[kind] = Tally(
                f"privacy.{kind}", "warning", self.column.header or None, details={"column": name}
            )
        return self.hits[kind]


class Watch:
    """Looks at the rows of one table as they come."""

    def __init__(
        self, columns: Sequence[Column], fields: Mapping[str, Field] = MappingProxyType({})
    ) -> None:
        """Read the headers.

        Args:
            columns: of the table.
            fields: of the table schema, by the letters of their columns.
        """
        self._columns = [_watched(each, fields.get(each.letter)) for each in columns]
        said = {name for each in self._columns for name in each.says}
        self._persons = "whole name" in said or (
            "last name" in said and bool(said & {"first name", "civility"})
        )
        self._homes = self._persons and ("body" not in said or bool(said & {"child", "class"}))
        self._classes, self._numbered = "class" in said, "house number" in said
        self._children = self._persons and self._classes
        self._bodies = [e.letter for e in self._columns if e.says & {"body", "workplace"}]
        self._names = [e.letter for e in self._columns if e.says & _NAMES]
        self._deaths = [e.letter for e in self._columns if "death" in e.says]

    def see(
        self, frame: pl.DataFrame, at_fault: Mapping[str, pl.Series] = MappingProxyType({})
    ) -> None:
        """Look at a batch of rows.

        Args:
            frame: as it was read, with `ROW`.
            at_fault: by letter, the cells that are not what their field asks for.
        """
        looked = [e for e in self._columns if not e.closed or e.letter in at_fault]
        if not looked:
            return
        long = frame.select(pl.col(e.letter).str.len_bytes().max() for e in looked).row(0)
        signs = frame.select(
            _has_signs(each, frame, at_fault, longest or 0)
            for each, longest in zip(looked, long, strict=True)
        )
        for each in looked:
            rows = frame.select({ROW, each.letter, *self._names, *self._bodies, *self._deaths})
            if each.closed:
                rows = rows.filter(at_fault[each.letter])
            named = "nir" in each.says  # whose numbers may have been rounded
            if signs[each.letter][0] or named:
                text = pl.col(each.letter)
                found = rows.filter(text.is_not_null() & (text.str.contains(each.signs) | named))
                self._see_numbers(each, found)
                self._see_emails(each, found)
            if each.says:
                self._see_persons(each, rows)

    def findings(self) -> tuple[Finding, ...]:
        """Give what was found, column by column."""
        return tuple(finding for each in self._columns for finding in self._told(each))

    def _see_numbers(self, each: _Watched, frame: pl.DataFrame) -> None:
        left = frame
        for kind, (find, least) in FINDERS.items():
            named = kind in each.says
            texts = left[each.letter]
            likely = texts if named else _narrowed(texts, NARROW[kind], least)
            hits = {
                text: hit
                for text in likely.unique(maintain_order=True)
                if (hit := find(text, named=named))
            }
            if hits:
                each.rivals[kind] += int(texts.str.contains(RIVALS.get(kind, "^$")).sum())
                sure = [text for text, hit in hits.items() if hit.sure]
                each.sure[kind] += int(texts.is_in(sure).sum())
                self._add(each, kind, left, {text: hit.masked for text, hit in hits.items()})
                left = left.filter(~texts.is_in(list(hits)))

    def _see_emails(self, each: _Watched, frame: pl.DataFrame) -> None:
        texts = frame[each.letter]
        signed = texts.str.contains("@", literal=True).fill_null(value=False)
        if not signed.any():
            return
        found = frame.filter(signed)
        persons = _beside(self._names if self._persons else [], each.letter)
        rows = found.select(each.letter, p=persons, b=_beside(self._bodies, each.letter))
        private: dict[str, str] = {}
        for text, person, body in rows.unique(maintain_order=True).iter_rows():
            if masked := find_private_email(text, Surroundings(person, body)):
                private[text] = masked
        if private:
            self._add(each, "email", found, private)

    def _see_persons(self, each: _Watched, frame: pl.DataFrame) -> None:
        """See what only a header and its neighbours tell."""
        texts = frame[each.letter]
        if "beneficiary" in each.says:
            titled = frame.filter(texts.str.contains(_TITLED).fill_null(value=False))
            masked = {text: _initials(text) for text in titled[each.letter].unique()}
            if masked:
                self._add(each, "beneficiary", titled, masked)
        if each.own:
            return
        if "birth" in each.says or ("date" in each.says and self._persons):
            kind = "birth-date" if "birth" in each.says else "birth-date-likely"
            dated = frame.filter(texts.str.contains(_DATE).fill_null(value=False))
            for letter in self._deaths:
                dated = dated.filter(pl.col(letter).is_null())
            each.tally(kind).add(dated[ROW])
            each.years.update(dated[each.letter].str.extract(_YEAR).drop_nulls().cast(int))
        if "address" in each.says and self._persons and (self._homes or "home" in each.says):
            streets = "street" in each.says and not self._numbered
            homes = frame.filter(texts.str.contains(r"\d")) if streets else frame
            each.tally("address").add(_filled(homes, each.letter))
        names = each.says & {"last name", "whole name"}
        if names and ("child" in each.says or self._children):
            each.tally("minor").add(_filled(frame, each.letter))
        elif "pupil" in each.says and self._classes:
            each.tally("minor").add(
                frame[ROW].filter(texts.str.contains(_NAME).fill_null(value=False))
            )

    def _add(
        self, each: _Watched, kind: str, frame: pl.DataFrame, masked: Mapping[str, str]
    ) -> None:
        hit = frame.filter(frame[each.letter].is_in(list(masked)))
        shown = hit[each.letter].replace_strict(dict(masked), return_dtype=pl.String)
        each.tally(kind).add(hit[ROW], shown)

    def _told(self, each: _Watched) -> Iterator[Finding]:
        for kind, tally in each.hits.items():
            if not tally.count or not self._is_credible(each, kind):
                continue
            finding = tally.finding()
            if kind in each.asked:
                yield replace(finding, code=f"privacy.service-{kind}", severity="note")
            else:
                yield replace(finding, severity=self._severity(kind))

    def _severity(self, kind: str) -> Severity:
        """Refuse what no law lets anybody publish; of the rest, a person must judge."""
        return "error" if kind == "nir" or (kind == "iban" and self._persons) else "warning"

    def _is_credible(self, each: _Watched, kind: str) -> bool:
        if kind == "birth-date-likely":
            return _are_births(each.years)
        if kind not in RIVALS or each.sure[kind]:
            return True
        if kind == "phone" and "code" in each.says:
            return False
        return each.hits[kind].count >= each.rivals[kind] / 2


def find_personal_data(table: Table) -> tuple[Finding, ...]:
    """Look through a table of which nobody knows the table schema."""
    watch = Watch(table.columns)
    for frame in table.scan():
        watch.see(frame)
    return watch.findings()


def without_numbers(finding: Finding) -> Finding:
    """Give any finding with the numbers that name persons made unreadable in its values."""
    masked = tuple(dict.fromkeys(map(mask_numbers, finding.values)))
    return finding if masked == finding.values else replace(finding, values=masked)


def _watched(column: Column, own: Field | None) -> _Watched:
    said = says(column.header)
    if own is None:
        return _Watched(column, said)
    told = " ".join(str(own.options.get(key) or "") for key in ("title", "description"))
    asked = says(f"{own.name} {told}") | ({"email"} if own.format == "email" else set())
    return _Watched(column, said, asked & {"email", "phone"}, own=True, closed=_is_closed(own))


def _is_closed(own: Field) -> bool:
    """Tell whether a cell that follows its field cannot be a number or an address of a person."""
    if own.type not in ("string", "any") or "enum" in own.constraints or own.format == "uri":
        return True
    try:
        pattern = compile_pattern(str(own.constraints["pattern"]))
    except (KeyError, re.error):
        return False
    return not any(pattern.match(each) for each in _EXAMPLES)


def _beside(letters: Sequence[str], but: str) -> pl.Expr:
    """Give what some columns say in each row, in small letters; null without such columns."""
    columns = [pl.col(letter) for letter in letters if letter != but]
    if not columns:
        return pl.lit(None, dtype=pl.String)
    starts = [column.str.slice(0, _LONGEST_NAME) for column in columns]
    joined = pl.concat_str(starts, separator=" ", ignore_nulls=True).str.to_lowercase()
    return joined.str.normalize("NFKD").str.replace_all(r"\p{M}", "")


def _has_signs(
    each: _Watched, frame: pl.DataFrame, at_fault: Mapping[str, pl.Series], longest: int
) -> pl.Expr:
    """Tell whether a column may hold an address or a number in any of its rows.

    What a column says again and again is looked at once: most columns do.

    Args:
        each: the column.
        frame: a batch of rows.
        at_fault: as `Watch.see` takes it.
        longest: bytes of the longest cell.
    """
    texts = pl.col(each.letter)
    if each.closed:
        texts = texts.filter(at_fault[each.letter])
    elif each.usual is None:
        usual = frame[each.letter].head(_HEAD).unique()
        clean = len(usual) < _FEW and not usual.str.contains(each.signs).any()
        each.usual = usual.drop_nulls().to_list() if clean else []
    if each.usual:
        texts = texts.filter(~texts.is_in(each.usual))
    long = "phone" in each.says or longest >= _LEAST_LONG
    return texts.str.contains(each.signs if long else _SHORT_SIGNS).any().alias(each.letter)


def _filled(frame: pl.DataFrame, letter: str) -> pl.Series:
    """Give the numbers of the rows in which a column says something."""
    return frame[ROW].filter((frame[letter].str.strip_chars() != "").fill_null(value=False))


def _narrowed(texts: pl.Series, shapes: Sequence[str], least: int) -> pl.Series:
    """Give the texts of some length that fit all shapes, of which the first is the quickest."""
    texts = texts.filter(texts.str.len_bytes() >= least)
    for shape in shapes:
        texts = texts.filter(texts.str.contains(shape)) if len(texts) else texts
    return texts


def _initials(text: str) -> str:
    title, _blank, rest = text.strip().partition(" ")
    return " ".join((title, *(f"{word[0]}***" for word in rest.split())))


def _are_births(years: Counter[int]) -> bool:
    known = sum(years.values())
    if known < _LEAST_DATES or max(years) - min(years) < _SPAN_YEARS:
        return False
    grown = date.today().year - _GROWN_YEARS  # noqa: DTZ011 - a year is enough
    return sum(times for year, times in years.items() if year <= grown) >= _GROWN_SHARE * known
