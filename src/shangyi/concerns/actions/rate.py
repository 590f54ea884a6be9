"""评: what those who spoke say of it, without signing in; and what happens when it is not solved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shangyi.concerns.actions.answer import AnswerDraft, write_answer
from shangyi.concerns.actions.assign import Assignment, _step_to_handle, check_assignment, handling_timing
from shangyi.concerns.actions.moving import Move, begin, complete, concern_for_change, end_lead, enter_state
from shangyi.concerns.actions.rounds import close_when_all_rated, dispute, step_to_rate, unrated_answers
from shangyi.concerns.actions.telling import messages_for, tell_handler, tell_speakers
from shangyi.concerns.events import ConcernLookedAt, Rated
from shangyi.concerns.models import Answer, Concern, Rating, Voice
from shangyi.concerns.rules.clocks import rating_tries
from shangyi.concerns.rules.life import State, Verb, step
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.ids import read_code
from shangyi.kernel.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRating:
    """Solved? satisfied from 1 to 5? a sentence; `insist` sends a "not solved" straight up a rung."""

    verdict: Rating.Verdict
    satisfied: int | None = None
    sentence: str = ""
    insist: bool = False


@transaction.atomic
def rate(*, receipt: str, new: NewRating, actor: Actor, now: datetime) -> Concern:
    """Rate the last answer to one voice by its receipt; nobody need be signed in.

    When the last rating is in, the concern is closed. "Not solved" opens it again: the secretary looks the first
    time, the next rung the second time or at once when the resident insists. The first due time stays on record.
    Refused: voice.receipt.not-found, rating.nothing-to-rate, rating.already, rating.out-of-range.
    """
    voice = _voice_by(receipt)
    concern = concern_for_change(voice.concern_id)
    answer = _answer_to_rate(voice, concern)
    _check_rating(new)
    move = begin(concern, Act.by_resident(actor, now))
    _save_rating(move, answer, new, recorded_by=None)
    _after_rating(move, new)
    return complete(move)


@transaction.atomic
def record_rating(*, voice_id: int, new: NewRating, actor: Actor, now: datetime) -> Concern:
    """Staff write down what was said on the telephone or at the door (代录). Refused: as `rate`, rights.missing."""
    voice = Voice.objects.filter(pk=voice_id).first()
    if voice is None:
        raise Refused("voice.receipt.not-found")
    concern = concern_for_change(voice.concern_id)
    grant = require(actor, "concern.answer", concern.place_path)
    answer = _answer_to_rate(voice, concern)
    _check_rating(new)
    move = begin(concern, Act.by(actor, grant, now))
    _save_rating(move, answer, new, recorded_by=actor.person_id)
    _after_rating(move, new)
    return complete(move)


def _voice_by(receipt: str) -> Voice:
    code = read_code(receipt)
    voice = Voice.objects.filter(receipt=code).first() if code else None
    if voice is None:
        raise Refused("voice.receipt.not-found")
    return voice


def _answer_to_rate(voice: Voice, concern: Concern) -> Answer:
    """The newest answer that was given to this voice; rated once, but "unreachable" may still be replaced.

    Refused: rating.nothing-to-rate, rating.already.
    """
    answer = Answer.objects.filter(voice=voice).exclude(state=Answer.State.DUE).order_by("-id").first()
    if answer is None or concern.state not in (State.ANSWERING, State.RATING, State.CLOSED):
        raise Refused("rating.nothing-to-rate")
    rated = Rating.objects.filter(answer=answer).first()
    if rated is not None and rated.verdict != Rating.Verdict.UNREACHABLE:
        raise Refused("rating.already", verdict=rated.verdict)
    return answer


def _check_rating(new: NewRating) -> None:
    if new.satisfied is not None and not 1 <= new.satisfied <= 5:
        raise Refused("rating.out-of-range", satisfied=new.satisfied)


def _save_rating(move: Move, answer: Answer, new: NewRating, *, recorded_by: int | None) -> None:
    sentence = new.sentence.strip()[:500]
    Rating.objects.update_or_create(
        answer=answer,
        defaults={
            "voice_id": answer.voice_id,
            "verdict": new.verdict,
            "satisfied": new.satisfied,
            "sentence": sentence,
            "insisted": new.insist,
            "recorded_by_id": recorded_by,
            "rated_at": move.act.at,
        },
    )
    move.record(
        Rated(
            voice=answer.voice_id,
            verdict=new.verdict.value,
            satisfied=new.satisfied,
            insisted=new.insist,
            sentence=sentence,
        )
    )


def _after_rating(move: Move, new: NewRating) -> None:
    state = State(move.concern.state)
    if new.verdict is Rating.Verdict.NOT_SOLVED and state in (State.RATING, State.CLOSED):
        dispute(move, insist=new.insist)
    elif state is State.RATING:
        close_when_all_rated(move)


@transaction.atomic
def ask_for_rating_again(*, concern_id: int, now: datetime) -> Concern:
    """The time for rating is over: ask once more, or, after as many tries as the rules ask, record unreachable.

    Called by the clock; a concern that somebody rated meanwhile is left as it is.
    """
    concern = concern_for_change(concern_id)
    if concern.state != State.RATING or concern.due_at is None or concern.due_at > now:
        return concern
    move = begin(concern, Act.by_clock(now))
    for answer in unrated_answers(concern):
        answer.n_rating_tries += 1
        answer.save(update_fields=["n_rating_tries"])
        if answer.n_rating_tries > rating_tries(move.rules.pack):
            _save_rating(move, answer, NewRating(verdict=Rating.Verdict.UNREACHABLE), recorded_by=None)
        else:
            move.messages.extend(messages_for(move, answer.voice, "rating.asked", {}))
    if unrated_answers(concern):
        end_lead(move, outcome=_("asked again"))
        enter_state(move, State.RATING, step_to_rate(move, n_asked=1))
    else:
        close_when_all_rated(move)
    return complete(move)


@transaction.atomic
def uphold(*, concern_id: int, reason: str, actor: Actor, now: datetime) -> Concern:
    """Looked: the result stands, and whoever said otherwise is told why. Refused: rights.missing, concern.not-now,
    concern.reason-needed.
    """
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.look", concern.place_path)
    row = step(State(concern.state), Verb.UPHOLD, reason=reason.strip())
    move = begin(concern, Act.by(actor, grant, now))
    end_lead(move, outcome=reason.strip())
    move.record(ConcernLookedAt(reopened=False, reason=reason.strip()))
    write_answer(move, row.target, AnswerDraft(text=reason.strip()), reason.strip(), _voices_to_tell(concern))
    return complete(move)


@transaction.atomic
def reopen(*, concern_id: int, reason: str, assignment: Assignment, actor: Actor, now: datetime) -> Concern:
    """Looked: it is not solved; work goes on with a keeper and a handler, the first promise kept on record.

    Refused: rights.missing, concern.not-now, concern.reason-needed, and as `check_assignment`.
    """
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.reopen", concern.place_path)
    row = step(State(concern.state), Verb.REOPEN, reason=reason.strip())
    check_assignment(concern, assignment, now)
    move = begin(concern, Act.by(actor, grant, now))
    end_lead(move, outcome=reason.strip())
    concern.keeper, concern.keeper_capacity = assignment.keeper.person, assignment.keeper
    clock = handling_timing(move, assignment.due_at)
    lead = enter_state(move, row.target, _step_to_handle(concern, assignment, clock))
    move.record(ConcernLookedAt(reopened=True, reason=reason.strip()))
    if lead is not None:
        tell_handler(move, lead)
    tell_speakers(move, "concern.reopened", by=clock.due_at.isoformat())
    return complete(move)


def _voices_to_tell(concern: Concern) -> list[Voice]:
    """Whoever said that it is not solved, and whoever joined since the last answer and has had none at all."""
    said = Rating.objects.filter(voice__concern=concern, verdict=Rating.Verdict.NOT_SOLVED)
    without = Q(concern=concern, answers__isnull=True)
    wanted = Q(pk__in=said.values("voice_id")) | without
    return list(Voice.objects.filter(wanted).distinct().order_by("id"))  # a voice told twice is one voice
