"""The budgets of the demo city as datasets: one for each stage that the council has adopted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ckanext.city.demo.budget.chart import account_label, function_label, operation_label
from ckanext.city.demo.budget.documents import BODIES, adoption_rows, write_adoption
from ckanext.city.demo.budget.model import (
    ACCOUNT,
    AMENDING,
    INITIAL,
    OPERATING,
    SINGLE_ACCOUNT,
    SPENDING,
    SUPPLEMENTARY,
    Amounts,
    total,
)
from ckanext.city.demo.budget.sources import read
from ckanext.city.demo.budget.tables import COLUMNS, SCHEMA
from ckanext.city.demo.budget.totem import ENCODING
from ckanext.city.demo.commune import Commune
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import FINANCE
from ckanext.city.demo.files import records_bytes
from ckanext.city.demo.finances import KITCHEN, MAIN, Adoption, adoptions
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.words import NO_BREAK, day, millions

SERIES = {MAIN: "budget-principal-de-la-ville", KITCHEN: "budget-restauration-municipale"}
OF_FILES = frozenset({"language", "license_id", "provenance"})
SLUGS = {
    INITIAL: "budget-primitif",
    SUPPLEMENTARY: "budget-supplementaire",
    AMENDING: "decision-modificative",
    ACCOUNT: "compte-administratif",
    SINGLE_ACCOUNT: "compte-financier-unique",
}
TITLES = {
    INITIAL: "Budget primitif {year}",
    SUPPLEMENTARY: "Budget supplémentaire {year}",
    AMENDING: "Décision modificative n° {number} de {year}",
    ACCOUNT: "Compte administratif {year}",
    SINGLE_ACCOUNT: "Compte financier unique {year}",
}
# What each stage is for, to a resident. `spending` and `operating` are millions of euros.
NOTES = {
    INITIAL: (
        "Ce que {owner} prévoit d’encaisser et de dépenser en {year}, article par article et "
        "fonction par fonction, tel que le conseil municipal l’a voté le {day} : {spending} de "
        "dépenses réelles, dont {operating} pour le fonctionnement."
    ),
    SUPPLEMENTARY: (
        "Les crédits que le conseil municipal a ajoutés le {day} au budget {year} de {owner}, une "
        "fois connus les résultats de {before} : reprise de ces résultats, restes à réaliser de "
        "{before} et ajustements en cours d’année."
    ),
    AMENDING: (
        "Les ajustements du budget {year} de {owner} votés par le conseil municipal le {day}. "
        "Plus forte hausse : {rise}. Seules les lignes modifiées y sont ; un montant négatif "
        "retire des crédits déjà votés."
    ),
    ACCOUNT: (
        "Ce que {owner} a réellement encaissé et dépensé en {year}, en regard de ce qui avait été "
        "voté : {spending} de dépenses réelles, dont {operating} pour le fonctionnement. Compte "
        "adopté par le conseil municipal le {day}."
    ),
}
NOTES[SINGLE_ACCOUNT] = NOTES[ACCOUNT]
OWNERS = {MAIN: "la ville", KITCHEN: "la restauration municipale"}
TAGS = {
    MAIN: "budget, finances, dépenses, recettes, impôts, investissement, M57",
    KITCHEN: "budget, finances, cantine, restauration scolaire, budget annexe, M57",
}
PROVENANCE = (
    "Logiciel de gestion financière de la ville, mêmes données que le document budgétaire transmis "
    "à la préfecture. Direction des finances."
)
TABLE_SAYS = (
    "Une ligne par article, fonction et opération : montants en euros, libellés de la nomenclature "
    "M57. {stage_note}"
)
STAGE_NOTES = {
    INITIAL: (
        "La colonne BGT_MTPREV donne les crédits votés, BGT_MTBUDGPREC ceux de l’année précédente."
    ),
    SUPPLEMENTARY: "La colonne BGT_MTRARPREC donne les restes à réaliser de l’exercice précédent.",
    AMENDING: "La colonne BGT_MTPREV donne ce qui est ajouté ou retiré.",
    ACCOUNT: "La colonne BGT_MTREAL donne les réalisations, BGT_CREDOUV les crédits ouverts.",
}
STAGE_NOTES[SINGLE_ACCOUNT] = (
    "La colonne BGT_MTREAL donne les réalisations, BGT_CREDOUV les crédits ouverts. Le schéma "
    "national ne connaît pas encore le compte financier unique et le nomme compte administratif."
)
TOTEM_SAYS = (
    "Document budgétaire au format réglementaire (TOTEM), mêmes montants que le tableau. Sans les "
    "annexes nominatives ni la signature."
)


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make a series for each budget, and a dataset for each stage adopted by a day."""
    adopted = adoptions(seed, today)
    for budget in (MAIN, KITCHEN):
        own = [each for each in adopted if each.budget == budget]
        if own:
            yield _series(commune, budget, own)
            yield from (_dataset(commune, each) for each in own)


