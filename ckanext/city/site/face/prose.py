"""Markdown of editors on a page that has headings of its own."""

from __future__ import annotations

import re

from markupsafe import Markup

import ckan.plugins.toolkit as tk

__all__ = ["city_prose"]

_HEADING = re.compile(r"<(/?)h([1-6])\b")
DEEPEST = 6


def city_prose(markdown: str | None, level: int) -> Markup:
    """Render Markdown so that its headings stand below those of the page.

    Args:
        markdown: as an editor wrote it; it is cleaned as CKAN cleans it.
        level: of its highest heading on the page, 2 to 6.
    """
    return Markup(shift_headings(str(tk.h.render_markdown(markdown or "")), level))  # noqa: S704 - cleaned by render_markdown


def shift_headings(html: str, level: int) -> str:
    """Move headings to begin at `level`, and leave none out: a reader by ear goes by levels."""
    written = sorted({int(found[2]) for found in _HEADING.finditer(html)})
    levels = {old: min(level + at, DEEPEST) for at, old in enumerate(written)}
    shifted = _HEADING.sub(lambda tag: f"<{tag[1]}h{levels[int(tag[2])]}", html)
    return _without_gaps(shifted, level)


def _without_gaps(html: str, level: int) -> str:
    """Where a text begins deep, as « ### » before « # », raise what would skip a level."""
    last = level - 1

    def raised(tag: re.Match[str]) -> str:
        nonlocal last
        if not tag[1]:
            last = min(int(tag[2]), last + 1)
        return f"<{tag[1]}h{last}"

    return _HEADING.sub(raised, html)
