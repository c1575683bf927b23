"""The `pattern` of a field, as an expression that Polars' engine gives the same verdict on."""

from __future__ import annotations

import re

import polars as pl

#: What the engine of Polars lacks: look-around, back references, possessive and odd groups.
_PYTHON_ONLY = re.compile(r"\(\?[=!<>#(]|\(\?P[=>]|\(\?[aiLmsux-]*[aLu]|\\[1-9ZNbBA]|\{,|[*+?}]\+")
#: Needless in front of anything but a letter or a digit, and an error in Polars beyond ASCII.
_NEEDLESS_ESCAPE = re.compile(r"\\([^\x00-\x7f])")
#: `$` also stands before a line break at the end, in Python and in no other engine.
_END = r"(?:\n?\z)"


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a field's pattern as the standard's own library does: `^` and `$` put around it.

    They are not put around a group: of "a|b", only "a" is bound at the start and "b" at the end.

    Raises:
        re.error: it is no regular expression.
    """
    return re.compile(f"^{pattern}$")


def translate_pattern(pattern: str) -> str | None:
    """Write a field's pattern for Polars, so that `str.contains` decides as Python's `match`.

    Returns:
        The expression; None where only Python can tell.
    """
    text = _NEEDLESS_ESCAPE.sub(r"\1", pattern)
    if _PYTHON_ONLY.search(text):
        return None
    translated = rf"\A(?:^{_translate(text)}{_END})"
    try:
        pl.Series([""], dtype=pl.String).str.contains(translated)
    except pl.exceptions.ComputeError:
        return None
    return translated


def _translate(pattern: str) -> str:
    """Write ends and sets as Polars wants them; a set may hold `[`, `&&` and `~~` in Python."""
    written: list[str] = []
    in_set, at = False, 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            written.append(pattern[at : at + 2])
            at += 2
            continue
        if in_set:
            written.append(f"\\{sign}" if sign in "[&~" else sign)
            in_set = sign != "]"
        elif sign == "[":
            opening = re.match(r"\[\^?\]?", pattern[at:])
            start = opening.group() if opening else sign
            written.append(start.replace("]", r"\]"))
            in_set, at = True, at + len(start) - 1
        else:
            written.append(_END if sign == "$" else sign)
        at += 1
    return "".join(written)
