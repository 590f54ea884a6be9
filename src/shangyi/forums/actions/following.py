"""What goes on after people have gone home: questions left over, explanations owed, a second look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shangyi.forums.actions.moving import Move, begin_work, complete
from shangyi.forums.actions.outcomes import Promise, keep_outcome, open_promise
from shangyi.forums.actions.writing import remark_for_change
from shangyi.forums.events import QuestionCarried
from shangyi.forums.models import AgendaItem, Gathering, Remark
from shangyi.forums.queries.record import is_unanswered
from shangyi.forums.rules.life import COMING, State, check_writable
from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.picking import Source
from shangyi.kernel.refused import Refused
from shangyi.undertakings.rules import Task

if TYPE_CHECKING:
    from datetime import date, datetime

    from shangyi.kernel.actor import Actor
    from shangyi.people.models import Person
    from shangyi.places.models import Unit
    from shangyi.undertakings.models import Undertaking


@transaction.atomic
def carry_over(
    *, gathering_id: int, remark_id: int, actor: Actor, now: datetime, to_gathering_id: int | None = None
) -> Remark:
    """A question nobody got round to goes on: onto the agenda of a gathering to come, or to wait until one is
    planned, where it is proposed first.

    Refused: gathering.not-found, rights.missing, remark.not-found, remark.already-answered, gathering.not-coming.
    """
    move, remark = _left_over(gathering_id, remark_id, actor, now)
    target = _coming(move, to_gathering_id) if to_gathering_id else None
    if target is not None:
        _put_on(target, remark)
    remark.carried_at = now
    remark.save(update_fields=["carried_at"])
    move.record(QuestionCarried(remark=remark.pk, to_gathering=target.pk if target else None))
    complete(move, "outcome")
    return remark


def _left_over(gathering_id: int, remark_id: int, actor: Actor, now: datetime) -> tuple[Move, Remark]:
    move = begin_work(gathering_id, "gathering.host", actor, now)
    if not State(move.gathering.state).was_held:
        check_writable(State(move.gathering.state))
    remark = remark_for_change(move.gathering, remark_id)
    if not is_unanswered(remark):
        raise Refused("remark.already-answered")
    return move, remark


def _coming(move: Move, gathering_id: int) -> Gathering:
    """A gathering to come in the same community. Refused: gathering.not-coming."""
    target = Gathering.objects.filter(
        pk=gathering_id, state__in=COMING, community_id=move.gathering.community_id
    ).first()
    if target is None:
        raise Refused("gathering.not-coming")
    return target


def _put_on(target: Gathering, remark: Remark) -> None:
    last: int | None = target.items.aggregate(last=Max("position"))["last"]
    AgendaItem.objects.create(
        gathering=target,
        position=(last or 0) + 1,
        title=remark.text[:120],
        source=Source.CARRIED,
        why="carried",
        why_facts={"on": remark.said_at.date().isoformat()},
        carried_from=remark,
    )


@transaction.atomic
def answer_in_writing(
    *,
    gathering_id: int,
    remark_id: int,
    by: date,
    actor: Actor,
    now: datetime,
    holder: Person | None = None,
    unit: Unit | None = None,
) -> Undertaking:
    """A question left over is answered in writing, by a named person or unit until a day.

    Refused: as `carry_over`; pledge.owner-needed, promise.day-passed.
    """
    move, remark = _left_over(gathering_id, remark_id, actor, now)
    promise = Promise(
        what=_("Answer in writing: %(q)s") % {"q": remark.text}, holder=holder, unit=unit, by=by
    )
    row = open_promise(move, promise, task=Task.REPLY)
    keep_outcome(move, What.WRITTEN_ANSWER, remark=remark, undertaking=row)
    remark.carried_at = now
    remark.save(update_fields=["carried_at"])
    move.tell("gathering.pledged", row.holder_id, about=f"undertaking:{row.pk}", what=row.what)
    complete(move, "outcome")
    return row


@transaction.atomic
def owe_explanation(
    *, gathering_id: int, item_id: int, holder: Person, by: date, actor: Actor, now: datetime
) -> Undertaking:
    """Whoever disagreed is owed an explanation, by somebody named until a day (norms §1.5).

    Refused: gathering.not-found, rights.missing, item.not-found, gathering.nobody-dissented, promise.day-passed.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    if not State(move.gathering.state).was_held:
        check_writable(State(move.gathering.state))
    item = AgendaItem.objects.filter(gathering=move.gathering, pk=item_id).first()
    if item is None:
        raise Refused("item.not-found")
    open_dissents = item.dissents.filter(explanation__isnull=True)
    if not open_dissents.exists():
        raise Refused("gathering.nobody-dissented")
    what = _("Explain to those who disagreed: %(item)s") % {"item": item.title}
    row = open_promise(move, Promise(what=what, holder=holder, by=by), task=Task.EXPLAIN)
    open_dissents.update(explanation=row)
    keep_outcome(move, What.EXPLANATION, undertaking=row)
    move.tell("gathering.pledged", row.holder_id, about=f"undertaking:{row.pk}", what=row.what)
    complete(move, "outcome")
    return row


@transaction.atomic
def plan_recheck(
    *, gathering_id: int, what: str, holder: Person, by: date, actor: Actor, now: datetime
) -> Undertaking:
    """回头看: somebody looks until a day whether what was promised is there; finishing it says what was found.

    Refused: gathering.not-found, rights.missing, gathering.not-open, pledge.what-needed, promise.day-passed.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    if not State(move.gathering.state).was_held:
        check_writable(State(move.gathering.state))
    words = what.strip() or _("Look again: %(theme)s") % {"theme": move.gathering.theme}
    row = open_promise(move, Promise(what=words, holder=holder, by=by), task=Task.RECHECK)
    keep_outcome(move, What.RECHECK, undertaking=row)
    move.tell("gathering.pledged", row.holder_id, about=f"undertaking:{row.pk}", what=row.what)
    complete(move, "outcome")
    return row
