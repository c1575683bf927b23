"""How a page of results asks: values of one list widen each other, and have their counts.

CKAN's own page asks for datasets that have all chosen values at once, and its lists then offer
nothing else. Only pages are served so: what programs ask is left as they ask it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import has_request_context

import ckan.plugins.toolkit as tk

from ckanext.city.site import area_search, search_facets
from ckanext.city.site.face.subjects import usual_order

Parameters = dict[str, Any]

#: Each list that is narrowed costs a question of its own; of more than this the counts are left.
MOST_COUNTED = 4


def ask(parameters: Parameters) -> Parameters:
    """Set the filters and the order of a search that a page of results makes."""
    if not _is_page_of_results():
        return parameters
    filters = search_facets.any_of(str(parameters.get("fq") or ""), _chosen())
    return parameters | {"fq": filters} | _own_order(parameters)


def count_again(results: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """Count the values of each narrowed list as if it were not: each could be chosen as well.

    Args:
        results: what `package_search` is about to answer; its facets change in place.
        parameters: what it asked, as `ask` left it.
    """
    # our own questions ask for no rows
    if not _is_page_of_results() or not parameters.get("rows"):
        return results
    facets = results.get("search_facets", {})
    narrowed = [(field, values) for field, values in _chosen().items() if field in facets]
    for field, values in narrowed[:MOST_COUNTED]:
        found = _count(parameters, field, values)
        if field in found:
            facets[field] = found[field]
    return results


def _count(parameters: Parameters, field: str, values: Sequence[str]) -> dict[str, Any]:
    asked = {
        "q": parameters.get("q", ""),
        "fq": search_facets.without(_filters(parameters), field, values),
        "facet.field": [field],
        "rows": 0,
        # what the first search left out of private datasets stands in its filters
        "include_private": True,
        "extras": parameters.get("extras") or {},
    }
    context = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    found: dict[str, Any] = tk.get_action("package_search")(context, asked)
    return dict(found["search_facets"])


def _filters(parameters: Parameters) -> str:
    """What the page asked for; CKAN has put its own filters behind it meanwhile."""
    filters = parameters.get("fq") or ""
    return filters if isinstance(filters, str) else str(filters[0])


def _own_order(parameters: Parameters) -> dict[str, str]:
    """The first order that the page offers, where the reader chooses none."""
    if tk.request.args.get("sort") or not parameters.get("rows"):
        return {}
    kind = (tk.request.view_args or {}).get("package_type") or ""
    usual = usual_order(kind, tk.request.args.get("q", ""))
    return {"sort": area_search.part_first(parameters, usual) or usual}


def _chosen() -> Mapping[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for name, value in tk.request.args.items(multi=True):
        if value and value not in chosen.get(name, ()):
            chosen.setdefault(name, []).append(value)
    return chosen


def _is_page_of_results() -> bool:
    if not has_request_context():
        return False
    arguments = tk.request.view_args or {}
    view = str(tk.request.endpoint or "").rpartition(".")[2]
    of_types = view == "search" and "package_type" in arguments
    return of_types or (view == "read" and "group_type" in arguments)
