"""What is said of each kind of repair: what changes, and what to decide where that is not sure.

The sentences speak of a column; how many cells are concerned stands beside them in the reports.
"""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.tables.findings import Entry, _

_LOOK = _("Compare some cells with their source before you accept.")
_CHOOSE = _("Accept if it is meant; otherwise say which field the column is, or leave it.")

HEADERS: Mapping[str, Entry] = {
    "header.name": Entry(
        _("The header of column {letter}, “{header}”, is written {field}, as in the table schema."),
        _CHOOSE,
    ),
    "header.synonym": Entry(
        _("The column {letter}, “{header}”, is the field {field}: it takes this name."),
        _CHOOSE,
    ),
    "header.like": Entry(
        _("The column {letter}, “{header}”, may be the field {field}: the names are alike."),
        _CHOOSE,
    ),
    "header.multiple": Entry(
        _(
            "The column {letter}, “{header}”, may be the field {field}, but in thousands or "
            "millions."
        ),
        _("Accept only once its numbers are multiplied: a repair does not multiply them."),
    ),
    "header.content": Entry(
        _("The column {letter}, “{header}”, may be the field {field}: its values look like it."),
        _CHOOSE,
    ),
    "header.untitled": Entry(
        _(
            "The column {letter} has no title, and may be the field {field}: "
            "its values look like it."
        ),
        _("Accept if it is; otherwise say which field it is by its letter, or leave it as it is."),
    ),
    "header.reckoned": Entry(
        _("The column {letter}, “{header}”, is the field {field}: its numbers are these shares."),
        _CHOOSE,
    ),
    "header.places": Entry(
        _("The column {letter}, “{header}”, is the field {field}: its degrees lie in France."),
        _CHOOSE,
    ),
    "header.whole": Entry(
        _(
            "The column {letter}, “{header}”, is said of the whole, and not of each row that is "
            "made of it: it is called “{after}”."
        ),
        _LOOK,
    ),
    "header.decided": Entry(
        _("The column {letter}, “{header}”, is the field {field}, as it was decided."), _CHOOSE
    ),
    "header.dropped": Entry(
        _("The column {letter}, “{header}”, is left out, as it was decided."), _CHOOSE
    ),
}

ROWS: Mapping[str, Entry] = {
    "rows.blank": Entry(_("Blank rows are left out."), _LOOK),
    "rows.total": Entry(
        _("Rows that add up others are left out: whoever uses the data would count twice."),
        _("Accept if these rows are totals, and no records: {before}"),
    ),
    "rows.heading": Entry(
        _("Rows that are a heading among the others, like “{before}”, are left out."),
        _("Accept if they are no records; what they say would need a column of its own."),
    ),
    "rows.labels": Entry(
        _("The row below the header, which says what the columns hold, is left out: {before}"),
        _("Accept if it is no record."),
    ),
    "cell.ditto": Entry(
        _("In {field}, “{before}” says the same as the row above: it is written “{after}”."),
        _LOOK,
    ),
    "cell.group": Entry(
        _("In {field}, empty cells below “{after}” could take this value, as those of its group."),
        _("Accept if each value stands for all rows down to the next one."),
    ),
    "rows.header": Entry(_("The header, which is repeated among the rows, is left out."), _LOOK),
    "rows.unfolded": Entry(
        _("Columns {first} (“{header}”) to {last} are rows: each row of the file becomes {count}."),
        _("Accept if each of these rows says what the file says."),
    ),
    "header.said": Entry(
        _("The title of column {first}, “{header}”, says it of all rows: {said}."),
        _("Accept if each row then says what the file says."),
    ),
    "rows.unfolded-order": Entry(
        _("{field} may be the order in which the columns stood: {after} for the first."),
        _("Accept if the columns stood in this order; otherwise fill in the numbers."),
    ),
    "rows.headed": Entry(
        _("{field} is what the heading above each row says, “{after}”."),
        _("Accept if these headings are of the rows below them."),
    ),
    "rows.moved-left": Entry(
        _("Rows that stand one column too far to the right are moved back."),
        _("Accept if each cell then stands in its column: {after}"),
    ),
    "rows.moved-right": Entry(
        _("Rows in which a cell is missing, and the next ones took its place, are moved back."),
        _("Accept if each cell then stands in its column: {after}"),
    ),
    "rows.again": Entry(
        _("Rows that repeat another one in every cell are left out; the first one stays."),
        _("Accept if they are the same record twice; two records may happen to be alike."),
    ),
}

