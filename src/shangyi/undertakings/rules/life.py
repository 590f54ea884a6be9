"""Who does what by when: the states of an undertaking and the one table of its transitions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime


class State(StrEnum):
    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Task(StrEnum):
    """What kind of step it is. The lead tasks carry the clock of a concern, one at a time."""

    SORT = "sort"  # 理
    ASSIGN = "assign"  # 派
    HANDLE = "handle"  # 办
    REVIEW = "review"  # 挂账 review
    ANSWER = "answer"  # 复
    RATE = "rate"  # 评: see that the rating is asked for
    LOOK = "look"  # not solved: somebody looks
    REPORT_UP = "report_up"  # 向上级反馈, its reply is awaited
    VISIT = "visit"
    CONTACT = "contact"
    PLEDGE = "pledge"
    WORKS = "works"
    REPLY = "reply"
    FILE = "file"  # complete the record of a gathering
    EXPLAIN = "explain"  # to those who disagreed
    RECHECK = "recheck"  # 回头看
    PUBLISH = "publish"  # the result of a ballot
    STEP = "step"  # the next act of a procedure with gates


class Verb(StrEnum):
    RESPOND = "respond"
    FINISH = "finish"
    RETURN = "return"
    WITHDRAW = "withdraw"
    NAME_PERSON = "name_person"
    HAND_OVER = "hand_over"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table: from, verb, to, who may, what must be given."""

    source: State
    verb: Verb
    target: State
    right: str
    needs: tuple[str, ...] = ()


TABLE: tuple[Transition, ...] = (
    Transition(source=State.OPEN, verb=Verb.RESPOND, target=State.OPEN, right="undertaking.respond"),
    Transition(
        source=State.OPEN, verb=Verb.FINISH, target=State.DONE, right="undertaking.finish", needs=("outcome",)
    ),
    Transition(
        source=State.OPEN,
        verb=Verb.RETURN,
        target=State.RETURNED,
        right="undertaking.return",
        needs=("reason",),
    ),
    Transition(
        source=State.OPEN,
        verb=Verb.WITHDRAW,
        target=State.WITHDRAWN,
        right="undertaking.hand_over",
        needs=("reason",),
    ),
    Transition(source=State.OPEN, verb=Verb.NAME_PERSON, target=State.OPEN, right="undertaking.respond"),
    Transition(
        source=State.OPEN,
        verb=Verb.HAND_OVER,
        target=State.OPEN,
        right="undertaking.hand_over",
        needs=("reason",),
    ),
    Transition(
        source=State.OPEN,
        verb=Verb.ASK_EXTENSION,
        target=State.OPEN,
        right="undertaking.ask_extension",
        needs=("reason", "wanted_due_at"),
    ),
    Transition(
        source=State.OPEN, verb=Verb.DECIDE_EXTENSION, target=State.OPEN, right="undertaking.decide_extension"
    ),
)


def step(state: State, verb: Verb, **given: object) -> Transition:
    """The row for this verb in this state. Refused: undertaking.not-open, undertaking.<what>-needed."""
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None:
        raise Refused("undertaking.not-open", state=state.value, verb=verb.value)
    for name in row.needs:
        if not given.get(name):
            raise Refused(f"undertaking.{name.replace('_', '-')}-needed")
    return row


def right_for(verb: Verb) -> str:
    """The right that a verb takes, as the table says."""
    return next(row.right for row in TABLE if row.verb is verb)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How far and how often a due time may be extended, as the rule pack says; None and 0 leave it open."""

    latest: datetime | None = None
    times: int = 0


def check_extension(
    *,
    now: datetime,
    due_at: datetime,
    wanted_due_at: datetime,
    stretch: Stretch = Stretch(),
    granted_before: int = 0,
) -> None:
    """An extension is asked before expiry and for later, never after and never backwards.

    Refused: undertaking.extension-too-late, undertaking.extension-not-later, undertaking.extension-too-long,
    undertaking.extension-too-often. Source: norms §3.2 art. 15, §3.4.
    """
    if now > due_at:
        raise Refused("undertaking.extension-too-late", due_at=due_at)
    if wanted_due_at <= due_at:
        raise Refused("undertaking.extension-not-later", due_at=due_at, wanted_due_at=wanted_due_at)
    if stretch.latest is not None and wanted_due_at > stretch.latest:
        raise Refused("undertaking.extension-too-long", latest=stretch.latest)
    if stretch.times and granted_before >= stretch.times:
        raise Refused("undertaking.extension-too-often", times=stretch.times)


def check_decision(
    *, now: datetime, due_at: datetime, granted: bool, asked_by: int, holder: int | None, by: int
) -> None:
    """Somebody else than who asked and who does the work decides, and more time is given only before expiry.

    Saying no is always possible. Refused: undertaking.own-extension, undertaking.extension-too-late.
    """
    if by in {asked_by, holder}:
        raise Refused("undertaking.own-extension")
    if granted and now > due_at:
        raise Refused("undertaking.extension-too-late", due_at=due_at)


def check_return(*, now: datetime, opened_at: datetime, return_by: datetime) -> None:
    """What is not mine is returned in time or kept. Refused: undertaking.return-too-late."""
    if now > return_by:
        raise Refused("undertaking.return-too-late", return_by=return_by, opened_at=opened_at)
