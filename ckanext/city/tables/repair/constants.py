"""What a column says in all rows alike: as was decided, as titles say, who the city is."""

from __future__ import annotations

import polars as pl

from ckanext.city.tables.proposals import Example, Proposal
from ckanext.city.tables.repair.identity import OF_OWN, OF_UNSURE, Identity, Parts, fill_gaps
from ckanext.city.tables.repair.texts import EDGES
from ckanext.city.tables.repair.trail import NOWHERE
from ckanext.city.tables.repair.work import Work
from ckanext.city.tables.table import ROW

#: Repairs of what is empty that need no other yes.
_DECIDED, _OF_CITY = "cell.filled", "city.constant"


class Constants(Work):
    """The step of a repair that fills what is empty."""

    def fill_constants(self) -> None:
        """Fill what is empty as was decided, as the titles say, and with who the city is."""
        for name, said in self._context.decisions.values.items():
            self._fill(_DECIDED, name, said.get("", ""))
        for title, value in self._context.read_titles(self._table):
            self._fill(title.kind, title.field, value)
        self._fill_identity()

    def _empty(self, name: str, value: str, *, decided: bool) -> pl.Series | None:
        """Tell which cells of a column are to be filled; None where none is.

        It is a column that says nothing; as was decided, also one that says something.
        """
        judge, letter = self._judges.get(name), self._letters.get(name)
        if not value or judge is None or not judge.accepts(value):
            return None
        if letter is None:
            unwanted = name in self._claimed or not judge.field.required
            if name in self._added or (unwanted and not decided):
                return None
        empty = pl.repeat(True, len(self._frame), eager=True)
        if letter is not None:
            empty = self._frame[letter].fill_null("").str.strip_chars(EDGES) == ""
        return empty if empty.any() and (decided or empty.all()) else None

    def _fill(self, kind: str, name: str, value: str) -> None:
        """Fill the cells of a column that are empty."""
        letter, decided = self._letters.get(name), kind == _DECIDED
        empty = self._empty(name, value, decided=decided)
        if empty is None:
            return
        proposal = Proposal(
            f"{kind}:{name}",
            kind,
            "header.missing" if letter is None else "constraint.required",
            (name,),
            int(empty.sum()),
            kind in (_DECIDED, _OF_CITY),
            (Example(int(self._frame[ROW].filter(empty)[0]), "", value),),
        )
        yes = self._context.decisions.yes(f"value.{name}.", value) if decided else ""
        step = self._take(proposal, decided=yes)
        if step and letter is None:
            self._added[name] = (value, step)
        elif step and letter is not None:
            filled = pl.when(empty).then(pl.lit(value)).otherwise(pl.col(letter))
            self._write(step, {letter: filled}, {letter: pl.lit(NOWHERE)})

    def _fill_identity(self) -> None:
        """Fill in who the city is, but where rows say that they are another's."""
        city, constants = self._context.city, self._context.constants
        identity = Identity(
            city, constants, self._table.columns, dict(self._letters), self._descriptor
        )
        for name, attribute in constants.items():
            value = getattr(city, attribute)
            if self._empty(name, value, decided=False) is None:
                letter = self._letters.get(name, "")
                self._change(fill_gaps(identity, self._frame, name, letter))
                continue
            parts = Parts.of(identity, self._frame, name)
            if parts is None:
                self._fill(_OF_CITY, name, value)
                continue
            for kind in (OF_OWN, OF_UNSURE):
                if change := parts.change(self._frame, kind, name, self._letters.get(name)):
                    self._change([change])
            self._findings += parts.findings(self._frame, name)
