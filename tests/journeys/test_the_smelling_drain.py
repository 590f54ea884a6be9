"""下水井盖散发臭味: told at tea on Monday, solved before Thursday, and everyone who spoke was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shangyi.concerns.models import Answer, Concern, Finding, Voice
from shangyi.concerns.rules.life import State
from shangyi.people.models import Person
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import open_lead
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat, photo
from tests.people_and_places import acting

Sit = Callable[..., Seat]
TEA = "下水井盖散发臭味，天还不热就散发出气味，夏天更厉害"
SUSPICION = "怀疑是周围商户把油腻的污水直接倒进了下水道"


def written_down_at_tea(ma: Seat) -> list[Voice]:
    """小马 writes while pouring tea; three neighbours, one of them without a telephone."""
    ma.go("/desk/record/")
    ma.fill(
        words=TEA,
        place="2单元",
        channel="walk_in",
        said_at="2026-03-02T16:30",
        speakers="路瑶 13900000011\n周大爷，13900000012\n吴姐",
        noticed="好几年",
        suspicion=SUSPICION,
        tried_before="以前也给周围的商户说过",
        read_back=True,
    ).send()
    return list(Voice.objects.order_by("id"))


def assigned_in_one_go(sun: Seat) -> None:
    """集中交办 by the first secretary: the unit is asked, and names its person later."""
    sun.go("/desk/batch/")
    sun.fill(
        chosen=["下水井盖散发臭味", "三楼的灯不亮"], keeper="小马", unit="市政养护队", what="查明原因并修好"
    ).send()


@pytest.mark.trace(
    "TC-1", "TC-4", "TC-5", "TC-6", "TC-7", "TC-8", "TC-9", "TC-10", "TC-11", "TC-12", "TC-13", "TC-15",
    "TC-17", "TC-18", "TC-19", "TC-20", "NT-30",
)  # fmt: skip
def test_a_drain_that_smelled_for_years_is_solved_in_less_than_three_days(  # noqa: PLR0915 - one story, to its end
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    town = here.town
    ma, sun = seat(town.ma), seat(here.sun)

    # Monday, a quarter to five: entered after the talk, for three at once; counted once, three receipts
    clock.at(day(3, 2, 16, 50))
    lu_yao, zhou, wu = written_down_at_tea(ma)
    concern = Concern.objects.get()
    assert [ma.text.count(voice.receipt) for voice in (lu_yao, zhou, wu)] == [1, 1, 1]
    assert (lu_yao.concern, zhou.concern, wu.concern, concern.n_voices) == (concern, concern, concern, 3)
    assert (lu_yao.said_at, lu_yao.heard_at) == (day(3, 2, 16, 30), day(3, 2, 16, 50))
    assert (lu_yao.read_back, lu_yao.noticed, lu_yao.suspicion) == (True, "好几年", SUSPICION)

    # 路瑶 looks at home, by the receipt alone: who has it, until when; her suspicion is nobody's fact
    phone = seat(phone=True).go(f"/r/{lu_yao.receipt}/")
    assert "3 位邻居反映" in phone.text
    assert "小马正在看" in phone.text
    assert SUSPICION not in phone.text

    # A very small matter is taken in just the same
    ma.go("/desk/record/").fill(words="三楼的灯不亮", place="2单元", speakers="吴姐").send()
    lamp = Concern.objects.exclude(pk=concern.pk).get()

    # Sorted; two volunteers look the same day, with photos
    clock.at(day(3, 2, 17, 10))
    ma.go(f"/desk/?open={concern.pk}").fill(title="下水井盖散发臭味", may_be_shown=True).send(only="sort")
    ma.go(f"/desk/?open={lamp.pk}").fill(title="三楼的灯不亮").send(only="sort")
    clock.at(day(3, 2, 18, 20))
    ma.go(f"/desk/concerns/{concern.pk}/").follow("/find/")
    ma.fill(
        text="井盖下有积水，管口渗漏，没有看到油污排入",
        visitors="志愿者小周\n志愿者老何",
        seen_at="2026-03-02T18:00",
        photos=[photo("一.jpg"), photo("二.jpg")],
    ).send()
    visit = Finding.objects.get()
    assert (visit.source, visit.n_visitors, visit.seen_at) == ("visit", 2, day(3, 2, 18, 0))
    phone.go(f"/r/{lu_yao.receipt}/")
    assert "井盖下有积水，管口渗漏" in phone.text
    assert phone.page.locator("main .timeline img").count() == 2

    # Tuesday morning: both collected matters go out together; the clerk may not do that
    clock.at(day(3, 3, 9, 0))
    assert ma.refused("/desk/batch/") == 403
    assigned_in_one_go(sun)
    lead = open_lead(concern.subject)
    assert (lead.unit, lead.holder, lead.answers_to) == (town.works, None, town.ma)
    assert (Concern.objects.get(pk=lamp.pk).state, lead.due_at is not None) == (State.HANDLING, True)
    phone.go(f"/r/{lu_yao.receipt}/")
    assert "商请：市政养护队：查明原因并修好" in phone.text

    # The second day: the municipal team is reached in time and names 陈工; the shops are talked to beside it
    reached = clock.at(day(3, 3, 10, 5))
    ma.go(f"/desk/concerns/{concern.pk}/").follow(f"/undertakings/{lead.pk}/").follow("/respond/")
    ma.fill(how="电话联系上市政养护队").send()
    ma.go(f"/undertakings/{lead.pk}/name-person/").fill(person="陈工").send()
    lead = open_lead(concern.subject)
    assert (lead.responded_at, lead.holder) == (reached, town.chen)
    assert lead.respond_by is not None
    assert reached < lead.respond_by
    clock.at(day(3, 3, 11, 0))
    ma.go(f"/desk/concerns/{concern.pk}/").follow("/push/")
    ma.fill(text="和周围三家商户碰了头，看了他们的隔油池").send()
    phone.go(f"/r/{lu_yao.receipt}/")
    assert "电话联系上市政养护队" in phone.text
    assert "和周围三家商户碰了头" in phone.text

    # The expert's finding stands above the suspicion, which stays what it was
    clock.at(day(3, 3, 15, 30))
    ma.go(f"/concerns/{concern.pk}/find/")
    ma.fill(
        source="expert",
        text="管线年久失修，要换一根新管线与主管线重新连接。",
        visitors="陈工",
        unit="市政养护队",
        overrules=SUSPICION[:20],
    ).send()
    phone.go(f"/r/{lu_yao.receipt}/")
    assert "查明原因：管线年久失修" in phone.text
    assert "先前怀疑的原因不成立" in phone.text
    assert Voice.objects.get(pk=lu_yao.pk).suspicion == SUSPICION

    # Wednesday: the unit says that it is done; who works for it never learns who spoke
    clock.at(day(3, 4, 15, 0))
    chen = seat(town.chen)
    chen.go(f"/desk/concerns/{concern.pk}/")
    assert not {"路瑶", "周大爷", "13900000011", SUSPICION} & set(chen.text.split())
    chen.go(f"/concerns/{concern.pk}/finish/")
    assert all(words not in chen.text for words in ("路瑶", "周大爷", "吴姐", "13900000012"))
    chen.fill(result="换了一根新管线，与主管线重新连接").send()
    assert Answer.objects.filter(state=Answer.State.DUE, made_at=day(3, 4, 15, 0)).count() == 3

    # At once one text goes to all: 周大爷 was told at his door, 吴姐 reads it at her receipt, 路瑶 gets a call
    clock.at(day(3, 4, 15, 40))
    ma.go(f"/concerns/{concern.pk}/answer/")
    ma.fill(text="新管线接好了，您走过去闻一闻，还有味道就告诉我们。", told=["周大爷"]).send()
    assert Concern.objects.get(pk=concern.pk).state == State.ANSWERING
    clock.at(day(3, 4, 16, 10))
    ma.go(f"/concerns/{concern.pk}/told/").fill(told=["路瑶"], how="telephone").send()
    ends = Answer.objects.order_by("voice").values_list("state", "how", "ended_at", "text")
    text = Answer.objects.values_list("text", flat=True).distinct().get()
    assert list(ends) == [
        ("told", "telephone", day(3, 4, 16, 10), text),
        ("told", "in_person", day(3, 4, 15, 40), text),
        ("delivered", "receipt", day(3, 4, 15, 40), text),
    ]

    # Rated by the receipt, nobody signed in; when the last of the three has, it is closed
    for voice, words in ((lu_yao, "不到三天就解决了"), (zhou, ""), (wu, "")):
        phone.go(f"/r/{voice.receipt}/")
        assert "新管线接好了" in phone.text
        phone.fill(satisfied="很满意", sentence=words).send(verdict="solved")
    concern = Concern.objects.get(pk=concern.pk)
    assert concern.state == State.CLOSED
    assert concern.done_at is not None
    assert concern.done_at - concern.heard_at == timedelta(hours=46, minutes=10)

    # The time it took stands on the page, to the hour
    ma.go(f"/desk/concerns/{concern.pk}/")
    assert "1 天 22 小时" in ma.text
    phone.go(f"/r/{lu_yao.receipt}/")
    assert "1 天 22 小时" in phone.text


@pytest.mark.trace("TC-3")
def test_one_person_under_two_spellings_never_splits_a_matter(
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    from shangyi.people.actions import merge_persons, undo_merge
    from tests.people_and_places import person

    town = here.town
    lu_yao = person("路瑶", "13900000011", town.household)
    also = person("路遥", "13900000021", town.household)
    one, other = seat(lu_yao, phone=True), seat(also, phone=True)
    one.go("/speak/").fill(words="楼道的灯不亮").send()
    other.go("/speak/").fill(words="单元门关不上").send()
    receipts = list(Voice.objects.order_by("id").values_list("receipt", "concern_id", "person"))
    assert "单元门关不上" not in one.go("/mine/").text

    merge_persons(
        kept=lu_yao, variant=also, reason="登记时写错了字", actor=acting(town.li), now=clock.after(hours=1)
    )

    assert "楼道的灯不亮" in one.go("/mine/").text
    assert "单元门关不上" in one.text
    assert list(Voice.objects.order_by("id").values_list("receipt", "concern_id", "person")) == receipts

    undo_merge(
        variant=Person.objects.get(pk=also.pk),
        reason="是两个人",
        actor=acting(town.li),
        now=clock.after(hours=1),
    )

    assert "单元门关不上" not in one.go("/mine/").text
    assert "单元门关不上" in other.go("/mine/").text
    assert Concern.objects.count() == 2


@pytest.mark.trace("TC-21", "TC-22", "TC-20")
def test_what_cannot_be_solved_yet_goes_up_with_a_plan_and_is_looked_at_again(
    here: Neighbourhood, seat: Sit, clock: Clock
) -> None:
    from tests.concerns.life import handled_concern

    concern = handled_concern(here.town)
    receipt = concern.voices.get().receipt
    li, phone = seat(here.town.li), seat(phone=True)
    clock.at(day(3, 3, 14))

    # The plan has to be there, and a day ahead
    li.go(f"/desk/concerns/{concern.pk}/").follow("/list/")
    li.fill(plan="整条街的主管线要统一更换，已列入街道计划。", review_on="2026-03-03").sends_in_vain()
    li.fill(review_on="2026-03-20", reported_to="城区街道办事处").send()
    report = Undertaking.objects.get(task="report_up")
    assert (report.unit, report.state, report.due_at is not None) == (here.street_office, "open", True)
    assert (open_lead(concern.subject).task, open_lead(concern.subject).due_at) == ("review", day(3, 20, 18))

    # It stays on its list, and the resident reads the plan and the day
    assert "下水井盖散发臭味" in li.go("/desk/open-list/").text
    assert "城区街道办事处" in li.text
    phone.go(f"/r/{receipt}/")
    assert "整条街的主管线要统一更换" in phone.text
    assert "3月20日再看" in phone.text

    # The reply from above is on record; the review says what now
    clock.at(day(3, 10, 10))
    li.go(f"/desk/concerns/{concern.pk}/").follow("/reply/")
    li.fill(text="街道答复：四月开工。").send()
    assert Undertaking.objects.get(pk=report.pk).state == "done"
    clock.at(day(3, 20, 9))
    li.go(f"/desk/concerns/{concern.pk}/").follow("/review/")
    li.fill(plan="等四月开工，开工前每周冲洗一次。", review_on="2026-04-10").send()
    phone.go(f"/r/{receipt}/")
    assert "街道答复：四月开工" in phone.text
    assert "每周冲洗一次" in phone.text

    # Work goes on, is done, and only then is it answered
    clock.at(day(4, 10, 9))
    li = seat(here.town.li)  # after a month one signs in anew
    li.go(f"/desk/concerns/{concern.pk}/").follow("/resume/")
    li.fill(reason="主管线开工了", keeper="小马", unit="市政养护队", handler="陈工").send()
    assert li.go("/desk/open-list/").text.count("下水井盖散发臭味") == 0
    li.go(f"/desk/concerns/{concern.pk}/").follow("/finish/")
    li.fill(result="主管线换好了", answer="主管线换好了，谢谢您等到现在。").send()
    phone.go(f"/r/{receipt}/").send(verdict="solved")
    assert Concern.objects.get(pk=concern.pk).state == State.CLOSED
