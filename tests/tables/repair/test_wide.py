"""Wide to long: candidates, years and quarters that are columns become rows."""

from __future__ import annotations

import polars as pl
import pytest

from ckanext.city.dataset_types.election.repairs import read_election
from tests.shared import SHARED, needs_shared
from tests.tables.repair.mending import asked, column, mend_text, rows_of

CANDIDATES, NAMES, VALUES = "city/election-candidates", "scdl/prenoms", "city/indicator-values"

BY_NAME = """
Bureau;Code commune;Inscrits;Exprimés;DUPONT Marie;M. LE GOFF Jean
1;91999;900;600;400;200
2;91999;950;500;250;250
"""


def test_candidates_who_are_columns_become_rows_in_the_order_of_the_file() -> None:
    mended = mend_text(CANDIDATES, BY_NAME)
    assert column(mended, "code_bv") == ["0001", "0001", "0002", "0002"]
    assert column(mended, "voix") == ["400", "200", "250", "250"]
    assert column(mended, "nom") == ["DUPONT Marie", "M. LE GOFF Jean"] * 2
    assert column(mended, "Inscrits") == ["900", "900", "950", "950"]
    assert column(mended, "code_departement") == ["91"] * 4
    assert asked(mended) == {"rows.unfolded-order", "name.split"}


def test_a_cell_that_was_a_column_tells_where_it_stood() -> None:
    mended = mend_text(CANDIDATES, BY_NAME)
    at = mended.header.index("voix")
    assert mended.cells[f"{at}<"].to_list() == ["E", "F", "E", "F"]
    assert mended.frame["#"].to_list() == [2, 2, 3, 3]


def test_the_order_of_the_columns_and_the_cut_of_names_need_a_yes() -> None:
    mended = mend_text(CANDIDATES, BY_NAME, "all")
    assert column(mended, "no_panneau")[:2] == ["1", "2"]
    assert column(mended, "nom")[:2] == ["DUPONT", "LE GOFF"]
    assert column(mended, "prenom")[:2] == ["Marie", "Jean"]


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("3 - Liste Demain", {"no_panneau": "3", "liste": "Liste Demain"}),
        ("OUI", {"nom": "OUI"}),
    ],
)
def test_a_header_says_number_and_name(header: str, wanted: dict[str, str]) -> None:
    other = "4. Liste Autre" if "liste" in wanted else "NON"
    text = f"Bureau;Exprimés;{header};{other}\n1;600;400;200\n2;500;250;250\n"
    mended = mend_text(CANDIDATES, text)
    assert {name: column(mended, name)[0] for name in wanted} == wanted


def test_shares_go_with_the_votes_if_they_are_those_of_the_valid_papers() -> None:
    text = "Bureau;Exprimés;DUPONT Marie;%;ROY Jean;% ROY Jean\n1;600;400;66,67;200;33,33\n"
    mended = mend_text(CANDIDATES, text)
    assert column(mended, "ratio_voix_exprimes") == ["66.67", "33.33"]
    odd = mend_text(CANDIDATES, text.replace("66,67", "12,00").replace("33,33", "44,00"))
    assert "ratio_voix_exprimes" not in odd.header
    assert column(odd, "% ROY Jean") == ["44,00", "44,00"]


def test_votes_that_do_not_add_up_leave_the_sheet_as_it_is() -> None:
    text = BY_NAME.replace(";400;", ";411;").replace(";250;250", ";260;250")
    mended = mend_text(CANDIDATES, text, "all")
    assert "DUPONT Marie" in mended.header


def test_without_the_valid_papers_the_candidates_are_only_proposed() -> None:
    mended = mend_text(CANDIDATES, "Bureau;DUPONT Marie;ROY Jean\n1;400;200\n")
    assert "DUPONT Marie" in mended.header
    assert "rows.unfolded" in asked(mended)


REPEATED = "N°Panneau;Sexe;Nom;Prénom;Voix;% Voix/Exp"


