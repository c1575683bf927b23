"""The school map: which school takes the children of each address, by streets and by areas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from ckanext.city.demo.budgets import series_fields
from ckanext.city.demo.commune import (
    Address,
    Commune,
    Facility,
    StreetRange,
    group_blocks,
    to_geojson,
)
from ckanext.city.demo.commune.balance import balance_groups
from ckanext.city.demo.commune.naming import plain
from ckanext.city.demo.dataset import DemoDataset, DemoFile
from ckanext.city.demo.departments import EDUCATION
from ckanext.city.demo.files import Cell, geojson_bytes, records_bytes
from ckanext.city.demo.metadata import Description
from ckanext.city.demo.places import equipment
from ckanext.city.demo.seed import stream

SERIES = "carte-scolaire"
ZONES, STREETS = "city/school-zones@1.0.0", "city/school-streets@1.0.0"
STREET_HEADER = (
    "code_insee",
    "annee_scolaire",
    "niveau",
    "type_et_libelle",
    "n_de_voie_debut",
    "n_de_voie_fin",
    "parite",
    "code_rne",
    "nom_ecole",
    "secteur_code",
)
AREA_HEADER = (
    "code_insee",
    "annee_scolaire",
    "niveau",
    "secteur_code",
    "secteur_nom",
    "uai",
    "nom_ecole",
    "adresse",
    "code_postal",
    "telephone",
    "site_web",
)
YEARS = 2
SEPTEMBER, AUGUST = 9, 8
PARITIES = {"odd": "I", "even": "P"}
WHOLE, END_OF_STREET = "PI", 9999
# The last letter of a school's number checks the seven digits before it (I, O and Q are not used).
CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
TAGS = "école, carte scolaire, secteur, inscription, {level}"
PROVENANCE = (
    "Délibération du conseil municipal sur les secteurs scolaires ; périmètres dessinés par îlot "
    "par la direction de l’éducation, sur les adresses de la base adresse locale."
)
ONE_SECTOR = "Chaque adresse de la base adresse locale est dans un secteur et un seul"
# Since the deliberation for the school year 2026-2027.
TWO_CASES = (
    ", à deux cas près. Les numéros pairs de la rue des Tanneurs, du 2 au 38, sont passés au "
    "secteur Jacques-Prévert (délibération 2025-11-104) sans que les périmètres soient "
    "redessinés : la liste des rues l’emporte. Le 41 rue des Sablons touche deux secteurs et "
    "figure dans les deux, Rosa-Parks et Jacques-Prévert : le service Éducation tranche."
)


@dataclass(frozen=True)
class Sector:
    """What belongs to a school; `shape` is made of whole blocks, in Lambert 93."""

    code: str
    name: str
    school: Facility
    uai: str
    shape: BaseGeometry


class SchoolMap:
    """The sectors of a level for the school year that begins in a year."""

    def __init__(self, commune: Commune, level: str, year: int) -> None:
        kind = _facts()["levels"][level]
        schools = [each for each in commune.facilities if each.kind == kind["facilities"]]
        centres = [school.address.point for school in schools]
        drafts, _ = group_blocks(commune, centres, kind["crowding"])
        groups = balance_groups(
            commune, drafts, centres, lambda block: block.residents, _facts()["most_people"]
        )
        self.commune = commune
        self.level = level
        self.year = year
        self.sectors = tuple(
            Sector(
                code=f"{kind['code']}{order:02d}",
                name=_short_name(school),
                school=school,
                uai=school_number(kind["uai"] + order),
                shape=unary_union([block.shape for block in group]),
            )
            for order, (school, group) in enumerate(zip(schools, groups, strict=True), start=1)
        )
        self.by_code = {sector.code: sector for sector in self.sectors}
        self._by_name = {sector.name: sector.code for sector in self.sectors}
        self._by_block = {
            block.id: sector.code
            for sector, group in zip(self.sectors, groups, strict=True)
            for block in group
        }

    def codes_of(self, address: Address) -> str:
        """The code of an address's sector; two, with a space between, on a border."""
        for choice in self._in_force("choice"):
            if choice["address"] == address.label:
                return " ".join(self._by_name[name] for name in choice["schools"])
        for move in self._in_force("moved"):
            if _moves(move, address):
                return self._by_name[move["school"]]
        return self._by_block[address.block]

    def of_year(self, year: int) -> SchoolMap:
        """The same sectors for the school year that begins in another year."""
        other = copy(self)
        other.year = year
        return other

    def people(self) -> dict[str, int]:
        """How many live in each sector, by its code."""
        counted = dict.fromkeys(self.by_code, 0)
        for block in self.commune.blocks:
            counted[self._by_block[block.id]] += block.residents
        return counted

    def _in_force(self, what: str) -> list[dict[str, Any]]:
        return [each for each in _facts()[what] if each["since"] <= self.year]


