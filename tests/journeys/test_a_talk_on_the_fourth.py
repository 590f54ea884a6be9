"""逢四说事: a narrow street and its parking; a question to those who live on it, three axes, minutes for everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shangyi.decisions.actions.by_clock import move_ballots_by_clock
from shangyi.decisions.models import Ballot, Vote
from shangyi.forums.models import Edition, Gathering, Rating
from shangyi.notices.models import Notice
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.people_and_places import account_of

STREET = """LW-CY-NC-1-3-2-201，王阿姨
3-2-202，孙姨
3-2-301，钱伯
3-2-302，周姐
"""


@pytest.mark.trace("FS-1", "FS-2", "FS-3", "FS-5", "FS-7")
def test_a_street_talks_on_the_fourth_and_those_who_live_there_are_asked(  # noqa: PLR0915 - one story, to its end
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town = here.town
    account_of(town.wang)
    account_of(town.li)

    # The community convenes; a shopkeeper is a class of its own and is heard
    clock.at(day(3, 3, 10))
    ma = seat(town.ma)
    ma.go("/desk/gatherings/new/").fill(
        practice="逢四说事",
        theme="育才巷停车",
        planned_at="2026-03-04T15:00",
        venue="说事室",
    ).send()
    talk = Gathering.objects.get()
    ma.go(f"/desk/gatherings/{talk.pk}/item/").fill(title="两边停车，救护车进不来", why="上月堵了两次").send()
    ma.go(f"/desk/gatherings/{talk.pk}/invite/").fill(
        class_code="居民代表", way="households", below="2单元"
    ).send()
    ma.go(f"/desk/gatherings/{talk.pk}/")
    ma.page.get_by_role("button", name="发通知").click()

    clock.at(day(3, 4, 15))
    ma.page.goto("about:blank")
    host = seat(town.li, script=False)
    host.go(f"/desk/gatherings/{talk.pk}/")
    host.page.get_by_role("button", name="开会").click()
    talk.refresh_from_db()
    wang = seat(town.wang, phone=True, script=False)
    wang.go("/g/").fill(digits=talk.join_code).send()
    wang.fill(class_code="居民代表").send()
    host.go(f"/desk/gatherings/{talk.pk}/check-in/?back=host").fill(
        class_code="商户代表", name="快递驿站老板"
    ).send()
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="下一个议题").click()
    host.page.locator("#class_code").select_option(label="商户代表")
    host.page.locator("#text").fill("早上七点到八点要卸货，得留一个口。")
    host.page.locator("form.write button").click()

    # It is no matter to be decided by hands in a room: those who live on the street are asked
    host.go(f"/desk/gatherings/{talk.pk}/").page.get_by_role("link", name="交付表决").click()
    host.fill(
        title="育才巷只划一边车位，您赞成吗",
        background="划一边：救护车能过，少停二十辆。不划：和现在一样。",
        label="consultative",
        method="yes-no",
        electorate="households",
    ).send()
    ballot = Ballot.objects.get()
    assert ballot.about == talk.subject
    host.go(f"/desk/ballots/{ballot.pk}/electors/").fill(lines=STREET).send()
    host.go(f"/desk/ballots/{ballot.pk}/announce/").fill(
        opens_at="2026-03-05T08:00", closes_at="2026-03-07T20:00"
    ).send()
    host.go(f"/desk/gatherings/{talk.pk}/")
    assert "育才巷只划一边车位" in host.text

    # Over; the item goes on to those who decide; filed
    clock.at(day(3, 4, 16, 30))
    host.go(f"/desk/gatherings/{talk.pk}/host/")
    host.page.get_by_role("button", name="散会").click()
    item = talk.items.get()
    host.go(f"/desk/gatherings/{talk.pk}/conclude/?back=complete&item={item.pk}").fill(
        result="sent_on", conclusion="问过住在这条巷子的人，再请部门来定"
    ).send()
    host.go(f"/desk/gatherings/{talk.pk}/no-outcome/?back=complete").fill(reason="等征询的结果").send()
    host.page.get_by_role("button", name="归档").click()
    talk.refresh_from_db()
    assert talk.state == "filed"

    # She rates what it was like on its three axes, from her phone
    wang.go(f"/g/{talk.join_secret}/")
    for axis in wang.page.locator("#rate fieldset").all():
        axis.locator("input").last.check()
    wang.page.locator("#rate button").click()
    assert Rating.objects.count() >= 1

    # On the days of the ballot she answers; by the clock it ends, and the result is published
    clock.at(day(3, 5, 9))
    move_ballots_by_clock(now=clock.now())
    wang.go(f"/ballots/{ballot.pk}/").fill(answer="yes").send()
    assert Vote.objects.filter(ballot=ballot).count() == 1
    clock.at(day(3, 7, 20, 1))
    move_ballots_by_clock(now=clock.now() + timedelta(minutes=1))
    clock.at(day(3, 8, 9))
    host.go(f"/desk/ballots/{ballot.pk}/publish/").send()
    ballot.refresh_from_db()
    assert ballot.state == "published"

    # The minutes are for everybody: no name in them, the question and what it showed
    host.go(f"/desk/gatherings/{talk.pk}/minutes/").page.get_by_role("button", name="审定").click()
    host.go(f"/desk/gatherings/{talk.pk}/publish-minutes/?back=minutes").fill(level="public").send()
    stranger = seat(phone=True).go(f"/gatherings/{talk.pk}/minutes/")
    assert "得留一个口" in stranger.text
    assert "育才巷只划一边车位" in stranger.text
    assert "王阿姨" not in stranger.text
    assert "快递驿站老板" not in stranger.text
    assert Edition.objects.get().content["ballots"][0]["showed"]
    told = set(Notice.objects.filter(template="minutes.published").values_list("person__name", flat=True))
    assert told == {"王阿姨"}
