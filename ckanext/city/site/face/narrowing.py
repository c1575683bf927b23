"""What stands around results: lists to narrow them by, what is chosen, pages.

All of it is links, so that it works without script and by keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.city.site import search_facets
from ckanext.city.site.choices import reader_language

__all__ = ["city_facets", "city_filters", "city_page_links", "city_page_url"]

#: Values of a list that are shown at once; the others unfold.
SHOWN = 8
#: Pages around the current one that have a link of their own.
AROUND = 2

Params = list[tuple[str, str]]
Found = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Value:
    """A value of a list: how many results it has, and where choosing or leaving it leads."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A list to narrow results by; `more` is what unfolds."""

    name: str
    title: str
    values: tuple[Value, ...]
    more: tuple[Value, ...]


@dataclass(frozen=True)
class Filter:
    """A value that is chosen, and where leaving it leads; `list_title` is its list's, if known."""

    label: str
    list_title: str
    url: str


@dataclass(frozen=True)
class PageLink:
    """A page of results; `number` is None for a gap."""

    number: int | None
    url: str = ""
    is_current: bool = False


def city_page_url() -> str:
    """The address of this page without any parameter, in the reader's language."""
    return address(())


def city_facets(titles: Mapping[str, str], found: Found, total: int) -> list[Facet]:
    """Prepare the lists of a page; one that would narrow nothing is left out.

    Args:
        titles: of the lists, by Solr field, in the order of the page.
        found: `search_facets` of a search.
        total: how many results there are.
    """
    facets = (
        _facet(name, title, (found or {}).get(name, {}), total) for name, title in titles.items()
    )
    return [facet for facet in facets if _is_of_use(facet, total)]


def city_filters(
    chosen: Mapping[str, Sequence[str]], titles: Mapping[str, str], found: Found
) -> list[Filter]:
    """List what the results are narrowed to, each with the address without it."""
    return [
        Filter(_label(field, value, found), titles.get(field, ""), _without(field, value))
        for field, values in chosen.items()
        for value in values
    ]


def city_page_links(page: Any) -> list[PageLink]:
    """List the pages of results: first, last, those around the current one, and gaps."""
    current, last = int(page.page or 1), int(page.page_count or 1)
    if last < 2:
        return []
    near = range(max(1, current - AROUND), min(last, current + AROUND) + 1)
    links: list[PageLink] = []
    before = 0
    for number in sorted({1, *near, last}):
        if number - before > 1:
            links.append(PageLink(None))
        links.append(PageLink(number, _page(number), number == current))
        before = number
    return links


def _facet(name: str, title: str, facet: Mapping[str, Any], total: int) -> Facet:
    chosen = set(tk.request.args.getlist(name))
    items = search_facets.in_order(name, facet.get("items", ()))
    if name == search_facets.DEPARTMENT:
        # the city, which has all that its departments have
        items = [each for each in items if each["count"] < total or each["name"] in chosen]
    values = [_value(name, item, item["name"] in chosen) for item in items]
    shown = [v for place, v in enumerate(values) if place < SHOWN or v.is_chosen]
    # one more is no reason to unfold
    if len(values) - len(shown) == 1:
        shown = values
    return Facet(name, title, tuple(shown), tuple(v for v in values if v not in shown))


def _value(field: str, item: Mapping[str, Any], is_chosen: bool) -> Value:
    url = _without(field, item["name"]) if is_chosen else _with(field, item["name"])
    return Value(str(item["display_name"]), item["count"], url, is_chosen)


def _is_of_use(facet: Facet, total: int) -> bool:
    if any(value.is_chosen for value in facet.values):
        return True
    return any(value.count < total for value in facet.values)


def _label(field: str, value: str, found: Found) -> str:
    for item in (found or {}).get(field, {}).get("items", ()):
        if item["name"] == value:
            return str(item["display_name"])
    # an empty page has counted nothing
    if field in ("organization", "groups"):
        group = model.Group.get(value)
        return group.display_name if group and group.state == "active" else value
    if field == search_facets.LICENSE:
        license_ = model.Package.get_license_register().get(value)
        return license_.title if license_ else value
    return search_facets.codes_of(field, search_facets.names(reader_language())).get(value, value)


def _params() -> Params:
    return [(key, value) for key, value in tk.request.args.items(multi=True) if key != "page"]


def _with(field: str, value: str) -> str:
    return address([*_params(), (field, value)])


def _without(field: str, value: str) -> str:
    return address([pair for pair in _params() if pair != (field, value)])


def _page(number: int) -> str:
    return address([*_params(), ("page", str(number))] if number > 1 else _params())


def address(params: Iterable[tuple[str, str]]) -> str:
    """This page with other parameters, in the reader's language."""
    place = {key: value for key, value in (tk.request.view_args or {}).items() if key == "id"}
    url = str(tk.h.url_for(tk.request.endpoint, **place))
    query = urlencode(list(params))
    return f"{url}?{query}" if query else url
