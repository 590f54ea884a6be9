"""业委会: from what an owner asks for on her phone to the number of the filing, gate by gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from shangyi.decisions.models import Founding
from shangyi.notices.models import Notice
from shangyi.undertakings.models import Undertaking
from tests.decisions.courses import CANDIDATES, ELECTED, Course
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.people_and_places import account_of, person


@pytest.mark.trace("NT-27")
def test_owners_get_their_committee_step_by_step(  # noqa: PLR0915 - one story, to its end
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    clock.moment = day(1, 10, 19)  # this story begins before the others; nothing has happened yet
    town = here.town
    sun = person("孙姨", "13800000031", town.stairwell)
    for each in (town.wang, sun):
        account_of(each)
    wang, liu = seat(town.wang, phone=True), seat(town.liu)

    # 王阿姨 asks on her phone, a neighbour joins without script
    wang.go("/committees/").follow("/committees/ask/").fill(words="公共收益没人管").send()
    row = Founding.objects.get()
    assert "业主已提出" in wang.text
    neighbour = seat(sun, phone=True, script=False)
    neighbour.go(f"/committees/{row.pk}/").send()
    assert "已有2位业主提出" in neighbour.text

    # The street takes it up; a step that is not its turn is refused with the gates in the way
    clock.at(day(1, 13, 9))
    base = f"/desk/committees/{row.pk}/"
    liu.go("/desk/committees/").follow(base)
    liu.follow("/take-up/").fill(words="街道派人指导").send()
    group = {"group_on": "2026-01-22", "group_posted_on": "2026-01-23"}
    members = "刘主任，街道\n李书记，社区\n王阿姨，业主\n孙姨，业主\n钱伯，业主"
    liu.go(f"{base}group/").fill(**group, names=members, evidence="公告栏").sends_in_vain()
    assert "已交付的面积达到一半" in liu.text

    # May it be founded: measured, and the working can be read
    liu.go(base).follow("/eligibility/").fill(
        guidance_on="2026-01-12", asked_by="owners", asked_on="2026-01-10", delivered_area="460", area="600"
    )
    liu.fill(owners="5", owners_asking="2", asking_area="190", evidence="街道指导意见书").send()
    assert "600.00中的460.00" in liu.text

    # The preparatory group, with the photo of its notice; everybody who lives there is told
    clock.at(day(1, 24, 9))
    picture = BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "JPEG")
    notice = {"name": "公告.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    liu.follow("/group/").fill(**group, names=members, photo=notice).send()
    assert Notice.objects.filter(template="founding.step", person=town.wang).exists()
    clock.at(day(2, 10, 9))
    liu = seat(town.liu).go(base)
    liu.follow("/roster/").fill(roster_on="2026-02-10", households="7", evidence="核对表").send()

    # Called fourteen days ahead it is refused, what was typed stays; fifteen and more are enough
    clock.at(day(3, 2, 9))
    liu = seat(town.liu).go(base)
    posted = dict.fromkeys(("drafts_shown_on", "notice_on", "community_told_on"), "2026-03-02")
    liu.follow("/notice/").fill(**posted, first_meeting_on="2026-03-16", names="\n".join(CANDIDATES))
    liu.fill(evidence="各单元门口公告").sends_in_vain()
    assert "会前公示15天" in liu.text
    assert "最早是3月17日" in liu.text
    liu.fill(first_meeting_on="2026-03-22").send()

    # The owners decide in a statutory ballot of our own, which is named and whose result is read, not typed
    clock.at(day(3, 3, 9))
    liu.follow("/ballot/")
    assert "拟业主表决" in liu.text
    course = Course(town, row).asked_owners()
    assert course.poll is not None
    liu.go(f"{base}result/").sends_in_vain()
    assert "还没有公布" in liu.text
    course.decided()
    clock.at(day(4, 2, 9))
    liu = seat(town.liu)
    liu.go(base).follow("/result/").send()
    assert "选举第一届业主委员会" in liu.text

    # Only candidates; then the filing with its number, the term and the next election
    clock.at(day(4, 4, 9))
    liu.follow("/committee/").fill(committee_met_on="2026-04-03", term_years="5")
    liu.fill(names="\n".join([*ELECTED[:2], "赵先生"]), evidence="首次会议记录").sends_in_vain()
    assert "赵先生不在公示的候选人名单里" in liu.text
    liu.fill(names="王阿姨，主任\n" + "\n".join(ELECTED[1:])).send()
    clock.at(day(4, 13, 9))
    liu.go(base).follow("/filing/").fill(filed_on="2026-04-10", recorded_on="2026-04-12", office="城区街道办")
    liu.fill(number="灵备业委〔2026〕7号", evidence="备案回执").send()
    assert "已成立、已备案" in liu.text
    duty = Undertaking.objects.get(matter=row.subject, state="open")
    assert duty.due_at is not None
    assert duty.due_at.date() == date(2031, 1, 1)

    # Whoever passes by sees how it went, whoever lives there sees the names
    anybody = seat(phone=True, script=False)
    anybody.go("/committees/").follow(f"/committees/{row.pk}/")
    assert "灵备业委〔2026〕7号" in anybody.text
    assert "钱伯" not in anybody.text
    assert "钱伯" in seat(town.wang, phone=True).go(f"/committees/{row.pk}/").text
