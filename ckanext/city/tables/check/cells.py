"""The cells of one field, batch by batch: their values, which are wrong, which break what."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from typing import Any

import polars as pl

from ckanext.city.tables.check.constraints import Constraint, code_of, constraints_of
from ckanext.city.tables.check.descriptor import Field
from ckanext.city.tables.check.kinds import TEXT, Kind, kind_of
from ckanext.city.tables.check.readers import write_number

REQUIRED = code_of("required")
#: Texts whose reading is remembered from one batch to the next.
MAX_REMEMBERED = 50_000
MAX_REMEMBERED_CHARACTERS = 200
#: A column says few things where its first rows, so many, have at most so many different texts.
SAMPLE, FEW = 1_024, 512


@dataclass(frozen=True)
class Judged:
    """What Python found of a text.

    Attributes:
        wrong: it is not of the type.
        broken: codes of the constraints that it breaks.
        held: its value as the column's type holds it.
        key: what tells it from other values, where `held` cannot.
    """

    wrong: bool
    broken: tuple[str, ...] = ()
    held: Any = None
    key: str | None = None


@dataclass(frozen=True)
class Plan:
    """How the cells of one field are checked.

    Attributes:
        field: of the table schema.
        letter: the column where it stands in the file.
        kind: how its cells are read.
        constraints: besides `required` and `unique`.
        ignored: names of the constraints that say nothing of its type.
        plain: the expression of plain cells; None where Python reads all.
    """

    field: Field
    letter: str
    kind: Kind
    constraints: tuple[Constraint, ...]
    ignored: tuple[str, ...]
    plain: Callable[[pl.Expr], pl.Expr] | None
    remembered: dict[str, Judged] = default(default_factory=dict, compare=False)

    @property
    def all_plain(self) -> bool:
        """Whether a cell's text is its value."""
        return self.plain is not None and self.kind.name in ("string", "any")

    @property
    def dear(self) -> bool:
        """Whether a text costs more to judge than to be found among those that repeat."""
        quick = self.all_plain or self.kind.name == "integer"
        return self.plain is not None and not (quick and not self.constraints)

    @property
    def type_code(self) -> str:
        """Code of the finding of a cell that is not of the type."""
        return f"type.{self.kind.name}"


@dataclass
class Cells:
    """The cells of one field in a batch; all Series are as long as the batch.

    Attributes:
        plan: of the field.
        text: as written, null where it stands for an empty cell.
        read: gives the values, which few checks ask for.
        faults: which cells are at fault, by code.
        keys: what tells values from each other where `values` is null though the cell is right.
    """

    plan: Plan
    text: pl.Series
    read: Callable[[], pl.Series]
    faults: dict[str, pl.Series]
    keys: pl.Series | None = None

    @functools.cached_property
    def values(self) -> pl.Series:
        """Of `plan.kind.dtype`; null where the cell is empty, wrong, or cannot be held."""
        return self.read()

    def at_fault(self) -> pl.Series:
        """Tell which cells have any fault."""
        masks = list(self.faults.values())
        return functools.reduce(operator.or_, masks) if masks else same(False, len(self.text))

    def typed(self) -> pl.Series:
        """Give the values for a rule: the text where no column type holds them."""
        if not self.plan.kind.kept_as_text:
            return self.values
        wrong = self.faults.get(self.plan.type_code)
        return self.text if wrong is None else self.text.set(wrong, None)

    def key_columns(self) -> list[pl.Series]:
        """Give the columns that are the same for two rows exactly where the values are."""
        keys = self.keys
        if keys is None:
            keys = same(None, len(self.text))
        return [self.values, keys]


def plan_field(schema_field: Field, letter: str) -> Plan:
    """Compile a field once."""
    kind = kind_of(schema_field)
    constraints, ignored = constraints_of(schema_field, kind)
    expressible = kind.plain if all(each.plain for each in constraints) else None
    return Plan(schema_field, letter, kind, constraints, ignored, expressible)


