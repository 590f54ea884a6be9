"""茂悦府充电棚: a shed on common ground; the owners vote on paper, and each of the four conditions is met by a hair."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.decisions.actions.by_clock import move_ballots_by_clock
from shangyi.decisions.actions.papers import read_paper
from shangyi.decisions.models import Ballot, Elector
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.people_and_places import acting

ROSTER = """LW-CY-NC-1-3-2-201，王阿姨，100.02，登记
3-2-202，孙姨，100.00，登记
3-2-301，钱伯，100.00，登记
3-2-302，周姐，100.00，登记
3-2-401，吴叔，100.00，登记
3-2-402，郑姐，100.00，登记
"""
"""Four of six take part: two thirds of the heads, 400.02 of 600.02 m². Three of the four agree: 300.02 m²."""

PAPERS = {"LW-CY-NC-1-3-2-201": "yes", "3-2-202": "yes", "3-2-301": "yes", "3-2-302": "no"}


@pytest.mark.trace("XC-7")
def test_owners_decide_about_a_shed_and_the_page_prints_its_working(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town = here.town
    chief, clerk = seat(town.li), seat(town.ma, script=False)

    # A change of use is special: the page asks for two thirds and three quarters, and for its notice
    clock.at(day(3, 2, 10))
    chief.go("/desk/ballots/new/").fill(
        title="地下空间建充电棚", place=town.compound.code, label="statutory-owners", method="owners",
        electorate="owners", matter="278-8-use", ground="owners",
    ).send()  # fmt: skip
    shed = Ballot.objects.get()
    chief.go(f"/desk/ballots/{shed.pk}/electors/").fill(lines=ROSTER, declared_area="600.02").send()
    chief.go(f"/desk/ballots/{shed.pk}/announce/")
    chief.fill(opens_at="2026-03-05T09:00", closes_at="2026-03-15T18:00").sends_in_vain()
    assert "通知时间不足15日（物业管理条例第十四条）" in chief.text
    chief.fill(opens_at="2026-03-20T09:00", closes_at="2026-03-30T18:00").send()
    assert "已公告" in chief.text

    # Papers count when two people have read the same: one through the pages, the others as they do
    clock.at(day(3, 20, 10))
    move_ballots_by_clock(now=clock.now())
    head = Elector.objects.get(key="3-2-302").head
    for reader in (chief, clerk):
        reader.go(f"/desk/ballots/{shed.pk}/casting/?head={head}")
        reader.page.locator("form", has_text="我录的是这样").locator('[value="no"]').check()
        with reader.page.expect_navigation():
            reader.page.get_by_role("button", name="我录的是这样").click()
    for household in list(PAPERS)[:3]:
        for who in (town.ma, town.li):
            by = {"ballot_id": shed.pk, "actor": acting(who, clock.now().date()), "now": clock.now()}
            read_paper(household=household, answer=PAPERS[household], **by)

    # Closed by the clock, counted by hand; every comparison stands there in whole numbers
    clock.at(day(3, 30, 18))
    move_ballots_by_clock(now=clock.now())
    clock.after(hours=15)
    chief.go(f"/desk/ballots/{shed.pk}/count/").send()
    chief.go(f"/desk/ballots/{shed.pk}/publish/").send()
    wang = seat(town.wang, phone=True).go(f"/ballots/{shed.pk}/")
    for said in (
        "通过：已共同决定",
        "400.02 / 600.02 m²", "3 × 40002 > 2 × 60002",
        "4 / 6", "3 × 4 = 2 × 6",
        "300.02 / 400.02 m²", "4 × 30002 > 3 × 40002",
        "3 / 4", "4 × 3 = 3 × 4",
        "正好相等；这里包含本数，所以达到。",
        "一年内",
    ):  # fmt: skip
        assert said in wang.text, said
    assert wang.text.count("达到") >= 4
    assert Ballot.objects.get().claim == "decided"
