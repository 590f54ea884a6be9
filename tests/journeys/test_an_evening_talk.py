"""社区夜话 in 茂悦府: announced on Monday, held on Thursday evening; next day everybody knows what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.concerns.models import Concern, Voice
from shangyi.forums.models import Attendance, Edition, Gathering, Invitation, Outcome, Remark
from shangyi.notices.models import Notice
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.actions import NewUnit, add_unit
from shangyi.places.rules import Manner, UnitKind
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import said
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.people_and_places import FOUNDED, FOUNDER, account_of, capacity, person

Sit = Callable[..., Seat]


def write(console: Seat, text: str, *, speaker: str = "", name: str = "", kind: str = "") -> Remark:
    """One field and one press; then the kind."""
    page = console.page
    page.locator("#class_code").select_option(label=speaker or "不注明")
    page.locator("#speaker_name").fill(name)
    page.locator("#text").fill(text)
    page.locator("form.write button").click()
    line = Remark.objects.order_by("-number")[0]
    if kind:
        page.locator(f"#line-{line.pk} + form.kinds button[value={kind}]").click()
    return line


@pytest.mark.trace(
    "NT-3", "NT-4", "NT-5", "NT-8", "NT-9", "NT-16", "NT-17", "NT-18", "NT-19", "NT-20", "NT-24"
)
def test_an_evening_talk_from_the_calendar_to_who_was_told(  # noqa: PLR0915 - one story, to its end
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    town = here.town
    firm = NewUnit(kind=UnitKind.PROPERTY_FIRM, name="茂悦物业", place=town.compound, manner=Manner.REQUEST)
    unit = add_unit(new=firm, actor=FOUNDER, now=FOUNDED)
    hu = person("胡文静", "13900000021")
    capacity(hu, CapacityKind.PROPERTY_MANAGER, town.compound, "物业项目经理", unit)
    account_of(hu)
    account_of(town.wang)
    clock.at(day(3, 2, 9, 40))
    raised = said(town, "西门口的灯坏了，晚上进出不安全", now=day(3, 2, 9, 40)).concern

    # Monday: on the calendar, the agenda from what people raised, the firm and the one who raised it invited
    ma = seat(town.ma)
    clock.at(day(3, 2, 10, 0))
    ma.go("/desk/gatherings/new/").fill(
        practice="社区夜话",
        theme="提升茂悦府小区物业服务水平",
        planned_at="2026-03-05T19:30",
        venue="社区议事厅",
    ).send()
    talk = Gathering.objects.get()
    ma.follow("/candidates/").send()
    assert talk.items.get().concern == raised
    ma.go(f"/desk/gatherings/{talk.pk}/invite/").fill(class_code="物业", way="本地登记在册的这一类人").send()
    ma.page.get_by_role("button", name="邀请反映这些事的人").click()
    ma.go(f"/desk/gatherings/{talk.pk}/")
    assert "王阿姨" in ma.text
    assert "反映" not in ma.page.locator("table").inner_text()
    ma.page.get_by_role("button", name="发通知").click()
    told = set(Notice.objects.filter(template="gathering.invited").values_list("person__name", flat=True))
    assert told == {"王阿姨", "胡文静"}

    # 王阿姨 answers on her phone; only she reads that she raised it
    wang = seat(town.wang, phone=True)
    wang.go("/notices/").look_around()
    assert "您反映过" in wang.page.locator("main").inner_text()
    wang.go(f"/gatherings/{talk.pk}/").send(answer="comes")
    assert Invitation.objects.get(person=town.wang).answer == "comes"

    # Thursday evening: it begins; people check in by the four digits, by themselves and by staff
    clock.at(day(3, 5, 19, 30))
    ma.page.goto("about:blank")
    host = seat(town.ma, script=False)
    host.go(f"/desk/gatherings/{talk.pk}/")
    host.page.get_by_role("button", name="开会").click()
    talk.refresh_from_db()
    assert (talk.state, talk.ordinal) == ("open", 1)
    phone = seat(town.wang, phone=True, script=False)
    phone.go("/g/").fill(digits=talk.join_code).send()
    phone.fill(class_code="居民代表").send()
    assert "第 1 次参加" in phone.text
    host.go(f"/desk/gatherings/{talk.pk}/check-in/?back=host").fill(class_code="物业", person="胡文静").send()
    host.go(f"/desk/gatherings/{talk.pk}/heads/").fill(class_code="居民代表", said="20余").send()
    assert "20余" in host.text
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="下一个议题").click()
    wall = seat(phone=False, script=False).go(f"/hall/{talk.join_secret}/")
    assert "第 1 项，共 1 项" in wall.text
    assert talk.join_code in wall.text

    # She asks to speak, is called, and the wall says a class and no name
    phone.page.get_by_role("button", name="我要发言").click()
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="请下一位").click()
    wall.go(f"/hall/{talk.join_secret}/")
    assert "正在发言 居民代表 · 第 1 位" in wall.text.replace("\n", "")
    assert "王阿姨" not in wall.text

    # Written down while it is said, the kind chosen after; a slip without a name
    dirty = write(host, "虽然电梯的卫生也应该及时打扫。", speaker="居民代表", kind="demand")
    write(host, "明天上午就安排人。", speaker="物业", name="胡文静", kind="question")
    answer = Remark.objects.order_by("-number")[0]
    host.go(f"/desk/gatherings/{talk.pk}/lines/{answer.pk}/sort-line/?back=host")
    host.fill(kind="答复", replies_to="虽然电梯的卫生").send()
    promise = write(host, "死树会及时统计补种。", speaker="物业", name="胡文静", kind="pledge")
    phone.go(f"/g/{talk.join_secret}/").fill(text="楼道里堆了纸箱，怕着火").page.get_by_role(
        "button", name="递上去"
    ).click()
    slip = Remark.objects.get(is_slip=True)
    assert (slip.attendance, slip.recorded_by, slip.speaker_name) == (None, None, "")

    # “及时” is no date: the promise gets an owner, a day and its steps; the problems become matters
    host.go(f"/desk/gatherings/{talk.pk}/lines/{promise.pk}/pledge/?back=host")
    host.fill(
        what="统计死树，换合适的品种补种", holder="胡文静", by="2026-04-05", steps="统计\n选品种\n补种"
    ).send()
    host.go(f"/desk/gatherings/{talk.pk}/lines/{dirty.pk}/demand/?back=host").send()
    wall.go(f"/hall/{talk.join_secret}/")
    assert "胡文静 4月5日 统计死树" in wall.text.replace("\n", " ")

    # Over in one tap, and at once what is missing
    clock.at(day(3, 5, 21, 20))
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="散会").click()
    assert "还差" in host.text
    assert "议题还没有结果" in host.text
    late = seat(phone=True, script=False).go(f"/g/{talk.join_secret}/")
    assert "散会了" in late.text
    clock.at(day(3, 6, 9, 0))
    ma.go(f"/desk/gatherings/{talk.pk}/complete/").follow(
        f"/conclude/?back=complete&item={talk.items.get().pk}"
    )
    ma.fill(result="一致同意", conclusion="物业三天内修好西门口的灯").send()
    ma.go(f"/desk/gatherings/{talk.pk}/lines/{slip.pk}/sort-line/?back=complete").fill(kind="诉求").send()
    ma.go(f"/desk/gatherings/{talk.pk}/lines/{slip.pk}/demand/?back=complete").send()
    assert "现场收集问题 2 条 · 现场答复 1 条 · 承诺 1 项" in ma.text
    ma.page.get_by_role("button", name="归档").click()
    talk.refresh_from_db()
    assert talk.state == "filed"

    # What came of it, and who was told: whoever took part, and in her own matter the one who raised it
    assert Concern.objects.count() == 3
    assert set(Voice.objects.filter(channel="gathering").values_list("naming", flat=True)) == {"unnamed"}
    whole = Outcome.objects.get(what="pledge").undertaking
    assert whole is not None
    assert (whole.holder, whole.parts.count(), whole.answers_to) == (hu, 3, town.ma)
    assert not Undertaking.objects.filter(matter=talk.subject, is_lead=True, state="open").exists()
    ma.go(f"/desk/gatherings/{talk.pk}/audience/")
    assert "王阿姨" in ma.text
    assert "胡文静" in ma.text
    wang.go("/notices/")
    mine = wang.page.locator("main").inner_text()
    assert "您反映的事议过了" in mine
    assert "物业三天内修好西门口的灯" in mine
    ma.go(f"/desk/gatherings/{talk.pk}/record/")
    assert Attendance.objects.get(person=town.wang).signature == "phone"

    # The minutes: worded, shown to whoever was there, objected to, approved, published to the community
    ma.go(f"/desk/gatherings/{talk.pk}/minutes/")
    part = ma.page.locator("details", has_text="开头")
    part.locator("summary").click()
    part.locator("textarea").fill("晚上七点半，二十多位居民和物业坐到一起。")
    part.get_by_role("button", name="保存文字").click()
    ma.page.get_by_role("button", name="请到会的人看一看").click()
    wang.go("/notices/")
    assert "请看看" in wang.text
    wang.go(f"/gatherings/{talk.pk}/minutes/")
    assert "这是草稿" in wang.text
    assert "胡文静" not in wang.text
    wang.fill(text="我说的是两部电梯。").page.get_by_role("button", name="提出来").click()
    ma.go(f"/desk/gatherings/{talk.pk}/minutes/").fill(reply="已写成两部电梯").page.get_by_role(
        "button", name="答复"
    ).click()
    account_of(town.li)
    li = seat(town.li, script=False).go(f"/desk/gatherings/{talk.pk}/minutes/")
    li.page.get_by_role("button", name="审定").click()
    li.go(f"/desk/gatherings/{talk.pk}/publish-minutes/?back=minutes").fill(level="本社区").send()
    assert Edition.objects.get().published_at is not None
    wang.go(f"/gatherings/{talk.pk}/minutes/")
    assert "死树" in wang.text
    assert "我说的是两部电梯" in wang.text
    assert "物业项目经理" in wang.text
    assert "胡文静" not in wang.text
    told = set(Notice.objects.filter(template="minutes.published").values_list("person__name", flat=True))
    assert told == {"王阿姨", "胡文静"}
    stranger = seat(phone=True, script=False)
    assert stranger.refused(f"/gatherings/{talk.pk}/minutes/") == 404
