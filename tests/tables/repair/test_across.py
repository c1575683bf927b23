"""What a cell means by the rest of its row or of its column; columns that say several fields."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.city.dataset_types.poi.repairs import read_flow
from ckanext.city.dataset_types.titles import read_year
from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.repair.known import Decisions
from ckanext.city.tables.repair.plan import mend_table
from tests.tables.repair.damage import Rows
from tests.tables.repair.mending import asked, column, context_of, mend_text

DELIB, GRANT, PLACE = "scdl/deliberations", "scdl/subventions", "scdl/equipements"
PAV, IRVE, BAL = "city/dropoff-points", "etalab/schema-irve-statique", "etalab/schema-bal"


def test_the_code_of_an_act_comes_from_its_label_in_the_other_column() -> None:
    mended = mend_text(
        DELIB,
        "DELIB_ID;DELIB_MATIERE_CODE;DELIB_MATIERE_NOM\n"
        "1;;Subventions\n2;;7.1 Finances locales - Décisions budgétaires\n3;;7.5\n"
        "4;;Finances\n5;;Marché public\n",
    )
    assert column(mended, "DELIB_MATIERE_CODE") == ["7.5", "7.1", "7.5", "", ""]
    assert column(mended, "DELIB_MATIERE_NOM")[2] == "finances locales/subventions"
    assert asked(mended) == {"actes.code-from-words", "actes.name-words"}


def test_words_near_a_label_give_its_code_after_a_yes() -> None:
    text = "DELIB_ID;DELIB_MATIERE_CODE;DELIB_MATIERE_NOM\n1;;Marché public\n"
    mended = mend_text(DELIB, text, "all")
    assert column(mended, "DELIB_MATIERE_CODE") == ["1.1"]
    assert column(mended, "DELIB_MATIERE_NOM") == ["commande publique/marchés publics"]


def test_the_label_of_an_act_comes_from_its_code_also_where_the_column_is_missing() -> None:
    mended = mend_text(DELIB, "DELIB_ID;DELIB_MATIERE_CODE\n1;7.5\n2;7,1\n")
    wanted = ["finances locales/subventions", "finances locales/décisions budgétaires"]
    assert column(mended, "DELIB_MATIERE_NOM") == wanted


def test_a_wrong_code_is_not_replaced_by_that_of_the_label_without_a_yes() -> None:
    text = "DELIB_ID;DELIB_MATIERE_CODE;DELIB_MATIERE_NOM\n1;voir 7.5.2;Subventions\n"
    assert column(mend_text(DELIB, text), "DELIB_MATIERE_CODE") == ["voir 7.5.2"]
    assert column(mend_text(DELIB, text, "all"), "DELIB_MATIERE_CODE") == ["7.5"]


def test_a_unanimous_vote_is_counted_after_a_yes() -> None:
    text = (
        "DELIB_ID;VOTE_REEL;VOTE_POUR;VOTE_CONTRE;VOTE_ABSTENTION\n"
        "1;30;À l’unanimité;0;2\n2;30;unanimité;1;\n3;;unanimité;;\n"
    )
    assert column(mend_text(DELIB, text), "VOTE_POUR")[0] == "À l’unanimité"
    assert column(mend_text(DELIB, text, "all"), "VOTE_POUR") == ["28", "unanimité", "unanimité"]


def test_in_a_column_of_ticks_an_empty_cell_says_no() -> None:
    mended = mend_text(
        IRVE,
        "nom_enseigne;prise_type_ef;prise_type_2;gratuit\nA;X;;X\nB;;x;\nC;;true;\n",
    )
    assert column(mended, "prise_type_ef") == ["true", "false", "false"]
    assert column(mended, "prise_type_2") == ["", "x", "true"]  # no column of ticks
    assert column(mended, "gratuit") == ["true", "", ""]  # one tick, and the field may be empty
    assert asked(mended) == {"boolean.tick", "boolean.unticked"}


def test_an_address_in_one_cell_is_cut_into_its_fields() -> None:
    mended = mend_text(
        PLACE,
        "EQUIP_NOM;Adresse\nA;12 bis rue de la Paix 91990 Saint-Aubin\n"
        "B;4, avenue de Verdun, 91990 Saint-Aubin\nC;Place de la Mairie 91990 Saint-Aubin\n"
        "D;Rue des Prés\n",
    )
    assert column(mended, "ADR_NUMERO") == ["12 bis", "4", "", ""]
    streets = ["rue de la Paix", "avenue de Verdun", "Place de la Mairie", "Rue des Prés"]
    assert column(mended, "ADR_NOMVOIE") == streets
    assert column(mended, "ADR_CODEPOSTAL")[2] == "91990"


def test_a_suffix_goes_into_its_own_field_where_there_is_one() -> None:
    mended = mend_text(BAL, "adresse;commune_insee\n3 ter rue Basse 91990 Saint-Aubin;91999\n")
    parts = {name: column(mended, name) for name in ("numero", "suffixe", "toponyme")}
    assert parts == {"numero": ["3"], "suffixe": ["ter"], "toponyme": ["rue Basse"]}


def test_what_follows_the_number_of_a_house_goes_into_its_own_field() -> None:
    numbers = ("5 ter;", "7 B;", "9 bis;ter", "12-14;")
    rows = "".join(f"{each};rue Basse\n" for each in numbers)
    mended = mend_text(BAL, f"numero;suffixe;toponyme\n{rows}")
    assert column(mended, "numero") == ["5", "7", "9 bis", "12-14"]
    assert column(mended, "suffixe") == ["ter", "B", "ter", ""]


def test_coordinates_that_a_schema_calls_texts_are_swapped_back() -> None:
    mended = mend_text(BAL, "numero;long;lat\n5;2,3651;48,6012\n7;48,6014;2,3655\n")
    assert column(mended, "long") == ["2.3651", "2.3655"]
    assert column(mended, "lat") == ["48.6012", "48.6014"]


@pytest.mark.parametrize(
    "cell", ["Salle Jean 3 rue Basse 91990 Saint-Aubin", "3 rue Basse 91990 Saint-Aubin Cedex"]
)
def test_an_address_with_something_besides_is_cut_after_a_yes(cell: str) -> None:
    mended = mend_text(PLACE, f"EQUIP_NOM;Adresse\nA;{cell}\n")
    assert "ADR_NOMVOIE" not in mended.header
    assert "address.split" in asked(mended)


def test_an_address_is_not_cut_where_a_column_says_otherwise() -> None:
    text = "EQUIP_NOM;Adresse;ADR_CODEPOSTAL\nA;3 rue Basse 91990 Saint-Aubin;75001\n"
    assert "ADR_NUMERO" not in mend_text(PLACE, text, "all").header


def test_number_and_street_in_two_columns_are_one_address() -> None:
    mended = mend_text(PAV, "id;N°;Rue\nA;12;rue des Prés\nB;;rue Basse\n")
    assert column(mended, "adresse") == ["12 rue des Prés", "rue Basse"]


def test_a_period_in_one_column_gives_both_days() -> None:
    mended = mend_text(
        "scdl/catalogue",
        "ID;Période\na;du 1er au 3 mars 2024\nb;01/04/2024 - 15/04/2024\n"
        "c;04/05/2024 au 06/05/2024\n",
    )
    assert column(mended, "COUV_TEMP_DEBUT") == ["2024-03-01", "2024-04-01", "2024-05-04"]
    assert column(mended, "COUV_TEMP_FIN") == ["2024-03-03", "2024-04-15", "2024-05-06"]


def test_points_go_from_one_column_to_two_and_back() -> None:
    apart = mend_text(PAV, "id;geo_point_2d\nA;48.6213, 2.3318\n")
    assert (column(apart, "lat"), column(apart, "long")) == (["48.6213"], ["2.3318"])
    together = mend_text(IRVE, "nom_enseigne;latitude;longitude\nA;48,6213;2,3318\n")
    assert column(together, "coordonneesXY") == ["[2.3318, 48.6213]"]
    turned = mend_text(IRVE, "nom_enseigne;coordonneesXY\nA;[48.6213, 2.3318]\n")
    assert column(turned, "coordonneesXY") == ["[2.3318, 48.6213]"]
    as_text = mend_text(IRVE, "nom_enseigne;coordonneesXY\nA;POINT (2.3318 48.6213)\n")
    assert column(as_text, "coordonneesXY") == ["[2.3318, 48.6213]"]


def test_day_and_time_in_two_columns_are_one_moment() -> None:
    text = "parking_id;Date;Heure\n91999-P-001;25/03/2024;18h30\n"
    mended = mend_text("city/parking-live", text, "all")
    assert column(mended, "horodatage") == ["2024-03-25T18:30:00+01:00"]


GRANTS = (
    "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;objet;montant;nature;note\n"
    + "".join(
        f"Ville;21919999900018;{day}/03/2025;Club {day};Gala;{day}00,00 €;aide en nature;\n"
        for day in range(13, 24)
    )
)


@pytest.mark.parametrize(
    "row",
    [
        ";Ville;21919999900018;25/03/2025;Judo;Stage;500,00 €;aide en nature",  # all to the right
        "Ville;21919999900018;25/03/2025;Judo;Stage;;500,00 €;aide en nature",  # some to the right
    ],
)
def test_a_row_one_column_too_far_is_moved_back(row: str) -> None:
    mended = mend_text(GRANT, f"{GRANTS}{row}\n")
    last = [column(mended, name)[-1] for name in mended.header]
    assert last == [
        "Ville", "21919999900018", "2025-03-25", "Judo", "Stage", "500.00", "aide en nature", "",
    ]  # fmt: skip


def test_a_row_that_lacks_its_first_cell_is_moved_back_after_a_yes() -> None:
    text = f"{GRANTS}21919999900018;25/03/2025;Judo;Stage;500,00 €;aide en nature;;\n"
    kept = mend_text(GRANT, text)
    assert column(kept, "idAttribuant")[-1] == "25/03/2025"  # and nothing else is done to the row
    assert "rows.moved-right" in asked(kept)
    moved = mend_text(GRANT, text, "all")
    assert column(moved, "idAttribuant")[-1] == "21919999900018"
    assert column(moved, "nomAttribuant")[-1] == ""


def test_a_row_that_may_be_moved_in_two_ways_is_told_and_left_alone() -> None:
    row = "Ville;21919999900018;25/03/2025;Judo;500,00 €;aide en nature;;\n"
    mended = mend_text(GRANT, GRANTS + row)  # which of two names lacks?
    assert column(mended, "montant")[-1] == "aide en nature"
    assert column(mended, "dateConvention")[-1] == "25/03/2025"
    assert [(each.code, each.rows) for each in mended.findings] == [("repair.aside", (13,))]


def test_no_repair_is_said_to_be_done_in_a_row_that_stands_aside_and_is_left_alone() -> None:
    lines = [
        f"{n};2025-01-01;7.1;finances locales/décisions budgétaires;Budget {n};33;30"
        for n in range(1, 7)
    ]
    lines[4] = "2025-01-01;7.1;finances locales/décisions budgétaires;Budget cinq;33;30;"
    head = "DELIB_ID;DELIB_DATE;DELIB_MATIERE_CODE;DELIB_MATIERE_NOM;DELIB_OBJET;"
    text = "\n".join([f"{head}VOTE_EFFECTIF;VOTE_REEL", *lines])
    mended = mend_text("scdl/deliberations", text)
    assert column(mended, "DELIB_MATIERE_CODE")[4] == "finances locales/décisions budgétaires"
    assert not mended.applied


def test_the_numbers_of_places_are_none_of_their_houses() -> None:
    apart = mend_text("city/polling-stations", "N°;Lieu;Rue\n4;Mairie;rue A\n2;Ecole;rue B\n")
    assert "adresse" not in apart.header
    counted = mend_text("city/dropoff-points", "N°;Rue;flux\n1;rue A;verre\n2;rue B;verre\n")
    assert "adresse" not in counted.header
    houses = mend_text("city/dropoff-points", "id;num;Rue;flux\na;4;rue A;verre\nb;2;rue B;verre\n")
    assert column(houses, "adresse") == ["4 rue A", "2 rue B"]


@pytest.mark.parametrize("header", ["SIRET ou RNA", "N° SIRET/RNA"])
def test_sirets_and_rna_numbers_of_one_column_are_told_apart(header: str) -> None:
    mended = mend_text(
        GRANT,
        f"nomBeneficiaire;montant;{header}\nJudo;1;443 061 841 00047\nChorale;2;W751000123\n"
        "Club;3;44306184100048\nAmis;4;RNA : w751 000 124\nFoyer;5;443061841\n",
    )
    assert column(mended, "idBeneficiaire") == ["44306184100047", "", "", "", ""]
    assert column(mended, "rnaBeneficiaire") == ["", "W751000123", "", "W751000124", ""]
    assert column(mended, header)[2:] == ["44306184100048", "RNA : w751 000 124", "443061841"]
    assert asked(mended) == set()


def test_rna_numbers_among_sirets_move_to_their_own_column() -> None:
    mended = mend_text(
        GRANT,
        "nomBeneficiaire;montant;idBeneficiaire;rnaBeneficiaire\n"
        "Judo;1;44306184100047;\nChorale;2;W751000123;\nAmis;3;W751000124;W751000125\n",
    )
    assert column(mended, "idBeneficiaire") == ["44306184100047", "", "W751000124"]
    assert column(mended, "rnaBeneficiaire") == ["", "W751000123", "W751000125"]


def test_a_day_that_another_field_asks_for_is_no_period() -> None:
    mended = mend_text(
        "scdl/catalogue", "TITRE;ID;DATE_MAJ récente\nArbres;1;sept. 2024\nVoirie;2;2021\n"
    )
    assert asked(mended) == {"header.like"}


def test_the_year_of_all_rows_stands_in_the_titles() -> None:
    assert read_year(["Prénoms donnés en 2023", "2023", "etat-civil.xlsx"]) == "2023"
    assert read_year(["bp2025.txt"]) == "2025"
    assert read_year(["Bilan 2023 et 2024"]) is None
    assert read_year(["12021"]) is None


def test_what_all_containers_take_stands_in_the_titles() -> None:
    assert read_flow(["Colonnes à verre", "Feuil1", "pav.xlsx"]) == "verre"
    assert read_flow(["Bornes textiles (vêtements)"]) == "textile"
    assert read_flow(["Verre et papier"]) is None


def test_a_column_that_counts_thousands_is_asked_for_with_its_unit() -> None:
    mended = mend_text(GRANT, "nomBeneficiaire;objet;Montant (k€)\nJudo;Fête;1,2\nChorale;Bal;3\n")
    assert asked(mended) == {"header.multiple"}
    assert column(mended, "Montant (k€)") == ["1,2", "3"]


def test_a_column_of_whole_addresses_is_asked_for_as_no_street() -> None:
    text = "Nom;Adresse\nGymnase;5 bis avenue du Stade\nPiscine;2 rue Foch\nStade;Rue du Stade\n"
    mended = mend_text(PLACE, text)
    assert column(mended, "ADR_NUMERO") == ["5 bis", "2", ""]
    assert column(mended, "ADR_NOMVOIE") == ["avenue du Stade", "rue Foch", "Rue du Stade"]
    assert not asked(mended)


def test_a_remark_beside_a_phone_number_goes_after_a_yes_only() -> None:
    text = "Nom;Tél\nA;01 69 00 00 12 (accueil)\nB;0169000013\n"
    assert asked(mend_text(PLACE, text)) == {"phone.remark"}
    assert column(mend_text(PLACE, text), "EQUIP_TEL")[0] == "01 69 00 00 12 (accueil)"
    assert column(mend_text(PLACE, text, "all"), "EQUIP_TEL") == ["0169000012", "0169000013"]


def test_a_column_without_a_title_is_meant_by_its_letter() -> None:
    text = "id;;lat;long;\n1;verre;48.63;2.28;Mairie\n2;papier;48.62;2.29;Gare\n3;omr;48.6;2.2;A\n"
    assert asked(mend_text(PAV, text)) == {"header.untitled"}
    header, *rows = (tuple(line.split(";")) for line in text.splitlines())
    context = context_of(find_table_schema(PAV))
    decided = replace(context, decisions=Decisions(columns={"B": "flux", "E": "nom"}))
    mended = mend_table(Rows(header, tuple(rows)).table(), decided, "safe")
    assert column(mended, "flux") == ["verre", "papier", "omr"]
    assert column(mended, "nom") == ["Mairie", "Gare", "A"]
    titled = (("id", "", "B"), (("1", "verre", "x"),))
    other = mend_table(Rows(*titled).table(), decided, "safe")
    assert column(other, "flux") == ["x"]
