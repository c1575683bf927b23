"""What the tests of the site's rules share: the town, made once for a file of tests."""

from __future__ import annotations

from typing import Any

import pytest

from dev.layout import services
from tests.site.town import Town, settle


@pytest.fixture(scope="module")
def town(ckan_app: Any, reset_db: Any, migrate_db_for: Any, reset_index: Any) -> Town:
    """An empty catalogue with the city, two departments and a person for each role."""
    from ckanext.city.site import preparation

    reset_db()
    migrate_db_for("activity")
    reset_index()
    with pytest.MonkeyPatch.context() as patch:
        admin = services("city_test", 1)[preparation.ADMIN_URL]
        patch.setenv(preparation.ADMIN_URL, admin)
        list(preparation.set_datastore_rights())
    return settle(ckan_app)
