"""`ckan city handover`: an agent leaves."""

from __future__ import annotations

import click

import ckan.plugins.toolkit as tk

from ckanext.city.site import departures


@click.command()
@click.argument("user")
@click.option("--to", "colleague", required=True, help="Who goes on with her work.")
@click.pass_context
def handover(ctx: click.Context, user: str, colleague: str) -> None:
    """Give the datasets of USER to a colleague, take her roles and tokens, close her account.

    Prints a line for each thing done. Safe to repeat. Exit 1 if an account does not fit.
    """
    try:
        done = list(departures.hand_over(user, colleague))
    except departures.UnknownPerson as unknown:
        _refuse(ctx, tk._("Nobody has an account named {name}.").format(name=unknown.args[0]))
    except departures.UnfitColleague as unfit:
        message = tk._("{name} cannot go on with the work: choose another open account.")
        _refuse(ctx, message.format(name=unfit.args[0]))
    else:
        for line in done or [tk._("Nothing was left to do.")]:
            click.echo(line)


def _refuse(ctx: click.Context, message: str) -> None:
    tk.error_shout(message)
    ctx.exit(1)
