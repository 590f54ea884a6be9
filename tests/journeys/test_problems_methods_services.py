"""谈问题·议办法·提服务 in 茂悦府: the hotline cases on the table, promises, a new service, minutes, who was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from shangyi.forums.models import CaseDigest, Edition, Gathering, Remark, ServiceOffering
from shangyi.notices.models import Notice
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.actions import NewUnit, Service, add_unit, begin_service
from shangyi.places.rules import Manner, UnitKind
from tests.forums.test_case_digest import CALLER, PHONE, called
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.journeys.test_an_evening_talk import write
from tests.people_and_places import FOUNDED, FOUNDER, account_of, capacity, person

Sit = Callable[..., Seat]


@pytest.mark.trace("PS-5", "PS-7", "PS-8", "PS-9", "PS-16")
def test_a_review_of_the_firm_from_the_digest_to_who_was_told(  # noqa: PLR0915 - one story, to its end
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    town = here.town
    firm = NewUnit(kind=UnitKind.PROPERTY_FIRM, name="茂悦物业", place=town.compound, manner=Manner.REQUEST)
    unit = add_unit(new=firm, actor=FOUNDER, now=FOUNDED)
    serves = Service(
        unit=unit, place=town.compound, from_on=date(2026, 1, 1), until_on=None, source="服务合同"
    )
    begin_service(service=serves, actor=FOUNDER, now=FOUNDED)
    hu = person("胡文静", "13900000021")
    capacity(hu, CapacityKind.PROPERTY_MANAGER, town.compound, "物业项目经理", unit)
    for one in (hu, town.wang, town.li):
        account_of(one)
    clock.at(day(3, 2, 9, 40))
    called(town, 4)

    # Monday: on the calendar; without the cases and the firm's report it could not begin
    ma = seat(town.ma)
    ma.go("/desk/gatherings/new/").fill(
        practice="谈问题·议办法·提服务",
        theme="茂悦物业服务评议",
        planned_at="2026-03-06T19:30",
        venue="社区议事厅",
        about_unit="茂悦物业",
    ).send()
    talk = Gathering.objects.get()
    ma.go(f"/desk/gatherings/{talk.pk}/draw-digest/?back=digest")
    ma.fill(n_existing="7", source="12345热线月报", on="2026-03-01").send()
    assert "已关联 4 件，共 7 件" in ma.text
    assert CaseDigest.objects.get().place == town.compound
    ma.go(f"/desk/gatherings/{talk.pk}/need/?code=report").fill(evidence="入驻以来服务报告，见附页").send()
    ma.go(f"/desk/gatherings/{talk.pk}/item/").fill(title="保安夜间不在岗", why="热线反映集中").send()
    ma.go(f"/desk/gatherings/{talk.pk}/invite/").fill(class_code="物业", way="本地登记在册的这一类人").send()
    ma.go(f"/desk/gatherings/{talk.pk}/invite/").fill(class_code="业主代表", way="households", below="3号楼")
    ma.send().go(f"/desk/gatherings/{talk.pk}/")
    ma.page.get_by_role("button", name="发通知").click()

    # The firm reads the counts beforehand, and nothing of who called
    firm_phone = seat(hu, phone=True).go(f"/gatherings/{talk.pk}/").follow("/digest/")
    assert "已关联 4 件，共 7 件" in firm_phone.text
    source = firm_phone.page.content()
    assert [each for each in (CALLER, PHONE, "半夜") if each in source] == []

    # Friday evening: good and bad, a promise, a new service
    clock.at(day(3, 6, 19, 30))
    ma.page.goto("about:blank")
    host = seat(town.ma, script=False).go(f"/desk/gatherings/{talk.pk}/")
    host.page.get_by_role("button", name="开会").click()
    host.go(f"/desk/gatherings/{talk.pk}/check-in/?back=host").fill(class_code="物业", person="胡文静").send()
    talk.refresh_from_db()
    owner = seat(town.wang, phone=True, script=False).go("/g/").fill(digits=talk.join_code).send()
    owner.fill(class_code="业主代表").send()
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="下一个议题").click()
    write(host, "楼道比以前干净。", speaker="业主代表", name="王阿姨", kind="comment_good")
    write(host, "夜里门岗没有人。", speaker="业主代表", name="王阿姨", kind="comment_bad")
    promise = write(host, "门岗夜里加一个人。", speaker="物业", name="胡文静", kind="pledge")
    host.go(f"/desk/gatherings/{talk.pk}/lines/{promise.pk}/pledge/?back=host")
    host.fill(what="门岗夜里加一个人", holder="胡文静", by="2026-03-20").send()
    offer = write(host, "我们开设楼宇管家代跑服务。", speaker="物业", name="胡文静", kind="pledge")
    host.go(f"/desk/gatherings/{talk.pk}/lines/{offer.pk}/service/?back=host")
    host.fill(
        name="楼宇管家代跑服务",
        scope="独居老人买菜取药",
        holder="胡文静",
        starts_on="2026-03-16",
        rate_by="2026-06-16",
    ).send()
    assert ServiceOffering.objects.get().undertaking.holder == hu

    # Over, filed; minutes approved and published; who was told
    clock.at(day(3, 6, 21, 0))
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="散会").click()
    host.go(f"/desk/gatherings/{talk.pk}/conclude/?back=complete&item={talk.items.get().pk}")
    host.fill(result="一致同意", conclusion="门岗夜里加人，3月20日前到位").send()
    host.page.get_by_role("button", name="归档").click()
    talk.refresh_from_db()
    assert talk.state == "filed"
    assert Remark.objects.filter(gathering=talk).count() == 4
    li = seat(town.li, script=False).go(f"/desk/gatherings/{talk.pk}/minutes/")
    li.page.get_by_role("button", name="审定").click()
    li.go(f"/desk/gatherings/{talk.pk}/publish-minutes/?back=minutes").fill(level="本社区").send()
    assert Edition.objects.get().published_at is not None
    wang = seat(town.wang, phone=True).go(f"/gatherings/{talk.pk}/digest/")
    assert "楼宇管家代跑服务" in wang.text
    wang.go(f"/gatherings/{talk.pk}/minutes/")
    assert "门岗夜里加一个人" in wang.text
    assert CALLER not in wang.text
    told = set(Notice.objects.filter(template="minutes.published").values_list("person__name", flat=True))
    assert told == {"王阿姨", "胡文静"}
