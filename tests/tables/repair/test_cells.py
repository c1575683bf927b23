"""What each kind of cell becomes, and whether that needs a yes."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.city.dataset_types.knowledge import knowledge_of, repairs_of
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.city import City
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.repair.candidates import Values
from ckanext.city.tables.repair.cells import find_changes
from ckanext.city.tables.repair.known import SubjectRepair

CITY = City("Issy", "92040", "219200409", "21920040900018", "92130")
DELIB, GRANT, BUDGET = "scdl/deliberations", "scdl/subventions", "scdl/budget"
PLACE, STATION = "scdl/equipements", "city/polling-stations"
MENU, LIVE, SCHOOL, PAV = (
    "scdl/menus-collectifs", "city/parking-live", "city/school-zones", "city/dropoff-points",
)  # fmt: skip


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
        subject=tuple(
            each
            for each in repairs_of(known.id)
            if isinstance(each, SubjectRepair) and name in each.fields
        ),
    )
    return {text: (each.after, each.safe) for text, each in find_changes(values).items()}


SURE, ASKED = True, False

CASES = [
    ("etalab/schema-irve-statique", "puissance_nominale", "22 kW", "22", SURE),
    ("etalab/schema-stationnement", "tarif_1h", "Gratuit", "0", SURE),
    ("etalab/schema-bal", "x", "651 234,50", "651234.50", SURE),
    ("scdl/prenoms", "ENFANT_SEXE", "Garçons", "M", SURE),
    ("city/school-streets", "parite", "I+P", "PI", SURE),
    ("city/indicator-definitions", "frequence_monitoring", "Annuel", "annuelle", SURE),
    ("city/indicator-definitions", "frequence_monitoring", "tous les ans", "annuelle", SURE),
    ("city/indicator-definitions", "sens", "à réduire", "baisse", SURE),
    ("city/parking-live", "etat", "Fermée", "ferme", SURE),
    ("scdl/equipements", "EQUIP_THEME", "Sports", "Equipement sportif et de loisirs", SURE),
    ("etalab/schema-stationnement", "abo_resident", "45 € / mois", "45", SURE),
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
    (GRANT, "nature", "numéraire", "aide en numéraire", SURE),
    (GRANT, "nature", "aide nature", "aide en nature", SURE),
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
    ("scdl/prenoms", "COLL_INSEE", "1001", "01001", ASKED),
    ("scdl/prenoms", "COLL_INSEE", "9204", "09204", ASKED),
    ("scdl/prenoms", "COLL_INSEE", "2a004", "2A004", SURE),
    ("scdl/prenoms", "ENFANT_PRENOM", "ÉLOÏSE", "Éloïse", ASKED),
    (STATION, "code_bv", "12", "0012", SURE),
    (STATION, "code_bv", "Bureau n° 3", "0003", SURE),
    (STATION, "code_bv", "Bureau n°1 (centralisateur)", "0001", SURE),
    (PLACE, "EQUIP_TEL", "01.99.00.42.15", "+33 199004215", SURE),
    (PLACE, "EQUIP_EMAIL", "mailto:a@ville.fr", "a@ville.fr", SURE),
    (PLACE, "EQUIP_EMAIL", "a (at) ville.fr", "a@ville.fr", ASKED),
    (PLACE, "EQUIP_WEB", "www.ville.fr", "https://www.ville.fr", ASKED),
    (PLACE, "EQUIP_OUVERTURE", "Lundi à vendredi 9h-17h30", "Mo-Fr 09:00-17:30", SURE),
    (PLACE, "EQUIP_OUVERTURE", "9h-12h", "Mo-Fr 09:00-12:00", ASKED),
    (PLACE, "EQUIP_NOM", " Gymnase\u00a0", "Gymnase", SURE),
    (PLACE, "ADR_NOMVOIE", "Rue de l’Église", "Rue de l'Église", SURE),
    (PLACE, "EQUIP_LAT", "48,632145", "48.632145", SURE),
    (DELIB, "DELIB_DATE", "1 er janvier 2024", "2024-01-01", SURE),
    (DELIB, "DELIB_DATE", "12-mars-24", "2024-03-12", SURE),
    (DELIB, "DELIB_DATE", "March 12, 2024", "2024-03-12", SURE),
    (DELIB, "DELIB_DATE", "jeudi 07/03/2024", "2024-03-07", SURE),
    (DELIB, "DELIB_DATE", "14 mars 2024 à 18 heures", "2024-03-14", ASKED),
    (DELIB, "DELIB_DATE", "45363,75", "2024-03-12", ASKED),
    (MENU, "menuPublicationDate", "25/03/2024 18h", "2024-03-25T18:00:00", SURE),
    (MENU, "menuPublicationDate", "45363.5", "2024-03-12T12:00:00", SURE),
    (LIVE, "horodatage", "2024-07-25T18:30:00", "2024-07-25T18:30:00+02:00", ASKED),
    (GRANT, "datesPeriodeVersement", "01/01/2024 - 31/12/2024", "2024-01-01/2024-12-31", SURE),
    (GRANT, "datesPeriodeVersement", "du 1er au 3 mars 2024", "2024-03-01/2024-03-03", SURE),
    (
        GRANT,
        "datesPeriodeVersement",
        "15 décembre au 6 janvier 2024",
        "2023-12-15/2024-01-06",
        ASKED,
    ),
    (GRANT, "datesPeriodeVersement", "mai 2024", "2024-05-01/2024-05-31", ASKED),
    (GRANT, "montant", "1\u2009234,50 euros", "1234.50", SURE),
    (GRANT, "montant", "500 versés", "500", ASKED),
    ("etalab/schema-stationnement", "nb_places", "180 places", "180", SURE),
    (PLACE, "ERP_CATEGORIE", "5ème catégorie", "5", SURE),
    (PLACE, "EQUIP_LAT", "48°37'55.7\"N", "48.632139", SURE),
    (PLACE, "EQUIP_LONG", "2.318842° O", "-2.318842", SURE),
    (BUDGET, "BGT_ANNEE", "2 024", "2024", SURE),
    (DELIB, "BUDGET_ANNEE", "BP 2024", "2024", SURE),
    (SCHOOL, "annee_scolaire", "2024/25", "2024-2025", SURE),
    (SCHOOL, "annee_scolaire", "24/25", "2024-2025", SURE),
    (SCHOOL, "niveau", "MAT", "maternelle", SURE),
    (SCHOOL, "niveau", "ÉLÉM.", "élémentaire", SURE),
    (SCHOOL, "niveau", "Mat et élém", "primaire", ASKED),
    (SCHOOL, "code_postal", "1000", "01000", ASKED),
    (SCHOOL, "code_postal", "92130.0", "92130", SURE),
    (SCHOOL, "code_postal", "92130 CEDEX", "92130", SURE),
    (SCHOOL, "code_postal", "92130 Issy", "92130", ASKED),
    (SCHOOL, "niveau", "école élémentaire", "élémentaire", ASKED),
    (GRANT, "idAttribuant", "SIRET : 219 199 999 00018", "21919999900018", SURE),
    (GRANT, "idAttribuant", "'21919999900018", "21919999900018", SURE),
    (GRANT, "idAttribuant", '="21919999900018"', "21919999900018", SURE),
    (STATION, "code_bv", "N° 12", "0012", SURE),
    (STATION, "code_bv", "92040_0012", "0012", SURE),
    (PAV, "flux", "Papier / verre", "papier|verre", SURE),
    ("scdl/prenoms", "ENFANT_SEXE", "garçon", "M", SURE),
    (PLACE, "EQUIP_TEL", "(+33) 1 99 00 42 15", "+33 199004215", SURE),
    (PLACE, "EQUIP_TEL", "Tél : 01 99 00 42 15", "+33 199004215", SURE),
    (PLACE, "EQUIP_TEL", "01 99 00 42 15 (accueil)", "+33 199004215", ASKED),
    (PLACE, "EQUIP_EMAIL", "Courriel : a@ville.fr", "a@ville.fr", SURE),
    (PLACE, "EQUIP_EMAIL", "a@ville,fr", "a@ville.fr", ASKED),
    (PLACE, "EQUIP_EMAIL", "a[at]ville[dot]fr", "a@ville.fr", ASKED),
    (PLACE, "EQUIP_OUVERTURE", "fermé le lundi", "Mo off", ASKED),
    (PLACE, "EQUIP_NOM", "MÃƒÂ©diathÃ¨que d’Issy", "Médiathèque d’Issy", SURE),
    (PLACE, "EQUIP_NOM", "Caf&eacute; Th&#233;", "Café Thé", SURE),
    (PLACE, "EQUIP_TEL", "-", "", SURE),
    ("etalab/schema-stationnement", "hauteur_max", "1,90 m", "190", SURE),
    ("etalab/schema-stationnement", "hauteur_max", "2m05", "205", SURE),
    ("etalab/schema-stationnement", "hauteur_max", "2,1 mètres", "210", SURE),
    ("etalab/schema-stationnement", "hauteur_max", "190 cm", "190", SURE),
    ("etalab/schema-stationnement", "hauteur_max", "1,90", "190", ASKED),
    ("etalab/schema-stationnement", "hauteur_max", "Sans limite", "N/A", SURE),
    ("etalab/schema-stationnement", "gratuit", "Payant", "false", SURE),
    ("etalab/schema-stationnement", "gratuit", "Gratuit", "true", SURE),
    (STATION, "accessible_pmr", "Non accessible", "non", SURE),
    (STATION, "code_bv", "12 - Mairie", "0012", SURE),
    ("scdl/catalogue", "FREQ_MAJ", "mensuel", "Mensuelle ou plusieurs fois par mois", SURE),
    ("scdl/catalogue", "LICENCE", "Licence Ouverte 2.0", "Licence Ouverte-LO", SURE),
    ("scdl/catalogue", "COUV_SPAT_MAILLE", "EPCI", "Intercommunale", SURE),
    (STATION, "code_bv", "9", "0009", SURE),
    (SCHOOL, "niveau", "Écoles maternelles", "maternelle", ASKED),
    (GRANT, "montant", "(1 250,00 €)", "-1250.00", SURE),
    ("etalab/schema-bal", "x", "650550,27", "650550.27", SURE),
    ("etalab/schema-bal", "certification_commune", "Oui", "1", SURE),
    ("etalab/schema-bal", "certification_commune", "non", "0", SURE),
    (PLACE, "EQUIP_TEL", "199004215", "+33 199004215", SURE),
    (GRANT, "montant", "1 500 francs", "1500", ASKED),
    ("etalab/schema-stationnement", "nb_places", "environ 180 places", "180", ASKED),
    ("etalab/schema-stationnement", "nb_places", "180 emplacements", "180", ASKED),
    ("city/school-streets", "parite", "Pair", "P", SURE),
    (PLACE, "EQUIP_LAT", "48,601", "48.601", SURE),
    (DELIB, "DELIB_DATE", "12032024", "2024-03-12", ASKED),
    (DELIB, "DELIB_DATE", "12/13/2024", "2024-12-13", ASKED),
    (DELIB, "DELIB_DATE", "25032024", "2024-03-25", SURE),
    (DELIB, "VOTE_REEL", "27 présents", "27", SURE),
    (DELIB, "VOTE_POUR", "27 élus", "27", SURE),
    (GRANT, "notificationUE", "oui ?", "oui", ASKED),
    (PAV, "accessible_pmr", "NC", "", ASKED),
    ("city/election-stations", "code_bv", "1-12", "0112", ASKED),
    ("city/election-stations", "code_bv", "BV 1", "0001", SURE),
    ("etalab/schema-stationnement", "tarif_2h", "2€40", "2.40", SURE),
    ("etalab/schema-stationnement", "tarif_2h", "12 euros 05", "12.05", SURE),
    ("scdl/catalogue", "FREQ_MAJ", "au fil de l'eau", "Irrégulière", ASKED),
    ("scdl/catalogue", "LICENCE", "LO 2.0", "Licence Ouverte-LO", SURE),
    ("city/school-streets", "parite", "pairs et impairs", "PI", SURE),
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
        (DELIB, "VOTE_POUR", "24 + 3 pouvoirs"),
        (DELIB, "DELIB_DATE", "92130"),
        (DELIB, "DELIB_DATE", "12 et 13 mars 2024"),
        (GRANT, "datesPeriodeVersement", "31/12/2024 - 01/01/2024"),
        (GRANT, "montant", "2 millions"),
        (PAV, "flux", "verre et ordures"),
        (PLACE, "EQUIP_TEL", "01 99 00 42 15 ou 06 12 34 56 78"),
        (PLACE, "EQUIP_EMAIL", "a@ville.fr ; b@ville.fr"),
        (GRANT, "montant", "12 k€"),
        (GRANT, "montant", "3 millions"),
        ("etalab/schema-stationnement", "hauteur_max", "1,90 m (2,10 m au sous-sol)"),
        ("etalab/schema-stationnement", "gratuit", "Payant le samedi"),
        ("etalab/schema-stationnement", "nb_places", "180 places dont 4 PMR"),
        (GRANT, "montant", "12 34"),
        (PLACE, "EQUIP_OUVERTURE", "sur rendez-vous"),
        (PLACE, "EQUIP_OUVERTURE", "Mo-Fr 09:00-17:30"),
        (PLACE, "EQUIP_NOM", "École Noël-Île"),
        (BUDGET, "BGT_CODRD", "recettes et dépenses de l’année"),
        (DELIB, "VOTE_POUR", "24 contre"),
        (DELIB, "VOTE_POUR", "(27)"),
        ("etalab/schema-stationnement", "tarif_1h", "80 cts"),
        (DELIB, "VOTE_POUR", "27-"),
        (DELIB, "VOTE_POUR", "27 ?"),
        (DELIB, "VOTE_CONTRE", "27 présents"),
        (DELIB, "VOTE_CONTRE", "3 abstentions"),
        ("etalab/schema-stationnement", "tarif_1h", "gratuit la 1ère heure"),
        ("etalab/schema-bal", "numero", "5 ter"),
        ("city/school-streets", "n_de_voie_fin", "12 bis"),
        (GRANT, "montant", "l200"),
        (DELIB, "DELIB_MATIERE_CODE", "7.1 / 7.5"),
        ("etalab/schema-stationnement", "tarif_1h", "80c"),
        ("city/climate-budget", "valeur_tco2e", "120 kt"),
        ("city/climate-budget", "valeur_tco2e", "120 ktéq CO2"),
    ],
)
def test_a_cell_that_nobody_can_read_for_sure_stays(schema: str, name: str, text: str) -> None:
    assert changes(schema, name, text) == {}


def test_a_date_after_the_12th_proves_the_order_of_its_column() -> None:
    found = changes(DELIB, "DELIB_DATE", "01/02/2024", "25/03/2024")
    assert found["01/02/2024"] == ("2024-02-01", SURE)


def test_a_number_among_postcodes_or_far_from_the_other_days_is_no_day_for_sure() -> None:
    assert changes(DELIB, "DELIB_DATE", "45292", "92130") == {"45292": ("2024-01-01", ASKED)}
    assert changes(DELIB, "DELIB_DATE", "20000", "2024-01-09")["20000"] == ("1954-10-03", ASKED)
    assert changes(DELIB, "DELIB_DATE", "45292", "2024-01-09")["45292"] == ("2024-01-01", SURE)


def test_the_days_within_periods_prove_their_order() -> None:
    found = changes(GRANT, "datesPeriodeVersement", "01/02/2024", "03/04/2024 au 25/04/2024")
    assert found["01/02/2024"] == ("2024-02-01", SURE)
    assert found["03/04/2024 au 25/04/2024"] == ("2024-04-03/2024-04-25", SURE)


def test_numbers_of_several_units_are_of_no_one_measure() -> None:
    assert changes(GRANT, "montant", "12 m", "300 t", "14 km") == {}


def test_one_number_without_its_zero_among_whole_ones_may_lack_any_digit() -> None:
    found = changes(PLACE, "EQUIP_TEL", "199004215", "+33 199004216")
    assert found == {"199004215": ("+33 199004215", ASKED)}


def test_a_postcode_lacks_its_zero_where_another_is_of_its_department() -> None:
    found = changes(SCHOOL, "code_postal", "1000", "01300")
    assert found == {"1000": ("01000", SURE)}
    found = changes(SCHOOL, "code_postal", "2000", "91300")
    assert found == {"2000": ("02000", ASKED)}


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
    abroad = changes(PLACE, "EQUIP_TEL", "0033199004216", "01.99.00.42.15")
    assert abroad == {"01.99.00.42.15": ("0033199004215", SURE)}


@pytest.mark.parametrize(("schema", "name", "text", "after", "safe"), CASES)
def test_what_a_cell_became_does_not_change_again(
    schema: str, name: str, text: str, after: str, safe: bool
) -> None:
    again = changes(schema, name, after) if after else {}
    assert not again or again[after][1] is ASKED
