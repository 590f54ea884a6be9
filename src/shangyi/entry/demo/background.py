"""Three months of ordinary days: what was said, done, told and rated while nobody of the cast looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.concerns.actions.assign import assign_batch
from shangyi.concerns.actions.keeping import follow_hand_over
from shangyi.concerns.models import Concern
from shangyi.concerns.rules.hearing import Channel
from shangyi.concerns.rules.life import State
from shangyi.entry.demo import sentences as say
from shangyi.entry.demo.handling import order_for
from shangyi.entry.demo.plans import Plan
from shangyi.entry.demo.speaking import Case, case_of
from shangyi.entry.demo.stories import Bag, life, on_the_spot, said_twice
from shangyi.people.models import Capacity
from shangyi.undertakings.actions import Away, leave, record_absence

if TYPE_CHECKING:
    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

COMMUNITIES = {
    "nongchang": 36, "zhonghua": 15, "shiyue": 14, "luyin": 11, "hupan": 11, "xingsheng": 8, "anyi": 5,
}  # fmt: skip
COURSES: dict[str, tuple[int, dict[str, Any]]] = {
    "rated": (46, {}),
    "seen": (10, {"looked_at": True}),
    "silent": (7, {"ending": "silent"}),
    "unreachable": (3, {"ending": "unreachable"}),
    "partly": (6, {"ending": "partly"}),
    "late": (7, {"late_days": 2.4}),
    "disputed": (4, {"ending": "disputed"}),
    "insisted": (2, {"ending": "insisted"}),
    "upheld": (2, {"ending": "upheld"}),
    "listed": (4, {"listing": "stays"}),
    "resumed": (3, {"listing": "resumed"}),
    "not ours": (3, {"objection": "accept"}),
    "stays": (2, {"objection": "stay"}),
    "more time": (4, {"extension": "grant"}),
    "no more time": (2, {"extension": "refuse"}),
    "batch": (6, {"held_back": True}),
    "spot": (9, {}),
    "twice": (3, {}),
}
"""How often each course is taken of a hundred or so, and what the plan says then."""

TWICE_A_WEEK = (1, 4)


def background(world: World, bag: Bag, began: datetime, now: datetime, n: int) -> Iterator[Story]:
    """So many concerns over the three months, and what else goes on: batches, somebody who leaves, one who is ill."""
    if n <= 0:
        return
    yield batches(world, began)
    yield somebody_leaves(world, began + timedelta(days=40))
    yield somebody_is_ill(world, began + timedelta(days=62))
    for _ in range(n):
        community = world.rng.choices(list(COMMUNITIES), list(COMMUNITIES.values()))[0]
        course = world.rng.choices(list(COURSES), [weight for weight, _ in COURSES.values()])[0]
        yield _one(world, bag, community, course, _some_time(world, began, now))


def _some_time(world: World, began: datetime, now: datetime) -> datetime:
    """Between breakfast and bedtime on some day, and not in the last hours, which belong to the scenes."""
    days = (now - began).days - 2
    day = began + timedelta(days=world.rng.triangular(0, days, days * 0.62))
    local = world.calendar.local(day)
    hour = int(world.rng.triangular(7, 22, 10))
    return local.replace(hour=hour, minute=world.rng.randrange(60), second=world.rng.randrange(60))


def _one(world: World, bag: Bag, community: str, course: str, start: datetime) -> Story:
    if course == "spot":
        return _spot(world, bag, community, start)
    case = _case(world, bag, community, start)
    if course == "twice":
        return _twice(world, case, start)
    changes = COURSES[course][1]
    if course == "batch" and community != "nongchang":
        changes = {}
    if course in {"listed", "resumed"} and community == "anyi":
        changes = {"looked_at": True}
    n_joining = world.rng.choice((0, 0, 0, 1, 1, 2)) if case.matter.joined else 0
    return life(world, Plan(case=case, start=start, n_joining=n_joining, **changes))


def _case(world: World, bag: Bag, community: str, start: datetime) -> Case:
    matter, words = bag.draw(community, world.calendar.local(start).month)
    return case_of(world, matter, community, words=words)


def _spot(world: World, bag: Bag, community: str, start: datetime) -> Story:
    matter, words = bag.draw(community, world.calendar.local(start).month, spot=True)
    channel = world.rng.choice((Channel.WALK_IN, Channel.WALK_IN, Channel.PHONE, Channel.VISIT))
    case = case_of(world, matter, community, words=words, channel=channel)
    return on_the_spot(world, case, world.office(start))


def _twice(world: World, case: Case, start: datetime) -> Story:
    others = [words for words in (*case.matter.joined, *case.matter.said) if words != case.words]
    other = case_of(world, case.matter, case.community, words=(others or [case.words])[0])
    first, second = Plan(case=case, start=start), Plan(case=other, start=start)
    return said_twice(world, first, second, undone=world.rng.random() < 0.4)


def batches(world: World, began: datetime) -> Story:
    """集中交办: twice a week the first secretary assigns what has waited for it since yesterday."""
    now = yield world.office(began)
    place = world.places["nongchang"]
    role = next(role for role in world.roles if role.kind == "first_secretary")
    while True:
        local = world.calendar.local(now) + timedelta(days=1)
        now = yield world.office(local.replace(hour=15, minute=30))
        if world.calendar.local(now).weekday() not in TWICE_A_WEEK:
            continue
        waiting = Concern.objects.filter(
            community=place, state=State.SORTED, sorted_at__lt=now - timedelta(hours=20)
        )
        orders = [(concern.pk, order_for(world, _as_case(concern, world))) for concern in waiting]
        if orders:
            assign_batch(orders=orders, actor=world.acting(role.person, now), now=now)


def _as_case(concern: Concern, world: World) -> Case:
    """What is known of a concern, as somebody who assigns it sees it."""
    matter = next(each for each in world.matters if each.category == concern.category)
    voice = concern.voices.order_by("id")[0]
    place = world.widened(concern.place, concern.place.kind)
    case = case_of(world, matter, "nongchang", words=voice.words)
    return Case(
        matter=matter, words=voice.words, community="nongchang", place=place, speaker=case.speaker,
        channel=case.channel,
    )  # fmt: skip


def somebody_leaves(world: World, at: datetime) -> Story:
    """A clerk goes to the street office; what she holds is handed over in the same act."""
    now = yield world.office(at)
    role = _role(world, "吴佳")
    leave(
        capacity_id=role.pk,
        until_on=world.calendar.local(now).date(),
        to=world.people["马晓燕"],
        reason=say.LEAVING,
        actor=world.acting(_role(world, "冯晓荷").person, now),
        now=now,
        on_keeper_changed=follow_hand_over,
    )
    world.gone.add(role.person_id)


def somebody_is_ill(world: World, at: datetime) -> Story:
    """A clerk is away for five days, and another stands in for her."""
    now = yield world.office(at)
    away = Away(
        person=world.people["丁慧"],
        from_at=now,
        until_at=now + timedelta(days=5),
        stand_in=world.people["马晓燕"],
        reason=say.ABSENT,
    )
    record_absence(
        away=away,
        actor=world.acting(_role(world, "冯晓荷").person, now),
        now=now,
        on_keeper_changed=follow_hand_over,
    )
    world.gone.add(away.person.pk)
    yield now + timedelta(days=5)
    world.gone.discard(away.person.pk)


def _role(world: World, name: str) -> Capacity:
    return next(role for role in world.roles if role.person.name == name)
