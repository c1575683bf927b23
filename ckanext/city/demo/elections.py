"""The elections of the demo city as datasets: one a round, and the polling stations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ckanext.city.demo.budgets import series_fields
from ckanext.city.demo.commune import Commune
from ckanext.city.demo.council.ballots import MUNICIPAL, Ballot, Round, held_by
from ckanext.city.demo.council.polling import count_votes
from ckanext.city.demo.council.stations import polling_stations
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import COUNCIL
from ckanext.city.demo.election_tables import (
    CANDIDATE_COLUMNS,
    CANDIDATES,
    STATION_COLUMNS,
    STATIONS,
    TURNOUT,
    TURNOUT_COLUMNS,
    candidate_rows,
    station_rows,
    turnout_rows,
)
from ckanext.city.demo.files import geojson_bytes, records_bytes
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.words import NO_BREAK, day

SERIES = {
    "municipales": "elections-municipales",
    "presidentielle": "election-presidentielle",
    "legislatives": "elections-legislatives",
}
TITLES = {
    "municipales": "Élections municipales",
    "presidentielle": "Élection présidentielle",
    "legislatives": "Élections législatives",
}
TAGS = {
    "municipales": "élections, municipales, conseil municipal, résultats, bureau de vote",
    "presidentielle": "élections, présidentielle, résultats, bureau de vote",
    "legislatives": "élections, législatives, député, résultats, bureau de vote",
}
ROUNDS = {1: "premier tour", 2: "second tour"}
WHOM = {
    "municipales": "de chaque liste",
    "presidentielle": "de chaque candidate et candidat",
    "legislatives": "de chaque candidate et candidat",
}
# What a reader of one ballot's results should know: of a kind of ballot, or of one round.
CONTEXTS = {
    "presidentielle": "Ce sont les voix de la commune seule, pour un scrutin national.",
    "legislatives": (
        "Le siège se gagne dans toute la circonscription : ces voix sont celles de la commune "
        "seule."
    ),
}
ROUND_CONTEXTS = {
    "municipales-2020-premier-tour": "Un scrutin tenu à la veille du premier confinement.",
    "municipales-2020-second-tour": (
        "Un second tour que la crise sanitaire a repoussé de trois mois."
    ),
    "legislatives-2024-premier-tour": "Un scrutin anticipé, après la dissolution du 9 juin 2024.",
}
SERIES_SAY = {
    "municipales": (
        "Qui les habitants ont choisi pour conduire la ville, bureau de vote par bureau de vote, "
        "depuis 2020. Chaque tour a son jeu de données ; les bureaux gardent leur numéro, on peut "
        "donc suivre un quartier d’un scrutin à l’autre."
    ),
    "presidentielle": (
        "Comment Saint-Aubin-sur-Orge a voté pour l’élection présidentielle, dans chacun de ses 24 "
        "bureaux de vote : participation et voix de chaque candidature, un jeu de données par tour."
    ),
    "legislatives": (
        "Les votes de la commune pour élire la députée ou le député de la 10e circonscription de "
        "l’Essonne, par bureau de vote, avec un jeu de données par tour. Les autres communes de la "
        "circonscription publient les leurs."
    ),
}
PROVENANCE = (
    "Procès-verbaux des 24 bureaux de vote, centralisés à l’hôtel de ville et transmis à la "
    "préfecture le soir du scrutin. Service des élections."
)


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the polling stations, a series for each kind of ballot and a dataset a round held."""
    yield _stations(commune, seed)
    held = held_by(today)
    for scrutin in SERIES:
        own = [(ballot, round_) for ballot, round_ in held if ballot.scrutin == scrutin]
        if own:
            yield _series(commune, scrutin, own[0][1].day)
            for ballot, round_ in own:
                yield _dataset(commune, seed, ballot, round_)


def _stations(commune: Commune, seed: int) -> DemoDataset:
    stations = polling_stations(seed)
    description = Description(
        theme="GOVE",
        tags="bureau de vote, élections, lieux de vote, périmètre, carte électorale",
        frequency="ANNUAL",
        start=stations[0].since,
        provenance=(
            "Arrêté préfectoral fixant les bureaux de vote, périmètres dessinés par îlot par le "
            "service des élections avec la direction de l’urbanisme."
        ),
    )
    return DemoDataset(
        name="bureaux-de-vote",
        type="dataset",
        title="Bureaux de vote",
        notes=(
            "Les 24 bureaux de vote de Saint-Aubin-sur-Orge : le lieu où l’on vote, son adresse, "
            "son accessibilité et le périmètre de chaque bureau. Les périmètres couvrent toute la "
            "commune ; un bureau déplacé garde une ligne pour son ancien lieu."
        ),
        department=COUNCIL,
        fields=description.fields(commune),
        files=(
            DemoFile(
                name="bureaux-de-vote.csv",
                content=records_bytes(STATION_COLUMNS, station_rows(commune, stations)),
                title="Bureaux de vote : lieux et périmètres (tableau)",
                description="Une ligne par bureau et par lieu ; coordonnées en degrés (WGS 84).",
                format="CSV",
                table_schema=STATIONS,
            ),
            DemoFile(
                name="bureaux-de-vote-perimetres.geojson",
                content=geojson_bytes(
                    (each.shape, {"code_bv": each.code, "nom": each.place.name})
                    for each in stations
                ),
                title="Périmètres des bureaux de vote",
                description="Un polygone par bureau ; ils se touchent sans se recouvrir.",
                format="GeoJSON",
            ),
        ),
    )


