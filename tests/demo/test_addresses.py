"""The local address base of the demo city can be taken by the national one."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from ckanext.city.demo import addresses
from ckanext.city.demo.commune import build_commune, to_metres
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, faults_of, for_every_seed, rows_of


def made(seed: int = SEED, today: date = TODAY) -> DemoDataset:
    [dataset] = addresses.generate(build_commune(seed), seed, today)
    return dataset


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return rows_of(made().files[0], ";")


@for_every_seed
def test_the_file_conforms_to_its_table_schema(seed: int) -> None:
    assert faults_of(made(seed).files[0], ";") == []


def test_every_address_is_there_once(rows: list[dict[str, str]]) -> None:
    labels = [f"{each['numero']} {each['suffixe']} {each['toponyme']}" for each in rows]

    assert len(set(labels)) == len(rows) == 6000


def test_both_systems_of_coordinates_name_one_place(rows: list[dict[str, str]]) -> None:
    for row in rows[::41]:
        x, y = to_metres(float(row["long"]), float(row["lat"]))
        assert x == pytest.approx(float(row["x"]), abs=0.03)
        assert y == pytest.approx(float(row["y"]), abs=0.03)


def test_identifiers_are_those_of_one_commune_its_streets_and_its_doors(
    rows: list[dict[str, str]],
) -> None:
    assert len({each["id_ban_commune"] for each in rows}) == 1
    assert len({each["id_ban_adresse"] for each in rows}) == len(rows)
    pairs = {(each["id_ban_toponyme"], each["toponyme"]) for each in rows}
    assert len(pairs) == len({identifier for identifier, _ in pairs})
    assert all(str(uuid.UUID(each["id_ban_adresse"])) == each["id_ban_adresse"] for each in rows)


def test_a_parcel_has_one_door(rows: list[dict[str, str]]) -> None:
    assert len({each["cad_parcelles"] for each in rows}) == len(rows)


@pytest.mark.parametrize("today", [date(2021, 3, 8), date(2024, 2, 29), TODAY], ids=str)
def test_no_address_changes_after_today(today: date) -> None:
    changes = [each["date_der_maj"] for each in rows_of(made(today=today).files[0], ";")]

    assert max(changes) <= today.isoformat()
