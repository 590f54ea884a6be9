"""Facts about budgets: what was planned, wished for, voted and counted. What somebody ticked is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPlanned(Event):
    kind: ClassVar[str] = "budget.planned"
    sum_fen: int = public()
    rule: str = public()
    who: str = public()
    imported: bool = public(default=False)
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetChanged(Event):
    kind: ClassVar[str] = "budget.changed"
    sum_fen: int = public()
    rule: str = public()
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetAnnounced(Event):
    kind: ClassVar[str] = "budget.announced"
    sum_fen: int = public()
    wishes_until: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class WishProposed(Event):
    kind: ClassVar[str] = "budget.wish-proposed"
    wish: int = public()
    title: str
    why: str = ""
    proposer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishChecked(Event):
    """A wish was put to the vote at a cost, turned down with the reason, or taken back by whoever proposed it."""

    kind: ClassVar[str] = "budget.wish-checked"
    wish: int = public()
    state: str = public()
    cost_fen: int | None = public(default=None)
    reason: str = ""
    owners_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishMerged(Event):
    """Two wishes that want the same became one, or, `undone`, are two again."""

    kind: ClassVar[str] = "budget.wish-merged"
    wish: int = public()
    into: int = public()
    undone: bool = public(default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetExtended(Event):
    """Wishes are taken, or votes, for longer than was said; asked before it was over."""

    kind: ClassVar[str] = "budget.extended"
    what: str = public()
    before: str = public()
    until: str = public()
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetOpened(Event):
    kind: ClassVar[str] = "budget.opened"
    n_voters: int = public()
    n_wishes: int = public()
    closes_at: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterEnrolled(Event):
    kind: ClassVar[str] = "budget.voter-enrolled"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetVoted(Event):
    """Somebody ticked; `again` when it changes an earlier vote. What was ticked is sealed."""

    kind: ClassVar[str] = "budget.voted"
    how: str = public()
    again: bool = public(default=False)
    voter: str
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetClosed(Event):
    kind: ClassVar[str] = "budget.closed"
    n_votes: int = public()
    n_voters: int = public()
    publish_by: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetCounted(Event):
    kind: ClassVar[str] = "budget.counted"
    rule: str = public()
    n_votes: int = public()
    spent_fen: int = public()
    winners: tuple[str, ...] = public()
    digest: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPublished(Event):
    kind: ClassVar[str] = "budget.published"
    n_winners: int = public()
    in_time: bool = public(default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetWithdrawn(Event):
    kind: ClassVar[str] = "budget.withdrawn"
    reason: str
