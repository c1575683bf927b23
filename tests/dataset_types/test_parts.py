"""What only subjects read: columns that say several fields, or rows, and words of everyday."""

from __future__ import annotations

import pytest

from ckanext.city.dataset_types.dataset.plugs import read_identifier, read_plugs
from ckanext.city.dataset_types.parking.repairs import read_code, read_price
from ckanext.city.dataset_types.school_zone.repairs import read_range, read_school_year
from tests.tables.repair.mending import asked, column, mend_text

STREETS, IRVE, MENUS = (
    "city/school-streets", "etalab/schema-irve-statique", "scdl/menus-collectifs",
)  # fmt: skip
CLIMATE, VALUES = "city/climate-budget", "city/indicator-values"
DEFINITIONS, STATIONS = "city/indicator-definitions", "city/election-stations"


@pytest.mark.parametrize(
    ("text", "said"),
    {
        "du 1 au 15 (impairs)": ("1", "15", "I"),
        "2 à 20 pairs": ("2", "20", "P"),
        "Pairs du n°2 au n°20": ("2", "20", "P"),
        "numéros impairs": ("1", "9999", "I"),
        "1-15, pairs et impairs": ("1", "15", "PI"),
        "à partir du 21 impairs": ("21", "9999", "I"),
        "jusqu'au 20 pair": ("1", "20", "P"),
        "toute la voie": ("1", "9999", "PI"),
        "1 à 15": ("1", "15"),
    }.items(),
)
def test_numbers_of_a_street_are_read(text: str, said: tuple[str, ...]) -> None:
    read = read_range(text)
    assert read is not None
    assert tuple(read.values()) == said


@pytest.mark.parametrize(
    "text", ["20 au 2 pairs", "12", "du 1 au 15 impairs et du 2 au 8 pairs", "sauf le 12", "1 bis"]
)
def test_numbers_that_are_no_range_are_not_read(text: str) -> None:
    assert read_range(text) is None


def test_a_column_of_numbers_fills_the_range_and_the_side() -> None:
    mended = mend_text(
        STREETS, "Voie;Numéros\nRue Foch;1 à 15 impairs\nRue Joffre;1 à 8\nRue Ney;sauf le 3\n"
    )
    assert column(mended, "n_de_voie_debut") == ["1", "1", ""]
    assert column(mended, "n_de_voie_fin") == ["15", "8", ""]
    assert column(mended, "parite") == ["I", "", ""]


def test_a_range_is_not_read_where_other_columns_say_it() -> None:
    mended = mend_text(STREETS, "Voie;Numéros;Fin;Côté\nRue Foch;1 à 15 impairs;13;Impair\n")
    assert column(mended, "n_de_voie_fin") == ["13"]
    assert "n_de_voie_debut" not in mended.header


def test_the_kind_of_a_street_is_put_before_its_name() -> None:
    text = "Type voie;Nom voie\nrue;des Acacias\nrue;Rue Foch\n;de la Gare\nrue;Pont Neuf\n"
    mended = mend_text(STREETS, text)
    assert column(mended, "type_et_libelle") == [
        "rue des Acacias", "Rue Foch", "de la Gare", "Pont Neuf",
    ]  # fmt: skip
    assert asked(mended) == {"street.join"}
    assert column(mend_text(STREETS, text, "all"), "type_et_libelle")[3] == "rue Pont Neuf"


def test_schools_of_two_levels_become_rows() -> None:
    text = "Voie;École maternelle;RNE maternelle;École élémentaire;RNE élémentaire\n"
    mended = mend_text(STREETS, text + "Rue Foch;Lilas;0911234A;Ferry;0915678B\nRue Ney;;;Hugo;\n")
    assert column(mended, "niveau") == ["maternelle", "élémentaire", "élémentaire"]
    assert column(mended, "nom_ecole") == ["Lilas", "Ferry", "Hugo"]
    assert column(mended, "code_rne") == ["0911234A", "0915678B", ""]


@pytest.mark.parametrize(
    "text",
    [
        "Voie;Maternelle;Élémentaire;Code RNE\nRue Foch;Lilas;Ferry;0911234A\n",  # whose code?
        "Voie;Maternelle;Élémentaire\nRue Foch;X;\n",
        "Commune;Maternelle;Élémentaire\nSaint-Aubin;Les Lilas;Ferry\n",
    ],
)
def test_levels_that_may_be_something_else_stay(text: str) -> None:
    assert "nom_ecole" not in mend_text(STREETS, text).header


def test_the_school_year_of_titles_is_one() -> None:
    assert read_school_year(["Carte scolaire 2024/2025"]) == "2024-2025"
    assert read_school_year(["Rentrée 2024-25", "secteurs_2024-2025.csv"]) == "2024-2025"
    assert read_school_year(["2024/2025 et 2025/2026"]) is None
    assert read_school_year(["arrêté du 2024-03-12", "2020-2026"]) is None


