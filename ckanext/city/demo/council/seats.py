"""How the votes for lists become seats: code électoral, articles L260 to L262."""

from __future__ import annotations

from collections.abc import Sequence

THRESHOLD = 0.05  # of the valid votes, below which a list has no seat


def allot(seats: int, votes: Sequence[int]) -> list[int]:
    """Share the seats of a council among lists, for the round that decides.

    Half of the seats, rounded up, go to the list ahead; the others to all lists with 5 % of the
    votes, hers included, by whole quotients, then one by one to the highest average.

    Args:
        seats: of the council, five or more.
        votes: of each list; the first of two that are equal wins.

    Returns:
        The seats of each list, in the order of the votes.
    """
    premium = (seats + 1) // 2
    to_share = seats - premium
    counted = [each if each >= THRESHOLD * sum(votes) else 0 for each in votes]
    shared = [each * to_share // sum(counted) for each in counted]
    while sum(shared) < to_share:
        averages = [each / (won + 1) for each, won in zip(counted, shared, strict=True)]
        shared[averages.index(max(averages))] += 1
    shared[counted.index(max(counted))] += premium
    return shared
