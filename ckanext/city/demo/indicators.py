"""The indicators of the demo city's policies as datasets: definitions, ten years and targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.demo.budgets import SLUGS
from ckanext.city.demo.commune import Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.files import Cell, decimal, records_bytes
from ckanext.city.demo.finances import account_stage, year_figures
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.outlook.emissions import FIRST_CAP, capped_years, total_cap
from ckanext.city.demo.outlook.values import (
    ESTIMATED,
    FINAL,
    PROVISIONAL,
    Indicator,
    Measure,
    measures,
    read,
    reference,
)

DEFINITIONS, VALUES = "city/indicator-definitions@1.0.0", "city/indicator-values@1.0.0"
DEFINITION_COLUMNS = (
    *("indicateur_id", "indicateur", "politique", "description", "unite_mesure", "sens"),
    *("valeur_reference", "annee_reference", "valeur_cible", "annee_cible", "methode"),
    *("source_collecte", "frequence_monitoring", "responsable", "jeu_de_donnees", "champ"),
    *("agregat", "commentaires"),
)
VALUE_COLUMNS = (
    *("indicateur_id", "date", "date_debut", "valeur", "est_cible", "statut", "commentaires"),
)
PROVENANCE = (
    "Tableau de bord des politiques publiques, rempli chaque trimestre par les services à partir "
    "de leurs logiciels et relevés. {unit}."
)
# Of the late policy: more than a quarter, after which the portal calls quarterly data late.
OVERDUE_AFTER = timedelta(days=110)
DAYS_TO_GIVE_VALUES = 31
STEP_AT_LEAST = 3  # years from today to the target, for a step on the way

Policy = Mapping[str, Any]
Row = dict[str, Cell]


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make a dataset for each policy."""
    for policy in read()["policies"]:
        yield _dataset(commune, policy, seed, today)


def definition_rows(policy: Policy, seed: int, today: date) -> list[Row]:
    """Write what the indicators of a policy mean as rows of `city/indicator-definitions`."""
    label = _labels()[policy["id"]]
    return [
        {
            "indicateur_id": each["id"],
            "indicateur": each["name"],
            "politique": label,
            "description": each["what"],
            "unite_mesure": each["unit"],
            "sens": each["sense"],
            "methode": each["how"],
            "source_collecte": each["source"],
            "frequence_monitoring": "trimestrielle" if "often" in each else "annuelle",
            "responsable": policy["unit_in_charge"],
            "commentaires": each.get("limits"),
        }
        | _from_to(each, seed, today)
        | _drawn_from(each, seed, today)
        for each in policy["indicators"]
    ]


def value_rows(policy: Policy, seed: int, today: date) -> list[Row]:
    """Write what its indicators came to and aim at as rows of `city/indicator-values`."""
    rows: list[Row] = []
    for indicator in policy["indicators"]:
        rows += [_value(indicator, each) for each in measures(seed, indicator, today)]
        rows += [
            _target(indicator, year, value)
            for year, value in sorted(_targets(indicator, seed, today).items())
        ]
    return rows


def _labels() -> dict[str, str]:
    return {each.id: each.label["fr"] for each in load_vocabulary("indicator-policies")}


def _from_to(indicator: Indicator, seed: int, today: date) -> Row:
    """Say where an indicator starts from and, where it has one, its target."""
    start, first = reference(seed, indicator, today)
    row: Row = {
        "valeur_reference": _written(indicator, first),
        "annee_reference": start,
    }
    if "target" not in indicator:
        return row
    value, year = indicator["target"]
    return row | {"valeur_cible": _written(indicator, value), "annee_cible": year}


def _drawn_from(indicator: Indicator, seed: int, today: date) -> Row:
    """Say from which dataset of the catalogue the last value comes."""
    if "dataset" not in indicator:
        return {}
    known = year_figures(seed, today)
    account = f"{SLUGS[account_stage(known[-1].year)]}-{known[-1].year}" if known else ""
    return {
        "jeu_de_donnees": indicator["dataset"].format(account=account),
        "champ": indicator["field"],
        "agregat": indicator["sum"],
    }


