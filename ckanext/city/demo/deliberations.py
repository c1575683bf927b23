"""The deliberations of the council as datasets: one a year, in a series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.demo.budget.documents import BODIES
from ckanext.city.demo.budgets import series_fields
from ckanext.city.demo.commune import Commune
from ckanext.city.demo.council.acts import Act, acts_of, published_years
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import COUNCIL
from ckanext.city.demo.files import Cell, records_bytes
from ckanext.city.demo.finances import MAIN
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.seed import stream
from ckanext.city.demo.words import NO_BREAK, day

SERIES = "deliberations-du-conseil-municipal"
SCHEMA = "scdl/deliberations@2.1.5"
COLUMNS = (
    *("COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE"),
    *("DELIB_MATIERE_NOM", "DELIB_OBJET", "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE"),
    *("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL"),
)
PREFECTURE = "PREF091"
SITE = "https://www.saint-aubin-sur-orge.example/deliberations"
TAGS = "délibérations, conseil municipal, séance, vote, actes administratifs"
PROVENANCE = (
    "Registre des délibérations et plateforme de télétransmission des actes à la préfecture, tenus "
    "par le service des assemblées du secrétariat général."
)
SATURDAY = 5


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the series, and a dataset for each year with what was decided by a day."""
    years = published_years(today)
    if years:
        yield _series(commune, years[0])
    for year in years:
        yield _dataset(commune, seed, year, today)


def act_rows(seed: int, year: int, today: date) -> list[dict[str, Cell]]:
    """Write the deliberations of a year adopted by a day as rows of `scdl/deliberations`."""
    matters = {
        each.id: f"{each.extra['domain']['fr']}/{each.label['fr']}".lower()
        for each in load_vocabulary("actes")
    }
    return [
        _row(each, matters[each.matter]) | _sent(seed, each, today)
        for each in acts_of(seed, year)
        if each.day <= today
    ]


def _row(act: Act, matter: str) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "COLL_NOM": BODIES[MAIN].name,
        "COLL_SIRET": BODIES[MAIN].siret,
        "DELIB_ID": act.id,
        "DELIB_DATE": act.day.isoformat(),
        "DELIB_MATIERE_CODE": act.matter,
        "DELIB_MATIERE_NOM": matter,
        "DELIB_OBJET": act.subject,
        "BUDGET_ANNEE": act.budget_year,
        "BUDGET_NOM": act.budget_name,
        "DELIB_URL": f"{SITE}/{act.id}.pdf",
    }
    if act.vote is None:
        return row
    return row | {
        "VOTE_EFFECTIF": act.attending.seats,
        "VOTE_REEL": act.vote.voices,
        "VOTE_POUR": act.vote.pro,
        "VOTE_CONTRE": act.vote.contra,
        "VOTE_ABSTENTION": act.vote.abstained,
    }


def _sent(seed: int, act: Act, today: date) -> dict[str, Cell]:
    """When the préfecture has received an act: some working days after; nothing before that."""
    received = act.day + timedelta(days=stream(seed, "sent", act.id).choice((4, 5, 5, 6, 7)))
    while received.weekday() >= SATURDAY:
        received += timedelta(days=1)
    if received > today:
        return {}
    return {"PREF_ID": PREFECTURE, "PREF_DATE": received.isoformat()}


def _series(commune: Commune, first_year: int) -> DemoDataset:
    description = Description(
        theme="GOVE",
        tags=TAGS,
        frequency="ANNUAL",
        start=date(first_year, 1, 1),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=SERIES,
        type="dataset_series",
        title="Délibérations du conseil municipal",
        notes=(
            "Ce que le conseil municipal a décidé, séance après séance : l’objet de chaque "
            "délibération, sa matière, le détail du vote et le lien vers l’acte. Un jeu de données "
            "par année civile, au format national."
        ),
        department=COUNCIL,
        fields=series_fields(description.fields(commune), ordered_by="first_session"),
    )


def _dataset(commune: Commune, seed: int, year: int, today: date) -> DemoDataset:
    rows = act_rows(seed, year, today)
    days = sorted({date.fromisoformat(str(row["DELIB_DATE"])) for row in rows})
    description = Description(
        theme="GOVE",
        tags=TAGS,
        frequency="NOT_PLANNED" if year < today.year else "BIMONTHLY",
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=f"deliberations-{year}",
        type="deliberation",
        title=f"Délibérations du conseil municipal en {year}",
        notes=_notes(rows, days, year),
        department=COUNCIL,
        fields=description.fields(
            commune,
            assembly="conseil-municipal",
            first_session=days[0].isoformat(),
            last_session=days[-1].isoformat(),
        ),
        files=(_file(rows, year),),
        series=SERIES,
    )


def _notes(rows: list[dict[str, Cell]], days: list[date], year: int) -> str:
    sessions = "une séance" if len(days) == 1 else f"{len(days)}{NO_BREAK}séances"
    return (
        f"Les {len(rows)}{NO_BREAK}délibérations prises par le conseil municipal en {year}, en "
        f"{sessions}, la dernière le {day(days[-1])}. Les voix comptées sont celles des élus "
        "présents et des pouvoirs ; un vote à bulletin secret ou un simple rapport n’a pas de "
        "décompte."
    )


def _file(rows: list[dict[str, Cell]], year: int) -> DemoFile:
    return DemoFile(
        name=f"deliberations-{year}.csv",
        content=records_bytes(COLUMNS, rows),
        title=f"Délibérations de {year} (tableau)",
        description=(
            "Une ligne par délibération, dans l’ordre de leur numéro, avec le vote et le lien vers "
            "l’acte signé."
        ),
        format="CSV",
        table_schema=SCHEMA,
    )
