"""The terminal's doors: `city-doctor`, which speaks even where no `ckan` command can start."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("ini", type=click.Path())
@click.option("--settings-only", is_flag=True, help="Ask no service: the file and the programs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="By default the site's.")
@click.pass_context
def doctor(
    ctx: click.Context, ini: str, settings_only: bool, as_json: bool, lang: str | None
) -> None:
    """Check the site of the file INI: a line a finding, with the fix (exit 1 at an error)."""
    from ckanext.city.site import doctor as room  # noqa: PLC0415 - CKAN is loaded only for this command

    found = room.examine(Path(ini), settings_only=settings_only)
    ctx.exit(room.report(found, echo=click.echo, as_json=as_json, language=lang))
