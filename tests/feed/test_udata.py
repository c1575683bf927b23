"""data.gouv.fr's own harvester takes the whole catalogue, each time, and sees what changes at once.

The harvester is the real udata, of which only the storage is a stand-in; the site runs under a
public https address. What the portal does with what it got (titles, licences, scores) is its own
code's doing.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from dev.layout import CITY
from tests.feed import portal
from tests.feed.load import EDUCATION, Loaded, load
from tests.public_site import ADDRESS, PublicSite
from tests.udata import Udata

pytestmark = pytest.mark.service

SYNTAXES = ("ttl", "rdf", "xml", "jsonld")
DEPARTMENTS = {
    CITY["CITY_ORGANIZATION"]: f"Ville de {CITY['CITY_NAME']}",
    "direction-de-la-voirie": "Direction de la voirie et des déplacements",
    "direction-des-finances": "Direction des finances",
    EDUCATION["name"]: EDUCATION["title"],
}
#: How a text looks that was read in Latin-1 while it was UTF-8.
MANGLED = ("Ã", "Â", "â€", "ð")
ARCHIVED_AFTER_DAYS = 8
MEASURED_WITHIN_SECONDS = 60


@pytest.fixture(scope="module")
def catalogue(public_site: PublicSite, udata: Udata) -> dict[str, Loaded]:
    """The catalogue, loaded; not so where there is no udata to read it."""
    del udata
    return load(public_site.api)


@pytest.fixture(scope="module", params=SYNTAXES)
def harvested(
    request: pytest.FixtureRequest,
    public_site: PublicSite,
    catalogue: dict[str, Loaded],
    udata: Udata,
) -> dict[str, Any]:
    """What an empty portal holds once it has harvested the catalogue in one of the syntaxes."""
    url = f"{ADDRESS}/catalog.{request.param}"
    return udata.harvest(url, "--map", public_site.map_option, "--require-score", "1.0")


@pytest.fixture
def held(harvested: dict[str, Any], catalogue: dict[str, Loaded]) -> dict[str, dict[str, Any]]:
    """The portal's datasets by our names."""
    by_id = {each["remote_id"]: each for each in harvested["datasets"]}
    return {name: by_id[loaded.id] for name, loaded in catalogue.items()}


def test_every_dataset_is_taken_and_scored_to_the_full(
    harvested: dict[str, Any], catalogue: dict[str, Loaded]
) -> None:
    assert harvested["exit"] == 0, harvested["said"]
    assert harvested["job"]["status"] == "done"
    assert set(harvested["job"]["counts"]) == {"done"}
    taken = [each["remote_id"] for each in harvested["datasets"]]
    assert sorted(taken) == sorted(each.id for each in catalogue.values())


def test_nothing_is_complained_of(harvested: dict[str, Any]) -> None:
    assert [each for each in harvested["job"]["items"] if each["logs"] or each["errors"]] == []
    assert harvested["job"]["errors"] == []
    assert "WARNING" not in harvested["said"]


def test_accents_and_signs_come_through(harvested: dict[str, Any]) -> None:
    text = str(harvested["datasets"]) + str(harvested["dataservices"])
    assert [each for each in MANGLED if each in text] == []
    assert "l’œuvre d’une année, « <b>tout</b> est voté » !" in text
    assert "Budgets de la ville, de l’exercice 2021 à aujourd’hui 📊" in text


def test_what_it_is_comes_through(held: dict[str, Any], catalogue: dict[str, Loaded]) -> None:
    for name, loaded in catalogue.items():
        assert portal.identity_held(held[name]) == portal.identity(loaded)
        assert held[name]["modified"] == portal.last_change(loaded, catalogue)


def test_a_description_without_html_comes_through_to_the_letter(
    held: dict[str, Any], catalogue: dict[str, Loaded]
) -> None:
    plain = {name: each.spec.dataset["notes"] for name, each in catalogue.items()}
    plain = {name: notes for name, notes in plain.items() if ">" not in notes}
    assert len(plain) > len(catalogue) / 2
    assert {name: held[name]["description"] for name in plain} == plain


