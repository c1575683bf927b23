"""Blueprints whose addresses answer faults and languages as the feed's do."""

from __future__ import annotations

from flask import Blueprint

from ckanext.city.feed import routes
from ckanext.city.feed.answers import Refused


def guarded(name: str) -> Blueprint:
    """Make a blueprint whose pages have one address each, and whose faults are one sentence."""
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(routes.send_to_canonical_address)
    blueprint.register_error_handler(Refused, routes.refuse)
    blueprint.register_error_handler(Exception, routes.fail)
    return blueprint
