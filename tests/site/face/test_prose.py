"""Headings of a text that an editor wrote go on below those of the page."""

from __future__ import annotations

import pytest

from ckanext.city.site.face.prose import shift_headings


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<h1>A</h1><h2>B</h2>", "<h3>A</h3><h4>B</h4>"),
        ("<h2>A</h2><h4>B</h4>", "<h3>A</h3><h4>B</h4>"),
        ("<h3>A</h3><h1>B</h1>", "<h3>A</h3><h3>B</h3>"),
        ('<h1 id="a">A</h1><p>hr, header</p>', '<h3 id="a">A</h3><p>hr, header</p>'),
        ("<p>None</p>", "<p>None</p>"),
    ],
)
def test_headings_follow_those_of_the_page(written: str, shown: str) -> None:
    assert shift_headings(written, 3) == shown


def test_no_heading_is_deeper_than_the_sixth() -> None:
    assert shift_headings("<h1>A</h1><h2>B</h2><h3>C</h3>", 5) == "<h5>A</h5><h6>B</h6><h6>C</h6>"