@pytest.mark.parametrize(
    "header",
    [
        f"{REPEATED};{REPEATED}",
        f"{REPEATED};;;;;;",
        ";".join(f"{name} {n}" for n in (1, 2) for name in REPEATED.split(";")),
    ],
)
def test_the_blocks_of_the_ministry_s_files_become_rows(header: str) -> None:
    mended = mend_text(
        CANDIDATES,
        f"Code du département;Code de la commune;Code BV;{header}\n"
        "91;999;0001;2;M;ROY;Jean;172;22,16%;5;F;HENRY;Anne;188;1,80%\n"
        "91;999;0002;2;M;ROY;Jean;12;22,16%;;;;;;\n",
    )
    assert column(mended, "no_panneau") == ["2", "5", "2"]
    assert column(mended, "nom") == ["ROY", "HENRY", "ROY"]
    assert column(mended, "ratio_voix_exprimes") == ["22.16", "1.80", "22.16"]
    assert column(mended, "code_commune") == ["91999"] * 3


@needs_shared
def test_a_real_file_of_the_ministry_keeps_every_vote() -> None:
    path = SHARED / "samples" / "elections" / "legislatives-2024-T1-par-bv-brest-circo2-3.csv"
    text = path.read_text(encoding="utf-8-sig")
    wide = pl.read_csv(text.encode(), separator=";", infer_schema=False)
    mended = mend_text(CANDIDATES, text)
    votes = [name for name in wide.columns if name.startswith("Voix ")]
    wanted = wide.select(pl.col(votes).cast(pl.Int64)).sum().sum_horizontal()[0]
    assert sum(map(int, column(mended, "voix"))) == wanted


def test_years_that_are_columns_become_rows() -> None:
    mended = mend_text(
        NAMES, "COLL_INSEE;Sexe;Prénom;2022;2023\n91999;F;Éloïse;7;8\n91999;M;Paul;;6\n"
    )
    assert column(mended, "ANNEE") == ["2022", "2023", "2023"]
    assert column(mended, "NOMBRE_OCCURRENCES") == ["7", "8", "6"]
    assert column(mended, "ENFANT_PRENOM") == ["Éloïse", "Éloïse", "Paul"]


CARBON = (
    "secteur;type;acteur;perimetre;Unité;2022;2023\nensemble;réalisé;ensemble;territoire;{};12;11\n"
)


@pytest.mark.parametrize("unit", ["tCO2e", "t CO2 e", "teqCO2", "Tonnes équivalent CO2", ""])
def test_years_of_the_measure_s_own_unit_become_rows(unit: str) -> None:
    mended = mend_text("city/climate-budget", CARBON.format(unit))
    assert column(mended, "valeur_tco2e") == ["12", "11"]
    assert not mended.findings


@pytest.mark.parametrize("unit", ["ktCO2e", "kg CO2e", "kWh", "tonnes de CO2", "%"])
def test_years_of_another_unit_do_not_and_it_is_told(unit: str) -> None:
    mended = mend_text("city/climate-budget", CARBON.format(unit))
    assert "valeur_tco2e" not in mended.header
    assert "rows.unfolded" in asked(mended)
    (finding,) = mended.findings
    assert (finding.code, finding.field, finding.rows) == (
        "repair.other-unit", "valeur_tco2e", (2,),
    )  # fmt: skip
    assert finding.values == (unit,)


