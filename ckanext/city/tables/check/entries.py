"""What the checks say of a table: a sentence and an advice for each code, by cause where it helps.

An entry "type.date/french" is said instead of "type.date" where all first values are of that cause
(`causes.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.tables.findings import Entry, _
from ckanext.city.tables.privacy.entries import ENTRIES as PRIVACY

_SPACES = Entry(
    _("“{value}” holds blanks, which {field} must not hold."),
    _("Remove the blanks: only the figures one after the other."),
)
_THOUSANDS = Entry(
    _("“{value}” has a blank between the thousands."),
    _("Remove the blanks of the column {field}, and write decimals with a point: 12345.60."),
)

TYPES: Mapping[str, Entry] = {
    "type.array": Entry(
        _("“{value}” is no list in JSON."),
        _("Write the values of {field} between square brackets, with commas: [1, 2]."),
    ),
    "type.binary": Entry(
        _("“{value}” is no content in base 64."),
        _("Give the content of {field} in base 64, or leave the cell empty."),
    ),
    "type.boolean": Entry(
        _("“{value}” is none of the words that {field} knows for yes and no."),
        _("Write one of: {words}."),
    ),
    "type.date": Entry(
        _("“{value}” is no date as {field} wants it."),
        _("Write each date as year-month-day, for example 2026-04-02."),
    ),
    "type.date/french": Entry(
        _("“{value}” is written as day/month/year."),
        _("Write each date as year-month-day: 2026-04-02 for 2 April 2026."),
    ),
    "type.date/words": Entry(
        _("“{value}” is a date in words."),
        _("Write each date in figures, as year-month-day: 2026-04-02."),
    ),
    "type.date/time": Entry(
        _("“{value}” holds a time besides the date."),
        _("Keep the date only, as year-month-day: 2026-04-02."),
    ),
    "type.date/year": Entry(
        _("“{value}” is a year: the day and the month are missing."),
        _("Write the whole date, as year-month-day; if you do not know it, ask who does."),
    ),
    "type.date/serial": Entry(
        _("“{value}” is a spreadsheet’s number for a day, not a date that can be read."),
        _("Give the column {field} the format “date” year-month-day in the spreadsheet."),
    ),
    "type.date/impossible": Entry(
        _("“{value}” is a day that does not exist."),
        _("Look up the right day and correct it."),
    ),
    "type.datetime": Entry(
        _("“{value}” is no date with its time as {field} wants it."),
        _("Write the date, T, the time and the offset: 2026-04-02T08:30:00+02:00."),
    ),
    "type.duration": Entry(
        _("“{value}” is no duration."),
        _("Write durations as ISO 8601 does: PT1H30M for an hour and a half, P3D for three days."),
    ),
    "type.email": Entry(
        _("“{value}” is no e-mail address."),
        _("Correct it, or leave the cell empty: one address a cell, without any other word."),
    ),
    "type.email/several": Entry(
        _("“{value}” holds several e-mail addresses, or words beside one."),
        _("Keep one address in {field}, that of the service."),
    ),
    "type.geojson": Entry(
        _("A cell of {field} is no geometry in GeoJSON."),
        _("Export the column again from the mapping software, as GeoJSON in degrees (WGS 84)."),
    ),
    "type.geopoint": Entry(
        _("“{value}” is no point as {field} wants it: longitude first, then latitude, in degrees."),
        _("Write both in degrees with decimal points, in this order."),
    ),
    "type.integer": Entry(
        _("“{value}” is no whole number."),
        _("Write figures only in {field}; leave the cell empty where the number is not known."),
    ),
    "type.integer/decimals": Entry(
        _("“{value}” has decimals where a whole number is wanted."),
        _("Write the number without point or comma."),
    ),
    "type.integer/thousands": _THOUSANDS,
    "type.integer/another": Entry(
        _(
            "“{value}” counts other votes than those of {field}: which number is meant is not "
            "clear."
        ),
        _("Look up the number of {field} in the minutes; put this one into the column of its own."),
    ),
    "type.integer/words": Entry(
        _("“{value}” holds words beside the number."),
        _("Keep the number in {field}; put what the words say into a column of its own."),
    ),
    "type.list": Entry(
        _("“{value}” is no list of values as {field} wants it."),
        _("Separate the values by the sign that the table schema gives, without any other."),
    ),
    "type.number": Entry(
        _("“{value}” is no number."),
        _("Write figures only in {field}, with a point before decimals: 12.5."),
    ),
    "type.number/comma": Entry(
        _("“{value}” has a decimal comma."),
        _("Write a point in place of the comma in the column {field}: 12.5 and not 12,5."),
    ),
    "type.number/currency": Entry(
        _("“{value}” holds a unit beside the number."),
        _("Keep the number only in {field}; its unit is said by the column."),
    ),
    "type.number/thousands": _THOUSANDS,
    "type.object": Entry(
        _("“{value}” is no object in JSON."),
        _("Write the cells of {field} as JSON objects, between braces."),
    ),
    "type.time": Entry(
        _("“{value}” is no time of the day."),
        _("Write hours, minutes and seconds: 08:30:00."),
    ),
    "type.topojson": Entry(
        _("A cell of {field} is no topology in TopoJSON."),
        _("Export the column again from the mapping software."),
    ),
    "type.uri": Entry(
        _("“{value}” is no web address."),
        _("Write the whole address, with https:// before it, or leave the cell empty."),
    ),
    "type.uuid": Entry(
        _("“{value}” is no identifier of the form that {field} wants (UUID)."),
        _("Copy the identifier from where it was given; never make one up."),
    ),
    "type.wkt": Entry(
        _("“{value}” is no geometry in WKT."),
        _("Export the column again from the mapping software."),
    ),
    "type.year": Entry(
        _("“{value}” is no year in four figures."),
        _("Write the year only, in four figures: 2026."),
    ),
    "type.yearmonth": Entry(
        _("“{value}” is no month of a year."),
        _("Write year-month: 2026-04."),
    ),
}

CONSTRAINTS: Mapping[str, Entry] = {
    "constraint.required": Entry(
        _("{field} is empty, and each row must say it."),
        _("Fill in the cells; if the information does not exist, ask who keeps the table."),
    ),
    "constraint.unique": Entry(
        _("“{value}” stands more than once in {field}, where each value may stand once only."),
        _("Look whether the row is there twice, or whether one of them bears a wrong value."),
    ),
    "constraint.min-length": Entry(
        _("“{value}” is too short for {field}: it takes {limit} characters at least."),
        _("Write it whole; a code may have lost its first zeros in the spreadsheet."),
    ),
    "constraint.max-length": Entry(
        _("“{value}” is too long for {field}: it takes {limit} characters at most."),
        _("Shorten it, or put what is more into another column."),
    ),
    "constraint.minimum": Entry(
        _("“{value}” is too small for {field}: at least {limit} is wanted."),
        _("Correct the value; leave the cell empty where it is not known, never −1 or 0."),
    ),
    "constraint.maximum": Entry(
        _("“{value}” is too big for {field}: at most {limit} is wanted."),
        _("Correct the value: look at its unit, and at a decimal point that got lost."),
    ),
    "constraint.exclusive-minimum": Entry(
        _("“{value}” is too small for {field}: more than {limit} is wanted."),
        _("Correct the value, or leave the cell empty where it is not known."),
    ),
    "constraint.exclusive-maximum": Entry(
        _("“{value}” is too big for {field}: less than {limit} is wanted."),
        _("Correct the value: look at its unit, and at a decimal point that got lost."),
    ),
    "constraint.pattern": Entry(
        _("“{value}” has not the form that {field} wants."),
        _("Write it in the form of the table schema’s example, without any other sign."),
    ),
    "constraint.pattern/spaces": _SPACES,
    "constraint.pattern/digits": Entry(
        _("“{value}” has not the {digits} digits of {field}."),
        _(
            "Look the number up and write all its digits, leading zeros too, in a column of the "
            "format “text”."
        ),
    ),
    "constraint.pattern/scientific": Entry(
        _("“{value}” was rounded by a spreadsheet: its figures are lost."),
        _("Copy the numbers of {field} from where they come, into a column of the format “text”."),
    ),
    "constraint.array-item": Entry(
        _("“{value}” holds an item that {field} does not know, or an empty one."),
        _("Write each item to the letter as one of: {limit}."),
    ),
    "constraint.enum": Entry(
        _("“{value}” is not in the list of {field}."),
        _("Write one of: {limit}."),
    ),
    "constraint.enum/case": Entry(
        _("“{value}” is in the list of {field}, but not with these capitals and accents."),
        _("Write it to the letter: {limit}."),
    ),
}

KEYS_AND_ROWS: Mapping[str, Entry] = {
    "city.other": Entry(
        _("In {field}, “{value}” is not the city’s own number, {expected}."),
        _("Look whether these rows are the city’s: those of another body may stay as they are."),
    ),
    "key.primary": Entry(
        _("“{value}” stands in more than one row, and {fields} must tell the rows apart."),
        _("Keep one of the rows, or correct what tells them apart."),
    ),
    "key.primary-empty": Entry(
        _("Rows have nothing in {fields}, which must tell them apart."),
        _("Fill in the cells: without them nobody can refer to the row."),
    ),
    "key.foreign": Entry(
        _("“{value}” of {fields} does not stand in the table it refers to."),
        _("Correct the value, or add what is lacking to the other table."),
    ),
    "row.blank": Entry(
        _("Rows are empty."),
        _("Delete these rows of the table, not only what was in them."),
    ),
    "header.none": Entry(
        _("The table has no header: nothing says what its columns hold."),
        _("Put the names of the columns, as the table schema gives them, into a row above."),
    ),
    "header.unknown": Entry(
        _("None of the columns bears a name of this table schema, such as {expected}."),
        _(
            "Check that this is the right table schema: the repair tells which column may be "
            "which field, and gives it its name."
        ),
    ),
    "header.missing": Entry(
        _("The column {field} is missing."),
        _("Add it and fill it in: the table schema cannot do without it."),
    ),
    "header.misspelt": Entry(
        _("The column “{value}” is probably {field}, written in another way."),
        _("Rename it {field}, to the letter."),
    ),
    "header.duplicate": Entry(
        _("{count} columns are called {field} ({columns}): only the first one was checked."),
        _("Keep one of them, or give the others names of their own."),
    ),
    "header.blank": Entry(
        _("The column {column} holds “{value}” and has no name."),
        _("Name the column; where only few rows reach it, a comma without quotes has cut a cell."),
    ),
    "header.extra": Entry(
        _("The column {field} is not in the table schema."),
        _("It may stay: who uses the standard will not read it."),
    ),
    "header.extra/bodies": Entry(
        _("The column {field} holds SIRETs and RNA numbers, which the table schema keeps apart."),
        _("Write the RNA numbers into {rna} and the SIRETs into their own column."),
    ),
    "schema.ignored": Entry(
        _("The table schema asks “{constraint}” of {field}, which says nothing of its type."),
        _("This was not checked; whoever keeps the table schema can correct it."),
    ),
    "schema.unknown-check": Entry(
        _("The table schema asks for the check “{value}”, which is not known here."),
        _("Have it checked by the national validator as well."),
    ),
    "table.besides": Entry(
        _("Columns of this sheet are rows of another table, of {schema}: “{value}” for one."),
        _("Repair the file a second time with --schema {schema}, and publish both tables."),
    ),
    "schema.not-recognised": Entry(
        _("The table follows none of the table schemas that are known here."),
        _("Name the one it should follow, as “city-tables schemas” lists them."),
    ),
    "schema.not-recognised/near": Entry(
        _("The table follows none of the table schemas that are known here; {schema} is nearest."),
        _(
            "If that is what it should become, add --schema {schema}; else name another, as "
            "“city-tables schemas” lists them."
        ),
    ),
    "schema.newer": Entry(
        _(
            "A newer version of the table schema is known, {new}, and it asks for more. "
            "It changes: {fields}."
        ),
        _(
            "See what changes with “city-tables schemas --diff {old} {new}”, then check the file "
            "with --schema {new}."
        ),
    ),
    "schema.newer-wider": Entry(
        _(
            "A newer version of the table schema is known, {new}, and it asks for no more. "
            "It changes: {fields}."
        ),
        _("See what becomes possible with “city-tables schemas --diff {old} {new}”."),
    ),
    "table.not-given": Entry(
        _("What refers to the table {value} was not checked, for want of that table."),
        _("Give it as well, to have everything checked."),
    ),
}

PLACES: Mapping[str, Entry] = {
    "place.null-island": Entry(
        _("Places stand at zero, off the coast of Africa: their coordinates are not known."),
        _("Leave the coordinates empty, or look them up on a map."),
    ),
    "place.swapped": Entry(
        _("Latitude and longitude stand in each other’s place: “{value}”."),
        _("Exchange them: in mainland France the latitude is near 47, the longitude near 2."),
    ),
    "place.projected": Entry(
        _("Coordinates are in metres ({system}), where degrees are wanted: “{value}”."),
        _("Export them again in degrees (WGS 84), or let “city-tables repair” compute them."),
    ),
    "place.abroad": Entry(
        _("Places lie outside France: “{value}”."),
        _("Look at them on a map, and correct those that are wrong."),
    ),
    "place.outside": Entry(
        _("Places lie outside the commune: “{value}”."),
        _("Look at them on a map: some may be right, a wrong figure takes others far away."),
    ),
    "place.repeated": Entry(
        _("“{value}” stands twice within five metres; the first time in row {first}."),
        _("Keep one of the two rows, if they tell of the same thing."),
    ),
    "place.crossing": Entry(
        _("Outlines of {field} cross themselves, or enclose nothing."),
        _("Correct them in the mapping software: maps may show them wrongly, or not at all."),
    ),
}

OFFICIAL: Mapping[str, Entry] = {
    "official.siret": Entry(
        _("“{value}” is no SIRET: these are not 14 figures, or one of them is wrong."),
        _("Look the establishment up in the directory of companies, and copy its SIRET."),
    ),
    "official.siret/rna": Entry(
        _("“{value}” is the number of an association in its register (RNA), and no SIRET."),
        _(
            "Write it into the column for RNA numbers, if there is one; else look the association "
            "up in the directory of companies, and copy its SIRET."
        ),
    ),
    "official.siret/siren": Entry(
        _("“{value}” has 9 figures, as a SIREN: the 5 that tell the establishment are missing."),
        _("Look the body up in the directory of companies, and copy the SIRET of its seat."),
    ),
    "official.siret/scientific": Entry(
        _("“{value}” was rounded by a spreadsheet: its figures are lost."),
        _("Copy the numbers of {field} from where they come, into a column of the format “text”."),
    ),
    "official.siren": Entry(
        _("“{value}” is no SIREN: one of its figures is wrong."),
        _("Look the body up in the directory of companies, and copy its SIREN."),
    ),
    "official.phone": Entry(
        _("“{value}” is no French telephone number."),
        _("Write it as +33 1 23 45 67 89 or 01 23 45 67 89."),
    ),
    "official.opening-hours": Entry(
        _("“{value}” are no opening hours as OpenStreetMap writes them."),
        _("Write days in English and hours on 24: Mo-Fr 08:30-12:00,13:30-17:30."),
    ),
    "official.coordinates": Entry(
        _("“{value}” does not lie in France."),
        _("Write the longitude first, in degrees (WGS 84); both may be exchanged."),
    ),
    "official.year-interval": Entry(
        _("“{value}” is no year, nor two years in order."),
        _("Write 2026, or 2026/2027 with the earlier year first."),
    ),
    "official.cohesive": Entry(
        _("Some of {fields} are filled in and others are empty."),
        _("Fill in all of them in the row, or none."),
    ),
    "official.compare": Entry(
        _("{field} must be {operator} {other}, and it is not: {value}."),
        _("Correct whichever of the two is wrong."),
    ),
    "official.sum": Entry(
        _("{field} is not the sum of {parts}: {value}."),
        _("Count again, and correct the number that is wrong."),
    ),
    "official.one-of-required": Entry(
        _("All of {fields} are empty, and one of them is needed."),
        _("Fill in the one that you know."),
    ),
    "official.nomenclature-actes": Entry(
        _("“{value}” is no subject of the ACTES nomenclature with its domain."),
        _("Write domain/subject: finances locales/décisions budgétaires."),
    ),
}

ENTRIES: Mapping[str, Entry] = {
    **TYPES,
    **CONSTRAINTS,
    **KEYS_AND_ROWS,
    **OFFICIAL,
    **PLACES,
    **PRIVACY,
}

#: Said after the advice, where the table schema gives an example.
EXAMPLE = _("Example: {example}")
