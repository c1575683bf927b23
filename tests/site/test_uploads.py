"""A budget's people never reach the storage, whichever way the file comes; the uploader is told."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from ckanext.city.dataset_types.budget.strip import strip_totem
from tests.dataset_types.budget.test_strip import PEOPLE, SAMPLES, people_in

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("department")]

BUDGET = Path(__file__).parents[1] / "data" / "totem" / "compte-administratif.xml"


def act(action: str, /, **data: Any) -> Any:
    from ckan.plugins import toolkit as tk
    from ckan.tests.helpers import call_action

    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return call_action(action, {"user": site_user}, **data)


def upload(content: bytes, name: str = "budget.xml") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


@pytest.fixture(scope="module")
def department(ckan_app: Any, reset_db: Any, migrate_db_for: Any, reset_index: Any) -> str:
    """One organisation in an empty database, for all tests of this module."""
    reset_db()
    migrate_db_for("activity")
    reset_index()
    return act("organization_create", name="finances", title="Finances")["id"]


@pytest.fixture
def dataset(department: str) -> dict[str, Any]:
    return act(
        "package_create",
        title="Compte administratif",
        notes="Le compte de l'année.",
        owner_org=department,
        type="budget",
        exercice="2024",
        stage="compte-administratif",
    )


@pytest.fixture
def storage() -> Iterator[Path]:
    from ckanext.city import config

    return Path(config.storage_path())


def stored(storage: Path, resource_id: str) -> bytes:
    return (
        storage / "resources" / resource_id[:3] / resource_id[3:6] / resource_id[6:]
    ).read_bytes()


def in_many_encodings(name: str) -> set[bytes]:
    return {name.encode(each, "xmlcharrefreplace") for each in ("utf-8", "latin-1", "utf-16-le")}


def find(names: set[str], content: bytes) -> set[str]:
    return {name for name in names if any(each in content for each in in_many_encodings(name))}


def names_of(path: Path) -> set[str]:
    return people_in(path.read_bytes()) | (set(PEOPLE) if "tests/data" in str(path) else set())


WITH_PEOPLE = [each for each in SAMPLES if names_of(each.values[0])]


@pytest.mark.parametrize("path", WITH_PEOPLE)
def test_no_name_of_a_budget_reaches_any_store(
    path: Path, dataset: dict[str, Any], storage: Path, ckan_app: Any
) -> None:
    names = names_of(path)
    assert find(names, path.read_bytes())

    made = act("resource_create", package_id=dataset["id"], upload=upload(path.read_bytes()))

    kept = b"".join(each.read_bytes() for each in storage.rglob("*") if each.is_file())
    assert find(names, kept) == set()
    for served in everything_served(ckan_app, dataset, made):
        assert find(names, served) == set()
    assert stored(storage, made["id"]) == strip_totem(path.read_bytes()).content
    assert not made["datastore_active"]


def everything_served(
    app: Any, dataset: dict[str, Any], resource: dict[str, Any]
) -> Iterator[bytes]:
    import requests

    from ckanext.city import config

    page = f"/budget/{dataset['name']}/resource/{resource['id']}"
    for address in (page, f"/dataset/{dataset['id']}/resource/{resource['id']}/download"):
        yield app.get(address).data
    yield app.get(f"/dataset/{dataset['name']}.ttl").data
    yield app.get(f"/dataset/activity/{dataset['name']}").data
    for activity in act("package_activity_list", id=dataset["id"]):
        yield json.dumps(act("activity_show", id=activity["id"], include_data=True)).encode()
    yield requests.get(f"{config.solr_url()}/select?q=*:*&rows=100&wt=json", timeout=10).content


def test_the_uploader_is_told_what_was_removed_and_others_see_it(dataset: dict[str, Any]) -> None:
    made = act("resource_create", package_id=dataset["id"], upload=upload(BUDGET.read_bytes()))

    assert made["personal_data_removed"]["signature"] == 1
    assert "1 " in made["personal_data_removed_message"]
    shown = act("resource_show", id=made["id"])
    assert shown["personal_data_removed"] == made["personal_data_removed"]


def test_a_clean_budget_says_nothing(dataset: dict[str, Any]) -> None:
    clean = strip_totem(BUDGET.read_bytes()).content

    made = act("resource_create", package_id=dataset["id"], upload=upload(clean))

    assert not made.get("personal_data_removed")
    assert "personal_data_removed_message" not in made


def test_what_was_removed_cannot_be_written_by_hand(dataset: dict[str, Any]) -> None:
    content = upload(BUDGET.read_bytes())
    made = act("resource_create", package_id=dataset["id"], upload=content)

    patched = act("resource_patch", id=made["id"], personal_data_removed={}, name="Le compte")
    made.pop("personal_data_removed_message")
    updated = act("resource_update", id=made["id"], url=made["url"], url_type="upload")

    assert patched["personal_data_removed"] == made["personal_data_removed"]
    assert updated["personal_data_removed"] == made["personal_data_removed"]


def test_a_new_file_is_told_of_by_itself(dataset: dict[str, Any], storage: Path) -> None:
    made = act("resource_create", package_id=dataset["id"], upload=upload(BUDGET.read_bytes()))

    act("resource_patch", id=made["id"], upload=upload(b"a;b\n1;2\n", "table.csv"))

    assert "personal_data_removed" not in act("resource_show", id=made["id"])
    assert stored(storage, made["id"]) == b"a;b\n1;2\n"


WAYS = {
    "create": lambda dataset, file: act("resource_create", package_id=dataset["id"], upload=file),
    "update": lambda dataset, file: act(
        "resource_update", id=add_csv(dataset)["id"], upload=file, url=""
    ),
    "patch": lambda dataset, file: act("resource_patch", id=add_csv(dataset)["id"], upload=file),
    "package-update": lambda dataset, file: act(
        "package_update",
        **act("package_show", id=dataset["id"]) | {"resources": [{"upload": file}]},
    )["resources"][0],
    "package-patch": lambda dataset, file: act(
        "package_patch", id=dataset["id"], resources=[{"upload": file}]
    )["resources"][0],
    "package-revise": lambda dataset, file: act(
        "package_revise",
        match__id=add_csv(dataset)["package_id"],
        update__resources__0__upload=file,
    )["package"]["resources"][0],
}


def add_csv(dataset: dict[str, Any]) -> dict[str, Any]:
    return act("resource_create", package_id=dataset["id"], upload=upload(b"a;b\n1;2\n", "t.csv"))


@pytest.mark.parametrize("send", WAYS.values(), ids=WAYS.keys())
def test_a_budget_is_cleaned_whichever_action_brings_it(
    send: Any, dataset: dict[str, Any], storage: Path
) -> None:
    resource = send(dataset, upload(BUDGET.read_bytes(), "données.csv"))

    assert stored(storage, resource["id"]) == strip_totem(BUDGET.read_bytes()).content
    assert resource["personal_data_removed"]["signature"] == 1


def test_a_dataset_created_with_a_file_is_refused_and_nothing_stored(
    department: str, storage: Path
) -> None:
    from ckan.plugins import toolkit as tk

    before = sorted(storage.rglob("*"))

    with pytest.raises(tk.ValidationError) as refused:
        act(
            "package_create",
            title="Autre",
            notes="Un autre.",
            owner_org=department,
            resources=[{"name": "Lien", "url": "http://a.example/"}, {"upload": upload(b"a;b")}],
        )

    assert "upload" in refused.value.error_dict["resources"][1]
    assert sorted(storage.rglob("*")) == before


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("budget.xml", content)
    return packed.getvalue()


REFUSED = {
    "cut-short": BUDGET.read_bytes()[:4000],
    "entities": BUDGET.read_bytes().replace(b"?>", b"?><!DOCTYPE a [<!ENTITY b 'c'>]>", 1),
    "in-an-envelope": b"<envoi>" + BUDGET.read_bytes().split(b"?>", 1)[1] + b"</envoi>",
    "in-a-zip": zipped(BUDGET.read_bytes()),
    "gzipped": gzip.compress(BUDGET.read_bytes()),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_cleaned_is_refused_and_the_earlier_file_kept(
    content: bytes, dataset: dict[str, Any], storage: Path
) -> None:
    from ckan.plugins import toolkit as tk

    before = add_csv(dataset)

    with pytest.raises(tk.ValidationError) as refused:
        act("resource_patch", id=before["id"], upload=upload(content, "budget.xml"))

    assert len(refused.value.error_dict["upload"]) == 1
    assert stored(storage, before["id"]) == b"a;b\n1;2\n"
    after = act("resource_show", id=before["id"])
    assert (after["url"], after["last_modified"]) == (before["url"], before["last_modified"])


def test_an_archive_without_a_budget_is_stored_as_it_is(
    dataset: dict[str, Any], storage: Path
) -> None:
    packed = zipped(b"<kml><Document/></kml>")

    made = act("resource_create", package_id=dataset["id"], upload=upload(packed, "plan.zip"))

    assert stored(storage, made["id"]) == packed


def test_a_link_to_a_budget_elsewhere_is_not_fetched(
    dataset: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    connect = socket.socket.connect

    def refuse(self: Any, address: Any) -> None:
        assert address[0] != "192.0.2.1", "the catalogue followed a link"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    made = act(
        "resource_create", package_id=dataset["id"], url="http://192.0.2.1/budget.xml", format="XML"
    )

    assert made["url"] == "http://192.0.2.1/budget.xml"


@pytest.mark.parametrize(
    "content", [BUDGET.read_bytes(), zipped(BUDGET.read_bytes())], ids=["plain", "zipped"]
)
def test_the_files_api_refuses_a_budget(content: bytes) -> None:
    from ckan.plugins import toolkit as tk

    with pytest.raises(tk.ValidationError) as refused:
        act("file_create", upload=upload(content), name="budget.xml", storage="default")

    assert "upload" in refused.value.error_dict
