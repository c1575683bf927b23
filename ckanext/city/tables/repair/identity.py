"""Whose the rows of a table are: the city's, or others', where nobody wrote it down in each.

A list of a whole agglomeration has places of its neighbours, and another body has a SIRET of its
own: what the city is would be wrong there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from ckanext.city.geo.area import ANYWHERE
from ckanext.city.geo.quality import judge_places
from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.check.places import fields_of_place
from ckanext.city.tables.city import City
from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES, Finding
from ckanext.city.tables.proposals import Proposal
from ckanext.city.tables.recognise.names import words
from ckanext.city.tables.repair.changes import Change, added_column, examples_of
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.repair.trail import NOWHERE
from ckanext.city.tables.table import ROW, Column

#: What a row says: that it is the city's, another's, or perhaps another's.
OWN, OTHER, DOUBTFUL = "own", "other", "doubtful"
Whose = str | None
Judge = Callable[[str], Whose]

#: Kinds of repair: of rows that say that they are the city's, and of those that do not say it.
OF_OWN, OF_UNSURE = "city.own", "city.unsure"
_GAPS = "city.gaps"
_SHOWN = 3  # of those that are others'
_CODES_OF_BODY = ("siret", "siren")
_SIREN = 9  # digits, the first ones of a SIRET
#: How the postcodes of a department begin, where that is not its code.
_POSTAL = {"2A": "20", "2B": "20"}
_BEFORE_NAMES = frozenset(("ville", "mairie", "commune", "municipalite", "notre", "de", "du", "d",
                           "la", "le", "les", "l"))  # fmt: skip
_AFTER_NAMES = frozenset(("cedex", "e", "er", "eme", "arrondissement"))
_SHORT = {"st": "saint", "ste": "sainte", "s": "sur"}
_SAINTS = ((), ("saint",), ("sainte",))
_NAMED = frozenset(("commune", "ville", "localite", "municipalite"))
#: What stands beside these in a title of communes; "Service de la ville" is none.
_BESIDES = frozenset(("nom", "libelle", "lib", "adr", "adresse", "equip", "implantation", "site",
                      "de", "du", "d", "la", "l"))  # fmt: skip
#: Columns of these are of others than who is in the row, or of no place.
_ELSE = frozenset(("siege", "exploitant", "titulaire", "gestionnaire", "contact", "mail", "email",
                   "mel", "courriel", "web", "url", "ip", "type"))  # fmt: skip
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_IN_ADDRESS = re.compile(r"(?<!\d)(\d{5})\s+([^\W\d][^,;()\d]*)")


@dataclass(frozen=True)
class Identity:
    """Tells of the rows of a table whose they are.

    Attributes:
        city: who the city is.
        constants: by field, the attribute of `City` that it says.
        columns: of the table.
        letters: of the fields that the table has.
        descriptor: of its table schema.
    """

    city: City
    constants: Mapping[str, str]
    columns: tuple[Column, ...]
    letters: Mapping[str, str]
    descriptor: Descriptor

    def whose(self, frame: pl.DataFrame, field: str) -> pl.Series:
        """Tell of each row whose it is as far as a field goes; null where it does not say."""
        said = [_said(frame[letter], judge) for letter, judge in self._evidence(field)]
        if not self._is_of_body(field):
            said += self._by_places(frame)
        return _together(said, len(frame))

    def others(self, frame: pl.DataFrame, field: str) -> tuple[str, ...]:
        """Give the texts by which rows say that they are not, or perhaps not, the city's."""
        found: dict[str, None] = {}
        for letter, judge in self._evidence(field):
            texts = frame[letter].drop_nulls().unique(maintain_order=True)
            found |= dict.fromkeys(text for text in texts if judge(text) in (OTHER, DOUBTFUL))
        for said in () if self._is_of_body(field) else self._by_places(frame):
            pair = fields_of_place(self.descriptor) or ()
            places = frame.filter(said == OTHER).select(self.letters[name] for name in pair)
            found |= dict.fromkeys(", ".join(place) for place in places.iter_rows())
        return tuple(found)

    def _is_of_body(self, field: str) -> bool:
        """Tell whether a field says a body, and not a commune, in which others are too."""
        attribute = self.constants[field]
        return attribute in _CODES_OF_BODY or (
            attribute == "name" and _NAMED.isdisjoint(words(field))
        )

    def _evidence(self, field: str) -> Iterator[tuple[str, Judge]]:
        """Give the columns that may say it, and how each of their texts is read."""
        of_body = self._is_of_body(field)
        for name, said in self.constants.items():
            expected = str(getattr(self.city, said))
            if name == field or not expected or name not in self.letters:
                continue
            if self._is_of_body(name) == of_body:
                yield self.letters[name], self._judge(said, expected)
        if not of_body:
            yield from self._of_commune()

    def is_own(self, field: str, text: str) -> Whose:
        """Tell whose the text of a field is that says who the city is."""
        attribute = self.constants[field]
        expected = str(getattr(self.city, attribute))
        return self._judge(attribute, expected)(text) if expected else None

    def _judge(self, attribute: str, expected: str) -> Judge:
        if attribute == "name":
            return self._is_name
        return partial(_is_siren if attribute in _CODES_OF_BODY else _is_code, expected=expected)

    def _of_commune(self) -> Iterator[tuple[str, Judge]]:
        fields = {letter: name for name, letter in self.letters.items()}
        for column in self.columns:
            written = (column.header, fields.get(column.letter, ""))
            titles = [said for each in written if not (said := {*words(each)}) & _ELSE]
            if any("cp" in said or {"code", "postal"} <= said for said in titles):
                yield column.letter, self._is_postcode
            elif any(said & _NAMED and said <= _NAMED | _BESIDES for said in titles):
                yield column.letter, self._is_name
            elif any(said & {"adresse", "adr"} for said in titles):
                yield column.letter, self._is_address

    def _is_name(self, text: str) -> Whose:
        return self._named(text, whole=True)

    def _named(self, text: str, *, whole: bool) -> Whose:
        """Read the name of a commune, which may be short for the city's.

        Args:
            text: as written.
            whole: nothing else stands after it, as it may after that of an address.
        """
        ours, theirs = _name(self.city.name), _name(text)
        if not ours or not words(text):
            return None
        begins = len(theirs) >= len(ours) or theirs not in _SAINTS
        alike = all(map(_is_short_for, theirs, ours))
        ends = not whole or {*theirs[len(ours) :]} <= _AFTER_NAMES
        return OWN if not theirs or (begins and alike and ends) else OTHER

    def _is_postcode(self, text: str) -> Whose:
        found = _POSTCODE.search(text)
        if found is None or "cedex" in text.lower():
            return None
        if found[1] == self.city.postcode:
            return OWN
        beginning = _POSTAL.get(self.city.department, self.city.department)
        return DOUBTFUL if found[1].startswith(beginning) else OTHER

    def _is_address(self, text: str) -> Whose:
        found = [*_IN_ADDRESS.finditer(text)]
        if not found:
            return None
        code, name = found[-1].groups()
        named = self._named(name, whole=code != self.city.postcode)
        return named or self._is_postcode(f"{code} {name}")

    def _by_places(self, frame: pl.DataFrame) -> list[pl.Series]:
        """Tell it by where the places lie, if it is known where the city is."""
        pair = fields_of_place(self.descriptor)
        if self.city.area is ANYWHERE or pair is None or not {*pair} <= {*self.letters}:
            return []
        y, x = (_degrees(frame[self.letters[name]]) for name in pair)
        said: list[Whose] = [None] * len(frame)
        if self.city.area.boundary is not None:
            inside = self.city.area.surely_holds(x.to_numpy(), y.to_numpy())
            said = [OWN if each else None for each in inside]
        for place in judge_places(x.to_list(), y.to_list(), area=self.city.area).outside:
            said[place] = OTHER
        return [pl.Series(said, dtype=pl.String)]


