"""What comes back of a dataset that another catalogue reads from the feed, and what cannot.

The normalisation that `docs/second-catalogue.md` states, as code: a dataset, normalised, is what
is read back.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from typing import Any

from ckanext.city.feed.agents import ESTABLISHMENT
from ckanext.city.feed.distributions import HVD_LAW, file_type
from tests.feed.shown import EXTENT, SETTINGS, SITE

#: Fields of our forms that DCAT has words for.
FIELDS = (
    "title", "notes", "theme", "tags", "in_series", "contact", "creator", "publisher",
    "spatial_coverage", "temporal_coverage", "license_id", "access_rights", "frequency", "language",
    "url", "provenance", "version_notes", "hvd_category", "applicable_legislation",
)  # fmt: skip
FILE_FIELDS = (
    "url", "name", "description", "format", "table_schema", "encoding", "size", "hash",
    "hash_algorithm", "mimetype",
)  # fmt: skip
NOT_OF_A_SERIES = (
    "in_series", "creator", "license_id", "language", "provenance", "version_notes", "url",
    "hvd_category",
)  # fmt: skip
COMMUNE = "http://id.insee.fr/geo/commune/91999"


def normalised(dataset: dict[str, Any]) -> dict[str, Any]:
    """Give what is read back of a dataset."""
    said = {name: dataset.get(name) for name in FIELDS}
    said["notes"] = _prose(said["notes"])
    for name in ("provenance", "version_notes"):
        said[name] = _lines(said[name])
    said["tags"] = sorted(tag["name"] for tag in said["tags"] or ())
    for name in ("contact", "creator", "publisher"):
        said[name] = [_agent(row) for row in said[name] or () if any(row.values())]
    said["license_id"] = said["license_id"] or "notspecified"
    said["temporal_coverage"] = _period(said["temporal_coverage"] or ())
    said["spatial_coverage"] = _places(said["spatial_coverage"] or ())
    if said["hvd_category"]:
        laws = [*(said["applicable_legislation"] or ()), HVD_LAW]
        said["applicable_legislation"] = list(dict.fromkeys(laws))
    if str(said["url"] or "").startswith(f"{SITE}/dataset/"):
        said["url"] = None
    said["resources"] = [_file(dataset, each) for each in dataset.get("resources") or ()]
    if dataset["type"] == "dataset_series":
        said = {name: value for name, value in said.items() if name not in NOT_OF_A_SERIES}
        said["resources"] = []
    return comparable(said)


def comparable(dataset: dict[str, Any]) -> dict[str, Any]:
    """Give the fields of our forms without those that are empty, lists in an order of their own."""
    names = (*FIELDS, "resources")
    found = {name: dataset[name] for name in names if dataset.get(name)}
    found["tags"] = sorted(each["name"] if isinstance(each, dict) else each
                           for each in found.get("tags", ()))  # fmt: skip
    for name, value in found.items():
        if isinstance(value, list):
            found[name] = sorted(value, key=lambda each: json.dumps(each, sort_keys=True))
    files = [
        {name: each[name] for name in FILE_FIELDS if each.get(name) not in (None, "")}
        for each in found.get("resources", ())
    ]
    found["resources"] = sorted(files, key=lambda file: json.dumps(file, sort_keys=True))
    return found


def _lines(text: str | None) -> str | None:
    return text.replace("\r\n", "\n") if text else text


def _prose(text: str | None) -> str | None:
    """A description's addresses lose their angle brackets."""
    return re.sub(r"<((?:https?://|mailto:)[^<>\s]+)>", r"\1", _lines(text) or "")


def _agent(row: dict[str, str]) -> dict[str, str]:
    """The address of an establishment is its SIRET's, whatever else it was said to be."""
    said = {name: value for name, value in row.items() if value}
    siret = said.get("identifier", "")
    if said.get("uri", "").startswith(ESTABLISHMENT):
        del said["uri"]
    if "uri" not in said and len(siret) == 14 and siret.isdigit():
        said["uri"] = f"{ESTABLISHMENT}{siret}"
    return said


def _period(rows: Any) -> list[dict[str, str]]:
    """Periods are one, of whole days."""
    rows = [row for row in rows if row.get("start") or row.get("end")]
    starts = [_first_day(row["start"]) for row in rows if row.get("start")]
    ends = [_last_day(row["end"]) for row in rows if row.get("end")]
    period = {
        "start": min(starts, default=None),
        "end": max(ends) if ends and len(ends) == len(rows) else None,
    }
    said = {name: value for name, value in period.items() if value}
    return [said] if said else []


def _first_day(moment: str) -> str:
    return moment + "-01-01"[len(moment) - 4 :]


def _last_day(moment: str) -> str:
    year, month, day = ([*moment.split("-"), None, None])[:3]
    month = month or "12"
    return f"{year}-{month}-{day or monthrange(int(year), int(month))[1]}"


def _places(rows: Any) -> list[dict[str, str]]:
    """Areas keep their outline; points, lines and boxes beside an outline are lost.

    The commune is said as it is configured; where no area is said, and no other commune, it is.
    """
    found = []
    for place in map(_place, rows):
        if place and place not in found:
            found.append(place)
    elsewhere = any(row.get("uri") not in (None, COMMUNE) for row in found)
    commune = _commune()
    if not elsewhere and not any(row.get("geom") for row in found):
        found.append(commune)
    return found


def _place(row: dict[str, str]) -> dict[str, str]:
    outline = _area(row.get("geom")) or _area(row.get("bbox"))
    said = {name: row[name] for name in ("text", "uri") if row.get(name)}
    said |= {"geom": outline} if outline else {}
    commune = _commune()
    named = said.get("text") in (None, commune["text"])
    if said.get("uri") == COMMUNE and named and outline in (None, commune["geom"]):
        return commune
    return said


def _area(geometry: str | None) -> str | None:
    read = json.loads(geometry) if geometry else {}
    is_area = read.get("type") in ("Polygon", "MultiPolygon")
    return json.dumps(read, separators=(",", ":")) if is_area else None


def _commune() -> dict[str, str]:
    west, south, east, north = EXTENT
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    geom = json.dumps(geometry, separators=(",", ":"))
    return {"text": SETTINGS["name"], "uri": COMMUNE, "geom": geom}


def _file(dataset: dict[str, Any], resource: dict[str, Any]) -> dict[str, Any]:
    """A stored file becomes a link to where it is stored; a title and a media type are found."""
    said = {name: resource.get(name) for name in FILE_FIELDS}
    if resource.get("url_type") == "upload":
        said["url"] = f"{SITE}/dataset/{dataset['id']}/resource/{resource['id']}/download"
    known = file_type(said["format"] or said["mimetype"])
    said["format"] = known.id if known else said["format"]
    said["mimetype"] = said["mimetype"] or (known.extra.get("media_type") if known else None)
    title, format_ = dataset["title"], resource.get("format")
    said["name"] = said["name"] or (f"{title} ({format_})" if format_ else title)
    said["description"] = _prose(said["description"])
    if not (said["hash"] and said["hash_algorithm"]):
        said["hash"] = said["hash_algorithm"] = None
    return said