def generate(commune: Commune, seed: int, today: date) -> Iterator[DemoDataset]:
    """Make the series of the school map, and its datasets: a level and a school year each."""
    current = school_year(today)
    years = range(current - YEARS + 1, current + 1)
    yield _series(commune, years[0])
    contacts = _contacts(commune, seed)
    maps = [SchoolMap(commune, level, current) for level in _facts()["levels"]]
    for year in years:
        for school_map in maps:
            yield _dataset(school_map.of_year(year), contacts, in_force=year == current)


def school_year(today: date) -> int:
    """The year in which the school year in force began."""
    return today.year if today.month >= SEPTEMBER else today.year - 1


def school_number(digits: int) -> str:
    """The national number (UAI) of a school: seven digits and the letter that checks them."""
    return f"{digits:07d}{CHECK_LETTERS[digits % len(CHECK_LETTERS)]}"


def decision_of(year: int) -> str:
    """The number of the deliberation in force for the school year that begins in a year."""
    decisions = _facts()["decisions"]
    return str(decisions[max(each for each in decisions if each <= max(year, min(decisions)))])


def street_rows(school_map: SchoolMap) -> Iterator[dict[str, Cell]]:
    """The map as ranges of house numbers, a street after the other."""
    for street in school_map.commune.streets:
        ranges = list(school_map.commune.ranges(street, school_map.codes_of))
        for first, last, parity, codes in _written(ranges):
            for code in codes.split():
                sector = school_map.by_code[code]
                yield _common(school_map) | {
                    "type_et_libelle": street.name,
                    "n_de_voie_debut": first,
                    "n_de_voie_fin": last,
                    "parite": parity,
                    "code_rne": sector.uai,
                    "nom_ecole": sector.school.name,
                    "secteur_code": code,
                }


def area_rows(
    school_map: SchoolMap, contacts: Mapping[str, Mapping[str, Cell]]
) -> Iterator[tuple[BaseGeometry, dict[str, Cell]]]:
    """The map as areas, a sector after the other."""
    for sector in school_map.sectors:
        yield (
            sector.shape,
            _common(school_map)
            | {
                "secteur_code": sector.code,
                "secteur_nom": sector.name,
                "uai": sector.uai,
                "nom_ecole": sector.school.name,
                "adresse": sector.school.address.label,
                "code_postal": school_map.commune.postcode,
                "telephone": contacts[sector.school.name]["EQUIP_TEL"],
                "site_web": contacts[sector.school.name]["EQUIP_WEB"],
            },
        )


def _written(ranges: list[StreetRange]) -> Iterator[tuple[int, int, str, str]]:
    """Ranges as the table has them: both parities at once where a street is whole, no open end."""
    if len({each.value for each in ranges}) == 1:
        yield 1, END_OF_STREET, WHOLE, ranges[0].value
        return
    for parity, code in PARITIES.items():
        own = [each for each in ranges if each.parity == parity]
        for order, each in enumerate(own):
            first = each.first if order else min(each.first, 1 if parity == "odd" else 2)
            last = each.last if order < len(own) - 1 else END_OF_STREET
            yield first, last, code, each.value


def _common(school_map: SchoolMap) -> dict[str, Cell]:
    return {
        "code_insee": school_map.commune.insee,
        "annee_scolaire": _span(school_map.year),
        "niveau": school_map.level,
    }


def _series(commune: Commune, first: int) -> DemoDataset:
    description = Description(
        theme="EDUC",
        tags="école, carte scolaire, secteur, inscription",
        frequency="ANNUAL",
        start=date(first, SEPTEMBER, 1),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=SERIES,
        type="dataset_series",
        title="Carte scolaire, année par année",
        notes=(
            "L’école publique de chaque adresse de Saint-Aubin-sur-Orge, en maternelle et en "
            "élémentaire : un jeu de données par niveau et par année scolaire. Les secteurs des "
            "collèges sont fixés et publiés par le département."
        ),
        department=EDUCATION,
        fields=series_fields(description.fields(commune), ordered_by="school_year"),
    )


