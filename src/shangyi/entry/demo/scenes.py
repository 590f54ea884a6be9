"""What waits now: for each of the people whom a visitor may be, something to do in the next hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.concerns.rules.clocks import handling_limits
from shangyi.concerns.rules.hearing import Channel
from shangyi.entry.demo.plans import Plan
from shangyi.entry.demo.speaking import case_of
from shangyi.entry.demo.stories import Bag, life
from shangyi.undertakings.rules import Limits, timing

if TYPE_CHECKING:
    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

FIRM = "安居里物业服务公司"
MANAGER, GRID, RESIDENT, ELSEWHERE = "何建平", "杨小军", "沈桂兰", "白雪"
LATE_IN = {"xingsheng": "rural.roads", "anyi": "work.jobs"}
SORTED_AND_ASSIGNED = 0.3
"""Hours that sorting and assigning take where it goes quickly."""


def now_waiting(world: World, bag: Bag, now: datetime) -> Iterator[Story]:
    """Every scene that ends now, whoever looks at it."""
    for scenes in (_resident, _elsewhere, _inbox, _decisions, _firm, _grid, _street, _neighbouring):
        yield from scenes(Setting(world, bag, now))


class Setting:
    """One more concern in a sentence: where, what about, how many hours ago, and how it goes on."""

    def __init__(self, world: World, bag: Bag, now: datetime) -> None:
        self.world, self.bag, self.now = world, bag, now

    def __call__(
        self,
        hours_ago: float,
        category: str = "",
        *,
        community: str = "nongchang",
        who: str = "",
        **plan: Any,
    ) -> Story:
        start = self.now - timedelta(hours=hours_ago)
        matter, words = self.bag.draw(community, self.world.calendar.local(start).month, category=category)
        person = self.world.people[who] if who else None
        case = case_of(
            self.world,
            matter,
            community,
            words=words,
            person=person,
            channel=plan.pop("channel", None),
            inside="nongchang-1" if plan.get("keeper") == GRID else "",
        )
        return life(self.world, Plan(case=case, start=start, **plan))

    def late(self, hours: float, category: str = "", **plan: Any) -> Story:
        """What was due so many hours ago and nobody has done; less than nothing is due so soon."""
        chosen = self.world.pack.category(category)
        limits = handling_limits(self.world.pack, "complaint", chosen.grade)
        wanted, ago = self.now - timedelta(hours=hours), hours
        while self._due(ago, limits) > wanted:
            ago += 0.25
        return self(ago + SORTED_AND_ASSIGNED, category, brisk=True, stop="working", **plan)

    def _due(self, hours_ago: float, limits: Limits) -> datetime:
        return timing(self.now - timedelta(hours=hours_ago), limits, self.world.calendar).due_at


def _resident(told: Setting) -> Iterator[Story]:
    """One matter to rate, one late by days, one on its way, two long over."""
    mine: dict[str, Any] = {"who": RESIDENT, "channel": Channel.PHONE_WEB}
    yield told(40, "repairs.light", brisk=True, keeper=GRID, stop="told", **mine)
    yield told.late(76, "property.stairwell-cleaning", keeper=GRID, unit=FIRM, handler=MANAGER, **mine)
    yield told(30, "care.errands", brisk=True, keeper=GRID, stop="working", **mine)
    yield told(24 * 50, "care.elderly", keeper=GRID, **mine)
    yield told(24 * 75, "noise.neighbours", looked_at=True, **mine)


def _elsewhere(told: Setting) -> Iterator[Story]:
    """The same app, seen from another community."""
    mine: dict[str, Any] = {"who": ELSEWHERE, "community": "shiyue", "channel": Channel.PHONE_WEB}
    yield told(60, "safety.charging-posts", brisk=True, n_joining=2, stop="working", **mine)
    yield told(50, "repairs.door", brisk=True, stop="told", **mine)
    yield told(24 * 30, "property.accounts", listing="stays", **mine)
    yield told(24 * 64, "environment.pets", **mine)


def _inbox(told: Setting) -> Iterator[Story]:
    """About a dozen that the clerk has not sorted or nobody has assigned."""
    for hours_ago in (0.12, 0.35, 0.7, 1.1, 1.6, 2.2, 2.9, 26):
        yield told(hours_ago, stop="heard", n_joining=1 if hours_ago == 2.9 else 0)
    for hours_ago in (3.5, 5, 8, 19):
        yield told(hours_ago, brisk=True, stop="sorted")


def _decisions(told: Setting) -> Iterator[Story]:
    """What only a secretary can decide: more time, whose job it is, whether it is really solved."""
    firm: dict[str, Any] = {"brisk": True, "keeper": GRID, "unit": FIRM, "handler": MANAGER}
    for category in ("repairs.public", "environment.green"):
        yield told(24 * 4.5, category, extension="ask", stop="asked", **firm)
    yield told(9, "repairs.road", objection="ask", stop="objected", **firm)
    yield told(20, "environment.rubbish", objection="ask", stop="objected", **firm)
    ours: dict[str, Any] = {"brisk": True, "keeper": GRID, "channel": Channel.PHONE_WEB}
    for category in ("repairs.light", "environment.pests"):
        yield told(30, category, ending="disputed", stop="disputed", **ours)


def _firm(told: Setting) -> Iterator[Story]:
    """A property manager's day: one due within the hour, some late, some that nobody has been named for."""
    yield told.late(-0.9, "utilities.drain", keeper=GRID, unit=FIRM, handler=MANAGER)
    for hours in (20, 45):
        yield told.late(hours, "parking.wild", keeper=GRID, unit=FIRM, handler=MANAGER)
    for hours_ago in (5, 27):
        yield told(hours_ago, "repairs.public", brisk=True, keeper=GRID, unit=FIRM, stop="assigned")
    for hours_ago, category in ((31, "property.guards"), (52, "property.staff-manner"), (75, "repairs.door")):
        yield told(hours_ago, category, brisk=True, keeper=GRID, unit=FIRM, handler=MANAGER, stop="working")


