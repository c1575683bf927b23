"""What an annotated file says besides its findings, in English, marked for translation."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.tables.findings import Entry, Severity, _

#: A comment on one cell, and on the header of a column with many.
REMARK: Mapping[Severity, str] = {
    "error": _("Error: {message}\n→ {fix}"),
    "warning": _("To check: {message}\n→ {fix}"),
    "note": _("Good to know: {message}\n→ {fix}"),
}
REMARKS: Mapping[Severity, str] = {
    "error": _("Error (cells: {count}): {message}\n→ {fix}"),
    "warning": _("To check (cells: {count}): {message}\n→ {fix}"),
    "note": _("Good to know (cells: {count}): {message}\n→ {fix}"),
}
SEVERITY_WORDS: Mapping[Severity, str] = {
    "error": _("Error"),
    "warning": _("To check"),
    "note": _("Good to know"),
}

DATA_SHEET = _("Data")
SHEET_NAME = _("To correct")
OPENING = (
    _("What to correct in {file}"),
    _("Checked against the table schema {schema}; {verdict}"),
    _(
        "Each coloured cell has a comment that says what is wrong: rest the pointer on it. "
        "Where many cells have the same fault, the first ones and the column’s title have it."
    ),
)
VALID = _("the table follows it.")
NOT_VALID = _("the table does not follow it yet.")
COLOURS = _("Colours:")
HEAD = (
    _("How grave"),
    _("Column"),
    _("What was found"),
    _("What to do"),
    _("How many"),
    _("Rows"),
    _("First cell"),
)
#: Who signs the comments.
AUTHOR = _("Data check")

ENTRIES: Mapping[str, Entry] = {
    "annotate.formulas": Entry(
        _("In this copy, formulas are replaced by what they last gave (cells: {count})."),
        _("Correct your own file where a formula is to stay; send either."),
    ),
    "annotate.links": Entry(
        _("Links to other workbooks, macros or scripts were left out of this copy: {count}."),
        _("Nothing needs to be done: values that came from them are kept."),
    ),
    "annotate.cut": Entry(
        _("Texts too long for a cell of a workbook are cut in this copy (cells: {count})."),
        _("Correct these in your own file."),
    ),
    "annotate.too-long": Entry(
        _("The file has {rows} rows; a workbook holds at most {limit}."),
        _("Split the file, for example by year, and have each part annotated."),
    ),
    "annotate.sheet-missing": Entry(
        _("The sheet {sheet} cannot be found again in the workbook."),
        _("Open the workbook in a spreadsheet program, save it anew, and try again."),
    ),
}
