"""下水道: four households of a stairwell, a quote, a concession on the ground floor, and a name under one text each."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from shangyi.decisions.models import (
    Agreement,
    AgreementParty,
    AgreementPayment,
    AgreementSignature,
    AgreementSigner,
)
from shangyi.people.models import Person
from shangyi.places.models import OwnerRow, Place
from shangyi.places.rules import PlaceKind
from shangyi.undertakings.actions import finish_undertaking
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import handled_concern
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.people_and_places import FOUNDED, Town, account_of, acting, person, place

NAMES = {"101": "马先生", "201": "王阿姨", "301": "李叔", "401": "钱伯"}


def owners(town: Town) -> dict[str, Person]:
    """The stairwell's roster: 王阿姨 and 李叔 have accounts, 马先生 and 钱伯 have none."""
    for number, name in NAMES.items():
        where: Place = town.household
        if number != "201":
            where = place(PlaceKind.HOUSEHOLD, f"LW-CY-NC-1-3-2-{number}", f"{number}室", town.stairwell)
        OwnerRow.objects.create(
            place=where, name=name, area=9_000, area_source="register", from_on=FOUNDED.date()
        )
        if number == "301":
            account_of(person(name, "13900000031", where))
    account_of(town.wang)
    return {"李叔": Person.objects.get(name="李叔"), "王阿姨": town.wang}


def page_of_paper() -> dict[str, object]:
    out = BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return {"name": "page.png", "mimeType": "image/png", "buffer": out.getvalue()}


