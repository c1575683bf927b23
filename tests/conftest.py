"""What tests share: one in-process application, one running site, one browser for the session.

Nothing here imports CKAN before a fixture is asked for, so that `make test-quick` needs no service.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import packaged
from tests.deployed_site import DeployedSite, deploy
from tests.public_site import PublicSite, start_public_site
from tests.running_site import RunningSite, start_running_site
from tests.udata import Udata, install_udata

# CI draws the same examples at each run: what a new one finds is for a developer, not for whoever
# submits something else. At a desk each run draws others.
settings.register_profile("ci", derandomize=True, database=None, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def ckan_app() -> Any:
    """The in-process application of test.ini with all our plugins, made once."""
    from ckan.common import config
    from ckan.config.middleware import make_app
    from ckan.logic import clear_validators_cache
    from ckan.tests.helpers import CKANTestApp

    clear_validators_cache()  # an import of another test may have filled it without our plugins
    return CKANTestApp(make_app(config))


@pytest.fixture(scope="session")
def datastore(ckan_app: Any) -> None:
    """The DataStore of the in-process application, with its functions and its reader's rights."""
    from ckanext.city.site import preparation
    from dev.layout import services

    os.environ.setdefault(preparation.ADMIN_URL, services("city_test")[preparation.ADMIN_URL])
    list(preparation.set_datastore_rights())


@pytest.fixture
def clean_db(ckan_app: Any, reset_db: Any, migrate_db_for: Any, reset_index: Any) -> None:
    """An empty database with the tables of our plugins, and an empty index.

    CKAN's own fixture of this name leaves out the migrations of plugins.
    """
    reset_db()
    migrate_db_for("activity")
    reset_index()


@pytest.fixture(scope="module")
def clean_db_once(ckan_app: Any, reset_db: Any, migrate_db_for: Any, reset_index: Any) -> None:
    """The same, once for a module whose tests do not see what the others have made."""
    reset_db()
    migrate_db_for("activity")
    reset_index()


@pytest.fixture
def city(clean_db: None) -> dict[str, str]:
    """The city with two departments and the theme groups, made by `ckan city init`'s own code."""
    from ckanext.city.site import first_city

    plan = first_city.CityPlan(departments=first_city.DEVELOPMENT_DEPARTMENTS)
    list(first_city.make_city(plan))
    roads, finance = (row["name"] for row in first_city.DEVELOPMENT_DEPARTMENTS)
    return {"city": "ville-de-saint-aubin-sur-orge", "roads": roads, "finance": finance}


@pytest.fixture(scope="session")
def site() -> Iterator[RunningSite]:
    """The tests' own running site: two web workers, a jobs worker, empty at the session's start."""
    yield from start_running_site()


@pytest.fixture(scope="session")
def public_site() -> Iterator[PublicSite]:
    """A running site under a public address, with two web workers and nobody else's datasets."""
    yield from start_public_site()


@pytest.fixture(scope="session")
def udata() -> Udata:
    """The national portal's harvester; skips where the tools that run it are not here."""
    return install_udata()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, headless, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    # maps need WebGL: SwiftShader draws it where there is no graphics card
    drawing = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
    options = ["--no-sandbox", "--disable-background-networking", *drawing]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = packaged.copy_checkout(folder / "checkout")
    return packaged.build(source, folder / "dist", "wheel")[0]


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a virtualenv that holds the wheel beside CKAN and a web server."""
    folder = tmp_path_factory.mktemp("installed")
    return packaged.make_venv(folder / "venv", f"{wheel}[ckan,server]")


@pytest.fixture(scope="session")
def deployed(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedSite]:
    """A site that production's own scripts made of the wheel, under a bare environment."""
    yield from deploy(installed, tmp_path_factory.mktemp("deployed"))
