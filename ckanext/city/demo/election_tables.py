"""The tables of a round of a ballot, and of the polling stations, as rows of our schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ckanext.city.demo.commune import Commune, Facility, to_geojson
from ckanext.city.demo.council.ballots import Ballot, Contender, Round
from ckanext.city.demo.council.polling import StationResult
from ckanext.city.demo.council.stations import Station
from ckanext.city.demo.files import Cell, decimal

CANDIDATES = "city/election-candidates@1.0.0"
TURNOUT = "city/election-stations@1.0.0"
STATIONS = "city/polling-stations@1.0.0"
CANDIDATE_COLUMNS = (
    *("id_election", "id_brut_miom", "code_departement", "code_commune", "code_bv", "no_panneau"),
    *("voix", "ratio_voix_inscrits", "ratio_voix_exprimes", "nuance", "sexe", "nom", "prenom"),
    *("liste", "libelle_abrege_liste", "libelle_etendu_liste", "nom_tete_liste", "binome"),
)
TURNOUT_COLUMNS = (
    *("id_election", "id_brut_miom", "code_departement", "libelle_departement", "code_canton"),
    *("libelle_canton", "code_commune", "libelle_commune", "code_circonscription"),
    *("libelle_circonscription", "code_bv", "inscrits", "abstentions", "votants", "blancs"),
    *("nuls", "exprimes", "ratio_abstentions_inscrits", "ratio_votants_inscrits"),
    *("ratio_blancs_inscrits", "ratio_blancs_votants", "ratio_nuls_inscrits"),
    *("ratio_nuls_votants", "ratio_exprimes_inscrits", "ratio_exprimes_votants"),
)
STATION_COLUMNS = (
    *("code_insee", "code_bv", "nom", "adresse", "code_postal", "lat", "long", "canton"),
    *("circonscription", "accessible_pmr", "id_acceslibre", "date_debut", "date_fin", "geometry"),
)
DEPARTMENT, DEPARTMENT_NAME = "91", "Essonne"
CONSTITUENCY = "10"
CONSTITUENCY_NAME = "10e circonscription"
LISTS_RENAMED = 2024  # since then the ministry writes a short and a full name
BY_CONSTITUENCY = ("legislatives", "presidentielle")
# Where a step at the door was still there at the last visit.
NOT_ACCESSIBLE = frozenset({"salle-de-la-halle", "gymnase-des-tanneurs"})

Row = dict[str, Cell]


def candidate_rows(
    commune: Commune, ballot: Ballot, round_: Round, results: tuple[StationResult, ...]
) -> Iterator[Row]:
    """Write the votes: a row for each contender in each station."""
    for result in results:
        for contender, votes in zip(round_.contenders, result.votes, strict=True):
            yield {
                **_keys(commune, ballot, round_, result),
                "no_panneau": contender.panel,
                "voix": votes,
                "ratio_voix_inscrits": _percent(votes, result.registered),
                "ratio_voix_exprimes": _percent(votes, result.valid),
                **_named(contender, ballot),
            }


def turnout_rows(
    commune: Commune, ballot: Ballot, round_: Round, results: tuple[StationResult, ...]
) -> Iterator[Row]:
    """Write turnout: a row for each station."""
    for result in results:
        row = _keys(commune, ballot, round_, result) | {
            "libelle_departement": DEPARTMENT_NAME,
            "libelle_commune": commune.name,
            "inscrits": result.registered,
            "abstentions": result.abstentions,
            "votants": result.voters,
            "blancs": result.blank,
            "nuls": result.invalid,
            "exprimes": result.valid,
        }
        if ballot.scrutin in BY_CONSTITUENCY:
            row["code_circonscription"] = CONSTITUENCY
            row["libelle_circonscription"] = CONSTITUENCY_NAME
        yield row | _ratios(result)


def station_rows(commune: Commune, stations: tuple[Station, ...]) -> Iterator[Row]:
    """Write the stations: a row for each place that each had, with its ground."""
    for station in stations:
        if station.before and station.moved:
            past: Row = {"date_debut": f"{station.since}", "date_fin": f"{station.moved}-12-31"}
            yield _station_row(commune, station, station.before) | past
        start = f"{station.moved + 1}-01-01" if station.moved else f"{station.since}"
        now: Row = {"date_debut": start}
        yield _station_row(commune, station, station.place) | now


def _keys(commune: Commune, ballot: Ballot, round_: Round, result: StationResult) -> Row:
    return {
        "id_election": ballot.election_id(round_),
        "id_brut_miom": f"{commune.insee}_{result.station.code}",
        "code_departement": DEPARTMENT,
        "code_commune": commune.insee,
        "code_bv": result.station.code,
    }


def _named(contender: Contender, ballot: Ballot) -> Row:
    surname = contender.name.upper()
    named: Row = {
        "nuance": contender.nuance,
        "sexe": contender.sex,
        "nom": surname,
        "prenom": contender.first,
    }
    if contender.list:
        named |= {
            "liste": contender.list.upper() if ballot.year < LISTS_RENAMED else "",
            "libelle_abrege_liste": contender.list.upper(),
            "libelle_etendu_liste": contender.in_full,
            "nom_tete_liste": f"{contender.first} {surname}",
        }
    return named


def _ratios(result: StationResult) -> Row:
    parts = {
        "abstentions": result.abstentions,
        "votants": result.voters,
        "blancs": result.blank,
        "nuls": result.invalid,
        "exprimes": result.valid,
    }
    wholes = {"inscrits": result.registered, "votants": result.voters}
    return {
        name: _percent(parts[part], wholes[whole])
        for name in TURNOUT_COLUMNS
        if name.startswith("ratio_")
        for _, part, whole in [name.split("_")]
    }


def _station_row(commune: Commune, station: Station, place: Facility) -> Row:
    longitude, latitude = place.address.degrees
    return {
        "code_insee": commune.insee,
        "code_bv": station.code,
        "nom": place.name,
        "adresse": place.address.label,
        "code_postal": commune.postcode,
        "lat": decimal(latitude, 6),
        "long": decimal(longitude, 6),
        "canton": commune.name,
        "circonscription": CONSTITUENCY,
        "accessible_pmr": "non" if place.id in NOT_ACCESSIBLE else "oui",
        "geometry": json.dumps(to_geojson(station.shape), separators=(",", ":")),
    }


def _percent(part: int, whole: int) -> str:
    return decimal(100 * part / whole, 2)
