"""A wrong value stops the start, with one sentence: which key, what it has, what is expected."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

import ckan.plugins.toolkit as tk

from ckanext.city.site import configuration
from tests.site.settings import write_site_ini

CKAN = Path(sys.executable).with_name("ckan")

RIGHT = [
    ("insee", "92040", "92040"),
    ("insee", "2A004", "2A004"),
    ("siren", "219200409", "219200409"),
    ("siret", "21920040900015", "21920040900015"),
    ("postcode", " 92130 ", "92130"),
    ("email", "opendata@ville.fr", "opendata@ville.fr"),
    ("required", "Brest", "Brest"),
    ("name", "ville-de-brest", "ville-de-brest"),
    ("license", "lov2", "lov2"),
    ("frequency", "", ""),
    ("extent", "2.246 48.816 2.289 48.833", (2.246, 48.816, 2.289, 48.833)),
    ("extent", "", None),
    ("centre", "2.27, 48.82", (2.27, 48.82)),
    ("languages", "fr en", ["fr", "en"]),
    ("count", "2", 2),
    ("folders", "", []),
]
WRONG = [
    ("insee", "1234", "code INSEE"),
    ("insee", "", "code INSEE"),
    ("siren", "219200408", "SIREN"),
    ("siret", "21920040900018", "SIRET"),
    ("postcode", "9213", "code postal"),
    ("email", "opendata", "adresse électronique"),
    ("required", " ", "une valeur"),
    ("name", "Ville de Brest", "minuscules"),
    ("license", "cc-nc", "lov2"),
    ("frequency", "annuel", "authority/frequency/ANNUAL"),
    ("extent", "2.289 48.816 2.246 48.833", "ouest sud est nord"),
    ("extent", "648000 6857000 652000 6859000", "ouest sud est nord"),
    ("centre", "2.27", "longitude latitude"),
    ("languages", "français", "codes de langue"),
    ("count", "-1", "un nombre"),
    ("folders", "/no/such/folder", "des dossiers qui existent"),
]


def check(kind: str, value: str) -> Any:
    return getattr(configuration, f"city_config_{kind}")(value)


@pytest.mark.parametrize(("kind", "value", "read"), RIGHT)
def test_a_right_value_is_read_as_its_type(kind: str, value: str, read: Any) -> None:
    assert check(kind, value) == read


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, value, _ in RIGHT])
def test_a_value_that_was_read_can_be_read_again(kind: str, value: str) -> None:
    """CKAN checks its configuration anew whenever a plugin is loaded."""
    once = check(kind, value)
    assert check(kind, once) == once


@pytest.mark.parametrize(("kind", "value", "expected"), WRONG)
def test_a_refusal_says_what_the_value_is_and_what_is_expected(
    kind: str, value: str, expected: str
) -> None:
    with pytest.raises(tk.Invalid) as refused:
        check(kind, value)
    assert f"« {value} »" in refused.value.error
    assert expected in refused.value.error
    assert "(expected:" in refused.value.error


def test_no_command_starts_with_a_wrong_value_and_the_sentence_says_why(tmp_path: Path) -> None:
    ini = write_site_ini(tmp_path, CITY_INSEE="1234")
    done = subprocess.run(
        [CKAN, "-c", ini, "config", "validate"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert (
        "ckanext.city.insee: a la valeur « 1234 », attendu : le code INSEE de la commune"
        in done.stderr
    )
    assert "Traceback" not in done.stderr


def options() -> list[dict[str, Any]]:
    text = files("ckanext.city").joinpath("config_declaration.yaml").read_text(encoding="utf-8")
    found = [option for group in yaml.safe_load(text)["groups"] for option in group["options"]]
    return [option for option in found if option["key"].startswith("ckanext.city.")]


@pytest.mark.parametrize("option", options(), ids=lambda option: option["key"])
def test_each_key_of_ours_is_checked_by_ours_and_its_example_is_right(
    option: dict[str, Any],
) -> None:
    """Core's own checks say "Missing value" or "Invalid", and not what is expected."""
    read = getattr(configuration, option["validators"])
    if option["key"] != "ckanext.city.form_folders":  # its example is a folder of the reader's
        read(option["example"])
