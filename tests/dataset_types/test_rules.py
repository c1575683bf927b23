"""What subjects know of their tables: each rule finds its fault, and nothing where all is well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ckanext.city.dataset_types import DATASET_TYPES
from ckanext.city.dataset_types.base import DatasetType
from ckanext.city.dataset_types.knowledge import knowledge_of
from ckanext.city.tables.catalogue import find_table_schema, list_table_schemas
from ckanext.city.tables.check.descriptor import read_descriptor
from ckanext.city.tables.check.engine import Other, check_table
from ckanext.city.tables.findings import Finding
from ckanext.city.tables.read import read_table
from ckanext.city.tables.table import Table
from tests.shared import SHARED
from tests.tables.check.made import table

Rows = list[dict[str, str]]
REAL = SHARED / "samples" / "deliberations" / "sample-saint-etienne-2022.csv"

VOTE = {
    "COLL_SIRET": "21919999900018",
    "DELIB_ID": "1",
    "DELIB_MATIERE_CODE": "7.1",
    "VOTE_EFFECTIF": "33",
    "VOTE_REEL": "30",
    "VOTE_POUR": "28",
    "VOTE_CONTRE": "1",
    "VOTE_ABSTENTION": "1",
}
STATION = {
    "id_election": "2026_muni_t1",
    "code_commune": "91999",
    "code_bv": "0001",
    "inscrits": "100",
    "votants": "60",
    "abstentions": "40",
    "exprimes": "55",
    "blancs": "3",
    "nuls": "2",
}
VOICE = {"id_election": "2026_muni_t1", "code_commune": "91999", "code_bv": "0001", "voix": "55"}
LINE = {
    "BGT_SIRET": "21919999900018",
    "BGT_ANNEE": "2025",
    "BGT_NATDEC": "budget primitif",
    "BGT_SECTION": "fonctionnement",
    "BGT_NATURE": "60612",
    "BGT_CODRD": "dépense",
    "BGT_MTPREV": "100.10",
}
STREET = {
    "annee_scolaire": "2026-2027",
    "niveau": "maternelle",
    "type_et_libelle": "Rue de l’Église",
    "n_de_voie_debut": "1",
    "n_de_voie_fin": "9999",
    "parite": "PI",
    "code_rne": "0919901T",
}
ZONE = {"annee_scolaire": "2026-2027", "niveau": "maternelle", "uai": "0919901T"}


def made(rows: Rows) -> Table:
    header = list(rows[0])
    return table(header, *([row[name] for name in header] for row in rows), batch=2)


def told(schema_id: str, rows: Rows, **others: Rows) -> list[Finding]:
    """Check rows that have only the columns that matter; give what rules and excuses say."""
    given = {
        each.id: Other(made(others[each.id.rpartition("/")[2].replace("-", "_")]), each.descriptor)
        for each in list_table_schemas()
        if each.id.rpartition("/")[2].replace("-", "_") in others
    }
    descriptor = _lenient(find_table_schema(schema_id).descriptor)
    checked = check_table(made(rows), descriptor, knowledge_of(schema_id), given)
    return [each for each in checked.findings if each.code.startswith(("rule.", "official."))]


def _lenient(descriptor: dict[str, Any]) -> dict[str, Any]:
    """The same schema without columns that it cannot do without, nor its key."""
    fields = [
        {**each, "constraints": {**each.get("constraints", {}), "required": False}}
        for each in descriptor["fields"]
    ]
    return {**descriptor, "fields": fields, "primaryKey": []}


def places(findings: list[Finding]) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(each.code, each.severity, each.rows) for each in findings]


def votes(**changed: str) -> dict[str, str]:
    return VOTE | changed


def test_votes_that_count_proxies_or_miss_members_are_looked_at_and_not_refused() -> None:
    rows = [
        votes(),
        votes(DELIB_ID="2", VOTE_POUR="31"),
        votes(DELIB_ID="3", VOTE_POUR="20"),
        votes(DELIB_ID="4", VOTE_POUR="40"),
    ]
    assert places(told("scdl/deliberations", rows)) == [
        ("official.compare", "error", (5,)),
        ("official.sum", "error", (5,)),
        ("rule.not-all-voted", "warning", (4,)),
        ("rule.proxies-counted", "warning", (3,)),
    ]


def test_a_subject_that_does_not_exist_and_a_deliberation_twice_are_looked_at() -> None:
    rows = [votes(), votes(DELIB_MATIERE_CODE="7.99"), votes(DELIB_ID="3")]
    assert places(told("scdl/deliberations", rows)) == [
        ("rule.deliberation-twice", "warning", (3,)),
        ("rule.act-code-unknown", "warning", (3,)),
    ]


def test_a_code_that_lost_its_zero_is_not_that_of_its_name() -> None:
    rows = [
        votes(DELIB_MATIERE_CODE="7.10", DELIB_MATIERE_NOM="Finances locales/Divers"),
        votes(DELIB_ID="2", DELIB_MATIERE_CODE="7.1", DELIB_MATIERE_NOM="finances locales/divers"),
        votes(DELIB_ID="3", DELIB_MATIERE_CODE="7.1", DELIB_MATIERE_NOM="finances locales/autre"),
    ]
    assert ("rule.act-other-name", "warning", (3,)) in places(told("scdl/deliberations", rows))


def test_heights_in_metres_are_looked_at() -> None:
    rows = [{"hauteur_max": height} for height in ("190", "2", "N/A", "0")]
    found = places(told("etalab/schema-stationnement", rows))
    assert ("rule.height-too-low", "warning", (3, 5)) in found


def test_capitals_of_a_stage_are_excused_and_other_words_are_not() -> None:
    descriptor = find_table_schema("scdl/budget").descriptor
    rows = [LINE | {"BGT_NATDEC": "Budget Primitif"}, LINE | {"BGT_NATDEC": "CFU"}]
    findings = check_table(made(rows), descriptor, knowledge_of("scdl/budget")).findings
    told_of_stage = [each for each in findings if each.field == "BGT_NATDEC"]
    assert places(told_of_stage) == [
        ("constraint.enum", "error", (3,)),
        ("rule.stage-capitals", "warning", (2,)),
    ]


def test_a_budget_that_does_not_balance_is_pointed_out() -> None:
    income = LINE | {"BGT_CODRD": "recette"}
    assert told("scdl/budget", [LINE, income]) == []
    (finding,) = told("scdl/budget", [LINE, income | {"BGT_MTPREV": "100.20"}])
    assert (finding.code, finding.values) == (
        "rule.budget-unbalanced",
        ("fonctionnement 100.2 / 100.1",),
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"abstentions": "41"}, "rule.voters-sum"),
        ({"blancs": "4"}, "rule.papers-sum"),
        ({"exprimes": "54", "blancs": "4"}, "rule.votes-sum"),
        ({"code_bv": "0009"}, "rule.station-unknown"),
    ],
)
def test_a_station_whose_figures_or_number_are_wrong_is_found(
    changed: dict[str, str], code: str
) -> None:
    rows = [STATION, STATION | {"code_bv": "0002"} | changed]
    voices = [VOICE, VOICE | {"code_bv": "0002"}]
    known = [{"code_insee": "91999", "code_bv": each} for each in ("0001", "0002")]
    others = {"election_candidates": voices, "polling_stations": known}
    assert told("city/election-stations", rows[:1], **others) == []
    assert places(told("city/election-stations", rows, **others)) == [(code, "error", (3,))]


def test_candidates_votes_are_held_to_the_papers_of_their_station() -> None:
    rows = [VOICE | {"voix": "30"}, VOICE | {"voix": "24"}, VOICE | {"code_bv": "0003"}]
    assert places(told("city/election-candidates", rows, election_stations=[STATION])) == [
        ("rule.station-without-result", "error", (4,)),
        ("rule.votes-sum", "error", (2, 3)),
    ]


def test_a_live_feed_speaks_of_car_parks_and_places_that_exist() -> None:
    rows = [
        {"parking_id": "91999-P-001", "places_libres": "10", "places_totales": "9"},
        {"parking_id": "91999-P-002", "places_libres": "1", "places_totales": "9"},
    ]
    parks = [{"id": "91999-P-001"}]
    assert places(told("city/parking-live", rows, schema_stationnement=parks)) == [
        ("rule.car-park-unknown", "error", (3,)),
        ("rule.too-many-free", "warning", (2,)),
    ]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"annee_scolaire": "2026-2028"}, "rule.school-year"),
        ({"n_de_voie_debut": "9", "n_de_voie_fin": "3"}, "rule.range-reversed"),
        ({"code_rne": "0919902T"}, "rule.school-unknown"),
        ({"type_et_libelle": "Rue des Lilas"}, "rule.street-unknown"),
        ({"n_de_voie_debut": "2", "parite": "P"}, "rule.range-without-address"),
    ],
)
def test_streets_of_a_school_are_held_to_zones_and_addresses(
    changed: dict[str, str], code: str
) -> None:
    known = {
        "school_zones": [ZONE],
        "schema_bal": [{"toponyme": "rue de l'eglise", "numero": "7"}],
    }
    assert told("city/school-streets", [STREET], **known) == []
    found = told("city/school-streets", [STREET, STREET | changed], **known)
    assert (code, (3,)) in [(each.code, each.rows) for each in found]


def test_a_value_of_an_indicator_that_nobody_defined_is_found() -> None:
    rows = [{"indicateur_id": "velo"}, {"indicateur_id": "bus"}]
    defined = [{"indicateur_id": "velo"}]
    assert places(told("city/indicator-values", rows, indicator_definitions=defined)) == [
        ("rule.indicator-undefined", "error", (3,))
    ]


@pytest.mark.parametrize("kind", DATASET_TYPES, ids=lambda kind: kind.name)
def test_rules_and_excuses_name_fields_that_exist(kind: DatasetType) -> None:
    known = kind.rules()
    for rule in known.rules:
        for schema_id, names in rule.columns.items():
            assert set(names) <= _names(schema_id), rule.code
        assert rule.field is None or rule.field in _names(rule.table)
    for excuse in known.excuses:
        assert set(excuse.fields) <= _names(excuse.table)


def _names(schema_id: str) -> set[str]:
    return {each.name for each in read_descriptor(find_table_schema(schema_id).descriptor).fields}


@pytest.mark.skipif(not REAL.is_file(), reason=f"{REAL} is not on this machine")
def test_real_deliberations_are_explained_in_few_findings() -> None:
    """80 of 80 rows fail the standard; what all clerks do is told as a warning."""
    schema = find_table_schema("scdl/deliberations")
    checked = check_table(read_table(Path(REAL)), schema.descriptor, knowledge_of(schema.id))
    assert [(each.code, each.field, each.count) for each in checked.findings][:3] == [
        ("constraint.required", "DELIB_MATIERE_CODE", 80),
        ("constraint.required", "DELIB_MATIERE_NOM", 48),
        ("official.nomenclature-actes", "DELIB_MATIERE_NOM", 32),
    ]
    warned = {each.code: each.count for each in checked.findings if each.severity == "warning"}
    assert warned["rule.proxies-counted"] == 79