def test_when_and_where_come_through(held: dict[str, Any], catalogue: dict[str, Loaded]) -> None:
    for name, loaded in catalogue.items():
        assert portal.coverage_held(held[name]) == portal.coverage(loaded)


def test_who_answers_for_it_comes_through(
    held: dict[str, Any], catalogue: dict[str, Loaded]
) -> None:
    for name, loaded in catalogue.items():
        department = DEPARTMENTS[loaded.spec.organization]
        assert portal.people_held(held[name]) == portal.people(loaded, department)


def test_its_files_come_through(held: dict[str, Any], catalogue: dict[str, Loaded]) -> None:
    for name, loaded in catalogue.items():
        assert portal.files_held(loaded, held[name]) == portal.files(loaded)


def test_a_national_schema_gets_its_badge(held: dict[str, Any]) -> None:
    shown = [each["schema"] for each in held["bornes-de-recharge"]["resources"]]
    assert shown == [{"url": None, "name": "etalab/schema-irve-statique", "version": "2.3.1"}]


def test_live_services_come_with_their_dataset(
    harvested: dict[str, Any], catalogue: dict[str, Loaded]
) -> None:
    services = [
        {"base_api_url": each["base_api_url"], "datasets": each["datasets"]}
        for each in harvested["dataservices"]
    ]
    meant = [service for loaded in catalogue.values() for service in portal.services(loaded)]
    assert sorted(services, key=str) == sorted(meant, key=str)


def test_what_the_portal_downloads_is_what_it_was_told(
    harvested: dict[str, Any], public_site: PublicSite
) -> None:
    own = [
        file
        for dataset in harvested["datasets"]
        for file in dataset["resources"]
        if file["url"].startswith(ADDRESS)
    ]
    for file in own:
        answer = public_site.get(file["url"].removeprefix(ADDRESS))
        assert answer.status_code == 200, file["url"]
        if file["checksum"]:
            assert hashlib.sha256(answer.content).hexdigest() == file["checksum"][1]
            assert len(answer.content) == file["filesize"]


def test_live_services_answer(harvested: dict[str, Any], public_site: PublicSite) -> None:
    own = [each["base_api_url"] for each in harvested["dataservices"]]
    for address in (each for each in own if each.startswith(ADDRESS)):
        assert public_site.get(address.removeprefix(ADDRESS)).json()["result"]["total"] > 0


def test_a_second_harvest_changes_nothing(
    catalogue: dict[str, Loaded], udata: Udata, public_site: PublicSite
) -> None:
    with udata.portal(f"{ADDRESS}/catalog.ttl", "--map", public_site.map_option) as portal_:
        first, second = portal_.harvest(), portal_.harvest()
    assert len(first["datasets"]) == len(catalogue)
    for what in ("datasets", "dataservices"):
        by_id = [{each["id"]: each for each in job[what]} for job in (first, second)]
        assert by_id[0] == by_id[1]


def test_another_syntax_finds_the_same_datasets_again(
    catalogue: dict[str, Loaded], udata: Udata, public_site: PublicSite
) -> None:
    once = udata.harvest(f"{ADDRESS}/catalog.ttl", "--map", public_site.map_option)
    other = udata.harvest(f"{ADDRESS}/catalog.jsonld", "--map", public_site.map_option)
    for what in ("datasets", "dataservices"):
        by_id = [
            {each["remote_id"]: in_one_order(each) for each in job[what]} for job in (once, other)
        ]
        assert by_id[0] == by_id[1]


def in_one_order(value: Any) -> Any:
    """Graphs have no order: nor have the lists made from them."""
    if isinstance(value, dict):
        return {name: in_one_order(each) for name, each in value.items()}
    if isinstance(value, list):
        return sorted((in_one_order(each) for each in value), key=str)
    return value


# What changes between two harvests


@dataclass(frozen=True)
class Change:
    """Something that people do to a dataset, and what both web workers then say of it."""

    make: Callable[[Any, str], object]
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    gone: bool = False


