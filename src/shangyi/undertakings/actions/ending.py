"""Ending an undertaking: done, returned as not mine, or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry
from shangyi.notices.actions import Message, queue
from shangyi.undertakings.events import UndertakingEnded
from shangyi.undertakings.queries import grant_for, undertaking_by_id
from shangyi.undertakings.rules import State, Verb, check_return, step

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.undertakings.models import Undertaking


def end_undertaking(*, row: Undertaking, verb: Verb, outcome: str, act: Act, category: str = "") -> Entry:
    """Finish, return or withdraw an open undertaking the caller has locked; the line for the caller to
    append.

    Refused: undertaking.not-open, undertaking.outcome-needed, undertaking.reason-needed.
    """
    target = step(State(row.state), verb, outcome=outcome, reason=outcome).target
    row.state = target
    row.ended_at = act.at
    row.outcome = outcome
    row.look_at = None
    row.save(update_fields=["state", "ended_at", "outcome", "look_at"])
    return Entry(
        event=UndertakingEnded(
            undertaking=row.pk,
            task=row.task,
            state=target.value,
            due_at=row.due_at.isoformat() if row.due_at else None,
            first_due_at=row.first_due_at.isoformat() if row.first_due_at else None,
            in_time=row.due_at is None or act.at <= row.due_at,
            outcome=outcome,
        ),
        subject=row.matter,
        place_code=row.place.code,
        category=category,
        act=act,
    )


@transaction.atomic
def finish_undertaking(*, undertaking_id: int, outcome: str, actor: Actor, now: datetime) -> Undertaking:
    """End what is not the clock of a matter as done; whoever awaits it is told.

    Refused: undertaking.not-found, rights.missing, undertaking.lead-belongs-to-matter, undertaking.not-open,
    undertaking.outcome-needed.
    """
    row = undertaking_by_id(undertaking_id, lock=True)
    return _end(row, Verb.FINISH, outcome.strip(), actor, now)


@transaction.atomic
def return_undertaking(*, undertaking_id: int, reason: str, actor: Actor, now: datetime) -> Undertaking:
    """Give back, in time and with a reason, what is not one's own to do; whoever awaits it decides what next.

    Refused: as `finish_undertaking`; undertaking.reason-needed, undertaking.return-too-late.
    """
    row = undertaking_by_id(undertaking_id, lock=True)
    return _end(row, Verb.RETURN, reason.strip(), actor, now)


@transaction.atomic
def withdraw_undertaking(*, undertaking_id: int, reason: str, actor: Actor, now: datetime) -> Undertaking:
    """Take back what was asked, because it is needed no more. Refused: as `return_undertaking`, but at any
    time.
    """
    row = undertaking_by_id(undertaking_id, lock=True)
    return _end(row, Verb.WITHDRAW, reason.strip(), actor, now)


def _end(row: Undertaking, verb: Verb, words: str, actor: Actor, now: datetime) -> Undertaking:
    grant = grant_for(row, verb, actor)
    if row.is_lead:
        raise Refused("undertaking.lead-belongs-to-matter", matter=row.matter)
    if verb is Verb.RETURN and row.return_by is not None and row.state == State.OPEN:
        check_return(now=now, opened_at=row.opened_at, return_by=row.return_by)
    append_all([end_undertaking(row=row, verb=verb, outcome=words, act=Act.by(actor, grant, now))])
    told = {row.answers_to_id, row.holder_id} - {None, actor.person_id}
    queue(
        [
            Message(
                template=f"undertaking.{row.state}",
                about=row.matter,
                key=f"undertaking:{row.pk}:{row.state}:{person_id}",
                person_id=person_id,
                facts={"undertaking": row.pk, "what": row.what, "by": actor.name, "words": words},
            )
            for person_id in sorted(each for each in told if each is not None)
        ],
        now=now,
    )
    return row
