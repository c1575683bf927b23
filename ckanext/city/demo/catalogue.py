"""The list of what the demo city publishes, in the national format, as a dataset of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ckanext.city.dataset_types.vocabularies import load_vocabulary
from ckanext.city.demo.budget.documents import BODIES
from ckanext.city.demo.commune import Commune
from ckanext.city.demo.commune.naming import plain
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import COUNCIL, DEPARTMENTS
from ckanext.city.demo.files import Cell, records_bytes
from ckanext.city.demo.finances import MAIN
from ckanext.city.demo.metadata import Description

SCHEMA = "scdl/catalogue@0.1.3"
COLUMNS = (
    *("COLL_NOM", "COLL_SIRET", "ID", "TITRE", "DESCRIPTION", "THEME", "PRODUCTEUR_NOM"),
    *("PRODUCTEUR_SIRET", "COUV_SPAT_MAILLE", "COUV_SPAT_NOM", "COUV_TEMP_DEBUT"),
    *("COUV_TEMP_FIN", "DATE_PUBL", "FREQ_MAJ", "DATE_MAJ", "MOTS_CLES", "LICENCE"),
    *("NOMBRE_RESSOURCES", "FORMAT_RESSOURCES", "URL"),
)
# Words of the format for the EU frequencies that the city announces.
FREQUENCIES = {
    "UPDATE_CONT": "Continuelle",
    "DAILY": "Quotidienne ou plusieurs fois par jour",
    "WEEKLY": "Hebdomadaire ou plusieurs fois par semaine",
    "MONTHLY": "Mensuelle ou plusieurs fois par mois",
    "BIMONTHLY": "Bimestrielle",
    "QUARTERLY": "Trimestrielle",
    "ANNUAL_2": "Semestrielle",
    "ANNUAL": "Annuelle",
    "IRREG": "Irrégulière",
    "NOT_PLANNED": "Ponctuelle",
}
LICENSES = {"lov2": "Licence Ouverte-LO", "notspecified": "Spécifique ou autre"}
OPENED = date(2021, 6, 1)  # the catalogue; nothing was published before
SITE = "https://donnees.saint-aubin-sur-orge.example/dataset"
BETWEEN = ";"


def generate(commune: Commune, datasets: Iterable[DemoDataset], today: date) -> DemoDataset:
    """Make the catalogue of datasets that are public and have a file."""
    rows = [_row(commune, each, today) for each in datasets if _is_listed(each)]
    return DemoDataset(
        name="catalogue-des-donnees",
        type="dataset",
        title="Catalogue des données de la ville",
        notes=(
            "La liste des jeux de données que la ville publie : titre, contenu, direction "
            "responsable, rythme de mise à jour, formats et adresse de chacun. Pour qui veut tout "
            "parcourir d’un coup, ou reprendre le catalogue dans un autre portail. Les données "
            "réservées aux agents n’y sont pas."
        ),
        department=COUNCIL,
        fields=Description(
            theme="GOVE",
            tags="catalogue, données ouvertes, inventaire, jeux de données",
            frequency="MONTHLY",
            start=OPENED,
            provenance="Établi chaque mois à partir de ce portail par l’ambassadrice des données.",
        ).fields(commune),
        files=(
            DemoFile(
                name="catalogue-des-donnees.csv",
                content=records_bytes(COLUMNS, rows),
                title="Catalogue des données de la ville (tableau)",
                description=(
                    "Une ligne par jeu de données, au format national ; mots-clés et formats sont "
                    "séparés par des points-virgules."
                ),
                format="CSV",
                table_schema=SCHEMA,
            ),
        ),
    )


def _is_listed(dataset: DemoDataset) -> bool:
    is_public = dataset.fields["access_level"] == "public" and "draft" not in dataset.imperfect
    return is_public and bool(dataset.files)


def _row(commune: Commune, dataset: DemoDataset, today: date) -> dict[str, Cell]:
    start, end = _period(dataset, today)
    changed = dataset.updated or min(end, today)
    fields = dataset.fields
    return {
        "COLL_NOM": BODIES[MAIN].name,
        "COLL_SIRET": BODIES[MAIN].siret,
        "ID": dataset.name,
        "TITRE": dataset.title,
        "DESCRIPTION": dataset.notes,
        "THEME": _themes()[_code(fields["theme"][0])],
        "PRODUCTEUR_NOM": _departments()[dataset.department],
        "PRODUCTEUR_SIRET": BODIES[MAIN].siret,
        "COUV_SPAT_MAILLE": "Communale",
        "COUV_SPAT_NOM": commune.name,
        "COUV_TEMP_DEBUT": start.isoformat(),
        "COUV_TEMP_FIN": end.isoformat(),
        "DATE_PUBL": min(max(start, OPENED), changed).isoformat(),
        "FREQ_MAJ": FREQUENCIES[_code(fields["frequency"])],
        "DATE_MAJ": changed.isoformat(),
        "MOTS_CLES": plain(fields["tag_string"]).replace(", ", BETWEEN),
        "LICENCE": LICENSES[fields["license_id"]],
        "NOMBRE_RESSOURCES": len(dataset.files),
        "FORMAT_RESSOURCES": BETWEEN.join(
            dict.fromkeys(each.format.lower() for each in dataset.files)
        ),
        "URL": f"{SITE}/{dataset.name}",
    }


def _period(dataset: DemoDataset, today: date) -> tuple[date, date]:
    """The days that the data describe; up to today where more is to come."""
    period = dataset.fields["temporal_coverage"][0]
    start = date.fromisoformat(period["start"])
    return start, date.fromisoformat(period["end"]) if "end" in period else today


def _code(address: str) -> str:
    return address.rpartition("/")[2]


def _themes() -> dict[str, str]:
    return {each.id: each.label["fr"] for each in load_vocabulary("eu-themes")}


def _departments() -> dict[str, str]:
    return {each.name: each.title for each in DEPARTMENTS}
