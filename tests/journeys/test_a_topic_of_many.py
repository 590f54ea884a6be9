"""A topic open to many: a resident answers on her phone and sees where she is; the desk looks and replies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shangyi.deliberation.models import Position, Statement, Topic
from shangyi.entry.jobs import close_topics, draw_maps
from tests.deliberation.talks import FIRST, MORE, Talk
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood
from tests.journeys.seats import Seat


def put(here: Neighbourhood, staff: Seat, clock: Clock) -> Talk:
    """The secretary puts the topic on her desk, statement by statement, and opens it."""
    staff.go("/desk/topics/").follow("/desk/topics/new/")
    staff.fill(title="农场小区怎么停车", background="车位 118 个，车 203 辆。", place=here.town.compound.code)
    staff.send()
    topic = Topic.objects.get()
    for text in FIRST + MORE:
        staff.go(f"/desk/topics/{topic.pk}/").fill(text=text)
        with staff.page.expect_navigation():
            staff.page.locator('form[action$="/pin/"] button').click()
    staff.go(f"/desk/topics/{topic.pk}/").follow("/open/").send()
    talk = Talk(here.town, Topic.objects.get())
    assert talk.topic.state == "open"
    return talk


def neighbours_answer(talk: Talk, clock: Clock) -> None:
    """Some forty neighbours have been there before her, in two camps that agree on one thing."""
    clock.after(hours=2)
    talk.move_in(42)
    for n, who in enumerate(talk.neighbours):
        mind = {k: 1 if (k + n % 2) % 2 or k == 2 else -1 for k in range(1, 10)}
        talk.answers_all(mind, who, at=clock.now())
    draw_maps(clock.now())


@pytest.mark.trace("FS-5")
def test_a_resident_answers_on_her_phone_and_sees_where_she_is(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town, staff = here.town, seat(here.town.li)
    talk = put(here, staff, clock)

    neighbours_answer(talk, clock)

    # She finds it on her first page, and nothing else of it needs explaining
    phone = seat(town.wang, phone=True).go("/")
    assert "有 9 条观点等您表态" in phone.text
    phone.follow(f"/topics/{talk.pk}/")
    assert "听取意见，不作决定" in phone.text
    phone.send()
    assert phone.path == f"/topics/{talk.pk}/card/"

    # Three big buttons, no reply button; a thumb's press is enough
    for name in ("赞成", "不赞成", "说不准"):
        box = phone.page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["height"] >= 56
        assert box["width"] >= 300
    assert phone.page.locator("main textarea").count() == 0
    first = phone.page.locator(".statement").inner_text()
    phone.fill(important=True).send(value="1")
    assert "已记下：赞成" in phone.text

    # Undone, and answered the other way
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="撤销").click()
    assert phone.page.locator(".statement").inner_text() == first
    phone.send(value="-1")
    for n in range(6):
        phone.send(value="1" if n % 2 else "-1")
    assert "我在哪儿" in phone.text

    # Right after taking part she sees where she is: at most five seconds behind her last press
    draw_maps(clock.now())
    phone.follow("/me/")
    assert "组，这一组共" in phone.text
    assert phone.page.locator(".opinion-map svg text", has_text="您").count() == 1
    phone.go(f"/topics/{talk.pk}/results/")
    assert "43 人" in phone.text
    assert "同样的内容，用数字看" in phone.text

    # She adds something; the desk puts it, and she is told
    phone.go(f"/topics/{talk.pk}/say/").fill(text="晚上把学校操场借来停车").send()
    clock.after(minutes=30)
    staff.go(f"/desk/topics/{talk.pk}/").send(accept="yes")
    assert Statement.objects.get(author=town.wang).state == "accepted"
    assert "您的观点已放出来请大家表态" in phone.go("/notices/").text

    # It ends by itself; the secretary says what is done, and everybody reads it
    clock.after(days=15)
    assert close_topics(clock.now()) == 1
    draw_maps(clock.now())
    staff.go(f"/desk/topics/{talk.pk}/").follow("/conclude/")
    staff.fill(words="先给老人画四个车位，五一前画好；收费要业主共同决定，另行表决。").send()
    passer_by = seat(phone=True).go(f"/topics/{talk.pk}/")
    assert "先给老人画四个车位" in passer_by.text
    passer_by.follow("/results/")
    assert "这份结果已存证" in passer_by.text
    assert Topic.objects.get().conclude_by == Topic.objects.get().closed_at + timedelta(days=7)  # type: ignore[operator]
    assert Position.objects.filter(participant__person=town.wang, stands=True).count() == 7


def test_a_resident_takes_part_without_script(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    talk = put(here, seat(here.town.li, script=False), clock)
    phone = seat(here.town.wang, phone=True, script=False).go(f"/topics/{talk.pk}/").send()
    for _card in range(9):
        phone.send(value="0")
    assert "现有的观点您都表过态了" in phone.text
    draw_maps(clock.now())
    phone.follow("/me/")
    assert "目前有 1 人表态，还不画图" in phone.text
