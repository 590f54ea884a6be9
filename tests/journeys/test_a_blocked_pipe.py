"""33号楼5单元下水外泄: raised on the phone from the household, looked at within the hour, the cause found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shangyi.concerns.models import Concern, Finding, Voice
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.rules import PlaceKind
from shangyi.undertakings.queries import open_lead
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat, photo
from tests.people_and_places import capacity, person, place

WAY = (
    (PlaceKind.COMPOUND, "ZY", "朝阳小区"),
    (PlaceKind.BUILDING, "ZY-33", "33号楼"),
    (PlaceKind.STAIRWELL, "ZY-33-5", "5单元"),
    (PlaceKind.HOUSEHOLD, "ZY-33-5-102", "102室"),
)


@pytest.mark.trace("PD-1", "PD-2", "PD-3", "NT-10", "NT-30", "XC-10")
def test_a_pipe_that_overflows_is_looked_at_within_the_hour_and_its_cause_found(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    # 中华社区 has a ladder of its own, which begins in the building
    zhonghua = place(PlaceKind.COMMUNITY, "zhonghua", "中华社区", here.town.street)
    inner = zhonghua
    for kind, code, name in WAY:
        inner = place(kind, code, name, inner)
    yang = person("小杨", "13900000031")
    capacity(yang, CapacityKind.CLERK, zhonghua, "社区工作者")

    # The resident goes from the community down to the door, writes, and is asked who she is last
    clock.at(day(3, 4, 8, 40))
    phone = seat(phone=True).go("/").follow("/speak/")
    phone.go("/speak/where/")
    for _kind, code, _name in ((None, zhonghua.code, ""), *WAY):
        phone.follow(f"?from={code}")
    phone.follow("?place=ZY-33-5-102")
    phone.fill(
        words="厨房下水管道堵了，污水往外漫", name="丁女士", phone="13900000032", photos=[photo()]
    ).send()
    voice = Voice.objects.get()
    concern = Concern.objects.get()
    assert (voice.place, concern.place) == (inner, inner)
    assert inner.full_name.endswith("朝阳小区33号楼5单元102室")
    assert phone.page.locator(".receipt").first.inner_text() == voice.receipt

    # One picture was chosen, one was kept
    assert voice.photos.count() == 1

    # The tier that holds it first is this community's own, another's is another
    assert concern.tier == "building"

    # The clerk takes it herself as urgent and is at the door within the hour: the first response is timed
    clock.at(day(3, 4, 8, 50))
    staff = seat(yang).go(f"/desk/?open={concern.pk}")
    staff.fill(title="下水管道堵塞，污水外溢", grade="紧急", keeper="小杨", unit="", what="上门查看").send()
    lead = open_lead(concern.subject)
    clock.at(day(3, 4, 9, 20))
    staff.go(f"/undertakings/{lead.pk}/respond/").fill(how="到了102室和楼栋前").send()
    lead = open_lead(concern.subject)
    assert (lead.holder, lead.responded_at) == (yang, day(3, 4, 9, 20))
    assert lead.responded_at - voice.heard_at == timedelta(minutes=40)
    assert lead.respond_by is not None
    assert lead.responded_at < lead.respond_by
    assert "到了102室和楼栋前" in phone.go(f"/r/{voice.receipt}/").text

    # Several looks, then the cause
    for hour, source, text, who in (
        (9, "visit", "102室厨房地漏反水，卫生间正常", "小杨"),
        (10, "visit", "一楼三户都反水，二楼以上正常", "小杨\n物业老秦"),
        (11, "expert", "单元厨房下水管道油垢堵塞。", "维修公司孟师傅"),
    ):
        clock.at(day(3, 4, hour, 40))
        staff.go(f"/concerns/{concern.pk}/find/")
        staff.fill(source=source, text=text, visitors=who).send()
    phone.go(f"/r/{voice.receipt}/")
    assert "查明原因：单元厨房下水管道油垢堵塞。" in phone.text
    assert "102室厨房地漏反水" in phone.text
    assert "一楼三户都反水" in phone.text
    kept = Finding.objects.order_by("seen_at").values_list("source", "seen_at", "n_visitors", "recorded_by")
    assert list(kept) == [
        ("visit", day(3, 4, 9, 40), 1, yang.pk),
        ("visit", day(3, 4, 10, 40), 2, yang.pk),
        ("expert", day(3, 4, 11, 40), 1, yang.pk),
    ]
