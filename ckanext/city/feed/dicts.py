"""Datasets' dicts: from the index where it is as fresh as the database, else from the database.

The same dict either way, and for any reader: nothing in it depends on who asks, or in which
language.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pysolr
import sqlalchemy as sa
from requests import RequestException

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import common
from ckan.types import Context

from ckanext.city import config
from ckanext.city.feed.listing import Row
from ckanext.city.store.breaker import Breaker

log = logging.getLogger(__name__)

SOLR_SECONDS = 2
BREAK_SECONDS = 30
AT_ONCE = 100
# In the language of whoever indexed the dataset, or for whoever asks.
OF_A_READER = ("license_title", "series_navigation", "tracking_summary", "creator_user_id")

Department = Mapping[str, Any]
Derive = Callable[[Mapping[str, Any], Department], dict[str, Any]]

breaker = Breaker(BREAK_SECONDS)
_derivers: list[Derive] = []


class Unreadable(Exception):
    """A published dataset can be read neither from the index nor from the database."""


def derive_with(derive: Derive) -> None:
    """Say how the fields are filled in that a dataset leaves to the catalogue.

    Args:
        derive: takes a dataset and its organisation (`id`, `name`, `title` and the fields of our
            form; empty where it has none) and gives the fields to add.
    """
    _derivers[:] = [derive]


def datasets_of(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Give the dicts of published datasets, in the order of their rows.

    A dataset that was changed since it was listed comes as it is now; one that is no longer
    published is left out.

    Args:
        rows: as `listing.published` gives them.

    Raises:
        Unreadable: a dataset can be read nowhere; or the database does not answer.
    """
    listed = list(rows)
    for at in range(0, len(listed), AT_ONCE):
        yield from _read(listed[at : at + AT_ONCE])


def is_as_old_as(dataset: Mapping[str, Any], row: Row) -> bool:
    """Tell whether a dict says what the database's row does."""
    return dataset.get("metadata_modified") == row.metadata_modified.isoformat()


def _read(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    indexed = _from_index(rows)
    departments = _departments(rows)
    for row in rows:
        dataset = indexed.get(row.id)
        if dataset is None or not is_as_old_as(dataset, row):
            dataset = _from_database(row.id)
        if dataset is not None:
            # an unpublished series is not told of, not even its id
            dataset["in_series"] = dataset["published_series"] = list(row.series)
            yield _completed(dataset, departments)


def _completed(dataset: dict[str, Any], departments: Mapping[str, Department]) -> dict[str, Any]:
    """Fill in what the dataset leaves to the catalogue, from the organisation as it is now."""
    department = departments.get(dataset.get("owner_org") or "", {})
    named = {key: department[key] for key in ("id", "name", "title") if key in department}
    dataset["organization"] = named or None
    for key in OF_A_READER:
        dataset.pop(key, None)
    for derive in _derivers:
        try:
            dataset.update(derive(dataset, department))
        except Exception:  # one dataset's metadata must not cost the others their page
            log.exception("What dataset %s leaves to the catalogue stays empty", dataset.get("id"))
    return dataset


def _from_index(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    if not breaker.may_ask():
        return {}
    ids = ",".join(row.id for row in rows)
    try:
        found = _solr(config.solr_url()).search(
            "*:*",
            fq=[f'+site_id:"{config.site_id()}" +state:active', f"{{!terms f=id}}{ids}"],
            fl="id,validated_data_dict",
            rows=len(rows),
        )
        return {each["id"]: json.loads(each["validated_data_dict"]) for each in found}
    except (pysolr.SolrError, RequestException, ValueError, KeyError) as error:
        log.warning("Solr does not answer, the feed reads the database: %s", error)
        breaker.failed()
        return {}


def _solr(url: str) -> pysolr.Solr:
    if url not in _clients:
        client = common.make_connection(decode_dates=False)
        client.timeout = SOLR_SECONDS
        _clients[url] = client
    return _clients[url]


_clients: dict[str, pysolr.Solr] = {}


def _from_database(id_: str) -> dict[str, Any] | None:
    """Read a dataset anew; None where it is no longer published."""
    try:
        return _shown(id_)
    except tk.ObjectNotFound:
        return None
    except sa.exc.SQLAlchemyError as error:
        raise Unreadable("The database does not answer.") from error
    except Exception as error:
        log.exception("The feed cannot read dataset %s", id_)
        raise Unreadable(f"Dataset {id_} cannot be read.") from error


def _shown(id_: str) -> dict[str, Any] | None:
    """Ask `package_show`, and where its form's own validators fail, without them."""
    for validate in (True, False):
        context = Context(ignore_auth=True, use_cache=False, validate=validate)
        try:
            dataset: dict[str, Any] = tk.get_action("package_show")(context, {"id": id_})
        except (tk.ObjectNotFound, sa.exc.SQLAlchemyError):
            raise
        except Exception:
            if not validate:
                raise
            log.exception("The form of dataset %s cannot show it", id_)
        else:
            public = dataset.get("state") == "active" and not dataset.get("private")
            return _flat(dataset) if public else None
    return None


def _flat(dataset: dict[str, Any]) -> dict[str, Any]:
    """Put the form's fields where they belong in a dict that no form has seen."""
    dataset = json.loads(json.dumps(dataset, default=_plain))
    extras = dataset.get("extras") or []
    return {each["key"]: each["value"] for each in extras} | dataset


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _departments(rows: Sequence[Row]) -> dict[str, Department]:
    owners = sorted({row.owner_org for row in rows if row.owner_org})
    if not owners:
        return {}
    query = sa.select(model.Group.id, model.Group.name, model.Group.title, model.Group.extras)
    found = model.Session.execute(query.where(model.Group.id.in_(owners)))
    return {
        id_: {"id": id_, "name": name, "title": title} | (extras or {})
        for id_, name, title, extras in found
    }
