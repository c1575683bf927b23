"""The commands of `ckan city`: each prints for a machine and exits with a status."""

from __future__ import annotations

import click

from ckanext.city.site.commands.demo import demo
from ckanext.city.site.commands.doctor import doctor
from ckanext.city.site.commands.feed_check import feed_check
from ckanext.city.site.commands.handover import handover
from ckanext.city.site.commands.migrate import migrate
from ckanext.city.site.commands.plan import plan
from ckanext.city.site.commands.prepare import init, prepare
from ckanext.city.site.commands.solr_schema import solr_schema
from ckanext.city.site.commands.worker import worker

__all__ = ["city"]  # a click group is no function: without this the blanket finds nothing


@click.group()
def city() -> None:
    """Tools of the city's catalogue."""


COMMANDS = (demo, doctor, feed_check, handover, init, migrate, plan, prepare, solr_schema, worker)
for command in COMMANDS:
    city.add_command(command)
