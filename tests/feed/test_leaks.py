"""Whatever is hidden answers like what never was, by every way out, and is in no list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.feed import leak_cases as cases
from tests.feed.leak_cases import ADMIN, AGENT, EDITOR, Hidden, fill, telling
from tests.site.conftest import town
from tests.site.town import ANONYMOUS, FINANCE, ROADS, Town, act

__all__ = ["town"]  # a fixture

pytestmark = pytest.mark.service

NEVER = "00000000-0000-4000-8000-000000000000"
NEVER_FILE = "00000000-0000-4000-8000-000000000001"
NEVER_NAMED = "jamais-publie"


@pytest.fixture(scope="module")
def hidden(town: Town) -> list[Hidden]:
    """A hidden dataset of each state, published before or never."""
    made = [cases.hide(town, state, kept=True) for state in cases.HIDE]
    return made + [cases.hide(town, state, kept=False) for state in cases.FIRST]


@pytest.fixture
def plain_errors(ckan_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Error pages without the site around them: what differs is the same, and made at once."""
    from flask import get_flashed_messages

    from ckan.lib import base

    whole = base.render

    def render(template: str, values: Any = None, *rest: Any) -> str:
        if template == "error_document_template.html":
            return json.dumps([values["code"], values["content"], get_flashed_messages()])
        return str(whole(template, values, *rest))

    monkeypatch.setattr(base, "render", render)


def asked_by(hidden: list[Hidden], person: str) -> list[tuple[Hidden, str]]:
    """What a person may not know of, by each of its names; names of two states are enough."""
    kept = [each for each in hidden if person not in each.readers]
    by_name = [each for each in kept if each.kept and each.state in ("department", "purged")]
    return [(each, each.id) for each in kept] + [
        (each, name) for each in by_name for name in (each.name, each.old_name)
    ]


@pytest.mark.usefixtures("plain_errors")
@pytest.mark.parametrize("person", [ANONYMOUS, AGENT])
@pytest.mark.parametrize("page", cases.DATASET_PAGES)
def test_a_page_of_what_is_hidden_is_like_one_that_never_was(
    town: Town, hidden: list[Hidden], page: str, person: str
) -> None:
    def ask(dataset: str, resource: str) -> cases.Told:
        answer = town.get(person, fill(page, dataset, resource))
        return telling(answer, (dataset, resource))

    never = ask(NEVER, NEVER_FILE), ask(NEVER_NAMED, NEVER_FILE)
    for each, name in asked_by(hidden, person):
        told = ask(name, each.resource)
        assert told == never[name != each.id], (each.state, name)
        assert not [mark for mark in each.marks if mark in told[2]], (each.state, name)


@pytest.mark.parametrize(
    "page",
    ["/dataset/{d}", "/dataset/{d}.ttl", "/dataset/edit/{d}", "/dataset/{d}/resource/{r}/download"],
)
def test_the_whole_page_is_like_that_of_what_never_was(
    town: Town, hidden: list[Hidden], page: str
) -> None:
    asked, never = (hidden[0].id, hidden[0].resource), (NEVER, NEVER_FILE)
    told, absent = (telling(town.get(AGENT, fill(page, *each)), each) for each in (asked, never))
    assert told == absent
    assert told[0] == 404


@pytest.mark.parametrize("person", [ANONYMOUS, AGENT])
@pytest.mark.parametrize(
    ("action", "data"),
    cases.ACTIONS,
    ids=[f"{name}-{next(iter(data))}" for name, data in cases.ACTIONS],
)
def test_an_action_on_what_is_hidden_is_like_one_on_what_never_was(
    town: Town, hidden: list[Hidden], action: str, data: dict[str, Any], person: str
) -> None:
    def ask(dataset: str, resource: str) -> cases.Told:
        answer = town.api(person, action, **json.loads(fill(json.dumps(data), dataset, resource)))
        return telling(answer, (dataset, resource))

    never = ask(NEVER, NEVER_FILE), ask(NEVER_NAMED, NEVER_FILE)
    for each, name in asked_by(hidden, person):
        told = ask(name, each.resource)
        assert told == never[name != each.id], (each.state, name)
        assert not [mark for mark in each.marks if mark in told[2]], (each.state, name)


@pytest.mark.parametrize("person", [ANONYMOUS, AGENT, "stranger"])
@pytest.mark.parametrize("address", cases.LISTS)
def test_no_list_holds_what_is_hidden(
    town: Town, hidden: list[Hidden], address: str, person: str
) -> None:
    body = town.get(person, address).get_data(as_text=True)
    for each in hidden:
        if person not in each.readers:
            assert not [mark for mark in each.marks if mark in body], each.state


@pytest.mark.parametrize("address", cases.PUBLIC)
def test_what_is_public_is_the_same_for_everybody(
    town: Town, hidden: list[Hidden], address: str
) -> None:
    from ckan.lib.redis import connect_to_redis

    shown = act("package_search", {"q": "", "rows": 1})["results"] or [town.dataset()]
    address = fill(address, shown[0]["id"], "")
    bodies = set()
    for person in (ADMIN, EDITOR, AGENT, ANONYMOUS):
        connect_to_redis().flushdb()  # so that each request makes the parts anew
        bodies.add(town.get(person, address).data)
    bodies.add(town.get(ANONYMOUS, address).data)
    assert len(bodies) == 1
    for each in hidden:
        assert not [mark for mark in each.marks if mark.encode() in bodies.copy().pop()]


