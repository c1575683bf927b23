"""The Content-Security-Policy of every page: scripts, styles, pictures and data from here only."""

from __future__ import annotations

import re
from collections.abc import Mapping

SELF = "'self'"
POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": (SELF,),
    "style-src": (SELF,),
    "font-src": (SELF,),
    "img-src": (SELF, "data:"),
    "media-src": (SELF,),
    "connect-src": (SELF,),
    "worker-src": (SELF,),
    "manifest-src": (SELF,),
    # core shows some views of a resource in a frame
    "frame-src": (SELF,),
    "form-action": (SELF,),
    "base-uri": (SELF,),
    "object-src": ("'none'",),
}

#: A script that stands in a page, which the policy refuses; data for scripts is none.
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\b(?:src|type=[\"']?application/))[^>]*>(?P<text>.*?)</script>",
    re.DOTALL | re.IGNORECASE,
)


def policy(*, embeddable: bool, tiles: str = "") -> str:
    """Write the policy of a page.

    Args:
        embeddable: whether other sites may show it in theirs, as they may a resource's view.
        tiles: the host of the base map, the only other site that a page may ask for anything.
    """
    ancestors = ("*",) if embeddable else (SELF,)
    rules = {**POLICY, "frame-ancestors": ancestors}
    if tiles:
        rules |= {name: (*POLICY[name], tiles) for name in ("connect-src", "img-src")}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())
