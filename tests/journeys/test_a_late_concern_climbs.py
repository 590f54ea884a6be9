"""Promised for Monday, not done: reminded, then one rung after the other holds it too, and everybody can see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shangyi.concerns.models import Concern
from shangyi.entry.jobs import sweep
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.models import Reminder
from shangyi.undertakings.queries import open_lead
from tests.concerns.life import handled_concern
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import Neighbourhood, day
from tests.journeys.seats import Seat
from tests.people_and_places import capacity, person

DUE = day(3, 10, 0) - timedelta(microseconds=1)
"""The end of the fifth working day after the Monday of the assignment."""


@pytest.mark.trace("TC-20", "NT-10", "XC-10")
def test_what_is_late_is_reminded_climbs_and_is_never_late_in_silence(
    here: Neighbourhood, seat: Callable[..., Seat], clock: Clock
) -> None:
    town = here.town
    concern = handled_concern(town)
    lead = open_lead(concern.subject)
    fang = person("小方", "13900000041")
    capacity(fang, CapacityKind.UNIT_WORKER, town.street, "养护员", town.works)
    receipt = concern.voices.get().receipt
    phone, li = seat(phone=True), seat(town.li)
    assert (concern.due_at, concern.tier) == (DUE, "grid")

    # In time: who has it and until when
    clock.at(day(3, 3, 9))
    assert "市政养护队 陈工承办" in phone.go(f"/r/{receipt}/").text
    assert "超期" not in phone.text
    assert "疏通并更换管线" not in li.go("/desk/late/").text

    # The working day before: a reminder, told to the resident too
    sweep(clock.at(day(3, 9, 9, 30)))
    assert "提醒了陈工" in phone.go(f"/r/{receipt}/").text

    # It was due; the next morning the rung above holds it too, and the page says how late
    sweep(clock.at(day(3, 10, 9, 30)))
    phone.go(f"/r/{receipt}/")
    assert "超期 9 小时" in phone.text
    assert "李书记一起管" in phone.text
    assert "疏通并更换管线" in li.go("/desk/late/").text
    assert "李书记" in li.text

    # Now it is too late to ask for more time, and the page says so and what to do; nothing typed is lost
    chen = seat(town.chen)
    chen.go(f"/undertakings/{lead.pk}/ask-extension/")
    chen.fill(wanted_on="2026-03-13", reason="管材还没到货").sends_in_vain()
    assert "管材还没到货" in chen.page.input_value("[name=reason]")
    assert open_lead(concern.subject).due_at == DUE

    # Still not done: the community's rung, then the street's; the desk's list says to whom it went
    sweep(clock.at(day(3, 10, 15)))
    assert Concern.objects.get(pk=concern.pk).tier == "community"
    sweep(clock.at(day(3, 25, 10)))
    assert Concern.objects.get(pk=concern.pk).tier in {"street", "district"}
    assert open_lead(concern.subject).raised_to == town.liu
    assert "刘主任" in li.go("/desk/late/").text
    assert "刘主任一起管" in phone.go(f"/r/{receipt}/").text
    stages = list(Reminder.objects.filter(undertaking=lead).values_list("stage", flat=True))
    assert (stages.count("before"), stages.count("at")) == (1, 2)

    # The secretary decides a hand-over; the due time and its history stay
    clock.at(day(3, 25, 11))
    li.go(f"/undertakings/{lead.pk}/hand-over/").fill(person="小方", reason="陈工去外地抢修").send()
    phone.go(f"/r/{receipt}/")
    assert "市政养护队 小方承办" in phone.text
    assert (open_lead(concern.subject).holder, open_lead(concern.subject).due_at) == (fang, DUE)

    # Done late, and the record says that it was
    clock.at(day(3, 25, 17))
    ma = seat(town.ma).go(f"/concerns/{concern.pk}/finish/")
    ma.fill(result="管线换好了", answer="管线换好了，让您等久了，对不起。").send()
    done = Concern.objects.get(pk=concern.pk)
    assert done.first_due_at == DUE
    assert done.done_at == day(3, 25, 17)
    assert "超期" in phone.go(f"/r/{receipt}/").text or "超时" in phone.text or "原定" in phone.text
