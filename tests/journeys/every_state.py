"""A matter in each state, told backwards from a moment: what pictures of pages and lists need."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.actions.open_list import Listing, put_on_open_list
from shangyi.concerns.actions.rate import NewRating, rate
from shangyi.concerns.models import Rating
from shangyi.concerns.rules.hearing import Channel
from shangyi.entry.jobs import sweep
from shangyi.people.queries import NOBODY, actor_of
from shangyi.people.rules.capacities import CapacityKind
from tests.concerns.life import done_concern, handled_concern, sorted_concern
from tests.journeys.neighbourhood import Neighbourhood, move_in
from tests.people_and_places import account_of, capacity, person

WORDS = (
    "单元门关不上，风一吹就响",
    "三楼的灯不亮，老人晚上看不见",
    "楼道里堆了旧家具",
    "路口的树枝挡住了路灯",
)


def settle_every_state(now: datetime) -> Neighbourhood:
    """The neighbourhood with accounts and matters: waiting, handled, late, listed, told, looked at, closed."""
    here = move_in()
    town = here.town
    root = person("周管理", "13900000090")
    capacity(root, CapacityKind.OPERATOR, town.district)
    for each in (town.wang, town.li, town.ma, town.chen, town.liu, root):
        account_of(each)
    days = [now - timedelta(days=n) for n in range(25)]
    late = handled_concern(town, now=days[20], words="下水井盖散发臭味，都堵了好几年了")
    sweep(late.due_at + timedelta(days=1) if late.due_at else now)
    listed = handled_concern(town, now=days[8], words="老年大学没有排练场地")
    plan = Listing(
        plan="等街道腾出二楼会议室。",
        review_on=(now + timedelta(days=10)).date(),
        reported_to=here.street_office,
    )
    put_on_open_list(concern_id=listed.pk, listing=plan, actor=actor_of(town.li, now.date()), now=days[6])
    for n, verdict in enumerate((None, Rating.Verdict.SOLVED, Rating.Verdict.NOT_SOLVED)):
        done = done_concern(town, now=days[4], words=WORDS[n + 1], seed=n + 20)
        if verdict:
            receipt = done.voices.get().receipt
            rate(receipt=receipt, new=NewRating(verdict=verdict), actor=NOBODY, now=days[2])
    handled_concern(town, now=days[1], words=WORDS[3], seed=8)
    sorted_concern(town, now=days[1], words=WORDS[2], seed=9)
    for n, words in enumerate(WORDS[:2]):
        _just_said(here, words, now - timedelta(minutes=20 * (n + 1)))
    return here


def _just_said(here: Neighbourhood, words: str, at: datetime) -> None:
    town = here.town
    new = NewVoice(
        words=words, place=town.building, channel=Channel.PHONE_WEB, speaker=Speaker(person=town.wang)
    )
    hear(new=new, actor=actor_of(town.wang, at.date()), now=at, randbelow=Random(words).randrange)
