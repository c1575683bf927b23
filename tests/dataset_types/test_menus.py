"""Menus as canteens hang them up: what becomes of days and of courses that are columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.dataset_types.dataset.dishes import read_dishes, read_doubtful_dishes
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.read import read_table
from ckanext.city.tables.repair.plan import mend_table
from tests.tables.repair.damage import Rows
from tests.tables.repair.mending import column, context_of, mend, mend_text, rows_of

MENUS = "scdl/menus-collectifs"


def test_the_courses_of_each_day_become_rows() -> None:
    mended = mend_text(
        MENUS, "Jour;Entrée;Plat;Laitage\nlundi 10 mars 2025;Radis;Colin;Brie\n14/03/2025;;Riz;\n"
    )
    assert column(mended, "menuPlatNom") == ["Radis", "Colin", "Brie", "Riz"]
    assert column(mended, "menuPlatType") == [
        "entrée", "plat principal", "produit laitier", "plat principal",
    ]  # fmt: skip
    assert column(mended, "menuDate") == ["2025-03-10"] * 3 + ["2025-03-14"]


@pytest.mark.parametrize(
    ("title", "dates"),
    [
        ("École Jean Moulin, du 31 mars au 4 avril 2025", ["2025-03-31", "2025-04-01", "Jeudi 4"]),
        ("du 10 au 14 mars 2025", ["Lundi 31", "Mardi 1", "Jeudi 4"]),
        ("du 31 mars au 4 avril", ["Lundi 31", "Mardi 1", "Jeudi 4"]),
        ("du 31/03 au 04/04/2025", ["Lundi 31", "Mardi 1", "Jeudi 4"]),
        ("du 31 mars au 4 avril 2025, du 7 au 11 avril 2025", ["Lundi 31", "Mardi 1", "Jeudi 4"]),
        ("du 30 février au 4 mars 2025", ["Lundi 31", "Mardi 1", "Jeudi 4"]),
    ],
)
def test_a_day_gets_its_date_if_it_lies_in_the_one_week_that_a_title_names(
    tmp_path: Path, title: str, dates: list[str]
) -> None:
    file = tmp_path / "menus.csv"
    file.write_text(
        f"{title};;;\n;Lundi 31;Mardi 1;Jeudi 4\nEntrée;Radis;Chou;Salade\nPlat;Colin;Riz;Œuf\n",
        encoding="utf-8",
    )
    schema = find_table_schema(MENUS)
    mended = mend_table(read_table(file), context_of(schema), "safe")
    assert column(mended, "menuDate") == dates * 2
    assert column(mended, "menuPlatType") == ["entrée"] * 3 + ["plat principal"] * 3


def test_the_days_of_a_second_week_get_no_date_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "menus.csv"
    days = ";Lundi;Mardi;Jeudi\n"
    file.write_text(
        f"du 10 au 14 mars 2025;;;\n{days}Entrée;Radis;Chou;Salade\nPlat;Colin;Riz;Œuf\n"
        f"Semaine 12;;;\n{days}Entrée;Potage;Pâté;Tomates\nPlat;Thon;Rôti;Poulet\n",
        encoding="utf-8",
    )
    mended = mend_table(read_table(file), context_of(find_table_schema(MENUS)), "safe")
    assert column(mended, "menuDate") == ["Lundi", "Mardi", "Jeudi"] * 4


def test_a_course_without_dishes_is_kept() -> None:
    mended = mend_text(MENUS, "Quoi;Lundi;Mardi;Jeudi\nEntrée;a;b;c\nPlat;d;e;f\nGoûter;;;\n")
    assert rows_of(mended).rows[-1] == ("", "Goûter", "")


def test_tables_of_other_things_with_courses_or_without_days_stay() -> None:
    for text in ("Prix;Entrée;Plat;Dessert\n2024;3;8;3\n", "Jour;Entrée;Sortie\n1/3/2025;8h;17h\n"):
        assert "rows.unfolded" not in {each.kind for each in mend_text(MENUS, text).proposals}


@pytest.mark.parametrize(
    ("text", "sure", "likely"),
    [
        ("Rôti de porc\nou\nOmelette", ["Rôti de porc", "Omelette"], None),
        ("Rôti de porc\naux olives\nou\nOmelette", ["Rôti de porc aux olives", "Omelette"], None),
        ("- Radis\n- Salade", ["Radis", "Salade"], None),
        ("Radis ou Salade", None, ["Radis", "Salade"]),
        ("Rôti de porc* / Omelette", None, ["Rôti de porc*", "Omelette"]),
        ("Yaourt nature ou sucré", None, None),
        ("Poulet\nà la basquaise", None, None),
        ("Steak haché 50/50", None, None),
        ("Riz", None, None),
    ],
)
def test_only_what_surely_are_several_dishes_is_cut_without_a_yes(
    text: str, sure: list[str] | None, likely: list[str] | None
) -> None:
    assert list(read_dishes(text)) == (sure or [text])
    assert list(read_doubtful_dishes(text)) == (likely or [text])


def test_each_dish_of_a_cell_becomes_a_row_with_the_rest_of_its_own() -> None:
    rows = Rows(
        ("menuDate", "menuPlatType", "menuPlatNom"),
        (("2025-03-10", "entrée", "Radis"), ("2025-03-10", "dessert", "Flan\nou\nPomme")),
    )
    mended = mend(find_table_schema(MENUS), rows)
    assert column(mended, "menuPlatNom") == ["Radis", "Flan", "Pomme"]
    assert column(mended, "menuPlatType") == ["entrée", "dessert", "dessert"]
    assert mended.frame["#"].to_list() == [2, 3, 3]
    asked_for = Rows(rows.header, (("2025-03-10", "dessert", "Flan ou Pomme"),))
    assert column(mend(find_table_schema(MENUS), asked_for), "menuPlatNom") == ["Flan ou Pomme"]
    cut = mend(find_table_schema(MENUS), asked_for, "all")
    assert column(cut, "menuPlatNom") == ["Flan", "Pomme"]


def test_what_is_said_of_a_meal_is_not_said_of_each_of_its_dishes() -> None:
    text = "Date;Entrée;Plat;Dessert;Allergènes\n2025-03-10;Carottes;Raie;Pomme;lait, poisson\n"
    mended = mend_text(MENUS, text)
    assert column(mended, "menuPlatNom") == ["Carottes", "Raie", "Pomme"]
    assert "menuPlatAllergene" not in mended.header
    assert column(mended, "Allergènes (repas entier)") == ["lait, poisson"] * 3
