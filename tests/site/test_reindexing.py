"""The index follows what an organisation is called and where it stands."""

from __future__ import annotations

import pytest

from tests.site.acting import as_admin
from tests.site.test_datasets import make_budget

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_queues", "with_test_worker")]


def run_jobs() -> int:
    from ckan.lib import jobs

    waiting = len(jobs.get_queue().jobs)
    jobs.Worker().work(burst=True)
    return waiting


def test_datasets_leave_the_city_with_their_department(city: dict[str, str]) -> None:
    make_budget(city["finance"])
    run_jobs()
    as_admin("organization_patch", id=city["finance"], groups=[])
    run_jobs()
    assert as_admin("package_search", fq=f"organization:{city['city']}")["count"] == 0
    assert as_admin("package_search", fq=f"organization:{city['finance']}")["count"] == 1


def test_a_departments_new_name_finds_its_datasets(city: dict[str, str]) -> None:
    make_budget(city["finance"])
    as_admin("organization_patch", id=city["finance"], title="Direction de la trésorerie")
    run_jobs()
    assert as_admin("package_search", q="trésorerie")["count"] == 1


def test_what_the_index_does_not_hold_starts_no_job(city: dict[str, str]) -> None:
    run_jobs()
    as_admin("organization_patch", id=city["finance"], description="Tient les comptes.")
    assert run_jobs() == 0
