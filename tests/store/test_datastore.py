"""Tables as readers of the DataStore see them: typed, whole, or as they were."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.service

DESCRIPTOR = {
    "fields": [
        {"name": "code", "type": "string", "title": "Code", "title_en": "Code"},
        {"name": "montant", "type": "number", "decimalChar": ","},
        {"name": "nombre", "type": "integer"},
        {"name": "jour", "type": "date"},
        {"name": "saisi", "type": "date", "format": "%d/%m/%Y"},
        {"name": "instant", "type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
        {"name": "ouvert", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
        {"name": "absent", "type": "integer"},
    ],
    "primaryKey": ["code"],
    "missingValues": ["", "n/c"],
}
HEADER = "code,montant,nombre,jour,saisi,instant,ouvert\n"
ROWS = (
    '0164A,"1,50",3000000000,2026-01-31,31/01/2026,2026-11-24T08:15:00+01:00,oui\n01,n/c,,,,,non\n'
)


@pytest.fixture
def resource_id(datastore: None, clean_db: None, city: dict[str, str]) -> str:
    from tests.site.acting import as_admin

    dataset = as_admin(
        "package_create",
        title="Essai",
        notes="Une table d’essai",
        type="dataset",
        owner_org=city["finance"],
        license_id="lov2",
    )
    return as_admin(
        "resource_create", package_id=dataset["id"], name="t", url="https://a.fr/t.csv"
    )["id"]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(text: str | bytes, name: str = "t.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def read(resource_id: str, **query: Any) -> dict[str, Any]:
    import ckan.plugins.toolkit as tk

    return tk.get_action("datastore_search")(
        {"ignore_auth": True}, {"resource_id": resource_id, **query}
    )


def load(resource_id: str, path: Path, descriptor: dict[str, Any] = DESCRIPTOR) -> Any:
    from ckanext.city.store.datastore import load_table

    return load_table(resource_id, path, descriptor)


def test_values_have_the_types_of_the_schema(resource_id: str, write: Any) -> None:
    assert load(resource_id, write(HEADER + ROWS)).rows == 2
    first, second = read(resource_id, sort="_id")["records"]
    assert first["code"] == "0164A"
    assert float(first["montant"]) == 1.5
    assert first["nombre"] == 3000000000
    assert first["jour"].startswith("2026-01-31")
    assert first["saisi"].startswith("2026-01-31")
    assert first["ouvert"] is True
    assert second["code"] == "01"
    assert second["montant"] is None
    assert second["ouvert"] is False
    assert second["absent"] is None


def test_an_instant_stays_the_same_instant(resource_id: str, write: Any) -> None:
    from datetime import datetime

    load(resource_id, write(HEADER + ROWS))
    said = read(resource_id, sort="_id")["records"][0]["instant"]
    assert datetime.fromisoformat(said) == datetime.fromisoformat("2026-11-24T08:15:00+01:00")


def test_words_are_found(resource_id: str, write: Any) -> None:
    load(resource_id, write(HEADER + ROWS))
    assert read(resource_id, q="0164A")["total"] == 1


def test_the_dictionary_is_filled_in(resource_id: str, write: Any) -> None:
    load(resource_id, write(HEADER + ROWS))
    fields = {field["id"]: field for field in read(resource_id)["fields"]}
    assert fields["code"]["info"]["label_en"] == "Code"


def test_a_second_load_takes_the_place_of_the_first_with_other_columns(
    resource_id: str, write: Any
) -> None:
    load(resource_id, write(HEADER + ROWS))
    load(resource_id, write("code,neuf\nA,1\n"), {"fields": [{"name": "code"}, {"name": "neuf"}]})
    answer = read(resource_id)
    assert [record["neuf"] for record in answer["records"]] == ["1"]
    assert [field["id"] for field in answer["fields"]] == ["_id", "code", "neuf"]


def test_rows_can_be_added_by_ckan_afterwards(resource_id: str, write: Any) -> None:
    from tests.site.acting import as_admin

    load(resource_id, write(HEADER + ROWS))
    as_admin(
        "datastore_upsert",
        resource_id=resource_id,
        records=[{"code": "Z", "nombre": 1}],
        method="insert",
        force=True,
    )
    assert read(resource_id, q="Z")["total"] == 1


@pytest.mark.parametrize(
    "body",
    [
        "A,1,1,,,,oui\nB,beaucoup,1,,,,oui\n",
        "A,1,1,,,,oui\nA,2,1,,,,oui\n",
        "A,1,1,,,,oui\nB,1,1,,,,peut-être\n",
        "A,1\n",
        'A,1,1,,,,"oui\n',
    ],
    ids=["a number that is none", "a key twice", "neither true nor false", "short", "open quote"],
)
def test_a_row_that_breaks_leaves_the_former_table_whole(
    resource_id: str, write: Any, body: str
) -> None:
    from ckanext.city.store.datastore import LoadRefused

    load(resource_id, write(HEADER + ROWS))
    with pytest.raises(LoadRefused, match="was not loaded"):
        load(resource_id, write(HEADER + body, "bad.csv"))
    assert read(resource_id)["total"] == 2


def test_columns_may_be_separated_as_french_spreadsheets_do(resource_id: str, write: Any) -> None:
    load(resource_id, write("code;nombre\nA;1\n"))
    assert read(resource_id)["records"][0]["nombre"] == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), ("code\nété\n".encode("cp1252"), "UTF-?8|encoding")],
    ids=["empty", "windows-1252"],
)
def test_a_file_that_is_no_table_is_refused(
    resource_id: str, write: Any, content: bytes, said: str
) -> None:
    from ckanext.city.store.datastore import LoadRefused, has_table

    with pytest.raises(LoadRefused, match=said):
        load(resource_id, write(content))
    assert not has_table(resource_id)


def test_an_alias_follows_the_table(resource_id: str, write: Any) -> None:
    from tests.site.acting import as_admin

    alias = f"essai_{resource_id[:8]}"
    load(resource_id, write(HEADER + ROWS))
    as_admin("datastore_create", resource_id=resource_id, aliases=[alias], force=True)
    load(resource_id, write(HEADER + "B,1,1,,,,oui\n"))
    assert read(alias)["total"] == 1


def test_readers_see_one_table_or_the_other_while_it_is_loaded(
    resource_id: str, write: Any
) -> None:
    small, large = (
        HEADER + "".join(f"{n},1,1,,,,oui\n" for n in range(size)) for size in (5, 5000)
    )
    load(resource_id, write(small))
    seen: list[int] = []
    ends = threading.Event()

    def reads() -> None:
        while not ends.is_set():
            seen.append(read(resource_id, limit=0)["total"])

    reader = threading.Thread(target=reads)
    reader.start()
    for n in range(6):
        load(resource_id, write(large if n % 2 == 0 else small, f"{n}.csv"))
    ends.set()
    reader.join()
    assert set(seen) <= {5, 5000}
    assert len(seen) > 5


def test_a_second_load_at_the_same_time_waits_its_turn(resource_id: str, write: Any) -> None:
    path = write(HEADER + "".join(f"{n},1,1,,,,oui\n" for n in range(3000)))
    done: list[int] = []
    both = [
        threading.Thread(target=lambda: done.append(load(resource_id, path).rows)) for _ in range(2)
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert done == [3000, 3000]
    assert read(resource_id)["total"] == 3000


def test_a_reader_who_never_ends_makes_the_load_give_up_and_say_so(
    resource_id: str, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.store import datastore

    monkeypatch.setattr(datastore, "SWAP_TRIES", 2)
    monkeypatch.setattr(datastore, "SWAP_WAIT", "100ms")
    load(resource_id, write(HEADER + ROWS))
    with endless_reader(resource_id), pytest.raises(datastore.LoadRefused, match="was not loaded"):
        load(resource_id, write(HEADER + "B,1,1,,,,oui\n", "b.csv"))
    assert read(resource_id)["total"] == 2


def endless_reader(resource_id: str) -> Any:
    from contextlib import contextmanager

    from ckanext.datastore.backend.postgres import get_write_engine

    @contextmanager
    def reading() -> Iterator[None]:
        connection = get_write_engine().raw_connection()
        cursor = connection.cursor()
        cursor.execute(f'SELECT * FROM "{resource_id}"')
        yield
        connection.rollback()
        connection.close()

    return reading()


def test_a_killed_load_leaves_the_former_table_and_nothing_else(
    resource_id: str, write: Any
) -> None:
    """As a killed worker: its connection is ended by the server in the middle."""
    from ckanext.city.store.datastore import LoadRefused

    load(resource_id, write(HEADER + ROWS))
    before = tables()
    large = write(HEADER + "".join(f"{n},1,1,,,,oui\n" for n in range(60000)), "large.csv")
    failed: list[Exception] = []

    def loads() -> None:
        try:
            load(resource_id, large)
        except LoadRefused as error:
            failed.append(error)

    worker = threading.Thread(target=loads)
    worker.start()
    end_the_load()
    worker.join()
    assert len(failed) == 1
    assert read(resource_id)["total"] == 2
    assert tables() == before


def tables() -> list[str]:
    return [row[0] for row in ask("SELECT relname FROM pg_class WHERE relkind IN ('r', 'S')")]


def end_the_load() -> None:
    for _ in range(400):
        ended = ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'INSERT INTO _draft%' AND pid <> pg_backend_pid()"
        )
        if ended:
            return
        time.sleep(0.005)
    pytest.fail("the load was never seen at work")


def ask(query: str) -> list[Any]:
    import sqlalchemy as sa

    from ckanext.datastore.backend.postgres import get_write_engine

    with get_write_engine().connect() as connection:
        return list(connection.execute(sa.text(query)).fetchall())


def test_a_table_that_does_not_follow_its_schema_is_not_loaded_and_why_is_said(
    resource_id: str, write: Any
) -> None:
    from ckanext.city.store.datastore import has_table
    from ckanext.city.store.loader import NotConforming, load_resource

    descriptor = {"fields": [{"name": "nombre", "type": "integer"}]}
    with pytest.raises(NotConforming, match="row 3, nombre"):
        load_resource({"ignore_auth": True}, resource_id, write("nombre\n1\ndeux\n"), descriptor)
    assert not has_table(resource_id)


def test_a_resource_says_that_it_has_a_table(resource_id: str, write: Any) -> None:
    import ckan.plugins.toolkit as tk

    from ckanext.city.store.loader import load_resource

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    load_resource(
        {"user": user, "ignore_auth": True},
        resource_id,
        write("nombre\n1\n"),
        {"fields": [{"name": "nombre", "type": "integer"}]},
    )
    shown = tk.get_action("resource_show")({"ignore_auth": True}, {"id": resource_id})
    assert shown["datastore_active"] is True


@pytest.mark.parametrize("deletion", ["resource_delete", "package_delete", "dataset_purge"])
def test_a_deletion_leaves_no_table(resource_id: str, write: Any, deletion: str) -> None:
    import ckan.plugins.toolkit as tk

    from ckanext.city.store.datastore import has_table
    from ckanext.city.store.loader import load_resource
    from tests.site.acting import as_admin

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"user": user, "ignore_auth": True}
    descriptor = {"fields": [{"name": "nombre", "type": "integer"}]}
    load_resource(context, resource_id, write("nombre\n1\n"), descriptor)
    dataset_id = as_admin("resource_show", id=resource_id)["package_id"]
    as_admin(deletion, id=resource_id if deletion == "resource_delete" else dataset_id)
    assert not has_table(resource_id)


def test_a_dataset_brought_back_does_not_claim_a_table_that_is_gone(
    resource_id: str, write: Any
) -> None:
    import ckan.plugins.toolkit as tk

    from ckanext.city.store.loader import load_resource
    from tests.site.acting import as_admin

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"user": user, "ignore_auth": True}
    descriptor = {"fields": [{"name": "nombre", "type": "integer"}]}
    load_resource(context, resource_id, write("nombre\n1\n"), descriptor)
    dataset_id = as_admin("resource_show", id=resource_id)["package_id"]
    as_admin("package_delete", id=dataset_id)
    as_admin("package_patch", id=dataset_id, state="active")
    assert as_admin("resource_show", id=resource_id)["datastore_active"] is False
