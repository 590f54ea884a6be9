"""当场办结: a lamp, a policy question: recorded, answered and rated on one screen in one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shangyi.concerns.actions.hear import NewVoice, hear
from shangyi.concerns.actions.moving import Move, begin, complete, concern_for_change, end_lead, enter_state
from shangyi.concerns.actions.rate import NewRating
from shangyi.concerns.actions.sort import Sorting, apply_sorting
from shangyi.concerns.events import AnswerEnded, AnswerWritten, ConcernClosed, ConcernDone, Rated
from shangyi.concerns.models import Answer, AnswerText, Concern, Rating, Voice
from shangyi.concerns.rules.hearing import Channel
from shangyi.concerns.rules.life import State, Verb, step
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheSpot:
    """What was decided, done and said while the person stood there, and what they said of it."""

    sorting: Sorting
    result: str
    rating: NewRating


@transaction.atomic
def settle_on_the_spot(
    *, new: NewVoice, spot: OnTheSpot, actor: Actor, now: datetime, randbelow: Callable[[int], int]
) -> Voice:
    """Hear, sort, do, tell and rate in one transaction; the concern is closed when it returns.

    Who says that it is not solved is not settled: the matter takes the ordinary way.
    Refused: as `hear`; rights.missing, concern.result-needed, concern.not-settled, concern.settled-in-person.
    """
    if spot.rating.verdict not in (Rating.Verdict.SOLVED, Rating.Verdict.PARTLY):
        raise Refused("concern.not-settled")
    if new.channel is Channel.PHONE_WEB:
        raise Refused("concern.settled-in-person")
    accepted = hear(new=new, actor=actor, now=now, randbelow=randbelow)
    if accepted.again:
        return accepted.voice
    concern = concern_for_change(accepted.voice.concern_id)
    grant = require(actor, "concern.settle", concern.place_path)
    row = step(State(concern.state), Verb.SETTLE, result=spot.result.strip())
    move = begin(concern, Act.by(actor, grant, now))
    apply_sorting(move, spot.sorting)
    end_lead(move, outcome=spot.result.strip())
    _tell_and_rate(move, accepted.voice, spot)
    enter_state(move, row.target, None)
    complete(move)
    return accepted.voice


def _tell_and_rate(move: Move, voice: Voice, spot: OnTheSpot) -> None:
    concern, now, result = move.concern, move.act.at, spot.result.strip()
    concern.done_at = concern.told_at = concern.closed_at = now
    concern.first_due_at = concern.due_at
    concern.result = result
    text = AnswerText.objects.create(
        concern=concern,
        text=result,
        by_id=move.act.person_id,
        by_capacity_id=move.act.capacity_id,
        written_at=now,
    )
    answer = Answer.objects.create(
        voice=voice,
        concern=concern,
        text=text,
        state=Answer.State.TOLD,
        made_at=now,
        ended_at=now,
        how="on_the_spot",
        told_by_id=move.act.person_id,
    )
    Rating.objects.create(
        answer=answer,
        voice=voice,
        verdict=spot.rating.verdict,
        satisfied=spot.rating.satisfied,
        sentence=spot.rating.sentence.strip()[:500],
        recorded_by_id=move.act.person_id,
        rated_at=now,
    )
    _record(move, concern, voice, spot)


def _record(move: Move, concern: Concern, voice: Voice, spot: OnTheSpot) -> None:
    now = move.act.at.isoformat()
    due = concern.first_due_at.isoformat() if concern.first_due_at else now
    move.record(
        ConcernDone(
            heard_at=concern.heard_at.isoformat(),
            due_at=due,
            first_due_at=due,
            in_time=True,
            on_the_spot=True,
            tier=concern.tier,
            result=concern.result,
        )
    )
    move.record(AnswerWritten(n_voices=1, round=1, text=concern.result))
    move.record(AnswerEnded(voice=voice.pk, state=Answer.State.TOLD.value, how="on_the_spot", made_at=now))
    move.record(
        Rated(
            voice=voice.pk,
            verdict=spot.rating.verdict.value,
            satisfied=spot.rating.satisfied,
            sentence=spot.rating.sentence.strip()[:500],
        )
    )
    move.record(ConcernClosed(verdict=spot.rating.verdict.value, heard_at=concern.heard_at.isoformat()))
