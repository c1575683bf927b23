"""What people upload never runs as a page of the catalogue."""

from __future__ import annotations

import io
from typing import Any

import pytest

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once")]

SCRIPT = b"<script>document.title = document.cookie</script>"
PAGE = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
XHTML = b'<html xmlns="http://www.w3.org/1999/xhtml"><head>' + SCRIPT + b"</head></html>"
XSLT = b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="other.xsl"?><a/>'


@pytest.fixture(scope="module")
def upload(ckan_app: Any, clean_db_once: None) -> Any:
    """Upload a file; gives the address at which it is served."""
    from werkzeug.datastructures import FileStorage

    from ckan.tests import factories, helpers

    admin = factories.Sysadmin()["name"]
    dataset = factories.Dataset(owner_org=factories.Organization()["id"])

    def uploaded(name: str, content: bytes, **fields: str) -> str:
        file = FileStorage(io.BytesIO(content), filename=name)
        resource = helpers.call_action(
            "resource_create", {"user": admin}, package_id=dataset["id"], upload=file, **fields
        )
        return f"/dataset/{dataset['id']}/resource/{resource['id']}/download"

    return uploaded


def is_saved(answer: Any) -> bool:
    return answer.headers.get("Content-Disposition", "").startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", PAGE),
        ("page.xhtml", XHTML),
        ("plan.svg", SVG),
        ("flux.xml", XSLT),
        ("feuille.xsl", XSLT),
        ("page.mhtml", PAGE),
        ("code.js", b"alert(1)"),
        ("sans-extension", PAGE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_could_run_is_saved_and_not_shown(
    ckan_app: Any, upload: Any, name: str, content: bytes
) -> None:
    address = upload(name, content)
    for path in (f"/{name}", "", "/autre.html"):
        answer = ckan_app.get(address + path)
        assert answer.status_code == 200
        assert is_saved(answer)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("budget.csv", b"a;b\n1;2\n"),
        ("lieux.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("notice.txt", b"bonjour"),
        ("deliberation.pdf", b"%PDF-1.4\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_plain_data_opens_in_the_browser_as_what_it_is(
    ckan_app: Any, upload: Any, name: str, content: bytes
) -> None:
    answer = ckan_app.get(f"{upload(name, content)}/{name}")
    assert not is_saved(answer)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "mimetype",
    ["text/html", "TEXT/HTML", "text/csv, text/html", "text/csv;a=b,text/html", " text/html", "x"],
)
def test_a_type_that_the_uploader_claims_does_not_make_a_page_of_it(
    ckan_app: Any, upload: Any, mimetype: str
) -> None:
    answer = ckan_app.get(upload("donnees.csv", PAGE, mimetype=mimetype))
    assert is_saved(answer) or answer.headers["Content-Type"].split(";")[0] == "text/csv"


def test_a_part_of_a_page_is_no_page_either(ckan_app: Any, upload: Any) -> None:
    part = ckan_app.get(upload("page.html", PAGE), headers={"Range": "bytes=0-9"})
    assert part.status_code == 206
    assert is_saved(part)
    assert "sandbox" in part.headers["Content-Security-Policy"]
