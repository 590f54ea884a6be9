"""听证会: a way of sitting down that nobody programmed, written as a text and held in a browser the same week."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.forums.models import Gathering, Remark
from shangyi.people.rules.capacities import CapacityKind
from tests.forums.test_practices import HEARING
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.journeys.test_an_evening_talk import write
from tests.people_and_places import account_of, capacity, person

Sit = Callable[..., Seat]


@pytest.mark.trace("XC-20")
def test_a_hearing_is_written_as_a_text_and_held(here: Neighbourhood, seat: Sit, clock: Clock) -> None:
    town = here.town
    wu = person("管理员老吴", "13900000061")
    capacity(wu, CapacityKind.OPERATOR, town.district)
    account_of(wu)

    # An operator writes it, reads what it says, and puts it in force
    clock.at(day(3, 2, 9, 40))
    desk = seat(wu)
    desk.go("/desk/practices/").look_around()
    desk.follow("/desk/practices/write/")
    desk.page.locator("#id_text").fill(HEARING)
    desk.page.get_by_role("button", name="检查并预览").click()
    assert "只记录" in desk.text or "记录：提问、答复、追问" in desk.text.replace("\n", "")
    desk.page.get_by_role("button", name="确认施行").click()
    assert "听证会" in desk.text

    # A clerk plans one and puts each part on the agenda
    clock.at(day(3, 2, 10, 0))
    ma = seat(town.ma)
    ma.go("/desk/gatherings/new/").fill(
        practice="听证会",
        theme="停车费调整",
        planned_at="2026-03-20T09:00",
        venue="社区议事厅",
        urgent_reason="新合同月底要签",
    ).send()
    hearing = Gathering.objects.get()
    for title, part in (("物业说明理由", "各方陈述"), ("代表提问", "质询")):
        ma.go(f"/desk/gatherings/{hearing.pk}/item/").fill(title=title, phase=part).send()
    assert list(hearing.items.order_by("position").values_list("phase", flat=True)) == ["statements", "cross"]

    # In its parts only that is recorded which the text names
    clock.at(day(3, 20, 9, 0))
    ma.page.goto("about:blank")
    ma = seat(town.ma, script=False)
    ma.go(f"/desk/gatherings/{hearing.pk}/")
    ma.page.get_by_role("button", name="马上开会").click()
    ma.go(f"/desk/gatherings/{hearing.pk}/host/")
    ma.page.get_by_role("button", name="下一个议题").click()
    write(ma, "三年没有调过，成本涨了两成", speaker="申请方", kind="claim")
    ma.page.get_by_role("button", name="下一个议题").click()
    line = write(ma, "涨价以后多请几个保安？", speaker="听证代表", kind="question")
    kinds = ma.page.locator(f"#line-{line.pk} + form.kinds button").all_inner_texts()
    assert "承诺" not in kinds
    assert Remark.objects.get(pk=line.pk).kind == "question"
    ma.page.get_by_role("button", name="散会").click()
    hearing.refresh_from_db()
    assert hearing.state == "ended"
