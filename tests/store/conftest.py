"""What tests of the DataStore need besides an empty database."""

from __future__ import annotations

import os
from typing import Any

import pytest


@pytest.fixture(scope="session")
def datastore(ckan_app: Any) -> None:
    """The DataStore of the in-process application, with its functions and its reader's rights."""
    from ckanext.city.site import preparation
    from dev.layout import services

    os.environ.setdefault(preparation.ADMIN_URL, services("city_test")[preparation.ADMIN_URL])
    list(preparation.set_datastore_rights())
