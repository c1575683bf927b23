"""Checks of what holds the catalogue: database, DataStore, Redis, Solr, the folder of files."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from redis import Redis
from redis.exceptions import RedisError

from ckan import model
from ckan.lib import search

from ckanext.city import config
from ckanext.city.site import solr_schema
from ckanext.city.site.doctor.findings import PASSWORD, Check, Found, Site, reason
from ckanext.city.site.doctor.settings import user
from ckanext.city.views.areas import kept

SECONDS = 5
GIB = 1 << 30
NEARLY_FULL = 2 * GIB

WRITE, READ = "ckan.datastore.write_url", "ckan.datastore.read_url"
CAN_CREATE = "SELECT has_schema_privilege(current_user, 'public', 'CREATE')"
HAS_FUNCTIONS = "SELECT to_regprocedure('update_table_stats(name)') IS NOT NULL"
# CKAN's own tables begin with an underscore, and the reader needs none of them.
TABLES = r"""
    SELECT count(*) FROM pg_class
    WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace
      AND relname NOT LIKE '\_%' AND {wanted} has_table_privilege(:role, oid, :right)
"""


def check_database(site: Site) -> Iterator[Found]:
    """Ask PostgreSQL for its version."""
    url = site.text("sqlalchemy.url")
    try:
        with _connection(url) as connection:
            version = connection.execute(sa.text("SHOW server_version")).scalar()
    except sa.exc.SQLAlchemyError as error:
        yield "silent", {"where": _without_password(url), "reason": reason(error)}
        return
    yield "answers", {"version": str(version).split()[0]}


def check_migrations(_site: Site) -> Iterator[Found]:
    """Look whether the tables of CKAN and of each plugin are those of the programs."""
    from ckan.cli.db import _get_pending_plugins  # noqa: PLC0415 - loads alembic

    model.repo.setup_migration_version_control()
    current = (model.repo.current_version() or "").endswith("(head)")
    pending = [*([] if current else ["CKAN"]), *sorted(_get_pending_plugins())]
    yield ("pending", {"names": pending}) if pending else ("current", {})


def check_datastore(site: Site) -> Iterator[Found]:
    """Look whether the writer writes, and whether the reader reads and does nothing else."""
    if "datastore" not in site.words("ckan.plugins"):
        yield "off", {}
        return
    write, read = site.text(WRITE), site.text(READ)
    names = {"writer": _role(write), "reader": _role(read)}
    for key, url in ((WRITE, write), (READ, read)):
        why = _why_silent(url)
        if why:
            yield "silent", {"where": _without_password(url), "reason": why, "key": key}
            return
    faults = list(_wrong_rights(write, read, site.text("sqlalchemy.url")))
    for code, values in faults or [("right", {})]:
        yield code, names | values


def check_redis(site: Site) -> Iterator[Found]:
    """Ask Redis for its version, and whether it forgets keys when full."""
    url = site.text("ckan.redis.url")
    try:
        redis = Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
        yield "answers", {"version": redis.info("server")["redis_version"]}
        policy = redis.info("memory").get("maxmemory_policy", "noeviction")
    except (RedisError, ValueError) as error:
        yield "silent", {"where": _without_password(url), "reason": reason(error)}
        return
    if policy.startswith("allkeys"):
        yield "evicts", {"policy": policy}


def check_solr(site: Site) -> Iterator[Found]:
    """Ask Solr's core for its schema, and whether it is the one of this release."""
    url = site.text("solr_url")
    name = solr_schema.running_version(url, timeout=SECONDS)
    shown = {"where": _without_password(url), "name": name, "wanted": solr_schema.SCHEMA_NAME}
    if name is None:
        yield "silent", shown
    else:
        yield "current" if solr_schema.is_current(name) else "older", shown


def check_index(_site: Site) -> Iterator[Found]:
    """Compare how many datasets the index and the database have."""
    count = model.Session.query(model.Package).filter_by(state="active").count()
    model.Session.rollback()
    indexed = search.query_for(model.Package).run({"q": "*:*", "rows": 0})["count"]
    yield "complete" if count == indexed else "differs", {"count": count, "indexed": indexed}


