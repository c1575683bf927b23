"""The report of a repair for a person at the terminal: what was done, is asked, is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckanext.city.tables.findings import Translate
from ckanext.city.tables.repair.known import RECIPE
from ckanext.city.terminal.report import finding_lines, number, one_line, report

_MAX_LENGTH = 60
_RENAMED = ("header.name", "header.synonym")


def _(text: str) -> str:  # marks text for extraction; translated where it is printed
    return text


_HOW_TO_ANSWER = _(
    "Answer one with --decide accept=ID or --decide refuse=ID, where ID is what stands in brackets "
    "below it; --accept safe does all that can only be meant in one way, --accept all does all."
)


def report_repair(told: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    """Give the lines of a report from the JSON of a repair."""
    if "left" not in told:
        yield from report(told, translate)
        return
    answered = [each for each in told["proposals"] if RECIPE in (each["yes"], each["no"])]
    done = [each for each in told["proposals"] if each["applied"] and each["yes"] != RECIPE]
    refused = [each for each in told["proposals"] if each["no"] not in (None, RECIPE)]
    asked = [each for each in told["proposals"] if not each["applied"] and each["no"] is None]
    places = {"file": one_line(told["file"]), "schema": "{id}@{version}".format(**told["schema"])}
    yield translate(_("{file}: repaired for {schema}.")).format(**places)
    yield from _findings(_("About your decisions"), told, "decision.", translate)
    yield from _findings(_("About the recipe"), told, "recipe.", translate)
    if answered:
        yield from ("", translate(_("Answered by the recipe")))
        yield from (f"  • {_answer(each, translate)}" for each in answered)
    open_questions = _("New questions") if "recipe" in told else _("Proposed, not done yet")
    for head, proposals in ((_("Done"), done), (_("Refused"), refused), (open_questions, asked)):
        if proposals:
            yield ""
            yield translate(head)
            yield from _renamed([each for each in proposals if _is_renamed(each)], translate)
            for each in proposals:
                if not _is_renamed(each):
                    yield from _proposal(each, translate)
    if asked:
        yield f"  → {translate(_HOW_TO_ANSWER)}"
    left = [each for each in told["findings"] if each["code"].startswith("repair.")]
    if left:
        yield from ("", translate(_("Left as it is")))
        yield from (line for each in left for line in finding_lines(each, translate))
    yield ""
    yield translate(_("What was written:"))
    yield from report(told["left"], translate)


def _findings(
    head: str, told: Mapping[str, Any], beginning: str, translate: Translate
) -> Iterator[str]:
    """Give the lines of those findings whose codes begin in a certain way, under a head."""
    found = [each for each in told["findings"] if each["code"].startswith(beginning)]
    if found:
        yield from ("", translate(head))
    for each in found:
        yield f"  • {one_line(each['message'])}"
        yield f"    → {one_line(each['fix'])}"


def _answer(each: Mapping[str, Any], translate: Translate) -> str:
    sentence = one_line(each["sentence"])
    return sentence if each["applied"] else translate(_("Refused: {what}")).format(what=sentence)


def _is_renamed(each: Mapping[str, Any]) -> bool:
    return each["applied"] and each["kind"] in _RENAMED


def _renamed(proposals: Sequence[Mapping[str, Any]], translate: Translate) -> Iterator[str]:
    """Tell in one list the columns that took the names of their fields."""
    if proposals:
        said = translate(_("Columns take the names of the table schema: {count}"))
        yield f"  • {said.format(count=len(proposals))}"
    for each in proposals:
        example = each["examples"][0]
        yield f"    {_short(example['before'])} → {example['after']}"


def _proposal(each: Mapping[str, Any], translate: Translate) -> Iterator[str]:
    yield f"  • {one_line(each['sentence'])}"
    of_rows = each["kind"].startswith("rows.")
    count = translate(_("Rows: {count}") if of_rows else _("Cells: {count}"))
    yield f"    {count.format(count=number(each['cells'], translate))} ({each['id']})"
    for example in each["examples"][:3]:
        before, after = _short(example["before"]), _short(example["after"])
        change = f"{before} → {after}" if after else before
        said = translate(_("Row {row}: {change}")).format(row=example["row"], change=change)
        yield f"    {said}"


def _short(value: str) -> str:
    text = one_line(value)
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 1]}…"
