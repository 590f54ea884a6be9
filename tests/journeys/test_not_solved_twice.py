"""没解决: the secretary looks the first time, the street the second, and whoever insists is not kept waiting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shangyi.concerns.models import Concern
from shangyi.concerns.rules.life import State
from shangyi.undertakings.queries import open_lead
from tests.concerns.life import done_concern
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat


@pytest.mark.trace("TC-20")
def test_not_solved_brings_the_secretary_then_the_street_and_ends_only_when_it_is_solved(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town = here.town
    concern = done_concern(town)
    first_promise = concern.first_due_at
    wang, li, liu = seat(town.wang, phone=True), seat(town.li), seat(town.liu)

    # The first screen asks; she says no, and reads at once who looks and until when
    clock.at(day(3, 3, 18))
    wang.go("/")
    assert "今天有 1 件事等您" in wang.text
    wang.send(verdict="not_solved")
    assert "记下了：没解决" in wang.text
    assert (open_lead(concern.subject).task, open_lead(concern.subject).holder) == ("look", town.li)
    wang.go("/mine/").follow(f"/r/{concern.voices.get().receipt}/")
    assert "李书记在" in wang.text

    # The secretary looks and sends it back to work, with the first promise on record
    clock.at(day(3, 4, 9))
    assert "下水井盖散发臭味" in li.go("/desk/mine/").text
    li.go(f"/desk/concerns/{concern.pk}/").follow("/reopen/")
    li.fill(reason="井盖边上还有味道，密封圈没换", keeper="小马", unit="市政养护队", handler="陈工").send()
    again = Concern.objects.get(pk=concern.pk)
    assert (again.state, again.first_due_at, again.took) == (State.HANDLING, first_promise, None)
    clock.at(day(3, 5, 10))
    li.go(f"/concerns/{concern.pk}/finish/").fill(result="换了密封圈", answer="密封圈换了。").send()

    # The second time she insists: the street looks, and finds that it is solved by half
    clock.at(day(3, 5, 20))
    wang.go(f"/r/{concern.voices.get().receipt}/")
    wang.fill(sentence="下雨还有味道", insist=True).send(verdict="not_solved")
    lead = open_lead(concern.subject)
    assert (lead.task, lead.holder) == ("look", town.liu)
    assert Concern.objects.get(pk=concern.pk).tier == "street"
    clock.at(day(3, 6, 9))
    liu.go(f"/desk/concerns/{concern.pk}/")
    assert "下雨还有味道" in liu.text
    liu.follow("/uphold/").fill(
        reason="我去看过，井盖已经密封；雨天的味道来自河道，河道的事另外立了一件。"
    ).send()

    # She is told why, and it is her word that ends it
    wang.go("/").send(verdict="solved")
    ended = Concern.objects.get(pk=concern.pk)
    assert (ended.state, ended.times_disputed, ended.first_due_at) == (State.CLOSED, 2, first_promise)


@pytest.mark.trace("TC-20")
def test_who_insists_the_first_time_goes_straight_to_the_street(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    concern = done_concern(here.town)
    clock.at(day(3, 3, 18))
    phone = seat(phone=True).go(f"/r/{concern.voices.get().receipt}/")

    phone.fill(insist=True).send(verdict="not_solved")

    assert open_lead(concern.subject).holder == here.town.liu
    assert "刘主任在" in phone.text
