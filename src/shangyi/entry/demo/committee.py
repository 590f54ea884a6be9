"""The owners' committee of the demo: asked for by a resident, taken up, its preparatory group formed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from shangyi.decisions.actions.founding_acts import Named, NewAct, record_act
from shangyi.decisions.actions.founding_opening import request_founding, take_up
from shangyi.decisions.rules.founding import Deed, Side
from shangyi.decisions.rules.owners_committee import Fact
from shangyi.entry.demo.ballots import CHIEF, COMPOUND, DAY, RESIDENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

GROUP = (
    Named(name="街道何主任", side=Side.STREET),
    Named(name=CHIEF, side=Side.COMMUNITY),
    Named(name=RESIDENT),
    Named(name="业主3112"),
    Named(name="业主4221"),
)


def committee(world: World, now: datetime) -> Iterator[Story]:
    """Forty days ago it was asked for; next the roster has to be confirmed."""
    yield _founding(world, now)


def _founding(world: World, now: datetime) -> Story:
    at = yield now - 40 * DAY
    speaker = world.acting(world.people[RESIDENT], at)
    row = request_founding(
        place=world.places[COMPOUND],
        words="停车费和广告费收了多少，想有个业委会管起来",
        actor=speaker,
        now=at,
    )
    at = yield at + 3 * DAY
    chief = world.acting(world.people[CHIEF], at)
    take_up(founding_id=row.pk, words="街道派人指导，先核对条件", actor=chief, now=at)
    asked_on = timezone.localdate(at - 3 * DAY)
    at = yield at + 4 * DAY
    measured: dict[str, Fact] = {
        "guidance_on": timezone.localdate(at) - timedelta(days=3),
        "asked_on": asked_on,
        "delivered_area": 2_340_000,
        "area": 2_340_000,
        "owners": 231,
        "owners_asking": 19,
        "asking_area": 186_200,
    }
    new = NewAct(deed=Deed.ELIGIBILITY, facts=measured, evidence="街道指导意见书；业主联名19户，社区存档")
    record_act(founding_id=row.pk, new=new, actor=chief, now=at)
    at = yield at + 12 * DAY
    formed = timezone.localdate(at) - timedelta(days=2)
    days: dict[str, Fact] = {"group_on": formed, "group_posted_on": formed + timedelta(days=1)}
    new = NewAct(deed=Deed.GROUP, facts=days, names=GROUP, evidence="各单元公告栏，网格员拍照")
    record_act(founding_id=row.pk, new=new, actor=chief, now=at)
