"""Topics lived by the real actions: 农场小区 is asked where people would park.

李书记 puts the topic and looks at statements; 王阿姨 lives in 3-2-201 and takes part; 邻居 are as many residents as a
test asks for, in the buildings it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from shangyi.deliberation.actions.drawing import draw_topic
from shangyi.deliberation.actions.preparing import NewTopic, pin_statement, prepare_topic
from shangyi.deliberation.actions.running import close_topic, open_topic
from shangyi.deliberation.actions.saying import judge_statement, say_statement
from shangyi.deliberation.actions.taking import Answer, take_part, take_position
from shangyi.deliberation.models import DrawnMap, Participant, Statement, Topic
from shangyi.people.models import Person
from shangyi.places.models import Place
from shangyi.places.rules import PlaceKind
from tests.people_and_places import Town, acting, person, place

ASKED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, nine in the morning by the region's clock."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = ("地面上的车位应该先给老人和残疾人", "晚上九点以后消防通道一辆车也不能停", "外来的车应该收费")
MORE = (
    "小区门口应该装道闸", "空着的绿地可以改成车位", "每户最多停一辆车",
    "电动车应该单独划一块地方", "车位应该抽签，不能先到先得", "地下车库的租金应该降下来",
)  # fmt: skip


@dataclass
class Talk:
    """One topic and the people around it; every verb is done by whoever may, at the moment given."""

    town: Town
    topic: Topic
    neighbours: list[Person] = field(default_factory=list)
    rng: Random = field(default_factory=lambda: Random(20260302))

    @property
    def pk(self) -> int:
        return self.topic.pk

    @property
    def closes_at(self) -> datetime:
        return ASKED + 10 * DAY

    def by(self, who: Person | None = None, at: datetime = ASKED) -> dict[str, Any]:
        return {"topic_id": self.pk, "actor": acting(who or self.town.li, at.date()), "now": at}

    def fresh(self) -> Topic:
        self.topic = Topic.objects.get(pk=self.pk)
        return self.topic

    def opened(self) -> Talk:
        open_topic(closes_at=self.closes_at, **self.by())
        self.fresh()
        return self

    def said(self, text: str, who: Person | None = None, *, accept: bool = True) -> Statement:
        row = say_statement(text=text, **self.by(who or self.town.wang, ASKED + HOUR))
        if accept:
            judge_statement(statement_id=row.pk, accept=True, reason="", **self.by(at=ASKED + HOUR))
            row.refresh_from_db()
        return row

    def card(self, who: Person | None = None, at: datetime = ASKED + HOUR) -> Statement | None:
        """The card that lies before somebody."""
        row = take_part(randbelow=self.rng.randrange, **self.by(who or self.town.wang, at))
        return row.dealt

    def answers(
        self,
        value: object,
        who: Person | None = None,
        statement: Statement | None = None,
        *,
        important: bool = False,
        at: datetime = ASKED + HOUR,
    ) -> Any:
        """What somebody says to the card before them, or to an earlier one."""
        card = statement or self.card(who, at)
        assert card is not None
        given = Answer(statement_id=card.pk, value=value, is_important=important)
        return take_position(answer=given, randbelow=self.rng.randrange, **self.by(who or self.town.wang, at))

    def answers_all(self, leaning: dict[int, int], who: Person, at: datetime = ASKED + HOUR) -> None:
        """Card by card until none is left; by the statement's number, passing where nothing is said."""
        while (card := self.card(who, at)) is not None:
            self.answers(leaning.get(card.number, 0), who, card, at=at)

    def drawn(self, at: datetime = ASKED + 2 * HOUR) -> DrawnMap:
        draw_topic(topic_id=self.pk, now=at)
        return DrawnMap.objects.get(topic=self.pk)

    def closed(self, at: datetime | None = None) -> Talk:
        close_topic(**self.by(at=at or ASKED + 3 * DAY))
        self.fresh()
        return self

    def move_in(self, n: int, buildings: int = 4) -> Talk:
        """So many neighbours, spread over so many new buildings."""
        for b in range(buildings):
            code = f"{self.town.compound.code}-N{b}"
            home = Place.objects.filter(code=code).first() or place(
                PlaceKind.BUILDING, code, f"{10 + b}号楼", self.town.compound
            )
            first = len(self.neighbours)
            for k in range(n // buildings + (b < n % buildings)):
                number = 1 + first + k
                self.neighbours.append(person(f"邻居{number}", f"1380000{number:04}", home))
        return self

    def everybody_answers(self, camps: int = 3) -> Talk:
        """Neighbours in camps of like mind, with a little disagreement inside each."""
        numbers = list(
            Statement.objects.filter(topic=self.pk, state="accepted").values_list("number", flat=True)
        )
        minds = [{number: self.rng.choice((1, 1, -1)) for number in numbers} for _ in range(camps)]
        for n, who in enumerate(self.neighbours):
            mine = {k: v if self.rng.random() < 0.9 else -v for k, v in minds[n % camps].items()}
            self.answers_all(mine, who)
        return self

    def participant(self, who: Person) -> Participant:
        return Participant.objects.get(topic=self.pk, person=who)


def prepared(town: Town, title: str = "小区停车怎么停", first: tuple[str, ...] = FIRST, **new: Any) -> Talk:
    """A draft with its first statements."""
    given = {"title": title, "place": town.compound, "background": "车位 120 个，登记的车 210 辆。", **new}
    talk = Talk(town, prepare_topic(new=NewTopic(**given), actor=acting(town.li), now=ASKED))
    for text in first:
        pin_statement(text=text, **talk.by())
    talk.fresh()
    return talk


def crowd(town: Town, n: int = 45, camps: int = 3) -> Talk:
    """A topic that so many neighbours have answered."""
    talk = prepared(town, first=FIRST + MORE).opened()
    return talk.move_in(n).everybody_answers(camps)
