"""What the feed could not say as it was stored: kept beside a dataset's part, shown to people."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_VALUE = 200

#: Control characters, and those of Unicode that hide or turn what stands around them.
_UNSEEN = re.compile(
    r"[^\x20-\x7e\xa0-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\ue000-\ufffd"
    r"\U00010000-\U0010ffff]"
)


def _(text: str) -> str:  # marks text for extraction; `explain` translates it
    return text


_RETYPE = _("Type it again in the form, then save.")
_WHOLE_ADDRESS = _("Write the whole address, starting with https://, as a browser shows it.")
_PUBLIC_PLACE = _("Give an address that everyone can reach, or upload the file.")
_LEAVE_TO_SOFTWARE = _("Tell the administrator: software wrote it, not the form.")
_COPY_ADDRESS = _("Open the address in a browser, and copy it from there.")
_ACCEPT_OR_CORRECT = _("Nothing has to be done; correct the form to make this line go.")

#: Code of a problem: what is wrong, and what to do. Codes never change.
SENTENCES = {
    "address.characters": (
        _("This address holds characters that must be written otherwise; the feed does so."),
        _ACCEPT_OR_CORRECT,
    ),
    "address.host": (_("This address names no site that could exist."), _COPY_ADDRESS),
    "address.no-domain": (
        _("This address names a machine of the city's own network: nobody else can reach it."),
        _PUBLIC_PLACE,
    ),
    "address.number": (_("The number in this address is none of the Internet."), _COPY_ADDRESS),
    "address.port": (_("What follows the “:” in this address is no port."), _COPY_ADDRESS),
    "address.private": (
        _("This address leads to an inside network: nobody else can reach it."),
        _PUBLIC_PLACE,
    ),
    "address.refused": (_("data.gouv.fr would refuse this address."), _WHOLE_ADDRESS),
    "address.relative": (_("This is no whole web address."), _WHOLE_ADDRESS),
    "address.scheme": (
        _("data.gouv.fr takes addresses that start with https://, http:// or ftp:// only."),
        _PUBLIC_PLACE,
    ),
    "address.space": (_("There is a space in this address."), _COPY_ADDRESS),
    "address.too-long": (_("This address is too long."), _("Give a shorter address.")),
    "address.unknown-domain": (
        _("This address ends in a domain that the Internet does not know."),
        _PUBLIC_PLACE,
    ),
    "dataset.unreadable": (
        _("These metadata break the feed: it gives the title, the description and the files only."),
        _LEAVE_TO_SOFTWARE,
    ),
    "date.french": (
        _("This date is written as day/month/year; the feed gives it as year-month-day."),
        _ACCEPT_OR_CORRECT,
    ),
    "date.malformed": (
        _("This is no date."),
        _("Write year-month-day, for example 2026-04-02."),
    ),
    "duration.malformed": (
        _("This is no duration of ISO 8601, for example P1D for a day."),
        _LEAVE_TO_SOFTWARE,
    ),
    "email.malformed": (
        _("This is no e-mail address."),
        _("Write that of a function, for example opendata@ville.fr."),
    ),
    "field.unnamed": (_("A value stands under a name that is none."), _LEAVE_TO_SOFTWARE),
    "geometry.crossing": (
        _("This outline crosses itself; the feed unties it."),
        _("Draw the outline again, or correct it in your mapping software."),
    ),
    "geometry.malformed": (
        _("This is no GeoJSON geometry in degrees (WGS 84)."),
        _("Export the outline again in WGS 84, or leave the field empty."),
    ),
    "list.malformed": (_("A list is expected here."), _LEAVE_TO_SOFTWARE),
    "list.null": (_("An empty value stands where something is expected."), _LEAVE_TO_SOFTWARE),
    "list.single": (
        _("A list is expected here; the feed takes what there is for its only entry."),
        _ACCEPT_OR_CORRECT,
    ),
    "media-type.malformed": (
        _("This is no media type, for example text/csv."),
        _LEAVE_TO_SOFTWARE,
    ),
    "media-type.parameters": (
        _("A media type is followed by something else, which the feed leaves out."),
        _ACCEPT_OR_CORRECT,
    ),
    "number.malformed": (
        _("This is no whole number of at least 0."),
        _LEAVE_TO_SOFTWARE,
    ),
    "resource.no-address": (
        _("This file has neither content nor address: the feed leaves it out."),
        _("Upload the file, give its address, or remove it."),
    ),
    "row.malformed": (_("This entry is not made of fields."), _LEAVE_TO_SOFTWARE),
    "term.address": (_("This address cannot be written in the feed."), _COPY_ADDRESS),
    "term.control-character": (
        _("There were characters in it that cannot be seen; the feed leaves them out."),
        _RETYPE,
    ),
    "text.control-character": (
        _("There were characters in it that cannot be seen; the feed leaves them out."),
        _RETYPE,
    ),
    "text.list": (
        _("One text is expected here; the feed joins those that there are by commas."),
        _ACCEPT_OR_CORRECT,
    ),
    "text.malformed": (_("A text is expected here."), _LEAVE_TO_SOFTWARE),
    "text.number": (
        _("A text is expected here; the feed writes this number as one."),
        _ACCEPT_OR_CORRECT,
    ),
    "text.too-long": (
        _("This text is too long: the feed cuts it."),
        _("Shorten it, and put the rest into a file."),
    ),
    "title.missing": (
        _("This dataset has no title; the feed gives its address in its place."),
        _("Give it a title."),
    ),
    "uri.malformed": (_("This is no address that could name a thing."), _WHOLE_ADDRESS),
    "value.unknown": (_("The feed cannot say a value of this kind."), _LEAVE_TO_SOFTWARE),
}
_UNKNOWN = (_("The feed cannot say this value."), _LEAVE_TO_SOFTWARE)

_short = reprlib.Repr()
_short.maxstring = _short.maxother = LONGEST_VALUE


@dataclass(frozen=True)
class Problem:
    """A value that a dataset's metadata hold and that the feed leaves out or mends.

    Attributes:
        code: what is wrong, stable and dotted: "address.no-domain", "text.control-character".
        field: where it stands: "title", "resources[0].url", "contact[1].email".
        value: the value as text, cut after LONGEST_VALUE characters.
        resource: id of the resource that it stands in; empty for the dataset's own.
        dropped: whether the value is left out; else it is mended.
    """

    code: str
    field: str
    value: str = ""
    resource: str = ""
    dropped: bool = True


def explain(problem: Problem, translate: Callable[[str], str]) -> tuple[str, str]:
    """Say what is wrong and what to do, in the language of `translate`."""
    wrong, remedy = SENTENCES.get(problem.code, _UNKNOWN)
    return translate(wrong), translate(remedy)


def shown(value: object) -> str:
    """Write a value for a person: short, what cannot be seen as its code, never an error."""
    written = value[:LONGEST_VALUE] if isinstance(value, str) else _represented(value)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)[:LONGEST_VALUE]


def _represented(value: object) -> str:
    try:
        return _short.repr(value)
    except Exception:  # noqa: BLE001 - a value of any type, whose repr may do anything
        return f"({type(value).__name__})"