def test_plugs_of_one_column_fill_their_fields() -> None:
    assert read_plugs("T2/EF") == {
        "prise_type_ef": "true", "prise_type_2": "true", "prise_type_combo_ccs": "false",
        "prise_type_chademo": "false", "prise_type_autre": "false",
    }  # fmt: skip
    assert read_plugs("Type E/F + Combo CCS et CHAdeMO") is not None
    assert read_plugs("T2 attaché") is None
    mended = mend_text(IRVE, "Station;Type de prise\nGare;T2\nStade;voir sur place\n")
    assert column(mended, "prise_type_2") == ["true", ""]
    ticked = mend_text(IRVE, "Station;Type de prise;EF\nGare;T2;oui\n")
    assert column(ticked, "prise_type_ef") == ["true"]
    assert "prise_type_2" not in ticked.header


def test_identifiers_lose_their_stars() -> None:
    assert read_identifier("FR*S91*P002") == "FRS91P002"
    assert read_identifier("fr-s91-e-0021*1") == "FRS91E00211"
    assert read_identifier("Non concerné") is None


def test_codes_and_prices_of_car_parks() -> None:
    assert read_code("91999-P-1") == "91999-P-001"
    assert read_code("91999 P12") == "91999-P-012"
    assert read_code("P1") is None
    assert read_price("45 € / mois", "m") == "45"
    assert read_price("2,50 €/h", "h") == "2.50"
    assert read_price("540 € / an", "m") is None
    assert read_price("45", "m") is None


def test_courses_that_are_columns_become_rows() -> None:
    mended = mend_text(
        MENUS, "Date;Entrée;Plat;Légume;Dessert\n2024-03-04;Radis;Poisson;Riz;Pomme\n"
        "2024-03-05;;Rôti;;Kiwi\n"
    )  # fmt: skip
    assert column(mended, "menuPlatNom") == ["Radis", "Poisson", "Riz", "Pomme", "Rôti", "Kiwi"]
    assert column(mended, "menuPlatType")[:4] == [
        "entrée", "plat principal", "garniture", "dessert",
    ]  # fmt: skip
    assert column(mended, "menuDate")[4:] == ["2024-03-05"] * 2


def test_sectors_that_are_columns_become_rows() -> None:
    text = "Année;Type;Résidentiel{0};Tertiaire{0};Total\n2019;réalisé;41 250;22 130;63 380\n"
    mended = mend_text(CLIMATE, text.format(" (tCO2e)"))
    assert column(mended, "secteur") == ["résidentiel", "tertiaire"]
    assert column(mended, "valeur_tco2e") == ["41250", "22130"]
    assert "secteur" not in mend_text(CLIMATE, text.format(" (kt)")).header
    assert "secteur" not in mend_text(CLIMATE, "Commune;Résidentiel;Tertiaire\nA;1;2\n").header


def test_months_and_aims_of_indicators_become_rows() -> None:
    mended = mend_text(
        VALUES, "Indicateur;janv. 2024;T2 2024;Cible 2024\nPiscine;4 512;4 890;60 000\n"
    )
    assert column(mended, "date") == ["2024-01-31", "2024-06-30", "2024-12-31"]
    assert column(mended, "date_debut") == ["2024-01-01", "2024-04-01", "2024-01-01"]
    assert column(mended, "est_cible") == ["false", "false", "true"]
    unsaid = mend_text(VALUES, "Indicateur;2023;2024\nPiscine;1;2\n")
    assert "est_cible" not in unsaid.header


def test_years_in_the_titles_of_definitions_fill_their_fields() -> None:
    text = "Indicateur;Unité;Sens attendu;Situation 2020;Objectif 2030\nPistes;km;Augmenter;12;25\n"
    mended = mend_text(DEFINITIONS, text)
    assert column(mended, "valeur_reference") + column(mended, "annee_reference") == ["12", "2020"]
    assert column(mended, "valeur_cible") + column(mended, "annee_cible") == ["25", "2030"]
    assert column(mended, "sens") == ["hausse"]
    two = text.replace("Situation 2020", "Objectif 2026")
    assert "valeur_cible" not in mend_text(DEFINITIONS, two).header


def test_shares_are_of_what_reckoning_tells() -> None:
    text = "Bureau;Inscrits;Votants;Blancs;% Blancs;Nuls;% Nuls\n"
    rows = "1;1 204;402;12;2,99 %;5;0,42 %\n2;1 118;377;9;2,39 %;4;0,36 %\n"
    mended = mend_text(STATIONS, text + rows)
    assert column(mended, "ratio_blancs_votants") == ["2.99", "2.39"]
    assert column(mended, "ratio_nuls_inscrits") == ["0.42", "0.36"]
    assert column(mended, "abstentions") == ["802", "741"]
    unclear = mend_text(STATIONS, text + "1;400;400;12;3 %;5;1,25 %\n2;300;300;9;3 %;3;1 %\n")
    assert "ratio_blancs_votants" not in unclear.header
