"""`/robots.txt`: portals read the feed, the metadata and the files; crawlers stay out of facets.

A parser without wildcards (Python's own) takes the first rule that fits, others the longest: so
the permitted comes first, and what matters is said with and without wildcards. Python's also
drops a "?" at the end of a rule: "Disallow: /dataset/?" would close every dataset.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response

import ckan.plugins as p

from ckanext.city import config

city_robots = Blueprint("city_robots", __name__)


@dataclass(frozen=True)
class Rule:
    """What crawlers may or may not read; `localized` holds for `/en/...` too."""

    allow: bool
    paths: tuple[str, ...]
    why: str
    localized: bool = True


METADATA_ACTIONS = (
    "package_",
    "current_package_list_with_resources",
    "resource_show",
    "organization_list",
    "organization_show",
    "group_list",
    "group_show",
    "tag_list",
    "license_list",
    "status_show",
    "site_read",
    "help_show",
)

FILTERS = (
    "_",  # facets show more than the first ten values by _<facet>_limit
    "ext_",
    "groups=",
    "license_id=",
    "organization=",
    "q=",
    "res_format=",
    "sort=",
    "tags=",
    "type=",
    "dataset_type=",
    "vocab_",
)

RULES = (
    Rule(True, ("/catalog.", "/catalog?page=", "/catalog$"), "the feed, page by page"),
    Rule(
        True,
        tuple(f"/*.{ending}" for ending in ("ttl", "rdf", "xml", "jsonld", "n3")),
        "a dataset's own feed, whatever its type, with its profile",
    ),
    Rule(True, ("/feeds/",), "what changed, as Atom", localized=False),
    Rule(True, ("/sitemap", "/catalogue-scdl.csv"), "the way to every page", localized=False),
    Rule(True, ("/*/download", "/datastore/dump/"), "the files", localized=False),
    Rule(
        True,
        tuple(
            f"/api/{version}action/{name}" for version in ("3/", "") for name in METADATA_ACTIONS
        ),
        "metadata through the API",
        localized=False,
    ),
    Rule(True, ("/api/i18n/", "/api/util/snippet/"), "what pages need to show", localized=False),
    Rule(
        True,
        ("/dataset?page=", "/dataset/?page="),
        "page after page without a filter: the way to every dataset",
    ),
    Rule(False, ("/api/", "/datastore/", "/datatables/"), "rows one by one: the files hold them"),
    Rule(
        False,
        ("/user/", "/dashboard", "/ckan-admin", "/login", "/logout"),
        "logins and what stands behind them",
    ),
    Rule(
        False,
        ("/*/new$", "/*/new/", "/*/edit/", "/*/delete/", "/*/activity", "/*/groups/"),
        "forms and histories",
    ),
    Rule(
        False,
        tuple(f"/dataset/?{name}" for name in FILTERS),
        "lists by facet, of which there is no end: for a parser without wildcards",
    ),
    Rule(False, ("/*?*",), "the same everywhere, for the others"),
    Rule(False, ("/city/health/",), "what the proxy asks", localized=False),
)


@city_robots.get("/robots.txt")
def robots_txt() -> Response:
    """Serve the rules of the whole site, every language and dataset type included."""
    sitemap = f"{config.site_url()}/sitemap.xml" if p.plugin_loaded("city_dcat") else None
    return Response("\n".join(lines(sitemap)) + "\n", mimetype="text/plain")


def lines(sitemap: str | None = None) -> Iterator[str]:
    """Yield the file's lines.

    Args:
        sitemap: address of the sitemap; None for a site without.
    """
    yield "# https://www.rfc-editor.org/rfc/rfc9309"
    yield "User-agent: *"
    for rule in RULES:
        yield f"# {rule.why}"
        word = "Allow" if rule.allow else "Disallow"
        for path in rule.paths:
            yield from (f"{word}: {prefix}{path}" for prefix in _prefixes(rule))
    if sitemap:
        yield f"Sitemap: {sitemap}"


def _prefixes(rule: Rule) -> list[str]:
    return ["", *(f"/{code}" for code in config.locales())] if rule.localized else [""]
