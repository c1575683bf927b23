"""`ckan city feed-check`: what the portal would not get, by line or by JSON, and a status."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.city.feed import dicts, inspection
from tests.feed.catalogue import fresh, make
from tests.feed.spoil import spoil
from tests.site.conftest import town
from tests.site.town import Town

__all__ = ["fresh", "town"]  # fixtures

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("fresh")]


@pytest.fixture(scope="module")
def datasets(town: Town) -> dict[str, str]:
    """A sound dataset, and one whose file stands on a machine of the city's own network."""
    ids = {name: make(name)["id"] for name in ("sain", "abime")}
    spoil(ids["abime"], notes="Trop court", address="https://partage/a.csv")
    return ids


@pytest.fixture
def check(town: Town, cli: Any) -> Any:
    """Run the command with arguments."""
    from ckan.cli.cli import ckan

    def run(*arguments: str) -> Any:
        return cli.invoke(ckan, ["city", "feed-check", *arguments])

    return run


def test_a_dataset_that_goes_out_as_written_is_clean(check: Any, datasets: Any) -> None:
    done = check("sain", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "1 datasets, 0 problems." in done.output


def test_each_problem_is_told_with_dataset_field_value_and_reason(
    check: Any, datasets: Any
) -> None:
    done = check("--lang", "en")
    assert done.exit_code == 1, done.output
    line = next(line for line in done.output.splitlines() if "https://partage" in line)
    assert line.startswith("abime resources[0].url [left out] https://partage/a.csv: ")
    assert "network" in line
    assert "2 datasets" in done.output


def test_what_the_score_would_miss_is_told_and_is_no_failure(check: Any, datasets: Any) -> None:
    done = check("--json", datasets["sain"])
    found = json.loads(done.output.splitlines()[-1])
    assert (done.exit_code, found["name"], found["problems"]) == (0, "sain", [])
    done = check("abime", "--lang", "fr")
    assert "abime [dataset_description_quality] Décrivez le jeu de données" in done.output


def test_json_holds_a_dataset_a_line_with_all_that_a_program_needs(
    check: Any, datasets: dict[str, str]
) -> None:
    lines = [line for line in check("--json").output.splitlines() if line.startswith("{")]
    found = {row["name"]: row for row in map(json.loads, lines)}
    assert found.keys() == datasets.keys()
    [problem] = found["abime"]["problems"]
    assert (problem["code"], problem["field"], problem["dropped"]) == (
        "address.no-domain",
        "resources[0].url",
        True,
    )
    assert problem["resource"]
    assert all(problem[said] for said in ("reason", "remedy"))
    assert 0 < found["abime"]["score"] < found["sain"]["score"] <= 1


def test_a_dataset_that_is_not_published_is_no_clean_one(check: Any, datasets: Any) -> None:
    assert check("jamais-vu").exit_code == 2


def test_a_feed_that_cannot_be_served_has_its_own_status(
    check: Any, datasets: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_rows: Any) -> None:
        raise dicts.Unreadable("Dataset x cannot be read.")

    monkeypatch.setattr(inspection, "inspect", fail)
    done = check("--lang", "en")
    assert done.exit_code == 2
    assert "The feed cannot be served: Dataset x cannot be read." in done.output
