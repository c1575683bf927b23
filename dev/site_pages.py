"""Every kind of page that a catalogue shows to all, found by asking it, and the forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ckanext.city.dataset_types import DATASET_TYPES
from ckanext.city.dataset_types.names import SERIES

AMBASSADOR = "ambassadrice"
ADMIN = "admin"
NOBODY = ""


@dataclass(frozen=True)
class SitePage:
    """A page to visit.

    Attributes:
        name: for the file of its picture, « dataset-budget ».
        path: its address below the site's.
        user: login of who visits it; empty for nobody.
        fill: names and values of fields; typed into its form, which is then sent.
    """

    name: str
    path: str
    user: str = NOBODY
    fill: tuple[tuple[str, str], ...] = ()


FIXED = (
    SitePage("home", "/"),
    SitePage("search", "/dataset/"),
    SitePage("search-words", "/dataset/?q=école"),
    SitePage("search-nothing", "/dataset/?q=zzzzqqq"),
    SitePage("departments", "/organization/"),
    SitePage("themes", "/group/"),
    SitePage("about", "/about"),
    SitePage("legal", "/mentions-legales"),
    SitePage("privacy", "/donnees-personnelles"),
    SitePage("accessibility", "/accessibilite"),
    SitePage("reuse", "/reutiliser"),
    SitePage("schemas", "/city/schemas"),
    SitePage("components", "/city/components"),
    SitePage("components-yellow", "/city/components?accent=%23ffd400"),
    SitePage("components-blue", "/city/components?accent=%230050ff"),
    SitePage("components-red", "/city/components?accent=%23c00000"),
    SitePage("components-grey", "/city/components?accent=%23777777"),
    SitePage("login", "/user/login"),
    SitePage("reset", "/user/reset"),
    SitePage("not-found", "/cette-page-n-existe-pas"),
    SitePage("forbidden", "/ckan-admin"),
)


def site_pages(api: Any) -> Iterator[SitePage]:
    """List a page of every kind, those of each dataset type among them.

    Args:
        api: a ckanapi client of the catalogue; what it may not see is left out.
    """
    yield from FIXED
    for type_ in (*(each.name for each in DATASET_TYPES), SERIES):
        yield from _of_type(api, type_)
    for organization in api.action.organization_list()[:1]:
        yield SitePage("department", f"/organization/{organization}")
        yield SitePage("department-people", f"/organization/members/{organization}", ADMIN)
    for group in api.action.group_list()[:1]:
        yield SitePage("theme", f"/group/{group}")


def _of_type(api: Any, type_: str) -> Iterator[SitePage]:
    yield SitePage(f"search-{type_}", f"/{type_}/")
    yield SitePage(f"new-{type_}", f"/{type_}/new", AMBASSADOR)
    found = api.action.package_search(fq=f"+dataset_type:{type_}", rows=1, sort="name asc")
    for dataset in found["results"]:
        address = f"/{type_}/{dataset['name']}"
        yield SitePage(f"dataset-{type_}", address)
        yield SitePage(f"dataset-{type_}-edit", f"/{type_}/edit/{dataset['name']}", AMBASSADOR)
        for resource in dataset["resources"][:1]:
            yield SitePage(f"file-{type_}", f"{address}/resource/{resource['id']}")
