"""Who the city is fills what a file leaves out, but not in rows that say they are another's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.city.geo.area import Area
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.city import City
from ckanext.city.tables.repair.mended import Mended
from ckanext.city.tables.repair.plan import Accept, mend_table
from tests.tables.repair.damage import Rows
from tests.tables.repair.mending import asked, column, context_of

CITY = City("Saint-Aubin-sur-Orge", "91999", "219199999", "21919999900018", "91990")
CONTAINERS = "city/dropoff-points"


def mend(schema: str, lines: list[str], accept: Accept = "safe", city: City = CITY) -> Mended:
    header, *rows = (tuple(line.split(";")) for line in lines)
    context = replace(context_of(find_table_schema(schema)), city=city)
    return mend_table(Rows(header, tuple(rows)).table(), context, accept)


def codes(said: list[str], header: str, accept: Accept = "safe", city: City = CITY) -> list[str]:
    """Give the INSEE code that containers get whose column `header` says these texts."""
    rows = [f"P{at};verre;48.7;2.5;{text}" for at, text in enumerate(said)]
    mended = mend(CONTAINERS, [f"nom;flux;lat;long;{header}", *rows], accept, city)
    return column(mended, "code_insee") if "code_insee" in mended.header else [""] * len(said)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Commune", "Saint-Aubin-sur-Orge"),
        ("Ville", "ST AUBIN S/ ORGE"),
        ("Ville", "ST AUBIN"),
        ("COMMUNE", "Ville de Saint-Aubin sur Orge"),
        ("Commune", "91990 SAINT-AUBIN-SUR-ORGE CEDEX"),
        ("Commune", "Mairie"),
        ("Nom de la commune", ""),
        ("CP", "91990"),
        ("Adresse", "12 rue de la Gare"),
        ("Adresse", "12 rue de la Gare 91990 Saint-Aubin-sur-Orge France"),
        ("Adresse", "12 rue de la Gare, 91700 Saint-Aubin-sur-Orge"),
        ("Adresse", "résidence 10200, allée 3"),
        ("Adresse", "BP 12, 91994 Saint-Aubin-sur-Orge Cedex"),
        ("Type de commune", "urbaine"),
        ("commune_deleguee_nom", "Orgeval"),
        ("Service de la ville", "Voirie"),
        ("Code postal du siège", "75001"),
        ("Adresse mail", "a 75001 Paris"),
    ],
)
def test_a_row_that_may_be_the_citys_gets_its_code(header: str, text: str) -> None:
    assert codes([text, text], header) == ["91999", "91999"]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Commune", "Brunoy"),
        ("Ville", "Saint-Aubin-sur-Loire"),
        ("Commune", "Sainte-Geneviève"),
        ("Commune", "Saint"),
        ("Commune", "Saint-Aubin-sur-Orge-le-Vieux"),
        ("Code postal", "44400"),
        ("Adresse", "3 rue X 44400 Rezé"),
        ("Adresse", "3 rue X 91990 Brunoy"),
    ],
)
def test_a_row_that_is_another_communes_never_gets_it_unasked_or_asked(
    header: str, text: str
) -> None:
    own = {"Commune": "Saint-Aubin", "Ville": "Saint-Aubin", "Code postal": "91990"}
    beside = own.get(header, "1 rue Y 91990 Saint-Aubin-sur-Orge")
    for accept in ("safe", "all"):
        assert codes([text, beside], header, accept) == ["", "91999"]  # type: ignore[arg-type]
    mended = mend(CONTAINERS, [f"nom;flux;lat;long;{header}", f"P;verre;48.7;2.5;{text}"])
    told = next(each for each in mended.findings if each.code == "repair.of-others")
    assert (told.field, told.rows, told.values) == ("code_insee", (2,), (text,))
    assert "code_insee" not in mended.header


def test_rows_that_do_not_say_it_beside_others_are_a_question() -> None:
    lines = ["nom;flux;lat;long;Commune", "A;verre;48.7;2.5;Brunoy", "B;verre;48.7;2.5;",
             "C;verre;48.7;2.5;Saint-Aubin-sur-Orge"]  # fmt: skip
    mended = mend(CONTAINERS, lines)
    assert column(mended, "code_insee") == ["", "", "91999"]
    assert "city.unsure" in asked(mended)
    assert column(mend(CONTAINERS, lines, "all"), "code_insee") == ["", "91999", "91999"]


def test_another_postcode_of_the_department_may_be_the_citys_and_is_a_question() -> None:
    said = ["91990", "91700", "91990"]
    assert codes(said, "Code postal") == ["91999", "", "91999"]
    assert codes(said, "Code postal", "all") == ["91999"] * 3


def test_a_city_that_says_little_of_itself_is_filled_in_where_nothing_denies_it() -> None:
    little = City(insee="2A004")
    assert codes(["Ajaccio", "Ajaccio"], "Commune", city=little) == ["2A004", "2A004"]
    assert codes(["13001", "20000"], "CP", "all", city=little) == ["", "2A004"]


def test_a_place_outside_the_city_is_not_given_its_code() -> None:
    lines = ["nom;flux;lat;long", "A;verre;48.70;2.50", "B;verre;47.18;-1.57", "C;verre;;"]
    square = [[2.4, 48.6], [2.6, 48.6], [2.6, 48.8], [2.4, 48.8], [2.4, 48.6]]
    boundary = {"type": "Polygon", "coordinates": [square]}
    known = replace(CITY, area=Area(((2.4, 48.6, 2.6, 48.8),), boundary))
    mended = mend(CONTAINERS, lines, city=known)
    assert column(mended, "code_insee") == ["91999", "", ""]
    told = next(each for each in mended.findings if each.code == "repair.of-others")
    assert (told.rows, told.values) == ((3,), ("47.18, -1.57",))
    assert column(mend(CONTAINERS, lines), "code_insee") == ["91999"] * 3  # nobody knows where


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ville de Saint-Aubin-sur-Orge", "21919999900018"),
        ("Mairie de St-Aubin", "21919999900018"),
        ("CCAS de Saint-Aubin-sur-Orge", ""),
        ("Saint-Étienne Métropole", ""),
    ],
)
def test_another_body_does_not_get_the_citys_siret(body: str, expected: str) -> None:
    lines = ["COLL_NOM;DELIB_ID;DELIB_DATE;DELIB_OBJET", f"{body};2024-1;2024-03-12;Vœu"]
    mended = mend("scdl/deliberations", lines)
    found = column(mended, "COLL_SIRET") if "COLL_SIRET" in mended.header else [""]
    assert found == [expected]


def test_a_siret_of_another_body_does_not_get_the_citys_name() -> None:
    header = "COLL_SIRET;DELIB_ID;DELIB_DATE;DELIB_OBJET"
    rows = ["21919999900018;1;2024-03-12;Vœu", "24420077000117;2;2024-03-12;Vœu"]
    mended = mend("scdl/deliberations", [header, *rows])
    assert column(mended, "COLL_NOM") == ["Saint-Aubin-sur-Orge", ""]


def test_a_column_of_others_sirets_is_not_taken_for_the_citys() -> None:
    header = "Association;N° SIRET;Montant voté;Date CM;N° délib"
    lines = [header, "Club;99900001100018;100;15/03/2023;1", "Club;99900001100018;50;22/03/2023;2"]
    for accept in ("safe", "all"):
        mended = mend("scdl/subventions", lines, accept)  # type: ignore[arg-type]
        assert column(mended, "idAttribuant") == [CITY.siret] * 2
    assert column(mended, "idBeneficiaire") == ["99900001100018"] * 2


def test_the_name_of_the_commune_is_that_of_its_code() -> None:
    header = "code_commune;code_bv;inscrits;abstentions;votants;blancs;nuls;exprimes"
    rows = [f"{code};0001;1000;500;500;6;4;490" for code in (CITY.insee, "92040")]
    mended = mend("city/election-stations", [header, *rows])
    assert column(mended, "libelle_commune") == [CITY.name, ""]
    assert column(mended, "code_departement") == ["91", "92"]


GRANTS = "nomAttribuant;idAttribuant;nomBeneficiaire;montant"


def test_an_empty_cell_says_what_all_others_say_of_the_city() -> None:
    rows = ["Ville de Saint-Aubin-sur-Orge;21919999900018;Club;10", ";21919999900018;Chœur;20",
            "Ville de Saint-Aubin-sur-Orge;;Judo;30"]  # fmt: skip
    mended = mend("scdl/subventions", [GRANTS, *rows])
    assert column(mended, "nomAttribuant") == ["Ville de Saint-Aubin-sur-Orge"] * 3
    assert column(mended, "idAttribuant") == ["21919999900018"] * 3


@pytest.mark.parametrize(
    "others",
    [
        ["CCAS;21919999900018;Club;10", "CCAS;21919999900018;Club;15"],  # another body
        ["Ville;21919999900018;Club;10", "CCAS;;Club;15"],  # not all the same
    ],
)
def test_an_empty_cell_stays_so_where_others_say_another_thing(others: list[str]) -> None:
    mended = mend("scdl/subventions", [GRANTS, *others, ";21919999900018;Chœur;20"])
    assert column(mended, "nomAttribuant")[-1] == ""


def test_an_empty_cell_of_another_commune_stays_so() -> None:
    lines = ["code_insee;flux;lat;long;Commune", "91999;verre;48.7;2.5;Saint-Aubin-sur-Orge",
             ";verre;48.7;2.5;Brunoy", ";verre;48.7;2.5;St-Aubin", ";verre;48.7;2.5;"]  # fmt: skip
    assert column(mend(CONTAINERS, lines), "code_insee") == ["91999", "", "91999", ""]
