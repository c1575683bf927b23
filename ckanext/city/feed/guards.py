"""Blueprints whose addresses answer faults and languages as the feed's do."""

from __future__ import annotations

from flask import Blueprint, request

import ckan.plugins.toolkit as tk

from ckanext.city.feed import routes
from ckanext.city.feed.answers import Refused


def guarded(name: str) -> Blueprint:
    """Make a blueprint whose pages have one address each, and whose faults are one sentence."""
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(routes.send_to_canonical_address)
    blueprint.before_request(refuse_what_no_name_holds)
    blueprint.register_error_handler(Refused, routes.refuse)
    blueprint.register_error_handler(Exception, routes.fail)
    return blueprint


def refuse_what_no_name_holds() -> None:
    """Refuse an address with the character that PostgreSQL has no text with.

    Raises:
        Refused: 404.
    """
    if any("\0" in str(value) for value in (request.view_args or {}).values()):
        raise Refused(404, tk._("There is no such address."))
