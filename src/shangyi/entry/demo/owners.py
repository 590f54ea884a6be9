"""Two matters of owners: a dance room that a consultation could not decide, and a shed decided by a hair."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.decisions.actions.announcing import Window, announce_ballot
from shangyi.decisions.actions.by_clock import move_ballots_by_clock
from shangyi.decisions.actions.closing import count_ballot, publish_ballot
from shangyi.decisions.actions.electorate import Listed, OwnersList, freeze_list, freeze_owners
from shangyi.decisions.actions.papers import read_paper
from shangyi.decisions.actions.preparing import Question, follow_up, prepare_ballot
from shangyi.decisions.models import Ballot
from shangyi.decisions.rules.ballot_life import Electorate, Method
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.roster_text import read_owners
from shangyi.entry.demo.ballots import CHIEF, answers, by_chief

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

DAY = timedelta(days=1)
BUILDING = "nongchang-1/2号楼"
DANCE = "把2号楼架空层改成舞蹈室，您赞成吗"
HALL = "2号楼架空层空了两年，爱跳舞的三十多人冬天没有地方去。先问一问2号楼各户。"
ROOMS = [
    f"2-{stairwell}-{floor}0{door}" for stairwell in (1, 2, 3) for floor in range(1, 5) for door in (1, 2)
]
ROOM_OWNERS = "\n".join(
    f"{room}，业主{room.replace('-', '')}，{84 + 7 * (n % 3)}.20，登记" for n, room in enumerate(ROOMS)
)

SHED = "茂悦府地下一层南侧空地建充电棚"
SHED_CHIEF, SHED_CLERK, OWNER = "俞丽萍", "潘婷婷", "白雪"
SHED_ROWS = tuple(
    (f"6-{stairwell}-{floor}0{door}", 97_60 + 740 * door - 260 * (floor % 3) - 160 * stairwell)
    for stairwell in (1, 2)
    for floor in range(1, 7)
    for door in (1, 2)
)
SHED_PAPERS = ("yes",) * 12 + ("no",) * 4
"""Sixteen of twenty-four take part, twelve of them agree: two thirds and three quarters, and not one head more."""


def owners(world: World, now: datetime) -> Iterator[Story]:
    """What only the owners decide: once asked of the wrong people first, once decided."""
    yield _dance_room(world, now)
    yield _shed(world, now)


def _dance_room(world: World, now: datetime) -> Story:
    """The households of a building are asked; most like it; it is the owners' to decide, and they are asked next."""
    at = yield world.clock(now - 19 * DAY, "09:40")
    place = world.places[BUILDING]
    question = Question(
        title=DANCE,
        place=place,
        label=Label.CONSULTATIVE,
        method=Method.YES_NO,
        electorate=Electorate.HOUSEHOLDS,
        ground="owners",
        background=HALL,
    )
    ballot = prepare_ballot(question=question, actor=world.acting(world.people[CHIEF], at), now=at)
    rows = [Listed(key=room, name=f"住户{room.replace('-', '')}") for room in ROOMS]
    freeze_list(listed=rows, randbelow=world.rng.randrange, **by_chief(world, at, ballot))
    begins, lasts = at + DAY, timedelta(days=5)
    announce_ballot(window=Window(opens_at=begins, closes_at=begins + lasts), **by_chief(world, at, ballot))
    at = yield begins
    move_ballots_by_clock(now=at)
    yield from answers(world, ballot, begins, lasts, (16, 4, 1))
    at = yield world.clock(now - 8 * DAY, "14:30")
    _owners_are_asked(world, ballot, at)


def _owners_are_asked(world: World, before: Ballot, at: datetime) -> None:
    """One press on the page of the consultation: the draft of the ballot that decides; then its roster and notice."""
    ballot = follow_up(**by_chief(world, at, before))
    listed = OwnersList(rows=read_owners(ROOM_OWNERS))
    freeze_owners(listed=listed, randbelow=world.rng.randrange, **by_chief(world, at, ballot))
    window = Window(opens_at=at + 20 * DAY, closes_at=at + 34 * DAY)
    announce_ballot(window=window, **by_chief(world, at, ballot))


def _shed(world: World, now: datetime) -> Story:
    """On paper, read by two people; all four conditions of the law are met, none of them by much."""
    at = yield world.clock(now - 44 * DAY, "10:00")
    ballot = prepare_ballot(question=_shed_question(world), actor=_acting(world, SHED_CHIEF, at), now=at)
    freeze_owners(
        listed=_shed_owners(world), randbelow=world.rng.randrange, **by_chief(world, at, ballot, SHED_CHIEF)
    )
    at = yield at + timedelta(hours=1)
    opens = world.clock(at + 18 * DAY, "09:00")
    window = Window(opens_at=opens, closes_at=opens + 12 * DAY)
    announce_ballot(window=window, **by_chief(world, at, ballot, SHED_CHIEF))
    at = yield opens
    move_ballots_by_clock(now=at)
    for number, answer in enumerate(SHED_PAPERS):
        at = yield opens + timedelta(hours=12 + 15 * number)
        for who in (SHED_CLERK, SHED_CHIEF):
            read_paper(household=SHED_ROWS[number][0], answer=answer, **by_chief(world, at, ballot, who))
    at = yield window.closes_at
    move_ballots_by_clock(now=at)
    at = yield world.clock(at + DAY, "10:20")
    ballot.refresh_from_db()
    if ballot.state == "counting":
        count_ballot(**by_chief(world, at, ballot, SHED_CHIEF))
    at = yield at + timedelta(hours=1)
    publish_ballot(**by_chief(world, at, ballot, SHED_CHIEF))


def _shed_question(world: World) -> Question:
    return Question(
        title=SHED,
        place=world.places["maoyuefu/6号楼"],
        label=Label.OWNERS,
        method=Method.OWNERS,
        electorate=Electorate.OWNERS,
        matter=OwnersMatter.CHANGE_OF_USE,
        ground="owners",
        channel="paper",
        background="6号楼地下一层南侧空地归本楼业主共有。建四十个充电位，带喷淋和断电，费用由运营方出。",
    )


def _shed_owners(world: World) -> OwnersList:
    """白雪 owns the first flat; the others are known by their rows only."""
    lines = [
        f"{key}，{OWNER if n == 0 else '业主' + key.replace('-', '')}，{area // 100}.{area % 100:02}，登记"
        for n, (key, area) in enumerate(SHED_ROWS)
    ]
    first = SHED_ROWS[0][0]
    home = world.places[world.homes[OWNER]]
    return OwnersList(
        rows=read_owners("\n".join(lines)), persons={first: world.people[OWNER]}, places={first: home}
    )


def _acting(world: World, who: str, at: datetime) -> Any:
    return world.acting(world.people[who], at)