def read_cells(batch: pl.DataFrame, plans: Sequence[Plan]) -> list[Cells]:
    """Read a batch of rows, in one pass over its columns and one over its odd texts.

    Where a column says few different things, as most do, each of them is judged once.
    """
    few = _distinct(batch, plans)
    many = {at: plan for at, plan in enumerate(plans) if at not in few}
    texts = _texts(batch, many)
    found = batch.select(e for at, p in many.items() for e in _expressions(at, p, texts[at]))
    return [
        _spread(_collect(at, plan, _judge_few(at, plan, few[at])), few[at], batch)
        if at in few
        else _collect(at, plan, found)
        for at, plan in enumerate(plans)
    ]


def same(value: bool | None, length: int, dtype: pl.DataType = TEXT) -> pl.Series:
    """Give a column that says the same in each row: false, or nothing of some type."""
    kind = pl.Boolean() if value is not None else dtype
    return pl.Series([value], dtype=kind).new_from_index(0, length)


def is_missing(column: pl.Expr, missing: Sequence[str]) -> pl.Expr:
    """Tell which texts stand for an empty cell."""
    if len(missing) == 1:
        return column.is_null() | (column == missing[0])
    return column.is_null() | column.is_in(list(missing))


def present(plan: Plan) -> pl.Expr:
    """Give a field's texts, null where they stand for an empty cell."""
    column = pl.col(plan.letter)
    return pl.when(~is_missing(column, plan.field.missing)).then(column)


def _texts(batch: pl.DataFrame, plans: Mapping[int, Plan]) -> dict[int, pl.Expr]:
    """Give the texts of some fields; most columns have none to be put out, and are not copied."""
    if not plans:
        return {}
    words = {f"{at}": pl.col(p.letter).is_in(list(p.field.missing)) for at, p in plans.items()}
    there = batch.select(each.any().alias(at) for at, each in words.items()).row(0)
    return {
        at: present(plan) if word else pl.col(plan.letter)
        for (at, plan), word in zip(plans.items(), there, strict=True)
    }


def _judge_few(at: int, plan: Plan, distinct: pl.DataFrame) -> pl.DataFrame:
    return distinct.select(_expressions(at, plan, present(plan)))


def _distinct(batch: pl.DataFrame, plans: Sequence[Plan]) -> dict[int, pl.DataFrame]:
    """Give the distinct texts of the columns that are dear to judge and say few things."""
    dear = {f"{at}": plan for at, plan in enumerate(plans) if plan.dear}
    head = batch.head(SAMPLE)
    if not dear or len(head) < SAMPLE:
        return {}
    counted = head.select(pl.col(p.letter).n_unique().alias(at) for at, p in dear.items()).row(0)
    few = [(at, p.letter) for (at, p), n in zip(dear.items(), counted, strict=True) if n <= FEW]
    if not few:
        return {}
    unique = batch.select(pl.col(letter).unique().implode().alias(at) for at, letter in few)
    return {int(at): unique[at].explode().alias(letter).to_frame() for at, letter in few}


def _spread(judged: Cells, distinct: pl.DataFrame, batch: pl.DataFrame) -> Cells:
    """Give the cells of a batch from those of its distinct texts."""
    letter = judged.plan.letter
    texts, column = distinct[letter], batch[letter]
    empty = judged.text.is_null()
    faults = {c: _where(column, texts.filter(m)) for c, m in judged.faults.items() if m.any()}
    kept = not empty.any() or texts.filter(empty).null_count() == empty.sum()
    text = column if kept else column.set(_where(column, texts.filter(empty)), None)
    if judged.plan.all_plain:
        return Cells(judged.plan, text, lambda: text, faults)
    spread = functools.partial(_replace, text, texts)
    keys = None if judged.keys is None else spread(judged.keys)
    return Cells(judged.plan, text, lambda: spread(judged.values), faults, keys)


def _where(column: pl.Series, texts: pl.Series) -> pl.Series:
    """Tell where one of some texts stands, which may be null."""
    found = column.is_in(texts.drop_nulls().implode()).fill_null(value=False)
    return found | column.is_null() if texts.null_count() else found


def _replace(column: pl.Series, texts: pl.Series, values: pl.Series) -> pl.Series:
    filled = texts.is_not_null()
    texts, values = texts.filter(filled), values.filter(filled)
    return column.replace_strict(texts, values, default=None, return_dtype=values.dtype)


