"""Bring a site's stores to what this version needs: tables, DataStore rights, index, the city."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from ckan import model
from ckan.cli.db import _get_pending_plugins, _run_migrations
from ckan.lib import search
from ckan.lib.i18n import build_js_translations
from ckan.model import parse_db_config

from ckanext.city import config
from ckanext.city.feed import listing
from ckanext.city.site import locks
from ckanext.city.site.first_city import CityPlan, make_city
from ckanext.city.site.solr_schema import running_version

ADMIN_URL = "CITY_DATABASE_ADMIN_URL"
DEVELOPMENT = "CITY_DEVELOPMENT"
RIGHTS_STAND = "SELECT to_regprocedure('update_table_stats(name)')"
INDEX_SCHEMA = "ckanext.city.index_schema"  # among CKAN's system information


def prepare_site() -> Iterator[str]:
    """Do each step that is needed, in order; yields a line for each that did something."""
    # of several starting containers one prepares, the others find it done
    with locks.hold(locks.PREPARATION, wait=True):
        yield from upgrade_database()
        yield from index_published()
        yield from set_datastore_rights()
        yield from translate_scripts()
        plan = CityPlan.for_development() if os.environ.get(DEVELOPMENT) else CityPlan()
        yield from make_city(plan)
        yield from fill_index()


def upgrade_database() -> Iterator[str]:
    """Run the migrations of CKAN and of the enabled plugins that are pending."""
    model.repo.setup_migration_version_control()
    before = model.repo.current_version()
    if not (before or "").endswith("(head)"):
        model.repo.upgrade_db()
        yield "Database: CKAN's tables are those of this version"
    for name, pending in sorted(_get_pending_plugins().items()):
        _run_migrations(name)
        yield f"Database: {pending} migrations of {name}"


def index_published() -> Iterator[str]:
    """Make the index by which the feed counts what is published; CKAN's tables stay its own."""
    there = model.Session.execute(sa.text("SELECT to_regclass(:name)"), {"name": listing.INDEX})
    if there.scalar() is None:
        model.Session.execute(sa.text(listing.MAKE_INDEX))
        model.Session.commit()
        yield "Database: an index of the published datasets"


def set_datastore_rights() -> Iterator[str]:
    """Give the DataStore's reader its rights where it lacks them.

    Needs the address of a superuser in CITY_DATABASE_ADMIN_URL; without it nothing is done, and
    `ckan city doctor` says what to run.
    """
    address, urls = os.environ.get(ADMIN_URL), config.datastore_urls()
    if not address or not urls:
        return
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        if connection.execute(sa.text(RIGHTS_STAND)).scalar() is None:
            connection.exec_driver_sql(_rights_sql().replace("%", "%%"))
            yield "DataStore: rights of the reader set"
    engine.dispose()


def translate_scripts() -> Iterator[str]:
    """Write the translations of CKAN's scripts into storage where they lack or are of old."""
    written = Path(config.storage_path(), "i18n", "js", "fr.js")
    before = written.stat().st_mtime if written.exists() else None
    build_js_translations()  # leaves alone what is newer than the catalogues of messages
    if written.stat().st_mtime != before:
        yield "Translations of the scripts written"


def fill_index() -> Iterator[str]:
    """Index all datasets where the index is empty, or was filled under another schema of Solr's.

    Analysis happens when a dataset is indexed: under a new schema or new synonyms the old documents
    would go on answering as before.
    """
    schema = running_version(config.solr_url())
    if schema is None:
        yield "Index: Solr does not answer, so nothing was indexed"
        return
    active = model.Session.query(model.Package).filter_by(state="active").count()
    filled = search.query_for(model.Package).run({"q": "*:*", "rows": 0})["count"]
    if active and (not filled or model.get_system_info(INDEX_SCHEMA) != schema):
        search.rebuild(force=True)
        yield f"Index: {active} datasets, under the schema {schema}"
    model.set_system_info(INDEX_SCHEMA, schema)


def _rights_sql() -> str:
    # At import it would fill CKAN's cache of validators before ours are known.
    from ckanext.datastore.cli import permissions_sql  # noqa: PLC0415

    keys = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
    main, write, read = (parse_db_config(key) or {} for key in keys)
    sql = permissions_sql(
        maindb=main["db_name"],
        datastoredb=write["db_name"],
        mainuser=main["db_user"],
        writeuser=write["db_user"],
        readuser=read["db_user"],
    )
    return "\n".join(line for line in sql.splitlines() if not line.startswith("\\connect"))
