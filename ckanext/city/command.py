"""The terminal's doors: `city-tables`, and `city-doctor`, which speaks where no `ckan` command can.

Nothing here loads Polars or CKAN before a command needs it.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import click

from ckanext.city.tables import guard
from ckanext.city.tables.catalogue import list_table_schemas
from ckanext.city.tables.findings import Misuse
from ckanext.city.tables.limits import Limits
from ckanext.city.tables.repair.recipe import read_recipe
from ckanext.city.terminal.asking import Copy, Request, ask
from ckanext.city.terminal.comparing import compare, report_comparison
from ckanext.city.terminal.jobs import ANNOTATE, CHECK, REPAIR
from ckanext.city.terminal.outputs import (
    check_copy_name,
    check_places,
    check_source,
    check_table_name,
)
from ckanext.city.terminal.repairing import (
    Wanted,
    follow,
    read_city,
    read_decisions,
)
from ckanext.city.terminal.report import next_step, report
from ckanext.city.terminal.report_repair import report_repair
from ckanext.city.terminal.spoken import SpokenCommand, SpokenGroup, say_json
from ckanext.city.terminal.waiting import progress_bar
from ckanext.city.terminal.words import LANGUAGES, translator, usual_language


def _(text: str) -> str:  # marks text for extraction; `spoken` translates it
    return text


_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False))
_SCHEMA = click.option(
    "--schema", help=_("ID or ID@VERSION; by default the one that is recognised.")
)
_SHEET = click.option("--sheet", help=_("Of a workbook; by default the one that fits best."))
_TABLE = click.option(
    "--table", metavar=_("CELL"), help=_("A cell of the table, where a sheet holds several.")
)
_OTHERS = click.option(
    "--with", "others", multiple=True, metavar=_("ID=FILE"), help=_("A table rules refer to.")
)
_CITY = click.option(
    "--city",
    type=click.Path(exists=True, dir_okay=False),
    help=_(
        "JSON that says who the city is: name, insee, siren, siret, postcode; and where, if "
        "wanted: boundary, bbox or center."
    ),
)
_LANG = click.option("--lang", type=click.Choice(LANGUAGES), help=_("By default the terminal's."))
_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON instead of lines."))


@click.command(
    cls=SpokenCommand,
    help=_("Check the site of the file INI: a line a finding, with the fix. Exit 1 at an error."),
)
@click.argument("ini", type=click.Path())
@click.option("--settings-only", is_flag=True, help=_("Ask no service: the file and the programs."))
@_JSON
@click.option("--lang", type=click.Choice(["fr", "en"]), help=_("By default the site's."))
@click.pass_context
def doctor(
    ctx: click.Context, ini: str, settings_only: bool, as_json: bool, lang: str | None
) -> None:
    """Check the site of the file INI: a line a finding, with the fix. Exit 1 at an error."""
    from ckanext.city.site import doctor as room  # noqa: PLC0415 - CKAN is loaded only for this command

    found = room.examine(Path(ini), settings_only=settings_only)
    ctx.exit(room.report(found, echo=click.echo, as_json=as_json, language=lang))


@click.group(
    cls=SpokenGroup,
    help=_("Check and repair departments' files by the national table schemas, without CKAN."),
)
@click.version_option(
    None,
    "--version",
    package_name="ckanext-city",
    message="%(version)s",
    help=_("Show the version."),
)
def tables() -> None:
    """Check and repair departments' files by the national table schemas, without CKAN."""
    # what the child says of itself is for a log; who stands at a terminal has the finding
    logging.getLogger(guard.__name__).addHandler(logging.NullHandler())


@tables.command(
    help=_("List the table schemas that files can be checked against, or compare two of them.")
)
@click.option(
    "--diff",
    nargs=2,
    metavar=_("OLD NEW"),
    help=_("Say what changes between two: each an ID@VERSION or the path of a schema.json."),
)
@_JSON
@_LANG
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
        say_json(known, indent=2)
    else:
        for each in known:
            click.echo("{id}@{version}  {title}".format(**each))


@tables.command(
    help=_("Check FILE against a table schema. Exit 0: valid, 1: errors found, 2: not readable.")
)
@_FILE
@_SCHEMA
@_SHEET
@_TABLE
@_OTHERS
@_CITY
@_LANG
@_JSON
def check(**options: Any) -> None:
    """Check FILE against a table schema. Exit 0: valid, 1: errors found, 2: not readable."""
    lang = options["lang"] or usual_language()
    check_source(options["file"])
    wanted = {name: options[name] for name in ("file", "schema", "sheet", "table")}
    city, others = read_city(options["city"]), _tables_given(options["others"])
    asked = Request(**wanted, lang=lang, others=others, city=city)
    with progress_bar(CHECK, lang, wanted=not options["as_json"]) as watch:
        told = ask(CHECK, asked, Limits(), watch)
    if options["as_json"]:
        say_json(told)
    else:
        lines = [*report(told, translator(lang)), *next_step(told, asked, translator(lang))]
        click.echo("\n".join(lines))
    sys.exit(0 if told["valid"] else 1 if "schema" in told else 2)