NEW_TITLE = "Titre corrigé : œuvres & « cœurs » 💙"
OLD_FILE = "annee;valeur;quoi\n2025;12;{}\n"
NEW_FILE = b"annee;valeur\n2025;12\n2026;13\n"
NEW_DEPARTMENT = "Direction de l’enfance & de l’éducation"
CHANGES = {
    "edited": Change(
        lambda action, id_: action.package_patch(id=id_, title=NEW_TITLE),
        seen=("Titre corrigé", "💙"),
        unseen=("À changer : edited",),
    ),
    "deleted": Change(lambda action, id_: action.package_delete(id=id_), gone=True),
    "hidden": Change(
        lambda action, id_: action.package_patch(id=id_, access_level="department"), gone=True
    ),
    "renamed": Change(
        lambda action, id_: action.package_patch(id=id_, name="changement-de-nom-fait"),
        seen=("/dataset/changement-de-nom-fait",),
        unseen=("/dataset/changement-renamed",),
    ),
    "refilled": Change(
        lambda action, id_: action.resource_patch(
            id=action.package_show(id=id_)["resources"][0]["id"],
            upload=("un tout autre nom.csv", io.BytesIO(NEW_FILE)),
        ),
        unseen=(hashlib.sha256(OLD_FILE.format("refilled").encode()).hexdigest(),),
    ),
    "of-a-renamed-department": Change(
        lambda action, _id: action.organization_patch(id=EDUCATION["name"], title=NEW_DEPARTMENT),
        seen=("Direction de l’enfance",),
        unseen=(EDUCATION["title"],),
    ),
}


@dataclass(frozen=True)
class Story:
    """Datasets that changed between two harvests of one portal."""

    before: dict[str, dict[str, Any]]
    after: dict[str, dict[str, Any]]
    a_week_later: dict[str, dict[str, Any]]
    shown_again: dict[str, dict[str, Any]]
    jobs: list[dict[str, Any]]
    told: dict[str, list[tuple[int, str, str]]]


@pytest.fixture(scope="module")
def story(public_site: PublicSite, catalogue: dict[str, Loaded], udata: Udata) -> Iterator[Story]:
    """Harvest, change one thing after the other, harvest again, and once more after a week."""
    action = public_site.api("admin").action
    ids = {name: one_to_change(action, name) for name in CHANGES}
    for id_ in ids.values():
        wait_until_measured(action, id_)
    url = f"{ADDRESS}/catalog.ttl"
    with udata.portal(url, "--map", public_site.map_option) as kept:
        jobs, told = [kept.harvest()], {}
        for name, change in CHANGES.items():
            change.make(action, ids[name])
            told[name] = what_each_worker_says(public_site, ids[name])
        wait_until_measured(action, ids["refilled"])
        jobs += [kept.harvest(), kept.harvest(days_later=ARCHIVED_AFTER_DAYS)]
        action.package_patch(id=ids["hidden"], access_level="public")
        jobs.append(kept.harvest())
    yield Story(*(by_name(job, ids) for job in jobs), jobs=jobs, told=told)
    action.organization_patch(id=EDUCATION["name"], title=EDUCATION["title"])
    for id_ in ids.values():
        action.dataset_purge(id=id_)


@pytest.mark.parametrize("name", CHANGES)
def test_both_workers_tell_a_change_at_once(name: str, story: Story) -> None:
    change = CHANGES[name]
    assert len(story.told[name]) == 2
    for status, own, whole in story.told[name]:
        assert status == (404 if change.gone else 200)
        for text in (own, whole):
            assert [each for each in change.unseen if each in text] == []
        assert [each for each in change.seen if each not in own or each not in whole] == []
        assert (f"À changer : {name}" not in whole) or not change.gone


def test_no_harvest_fails(story: Story) -> None:
    assert [job["job"]["status"] for job in story.jobs] == ["done"] * 4
    logs = [item["logs"] for job in story.jobs[:2] for item in job["job"]["items"]]
    assert [each for each in logs if each] == []


