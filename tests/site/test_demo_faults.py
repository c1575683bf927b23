"""The demo city's loading killed at its worst moments, twice at a time, or given what breaks."""

from __future__ import annotations

import contextlib
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from ckanext.city.store import conformity
from ckanext.city.tables.guard import run_guarded
from ckanext.city.tables.limits import Limits
from tests.site import small_city
from tests.site.catalogue_state import State, difference, state

pytestmark = pytest.mark.service

#: What runs when the process dies, and the how-manieth time; of the second dataset each.
MOMENTS = {
    "while a table is put in place": ("ckanext.city.store.datastore._swap", 2),
    "once its files are stored": ("ckanext.city.site.resource_facts.measure_stored", 4),
    "while the dataset is written": ("ckanext.city.site.theme_groups.follow_themes", 3),
    "before that is remembered": ("ckanext.city.site.demo_city.memory.Memory.finish", 3),
}
at_each_moment = pytest.mark.parametrize("moment", MOMENTS)


@pytest.fixture
def rows(
    datastore: None, city: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[int]]:
    """How many rows the tables of the small city have; it stands in the demo city's place."""
    from ckanext.city.site import demo_city
    from ckanext.city.site.demo_city import loading

    wanted = [2]
    monkeypatch.setattr(loading, "_generate", lambda _day: small_city.generate(wanted[0]))
    yield wanted
    list(demo_city.clear())


def load() -> list[str]:
    """Load the city; gives the names of what changed."""
    from ckanext.city.site import demo_city

    return [step.name for step in demo_city.load(small_city.TODAY) if step.changed]


def clear() -> None:
    from ckanext.city.site import demo_city

    list(demo_city.clear())


def seen(name: str) -> dict[str, Any]:
    """What a reader finds of a dataset: its title, and of its files what they say and hold."""
    import ckan.plugins.toolkit as tk
    from ckan import model

    model.Session.rollback()
    anyone = {"user": "", "ignore_auth": False}
    try:
        dataset = tk.get_action("package_show")(dict(anyone), {"id": name})
    except tk.ObjectNotFound:
        return {}
    table, text = dataset["resources"]
    found = tk.get_action("datastore_search")(dict(anyone), {"resource_id": table["id"]})
    return {
        "title": dataset["title"],
        "said": (table["rows"], table["datastore_active"], text["size"]),
        "found": (found["total"], found["records"][-1]["ENFANT_PRENOM"]),
        "updated": {each["last_modified"][:10] for each in dataset["resources"]},
    }


def meant(name: str, count: int) -> dict[str, Any]:
    """What a reader should find of a dataset whose table has so many rows."""
    return {
        "title": f"{name}, {count} lignes",
        "said": (count, True, len(f"{count} lignes\n")),
        "found": (count, small_city.FIRST_NAMES[count - 1]),
        "updated": {"2026-02-03"},
    }


def judge_elsewhere(arguments: Any) -> Any:
    """Judge a table in a new process: the copy of one that has used Polars would wait for ever."""
    return run_guarded(conformity.TASK, arguments, Limits())


def in_a_process_of_its_own(work: Callable[[], object]) -> int:
    """Start some work in a copy of this process, with connections of its own; gives its id."""
    from ckan import model

    from ckanext.datastore.backend.postgres import get_write_engine

    model.Session.remove()
    child = os.fork()
    if child:
        return child
    try:
        for engine in (model.ensure_engine(), get_write_engine()):
            engine.dispose(close=False)
        conformity._judge_here = judge_elsewhere
        work()
    except BaseException:  # noqa: BLE001 - nothing else would tell of it
        traceback.print_exc()
    finally:
        os._exit(3)


