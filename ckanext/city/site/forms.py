"""Which forms the catalogue has: ours, those of other extensions, and the city's own.

A later one replaces an earlier one of the same type, so that a city can have a form of its own
in the place of ours, without a fork.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import ckan.plugins as p
from ckan.common import CKANConfig

from ckanext.city import config as city_config
from ckanext.city.dataset_types import list_dataset_types
from ckanext.city.interfaces import added_dataset_types

HERE = "ckanext.city:schemas"
#: The first listed wins.
PRESETS = (
    f"{HERE}/presets.yaml",
    "ckanext.dcat.schemas:presets.yaml",
    "ckanext.dataset_series.schemas:presets.yaml",
    "ckanext.scheming:presets.json",
)
SERIES_FORM = f"{HERE}/types/dataset_series/form.yaml"
ORGANIZATION_FORMS = (f"{HERE}/organizations/organization.yaml",)

_DATASET_FORMS = "scheming.dataset_schemas"
_ORGANIZATION_FORMS = "scheming.organization_schemas"
_PRESETS = "scheming.presets"
_SCHEMING_PLUGINS = ("scheming_datasets", "scheming_organizations")


def configure_scheming(config: CKANConfig) -> None:
    """Tell ckanext-scheming our forms and presets, besides those that the ini lists.

    CKAN configures plugins from the end of the list to its beginning, and takes a template from
    the first one that has it. So `city` stands before `scheming_datasets`, for its templates, and
    scheming has read the keys by now: it is asked to read them again, which it can.
    """
    _set(config, _PRESETS, [*PRESETS, *_listed(config, _PRESETS)])
    _set(config, _DATASET_FORMS, [*dataset_form_addresses(), *_listed(config, _DATASET_FORMS)])
    _set(config, _ORGANIZATION_FORMS, [*ORGANIZATION_FORMS, *_listed(config, _ORGANIZATION_FORMS)])
    for name in _SCHEMING_PLUGINS:
        plugin = p.get_plugin(name)
        if plugin is not None:
            plugin.update_config(config)


def dataset_form_addresses() -> list[str]:
    """List the addresses of the dataset forms, in ckanext-scheming's writing.

    Raises:
        ValueError: two extensions bring types of one name; the sentence says which.
    """
    types = list_dataset_types(added_dataset_types())
    return [
        *(each.form_address for each in types if each.form_address),
        SERIES_FORM,
        *own_forms(city_config.form_folders()),
    ]


def own_forms(folders: Iterable[str]) -> list[str]:
    """List the forms of a city's own folders.

    Args:
        folders: paths, or "module:path" beside a Python module; each is laid out as
            `schemas/types/`: one folder per type, with a `form.yaml` in it.
    """
    forms = (form for folder in folders for form in _folder(folder).glob("*/form.yaml"))
    # A file's address may hold no blank: scheming splits its list at blanks.
    return [form.resolve().as_uri() for form in sorted(forms)]


def _folder(address: str) -> Path:
    module, colon, path = address.partition(":")
    if not colon or Path(address).is_absolute():
        return Path(address)
    return Path(str(import_module(module).__file__)).parent / path


def _listed(config: CKANConfig, key: str) -> list[str]:
    # `get` would warn of a key that ckanext-scheming does not declare.
    return str(config[key] or "").split() if key in config else []


def _set(config: CKANConfig, key: str, addresses: list[str]) -> None:
    config[key] = " ".join(dict.fromkeys(addresses))