TEXTS: Mapping[str, Entry] = {
    "text.mojibake": Entry(
        _("In {field}, signs that were read in the wrong encoding are put right: “{after}”."),
        _LOOK,
    ),
    "text.blanks": Entry(_("In {field}, blanks before and after the text are removed."), _LOOK),
    "text.wrapped": Entry(
        _("In {field}, what a program wrote around the text is removed: “{after}”."), _LOOK
    ),
    "text.signs": Entry(
        _("In {field}, apostrophes, dashes and blanks become plain ones: “{after}”."), _LOOK
    ),
    "text.dash": Entry(
        _(
            "In {field}, the hyphen that opens “{before}” becomes a dash, “{after}”: "
            "a spreadsheet would take it for a minus."
        ),
        _LOOK,
    ),
    "text.case": Entry(_("In {field}, “{before}” is written “{after}”."), _LOOK),
    "text.capitals": Entry(
        _("In {field}, “{before}” could be written “{after}”."),
        _("Accept if capitals stand where they should; accents cannot be guessed."),
    ),
}

DATES: Mapping[str, Entry] = {
    "date.words": Entry(_("In {field}, dates in words are written in figures: {after}."), _LOOK),
    "date.order": Entry(_("In {field}, “{before}” is written {after}, as year-month-day."), _LOOK),
    "date.two-digits": Entry(
        _("In {field}, the year of “{before}” gets four digits: {after}."),
        _("Accept if the century is right."),
    ),
    "date.ambiguous": Entry(
        _("In {field}, “{before}” can be read with the day first or the month first."),
        _("Decide for the file: date_order=dmy (day first, {after}) or date_order=mdy."),
    ),
    "date.serial": Entry(
        _("In {field}, the spreadsheet’s number {before} is the day {after}."), _LOOK
    ),
    "date.compact": Entry(_("In {field}, “{before}” is written {after}."), _LOOK),
    "date.written": Entry(_("In {field}, “{before}” is written {after}."), _LOOK),
    "date.time": Entry(
        _("In {field}, the time is taken away from “{before}”: {after}."),
        _("Accept if the time is not needed: the field holds a day."),
    ),
    "date.period": Entry(
        _("In {field}, the period “{before}” is written with its first and last day: {after}."),
        _("Accept if these are the days."),
    ),
    "date.zone": Entry(
        _("In {field}, “{before}” gets the time zone of mainland France: {after}."),
        _("Accept if the hour is that of mainland France."),
    ),
    "date.zone-order": Entry(
        _(
            "In {field}, “{before}” would be {after}: the day first, in the time zone of mainland "
            "France."
        ),
        _("Accept if both are so; with the month first, decide date_order=mdy."),
    ),
    "date.moment": Entry(_("In {field}, “{before}” is written {after}."), _LOOK),
}

NUMBERS: Mapping[str, Entry] = {
    "number.comma": Entry(
        _("In {field}, the decimal comma becomes a point: {before} is written {after}."), _LOOK
    ),
    "number.unit": Entry(
        _("In {field}, the currency is removed: “{before}” is written {after}."), _LOOK
    ),
    "number.thousands": Entry(
        _("In {field}, what separates thousands is removed: “{before}” is written {after}."),
        _LOOK,
    ),
    "number.negative": Entry(
        _("In {field}, “{before}” is a negative number: it is written {after}."), _LOOK
    ),
    "number.dots": Entry(
        _("In {field}, what separates thousands is removed: “{before}” is written {after}."),
        _LOOK,
    ),
    "number.three": Entry(
        _("In {field}, “{before}” may be {after}, or a number with three decimals."),
        _("Accept if the sign separates thousands; otherwise leave the cell or correct it."),
    ),
    "number.words": Entry(
        _("In {field}, only the number stays of “{before}”: {after}."),
        _("Accept if this is what the column counts, and in this unit."),
    ),
    "number.written": Entry(_("In {field}, “{before}” is written {after}."), _LOOK),
    "number.degrees": Entry(
        _("In {field}, “{before}” is written in decimal degrees: {after}."), _LOOK
    ),
    "number.percent": Entry(
        _("In {field}, which is a share of 1, “{before}” is written {after}."),
        _("Accept if the number is per cent."),
    ),
    "number.percent-sign": Entry(
        _("In {field}, the sign % is removed: {after}."),
        _("Accept if the field counts per cent."),
    ),
    "year.words": Entry(_("In {field}, only the year stays of “{before}”: {after}."), _LOOK),
}

