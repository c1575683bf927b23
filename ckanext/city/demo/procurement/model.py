"""A public contract, with the words of the national format of essential data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Firm:
    """Who holds a contract."""

    name: str
    siret: str


@dataclass(frozen=True)
class Change:
    """An amendment: the new amount, in cents without taxes, and the new length in months."""

    notified: date
    published: date
    amount: int
    months: int


@dataclass(frozen=True)
class Contract:
    """A contract, or a lot of one, as the city publishes it.

    Attributes:
        id: of at most 16 characters, « 2025-014-02 ».
        subject: what is bought.
        cpv: of the European vocabulary of purchases, eight digits.
        terms: the general terms (CCAG) to which it refers.
        is_framework: paid order by order, up to the amount.
        procedure: how the firm was chosen.
        offers: how many firms answered.
        advance: share of the amount paid at once, 0 for none.
        subcontracted: whether the firm said that it has others do a part.
        months: its length, renewals included.
        notified: to the firm.
        published: when these data first were.
        amount: in cents, without taxes.
        firms: the one that leads them first.
        social: what it asks for, or how it judges, in social matters.
        green: the same for the environment.
        origins: share made in the European Union and in France, where the law asks.
        change: its amendment, or None.
        account: of the budget that pays for it, « kitchen/60623 » for the kitchen's; an operation
            where there is one.
    """

    id: str
    subject: str
    cpv: str
    terms: str
    is_framework: bool
    procedure: str
    offers: int
    advance: float
    subcontracted: bool
    months: int
    notified: date
    published: date
    amount: int
    firms: tuple[Firm, ...]
    social: str
    green: str
    origins: tuple[float, float] | None
    change: Change | None
    account: str
