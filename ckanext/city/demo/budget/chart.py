"""Names of accounts, chapters and functions in M57, and the chapter that an account is voted in."""

from __future__ import annotations

from functools import cache

from ckanext.city.demo.budget.model import CARRIED_OVER, Line
from ckanext.city.demo.budget.sources import read

BETWEEN_SECTIONS = {"F": "042", "I": "040"}
WITHIN_INVESTMENT = "041"


@cache
def account_label(account: str) -> str:
    """Name an account as the chart of accounts does, short and without its parents."""
    return str(read("chart")["accounts"][account][1])


@cache
def chapter_of(account: str) -> str:
    """Give the chapter in which an account is voted, when money really moves."""
    return str(read("chart")["accounts"][account][0])


@cache
def chapter_label(chapter: str) -> str:
    """Name a chapter."""
    return str(read("chart")["chapters"][chapter])


@cache
def function_label(function: str) -> str:
    """Name a function."""
    return str(read("chart")["functions"][function])


@cache
def operation_label(number: str) -> str:
    """Name an operation of equipment; nothing where a line is of none."""
    operations = read("programme")["operations"]
    return next((str(each["label"]) for each in operations if number == each["number"] != ""), "")


def real_line(section: str, flow: str, account: str, function: str, operation: str = "") -> Line:
    """Make the line of an account that money moves through."""
    chapter = account if account in CARRIED_OVER and account != "1068" else chapter_of(account)
    return Line(section, flow, chapter, account, function, operation)


def entry_line(section: str, flow: str, account: str, *, within: bool = False) -> Line:
    """Make the line of an « opération d'ordre », which moves no money."""
    chapter = WITHIN_INVESTMENT if within else BETWEEN_SECTIONS[section]
    return Line(section, flow, chapter, account, moves_no_money=True)
