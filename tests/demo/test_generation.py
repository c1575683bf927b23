"""The whole demo city: the same call gives the same bytes, and what it hands over can be loaded."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.departments import DEPARTMENTS
from ckanext.city.demo.generation import SUBJECTS, generate
from ckanext.city.demo.seed import SEED, stable_id, stream
from ckanext.city.feed.preflight import DAYS
from tests.demo.cities import TODAY, faults_of, rows_of

ROOT = Path(__file__).parents[2]
FORMS = {path.parent.name for path in (ROOT / "schemas" / "types").glob("*/form.yaml")}
DIGEST = """
import hashlib
from datetime import date
from ckanext.city.demo.generation import generate
total = hashlib.sha256()
for dataset in generate({seed}, date(2026, 11, 24)):
    total.update(repr(dataset).encode())
print(total.hexdigest())
"""


@pytest.fixture(scope="module")
def datasets() -> list[DemoDataset]:
    return list(generate(SEED, TODAY))


def test_another_process_with_another_hash_seed_makes_the_same_bytes(
    datasets: list[DemoDataset],
) -> None:
    here = hashlib.sha256()
    for dataset in datasets:
        here.update(repr(dataset).encode())
    there = subprocess.run(
        [sys.executable, "-c", DIGEST.format(seed=SEED)],
        env=os.environ | {"PYTHONHASHSEED": "12345"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert there.stdout.strip() == here.hexdigest()


def test_every_dataset_has_a_form_a_department_and_words(datasets: list[DemoDataset]) -> None:
    departments = {department.name for department in DEPARTMENTS}
    for dataset in datasets:
        assert dataset.type in FORMS
        assert dataset.department in departments
        assert len(dataset.notes) > 100
        assert dataset.files or dataset.type == "dataset_series"
        assert all(file.content and file.title and file.description for file in dataset.files)


def test_names_and_ids_are_unique(datasets: list[DemoDataset]) -> None:
    names = [dataset.name for dataset in datasets]
    ids = [dataset.id for dataset in datasets]
    ids += [dataset.file_id(file) for dataset in datasets for file in dataset.files]

    assert len(set(names)) == len(names)
    assert len(set(ids)) == len(ids)


def test_a_series_comes_before_what_belongs_to_it(datasets: list[DemoDataset]) -> None:
    known = set()
    for dataset in datasets:
        assert not dataset.series or dataset.series in known
        if dataset.type == "dataset_series":
            known.add(dataset.name)


def test_the_catalogue_lists_what_is_public_and_conforms(datasets: list[DemoDataset]) -> None:
    [file] = datasets[-1].files
    rows = {row["ID"]: row for row in rows_of(file)}
    listed = {
        each.name
        for each in datasets[:-1]
        if each.files and each.fields["access_level"] == "public" and "draft" not in each.imperfect
    }

    assert faults_of(file) == []
    assert rows.keys() == listed
    for row in rows.values():
        assert row["COUV_TEMP_DEBUT"] <= row["COUV_TEMP_FIN"]
        assert row["DATE_PUBL"] <= row["DATE_MAJ"] <= TODAY.isoformat()
    assert rows["bornes-d-apport-volontaire"]["THEME"] == "Environnement"
    assert rows["bornes-d-apport-volontaire"]["FORMAT_RESSOURCES"] == "csv;geojson"


def test_no_two_descriptions_are_the_same(datasets: list[DemoDataset]) -> None:
    """Years may differ by their year only within one series; nothing else may be repeated."""
    by_words: dict[str, set[str]] = {}
    for each in datasets:
        words = re.sub(r"\d[\d,\u00a0]*", "0", each.notes)
        by_words.setdefault(words, set()).add(each.series or each.name)

    assert len({each.notes for each in datasets}) == len(datasets)
    assert all(len(series) == 1 for series in by_words.values())


def test_each_subject_hands_over_something(datasets: list[DemoDataset]) -> None:
    assert len(datasets) >= len(SUBJECTS)


def test_data_are_late_by_their_rhythm_where_that_is_on_purpose_only(
    datasets: list[DemoDataset],
) -> None:
    for dataset in datasets:
        rhythm = DAYS[dataset.fields["frequency"].rpartition("/")[2]]
        assert dataset.updated or not dataset.files
        is_late = bool(rhythm and dataset.updated and (TODAY - dataset.updated).days > rhythm)
        assert is_late == ("late" in dataset.imperfect), dataset.name
        assert dataset.expected_score == pytest.approx(1 - len(dataset.costs) / 9)


def test_streams_of_different_names_are_independent() -> None:
    undisturbed = stream(1, "schools").random()
    other = stream(1, "places")
    other.random()

    assert stream(1, "schools").random() == undisturbed
    assert stream(1, "places").random() != undisturbed
    assert stream(2, "schools").random() != undisturbed


def test_an_id_never_changes() -> None:
    # Written down, as loaded catalogues hold it: a change would load everything a second time.
    assert stable_id("dataset", "base-adresse-locale") == "12bb71aa-36bb-5cd2-9a0c-1a11a6f90968"
