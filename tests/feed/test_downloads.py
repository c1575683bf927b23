"""A resource's file stays at its address, bears its own name, and is hidden when it must be."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.site.conftest import town
from tests.site.town import ANONYMOUS, Town, act

__all__ = ["town"]  # a fixture

pytestmark = pytest.mark.service

CSV = "nom;âge\nÉva;3\nJo;4\n"
NEVER = "00000000-0000-4000-8000-000000000000"


def upload(town: Town, dataset: str, name: str, content: bytes, **fields: str) -> dict[str, Any]:
    """Add a file to a dataset as the agent; measured at once, as the job does it."""
    data = {"package_id": dataset, "upload": (BytesIO(content), name), **fields}
    return _send(town, "resource_create", data)


def replace(town: Town, resource: str, name: str, content: bytes) -> dict[str, Any]:
    return _send(town, "resource_patch", {"id": resource, "upload": (BytesIO(content), name)})


def _send(town: Town, action: str, data: dict[str, Any]) -> dict[str, Any]:
    from ckanext.city.site.resource_facts import measure_dataset

    answer = town.app.post(
        f"/api/3/action/{action}",
        data=data,
        headers=town.headers("agent"),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200, answer.body
    measure_dataset(answer.json["result"]["package_id"])
    return act("resource_show", {"id": answer.json["result"]["id"]})


def address(resource: dict[str, Any]) -> str:
    return f"/dataset/{resource['package_id']}/resource/{resource['id']}/download"


def headers(answer: Any) -> dict[str, str]:
    """The headers of an answer without those that no two answers have in common."""
    own = ("Date", "Set-Cookie", "X-Request-Id")
    return {name: value for name, value in answer.headers.items() if name not in own}


def body(answer: Any) -> str:
    """A page without the token of its visitor's forms."""
    return re.sub(r'(_csrf_token" (?:content|value)=")[^"]*', r"\1", answer.body)


def stored_path(resource_id: str) -> Path:
    from ckanext.city import config

    folder = Path(config.storage_path()) / "resources" / resource_id[:3] / resource_id[3:6]
    return folder / resource_id[6:]


@pytest.fixture(scope="module")
def dataset(town: Town) -> dict[str, Any]:
    return town.dataset(name="listes")


@pytest.fixture(scope="module")
def resource(town: Town, dataset: dict[str, Any]) -> dict[str, Any]:
    return upload(town, dataset["id"], "Délibérations de l’été 2024.csv", CSV.encode())


def test_a_file_is_called_what_its_uploader_called_it(town: Town, resource: Any) -> None:
    disposition = town.get(ANONYMOUS, address(resource)).headers["Content-Disposition"]
    assert disposition == (
        "inline; filename=deliberations-de-lete-2024.csv; "
        "filename*=UTF-8''D%C3%A9lib%C3%A9rations%20de%20l%E2%80%99%C3%A9t%C3%A9%202024.csv"
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("budget.csv", "inline; filename=budget.csv"),
        ("page.svg", "attachment; filename=page.svg"),
        (
            r"C:\Agents\Été.csv",
            "inline; filename=cagentsete.csv; filename*=UTF-8''%C3%89t%C3%A9.csv",
        ),
        ("../../Plan.csv", "inline; filename=plan.csv; filename*=UTF-8''Plan.csv"),
        ("\u202eNoms.csv", "inline; filename=noms.csv; filename*=UTF-8''Noms.csv"),
        ("E\u0301te\u0301.csv", "inline; filename=ete.csv; filename*=UTF-8''%C3%89t%C3%A9.csv"),
    ],
    ids=["plain", "script", "windows-path", "path", "right-to-left", "combining"],
)
def test_a_files_name_is_a_name_and_nothing_else(
    town: Town, dataset: Any, name: str, told: str
) -> None:
    made = upload(town, dataset["id"], name, b"<svg/>" if "svg" in name else CSV.encode())
    answer = town.get(ANONYMOUS, address(made))
    assert answer.headers["Content-Disposition"] == told


def test_a_files_name_cannot_be_written_by_hand(town: Town, resource: Any) -> None:
    patched = town.result("agent", "resource_patch", id=resource["id"], file_name="virus.exe")
    assert patched["file_name"] == "Délibérations de l’été 2024.csv"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "text/csv; charset=utf-8"),
        ("utf-8-sig", "text/csv; charset=utf-8"),
        ("cp1252", "text/csv; charset=windows-1252"),
    ],
)
def test_a_text_says_its_encoding(town: Town, dataset: Any, encoding: str, told: str) -> None:
    made = upload(town, dataset["id"], "noms.csv", CSV.encode(encoding))
    answer = town.get(ANONYMOUS, address(made))
    assert answer.headers["Content-Type"] == told
    assert answer.data == CSV.encode(encoding)