def series_fields(fields: Mapping[str, Any], *, ordered_by: str) -> dict[str, Any]:
    """Keep of the fields of a dataset those of a series, which holds no file."""
    kept = {name: value for name, value in fields.items() if name not in OF_FILES}
    return kept | {"series_order_field": ordered_by}


def _series(commune: Commune, budget: str, adopted: list[Adoption]) -> DemoDataset:
    name = str(read("annexe")["name"])
    description = Description(
        theme="ECON",
        tags=TAGS[budget],
        frequency="ANNUAL",
        start=date(min(each.exercise.year for each in adopted), 1, 1),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=SERIES[budget],
        type="dataset_series",
        title="Budget principal de la ville" if budget == MAIN else f"Budget annexe : {name}",
        notes=(
            f"Toutes les étapes du budget de {OWNERS[budget]}, année après année : ce qui est "
            "prévu au budget primitif, ce qui change en cours d’année, puis ce qui a été "
            "réellement encaissé et dépensé. Les colonnes sont les mêmes d’un exercice à l’autre."
        ),
        department=FINANCE,
        fields=series_fields(description.fields(commune), ordered_by="exercice"),
    )


def _dataset(commune: Commune, adoption: Adoption) -> DemoDataset:
    year = adoption.exercise.year
    description = Description(
        theme="ECON",
        tags=TAGS[adoption.budget],
        frequency="NOT_PLANNED",  # a stage, once adopted, does not change: another one follows
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=_name(adoption),
        type="budget",
        title=_title(adoption),
        notes=_notes(adoption),
        department=FINANCE,
        fields=description.fields(commune, **_own_fields(adoption)),
        files=_files(adoption),
        series=SERIES[adoption.budget],
    )


def _own_fields(adoption: Adoption) -> dict[str, str | int]:
    fields: dict[str, str | int] = {
        "exercice": str(adoption.exercise.year),
        "stage": adoption.stage,
        "nomenclature": "M57",
        "budget_kind": "principal" if adoption.budget == MAIN else "annexe",
        "siret": BODIES[adoption.budget].siret,
        "voted_by": "nature",
        "voted_on": adoption.adopted_on.isoformat(),
        "deliberation_number": adoption.deliberation,
    }
    if adoption.number is not None:
        fields["stage_number"] = adoption.number
    if adoption.budget == KITCHEN:
        fields["budget_name"] = str(read("annexe")["name"])
    return fields


def _name(adoption: Adoption) -> str:
    parts = [
        SLUGS[adoption.stage],
        str(adoption.number or ""),
        str(adoption.exercise.year),
        "restauration-municipale" if adoption.budget == KITCHEN else "",
    ]
    return "-".join(part for part in parts if part)


def _title(adoption: Adoption) -> str:
    title = TITLES[adoption.stage].format(year=adoption.exercise.year, number=adoption.number)
    return title if adoption.budget == MAIN else f"{title} de la restauration municipale"


def _notes(adoption: Adoption) -> str:
    exercise = adoption.exercise
    amounts = exercise.done if adoption.at is None else exercise.votes[adoption.at].amounts
    spending = total(amounts, flow=SPENDING, real_only=True)
    operating = total(amounts, section=OPERATING, flow=SPENDING, real_only=True)
    return NOTES[adoption.stage].format(
        owner=OWNERS[adoption.budget],
        year=exercise.year,
        before=exercise.year - 1,
        day=day(adoption.adopted_on),
        spending=millions(spending),
        operating=millions(operating),
        rise=_largest_rise(amounts),
    )


def _largest_rise(amounts: Amounts) -> str:
    """Say which spending an amending decision raises most."""
    raised = ((amount, line) for line, amount in amounts.items() if line.flow == SPENDING)
    amount, line = max((amount, line) for amount, line in raised if not line.moves_no_money)
    label = operation_label(line.operation) or (
        f"{account_label(line.account)}, {function_label(line.function)}"
    )
    euros = f"{amount // 100:,}".replace(",", NO_BREAK)
    return f"{euros} € pour « {label} »"


def _files(adoption: Adoption) -> tuple[DemoFile, ...]:
    name, title = _name(adoption), _title(adoption)
    table = DemoFile(
        name=f"{name}.csv",
        content=records_bytes(COLUMNS, adoption_rows(adoption)),
        title=f"{title} (tableau)",
        description=TABLE_SAYS.format(stage_note=STAGE_NOTES[adoption.stage]),
        format="CSV",
        table_schema=SCHEMA,
    )
    if adoption.stage != INITIAL:
        return (table,)
    document = DemoFile(
        name=f"{name}-totem.xml",
        content=write_adoption(adoption),
        title=f"{title} (document budgétaire)",
        description=TOTEM_SAYS,
        format="XML",
        encoding=ENCODING,
    )
    return (table, document)
