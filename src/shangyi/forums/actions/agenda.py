"""The agenda: what is put on it and why, in which order, and what each item comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from shangyi.forums.actions.moving import Move, begin_work, complete
from shangyi.forums.events import Dissented, ItemAdded, ItemBegun, ItemConcluded, ItemRemoved
from shangyi.forums.models import AgendaItem, Attendance, Dissent, Gathering
from shangyi.forums.queries.candidates import candidates_for
from shangyi.forums.rules.agenda import Result, check_result
from shangyi.forums.rules.life import COMING, State, check_writable
from shangyi.forums.rules.picking import Candidate, Source
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.kernel.actor import Actor

MOST_ITEMS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item that a convenor types: its title, and why it is on the agenda."""

    title: str
    why_words: str = ""
    phase: str = ""
    minutes: int | None = None


@transaction.atomic
def add_item(*, gathering_id: int, new: NewItem, actor: Actor, now: datetime) -> AgendaItem:
    """Put an item on the agenda in the convenor's own words; also while people sit together.

    Refused: gathering.not-found, rights.missing, gathering.agenda-closed, gathering.title-needed,
    gathering.agenda-full.
    """
    move = _open_agenda(gathering_id, actor, now)
    title = " ".join(new.title.split())[:120]
    if len(title) < 2:
        raise Refused("gathering.title-needed")
    item = AgendaItem.objects.create(
        gathering=move.gathering,
        position=_next_position(move.gathering),
        title=title,
        phase=new.phase,
        source=Source.TYPED,
        why_words=new.why_words.strip()[:200],
        minutes=new.minutes,
    )
    return _added(move, item)


@transaction.atomic
def pick_candidate(
    *, gathering_id: int, source: Source, pk: int, actor: Actor, now: datetime, title: str = ""
) -> AgendaItem:
    """Put on the agenda what reality proposes, with the reason for which it was proposed.

    `title` is how it is called in the room, where the matter's own title says too much. Refused: as `add_item`;
    gathering.no-such-candidate, when it is proposed no more.
    """
    move = _open_agenda(gathering_id, actor, now)
    found = [each for each in candidates_for(move.gathering, now) if each.source is source and each.pk == pk]
    if not found:
        raise Refused("gathering.no-such-candidate")
    return _added(move, _picked(move.gathering, found[0], title))


def _picked(row: Gathering, picked: Candidate, title: str) -> AgendaItem:
    links = {
        Source.CONCERN: "concern_id",
        Source.LISTED: "concern_id",
        Source.PROPOSAL: "concern_id",
        Source.LATE: "undertaking_id",
        Source.CARRIED: "carried_from_id",
    }
    return AgendaItem.objects.create(
        gathering=row,
        position=_next_position(row),
        title=(" ".join(title.split()) or picked.title)[:120],
        source=picked.source,
        why=picked.why,
        why_facts=dict(picked.facts),
        **{links[picked.source]: picked.pk},
    )


def _open_agenda(gathering_id: int, actor: Actor, now: datetime) -> Move:
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    state = State(move.gathering.state)
    if state not in COMING and state is not State.OPEN:
        raise Refused("gathering.agenda-closed", state=state.value)
    if move.gathering.items.count() >= MOST_ITEMS:
        raise Refused("gathering.agenda-full", most=MOST_ITEMS)
    return move


def _next_position(row: Gathering) -> int:
    last: int | None = row.items.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _added(move: Move, item: AgendaItem) -> AgendaItem:
    move.record(ItemAdded(item=item.pk, source=item.source, why=item.why, title=item.title))
    complete(move, "agenda")
    return item


@transaction.atomic
def remove_item(*, gathering_id: int, item_id: int, actor: Actor, now: datetime) -> None:
    """Take an item off the agenda while nothing was said to it.

    Refused: gathering.not-found, rights.missing, gathering.agenda-closed, item.not-found,
    gathering.item-in-use.
    """
    move = _open_agenda(gathering_id, actor, now)
    item = item_for_change(move.gathering, item_id)
    if item.began_at or item.remarks.exists() or item.outcomes.exists():
        raise Refused("gathering.item-in-use")
    move.record(ItemRemoved(item=item.pk, title=item.title))
    item.delete()
    complete(move, "agenda")


def item_for_change(row: Gathering, item_id: int) -> AgendaItem:
    """One item of this gathering and of no other. Refused: item.not-found."""
    item = AgendaItem.objects.filter(gathering=row, pk=item_id).first()
    if item is None:
        raise Refused("item.not-found")
    return item


@transaction.atomic
def begin_item(*, gathering_id: int, actor: Actor, now: datetime, item_id: int | None = None) -> AgendaItem:
    """Go on to an item, or to the next one that has no outcome yet.

    Refused: gathering.not-found, rights.missing, gathering.not-now, item.not-found,
    gathering.no-item-left.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    row = move.gathering
    if row.state != State.OPEN:
        raise Refused("gathering.not-now", state=row.state, verb="begin_item")
    item = item_for_change(row, item_id) if item_id is not None else _next_item(row)
    item.began_at = item.began_at or now
    item.save(update_fields=["began_at"])
    row.current_item = item
    move.record(ItemBegun(item=item.pk, position=item.position))
    complete(move, "item")
    return item


def _next_item(row: Gathering) -> AgendaItem:
    after = row.current_item.position if row.current_item else 0
    left = row.items.filter(result="").exclude(pk=row.current_item_id or 0)
    item = left.filter(position__gt=after).order_by("position").first() or left.order_by("position").first()
    if item is None:
        raise Refused("gathering.no-item-left")
    return item


@transaction.atomic
def conclude_item(
    *, gathering_id: int, item_id: int, result: Result, conclusion: str, actor: Actor, now: datetime
) -> AgendaItem:
    """What an item came to, in one of a few words and a sentence; until it is filed it may be put better.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed,
    item.not-found, gathering.conclusion-needed.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    check_result(result, conclusion)
    item = item_for_change(move.gathering, item_id)
    item.result, item.conclusion, item.concluded_at = result, conclusion.strip()[:2000], now
    item.save(update_fields=["result", "conclusion", "concluded_at"])
    move.record(ItemConcluded(item=item.pk, result=result.value, conclusion=item.conclusion))
    complete(move, "item")
    return item


@transaction.atomic
def record_dissent(
    *,
    gathering_id: int,
    item_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    attendance_id: int | None = None,
    class_code: str = "",
) -> Dissent:
    """Keep that somebody does not agree, and why. An explanation is owed to them before it is filed.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed,
    item.not-found, gathering.reason-needed.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    if len(reason.strip()) < 2:
        raise Refused("gathering.reason-needed")
    item = item_for_change(move.gathering, item_id)
    who = Attendance.objects.filter(gathering=move.gathering, pk=attendance_id or 0).first()
    dissent = Dissent.objects.create(
        item=item,
        attendance=who,
        class_code=who.class_code if who else class_code[:40],
        reason=reason.strip()[:300],
        said_at=now,
    )
    move.record(Dissented(item=item.pk, class_code=dissent.class_code, reason=dissent.reason))
    complete(move, "item")
    return dissent
