"""The demo city in a catalogue: loaded, found, harvested, loaded again, taken out."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ckanext.city.demo.dataset import DemoDataset
from tests.site.catalogue_state import State, difference, state
from tests.udata import Udata

pytestmark = pytest.mark.service

#: The portal's score looks at the clock.
TODAY = date.today()  # noqa: DTZ011 - the day in the city
ADDRESS = "http://test.ckan.net"


@pytest.fixture(scope="module")
def generated() -> Iterator[list[DemoDataset]]:
    """The datasets, generated once for all that load them."""
    from ckanext.city.demo.generation import generate
    from ckanext.city.demo.seed import SEED
    from ckanext.city.site.demo_city import loading

    made = {TODAY: list(generate(SEED, TODAY))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_generate", lambda day: iter(made[day]))
        yield made[TODAY]


@pytest.fixture(scope="module")
def before(datastore: None, clean_db_once: None) -> State:
    """All that the catalogue holds before the demo city."""
    from ckan.lib import jobs

    from ckanext.city.site import first_city

    list(first_city.make_city(first_city.CityPlan()))
    jobs.get_queue().empty()
    return state()


@pytest.fixture(scope="module")
def demo(before: State, generated: list[DemoDataset]) -> list[Any]:
    """The loaded demo city: what loading said."""
    from ckanext.city.site import demo_city

    return list(demo_city.load(TODAY))


def test_every_dataset_is_there_in_the_name_of_its_department(
    demo: Any, generated: list[DemoDataset]
) -> None:
    from ckan import model

    for dataset in generated:
        package = model.Package.get(dataset.id)
        assert package is not None, dataset.name
        assert model.Group.get(package.owner_org).name == dataset.department


def test_every_file_is_what_its_metadata_say(demo: Any, generated: list[DemoDataset]) -> None:
    from ckan import model

    for dataset in generated:
        for file in dataset.files:
            resource = model.Resource.get(dataset.file_id(file))
            assert (resource.hash, resource.size) == (file.sha256, file.size), file.name


def test_every_table_that_follows_its_schema_is_in_the_datastore(demo: Any) -> None:
    import ckan.plugins.toolkit as tk
    from ckan import model

    refused = {name for step in demo for name in step.not_loaded}
    tables = [
        each
        for each in model.Session.query(model.Resource).filter_by(state="active")
        if each.extras.get("table_schema") and each.url.rpartition("/")[2] not in refused
    ]
    assert tables
    for each in tables:
        found = tk.get_action("datastore_search")(
            {"ignore_auth": True}, {"resource_id": each.id, "limit": 0}
        )
        assert found["total"] == each.extras["rows"], each.url


def test_the_home_page_shows_the_plan_of_the_demo_city(demo: Any, ckan_app: Any) -> None:
    assert "/city-plan.svg?v=" in ckan_app.get("/").body


def test_a_file_is_as_its_department_would_have_uploaded_it(demo: Any) -> None:
    import ckan.plugins.toolkit as tk

    budget = tk.get_action("package_show")({"ignore_auth": True}, {"id": "budget-primitif-2025"})
    table, totem = budget["resources"]
    assert (table["format"], table["mimetype"], table["encoding"]) == ("CSV", "text/csv", "UTF-8")
    assert table["hash_algorithm"] == "sha256"
    assert (totem["format"], totem["url_type"]) == ("XML", "upload")
    assert totem["last_modified"][:10] == table["last_modified"][:10] < "2025-12-31"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("école", "ecoles-colleges-et-lycees"),
        ("verre", "bornes-d-apport-volontaire"),
        ("budget 2025", "budget-(primitif|supplementaire)-2025"),
        ("conseil municipal", "(deliberations|elus)-.+"),
    ],
)
def test_residents_words_find_it_among_the_first_three(
    demo: Any, words: str, expected: str
) -> None:
    import ckan.plugins.toolkit as tk

    found = tk.get_action("package_search")({"user": ""}, {"q": words, "rows": 3})["results"]
    names = [each["name"] for each in found]
    assert any(re.fullmatch(expected, name) for name in names), names


@pytest.fixture(scope="module")
def harvested(demo: Any, ckan_app: Any, udata: Udata) -> dict[str, Any]:
    """What data.gouv.fr holds once its own harvester has read the whole catalogue."""
    from werkzeug.serving import make_server

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = make_server("127.0.0.1", port, ckan_app.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        return udata.harvest(
            f"{ADDRESS}/catalog.ttl", "--map", f"{ADDRESS}=http://127.0.0.1:{port}"
        )
    finally:
        server.shutdown()
        thread.join()


def test_the_portal_takes_what_is_public_and_says_nothing_of_it(
    harvested: dict[str, Any], generated: list[DemoDataset]
) -> None:
    public = {each.id for each in generated if is_public(each)}
    assert harvested["job"]["status"] == "done"
    assert {each["remote_id"] for each in harvested["datasets"]} == public
    assert set(harvested["job"]["counts"]) == {"done"}
    assert [each for each in harvested["job"]["items"] if each["logs"] or each["errors"]] == []
    assert "WARNING" not in harvested["said"]


def test_the_portal_scores_each_as_it_was_meant(
    harvested: dict[str, Any], generated: list[DemoDataset]
) -> None:
    quality = {each["remote_id"]: each["quality"] for each in harvested["datasets"]}
    meant = {each.id: each for each in generated if is_public(each)}
    scores = {meant[id_].name: round(said["score"], 3) for id_, said in quality.items()}
    assert scores == {each.name: round(each.expected_score, 3) for each in meant.values()}
    for id_, said in quality.items():
        assert [name for name in sorted(meant[id_].costs) if said.get(name)] == []


def is_public(dataset: DemoDataset) -> bool:
    return dataset.fields["access_level"] == "public" and "draft" not in dataset.imperfect


def test_our_own_check_finds_nothing_to_leave_out(demo: Any) -> None:
    from ckanext.city.feed import inspection

    pages = [found for rows in inspection.catalogue() for found in inspection.inspect(rows)]
    assert [(each.row.name, each.problems) for each in pages if each.problems] == []


def test_loading_leaves_no_work_to_the_jobs_worker(demo: Any) -> None:
    from ckan.lib import jobs

    titles = [job.meta.get("title") or "" for job in jobs.get_queue().jobs]
    assert [title for title in titles if title.startswith("Measure the files")] == []


def test_loading_again_the_next_day_changes_nothing(demo: Any) -> None:
    from ckanext.city.site import demo_city

    loaded = state()
    assert not any(step.changed for step in demo_city.load())
    assert difference(loaded, state()) == {}


def test_an_interrupted_loading_is_taken_up_again(demo: Any) -> None:
    from ckan import model

    from ckanext.city.site import demo_city
    from ckanext.city.site.demo_city.memory import recall

    memory = recall()
    some = next(iter(memory.datasets))
    memory.datasets[some] = ""
    memory.keep()
    changed = [step.name for step in demo_city.load() if step.changed]
    assert changed == [model.Package.get(some).name]
    assert recall().datasets[some]


def test_a_catalogue_in_use_is_not_filled_with_it_unasked(demo: Any) -> None:
    from ckan import model

    from ckanext.city.site import demo_city
    from ckanext.city.site.demo_city.leftovers import remove_history
    from tests.site.acting import as_admin

    own = as_admin(
        "package_create",
        type="dataset",
        name="a-nous",
        title="À nous",
        notes="Un jeu de données de la ville.",
        owner_org="direction-de-la-voirie",
    )
    with pytest.raises(demo_city.ForeignDatasets):
        list(demo_city.load())
    assert list(demo_city.load(beside=True))
    as_admin("package_delete", id=own["id"])
    as_admin("dataset_purge", id=own["id"])
    remove_history(own["id"])
    assert model.Package.get(own["id"]) is None


def test_clearing_leaves_exactly_what_was_there_before(
    demo: Any, before: State, ckan_app: Any
) -> None:
    from ckanext.city.site import demo_city

    assert list(demo_city.clear())
    assert difference(before, state()) == {}
    assert "/city-plan.svg" not in ckan_app.get("/").body
    assert list(demo_city.clear()) == []
