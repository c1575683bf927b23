"""The dataset types of a French city: one explicit list, which other extensions can extend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ckanext.city.dataset_types import budget, headers, headers_national
from ckanext.city.dataset_types.base import DatasetType, Stripper
from ckanext.city.tables.check.rules import Knowledge

if TYPE_CHECKING:
    from ckanext.city.tables.repair.known import Repair
    from ckanext.city.tables.repair.wide import Layout, Sign

_FORMS = Path(__file__).parents[1] / "schemas" / "types"


def _rules_of(subject: str) -> Callable[[], Knowledge]:
    """Give what loads a subject's rules: they load Polars, which only checks need."""

    def load() -> Knowledge:
        rules: Knowledge = import_module(f"{__name__}.{subject}.rules").KNOWLEDGE
        return rules

    return load


def _repairs_of(subject: str) -> Callable[[], tuple[Repair, ...]]:
    """Give what loads a subject's repairs, which only the repair of a file needs."""

    def load() -> tuple[Repair, ...]:
        repairs: tuple[Repair, ...] = import_module(f"{__name__}.{subject}.repairs").REPAIRS
        return repairs

    return load


def _layouts_of_elections() -> Mapping[str, Layout]:
    wide = import_module(f"{__name__}.election.wide")
    return {"city/election-candidates": wide.find_candidates}


def _layouts_of_indicators() -> Mapping[str, Layout]:
    years = import_module(f"{__name__}.years")
    return {
        "city/indicator-values": years.find_measures,
        "city/indicator-definitions": years.find_references,
    }


def _layouts_of_lists() -> Mapping[str, Layout]:
    names = ("dataset.grants", "dataset.menus", "dataset.births")
    grants, menus, births = (import_module(f"{__name__}.{name}") for name in names)
    return {
        "scdl/subventions": grants.find_grants,
        "scdl/menus-collectifs": menus.find_days,
        "scdl/prenoms": births.find_births,
    }


def _layouts_of_streets() -> Mapping[str, Layout]:
    levels = import_module(f"{__name__}.school_zone.levels")
    return {"city/school-streets": levels.find_levels}


def _signs_of_lists() -> Mapping[str, Sign]:
    grants, births = (import_module(f"{__name__}.dataset.{name}") for name in ("grants", "births"))
    return {"scdl/subventions": grants.tells_grants, "scdl/prenoms": births.tells_births}


def _signs_of_deliberations() -> Mapping[str, Sign]:
    signs = import_module(f"{__name__}.deliberation.signs")
    return {"scdl/deliberations": signs.tells_deliberations}


def _layouts_of_years(
    schema_id: str, finder: str, module: str = "years"
) -> Callable[[], Mapping[str, Layout]]:
    """Give what loads what finds the years that are columns."""

    def load() -> Mapping[str, Layout]:
        return {schema_id: getattr(import_module(f"{__name__}.{module}"), finder)}

    return load


