"""The terminal's doors: `city-tables`, and `city-doctor`, which speaks where no `ckan` command can.

Nothing here loads Polars or CKAN before a command needs it.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import click

from ckanext.city.tables import guard
from ckanext.city.tables.catalogue import UnknownTableSchema, list_table_schemas
from ckanext.city.tables.findings import Refused
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.repair.entries import RECIPES
from ckanext.city.tables.repair.recipe import read_recipe
from ckanext.city.terminal.asking import ANNOTATE, CHECK, REPAIR, Copy, Request, ask
from ckanext.city.terminal.comparing import NotASchema, compare, report_comparison
from ckanext.city.terminal.outputs import UnsuitableName, check_copy_name, check_place
from ckanext.city.terminal.repairing import (
    UnknownDecision,
    Wanted,
    follow,
    read_city,
    read_decisions,
)
from ckanext.city.terminal.report import report
from ckanext.city.terminal.report_repair import report_repair
from ckanext.city.terminal.words import LANGUAGES, translator, usual_language


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


@click.group()
def tables() -> None:
    """Check departments' files against the national table schemas, without CKAN."""
    # what the child says of itself is for a log; who stands at a terminal has the finding
    logging.getLogger(guard.__name__).addHandler(logging.NullHandler())


@tables.command()
@click.option(
    "--diff",
    nargs=2,
    metavar="OLD NEW",
    help="Say what changes between two: each an ID@VERSION or the path of a schema.json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="By default the terminal's.")
def schemas(diff: tuple[str, str] | None, as_json: bool, lang: str | None) -> None:
    """List the table schemas that files can be checked against, or compare two of them."""
    language = lang or usual_language()
    if diff:
        _compare(diff, language, as_json=as_json)
        return
    known = [
        {"id": each.id, "version": each.version, "title": each.title(language)}
        for each in list_table_schemas()
    ]
    if as_json:
        click.echo(json.dumps(known, ensure_ascii=False, indent=2))
    else:
        for each in known:
            click.echo("{id}@{version}  {title}".format(**each))


@tables.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--schema", help="ID or ID@VERSION; by default the one that fits the header.")
@click.option("--sheet", help="Of a workbook; by default the one that fits best.")
@click.option("--with", "others", multiple=True, metavar="ID=FILE", help="A table rules refer to.")
@click.option("--city", type=click.Path(exists=True, dir_okay=False), help="Who the city is.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="By default the terminal's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def check(**options: Any) -> None:
    """Check FILE against a table schema (exit 0 valid, 1 errors found, 2 not readable)."""
    lang = options["lang"] or usual_language()
    wanted = {name: options[name] for name in ("file", "schema", "sheet")}
    asked = Request(**wanted, lang=lang, others=_tables_given(options["others"]))
    try:
        told = ask(CHECK, asked, Limits())
    except UnknownTableSchema as unknown:
        raise click.UsageError(str(unknown)) from unknown
    if options["as_json"]:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n".join(report(told, translator(lang))))
    sys.exit(0 if told["valid"] else 1 if "schema" in told else 2)


@tables.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="CSV to be written.")
@click.option("--schema", help="ID or ID@VERSION; by default the one that is recognised.")
@click.option(
    "--accept", type=click.Choice(["safe", "all"]), help="By default nothing but proposals."
)
@click.option("--decide", "decided", multiple=True, metavar="KEY=VALUE", help="See the manual.")
@click.option("--with", "others", multiple=True, metavar="ID=FILE", help="A table rules refer to.")
@click.option("--city", type=click.Path(exists=True, dir_okay=False), help="Who the city is.")
@click.option(
    "--recipe", type=click.Path(exists=True, dir_okay=False), help="Decisions to be used again."
)
@click.option(
    "--save-recipe", type=click.Path(dir_okay=False), help="Where to keep what was decided."
)
@click.option(
    "--lineage", type=click.Path(dir_okay=False), help="Parquet that says where each cell is from."
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="By default the terminal's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def repair(**options: Any) -> None:
    """Repair FILE (exit 0 what was written is valid, 1 it is not yet, 2 not readable)."""
    lang = options["lang"] or usual_language()
    try:
        recipe = read_recipe(Path(options["recipe"])) if options["recipe"] else None
        wanted = Wanted(
            file=options["file"],
            out=options["out"],
            lang=lang,
            lineage=options["lineage"],
            save_recipe=options["save_recipe"],
            **follow(recipe, options),
            city=read_city(options["city"]),
            others=_tables_given(options["others"]),
            **read_decisions(options["decided"]),
        )
        check_place(wanted.out, wanted.file)
        told = ask(REPAIR, wanted, Limits())
    except (UnknownTableSchema, UnknownDecision, UnsuitableName) as unknown:
        raise click.UsageError(str(unknown)) from unknown
    except Refused as refused:
        said = refused.finding.explain(RECIPES[refused.finding.code], translator(lang))
        raise click.UsageError(" ".join(said)) from refused
    if options["as_json"]:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n".join(report_repair(told, translator(lang))))
    sys.exit(2 if "left" not in told else 0 if told["left"]["valid"] else 1)


@tables.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="Copy to be written.")
@click.option("--schema", help="ID or ID@VERSION; by default the one that is recognised.")
@click.option("--sheet", help="Of a workbook; by default the one that fits best.")
@click.option("--with", "others", multiple=True, metavar="ID=FILE", help="A table rules refer to.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="By default the terminal's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
def annotate(**options: Any) -> None:
    """Write a copy of FILE with its faults coloured and commented, to be sent back.

    XLSX and ODS are changed in place, any other file becomes XLSX. Exit 0 valid, 1 errors found,
    2 not readable and nothing written.
    """
    lang = options["lang"] or usual_language()
    wanted = {name: options[name] for name in ("file", "schema", "sheet", "out")}
    asked = Copy(**wanted, lang=lang, others=_tables_given(options["others"]))
    try:
        check_copy_name(asked.out, asked.file)
        told = ask(ANNOTATE, asked, Limits())
    except (UnknownTableSchema, UnsuitableName) as unknown:
        raise click.UsageError(str(unknown)) from unknown
    if options["as_json"]:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        written = asked.out if "schema" in told else None
        click.echo("\n".join(report(told, translator(lang), written)))
    sys.exit(0 if told["valid"] else 1 if "schema" in told else 2)


def _compare(pair: tuple[str, str], lang: str, *, as_json: bool) -> None:
    try:
        told = compare(*pair, lang)
    except (UnknownTableSchema, NotASchema) as unknown:
        raise click.UsageError(str(unknown)) from unknown
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(report_comparison(told, translator(lang))))


def _tables_given(others: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for each in others:
        reference, sign, path = each.partition("=")
        if not sign or not Path(path).is_file():
            raise click.BadParameter(f"{each!r}: write ID=FILE, with the path of a file.")
        given[reference] = path
    return given
