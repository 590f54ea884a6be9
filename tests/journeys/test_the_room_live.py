"""The room while people sit together: console, wall and phone over the real live process; no line is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shangyi.forums.actions.agenda import NewItem, add_item, begin_item
from shangyi.forums.actions.attending import Newcomer, check_in
from shangyi.forums.actions.outcomes import Promise, pledge
from shangyi.forums.actions.planning import NewGathering, plan_gathering
from shangyi.forums.actions.sitting import call_on, open_gathering
from shangyi.forums.models import Gathering, Remark
from tests.concerns.life import rules_in_force
from tests.harness.live import listening
from tests.harness.site import Site
from tests.journeys.seats import Seat
from tests.people_and_places import Town, account_of, acting, settle

Sit = Callable[..., Seat]
SOON = 15_000


@pytest.fixture
def live(live_site: Site) -> Iterator[str]:
    with listening(live_site.url) as url:
        yield url


@pytest.fixture
def seat(live: str, visit: Callable[..., Any]) -> Iterator[Sit]:
    seats: list[Seat] = []

    def sit_down(who: Any = None, *, phone: bool = False) -> Seat:
        seats.append(Seat(visit(phone=phone, account=account_of(who) if who else None)))
        return seats[-1]

    yield sit_down
    assert [serious for each in seats for serious in each.serious] == []


@pytest.fixture
def town(live_site: Site) -> Town:
    rules_in_force()
    return settle()


@pytest.fixture
def talk(town: Town) -> Gathering:
    """Under way since just now, by the clock on the wall: a stream is opened by a token of this very day."""
    now = timezone.now()
    by: dict[str, Any] = {"actor": acting(town.ma, now.date()), "now": now}
    new = NewGathering(
        practice="evening_talk",
        place=town.farm,
        theme="满城金街装不装电动车充电柱？",
        venue="议事厅",
        planned_at=now,
    )
    row = plan_gathering(new=new, randbelow=Random(7).randrange, secret="secret-of-the-room", **by)
    by["gathering_id"] = row.pk
    add_item(new=NewItem(title="满城金街装不装电动车充电柱？", why_words="飞线充电"), **by)
    open_gathering(urgent_reason="照例开", **by)
    check_in(who=Newcomer(class_code="residents", person=town.wang), **by)
    return Gathering.objects.get(pk=row.pk)


def by(town: Town, talk: Gathering) -> dict[str, Any]:
    now = timezone.now()
    return {"gathering_id": talk.pk, "actor": acting(town.ma, now.date()), "now": now}


def lines(host: Seat) -> Any:
    return host.page.locator("#lines .line")


def say(host: Seat, text: str) -> None:
    host.page.locator("#text").fill(text)
    host.page.locator("#text").press("Enter")


def test_what_the_host_does_is_on_the_wall_the_phone_and_the_other_console(
    town: Town, talk: Gathering, seat: Sit
) -> None:
    ma = seat(town.ma).go(f"/desk/gatherings/{talk.pk}/host/")
    li = seat(town.li).go(f"/desk/gatherings/{talk.pk}/host/")
    wall = seat().go(f"/hall/{talk.join_secret}/")
    phone = seat(town.wang, phone=True).go(f"/g/{talk.join_secret}/")

    begin_item(**by(town, talk))
    wall.page.get_by_text("第 1 项，共 1 项").wait_for(timeout=SOON)
    call_on(class_code="residents", **by(town, talk))
    wall.page.get_by_text("正在发言").wait_for(timeout=SOON)
    phone.page.get_by_text("正在发言").wait_for(timeout=SOON)
    assert re.fullmatch(r"0\d:\d\d", wall.page.locator(".timer").inner_text())

    say(ma, "飞线充电太危险了")
    lines(li).first.get_by_text("飞线充电太危险了").wait_for(timeout=SOON)
    say(li, "那就都装上")
    lines(ma).first.get_by_text("那就都装上").wait_for(timeout=SOON)
    ma.page.keyboard.press("Alt+1")
    ma.page.locator('form[data-newest] button.kind.chosen[value="demand"]').wait_for(timeout=SOON)

    line = Remark.objects.get(text="那就都装上")
    pledge(
        remark_id=line.pk,
        promise=Promise(what="勘察接电点", holder=town.li, by=timezone.localdate() + timedelta(days=9)),
        **by(town, talk),
    )
    wall.page.get_by_text("勘察接电点").wait_for(timeout=SOON)
    assert Remark.objects.filter(gathering=talk).count() == 2
    for each in (ma, wall, phone):
        each.look_around()


def test_a_phone_that_slept_catches_up(town: Town, talk: Gathering, seat: Sit) -> None:
    phone = seat(town.wang, phone=True).go(f"/g/{talk.join_secret}/")
    phone.page.wait_for_function(
        "document.querySelector('[data-live]').liveSource?.readyState === 1", timeout=SOON
    )
    phone.visitor.context.set_offline(True)
    phone.page.evaluate("document.querySelector('[data-live]').liveSource.close()")
    begin_item(**by(town, talk))

    phone.visitor.context.set_offline(False)
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    phone.page.get_by_text("第 1 项，共 1 项").wait_for(timeout=SOON)
    phone.visitor.complaints.clear()  # that the network was gone is what the test is about


def test_twenty_lines_written_without_network_arrive_once_each(
    town: Town, talk: Gathering, seat: Sit
) -> None:
    host = seat(town.ma).go(f"/desk/gatherings/{talk.pk}/host/")
    say(host, "断网之前的一句")
    lines(host).first.get_by_text("断网之前的一句").wait_for(timeout=SOON)

    host.visitor.context.set_offline(True)
    for n in range(1, 21):
        say(host, f"断网时的第{n}句")
    waiting = host.page.locator("[data-queue-list] .line")
    assert waiting.count() == 20
    assert Remark.objects.count() == 1

    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        host.page.reload()
    host.visitor.context.set_offline(False)
    host.page.goto(f"/desk/gatherings/{talk.pk}/host/")
    host.page.locator("[data-queue-list]").wait_for(state="hidden", timeout=2 * SOON)

    found = list(Remark.objects.order_by("number").values_list("text", flat=True))
    assert found == ["断网之前的一句", *[f"断网时的第{n}句" for n in range(1, 21)]]
    host.page.reload()
    assert Remark.objects.count() == 21
    host.visitor.complaints.clear()  # that the network was gone is what the test is about


def test_a_line_whose_answer_was_lost_is_sent_again_and_kept_once(
    town: Town, talk: Gathering, seat: Sit
) -> None:
    host = seat(town.ma).go(f"/desk/gatherings/{talk.pk}/host/")
    lost: list[str] = []

    def swallow(route: Any) -> None:
        """The server has taken it; the answer never comes."""
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    host.page.route("**/host/line/", swallow, times=1)
    say(host, "回音丢了的一句")
    host.page.locator("[data-queue-list]").wait_for(state="hidden", timeout=2 * SOON)

    assert len(lost) == 1
    assert Remark.objects.filter(text="回音丢了的一句").count() == 1
    host.visitor.complaints.clear()  # the lost answer is what the test is about


def test_a_line_that_is_refused_stays_on_the_device_with_the_reason(
    town: Town, talk: Gathering, seat: Sit
) -> None:
    host = seat(town.ma).go(f"/desk/gatherings/{talk.pk}/host/")
    Gathering.objects.filter(pk=talk.pk).update(state="filed", filed_at=timezone.now())

    say(host, "归档以后才写的一句")
    host.page.locator("[data-queue-list] .error").wait_for(timeout=SOON)

    assert "记录已归档" in host.page.locator("[data-queue-list]").inner_text()
    assert not Remark.objects.exists()
    host.page.get_by_role("button", name="放回去改").click()
    assert host.page.locator("#text").input_value() == "归档以后才写的一句"
    host.visitor.expect("409")


def test_console_wall_and_two_phones_stand_side_by_side_and_are_four_different_eyes(
    town: Town, talk: Gathering, seat: Sit
) -> None:
    host = seat(town.ma).go(f"/desk/gatherings/{talk.pk}/side-by-side/")
    frames = host.page.locator("iframe")
    assert frames.count() == 4
    console, wall, first, second = (frames.nth(n).content_frame for n in range(4))
    for n, phone in enumerate((first, second), start=2):
        phone.get_by_text("居民代表", exact=True).click()
        phone.get_by_role("button", name="我到了").click()
        phone.get_by_role("button", name="我要发言").wait_for()
        assert talk.attendances.count() == n
    assert talk.attendances.filter(person=None, class_code="residents").count() == 2

    console.locator("#text").fill("路灯坏了半个月。")
    console.locator("form.write button").click()
    first.get_by_role("button", name="我要发言").click()
    console.get_by_role("button", name=re.compile("请下一位.*1")).wait_for(timeout=SOON)
    wall.get_by_text(re.compile("现场 3 人|3 人")).first.wait_for(timeout=SOON)
    assert Remark.objects.get().text == "路灯坏了半个月。"


def test_only_our_own_pages_hold_the_room_in_a_frame(town: Town, talk: Gathering) -> None:
    guest = Client()
    seated = guest.get(f"/g/{talk.join_secret}~a-seat-of-its-own/")
    others = guest.get("/")
    assert seated["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in seated["Content-Security-Policy"]
    assert others["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in others["Content-Security-Policy"]


def test_a_seat_is_nobody_else_whoever_is_signed_in_beside_it(town: Town, talk: Gathering) -> None:
    wang = Client()
    wang.force_login(account_of(town.wang), backend="django.contrib.auth.backends.ModelBackend")
    seat_page = f"/g/{talk.join_secret}~a-seat-of-its-own/"
    came = wang.post(f"{seat_page}come-in/", {"class_code": "residents"})
    again = wang.post(f"{seat_page}come-in/", {"class_code": "residents"})

    assert (came["Location"], again["Location"]) == (seat_page, seat_page)
    assert "room" not in came.cookies
    assert talk.attendances.filter(person=None).count() == 1
    assert talk.attendances.filter(person=town.wang).count() == 1
