"""Fair turns: each class is heard before one class is heard again and again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who asked to speak; `spoken` is how often they have spoken already."""

    key: int
    class_code: str
    asked_at: datetime
    spoken: int = 0


def speaking_order(waiting: Iterable[Waiting], heard: Sequence[str]) -> tuple[int, ...]:
    """The keys of those who wait, in the order in which they should be called.

    First whose class was heard least so far, then who has spoken least, then who asked first. Each who is called
    counts for their class, so that a long line of one class is mixed with the others.
    """
    counts = Counter(heard)
    left = sorted(waiting, key=lambda each: (each.asked_at, each.key))
    order = []
    while left:
        best = min(left, key=lambda each: (counts[each.class_code], each.spoken))
        left.remove(best)
        counts[best.class_code] += 1
        order.append(best.key)
    return tuple(order)


def next_class(present: Iterable[str], heard: Sequence[str]) -> str:
    """The class that should speak next: of those present the one heard least, the first of them in the order given.

    Empty when nobody is there.
    """
    counts = Counter(heard)
    return min(present, key=lambda each: counts[each], default="")


def unheard(present: Iterable[str], heard: Sequence[str]) -> tuple[str, ...]:
    """Classes that are in the room and of which nobody has spoken."""
    spoken = set(heard)
    return tuple(each for each in present if each not in spoken)
