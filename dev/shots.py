"""`make shots`: a picture of every page, at both widths and in both schemes, into `.dev/shots/`.

The catalogue of `make run` must be up: it is what the pictures show.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ckanapi import RemoteCKAN
from playwright.sync_api import sync_playwright

from dev.layout import DEV, secret, site_url
from dev.shell import stop_with
from dev.site_pages import NOBODY, SitePage, site_pages
from dev.staff_pages import staff_pages

WIDTHS = {1280: 900, 390: 844}
SCHEMES = ("light", "dark")
FOLDER = DEV / "shots"
CHROMIUM = "/usr/bin/chromium"
SEND = """(name) => {
    const form = document.querySelector(`main [name=${name}]`).form;
    form.noValidate = true;
    form.requestSubmit(form.querySelector("[type=submit]"));
}"""
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def main(wanted: list[str]) -> None:
    """Take the pictures.

    Args:
        wanted: beginnings of the names of the pages; all where it is empty.
    """
    pages = [page for page in _all_pages() if not wanted or page.name.startswith(tuple(wanted))]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for user in sorted({page.user for page in pages}):
            _take(browser, user, [page for page in pages if page.user == user])
        browser.close()
    print(f"{len(pages)} pages, {len(WIDTHS) * len(SCHEMES)} pictures each, in {FOLDER}")


def _all_pages() -> list[SitePage]:
    try:
        api = RemoteCKAN(site_url())
        return [*site_pages(api), *staff_pages(api)]
    except OSError:
        stop_with("No catalogue answers: `make run` first.")


def _take(browser: Any, user: str, pages: list[SitePage]) -> None:
    state = _log_in(browser, user)
    for width, height in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                locale="fr-FR",
                timezone_id="Europe/Paris",
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
                storage_state=state,
            )
            for page in pages:
                _shoot(context, page, FOLDER / f"{page.name}-{width}-{scheme}.png")
            context.close()


def _log_in(browser: Any, user: str) -> Any:
    if user == NOBODY:
        return None
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{site_url()}/user/login")
    page.fill("[name=login]", user)
    page.fill("[name=password]", secret(user))
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    state = context.storage_state()
    context.close()
    return state


def _send(tab: Any, fields: tuple[tuple[str, str], ...]) -> None:
    """Type into the fields of the page's form and send it."""
    for name, value in fields:
        tab.fill(f"main [name={name}]", value)
    with tab.expect_navigation():
        tab.evaluate(SEND, fields[-1][0])


def _shoot(context: Any, page: SitePage, path: Path) -> None:
    tab = context.new_page()
    tab.goto(site_url() + page.path)
    if page.fill:
        _send(tab, page.fill)
    tab.evaluate("document.fonts.ready")
    tab.screenshot(path=path, full_page=True)
    tab.close()


if __name__ == "__main__":
    main(sys.argv[1:])