def draws_her_name(who: Seat) -> None:
    """Three strokes by finger; one is taken back, all is cleared, and she writes again."""
    field = who.page.locator("[data-drawing] canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    mouse = who.page.mouse

    def stroke(row: float) -> None:
        mouse.move(box["x"] + 30, box["y"] + box["height"] * row)
        mouse.down()
        for step in range(1, 9):
            mouse.move(box["x"] + 30 + step * 25, box["y"] + box["height"] * row + (step % 2) * 9)
        mouse.up()

    stroke(0.2)
    assert "已写好" in who.text
    who.page.get_by_role("button", name="全部清除").click()
    assert "还没有写" in who.text
    for row in (0.2, 0.5, 0.8):
        stroke(row)
    who.page.get_by_role("button", name="退回一笔").click()


@pytest.mark.trace("PD-4", "PD-5", "PD-7", "PD-8", "PD-9", "PD-11")
def test_four_households_agree_on_their_drain(  # noqa: PLR0915 - one story, to its end
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town = here.town
    people = owners(town)
    concern = handled_concern(town)
    ma = seat(town.ma)

    # From the matter: the households of the stairwell stand in the draft already
    clock.at(day(3, 3, 9))
    ma.go(f"/desk/concerns/{concern.pk}/")
    ma.page.get_by_role("link", name="拟一份协议").click()
    ma.fill(title="3号楼2单元下水管道改道", body="四户共同出资，从1楼厨房改道。", is_mediation=True).send()
    deal = Agreement.objects.get()
    assert deal.about == concern.subject
    assert [each.label[-4:] for each in AgreementParty.objects.all()] == ["101室", "201室", "301室", "401室"]
    ma.send()

    # A quote before the money, the shares to the fen, the ground floor gives way and pays nothing
    ma.go(f"/desk/agreements/{deal.pk}/quotes/")
    ma.fill(**{
        "rows-0-firm": "顺通", "rows-0-total": "3100", "rows-0-warranty_months": "12", "rows-0-is_chosen": True,
        "rows-1-firm": "安居", "rows-1-total": "2800", "rows-1-warranty_months": "6",
    }).send()  # fmt: skip
    ma.go(f"/desk/agreements/{deal.pk}/shares/")
    ma.fill(total="3100", basis="平均分摊", **{"exempt-1": "不用这根立管"}).send()
    assert "1,033.34" in ma.text
    assert "1,033.33" in ma.text
    ma.go(f"/desk/agreements/{deal.pk}/concessions/")
    ma.fill(**{
        "rows-0-household": "101室", "rows-0-gives": "在厨房内施工", "rows-0-in_return": "不摊费用",
        "rows-0-scope": "东墙一米", "rows-0-access_times": "9时至17时", "rows-0-restoration": "补瓷砖并清洁",
        "rows-0-withdrawal": "超过三天可以收回",
    }).send()  # fmt: skip
    ma.go(f"/desk/agreements/{deal.pk}/promises/")
    ma.fill(**{
        "rows-0-what": "管道改道", "rows-0-unit": "市政养护队", "rows-0-due_on": "2026-03-12",
        "rows-0-is_works": True,
    }).send()  # fmt: skip
    ma.go(f"/desk/agreements/{deal.pk}/offer/").fill(sign_by="2026-03-08T18:00").send()
    assert "4 人中已有 0 人签字" in ma.text

    # 王阿姨 reads it on her phone, asks, is answered, and signs
    clock.at(day(3, 3, 20))
    wang = seat(people["王阿姨"], phone=True)
    wang.go("/")
    assert "今天有 1 件事等您" in wang.text
    wang.follow(f"/agreements/{deal.pk}/")
    assert "补瓷砖并清洁" in wang.text
    wang.page.get_by_text("我有意见").click()
    wang.fill(reason="能不能周末施工").send(what="object")
    assert "三天内会答复您" in wang.text
    ma.go(f"/desk/agreements/{deal.pk}/").fill(answer="可以，安排在周六").send()
    wang.go(f"/agreements/{deal.pk}/")
    assert "可以，安排在周六" in wang.text
    wang.fill(read=True).send(what="sign")
    assert "您已于" in wang.text

    # 李叔 says no; the text goes back with its history, and the price is spoken of again
    li = seat(people["李叔"], phone=True, script=False)
    li.go(f"/agreements/{deal.pk}/").fill(reason="贵了，安居便宜300").send(what="refuse")
    assert "贵了" in li.text
    assert "协议文本正在重写" in li.text
    assert li.page.locator("del.crossed").count() == 1
    clock.at(day(3, 4, 9))
    ma.go(f"/desk/agreements/{deal.pk}/")
    assert "贵了，安居便宜300" in ma.text
    ma.go(f"/desk/agreements/{deal.pk}/quotes/")
    ma.page.locator('[name="rows-0-is_chosen"]').uncheck()
    ma.fill(**{"rows-1-is_chosen": True}).send()
    ma.go(f"/desk/agreements/{deal.pk}/shares/").fill(total="2800").send()
    assert "第 2 稿" in ma.text
    assert "以前各稿" in ma.text
    wang.go(f"/agreements/{deal.pk}/")
    assert "正在改写" in wang.text
    assert "贵了，安居便宜300" in wang.text
    assert wang.page.locator('button[value="sign"]').count() == 0
    ma.go(f"/desk/agreements/{deal.pk}/offer/").fill(sign_by="2026-03-08T18:00").send()

    # Everybody signs anew: two on the phone, one by the slip, one on paper before 小马
    for who in (wang, li):
        who.go(f"/agreements/{deal.pk}/")
        assert "933.3" in who.text
        if who is wang:
            draws_her_name(who)
        else:
            assert "手写签名要用能运行脚本的浏览器" in who.text
        who.fill(read=True).send(what="sign")
    assert AgreementSignature.objects.get(way="drawn").drawing.count(";") == 1, "two strokes of three"
    assert wang.page.locator("svg.drawn-name polyline").count() == 2
    slip = AgreementSigner.objects.filter(name="钱伯").latest("id")
    qian = seat(phone=True, script=False).go(f"/a/{slip.code}/")
    qian.fill(read=True).send(what="sign")
    assert Agreement.objects.get().state == "signing"
    paper = AgreementSigner.objects.filter(name="马先生").latest("id")
    ma.go(f"/desk/agreements/{deal.pk}/recording/?signer={paper.pk}")
    ma.fill(way="纸上签字", witness="小马", photo=page_of_paper()).send(what="sign")

    # In force: works and promises are somebody's, the money comes in, the works are looked at
    assert "各方都签了字" in ma.text
    assert "截止" in ma.text
    works = Undertaking.objects.get(matter=deal.subject, task="works")
    assert works.unit == town.works
    ma.go(f"/desk/agreements/{deal.pk}/payments/")
    ma.page.get_by_text("登记收款").nth(1).click()
    ma.page.locator('details[open] [name="amount"]').fill("933.34")
    ma.page.locator("details[open] button").click()
    assert AgreementPayment.objects.get().fen == 93_334
    clock.at(day(3, 12, 17))
    finish_undertaking(undertaking_id=works.pk, outcome="已改道", actor=acting(town.chen), now=day(3, 12, 17))
    ma.go(f"/desk/agreements/{deal.pk}/accept/").fill(words="通水两小时，不渗不堵").send()
    assert "质保到" in ma.text
    wang.go(f"/agreements/{deal.pk}/")
    assert "通水两小时" in wang.text
    assert "已付933.34" in wang.text.replace(" ", "")
    ma.go(f"/desk/concerns/{concern.pk}/")
    assert "3号楼2单元下水管道改道" in ma.text