def die(*_arguments: object, **_options: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def load_and_die(moment: str) -> None:
    """Load in another process, which is killed at a moment, without a chance to tidy up."""
    place, last = MOMENTS[moment]

    def work() -> None:
        with pytest.MonkeyPatch.context() as patch:
            at_call(patch, place, last, die)
            load()

    _, status = os.waitpid(in_a_process_of_its_own(work), 0)
    assert os.WIFSIGNALED(status), status
    assert os.WTERMSIG(status) == signal.SIGKILL
    wait_until_nobody_is_connected_but_us()


def at_call(
    patch: pytest.MonkeyPatch, place: str, number: int, instead: Callable[..., object]
) -> None:
    """Do something else at the how-manieth call of a function."""
    from pkgutil import resolve_name

    holder, _, name = place.rpartition(".")
    real = getattr(resolve_name(holder), name)
    calls = []

    def counted(*arguments: Any, **options: Any) -> Any:
        calls.append(None)
        return (instead if len(calls) == number else real)(*arguments, **options)

    patch.setattr(resolve_name(holder), name, counted)


def wait_until_nobody_is_connected_but_us() -> None:
    """Let PostgreSQL notice that the killed process is gone."""
    import sqlalchemy as sa

    from ckan import model

    # a lock outlives its process by the moment that PostgreSQL takes to see that it is gone
    busy = sa.text(
        "SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'city_test%'"
        " AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%') + "
        "(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid())"
    )
    for _ in range(100):
        with model.ensure_engine().connect() as connection:
            if not connection.execute(busy).scalar():
                return
        time.sleep(0.1)
    pytest.fail("the killed process' transactions go on")


@at_each_moment
def test_a_first_load_that_was_killed_is_completed_by_the_next(
    rows: list[int], moment: str
) -> None:
    load_and_die(moment)
    assert seen(small_city.FIRST) == meant(small_city.FIRST, 2)
    assert load() == [small_city.SECOND]
    assert seen(small_city.SECOND) == meant(small_city.SECOND, 2)
    assert load() == []


@at_each_moment
def test_a_first_load_that_was_killed_can_be_taken_out_whole(rows: list[int], moment: str) -> None:
    before = state()
    load_and_die(moment)
    clear()
    assert difference(before, state()) == {}


@at_each_moment
def test_a_later_load_that_was_killed_leaves_each_dataset_old_or_new_and_is_completed(
    rows: list[int], moment: str
) -> None:
    load()
    rows[0] = 3
    load_and_die(moment)
    assert seen(small_city.FIRST) == meant(small_city.FIRST, 3)
    found = seen(small_city.SECOND)
    assert found["title"] in {f"{small_city.SECOND}, {count} lignes" for count in (2, 3)}
    assert found["found"] in {(2, "Louise"), (3, "Victor")}
    assert load() == [small_city.SECOND]
    assert seen(small_city.SECOND) == meant(small_city.SECOND, 3)


def test_a_table_whose_load_was_killed_is_the_former_one_and_no_draft_is_left(
    rows: list[int],
) -> None:
    load()
    before = tables(state())
    rows[0] = 3
    load_and_die("while a table is put in place")
    assert seen(small_city.SECOND) == meant(small_city.SECOND, 2)
    assert tables(state()) == before


def tables(found: State) -> list[str]:
    return sorted(name for name in found if name.startswith("datastore: "))


def test_a_second_load_at_the_same_time_says_so_and_changes_nothing(rows: list[int]) -> None:
    from ckanext.city.site import locks

    with another_process_loading():
        for attempt in (load, clear):
            with pytest.raises(locks.Taken):
                attempt()
    assert load() == [small_city.SERIES, small_city.FIRST, small_city.SECOND]


@contextlib.contextmanager
def another_process_loading() -> Iterator[None]:
    """Load in another process, which waits where it would write the first dataset, until killed."""
    arrived, here = os.pipe()

    def stay(*_arguments: object) -> None:
        os.write(here, b".")
        time.sleep(600)

    def work() -> None:
        with pytest.MonkeyPatch.context() as patch:
            at_call(patch, "ckanext.city.site.demo_city.loading.write", 1, stay)
            load()

    child = in_a_process_of_its_own(work)
    try:
        assert os.read(arrived, 1) == b"."
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(arrived)
        os.close(here)
        wait_until_nobody_is_connected_but_us()


def test_the_command_tells_that_another_process_is_at_it(
    rows: list[int], cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.site import locks
    from ckanext.city.site.commands.demo import demo

    with locks.hold(locks.DEMO_CITY, wait=False):
        for options in ([], ["--clear"]):
            said = cli.invoke(demo, options)
            assert said.exit_code == 1
            assert "Another process is loading the demo city" in said.output


def test_a_row_that_breaks_costs_its_table_alone_and_is_told(
    rows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.site import demo_city
    from ckanext.city.site.demo_city import loading

    load()
    monkeypatch.setattr(loading, "_generate", lambda _day: broken(small_city.FIRST))
    steps = {each.name: each.not_loaded for each in demo_city.load()}
    assert list(steps[small_city.FIRST]) == [f"{small_city.FIRST}.csv"]
    assert "ENFANT_SEXE" in steps[small_city.FIRST][f"{small_city.FIRST}.csv"]
    assert steps[small_city.SECOND] == {}
    assert seen(small_city.FIRST)["found"] == (2, "Louise")
    assert seen(small_city.SECOND) == meant(small_city.SECOND, 2)


def broken(name: str) -> Iterator[Any]:
    for dataset in small_city.generate():
        if dataset.name == name:
            table, text = dataset.files
            bad = replace(table, content=table.content.replace(b",F,", b",Fille,"))
            yield replace(dataset, files=(bad, text))
        else:
            yield dataset


def test_a_file_that_is_no_longer_generated_leaves_nothing_behind(
    rows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ckanext.city.site.demo_city import loading

    load()
    table = next(each for each in small_city.generate() if each.name == small_city.FIRST).files[0]
    gone = small_city_id(table)
    without = [
        replace(each, files=each.files[1:]) if each.name == small_city.FIRST else each
        for each in small_city.generate()
    ]
    monkeypatch.setattr(loading, "_generate", lambda _day: iter(without))
    assert load() == [small_city.FIRST]
    found = state()
    assert f"datastore: {gone}" not in found
    assert [each for each in found["stored"] if each.endswith(gone[6:])] == []


def small_city_id(file: Any) -> str:
    owner = next(each for each in small_city.generate() if file in each.files)
    return str(owner.file_id(file))
