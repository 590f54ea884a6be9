"""Telling, rating, and what follows when somebody says that it is not solved."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shangyi.concerns.actions.answer import AnswerDraft, mark_told, record_failed_try, send_answer
from shangyi.concerns.actions.assign import Assignment
from shangyi.concerns.actions.handle import finish_concern
from shangyi.concerns.actions.pledging import NOTHING_PROMISED
from shangyi.concerns.actions.rate import NewRating, rate, record_rating, reopen, uphold
from shangyi.concerns.models import Answer, Rating, Voice
from shangyi.concerns.rules.life import State
from shangyi.entry.demo import handling as do
from shangyi.entry.demo import sentences as say

if TYPE_CHECKING:
    from shangyi.entry.demo.plans import Plan
    from shangyi.entry.demo.world import World

Step = Generator[datetime, datetime, datetime]
Verdict = Rating.Verdict


def ends(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    """From done to rated; `ending` of the plan says what they say of it."""
    if plan.stop == "done":
        return now
    now = yield from _told(world, plan, voice, now)
    if plan.stop == "told" or do.fresh(voice.concern_id).state != State.RATING:
        return now
    if plan.ending == "silent":
        return now
    now = yield now + (world.hours(1, 4) if plan.brisk else world.hours(2, 60))
    if plan.ending in {"disputed", "insisted", "upheld"}:
        return (yield from _disputed(world, plan, voice, now))
    yield from _all_rate(world, plan, voice, now)
    return now


def _told(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    """The keeper writes back; who left only a number is rung up, sometimes in vain."""
    concern = do.fresh(voice.concern_id)
    if concern.state != State.ANSWERING:
        return now
    if not Answer.objects.filter(concern=concern).exclude(state=Answer.State.DUE).exists():
        now = yield now + world.hours(0.2, 1) if plan.brisk else world.office(now + world.hours(0.3, 5))
        draft = AnswerDraft(text=do.answer_text(plan.case), pledge=NOTHING_PROMISED)
        send_answer(
            concern_id=concern.pk, draft=draft, actor=world.acting(do.fresh(concern.pk).keeper, now), now=now
        )
    return (yield from _rung_up(world, plan, concern.pk, now))


def _rung_up(world: World, plan: Plan, concern_id: int, now: datetime) -> Step:
    in_vain = 3 if plan.ending == "unreachable" else world.rng.choice((0, 0, 0, 1))
    while do.fresh(concern_id).state == State.ANSWERING:
        now = yield world.office(now + world.hours(0.5, 6))
        due = list(Answer.objects.filter(concern_id=concern_id, state=Answer.State.DUE))
        actor = world.acting(do.fresh(concern_id).keeper, now)
        if in_vain and due:
            in_vain -= 1
            record_failed_try(
                concern_id=concern_id, voice_id=due[0].voice_id, how="telephone", actor=actor, now=now
            )
        elif due:
            told = frozenset(answer.voice_id for answer in due)
            how = world.rng.choice(("telephone", "telephone", "in_person"))
            mark_told(concern_id=concern_id, voice_ids=told, how=how, actor=actor, now=now)
    return now


def _all_rate(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    """Each voice says its own; some are written down for them by whoever rang."""
    for each in Voice.objects.filter(concern_id=voice.concern_id).order_by("id"):
        if do.fresh(voice.concern_id).state != State.RATING:
            break
        _rates(world, each, _rating(world, plan), now)
        now = yield now + world.hours(0.3, 20)
    return now


def _rating(world: World, plan: Plan) -> NewRating:
    if plan.ending == "partly":
        return NewRating(verdict=Verdict.PARTLY, satisfied=3, sentence=world.rng.choice(say.PARTLY))
    pool = plan.case.matter.happy or say.HAPPY
    satisfied = world.rng.choice((4, 5, 5, None))
    return NewRating(verdict=Verdict.SOLVED, satisfied=satisfied, sentence=world.rng.choice(pool))


def _rates(world: World, voice: Voice, rating: NewRating, now: datetime) -> None:
    if voice.person is None and voice.phone and not rating.insist:
        keeper = world.acting(do.fresh(voice.concern_id).keeper, now)
        record_rating(voice_id=voice.pk, new=rating, actor=keeper, now=now)
        return
    rate(receipt=voice.receipt, new=rating, actor=world.acting(voice.person, now), now=now)


def _disputed(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    """Not solved, says one: somebody looks; done over again, or told why it stands."""
    again = NewRating(
        verdict=Verdict.NOT_SOLVED,
        satisfied=2,
        sentence=world.rng.choice(say.UNSOLVED),
        insist=plan.ending == "insisted",
    )
    _rates(world, voice, again, now)
    if plan.stop == "disputed":
        return now
    now = yield world.office(now + world.hours(1, 7))
    looker = do.lead_of(voice.concern_id).holder
    actor = world.acting(looker, now)
    if plan.ending == "upheld":
        uphold(concern_id=voice.concern_id, reason=world.rng.choice(say.STANDS), actor=actor, now=now)
        now = yield from _rung_up(world, plan, voice.concern_id, now)
    else:
        now = yield from _done_again(world, plan, voice, now)
    now = yield now + world.hours(3, 40)
    return (yield from _all_rate(world, plan, voice, now))


def _done_again(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    looker = do.lead_of(voice.concern_id).holder
    order = Assignment(keeper=world.clerk(plan.case.place), what=plan.case.matter.title)
    reopen(
        concern_id=voice.concern_id,
        reason=world.rng.choice(say.LOOKED_AGAIN),
        assignment=order,
        actor=world.acting(looker, now),
        now=now,
    )
    now = yield world.office(now + timedelta(days=world.rng.uniform(0.5, 2)))
    keeper = do.fresh(voice.concern_id).keeper
    finish_concern(
        concern_id=voice.concern_id,
        result=say.REDONE,
        draft=AnswerDraft(text=say.REDONE_ANSWER, pledge=NOTHING_PROMISED),
        actor=world.acting(keeper, now),
        now=now,
    )
    return (yield from _rung_up(world, plan, voice.concern_id, now))
