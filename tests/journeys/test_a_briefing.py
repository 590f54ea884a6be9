"""重点关切问题情况通报会: asked beforehand, answered word for word, probed, added to, admitted, published, rated."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.forums.models import Gathering, Outcome, RatingMark, Remark, Suggestion
from shangyi.notices.models import Notice
from shangyi.people.models import Person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.actions import NewUnit, add_unit
from shangyi.places.models import Unit
from shangyi.places.rules import Manner, UnitKind
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.journeys.test_an_evening_talk import write
from tests.people_and_places import FOUNDED, FOUNDER, Town, account_of, capacity, person

Sit = Callable[..., Seat]


def who_comes(town: Town) -> tuple[Unit, Person, Person, Unit]:
    """政协 convenes; 熊生 of 应急管理局 answers; 雷育民 is a member; 林业局 will be named and is not there."""

    def unit(kind: UnitKind, name: str) -> Unit:
        new = NewUnit(kind=kind, name=name, place=town.street, manner=Manner.REQUEST)
        return add_unit(new=new, actor=FOUNDER, now=FOUNDED)

    cppcc, bureau = unit(UnitKind.CPPCC, "县政协"), unit(UnitKind.DEPARTMENT, "县应急管理局")
    forestry = unit(UnitKind.DEPARTMENT, "县林业局")
    xiong, lei = person("熊生", "13900000021"), person("雷育民", "13900000022")
    capacity(xiong, CapacityKind.UNIT_WORKER, town.street, "局长", bureau)
    capacity(lei, CapacityKind.UNIT_WORKER, town.street, "政协委员", cppcc)
    for each in (xiong, lei, town.wang):
        account_of(each)
    return cppcc, xiong, lei, forestry


@pytest.mark.trace("RF-2", "RF-3", "RF-6", "RF-7", "RF-8", "RF-11", "RF-17", "RF-18", "RF-19", "IC-17")
def test_a_briefing_from_the_questions_before_to_the_ratings_after(  # noqa: C901, PLR0915 - one story, to its end
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    town = here.town
    cppcc, xiong, lei, forestry = who_comes(town)

    # Ten days before: on the calendar, members and the department invited and told
    clock.at(day(3, 2, 10, 0))
    ma = seat(town.ma)
    ma.go("/desk/gatherings/new/").fill(
        practice="重点关切问题情况通报会",
        theme="经济运行和安全生产",
        planned_at="2026-03-12T09:00",
        venue="县政协会议室",
        convened_by="县政协",
    ).send()
    talk = Gathering.objects.get()
    assert talk.convened_by == cppcc
    for title, part in (("部门情况与问答", "提问和答复"), ("委员建议", "意见建议")):
        ma.go(f"/desk/gatherings/{talk.pk}/item/").fill(title=title, phase=part).send()
    for class_name, who in (("政协委员", "雷育民"), ("通报部门", "熊生")):
        ma.go(f"/desk/gatherings/{talk.pk}/invite/").fill(
            class_code=class_name, way="persons", persons=[who]
        ).send()
    ma.go(f"/desk/gatherings/{talk.pk}/")
    ma.page.get_by_role("button", name="发通知").click()

    # Before it opens: a member asks on the phone, staff enter what came on paper; that meets one need
    clock.at(day(3, 4, 20, 0))
    phone = seat(lei, phone=True)
    phone.go(f"/gatherings/{talk.pk}/")
    for theme, words in (("安全生产", "安全生产工作有哪些内容？"), ("经济", "当前经济运行形势怎么样？")):
        phone.fill(theme=theme, text=words)
        with phone.page.expect_navigation():
            phone.page.get_by_role("button", name="提交问题").click()
    phone.look_around()
    assert phone.text.count("等待提出") >= 2
    ma.go(f"/desk/gatherings/{talk.pk}/questions/").follow("/hand-in-for/?back=questions")
    ma.fill(class_code="群众代表", theme="后续", text="后续工作将如何开展？").send()
    assert "雷育民" in ma.text
    assert talk.needs.get(code="questions").met_at is not None
    ma.go(f"/desk/gatherings/{talk.pk}/need/?code=report").fill(evidence="书面通报已发给委员").send()

    # It begins; who is there is noted by name and post
    clock.at(day(3, 12, 9, 0))
    ma.page.goto("about:blank")
    phone.page.goto("about:blank")
    host = seat(town.ma, script=False)
    host.go(f"/desk/gatherings/{talk.pk}/")
    host.page.get_by_role("button", name="开会").click()
    talk.refresh_from_db()
    assert talk.state == "open"
    phone = seat(lei, phone=True, script=False)
    phone.go(f"/g/{talk.join_secret}/").fill(class_code="政协委员").send()
    host.go(f"/desk/gatherings/{talk.pk}/check-in/?back=host").fill(
        class_code="通报部门", person="熊生", post="局长"
    ).send()
    resident = seat(town.wang, phone=True, script=False)
    resident.go(f"/g/{talk.join_secret}/").fill(class_code="群众代表").send()
    assert talk.attendances.get(person=xiong).post == "局长"

    # One press puts the questions on record; wall and phones show them with their state and without a name
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="下一个议题").click()
    host.go(f"/desk/gatherings/{talk.pk}/questions/")
    host.page.get_by_role("button", name="把 3 个问题记入现场").click()
    safety = Remark.objects.get(head="安全生产")
    assert (safety.kind, safety.speaker_name, safety.came_before) == ("question", "雷育民", True)
    wall = seat(phone=False, script=False).go(f"/hall/{talk.join_secret}/")
    assert "会前问题" in wall.text
    resident.go(f"/g/{talk.join_secret}/")
    assert "后续工作将如何开展？" in resident.text
    assert "雷育民" not in wall.text + resident.text

    # Question, answer word for word, follow-up, supplement; a shortcoming is admitted
    def answers(text: str, kind: str, to: str, who: tuple[str, str]) -> Remark:
        host.go(f"/desk/gatherings/{talk.pk}/host/")
        line = write(host, text, speaker=who[0], name=who[1])
        host.go(f"/desk/gatherings/{talk.pk}/lines/{line.pk}/sort-line/?back=host")
        host.fill(kind=kind, replies_to=to).send()
        line.refresh_from_db()
        return line

    bureau, member = ("通报部门", "熊生"), ("政协委员", "雷育民")
    answer = answers("各乡镇设有半专业队伍，要求10分钟内赶到着火点。", "答复", "安全生产工作有哪些", bureau)
    probing = answers("这些队伍如何组织培训？", "追问", "各乡镇设有半专业队伍", member)
    more = answers("每季度集中训练一次。", "补充解答", "这些队伍如何组织培训", bureau)
    assert (answer.replies_to, probing.replies_to, more.replies_to) == (safety, answer, probing)
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    weak = write(
        host, "全县仍存在监管力量总体偏弱等短板。", speaker="通报部门", name="熊生", kind="shortcoming"
    )
    host.go(f"/desk/gatherings/{talk.pk}/lines/{weak.pk}/follow-up/?back=host")
    host.fill(what="增配监管力量", holder="熊生", by="2026-06-30").send()
    owed = Outcome.objects.get(what="follow_up").undertaking
    assert owed is not None
    assert owed.holder == xiong

    # A suggestion goes to a unit that was named and is not in the room
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="下一个议题").click()
    idea = write(host, "建议组织暗访暗查。", speaker="政协委员", name="雷育民", kind="suggestion")
    host.go(f"/desk/gatherings/{talk.pk}/lines/{idea.pk}/suggest/?back=host").fill(units=["县林业局"]).send()
    assert Suggestion.objects.get().unit == forestry
    assert not talk.attendances.filter(unit=forestry).exists()

    # Over; the answer is added to, what nobody answered is carried over, the record is filed
    clock.at(day(3, 12, 11, 50))
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="散会").click()
    host.go(f"/desk/gatherings/{talk.pk}/lines/{answer.pk}/add-words/?back=record")
    host.fill(text="更正：山区乡镇为20分钟。").send()
    host.go(f"/desk/gatherings/{talk.pk}/questions/")
    host.page.get_by_role("button", name="没有答复的全部转下一步").click()
    assert Remark.objects.filter(carried_at__isnull=False).count() == 2
    for item in talk.items.all():
        host.go(f"/desk/gatherings/{talk.pk}/conclude/?back=complete&item={item.pk}")
        host.fill(result="已说明", conclusion="当面答复，书面补充").send()
    host.go(f"/desk/gatherings/{talk.pk}/complete/")
    host.page.get_by_role("button", name="归档").click()
    talk.refresh_from_db()
    assert talk.state == "filed"

    # Both sides rate it: on their own pages, and at the desk
    clock.at(day(3, 13, 9, 0))
    for who, mark in ((lei, "5"), (xiong, "4"), (town.wang, "3")):
        one = seat(who, phone=True)
        one.go("/notices/")
        with one.page.expect_navigation():
            one.page.locator("main li", has_text="开得怎么样").get_by_role("button").first.click()
        one.fill(axis_clear=mark, axis_frank=mark)
        one.page.get_by_role("button", name="提交评价").click()
        assert "谢谢" in one.text or "修改我的评价" in one.text
        one.page.goto("about:blank")
    ma = seat(town.ma)
    ma.go(f"/desk/gatherings/{talk.pk}/rate/").fill(whose="host", axis_clear="4").send()
    assert RatingMark.objects.filter(rating__side="room", axis="clear").count() == 3
    assert RatingMark.objects.get(rating__side="host").mark == 4

    # The minutes are approved and published; a passer-by reads them with the ratings below
    ma.page.goto("about:blank")
    li = seat(town.li)
    li.go(f"/desk/gatherings/{talk.pk}/minutes/")
    li.page.get_by_role("button", name="审定").click()
    li.go(f"/desk/gatherings/{talk.pk}/publish-minutes/?back=minutes")
    li.fill(level="public", with_shortcomings=True).send()
    reader = seat(phone=True).go(f"/gatherings/{talk.pk}/minutes/")
    for words in (
        "要求10分钟内赶到着火点", "更正：山区乡镇为20分钟", "会前提出", "监管力量总体偏弱", "参加的人", "主持一方",
        "答复是否清楚",
    ):  # fmt: skip
        assert words in reader.text
    assert "雷育民" not in reader.text

    # Who was told; and in the member's own record stands what he asked and suggested
    told = set(Notice.objects.filter(template="minutes.published").values_list("person__name", flat=True))
    assert {"雷育民", "熊生", "王阿姨"} <= told
    li.go(f"/desk/gatherings/{talk.pk}/audience/")
    assert "雷育民" in li.text
    mine = seat(lei, phone=True).go("/gatherings/mine/")
    for words in ("第 1 次", "安全生产工作有哪些内容？", "建议组织暗访暗查", "县林业局"):
        assert words in mine.text
