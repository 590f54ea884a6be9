"""The life of a topic and of a statement in it: states, and the one table of what may be done when.

草稿 draft → 进行中 open → 已结束 closed → 已答复 concluded; 撤回 withdrawn is an end. A statement:
待审 waiting → 已放出 accepted, or 未采用 turned down; an accepted one can be 撤下 taken out. Each of the last two with
a reason that its author is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from shangyi.kernel.refused import Refused

LONGEST_STATEMENT = 140
"""As many characters as are read on a phone without scrolling."""
MOST_WAITING = 5
"""So many statements of one person may wait to be looked at."""
MOST_PINNED = 20
LOOK_WITHIN = timedelta(days=2)
"""By when somebody has looked at a statement that waits."""
CONCLUDE_WITHIN = timedelta(days=7)
"""By when people are told what is done with what they said."""
LONGEST_OPEN = timedelta(days=366)
ENOUGH_TO_PLACE = 7
"""So many answers say something about where somebody stands; fewer where there are fewer statements."""


class TopicState(StrEnum):
    """Where a topic is."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class StatementState(StrEnum):
    """Where a statement is."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    TURNED_DOWN = "turned-down"
    TAKEN_OUT = "taken-out"


class Value(IntEnum):
    """What somebody says to a statement. Passing is an answer; silence is none."""

    DISAGREE = -1
    PASS = 0
    AGREE = 1


class TopicVerb(StrEnum):
    """What can be done with a topic."""

    EDIT = "edit"
    PIN = "pin"  # a first statement, by staff
    UNPIN = "unpin"  # while nobody has seen it
    OPEN = "open"
    SAY = "say"  # a resident's statement
    JUDGE = "judge"  # accept it or turn it down
    TAKE_OUT = "take-out"  # an accepted one
    TAKE = "take"  # a position
    RECORD = "record"  # positions from paper, by staff
    EXTEND = "extend"
    CLOSE = "close"
    CONCLUDE = "conclude"  # what is done with it
    DRAW = "draw"  # the map
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row: from, verb, to, which right it takes (or who without one), what must be given."""

    source: TopicState
    verb: TopicVerb
    target: TopicState
    right: str
    needs: tuple[str, ...] = ()


_S, _V = TopicState, TopicVerb
RUN, RESIDENT, CLOCK, WRITE_DOWN = "topic.run", "resident", "clock", "topic.record"
TABLE: tuple[Transition, ...] = (
    Transition(source=_S.DRAFT, verb=_V.EDIT, target=_S.DRAFT, right=RUN),
    Transition(source=_S.DRAFT, verb=_V.PIN, target=_S.DRAFT, right=RUN),
    Transition(source=_S.DRAFT, verb=_V.UNPIN, target=_S.DRAFT, right=RUN),
    Transition(source=_S.DRAFT, verb=_V.OPEN, target=_S.OPEN, right=RUN, needs=("statements",)),
    Transition(source=_S.DRAFT, verb=_V.WITHDRAW, target=_S.WITHDRAWN, right=RUN, needs=("reason",)),
    Transition(source=_S.OPEN, verb=_V.PIN, target=_S.OPEN, right=RUN),
    Transition(source=_S.OPEN, verb=_V.SAY, target=_S.OPEN, right=RESIDENT),
    Transition(source=_S.OPEN, verb=_V.JUDGE, target=_S.OPEN, right=RUN),
    Transition(source=_S.OPEN, verb=_V.TAKE_OUT, target=_S.OPEN, right=RUN, needs=("reason",)),
    Transition(source=_S.OPEN, verb=_V.TAKE, target=_S.OPEN, right=RESIDENT),
    Transition(source=_S.OPEN, verb=_V.RECORD, target=_S.OPEN, right=WRITE_DOWN),
    Transition(source=_S.OPEN, verb=_V.DRAW, target=_S.OPEN, right=CLOCK),
    Transition(source=_S.OPEN, verb=_V.EXTEND, target=_S.OPEN, right=RUN, needs=("reason",)),
    Transition(source=_S.OPEN, verb=_V.CLOSE, target=_S.CLOSED, right=RUN),
    Transition(source=_S.OPEN, verb=_V.WITHDRAW, target=_S.WITHDRAWN, right=RUN, needs=("reason",)),
    Transition(source=_S.CLOSED, verb=_V.DRAW, target=_S.CLOSED, right=CLOCK),
    Transition(source=_S.CLOSED, verb=_V.CONCLUDE, target=_S.CONCLUDED, right=RUN, needs=("words",)),
    Transition(source=_S.CONCLUDED, verb=_V.DRAW, target=_S.CONCLUDED, right=CLOCK),
)


def step(state: TopicState, verb: TopicVerb, **given: object) -> Transition:
    """The row for this verb in this state.

    Refused: topic.not-now (state, verb), topic.<what>-needed for what the row asks and was not given.
    """
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None:
        raise Refused("topic.not-now", state=state.value, verb=verb.value)
    for name in row.needs:
        if not given.get(name):
            raise Refused(f"topic.{name}-needed")
    return row


def checked_text(text: str) -> str:
    """One sentence as it will be shown. Refused: statement.text-needed, statement.too-long."""
    words = " ".join(text.split())
    if not words:
        raise Refused("statement.text-needed")
    if len(words) > LONGEST_STATEMENT:
        raise Refused("statement.too-long", n=len(words), most=LONGEST_STATEMENT)
    return words


def same_words(one: str, other: str) -> bool:
    """Whether two statements say the same letter by letter, spaces, case and end marks aside."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def judged(state: StatementState, *, accept: bool, reason: str) -> StatementState:
    """What becomes of a statement that waits. Refused: statement.judged-already, statement.reason-needed."""
    if state is not StatementState.WAITING:
        raise Refused("statement.judged-already")
    if not accept and not reason:
        raise Refused("statement.reason-needed")
    return StatementState.ACCEPTED if accept else StatementState.TURNED_DOWN


def checked_value(sent: object) -> Value:
    """The answer that was pressed. Refused: position.value-unknown."""
    known = {str(value.value): value for value in Value}
    found = known.get(str(sent).strip())
    if found is None:
        raise Refused("position.value-unknown")
    return found


def check_window(*, closes_at: datetime, now: datetime) -> None:
    """A topic stays open for a while that people can take in. Refused: topic.window-wrong."""
    if not now + timedelta(hours=1) <= closes_at <= now + LONGEST_OPEN:
        raise Refused("topic.window-wrong")


def enough_to_place(n_answered: int, n_statements: int) -> bool:
    """Whether somebody has answered enough to be told where they stand."""
    return n_answered >= min(ENOUGH_TO_PLACE, n_statements) and n_answered > 0