# A hidden series of a public dataset

SERIES = {
    "type": "dataset_series",
    "notes": "Une série.",
    "owner_org": ROADS,
    "series_order_field": "exercice",
}


@dataclass(frozen=True)
class Series:
    """A hidden series, the public dataset in it, and what nobody may find of the series."""

    id: str
    member: str
    marks: tuple[str, ...]


def _series(town: Town, state: str) -> Series:
    names = {"name": f"serie-{state}", "title": f"Feuilleton{state}"}
    made = town.result("ambassador", "package_create", **SERIES, **names)
    member = town.dataset(name=f"membre-{state}", title="Membre", in_series=[made["id"]])
    other = town.dataset(name=f"membre2-{state}", title="Membre", in_series=[made["id"]])
    town.result(EDITOR, "package_patch", id=other["id"], access_level="department")
    cases.HIDE[state](town, made["id"])
    marks = (made["id"], f"serie-{state}", f"Feuilleton{state}", other["id"], other["name"])
    return Series(made["id"], member["id"], marks)


@pytest.fixture(scope="module")
def series(town: Town) -> list[Series]:
    return [_series(town, state) for state in ("department", "draft", "deleted", "purged")]


MEMBER_PAGES = (
    "/dataset/{d}",
    "/dataset/activity/{d}",
    *cases.FEED_PAGES,
    "/api/3/action/package_show?id={d}",
    "/api/3/action/package_show?id={d}&use_default_schema=1",
    "/api/3/action/package_search?fq=id:{d}",
    "/api/3/action/package_search?fq=id:{d}&use_default_schema=1",
    "/api/3/action/package_search?fq=id:{d}&rows=0&facet.field=[%22vocab_in_series%22]",
    "/api/3/action/package_search?fq=id:{d}&fl=[%22id%22,%22vocab_in_series%22]",
    "/api/3/action/package_search?fq=id:{d}&fl=[%22data_dict%22,%22in_series%22]",
    "/api/3/action/package_search?fq=id:{d}&fl=[%22validated_data_dict%22,%22id%22]",
    "/api/3/action/package_search?fq=id:{d}&fl=[%22extras_in_series%22,%22id%22]",
    "/api/3/action/package_search?fq=id:{d}&fl=validated_data_dict",
    "/api/3/action/package_search?fq=id:{d}&fl=*",
    "/api/3/action/package_activity_list?id={d}&include_data=1",
    "/api/3/action/dcat_catalog_show?fq=id:{d}",
    "/api/3/action/current_package_list_with_resources?limit=1000",
)


@pytest.mark.parametrize("person", [ANONYMOUS, AGENT])
@pytest.mark.parametrize("page", [*MEMBER_PAGES, *cases.LISTS])
def test_a_public_dataset_does_not_tell_of_its_hidden_series(
    town: Town, series: list[Series], page: str, person: str
) -> None:
    for each in series if "{d}" in page else series[:1]:
        body = town.get(person, fill(page, each.member, "")).get_data(as_text=True)
        for every in series:
            assert not [mark for mark in every.marks if mark in body], every.marks[1]


def test_a_public_series_does_not_tell_of_its_hidden_members(
    town: Town, hidden: list[Hidden]
) -> None:
    made = town.result(
        "ambassador", "package_create", **SERIES, name="serie-publique", title="Publique"
    )
    members = [each.id for each in hidden if each.state in ("department", "staff", "draft")]
    for member in members:
        act("package_patch", {"id": member, "in_series": [made["id"]]})
    for person in (EDITOR, ANONYMOUS):
        for page in cases.FEED_PAGES:
            told = town.get(person, fill(page, made["id"], "")).get_data(as_text=True)
            assert not [mark for each in hidden for mark in each.marks if mark in told], page
    told = town.get(ANONYMOUS, f"/dataset_series/{made['name']}").get_data(as_text=True)
    assert not [mark for each in hidden for mark in each.marks if mark in told]


def test_who_may_see_the_series_sees_the_dataset_in_it(town: Town, series: list[Series]) -> None:
    shown = town.result(EDITOR, "package_show", id=series[0].member)
    assert shown["in_series"] == [series[0].id]
    assert shown["series_navigation"][0]["title"] == "Feuilletondepartment"


def test_a_dataset_stays_in_a_series_that_its_editor_cannot_see(
    town: Town, series: list[Series]
) -> None:
    member = series[0].member
    town.result("ambassador", "package_patch", id=member, owner_org=FINANCE)
    seen = town.result(AGENT, "package_show", id=member)
    assert seen.get("in_series") in (None, [])
    town.result(AGENT, "package_update", **seen | {"notes": "Autrement."})
    assert act("package_show", {"id": member})["in_series"] == [series[0].id]
