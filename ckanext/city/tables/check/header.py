"""Which column of a file is which field, and what is wrong with its header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ckanext.city.tables.check.descriptor import Descriptor
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.table import Column, Table


@dataclass(frozen=True)
class Header:
    """The columns of a file, as the table schema sees them.

    Attributes:
        letters: the column of each field that the file has.
        untitled: columns without a header that hold something.
        findings: what is wrong with the header.
    """

    letters: dict[str, str]
    untitled: tuple[Column, ...]
    findings: tuple[Finding, ...]


def match_header(table: Table, descriptor: Descriptor) -> Header:
    """Match columns and fields by their names, to the letter; the order is the file's."""
    letters: dict[str, str] = {}
    known = {each.name for each in descriptor.fields}
    for column in table.columns:
        if column.header in known:
            letters.setdefault(column.header, column.letter)
    untitled = tuple(each for each in table.columns if not each.header)
    missing = tuple(_missing(table, descriptor, letters))
    meant = known | {value for each in missing for value in each.values}
    findings = _unreadable(table, descriptor, letters) or (
        *missing,
        *_repeated(table.columns, known),
        *_extra(table.columns, meant, descriptor, letters),
    )
    return Header(letters, untitled, tuple(findings))


def fold(name: str) -> str:
    """Write a name without case, accents, signs and blanks: to tell what was probably meant."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe"))
    return re.sub(r"[^a-z0-9]+", "", plain)


def _unreadable(
    table: Table, descriptor: Descriptor, letters: dict[str, str]
) -> tuple[Finding, ...]:
    titled = [each.header for each in table.columns if each.header]
    if not table.header_row or not titled:
        return (Finding("header.none", "error"),)
    if letters or not descriptor.fields:
        return ()
    names = ", ".join(each.name for each in descriptor.fields[:5])
    return (
        Finding(
            "header.unknown",
            "error",
            rows=(table.header_row,),
            values=tuple(titled[:20]),
            details={"expected": names},
        ),
    )


def _missing(table: Table, descriptor: Descriptor, letters: dict[str, str]) -> Iterator[Finding]:
    needed = {each.name for each in descriptor.fields if each.required} | {*descriptor.primary_key}
    taken = set(letters)
    free = {fold(c.header): c.header for c in table.columns if c.header and c.header not in taken}
    for each in descriptor.fields:
        if each.name in letters:
            continue
        near = free.get(fold(each.name))
        if each.name in needed and near is None:
            yield Finding("header.missing", "error", each.name, rows=(table.header_row,))
        elif near is not None:
            yield Finding(
                "header.misspelt",
                "error" if each.name in needed else "warning",
                each.name,
                rows=(table.header_row,),
                values=(near,),
            )


def _repeated(columns: Sequence[Column], known: set[str]) -> Iterator[Finding]:
    places: dict[str, list[str]] = {}
    for column in columns:
        if column.header:
            places.setdefault(column.header, []).append(column.letter)
    for name, letters in places.items():
        if len(letters) > 1:
            yield Finding(
                "header.duplicate",
                "error" if name in known else "warning",
                name,
                count=len(letters),
                details={"columns": ", ".join(letters)},
            )


def _extra(
    columns: Sequence[Column], meant: set[str], descriptor: Descriptor, letters: dict[str, str]
) -> Iterator[Finding]:
    names = dict.fromkeys(each.header for each in columns if each.header not in meant)
    rna = next((each.name for each in descriptor.fields if fold(each.name).startswith("rna")), None)
    for name in filter(None, names):
        if rna and rna not in letters and "siret" in fold(name) and "rna" in fold(name):
            details = {"cause": "bodies", "rna": rna}
            yield Finding("header.extra", "warning", name, details=details)
        else:
            yield Finding("header.extra", "note", name)
