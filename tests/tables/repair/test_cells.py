"""What each kind of cell becomes, and whether that needs a yes."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.city.dataset_types.knowledge import knowledge_of, repairs_of
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.cells import find_changes
from ckanext.city.tables.repair.known import City

CITY = City("Issy", "92040", "219200409", "21920040900018", "92130")
DELIB, GRANT, BUDGET = "scdl/deliberations", "scdl/subventions", "scdl/budget"
PLACE, STATION = "scdl/equipements", "city/polling-stations"


def changes(
    schema: str, name: str, *texts: str, order: str | None = None
) -> dict[str, tuple[str, bool]]:
    known = find_table_schema(schema)
    descriptor = read_descriptor(known.descriptor)
    field = descriptor.field(name)
    assert field is not None
    values = Values(
        field,
        Judge(field, descriptor, knowledge_of(known.id)),
        texts,
        date(2026, 11, 30),
        CITY,
        order,
        subject=tuple(each for each in repairs_of(known.id) if name in each.fields),
    )
    return {text: (each.after, each.safe) for text, each in find_changes(values).items()}


SURE, ASKED = True, False

CASES = [
    (DELIB, "DELIB_DATE", "25/03/2024", "2024-03-25", SURE),
    (DELIB, "DELIB_DATE", "01/02/2024", "2024-02-01", ASKED),
    (DELIB, "DELIB_DATE", "02/02/2024", "2024-02-02", SURE),
    (DELIB, "DELIB_DATE", "25/03/24", "2024-03-25", SURE),
    (DELIB, "DELIB_DATE", "05-06-07", "2007-06-05", ASKED),
    (DELIB, "DELIB_DATE", "12 mars 2024", "2024-03-12", SURE),
    (DELIB, "DELIB_DATE", "1er août 2023", "2023-08-01", SURE),
    (DELIB, "DELIB_DATE", "mardi 12 mars 2024", "2024-03-12", SURE),
    (DELIB, "DELIB_DATE", "lundi 12 mars 2024", "2024-03-12", ASKED),
    (DELIB, "DELIB_DATE", "45123", "2023-07-16", SURE),
    (DELIB, "DELIB_DATE", "2024-03-12 00:00:00", "2024-03-12", SURE),
    (DELIB, "DELIB_DATE", "2024-03-12 18:30", "2024-03-12", ASKED),
    (DELIB, "DELIB_DATE", "20240312", "2024-03-12", SURE),
    (DELIB, "DELIB_DATE", "2024-3-2", "2024-03-02", SURE),
    (DELIB, "PREF_DATE", "néant", "", SURE),
    (GRANT, "montant", "1 234,50 €", "1234.50", SURE),
    (GRANT, "montant", "1\u202f234", "1234", SURE),
    (GRANT, "montant", "(1 234,56)", "-1234.56", SURE),
    (GRANT, "montant", "12,50-", "-12.50", SURE),
    (GRANT, "montant", "1.234,56", "1234.56", SURE),
    (GRANT, "montant", "1,234", "1234", ASKED),
    (GRANT, "montant", "1.234", "1234", ASKED),
    (GRANT, "montant", "0,123", "0.123", SURE),
    (GRANT, "pourcentageSubvention", "50 %", "0.5", SURE),
    (GRANT, "pourcentageSubvention", "50", "0.5", ASKED),
    (GRANT, "notificationUE", "OUI", "oui", SURE),
    (GRANT, "notificationUE", "X", "oui", SURE),
    (GRANT, "nature", "Aide en numeraire", "aide en numéraire", SURE),
    (GRANT, "nature", "numéraire", "aide en numéraire", ASKED),
    (GRANT, "nature", "aide nature", "aide en nature", ASKED),
    (GRANT, "idAttribuant", "219 199 999 00018", "21919999900018", SURE),
    (GRANT, "idAttribuant", "21919999900018.0", "21919999900018", SURE),
    (GRANT, "datesPeriodeVersement", "13/05/2024", "2024-05-13", SURE),
    (BUDGET, "BGT_SECTION", "INVESTISSEMENT", "investissement", SURE),
    (BUDGET, "BGT_NATDEC", "DM n° 1", "décision modificative", SURE),
    (BUDGET, "BGT_OPBUDG", "rÃ©el", "réel", SURE),
    (DELIB, "VOTE_POUR", "24 (dont 3 pouvoirs)", "24", SURE),
    (DELIB, "VOTE_POUR", "24,0", "24", SURE),
    (DELIB, "VOTE_CONTRE", "néant", "", ASKED),
    (DELIB, "VOTE_CONTRE", "NC", "", SURE),
    (DELIB, "DELIB_MATIERE_CODE", "7,5", "7.5", SURE),
    (DELIB, "DELIB_MATIERE_CODE", "7.5 - Subventions", "7.5", SURE),
    (DELIB, "DELIB_MATIERE_CODE", "7.5.1", "7.5", ASKED),
    (DELIB, "DELIB_MATIERE_NOM", "Subventions", "finances locales/subventions", SURE),
    (DELIB, "BUDGET_ANNEE", "2024-2025", "2024/2025", SURE),
    ("scdl/prenoms", "COLL_INSEE", "1001", "01001", SURE),
    ("scdl/prenoms", "COLL_INSEE", "9204", "09204", ASKED),
    ("scdl/prenoms", "COLL_INSEE", "2a004", "2A004", SURE),
    ("scdl/prenoms", "ENFANT_PRENOM", "ÉLOÏSE", "Éloïse", ASKED),
    (STATION, "code_bv", "12", "0012", SURE),
    (STATION, "code_bv", "Bureau n° 3", "0003", SURE),
    (PLACE, "EQUIP_TEL", "01.99.00.42.15", "+33 199004215", SURE),
    (PLACE, "EQUIP_EMAIL", "mailto:a@ville.fr", "a@ville.fr", SURE),
    (PLACE, "EQUIP_EMAIL", "a (at) ville.fr", "a@ville.fr", ASKED),
    (PLACE, "EQUIP_WEB", "www.ville.fr", "https://www.ville.fr", ASKED),
    (PLACE, "EQUIP_OUVERTURE", "Lundi à vendredi 9h-17h30", "Mo-Fr 09:00-17:30", SURE),
    (PLACE, "EQUIP_OUVERTURE", "9h-12h", "Mo-Fr 09:00-12:00", ASKED),
    (PLACE, "EQUIP_NOM", " Gymnase\u00a0", "Gymnase", SURE),
    (PLACE, "ADR_NOMVOIE", "Rue de l’Église", "Rue de l'Église", SURE),
    (PLACE, "EQUIP_LAT", "48,632145", "48.632145", SURE),
]


@pytest.mark.parametrize(("schema", "name", "text", "after", "safe"), CASES)
def test_a_cell_alone_becomes_what_it_means(
    schema: str, name: str, text: str, after: str, safe: bool
) -> None:
    assert changes(schema, name, text) == {text: (after, safe)}


@pytest.mark.parametrize(
    ("schema", "name", "text"),
    [
        (DELIB, "DELIB_DATE", "mars 2024"),
        (DELIB, "DELIB_DATE", "30/02/2024"),
        (DELIB, "COLL_SIRET", "2,19E+13"),
        (DELIB, "COLL_SIRET", "219 200 409 00019"),
        (DELIB, "VOTE_POUR", "12,5"),
        (GRANT, "montant", "12 k€"),
        (GRANT, "montant", "12 34"),
        (PLACE, "EQUIP_OUVERTURE", "sur rendez-vous"),
        (PLACE, "EQUIP_OUVERTURE", "Mo-Fr 09:00-17:30"),
        (PLACE, "EQUIP_NOM", "École Noël-Île"),
        (BUDGET, "BGT_CODRD", "recettes et dépenses de l’année"),
    ],
)
def test_a_cell_that_nobody_can_read_for_sure_stays(schema: str, name: str, text: str) -> None:
    assert changes(schema, name, text) == {}


def test_a_date_after_the_12th_proves_the_order_of_its_column() -> None:
    found = changes(DELIB, "DELIB_DATE", "01/02/2024", "25/03/2024")
    assert found["01/02/2024"] == ("2024-02-01", SURE)


def test_a_column_of_both_orders_proves_nothing() -> None:
    found = changes(DELIB, "DELIB_DATE", "01/02/2024", "25/03/2024", "03/25/2024")
    assert found["01/02/2024"] == ("2024-02-01", ASKED)


def test_month_first_is_never_taken_without_a_yes() -> None:
    found = changes(DELIB, "DELIB_DATE", "01/02/2024", "03/25/2024")
    assert found["01/02/2024"] == ("2024-02-01", ASKED)
    decided = changes(DELIB, "DELIB_DATE", "01/02/2024", "03/25/2024", order="mdy")
    assert decided["01/02/2024"] == ("2024-01-02", SURE)


def test_a_decimal_comma_elsewhere_proves_the_comma() -> None:
    assert changes(GRANT, "montant", "1,234", "12,50")["1,234"] == ("1.234", SURE)


def test_the_column_tells_how_its_phone_numbers_are_written() -> None:
    found = changes(PLACE, "EQUIP_TEL", "0199004216", "01.99.00.42.15")
    assert found == {"01.99.00.42.15": ("0199004215", SURE)}


@pytest.mark.parametrize(("schema", "name", "text", "after", "safe"), CASES)
def test_what_a_cell_became_does_not_change_again(
    schema: str, name: str, text: str, after: str, safe: bool
) -> None:
    again = changes(schema, name, after) if after else {}
    assert not again or again[after][1] is ASKED
