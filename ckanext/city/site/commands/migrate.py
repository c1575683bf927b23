"""`ckan city migrate`: take over the datasets of an existing CKAN."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

import ckan.plugins.toolkit as tk

from ckanext.city.site.migration import Outcome
from ckanext.city.site.migration import migrate as migrate_all


@click.command()
@click.option("--dry-run", is_flag=True, help="Change nothing, tell what would be.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a dataset.")
@click.pass_context
def migrate(ctx: click.Context, dry_run: bool, as_json: bool) -> None:
    """Convert what older datasets hold into the fields of our forms, and tell what a person must.

    Nothing is lost: pairs without a field are kept, and a dataset that the form would refuse is
    left as it is (exit 1 if there is any).
    """
    refused = 0
    for outcome in migrate_all(dry_run=dry_run):
        refused += bool(outcome.refused)
        if as_json:
            click.echo(json.dumps(asdict(outcome), ensure_ascii=False))
            continue
        for sentence in _sentences(outcome, dry_run=dry_run):
            click.echo(f"{outcome.name} ({outcome.type}): {sentence}")
    ctx.exit(int(refused > 0))


def _sentences(outcome: Outcome, *, dry_run: bool) -> Iterator[str]:
    """What there is to say of a dataset; nothing of one that fits."""
    if not outcome.has_form:
        yield tk._("no form of the catalogue is for this type; it stays as it is")
    if outcome.converted:
        pairs = ", ".join(f"{key} → {name}" for key, name in outcome.converted.items())
        if outcome.changed:
            yield tk._("converted: {pairs}").format(pairs=pairs)
        elif dry_run and not outcome.refused:
            yield tk._("would be converted: {pairs}").format(pairs=pairs)
        else:
            yield tk._("waits for the corrections below: {pairs}").format(pairs=pairs)
    if outcome.kept:
        yield tk._("kept beside the form: {keys}").format(keys=", ".join(outcome.kept))
    if outcome.retired_license:
        said = tk._("its licence {license} is kept, and no longer offered")
        yield said.format(license=outcome.retired_license)
    for name, sentences in outcome.refused.items():
        yield tk._("to be corrected, {field}: {problem}").format(
            field=name, problem=" ".join(sentences)
        )