@tables.command(
    help=_("Repair FILE. Exit 0: what was written is valid, 1: it is not yet, 2: not readable.")
)
@_FILE
@click.option("--out", required=True, type=click.Path(dir_okay=False), help=_("CSV to be written."))
@_SCHEMA
@click.option(
    "--accept",
    type=click.Choice(["safe", "all"]),
    help=_("Do what is proposed: what is safe, or all; by default nothing."),
)
@click.option(
    "--decide",
    "decided",
    multiple=True,
    metavar=_("KEY=VALUE"),
    help=_(
        "A decision: accept=ID or refuse=ID of a proposal, date_order=dmy|mdy|ymd, sheet=NAME, "
        "table=CELL, map.HEADER=FIELD or value.FIELD.WRITTEN=WANTED."
    ),
)
@_OTHERS
@_CITY
@click.option(
    "--recipe",
    type=click.Path(exists=True, dir_okay=False),
    help=_("Decisions that were kept, to be used again."),
)
@click.option(
    "--save-recipe",
    type=click.Path(dir_okay=False),
    help=_("JSON to be written: what was decided, for the next file."),
)
@click.option(
    "--lineage",
    type=click.Path(dir_okay=False),
    help=_("Parquet to be written: where each cell comes from."),
)
@_LANG
@_JSON
def repair(**options: Any) -> None:
    """Repair FILE. Exit 0: what was written is valid, 1: it is not yet, 2: not readable."""
    lang = options["lang"] or usual_language()
    check_source(options["file"])
    check_table_name(options["out"])
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
    read = [wanted.file, options["city"], *wanted.others.values()]
    check_places({"--save-recipe": wanted.save_recipe}, read)
    outputs = {"--out": wanted.out, "--lineage": wanted.lineage}
    check_places(outputs, [*read, options["recipe"], wanted.save_recipe])
    with progress_bar(REPAIR, lang, wanted=not options["as_json"]) as watch:
        told = ask(REPAIR, wanted, Limits(), watch)
    if options["as_json"]:
        say_json(told)
    else:
        click.echo("\n".join(report_repair(told, translator(lang))))
    sys.exit(2 if "left" not in told else 0 if told["left"]["valid"] else 1)


@tables.command(
    help=_(
        "Write a copy of FILE with its faults coloured and commented, to be sent back. XLSX and "
        "ODS are changed in place, any other file becomes XLSX. Exit 0: valid, 1: errors found, "
        "2: not readable and nothing written."
    )
)
@_FILE
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False), help=_("Copy to be written.")
)
@_SCHEMA
@_SHEET
@_TABLE
@_OTHERS
@_CITY
@_LANG
@_JSON
def annotate(**options: Any) -> None:
    """Write a copy of FILE with its faults coloured and commented, to be sent back."""
    lang = options["lang"] or usual_language()
    check_source(options["file"])
    wanted = {name: options[name] for name in ("file", "schema", "sheet", "table", "out")}
    city, others = read_city(options["city"]), _tables_given(options["others"])
    asked = Copy(**wanted, lang=lang, others=others, city=city)
    check_copy_name(asked.out, asked.file)
    with progress_bar(ANNOTATE, lang, wanted=not options["as_json"]) as watch:
        told = ask(ANNOTATE, asked, Limits(), watch)
    if options["as_json"]:
        say_json(told)
    else:
        written = asked.out if "schema" in told else None
        click.echo("\n".join(report(told, translator(lang), written)))
    sys.exit(0 if told["valid"] else 1 if "schema" in told else 2)


@tables.command(
    help=_("Write a workbook to be filled in for the table schema ID, with examples and help.")
)
@click.argument("schema", metavar="ID")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False),
    help=_("Workbook to be written, .xlsx or .ods."),
)
@_CITY
@_LANG
def template(**options: Any) -> None:
    """Write a workbook to be filled in for the table schema ID, with examples and help."""
    from ckanext.city.terminal.templates import write  # noqa: PLC0415 - slow, and only for this

    lang, city = options["lang"] or usual_language(), read_city(options["city"])
    click.echo(write(options["schema"], options["out"], lang, city))


def _compare(pair: tuple[str, str], lang: str, *, as_json: bool) -> None:
    told = compare(*pair, lang)
    if as_json:
        say_json(told, indent=2)
    else:
        click.echo("\n".join(report_comparison(told, translator(lang))))


def _tables_given(others: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for each in others:
        reference, sign, path = each.partition("=")
        if not sign or not Path(path).is_file():
            raise Misuse(_("“{given}”: write ID=FILE, with the path of a file."), given=each)
        given[reference] = path
    return given
