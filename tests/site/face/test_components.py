"""The page of parts shows the city's colour, or one that is tried, and lets nothing else in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = [pytest.mark.service, pytest.mark.usefixtures("clean_db_once")]

PAGE = "/city/components"
STYLES = re.compile(r'href="(/city-look\.css[^"]*)"')


def test_a_tried_colour_is_that_of_the_page_and_of_no_other(ckan_app: Any) -> None:
    body = ckan_app.get(f"{PAGE}?accent={quote('#0050ff')}").body
    [address] = STYLES.findall(body)

    assert "--city-accent:#0050ff" in ckan_app.get(address.replace("&amp;", "&")).body
    assert "Vous êtes seul à voir #0050ff" in body
    [usual] = STYLES.findall(ckan_app.get("/about").body)
    assert "#0050ff" not in ckan_app.get(usual.replace("&amp;", "&")).body


@pytest.mark.parametrize(
    "asked", ["rebeccapurple", "#0050ff}body{display:none", "url(//evil.example)"]
)
def test_what_is_no_colour_is_said_to_be_none(ckan_app: Any, asked: str) -> None:
    body = ckan_app.get(f"{PAGE}?accent={quote(asked)}").body

    assert "n’est pas une couleur" in body
    [address] = STYLES.findall(body)
    assert "accent=" not in address
    assert asked not in ckan_app.get(f"/city-look.css?accent={quote(asked)}").body
