"""What happens to an undertaking reaches the concern it carries, with the rules as shipped."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shangyi.concerns.actions.keeping import follow_due_change, follow_hand_over
from shangyi.concerns.models import Concern
from shangyi.journeys.queries.invariants import check_everything
from shangyi.notices.models import Notice
from shangyi.people.models import Person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.actions import (
    Away,
    ask_extension,
    decide_extension,
    hand_over,
    hand_over_all,
    leave,
    record_absence,
    sweep,
)
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import open_lead, stretch_of
from tests.concerns.life import HOUR, MONDAY, handled_concern, said, sorted_concern
from tests.people_and_places import Town, acting, capacity, person

LATER = MONDAY + timedelta(days=9)


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town


def broken(now: datetime) -> list[str]:
    """The invariants that do not hold once the sweep has been round."""
    sweep(now=now)
    return [held.invariant.code for held in check_everything(now).broken]


def clerk(town: Town) -> Person:
    zhou = person("小周", "13900000021")
    capacity(zhou, CapacityKind.CLERK, town.farm)
    return zhou


def kept_by(concern: Concern) -> Person:
    return Concern.objects.get(pk=concern.pk).keeper


@pytest.mark.trace("TC-18")
def test_more_time_moves_the_concerns_clock_keeps_the_first_promise_and_tells_the_requester(
    town: Town,
) -> None:
    concern = handled_concern(town)
    row = open_lead(concern.subject)
    assert row.due_at is not None
    wanted = row.due_at + timedelta(days=2)
    asked = ask_extension(
        undertaking_id=row.pk,
        reason="等配件",
        wanted_due_at=wanted,
        actor=acting(town.chen),
        now=MONDAY + 5 * HOUR,
        stretch=stretch_of(row),
    )

    decide_extension(
        extension_id=asked.pk,
        granted=True,
        reason="",
        actor=acting(town.li),
        now=MONDAY + 6 * HOUR,
        on_due_changed=follow_due_change,
    )

    after = Concern.objects.get(pk=concern.pk)
    assert (after.due_at, after.first_due_at) == (wanted, concern.first_due_at)
    told = Notice.objects.get(template="concern.extended", channel="in_app")
    assert (told.person, told.facts["reason"]) == (town.wang, "等配件")
    assert broken(MONDAY + 7 * HOUR) == []


def test_a_keeper_who_leaves_hands_every_concern_over_with_the_role(town: Town) -> None:
    zhou = clerk(town)
    concerns = [Concern.objects.get(pk=said(town, words="路灯坏了").concern_id), handled_concern(town)]
    assert {kept_by(each).name for each in concerns} == {"小马"}

    leave(
        capacity_id=town.capacity(town.ma).pk,
        until_on=MONDAY.date(),
        to=zhou,
        reason="调离",
        actor=acting(town.li),
        now=MONDAY + 5 * HOUR,
        on_keeper_changed=follow_hand_over,
    )

    assert [kept_by(each) for each in concerns] == [zhou, zhou]
    assert broken(MONDAY + 6 * HOUR) == []
    assert broken(MONDAY + timedelta(days=1)) == []


def test_an_absent_keepers_concerns_go_to_the_stand_in(town: Town) -> None:
    zhou, concern = clerk(town), handled_concern(town)
    away = Away(person=town.ma, from_at=MONDAY + 6 * HOUR, until_at=LATER, stand_in=zhou, reason="住院")

    record_absence(
        away=away, actor=acting(town.li), now=MONDAY + 5 * HOUR, on_keeper_changed=follow_hand_over
    )

    assert kept_by(concern) == zhou
    assert open_lead(concern.subject).holder == town.chen
    assert broken(MONDAY + 7 * HOUR) == []


def test_handing_over_the_sorting_hands_over_the_keeping(town: Town) -> None:
    zhou = clerk(town)
    concern = Concern.objects.get(pk=said(town).concern_id)

    hand_over(
        undertaking_id=open_lead(concern.subject).pk,
        to=zhou,
        reason="下沉走访",
        actor=acting(town.li),
        now=MONDAY + HOUR,
        on_keeper_changed=follow_hand_over,
    )

    assert (kept_by(concern), open_lead(concern.subject).holder) == (zhou, zhou)
    assert broken(MONDAY + 2 * HOUR) == []


def test_everything_of_one_keeper_can_be_handed_over_at_once(town: Town) -> None:
    zhou = clerk(town)
    concerns = [sorted_concern(town, words=f"第{n}处路灯坏了") for n in range(3)]

    n = hand_over_all(
        person=town.ma,
        to=zhou,
        reason="分工调整",
        actor=acting(town.li),
        now=MONDAY + 5 * HOUR,
        on_keeper_changed=follow_hand_over,
    )

    assert n == 3
    assert [kept_by(each) for each in concerns] == [zhou] * 3
    assert broken(MONDAY + 6 * HOUR) == []


@pytest.mark.trace("XC-10")
def test_a_late_concern_climbs_the_ladder_of_its_place_as_the_rules_say(town: Town) -> None:
    concern = handled_concern(town)
    lead = open_lead(concern.subject)
    assert lead.due_at is not None
    holders: list[tuple[int, str]] = []

    now = MONDAY
    while now < lead.due_at + timedelta(days=14):
        now += HOUR
        sweep(now=now)
        row = Undertaking.objects.get(pk=lead.pk)
        step = (row.rung, row.raised_to.name if row.raised_to else "")
        holders += [step] if step not in holders else []
        assert now.hour % 12 or broken(now) == []

    assert [name for _, name in holders][:2] == ["", "李书记"]
    assert "刘主任" in [name for _, name in holders]
    assert broken(now) == []
