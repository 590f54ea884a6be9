"""复: one text for all who joined, and for each of them what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shangyi.concerns.actions.moving import Move, NextStep, begin, complete, concern_for_change, enter_state
from shangyi.concerns.actions.pledging import NO_PLEDGE, Pledge, keep_promises
from shangyi.concerns.actions.rounds import go_on_when_all_told
from shangyi.concerns.actions.telling import messages_for
from shangyi.concerns.events import AnswerEnded, AnswerTried, AnswerWritten
from shangyi.concerns.models import Answer, AnswerText, Concern, Voice
from shangyi.concerns.rules.clocks import answer_tries, answering_limits
from shangyi.concerns.rules.hearing import Channel
from shangyi.concerns.rules.life import State
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.notices.models import Notice
from shangyi.people.models import Account
from shangyi.undertakings.rules import timing


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """The text that goes out now, and the voices that were told it in person already.

    `pledge` None: the words come from the rule pack and promise nothing.
    """

    text: str
    told_voice_ids: frozenset[int] = field(default_factory=frozenset)
    how: str = "in_person"
    pledge: Pledge | None = NO_PLEDGE


def write_answer(
    move: Move, target: State, draft: AnswerDraft | None, fallback: str, voices: Iterable[Voice] | None = None
) -> None:
    """Make an answer due to each voice, and send it when there is a draft; start the clock of answering.

    `fallback` stands as the text until the keeper writes a better one. Delay is counted from this moment.
    """
    concern = move.concern
    asked = list(Voice.objects.filter(concern=concern).order_by("id")) if voices is None else list(voices)
    last = AnswerText.objects.filter(concern=concern).aggregate(last=Max("round"))["last"] or 0
    text = AnswerText.objects.create(
        concern=concern,
        round=last + 1,
        text=draft.text.strip() if draft else fallback,
        by_id=move.act.person_id,
        by_capacity_id=move.act.capacity_id,
        written_at=move.act.at,
    )
    answers = Answer.objects.bulk_create(
        Answer(voice=voice, concern=concern, text=text, made_at=move.act.at) for voice in asked
    )
    enter_state(move, target, _step_to_answer(move))
    if draft is not None:
        _send(move, text, answers, draft)


def _step_to_answer(move: Move) -> NextStep:
    concern = move.concern
    return NextStep(
        what=_("Tell the answer: %(title)s") % {"title": concern.title},
        timing=timing(move.act.at, answering_limits(move.rules.pack), move.rules.calendar),
        holder=concern.keeper,
        holder_capacity=concern.keeper_capacity,
    )


def _send(move: Move, text: AnswerText, answers: list[Answer], draft: AnswerDraft) -> None:
    if draft.pledge is not None:
        keep_promises(move, text.text, draft.pledge)
    move.record(AnswerWritten(n_voices=len(answers), round=text.round, text=text.text))
    for answer in answers:
        if answer.voice_id in draft.told_voice_ids:
            _end(move, answer, Answer.State.TOLD, draft.how)
        else:
            _deliver(move, answer, text)
    go_on_when_all_told(move)


def _deliver(move: Move, answer: Answer, text: AnswerText) -> None:
    """Over what the voice left: in the app and at the receipt it is there at once; e-mail is confirmed later.

    Who left only a telephone number is told by a person: the answer stays due.
    """
    voice = answer.voice
    messages = messages_for(move, voice, "answer.given", {"text": text.text, "round": text.round})
    move.messages.extend(messages)
    if _reads_here(voice):
        _end(move, answer, Answer.State.DELIVERED, "in_app")
    elif not voice.phone and not voice.email:
        _end(move, answer, Answer.State.DELIVERED, "receipt")


def _reads_here(voice: Voice) -> bool:
    """Whether a message in the app reaches who spoke: somebody whom staff entered may never have signed in."""
    if voice.person_id is None:
        return False
    return voice.channel == Channel.PHONE_WEB or Account.objects.filter(person_id=voice.person_id).exists()


def _end(move: Move, answer: Answer, state: Answer.State, how: str) -> None:
    answer.state = state
    answer.how = how
    answer.ended_at = move.act.at
    answer.told_by_id = move.act.person_id
    answer.save(update_fields=["state", "how", "ended_at", "told_by", "n_tries"])
    move.record(
        AnswerEnded(
            voice=answer.voice_id,
            state=state.value,
            how=how,
            made_at=answer.made_at.isoformat(),
            n_tries=answer.n_tries,
        )
    )


@transaction.atomic
def send_answer(
    *, concern_id: int, draft: AnswerDraft, actor: Actor, now: datetime, version: int | None = None
) -> Concern:
    """The keeper's words go out to everyone still to be told. Refused: rights.missing, concern.stale,
    concern.not-now, answer.text-needed.
    """
    concern = concern_for_change(concern_id, version=version)
    grant = require(actor, "concern.answer", concern.place_path)
    _must_be_answering(concern)
    if not draft.text.strip():
        raise Refused("answer.text-needed")
    move = begin(concern, Act.by(actor, grant, now))
    text = AnswerText.objects.filter(concern=concern).order_by("-round")[0]
    text.text, text.by_id, text.by_capacity_id = draft.text.strip(), actor.person_id, grant.capacity_id
    text.written_at = now
    text.save()
    _send(move, text, _due_answers(concern), draft)
    return complete(move)


@transaction.atomic
def mark_told(
    *, concern_id: int, voice_ids: frozenset[int], how: str, actor: Actor, now: datetime
) -> Concern:
    """Tick off those who were told in person or by telephone, in one act for all of them.

    Refused: rights.missing, concern.not-now, answer.nobody-chosen.
    """
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.answer", concern.place_path)
    _must_be_answering(concern)
    chosen = [answer for answer in _due_answers(concern) if answer.voice_id in voice_ids]
    if not chosen:
        raise Refused("answer.nobody-chosen")
    move = begin(concern, Act.by(actor, grant, now))
    for answer in chosen:
        _end(move, answer, Answer.State.TOLD, how)
    go_on_when_all_told(move)
    return complete(move)


@transaction.atomic
def record_failed_try(*, concern_id: int, voice_id: int, how: str, actor: Actor, now: datetime) -> Concern:
    """Nobody answered the telephone or the door. After as many tries as the rules ask it is undeliverable.

    Refused: rights.missing, concern.not-now, answer.nobody-chosen.
    """
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.answer", concern.place_path)
    _must_be_answering(concern)
    answer = next((each for each in _due_answers(concern) if each.voice_id == voice_id), None)
    if answer is None:
        raise Refused("answer.nobody-chosen")
    move = begin(concern, Act.by(actor, grant, now))
    _try_failed(move, answer, how)
    return complete(move)


def _try_failed(move: Move, answer: Answer, how: str) -> None:
    answer.n_tries += 1
    answer.save(update_fields=["n_tries"])
    move.record(AnswerTried(voice=answer.voice_id, how=how, n_tries=answer.n_tries))
    if answer.n_tries >= answer_tries(move.rules.pack):
        _end(move, answer, Answer.State.UNDELIVERABLE, how)
        go_on_when_all_told(move)


@transaction.atomic
def notice_ended(*, notice_id: int, delivered: bool, now: datetime) -> None:
    """What became of an e-mailed answer: delivered ends it; given up counts as all tries, and leaves a telephone.

    Called by the outbox for every notice; those that are no answers are none of its business.
    """
    notice = Notice.objects.filter(
        pk=notice_id, template="answer.given", channel=Notice.Channel.EMAIL
    ).first()
    if notice is None:
        return
    voice = Voice.objects.filter(receipt=str(notice.facts.get("receipt"))).first()
    if voice is None:
        return
    concern = concern_for_change(voice.concern_id)
    answer = next((each for each in _due_answers(concern) if each.voice_id == voice.pk), None)
    if answer is None or concern.state != State.ANSWERING:
        return
    move = begin(concern, Act.by_clock(now))
    if delivered:
        _end(move, answer, Answer.State.DELIVERED, "email")
        go_on_when_all_told(move)
    elif not voice.phone:
        _end(move, answer, Answer.State.UNDELIVERABLE, "email")
        go_on_when_all_told(move)
    complete(move)


def _must_be_answering(concern: Concern) -> None:
    if concern.state != State.ANSWERING:
        raise Refused("concern.not-now", state=concern.state, verb="answer")


def _due_answers(concern: Concern) -> list[Answer]:
    return list(
        Answer.objects.select_related("voice")
        .filter(concern=concern, state=Answer.State.DUE)
        .order_by("voice_id")
    )