def test_an_edited_title_is_the_portals_title(story: Story) -> None:
    before, after = story.before["edited"], story.after["edited"]
    assert after["title"] == NEW_TITLE
    assert after["id"] == before["id"]
    assert [each["url"] for each in after["resources"]] == [
        each["url"] for each in before["resources"]
    ]


def test_a_renamed_dataset_is_the_same_with_its_new_page(story: Story) -> None:
    before, after = story.before["renamed"], story.after["renamed"]
    assert after["remote_url"] == f"{ADDRESS}/dataset/changement-de-nom-fait"
    for field in ("id", "uri", "remote_id", "resources"):
        assert after[field] == before[field]


def test_a_replaced_file_is_no_second_file(story: Story) -> None:
    (before,), (after,) = (job["refilled"]["resources"] for job in (story.before, story.after))
    assert after["url"] == before["url"]
    assert after["checksum"] == ["sha256", hashlib.sha256(NEW_FILE).hexdigest()]
    assert after["filesize"] == len(NEW_FILE)
    assert after["modified"] > before["modified"]


def test_a_renamed_department_is_the_creator_by_its_new_name(story: Story) -> None:
    rows = story.after["of-a-renamed-department"]["contact_points"]
    assert NEW_DEPARTMENT in [each["name"] for each in rows if each["role"] == "creator"]


@pytest.mark.parametrize("name", ["deleted", "hidden"])
def test_what_is_gone_is_not_harvested_and_archived_after_a_week(name: str, story: Story) -> None:
    id_ = story.before[name]["remote_id"]
    assert id_ not in [each["remote_id"] for each in story.jobs[1]["job"]["items"]]
    assert story.after[name]["archived"] is None
    assert story.a_week_later[name]["archived_reason"] == "not-on-remote"


def test_nothing_else_is_archived(story: Story, catalogue: dict[str, Loaded]) -> None:
    archived = [each for each in story.jobs[2]["datasets"] if each["archived"]]
    assert len(archived) == 2
    assert len(story.jobs[2]["datasets"]) == len(catalogue) + len(CHANGES)


def test_what_is_shown_again_is_the_same_as_before(story: Story) -> None:
    again = story.shown_again["hidden"]
    assert again["archived"] is None
    assert again["id"] == story.before["hidden"]["id"]
    assert again["resources"] == story.before["hidden"]["resources"]


def one_to_change(action: Any, name: str) -> str:
    """Make a small dataset that something will happen to."""
    made = action.package_create(
        type="dataset",
        name=f"changement-{name}",
        title=f"À changer : {name}",
        notes="Un jeu de données auquel il va arriver quelque chose entre deux moissonnages.",
        owner_org=EDUCATION["name"],
        license_id="lov2",
    )
    action.resource_create(
        package_id=made["id"],
        name="Tableau",
        description="Une ligne par année.",
        upload=("tableau.csv", io.BytesIO(OLD_FILE.format(name).encode())),
    )
    return str(made["id"])


def wait_until_measured(action: Any, dataset_id: str) -> None:
    end = time.monotonic() + MEASURED_WITHIN_SECONDS
    while not all(each["hash"] for each in action.package_show(id=dataset_id)["resources"]):
        assert time.monotonic() < end, "no job measured the file"
        time.sleep(0.5)


def what_each_worker_says(site: PublicSite, dataset_id: str) -> list[tuple[int, str, str]]:
    """Give for each web worker the dataset's own page (status and text), and the catalogue."""
    own, whole = (
        {each.headers["X-Tests-Worker"]: each for each in site.in_each_worker(path)}
        for path in (f"/dataset/{dataset_id}.ttl", "/catalog.ttl")
    )
    return [(own[key].status_code, text(own[key]), text(whole[key])) for key in own]


def text(answer: requests.Response) -> str:
    return answer.content.decode("utf-8")


def by_name(job: dict[str, Any], ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    by_id = {each["remote_id"]: each for each in job["datasets"]}
    return {name: by_id[id_] for name, id_ in ids.items()}
