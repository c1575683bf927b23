"""Columns that say several fields at once, and fields that several columns say together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.city.tables.check.descriptor import Descriptor, Field
from ckanext.city.tables.check.places import fields_of_place, is_coordinate
from ckanext.city.tables.proposals import MAX_EXAMPLES, Example, Proposal
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.names import normal, words
from ckanext.city.tables.recognise.points import read_metres, read_pair
from ckanext.city.tables.repair import addresses, identifiers
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.cells import find_changes
from ckanext.city.tables.repair.changes import Change, added_column, mark_of
from ckanext.city.tables.repair.known import CutRepair
from ckanext.city.tables.repair.periods import is_period, order_of_days, read_period
from ckanext.city.tables.repair.places import point_repairer, read_projected
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.table import ROW, Column

_MOST = 0.8  # of the values of a column, for it to be one of several fields
_SAMPLED = 30
_BEGINS, _ENDS = {"debut", "start", "du"}, {"fin", "end", "au"}
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])\s?[h:]\s?(?:[0-5]\d)?(?::[0-5]\d)?", re.IGNORECASE)
_CAPITALS = r"[A-ZÀ-ÖØ-ÞŒ]{2,}(?:['’-][A-ZÀ-ÖØ-ÞŒ]+)*"
_FIRST = r"[A-ZÀ-ÖØ-ÞŒ][a-zà-öø-ÿœ]+(?:[ -][A-ZÀ-ÖØ-ÞŒ][a-zà-öø-ÿœ]+)*"
_SURNAME = rf"(?:[DLN]['’])?{_CAPITALS}(?: (?:[DL]['’])?{_CAPITALS})*"
_CIVILITY = r"(?:(?:M\.|Mr|Mme|Mlle) )?"
_SURNAME_FIRST = re.compile(rf"{_CIVILITY}(?P<surname>{_SURNAME}) (?P<first>{_FIRST})")
_SURNAME_LAST = re.compile(rf"{_CIVILITY}(?P<first>{_FIRST}) (?P<surname>{_SURNAME})")
_TIMES = frozenset(("heure", "heures", "horaire", "time", "heuredureleve", "heuredebut"))


@dataclass(frozen=True)
class _Found:
    """What a proposal writes: its kind, fields, cells and examples, and the columns it reads."""

    kind: str
    names: tuple[str, ...]
    cells: Mapping[str, Mapping[int, str]]
    examples: tuple[Example, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class _Joined:
    """A field that several columns say together."""

    kind: str
    field: str
    letters: list[str]


@dataclass(frozen=True)
class Splitter:
    """Cuts columns into fields, and joins columns into one.

    Attributes:
        descriptor: of the table schema.
        judges: of its fields.
        columns: of the file.
        letters: the columns of fields, by field name.
        claimed: the columns that fields may be, by field name, whether that was accepted or not.
        values_of: gives texts as those of a field.
        cuts: of the subject.
    """

    descriptor: Descriptor
    judges: Mapping[str, Judge]
    columns: Sequence[Column]
    letters: Mapping[str, str]
    claimed: Mapping[str, str]
    values_of: Callable[[str, Sequence[str]], Values]
    cuts: Sequence[CutRepair] = ()

    def finders(self) -> Iterator[Callable[[pl.DataFrame], Iterator[Change]]]:
        """Give what proposes, for the rows as they are by then, to split or to join columns."""
        yield from (
            self._streets,
            self._house_numbers,
            self._addresses,
            self._joined_addresses,
            self._people,
        )
        yield from (self._periods, self._moments, self._points, self._joined_points)
        yield from (self._identifiers, self._of_subject)

    @property
    def _free(self) -> list[Column]:
        """The columns that are no field."""
        taken = set(self.letters.values())
        return [column for column in self.columns if column.letter not in taken]

    def _texts(self, frame: pl.DataFrame, letter: str) -> list[str]:
        return [(text or "").strip(EDGES) for text in frame[letter].to_list()]

    def _is_open(self, name: str, source: str) -> bool:
        """Tell whether a field may be written: no other column is it, or could be."""
        return name in self.letters or self.claimed.get(name, source) == source

    def _written(self, frame: pl.DataFrame, name: str, source: str) -> tuple[str, list[str]]:
        """Give the column into which a field is written, and what it says already."""
        letter = self.letters.get(name)
        if letter is None:
            return added_column(name), [""] * len(frame)
        return letter, [""] * len(frame) if letter == source else self._texts(frame, letter)

    # One column, several fields.

    def _house_numbers(self, frame: pl.DataFrame) -> Iterator[Change]:
        fields = addresses.fields_of_parts(self.descriptor)
        letter = self.letters.get(fields.get(addresses.NUMBER, ""))
        if letter is None or addresses.SUFFIX not in fields:
            return
        rows = {
            place: {fields[part]: said for part, said in parts.items()}
            for place, text in enumerate(self._texts(frame, letter))
            if (parts := addresses.read_house_number(text)) is not None
        }
        yield from self._cut(frame, letter, "address.suffix", rows, safe=True)

    def _addresses(self, frame: pl.DataFrame) -> Iterator[Change]:
        fields = addresses.fields_of_parts(self.descriptor)
        if not {addresses.NUMBER, addresses.STREET} <= set(fields):
            return
        street = self.letters.get(fields[addresses.STREET])
        for letter in dict.fromkeys(
            [street] * bool(street) + [c.letter for c in self._free if addresses.is_whole(c.header)]
        ):
            found = {
                place: read
                for place, text in enumerate(self._texts(frame, str(letter)))
                if text and (read := addresses.read_address(text)) is not None
            }
            if found and letter != street:
                for place, text in enumerate(self._texts(frame, str(letter))):
                    if place not in found and (alone := addresses.read_street(text)) is not None:
                        found[place] = alone
            for sure in (True, False):
                cut = {place: read for place, read in found.items() if read.sure is sure}
                rows = {place: self._parts(read.parts, fields) for place, read in cut.items()}
                yield from self._cut(frame, str(letter), "address.split", rows, safe=sure)
            if found:
                return

    def _parts(self, parts: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
        with_suffix = addresses.SUFFIX not in fields
        said = {fields[part]: text for part, text in parts.items() if part in fields}
        number = addresses.write_number(parts, with_suffix=with_suffix)
        return {**said, fields[addresses.NUMBER]: number} if number else said

    def _periods(self, frame: pl.DataFrame) -> Iterator[Change]:
        ends = _fields_of_period(self.descriptor)
        if ends is None:
            return
        first, last = ends
        letters = [self.letters[name] for name in ends if name in self.letters]
        others = {letter for name, letter in self.claimed.items() if name not in ends}
        free = [c.letter for c in self._free if c.letter not in others]
        for letter in dict.fromkeys([*letters[:1], *free]):
            texts = self._texts(frame, letter)
            sample = [text for text in texts if text][:_SAMPLED]
            if sum(is_period(text) for text in sample) < _MOST * max(1, len(sample)):
                continue
            values = self.values_of(first, texts)
            order = order_of_days(values)
            read = {
                place: period
                for place, text in enumerate(texts)
                if text and (period := read_period(text, values, order)) is not None
                if period[0] < period[1]
            }
            if len(read) < _MOST * sum(map(bool, texts)):
                continue
            for sure in (True, False) if self.judges[first].field.required else (True,):
                rows = {
                    place: {first: begin.isoformat(), last: end.isoformat()}
                    for place, (begin, end, certain) in read.items()
                    if certain is sure
                }
                yield from self._cut(frame, letter, "date.split", rows, safe=sure)
            return

    def _people(self, frame: pl.DataFrame) -> Iterator[Change]:
        """Propose surname and first name of people who stand in one cell, "DUPONT Marie"."""
        names = [each.name for each in self.descriptor.fields]
        fields = {normal(name): name for name in names if normal(name) in ("nom", "prenom")}
        if len(fields) == 2 and fields["nom"] in self.letters:
            letter = self.letters[fields["nom"]]
            rows = {
                place: dict(zip((fields["nom"], fields["prenom"]), cut, strict=True))
                for place, text in enumerate(self._texts(frame, letter))
                if (cut := _person(text)) is not None
            }
            yield from self._cut(frame, letter, "name.split", rows, safe=False)

    def _points(self, frame: pl.DataFrame) -> Iterator[Change]:
        names = fields_of_place(self.descriptor)
        if names is None or any(name in self.letters for name in names):
            return
        for column in self._free:
            texts = self._texts(frame, column.letter)
            read = {
                place: dict(zip(names, pair, strict=True))
                for place, text in enumerate(texts)
                if text and (pair := read_pair(text)) is not None
            }
            if read and len(read) >= _MOST * sum(map(bool, texts)):
                yield from self._cut(frame, column.letter, "place.split", read, safe=True)
                return
            yield from self._projected(frame, column, names)

    def _projected(
        self, frame: pl.DataFrame, column: Column, names: tuple[str, str]
    ) -> Iterator[Change]:
        """Propose the degrees of places in metres that stand in one cell."""
        texts = self._texts(frame, column.letter)
        pairs = {at: pair for at, text in enumerate(texts) if (pair := read_metres(text))}
        if len(pairs) < _MOST * max(1, sum(map(bool, texts))):
            return
        area = self.values_of(names[0], ()).city.area
        for sure in (True, False):
            rows = {
                at: dict(zip(names, found[0], strict=True))
                for at, (x, y) in pairs.items()
                if (found := read_projected(x, y, area, column.header)) and found[1] is sure
            }
            yield from self._cut(frame, column.letter, "place.split-metres", rows, safe=sure)

    def _identifiers(self, frame: pl.DataFrame) -> Iterator[Change]:
        """Tell SIRETs from RNA numbers, each with its own key or form, where a column has both."""
        fields = identifiers.fields_of_bodies(self.judges)
        if fields is None:
            return
        own = [letter for name in fields if (letter := self.letters.get(name))]
        both = [c.letter for c in self._free if identifiers.says_both(c.header)]
        for letter in (*own, *both):
            rows = {}
            for place, text in enumerate(self._texts(frame, letter)):
                read = identifiers.read_identifier(text, fields)
                if read is not None and letter not in map(self.letters.get, read):
                    left = {name: "" for name in fields if self.letters.get(name) == letter}
                    rows[place] = {**left, **read}
            yield from self._cut(frame, letter, "identifier.split", rows, safe=True)

    def _of_subject(self, frame: pl.DataFrame) -> Iterator[Change]:
        """Cut what the subject knows how to read, in a column that says little else."""
        for cut in self.cuts:
            if cut.headers:
                yield from self._of_title(frame, cut)
                continue
            for column in self._free:
                texts = self._texts(frame, column.letter)
                read = {
                    at: said for at, text in enumerate(texts) if text and (said := cut.read(text))
                }
                others = sum(bool(text) and cut.besides(text) for text in texts)
                if read and 2 * (len(read) + others) >= sum(map(bool, texts)):
                    yield from self._cut(frame, column.letter, cut.kind, read, safe=True)
                    break

    def _of_title(self, frame: pl.DataFrame, cut: CutRepair) -> Iterator[Change]:
        """Cut columns of a title that the subject knows, where no other says the same."""
        own = {letter for name in cut.fields if (letter := self.letters.get(name))}
        free = own | {column.letter for column in self._free}
        named = [c.letter for c in self.columns if normal(c.header) in cut.headers]
        for letter in (each for each in named if each in free):
            rows = {
                at: said
                for at, text in enumerate(self._texts(frame, letter))
                if text and (said := cut.read(text)) is not None
                if all(self.letters.get(name, letter) == letter for name in said)
            }
            yield from self._cut(frame, letter, cut.kind, rows, safe=True)

    def _cut(
        self, frame: pl.DataFrame, letter: str, kind: str,
        rows: Mapping[int, Mapping[str, str]], *, safe: bool,
    ) -> Iterator[Change]:  # fmt: skip
        """Propose the parts of cells: all parts of a cell, or none where one has no room."""
        names = list(dict.fromkeys(name for parts in rows.values() for name in parts))
        targets = {name: self._written(frame, name, letter) for name in names}
        texts = self._texts(frame, letter)
        now = {name: texts if to == letter else said for name, (to, said) in targets.items()}
        kept = {
            place: parts
            for place, parts in rows.items()
            if any(targets[name][0] != letter for name in parts)
            and any(normal(now[name][place]) != normal(text) for name, text in parts.items())
            and all(self._has_room(name, text, place, targets[name][1], letter)
                    for name, text in parts.items())
        }  # fmt: skip
        if not kept:
            return
        cells = {
            targets[name][0]: {place: parts[name] for place, parts in kept.items() if name in parts}
            for name in names
        }
        examples = tuple(
            Example(int(frame[ROW][place]), texts[place], " | ".join(filter(None, parts.values())))
            for place, parts in list(kept.items())[:MAX_EXAMPLES]
        )
        found = _Found(kind, tuple(names), cells, examples, (letter,))
        yield self._told(frame, found, safe=safe)

    def _has_room(self, name: str, text: str, place: int, said: list[str], source: str) -> bool:
        """Tell whether a field can take a part: its cell is empty, or says the same."""
        if not self._is_open(name, source) or not self._could_be(name, text):
            return False
        return not said[place] or normal(said[place]) == normal(text)

    def _could_be(self, name: str, text: str) -> bool:
        judge = self.judges[name]
        return judge.accepts(text) or judge.accepts(text.replace("’", "'"))

    def _told(self, frame: pl.DataFrame, found: _Found, *, safe: bool) -> Change:
        mark = "" if safe else f":{mark_of(frame, found.cells.items())}"
        added = {name: added_column(name) for name in found.names if name not in self.letters}
        letter = found.sources[-1]
        proposal = Proposal(
            f"{found.kind}:{letter}{mark}",
            found.kind,
            "header.missing" if added else "cell.written",
            found.names,
            len({place for new in found.cells.values() for place in new}),
            safe,
            found.examples,
            {"letter": letter, "header": self._header(letter)},
        )
        origins = dict.fromkeys(found.cells, " ".join(found.sources))
        return Change(proposal, found.cells, origins, added)

    def _header(self, letter: str) -> str:
        return next((each.header for each in self.columns if each.letter == letter), letter)

    # Several columns, one field.

    def _streets(self, frame: pl.DataFrame) -> Iterator[Change]:
        """Propose the street that its kind and its name in two columns say together."""
        kinds = [c for c in self._free if addresses.is_type_of_street(c.header)]
        named = [n for n in self.letters if addresses.part_of(n) == addresses.STREET]
        if [len(kinds), len(named)] != [1, 1] or kinds[0].letter in self.claimed.values():
            return
        letters = [kinds[0].letter, self.letters[named[0]]]
        pairs = zip(*(self._texts(frame, letter) for letter in letters), strict=True)
        read = [addresses.join_street(kind, name) for kind, name in pairs]
        for sure in (True, False):
            new = {
                place: said[0]
                for place, said in enumerate(read)
                if said and said[1] is sure and self._could_be(named[0], said[0])
            }
            if new:
                joined = _Joined("street.join", named[0], letters)
                yield self._joined(frame, joined, new, safe=sure)

    def _joined_addresses(self, frame: pl.DataFrame) -> Iterator[Change]:
        """Propose the address that a number and a street in two columns say together."""
        fields = addresses.fields_of_parts(self.descriptor)
        whole = [each for each in self.descriptor.fields if addresses.is_whole(each.name)]
        if addresses.NUMBER in fields or len(whole) != 1:
            return
        columns = {
            part: [c for c in self._free if addresses.part_of(c.header) == part]
            for part in (addresses.NUMBER, addresses.SUFFIX, addresses.STREET)
        }
        name = whole[0].name
        if name not in self.letters and len(columns[addresses.STREET]) == 1:
            street, named = columns[addresses.STREET][0].letter, False
        elif name in self.letters:
            street, named = self.letters[name], True
        else:
            return
        if len(columns[addresses.NUMBER]) != 1 or len(columns[addresses.SUFFIX]) > 1:
            return
        letters = [c.letter for c in (columns[addresses.NUMBER][0], *columns[addresses.SUFFIX])]
        if letters[0] in self.claimed.values():
            return  # "N°" of a polling station is not that of a house
        counted = _counts(self._texts(frame, letters[0]))
        yield from self._join(frame, name, [*letters, street], safe=not (named or counted))

    def _join(
        self, frame: pl.DataFrame, name: str, letters: list[str], *, safe: bool
    ) -> Iterator[Change]:
        texts = [self._texts(frame, letter) for letter in letters]
        new: dict[int, str] = {}
        for place, parts in enumerate(zip(*texts, strict=True)):
            number, street = parts[0], parts[-1]
            begun = re.match(r"\d", street) is not None
            if street and not begun and re.fullmatch(r"(?:\d{1,4}\b.{0,8})?", number):
                text = " ".join(part for part in parts if part)
                if self._could_be(name, text) and (text != street or name not in self.letters):
                    new[place] = text
        if not new or not any(texts[0][place] for place in new):
            return
        yield self._joined(frame, _Joined("address.join", name, letters), new, safe=safe)

    def _joined_points(self, frame: pl.DataFrame) -> Iterator[Change]:
        """Propose the point that latitude and longitude in two columns say together."""
        points = [each for each in self.descriptor.fields if each.type == "geopoint"]
        if len(points) != 1 or points[0].name in self.letters:
            return
        pair = [[c for c in self._free if is_coordinate(c.header, which)] for which in (0, 1)]
        if [len(columns) for columns in pair] != [1, 1]:
            return
        letters = [columns[0].letter for columns in pair]
        texts = zip(*(self._texts(frame, letter) for letter in letters), strict=True)
        repair = point_repairer(self.values_of(points[0].name, ()))
        new = {
            place: written[0].after
            for place, (lat, long) in enumerate(texts)
            if (written := list(repair(f"{lat} ; {long}")))
        }
        if new:
            yield self._joined(
                frame, _Joined("place.join", points[0].name, letters), new, safe=True
            )

    def _moments(self, frame: pl.DataFrame) -> Iterator[Change]:
        """Propose the moment that a day and a time in two columns say together."""
        moments = [each.name for each in self.descriptor.fields if each.type == "datetime"]
        times = [c for c in self._free if normal(c.header) in _TIMES]
        known = [name for name in moments if name in self.letters]
        if len(known) != 1 or len(times) != 1:
            return
        letters = [self.letters[known[0]], times[0].letter]
        pairs = list(zip(*(self._texts(frame, letter) for letter in letters), strict=True))
        new = {
            place: f"{day} {time}"
            for place, (day, time) in enumerate(pairs)
            if day and _CLOCK.fullmatch(time) and not re.search(r"\d\s?[h:]\s?\d", day)
        }
        if new:
            safe = self._is_sure(known[0], list(new.values()))
            yield self._joined(frame, _Joined("date.join", known[0], letters), new, safe=safe)

    def _is_sure(self, name: str, texts: Sequence[str]) -> bool:
        """Tell whether texts are right for a field, or become so without a question."""
        values = self.values_of(name, texts)
        changes = find_changes(values)
        return all(
            self.judges[name].accepts(text) or (text in changes and changes[text].safe)
            for text in values.texts
        )

    def _joined(
        self, frame: pl.DataFrame, joined: _Joined, new: Mapping[int, str], *, safe: bool
    ) -> Change:
        texts = [self._texts(frame, letter) for letter in joined.letters]
        examples = tuple(
            Example(int(frame[ROW][at]), " | ".join(t[at] for t in texts if t[at]), new[at])
            for at in list(new)[:MAX_EXAMPLES]
        )
        cells = {self.letters.get(joined.field, added_column(joined.field)): new}
        found = _Found(joined.kind, (joined.field,), cells, examples, tuple(joined.letters))
        return self._told(frame, found, safe=safe)


def _counts(texts: Sequence[str]) -> bool:
    """Tell whether numbers are those of the rows, 1, 2, 3 and so on, and hardly of houses."""
    return len(texts) > 1 and [*texts] == [str(n) for n in range(1, len(texts) + 1)]


def _person(text: str) -> tuple[str, str] | None:
    """Cut a name into the surname, in capitals, and the first name; None where nothing tells."""
    found = _SURNAME_FIRST.fullmatch(text) or _SURNAME_LAST.fullmatch(text)
    return (found["surname"], found["first"]) if found else None


def _fields_of_period(descriptor: Descriptor) -> tuple[str, str] | None:
    """Find the fields of the first and of the last day, where there is one of each."""
    dates = [each for each in descriptor.fields if each.type == "date"]
    begins = [each for each in dates if _BEGINS & {*words(each.name)}]
    if len(begins) != 1:
        return None
    stem = _stem(begins[0])
    ends = [e for e in dates if e is not begins[0] and _stem(e) == stem]
    return (begins[0].name, ends[0].name) if len(ends) == 1 else None


def _stem(field: Field) -> tuple[str, ...]:
    return tuple(word for word in words(field.name) if word not in _BEGINS | _ENDS)
