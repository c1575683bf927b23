"""What happens to a dataset on its way in, into the index, and out: the hooks of the plugin."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Action, Context, DataDict

from ckanext.city import config
from ckanext.city.interfaces import table_folders
from ckanext.city.site import (
    access,
    area_search,
    coverage,
    derive,
    extras,
    hidden_series,
    resource_facts,
    search,
    search_facets,
    uploads,
)
from ckanext.city.site.choices import reader_language
from ckanext.city.tables.catalogue import list_table_schemas

DERIVED = ("publisher", "creator", "contact", "access_rights", "url")
DEPARTMENT_FIELDS = ("contact_name", "contact_email", "siret")


def index(document: dict[str, Any]) -> dict[str, Any]:
    """Add to a dataset's Solr document what facets, area search and residents' words need."""
    above = _with_ancestors(document.get("owner_org"))
    language = config.languages()[0]
    titles = {
        schema.reference: schema.title(language) for schema in list_table_schemas(table_folders())
    }
    words = search.labels(language) | {"table_schema": titles}
    result = search.index_document(document, organizations=above, words=words)
    return result | area_search.index_fields(json.loads(document["validated_data_dict"]))


def ask(parameters: dict[str, Any]) -> dict[str, Any]:
    """Set how a resident's query is asked, and within which area."""
    return area_search.ask(search.search_parameters(parameters))


def answer(results: dict[str, Any]) -> dict[str, Any]:
    """Name the codes in the facets, and fill in what the datasets leave to the catalogue."""
    city = derive.read_city(config.site_url())
    # of a search for single fields (`fl`) the index gives its own: those above the owner, too
    whole = [each for each in results["results"] if not isinstance(each.get("owner_org", []), list)]
    departments = _departments({each["owner_org"] for each in whole if each["owner_org"]})
    for dataset in whole:
        department = departments.get(dataset["owner_org"], {})
        dataset.update(derive.derived_fields(dataset, department, city))
    return search_facets.label_facets(results, search_facets.names(reader_language()))


def show(context: Context, dataset: dict[str, Any]) -> None:
    """Fill in what a dataset leaves to the catalogue, but for those who are about to save it."""
    if context.get("for_update") or context.get("for_edit") or context.get("use_cache") is False:
        return
    dataset.update(_derived(dataset))


def derive_for_feed(dataset: Mapping[str, Any], organization: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a dataset leaves to the catalogue, of an organisation that was read already."""
    city = derive.read_city(config.site_url())
    return derive.derived_fields(dataset, organization, city)


@tk.chained_action
def package_create(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Keep what the catalogue derives from being stored as if someone had written it."""
    uploads.refuse_uploads_at_creation(data_dict)
    access.allow_draft(context, data_dict)
    return up(context, _without_derived(coverage.choose(data_dict)))


@tk.chained_action
def package_update(up: Action, context: Context, data_dict: DataDict) -> Any:
    """Keep what was derived derived, and what was measured of files as it was measured."""
    resource_facts.keep_facts(data_dict)
    data_dict = hidden_series.keep(coverage.choose(data_dict), context)
    return up(context, extras.keep_unknown(_without_derived(data_dict)))


def _derived(dataset: Mapping[str, Any]) -> dict[str, Any]:
    city = derive.read_city(config.site_url())
    return derive.derived_fields(dataset, _department(dataset.get("owner_org")), city)


def _without_derived(data_dict: DataDict) -> DataDict:
    """Leave out what `package_show` had filled in, which a client sends back with its change."""
    unsaid = data_dict | {"name": data_dict.get("name", "")} | dict.fromkeys(DERIVED)
    derived = _derived(unsaid)
    own_page = f"{config.site_url()}/dataset/"

    def is_derived(key: str, value: object) -> bool:
        follows = key == "access_rights" or (key == "url" and str(value).startswith(own_page))
        return follows or (key in derived and value == derived[key])

    return {key: value for key, value in data_dict.items() if not is_derived(key, value)}


def _departments(owners: Collection[str]) -> dict[str, dict[str, Any]]:
    """Read the organisations of a page of datasets, by id, in one query."""
    if not owners:
        return {}
    groups = model.Session.query(model.Group).filter(model.Group.id.in_(owners))
    return {group.id: _described(group) for group in groups}


def _department(owner: str | None) -> dict[str, Any]:
    """Read the organisation of a dataset, by its id or name."""
    group = model.Group.get(owner) if owner else None
    return _described(group) if group else {}


def _described(group: model.Group) -> dict[str, Any]:
    """Describe an organisation with the fields of our form that its datasets leave to it."""
    extras = {key: value for key, value in group.extras.items() if key in DEPARTMENT_FIELDS}
    return {"id": group.id, "name": group.name, "title": group.title} | extras


def _with_ancestors(owner: str | None) -> list[search.Organization]:
    """The organisation of a dataset, then those above it."""
    group = model.Group.get(owner) if owner else None
    if group is None:
        return []
    above = group.get_parent_group_hierarchy(type="organization")
    return [
        search.Organization(each.id, each.name, each.title) for each in (group, *reversed(above))
    ]
