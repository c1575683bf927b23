"""The report of a check for a person at the terminal: plain, in one language, with short lists."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckanext.city.tables.findings import SEVERITIES, Translate, row_ranges
from ckanext.city.terminal.asking import Request

_FIRM_BLANKS = "\u00a0\u202f"
#: What a list shows before it says how many more there are.
MAX_RANGES, MAX_VALUES, MAX_VALUE_LENGTH = 12, 5, 60


def _(text: str) -> str:  # marks text for extraction; translated where it is printed
    return text


_HEADS = {
    "error": _("To correct"),
    "warning": _("To look at"),
    "note": _("Good to know"),
}
#: Findings of which each tells of a column, as they are told of several.
_OF_COLUMNS = {
    "header.missing": (
        _("Columns are missing: {fields}."),
        _("Add them and fill them in: the table schema requires them."),
    ),
    "header.extra": (
        _("Columns are not in the table schema: {fields}."),
        _("They may stay: who uses the standard will not read them."),
    ),
}
#: Findings of which each value stands on a line of its own.
_LISTED = frozenset(("schema.not-recognised",))
_REPAIRED = _("repaired.csv")
_NAMES = {
    "error": (_("{count} error"), _("{count} errors")),
    "warning": (_("{count} warning"), _("{count} warnings")),
    "note": (_("{count} note"), _("{count} notes")),
}


def report(
    told: Mapping[str, Any], translate: Translate, written: str | None = None
) -> Iterator[str]:
    """Give the lines of a report from the JSON of a check.

    Args:
        told: the JSON.
        translate: of the reader's language.
        written: path of the annotated copy, if one was written.
    """
    yield from _summary(told, translate)
    if written:
        yield translate(_("The annotated copy is {file}.")).format(file=one_line(written))
    for severity in SEVERITIES:
        findings = [each for each in told["findings"] if each["severity"] == severity]
        if findings:
            yield ""
            yield translate(_HEADS[severity])
            yield from _list(findings, translate)


def next_step(told: Mapping[str, Any], asked: Request, translate: Translate) -> Iterator[str]:
    """Name the command that shows what can be repaired, below a check that found errors.

    Args:
        told: the JSON of the check.
        asked: what was to be checked.
        translate: of the reader's language.
    """
    if told["valid"] or "schema" not in told:
        return
    words = ["city-tables", "repair", asked.file, "--out", translate(_REPAIRED)]
    words += ["--schema", asked.schema] if asked.schema else []
    sheet = asked.sheet if told.get("sheet") else None  # a file of text has none
    for key, place in (("sheet", sheet), ("table", asked.table)):
        words += ["--decide", f"{key}={place}"] if place else []
    said = translate(_("What can be repaired without the department is shown by: {command}"))
    yield from ("", said.format(command=shlex.join(words)))


def _list(findings: Sequence[Mapping[str, Any]], translate: Translate) -> Iterator[str]:
    """Tell findings in their order; those that name a column each, with one advice, as one."""
    told: set[str] = set()
    for each in findings:
        alike = [other for other in findings if other["code"] == each["code"]]
        if each["code"] not in _OF_COLUMNS or len(alike) == 1:
            yield from finding_lines(each, translate)
        elif each["code"] not in told:
            told.add(each["code"])
            fields = ", ".join(_short(other["field"]) for other in alike)
            message, fix = map(translate, _OF_COLUMNS[each["code"]])
            yield f"  • {message.format(fields=fields)}"
            yield f"    → {fix}"


def _summary(told: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    if "schema" not in told:
        yield translate(_("{file}: not checked.")).format(file=one_line(told["file"]))
        return
    schema = "{id}@{version}".format(**told["schema"])
    rows = number(told["rows"], translate)
    places = {"file": one_line(told["file"]), "schema": schema, "rows": rows}
    yield translate(_("{file}: checked against {schema} (rows: {rows}).")).format(**places)
    verdict = (
        _("The table follows its table schema.")
        if told["valid"]
        else _("The table does not follow its table schema yet.")
    )
    counts = [
        translate(_NAMES[name][count > 1]).format(count=number(count, translate))
        for name, count in told["counts"].items()
        if count
    ]
    yield translate(verdict) + (f" ({', '.join(counts)})" if counts else "")


def finding_lines(each: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    """Give the lines that tell a finding: what is wrong, what to do, where, which values."""
    yield f"  • {one_line(each['message'])}"
    yield f"    → {one_line(each['fix'])}"
    if each["rows"] and not each["code"].startswith("header"):
        yield f"    {_places(each, translate)}"
    values = [_short(value) for value in each["values"]]
    if each["code"] in _LISTED:
        yield from (f"      {value}" for value in values)
    elif len(values) > 1:
        more = ", …" if len(values) > MAX_VALUES else ""
        shown = ", ".join(values[:MAX_VALUES]) + more
        yield "    " + translate(_("Values: {values}")).format(values=shown)


def _places(each: Mapping[str, Any], translate: Translate) -> str:
    ranges = row_ranges(each["rows"])
    shown = ", ".join(ranges[:MAX_RANGES])
    if each["count"] == 1:
        return translate(_("Row {rows}")).format(rows=shown)
    if len(ranges) > MAX_RANGES or each["count"] > len(each["rows"]):
        shown += ", …"
    count = number(each["count"], translate)
    return translate(_("{count} rows: {rows}")).format(count=count, rows=shown)


def number(count: int, translate: Translate) -> str:
    """Write a number as the reader's language groups its digits."""
    grouped = translate(_("1,000"))
    return f"{count:,}".replace(",", grouped.strip("10"))


def _short(value: str) -> str:
    text = one_line(value)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[: MAX_VALUE_LENGTH - 1]}…"


def one_line(text: str) -> str:
    """Write a text without what could move the terminal's cursor or split the report."""
    return "".join(sign if sign.isprintable() or sign in _FIRM_BLANKS else " " for sign in text)