CHOICES: Mapping[str, Entry] = {
    "boolean.written": Entry(_("In {field}, “{before}” is written “{after}”."), _LOOK),
    "boolean.words": Entry(
        _("In {field}, “{before}” is written “{after}”, as the table schema says it."), _LOOK
    ),
    "boolean.tick": Entry(
        _("In {field}, a tick, “{before}”, means yes and is written “{after}”."),
        _("Accept if the tick means yes in this column."),
    ),
    "boolean.unticked": Entry(
        _("In {field}, which holds only ticks, an empty cell means no and is written “{after}”."),
        _("Accept if a row without a tick means no, and not that nothing is known."),
    ),
    "enum.written": Entry(
        _("In {field}, “{before}” is written “{after}”, as in the list of the table schema."),
        _LOOK,
    ),
    "enum.words": Entry(
        _("In {field}, “{before}” is written “{after}”, as in the list of the table schema."),
        _LOOK,
    ),
    "enum.like": Entry(
        _("In {field}, “{before}” looks like “{after}”, which is in the list of the schema."),
        _("Accept if it is what was meant, or decide for each value what it becomes."),
    ),
    "cell.nothing": Entry(
        _("In {field}, “{before}” says that there is nothing: the cell is emptied."),
        _("Accept if the word says nothing more than an empty cell."),
    ),
    "cell.nothing-or-zero": Entry(
        _("In {field}, “{before}” means that nothing is known, or zero; the cell is emptied."),
        _("Accept if nothing is known; if zero is meant, decide that it becomes 0."),
    ),
    "cell.filled": Entry(_("Empty cells of {field} become “{after}”, as you decided."), _LOOK),
    "cell.decided": Entry(_("In {field}, “{before}” becomes “{after}”, as it was decided."), _LOOK),
}

CODES: Mapping[str, Entry] = {
    "code.blanks": Entry(
        _("In {field}, blanks, points and hyphens are removed: “{before}” is written {after}."),
        _LOOK,
    ),
    "code.float": Entry(
        _("In {field}, the decimals that a spreadsheet added are removed: {after}."), _LOOK
    ),
    "code.zeros": Entry(
        _("In {field}, the zeros that a spreadsheet took away are put back: {after}."),
        _("Accept if the code lost its first zeros, and no other digit."),
    ),
    "code.words": Entry(
        _("In {field}, only the code stays of “{before}”: {after}."),
        _("Accept if the words beside it say nothing that should be kept."),
    ),
    "code.years": Entry(_("In {field}, “{before}” is written {after}."), _LOOK),
    "phone.written": Entry(
        _("In {field}, phone numbers are written in one way: {after}."),
        _("Accept if the number is right: a zero was put before it."),
    ),
    "phone.remark": Entry(
        _("In {field}, only the phone number would stay of “{before}”: {after}."),
        _("Accept if what stands beside it is not needed, or put it into another column."),
    ),
    "email.around": Entry(
        _("In {field}, what stands around the e-mail address is removed: {after}."), _LOOK
    ),
    "email.at": Entry(_("In {field}, “{before}” may be the address {after}."), _LOOK),
    "email.blanks": Entry(
        _("In {field}, the blanks within “{before}” may be too much: {after}."), _LOOK
    ),
    "url.slashes": Entry(_("In {field}, “{before}” is written {after}."), _LOOK),
    "url.scheme": Entry(
        _("In {field}, “{before}” may be the address {after}."),
        _("Open the address in a browser, and accept if it answers."),
    ),
}

