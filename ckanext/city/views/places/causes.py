"""Why a place is not on the map, or a file has none: sentences for those who look after it."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.tables.findings import Entry, _

CAUSES: Mapping[str, Entry] = {
    "place.missing": Entry(
        _("No coordinates: {count}."),
        _("Fill in latitude and longitude, or an address to be located."),
    ),
    "place.unreadable": Entry(
        _("Coordinates that cannot be read: {count}."),
        _("Write decimal degrees, 48.8245 and 2.2743, a number in each cell."),
    ),
    "place.null-island": Entry(
        _("Latitude and longitude are zero, in the Atlantic off Africa: {count}."),
        _("Leave the cells empty where the place is not known."),
    ),
    "place.off-earth": Entry(
        _("Coordinates that are nowhere on Earth: {count}."),
        _("Look for a missing decimal point, or for a system that is not the one stated."),
    ),
    "place.no-system": Entry(
        _("Coordinates in a system that is not known: {count}."),
        _("Export the file in WGS 84 (degrees) or in Lambert 93."),
    ),
    "place.swapped": Entry(
        _("Latitude and longitude in each other's place, turned round on the map: {count}."),
        _("Turn them round in the file too."),
    ),
    "place.mended": Entry(
        _("Outlines that cross themselves, mended on the map: {count}."),
        _("Mend them in the file too, by “fix geometries” of your mapping software."),
    ),
    "place.outside": Entry(
        _("Outside the commune's boundary: {count}."),
        _("Correct the coordinates, unless the place does lie in a neighbouring commune."),
    ),
    "place.repeated": Entry(
        _("The same name within 5 metres of an earlier row: {count}."),
        _("Remove the rows that tell a place twice."),
    ),
}

REFUSALS: Mapping[str, Entry] = {
    "map.no-places": Entry(
        _("No column of this file holds places."),
        _("Name two columns latitude and longitude, or send GeoJSON."),
    ),
    "map.none-placed": Entry(
        _("None of the file's places could be put on the map."),
        _("See which rows are concerned and why, then send the corrected file."),
    ),
    "map.too-many": Entry(
        _("The file has {count} places, more than a map shows ({limit})."),
        _("Split it, for example by district or by year."),
    ),
    "limit.file": Entry(
        _("The file is of {megabytes} MB; at most {limit} MB are read."),
        _("Export it as CSV with latitude and longitude, which may be larger, or split it."),
    ),
    "map.no-file": Entry(
        _("The file is not in the catalogue's storage."),
        _("Upload it anew."),
    ),
}
#: On the map all the same: put right, or to be looked at.
SHOWN = ("place.swapped", "place.mended", "place.outside", "place.repeated")
