"""Fields that columns say by their ticks, and places in other writings than decimal degrees."""

from __future__ import annotations

import pytest

from tests.tables.repair.mending import asked, column, mend_text

_HEADER = "id;adresse;lat;long"


def _containers(header: str, *rows: str) -> str:
    lines = (f"{at};{at} rue Pasteur;48.63;2.28;{row}" for at, row in enumerate(rows, 1))
    return "\n".join([f"{_HEADER};{header}", *lines])


@pytest.mark.parametrize(
    ("header", "rows"),
    {
        "Verre;Papier;Emballages": ("X;;x", "✓;X;"),
        "Textile / Verre;Colonnes à papier;Emballages recyclables": ("oui;non;oui", "O;O;N"),
        "Nb colonnes verre;Nombre de papiers;Nb emballage": ("1;0;2", "1;1;"),
    }.items(),
)
def test_columns_that_tick_flows_say_them_together(header: str, rows: tuple[str, str]) -> None:
    mended = mend_text("city/dropoff-points", _containers(header, *rows))
    assert column(mended, "flux") == ["verre|emballages", "verre|papier"]
    assert column(mended, header.split(";", maxsplit=1)[0]) == [row.split(";")[0] for row in rows]


def test_a_row_whose_ticks_are_not_clear_says_nothing() -> None:
    rows = ("X;", "?;X", ";", "X;X", "X;HS", ";à venir")
    mended = mend_text("city/dropoff-points", _containers("Verre;Papier", *rows))
    assert column(mended, "flux") == ["verre", "", "", "verre|papier", "", ""]


def test_an_empty_cell_beside_words_for_no_is_not_known() -> None:
    rows = ("oui;", "oui;non", "non;oui")
    mended = mend_text("city/dropoff-points", _containers("Verre;Papier", *rows))
    assert column(mended, "flux") == ["", "verre", "papier"]


@pytest.mark.parametrize(
    ("header", "row"),
    {
        "Verre;Vieux papiers;Papier": "X;X;",  # two columns of one flow
        "Verre": "X",
        "Verre;Papier": "bon état;à repeindre",
        "Verre (tonnes);Papier (tonnes)": "12,4;8,1",
    }.items(),
)
def test_columns_that_do_not_tick_flows_are_left(header: str, row: str) -> None:
    mended = mend_text("city/dropoff-points", _containers(header, row))
    assert "flux" not in mended.header


def test_a_field_of_one_choice_takes_one_tick() -> None:
    rows = ("verre;X;;", "verre;;X;", "verre;X;X;")
    text = _containers("flux;Aérien;Enterré;Semi-enterré", *rows)
    assert column(mend_text("city/dropoff-points", text), "type") == ["aérien", "enterré", ""]
    grants = "nomBeneficiaire;Aide en numéraire;Aide en nature\nDojo;1;2\nHandball;1500;"
    natures = ["aide en numéraire", "aide en nature", "aide en numéraire"]  # amounts are no ticks
    assert column(mend_text("scdl/subventions", grants), "nature") == natures


def test_degrees_minutes_and_seconds_become_decimal() -> None:
    text = "id;lat;long\n1;48°37'45.5\"N;2°17'15.7\"E\n2;2°17'15\"E;48°37'45\"N".replace('"', "''")
    mended = mend_text("city/dropoff-points", text)
    assert column(mended, "lat") == ["48.629306", "48.629167"]
    assert column(mended, "long") == ["2.287694", "2.287500"]


def test_metres_in_one_cell_become_degrees_where_the_header_says_of_which_system() -> None:
    rows = "652301.2 / 6836120.5\n651987.0 / 6836544.1"
    mended = mend_text("datagouv/schema-fontaine-eau", f"id;Coordonnées (Lambert 93)\n1;{rows}"
                       .replace("\n6", "\n2;6"))  # fmt: skip
    assert column(mended, "latitude") == ["48.623515", "48.627302"]
    assert column(mended, "longitude") == ["2.352808", "2.348497"]
    unsaid = mend_text("datagouv/schema-fontaine-eau", "id;Coordonnées\n1;652301.2 / 6836120.5")
    assert "latitude" not in unsaid.header
    assert asked(unsaid) == {"place.split-metres"}
    denied = mend_text("datagouv/schema-fontaine-eau", "id;CC49 (X/Y)\n1;652301.2 / 6836120.5")
    assert "latitude" not in denied.header
    assert not asked(denied)


def test_metres_of_two_columns_become_degrees_where_they_say_of_which_system() -> None:
    text = "Nom;X (CC49);Y (CC49)\nGymnase;1652301,25;8165120,50\n"
    mended = mend_text("scdl/equipements", text)
    assert column(mended, "EQUIP_LAT") + column(mended, "EQUIP_LONG") == ["48.684499", "2.352155"]
    assert column(mended, "X (CC49)") == ["1652301,25"]
    wrong = mend_text("scdl/equipements", text.replace("CC49", "Lambert 93"))
    assert "EQUIP_LAT" not in wrong.header


def test_legal_metres_of_an_address_give_its_degrees() -> None:
    text = "toponyme;x;y;lat\nRue Foch;652301.25;6836120.50;\nRue Ney;652301.25;6836120.50;48.1\n"
    mended = mend_text("etalab/schema-bal", text + "Rue Pau;1652301.25;8165120.50;\n")
    assert column(mended, "lat") == ["48.623515", "48.1", ""]
    assert column(mended, "long") == ["2.352808", "2.352808", ""]


def test_degrees_under_x_and_y_are_places_for_sure() -> None:
    fountain = "datagouv/schema-fontaine-eau"
    mended = mend_text(fountain, "id;X;Y\n1;2,2877;48,6301\n2;2.2899;48.6322\n")
    assert column(mended, "latitude") == ["48.6301", "48.6322"]
    assert column(mended, "longitude") == ["2.2877", "2.2899"]
    assert asked(mend_text(fountain, "id;X;Y\n1;2;48\n")) == {"header.like"}
    assert "latitude" not in mend_text(fountain, "id;X;Y\n1;12;148\n").header


def test_a_column_that_denies_a_field_is_turned_round() -> None:
    mended = mend_text("etalab/schema-stationnement", "nom;Payant\nGare;oui\nStade;Non\nA;2h\n")
    assert column(mended, "gratuit") == ["false", "true", ""]
    assert column(mended, "Payant") == ["oui", "Non", "2h"]
    both = mend_text("etalab/schema-stationnement", "nom;gratuit;Payant\nGare;;oui\n")
    assert column(both, "gratuit") == [""]


def test_a_place_without_a_street_has_its_number_after_a_yes() -> None:
    text = "numero;voie;lieu-dit\n;;La Ferme\n3;Rue Foch;Le Bourg\n;Rue Ney;\n"
    mended = mend_text("etalab/schema-bal", text)
    assert column(mended, "numero") == ["", "3", ""]
    assert asked(mended) == {"address.place-number", "address.place"}
    mended = mend_text("etalab/schema-bal", text, "all")
    assert column(mended, "numero") == ["99999", "3", ""]
    assert column(mended, "toponyme") == ["La Ferme", "Rue Foch", "Rue Ney"]
