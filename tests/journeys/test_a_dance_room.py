"""2号楼舞蹈室: most like it when they are asked, but it is the owners' to decide; the page says why, and what next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.decisions.actions.by_clock import move_ballots_by_clock
from shangyi.decisions.models import Ballot, Elector
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat

HOUSEHOLDS = "LW-CY-NC-1-3-2-201，王阿姨\n2-1-101，孙姨\n2-1-102，钱伯\n"


@pytest.mark.trace("XC-7")
def test_a_dance_room_that_turns_out_to_need_the_owners(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town = here.town
    chief = seat(town.li)

    # Put as a consultation; the draft already says who decides and in which words it was seen
    clock.at(day(3, 2, 10))
    chief.go("/desk/ballots/new/").fill(
        title="把2号楼架空层改成舞蹈室，您赞成吗", place=town.compound.code, label="consultative",
        method="yes-no", electorate="households", ground="owners",
    ).send()  # fmt: skip
    asked = Ballot.objects.get()
    for said in ("这件事要由别人决定", "民法典第二百七十八条第一款第（八）项", "2号楼架空层改成舞蹈室"):
        assert said in chief.text, said
    chief.go(f"/desk/ballots/{asked.pk}/electors/").fill(lines=HOUSEHOLDS).send()
    chief.go(f"/desk/ballots/{asked.pk}/announce/")
    chief.fill(opens_at="2026-03-03T09:00", closes_at="2026-03-05T18:00").send()

    # All three say yes, on the phone and by their slips
    clock.at(day(3, 3, 10))
    move_ballots_by_clock(now=clock.now())
    wang = seat(town.wang, phone=True).go(f"/ballots/{asked.pk}/").fill(answer="yes").send()
    slips = seat(phone=True, script=False)
    for row in Elector.objects.filter(person=None):
        slips.go(f"/b/{row.code}/").fill(answer="yes").send()

    # However clear, it is published as heard; it cannot be carried out, and she reads why
    clock.at(day(3, 5, 18))
    move_ballots_by_clock(now=clock.now())
    chief.go(f"/desk/ballots/{asked.pk}/publish/").send()
    assert "不能当作决定去落实" in chief.text
    assert chief.page.locator(f'a[href$="/ballots/{asked.pk}/adopt/"]').count() == 0
    chief.go(f"/desk/ballots/{asked.pk}/adopt/").fill(words="下周开工").sends_in_vain()
    assert "业主共同决定" in chief.text
    wang.go(f"/ballots/{asked.pk}/")
    assert "征求到的意见，没有作决定" in wang.text
    assert "所以这个结果不是决定" in wang.text

    # One press from there to the ballot that decides, and only once
    chief.go(f"/desk/ballots/{asked.pk}/")
    with chief.page.expect_navigation():
        chief.page.get_by_role("button", name="准备能作决定的表决").click()
    owners_asked = Ballot.objects.get(follows=asked)
    assert (owners_asked.label, owners_asked.matter, owners_asked.state) == (
        "statutory-owners",
        "278-8-use",
        "draft",
    )
    assert "业主共同决定" in chief.text
    chief.go(f"/desk/ballots/{asked.pk}/")
    assert chief.page.get_by_role("button", name="准备能作决定的表决").count() == 0
    assert "作出决定的那次表决" in chief.text