def _targets(indicator: Indicator, seed: int, today: date) -> dict[int, float]:
    """Give the target and a step half-way to it, or the caps that the council voted."""
    if "target" not in indicator:
        return {}
    value, year = indicator["target"]
    if indicator.get("steps") == "caps":
        voted = capped_years(today)
        return {each: total_cap(each) for each in range(FIRST_CAP, voted[-1] + 1)} | {year: value}
    if year - today.year < STEP_AT_LEAST:
        return {year: value}
    start, first = reference(seed, indicator, today)
    half = (today.year + year) // 2
    step = first + (value - first) * (half - start) / (year - start)
    return {half: step, year: value}


def _value(indicator: Indicator, measure: Measure) -> Row:
    return {
        "indicateur_id": indicator["id"],
        "date": measure.end.isoformat(),
        "date_debut": measure.start.isoformat() if measure.start else None,
        "valeur": _written(indicator, measure.value),
        "est_cible": "non",
        "statut": measure.status,
        "commentaires": measure.comment,
    }


def _target(indicator: Indicator, year: int, value: float) -> Row:
    return {
        "indicateur_id": indicator["id"],
        "date": date(year, 12, 31).isoformat(),
        "date_debut": date(year, 1, 1).isoformat() if "flow" in indicator else None,
        "valeur": _written(indicator, value),
        "est_cible": "oui",
    }


def _written(indicator: Indicator, value: float) -> str:
    return decimal(value, indicator.get("decimals", 0))


def _dataset(commune: Commune, policy: Policy, seed: int, today: date) -> DemoDataset:
    label = _labels()[policy["id"]]
    themes = {each.id: each.extra["theme"] for each in load_vocabulary("indicator-policies")}
    values = value_rows(policy, seed, today)
    description = Description(
        theme=themes[policy["id"]],
        tags=policy["tags"],
        frequency="QUARTERLY",
        start=min(date.fromisoformat(str(row["date"])) for row in values).replace(month=1, day=1),
        provenance=PROVENANCE.format(unit=policy["unit_in_charge"]),
    )
    is_late = policy.get("overdue", False)
    return DemoDataset(
        name=f"indicateurs-{policy['id']}",
        type="indicator",
        title=f"Indicateurs : {label[0].lower()}{label[1:]}",
        notes=_notes(policy),
        department=policy["department"],
        fields=description.fields(
            commune, policy=policy["id"], update_due=_due(today, is_late).isoformat()
        ),
        files=(_definitions(policy, label, seed, today), _values(policy, label, values)),
        imperfect=frozenset({"late"}) if is_late else frozenset(),
        updated=_due(today, is_late) - OVERDUE_AFTER if is_late else None,
    )


def _notes(policy: Policy) -> str:
    names = [each["name"] for each in policy["indicators"]]
    listed = " ; ".join(f"{name[0].lower()}{name[1:]}" for name in names)
    return (
        f"{policy['about']} {len(names)} indicateurs sur dix ans, avec leur objectif : {listed}. "
        "Définition, méthode et service responsable de chacun sont dans le premier fichier."
    )


def _due(today: date, is_late: bool) -> date:
    """The day of the next values: a month after the quarter, or, of the late one, in the past."""
    if is_late:
        due = date(today.year, 3, 31)
        return due if due < today else date(today.year - 1, 3, 31)
    month = (today.month - 1) // 3 * 3 + 4
    quarter_end = date(today.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)
    return quarter_end + timedelta(days=DAYS_TO_GIVE_VALUES)


def _definitions(policy: Policy, label: str, seed: int, today: date) -> DemoFile:
    return DemoFile(
        name=f"indicateurs-{policy['id']}-definitions.csv",
        content=records_bytes(DEFINITION_COLUMNS, definition_rows(policy, seed, today)),
        title=f"{label} : définitions des indicateurs",
        description=(
            "Une ligne par indicateur : unité, sens souhaité, valeur de départ, objectif, méthode, "
            "source et service responsable."
        ),
        format="CSV",
        table_schema=DEFINITIONS,
    )


def _values(policy: Policy, label: str, rows: list[Row]) -> DemoFile:
    return DemoFile(
        name=f"indicateurs-{policy['id']}-valeurs.csv",
        content=records_bytes(VALUE_COLUMNS, rows),
        title=f"{label} : valeurs et objectifs",
        description=(
            "Une ligne par indicateur et par date, constatée ou visée. Une valeur du trimestre en "
            f"cours d’année est « {PROVISIONAL} », une valeur reconstituée « {ESTIMATED} », les "
            f"autres « {FINAL} »."
        ),
        format="CSV",
        table_schema=VALUES,
    )
