"""What a reader may not know of answers as if it had never been: the same 404, page or API.

CKAN says 403 of a hidden dataset and 404 of one that never was, so that an address, a name, an id
tells whether it exists, and the refusal quotes its id. Each refusal is looked at here, after the
fact and wherever it came from: where it names a dataset or a file that this reader may not know
of, and where it names nothing that exists, both get one and the same answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask.globals import request_ctx
from werkzeug.exceptions import NotFound

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.city.site import form_posts

#: 500 too: some of CKAN's pages break on what does not exist, others on what was purged; and 409:
#: some actions find what does not exist invalid.
REFUSED = frozenset({401, 403, 404, 409, 500})
API = "api.action"
#: The actions that are about one dataset or file, or a line of a history.
ABOUT_DATASETS = re.compile(
    r"(?!user_|group_|organization_|dashboard_).*(package|resource|dataset|datastore|dcat|activity)"
)
#: Where `id` is that of what is to be made, which nothing has yet.
CREATES = frozenset({"package_create", "resource_create", "resource_view_create"})
NEW = frozenset({"id"})
API_NAMES = frozenset(
    {"id", "name_or_id", "id2", "dataset_id", "package_id", "resource_id", "subject", "object"}
)
#: Where an action takes its dataset or file as a whole.
API_PARTS = ("match", "package", "resource")
MEMBERS = re.compile(r"member_(create|delete)")
#: Blueprints with pages about datasets, besides two for each dataset type.
BLUEPRINTS = frozenset({"resource", "datastore", "dcat", "city_resource"})
PAGE_NAMES = frozenset({"id", "_id", "resource_id", "view_id", "activity_id"})
ACTIVITY_PAGE = re.compile(r"activity\.(package|resource)_")


def answer_alike(app: Flask) -> None:
    """Install it; called once, when the application is made."""
    app.after_request(as_if_never)


def as_if_never(response: Response) -> Response:
    """Give the one answer in the place of a refusal that tells more; leave all others."""
    if response.status_code not in REFUSED and not _sends_to_login(response):
        return response
    if tk.g.get(form_posts.ANSWERED_ALIKE):
        return response
    if response.status_code == 500:  # what broke may have been a transaction, which still stands
        model.Session.rollback()
    if all(may_know(name) for name in _named()):
        return response
    return _not_found_by_api(response) if request.endpoint == API else _not_found()


def may_know(name: str) -> bool:
    """Tell whether this reader may know that something is.

    Args:
        name: id or name of a dataset; id of a resource, of a view or of a line of a history.
    """
    package = _dataset_of(name)
    if package is None:
        return False
    context: Context = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    try:
        tk.check_access("package_show", context, {"id": package.id})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return False
    return True


def _sends_to_login(response: Response) -> bool:
    return response.status_code == 302 and "/user/login" in response.headers.get("Location", "")


def _named() -> Iterator[str]:
    """The datasets and files that a request names; nothing where it is about something else."""
    endpoint, blueprint = request.endpoint or "", request.blueprint or ""
    if endpoint == API:
        action = str((request.view_args or {}).get("logic_function"))
        for data in _sent():
            if ABOUT_DATASETS.match(action):
                yield from _values(data, API_NAMES - NEW if action in CREATES else API_NAMES)
            elif MEMBERS.fullmatch(action) and data.get("object_type") == "package":
                yield from _values(data, frozenset({"object"}))
    elif ACTIVITY_PAGE.match(endpoint) or blueprint in BLUEPRINTS or _is_of_a_type(blueprint):
        yield from _values(request.view_args or {}, PAGE_NAMES)


def _is_of_a_type(blueprint: str) -> bool:
    types = {"dataset"}.union(
        *(form.package_types() for form in p.PluginImplementations(p.IDatasetForm))
    )
    return blueprint.removesuffix("_resource") in types


def _sent() -> Iterator[Mapping[str, Any]]:
    """What an API call sends, by each of the ways that CKAN reads."""
    form = request.form.to_dict()
    bodies = [request.get_json(force=True, silent=True), *(_parsed(key) for key in form)]
    for data in (request.args.to_dict(), form, *bodies):
        if isinstance(data, Mapping):
            yield data
            yield from (data[part] for part in API_PARTS if isinstance(data.get(part), Mapping))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _values(data: Mapping[str, Any], names: frozenset[str]) -> Iterator[str]:
    for name, value in data.items():
        if name in names and isinstance(value, str) and value:
            yield value


def _dataset_of(name: str) -> model.Package | None:
    package = model.Package.get(name)
    if package is not None:
        return package
    resource = model.Resource.get(name)
    if resource is None and (view := model.ResourceView.get(name)) is not None:
        resource = model.Resource.get(view.resource_id)
    if resource is not None:
        return resource.package if resource.state == "active" else None
    return _dataset_in_history(name)


def _dataset_in_history(activity_id: str) -> model.Package | None:
    if not p.plugin_loaded("activity"):
        return None
    # Imported here: see `roles`.
    from ckanext.activity.model import Activity  # noqa: PLC0415

    line = model.Session.get(Activity, activity_id)
    return model.Package.get(line.object_id) if line else None


def _not_found() -> Response:
    _forget_messages()
    sentence = tk._("Dataset not found or you have no permission to view it")
    return current_app.make_response(current_app.handle_user_exception(NotFound(sentence)))


def _not_found_by_api(response: Response) -> Response:
    said = response.get_json(force=True, silent=True) or {"success": False}
    said["error"] = {"__type": "Not Found Error", "message": tk._("Not found")}
    response.status_code = 404
    response.set_data(json.dumps(said))
    return response


def _forget_messages() -> None:
    """Keep the refusal's own sentence, which CKAN puts on the next page, from being shown."""
    request_ctx.flashes = None
    session.pop("_flashes", None)
