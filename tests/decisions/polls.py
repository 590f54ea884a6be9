"""Ballots lived by the real actions: 农场小区 is asked, by a list of households or over the owners' roster.

小马 prepares and writes down, 李书记 announces, counts and publishes; 王阿姨 lives in 3-2-201 and owns it. 开发商 has
two units that are not handed over (one head together), 钱伯 bought two flats (one head), 孙姨 and 周姐 one each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from shangyi.decisions.actions.announcing import Window, announce_ballot
from shangyi.decisions.actions.by_clock import move_ballots_by_clock
from shangyi.decisions.actions.casting import cast_by_code
from shangyi.decisions.actions.closing import count_ballot, publish_ballot
from shangyi.decisions.actions.electorate import Listed, OwnersList, freeze_list, freeze_owners
from shangyi.decisions.actions.papers import read_paper
from shangyi.decisions.actions.preparing import Question, prepare_ballot
from shangyi.decisions.models import Ballot, Elector
from shangyi.decisions.rules.ballot_life import Electorate, Method
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.roster_text import read_owners
from shangyi.people.models import Person
from shangyi.people.queries import NOBODY
from tests.people_and_places import Town, acting

ASKED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, nine in the morning by the region's clock."""

DAY = timedelta(days=1)
OWNERS = """3-2-201，王阿姨，100.00，登记
3-2-202，孙姨，90.00，登记
3-2-301，钱伯，80.00，登记
3-2-302，钱伯，80.00，登记
3-2-401，周姐，110.00，登记
3-2-402，开发商，70.00，合同，未交付
3-2-501，开发商，70.00，合同，未交付
"""


@dataclass
class Poll:
    """One ballot and the people around it; every verb is done by whoever may, at the moment given."""

    town: Town
    ballot: Ballot
    opens_at: datetime = ASKED + DAY
    closes_at: datetime = ASKED + 5 * DAY
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.ballot.pk

    def by(self, who: Person | None = None, at: datetime = ASKED) -> dict[str, Any]:
        return {"ballot_id": self.pk, "actor": acting(who or self.town.li, at.date()), "now": at}

    def fresh(self) -> Ballot:
        self.ballot = Ballot.objects.get(pk=self.pk)
        return self.ballot

    def announced(self) -> Poll:
        announce_ballot(window=Window(opens_at=self.opens_at, closes_at=self.closes_at), **self.by())
        self.codes = dict(Elector.objects.filter(ballot=self.pk).values_list("head", "code"))
        return self

    def opened(self) -> Poll:
        self.announced()
        move_ballots_by_clock(now=self.opens_at)
        return self

    def says(self, head: str, answer: Any, at: datetime | None = None) -> None:
        """By the code of their paper, as a neighbour without an account would."""
        moment = at or self.opens_at + timedelta(hours=1)
        cast_by_code(code=self.codes[head], answer=answer, actor=NOBODY, now=moment)

    def on_paper(self, household: str, answer: str, at: datetime | None = None) -> None:
        """Read by both, alike."""
        for who in (self.town.ma, self.town.li):
            moment = at or self.opens_at + timedelta(hours=1)
            read_paper(household=household, answer=answer, **self.by(who, moment))

    def over(self) -> Poll:
        move_ballots_by_clock(now=self.closes_at)
        return self

    def counted(self) -> Poll:
        """By the clock where nothing waits, else by 李书记."""
        self.over()
        if self.fresh().state == "counting":
            count_ballot(**self.by(at=self.closes_at + timedelta(hours=1)))
        return self

    def published(self) -> Poll:
        self.counted()
        publish_ballot(**self.by(at=self.closes_at + timedelta(hours=2)))
        self.fresh()
        return self


def prepared(town: Town, title: str = "满城金街装充电桩，您赞成吗", **question: Any) -> Poll:
    """A draft: a consultation by yes and no unless said otherwise."""
    asked: dict[str, Any] = {
        "title": title,
        "place": town.compound,
        "label": Label.CONSULTATIVE,
        "method": Method.YES_NO,
        "electorate": Electorate.HOUSEHOLDS,
        "ground": "public",
    }
    row = prepare_ballot(question=Question(**{**asked, **question}), actor=acting(town.li), now=ASKED)
    return Poll(town, row)


def listed(town: Town, n: int = 4, **question: Any) -> Poll:
    """Its list frozen: 王阿姨 and households of whom only the number is known."""
    poll = prepared(town, **question)
    rows = [Listed(key="3-2-201", name="王阿姨", place=town.household, person=town.wang)]
    rows += [Listed(key=f"4-1-{number}", name=f"住户{number}") for number in range(101, 100 + n)]
    freeze_list(listed=rows, randbelow=Random(7).randrange, **poll.by())
    return poll


def owners(town: Town, text: str = OWNERS, **question: Any) -> Poll:
    """An owners' decision over the roster, its notice long enough: 充电棚, a change of use, special."""
    asked = {
        "title": "茂悦府地下空间建充电棚",
        "label": Label.OWNERS,
        "method": Method.OWNERS,
        "electorate": Electorate.OWNERS,
        "matter": OwnersMatter.CHANGE_OF_USE,
        "ground": "owners",
        "channel": "paper",
    }
    poll = prepared(town, **{**asked, **question})
    poll.opens_at, poll.closes_at = ASKED + 20 * DAY, ASKED + 30 * DAY
    known = OwnersList(
        rows=read_owners(text), persons={"3-2-201": town.wang}, places={"3-2-201": town.household}
    )
    freeze_owners(listed=known, randbelow=Random(8).randrange, **poll.by())
    return poll