@pytest.mark.parametrize(("unit", "named"), [("tCO2e", True), ("ktCO2e", False)])
def test_a_column_of_another_unit_takes_no_name_without_a_yes(unit: str, named: bool) -> None:
    mended = mend_text(
        "city/climate-budget", f"annee;Secteur;Valeur;Unité\n2022;ensemble;12;{unit}\n"
    )
    assert ("valeur_tco2e" in mended.header) is named
    assert ("Valeur" in mended.header) is not named


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("T1 2024", "2024-01-01", "2024-03-31"),
        ("2e trimestre 2024", "2024-04-01", "2024-06-30"),
        ("févr. 2024", "2024-02-01", "2024-02-29"),
        ("02/2024", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_period_in_a_header_gives_its_days(header: str, first: str, last: str) -> None:
    mended = mend_text(VALUES, f"indicateur_id;est_cible;{header};2025\npart-velo;non;2,4;2,6\n")
    assert column(mended, "date")[0] == last
    assert column(mended, "date_debut")[0] == first
    assert column(mended, "valeur") == ["2.4", "2.6"]


@pytest.mark.parametrize(
    "text",
    [
        "COLL_INSEE;Prénom;ANNEE;2022;2023\n91999;Paul;2022;7;8\n",  # rows already
        "COLL_INSEE;Prénom;2022;2022\n91999;Paul;7;8\n",  # which one?
        "COLL_INSEE;Prénom;2022;2023\n91999;Paul;beaucoup;8\n",  # no counts
    ],
)
def test_what_is_no_series_stays_as_it_is(text: str) -> None:
    mended = mend_text(NAMES, text, "all")
    assert len(rows_of(mended).rows) == 1
    assert "2022" in mended.header


def test_a_row_without_any_value_is_not_lost() -> None:
    mended = mend_text(NAMES, "COLL_INSEE;Prénom;2022;2023\n91999;Paul;7;8\n91999;Ana;;\n")
    assert column(mended, "ENFANT_PRENOM") == ["Paul", "Paul", "Ana"]


@pytest.mark.parametrize(
    ("titles", "wanted"),
    [
        (["Élections législatives 2024 – 1er tour"], "2024_legi_t1"),
        (["Municipales 2026", "second tour"], "2026_muni_t2"),
        (["2022_pres_t2.csv"], "2022_pres_t2"),
        (["Municipales 2026"], None),  # which round?
        (["Législatives 2022 et 2024, 1er tour"], None),
    ],
)
def test_titles_name_an_election_if_they_name_only_one(
    titles: list[str], wanted: str | None
) -> None:
    assert read_election(titles) == wanted


def test_years_of_grants_become_rows_and_the_year_no_day() -> None:
    mended = mend_text(
        "scdl/subventions",
        "Association;Objet;2022;Montant 2023;Demandé 2024\n"
        "Judo;Fête;1 200 €;;9 €\nChorale;Bal;;5 €;\n",
    )
    assert column(mended, "montant") == ["1200", "5"]
    assert column(mended, "annee") == ["2022", "2023"]
    assert column(mended, "Demandé 2024") == ["9 €", ""]
    assert "dateConvention" not in mended.header


def test_days_of_a_week_of_menus_become_rows_with_their_dates() -> None:
    mended = mend_text(
        "scdl/menus-collectifs",
        "Service;Lundi 10 mars 2025;Mardi 11 mars 2025;Mardi 12 mars 2025;Jeudi\n"
        "Entrée;Radis;;Betteraves;Salade\nPlat;Colin;Poulet;;Riz\n",
    )
    assert column(mended, "menuPlatNom") == [
        "Radis", "Betteraves", "Salade", "Colin", "Poulet", "Riz",
    ]  # fmt: skip
    assert column(mended, "menuDate") == [
        "2025-03-10", "Mardi 12 mars 2025", "Jeudi", "2025-03-10", "2025-03-11", "Jeudi",
    ]  # fmt: skip


def test_years_of_indicators_become_rows() -> None:
    mended = mend_text(VALUES, "Code indicateur;Unité;2022;Réalisé 2023\nvelo;km;12,5;13\n")
    assert column(mended, "valeur") == ["12.5", "13"]
    assert column(mended, "date_debut") == ["2022-01-01", "2023-01-01"]
    assert column(mended, "date") == ["2022-12-31", "2023-12-31"]


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("scdl/subventions", "Quartier;2022;2023\nNord;12 €;13 €\n"),
        ("scdl/menus-collectifs", "Bibliothèque;Lundi;Mardi;Jeudi\nCentre;9h-12h;14h-18h;fermé\n"),
    ],
)
def test_columns_of_years_and_days_alone_say_nothing(schema: str, text: str) -> None:
    assert "rows.unfolded" not in {each.kind for each in mend_text(schema, text).proposals}


def test_numbers_a_year_beside_associations_may_be_members() -> None:
    mended = mend_text("scdl/subventions", "Association;2022;2023\nJudo;120;130\nChorale;40;45\n")
    assert "montant" not in mended.header
    assert "rows.unfolded" in asked(mended)
