"""Short words for the tests of this room: a talk is planned, announced, opened, written down, ended and filed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from shangyi.forums.actions.agenda import NewItem, add_item, begin_item, conclude_item
from shangyi.forums.actions.attending import Newcomer, check_in
from shangyi.forums.actions.inviting import invite_class, invite_persons
from shangyi.forums.actions.noticing import give_notice
from shangyi.forums.actions.outcomes import Promise, pledge
from shangyi.forums.actions.planning import NewGathering, plan_gathering
from shangyi.forums.actions.sitting import end_gathering, open_gathering
from shangyi.forums.actions.writing import NewLine, write_line
from shangyi.forums.models import AgendaItem, Attendance, Gathering, Remark
from shangyi.forums.rules.agenda import Result
from shangyi.people.models import Person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.actions import NewUnit, add_unit
from shangyi.places.models import Unit
from shangyi.places.rules import Manner, UnitKind
from tests.concerns.life import HOUR, MONDAY
from tests.people_and_places import FOUNDED, FOUNDER, Town, account_of, acting, capacity, person

TALK = "evening_talk"
GATED = "please_come"
EVENING = MONDAY + timedelta(days=3, hours=10)
"""Thursday, half past seven in the evening by the region's clock."""

NEXT_DAY = date(2026, 3, 6)


@dataclass
class Hall:
    """A gathering and who matters in it: 胡经理 of the property firm promises, 王阿姨 speaks."""

    town: Town
    firm: Unit
    hu: Person
    gathering: Gathering
    n_lines: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.gathering.pk

    def now(self) -> Gathering:
        self.gathering = Gathering.objects.get(pk=self.pk)
        return self.gathering

    def by(self, who: Person | None = None, at: datetime = EVENING) -> dict[str, Any]:
        """What every action of this gathering takes."""
        return {"gathering_id": self.pk, "actor": acting(who or self.town.ma), "now": at}

    def item(self, title: str = "西门口的安全隐患", at: datetime = MONDAY) -> AgendaItem:
        return add_item(new=NewItem(title=title, why_words="居民多次反映"), **self.by(at=at))

    def announced(self) -> Hall:
        """On the agenda one item; residents, firm and 王阿姨 are invited and told on Monday."""
        self.item()
        account_of(self.town.wang)
        account_of(self.hu)
        invite_persons(class_code="residents", persons=[self.town.wang], **self.by(at=MONDAY))
        invite_class(class_code="property", **self.by(at=MONDAY))
        give_notice(**self.by(at=MONDAY + HOUR))
        self.now()
        return self

    def opened(self) -> Hall:
        self.announced()
        open_gathering(**self.by(at=EVENING))
        self.came(self.town.wang, "residents")
        self.came(self.hu, "property")
        begin_item(**self.by(at=EVENING))
        self.now()
        return self

    def came(self, who: Person, class_code: str, at: datetime = EVENING) -> Attendance:
        return check_in(who=Newcomer(class_code=class_code, person=who), **self.by(at=at)).attendance

    def line(
        self, text: str, kind: str = "", *, who: Person | None = None, at: datetime | None = None, **more: Any
    ) -> Remark:
        """小马 writes a line down."""
        self.n_lines += 1
        here = Attendance.objects.filter(gathering=self.pk, person=who).first() if who else None
        new = NewLine(
            key=more.pop("key", f"line-{self.n_lines:06}"),
            text=text,
            kind=kind,
            attendance_id=here.pk if here else None,
            **more,
        )
        return write_line(new=new, **self.by(at=at or EVENING + timedelta(minutes=self.n_lines))).remark

    def promised(self, text: str = "十天内把西门口改好", by: date = date(2026, 3, 15), **more: Any) -> Remark:
        """胡经理 promises something with an owner and a day."""
        line = self.line(text, "pledge", who=self.hu)
        pledge(remark_id=line.pk, promise=Promise(what=text, holder=self.hu, by=by, **more), **self.by())
        return line

    def ended(self, at: datetime = EVENING + 2 * HOUR) -> Hall:
        """Over, with an outcome for its one item; the classes were heard."""
        for item in AgendaItem.objects.filter(gathering=self.pk, result=""):
            conclude_item(
                item_id=item.pk, result=Result.AGREED, conclusion="由物业改造西门口", **self.by(at=at)
            )
        end_gathering(**self.by(at=at))
        self.now()
        return self


def gather(town: Town, practice: str = TALK, at: datetime = EVENING, **more: Any) -> Hall:
    """Found the firm and put the talk on the calendar."""
    firm = add_unit(
        new=NewUnit(kind=UnitKind.PROPERTY_FIRM, name="茂悦物业", place=town.compound, manner=Manner.REQUEST),
        actor=FOUNDER,
        now=FOUNDED,
    )
    hu = person("胡经理", "13900000021")
    capacity(hu, CapacityKind.PROPERTY_MANAGER, town.compound, "物业项目经理", firm)
    return Hall(town, firm, hu, planned(town, practice, at, **more))


def planned(town: Town, practice: str = TALK, at: datetime = EVENING, **more: Any) -> Gathering:
    wanted = {"theme": "提升物业服务水平", "venue": "社区议事厅", "planned_at": at, **more}
    new = NewGathering(practice=practice, place=town.compound, **wanted)
    seed = Gathering.objects.count()
    return plan_gathering(
        new=new,
        actor=acting(town.ma),
        now=MONDAY,
        randbelow=Random(seed).randrange,
        secret=f"secret-{seed:012}",
    )
