"""The terminal's doors: `city-doctor`, which speaks even where no `ckan` command can start."""

from __future__ import annotations

import click


@click.command()
@click.argument("ini", type=click.Path(exists=True, dir_okay=False))
@click.pass_context
def doctor(ctx: click.Context, ini: str) -> None:
    """Check the site of the file INI: a line a finding, with the fix (exit 1 if any is wrong)."""
    from ckanext.city.site import doctor as room  # noqa: PLC0415 - CKAN is loaded only for this command

    ctx.exit(room.report(ini, echo=click.echo))
