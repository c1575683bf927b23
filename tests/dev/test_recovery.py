"""What is killed comes back, and no job is lost with its worker."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis

from dev import run, supervise
from dev.layout import REDIS, site_environment
from tests.running_site import RunningSite

pytestmark = pytest.mark.service

SECONDS = 240  # far more than it takes; a busy machine is no failure
TEST_BASE = 2
SLEEP = "time.sleep"


def wait_until(ready: Callable[[], Any]) -> Any:
    end = time.monotonic() + SECONDS
    while True:
        found = ready()
        if found:
            return found
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.3)


def pid_of(program: str) -> int:
    """Process id of a program of the supervisor; 0 while it does not run."""
    said = supervise._control("pid", program).stdout.strip()
    return int(said) if said.isdigit() else 0


def children_of(pid: int) -> list[int]:
    try:
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except FileNotFoundError:
        return []


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def answers() -> bool:
    return run.site_answers(site_environment(test=True)["CITY_SITE_URL"])


def test_a_killed_web_worker_is_replaced(site: RunningSite) -> None:
    before = wait_until(lambda: children_of(pid_of("test-web")))
    kill(before[0])
    wait_until(lambda: len(set(children_of(pid_of("test-web"))) - {before[0]}) == len(before))
    wait_until(answers)


@pytest.mark.parametrize("program", ["test-web", "redis", "test-worker"])
def test_a_killed_program_comes_back_and_the_site_answers(site: RunningSite, program: str) -> None:
    before = wait_until(lambda: pid_of(program))
    kill(before)
    wait_until(lambda: pid_of(program) not in (0, before))
    wait_until(answers)


@pytest.fixture
def queue(site: RunningSite) -> Any:
    """The jobs queue of the running site, from outside."""
    from rq import Queue

    connection = redis.Redis(port=REDIS, db=TEST_BASE)
    return Queue("ckan:city:default", connection=connection)


def start_long_job(queue: Any, **options: Any) -> tuple[Any, int]:
    """A job that sleeps, once it runs, and the worker that runs it."""
    wait_until(lambda: supervise.is_running() and pid_of("test-worker"))
    job = queue.enqueue_call(SLEEP, args=[3], timeout=60, **options)
    wait_until(lambda: job.get_status(refresh=True).value == "started")
    return job, pid_of("test-worker")


def test_a_job_whose_worker_and_children_were_killed_is_run_again(queue: Any) -> None:
    from rq import Retry

    job, worker = start_long_job(queue, retry=Retry(max=2))
    children = children_of(worker)
    for pid in [*children, worker]:
        kill(pid)
    wait_until(lambda: job.get_status(refresh=True).value == "finished")
    job.refresh()
    assert job.retries_left == 1


def test_a_job_without_retries_whose_worker_was_killed_is_reported(queue: Any) -> None:
    job, worker = start_long_job(queue)
    kill(worker)
    wait_until(lambda: job.get_status(refresh=True).value == "failed")
    assert job.id in queue.failed_job_registry.get_job_ids()
    job.delete()


def test_a_killed_worker_leaves_no_child_behind(queue: Any) -> None:
    job, worker = start_long_job(queue)
    children = children_of(worker)
    assert children
    kill(worker)
    wait_until(lambda: not any(is_alive(pid) for pid in children))
    wait_until(lambda: job.get_status(refresh=True).value == "failed")
    job.delete()


def test_a_delayed_retry_does_not_wait_for_the_dead_scheduler(queue: Any) -> None:
    from rq import Retry

    job, worker = start_long_job(queue, retry=Retry(max=1, interval=1))
    kill(worker)
    wait_until(lambda: job.get_status(refresh=True).value == "finished")
