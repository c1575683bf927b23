"""Personal data are found where they stand, told without being repeated, and only there."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from stdnum.fr import nir

from ckanext.city.tables.catalogue import find_table_schema, list_table_schemas
from ckanext.city.tables.check.engine import check_table
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.privacy.watch import find_personal_data
from ckanext.city.tables.proposals import Example
from ckanext.city.tables.read import read_table
from ckanext.city.terminal import tasks
from tests.shared import SHARED, needs_shared

PERSONS = [("Martin", "Zoé"), ("Le Goff", "Yann"), ("N’Diaye", "Awa"), ("Petit", "Luc")]
BIRTHS = ["12/03/1951", "1 février 1978", "1990-12-31", "05/06/2015"]


def nir_of(start: str) -> str:
    return start + nir.calc_check_digits(start)


NIRS = [nir_of(each) for each in ("1850578006084", "2990175112005", "185052A004123")]
SPACED = "1 85 05 78 006 084"


def found(tmp_path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Finding]:
    path = tmp_path / "sent.csv"
    lines = [";".join(each) for each in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(find_personal_data(read_table(path)))


def column(tmp_path: Path, header: str, values: Iterable[str]) -> list[Finding]:
    return found(tmp_path, ("n", header), [(str(at), each) for at, each in enumerate(values)])


@pytest.mark.parametrize(
    ("header", "values", "code", "severity", "rows", "masked"),
    [
        ("Numéro", NIRS, "nir", "error", (2, 3, 4), "1 85 ** ** *** ***"),
        ("Objet", ["rien", f"dossier {SPACED}"], "nir", "error", (3,), "1 85 ** ** *** ***"),
        ("Numéro", ["1850578006084/91"], "nir", "error", (2,), "1 85 ** ** *** ***"),
        ("Numéro", ["1850578006084 (clé 91)"], "nir", "error", (2,), "1 85 ** ** *** ***"),
        ("N° Séc. Soc.", ["1850578006084"], "nir", "error", (2,), "1 85 ** ** *** ***"),
        ("Matricule SS", ["1,85058E+14", ""], "nir", "error", (2,), "1 ** ** ** *** ***"),
        ("N° de sécu", ["1850578006084", ""], "nir", "error", (2,), "1 85 ** ** *** ***"),
        ("NIR", ["1850578006099 12"], "nir", "error", (2,), "1 85 ** ** *** ***"),
        ("Compte", ["FR14 2004 1010 0505 0001 3M02 606"], "iban", "warning", (2,), "FR14 ****"),
        ("Compte", ["FR 14 20041 01005 0500013M026 06"], "iban", "warning", (2,), "FR14 ****"),
        ("Compte", ["du 12 03 24 : FR1420041010050500013M02606 LA BANQUE"], "iban", "warning", (2,),
         "FR14 ****"),
        ("Coord. bancaires", ["20041 01005 0500013M026 06"], "iban", "warning", (2,), "****"),
        ("Compte", ["GB29NWBK60161331926819"], "iban", "warning", (2,), "GB29 ****"),
        ("RIB", ["20041 01005 0500013M026 06"], "iban", "warning", (2,), "****"),
        ("Contact", ["06 12 34 56 78", "01 41 23 80 00"], "phone", "warning", (2,), "06 ** **"),
        ("Contact", ["tél. +33 (0)7.12.34.56.78"], "phone", "warning", (2,), "+33 7 **"),
        ("Contact", ["06/12/34/56/78"], "phone", "warning", (2,), "06 ** **"),
        ("Contact", ["0612 345 678", "06 123 456 78"], "phone", "warning", (2, 3), "06 ** **"),
        ("Contact", ["(+33) 6 12 34 56 78"], "phone", "warning", (2,), "+33 6 **"),
        ("Contact", ["+262 692 12 34 56"], "phone", "warning", (2,), "06 ** **"),
        ("Portable", ["6.12.34.56.78", "33 6 12 34 56 78"], "phone", "warning", (2, 3), "6 ** **"),
        ("Portable", ["612345678"], "phone", "warning", (2,), "6 ** **"),
        ("Mail", ["zoe.martin@gmail.com", "mairie@orange.fr"], "email", "warning", (2,), "z***@"),
        ("Mail", ["marie.dupont@menuiserie-dupont.fr"], "email", "warning", (2,), "m***@"),
        ("Né(e) le", BIRTHS, "birth-date", "warning", (2, 3, 4, 5), None),
        ("DATE_NAIS", ["19510312", "1951-03-12T00:00:00"], "birth-date", "warning", (2, 3), None),
        ("Bénéficiaire", ["Melle Martin Zoé"], "beneficiary", "warning", (2,), "Melle M***"),
        ("Bénéficiaire", ["Mme Martin Zoé", "Judo"], "beneficiary", "warning", (2,), "Mme M***"),
    ],
)  # fmt: skip
def test_a_kind_of_data_is_found_and_not_repeated(
    tmp_path: Path,
    header: str,
    values: list[str],
    code: str,
    *,
    severity: str,
    rows: tuple[int, ...],
    masked: str | None,
) -> None:
    (finding,) = column(tmp_path, header, values)
    assert (finding.code, finding.severity) == (f"privacy.{code}", severity)
    assert (finding.field, finding.rows, finding.count) == (header, rows, len(rows))
    assert not set(finding.values) & set(values)
    assert finding.values[0].startswith(masked) if masked else finding.values == ()


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Téléphone", ["01 41 23 80 00", "04.94.00.00.00", "+33 9 72 00 00 00", "3975"]),
        ("Courriel", ["mairie@issy.com", "contact@asso.fr", "service.urbanisme@ville-issy.fr"]),
        ("Courriel", ["marie.durand@mairie-issy.fr", "ce.0920581g@ac-versailles.fr"]),
        ("Courriel", ["mairie.bourg@wanadoo.fr", "clubtennis92@gmail.com"]),
        ("Courriel", ["cie.dupont@gmail.com", "escrime.issy@free.fr", "apel.stjean@gmail.com"]),
        (
            "id_ban",
            ["06180565-22c2-47f0-9b78-7507d0e03cef", "07012195-94d2-482e-aa56-98d1dc2a4ad5"],
        ),
        ("Mois", ["06/07/08/09/10", "07,08,09,10,11"]),
        ("SIRET", ["21920040900016", "219 200 409 00016"]),
        ("N° de dossier", ["0612345678", "0698765432"]),
        ("Parcelle", [f"06{each:08}" for each in range(0, 90_000_000, 7_000_000)] + ["9200000001"]),
        ("Facture", [str(185_057_800_608_400 + each) for each in range(400)]),
        ("Longitude", ["2.27051278567432", "1.85057800608436", "48.0612345678"]),
        ("Naissances", ["12", "15"]),
        ("Date de naissance du jardin", ["oui"]),
        ("Bénéficiaire", ["Monsieur le Maire", "Association Mme de Sévigné pour tous"]),
        ("Objet", ["Madame Martin est élue", "Délibération 2024-06-12-34-56"]),
        ("Adresse", ["1 rue de la Paix", "2 rue de la Paix"]),
    ],
)
def test_what_belongs_to_no_person_is_no_alarm(
    tmp_path: Path, header: str, values: list[str]
) -> None:
    assert column(tmp_path, header, values) == []


def test_what_stands_beside_names_is_theirs(tmp_path: Path) -> None:
    header = ("Nom", "Prénom", "Date", "Adresse", "Courriel", "IBAN")
    iban = "FR1420041010050500013M02606"
    rows = [
        (*PERSONS[at], BIRTHS[at], f"{at} rue Haute", f"a{at}@orange.fr", iban) for at in range(4)
    ]
    told = {each.code: each.severity for each in found(tmp_path, header, rows)}
    assert told == {
        "privacy.birth-date-likely": "warning",
        "privacy.address": "warning",
        "privacy.email": "warning",
        "privacy.iban": "error",
    }


def test_an_aid_to_persons_tells_their_homes(tmp_path: Path) -> None:
    rows = [(" ".join(each), "3 rue du Stade", "01 41 00 00 00") for each in PERSONS]
    told = found(tmp_path, ("Nom et prénom du bénéficiaire", "Adresse", "Tél. domicile"), rows)
    assert [(each.code, each.field) for each in told] == [("privacy.address", "Adresse")]


def test_dates_of_a_mandate_are_no_births(tmp_path: Path) -> None:
    rows = [(*each, "05/07/2020", "3 rue du Stade") for each in PERSONS]
    header = ("Nom", "Prénom", "Date d’élection", "Adresse du bureau de vote")
    assert found(tmp_path, header, rows) == []


def test_homes_are_told_and_not_the_places_of_works_or_the_names_of_streets(tmp_path: Path) -> None:
    def told(*header: str, last: tuple[str, ...]) -> list[str | None]:
        rows = [(*each, *last) for each in PERSONS]
        return [each.field for each in found(tmp_path, ("Nom", "Prénom", *header), rows)]

    assert told("Adresse du terrain", last=("3 rue Haute",)) == []
    assert told("Adresse de la mairie", last=("1 place Haute",)) == []
    assert told("Rue", last=("rue Victor Hugo",)) == []
    assert told("Rue", last=("3 rue Victor Hugo",)) == ["Rue"]
    assert told("N°", "Rue", last=("3", "rue Victor Hugo")) == ["Rue"]


def test_the_dead_were_born_too(tmp_path: Path) -> None:
    header = ("Nom", "Prénom", "Date de naissance", "Date de décès")
    rows = [(*each, "12/03/1920", "01/02/1999") for each in PERSONS]
    assert found(tmp_path, header, rows) == []
    (finding,) = found(tmp_path, header, [*rows, ("Petit", "Luc", "12/03/1980", "")])
    assert (finding.code, finding.rows) == ("privacy.birth-date", (6,))


def test_a_column_of_children_names_them(tmp_path: Path) -> None:
    rows = [(" ".join(each), "CM2") for each in PERSONS]
    (finding,) = found(tmp_path, ("Enfant", "Classe"), rows)
    assert (finding.code, finding.field) == ("privacy.minor", "Enfant")
    assert found(tmp_path, ("Enfants", "Classe"), [("12", "CM2"), ("14", "CM1")]) == []


def test_names_of_pupils_are_those_of_children(tmp_path: Path) -> None:
    rows = [(*each, "CM2") for each in PERSONS]
    told = found(tmp_path, ("Nom", "Prénom", "Classe"), rows)
    assert [(each.code, each.field) for each in told] == [("privacy.minor", "Nom")]


def test_an_association_keeps_its_address_though_it_bears_a_first_name(tmp_path: Path) -> None:
    rows = [
        ("La Jeanne d’Arc", "jeanne.arc92@orange.fr", "1 rue Haute"),
        ("Cercle de philatélie", "paul.petit@orange.fr", "2 rue Haute"),
    ]
    (finding,) = found(tmp_path, ("Association", "Courriel", "Adresse"), rows)
    assert (finding.code, finding.rows) == ("privacy.email", (3,))


def test_rows_far_down_are_seen_too(tmp_path: Path) -> None:
    values = [f"ligne {at}" for at in range(120_000)]
    values[110_000] = f"M. Petit, {SPACED}"
    (finding,) = column(tmp_path, "Objet", values)
    assert (finding.code, finding.rows) == ("privacy.nir", (110_002,))


def check(tmp_path: Path, schema_id: str, **changed: str) -> list[Finding]:
    """Check a valid sample whose last row says something else."""
    schema = find_table_schema(schema_id)
    sample = next((schema.folder / "samples" / "valid").glob("*.csv"))
    table = read_table(sample)
    header = [each.header for each in table.columns]
    rows = [list(row[1:]) for row in table.frame().iter_rows()]
    for name, value in changed.items():
        rows[-1][header.index(name)] = value
    path = tmp_path / "changed.csv"
    quoted = [[json.dumps(cell or "", ensure_ascii=False) for cell in each] for each in rows]
    path.write_text("\n".join(",".join(each) for each in (header, *quoted)), encoding="utf-8")
    return list(check_table(read_table(path), schema.descriptor).findings)


def test_what_the_standard_asks_for_is_a_note(tmp_path: Path) -> None:
    told = check(
        tmp_path, "scdl/equipements", EQUIP_TEL="06 12 34 56 78", EQUIP_EMAIL="zoe.petit@gmail.com"
    )
    private = {each.code: each.severity for each in told if each.code.startswith("privacy")}
    assert private == {"privacy.service-phone": "note", "privacy.service-email": "note"}


def test_a_number_in_a_field_of_a_standard_is_hidden_in_every_finding(tmp_path: Path) -> None:
    told = check(tmp_path, "scdl/subventions", idBeneficiaire=NIRS[0])
    assert {"privacy.nir"} < {each.code for each in told}
    assert not any(NIRS[0] in value for each in told for value in each.values)


def test_a_table_of_no_known_schema_is_looked_through(tmp_path: Path) -> None:
    path = tmp_path / "agents.csv"
    path.write_text(f"matricule;num\n1;{NIRS[0]}\n", encoding="utf-8")
    told = _check(path)
    assert [each["code"] for each in told["findings"]] == ["schema.not-recognised", "privacy.nir"]


def test_a_proposal_shows_no_number_either(tmp_path: Path) -> None:
    spaced = f"{NIRS[0][:13]} {NIRS[0][13:]}"
    shown = vars(Example(2, spaced, NIRS[0]).shown())
    assert shown == {"row": 2, "before": "1 85 ** ** *** ***", "after": "1 85 ** ** *** ***"}
    assert vars(Example(2, "01 41 23 80 00", "12,5").shown())["before"] == "01 41 23 80 00"


def test_long_texts_take_no_long_time(tmp_path: Path) -> None:
    long = "a" * 300_000
    header = "nom " * 30_000
    start = time.process_time()
    told = found(tmp_path, (header, "Mail"), [(long, f"{long}@x zoe.petit@orange.fr")])
    assert [each.code for each in told] == ["privacy.email"]
    assert time.process_time() - start < 5


VALID = [
    path
    for schema in list_table_schemas()
    for path in sorted((schema.folder / "samples" / "valid").glob("*.csv"))
]


@pytest.mark.parametrize("sample", VALID, ids=lambda path: path.stem)
def test_a_valid_sample_gives_no_alarm(sample: Path) -> None:
    assert find_personal_data(read_table(sample)) == ()


@needs_shared
def test_of_the_official_examples_only_the_person_in_charge_is_told() -> None:
    examples = sorted(SHARED.glob("standards/*/exemple-valide*.csv"))
    told = {
        (each["code"], each["field"], path.parent.name)
        for path in (*examples, *SHARED.glob("samples/*/*.csv"))
        for each in _check(path)["findings"]
        if each["code"].startswith("privacy.")
    }
    assert told == {("privacy.email", "contact_personne", "etalab-catalogue-donnees")}


def _check(path: Path) -> dict[str, Any]:
    asked = {"file": str(path), "schema": None, "sheet": None, "others": {}, "lang": "fr"}
    return tasks.check(asked, Limits())
