"""What the page of a map asks for: its places, opening hours, the plan, addresses, what is left."""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

import ckan.plugins.toolkit as tk

from ckanext.city.geo.compact import part_of
from ckanext.city.geo.open_times import open_times
from ckanext.city.store import addresses as known
from ckanext.city.store import plan as kept_plan
from ckanext.city.store.kept import YEAR, Kept
from ckanext.city.tables.findings import Entry, Finding
from ckanext.city.tables.guard import ENTRIES as CHILD
from ckanext.city.tables.guard import pack, unpack
from ckanext.city.tables.read.entries import ENTRIES as READING
from ckanext.city.views.places.causes import CAUSES, REFUSALS, SHOWN
from ckanext.city.views.places.jobs import ask_for_map
from ckanext.city.views.places.kept import map_file
from ckanext.city.views.places.view import wanted_of

city_map = Blueprint("city_map", __name__, url_prefix="/city/map")

ZONE = ZoneInfo("Europe/Paris")
RETRY_SECONDS = 1
JSON = "application/json"
UNKNOWN = Entry("{value}", "")


@city_map.get("/<view_id>/<key>.json")
def places(view_id: str, key: str) -> Response:
    """Send the map file; 202 while it is made, 404 with a sentence where there is none.

    Who may edit the file reads why and what to do; everybody else, that there is no map.
    """
    view, resource, is_open = _asked(view_id)
    file = map_file(resource, wanted_of(view))
    facts = file.facts() if file.key == key else None
    if file.key != key:
        return _failed(tk._("The file has changed since: load the page anew."), 410)
    if facts and not facts.get("count"):
        return _refused(view_id, facts, resource)
    if facts and file.path.exists():
        return _packed(file.path.read_bytes(), is_open=is_open)
    if not ask_for_map(view_id, file):
        return _failed(tk._("The map cannot be made now. Try again in some minutes."), 503)
    answer = jsonify(state="preparing")
    answer.status_code = 202
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


@city_map.get("/<view_id>/<key>/<int:number>.json")
def part(view_id: str, key: str, number: int) -> Response:
    """Send records and texts of some places of a map that has very many."""
    view, resource, is_open = _asked(view_id)
    file = map_file(resource, wanted_of(view))
    if file.key != key:
        return _failed(tk._("The file has changed since: load the page anew."), 410)
    path = part_of(file.path, number)
    return _packed(path.read_bytes(), is_open=is_open) if path.exists() else tk.abort(404)


@city_map.get("/<view_id>/<key>/hours.json")
def hours(view_id: str, key: str) -> Response:
    """Say when places are open, over the next eight days."""
    view, resource, _is_open = _asked(view_id)
    file = map_file(resource, wanted_of(view))
    facts = (file.facts() if file.key == key else None) or {}
    today = dt.datetime.now(ZONE).date()
    found = {text: open_times(text, today, tk.h.lang() or "fr") for text in facts.get("hours", ())}
    return jsonify(
        day=today.isoformat(),
        zone=ZONE.key,
        hours={
            text: {"sentences": told.sentences, "open": told.open}
            for text, told in found.items()
            if told
        },
    )


@city_map.get("/plan.json")
def plan() -> Response:
    """Send the city's own base map."""
    content = kept_plan.features()
    if content is None:
        return tk.abort(404)
    return _packed(content, is_open=True, is_asked=request.args.get("v") == kept_plan.version())


@city_map.get("/addresses")
def addresses() -> Response:
    """Suggest addresses of the city that begin as the text does."""
    return jsonify(addresses=known.find_addresses(request.args.get("q", "")))


@city_map.get("/<view_id>/left")
def left(view_id: str) -> str:
    """List the places that are not on the map, and why."""
    view, resource, _is_open = _asked(view_id)
    package = tk.get_action("package_show")({}, {"id": resource["package_id"]})
    facts = map_file(resource, wanted_of(view)).facts() or {}
    causes = [_told(each) for each in facts.get("left", ()) if each["cause"] in CAUSES]
    told = {"resource": resource, "package": package, "view": view, "causes": causes}
    told |= {"facts": facts, "may_mend": _may_mend(resource)}
    return str(tk.render("city_map/left.html", told))


def _told(left: dict[str, Any]) -> dict[str, Any]:
    entry = CAUSES[left["cause"]]
    said = {"message": tk._(entry.message).format(**left), "fix": tk._(entry.fix)}
    return {**left, **said, "shown": left["cause"] in SHOWN}


def _asked(view_id: str) -> tuple[dict[str, Any], dict[str, Any], bool]:
    """Give the view, its resource, and whether anybody may see them; 404 to who may not."""
    try:
        view = tk.get_action("resource_view_show")({}, {"id": view_id})
        resource = tk.get_action("resource_show")({}, {"id": view["resource_id"]})
        package = tk.get_action("package_show")({}, {"id": resource["package_id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404)
    is_open: bool = package["state"] == "active" and not package["private"]
    return view, resource, is_open


def _packed(content: bytes, *, is_open: bool, is_asked: bool = True) -> Response:
    """Send what is kept compressed, as the browser takes it; its address names its version."""
    takes_gzip = "gzip" in tk.request.accept_encodings
    answer = Kept(content if takes_gzip else gzip.decompress(content), mimetype=JSON)
    answer.kept = YEAR if is_open and is_asked else "private, no-cache"
    if takes_gzip:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _may_mend(resource: dict[str, Any]) -> bool:
    """Tell whether the reader may put another file in its place: advice is for them alone."""
    return bool(tk.h.check_access("resource_update", {"id": resource["id"]}))


def _failed(sentence: str, status: int, state: str = "failed", **more: str) -> Response:
    answer = jsonify(state=state, message=sentence, **more)
    answer.status_code = status
    return answer


def _refused(view_id: str, facts: dict[str, Any], resource: dict[str, Any]) -> Response:
    """Say that a file has no map; why, and what to do, to whoever may mend it."""
    if not _may_mend(resource):
        said = tk._("The map of this file is not available. The file itself can be downloaded.")
        return _failed(said, 404, state="refused")
    packed = facts.get("refused") or pack(Finding("map.none-placed", "error"))
    others = tk._("Visitors read only that the map is not available.")
    why = tk.url_for("city_map.left", view_id=view_id) if facts.get("left") else ""
    return _failed(f"{_sentence(packed)} {others}", 404, state="refused", why=why)


def _sentence(packed: dict[str, Any]) -> str:
    finding = unpack(packed)
    details = {name: _readable(value) for name, value in finding.details.items()}
    finding = replace(finding, details=details)
    entry = {**READING, **CHILD, **REFUSALS}.get(finding.code, UNKNOWN)
    return " ".join(finding.explain(entry, tk._)).strip()


def _readable(value: Any) -> Any:
    """Write a number as the reader's language does, where the theme knows how."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return tk.h.city_number(value) if is_number and "city_number" in tk.h else value