def _expressions(at: int, plan: Plan, text: pl.Expr) -> list[pl.Expr]:
    made = [text.alias(f"{at}")]
    if plan.field.required:
        made.append(text.is_null().alias(f"{at} {REQUIRED}"))
    if plan.plain is None:
        return [*made, text.is_not_null().alias(f"{at} odd")]
    value = plan.plain(text)
    if not plan.all_plain:
        made += [
            value.alias(f"{at} value"),
            (text.is_not_null() & value.is_null()).alias(f"{at} odd"),
        ]
    for each in plan.constraints:
        if each.plain:
            made.append(each.plain(value).fill_null(value=False).alias(f"{at} {each.code}"))
    return made


def _collect(at: int, plan: Plan, found: pl.DataFrame) -> Cells:
    text = found[f"{at}"]
    codes = [REQUIRED, *(each.code for each in plan.constraints)]
    faults = {code: found[f"{at} {code}"] for code in codes if f"{at} {code}" in found.columns}
    if plan.all_plain:
        return Cells(plan, text, lambda: text, faults)
    name = f"{at} value"
    dtype = plan.kind.dtype
    values = found[name] if name in found.columns else same(None, len(text), dtype)
    cells = Cells(plan, text, lambda: values, faults)
    odd = found[f"{at} odd"].arg_true()
    if len(odd):
        _settle(cells, odd)
    return cells


def _settle(cells: Cells, odd: pl.Series) -> None:
    """Let Python decide the texts at the places of `odd`, once for each distinct one."""
    texts = cells.text.gather(odd)
    judged = {text: _judge(cells.plan, text) for text in texts.unique()}
    codes = {code for each in judged.values() for code in each.broken}
    for code in codes:
        _mark(cells, code, odd, texts, [t for t, each in judged.items() if code in each.broken])
    wrong = [text for text, each in judged.items() if each.wrong]
    if wrong:
        _mark(cells, cells.plan.type_code, odd, texts, wrong)
    held = {text: each.held for text, each in judged.items() if each.held is not None}
    if held:
        cells.values = _put(cells.values, odd, texts, held)
    keys = {text: each.key for text, each in judged.items() if each.key is not None}
    if keys:
        cells.keys = _put(same(None, len(cells.text)), odd, texts, keys)


def _mark(
    cells: Cells, code: str, odd: pl.Series, texts: pl.Series, at_fault: Sequence[str]
) -> None:
    places = odd.filter(texts.is_in(at_fault))
    mask = cells.faults.get(code)
    if mask is None:
        mask = same(False, len(cells.text))
    cells.faults[code] = mask.scatter(places, True)


def _put(column: pl.Series, odd: pl.Series, texts: pl.Series, values: dict[str, Any]) -> pl.Series:
    chosen = texts.is_in(list(values))
    new = texts.filter(chosen).replace_strict(
        list(values), pl.Series(list(values.values()), dtype=column.dtype)
    )
    return column.scatter(odd.filter(chosen), new)


def _judge(plan: Plan, text: str) -> Judged:
    known = plan.remembered.get(text)
    if known is None:
        known = _read(plan, text)
        if len(plan.remembered) >= MAX_REMEMBERED:
            plan.remembered.clear()
        if len(text) <= MAX_REMEMBERED_CHARACTERS:
            plan.remembered[text] = known
    return known


def _read(plan: Plan, text: str) -> Judged:
    value = plan.kind.read(text)
    if value is None:
        return Judged(wrong=True)
    broken = tuple(each.code for each in plan.constraints if each.breaks(value))
    held = None if plan.kind.kept_as_text else plan.kind.hold(value)
    key = repr(_plainest(value)) if held is None else None
    return Judged(wrong=False, broken=broken, held=held, key=key)


def _plainest(value: Any) -> Any:
    """Write numbers so that equal ones look the same: 1.50 and 1.5, in a point too."""
    if isinstance(value, tuple):
        return tuple(_plainest(each) for each in value)
    return write_number(value) if isinstance(value, Decimal) else value
