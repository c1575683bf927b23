"""Tell a line of titles above a header from one that names groups of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Who sends a table, and when it was made: no group of columns is called so.
_SENDER = re.compile(
    r"\s*(?:(?:ville|commune|mairie|communauté|métropole|département|région|direction|pôle"
    r"|services?)\s+(?:de|du|des|d['’]|technique|communication|urbanisme|urbaine?)"
    r"|(?:mises? à jour|mis à jour|màj|maj|[ée]dit(?:é|ion)|imprimée?|export(?:ée?)?"
    r"|extra(?:it|ction)|état|situation|arrêtée?s?|version|page)\b.*(?:\d|:)"
    r"|conseil (?:municipal|communautaire|d['’]administration)\b.*\d"
    r"|(?:liste|tableau|état|registre|inventaire|recensement|relevé)\s+(?:de|du|des|d['’]))",
    re.IGNORECASE,
)
#: A period and nothing else, as stands beside a title.
_PERIOD = re.compile(
    r"(?:(?:ann[ée]e|exercice|campagne|saison|mandat|le|au|du)[\s:]{0,3})?"
    r"(?:\d\d?[\s/.-]\S{1,12}[\s/.-])?(?:19|20)\d\d(?:\s?[-/–]\s?(?:20)?\d\d)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
#: That the numbers of a table are thousands or millions of euros; not "plus de 3 millions d'euros".
_MULTIPLE = re.compile(
    r"(?:^|\(|\ben|\bunités?\s?:|\bmontants?)\s*"
    r"(?:[km]\s?€|[km]eur|k\s?euros?|(?:milliers?|millions?)\s+(?:d['’]\s?euros?|de\s+€|d['’]\s?€))"
    r"(?![\w€])|\ben\s+(?:milliers|millions)\s*(?:\)|$)",
    re.IGNORECASE,
)
_SENTENCE = 4  # words of a lone title


def are_titles(labels: Mapping[int, str], below: Mapping[int, str]) -> bool:
    """Tell whether the labels of a line are titles of the table, and no groups of its columns.

    Args:
        labels: by column, those that the line has, from left to right.
        below: by column, what the line below it says.
    """
    if not labels or (len(labels) > 1 and _come_again(list(labels), below)):
        return False
    texts = list(labels.values())
    if any(text.endswith(":") or says_sender(text) for text in texts):
        return True
    starts = min(labels) == min(below, default=-1)
    if len(texts) == 1:
        return starts and bool(_YEAR.search(texts[0]) or len(texts[0].split()) > _SENTENCE)
    return starts and bool(_PERIOD.fullmatch(texts[-1])) and not _PERIOD.fullmatch(texts[0])


def says_multiple(text: str) -> bool:
    """Tell a text that says that the numbers of its table are thousands or millions of euros."""
    return bool(_MULTIPLE.search(text))


def says_sender(text: str) -> bool:
    """Tell a text that says who sends a table, of when it is, or which page follows."""
    return bool(_SENDER.match(text))


def _come_again(starts: list[int], below: Mapping[int, str]) -> bool:
    """Tell whether names below one label stand below another too, which only groups part."""
    named: set[str] = set()
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else max(below, default=start) + 1
        own = {text for column, text in below.items() if start <= column < end and text}
        if named & own:
            return True
        named |= own
    return False
