"""A yes or a no to one proposal, of the person and of a recipe."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ckanext.city.command import tables
from tests.terminal.here import no_child  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("no_child")

#: Two columns that are likely fields, and a day whose order nothing proves.
TEXT = """Bureau;N°;Circo;date_debut
Hôtel de ville;0001;4;01/02/2024
Gymnase;0002;4;03/04/2024
"""
NUMBER, DISTRICT = "header.like:code_bv", "header.like:circonscription"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    path = tmp_path / "bureaux.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def call(path: Path, *options: str | Path, as_json: bool = True) -> Any:
    given = [path, "--out", path.with_name("out.csv"), "--schema", "city/polling-stations",
             "--lang", "en", *(["--json"] if as_json else []), *options]  # fmt: skip
    return CliRunner().invoke(tables, ["repair", *map(str, given)])


def repair(path: Path, *options: str | Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    done = call(path, "--accept", "safe", *options)
    assert done.exit_code in (0, 1), done.output
    with path.with_name("out.csv").open(encoding="utf-8", newline="") as file:
        return json.loads(done.stdout), list(csv.DictReader(file))


def open_questions(told: dict[str, Any]) -> set[str]:
    return {each["id"] for each in told["proposals"] if not each["applied"] and not each["no"]}


def test_one_proposal_is_accepted_and_another_refused(sent: Path) -> None:
    told, rows = repair(sent)
    assert {NUMBER, DISTRICT} <= open_questions(told)
    answers = ("--decide", f"accept={NUMBER}", "--decide", f"refuse={DISTRICT}")
    told, rows = repair(sent, *answers)
    assert [row["code_bv"] for row in rows] == ["0001", "0002"]
    assert [row["Circo"] for row in rows] == ["4", "4"]
    by_id = {each["id"]: each for each in told["proposals"]}
    assert by_id[NUMBER]["yes"] == f"decide accept={NUMBER}"
    assert (by_id[DISTRICT]["yes"], by_id[DISTRICT]["no"]) == (None, f"decide refuse={DISTRICT}")
    assert not {NUMBER, DISTRICT} & open_questions(told)


def test_a_no_holds_where_all_is_accepted_and_where_it_is_safe(sent: Path) -> None:
    refused = ("--decide", f"refuse={DISTRICT}", "--decide", "refuse=header.synonym:nom")
    _told, rows = repair(sent, "--accept", "all", *refused)
    assert {"code_bv", "Circo", "Bureau"} <= set(rows[0])


def test_a_recipe_keeps_yes_and_no_and_the_person_wins_over_it(sent: Path) -> None:
    recipe = sent.with_name("recipe.json")
    order = next(
        each["id"] for each in repair(sent)[0]["proposals"] if each["kind"] == "date.ambiguous"
    )
    answers = ("--decide", f"accept={NUMBER}", "--decide", f"refuse={DISTRICT}",
               "--decide", f"accept={order}")  # fmt: skip
    _told, once = repair(sent, *answers, "--save-recipe", recipe)
    assert [row["date_debut"] for row in once] == ["2024-02-01", "2024-04-03"]
    told, again = repair(sent, "--recipe", recipe)
    assert again == once
    assert told["recipe"]["asked"] == []
    assert DISTRICT in told["recipe"]["answered"]
    kept = sent.with_name("kept.json")
    changed = ("--decide", f"accept={DISTRICT}", "--decide", f"refuse={order}")
    _told, other = repair(sent, "--recipe", recipe, *changed, "--save-recipe", kept)
    assert [row["circonscription"] for row in other] == ["4", "4"]
    assert [row["date_debut"] for row in other] == ["01/02/2024", "03/04/2024"]
    told, last = repair(sent, "--recipe", kept)
    assert (last, told["recipe"]["asked"]) == (other, [])


def test_a_refused_column_is_asked_about_again_if_it_is_another(sent: Path) -> None:
    recipe = sent.with_name("recipe.json")
    repair(sent, "--decide", f"refuse={DISTRICT}", "--save-recipe", recipe)
    sent.write_text(TEXT.replace("Circo", "Circonscr."), encoding="utf-8")
    told, _rows = repair(sent, "--recipe", recipe)
    assert any(name.endswith(":circonscription") for name in told["recipe"]["asked"])


def test_an_answer_to_what_is_not_asked_is_told(sent: Path) -> None:
    told, _rows = repair(sent, "--decide", "accept=header.like:nothing")
    said = [each for each in told["findings"] if each["code"] == "decision.without-effect"]
    assert len(said) == 1
    assert "accept=header.like:nothing" in said[0]["message"]


def test_the_terminal_tells_how_to_answer_and_what_was_refused(sent: Path) -> None:
    said = call(sent, "--accept", "safe", as_json=False).stdout
    assert f"({NUMBER})" in said
    assert "--decide accept=ID" in said
    recipe = sent.with_name("recipe.json")
    answers = ("--decide", f"refuse={DISTRICT}", "--accept", "all", "--save-recipe", recipe)
    said = call(sent, *answers, as_json=False).stdout
    assert said.index("\nRefused\n") < said.index(DISTRICT)
    assert "--decide accept=ID" not in said
    said = call(sent, "--recipe", recipe, as_json=False).stdout
    assert "Refused: " in said.partition("Answered by the recipe")[2].partition("\n\n")[0]