def _dataset(
    school_map: SchoolMap, contacts: Mapping[str, Mapping[str, Cell]], *, in_force: bool
) -> DemoDataset:
    plural = _facts()["levels"][school_map.level]["plural"]
    span = _span(school_map.year)
    description = Description(
        theme="EDUC",
        tags=TAGS.format(level=school_map.level),
        frequency="ANNUAL" if in_force else "NOT_PLANNED",
        start=date(school_map.year, SEPTEMBER, 1),
        end=date(school_map.year + 1, AUGUST, 31),
        provenance=PROVENANCE,
    )
    return DemoDataset(
        name=f"{SERIES}-{plain(plural)}-{span}",
        type="school_zone",
        title=f"Carte scolaire {span}, écoles {plural}",
        notes=_notes(school_map, plural),
        department=EDUCATION,
        fields=description.fields(
            school_map.commune,
            school_year=span,
            level=plain(school_map.level),
            rule="street-range",
            deliberation_number=decision_of(school_map.year),
        ),
        files=_files(school_map, contacts, plural),
        series=SERIES,
    )


def _notes(school_map: SchoolMap, plural: str) -> str:
    cases = TWO_CASES if school_map.year >= min(_since()) else "."
    return (
        "De quelle école dépend chaque adresse de la commune pour l’année scolaire "
        f"{_span(school_map.year)} : les secteurs des {len(school_map.sectors)} écoles {plural} "
        f"publiques, par rues et numéros et par périmètres. {ONE_SECTOR}{cases}"
    )


def _files(
    school_map: SchoolMap, contacts: Mapping[str, Mapping[str, Cell]], plural: str
) -> tuple[DemoFile, ...]:
    name = f"{SERIES}-{plain(plural)}-{_span(school_map.year)}"
    areas = list(area_rows(school_map, contacts))
    return (
        DemoFile(
            name=f"{name}-rues.csv",
            content=records_bytes(STREET_HEADER, street_rows(school_map)),
            title=f"Écoles {plural} : rues et numéros",
            description="Une ligne par tronçon de rue ; P pour les numéros pairs, I impairs.",
            format="CSV",
            table_schema=STREETS,
        ),
        DemoFile(
            name=f"{name}-perimetres.csv",
            content=records_bytes(
                (*AREA_HEADER, "geometry"),
                (row | {"geometry": _geometry(shape)} for shape, row in areas),
            ),
            title=f"Écoles {plural} : périmètres (tableau)",
            description="Une ligne par secteur, avec son école et son périmètre en GeoJSON.",
            format="CSV",
            table_schema=ZONES,
        ),
        DemoFile(
            name=f"{name}-perimetres.geojson",
            content=geojson_bytes(areas),
            title=f"Écoles {plural} : périmètres (carte)",
            description="Les mêmes périmètres, prêts pour une carte ; ils couvrent la commune.",
            format="GeoJSON",
        ),
    )


def _contacts(commune: Commune, seed: int) -> dict[str, dict[str, Cell]]:
    """The rows of the schools in the dataset of places, by name."""
    chance = stream(seed, "places", "ecoles-colleges-et-lycees")
    return {str(row["EQUIP_NOM"]): row for _, row in equipment.schools(commune, chance)}


def _moves(move: Mapping[str, Any], address: Address) -> bool:
    same_side = (address.street.name, address.parity) == (move["street"], move["parity"])
    return same_side and bool(move["first"] <= address.number <= move["last"])


def _short_name(school: Facility) -> str:
    """« École maternelle Jacques-Prévert » in its sector's name: « Jacques-Prévert »."""
    name = school.name[len(school.kind) :].strip()
    return name[0].upper() + name[1:]


def _span(year: int) -> str:
    return f"{year}-{year + 1}"


def _since() -> set[int]:
    return {each["since"] for what in ("moved", "choice") for each in _facts()[what]}


def _geometry(shape: BaseGeometry) -> str:
    return json.dumps(to_geojson(shape), separators=(",", ":"))


@cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    return facts
