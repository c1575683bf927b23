"""The report of a repair for a person at the terminal: what was done, is asked, is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.city.tables.findings import Translate
from ckanext.city.terminal.report import one_line, report

_MAX_LENGTH = 60


def _(text: str) -> str:  # marks text for extraction; translated where it is printed
    return text


def report_repair(told: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    """Give the lines of a report from the JSON of a repair."""
    if "left" not in told:
        yield from report(told, translate)
        return
    done = [each for each in told["proposals"] if each["applied"]]
    asked = [each for each in told["proposals"] if not each["applied"]]
    places = {"file": told["file"], "schema": "{id}@{version}".format(**told["schema"])}
    yield translate(_("{file}: repaired for {schema}.")).format(**places)
    for head, proposals in ((_("Done"), done), (_("Proposed, not done yet"), asked)):
        if proposals:
            yield ""
            yield translate(head)
            for each in proposals:
                yield from _proposal(each, translate)
    yield ""
    yield translate(_("What was written:"))
    yield from report(told["left"], translate)


def _proposal(each: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    yield f"  • {one_line(each['sentence'])}"
    count = translate(_("Cells: {count}") if each["fields"] else _("Rows: {count}"))
    yield f"    {count.format(count=each['cells'])} ({each['id']})"
    for example in each["examples"][:3]:
        before, after = _short(example["before"]), _short(example["after"])
        row = translate(_("Row {rows}")).format(rows=example["row"])
        yield f"    {row}: {before} → {after}" if after else f"    {row}: {before}"


def _short(value: str) -> str:
    text = one_line(value)
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"
