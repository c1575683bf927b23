"""Commands whose help and errors are in the language of the terminal, their words in our catalogue.

What click says itself is translated by gettext, of which it asks the domain in force: while one
of our commands runs, that is ours.
"""

from __future__ import annotations

import codecs
import copy
import gettext
import io
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from ckanext.city.tables.findings import Misuse, Translate
from ckanext.city.terminal.words import CATALOGUES, DOMAIN, LANGUAGES, translator, usual_language


def _(text: str) -> str:  # marks text for extraction; translated where it is shown
    return text


_STOPPED = _("The command cannot go on: {reason}.")
#: What is added to a signal's number, so that the code of the end says which it was.
_BY_SIGNAL = 128


def asked_language(arguments: Sequence[str]) -> str:
    """Give the language that arguments ask for, before anything else reads them."""
    for at, each in enumerate(arguments):
        name, sign, value = each.partition("=")
        if name == "--lang":
            found = value if sign else next(iter(arguments[at + 1 :]), "")
            if found in LANGUAGES:
                return found
    return usual_language()


class _Spoken(click.Command):
    """A command that says its own words and click's in the language that is asked for."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        """Run the command, as click does."""
        arguments = list(sys.argv[1:] if args is None else args)
        language = asked_language(arguments)
        with _click_speaks(language), _ends_in_order():
            said = _translated(self, translator(language))
            _speak_whatever_the_terminal_knows()
            try:
                return click.Command.main(said, arguments, *rest, **more)
            except OSError as fault:  # most likely of what is printed to: a disk that is full
                reason = fault.strerror or str(fault)
                click.echo(translator(language)(_STOPPED).format(reason=reason), err=True)
                sys.exit(2)

    def invoke(self, ctx: click.Context) -> Any:
        """Do what is asked for; say in a sentence what cannot be done as it is asked."""
        try:
            return super().invoke(ctx)
        except Misuse as misuse:
            translate = translator(ctx.params.get("lang") or usual_language())
            raise click.UsageError(misuse.explain(translate), ctx) from misuse
        except KeyboardInterrupt:  # for which click gives the code of a file with errors
            translate = translator(ctx.params.get("lang") or usual_language())
            click.echo("\n" + translate(_("Interrupted.")), err=True)
            ctx.exit(_BY_SIGNAL + signal.SIGINT)


def say_json(told: Any, indent: int | None = None) -> None:
    """Print JSON: in UTF-8, or in signs that any encoding knows."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    click.echo(json.dumps(told, ensure_ascii=not is_utf8, indent=indent))


def _speak_whatever_the_terminal_knows() -> None:
    """Print signs that the terminal's encoding lacks as question marks."""
    for each in (sys.stdout, sys.stderr):
        if isinstance(each, io.TextIOWrapper):
            each.reconfigure(errors="replace")


@contextmanager
def _ends_in_order() -> Iterator[None]:
    """Let a signal that ends the command clean up first, as Ctrl-C does."""
    asked = [each for each in (signal.SIGTERM, signal.SIGHUP)
             if signal.getsignal(each) is signal.SIG_DFL]  # fmt: skip
    for each in asked:
        signal.signal(each, _leave)
    try:
        yield
    finally:
        for each in asked:
            signal.signal(each, signal.SIG_DFL)


def _leave(number: int, _frame: object) -> None:
    sys.exit(_BY_SIGNAL + number)


class SpokenCommand(_Spoken):
    """A command of ours."""


class SpokenGroup(_Spoken, click.Group):
    """A group of commands of ours."""

    command_class = SpokenCommand


@contextmanager
def _click_speaks(language: str) -> Iterator[None]:
    """Let click find its sentences in our catalogue; afterwards all is as it was."""
    before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(before[0])
        if before[1] is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before[1]


def _translated(command: click.Command, translate: Translate) -> click.Command:
    said = copy.copy(command)
    said.help = translate(command.help) if command.help else None
    said.short_help = (said.help or "").partition(". ")[0].removesuffix(".")
    said.options_metavar = translate(_("[OPTIONS]"))
    said.params = [_translated_parameter(each, translate) for each in command.params]
    said._help_option = None  # made anew, in this language
    if isinstance(said, click.Group):
        said.subcommand_metavar = translate(_("COMMAND [ARGS]..."))
        said.commands = {name: _translated(each, translate) for name, each in said.commands.items()}
    return said


def _translated_parameter(parameter: click.Parameter, translate: Translate) -> click.Parameter:
    said = copy.copy(parameter)
    if isinstance(said, click.Option) and said.help:
        said.help = translate(said.help)
    if said.name == "file":
        said.metavar = translate(_("FILE"))
    elif said.metavar and isinstance(said, click.Option):
        said.metavar = translate(said.metavar)
    if said.type is click.STRING and not said.metavar and isinstance(said, click.Option):
        said.metavar = translate(_("TEXT"))
    if isinstance(said.type, click.Path):  # which says what it is when it is made
        said.type = copy.copy(said.type)
        said.type.name = translate(said.type.name)
    return said
