"""请你来协商: looked at on the spot, diagnosed from what was found, advised under five heads, answered one by one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.forums.models import DiagnosisPoint, Edition, Gathering, Goal, Suggestion
from shangyi.notices.models import Notice
from shangyi.people.models import Person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.actions import NewUnit, add_unit
from shangyi.places.rules import Manner, UnitKind
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat, photo
from tests.journeys.test_an_evening_talk import write
from tests.people_and_places import FOUNDED, FOUNDER, Town, account_of, capacity, person

Sit = Callable[..., Seat]

HEADS = {
    "品牌建设": "先定一个村里共用的牌子。",
    "产品定位": "先卖牛肉干，再卖别的。",
    "人才培养": "请懂直播的老师每周来教一次。",
    "平台搭建": "直播间每周固定开三天。",
    "产品包装": "换成一斤的小包装。",
}
GOALS = ("把电商直播平台运营起来", "把村民积极性带动起来", "让致富路子畅通起来")


def who_comes(town: Town) -> tuple[Person, Person]:
    """政协 convenes; 高委员 is a member; 刘振坤 is the first secretary in the village and answers for its committee."""
    units = {}
    for kind, name in (
        (UnitKind.CPPCC, "区政协"),
        (UnitKind.DEPARTMENT, "区商务局"),
        (UnitKind.COMMITTEE, "兴盛村委会"),
    ):
        new = NewUnit(kind=kind, name=name, place=town.farm, manner=Manner.REQUEST)
        units[name] = add_unit(new=new, actor=FOUNDER, now=FOUNDED)
    liu, gao = person("刘振坤", "13900000021"), person("高委员", "13900000022")
    capacity(liu, CapacityKind.UNIT_WORKER, town.farm, "驻村第一书记", units["兴盛村委会"])
    capacity(gao, CapacityKind.UNIT_WORKER, town.farm, "政协委员", units["区政协"])
    for each in (liu, gao, town.wang):
        account_of(each)
    return liu, gao


@pytest.mark.trace(
    "IC-1", "IC-2", "IC-4", "IC-6", "IC-7", "IC-8", "IC-10", "IC-11", "IC-12", "IC-13", "IC-14", "IC-16", "IC-20",
    "IC-22",
)  # fmt: skip
def test_a_consultation_from_the_sites_to_the_reports_on_its_goals(  # noqa: C901, PLR0912, PLR0915 - one story, to its end
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    town = here.town
    liu, gao = who_comes(town)

    # Two weeks before: on the calendar; 政协 convenes, members, department and village are invited
    clock.at(day(3, 2, 10, 0))
    ma = seat(town.ma)
    ma.go("/desk/gatherings/new/").fill(
        practice="请你来协商",
        theme="兴盛村的电商怎么做起来",
        planned_at="2026-03-16T09:30",
        venue="村部",
        convened_by="区政协",
    ).send()
    talk = Gathering.objects.get()
    for title, part in (
        ("村里介绍平台情况", "村里介绍情况"),
        ("卖得便宜、做不起来", "委员把脉问诊"),
        ("五个方面怎么做", "提出对策建议"),
    ):
        ma.go(f"/desk/gatherings/{talk.pk}/item/").fill(title=title, phase=part).send()
    for class_name, chosen in (
        ("政协委员", {"way": "persons", "persons": ["高委员"]}),
        ("有关部门", {"way": "units", "units": ["区商务局"]}),
        ("村委会", {"way": "units", "units": ["兴盛村委会"]}),
        ("村民", {"way": "households", "below": "2单元"}),
    ):
        ma.go(f"/desk/gatherings/{talk.pk}/invite/").fill(class_code=class_name, **chosen).send()
    ma.go(f"/desk/gatherings/{talk.pk}/")
    ma.page.get_by_role("button", name="发通知").click()

    # Members look on the spot: a site with a picture, what stands, what is hard, why; then the diagnosis
    clock.at(day(3, 9, 15, 0))
    ma.go(f"/gatherings/{talk.pk}/survey/").follow("/site/?back=survey")
    ma.fill(
        words="电商直播间", seen_on="2026-03-09", persons=["高委员"], others="周委员", photos=[photo()]
    ).send()
    for kind, text in (
        ("现状", "直播间每周只开一次"),
        ("困难", "牛肉干卖不上价"),
        ("原因", "村干部没有做过电商"),
    ):
        ma.go(f"/desk/gatherings/{talk.pk}/finding/?back=survey").fill(
            kind=kind, text=text, site="电商直播间"
        ).send()
    ma.go(f"/desk/gatherings/{talk.pk}/point/?back=survey").fill(text="缺懂直播的人").sends_in_vain()
    ma.fill(findings=["村干部没有做过电商", "每周只开一次"]).send()
    assert "缺懂直播的人" in ma.text
    assert DiagnosisPoint.objects.get().findings.count() == 2
    assert talk.needs.get(code="survey").met_by_itself
    ma.go(f"/desk/gatherings/{talk.pk}/need/?code=situation").fill(
        evidence="平台去年建成，月销不足三千元"
    ).send()

    # The member reads all of it on the phone before she sits down
    phone = seat(gao, phone=True).go(f"/gatherings/{talk.pk}/").follow("/survey/")
    for words in ("平台去年建成", "电商直播间", "牛肉干卖不上价", "缺懂直播的人"):
        assert words in phone.text

    # They sit down; five heads of advice, each to the village, one to the department as well
    clock.at(day(3, 16, 9, 30))
    ma.page.goto("about:blank")
    host = seat(town.ma, script=False).go(f"/desk/gatherings/{talk.pk}/")
    host.page.get_by_role("button", name="开会").click()
    for class_name, who, post in (("政协委员", "高委员", ""), ("村委会", "刘振坤", "驻村第一书记")):
        host.go(f"/desk/gatherings/{talk.pk}/check-in/?back=host")
        host.fill(class_code=class_name, person=who, post=post).send()
    host.go(f"/desk/gatherings/{talk.pk}/heads/").fill(class_code="有关部门", said="3").send()
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    for text, class_name, who, kind in (
        ("平台去年建成，有两个主播。", "村委会", "刘振坤", "claim"),
        ("没有人懂直播。", "政协委员", "高委员", "comment_bad"),
    ):
        host.page.get_by_role("button", name="下一个议题").click()
        write(host, text, speaker=class_name, name=who, kind=kind)
    host.page.get_by_role("button", name="下一个议题").click()
    for head, text in HEADS.items():
        line = write(host, text, speaker="政协委员", name="高委员", kind="suggestion")
        host.go(f"/desk/gatherings/{talk.pk}/lines/{line.pk}/suggest/?back=host")
        units = ["兴盛村委会", "区商务局"] if head == "人才培养" else ["兴盛村委会"]
        host.fill(units=units, head=head, feasibility="村里现在就能做").send()
        host.go(f"/desk/gatherings/{talk.pk}/host/")
    for goal in GOALS:
        host.go(f"/desk/gatherings/{talk.pk}/goal/?back=survey")
        host.fill(text=goal, holder="刘振坤", by="2026-06-30").send()
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="散会").click()
    for item in talk.items.all():
        host.go(f"/desk/gatherings/{talk.pk}/conclude/?back=complete&item={item.pk}")
        host.fill(result="已说明", conclusion="五个方面，由村里逐条答复").send()
    host.page.get_by_role("button", name="归档").click()
    talk.refresh_from_db()
    assert talk.state == "filed"

    # 整理 — 审定 — 转送: nothing goes to anybody before the organiser stands behind it
    rows = list(Suggestion.objects.order_by("pk"))
    heads = ["brand", "product", "people", "platform", "packaging"]
    assert [each.head for each in rows if each.unit.name == "兴盛村委会"] == heads
    clock.at(day(3, 17, 9, 0))
    li = seat(town.li, script=False)
    for row in rows:
        host.go(f"/suggestions/{row.pk}/compile/").fill(text=row.text.rstrip("。")).send()
        li.go(f"/suggestions/{row.pk}/approve/").send()
        host.go(f"/suggestions/{row.pk}/send/").send()
    sent = Notice.objects.filter(template="suggestion.sent")
    assert set(sent.values_list("person__name", flat=True)) == {"刘振坤"}

    # The department makes contact first; the village answers every one, and says why where it does not
    clock.at(day(3, 20, 9, 0))
    trade = next(each for each in rows if each.unit.name == "区商务局")
    host.go(f"/suggestions/{trade.pk}/contact/").fill(by="孟科长", how="打电话给村委会，约好下周来").send()
    host.go(f"/suggestions/{trade.pk}/reply/").fill(
        reply="adopted", text="每周派老师来一次", by="孟科长"
    ).send()
    village = seat(liu, phone=True)
    for n, row in enumerate(each for each in rows if each is not trade):
        village.go(f"/suggestions/{row.pk}/reply/")
        if n == 3:
            village.fill(reply="not_adopted", text="主播只有两个人").sends_in_vain()
            village.fill(reason="人手不够，先开一天").send()
        else:
            village.fill(reply="adopted", text="下个月开始做").send()
    assert not Suggestion.objects.exclude(stage="replied").exists()
    replied = Notice.objects.filter(template="suggestion.replied", person=gao)
    assert replied.count() == len(rows)

    host.go(f"/desk/suggestions/?gathering={talk.pk}")
    assert "6 条建议中 6 条已有答复" in host.text
    assert "还没有落实完" in host.text

    # The minutes go to everybody: heads, replies and reasons, and classes without a name
    li.go(f"/desk/gatherings/{talk.pk}/minutes/")
    li.page.get_by_role("button", name="审定").click()
    li.go(f"/desk/gatherings/{talk.pk}/publish-minutes/?back=minutes").fill(level="public").send()
    assert Edition.objects.get().published_at is not None
    reader = seat(phone=True).go(f"/gatherings/{talk.pk}/minutes/")
    for words in (*HEADS, "先定一个村里共用的牌子"):
        assert words in reader.text
    assert "高委员" not in reader.text
    told = set(Notice.objects.filter(template="minutes.published").values_list("person__name", flat=True))
    assert {"高委员", "刘振坤"} <= told
    host.go(f"/desk/gatherings/{talk.pk}/audience/")
    assert "刘振坤" in host.text

    # In June the village reports on its three goals
    clock.at(day(6, 29, 9, 0))
    village = seat(liu, phone=True)
    for goal in Goal.objects.order_by("pk"):
        village.go(f"/undertakings/{goal.undertaking_id}/finish/")
        village.fill(outcome=f"{goal.text}：每周开播三次，卖出两万元").send()
    gao_again = seat(gao, phone=True).go(f"/gatherings/{talk.pk}/survey/")
    assert gao_again.text.count("每周开播三次，卖出两万元") == 3
