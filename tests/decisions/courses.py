"""An owners' committee founded by the real actions: 农场小区, from 王阿姨's request to the number of the filing.

刘主任 of the street takes it up and keeps it; 小马 prepares the owners' ballot, 李书记 counts and publishes it; seven
units are on the roster, so three members are enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shangyi.decisions.actions.founding_acts import Filing, Named, NewAct, record_act
from shangyi.decisions.actions.founding_opening import open_founding, request_founding, take_up
from shangyi.decisions.models import Founding
from shangyi.decisions.queries.foundings import standing_of
from shangyi.decisions.rules.founding import Deed, Side
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.owners_committee import GateState, Step
from shangyi.people.models import Person
from tests.decisions.polls import OWNERS, Poll, owners
from tests.people_and_places import Town, acting

BEGUN = datetime(2026, 1, 12, 1, 0, tzinfo=UTC)
"""Monday, nine in the morning by the region's clock."""

DAY = timedelta(days=1)
CANDIDATES = ("王阿姨", "孙姨", "钱伯", "周姐", "马姨")
ELECTED = ("王阿姨", "孙姨", "钱伯")
MEETING = date(2026, 3, 22)


def moment(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 1, 0, tzinfo=UTC)


ELIGIBLE = NewAct(
    deed=Deed.ELIGIBILITY,
    facts={
        "guidance_on": date(2026, 1, 12),
        "asked_on": date(2026, 1, 10),
        "delivered_area": 46_000,
        "area": 60_000,
        "owners": 5,
        "owners_asking": 2,
        "asking_area": 19_000,
    },
    evidence="街道指导意见书，存档第3号",
)
GROUP = NewAct(
    deed=Deed.GROUP,
    facts={"group_on": date(2026, 1, 22), "group_posted_on": date(2026, 1, 23)},
    evidence="3号楼公告栏照片",
    names=(
        Named(name="刘主任", side=Side.STREET),
        Named(name="李书记", side=Side.COMMUNITY),
        Named(name="王阿姨"),
        Named(name="孙姨"),
        Named(name="钱伯"),
    ),
)
ROSTER = NewAct(
    deed=Deed.ROSTER, facts={"roster_on": date(2026, 2, 10), "households": 7}, evidence="核对表，筹备组签字"
)
NOTICE = NewAct(
    deed=Deed.NOTICE,
    facts={
        "drafts_shown_on": date(2026, 3, 2),
        "notice_on": date(2026, 3, 2),
        "community_told_on": date(2026, 3, 2),
        "first_meeting_on": MEETING,
    },
    evidence="各单元门口公告",
    names=tuple(Named(name=name) for name in CANDIDATES),
)
COMMITTEE = NewAct(
    deed=Deed.COMMITTEE,
    facts={"committee_met_on": date(2026, 4, 3), "term_years": 5},
    evidence="首次会议记录",
    names=(Named(name="王阿姨", post="主任"), *(Named(name=name) for name in ELECTED[1:])),
)
FILING = NewAct(
    deed=Deed.FILING,
    facts={"filed_on": date(2026, 4, 10)},
    evidence="备案回执",
    filing=Filing(number="灵备业委〔2026〕7号", recorded_on=date(2026, 4, 12), office="城区街道办"),
)
WHEN = {
    Deed.ELIGIBILITY: moment(1, 13),
    Deed.GROUP: moment(1, 24),
    Deed.ROSTER: moment(2, 10),
    Deed.NOTICE: moment(3, 2),
    Deed.BALLOT: moment(3, 3),
    Deed.RESULT: moment(4, 2),
    Deed.COMMITTEE: moment(4, 4),
    Deed.FILING: moment(4, 13),
}


@dataclass
class Course:
    """One procedure and the people around it."""

    town: Town
    founding: Founding
    poll: Poll | None = None

    @property
    def pk(self) -> int:
        return self.founding.pk

    def by(self, at: datetime, who: Person | None = None) -> dict[str, Any]:
        return {"founding_id": self.pk, "actor": acting(who or self.town.liu, at.date()), "now": at}

    def fresh(self) -> Founding:
        self.founding = Founding.objects.get(pk=self.pk)
        return self.founding

    def does(self, new: NewAct, at: datetime | None = None, **other: Any) -> Course:
        record_act(new=replace(new, **other), **self.by(at or WHEN[new.deed]))
        self.fresh()
        return self

    def states(self, step: Step, today: date) -> dict[str, GateState]:
        found = standing_of(self.fresh(), today=today).procedure.of(step)
        return {result.gate.key: result.state for result in found}

    def called(self) -> Course:
        """Eligible, with a preparatory group and a confirmed roster, the meeting called."""
        return self.does(ELIGIBLE).does(GROUP).does(ROSTER).does(NOTICE)

    def asked_owners(self, **question: Any) -> Course:
        """The owners' ballot is prepared, announced and named."""
        self.poll = owners(
            self.town,
            OWNERS,
            **{"title": "选举第一届业主委员会", "matter": OwnersMatter.COMMITTEE, **question},
        )
        return self.does(NewAct(deed=Deed.BALLOT, ballot_id=self.poll.pk))

    def decided(self, answer: str = "yes") -> Course:
        """Everybody hands in a paper; the result is counted and published."""
        poll = self.poll
        assert poll is not None
        poll.opened()
        for line in OWNERS.splitlines():
            poll.on_paper(line.split("，")[0], answer)
        poll.published()
        return self

    def elected(self) -> Course:
        return self.called().asked_owners().decided().does(NewAct(deed=Deed.RESULT)).does(COMMITTEE)

    def filed(self) -> Course:
        return self.elected().does(FILING)


def begun(town: Town) -> Course:
    """The street opens it."""
    row = open_founding(place=town.compound, words="业主多次反映", actor=acting(town.liu), now=BEGUN)
    return Course(town, row)


def asked(town: Town) -> Course:
    """王阿姨 asks, the street takes it up."""
    row = request_founding(
        place=town.compound, words="公共收益没人管", actor=acting(town.wang), now=BEGUN - 2 * DAY
    )
    course = Course(town, row)
    take_up(words="条件初步具备", **course.by(BEGUN))
    course.fresh()
    return course
