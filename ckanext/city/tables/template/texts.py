"""What a template says to the person who fills it in, in English, marked for translation."""

from __future__ import annotations

from ckanext.city.tables.findings import _

DATA, EXAMPLE, HELP, LISTS = _("Data"), _("Example"), _("Help"), _("Lists")

REQUIRED, OPTIONAL = _("Required"), _("Optional")

#: What stands in a column, by how its cells are kept.
KINDS = {
    "text": _("text"),
    "whole": _("whole number"),
    "decimal": _("number, without unit"),
    "date": _("date"),
    "choice": _("one of the values of the drop-down list"),
}
#: What some types of text look like.
FORMATS = {
    "email": _("e-mail address"),
    "uri": _("web address, from https:// on"),
    "uuid": _("identifier of 36 characters (UUID)"),
    "datetime": _("date and time, written like the example"),
    "time": _("time, written like the example"),
    "yearmonth": _("year and month, written like the example"),
    "duration": _("duration, written like the example"),
    "array": _("list, written like the example"),
    "list": _("list, written like the example"),
    "object": _("JSON object, written like the example"),
    "geopoint": _("point: longitude, latitude, written like the example"),
    "geojson": _("geometry in GeoJSON"),
}
RULES = {
    "minimum": _("at least {}"),
    "maximum": _("at most {}"),
    "minLength": _("characters, at least: {}"),
    "maxLength": _("characters, at most: {}"),
    "unique": _("never twice the same value"),
}

NOTE = _("{title}\n{need}: {kind}.")
NOTE_EXAMPLE = _("Example: {example}")
NOTE_PATTERN = _("Written like the example.")

#: Shown where a cell is refused.
REFUSED = _("This value does not suit")
REFUSALS = {
    "whole": _("{name}: write a whole number{bounds}."),
    "decimal": _("{name}: write a number{bounds}, without unit."),
    "date": _("{name}: write a date, for example 02/04/2026."),
    "choice": _("{name}: choose one of the values of the list (sheet {lists})."),
    "exactly": _("{name}: write a text of {low} characters."),
    "longer": _("{name}: write a text of at least {low} characters."),
    "shorter": _("{name}: write a text of at most {high} characters."),
    "within": _("{name}: write a text of {low} to {high} characters."),
}
BETWEEN, AT_LEAST, AT_MOST = (
    _(" between {low} and {high}"),
    _(" of at least {low}"),
    _(" of at most {high}"),
)

HELP_TITLE = _("How to fill in: {title}")
HELP_LINES = (
    _("Fill in the sheet “{data}”, one row for each record, from the second row on."),
    _("Leave its first row as it is: it holds the names that the national standard gives."),
    _(
        "A title in bold white on dark is of a required column: fill in each cell below it. "
        "Others may stay empty where nothing is known: write neither “none” nor a dash."
    ),
    _("Each title has a comment that says what is meant: rest the pointer on it."),
    _(
        "Codes and numbers that begin with zero are kept as text, days as dates, amounts as "
        "numbers: write no unit, and no blank between thousands."
    ),
    _(
        "Where you copy from another table, paste values only (“paste special”), so that formats "
        "and drop-down lists stay."
    ),
    _("Look at the sheet “{example}” to see rows as they should be. Send this workbook as it is."),
)
HELP_HEAD = (
    _("Column"),
    _("Label"),
    _("Required"),
    _("What to write"),
    _("Kind"),
    _("Rule"),
    _("Example"),
)
YES, NO = _("yes"), _("no")
KEY = _("A row is identified by: {names}; no two rows have all of them the same.")
SCHEMA = _("Table schema: {schema}")
