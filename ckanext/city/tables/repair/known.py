"""What callers of the repair know: the city, decisions, repairs of a subject; no Polars here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from types import MappingProxyType
from typing import Any

from ckanext.city.tables.findings import Entry, Finding
from ckanext.city.tables.proposals import Proposal, mark_of

DATE_ORDERS = ("dmy", "mdy", "ymd")
#: Whose yes it is where a recipe gives it.
RECIPE = "recipe"
#: The key of a decision on one proposal.
ANSWERS: Mapping[bool, str] = MappingProxyType({True: "accept", False: "refuse"})


@dataclass(frozen=True)
class SubjectRepair:
    """What only somebody who knows the subject repairs in a field.

    Attributes:
        kind: of repair: "votes.words".
        entry: what changes, and what is to be decided where it is not safe.
        fields: names of those it looks at.
        propose: gives what a cell should say, or None where it has no proposal.
        safe: no other reading is plausible.
        words: the fields hold words of the subject, never what tells of a person: a yes is to
            each word, and a recipe may keep it.
    """

    kind: str
    entry: Entry
    fields: tuple[str, ...]
    propose: Callable[[str], str | None]
    safe: bool = True
    words: bool = False


@dataclass(frozen=True, order=True)
class Answered:
    """A repair to which a yes or a no was said.

    Attributes:
        repair: its kind.
        fields: of the table schema.
        mark: of the very changes that are meant, as a proposal has it; empty if the answer is to
            the kind of repair.
    """

    repair: str
    fields: tuple[str, ...]
    mark: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give it as a recipe holds it."""
        said = {"repair": self.repair, "fields": list(self.fields)}
        return {**said, "mark": self.mark} if self.mark else said


def answered(proposal: Proposal) -> Answered:
    """Give a proposal as an answer to these very changes names it; of a column, by its header."""
    header = proposal.details.get("header") if proposal.kind.startswith("header.") else None
    mark = proposal.mark if header is None else mark_of(str(header))
    return Answered(proposal.kind, proposal.fields, mark)


@dataclass(frozen=True)
class RowRepair:
    """What somebody who knows the subject puts into a cell that lacks it, from others of the row.

    Attributes:
        kind: of repair: "actes.code-from-name".
        entry: as that of a `SubjectRepair`.
        field: that it fills where its cell is empty or wrong.
        looks_at: names of the fields that it reads.
        propose: gives what the cell should say, from the texts of `looks_at` ("" where a field is
            missing or empty), or None where it has no proposal.
        safe: no other reading is plausible.
    """

    kind: str
    entry: Entry
    field: str
    looks_at: tuple[str, ...]
    propose: Callable[[Mapping[str, str]], str | None]
    safe: bool = True


@dataclass(frozen=True)
class TitleRepair:
    """What somebody who knows the subject reads of all rows in the titles of a table.

    It always needs a yes.

    Attributes:
        kind: of repair: "election.title".
        entry: as that of a `SubjectRepair`.
        field: that it fills where no row says it.
        propose: gives what all rows should say from the lines above the header, the name of the
            sheet and that of the file, or None where they do not say it.
    """

    kind: str
    entry: Entry
    field: str
    propose: Callable[[Sequence[str]], str | None]


@dataclass(frozen=True)
class CutRepair:
    """What somebody who knows the subject reads of several fields in one column.

    Attributes:
        kind: of repair: "votes.ballot".
        entry: as that of a `SubjectRepair`.
        fields: that it may fill.
        read: gives by field what a cell says, or None where it does not say it.
        besides: tells other texts that such a column has.
        headers: what such a column is called, as `names.normal` writes it; where they are given,
            it may be one of the fields, and no other column must say them.
    """

    kind: str
    entry: Entry
    fields: tuple[str, ...]
    read: Callable[[str], Mapping[str, str] | None]
    besides: Callable[[str], bool] = lambda _text: False
    headers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RowCut:
    """What somebody who knows the subject reads of several things in one cell: each is a row.

    Attributes:
        kind: of repair: "menu.dishes".
        entry: as that of a `SubjectRepair`.
        field: that says them.
        read: gives what a cell says, one thing in most of them.
        safe: no other reading is plausible.
    """

    kind: str
    entry: Entry
    field: str
    read: Callable[[str], tuple[str, ...]]
    safe: bool = True


