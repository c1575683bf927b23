"""What the feed cannot give is shown to the administrator, and to whoever may correct it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ckanext.city.feed import dicts, parts, problem_report
from tests.feed.catalogue import forget, make
from tests.feed.spoil import spoil
from tests.site.conftest import town
from tests.site.town import FINANCE, ROADS, Town

__all__ = ["town"]  # fixtures

pytestmark = pytest.mark.service

ADMIN, MINE = "/ckan-admin/city-feed", "/dashboard/city-feed"


@pytest.fixture(scope="module")
def spoiled(town: Town) -> dict[str, str]:
    """A sound dataset, and one of each department whose title nobody could have typed."""
    ids = {name: make(name)["id"] for name in ("sain", "voirie")}
    ids["finances"] = make("finances", owner_org=FINANCE)["id"]
    for name in ("voirie", "finances"):
        spoil(ids[name], title=f"Titre\x0b de {name}")
    spoil(ids["voirie"], address="https://partage/a.csv")
    return ids


@pytest.fixture(autouse=True)
def nothing_kept(town: Town) -> Iterator[None]:
    forget()
    yield
    forget()


def page(town: Town, person: str, address: str, **headers: str) -> str:
    answer = town.get(person, address)
    assert answer.status_code == 200, answer.body
    return str(answer.body)


@pytest.mark.parametrize("person", ["ambassador", "agent", "reader", "stranger", "anonymous"])
def test_the_administrators_page_is_hers_alone(town: Town, person: str) -> None:
    assert town.get(person, ADMIN).status_code == 403
    assert town.app.post(ADMIN, headers=town.headers(person)).status_code in (400, 403)


@pytest.mark.parametrize("person", ["reader", "stranger", "anonymous"])
def test_a_page_of_what_to_correct_is_for_those_who_may(town: Town, person: str) -> None:
    assert town.get(person, MINE).status_code == 403


def test_without_a_report_nothing_is_said_to_be_well(town: Town, spoiled: Any) -> None:
    shown = page(town, "administrator", f"/en{ADMIN}")
    assert "has not been checked yet" in shown
    assert "All is well" not in shown


def test_the_administrator_sees_each_field_its_value_the_reason_and_the_way_to_the_form(
    town: Town, spoiled: dict[str, str]
) -> None:
    problem_report.make()
    shown = page(town, "administrator", f"/fr{ADMIN}")
    for expected in (
        "Titre\\u000b de voirie",
        "/dataset/edit/voirie",
        "Titre\\u000b de finances",
        "Fichier «\u00a0Arbres\u00a0»\u00a0: Lien",
        "https://partage/a.csv",
        "réseau de la ville",
        "3 jeux de données publiés ont été examinés",
        "2 jeux de données à revoir",
    ):
        assert expected in shown
    assert "/dataset/edit/sain" not in shown


@pytest.mark.parametrize(
    ("person", "seen", "unseen"),
    [
        ("ambassador", ["voirie", "finances"], []),
        ("agent", ["voirie"], ["finances"]),
        ("other-agent", ["finances"], ["voirie"]),
    ],
)
def test_an_editor_sees_the_datasets_that_she_may_correct_and_no_others(
    town: Town, spoiled: Any, person: str, seen: list[str], unseen: list[str]
) -> None:
    problem_report.make()
    shown = page(town, person, f"/fr{MINE}")
    assert all(f"/dataset/edit/{name}" in shown for name in seen)
    assert not any(name in shown.split("<h3>", 1)[-1] for name in unseen)


def test_what_has_been_corrected_is_gone_before_the_next_check(
    town: Town, spoiled: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem_report.make()
    monkeypatch.setattr(parts, "problems_of", lambda rows: {})
    shown = page(town, "administrator", f"/en{ADMIN}")
    assert "2 datasets of this page have been corrected since the check" in shown
    assert "/dataset/edit/" not in shown


def test_a_clean_feed_is_said_to_be_clean(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "problems_of", lambda rows: {})
    problem_report.make()
    assert "All is well" in page(town, "administrator", f"/en{ADMIN}")


def test_a_check_that_stopped_is_told_and_nothing_is_said_to_be_well(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_rows: Any) -> None:
        raise dicts.Unreadable("no")

    monkeypatch.setattr(parts, "problems_of", fail)
    assert not problem_report.make().complete
    shown = page(town, "administrator", f"/en{ADMIN}")
    assert "did not reach the end" in shown
    assert "All is well" not in shown


def test_datasets_that_cannot_be_read_now_do_not_break_the_page(
    town: Town, spoiled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_rows: Any) -> None:
        raise dicts.Unreadable("no")

    problem_report.make()
    monkeypatch.setattr(parts, "problems_of", fail)
    assert "cannot be read now" in page(town, "administrator", f"/en{ADMIN}")


def test_a_check_is_asked_for_once_until_it_has_ended(town: Town, spoiled: Any) -> None:
    assert problem_report.ask()
    assert not problem_report.ask()
    assert "A check was asked for" in page(town, "administrator", f"/en{ADMIN}")
    problem_report.make()
    assert problem_report.ask()


def test_ten_thousand_datasets_are_shown_twenty_at_a_time(
    town: Town, spoiled: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [(spoiled["voirie"], ROADS), (spoiled["finances"], FINANCE)]
    others = [(f"00000000-0000-4000-8000-{at:012}", ROADS) for at in range(9998)]
    report = problem_report.Report("2026-11-24T10:00:00+00:00", 10000, 1, 1, [*others, *known])
    monkeypatch.setattr(problem_report, "read", lambda: report)
    asked: list[int] = []
    problems_of = parts.problems_of
    monkeypatch.setattr(
        parts, "problems_of", lambda rows: asked.append(len(rows)) or problems_of(rows)
    )
    assert "/dataset/edit/voirie" in page(town, "administrator", f"/en{ADMIN}?page=500")
    assert "/dataset/edit/voirie" not in page(town, "administrator", f"/en{ADMIN}?page=1")
    assert page(town, "administrator", f"/en{ADMIN}?page=9999999")
    assert max(asked) <= 20


def test_a_tab_leads_there(town: Town, spoiled: Any) -> None:
    assert f'href="{ADMIN}"' in page(town, "administrator", "/ckan-admin/")
    assert f'href="{MINE}"' in page(town, "agent", "/dashboard/datasets")
    assert f'href="{MINE}"' not in page(town, "reader", "/dashboard/datasets")
