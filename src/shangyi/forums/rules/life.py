"""The life of one gathering: its states and the one table of its transitions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shangyi.kernel.refused import Refused


class State(StrEnum):
    PLANNED = "planned"  # it is on the calendar; nobody was told yet
    NOTICED = "noticed"  # 提前通报: whoever is invited was told
    OPEN = "open"  # people sit together
    ENDED = "ended"  # 散会: over, and what is missing is being filled in
    FILED = "filed"  # 归档: complete, and whoever took part was told
    PUBLISHED = "published"  # 公开: the minutes are approved and shown
    CANCELLED = "cancelled"
    MISSED = "missed"  # its day has passed and nobody opened it

    @property
    def is_coming(self) -> bool:
        return self in COMING

    @property
    def was_held(self) -> bool:
        return self in HELD


COMING = (State.PLANNED, State.NOTICED)
HELD = (State.OPEN, State.ENDED, State.FILED, State.PUBLISHED)
WRITABLE = (State.OPEN, State.ENDED)
"""While these last, lines are written and worked on; afterwards the record is only added to."""


class Verb(StrEnum):
    NOTICE = "notice"
    OPEN = "open"
    END = "end"
    RESUME = "resume"
    FILE = "file"
    PUBLISH = "publish"
    CANCEL = "cancel"
    MISS = "miss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table: from, verb, to, which right it takes, what must be given."""

    source: State
    verb: Verb
    target: State
    right: str
    needs: tuple[str, ...] = ()


BY_CLOCK = "clock"
"""What happens by itself when time passes."""

TABLE: tuple[Transition, ...] = (
    Transition(source=State.PLANNED, verb=Verb.NOTICE, target=State.NOTICED, right="gathering.plan"),
    Transition(source=State.NOTICED, verb=Verb.NOTICE, target=State.NOTICED, right="gathering.plan"),
    Transition(source=State.PLANNED, verb=Verb.OPEN, target=State.OPEN, right="gathering.host"),
    Transition(source=State.NOTICED, verb=Verb.OPEN, target=State.OPEN, right="gathering.host"),
    Transition(source=State.OPEN, verb=Verb.END, target=State.ENDED, right="gathering.host"),
    Transition(source=State.ENDED, verb=Verb.RESUME, target=State.OPEN, right="gathering.host"),
    Transition(source=State.ENDED, verb=Verb.FILE, target=State.FILED, right="gathering.file"),
    Transition(source=State.FILED, verb=Verb.PUBLISH, target=State.PUBLISHED, right="gathering.publish"),
    Transition(source=State.PUBLISHED, verb=Verb.PUBLISH, target=State.PUBLISHED, right="gathering.publish"),
    Transition(
        source=State.PLANNED,
        verb=Verb.CANCEL,
        target=State.CANCELLED,
        right="gathering.plan",
        needs=("reason",),
    ),
    Transition(
        source=State.NOTICED,
        verb=Verb.CANCEL,
        target=State.CANCELLED,
        right="gathering.plan",
        needs=("reason",),
    ),
    Transition(source=State.PLANNED, verb=Verb.MISS, target=State.MISSED, right=BY_CLOCK),
    Transition(source=State.NOTICED, verb=Verb.MISS, target=State.MISSED, right=BY_CLOCK),
)


def step(state: State, verb: Verb, **given: object) -> Transition:
    """The row for this verb in this state.

    Whoever does a second time what is done already is told that, so that two hosts who press at once both know.
    Refused: gathering.already-done, gathering.not-now, gathering.<what>-needed.
    """
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None and state in _reached_by(verb):
        raise Refused("gathering.already-done", state=state.value, verb=verb.value)
    if row is None:
        raise Refused("gathering.not-now", state=state.value, verb=verb.value)
    for name in row.needs:
        if not str(given.get(name) or "").strip():
            raise Refused(f"gathering.{name.replace('_', '-')}-needed")
    return row


def _reached_by(verb: Verb) -> frozenset[State]:
    return frozenset(each.target for each in TABLE if each.verb is verb)


def right_for(verb: Verb) -> str:
    """The right that a verb takes, as the table says."""
    return next(row.right for row in TABLE if row.verb is verb)


def check_writable(state: State) -> None:
    """Lines are written while people sit together and until it is filed. Refused: gathering.not-open,
    gathering.already-filed.
    """
    if state in WRITABLE:
        return
    raise Refused("gathering.already-filed" if state.was_held else "gathering.not-open", state=state.value)
