"""`ckan city doctor`: what is wrong with the running site."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.city import config
from ckanext.city.site import doctor as room


@click.command()
@click.option("--settings-only", is_flag=True, help="Ask no service: the file and the programs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="By default the site's.")
@click.pass_context
def doctor(ctx: click.Context, settings_only: bool, as_json: bool, lang: str | None) -> None:
    """Check this site: a line a finding, with the fix (exit 1 at an error).

    Where CKAN does not start with its configuration, `city-doctor INI` says why.
    """
    found = room.examine(Path(config.ini_path()), settings_only=settings_only, loaded=True)
    ctx.exit(room.report(found, echo=click.echo, as_json=as_json, language=lang))
