"""`ckan city prepare` and `ckan city init`: a database and an empty city, safe to repeat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import click

import ckan.plugins.toolkit as tk

from ckanext.city.site import preparation
from ckanext.city.site.first_city import CityPlan, make_city

DEPARTMENT_KEYS = {"name", "title", "contact_name", "contact_email", "description", "siret"}


def read_departments(
    _ctx: click.Context, _parameter: click.Parameter, file: IO[str] | None
) -> list[dict[str, str]]:
    """Read the list of departments of a JSON file.

    Raises:
        click.BadParameter: it is no such list.
    """
    if file is None:
        return []
    try:
        rows = json.load(file)
    except ValueError as error:
        raise click.BadParameter(f"no JSON: {error}") from error
    if not isinstance(rows, list) or not all(map(_is_department, rows)):
        keys = ", ".join(sorted(DEPARTMENT_KEYS))
        raise click.BadParameter(f"expected a list of departments, each with these keys: {keys}")
    return rows


@click.command()
def prepare() -> None:
    """Bring database, DataStore, index and city to what this version needs.

    What the entry script calls at each start. Several may start at once: one works, others wait.
    """
    _tell(preparation.prepare_site())


@click.command()
@click.option(
    "--departments",
    type=click.File("r", encoding="utf-8"),
    callback=read_departments,
    help="JSON list of {name, title, contact_name, contact_email, description, siret}.",
)
@click.option(
    "--development",
    is_flag=True,
    help="Two departments and a login for each role, from CITY_PASSWORD_*.",
)
def init(departments: list[dict[str, str]], *, development: bool) -> None:
    """Make the city's organisation, its departments, and groups of the EU's themes.

    Changes nothing that is there already.
    """
    plan = CityPlan.for_development() if development else CityPlan(departments=departments)
    _tell(make_city(plan))


def _is_department(row: Any) -> bool:
    return isinstance(row, dict) and {"name", "title"} <= row.keys() <= DEPARTMENT_KEYS


def _tell(steps: Iterator[str]) -> None:
    try:
        for step in steps:
            click.echo(step)
    except tk.ValidationError as error:
        summary = "; ".join(f"{field}: {text}" for field, text in error.error_summary.items())
        raise click.ClickException(summary) from error