def _series(commune: Commune, scrutin: str, first: date) -> DemoDataset:
    description = Description(
        theme="GOVE", tags=TAGS[scrutin], frequency="IRREG", start=first, provenance=PROVENANCE
    )
    title = TITLES[scrutin]
    return DemoDataset(
        name=SERIES[scrutin],
        type="dataset_series",
        title=f"{title}, tous les résultats",
        notes=SERIES_SAY[scrutin],
        department=COUNCIL,
        fields=series_fields(description.fields(commune), ordered_by="election_date"),
    )


def _dataset(commune: Commune, seed: int, ballot: Ballot, round_: Round) -> DemoDataset:
    description = Description(
        theme="GOVE",
        tags=TAGS[ballot.scrutin],
        frequency="NOT_PLANNED",  # proclaimed results do not change
        start=round_.day,
        end=round_.day,
        provenance=PROVENANCE,
    )
    own: dict[str, str | int] = {
        "scrutin": ballot.scrutin,
        "election_date": round_.day.isoformat(),
        "round": str(round_.number),
        "territory": ballot.territory,
        "seats": ballot.seats,
    }
    return DemoDataset(
        name=_name(ballot, round_),
        type="election",
        title=_title(ballot, round_),
        notes=_notes(ballot, round_),
        department=COUNCIL,
        fields=description.fields(commune, **own),
        files=_files(commune, seed, ballot, round_),
        series=SERIES[ballot.scrutin],
    )


def _notes(ballot: Ballot, round_: Round) -> str:
    whose, when = WHOM[ballot.scrutin], day(round_.day)
    said = (
        f"Les voix {whose} dans les 24 bureaux de vote le {when}, avec inscrits et votants.",
        _turnout(round_),
        _ahead(round_) if ballot.scrutin == MUNICIPAL else "",
        CONTEXTS.get(ballot.scrutin, ""),
        ROUND_CONTEXTS.get(_name(ballot, round_), ""),
    )
    return " ".join(filter(None, said))


def _ahead(round_: Round) -> str:
    """Say which list came first."""
    votes, first = max(zip(round_.votes, round_.contenders, strict=True), key=lambda each: each[0])
    share = f"{100 * votes / round_.valid:.1f}".replace(".", ",")
    return f"En tête : « {first.list} », avec {share} % des suffrages exprimés."


def _turnout(round_: Round) -> str:
    counts = (round_.voters, round_.registered)
    voters, registered = (f"{each:,}".replace(",", NO_BREAK) for each in counts)
    share = f"{100 * round_.turnout:.1f}".replace(".", ",")
    return f"{voters} votants sur {registered} inscrits, soit {share}{NO_BREAK}%."


def _name(ballot: Ballot, round_: Round) -> str:
    return f"{ballot.id}-{ROUNDS[round_.number].replace(' ', '-')}"


def _title(ballot: Ballot, round_: Round) -> str:
    return f"{TITLES[ballot.scrutin]} {ballot.year}, {ROUNDS[round_.number]}"


def _files(commune: Commune, seed: int, ballot: Ballot, round_: Round) -> tuple[DemoFile, ...]:
    name, title = _name(ballot, round_), _title(ballot, round_)
    results = count_votes(seed, ballot, round_)
    return (
        DemoFile(
            name=f"{name}-voix.csv",
            content=records_bytes(
                CANDIDATE_COLUMNS, candidate_rows(commune, ballot, round_, results)
            ),
            title=f"{title} : voix par bureau",
            description=f"Les voix {WHOM[ballot.scrutin]}, une ligne par bureau de vote.",
            format="CSV",
            table_schema=CANDIDATES,
        ),
        DemoFile(
            name=f"{name}-participation.csv",
            content=records_bytes(TURNOUT_COLUMNS, turnout_rows(commune, ballot, round_, results)),
            title=f"{title} : participation par bureau",
            description=(
                "Inscrits, abstentions, votants, blancs, nuls et exprimés, une ligne par bureau."
            ),
            format="CSV",
            table_schema=TURNOUT,
        ),
    )
