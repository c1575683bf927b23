"""`ckan city feed-check`: what the national portal would not get as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click
import sqlalchemy as sa

import ckan.plugins.toolkit as tk

from ckanext.city import config
from ckanext.city.feed import dicts, inspection, listing, parts
from ckanext.city.feed.addresses import refusal_elsewhere
from ckanext.city.feed.inspection import Inspected
from ckanext.city.feed.listing import Row
from ckanext.city.feed.preflight import REMEDIES, score
from ckanext.city.feed.problems import explain

CLEAN, PROBLEMS, NOT_SERVED = 0, 1, 2


@click.command("feed-check")
@click.argument("datasets", nargs=-1, metavar="[DATASET...]")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each dataset.")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="By default the site's.")
@click.pass_context
def feed_check(
    ctx: click.Context, datasets: tuple[str, ...], as_json: bool, lang: str | None
) -> None:
    """Walk the feed, or some datasets of it (ids or names), and say what it cannot give.

    Of each dataset: values that are left out or mended, with their field and reason; then what
    data.gouv.fr's quality score would miss, which changes nothing to the exit status: 0 where all
    is given as written, 1 where something is not, 2 where the feed cannot be served.
    """
    language = {"CKAN_LANG": lang or config.locales()[0]}
    with ctx.meta["flask_app"].test_request_context(environ_overrides=language):
        _warn_of_the_site()
        try:
            found = _say(_inspected(datasets), as_json)
        except (dicts.Unreadable, parts.Changed, sa.exc.SQLAlchemyError) as error:
            click.echo(tk._("The feed cannot be served: {reason}").format(reason=error), err=True)
            ctx.exit(NOT_SERVED)
    ctx.exit(PROBLEMS if found else CLEAN)


def _warn_of_the_site() -> None:
    if refusal_elsewhere(config.site_url()):
        sentence = tk._(
            "data.gouv.fr would refuse this site, {url}: ckan.site_url must be a public address."
        )
        click.echo(sentence.format(url=config.site_url()), err=True)


def _inspected(references: Sequence[str]) -> Iterator[Inspected]:
    pages = [[_find(each) for each in references]] if references else inspection.catalogue()
    for rows in pages:
        yield from inspection.inspect(rows)


def _find(reference: str) -> Row:
    row = listing.find(reference)
    if row is None:
        raise click.UsageError(
            tk._("No published dataset is called “{name}”.").format(name=reference)
        )
    return row


def _say(inspected: Iterator[Inspected], as_json: bool) -> int:
    """Print what was found; returns how many problems there were."""
    datasets = problems = 0
    for each in inspected:
        datasets += 1
        problems += len(each.problems)
        if as_json:
            click.echo(json.dumps(_record(each), ensure_ascii=False))
        else:
            for line in _lines(each):
                click.echo(line)
    if not as_json:
        counted = tk._("{datasets} datasets, {problems} problems.")
        click.echo(counted.format(datasets=datasets, problems=problems))
    return problems


def _record(each: Inspected) -> dict[str, Any]:
    problems = [
        asdict(problem) | dict(zip(("reason", "remedy"), explain(problem, tk._), strict=True))
        for problem in each.problems
    ]
    return {
        "id": each.row.id,
        "name": each.row.name,
        "type": each.row.type,
        "problems": problems,
        "missed": list(each.missed),
        "score": round(score(each.missed), 2),
    }


def _lines(each: Inspected) -> Iterator[str]:
    for problem in each.problems:
        wrong, remedy = explain(problem, tk._)
        mark = tk._("left out") if problem.dropped else tk._("mended")
        yield f"{each.row.name} {problem.field} [{mark}] {problem.value}: {wrong} → {remedy}"
    for name in each.missed:
        yield f"{each.row.name} [{name}] {tk._(REMEDIES[name])}"
