"""What can be done about a file without asking its department: proposals, safe or to be decided."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ckanext.city.tables.findings import Entry, Translate
from ckanext.city.tables.privacy.numbers import mask_numbers


def _(text: str) -> str:  # marks text for extraction; `explain` translates it
    return text


#: Examples that a proposal shows.
MAX_EXAMPLES = 5


_MARK = re.compile(r":([0-9a-f]{8})\Z")


def mark_of(said: str) -> str:
    """Tell one set of changes from another: a yes to the one is no yes to the other."""
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@dataclass(frozen=True)
class Example:
    """A cell that a proposal changes: its record number, what it says, what it would say."""

    row: int
    before: str
    after: str

    def shown(self) -> Example:
        """Give the example as a report may show it: numbers that name persons are hidden."""
        return Example(self.row, mask_numbers(self.before), mask_numbers(self.after))


@dataclass(frozen=True)
class Proposal:
    """One way to cure one cause in one column, or in the rows of the file.

    Attributes:
        id: what a yes refers to; the same for the same file: "number.comma:montant".
        kind: of repair, "number.comma"; has its `Entry`: the message says what changes, the fix
            what is to be decided where it is not safe.
        code: of the finding that it cures.
        fields: of the table schema.
        cells: how many it changes; of rows left out, how many rows.
        safe: no other reading is plausible, so it needs no yes.
        examples: the first ones.
        details: what stands in the places of the sentence, besides field, before and after.
    """

    id: str
    kind: str
    code: str
    fields: tuple[str, ...]
    cells: int
    safe: bool
    examples: tuple[Example, ...] = ()
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def mark(self) -> str:
        """What tells these very changes from others of the kind; empty where all are meant."""
        found = _MARK.search(self.id)
        return found[1] if found else ""

    def explain(self, entry: Entry, translate: Translate, *, asked: bool = True) -> str:
        """Say what would change and, where it needs a yes and is asked for, what to decide."""
        first = self.examples[0].shown() if self.examples else Example(0, "", "")
        places = {
            "field": ", ".join(self.fields),
            "row": first.row,
            "before": first.before,
            "after": first.after,
            **self.details,
        }
        if places.get("header") == "":
            places["header"] = translate(_("without a title"))
        sentences = (entry.message,) if self.safe or not asked else (entry.message, entry.fix)
        return " ".join(translate(each).format(**places) for each in sentences)

    def as_json(
        self, entry: Entry, translate: Translate, *, yes: str | None, no: str | None
    ) -> dict[str, Any]:
        """Give the proposal as the report and the workbench hold it.

        Args:
            entry: how its kind is explained.
            translate: gives a marked message in the reader's language.
            yes: whose it had if it was applied, as a `trail.Step` says it; None if it was not.
            no: whose it had if it was refused; None if nobody did.
        """
        return {
            "id": self.id,
            "code": self.code,
            "kind": self.kind,
            "fields": list(self.fields),
            "cells": self.cells,
            "safe": self.safe,
            "applied": yes is not None,
            "yes": yes,
            "no": no,
            "sentence": self.explain(entry, translate, asked=yes is None and no is None),
            "examples": [vars(each.shown()) for each in self.examples],
        }