@dataclass(frozen=True)
class Parts:
    """A table of which some rows are not, or perhaps not, the city's.

    Attributes:
        whose: of each row.
        value: what the rows of the city say.
        others: texts by which rows are told to be others'.
    """

    whose: pl.Series
    value: str
    others: tuple[str, ...]

    @classmethod
    def of(cls, identity: Identity, frame: pl.DataFrame, field: str) -> Parts | None:
        """Part a table as far as a field goes; None if all of it may be the city's."""
        whose = identity.whose(frame, field)
        if not whose.is_in([OTHER, DOUBTFUL]).any():
            return None
        value = getattr(identity.city, identity.constants[field])
        return cls(whose, value, identity.others(frame, field))

    def change(
        self, frame: pl.DataFrame, kind: str, name: str, letter: str | None
    ) -> Change | None:
        """Propose to fill a field that says nothing in the rows of one part.

        Args:
            frame: the rows.
            kind: `OF_OWN` or `OF_UNSURE`.
            name: of the field.
            letter: of its column, if the table has it.
        """
        own = self.whose == OWN
        part = own if kind == OF_OWN else self.whose.is_null() | (self.whose == DOUBTFUL)
        cells = dict.fromkeys(part.fill_null(value=False).arg_true(), self.value)
        if not cells:
            return None
        column = letter or added_column(name)
        details = {"others": ", ".join(self.others[:_SHOWN])}
        proposal = Proposal(
            f"{kind}:{name}", kind, "constraint.required" if letter else "header.missing",
            (name,), len(cells), kind == OF_OWN, examples_of(frame, column, cells), details,
        )  # fmt: skip
        added = {} if letter else {name: column}
        return Change(proposal, {column: cells}, {column: NOWHERE}, added)

    def findings(self, frame: pl.DataFrame, name: str) -> Iterator[Finding]:
        """Tell of the rows that are others', which nobody here can fill."""
        rows = frame[ROW].filter((self.whose == OTHER).fill_null(value=False)).to_list()
        if rows:
            details = {"expected": self.value}
            yield Finding("repair.of-others", "warning", name, tuple(rows[:MAX_ROWS]), len(rows),
                          self.others[:MAX_VALUES], details)  # fmt: skip


