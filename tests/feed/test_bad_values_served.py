"""Bad values written below the validators, a dataset each: the whole feed stays whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
import rdflib

from ckanext.city.feed import kinds, listing, parts
from ckanext.city.feed.tidy import DATASET, RESOURCE
from tests.feed.bad_values import BAD, Bad, put
from tests.feed.catalogue import forget, graph_of, make, read
from tests.site.conftest import town
from tests.site.town import Town, act

__all__ = ["town"]  # fixtures

pytestmark = pytest.mark.service

TEXT_COLUMNS = ("title", "notes", "url", "license_id")
FILE_COLUMNS = ("url", "name", "description", "format", "hash", "mimetype")
#: Its index takes no longer one.
LONGEST_TITLE = 1000
#: Of other types in the database, which refuses what does not fit.
TYPED = ("metadata_modified", "tags", "resources", "created", "last_modified")
#: What the catalogue fills in where a dataset says nothing.
DERIVED = ("contact", "publisher")
EXTENSIONS = ("ttl", "rdf", "jsonld")
CLONE = """
    INSERT INTO {table} SELECT (jsonb_populate_record(t, CAST(:changes AS jsonb))).*
    FROM {table} t WHERE t.id = :id
"""


@pytest.fixture(scope="module")
def template(town: Town) -> dict[str, Any]:
    """A sound dataset with two files, that the bad ones are copied from."""
    dataset = make(
        "abime",
        contact=[{"name": "Service", "email": "opendata@ville.fr"}],
        publisher=[{"name": "Ville", "uri": "https://ville.fr/id"}],
    )
    return dict(act("package_show", {"id": dataset["id"]}))


@pytest.fixture
def alone(town: Town, template: dict[str, Any]) -> Iterator[None]:
    """No dataset but the sound one before and after, and nothing kept."""
    yield
    from ckan import model

    model.Session.rollback()
    _execute("DELETE FROM resource WHERE package_id != :id", id=template["id"])
    _execute("DELETE FROM package WHERE id != :id", id=template["id"])
    _solr().delete(q="*:*", commit=True)
    forget()


def test_written_into_the_database_they_are_all_in_the_feed_and_told(
    town: Town, template: dict[str, Any], alone: None
) -> None:
    stored = [bad for bad in BAD if _fits_database(bad)]
    assert len(stored) >= 90
    for bad in stored:
        _copy(template, bad)
    _solr().delete(q="*:*", commit=True)
    _check_feed(town, template, stored)


def test_kept_in_the_index_alone_they_are_all_in_the_feed_and_told(
    town: Town, template: dict[str, Any], alone: None
) -> None:
    for bad in BAD:
        _copy(template, None, id_=_id(bad))
    _index(template)
    _check_feed(town, template, [bad for bad in BAD if bad.field != "metadata_modified"])


def _check_feed(town: Town, template: dict[str, Any], spoiled: Sequence[Bad]) -> None:
    """Walk all pages in each syntax: every dataset once, every fault told with its field."""
    forget()
    expected = {row.id for row in listing.published()}
    assert {_id(bad) for bad in spoiled} < expected
    for extension in EXTENSIONS:
        assert sorted(_identifiers(town, extension)) == sorted(expected)
    problems = parts.problems_of(listing.published())
    assert template["id"] not in problems
    told = [(bad, [each.field for each in problems.get(_id(bad), ())]) for bad in spoiled]
    assert [(bad.id, fields) for bad, fields in told if not _is_told(bad, fields)] == []
    codes = {each.code for found in problems.values() for each in found}
    assert "dataset.unreadable" not in codes


def _is_told(bad: Bad, fields: Sequence[str]) -> bool:
    if _is_filled_in(bad):
        return True
    if not bad.told:
        return not fields
    return any(field.startswith(bad.told) for field in fields)


def _is_filled_in(bad: Bad) -> bool:
    """Whether nothing is lost: an empty value in whose place the catalogue gives its own."""
    return bad.value == [None] and bad.field in DERIVED


def _identifiers(town: Town, extension: str) -> list[str]:
    found, address = [], f"/catalog.{extension}"
    while address:
        graph = graph_of(read(town.app, address), extension)
        nodes = graph.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset)
        found += [str(graph.value(node, rdflib.DCTERMS.identifier)) for node in nodes]
        following = list(graph.objects(None, rdflib.URIRef("http://www.w3.org/ns/hydra/core#next")))
        address = f"/catalog.{extension}?{following[0].partition('?')[2]}" if following else ""
    return found


def _id(bad: Bad) -> str:
    return str(uuid5(NAMESPACE_URL, f"{BAD.index(bad)}"))


def _fits_database(bad: Bad) -> bool:
    own = bad.field.split(".")[-1] if bad.field.startswith("resources[0].") else bad.field
    if own.split("[")[0] in TYPED or any(each in repr(bad.value) for each in ("\\x00", "\\ud800")):
        return False
    if own == "title" and len(str(bad.value)) > LONGEST_TITLE:
        return False
    columns = FILE_COLUMNS if bad.field.startswith("resources[0].") else TEXT_COLUMNS
    if own == "size":
        return isinstance(bad.value, int) and abs(bad.value) < 2**63
    if own in columns:
        return isinstance(bad.value, str)
    # CKAN's free fields are texts, among them the JSON of lists: a list for a text is one too
    fields = RESOURCE if bad.field.startswith("resources[0].") else DATASET
    is_text = "[" not in own and fields.get(own) in (kinds.text, kinds.named)
    return isinstance(bad.value, str if is_text else str | list | dict)


def _copy(template: dict[str, Any], bad: Bad | None, id_: str = "") -> None:
    """Copy the rows of the sound dataset, with the bad value in its column or among its extras."""
    id_ = id_ or _id(bad)  # type: ignore[arg-type] - one of them is given
    own: dict[str, Any] = {"id": id_, "name": f"abime-{id_}"}
    of_file: dict[str, Any] = {"package_id": id_}
    if bad is not None and bad.field.startswith("resources[0]."):
        _put_in_row(of_file, _extras("resource", template["resources"][0]["id"]), bad, 1)
    elif bad is not None:
        _put_in_row(own, _extras("package", template["id"]), bad, 0)
    _clone("package", template["id"], own)
    for resource in template["resources"]:
        changes = of_file if resource is template["resources"][0] else {"package_id": id_}
        new = {"id": str(uuid5(NAMESPACE_URL, id_ + resource["id"]))}
        _clone("resource", resource["id"], changes | new)


def _put_in_row(row: dict[str, Any], extras: dict[str, Any], bad: Bad, depth: int) -> None:
    name = bad.field.split(".")[depth].split("[")[0]
    spoiled = put({name: [{}]} if "[" in bad.field.split(".")[depth] else {}, bad.field, bad.value)
    value = spoiled["resources"][0][name] if depth else spoiled[name]
    if name in (*FILE_COLUMNS, *TEXT_COLUMNS, "size"):
        row[name] = value
        return
    extras[name] = value if isinstance(value, str) else json.dumps(value)
    row["extras"] = json.dumps(extras) if depth else extras


def _extras(table: str, id_: str) -> dict[str, Any]:
    found = _execute(f"SELECT extras FROM {table} WHERE id = :id", id=id_).scalar()
    return dict(json.loads(found) if isinstance(found, str) else found or {})


def _clone(table: str, id_: str, changes: dict[str, Any]) -> None:
    _execute(CLONE.format(table=table), id=id_, changes=json.dumps(changes))


def _index(template: dict[str, Any]) -> None:
    """Put each bad dataset into the index as CKAN does, but for what it would have checked."""
    modified = template["metadata_modified"]
    documents = []
    for bad in BAD:
        named = {**template, "id": _id(bad), "name": f"abime-{_id(bad)}"}
        dataset = put(named, bad.field, bad.value) if bad.field != "metadata_modified" else named
        document = {
            "index_id": _id(bad),
            "id": _id(bad),
            "site_id": _site_id(),
            "state": "active",
            "entity_type": "package",
            "validated_data_dict": json.dumps({**dataset, "metadata_modified": modified}),
        }
        documents.append(document)
    _solr().add(documents, commit=True)


def _site_id() -> str:
    from ckanext.city import config

    return config.site_id()


def _solr() -> Any:
    from ckan.lib.search.common import make_connection

    return make_connection()


def _execute(query: str, **values: Any) -> Any:
    import sqlalchemy as sa

    from ckan import model

    result = model.Session.execute(sa.text(query), values)
    found = result if result.returns_rows else None
    if found is None:
        model.Session.commit()
    return found
