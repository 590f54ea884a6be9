"""The life of a participatory budget: one table of its transitions, and what a wish may become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shangyi.decisions.rules.budget import BudgetCase
from shangyi.decisions.rules.equal_shares import MOST_INCREASES
from shangyi.kernel.refused import Refused


class BudgetState(StrEnum):
    DRAFT = "draft"
    COLLECTING = "collecting"
    VOTING = "voting"
    CLOSED = "closed"
    COUNTED = "counted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class BudgetVerb(StrEnum):
    EDIT = "edit"
    ANNOUNCE = "announce"
    PROPOSE = "propose"
    TAKE_BACK = "take-back"
    CHECK = "check"
    EXTEND = "extend"
    OPEN = "open"
    ENROL = "enrol"
    VOTE = "vote"
    ENTER = "enter"
    CLOSE = "close"
    COUNT = "count"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class WishState(StrEnum):
    PROPOSED = "proposed"
    ADMITTED = "admitted"
    TURNED_DOWN = "turned-down"
    TAKEN_BACK = "taken-back"
    MERGED = "merged"


class Who(StrEnum):
    """Who has a vote: frozen as rows when voting opens."""

    RESIDENTS = "residents"
    HOUSEHOLDS = "households"


BY_RESIDENT = "resident"
"""Not a right of a capacity: whoever lives there, or stands in the list of voters."""

SEEN_BY_RESIDENTS = frozenset(BudgetState) - {BudgetState.DRAFT}
HAS_RESULT = frozenset({BudgetState.COUNTED, BudgetState.PUBLISHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row: from, verb, to, which right it takes, what must be given."""

    source: BudgetState
    verb: BudgetVerb
    target: BudgetState
    right: str
    needs: tuple[str, ...] = ()


_S, _V = BudgetState, BudgetVerb


def _row(source: BudgetState, verb: BudgetVerb, target: BudgetState, right: str, *needs: str) -> Transition:
    return Transition(source=source, verb=verb, target=target, right=right, needs=needs)


TABLE: tuple[Transition, ...] = (
    _row(_S.DRAFT, _V.EDIT, _S.DRAFT, "budget.plan"),
    _row(_S.DRAFT, _V.ANNOUNCE, _S.COLLECTING, "budget.plan"),
    _row(_S.COLLECTING, _V.PROPOSE, _S.COLLECTING, BY_RESIDENT),
    _row(_S.COLLECTING, _V.TAKE_BACK, _S.COLLECTING, BY_RESIDENT),
    _row(_S.COLLECTING, _V.ENTER, _S.COLLECTING, "budget.record"),
    _row(_S.COLLECTING, _V.CHECK, _S.COLLECTING, "budget.plan"),
    _row(_S.COLLECTING, _V.EXTEND, _S.COLLECTING, "budget.plan", "reason"),
    _row(_S.COLLECTING, _V.OPEN, _S.VOTING, "budget.plan"),
    _row(_S.VOTING, _V.VOTE, _S.VOTING, BY_RESIDENT),
    _row(_S.VOTING, _V.ENTER, _S.VOTING, "budget.record"),
    _row(_S.VOTING, _V.ENROL, _S.VOTING, "budget.record"),
    _row(_S.VOTING, _V.EXTEND, _S.VOTING, "budget.plan", "reason"),
    _row(_S.VOTING, _V.CLOSE, _S.CLOSED, "budget.plan"),
    _row(_S.CLOSED, _V.COUNT, _S.COUNTED, "budget.plan"),
    _row(_S.COUNTED, _V.PUBLISH, _S.PUBLISHED, "budget.plan"),
    *(
        _row(state, _V.WITHDRAW, _S.WITHDRAWN, "budget.plan", "reason")
        for state in (_S.DRAFT, _S.COLLECTING, _S.VOTING, _S.CLOSED, _S.COUNTED)
    ),
)


def step(state: BudgetState, verb: BudgetVerb, *, reason: str | None = None) -> Transition:
    """The row for this verb in this state. Refused: budget.not-now, budget.reason-needed."""
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None:
        raise Refused("budget.not-now", state=state.value, verb=verb.value)
    if row.needs and not (reason or "").strip():
        raise Refused("budget.reason-needed")
    return row


def check_collecting(now: datetime, wishes_until: datetime) -> None:
    """Wishes are taken until their last moment. Refused: budget.wishes-over."""
    if now >= wishes_until:
        raise Refused("budget.wishes-over", until=wishes_until)


def check_dates(now: datetime, wishes_until: datetime) -> None:
    """Wishes can still be made after today. Refused: budget.dates-wrong."""
    if wishes_until <= now:
        raise Refused("budget.dates-wrong")


def check_extension(now: datetime, before: datetime, until: datetime) -> None:
    """A time is made longer before it is over, and only longer. Refused: budget.extended-too-late,
    budget.extension-not-later.
    """
    if now >= before:
        raise Refused("budget.extended-too-late", until=before)
    if until <= before:
        raise Refused("budget.extension-not-later", until=before)


def check_merge(source: WishState, target: WishState, *, n_in_source: int, is_same: bool) -> None:
    """Two wishes that want the same become one. Refused: budget.merge-with-itself, budget.wish-not-to-merge for what
    is gone, or has others in it already.
    """
    if is_same:
        raise Refused("budget.merge-with-itself")
    gone = {WishState.TAKEN_BACK, WishState.MERGED}
    if source in gone or n_in_source or target in gone | {WishState.TURNED_DOWN}:
        raise Refused("budget.wish-not-to-merge")


def step_for(case: BudgetCase, *, yuan: int = 100) -> int:
    """By how many fen each share grows at a time: one yuan, or more where that would take for ever."""
    dearest = max((wish.cost for wish in case.wishes if wish.cost <= case.budget), default=0)
    return max(yuan, dearest // (MOST_INCREASES // 4) + 1)
