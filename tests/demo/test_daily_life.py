"""First names and school menus: at their national schemas, and as a family would read them."""

from __future__ import annotations

from datetime import date
from functools import cache

from ckanext.city.demo import daily_life
from ckanext.city.demo.commune import build_commune
from ckanext.city.demo.dataset import DemoDataset
from ckanext.city.demo.everyday.births import published_years
from ckanext.city.demo.seed import SEED
from tests.demo.cities import TODAY, faults_of, for_every_seed, rows_of


@cache
def made(seed: int = SEED, today: date = TODAY) -> tuple[DemoDataset, ...]:
    return tuple(daily_life.generate(build_commune(seed), seed, today))


@for_every_seed
def test_tables_conform_to_the_schemas_that_they_name(seed: int) -> None:
    for dataset in made(seed):
        for file in dataset.files:
            assert faults_of(file) == [], file.name


@for_every_seed
def test_a_first_name_that_could_tell_a_child_is_left_out(seed: int) -> None:
    rows = rows_of(made(seed)[0].files[0])
    assert {int(row["ANNEE"]) for row in rows} == set(range(2016, 2026))
    assert min(int(row["NOMBRE_OCCURRENCES"]) for row in rows) >= 3
    assert max(int(row["NOMBRE_OCCURRENCES"]) for row in rows) < 25
    keys = [(row["ANNEE"], row["ENFANT_SEXE"], row["ENFANT_PRENOM"]) for row in rows]
    assert len(set(keys)) == len(keys)


def test_the_names_of_a_year_come_out_in_february() -> None:
    assert published_years(date(2027, 1, 31))[-1] == 2025
    assert published_years(date(2027, 2, 1))[-1] == 2026


@for_every_seed
def test_each_week_has_a_menu_without_meat_and_fish_on_friday(seed: int) -> None:
    mains = [
        row for row in rows_of(made(seed)[1].files[0]) if row["menuPlatType"] == "plat principal"
    ]
    for row in mains:
        weekday = date.fromisoformat(row["menuDate"]).weekday()
        assert weekday in {0, 1, 3, 4}
        assert ("végétarien" in row["menuPlatRegime"]) == (weekday == 3)
        assert ("poissons" in row["menuPlatAllergene"]) == (weekday == 4)


def test_no_meal_is_served_in_the_holidays_and_the_next_two_weeks_are_known() -> None:
    days = {row["menuDate"] for row in rows_of(made()[1].files[0])}
    assert not {day for day in days if "2026-10-17" <= day <= "2026-11-01"}
    assert max(days) == "2026-12-11"
    assert len(days) == 24


def test_a_menu_was_out_before_the_day_of_loading() -> None:
    assert all(
        row["menuPublicationDate"][:10] <= "2026-11-24" for row in rows_of(made()[1].files[0])
    )


def test_menus_are_there_in_the_middle_of_summer_too() -> None:
    days = [row["menuDate"] for row in rows_of(made(SEED, date(2027, 8, 10))[1].files[0])]
    assert max(days) == "2027-07-02"