DATASET_TYPES: tuple[DatasetType, ...] = (
    DatasetType(
        name="budget",
        form=_FORMS / "budget" / "form.yaml",
        header_words=headers.BUDGET,
        repairs=_repairs_of("budget"),
        layouts=_layouts_of_years("scdl/budget", "find_exercises", "budget.exercises"),
        table_schemas=("scdl/budget@0.8.3",),
        strippers=(budget.TOTEM_STRIPPER,),
        rules=_rules_of("budget"),
    ),
    DatasetType(
        name="election",
        form=_FORMS / "election" / "form.yaml",
        header_words=headers.ELECTION,
        constants=headers.CONSTANTS["election"],
        repairs=_repairs_of("election"),
        layouts=_layouts_of_elections,
        table_schemas=(
            "city/election-candidates@1.0.0",
            "city/election-stations@1.0.0",
            "city/polling-stations@1.0.0",
        ),
        rules=_rules_of("election"),
    ),
    DatasetType(
        name="deliberation",
        form=_FORMS / "deliberation" / "form.yaml",
        header_words=headers.DELIBERATION,
        constants=headers.CONSTANTS["deliberation"],
        repairs=_repairs_of("deliberation"),
        signs=_signs_of_deliberations,
        table_schemas=("scdl/deliberations@2.1.5",),
        rules=_rules_of("deliberation"),
    ),
    DatasetType(
        name="poi",
        form=_FORMS / "poi" / "form.yaml",
        header_words={**headers.POI, **headers_national.PLACES},
        constants=headers.CONSTANTS["poi"],
        repairs=_repairs_of("poi"),
        table_schemas=(
            "scdl/equipements@0.1.5",
            "city/dropoff-points@1.0.0",
            "etalab/schema-stationnement-cyclable@1.1.1",
            "datagouv/schema-fontaine-eau@0.1.0",
        ),
    ),
    DatasetType(
        name="school_zone",
        form=_FORMS / "school_zone" / "form.yaml",
        header_words={**headers.SCHOOL_ZONE, **headers_national.ADDRESSES},
        constants=headers.CONSTANTS["school_zone"],
        repairs=_repairs_of("school_zone"),
        layouts=_layouts_of_streets,
        table_schemas=(
            "city/school-zones@1.0.0",
            "city/school-streets@1.0.0",
            "etalab/schema-bal@1.5.0",
        ),
        rules=_rules_of("school_zone"),
    ),
    DatasetType(
        name="parking",
        form=_FORMS / "parking" / "form.yaml",
        header_words=headers.PARKING,
        constants=headers.CONSTANTS["parking"],
        repairs=_repairs_of("parking"),
        table_schemas=("etalab/schema-stationnement@0.1.5", "city/parking-live@1.0.0"),
        rules=_rules_of("parking"),
    ),
    DatasetType(
        name="indicator",
        form=_FORMS / "indicator" / "form.yaml",
        header_words=headers.INDICATOR,
        repairs=_repairs_of("indicator"),
        layouts=_layouts_of_indicators,
        table_schemas=("city/indicator-definitions@1.0.0", "city/indicator-values@1.0.0"),
        rules=_rules_of("indicator"),
    ),
    DatasetType(
        name="climate_budget",
        form=_FORMS / "climate_budget" / "form.yaml",
        header_words=headers.CLIMATE,
        layouts=_layouts_of_years("city/climate-budget", "find_emissions"),
        table_schemas=("city/climate-budget@1.0.0",),
    ),
    DatasetType(
        name="dataset",
        form=_FORMS / "dataset" / "form.yaml",
        header_words={**headers.OTHERS, **headers_national.LISTS},
        constants=headers.CONSTANTS["dataset"],
        repairs=_repairs_of("dataset"),
        layouts=_layouts_of_lists,
        signs=_signs_of_lists,
        table_schemas=(
            "scdl/subventions@2.1.1",
            "scdl/catalogue@0.1.3",
            "scdl/prenoms@1.1.6",
            "scdl/menus-collectifs@1.2.3",
            "etalab/schema-irve-statique@2.3.1",
        ),
    ),
)


def list_dataset_types(extra: Iterable[DatasetType] = ()) -> tuple[DatasetType, ...]:
    """List our dataset types, then those that other extensions add.

    Raises:
        ValueError: two types bear one name; the sentence says which.
    """
    types = (*DATASET_TYPES, *extra)
    taken = [name for name, times in Counter(each.name for each in types).items() if times > 1]
    if taken:
        raise ValueError(f"Two dataset types are called {', '.join(sorted(taken))}: rename one.")
    return types


def find_dataset_type(name: str, extra: Iterable[DatasetType] = ()) -> DatasetType | None:
    """Find a dataset type by its name in CKAN; None where nobody brings it."""
    return next((each for each in list_dataset_types(extra) if each.name == name), None)


def find_stripper(head: bytes, extra: Iterable[DatasetType] = ()) -> Stripper | None:
    """Find what must clean a file before it is stored, whatever type it is uploaded to.

    Args:
        head: the first megabyte of the file, or all of it.
        extra: the types that other extensions add.
    """
    strippers = (each for known in list_dataset_types(extra) for each in known.strippers)
    return next((stripper for stripper in strippers if stripper.recognize(head)), None)
