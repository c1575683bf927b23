"""`ckan city plan`: the plan of the commune on the home page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

import ckan.plugins.toolkit as tk

from ckanext.city.store import plan as kept

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--boundary", type=FILE, help="The commune's outline.")
@click.option("--streets", type=FILE, help="Streets; `importance` 1 to 6 says how wide.")
@click.option("--water", type=FILE, help="Rivers and lakes.")
@click.option("--green", type=FILE, help="Parks and woods.")
@click.option("--rail", type=FILE, help="Railways.")
@click.option("--remove", "removes", is_flag=True, help="Show no plan any more.")
@click.pass_context
def plan(ctx: click.Context, /, removes: bool, **files: Path | None) -> None:
    """Draw the plan of the home page and of maps from GeoJSON files in degrees (WGS 84).

    Each layer may be left out. Exit 1 where a file is no GeoJSON or nothing can be drawn.
    """
    if removes:
        said = tk._("The plan was removed.") if kept.forget() else tk._("There was no plan.")
        click.echo(said)
        return
    # drawing takes shapely, which no other command needs
    from ckanext.city.geo.plan import NothingToDraw, draw_plan, plan_features  # noqa: PLC0415 - see above

    layers = {name: _read(ctx, path) for name, path in files.items() if path}
    try:
        drawing = draw_plan(layers)
    except NothingToDraw:
        tk.error_shout(tk._("There is no line and no area in these files, so nothing was drawn."))
        ctx.exit(1)
    kept.keep(drawing, plan_features(layers))
    click.echo(tk._("The plan was drawn: {count} characters.").format(count=len(drawing)))


def _read(ctx: click.Context, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        tk.error_shout(tk._("{file} is no GeoJSON FeatureCollection.").format(file=path.name))
        ctx.exit(1)
    return content
