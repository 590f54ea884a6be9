"""Agenda from reality: what waits to be talked about, and the reason why it is proposed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Source(StrEnum):
    """Where an item of the agenda comes from."""

    CONCERN = "concern"  # an open matter
    LISTED = "listed"  # 挂账
    LATE = "late"  # a promise whose time has passed
    PROPOSAL = "proposal"  # a suggestion that somebody made
    CARRIED = "carried"  # a question left over from an earlier gathering
    TYPED = "typed"  # put on by the convenor, with the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that could be put on the agenda: its id in its own table, a title, and why it is proposed.

    `why` is a code with its facts, so that the reason is said in the reader's language and kept as data.
    """

    source: Source
    pk: int
    title: str
    why: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    weight: int = 0


ORDER = (Source.LATE, Source.CARRIED, Source.LISTED, Source.CONCERN, Source.PROPOSAL)
"""A broken promise comes before a new wish."""


def proposed(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates as they are shown: broken promises first; of one source the weightiest first."""
    return tuple(sorted(candidates, key=lambda each: (ORDER.index(each.source), -each.weight, each.pk)))


def weight_of_concern(*, n_voices: int, days_open: int, n_disputes: int) -> int:
    """How much a matter asks to be talked about: neighbours count more than days, a dispute most."""
    return 10 * n_voices + min(days_open, 60) + 30 * n_disputes
