"""What a new version of a table schema changes is told in words, and for the files there are."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ckanext.city.command import tables
from ckanext.city.tables import catalogue
from ckanext.city.tables.catalogue import find_table_schema, list_table_schemas
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.tables.versions import compare_versions, worst_effect
from ckanext.city.terminal import tasks
from ckanext.city.terminal.words import translator

OLD: dict[str, Any] = {
    "title": "Menus",
    "fields": [
        {"name": "NOM", "title": "Nom", "type": "string", "constraints": {"required": True}},
        {"name": "PRIX", "type": "integer", "constraints": {"minimum": 1, "maximum": 9}},
        {"name": "TYPE", "constraints": {"enum": ["a", "b"], "pattern": "[a-z]"}},
        {"name": "DATE", "type": "date", "description": "Jour du repas servi à table"},
    ],
    "primaryKey": ["NOM"],
    "custom_checks": [{"name": "french-siret-value", "params": {"column": "SIRET"}}],
}


def changed(change: Callable[[dict[str, Any], list[dict[str, Any]]], object]) -> dict[str, Any]:
    new = copy.deepcopy(OLD)
    change(new, new["fields"])
    return new


def rules(at: int, **said: Any) -> Callable[[dict[str, Any], list[dict[str, Any]]], object]:
    return lambda _new, fields: fields[at].setdefault("constraints", {}).update(said)


@pytest.mark.parametrize(
    ("change", "code", "effect", "sentence"),
    [
        (lambda _n, f: f.append({"name": "X"}), "field.added", "may",
         "New field X, which may stay empty: X."),
        (lambda _n, f: f.append({"name": "X", "constraints": {"required": True}}),
         "field.added-required", "must", "New field X, to be filled in in every row: X."),
        (lambda _n, f: f.pop(1), "field.removed", "may",
         "The field PRIX is gone: its column is no longer asked for."),
        (lambda _n, f: f[3].update(name="MENU_JOUR"), "field.renamed", "may",
         "The field DATE is now called MENU_JOUR."),
        (lambda _n, f: f[0].update(name="NOM_MENU", title="Nom"), "field.renamed", "must",
         "The field NOM is now called NOM_MENU."),
        (rules(1, required=True), "required.new", "must",
         "PRIX must now be filled in in every row."),
        (rules(0, required=False), "required.gone", "may", "NOM may now stay empty."),
        (rules(1, unique=True), "unique.new", "must",
         "PRIX must now say something else in every row."),
        (lambda _n, f: f[1].update(type="number"), "type", "may",
         "PRIX was “whole number” and is now “number”."),
        (lambda _n, f: f[3].update(type="datetime"), "type", "must",
         "DATE was “date” and is now “date and time”."),
        (lambda _n, f: f[3].update(format="%d/%m/%Y"), "format", "must",
         "The format of DATE was “default” and is now “%d/%m/%Y”."),
        (rules(2, pattern="[a-f]"), "pattern.changed", "must",
         "TYPE must have another form; before: [a-z] now: [a-f]"),
        (rules(0, pattern="[A-Z]+"), "pattern.new", "must",
         "NOM must now have this form: [A-Z]+"),
        (rules(2, enum=["a", "b", "c"]), "enum.more", "may", "TYPE now also admits: c."),
        (rules(2, enum=["a"]), "enum.fewer", "must", "TYPE no longer admits: b."),
        (rules(0, enum=["a"]), "enum.new", "must", "NOM now admits these values only: a."),
        (rules(1, minimum=2), "limit.stricter", "must", "PRIX has a stricter limit: at least 2."),
        (rules(1, maximum=99), "limit.wider", "may", "PRIX has a wider limit: at most 99."),
        (rules(1, maximum=None), "limit.gone", "may",
         "PRIX no longer has this limit: at most 9."),
        (lambda _n, f: f[3].update(format="any"), "format", "may",
         "The format of DATE was “default” and is now “any”."),
        (lambda n, _f: n.update(missingValues=["", "NC"]), "missing.more", "must",
         "These signs now stand for an empty cell: NC."),
        (lambda n, f: (f[0].pop("constraints"), n.update(missingValues=["", "NC"])),
         "missing.more", "may",
         "These signs now stand for an empty cell: NC."),
        (lambda n, _f: n.update(missingValues=[]), "missing.fewer", "must",
         "These signs no longer stand for an empty cell: “”."),
        (lambda n, _f: n.update(primaryKey=["NOM", "DATE"]), "key.changed", "must",
         "What tells rows apart was: NOM, and is now: NOM, DATE."),
        (lambda n, _f: n.pop("custom_checks"), "check.gone", "may",
         "The rule “french-siret-value” on SIRET is gone."),
        (lambda n, _f: n.update(foreignKeys=[
            {"fields": "NOM", "reference": {"resource": "plats", "fields": "NOM"}}]),
         "reference.new", "must", "The values of NOM must now stand in the table “plats”."),
        (lambda _n, f: f[1].update(decimalChar=","), "reading", "must",
         "PRIX is read in another way: “decimalChar” was “–” and is now “,”."),
        (lambda _n, f: f.reverse(), "order", "none",
         "The fields have another order; that of a file’s columns does not count."),
        (lambda _n, f: f[0].update(title="Le nom"), "words", "none",
         "Only the explanations are worded in another way: NOM."),
    ],
)  # fmt: skip
def test_each_change_has_its_effect_and_its_sentence(change, code, effect, sentence) -> None:
    (told,) = (c for c in compare_versions(OLD, changed(change)) if c.code == code)
    assert (told.effect, told.explain(str, "en")) == (effect, sentence)
    assert told.explain(translator("fr"), "fr") != sentence


def test_a_format_that_is_left_for_the_usual_one_frees_texts_and_no_dates() -> None:
    for kind, formats, effect in (("date", "%d/%m/%Y", "must"), ("string", "email", "may")):
        old, new = ({"fields": [{"name": "A", "type": kind, "format": each}]}
                    for each in (formats, "default"))  # fmt: skip
        assert [(c.code, c.effect) for c in compare_versions(old, new)] == [("format", effect)]


def test_a_version_does_not_differ_from_itself() -> None:
    for each in list_table_schemas():
        assert compare_versions(each.descriptor, copy.deepcopy(each.descriptor)) == ()


@pytest.mark.parametrize("field", range(4))
def test_what_may_stay_is_still_valid(tmp_path: Path, field: int) -> None:
    """What is called harmless is: a file of the old version is checked against the new one."""
    path = tmp_path / "menus.csv"
    path.write_text("NOM,PRIX,TYPE,DATE\npain,3,a,2026-01-02\n", encoding="utf-8")
    for new in (
        changed(lambda _n, f: f[field].update(type="string", constraints={})),
        changed(lambda _n, f: f.pop(field)),
        changed(lambda n, f: (f[field].update(constraints={}), n.pop("primaryKey"))),
    ):
        effect = worst_effect(compare_versions(OLD, new))
        valid = check_table(read_table(path), new).valid
        assert effect == "must" or valid


def diff(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tables, ["schemas", "--diff", *map(str, arguments)])


def test_a_folder_of_the_name_of_a_table_schema_hides_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scdl" / "prenoms").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert diff("scdl/prenoms", "scdl/prenoms").exit_code == 0


def test_the_command_compares_a_reference_with_a_file_that_was_downloaded(tmp_path: Path) -> None:
    known = find_table_schema("scdl/prenoms")
    new = copy.deepcopy(known.descriptor) | {"version": "9.0.0"}
    new["fields"].append({"name": "RANG", "type": "integer"})
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(new), encoding="utf-8")
    done = diff("scdl/prenoms", path, "--lang", "fr")
    assert done.exit_code == 0
    assert "  • Nouveau champ RANG, qui peut rester vide\u00a0: RANG." in done.stdout.splitlines()
    told = json.loads(diff("scdl/prenoms", tmp_path, "--json").stdout)
    assert told["still_valid"] is True
    assert told["new"]["version"] == "9.0.0"
    assert [each["code"] for each in told["changes"]] == ["field.added"]


@pytest.mark.parametrize("content", ["", "[]", '{"fields": [1]}', '{"title": "x"}', "[" * 9999])
def test_a_file_that_is_no_schema_is_told_in_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    done = diff("scdl/budget", path, "--lang", "en")
    assert done.exit_code == 2
    assert "holds no table schema" in done.stderr
    assert diff("scdl/budget", "scdl/bujet").exit_code == 2


@pytest.mark.parametrize(
    "said", [{"constraints": 5}, {"constraints": {"enum": 5}}, {"title": 5}, {"missingValues": 5}]
)
def test_a_schema_that_is_written_badly_is_told_in_a_sentence(tmp_path: Path, said: Any) -> None:
    known = find_table_schema("scdl/prenoms").descriptor["fields"]
    fields = [{**known[0], **said}, {"name": "X", **said}, *known[2:]]
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"fields": fields, **said}), encoding="utf-8")
    done = diff("scdl/prenoms", path, "--lang", "en")
    assert done.exit_code in (0, 2)
    assert not done.exception or isinstance(done.exception, SystemExit)


def test_check_says_that_a_newer_version_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = find_table_schema("scdl/prenoms")
    for version in (known.version, "10.0.0"):
        shutil.copytree(known.folder, tmp_path / "scdl" / "prenoms" / version)
    new = copy.deepcopy(known.descriptor)
    new["fields"].append({"name": "RANG", "type": "integer"})
    newer = tmp_path / "scdl" / "prenoms" / "10.0.0" / "schema.json"
    newer.write_text(json.dumps(new), encoding="utf-8")
    sample = next((known.folder / "samples" / "valid").glob("*.csv"))
    monkeypatch.setattr(catalogue, "SCHEMAS_ROOT", tmp_path)

    def notes(schema: str) -> list[str]:
        asked = {"file": str(sample), "schema": schema, "sheet": None, "others": {}, "lang": "en"}
        findings = tasks.check(asked, Limits())["findings"]
        return [each["message"] + " " + each["fix"] for each in findings
                if each["code"].startswith("schema.newer")]  # fmt: skip

    (note,) = notes(known.reference)
    assert "It changes: RANG." in note
    assert f"schemas --diff {known.reference} scdl/prenoms@10.0.0" in note
    assert notes("scdl/prenoms@10.0.0") == []
