"""Days on which nothing is open."""

from __future__ import annotations

from datetime import date, timedelta

# Month and day of those that fall on the same day each year.
_FIXED = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})
# Days after Easter Sunday: its Monday, Ascension, the Monday of Pentecost.
_AFTER_EASTER = (1, 39, 50)


def is_public_holiday(day: date) -> bool:
    """Whether a day is one of the eleven public holidays (code du travail, L3133-1)."""
    moving = {easter(day.year) + timedelta(days=after) for after in _AFTER_EASTER}
    return (day.month, day.day) in _FIXED or day in moving


def easter(year: int) -> date:
    """Give the Sunday of Easter in the Gregorian calendar (rule of Butcher and Meeus)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, odd_centuries = divmod(century, 4)
    leap_years, odd_years = divmod(of_century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap_centuries - shift + 15) % 30
    weekday = (32 + 2 * odd_centuries + 2 * leap_years - moon - odd_years) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