def check_storage(site: Site) -> Iterator[Found]:
    """Write a file into the folder of uploads; look at the room left and at its rights."""
    path = site.text("ckan.storage_path")
    if not path:
        yield "unset", {}
        return
    shown = {"path": path, "user": user()}
    try:
        with tempfile.NamedTemporaryFile(dir=path, prefix=".city-doctor-"):
            free = shutil.disk_usage(path).free
    except OSError as error:
        yield "unwritable", shown | {"reason": error.strerror or reason(error)}
        return
    limit = int(site.text("ckan.max_resource_size") or 0) << 20
    code = "full" if free < limit else "nearly-full" if free < NEARLY_FULL else "writable"
    yield code, shown | {"free": f"{free / GIB:.1f}"}
    if Path(path).stat().st_mode & stat.S_IWOTH:
        yield "open", shown


def check_districts(_site: Site) -> Iterator[Found]:
    """Tell which districts residents can search by, and which datasets were meant to have some."""
    sets = kept.public_sets()
    if sets is None:
        yield "not-looked-for", {}
        return
    usable = {each.name: len(each.districts) for each in sets}
    missing = [each for each in config.district_datasets() if each not in usable]
    if missing:
        yield "unusable", {"names": missing}
    if usable:
        yield "found", {"count": sum(usable.values()), "names": list(usable)}
    elif not missing:
        looked = [each["name"] for each in kept.told_sets()]
        yield ("without-areas", {"names": looked}) if looked else ("none", {})


#: Those that need no loaded CKAN, and those that do.
CHECKS: dict[str, Check] = {
    "database": check_database,
    "datastore": check_datastore,
    "redis": check_redis,
    "solr": check_solr,
    "storage": check_storage,
}
LOADED_CHECKS: dict[str, Check] = {
    "migrations": check_migrations,
    "index": check_index,
    "districts": check_districts,
}


def _wrong_rights(write: str, read: str, catalogue: str) -> Iterator[Found]:
    reader = _role(read)
    if reader == _role(write):
        yield "same", {}
        return
    with _connection(write) as connection:
        if not connection.execute(sa.text(CAN_CREATE)).scalar():
            yield "cannot-write", {}
        if not connection.execute(sa.text(HAS_FUNCTIONS)).scalar():
            yield "no-functions", {}
    with _connection(read) as connection:
        creates = connection.execute(sa.text(CAN_CREATE)).scalar()
        if creates or _tables(connection, reader, "INSERT, UPDATE, DELETE"):
            yield "reader-writes", {}
        unread = _tables(connection, reader, "SELECT", without=True)
        if unread:
            yield "cannot-read", {"count": unread}
    readable = _readable_in_catalogue(sa.make_url(read), sa.make_url(catalogue))
    if readable:
        yield "reads-catalogue", {"count": readable}


def _tables(
    connection: sa.engine.Connection, role: str, right: str, *, without: bool = False
) -> int:
    """How many tables a role has a right on, or with `without` has not."""
    query = sa.text(TABLES.format(wanted="NOT" if without else ""))
    return int(connection.execute(query, {"role": role, "right": right}).scalar() or 0)


def _readable_in_catalogue(read: sa.engine.URL, catalogue: sa.engine.URL) -> int:
    """How many tables of the catalogue's database the DataStore's reader can read."""
    same_server = (read.host, read.port) == (catalogue.host, catalogue.port)
    if not same_server:
        return 0
    try:
        with _connection(read.set(database=catalogue.database)) as connection:
            return _tables(connection, str(read.username), "SELECT")
    except sa.exc.OperationalError:
        return 0  # it may not even connect: as it should be


def _why_silent(url: str) -> str:
    """Why a database cannot be connected to; "" where it can."""
    try:
        with _connection(url):
            return ""
    except sa.exc.SQLAlchemyError as error:
        return reason(error)


@contextlib.contextmanager
def _connection(url: str | sa.engine.URL) -> Iterator[sa.engine.Connection]:
    engine = sa.create_engine(
        url, poolclass=sa.pool.NullPool, connect_args={"connect_timeout": SECONDS}
    )
    with engine.connect() as connection:
        yield connection


def _role(url: str) -> str:
    try:
        return sa.make_url(url).username or os.environ.get("USER", "")
    except sa.exc.ArgumentError:
        return ""


def _without_password(url: str) -> str:
    return PASSWORD.sub(r"\1:***@", url)