def test_an_encoding_that_is_not_known_is_not_told(town: Town, dataset: Any) -> None:
    from ckan import model

    made = upload(town, dataset["id"], "noms.csv", CSV.encode())
    for encoding in ("", "x; y", None, ["UTF-8"]):
        row = model.Resource.get(made["id"])
        row.extras = dict(row.extras) | {"encoding": encoding}
        model.Session.commit()
        assert town.get(ANONYMOUS, address(made)).headers["Content-Type"] == "text/csv"


def test_json_has_no_charset_since_it_has_but_one(town: Town, dataset: Any) -> None:
    made = upload(town, dataset["id"], "lieux.json", b'{"a": [1, 2]}')
    assert town.get(ANONYMOUS, address(made)).headers["Content-Type"] == "application/json"


def test_a_part_of_a_file_is_served(town: Town, resource: Any) -> None:
    part = town.app.get(address(resource), headers={"Range": "bytes=4-7"})
    assert part.status_code == 206
    assert part.data == CSV.encode()[4:8]
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(CSV.encode())}"
    assert part.headers["Access-Control-Allow-Origin"] == "*"


def test_a_part_beyond_the_files_end_is_refused(town: Town, resource: Any) -> None:
    part = town.app.get(address(resource), headers={"Range": "bytes=4000-"})
    assert part.status_code == 416
    assert part.headers["Content-Range"] == f"bytes */{len(CSV.encode())}"


def test_a_file_that_has_not_changed_is_not_sent_again(town: Town, resource: Any) -> None:
    first = town.get(ANONYMOUS, address(resource))
    assert first.headers["Last-Modified"]
    for header in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f"W/{first.headers['ETag']}"},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = town.app.get(address(resource), headers=header)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_a_question_for_the_headers_is_answered_alike(town: Town, resource: Any) -> None:
    client = town.app.flask_app.test_client()
    got, head = client.get(address(resource)), client.head(address(resource))
    assert headers(got) == headers(head)
    assert (head.status_code, head.data) == (200, b"")


def test_pages_of_other_sites_may_read_open_files(town: Town, resource: Any) -> None:
    answer = town.app.get(address(resource), headers={"Origin": "https://carte.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Content-Disposition", "ETag", "Content-Length", "Accept-Ranges"} <= set(exposed)
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_browser_that_asks_first_may_ask_for_a_part(town: Town, resource: Any) -> None:
    asked = {
        "Origin": "https://carte.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "range",
    }
    answer = town.app.options(address(resource), headers=asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Range" in answer.headers["Access-Control-Allow-Headers"]
    never = town.app.options(address(resource).replace(resource["id"], NEVER), headers=asked)
    assert headers(never) == headers(answer)


def test_the_address_stays_when_the_file_is_replaced(town: Town, dataset: Any) -> None:
    made = upload(town, dataset["id"], "Comptage.csv", CSV.encode())
    before = town.get(ANONYMOUS, address(made))
    new = (CSV + "Zoé;5\n").encode("cp1252")

    now = replace(town, made["id"], "Comptage de l’année.csv", new)

    after = town.get(ANONYMOUS, address(made))
    assert after.data == new
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.headers["Content-Type"] == "text/csv; charset=windows-1252"
    assert "ann%C3%A9e" in after.headers["Content-Disposition"]
    assert (made["size"], made["rows"]) == (len(CSV.encode()), 2)
    assert (now["size"], now["rows"]) == (len(new), 3)
    assert now["hash"] != made["hash"]
    assert now["last_modified"] > made["last_modified"]
    assert (
        town.app.get(address(made), headers={"If-None-Match": before.headers["ETag"]}).status_code
        == 200
    )


def test_the_address_with_a_file_name_still_serves_the_file(town: Town, resource: Any) -> None:
    for name in ("/deliberations-de-lete-2024.csv", "/ancien-nom.csv", "/page.html"):
        answer = town.get(ANONYMOUS, address(resource) + name)
        assert answer.status_code == 200
        assert answer.data == CSV.encode()
        assert name[1:-4] not in answer.headers["Content-Disposition"] or "ete" in name


def test_the_pages_and_the_api_go_on_saying_ckans_own_address(town: Town, resource: Any) -> None:
    said = town.result(ANONYMOUS, "resource_show", id=resource["id"])["url"]
    assert said.endswith(address(resource) + "/deliberations-de-lete-2024.csv")


def test_files_of_every_type_have_the_same_addresses(town: Town) -> None:
    made = town.dataset(
        name="budget-2024", type="budget", exercice="2024", stage="compte-administratif"
    )
    file = upload(town, made["id"], "Budget été.csv", CSV.encode())
    for start in ("dataset", "budget"):
        for dataset in (made["id"], made["name"]):
            for end in ("", "/budget.csv"):
                place = f"/{start}/{dataset}/resource/{file['id']}/download{end}"
                answer = town.get(ANONYMOUS, place)
                assert (answer.status_code, answer.data) == (200, CSV.encode()), place
                assert "Budget%20%C3%A9t%C3%A9.csv" in answer.headers["Content-Disposition"]


def test_a_linked_resource_leads_to_its_address(town: Town, dataset: Any) -> None:
    link = "https://carte.example/donn%C3%A9es.csv?a=1"
    made = town.result("agent", "resource_create", package_id=dataset["id"], url=link)
    answer = town.get(ANONYMOUS, address(made))
    assert (answer.status_code, answer.headers["Location"]) == (302, link)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "//carte.example/a", "ftp://carte.example/a", "/user/_logout", "", "a"],
)
def test_nothing_but_the_web_is_led_to(town: Town, dataset: Any, link: str) -> None:
    from ckan import model

    made = town.result(
        "agent", "resource_create", package_id=dataset["id"], url="https://carte.example/"
    )
    model.Resource.get(made["id"]).url = link
    model.Session.commit()
    answer = town.get(ANONYMOUS, address(made))
    assert answer.status_code == 404
    assert "Location" not in answer.headers