def _grid(told: Setting) -> Iterator[Story]:
    """What the grid worker keeps and does alone."""
    yield told.late(-0.8, "utilities.drain", keeper=GRID, n_joining=2)
    yield told.late(-20, "environment.pets", keeper=GRID, looked_at=True)
    yield told.late(26, "safety.clutter", keeper=GRID)
    yield told(28, "care.elderly", brisk=True, keeper=GRID, unit=FIRM, handler="王德福", stop="done")
    yield told(6, "environment.bulky", brisk=True, keeper=GRID, unit=FIRM, handler="王德福", stop="done")


def _street(told: Setting) -> Iterator[Story]:
    """What climbed up to the street, and what waits for its word."""
    for hours, category in ((84, "safety.fire-lanes"), (130, "safety.fire-equipment")):
        yield told.late(hours, category, keeper=GRID, unit=FIRM, handler=MANAGER)
    for days in (9, 16, 24):
        yield told(24 * days, "repairs.leak", listing="unanswered")
    yield told(
        34, "noise.square-dance", brisk=True, ending="insisted", stop="disputed", channel=Channel.PHONE_WEB
    )


def _neighbouring(told: Setting) -> Iterator[Story]:
    """So that every community has something on its desk."""
    for community in ("shiyue", "zhonghua", "luyin", "hupan", "xingsheng", "anyi"):
        yield told(0.6, community=community, stop="heard")
        yield told(7, community=community, brisk=True, stop="sorted")
        yield told(40, community=community, brisk=True, stop="told")
        yield told.late(52, LATE_IN.get(community, "repairs.public"), community=community)
    yield told(
        90, "utilities.drain", community="zhonghua", who="丁学勤", n_joining=2, looked_at=True, brisk=True
    )
    yield told(
        24 * 11, "neighbours.shared-cost", community="zhonghua", who="吴桂香", stop="working", looked_at=True
    )
