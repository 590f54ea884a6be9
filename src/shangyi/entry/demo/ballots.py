"""Ballots of the demo: one published, one going on in which a visitor can vote, one over the owners' roster."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.decisions.actions.announcing import Window, announce_ballot
from shangyi.decisions.actions.by_clock import move_ballots_by_clock
from shangyi.decisions.actions.casting import cast_by_code
from shangyi.decisions.actions.closing import publish_ballot
from shangyi.decisions.actions.electorate import Listed, OwnersList, freeze_list, freeze_owners
from shangyi.decisions.actions.preparing import Question, prepare_ballot
from shangyi.decisions.models import Ballot, Elector
from shangyi.decisions.rules.ballot_life import BallotState, Electorate, Method
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.roster_text import read_owners
from shangyi.people.queries import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

DAY = timedelta(days=1)
COMPOUND, RESIDENT, CHIEF = "nongchang-1", "沈桂兰", "冯晓荷"
HOUSEHOLDS = 48
POSTS, POSTS_CHIEF = "满城金街装不装电动车充电柱", "秦悦"
OWNERS = "\n".join(
    f"{building}-{stairwell}-{floor}0{door}，业主{building}{stairwell}{floor}{door}，{88 + 6 * door}.50，登记"
    for building in (3, 4)
    for stairwell in (1, 2)
    for floor in range(1, 7)
    for door in (1, 2)
)


def ballots(world: World, now: datetime) -> Iterator[Story]:
    """Two yes-or-no questions that ended, one that ends the day after tomorrow, and the charging shed of the owners."""
    yield _posts(world, now)
    yield _question(
        world, "活动室晚上开到九点，您赞成吗", begins=now - 16 * DAY, lasts=5 * DAY, shares=(26, 7, 3)
    )
    yield _question(
        world,
        "三号楼东边装充电桩，您赞成吗",
        begins=now - 2 * DAY,
        lasts=4 * DAY + timedelta(hours=3),
        shares=(17, 5, 2),
    )
    yield _shed(world, now)


def by_chief(world: World, at: datetime, ballot: Ballot, chief: str = CHIEF) -> dict[str, Any]:
    """Which ballot, by the secretary, when."""
    return {"ballot_id": ballot.pk, "actor": world.acting(world.people[chief], at), "now": at}


def _prepared(world: World, at: datetime, title: str, **more: Any) -> Ballot:
    question = Question(title=title, place=world.places[COMPOUND], **more)
    return prepare_ballot(question=question, actor=world.acting(world.people[CHIEF], at), now=at)


def _question(
    world: World, title: str, *, begins: datetime, lasts: timedelta, shares: tuple[int, int, int]
) -> Story:
    """A consultation of the households: one answer each, most by the code on their slip, some by hand."""
    at = yield begins - DAY
    ballot = _prepared(
        world,
        at,
        title,
        label=Label.CONSULTATIVE,
        method=Method.YES_NO,
        electorate=Electorate.HOUSEHOLDS,
        ground="public",
        background="社区先问一问大家，结果会贴出来；这是意见征询，不是业主共同决定。",
    )
    home = world.places[world.homes[RESIDENT]]
    rows = [Listed(key="3-2-201", name=RESIDENT, place=home, person=world.people[RESIDENT])]
    rows += [Listed(key=f"5-1-{n:03}", name=f"住户{n:03}") for n in range(1, HOUSEHOLDS)]
    freeze_list(listed=rows, randbelow=world.rng.randrange, **by_chief(world, at, ballot))
    window = Window(opens_at=begins, closes_at=begins + lasts)
    announce_ballot(window=window, **by_chief(world, at, ballot))
    at = yield begins
    move_ballots_by_clock(now=at)
    yield from answers(world, ballot, begins, lasts, shares)


def _posts(world: World, now: datetime) -> Story:
    """满城金街: shops and residents are asked about charging posts on a public square; no owner decides there."""
    at = yield world.clock(now - 24 * DAY, "10:10")
    question = Question(
        title=POSTS,
        place=world.places["jinjie"],
        label=Label.CONSULTATIVE,
        method=Method.YES_NO,
        electorate=Electorate.HOUSEHOLDS,
        ground="public",
        background="东区广场是市政用地，电力公司愿意出钱装十二个充电柱。先问一问商户和住户，结果交给街道。",
    )
    ballot = prepare_ballot(question=question, actor=world.acting(world.people[POSTS_CHIEF], at), now=at)
    rows = [Listed(key=f"金街{n:03}", name=f"商户{n:03}") for n in range(1, 31)]
    rows += [Listed(key=f"西区{n:03}", name=f"住户{n:03}") for n in range(1, 21)]
    freeze_list(listed=rows, randbelow=world.rng.randrange, **by_chief(world, at, ballot, POSTS_CHIEF))
    begins, lasts = at + DAY, 6 * DAY
    window = Window(opens_at=begins, closes_at=begins + lasts)
    announce_ballot(window=window, **by_chief(world, at, ballot, POSTS_CHIEF))
    at = yield begins
    move_ballots_by_clock(now=at)
    yield from answers(world, ballot, begins, lasts, (31, 6, 3), POSTS_CHIEF)


def answers(
    world: World,
    ballot: Ballot,
    begins: datetime,
    lasts: timedelta,
    shares: tuple[int, int, int],
    chief: str = CHIEF,
) -> Story:
    """By the code on their slips; when it is over the clock counts, and a day later it is published."""
    rows = list(Elector.objects.filter(ballot=ballot, person=None).order_by("pk"))
    wanted = ["yes"] * shares[0] + ["no"] * shares[1] + ["abstain"] * shares[2]
    world.rng.shuffle(wanted)
    step = min(lasts, timedelta(days=2)) * 0.9 / len(wanted)
    at = begins
    for row, answer in zip(rows, wanted, strict=False):
        at = yield at + step
        cast_by_code(code=row.code, answer=answer, actor=NOBODY, now=at)
    at = yield begins + lasts
    move_ballots_by_clock(now=at)
    at = yield world.clock(at + DAY, "10:30")
    ballot.refresh_from_db()
    if ballot.state == BallotState.COUNTED:
        publish_ballot(**by_chief(world, at, ballot, chief))


def _shed(world: World, now: datetime) -> Story:
    """A charging shed on common ground: the law asks two thirds to take part; the roster is frozen, notice given."""
    at = yield now - 6 * DAY
    ballot = _prepared(
        world,
        at,
        "三号楼北侧空地建充电棚",
        label=Label.OWNERS,
        method=Method.OWNERS,
        electorate=Electorate.OWNERS,
        matter=OwnersMatter.CHANGE_OF_USE,
        ground="owners",
        channel="paper",
        background="空地归业主共有，改作充电棚要业主共同决定。方案、费用和消防意见附在公告后面。",
    )
    home = world.places[world.homes[RESIDENT]]
    listed = OwnersList(
        rows=read_owners(OWNERS), persons={"3-2-201": world.people[RESIDENT]}, places={"3-2-201": home}
    )
    freeze_owners(listed=listed, randbelow=world.rng.randrange, **by_chief(world, at, ballot))
    at = yield at + timedelta(hours=2)
    window = Window(opens_at=at + 20 * DAY, closes_at=at + 34 * DAY)
    announce_ballot(window=window, **by_chief(world, at, ballot))
