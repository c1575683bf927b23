"""A job that cannot begin is told, and takes no worker with it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NoReturn

import pytest


def test_a_job_that_cannot_begin_ends_its_own_process_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ckan.lib import jobs as core_jobs

    from ckanext.city.site import jobs

    def fail(*_given: Any) -> NoReturn:
        raise ValueError("the setting is not known")

    ended: list[int] = []
    told: list[str] = []
    monkeypatch.setattr(jobs.log, "exception", lambda text, *given: told.append(text % given))
    monkeypatch.setattr(core_jobs.Worker, "main_work_horse", fail)
    monkeypatch.setattr(jobs.os, "_exit", ended.append)
    jobs.Worker.main_work_horse(object.__new__(jobs.Worker), SimpleNamespace(id="a-job"), None)
    assert ended == [1]
    assert told[0].startswith("The job a-job could not begin.")
