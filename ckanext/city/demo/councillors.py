"""The register of the members of the council, as a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ckanext.city.demo.commune import Commune
from ckanext.city.demo.council.members import Member, Term, terms
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import COUNCIL
from ckanext.city.demo.files import Cell, records_bytes
from ckanext.city.demo.metadata import Description

COLUMNS = (
    *("mandat", "nom", "prenom", "sexe", "fonction", "delegation", "liste", "groupe"),
    *("date_debut", "date_fin", "motif_fin"),
)
RESIGNED, ENDED = "démission", "fin du mandat"


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the register of those who sit, or sat, by a day."""
    begun = [term for term in terms(seed) if term.installed <= today]
    if begun:
        yield _dataset(commune, begun, today)


def _dataset(commune: Commune, begun: list[Term], today: date) -> DemoDataset:
    description = Description(
        theme="GOVE",
        tags="élus, conseil municipal, maire, adjoints, groupes politiques, mandat",
        frequency="IRREG",
        start=begun[0].installed,
        provenance=(
            "Procès-verbaux d’installation du conseil municipal et délibérations, tenus à jour par "
            "le service des assemblées à chaque changement."
        ),
    )
    return DemoDataset(
        name="elus-du-conseil-municipal",
        type="dataset",
        title="Élus du conseil municipal",
        notes=(
            f"Les {begun[-1].seats} membres du conseil municipal et ceux du mandat précédent : "
            "fonction, délégation, liste d’élection, groupe, dates de début et de fin. Les élus "
            "remplacés en cours de mandat y restent, avec la date de leur départ."
        ),
        department=COUNCIL,
        fields=description.fields(commune),
        files=(
            DemoFile(
                name="elus-du-conseil-municipal.csv",
                content=records_bytes(COLUMNS, _rows(begun, today)),
                title="Élus du conseil municipal (tableau)",
                description="Une ligne par personne et par mandat, dans l’ordre des listes.",
                format="CSV",
            ),
        ),
    )


def _rows(begun: list[Term], today: date) -> Iterator[dict[str, Cell]]:
    for term in reversed(begun):
        for member in term.members:
            if member.since <= today:
                yield _row(term, member, today)


def _row(term: Term, member: Member, today: date) -> dict[str, Cell]:
    row: dict[str, Cell] = {
        "mandat": f"{term.installed.year}-{term.until.year}" if term.until else _running(term),
        "nom": member.person.name.upper(),
        "prenom": member.person.first,
        "sexe": member.person.sex,
        "fonction": member.duty,
        "delegation": member.portfolio,
        "liste": member.list,
        "groupe": member.group,
        "date_debut": member.since.isoformat(),
    }
    if member.until and member.until <= today:
        row["date_fin"] = member.until.isoformat()
        row["motif_fin"] = RESIGNED if member.resigned else ENDED
    return row


def _running(term: Term) -> str:
    """A council is elected for six years: code électoral, article L227."""
    return f"{term.installed.year}-{term.installed.year + 6}"
