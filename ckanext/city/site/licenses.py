"""The catalogue's licences, in place of core's: ours first, titles in the reader's language.

The list stands in `schemas/vocabularies/licenses.yaml`. Each process gives it to CKAN when it
starts: no file is written, so that it is right with many workers and a read-only installation.
A site that names its own `licenses_group_url` keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.model.license import License, LicenseRegister

from ckanext.city import config
from ckanext.city.dataset_types.vocabularies import Entry, labels, load_vocabulary
from ckanext.city.site.choices import reader_language

__all__ = ["license_options"]  # the helper of this module

RETIRED = "retired"
PLAIN_WORDS = "in_plain_words"  # for our pages: CKAN's licences have no such text


class CityLicense(License):
    """A licence whose title follows the reader's language."""

    def __init__(self, entry: Entry) -> None:
        known = {key: value for key, value in entry.extra.items() if key != PLAIN_WORDS}
        super().__init__({"id": entry.id} | known)

    @property
    def title(self) -> str:
        """Title in the reader's language; French outside of a page."""
        return labels("licenses", reader_language())[self.id]

    def license_dictize(self) -> dict[str, Any]:
        """The licence as `license_list` gives it."""
        return super().license_dictize() | {"title": self.title}


class CityLicenses(LicenseRegister):
    """Our list as CKAN reads it, retired ones included: an older dataset keeps its licence."""

    def __init__(self) -> None:
        self.licenses = [CityLicense(entry) for entry in load_vocabulary("licenses")]


def use_our_list() -> None:
    """Make our list the site's, unless the ini names another."""
    if not config.has_own_license_list():
        model.Package._license_register = CityLicenses()


@tk.chained_helper
def license_options(
    next_helper: Callable[..., list[tuple[str, str]]], existing_license_id: str | None = None
) -> list[tuple[str, str]]:
    """List ids and titles that a form offers: in our order, a retired one only where it is used."""
    register = model.Package.get_license_register()
    if not isinstance(register, CityLicenses):
        return next_helper(existing_license_id)
    offered = [
        (each.id, each.title)
        for each in register.values()
        if each.status != RETIRED or each.id == existing_license_id
    ]
    known = not existing_license_id or existing_license_id in register.keys()  # noqa: SIM118 - no dict
    return offered if known else [(existing_license_id or "", existing_license_id or ""), *offered]


def name_license(dataset: dict[str, Any]) -> None:
    """Put the licence's title into the reader's language, in place.

    The index keeps it in the language of the person who saved the dataset.
    """
    license_ = model.Package.get_license_register().get(dataset.get("license_id"))
    if license_ is not None and "license_title" in dataset:
        dataset["license_title"] = license_.title