PLACES: Mapping[str, Entry] = {
    "hours.french": Entry(
        _("In {field}, “{before}” is written {after}, as OpenStreetMap writes opening hours."),
        _LOOK,
    ),
    "hours.no-days": Entry(
        _("In {field}, “{before}” says no days; from Monday to Friday it would be {after}."),
        _("Accept if these are the days; otherwise decide what the cell becomes."),
    ),
    "hours.doubtful": Entry(
        _("In {field}, “{before}” may be {after}, as OpenStreetMap writes opening hours."),
        _("Accept if these are all the hours; otherwise decide what the cell becomes."),
    ),
    "place.swapped": Entry(
        _("Latitude and longitude ({field}) stand in each other’s column: they are swapped."),
        _LOOK,
    ),
    "place.one-cell": Entry(
        _("Latitude and longitude ({field}) stand in one cell: they are separated."), _LOOK
    ),
    "place.lambert": Entry(
        _("Coordinates in metres ({field}) become degrees: {before} is {after}."),
        _("Look at some of these places on a map, and accept if they are right."),
    ),
    "place.metres": Entry(
        _(
            "The column {letter}, “{header}”, and the one of its system beside it are metres: in "
            "degrees they fill {field}. {before} is {after}."
        ),
        _LOOK,
    ),
    "place.split-metres": Entry(
        _(
            "The column {letter}, “{header}”, says places in metres: in degrees they fill {field}. "
            "{before} is {after}."
        ),
        _("Look at some of these places on a map, and accept if they are right."),
    ),
    "place.point": Entry(
        _("In {field}, the point “{before}” is written with its longitude first: {after}."), _LOOK
    ),
    "place.join": Entry(
        _("{field} is made of latitude and longitude, which stand apart: {after}."), _LOOK
    ),
    "boolean.opposite": Entry(
        _("The column {letter}, “{header}”, says the contrary of {field}: “{before}” is {after}."),
        _LOOK,
    ),
    "ticks.joined": Entry(
        _("{field} says what the columns {first} to {last} tick: {before} gives “{after}”."), _LOOK
    ),
    "hours.by-day": Entry(
        _("{field} joins the hours of each day, columns {first} to {last}: {after}."),
        _("Accept if a day without hours is one on which it is closed."),
    ),
    "place.split": Entry(
        _("The column {letter}, “{header}”, says latitude and longitude: they fill {field}."),
        _LOOK,
    ),
    "identifier.split": Entry(
        _("In the column {letter}, “{header}”, SIRETs and RNA numbers are told apart: {field}."),
        _LOOK,
    ),
    "name.split": Entry(
        _("Surname and first name stand in one cell, “{before}”: they fill {field}: {after}."),
        _("Accept if capitals tell the surname in every row."),
    ),
    "address.split": Entry(
        _("The column {letter}, “{header}”, says whole addresses: their parts fill {field}."),
        _("Accept if the parts are right: {after}."),
    ),
    "address.suffix": Entry(
        _("In {header}, what follows the number of a house has a field of its own: {after}."),
        _("Accept if these are numbers of houses."),
    ),
    "street.join": Entry(
        _("{field} is made of the kind and of the name of the street, which stand apart: {after}."),
        _("Accept if the name of the street does not say its kind already."),
    ),
    "address.join": Entry(
        _("{field} is made of the number and of the street, which stand apart: “{after}”."),
        _("Accept if the number belongs to this street."),
    ),
    "date.split": Entry(
        _("The column {letter}, “{header}”, says periods: their days fill {field}."),
        _("Accept if these are the first and the last day: {after}."),
    ),
    "date.join": Entry(
        _("{field} is made of the day and of the time, which stand apart: “{after}”."), _LOOK
    ),
    "city.constant": Entry(
        _("{field} is filled with “{after}” in all rows: it is what the city is."), _LOOK
    ),
    "city.gaps": Entry(
        _("{field} is filled with “{after}” where it is empty: all other rows say it."), _LOOK
    ),
    "city.own": Entry(
        _(
            "{field} is filled with “{after}” in the rows of the city; others are not the city's: "
            "{others}."
        ),
        _LOOK,
    ),
    "city.unsure": Entry(
        _(
            "{field} could be filled with “{after}” in rows that do not clearly say whose they "
            "are: some of the table may be others': {others}."
        ),
        _("Accept if these rows are the city's."),
    ),
    "formula": Entry(
        _("An apostrophe is put before “{before}”: a spreadsheet would take it for a formula."),
        _LOOK,
    ),
}

