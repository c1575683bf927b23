"""schema.org's description of a dataset and of the catalogue, for search engines' crawlers.

Ours, not ckanext-dcat's: that one is made of the reader's own dataset, spreads its nodes over a
graph, invents a "customer service" and writes `</script>` as it stands.
Source of the rules: Google Search Central, "Dataset structured data".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from ckanext.city import config
from ckanext.city.dataset_types.names import SERIES
from ckanext.city.feed import facts
from ckanext.city.feed.periods import Period, periods

SHORTEST, LONGEST = 50, 5000  # characters of a description
CONTEXT = "https://schema.org/"
OPEN_END = ".."  # ISO 8601-2

#: Characters that could end the script, or that a browser would read otherwise than JSON does.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

Node = dict[str, Any]


def describe_dataset(dataset: Mapping[str, Any]) -> Node:
    """Describe a published dataset.

    Args:
        dataset: as `tidy` gives it, with derived fields, and nothing of a reader's own.

    Returns:
        A JSON-LD node tree; properties without a value are left out.
    """
    page = facts.page_address(dataset)
    license_ = facts.license_of(dataset)
    created = facts.moment(dataset.get("metadata_created"))
    modified = facts.data_changed(dataset)
    node = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": facts.dataset_address(dataset),
        "name": facts.one_line(dataset.get("title") or dataset["name"]),
        "description": _description(dataset),
        "url": page,
        "identifier": dataset["id"],
        "keywords": facts.tags_of(dataset) + facts.themes_of(dataset),
        "license": license_.extra.get("url") if license_ else None,
        "isAccessibleForFree": True,
        "inLanguage": facts.ids_of("languages", dataset.get("language") or ()),
        "creator": _agent(facts.agent_of(dataset, "creator")),
        "publisher": _agent(facts.agent_of(dataset, "publisher")),
        "temporalCoverage": [_interval(period) for period in periods(dataset)],
        "spatialCoverage": _places(dataset),
        "datePublished": created.isoformat() if created else None,
        "dateModified": modified.isoformat() if modified else None,
        "isPartOf": _series(dataset),
        "distribution": _files(dataset),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": config.site_title(),
            "url": f"{config.site_url()}/",
        },
    }
    return _filled(node)


def describe_catalog() -> Node:
    """Describe the catalogue itself."""
    address = f"{config.site_url()}/"
    description = config.site_description() or (
        f"Données ouvertes de {config.name()} : ce que publient la ville et ses services."
    )
    city = {
        "@type": "GovernmentOrganization",
        "name": config.name(),
        "identifier": config.siret(),
        "email": config.contact_email(),
    }
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "DataCatalog",
            "@id": address,
            "name": config.site_title(),
            "description": description,
            "url": address,
            "inLanguage": config.languages(),
            "isAccessibleForFree": True,
            "publisher": city,
        }
    )


def as_script(node: Node) -> Markup:
    """Write a description as the content of a script element, which nothing in it can end."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(ESCAPES))  # noqa: S704 - each character that means something to HTML is escaped


def _description(dataset: Mapping[str, Any]) -> str:
    """What the dataset says, completed where search engines find it too short to be shown."""
    text = str(dataset.get("notes") or "").strip()
    if len(text) < SHORTEST:
        text = f"{text} {_who_publishes(dataset)}".strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _who_publishes(dataset: Mapping[str, Any]) -> str:
    title = facts.one_line(dataset.get("title") or dataset["name"])
    producer = facts.agent_of(dataset, "creator").get("name") or config.name()
    return (
        f"Jeu de données « {title} » produit par {producer}, "
        f"publié dans le catalogue des données ouvertes de {config.name()}."
    )


def _agent(agent: Mapping[str, Any]) -> Node | None:
    if not agent:
        return None
    return _filled(
        {
            "@type": "Organization",
            "@id": agent.get("uri"),
            "name": facts.one_line(agent["name"]),
            "url": agent.get("url"),
            "email": agent.get("email"),
            "identifier": agent.get("identifier"),
        }
    )


def _interval(period: Period) -> str:
    start, end = (day.isoformat() if day else OPEN_END for day in period)
    return start if start == end else f"{start}/{end}"


def _places(dataset: Mapping[str, Any]) -> list[Node]:
    rows = dataset.get("spatial_coverage") or ()
    return [
        _filled(
            {
                "@type": "Place",
                "@id": row.get("uri"),
                "name": row.get("text"),
                "geo": _shape(row.get("geom") or row.get("bbox") or row.get("centroid")),
            }
        )
        for row in rows
        if any(row.values())
    ]


def _shape(geometry: object) -> Node | None:
    """The smallest box around a GeoJSON geometry, latitude first as schema.org wants it."""
    try:
        content = json.loads(geometry) if isinstance(geometry, str) else geometry
        points = list(_positions(content["coordinates"]))  # type: ignore[index]
        west, south, *_ = map(min, zip(*points, strict=True))
        east, north, *_ = map(max, zip(*points, strict=True))
    except (LookupError, TypeError, ValueError):
        return None
    if (west, south) == (east, north):
        return {"@type": "GeoCoordinates", "latitude": south, "longitude": west}
    return {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}


def _positions(coordinates: Any) -> Iterator[list[float]]:
    if isinstance(coordinates, str):
        raise TypeError("text in the place of a position")
    if isinstance(coordinates[0], int | float):
        yield coordinates[:2]
        return
    for each in coordinates:
        yield from _positions(each)


def _series(dataset: Mapping[str, Any]) -> list[str]:
    return [
        facts.dataset_address({"id": series}) for series in dataset.get("published_series") or ()
    ]


def _files(dataset: Mapping[str, Any]) -> list[Node]:
    if dataset.get("type") == SERIES:
        return [
            {
                "@type": "DataDownload",
                "name": "Liste des jeux de données de la série",
                "encodingFormat": "text/csv",
                "contentUrl": facts.members_address(dataset),
            }
        ]
    return [
        _file(dataset, resource)
        for resource in dataset.get("resources") or ()
        if facts.file_address(dataset, resource)
    ]


def _file(dataset: Mapping[str, Any], resource: Mapping[str, Any]) -> Node:
    modified = facts.moment(resource.get("last_modified") or resource.get("created"))
    size = resource.get("size")
    return _filled(
        {
            "@type": "DataDownload",
            "@id": f"{facts.dataset_address(dataset)}/resource/{resource['id']}",
            "name": facts.one_line(resource.get("name")),
            "description": resource.get("description"),
            "encodingFormat": resource.get("mimetype") or resource.get("format"),
            "contentUrl": facts.file_address(dataset, resource),
            "contentSize": f"{size} B" if size else None,
            "dateModified": modified.isoformat() if modified else None,
            "sha256": resource.get("hash") if _is_sha256(resource) else None,
        }
    )


def _is_sha256(resource: Mapping[str, Any]) -> bool:
    return "sha256" in str(resource.get("hash_algorithm") or "").lower().replace("-", "")


def _filled(node: Node) -> Node:
    """Leave out what has no value; a list of one is that one."""
    plain = {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value
        for key, value in node.items()
    }
    return {key: value for key, value in plain.items() if value not in (None, "", [], {})}
