"""What an administrator installs is whole: wheel, source distribution, editable install."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from ckanext.city.dataset_types import DATASET_TYPES
from ckanext.city.tables.catalogue import find_table_schema
from tests import packaged
from tests.creation import create_datasets
from tests.deployed_site import DeployedSite
from tests.packaged import BARE, ROOT, run

pytestmark = pytest.mark.service

I18N = "ckanext/city/i18n/*/LC_MESSAGES"
# What a type cannot do without, besides title, description and organisation.
OWN = {
    "budget": {"exercice": "2026", "stage": "budget-primitif"},
    "election": {"scrutin": "municipales", "election_date": "2026-03-15", "round": "1"},
}
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Dataset"
msgstr "Jeu de données"
"""


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    source = packaged.copy_checkout(folder / "checkout")
    return packaged.build(source, folder / "dist", "sdist")[0]


def test_the_wheel_of_the_source_distribution_is_that_of_the_checkout(
    wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    source = packaged.unpack_sdist(sdist, tmp_path / "unpacked")
    again = packaged.build(source, tmp_path / "dist", "wheel")[0]
    assert again.name == wheel.name
    assert packaged.contents(again) == packaged.contents(wheel)


def test_the_wheel_holds_every_file_of_the_tree(wheel: Path) -> None:
    listed = run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT).splitlines()
    # the two links of the tree are real folders in the wheel
    carried = {"schemas/": "ckanext/city/schemas/", "templates/": "ckanext/city/templates/"}
    wanted = {n for n in listed if n.startswith("ckanext/") and not (ROOT / n).is_symlink()}
    for folder, place in carried.items():
        wanted |= {place + n.removeprefix(folder) for n in listed if n.startswith(folder)}
    assert wanted - set(packaged.contents(wheel)) == set()


def test_the_wheel_holds_nothing_that_is_not_the_package(wheel: Path) -> None:
    names = packaged.contents(wheel)
    assert {n.split("/")[0] for n in names} == {"ckanext", wheel_info(wheel)}
    assert "ckanext/__init__.py" not in names  # it would hide the other extensions
    assert not [n for n in names if "__pycache__" in n or "/tests/" in n]


def test_the_licence_travels_with_the_package(wheel: Path) -> None:
    text = packaged.contents(wheel)[f"{wheel_info(wheel)}/licenses/LICENSE"].decode()
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")


def test_each_catalogue_of_translations_is_compiled_into_the_wheel(tmp_path: Path) -> None:
    source = packaged.copy_checkout(tmp_path / "checkout")
    po = source / "ckanext/city/i18n/br/LC_MESSAGES/ckanext-city.po"
    po.parent.mkdir(parents=True)
    po.write_text(CATALOGUE, encoding="utf-8")
    names = packaged.contents(packaged.build(source, tmp_path / "dist", "wheel")[0])
    sources = {n for n in names if n.endswith(".po")}
    assert sources
    assert {n.removesuffix(".po") + ".mo" for n in sources} <= set(names)
    assert "Jeu de données".encode() in names[str(po.with_suffix(".mo").relative_to(source))]


def test_an_editable_install_reads_the_checkout_and_has_its_translations(tmp_path: Path) -> None:
    source = packaged.copy_checkout(tmp_path / "checkout")
    programs = packaged.make_venv(tmp_path / "venv", "setuptools", "babel", "pyyaml")
    packaged.pip(programs, "--no-deps", "--no-build-isolation", "-e", source)
    code = (
        "import ckanext.city.tables.catalogue as c; print(len(c.list_table_schemas()), c.__file__)"
    )
    count, place = run([programs / "python", "-c", code], cwd=tmp_path, env=BARE).split()
    assert Path(place).is_relative_to(source)
    assert int(count) > 0
    assert list(source.glob(f"{I18N}/*.mo")) or not list(source.glob(f"{I18N}/*.po"))


def test_the_package_alone_reads_table_schemas_and_dataset_types_without_ckan(
    alone: Path, tmp_path: Path
) -> None:
    python = alone / "python"
    code = """
import importlib.util, json
from ckanext.city.dataset_types import DATASET_TYPES
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.tables.catalogue import find_table_schema
assert importlib.util.find_spec("ckan") is None
fields = find_table_schema("scdl/budget").descriptor["fields"]
print(json.dumps([[t.name for t in DATASET_TYPES], len(fields), load_vocabulary("licenses")[0].id]))
"""
    names, fields, license_id = json.loads(run([python, "-c", code], cwd=tmp_path, env=BARE))
    assert names == [each.name for each in DATASET_TYPES]
    assert fields > 10
    assert license_id == "lov2"


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an empty virtualenv into which the wheel was installed, without extras."""
    try:
        return packaged.make_venv(tmp_path_factory.mktemp("alone") / "venv", str(wheel))
    except AssertionError as failed:
        if "No matching distribution" in str(failed) or "Connection" in str(failed):
            pytest.skip("no package registry answers: nothing can be installed")
        raise


def test_the_package_alone_gives_a_working_city_tables_without_ckan(
    alone: Path, tmp_path: Path
) -> None:
    sample = find_table_schema("scdl/deliberations").folder / "samples" / "valid"
    table = next(sample.glob("*.csv"))

    def tables(*arguments: str | Path, expect: int = 0) -> str:
        command = [alone / "city-tables", *arguments]
        return run(command, cwd=tmp_path, env=BARE, expect=expect)

    installed = run(
        [alone / "python", "-c", "import importlib.util as i; print(i.find_spec('ckan'))"]
    )
    assert installed.strip() == "None"
    assert "Afficher cette aide." in tables("--help")
    assert json.loads(tables("check", table, "--json"))["valid"]
    repaired = ("repair", table, "--out", "out.csv", "--accept", "safe", "--lineage", "out.parquet")
    tables(*repaired, "--save-recipe", "recipe.json")
    tables("repair", "out.csv", "--out", "again.csv", "--recipe", "recipe.json")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()
    tables("template", "scdl/deliberations", "--out", "template.xlsx")
    tables("template", "scdl/deliberations", "--out", "template.ods")
    tables("annotate", table, "--out", "copy.xlsx")
    page = tmp_path / "page.csv"
    page.write_text("<!doctype html><html></html>", encoding="utf-8")
    assert not json.loads(tables("check", page, "--json", expect=2))["valid"]


def test_the_installed_wheel_takes_a_dataset_of_each_type(deployed: DeployedSite) -> None:
    rows = [
        dataset_of(each.name, deployed.environment["CITY_ORGANIZATION"]) for each in DATASET_TYPES
    ]
    made = create_datasets(deployed.programs / "python", deployed.environment, rows)
    for row in rows:
        result = made[row["name"]]
        assert result.get("errors") is None, row["type"]
        kept = {key: value for key, value in row.items() if key != "owner_org"}
        assert kept.items() <= result["dataset"].items()
        assert result["page"] == 200


def dataset_of(kind: str, organization: str) -> dict[str, str]:
    """A dataset of one type with little more than what is required."""
    return {
        "type": kind,
        "name": f"essai-{kind}".replace("_", "-"),
        "title": f"Essai {kind}",
        "notes": "Un jeu de données créé par le paquet installé.",
        "license_id": "lov2",
        **OWN.get(kind, {}),
    } | {"owner_org": organization}


def wheel_info(wheel: Path) -> str:
    """Name of the wheel's folder of metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return next(n.split("/")[0] for n in archive.namelist() if ".dist-info/" in n)
