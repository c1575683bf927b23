"""What reading says of a file: a sentence and an advice for each code."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.tables.findings import Entry, _

ENTRIES: Mapping[str, Entry] = {
    "file.empty": Entry(
        _("The file is empty."),
        _("Export it again, then check that it opens with rows in it."),
    ),
    "file.format": Entry(
        _("The file is of the format {format}, which holds no table that can be read here."),
        _("Save the table as CSV, XLSX or ODS, and send that file."),
    ),
    "file.binary": Entry(
        _("The file is called a text, but what is in it is no text."),
        _("Open it in the program that made it, and export the table as CSV, XLSX or ODS."),
    ),
    "file.damaged": Entry(
        _("The file is damaged: it cannot be opened."),
        _("Open it in its program, save it again under another name, and send that file."),
    ),
    "file.protected": Entry(
        _("The workbook is protected by a password: it cannot be read."),
        _("Save it without a password, and send that file."),
    ),
    "file.web-page": Entry(
        _("The file is a web page, not a table: often an error page that was saved as a file."),
        _("Open the address in a browser, see what it says, and download the file again."),
    ),
    "file.excel-2003": Entry(
        _("The file is an XML spreadsheet of Excel 2003, which cannot be read here."),
        _("Open it in a spreadsheet program, and save it as XLSX or ODS."),
    ),
    "file.extension": Entry(
        _("The file’s name ends in .{extension}, but it is {format}: it was read as such."),
        _("Give the file the name that suits its content, so that it opens everywhere."),
    ),
    "limit.file": Entry(
        _("The file is of {megabytes} MB; at most {limit} MB are read."),
        _("Split the file, for example by year."),
    ),
    "limit.line": Entry(
        _("Line {line} of the file is longer than {limit} characters: it is no line of a table."),
        _("Look whether a quotation mark is left open there, or export the table again."),
    ),
    "limit.columns": Entry(
        _("The table has {columns} columns; at most {limit} are read."),
        _("Leave out the columns that are not published, or put what they repeat into rows."),
    ),
}
