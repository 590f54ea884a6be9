"""Which card comes next: the rule of the opinion map over what is known of the statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from shangyi.deliberation.models import DrawnMap, Statement, Topic
from shangyi.deliberation.queries.topics import accepted
from shangyi.insight.opinions.routing import USUAL_NOISE, Telling, next_statement

if TYPE_CHECKING:
    import numpy.typing as npt

UNKNOWN = (0.0, 0.0, USUAL_NOISE, 0.75, 0)
"""Leaning along the two axes, noise, share that does not pass, seen: a statement nobody has answered."""


def next_card(topic: Topic, answered: set[int], *, seed: int) -> Statement | None:
    """The statement to put before somebody who answered these, or none when all are answered.

    `seed` must be a fresh secret number: it draws the lot.
    """
    put = list(accepted(topic))
    if all(statement.pk in answered for statement in put):
        return None
    drawn = DrawnMap.objects.filter(topic=topic).only("telling").first()
    known: dict[str, Any] = drawn.telling if drawn else {}
    choice = next_statement(
        telling_of(put, known.get("statements", {})),
        np.array([n for n, row in enumerate(put) if row.pk in answered], np.int64),
        seed=seed,
        pinned=[n for n, row in enumerate(put) if row.is_pinned],
        authors=authors_of(put),
        claims=_places(put, known.get("claims", [])),
    )
    return None if choice is None else put[choice.statement]


def telling_of(put: Sequence[Statement], known: dict[str, Any]) -> Telling:
    """What is known of each statement, in their order; of those the map has not seen, nothing."""
    rows = np.array([known.get(str(row.number), UNKNOWN) for row in put], np.float64).reshape(
        -1, len(UNKNOWN)
    )
    return Telling(
        leaning=rows[:, :2], noise=rows[:, 2], answered=rows[:, 3], seen=rows[:, 4].astype(np.int64)
    )


def authors_of(put: Sequence[Statement]) -> npt.NDArray[np.int64]:
    """One number for each author. What staff put has one each: they are not one person flooding."""
    keys = [("author", row.author_id) if row.author_id else ("staff", row.pk) for row in put]
    numbers = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], np.int64)


def _places(put: Sequence[Statement], numbers: Sequence[int]) -> npt.NDArray[np.int64]:
    wanted = {int(number) for number in numbers}
    return np.array([n for n, row in enumerate(put) if row.number in wanted], np.int64)