def fill_gaps(identity: Identity, frame: pl.DataFrame, field: str, letter: str) -> Iterator[Change]:
    """Propose to fill the cells that are empty in a column whose others all say the city alike.

    Args:
        identity: tells whose the rows are.
        frame: the rows.
        field: that says who the city is.
        letter: of its column; empty where the table has none.
    """
    texts = frame[letter].fill_null("").str.strip_chars(EDGES) if letter else pl.Series([""])
    said = texts.filter(texts != "").unique()
    if len(said) != 1 or identity.is_own(field, said[0]) != OWN or (texts != "").all():
        return
    whose = identity.whose(frame, field)
    is_parted = whose.is_in([OTHER, DOUBTFUL]).any()
    fitting = (whose == OWN).fill_null(value=False) if is_parted else texts == ""
    cells = dict.fromkeys(((texts == "") & fitting).arg_true(), said[0])
    if cells:
        proposal = Proposal(
            f"{_GAPS}:{field}", _GAPS, "constraint.required", (field,), len(cells), True,
            examples_of(frame, letter, cells),
        )  # fmt: skip
        yield Change(proposal, {letter: cells}, {letter: NOWHERE})


def are_of_others(
    city: City, constants: Mapping[str, str], field: str, values: Iterable[str]
) -> bool:
    """Tell whether values are SIRETs of others, though the field says that of the city."""
    attribute = constants.get(field, "")
    expected = str(getattr(city, attribute)) if attribute in _CODES_OF_BODY else ""
    said = {_is_siren(text, expected) for text in values} if expected else set()
    return OTHER in said and OWN not in said


def _degrees(texts: pl.Series) -> pl.Series:
    plain = texts.str.strip_chars().str.replace(",", ".", literal=True)
    return plain.cast(pl.Float64, strict=False).fill_null(math.nan)


def _name(text: str) -> tuple[str, ...]:
    """Give the words of a commune's name, without what is written before it."""
    found = [_SHORT.get(word, word) for word in words(text) if not word.isdigit()]
    while found and found[0] in _BEFORE_NAMES:
        del found[0]
    return tuple(found)


def _is_short_for(short: str, name: str) -> bool:
    """Tell whether a word may be short for another: "mx" for "moulineaux"."""
    letters = iter(name)
    return short[0] == name[0] and all(letter in letters for letter in short)


def _is_siren(text: str, expected: str) -> Whose:
    digits = re.sub(r"\D", "", text)
    if len(digits) not in (_SIREN, _SIREN + 5):
        return None
    return OWN if digits[:_SIREN] == expected[:_SIREN] else OTHER


def _is_code(text: str, expected: str) -> Whose:
    return (OWN if text.strip() == expected else OTHER) if text.strip() else None


def _said(texts: pl.Series, judge: Judge) -> pl.Series:
    """Read a column by its distinct texts."""
    distinct = texts.drop_nulls().unique().to_list()
    said = [judge(text) for text in distinct]
    return texts.replace_strict(distinct, said, default=None, return_dtype=pl.String)


def _together(said: list[pl.Series], rows: int) -> pl.Series:
    """Join what several columns say of each row: what denies most, but a name its postcode."""
    if not said:
        return pl.repeat(None, rows, dtype=pl.String, eager=True)
    frame = pl.DataFrame({str(at): each for at, each in enumerate(said)})
    found = pl.lit(None, pl.String)
    for each in (DOUBTFUL, OWN, OTHER):
        found = pl.when(pl.any_horizontal(pl.all() == each)).then(pl.lit(each)).otherwise(found)
    return frame.select(found.alias("whose")).to_series()
