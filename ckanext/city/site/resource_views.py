"""Core's views of a file, under the policy of our pages, which lets no script stand in a page.

The page of a table or a text hands its values over by a script of a few assignments. They become
data, which `assets/src/views/values.ts` reads: the policy needs no exception, and whatever else got
into the page still does not run.
"""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup

from ckan.lib.datapreview import compare_domains

from ckanext.city import config
from ckanext.city.site.content_policy import INLINE_SCRIPT

__all__ = ["city_is_own_address", "city_view_values"]

ASSIGNMENT = re.compile(r"\s*(?:const|let|var)\s+(\w+)\s*=\s*(.+?);?\s*")
#: Attributes that the policy refuses; `values.ts` and `hidden` take their place.
HANDLER = re.compile(r'\sonclick="[^"<>]*"')
UNSEEN = re.compile(r'\sstyle="display:\s*none;?"')


def city_view_values(page: Markup) -> Markup:
    """Turn the script of a core view into data, if all that it does is to name values.

    Args:
        page: what the view's template wrote; only its first script is looked at.

    Returns:
        The page with `<script type="application/json" data-city-values>` in the place of the
        script; unchanged where the script does more, which the browser then refuses to run.
    """
    script = INLINE_SCRIPT.search(page)
    values = _values(script["text"]) if script else None
    if script is None or values is None:
        return page
    data = json.dumps(values, ensure_ascii=False).replace("<", "\\u003c")
    before, after = str(page)[: script.start()], str(page)[script.end() :]
    after = UNSEEN.sub(" hidden", HANDLER.sub("", after))
    tag = f'<script type="application/json" data-city-values>{data}</script>'
    return Markup(before + tag + after)  # noqa: S704 - core's own template, and JSON without "<"


def city_is_own_address(address: str | None) -> bool:
    """Tell whether an address is one of this site, and no other site learns of its readers."""
    written = address or ""
    if written.startswith("/"):
        return not written.startswith("//")
    return bool(written) and compare_domains([config.site_url(), written])


def _values(script: str) -> dict[str, Any] | None:
    """Read a script of assignments, one a line; None where it is anything else."""
    values = {}
    for line in filter(str.strip, script.splitlines()):
        named = ASSIGNMENT.fullmatch(line)
        if named is None:
            return None
        try:
            values[named[1]] = _value(named[2])
        except ValueError:
            return None
    return values


def _value(written: str) -> Any:
    """Read JSON, or a word between single quotes."""
    word = re.fullmatch(r"'([\w-]*)'", written)
    return word[1] if word else json.loads(written)