@dataclass(frozen=True)
class HeadingRepair:
    """What somebody who knows the subject reads in headings among the rows, of those below.

    Attributes:
        kind: of repair: "budget.heading".
        entry: as that of a `SubjectRepair`.
        fields: that it fills where a row does not say them, from the widest group to the smallest.
        read: gives by field what a heading says, nothing where it is not understood.
    """

    kind: str
    entry: Entry
    fields: tuple[str, ...]
    read: Callable[[str], Mapping[str, str]]


Repair = SubjectRepair | RowRepair | TitleRepair | CutRepair | RowCut | HeadingRepair


@dataclass(frozen=True)
class Decisions:
    """What a person decided.

    Attributes:
        date_order: "dmy", "mdy" or "ymd" for dates that could be read in several orders.
        columns: by header in the file, the field that it is; empty: the column is dropped.
        values: by field, what a text is to become.
        accepted, refused: repairs to which a recipe says yes, or no.
        answers: by the id of a proposal, whether the person says yes to it.
        by_recipe: keys of those decisions that a recipe brought: "date_order", "map.Header",
            "value.field.text".
    """

    date_order: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    accepted: frozenset[Answered] = frozenset()
    refused: frozenset[Answered] = frozenset()
    answers: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    by_recipe: frozenset[str] = frozenset()

    def yes(self, key: str, value: str) -> str:
        """Give whose yes a decision is, as a `trail.Step` says it."""
        return RECIPE if key in self.by_recipe else f"decide {key}={value}"

    def is_of_recipe(self, field_name: str, text: str) -> bool:
        """Tell whether it was a recipe that said what a text of a field is to become."""
        return f"value.{field_name}.{text}" in self.by_recipe

    def is_column_of_recipe(self, header: str) -> bool:
        """Tell whether it was a recipe that said which field a column is."""
        return f"map.{header}" in self.by_recipe

    def without_effect(self, told: Collection[str]) -> Iterator[Finding]:
        """Say which decisions of the person concern nothing in the file.

        Args:
            told: whose yes what was done had.
        """
        decided = (each for each in self.keyed().items() if each[0] not in self.by_recipe)
        answers = ((ANSWERS[yes], name) for name, yes in self.answers.items())
        for key, value in (*decided, *answers):
            if self.yes(key, value) not in told:
                details = {"decision": f"{key}={value}"}
                yield Finding("decision.without-effect", "warning", details=details)

    def answer(self, proposal: Proposal) -> tuple[bool, str] | None:
        """Give what was said to a proposal, and by whom; None if nothing was.

        The person wins over a recipe, which has no say in what needs no yes but a no.
        """
        said = self.answers.get(proposal.id)
        if said is not None:
            return said, self.yes(ANSWERS[said], proposal.id)
        meant = {Answered(proposal.kind, proposal.fields), answered(proposal)}
        if not meant.isdisjoint(self.refused):
            return False, RECIPE
        if not proposal.safe and not meant.isdisjoint(self.accepted):
            return True, RECIPE
        return None

    def keyed(self) -> dict[str, str]:
        """Give what was decided as the terminal says it: "map.Header" and what that is to be."""
        keyed = {"date_order": self.date_order} if self.date_order else {}
        keyed |= {f"map.{header}": name for header, name in self.columns.items()}
        for name, words in self.values.items():
            keyed |= {f"value.{name}.{text}": after for text, after in words.items()}
        return keyed

    def over(self, recipe: Decisions) -> Decisions:
        """Join decisions with those of a recipe, which they win over."""
        names = {*self.values, *recipe.values}
        taken = {name for name in self.columns.values() if name}
        left = {head: name for head, name in recipe.columns.items() if name not in taken}
        return changed(
            self,
            date_order=self.date_order or recipe.date_order,
            columns={**left, **self.columns},
            values={
                name: {**recipe.values.get(name, {}), **self.values.get(name, {})}
                for name in sorted(names)
            },
            accepted=self.accepted | recipe.accepted,
            refused=self.refused | recipe.refused,
            by_recipe=frozenset(recipe.keyed().keys() - self.keyed().keys()),
        )
