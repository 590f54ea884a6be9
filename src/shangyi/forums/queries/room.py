"""What the room shows right now: on the wall, on the phones, on the host's screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from shangyi.forums.models import AgendaItem, Attendance, Gathering, Hand, Outcome, StrawPoll
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.record import heads_of
from shangyi.forums.rules.heads import present_classes, total
from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.polling import How, not_counted
from shangyi.forums.rules.practice import Practice
from shangyi.forums.rules.turns import Waiting, next_class, speaking_order
from shangyi.kernel.bounds import Bound

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_PROMISES = 4


@dataclass(frozen=True, slots=True)
class Poll:
    """A straw poll as it is shown: one number for each answer, and how many did not lean either way."""

    row: StrawPoll
    rows: tuple[tuple[str, int], ...]
    n_silent: int | None

    @property
    def n_counted(self) -> int:
        return sum(n for _label, n in self.rows)


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise at the foot of the wall: who, what, until when or why not yet."""

    who: str
    what: str
    by: date | None
    undated_reason: str


@dataclass(frozen=True, slots=True)
class Room:
    """The room at one instant. `position` of `n_items`; `speaker_class` and the moment since when they speak."""

    gathering: Gathering
    practice: Practice
    item: AgendaItem | None
    position: int
    n_items: int
    present: Bound
    speaker_class: str
    speaking_since: datetime | None
    turn: int | None
    waiting: tuple[Hand, ...]
    next_class: str
    poll: Poll | None
    promises: tuple[Promised, ...]


def room_of(gathering: Gathering) -> Room:
    """Everything that the wall and the phones show; seven queries, however many people and lines there are."""
    practice = practice_of(gathering)
    heads = heads_of(gathering, practice)
    here = total(heads)
    items = list(gathering.items.order_by("position").values_list("pk", flat=True))
    item, speaking = gathering.current_item, gathering.speaking
    hands = hands_of(gathering)
    return Room(
        gathering=gathering,
        practice=practice,
        item=item,
        position=items.index(item.pk) + 1 if item and item.pk in items else 0,
        n_items=len(items),
        present=here,
        speaker_class=practice.name_of(speaking.class_code) if speaking else "",
        speaking_since=speaking.called_at if speaking else None,
        turn=speaking.turn if speaking else None,
        waiting=tuple(in_turn(hands)),
        next_class=practice.name_of(next_class(present_classes(heads), heard(hands))),
        poll=poll_of(gathering, here),
        promises=promises_of(gathering, practice),
    )


def poll_of(gathering: Gathering, here: Bound) -> Poll | None:
    """The straw poll that is open, else the last one of the item that is being talked about."""
    here_now = Q(closed_at__isnull=True) | Q(item=gathering.current_item_id or 0)
    row = gathering.polls.filter(here_now).order_by(F("closed_at").desc(nulls_first=True), "-id").first()
    if row is None:
        return None
    counts = row.counts or _leanings(row)
    silent = not_counted(here.value, counts) if here.comparator == "exactly" and here.value else None
    return Poll(row, tuple(zip(row.labels, counts or [0] * len(row.labels), strict=True)), silent)


def _leanings(row: StrawPoll) -> list[int]:
    """What the phones say so far; hands and paper say nothing until they are counted."""
    if row.how != How.PHONES:
        return []
    found = dict(row.leanings.order_by().values_list("choice").annotate(n=Count("pk")))
    return [found.get(n, 0) for n in range(len(row.labels))]


def promises_of(gathering: Gathering, practice: Practice) -> tuple[Promised, ...]:
    """The last promises that were written down. Somebody who acts in no capacity but as a resident is their class."""
    rows = (
        Outcome.objects.filter(gathering=gathering, what=What.PLEDGE, undertaking__parent__isnull=True)
        .select_related("undertaking__holder", "undertaking__unit", "undertaking__holder_capacity", "remark")
        .order_by("-id")[:SHOWN_PROMISES]
    )
    return tuple(_promised(row, practice) for row in reversed(rows))


def _promised(row: Outcome, practice: Practice) -> Promised:
    task = row.undertaking
    if task is None:
        return Promised("", "", None, "")
    acting = task.holder_capacity is not None and task.holder_capacity.kind != "resident"
    name = task.holder.name if task.holder is not None and acting else ""
    class_name = practice.name_of(row.remark.class_code) if row.remark else ""
    unit = task.unit.name if task.unit else ""
    who = " ".join(part for part in (unit or class_name, name) if part) or class_name
    return Promised(who, task.what, task.due_at.date() if task.due_at else None, task.undated_reason)


def hands_of(gathering: Gathering) -> list[Hand]:
    """The hands that are up and those that were called; one query."""
    seen = Q(state=Hand.State.WAITING) | Q(turn__isnull=False)
    return list(gathering.hands.filter(seen).select_related("attendance").order_by("turn", "id"))


def heard(hands: Sequence[Hand]) -> list[str]:
    """The classes of those who were called, in their order."""
    return [hand.class_code for hand in hands if hand.turn is not None]


def in_turn(hands: Sequence[Hand]) -> list[Hand]:
    """The hands that are up, in the order in which they should be called."""
    up = {hand.pk: hand for hand in hands if hand.state == Hand.State.WAITING}
    waiting = (
        Waiting(
            key=hand.pk,
            class_code=hand.class_code,
            asked_at=hand.asked_at,
            spoken=hand.attendance.n_spoken if hand.attendance else 0,
        )
        for hand in up.values()
    )
    return [up[pk] for pk in speaking_order(waiting, heard(hands))]


def calling_order(gathering: Gathering) -> tuple[int, ...]:
    """The ids of the hands that are up, in fair turns."""
    return tuple(hand.pk for hand in in_turn(hands_of(gathering)))


def place_in_line(waiting: Sequence[Hand], attendance: Attendance) -> int | None:
    """前面还有几位: at which place somebody waits, from 1; None when they do not."""
    places = {hand.attendance_id: n for n, hand in enumerate(waiting, start=1)}
    return places.get(attendance.pk)
