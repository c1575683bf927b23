"""What only staff may read, and what lacks on purpose that for which it is marked."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import date
from functools import cache

from lxml import etree

from ckanext.city.demo import back_office, contracts, indicators
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, faults_of, for_every_seed, rows_of


@cache
def made(seed: int = SEED) -> dict[str, DemoDataset]:
    commune = build_commune(seed)
    return {each.name: each for each in back_office.generate(commune, seed, TODAY)}


def only(flaw: str, seed: int = SEED) -> DemoDataset:
    (found,) = (each for each in made(seed).values() if flaw in each.imperfect)
    return found


def test_three_datasets_are_for_staff_one_of_them_for_its_department() -> None:
    levels = Counter(each.fields["access_level"] for each in made().values())
    assert (levels["staff"], levels["department"]) == (2, 1)


def test_three_are_late_and_every_other_flaw_is_there_once() -> None:
    commune = build_commune(SEED)
    others = [
        *indicators.generate(commune, SEED, TODAY),
        *contracts.generate(commune, SEED, TODAY),
    ]
    flaws = Counter(flaw for each in [*made().values(), *others] for flaw in each.imperfect)
    assert flaws == {"late": 3} | dict.fromkeys(
        ("no-license", "invalid-file", "messy-workbook", "draft"), 1
    )


def test_the_late_one_stopped_half_a_year_ago_though_it_is_monthly() -> None:
    dataset = only("late")
    assert dataset.fields["frequency"].endswith("/MONTHLY")
    last = max(row["mois"] for row in rows_of(dataset.files[0]))
    assert last == "2026-04"
    assert dataset.fields["temporal_coverage"] == [{"start": "2024-05-01", "end": "2026-04-30"}]


def test_only_the_one_without_license_says_none() -> None:
    for dataset in made().values():
        is_without = "no-license" in dataset.imperfect
        assert (dataset.fields["license_id"] == "notspecified") == is_without


@for_every_seed
def test_the_invalid_file_is_refused_by_the_schema_that_it_names(seed: int) -> None:
    kinds = {kind for kind, _ in faults_of(only("invalid-file", seed).files[0])}
    assert kinds == {"constraint-error", "type-error"}


def test_the_workbook_is_well_formed_and_as_messy_as_it_should_be() -> None:
    (file,) = only("messy-workbook").files
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.testzip() is None
        parts = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    texts = [each.text for each in sheet.iter("{*}t")]
    assert texts[0] == "PISCINE DES TANNEURS - ENTRÉES 2024"
    assert {"Sous-total T1", "vidange + travaux", "05.04.24", "03/02/2024"} <= set(texts)
    assert any(re.fullmatch(r"\d \d{3}", text) for text in texts)
    assert "A1:H1" in [each.get("ref") for each in sheet.iter("{*}mergeCell")]
    names = [each.get("name") for each in parts["xl/workbook.xml"].iter("{*}sheet")]
    assert names == ["2024", "2023", "Feuil3"]


def test_the_workbook_points_at_nothing_that_it_lacks() -> None:
    """What makes a spreadsheet program offer a repair: a style, a part or a sheet not there."""
    (file,) = only("messy-workbook").files
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        parts = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    styles = parts["xl/styles.xml"]
    looks = styles.findall("{*}cellXfs/{*}xf")
    for kind in ("font", "fill", "border"):
        many = len(styles.findall(f"{{*}}{kind}s/{{*}}{kind}"))
        assert all(int(look.get(f"{kind}Id")) < many for look in looks)
    for name, part in parts.items():
        assert all(int(cell.get("s")) < len(looks) for cell in part.iter("{*}c"))
        assert "count" not in part.attrib or int(part.get("count")) == len(part), name
    overrides = parts["[Content_Types].xml"].findall("{*}Override")
    assert {each.get("PartName") for each in overrides} == {
        f"/{name}" for name in parts if name.startswith("xl/") and "_rels" not in name
    }
    targets = [each.get("Target") for each in parts["xl/_rels/workbook.xml.rels"]]
    assert {f"xl/{target}" for target in targets} <= parts.keys()


@for_every_seed
def test_a_permit_was_decided_in_its_year(seed: int) -> None:
    for row in rows_of(only("draft", seed).files[0]):
        assert date.fromisoformat(row["date_decision"]).year == 2025
        assert " 25 " in row["numero"]


def test_no_file_tells_of_fewer_than_three_children() -> None:
    counts = [
        int(row["inscrits"])
        for row in rows_of(made()["effectifs-du-periscolaire-par-ecole"].files[0])
    ]
    assert min(counts) >= 3
