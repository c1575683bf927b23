"""Nothing typed into a dataset's form is lost on its way.

The form keeps what is typed in the browser, under a key: the id of the dataset or file, else the
form's address. Here the browser is told what was saved, so that it forgets it; and a form that
comes after the session has ended is answered by the login, which leads back to it.
"""

from __future__ import annotations

import re

from flask import Flask, Response, jsonify
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response as AnyResponse

import ckan.plugins.toolkit as tk

from ckanext.city import config

#: Read by the script: the key of what was saved last.
SAVED = "city_saved"
#: Sent by the script, which sends a file itself to show how far it is.
SENT_BY_SCRIPT = "X-City-Form"
#: A button of our forms: keep the draft and stay with it.
KEEP_DRAFT = "city-draft"

#: Stands on `g` where a form was led back to, which nothing of what it names was asked for.
ANSWERED_ALIKE = "city_form_led_back"

FORM = re.compile(r"\.(new|edit)$")
FILES_OF = re.compile(r"/([^/?]+)/resource/new$")
WEEK = 7 * 24 * 60 * 60


def install(app: Flask) -> None:
    """Look at the forms of datasets and files on their way in and out."""
    app.before_request(before)
    app.after_request(after)


def is_form_post() -> bool:
    """Tell whether the request sends the form of a dataset or of one of its files."""
    request = tk.request
    of_dataset = "package_type" in (request.view_args or {})
    is_form = FORM.search(request.endpoint or "") is not None
    return request.method == "POST" and of_dataset and is_form


def is_form_of_file(resource_id: str | None) -> bool:
    """Tell whether the request sends the form of this file, or of a new one that has no id yet."""
    of_file = "_resource." in (tk.request.endpoint or "")
    named = (tk.request.view_args or {}).get("resource_id")
    return of_file and is_form_post() and (resource_id or None) == named


def before() -> AnyResponse | None:
    """Let somebody who is no longer logged in log in; make no file of a form that has none."""
    if not is_form_post():
        return None
    if tk.current_user.is_anonymous:
        return come_back()
    if (tk.request.endpoint or "").endswith("_resource.new"):
        return _mend_file()
    return None


def come_back() -> AnyResponse:
    """Answer a form of a session that has ended: by the login if need be, then by the form."""
    setattr(tk.g, ANSWERED_ALIKE, True)
    form = _address_of_form()
    if tk.current_user.is_anonymous:
        tk.h.flash_notice(
            tk._("Your session had ended. Log in to go on: what you typed comes back in the form.")
        )
        return tk.redirect_to("user.login", came_from=form)
    tk.h.flash_notice(
        tk._("Your session has changed since you opened this form. Look it over and send it again.")
    )
    return tk.redirect_to(form)


def after(response: Response) -> Response:
    """Tell the browser what was saved; keep with a draft who asked for it."""
    if not is_form_post() or response.status_code not in (302, 303):
        return response
    if not tk.g.get(ANSWERED_ALIKE):
        _stay_with_draft(response)
        _tell_saved(response)
    if tk.request.headers.get(SENT_BY_SCRIPT):
        answer = jsonify(location=response.headers["Location"])
        answer.headers.extend(
            (name, value) for name, value in response.headers if name == "Set-Cookie"
        )
        return answer
    return response


def _tell_saved(response: Response) -> None:
    form = tk.request.form
    key = form.get("pkg_name") or form.get("id") or tk.request.path
    secure = config.is_https()
    response.set_cookie(SAVED, key, max_age=WEEK, samesite="Lax", secure=secure)


def _stay_with_draft(response: Response) -> None:
    """CKAN goes on to the files whatever the button said; a series, to its page."""
    form, location = tk.request.form, response.headers["Location"]
    files = FILES_OF.search(location)
    if form.get("save") == KEEP_DRAFT and files:
        name = files[1]
    elif form.get("state") == "draft":
        name = location.rpartition("/")[2]
    else:
        return
    view = f"{tk.request.view_args['package_type']}.edit"
    response.headers["Location"] = tk.url_for(view, id=name, _external=True)
    tk.h.flash_success(tk._("The draft is saved. Only your department sees it."))


def _mend_file() -> AnyResponse | None:
    """Say "uploaded" only of a file that came; leave a draft as it is where nothing was given.

    The choice between file and link is always sent: CKAN would take it for a file's data.
    """
    form = tk.request.form
    if form.get("id"):
        return None
    upload = tk.request.files.get("upload")
    if not (upload and upload.filename) and form.get("url_type") == "upload":
        without = [(name, value) for name, value in form.items(multi=True) if name != "url_type"]
        tk.request.form = ImmutableMultiDict(without)
    given = any(form.get(name) for name in ("url", "name", "description"))
    if form.get("save") != "go-dataset-complete" or given or (upload and upload.filename):
        return None
    return tk.redirect_to(
        f"{tk.request.view_args['package_type']}.read", id=tk.request.view_args["id"]
    )


def _address_of_form() -> str:
    """Where the form that was sent is to be found again, in the reader's language."""
    values = tk.request.view_args or {}
    draft = tk.request.form.get("pkg_name")
    if draft:
        return str(tk.url_for(f"{values['package_type']}.edit", id=draft))
    return str(tk.url_for(tk.request.endpoint, **values))
