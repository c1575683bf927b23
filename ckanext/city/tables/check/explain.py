"""Says findings in a reader's language, as sentences and as the JSON of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.city.tables.check.entries import EXAMPLE
from ckanext.city.tables.findings import SEVERITIES, Entry, Finding, Translate, plain_name

#: Of which codes the table schema's example helps.
_WITH_EXAMPLE = ("type.", "constraint.pattern", "constraint.min-length", "constraint.max-length")


def explain(finding: Finding, entries: Mapping[str, Entry], translate: Translate) -> dict[str, Any]:
    """Give a finding as JSON, with its sentences.

    Args:
        finding: of reading or of the checks.
        entries: how codes are explained; "code/cause" wins over "code".
        translate: gives a marked message in the reader's language.
    """
    told = finding.as_json(entry_of(finding, entries), translate)
    example = finding.details.get("example")
    if example and finding.code.startswith(_WITH_EXAMPLE):
        told["fix"] += " " + translate(EXAMPLE).format(example=example)
    return told


def entry_of(finding: Finding, entries: Mapping[str, Entry]) -> Entry:
    """Find how a finding is explained: by its cause where one shows, else by its code."""
    cause = finding.details.get("cause")
    return entries.get(f"{finding.code}/{cause}") or entries[finding.code]


def tell_unreadable(
    file: str, finding: Finding, entries: Mapping[str, Entry], translate: Translate
) -> dict[str, Any]:
    """Give the JSON of a file that cannot be read, or of which nobody knows what it should be."""
    told = explain(finding, entries, translate)
    return {"file": plain_name(file), "valid": False, "findings": [told]}


def count_severities(findings: list[dict[str, Any]]) -> dict[str, int]:
    """Count findings by their severity."""
    return {name: sum(each["severity"] == name for each in findings) for name in SEVERITIES}
