"""一致认可: an objection or condition is somebody's to answer, and ends only when whoever raised it says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shangyi.decisions.actions.moving import Move, begin, complete
from shangyi.decisions.events import ObjectionAnswered, ObjectionEnded
from shangyi.decisions.models import Elector, Objection
from shangyi.decisions.queries.ballots import ballot_for_change, objection_by_id, papers_of
from shangyi.decisions.rules.ballot_life import BallotState, BallotVerb, step
from shangyi.decisions.rules.consent import Position
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused
from shangyi.notices.actions import Message
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State, Task, Timing, Verb


def follow_objection(move: Move, head: str, choice: dict[str, str]) -> None:
    """A new objection or condition is answered by a named person; an answer that has none any more ends the old."""
    objects = choice["position"] in {Position.OBJECT, Position.AGREE_IF}
    is_condition = choice["position"] == Position.AGREE_IF
    open_ones = list(Objection.objects.filter(ballot=move.ballot, head=head, ended_at=None))
    if objects and any(
        (old.reason, old.is_condition) == (choice["reason"], is_condition) for old in open_ones
    ):
        return
    for old in open_ones:
        _end(move, old, Verb.WITHDRAW)
    if objects:
        _open(move, head, choice["reason"], is_condition=is_condition)


def _open(move: Move, head: str, reason: str, *, is_condition: bool) -> None:
    ballot, now = move.ballot, move.act.at
    due_at = ballot.closes_at or now
    row, line = open_undertaking(
        new=NewUndertaking(
            matter=ballot.subject,
            task=Task.REPLY,
            what=reason,
            place=ballot.place,
            holder=ballot.asked_by,
            holder_capacity=ballot.asked_capacity,
            answers_to=ballot.asked_by,
            timing=Timing(due_at=due_at, remind_at=now + (due_at - now) / 2),
            pack_id=ballot.pack_id,
        ),
        act=move.act,
    )
    move.entries.append(line)
    Objection.objects.create(
        ballot=ballot, head=head, is_condition=is_condition, reason=reason, raised_at=now, undertaking=row
    )


def _end(move: Move, objection: Objection, verb: Verb) -> None:
    objection.ended_at = move.act.at
    objection.save(update_fields=["ended_at"])
    move.record(ObjectionEnded(objection=objection.pk))
    _end_undertaking(move, objection, verb, objection.answer or objection.reason)


def _end_undertaking(move: Move, objection: Objection, verb: Verb, words: str) -> None:
    rows = Undertaking.objects.select_for_update(of=("self",)).select_related("place")
    for row in rows.filter(pk=objection.undertaking_id or 0, state=State.OPEN):
        move.entries.append(end_undertaking(row=row, verb=verb, outcome=words[:300], act=move.act))


@transaction.atomic
def answer_objection(
    *, ballot_id: int, objection_id: int, answer: str, actor: Actor, now: datetime
) -> Objection:
    """Offer a way out to whoever objects, and tell them; only they can say that it meets them.

    Refused: ballot.not-found, as `begin`; ballot.offer-needed, consent.nothing-open.
    """
    move = begin(ballot_id, BallotVerb.MEET, actor, now, offer=answer.strip())
    objection = objection_by_id(ballot_id, objection_id)
    if objection.ended_at is not None:
        raise Refused("consent.nothing-open", person=objection.head)
    objection.answer, objection.answered_at = answer.strip()[:500], now
    objection.answered_by_id = actor.person_id
    objection.save()
    move.record(ObjectionAnswered(objection=objection.pk, answer=objection.answer))
    _end_undertaking(move, objection, Verb.FINISH, objection.answer)
    _tell(move, objection)
    complete(move)
    return objection


def _tell(move: Move, objection: Objection) -> None:
    rows = Elector.objects.filter(
        ballot=move.ballot, version=move.ballot.roster_version, head=objection.head, person__isnull=False
    )
    for person_id in sorted(set(rows.values_list("person_id", flat=True))):
        move.messages.append(
            Message(
                template="ballot.objection-answered",
                about=move.ballot.subject,
                key=f"objection:{objection.pk}:{move.act.at.timestamp():.0f}:{person_id}",
                person_id=person_id,
                facts={"title": move.ballot.title, "answer": objection.answer},
            )
        )


@transaction.atomic
def accept_answer(*, ballot_id: int, head: str, actor: Actor, now: datetime) -> Objection:
    """The person who objected says that the way out meets them.

    Refused: ballot.not-found, ballot.not-yours, ballot.not-now, consent.nothing-offered.
    """
    ballot = ballot_for_change(ballot_id)
    if head not in {paper.head for paper in papers_of(ballot, actor)}:
        raise Refused("ballot.not-yours")
    move = Move(ballot, Act.by_resident(actor, now), step(BallotState(ballot.state), BallotVerb.CAST))
    objection = Objection.objects.filter(ballot=ballot, head=head, ended_at=None).exclude(answer="").first()
    if objection is None:
        raise Refused("consent.nothing-offered", person=head)
    _end(move, objection, Verb.FINISH)
    complete(move)
    return objection