#: Of each kind of repair: what changes, and what is to be decided.
REPAIRS: Mapping[str, Entry] = {
    **HEADERS, **ROWS, **TEXTS, **DATES, **NUMBERS, **CHOICES, **CODES, **PLACES,
}  # fmt: skip

#: Of recipes: what changed since one was made, what it does not keep.
RECIPES: Mapping[str, Entry] = {
    "recipe.schema-version": Entry(
        _("The recipe was made for version {before} of the table schema; this is {now}."),
        _("Look at what is asked and at what is left, then save the recipe anew."),
    ),
    "recipe.sheet": Entry(
        _("The recipe was made for the sheet “{before}”; “{now}” was read."),
        _("If it is another sheet that is meant, name it: --sheet."),
    ),
    "recipe.header-row": Entry(
        _("The header stands on row {now}; when the recipe was made, it stood on row {before}."),
        _("Nothing to do: the recipe knows columns by their headers."),
    ),
    "recipe.moved": Entry(
        _("The columns stand in another order than when the recipe was made: {columns}."),
        _("Nothing to do: the recipe knows columns by their headers."),
    ),
    "recipe.renamed": Entry(
        _("The field {field} stood in the column “{before}”; now “{now}” is taken for it."),
        _("If it is another column, decide: map.{now}= leaves it out, map.HEADER={field} says it."),
    ),
    "recipe.gone": Entry(
        _("The file has no column “{before}” any more, which the recipe takes for {field}."),
        _("If the column has another name now, decide: map.HEADER={field}."),
    ),
    "recipe.new": Entry(
        _("The column {letter}, “{header}”, was not there when the recipe was made."),
        _("It is kept; to leave it out, decide: map.{header}= with nothing behind."),
    ),
    "recipe.unknown-field": Entry(
        _("The recipe speaks of the field {field}, which the table schema does not have."),
        _("Save the recipe anew; if the field has another name now, decide which column it is."),
    ),
    "recipe.unfit": Entry(
        _("In {field}, the recipe decides for “{value}” what the table schema does not take."),
        _("Decide anew what it becomes, then save the recipe anew."),
    ),
    "recipe.not-kept": Entry(
        _("The decision on “{field}” is not kept in the recipe: its values may tell of people."),
        _("Decide it anew for each file, or have the department correct its file."),
    ),
}

#: Of findings that repairing gives.
FINDINGS: Mapping[str, Entry] = {
    "repair.aside": Entry(
        _("In some rows, cells stand in the column beside theirs; which one lacks is not clear."),
        _("Look at these rows, and put the cell in that is missing; nothing was repaired in them."),
    ),
    "repair.rounded": Entry(
        _("In {field}, a spreadsheet rounded “{value}”: its last digits are lost."),
        _("Nobody can guess them: ask whoever has the number, or take it from the register."),
    ),
    "repair.other-unit": Entry(
        _("The column “{header}” says “{value}”, and {field} counts in {unit}."),
        _("Convert the numbers of these rows into {unit}, or write the right unit."),
    ),
    "repair.of-others": Entry(
        _("{field} stays as it is in rows that say that they are not the city's: “{value}”."),
        _(
            "Write there what is right for them; if they are the city's after all, decide "
            "value.{field}.={expected}."
        ),
    ),
    "decision.without-effect": Entry(
        _("The decision “{decision}” concerns nothing in this file."),
        _("Look how the header, the field and the value are written, capitals included."),
    ),
    **RECIPES,
}
