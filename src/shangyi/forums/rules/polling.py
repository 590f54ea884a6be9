"""A straw poll: how the room leans, by one way of counting at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LABELS = 6
LARGEST_COUNT = 100_000


class How(StrEnum):
    """Hands and phones are never added together: somebody may have raised both."""

    HANDS = "hands"
    PHONES = "phones"
    PAPER = "paper"


def check_labels(labels: Sequence[str]) -> tuple[str, ...]:
    """The answers to choose from, each once. Refused: poll.labels-needed."""
    kept = tuple(dict.fromkeys(label.strip()[:20] for label in labels if label.strip()))
    if not 2 <= len(kept) <= MOST_LABELS:
        raise Refused("poll.labels-needed", most=MOST_LABELS)
    return kept


def check_counts(labels: Sequence[str], counts: Sequence[int]) -> tuple[int, ...]:
    """One number for each answer. Refused: poll.counts-needed."""
    fits = len(counts) == len(labels) and all(0 <= n <= LARGEST_COUNT for n in counts)
    if not fits:
        raise Refused("poll.counts-needed", n_labels=len(labels))
    return tuple(counts)


def not_counted(n_present: int, counts: Sequence[int]) -> int:
    """How many of those present did not say which way they lean; never less than nobody."""
    return max(n_present - sum(counts), 0)
