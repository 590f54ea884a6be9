"""The line of life of a concern: its states and the one table of its transitions.

听 hear → 理 sort → 派 assign → 办 handle → 复 answer → 评 rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shangyi.kernel.refused import Refused
from shangyi.undertakings.rules import Task


class State(StrEnum):
    """Where a concern is. In every state but the last two somebody must do something by a time."""

    HEARD = "heard"  # waits to be sorted
    SORTED = "sorted"  # waits to be assigned
    HANDLING = "handling"  # somebody works on it
    LISTED = "listed"  # 挂账: cannot be solved yet, reviewed by a date
    ANSWERING = "answering"  # done; those who spoke must be told
    RATING = "rating"  # told; the rating is awaited
    LOOKING = "looking"  # said to be not solved: somebody looks
    CLOSED = "closed"
    MERGED = "merged"  # its voices belong to another concern

    @property
    def is_open(self) -> bool:
        return self not in (State.CLOSED, State.MERGED)


OPEN_STATES = tuple(state for state in State if state.is_open)

LEAD_TASK: dict[State, Task] = {
    State.HEARD: Task.SORT,
    State.SORTED: Task.ASSIGN,
    State.HANDLING: Task.HANDLE,
    State.LISTED: Task.REVIEW,
    State.ANSWERING: Task.ANSWER,
    State.RATING: Task.RATE,
    State.LOOKING: Task.LOOK,
}
"""Which task carries the clock in each open state."""

STATION: dict[State, int] = {
    State.HEARD: 1,
    State.SORTED: 2,
    State.HANDLING: 3,
    State.LISTED: 3,
    State.ANSWERING: 4,
    State.RATING: 5,
    State.LOOKING: 3,
    State.CLOSED: 6,
    State.MERGED: 6,
}
"""The station of 听理派办复评 (0…5) that is being worked on; 6 when all are behind."""


class Verb(StrEnum):
    SORT = "sort"
    ASSIGN = "assign"
    CORRECT = "correct"  # title, category or tags, once work has begun
    OBJECT = "object"  # the handler says it is not theirs, and keeps it until that is decided
    RELEASE = "release"  # the objection is accepted
    INSIST = "insist"  # the objection is not accepted
    FINISH = "finish"
    LIST = "list"
    RESUME = "resume"
    DIVERT = "divert"
    ANSWERED = "answered"  # the last voice was told
    CLOSE = "close"  # rated, or recorded unreachable
    SETTLE = "settle"  # 当场办结
    DISPUTE = "dispute"  # not solved, says the resident
    UPHOLD = "uphold"  # looked: the result stands, and why
    REOPEN = "reopen"
    MERGE = "merge"
    UNMERGE = "unmerge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row: from, verb, to, which right it takes, what must be given."""

    source: State
    verb: Verb
    target: State
    right: str
    needs: tuple[str, ...] = ()


def _rows(
    sources: tuple[State, ...], verb: Verb, target: State, right: str, *needs: str
) -> tuple[Transition, ...]:
    return tuple(
        Transition(source=each, verb=verb, target=target, right=right, needs=needs) for each in sources
    )


BY_RECEIPT = "receipt"
"""Not a right of a capacity: whoever holds the receipt of a voice may; time may too, where nobody answers."""

BEFORE_WORK = (State.HEARD, State.SORTED)
AT_WORK = (State.HANDLING, State.LISTED, State.LOOKING)

TABLE: tuple[Transition, ...] = (
    *_rows(BEFORE_WORK, Verb.SORT, State.SORTED, "concern.sort", "kind", "category", "grade"),
    *(
        row
        for each in (*AT_WORK, State.ANSWERING)
        for row in _rows((each,), Verb.CORRECT, each, "concern.sort")
    ),
    *_rows((State.SORTED, State.HANDLING), Verb.ASSIGN, State.HANDLING, "concern.assign", "keeper"),
    *_rows((State.HANDLING,), Verb.OBJECT, State.HANDLING, "undertaking.return", "reason"),
    *_rows((State.HANDLING,), Verb.RELEASE, State.SORTED, "concern.assign", "reason"),
    *_rows((State.HANDLING,), Verb.INSIST, State.HANDLING, "concern.assign", "reason"),
    *_rows((*AT_WORK, State.SORTED), Verb.FINISH, State.ANSWERING, "undertaking.finish", "result"),
    *_rows(
        (State.SORTED, State.HANDLING, State.LOOKING),
        Verb.LIST,
        State.LISTED,
        "concern.open_list",
        "plan",
        "review_on",
    ),
    *_rows((State.LISTED,), Verb.RESUME, State.HANDLING, "concern.open_list", "reason"),
    *_rows(BEFORE_WORK, Verb.DIVERT, State.ANSWERING, "concern.divert", "channel"),
    *_rows((State.ANSWERING,), Verb.ANSWERED, State.RATING, "concern.answer"),
    *_rows((State.RATING,), Verb.CLOSE, State.CLOSED, BY_RECEIPT),
    *_rows(BEFORE_WORK, Verb.SETTLE, State.CLOSED, "concern.settle", "result"),
    *_rows((State.RATING, State.CLOSED), Verb.DISPUTE, State.LOOKING, BY_RECEIPT),
    *_rows((State.LOOKING,), Verb.UPHOLD, State.ANSWERING, "concern.look", "reason"),
    *_rows((State.LOOKING,), Verb.REOPEN, State.HANDLING, "concern.reopen", "reason"),
    *_rows(
        (*BEFORE_WORK, State.HANDLING, State.LISTED), Verb.MERGE, State.MERGED, "concern.regroup", "target"
    ),
    *_rows((State.MERGED,), Verb.UNMERGE, State.HEARD, "concern.regroup"),
)


BACKWARD = frozenset(
    {(State.SORTED, State.HEARD), (State.HANDLING, State.SORTED), (State.HANDLING, State.HEARD)}
)
"""Where undoing leads: the last sorting, the last assigning, or both that were one act. Nothing else goes backward."""


def check_backward(state: State, before: State) -> None:
    """Whether undoing may lead from one state to the other. Refused: concern.nothing-to-undo."""
    if state is not before and (state, before) not in BACKWARD:
        raise Refused("concern.nothing-to-undo")


def step(state: State, verb: Verb, **given: object) -> Transition:
    """The row for this verb in this state.

    Refused: concern.not-now (state, verb), concern.<what>-needed for what the row asks and was not given.
    """
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None:
        raise Refused("concern.not-now", state=state.value, verb=verb.value)
    for name in row.needs:
        if not given.get(name):
            raise Refused(f"concern.{name.replace('_', '-')}-needed")
    return row


def number_of(heard_at: datetime, concern_id: int) -> str:
    """The number of a concern as people read it out: the year it was heard in and its id."""
    return f"{heard_at.year}-{concern_id:05d}"
