"""What cannot be solved yet: the open list, the report upward, the reviews, and sometimes the day it can be done."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shangyi.concerns.actions.open_list import (
    Listing,
    put_on_open_list,
    record_report_reply,
    resume,
    review_listing,
)
from shangyi.entry.demo import handling as do
from shangyi.entry.demo import sentences as say

if TYPE_CHECKING:
    from shangyi.entry.demo.plans import Plan
    from shangyi.entry.demo.world import World
    from shangyi.places.models import Unit

Step = Generator[datetime, datetime, datetime]


def listed(world: World, plan: Plan, concern_id: int, now: datetime) -> Step:
    """On the open list with a plan and a day to look again; reported upward where somebody above can help."""
    now = yield world.office(now + world.hours(3, 20))
    by = world.decider(plan.case.place) or world.clerk(plan.case.place)
    above = world.unit_for("street_office", plan.case.place) if plan.listing != "quiet" else None
    put_on_open_list(
        concern_id=concern_id,
        listing=_listing(world, say.PLANS, now, above),
        actor=world.acting(by.person, now),
        now=now,
    )
    if above is not None and plan.listing != "unanswered":
        now = yield world.office(now + timedelta(days=world.rng.uniform(4, 14)))
        reply = world.rng.choice(say.REPLIES)
        record_report_reply(concern_id=concern_id, reply=reply, actor=world.acting(by.person, now), now=now)
    return (yield from _reviewed(world, plan, concern_id, now))


def _listing(world: World, plans: tuple[str, ...], now: datetime, above: Unit | None = None) -> Listing:
    today = world.calendar.local(now).date()
    return Listing(
        plan=world.rng.choice(plans),
        review_on=today + timedelta(days=world.rng.randrange(12, 29)),
        reported_to=above,
    )


def _reviewed(world: World, plan: Plan, concern_id: int, now: datetime) -> Step:
    """Looked at again each time it is due; after two reviews work can begin, where the plan says so."""
    by = world.decider(plan.case.place) or world.clerk(plan.case.place)
    n_reviews = 1 if plan.listing == "resumed" else 9
    for _ in range(n_reviews):
        due_at = do.lead_of(concern_id).due_at or now
        now = yield world.office(max(now, due_at - timedelta(hours=world.rng.uniform(1, 30))))
        listing = _listing(world, say.PLANS_LATER, now)
        review_listing(concern_id=concern_id, listing=listing, actor=world.acting(by.person, now), now=now)
    now = yield world.office(now + timedelta(days=world.rng.uniform(2, 9)))
    resume(
        concern_id=concern_id,
        reason=world.rng.choice(say.RESUMED),
        assignment=do.order_for(world, plan.case),
        actor=world.acting(by.person, now),
        now=now,
    )
    return now
