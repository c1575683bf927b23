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
    "file.no-features": Entry(
        _("The file is JSON, but neither a GeoJSON collection nor a list of plain objects."),
        _("Export the data as GeoJSON, CSV or XLSX."),
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
    "limit.members": Entry(
        _("The workbook holds more than {limit} files inside: it was not made by a spreadsheet."),
        _("Open it in a spreadsheet program, and save it again as XLSX or ODS."),
    ),
    "limit.unpacked": Entry(
        _("The workbook unpacks to {megabytes} MB and was not opened: at most {limit} MB are."),
        _("Export the sheet as CSV, which may be of any length, or split the workbook."),
    ),
    "limit.cells": Entry(
        _(
            "The sheet {sheet} reaches as far as cell {cell}: that is more than the {limit} cells "
            "that are read of a workbook."
        ),
        _(
            "Delete what stands far from the table, often one forgotten cell; "
            "a table that is really as long is sent as CSV."
        ),
    ),
    "limit.sheets": Entry(
        _("All sheets together hold more than the {limit} cells that are read of a workbook."),
        _("Send the sheet that holds the table as a file of its own, or as CSV."),
    ),
    "limit.features": Entry(
        _("The file’s features and their properties make more than the {limit} cells allowed."),
        _("Split the file, or export its properties as CSV, which may be of any length."),
    ),
    "geojson.crs": Entry(
        _("The file’s coordinates are not longitudes and latitudes: it names the system {value}."),
        _("Export it in WGS 84 (EPSG:4326), the one that GeoJSON knows."),
    ),
    "geojson.twice": Entry(
        _("A property stands twice in one feature; the last value was read: {value}."),
        _("Check how the file is written, and give each property a name of its own."),
    ),
    "file.doctype": Entry(
        _("The workbook holds a declaration of entities, which no spreadsheet program writes."),
        _("Do not open a file of unknown origin; else save the table anew from its own program."),
    ),
    "text.encoding": Entry(
        _("The file is written in {encoding}; it was read so."),
        _("Nothing needs to be done: what is written from it is UTF-8."),
    ),
    "text.encoding-second": Entry(
        _("The file mixes two encodings; its lines in {encoding} were read as such: {count}."),
        _("Look whether the accents are right in these rows."),
    ),
    "text.signs": Entry(
        _("Signs of rows could not be told in {encoding}: {count}, the first is row {row}."),
        _("Look at these rows, and write the sign that is meant."),
    ),
    "text.nul": Entry(
        _("Zero bytes, which no text holds, were left out of rows: {count}, first of row {row}."),
        _("Check these rows against the program that wrote the file."),
    ),
    "text.quote": Entry(
        _("A quotation mark is opened and not closed, in rows: {count}, the first is row {row}."),
        _("Check how the row was cut into cells; write the mark twice where it is meant."),
    ),
    "text.header-cut": Entry(
        _("A sign between cells stands within the title “{value}”, which was read as one."),
        _("Write this title between quotation marks, or without the sign."),
    ),
    "text.wrapped": Entry(
        _("Rows stand whole between quotation marks, and were cut: {count}, first row {row}."),
        _("Check that every value is in its column; export the file again rather than edit it."),
    ),
    "sheets.unknown": Entry(
        _("The workbook has no sheet {sheet}; its sheets are: {sheets}."),
        _("Write the name of one of its sheets."),
    ),
    "sheets.chosen": Entry(
        _("The sheet {sheet} was read, not: {others}."),
        _("If another sheet is meant, choose it."),
    ),
    "sheets.alike": Entry(
        _("Other sheets have the same columns; only {sheet} was read, not: {others}."),
        _("Choose each sheet in turn (sheet=NAME), or put all rows on one sheet."),
    ),
    "sheets.hidden": Entry(
        _("The workbook has hidden sheets: {sheets}."),
        _("Look whether they may leave the house: whoever has the file can show them."),
    ),
    "workbook.date-1904": Entry(
        _("The workbook counts its days from 1904, as old Macs did."),
        _("Nothing needs to be done: its dates were read so."),
    ),
    "rows.hidden": Entry(
        _("Hidden rows were read like the others: {count}."),
        _("If they are not meant to be published, delete them: hiding does not protect them."),
    ),
    "rows.longer": Entry(
        _("Rows have more cells than the header: {count}, the first is row {row}."),
        _("Look for a delimiter within a text there: put such a text between quotation marks."),
    ),
    "columns.hidden": Entry(
        _("The hidden column {field} was read like the others."),
        _("If it is not meant to be published, delete it: hiding does not protect it."),
    ),
    "columns.empty": Entry(
        _("Empty columns between the others were left out: {letters}."),
        _("Nothing needs to be done."),
    ),
    "cells.formula": Entry(
        _("The column {field} holds formulas; what they last gave was read (rows: {count})."),
        _("Open the workbook and save it before it is sent, so that these values are fresh."),
    ),
    "cells.formula-empty": Entry(
        _("The column {field} holds formulas whose result is not in the file (rows: {count})."),
        _("Open the workbook in a spreadsheet program, let it calculate, save it, send it again."),
    ),
    "cells.external": Entry(
        _(
            "The column {field} takes values from another workbook; "
            "what was last known of them was read (rows: {count})."
        ),
        _("Check these values, then paste them as values."),
    ),
    "cells.error": Entry(
        _("The column {field} shows an error instead of a value: {value} (rows: {count})."),
        _("Correct the formula, or empty the cell."),
    ),
    "cells.like-formula": Entry(
        _(
            "A spreadsheet would run texts of the column {field} as formulas: {value} "
            "(rows: {count})."
        ),
        _("Check what is meant; in every file written here, such a text is made harmless."),
    ),
    "cells.merged": Entry(
        _("In the column {field}, merged cells were read as if each of their rows had the value."),
        _("Check that the value is meant for each of these rows: {count}."),
    ),
    "table.one-column": Entry(
        _("Each row stood whole in one cell: it was cut into cells at each “{delimiter}”."),
        _("Check that every value is in its column; next time, import the file by its delimiter."),
    ),
    "table.titles": Entry(
        _("Lines above the header are not part of the table and were left out: {count}."),
        _("Nothing needs to be done; what they say may belong into the dataset’s description."),
    ),
    "table.notes": Entry(
        _("Lines below the table are not part of it and were left out: {count}."),
        _("Nothing needs to be done; what they say may belong into the dataset’s description."),
    ),
    "table.multiple": Entry(
        _("A line says that the numbers are in thousands or in millions: “{value}”."),
        _("Write them in full: who uses the data reads euros."),
    ),
    "table.totals": Entry(
        _("Rows add up others: {count}, the first is row {row}, “{value}”."),
        _("Leave them out: whoever uses the data would count twice."),
    ),
    "table.headings": Entry(
        _("Rows hold one text only, like a heading: {count}, the first is row {row}, “{value}”."),
        _("Put this text into a column of its own, on each row that it concerns."),
    ),
    "table.header-again": Entry(
        _("The header is repeated among the rows: {count} times, first in row {row}."),
        _("Leave these rows out."),
    ),
    "table.labels": Entry(
        _("Row {row}, below the header, says in words what the columns hold: it is no record."),
        _("Leave this row out."),
    ),
    "table.shifted": Entry(
        _("Rows seem shifted by one column to the right: {count}, the first is row {row}."),
        _("Compare them with their neighbours, and move their cells back."),
    ),
    "table.header-lines": Entry(
        _("The header stands on several lines ({count}), which were joined by a slash."),
        _("Nothing needs to be done."),
    ),
    "table.no-header": Entry(
        _("The table has no header: its first line is already a row."),
        _("Write the names of the columns above it."),
    ),
    "table.others": Entry(
        _("Beside the table that was read, the sheet holds something else, left out: {others}."),
        _("If it is another table that is meant, choose it by one of its cells: table={cell}."),
    ),
    "table.stacked": Entry(
        _("Tables of the same columns stand below each other; they were read as one: {ranges}."),
        _("If only one of them is meant, choose it by one of its cells: table={cell}."),
    ),
    "table.unknown": Entry(
        _("No table has the cell {cell}; those that were found stand in {ranges}."),
        _("Write a cell of one of them, for example that of its first column’s title."),
    ),
}