def test_a_file_that_the_disk_has_lost_is_a_404_and_a_line_in_the_log(
    town: Town, dataset: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.feed import downloads

    told: list[Any] = []
    monkeypatch.setattr(downloads.log, "error", lambda *parts: told.extend(parts))
    made = upload(town, dataset["id"], "perdu.csv", CSV.encode())
    stored_path(made["id"]).unlink()

    answer = town.get(ANONYMOUS, address(made))

    assert answer.status_code == 404
    assert "manque sur ce site" in answer.body
    assert made["id"] in told


@pytest.mark.parametrize("level", ["staff", "department"])
def test_a_hidden_file_is_like_one_that_never_was(town: Town, level: str) -> None:
    made = town.dataset(access_level=level)
    file = upload(town, made["id"], "Secret.csv", CSV.encode())
    person = ANONYMOUS if level == "staff" else "other-agent"

    hidden = town.get(person, address(file))
    never = town.get(person, address(file).replace(file["id"], NEVER))

    assert hidden.status_code == 404
    assert body(hidden) == body(never).replace(NEVER, file["id"])
    assert headers(hidden) == headers(never)


def test_a_hidden_file_is_kept_from_caches_and_other_sites(town: Town) -> None:
    made = town.dataset(access_level="department")
    file = upload(town, made["id"], "Secret.csv", CSV.encode())
    answer = town.get("reader", address(file))
    assert (answer.status_code, answer.data) == (200, CSV.encode())
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_file_hidden_a_moment_ago_is_gone_and_comes_back(town: Town) -> None:
    made = town.dataset()
    file = upload(town, made["id"], "Liste.csv", CSV.encode())
    etag = town.get(ANONYMOUS, address(file)).headers["ETag"]
    for level, status in (("department", 404), ("public", 200)):
        town.result("ambassador", "package_patch", id=made["id"], access_level=level)
        assert town.get(ANONYMOUS, address(file)).status_code == status
    town.result("ambassador", "package_patch", id=made["id"], access_level="staff")
    asked = town.app.get(address(file), headers={"If-None-Match": etag})
    assert asked.status_code == 404


def test_a_file_is_not_another_datasets(town: Town, resource: Any) -> None:
    other = town.dataset()
    place = address(resource).replace(resource["package_id"], other["id"])
    assert town.get(ANONYMOUS, place).status_code == 404


def test_a_deleted_resource_is_gone(town: Town, dataset: Any) -> None:
    made = upload(town, dataset["id"], "Vieux.csv", CSV.encode())
    town.result("agent", "resource_delete", id=made["id"])
    assert town.get(ANONYMOUS, address(made)).status_code == 404
