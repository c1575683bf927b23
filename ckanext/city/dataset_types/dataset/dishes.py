"""Cells of a menu that say several dishes."""

from __future__ import annotations

import re

from ckanext.city.tables.findings import Entry
from ckanext.city.tables.repair.known import RowCut


def _(text: str) -> str:  # marks text for extraction; translated where it is told
    return text


_OR = re.compile(r"(?:et\s*/\s*)?ou", re.IGNORECASE)
_BULLET = re.compile(r"[-–•*·]\s*(?=\w)")
_INLINE = re.compile(r"\s+ou\s+|\s+/\s+|\s*\n\s*", re.IGNORECASE)
_SHORTEST = 3  # letters of a dish: "Riz"
#: Words that begin a part of a dish, or how it is served: "nature", "avec sa sauce".
_PARTS = re.compile(
    r"(?:nature|avec|sans|sauce|façon|et|au|aux|à|en|de|du|des|d['’]|selon|maison|chaude?s?"
    r"|froide?s?|vapeur|sucrée?s?|salée?s?)(?:\W|$)",
    re.IGNORECASE,
)
_FIELD = "menuPlatNom"


def read_dishes(text: str) -> tuple[str, ...]:
    """Read the dishes that a cell parts by "ou" on a line of its own, or lists with dashes."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(map(_BULLET.match, lines)):
        return tuple(_BULLET.sub("", line, count=1) for line in lines)
    if not any(map(_OR.fullmatch, lines[1:-1])):
        return (text,)
    dishes: list[list[str]] = [[]]
    for line in lines:
        if _OR.fullmatch(line):
            dishes.append([])
        else:
            dishes[-1].append(line)
    return tuple(" ".join(each) for each in dishes) if all(dishes) else (text,)


def read_doubtful_dishes(text: str) -> tuple[str, ...]:
    """Read the dishes that may be meant by "A ou B", "A / B", or by lines."""
    if len(read_dishes(text)) > 1:
        return (text,)
    dishes = tuple(filter(None, _INLINE.split(text)))
    if any(len(each) < _SHORTEST or _PARTS.match(each) for each in dishes):
        return (text,)
    return dishes


CUTS = (
    RowCut(
        "menu.dishes",
        Entry(
            _("Cells of {field} that list several dishes become a row for each: {after}."),
            _("Accept if these are dishes of their own."),
        ),
        _FIELD,
        read_dishes,
    ),
    RowCut(
        "menu.dishes-likely",
        Entry(
            _("Cells of {field} that may say several dishes become a row for each: {after}."),
            _("Accept if these are dishes of their own, and no parts of one."),
        ),
        _FIELD,
        read_doubtful_dishes,
        safe=False,
    ),
)
