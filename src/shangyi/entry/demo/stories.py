"""Whole lives of concerns in the demo, from the first word to the rating, told as what comes when."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shangyi.concerns.actions.add import JOINABLE, add_words
from shangyi.concerns.actions.assign import Assignment
from shangyi.concerns.actions.divert import divert_concern
from shangyi.concerns.actions.rate import NewRating
from shangyi.concerns.actions.regroup import merge_concerns, undo_merge
from shangyi.concerns.actions.settle import OnTheSpot, settle_on_the_spot
from shangyi.concerns.actions.sort import Sorting
from shangyi.concerns.models import Rating, Voice
from shangyi.concerns.rules.hearing import Kind
from shangyi.concerns.rules.life import State
from shangyi.entry.demo import handling as do
from shangyi.entry.demo import sentences as say
from shangyi.entry.demo.answering import ends
from shangyi.entry.demo.listing import listed
from shangyi.entry.demo.plans import Plan
from shangyi.entry.demo.speaking import Case, joins, new_voice, speaks

if TYPE_CHECKING:
    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.texts import Matter
    from shangyi.entry.demo.world import World

Step = Generator[datetime, datetime, datetime]
"""A part of a story: ends with the time it is."""

URGENT = {"emergency", "utilities"}
AT_WORK = {"assigned", "objected", "asked", "working"}
"""Stops that lie before it is done."""


def life(world: World, plan: Plan) -> Story:
    """One concern from beginning to end, or as far as the plan goes."""
    now = yield plan.start
    voice = speaks(world, plan.case, now)
    now = yield from _others_speak(world, plan, voice, now)
    if plan.stop == "heard":
        return
    if plan.case.matter.divert:
        yield from _diverted(world, plan, voice, now)
        return
    now = yield _soon(world, plan, now, 0.2, 2.6)
    do.sorts(world, plan.case, voice.concern_id, now)
    if plan.stop == "sorted":
        return
    if plan.held_back:
        now = yield from _until_assigned(voice.concern_id, now)
    else:
        now = yield _soon(world, plan, now, 0.3, 6)
        do.assigns(world, plan.case, voice.concern_id, now, _order(world, plan))
    now = yield from _handled(world, plan, voice, now)
    if plan.stop not in AT_WORK:
        yield from ends(world, plan, voice, now)


def _soon(world: World, plan: Plan, now: datetime, least: float, most: float) -> datetime:
    """When somebody of the office gets to it; what is urgent is dealt with at any hour."""
    if plan.brisk:
        return now + timedelta(minutes=world.rng.uniform(4, 12))
    grade = world.pack.category(plan.case.matter.category).grade
    if grade in URGENT:
        return now + world.hours(0.1, 0.7)
    return world.office(now + world.hours(least, most))


def _others_speak(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    words = plan.case.matter.joined
    for n in range(min(plan.n_joining, len(words) + 1)):
        if not plan.case.recorded:
            now = yield now + timedelta(minutes=world.rng.uniform(6, 40))
        text = words[n] if n < len(words) else "我家也是，一样的情况。"
        if do.fresh(voice.concern_id).state in JOINABLE:
            joins(world, plan.case, do.fresh(voice.concern_id), text, now)
    return now


def _order(world: World, plan: Plan) -> Assignment | None:
    """What the plan says of who keeps it and who does it; otherwise as the category suggests."""
    if not plan.keeper and not plan.unit:
        return None
    usual = do.order_for(world, plan.case)
    near = [usual.keeper, *world.bearers("grid_worker", plan.case.place)]
    keeper = next((role for role in near if role.person.name == plan.keeper), usual.keeper)
    return Assignment(
        keeper=keeper,
        handler=world.people[plan.handler] if plan.handler else None,
        unit=world.units[plan.unit] if plan.unit else None,
        what=plan.case.matter.title,
    )


def _until_assigned(concern_id: int, now: datetime) -> Step:
    """The first secretary assigns it together with others: wait for that."""
    for _ in range(12):
        if do.fresh(concern_id).state != State.SORTED:
            break
        now = yield now + timedelta(hours=6)
    return now


def _handled(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    """What happens between being assigned and being done."""
    concern_id = voice.concern_id
    if plan.objection:
        now = yield from _objected(world, plan, concern_id, now)
    if plan.stop in {"objected", "assigned"}:
        return now
    now = yield _soon(world, plan, now, 0.5, 5)
    do.responds(world, concern_id, now)
    now = yield from _looked_at(world, plan, voice, now)
    if plan.extension:
        now = yield from _more_time(world, plan, concern_id, now)
    if plan.listing:
        now = yield from listed(world, plan, concern_id, now)
    if plan.stop in AT_WORK:
        return now
    return (yield from _done(world, plan, concern_id, now))


def _objected(world: World, plan: Plan, concern_id: int, now: datetime) -> Step:
    now = yield _soon(world, plan, now, 1, 4)
    if not do.objects(world, concern_id, now) or plan.stop == "objected":
        return now
    now = yield world.office(now + world.hours(1, 8))
    accept = plan.objection == "accept"
    do.decides_objection(world, plan.case, concern_id, now, accept=accept)
    if accept:
        now = yield world.office(now + world.hours(0.5, 3))
        keeper = world.clerk(plan.case.place)
        do.assigns(world, plan.case, concern_id, now, Assignment(keeper=keeper, what=plan.case.matter.title))
    return now


def _looked_at(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    if plan.looked_at or plan.case.matter.finding:
        now = yield _soon(world, plan, now, 1, 12)
        do.looks(world, plan.case, voice.concern_id, voice, now)
    if world.rng.random() < 0.35:
        now = yield _soon(world, plan, now, 2, 14)
        do.pushes(world, voice.concern_id, now)
    if world.rng.random() < 0.08 and not plan.case.recorded:
        now = yield now + world.hours(1, 8)
        add_words(
            receipt=voice.receipt,
            words=world.rng.choice(say.ADDED),
            actor=world.acting(plan.case.speaker.person, now),
            now=now,
        )
    return now


def _more_time(world: World, plan: Plan, concern_id: int, now: datetime) -> Step:
    lead = do.lead_of(concern_id)
    due_at = lead.due_at or now
    if due_at <= now + timedelta(minutes=20):
        return now
    now = yield now + (due_at - now) * world.rng.uniform(0.2, 0.5)
    extension = do.asks_for_time(world, concern_id, world.rng.choice((3, 5, 7)), now)
    if plan.stop == "asked":
        return now
    now = yield now + (due_at - now) * world.rng.uniform(0.1, 0.7)
    do.decides_time(world, plan.case, extension, now, granted=plan.extension == "grant")
    return now


def _done(world: World, plan: Plan, concern_id: int, now: datetime) -> Step:
    """Done before it is due, most of the time; or days after."""
    due_at = do.lead_of(concern_id).due_at or now
    if plan.brisk:
        now = yield now + world.hours(0.5, 3)
    elif plan.late_days:
        now = yield world.office(max(due_at, now) + timedelta(days=plan.late_days))
    elif due_at > now:
        wanted = now + (due_at - now) * world.rng.uniform(0.15, 0.85)
        in_office = world.office(wanted)
        now = yield (in_office if in_office < due_at else wanted)
    do.finishes(world, plan.case, concern_id, now)
    return now


def _diverted(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    """What belongs elsewhere is sent there with the way named, and is answered all the same."""
    now = yield now + timedelta(minutes=world.rng.uniform(10, 50))
    clerk = world.clerk(plan.case.place)
    divert_concern(
        concern_id=voice.concern_id,
        channel=plan.case.matter.divert,
        reason=plan.case.matter.answer,
        actor=world.acting(clerk.person, now),
        now=now,
    )
    yield from ends(world, plan, voice, now)
    return now


def on_the_spot(world: World, case: Case, start: datetime) -> Story:
    """当场办结: asked at the counter, answered and rated there."""
    now = yield start
    clerk = world.clerk(case.place)
    category = world.pack.category(case.matter.category)
    spot = OnTheSpot(
        sorting=Sorting(
            kind=Kind(case.matter.kind), category=category.code, grade=category.grade, title=case.matter.title
        ),
        result=case.matter.answer,
        rating=NewRating(
            verdict=Rating.Verdict.SOLVED,
            satisfied=5,
            sentence=world.rng.choice(case.matter.happy or say.HAPPY),
        ),
    )
    settle_on_the_spot(
        new=new_voice(world, case, now),
        spot=spot,
        actor=world.acting(clerk.person, now),
        now=now,
        randbelow=world.rng.randrange,
    )


def said_twice(world: World, plan: Plan, other: Plan, *, undone: bool) -> Story:
    """Two voices about one thing are joined; sometimes that was a mistake and is taken back."""
    now = yield plan.start
    first = speaks(world, plan.case, now)
    now = yield now + timedelta(minutes=world.rng.uniform(30, 90))
    second = speaks(world, other.case, now)
    now = yield world.office(now + world.hours(0.2, 1.5))
    clerk = world.acting(world.clerk(plan.case.place).person, now)
    row = merge_concerns(source_id=second.concern_id, target_id=first.concern_id, actor=clerk, now=now)
    if undone:
        now = yield now + timedelta(minutes=25)
        undo_merge(regrouping_id=row.pk, actor=clerk, now=now)
        second = Voice.objects.get(pk=second.pk)
        now = yield from _goes_on(world, other, second, now)
    yield from _goes_on(world, plan, first, now)


def _goes_on(world: World, plan: Plan, voice: Voice, now: datetime) -> Step:
    now = yield _soon(world, plan, now, 0.2, 1.5)
    do.sorts(world, plan.case, voice.concern_id, now)
    now = yield _soon(world, plan, now, 0.3, 3)
    do.assigns(world, plan.case, voice.concern_id, now)
    now = yield from _handled(world, plan, voice, now)
    yield from ends(world, plan, voice, now)
    return now


class Bag:
    """Sentences of the demo, handed out so that a community does not hear the same one twice while others are left."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.used: dict[str, set[str]] = {}

    def draw(
        self, community: str, month: int, *, spot: bool | None = None, category: str = ""
    ) -> tuple[Matter, str]:
        """A matter that fits, and one of its sentences."""
        fitting = [
            (matter, words)
            for matter in self.world.matters
            if matter.fits(community, month)
            and matter.category.startswith(category)
            and (spot is None or matter.spot == spot)
            and (not category or matter.kind != "comment")
            for words in matter.said
        ]
        used = self.used.setdefault(community, set())
        fresh = [pair for pair in fitting if pair[1] not in used] or fitting
        chosen = self.world.rng.choice(fresh)
        used.add(chosen[1])
        return chosen
