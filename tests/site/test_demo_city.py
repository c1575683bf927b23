"""The demo city in a catalogue: loaded, interrupted, loaded again, taken out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.site.catalogue_state import difference, state

pytestmark = pytest.mark.service

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def demo(datastore: None, clean_db_once: None) -> list[Any]:
    """The loaded demo city: what loading said."""
    from ckan.lib import jobs

    from ckanext.city.site import demo_city, first_city

    list(first_city.make_city(first_city.CityPlan()))
    jobs.get_queue().empty()
    before = state()
    steps = list(demo_city.load(TODAY))
    return [before, steps]


def test_every_dataset_is_there_in_the_name_of_its_department(demo: Any) -> None:
    from ckan import model

    from ckanext.city.demo.generation import generate
    from ckanext.city.demo.seed import SEED

    for dataset in generate(SEED, TODAY):
        package = model.Package.get(dataset.id)
        assert package is not None, dataset.name
        assert model.Group.get(package.owner_org).name == dataset.department


def test_every_file_is_what_its_metadata_say(demo: Any) -> None:
    from ckan import model

    from ckanext.city.demo.generation import generate
    from ckanext.city.demo.seed import SEED

    for dataset in generate(SEED, TODAY):
        for file in dataset.files:
            resource = model.Resource.get(dataset.file_id(file))
            assert (resource.hash, resource.size) == (file.sha256, file.size), file.name


def test_every_table_that_follows_its_schema_is_in_the_datastore(demo: Any) -> None:
    import ckan.plugins.toolkit as tk
    from ckan import model

    refused = {name for step in demo[1] for name in step.not_loaded}
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


def test_loading_leaves_no_work_to_the_jobs_worker(demo: Any) -> None:
    from ckan.lib import jobs

    titles = [job.meta.get("title") or "" for job in jobs.get_queue().jobs]
    assert [title for title in titles if title.startswith("Measure the files")] == []


def test_loading_again_the_next_day_changes_nothing(demo: Any) -> None:
    from ckanext.city.site import demo_city

    before = state()
    assert not any(step.changed for step in demo_city.load())
    assert difference(before, state()) == {}


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
    assert model.Package.get(own["id"]) is None


def test_clearing_leaves_exactly_what_was_there_before(demo: Any) -> None:
    from ckanext.city.site import demo_city

    assert list(demo_city.clear())
    assert difference(demo[0], state()) == {}
    assert list(demo_city.clear()) == []
