"""`ckan city prepare` and `ckan city init`: a database and an empty city, safe to repeat."""

from __future__ import annotations

import json

import click

from ckanext.city.site import preparation
from ckanext.city.site.first_city import CityPlan, make_city


@click.command()
def prepare() -> None:
    """Bring database, DataStore, index and city to what this version needs.

    What the entry script calls at each start. Several may start at once: one works, others wait.
    """
    for step in preparation.prepare_site():
        click.echo(step)


@click.command()
@click.option(
    "--departments",
    type=click.File("r"),
    help="JSON list of {name, title, contact_name, contact_email}.",
)
@click.option(
    "--development",
    is_flag=True,
    help="Two departments and a login for each role, from CITY_PASSWORD_*.",
)
def init(departments: click.utils.LazyFile | None, development: bool) -> None:
    """Make the city's organisation, its departments, and groups of the EU's themes.

    Changes nothing that is there already.
    """
    rows = json.load(departments) if departments else []
    plan = CityPlan.for_development() if development else CityPlan(departments=rows)
    for step in make_city(plan):
        click.echo(step)
