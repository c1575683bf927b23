"""`/city/health/live` and `/city/health/ready`: what the proxy and the compose file ask."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Callable

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify

from ckan import model
from ckan.lib.redis import connect_to_redis

from ckanext.city import config

log = logging.getLogger(__name__)

SOLR_SECONDS = 2

city_health = Blueprint("city_health", __name__, url_prefix="/city/health")


@city_health.get("/live")
def live() -> Response:
    """Say that this worker answers; asks no service."""
    return _uncached(jsonify(status="live"))


@city_health.get("/ready")
def ready() -> tuple[Response, int]:
    """Say whether pages can be answered: 200, or 503 with the services that do not answer.

    Solr down is told, and is no reason to take the site out of the proxy: pages still answer.
    """
    down = [name for name, ask in SERVICES.items() if not _answers(name, ask)]
    status = 503 if "database" in down else 200
    return _uncached(jsonify(status="unready" if status == 503 else "ready", down=down)), status


def ask_database() -> None:
    """Ask the database for a one."""
    model.Session.execute(sa.text("SELECT 1"))


def ask_redis() -> None:
    """Ask Redis for its pong."""
    connect_to_redis().ping()


def ask_solr() -> None:
    """Ask Solr's core for the name of its schema."""
    address = f"{config.solr_url()}/schema/name?wt=json"
    with urllib.request.urlopen(address, timeout=SOLR_SECONDS):  # noqa: S310 - our configuration's own address
        pass


SERVICES: dict[str, Callable[[], None]] = {
    "database": ask_database,
    "redis": ask_redis,
    "solr": ask_solr,
}


def _answers(name: str, ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception as error:  # noqa: BLE001 - whatever a client library raises, the service is down
        log.warning("Health: %s does not answer: %s", name, error)
        model.Session.rollback()
        return False
    return True


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
