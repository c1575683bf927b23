"""`ckan city demo`: a whole catalogue of an invented commune."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

import ckan.plugins.toolkit as tk

from ckanext.city.site import demo_city, locks


@click.command()
@click.option("--clear", "clears", is_flag=True, help="Take out exactly what was loaded.")
@click.option(
    "--files",
    type=click.Path(file_okay=False, path_type=Path),
    help="Only write the files, into this folder.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that the data end with; by default that of the first load.",
)
@click.option("--beside", is_flag=True, help="Load although the catalogue has other datasets.")
@click.pass_context
def demo(
    ctx: click.Context, clears: bool, files: Path | None, today: datetime | None, beside: bool
) -> None:
    """Load the invented commune of Saint-Aubin-sur-Orge: datasets, files, departments, agents.

    Safe to repeat and to interrupt: what is there already is left as it is. Exit 1 where the
    catalogue has datasets of its own, or another process is at it.
    """
    day = today.date() if today else None
    if files:
        written = list(demo_city.write_files(files, day))
        click.echo(tk._("{count} files written.").format(count=len(written)))
        return
    try:
        if clears:
            click.echo(tk._("{count} things removed.").format(count=len(list(demo_city.clear()))))
        else:
            _load(ctx, day, beside)
    except locks.Taken:
        tk.error_shout(tk._("Another process is loading the demo city, or taking it out."))
        ctx.exit(1)


def _load(ctx: click.Context, day: date | None, beside: bool) -> None:
    changed, refusals = 0, dict[str, str]()
    try:
        with click.progressbar(length=1, label="Saint-Aubin-sur-Orge", show_pos=True) as bar:
            for step in demo_city.load(day, beside=beside):
                bar.length = step.of
                bar.update(1)
                changed += step.changed
                refusals |= step.not_loaded
    except demo_city.ForeignDatasets as found:
        sentence = tk._(
            "The catalogue has {count} datasets of its own, so the demo city was not loaded. "
            "Add --beside to load it beside them."
        )
        tk.error_shout(sentence.format(count=found.count))
        ctx.exit(1)
    click.echo(tk._("{count} datasets loaded or brought up to date.").format(count=changed))
    for name, why in refusals.items():
        click.echo(tk._("{file} is no table in the DataStore: {why}").format(file=name, why=why))
