"""党建+民主协商: a stairwell's drain; its households meet the same evening, with quotes on the table, and settle it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.forums.models import Edition, Gathering, Outcome
from shangyi.notices.models import Notice
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.actions import NewUnit, add_unit
from shangyi.places.rules import Manner, UnitKind
from tests.concerns.life import handled_concern
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.journeys.test_an_evening_talk import write
from tests.journeys.test_four_households_agree import owners
from tests.people_and_places import FOUNDED, FOUNDER, account_of, capacity, person

Sit = Callable[..., Seat]


@pytest.mark.trace("PD-4", "PD-5", "PD-6")
def test_the_households_of_a_stairwell_meet_the_same_evening_and_settle_it(  # noqa: PLR0915 - one story, to its end
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    town = here.town
    people = owners(town)
    firm = NewUnit(kind=UnitKind.PROPERTY_FIRM, name="茂悦物业", place=town.compound, manner=Manner.REQUEST)
    hu = person("胡文静", "13900000021")
    capacity(
        hu,
        CapacityKind.PROPERTY_MANAGER,
        town.compound,
        "物业项目经理",
        add_unit(new=firm, actor=FOUNDER, now=FOUNDED),
    )
    account_of(hu)
    account_of(town.li)
    raised = handled_concern(town)

    # Noon: four hours are enough; the households come from the stairwell, whoever raised it is one of them
    clock.at(day(3, 3, 12, 0))
    ma = seat(town.ma)
    ma.go("/desk/gatherings/new/").fill(
        practice="党建+民主协商",
        theme="2单元下水管道改道",
        planned_at="2026-03-03T18:30",
        venue="居委会会议室",
    ).send()
    talk = Gathering.objects.get()
    ma.follow("/candidates/").send()
    assert talk.items.get().concern == raised
    for class_name, how in (
        ("受影响的住户", {"way": "households", "below": "2单元"}),
        ("物业", {"way": "class"}),
        ("社区党组织", {"way": "class"}),
    ):
        ma.go(f"/desk/gatherings/{talk.pk}/invite/").fill(class_code=class_name, **how).send()
    ma.page.get_by_role("button", name="邀请反映这些事的人").click()
    ma.go(f"/desk/gatherings/{talk.pk}/")
    assert [room for room in ("101室", "201室", "301室", "401室") if room not in ma.text] == []
    ma.page.get_by_role("button", name="发通知").click()
    told = set(Notice.objects.filter(template="gathering.invited").values_list("person__name", flat=True))
    assert {"王阿姨", "胡文静"} <= told
    ma.go(f"/desk/gatherings/{talk.pk}/told/").fill(told=["101室", "301室", "401室"], how="上门").send()
    assert not talk.invitations.filter(told_at=None).exists()

    # The list of households is there; the quotes come while people are on their way
    ma.go(f"/desk/gatherings/{talk.pk}/need/?code=households").fill(evidence="2单元四户，都告诉了").send()
    clock.at(day(3, 3, 17, 0))
    ma.go(f"/desk/gatherings/{talk.pk}/need/?code=quote")
    ma.fill(evidence="两家报价：顺通3100元，安居2800元").send()
    assert "安居2800元" in ma.text
    wang = seat(people["王阿姨"], phone=True).go(f"/gatherings/{talk.pk}/").send(answer="comes")

    # Half past six: they sit together; the ground floor gives way, the firm names the day
    clock.at(day(3, 3, 18, 30))
    ma.page.goto("about:blank")
    host = seat(town.ma, script=False).go(f"/desk/gatherings/{talk.pk}/")
    host.page.get_by_role("button", name="开会").click()
    talk.refresh_from_db()
    wang = seat(people["王阿姨"], phone=True, script=False).go(f"/g/{talk.join_secret}/")
    wang.fill(class_code="受影响的住户").send()
    for class_name, field, who in (
        ("受影响的住户", "name", "马先生"),
        ("受影响的住户", "name", "钱伯"),
        ("物业", "person", "胡文静"),
        ("社区党组织", "person", "李书记"),
    ):
        host.go(f"/desk/gatherings/{talk.pk}/check-in/?back=host").fill(
            class_code=class_name, **{field: who}
        ).send()
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="下一个议题").click()
    write(host, "管道一堵，一楼先淹。", speaker="受影响的住户", name="马先生", kind="claim")
    write(host, "改道要从谁家走？", speaker="受影响的住户", name="王阿姨", kind="question")
    answer = write(host, "从一楼厨房走最短。", speaker="物业", name="胡文静")
    host.go(f"/desk/gatherings/{talk.pk}/lines/{answer.pk}/sort-line/?back=host")
    host.fill(kind="答复", replies_to="改道要从谁家走").send()
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    gives_way = write(host, "可以在我家厨房里施工。", speaker="受影响的住户", name="马先生", kind="pledge")
    host.go(f"/desk/gatherings/{talk.pk}/lines/{gives_way.pk}/pledge/?back=host")
    host.fill(what="让出厨房东墙施工", holder="李书记", by="2026-03-10").send()
    works = write(host, "一周内改好。", speaker="物业", name="胡文静", kind="pledge")
    host.go(f"/desk/gatherings/{talk.pk}/lines/{works.pk}/pledge/?back=host")
    host.fill(what="下水管道改道", holder="胡文静", by="2026-03-12", steps="停水通知\n改道\n试水").send()
    owed = Outcome.objects.get(remark=works).undertaking
    assert owed is not None
    assert (owed.holder, owed.parts.count()) == (hu, 3)

    # Over: agreed by those who live there; filed the same evening
    clock.at(day(3, 3, 19, 40))
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="散会").click()
    host.go(f"/desk/gatherings/{talk.pk}/conclude/?back=complete&item={talk.items.get().pk}")
    host.fill(result="一致同意", conclusion="从一楼厨房改道，四户分摊，3月12日前完工").send()
    host.page.get_by_role("button", name="归档").click()
    talk.refresh_from_db()
    assert talk.state == "filed"

    # Published to those who were there, by class and not by name; each of them was told
    li = seat(town.li, script=False).go(f"/desk/gatherings/{talk.pk}/minutes/")
    li.page.get_by_role("button", name="审定").click()
    li.go(f"/desk/gatherings/{talk.pk}/publish-minutes/?back=minutes").fill(level="present").send()
    assert Edition.objects.get().published_at is not None
    wang.go(f"/gatherings/{talk.pk}/minutes/")
    for words in ("从一楼厨房改道", "下水管道改道", "停水通知"):
        assert words in wang.text
    assert "马先生" not in wang.text
    assert seat(town.zhao, phone=True).refused(f"/gatherings/{talk.pk}/minutes/") == 404
    told = set(Notice.objects.filter(template="minutes.published").values_list("person__name", flat=True))
    assert {"王阿姨", "胡文静"} <= told
    host.go(f"/desk/gatherings/{talk.pk}/audience/")
    assert "王阿姨" in host.text
