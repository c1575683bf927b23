"""Everything a person reads is there in French and in English, and well written. No service."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.catalog import Catalog, Message

import ckan.lib.navl.validators
import ckan.logic.validators

import ckanext.scheming.validation

from dev import words

ROOT = Path(__file__).parents[2]
YAML_FILES = sorted(
    path
    for folder in (ROOT / "schemas", ROOT / "ckanext" / "city")
    for path in folder.rglob("*.yaml")
    if not any(parent.is_symlink() for parent in path.parents)
)
FORM_FILES = [*(ROOT / "schemas" / "types").rglob("form.yaml"), ROOT / "schemas" / "presets.yaml"]
#: Labels that are also values of official data, to the letter.
OFFICIAL = {"actes.yaml"}
LIBRARIES = (ckan.logic.validators, ckan.lib.navl.validators, ckanext.scheming.validation)

PLACEHOLDERS = re.compile(r"\{[^{}]*\}|%\(\w+\)[sdr]|%[sdr]")
TAGS = re.compile(r"</?[a-z][^>]*>")
CODE = re.compile(r"`[^`]*`|https?://\S*|" + TAGS.pattern)

FRENCH: Catalog = words.read(words.catalogue_path("fr"), "fr")
MESSAGES: list[Message] = [message for message in FRENCH if message.id]


def as_pairs(message: Message) -> list[tuple[str, str]]:
    """Each form of a message with its original: several where it has a plural."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return list(zip(message.id, message.string, strict=True))


def bilingual(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Find every `{fr: ..., en: ...}` of a YAML file, and where it stands."""
    if isinstance(node, dict):
        if {"fr", "en"} & set(node):
            yield path, {language: " ".join(_texts(text)) for language, text in node.items()}
        for key, value in node.items():
            yield from bilingual(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from bilingual(value, f"{path}/{index}")


def _texts(node: Any) -> list[str]:
    """The texts of one language: one, or one for each number."""
    return [str(text) for text in node.values()] if isinstance(node, dict) else [str(node or "")]


def faults(french: str, *, space: str) -> list[str]:
    """What a proofreader would mark; `space` is what may stand before : ; ? and !"""
    text = CODE.sub("x", french)
    rules = {
        "a straight apostrophe": r"\w'\w",
        "a straight or English quotation mark": r"[“”]|(?<![\w{])\"\w",
        "three points in place of …": r"\.\.\.",
        "no space before : ; ? or !": rf"(?<![{space}])[;!?:](?=\s|$)",
        "no space inside « »": rf"«(?![{space}])|(?<![{space}])»",
    }
    return [fault for fault, pattern in rules.items() if re.search(pattern, text)]


def used_validators() -> list[str]:
    """Names of the validators of CKAN and ckanext-scheming that our forms use."""
    text = "\n".join(path.read_text() for path in FORM_FILES)
    lists = re.findall(r"^\s*(?:\w+_)?validators: (.+)$", text, re.MULTILINE)
    names = {re.split(r"[(,]", name)[0] for each in lists for name in each.split()}
    return sorted(name for name in names if re.fullmatch(r"[a-z_]+", name) and "city_" not in name)


@cache
def functions() -> dict[str, ast.FunctionDef]:
    """The source of each validator of CKAN and ckanext-scheming."""
    trees = [ast.parse(Path(str(library.__file__)).read_text()) for library in LIBRARIES]
    nodes = [node for tree in trees for node in tree.body]
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def refusals(validator: str) -> set[str]:
    """The messages that stand in the source of a validator."""
    return {
        call.args[0].value
        for call in ast.walk(functions().get(validator, ast.Module([], [])))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "_"
        and isinstance(call.args[0], ast.Constant)
    }


def test_the_template_holds_every_message_of_the_code() -> None:
    """Fails where a message was added or removed without `make words`."""
    written = words.read(words.TEMPLATE)
    extracted = words.extract()
    assert {m.id for m in extracted if m.id} == {m.id for m in written if m.id}


def test_every_message_has_an_approved_french_translation() -> None:
    template = words.read(words.TEMPLATE)
    assert {m.id for m in MESSAGES} == {m.id for m in template if m.id}
    assert not words.untranslated(FRENCH)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: str(m.id)[:60])
def test_a_translation_keeps_places_and_tags_and_is_well_written(message: Message) -> None:
    for english, french in as_pairs(message):
        assert sorted(PLACEHOLDERS.findall(french)) == sorted(PLACEHOLDERS.findall(english))
        names = [re.sub(r"title=\"[^\"]*\"", "", tag) for tag in TAGS.findall(french)]
        assert names == [re.sub(r"title=\"[^\"]*\"", "", tag) for tag in TAGS.findall(english)]
        assert not faults(french, space="\u00a0"), french


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_yaml_file_says_everything_in_both_languages(path: Path) -> None:
    for place, texts in bilingual(yaml.safe_load(path.read_text())):
        for language in ("fr", "en"):
            assert texts.get(language, "").strip(), f"{path}{place}: no {language}"


@pytest.mark.parametrize(
    "path",
    [path for path in YAML_FILES if path.name not in OFFICIAL],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_the_french_of_a_yaml_file_is_well_written(path: Path) -> None:
    for place, texts in bilingual(yaml.safe_load(path.read_text())):
        marked = faults(texts["fr"], space=" \u00a0\u202f")
        assert not marked, f"{path}{place}: {texts['fr']}"


@pytest.mark.parametrize(
    ("french", "space", "found"),
    [
        ("L’année : « 2026 »", " ", []),
        ("L'année", " ", ["a straight apostrophe"]),
        ("Voir https://ville.fr?x=1: oui", " ", []),
        ("Pourquoi?", " ", ["no space before : ; ? or !"]),
        ("Pourquoi ?", "\u00a0", ["no space before : ; ? or !"]),
        ("«Budget»", " ", ["no space inside « »"]),
        ("Bornes, fontaines...", " ", ["three points in place of …"]),
        ("Le champ “titre”", " ", ["a straight or English quotation mark"]),
    ],
)
def test_the_proofreader_marks_what_it_should(french: str, space: str, found: list[str]) -> None:
    assert faults(french, space=space) == found


@pytest.mark.parametrize("validator", used_validators())
def test_a_refusal_of_a_validator_that_our_forms_use_is_in_french(validator: str) -> None:
    core = words.ckan_french()
    for refusal in refusals(validator):
        messages = [catalogue.get(refusal) for catalogue in (core, FRENCH)]
        assert any(words.is_translated(message) for message in messages), refusal


def test_validators_that_refuse_are_among_those_looked_at() -> None:
    """Keeps the test above from being empty."""
    assert {"not_empty", "owner_org_validator", "name_validator"} <= set(used_validators())
    assert all(map(refusals, ("not_empty", "owner_org_validator", "name_validator")))


@pytest.mark.parametrize(
    "path",
    sorted(p for folder in ("ckanext", "dev") for p in (ROOT / folder).rglob("*.py")),
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_names_in_the_code_are_spelt_as_ckan_spells_them(path: Path) -> None:
    with path.open("rb") as file:
        names = {t.string for t in tokenize.tokenize(file.readline) if t.type == tokenize.NAME}
    assert not {name for name in names if re.search(r"licence|organisation", name, re.IGNORECASE)}
