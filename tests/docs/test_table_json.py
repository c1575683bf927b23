"""What the commands print for machines has the keys that their page says, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ckanext.city.command import tables
from ckanext.city.tables.findings import MAX_ROWS, MAX_VALUES
from dev.layout import ROOT

PAGE = (ROOT / "docs" / "table-json.md").read_text(encoding="utf-8")
HEADER = "COLL_NOM;COLL_SIRET;DELIB_ID;DELIB_DATE;DELIB_MATIERE_CODE;DELIB_MATIERE_NOM;DELIB_OBJET"
ROW = "Ville;21919999900018;1;26/06/2025;7.5;finances locales/subventions;Don"


def keys(after: str) -> set[str]:
    """Give the keys of the table that follows some words of the page."""
    table = PAGE.partition(after)[2].partition("|---|---|\n")[2].partition("\n\n")[0]
    return {
        key for line in table.splitlines() for key in re.findall("`(\\w+)`", line.split("|")[1])
    }


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    path = tmp_path / "sent.csv"
    path.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    return path


def ask(*arguments: str | Path) -> Any:
    done = CliRunner().invoke(tables, [*map(str, arguments), "--json"])
    return json.loads(done.stdout)


def lists(told: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    assert told[name]
    yield from told[name]


def test_a_check_and_a_copy_have_the_keys_of_the_page(sent: Path) -> None:
    of_check, of_finding = keys("## `check` and `annotate`"), keys("A finding is")
    for told in (ask("check", sent), ask("annotate", sent, "--out", sent.with_name("o.xlsx"))):
        assert set(told) == of_check
        assert all(set(each) == of_finding for each in lists(told, "findings"))
    assert f"the first {MAX_ROWS:,}" in PAGE
    assert f"{MAX_VALUES} at most" in PAGE


def test_a_file_of_no_schema_has_three_keys(tmp_path: Path) -> None:
    for content in (b"", b"a;b\n1;2\n"):
        path = tmp_path / "strange.csv"
        path.write_bytes(content)
        assert set(ask("check", path)) == {"file", "valid", "findings"}


def test_a_repair_has_the_keys_of_the_page(sent: Path) -> None:
    of_check, of_repair = keys("## `check` and `annotate`"), keys("## `repair`")
    out, recipe = sent.with_name("out.csv"), sent.with_name("recipe.json")
    told = ask("repair", sent, "--out", out, "--accept", "safe", "--save-recipe", recipe)
    assert set(told) == of_check | of_repair - {"recipe"}
    assert set(told["left"]) == of_check
    for each in lists(told, "proposals"):
        assert set(each) == keys("A proposal is")
        assert all(set(example) == {"row", "before", "after"} for example in each["examples"])
    told = ask("repair", sent, "--out", out, "--recipe", recipe)
    assert set(told) == of_check | of_repair
    assert set(told["recipe"]) == {"answered", "asked"}


def test_table_schemas_and_what_changes_have_the_keys_of_the_page(tmp_path: Path) -> None:
    words = set(re.findall("`(\\w+)`", PAGE.partition("## `schemas`")[2]))
    (listed,) = {frozenset(each) for each in ask("schemas")}
    assert listed == {"id", "version", "title"}
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text('{"fields": [{"name": "a"}]}', encoding="utf-8")
    new.write_text('{"fields": [{"name": "a"}, {"name": "b"}]}', encoding="utf-8")
    done = CliRunner().invoke(tables, ["schemas", "--diff", str(old), str(new), "--json"])
    told = json.loads(done.stdout)
    (change,) = told["changes"]
    said = {*told, *change, *told["old"]}
    assert said | listed | {"must", "may", "none"} == words
