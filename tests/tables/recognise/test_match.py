"""Which column is which field, and which schema a table follows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.city.dataset_types.knowledge import header_words_of, knowledge_of
from ckanext.city.tables.catalogue import TableSchema, find_table_schema, list_table_schemas
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.read import read_table
from ckanext.city.tables.recognise.assign import assign
from ckanext.city.tables.recognise.judge import Judge
from ckanext.city.tables.recognise.match import Match, match_columns
from ckanext.city.tables.recognise.names import likeness, normal
from ckanext.city.tables.recognise.rank import inventory, rank_schemas
from ckanext.city.tables.table import Table
from tests.tables.check.made import table

SCHEMAS = list_table_schemas()


def matched(reference: str, made: Table) -> dict[str, Match]:
    return {each.column.header: each for each in matches(reference, made)}


def matches(reference: str, made: Table) -> tuple[Match, ...]:
    schema = find_table_schema(reference)
    descriptor, known = read_descriptor(schema.descriptor), knowledge_of(schema.id)
    judges = {each.name: Judge(each, descriptor, known) for each in descriptor.fields}
    return match_columns(made, descriptor, header_words_of(schema.id), judges)


def told(match: Match | None) -> tuple[str, str, bool] | None:
    return None if match is None else (match.field, match.how, match.safe)


@given(st.integers(1, 5).flatmap(lambda wide: st.lists(
    st.lists(st.integers(0, 9), min_size=wide, max_size=wide), min_size=1, max_size=5
)))  # fmt: skip
def test_the_pairs_add_up_to_the_most_that_is_possible(scores: list[list[int]]) -> None:
    pairs = assign(scores)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert sum(scores[row][column] for row, column in pairs) == best(scores)


def best(scores: Sequence[Sequence[int]]) -> int:
    tall, wide = len(scores), len(scores[0])
    if tall > wide:
        return best([list(each) for each in zip(*scores, strict=True)])
    orders = itertools.permutations(range(wide), tall)
    return max(sum(scores[row][column] for row, column in enumerate(order)) for order in orders)


def test_names_are_the_same_whatever_their_case_accents_and_signs() -> None:
    assert normal("menuCollNom") == normal("MENU_COLL NOM") == normal("Menu coll. nom")
    assert likeness("Nom collectivite", "COLL_NOM") > 0.8
    assert likeness("Superficie", "COLL_NOM") == 0


def test_synonyms_are_safe_where_they_mean_one_field() -> None:
    made = table(
        ["N° de délibération", "Date séance", "Objet", "Nombre"],
        ["2025-1", "12/03/2025", "Budget", "4"],
    )
    found = matched("scdl/deliberations", made)
    assert told(found["N° de délibération"]) == ("DELIB_ID", "synonym", True)
    assert told(found["Date séance"]) == ("DELIB_DATE", "synonym", True)
    assert "Nombre" not in found


def test_a_mere_label_is_that_of_the_column_on_its_left() -> None:
    made = table(
        ["Chapitre", "Libellé", "Compte", "Libellé", "Observations", "Libellé"],
        ["011", "Charges", "60611", "Eau", "x", "y"],
    )
    assert [each.field for each in matches("scdl/budget", made) if each.safe] == [
        "BGT_CONTNAT",
        "BGT_CONTNAT_LABEL",
        "BGT_NATURE",
        "BGT_NATURE_LABEL",
    ]


@pytest.mark.parametrize(
    ("reference", "header", "field", "value"),
    [
        ("scdl/deliberations", "Matière / Libellé", "DELIB_MATIERE_NOM", "Finances"),
        ("scdl/deliberations", "Scrutin / Votes / Pour", "VOTE_POUR", "24 (dont 3 pouvoirs)"),
        ("scdl/deliberations", "Date de la séance (JJ/MM/AAAA) *", "DELIB_DATE", "45383"),
        ("scdl/subventions", "Montant attribué (€)", "montant", "1 200"),
        ("city/election-stations", "Code commune INSEE", "code_commune", "91999"),
    ],
)
def test_the_words_of_a_name_count_not_their_order_nor_what_surrounds_them(
    reference: str, header: str, field: str, value: str
) -> None:
    found = matched(reference, table([header, "n"], [value, "x"]))
    assert told(found[header]) == (field, "synonym", True)


def test_values_of_another_field_put_a_loose_name_in_doubt() -> None:
    codes = [[f"91999-0802010{n}-001", "x"] for n in range(1, 5)]
    found = matched("scdl/equipements", table(["N°", "n"], *codes))
    assert told(found["N°"]) == ("EQUIP_UID", "content", False)


def test_values_tell_which_of_two_fields_a_name_means() -> None:
    found = matched("city/election-stations", table(["Département", "n"], ["91", "x"]))
    assert told(found["Département"]) == ("code_departement", "synonym", True)


def test_a_name_as_it_is_written_counts_before_one_of_the_same_words() -> None:
    made = table(["Nature du budget", "Compte"], ["Budget primitif", "60612"])
    found = matched("scdl/budget", made)
    assert told(found["Nature du budget"]) == ("BGT_NATDEC", "synonym", True)
    assert told(found["Compte"]) == ("BGT_NATURE", "synonym", True)


def test_a_unit_that_changes_the_number_is_no_hint() -> None:
    found = matched("scdl/subventions", table(["Montant (k€)", "n"], ["12", "x"]))
    assert not (found["Montant (k€)"].safe if "Montant (k€)" in found else False)


def test_two_columns_for_one_field_are_a_question() -> None:
    made = table(["Date séance", "Date du conseil", "n"], ["2025-03-12", "2025-03-13", "x"])
    safe = [each.safe for each in matched("scdl/deliberations", made).values()]
    assert True not in safe


def test_a_name_that_may_be_two_fields_is_a_question() -> None:
    found = matched("scdl/subventions", table(["SIRET", "n"], ["21010053300012", "x"]))
    assert not found["SIRET"].safe


def test_numbers_that_differ_are_those_of_the_beneficiaries() -> None:
    rows = (["78345678300019", "x"], ["44012345300019", "y"])
    found = matched("scdl/subventions", table(["N° SIRET", "n"], *rows))
    assert told(found["N° SIRET"]) == ("idBeneficiaire", "synonym", True)


def test_a_name_of_two_fields_is_sure_where_another_column_is_one_of_them() -> None:
    schema, cells = "city/dropoff-points", ["Place du Marché", "x"]
    alone = matched(schema, table(["Emplacement", "n"], cells))
    assert not alone["Emplacement"].safe
    beside = matched(schema, table(["Emplacement", "Adresse"], cells))
    assert told(beside["Emplacement"]) == ("nom", "synonym", True)
    assert beside["Adresse"].safe


@pytest.mark.parametrize("header", ["Lat / Long", "Latitude-Longitude", "lat,lng"])
def test_a_name_of_both_coordinates_is_neither(header: str) -> None:
    made = table([header, "n"], ["48.6, 2.3", "x"])
    assert header not in matched("datagouv/schema-fontaine-eau", made)


def test_an_amount_is_no_text_whatever_its_other_words() -> None:
    made = table(["Montant accordé", "Montant versé"], ["12000", "1200"])
    fields = {each.field for each in matched("scdl/subventions", made).values()}
    assert fields <= {"montant"}


def test_values_deny_a_name() -> None:
    found = matched("scdl/deliberations", table(["Date séance", "n"], ["jaune", "x"]))
    assert found.get("Date séance") is None or not found["Date séance"].safe


def test_content_alone_is_only_proposed() -> None:
    sirets = [["21919999900018", "a"], ["21860194600013", "b"], ["24420077000117", "c"]]
    found = matched("scdl/deliberations", table(["Truc", "n"], *sirets))
    assert told(found.get("Truc")) == ("COLL_SIRET", "content", False)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.reference)
def test_a_schema_is_recognised_in_its_samples(schema: TableSchema) -> None:
    sample = min((schema.folder / "samples" / "valid").glob("*.csv"))
    ranked = rank_schemas(read_table(sample), SCHEMAS, header_words_of, knowledge_of)
    assert ranked[0].schema == schema
    assert ranked[0].fits


def test_none_of_ours_is_an_answer_with_an_inventory() -> None:
    made = table(
        ["Matériel", "Acquis le", "Prix", "Contact"],
        ["Pelle", "12/03/2025", "12,50", "a@ville.fr"],
        ["Seau", "13/03/2025", "3,20", "b@ville.fr"],
    )
    ranked = rank_schemas(made, SCHEMAS, header_words_of, knowledge_of)
    assert not any(each.fits for each in ranked)
    assert [each.kind for each in inventory(made)] == ["text", "date", "number", "email"]


def test_a_bureau_is_a_number_in_one_file_and_a_name_in_another() -> None:
    named = table(
        ["N°", "Bureau", "Adresse"],
        ["1", "Hôtel de ville", "1 place de la Mairie"],
        ["2", "Gymnase", "rue des Sports"],
    )
    found = matched("city/polling-stations", named)
    assert told(found["N°"]) == ("code_bv", "like", False)
    assert told(found["Bureau"]) == ("nom", "synonym", True)
    numbered = table(
        ["Bureau", "Lieu", "Adresse"], ["1", "Mairie", "1 rue A"], ["12", "Ecole", "2"]
    )
    assert told(matched("city/polling-stations", numbered)["Bureau"]) == (
        "code_bv", "synonym", True,
    )  # fmt: skip


def test_a_list_of_places_is_one_of_no_kind_unless_a_column_tells() -> None:
    header = ["adresse", "cp", "code insee", "lat", "lng"]
    row = ["1 rue A", "91999", "91999", "48.61", "2.33"]
    ranked = rank_schemas(table(header, row), SCHEMAS, header_words_of, knowledge_of)
    assert not any(each.fits for each in ranked)
    told_of = table([*header, "flux"], [*row, "verre"])
    ranked = rank_schemas(told_of, SCHEMAS, header_words_of, knowledge_of)
    assert (ranked[0].schema.id, ranked[0].fits) == ("city/dropoff-points", True)


def test_rows_of_candidates_are_none_of_polling_stations() -> None:
    header = ["Bureau", "Inscrits", "Votants", "Blancs", "Nuls", "Exprimés"]
    rows = [[bv, "100", "50", "0", "0", "50"] for bv in ("1", "1", "1", "2", "2", "2")]
    votes = [["DUPONT", "20"], ["MARTIN", "20"], ["ROY", "10"]] * 2
    long = table([*header, "Candidat", "Voix"], *map(list.__add__, rows, votes))
    ranked = rank_schemas(long, SCHEMAS, header_words_of, knowledge_of)
    assert not any(each.fits for each in ranked if each.schema.id == "city/election-stations")
    tours = table([*header, "Tour"], *map(list.__add__, rows, [["1"], ["2"], ["3"]] * 2))
    ranked = rank_schemas(tours, SCHEMAS, header_words_of, knowledge_of)
    assert (ranked[0].schema.id, ranked[0].fits) == ("city/election-stations", True)


def test_words_of_a_list_in_the_values_tell_a_schema() -> None:
    header = ["code", "type", "adresse", "longitude", "latitude"]
    rows = [[f"c{n}", f"Conteneur{'s' * n} verre", "rue A", "2.33", "48.61"] for n in (0, 1)]
    ranked = rank_schemas(table(header, *rows), SCHEMAS, header_words_of, knowledge_of)
    assert (ranked[0].schema.id, ranked[0].fits) == ("city/dropoff-points", True)


def test_a_kind_that_only_a_title_says_tells_a_schema() -> None:
    header = ["N°", "Adresse", "Code INSEE", "Latitude", "Longitude"]
    row = ["1", "rue Haute", "92040", "48.8", "2.3"]
    plain = table(header, row)
    titled = replace(plain, findings=(Finding("table.titles", "note", values=("Bornes à verre",)),))
    named = replace(plain, file="colonnes-textile.csv")
    for made, fits in ((plain, False), (titled, True), (named, True)):
        ranked = rank_schemas(made, SCHEMAS, header_words_of, knowledge_of)
        assert (ranked[0].schema.id, ranked[0].fits) == ("city/dropoff-points", fits)


def test_brackets_may_say_the_order_of_coordinates() -> None:
    made = table(["id_local", "Coordonnées (lat, lon)"], ["1", "48.6,2.3"])
    found = matched("etalab/schema-stationnement-cyclable", made)
    assert told(found.get("Coordonnées (lat, lon)")) == ("coordonneesxy", "synonym", True)


def test_a_group_above_a_name_tells_a_schema_and_a_like_name_does_not() -> None:
    rows = [["Gymnase", "Salle", "4", "rue Haute", "91990", "48.6", "2.3", ""]]
    names = ["Nom", "Type", "N°", "Voie", "Code postal", "Lat", "Long", "Remarque"]
    grouped = ["Équipement / Nom", "Équipement / Type", *names[2:]]
    ranked = rank_schemas(table(grouped, *rows), SCHEMAS, header_words_of, knowledge_of)
    assert (ranked[0].schema.id, ranked[0].fits) == ("scdl/equipements", True)
    ranked = rank_schemas(table(names, *rows), SCHEMAS, header_words_of, knowledge_of)
    assert (ranked[0].schema.id, ranked[0].fits) == ("scdl/equipements", False)


def test_keys_of_a_form_that_few_schemas_know_tell_the_schema() -> None:
    header = ["Identifiant", "Nom", "Places", "Gratuit"]
    rows = [[f"91999-P-00{n}", f"Parc {n}", "120", "oui"] for n in range(1, 4)]
    ranked = rank_schemas(table(header, *rows), SCHEMAS, header_words_of, knowledge_of)
    assert (ranked[0].schema.id, ranked[0].fits) == ("etalab/schema-stationnement", True)
    others = [[f"P{n}", *row[1:]] for n, row in enumerate(rows)]
    ranked = rank_schemas(table(header, *others), SCHEMAS, header_words_of, knowledge_of)
    assert not ranked[0].fits


@pytest.mark.parametrize("columns", [["Verre", "Papier"], ["Nb colonnes verre", "Nb papier"]])
def test_columns_that_tick_a_field_and_a_point_in_one_cell_count_as_found(columns) -> None:
    header = ["Identifiant", "Adresse", *columns, "GPS"]
    rows = [["1", "1 rue Foch", "1", "", "48.63, 2.28"], ["2", "rue Ney", "1", "2", "48.6, 2.2"]]
    ranked = rank_schemas(table(header, *rows), SCHEMAS, header_words_of, knowledge_of)
    assert (ranked[0].schema.id, ranked[0].fits) == ("city/dropoff-points", True)
    assert ranked[0].missing == ("code_insee",)
