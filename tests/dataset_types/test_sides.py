"""Sheets in which two kinds of records stand side by side, and budgets with a column a stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.repair.mended import Mended
from ckanext.city.terminal.reading import NotRecognised, read_with_schema
from tests.tables.repair.damage import Rows
from tests.tables.repair.mending import asked, column, mend, mend_text, rows_of

BUDGET, NAMES, MENUS = "scdl/budget", "scdl/prenoms", "scdl/menus-collectifs"


def mend_once(schema: str, text: str) -> Mended:
    """Mend a table once: what a sign of repetition means in the result is another question."""
    header, *rows = (tuple(line.split(";")) for line in text.strip().splitlines())
    return mend(find_table_schema(schema), Rows(header, tuple(rows)))


def records(mended: Mended, *names: str) -> list[tuple[str, ...]]:
    at = [mended.header.index(name) for name in names]
    return [tuple(row[place] for place in at) for row in rows_of(mended).rows]


@pytest.mark.parametrize(
    "header",
    [
        "Prénoms des filles;Nombre;Prénoms des garçons;Nombre",
        "Filles / Prénom;Filles / Nb;Garçons / Prénom;Garçons / Nb",
        "Prénom F;Nombre F;Prénom G;Nombre G",
    ],
)
def test_girls_and_boys_side_by_side_become_rows(header: str) -> None:
    mended = mend_text(NAMES, f"{header}\nLouise;9;Léo;11\nEmma;<3;Noé;5\n;;Malo;4\n")
    assert records(mended, "ENFANT_SEXE", "ENFANT_PRENOM", "NOMBRE_OCCURRENCES") == [
        ("F", "Louise", "9"), ("M", "Léo", "11"), ("F", "Emma", "<3"), ("M", "Noé", "5"),
        ("M", "Malo", "4"),
    ]  # fmt: skip


def test_a_rank_before_each_side_goes_with_it() -> None:
    text = "Rang;Prénom fille;Nb;Rang;Prénom garçon;Nb\n1;Louise;9;1;Léo;11\n2;Emma;7;;;\n"
    assert records(mend_text(NAMES, text), "ENFANT_SEXE", "ENFANT_PRENOM", "rang") == [
        ("F", "Louise", "1"), ("M", "Léo", "1"), ("F", "Emma", "2"),
    ]  # fmt: skip


def test_sides_of_other_columns_or_in_another_order_stay() -> None:
    other = "Prénom fille;Nombre;Prénom garçon;Rang\nLouise;9;Léo;1\n"
    turned = "Prénom fille;Nombre;Nombre;Prénom garçon\nLouise;9;11;Léo\n"
    for text in (other, turned):
        assert "rows.unfolded" not in {each.kind for each in mend_text(NAMES, text).proposals}


def test_counts_of_each_sex_beside_a_name_become_rows() -> None:
    mended = mend_text(NAMES, "Prénom;Filles;Garçons\nCamille;9;4\nLéo;;11\n")
    assert records(mended, "ENFANT_SEXE", "ENFANT_PRENOM", "NOMBRE_OCCURRENCES") == [
        ("F", "Camille", "9"), ("M", "Camille", "4"), ("M", "Léo", "11"),
    ]  # fmt: skip


def test_columns_of_the_sexes_that_say_nothing_of_first_names_stay_without_a_yes() -> None:
    mended = mend_text(NAMES, "Filles;Nombre;Garçons;Nombre\nLouise;9;Léo;11\n")
    assert mended.header == ("Filles", "Nombre", "Garçons", "Nombre")
    assert "rows.unfolded" in asked(mended)
    clubs = mend_text(NAMES, "Section;Filles;Garçons\nJudo;9;4\nFootball;2;11\n", "all")
    assert clubs.header == ("Section", "Filles", "Garçons")


def test_a_count_that_says_idem_takes_no_count_of_the_other_side() -> None:
    text = "Prénoms filles;Nombre;Prénoms garçons;Nombre\nLouise;9;Léo;11\nEmma;idem;Noé;5\n"
    assert column(mend_once(NAMES, text), "NOMBRE_OCCURRENCES") == ["9", "11", "idem", "5"]


def test_a_dish_that_says_idem_takes_no_dish_of_another_day() -> None:
    text = "Composante;Lundi;Mardi;Jeudi\nEntrée;Radis;idem;Salade\nPlat;Riz;Lasagnes;Poulet\n"
    dishes = ["Radis", "idem", "Salade", "Riz", "Lasagnes", "Poulet"]
    assert column(mend_once(MENUS, text), "menuPlatNom") == dishes


def test_the_years_and_stages_of_accounts_become_rows() -> None:
    mended = mend_text(BUDGET, "Compte;Libellé;CA 2023;BP 2024\n60611;Eau;1 200,50;1 300\n")
    assert records(mended, "BGT_NATDEC", "BGT_ANNEE", "BGT_NATURE", "BGT_NATURE_LABEL") == [
        ("compte administratif", "2023", "60611", "Eau"),
        ("budget primitif", "2024", "60611", "Eau"),
    ]
    assert records(mended, "BGT_MTREAL", "BGT_MTPREV") == [("1200.50", ""), ("", "1300")]


def test_one_stage_beside_accounts_is_that_of_each_row() -> None:
    mended = mend_text(BUDGET, "Compte;Libellé;BP 2025\n60611;Eau;1 300\n7067;Cantine;\n")
    assert records(mended, "BGT_NATDEC", "BGT_ANNEE", "BGT_MTPREV") == [
        ("budget primitif", "2025", "1300"), ("", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Chapitre;Sens;CA 2023;BP 2024\n011;D;1 200,50;1 300\n",  # of no accounts
        "Compte;BP 2024;DM 2024;BP 2025\n60611;1 300;200;1 400\n",  # another amount beside
    ],
)
def test_stages_that_leave_something_open_need_a_yes(text: str) -> None:
    mended = mend_text(BUDGET, text)
    assert "BGT_NATDEC" not in mended.header
    assert "rows.unfolded" in asked(mended)


def test_words_without_an_amount_are_kept_once() -> None:
    mended = mend_text(
        BUDGET,
        "Dépenses / Compte;Dépenses / Libellé;Dépenses / CA 2023;Dépenses / BP 2024;"
        "Recettes / Compte;Recettes / Libellé;Recettes / CA 2023;Recettes / BP 2024\n"
        "60611;Eau;;1300;7067;Cantine;200;300\n"
        "60612;Gaz;7;;70311;Concessions;;9\n"
        ";à revoir;;;;;;\n",
    )
    said = records(mended, "BGT_NATURE_LABEL", "BGT_NATDEC", "BGT_MTREAL", "BGT_MTPREV")
    assert said == [
        ("Eau", "budget primitif", "", "1300"),
        ("Cantine", "compte administratif", "200", ""),
        ("Cantine", "budget primitif", "", "300"),
        ("Gaz", "compte administratif", "7", ""),
        ("Concessions", "budget primitif", "", "9"),
        ("à revoir", "compte administratif", "", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Section;Filles;Garçons\nJudo;9;4\nFootball;2;11\n",
        "Nom;Prénom;2022;2023;2024\nRoy;Léa;12;8;9\nPetit;Luc;3;4;5\n",
        "Service;CA 2023;BP 2024\nVoirie;1200;1300\nCrèche;50;60\n",
        "Compte;Titulaire;Solde\n60611;Mairie;12\n7067;École;15\n",
        "Arrêtés;;;\nNuméro;Date;Objet;Rue\n12;28/05/2024;Circulation;du Lac\n",
        "Arrêtés 2024;;\nNuméro;Date;Objet\n12;28/05/2024;Circulation\n",
        "Numéro;Date;Objet\n12;28/05/2024;Commande de papier\n",
        "Délibérations et subventions;;;\nNuméro;Date;Objet;Montant\n12;28/05/2024;Judo;90\n",
        "Garçons du club;;\nNom;Prénom;Nombre\nRoy;Luc;3\nPetit;Paul;5\n",
    ],
)
def test_such_columns_of_other_things_are_none_of_our_tables(tmp_path: Path, text: str) -> None:
    file = tmp_path / "liste.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotRecognised):
        read_with_schema(str(file), None, None, Limits())


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("Délibérations 2024;;\nNuméro;Date;Objet\n12;28/05/2024;Tarifs\n", "scdl/deliberations"),
        ("Naissances : garçons;\nPrénom;Nombre\nLéo;8\nNoé;7\n", NAMES),
        ("Filles;;\nPrénom;2023;2024\nEmma;8;9\nRose;7;\n", NAMES),
    ],
)
def test_a_title_tells_what_a_short_list_is(tmp_path: Path, text: str, schema: str) -> None:
    file = tmp_path / "liste.csv"
    file.write_text(text, encoding="utf-8")
    assert read_with_schema(str(file), None, None, Limits())[1].id == schema
