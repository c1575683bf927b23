"""A stage of a budget as rows of the national schema `scdl/budget@0.8.3`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.city.demo.budget.chart import (
    account_label,
    chapter_label,
    function_label,
    operation_label,
)
from ckanext.city.demo.budget.model import (
    ACCOUNT,
    INVESTMENT,
    OPERATING,
    SINGLE_ACCOUNT,
    SPENDING,
    Amounts,
    Exercise,
    Line,
    add,
)

SCHEMA = "scdl/budget@0.8.3"
COLUMNS = (
    "BGT_NATDEC",
    "BGT_ANNEE",
    "BGT_SIRET",
    "BGT_NOM",
    "BGT_CONTNAT",
    "BGT_CONTNAT_LABEL",
    "BGT_NATURE",
    "BGT_NATURE_LABEL",
    "BGT_FONCTION",
    "BGT_FONCTION_LABEL",
    "BGT_OPERATION",
    "BGT_SECTION",
    "BGT_OPBUDG",
    "BGT_CODRD",
    "BGT_MTREAL",
    "BGT_MTBUDGPREC",
    "BGT_MTRARPREC",
    "BGT_MTPROPNOUV",
    "BGT_MTPREV",
    "BGT_CREDOUV",
    "BGT_MTRAR3112",
    "BGT_ARTSPE",
)
# The schema has no word for the single account; converters write the nearest one.
STAGE_NAMES = {
    "budget-primitif": "budget primitif",
    "budget-supplementaire": "budget supplémentaire",
    "decision-modificative": "décision modificative",
    ACCOUNT: "compte administratif",
    SINGLE_ACCOUNT: "compte administratif",
}
NAMED_GRANTS = "657"  # grants whose beneficiary the budget names: the article is « spécialisé »

Row = dict[str, str]


@dataclass(frozen=True)
class Body:
    """Whose budget it is, as the document says."""

    siret: str
    name: str


def vote_rows(body: Body, stage: str, exercise: Exercise, at: int) -> list[Row]:
    """Write what one stage votes; `at` is its place among the year's votes."""
    vote = exercise.votes[at]
    before = exercise.previous if at == 0 else _voted_until(exercise, at)
    opened = add(vote.amounts, vote.carried)
    return [
        _row(body, stage, exercise.year, line)
        | {
            "BGT_MTBUDGPREC": _money(before, line),
            "BGT_MTRARPREC": _money(vote.carried, line),
            "BGT_MTPROPNOUV": _money(vote.amounts, line, "0.00"),
            "BGT_MTPREV": _money(vote.amounts, line, "0.00"),
            "BGT_CREDOUV": _money(opened, line, "0.00"),
        }
        for line in sorted(vote.amounts.keys() | vote.carried.keys())
    ]


def account_rows(body: Body, stage: str, exercise: Exercise) -> list[Row]:
    """Write what was done in a year beside what had been voted."""
    carried = add(*(vote.carried for vote in exercise.votes))
    voted = add(*(vote.amounts for vote in exercise.votes))
    opened = exercise.credits
    return [
        _row(body, stage, exercise.year, line)
        | {
            "BGT_MTREAL": _money(exercise.done, line, "0.00"),
            "BGT_MTRARPREC": _money(carried, line),
            "BGT_MTPROPNOUV": _money(voted, line),
            "BGT_MTPREV": _money(voted, line),
            "BGT_CREDOUV": _money(opened, line, "0.00"),
            "BGT_MTRAR3112": _money(exercise.result.left, line),
        }
        for line in sorted(opened.keys() | exercise.done.keys())
    ]


def _voted_until(exercise: Exercise, at: int) -> Amounts:
    earlier = exercise.votes[:at]
    return add(*(vote.amounts for vote in earlier), *(vote.carried for vote in earlier))


def _row(body: Body, stage: str, year: int, line: Line) -> Row:
    return dict.fromkeys(COLUMNS, "") | {
        "BGT_NATDEC": STAGE_NAMES[stage],
        "BGT_ANNEE": str(year),
        "BGT_SIRET": body.siret,
        "BGT_NOM": body.name,
        "BGT_CONTNAT": line.chapter,
        "BGT_CONTNAT_LABEL": chapter_label(line.chapter),
        "BGT_NATURE": line.account,
        "BGT_NATURE_LABEL": account_label(line.account),
        "BGT_FONCTION": line.function,
        "BGT_FONCTION_LABEL": function_label(line.function),
        "BGT_OPERATION": _operation(line.operation),
        "BGT_SECTION": {OPERATING: "fonctionnement", INVESTMENT: "investissement"}[line.section],
        "BGT_OPBUDG": "ordre" if line.moves_no_money else "réel",
        "BGT_CODRD": "dépense" if line.flow == SPENDING else "recette",
        "BGT_ARTSPE": "spécialisé" if line.account.startswith(NAMED_GRANTS) else "non spécialisé",
    }


def _operation(number: str) -> str:
    """Write an operation as the schema's own example does: its name, then its number."""
    return f"{operation_label(number)}, {number}" if number else ""


def _money(amounts: Mapping[Line, int], line: Line, missing: str = "") -> str:
    if line not in amounts:
        return missing
    sign, cents = "-" if amounts[line] < 0 else "", abs(amounts[line])
    return f"{sign}{cents // 100}.{cents % 100:02d}"
