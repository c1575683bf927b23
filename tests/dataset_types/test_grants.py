"""Short lists of grants, and those whose amounts stand in several columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from ckanext.city.tables.catalogue import find_table_schema
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.read import read_table
from ckanext.city.tables.repair.plan import mend_table
from ckanext.city.terminal.reading import NotRecognised, read_with_schema
from tests.tables.repair.mending import asked, column, context_of, mend_text

GRANTS = "scdl/subventions"


def schema_of(folder: Path, text: str) -> str | None:
    file = folder / "liste.csv"
    file.write_text(text, encoding="utf-8")
    try:
        return read_with_schema(str(file), None, None, Limits())[1].id
    except NotRecognised:
        return None


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("Association;Objet;Montant;Date de vote\nJudo;Tatamis;800;28/05/2024\n", GRANTS),
        ("Subventions 2024;\n;\nBénéficiaire;Montant voté\nJudo;800\nChorale;90\n", GRANTS),
        ("Association;Accordé 2024;Remarques\nJudo;800;\nChorale;90;en deux fois\n", GRANTS),
        ("Bénéficiaire;Montant;Motif du refus;Agent\nRoy;12,50;aucun;Léa\nPetit;9;;Luc\n", None),
        ("Association;Adhérents;Salle\nJudo;80;Dojo\nChorale;40;Lac\n", None),
        ("Fournisseur;Objet;Montant\nBio Saveurs;Denrées;800\nToits;Gymnase;90\n", None),
    ],
)
def test_who_and_how_much_are_grants_where_a_word_says_so(
    tmp_path: Path, text: str, schema: str | None
) -> None:
    assert schema_of(tmp_path, text) == schema


def test_the_day_of_the_vote_is_that_of_the_decision() -> None:
    mended = mend_text(GRANTS, "Association;Montant;Date CM\nJudo;1 000 €;12-mars-24\n")
    assert column(mended, "dateConvention") == ["2024-03-12"]


def test_the_day_of_an_agreement_wins_over_that_of_the_vote() -> None:
    dates = "Association;Montant;Date du conseil;Date de la convention\n"
    mended = mend_text(GRANTS, dates + "Judo;1 000 €;28/05/2024;15/06/2024\n", "all")
    assert column(mended, "dateConvention") == ["2024-06-15"]
    assert column(mended, "Date du conseil") == ["28/05/2024"]


def test_a_grant_of_one_year_keeps_its_year() -> None:
    mended = mend_text(GRANTS, "Association;Demandé 2024;Accordé 2024\nJudo;900;800\n")
    assert column(mended, "montant") == ["800"]
    assert column(mended, "annee") == ["2024"]
    assert column(mended, "Demandé 2024") == ["900"]
    alone = mend_text(GRANTS, "Association;2024\nJudo;800\n", "all")
    assert alone.header == ("nomBeneficiaire", "2024")


def test_cash_and_kind_side_by_side_become_rows() -> None:
    mended = mend_text(
        GRANTS,
        "Bénéficiaire;Montant en numéraire;Avantages en nature\nJudo;800;1 500 €\nChorale;;90\n",
    )
    assert column(mended, "nomBeneficiaire") == ["Judo", "Judo", "Chorale"]
    assert column(mended, "montant") == ["800", "1500", "90"]
    assert column(mended, "nature") == ["aide en numéraire", "aide en nature", "aide en nature"]
    words = mend_text(GRANTS, "Bénéficiaire;Numéraire;Nature\nJudo;800;Fonctionnement\n")
    assert "rows.unfolded" not in asked(words) | {each.kind for each in words.proposals}


def test_amounts_that_a_title_counts_in_thousands_are_not_taken_for_euros(tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    text = "Association;Montant;Date de vote\nJudo;1,2;28/05/2024\nChorale;3;28/05/2024\n"
    file.write_text(f"Subventions (en k€);;\n{text}", encoding="utf-8")
    context = context_of(find_table_schema(GRANTS))
    mended = mend_table(read_table(file), context, "safe")
    assert column(mended, "Montant") == ["1,2", "3"]
    assert asked(mended) == {"header.multiple"}
    years = text.replace("Montant", "Voté 2024")
    file.write_text(f"Subventions (en k€);;\n{years}", encoding="utf-8")
    mended = mend_table(read_table(file), context, "safe")
    assert column(mended, "Voté 2024") == ["1,2", "3"]
