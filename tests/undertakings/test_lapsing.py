"""A role with an end can be given work until its last day; in its last evening that work passes to others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from shangyi.kernel.refused import Refused
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.actions import leave, pass_on_what_lapses
from tests.kernel.ningxia import at
from tests.people_and_places import Town, acting, capacity, person
from tests.undertakings.given import again, facts, opened
from tests.undertakings.test_handing_over import Heard, code_of, over

LAST_EVENING = at("2026-03-20T18:00")


def ends(town: Town, who: str = "ma", day: str = "2026-03-20") -> None:
    leave(
        capacity_id=town.capacity(getattr(town, who)).pk,
        until_on=at(day).date(),
        to=None,
        reason="退休",
        actor=acting(town.liu),
        now=at("2026-03-01T10:00"),
        on_keeper_changed=Heard(),
    )


def passed_on(now: datetime) -> tuple[int, Heard]:
    heard = Heard()
    return pass_on_what_lapses(now=now, on_keeper_changed=heard), heard


def test_what_was_given_after_the_end_was_set_passes_on_in_the_last_evening(town: Town) -> None:
    ends(town)
    row = opened(town, limit="60d", is_lead=True, answers_to=town.ma)

    before, _ = passed_on(at("2026-03-20T17:59"))
    n, heard = passed_on(LAST_EVENING)

    assert (before, n) == (0, 2)
    assert (again(row).holder, again(row).answers_to) == (town.li, town.li)
    assert heard == [("小马", "李书记", ["concern:1"])]
    assert [fact["part"] for fact in facts("undertaking.handed-over")] == ["holder", "answers_to"]
    assert passed_on(LAST_EVENING)[0] == 0


def test_a_missed_evening_is_made_up_for_later(town: Town) -> None:
    ends(town)
    row = opened(town, limit="60d")

    n, _ = passed_on(at("2026-03-24T09:00"))

    assert (n, again(row).holder) == (1, town.li)


def test_what_another_role_of_the_same_person_covers_stays(town: Town) -> None:
    ends(town)
    capacity(town.ma, CapacityKind.CLERK, town.street)
    row = opened(town, limit="60d", holder=town.ma, holder_capacity=None)

    assert (passed_on(LAST_EVENING)[0], again(row).holder) == (0, town.ma)


@pytest.mark.parametrize("colleagues", [0, 1])
def test_the_work_of_a_unit_stays_within_the_unit(town: Town, colleagues: int) -> None:
    ends(town, "chen")
    row = opened(
        town, limit="60d", unit=town.works, holder=town.chen, holder_capacity=town.capacity(town.chen)
    )
    taker = town.chen
    for _ in range(colleagues):
        taker = person("章师傅", "13900000031")
        capacity(taker, CapacityKind.UNIT_WORKER, town.street, "养护工", town.works)

    assert (passed_on(LAST_EVENING)[0], again(row).holder) == (colleagues, taker)


def test_on_the_last_day_of_a_role_nothing_is_taken_over_in_it(town: Town) -> None:
    zhou: Any = person("小周", "13900000021")
    capacity(zhou, CapacityKind.CLERK, town.farm)
    leave(
        capacity_id=town.capacity(zhou).pk,
        until_on=at("2026-03-04").date(),
        to=None,
        reason="调离",
        actor=acting(town.li),
        now=at("2026-03-01T10:00"),
        on_keeper_changed=Heard(),
    )

    with pytest.raises(Refused) as no:
        over(town, opened(town), zhou)

    assert code_of(no) == "undertaking.cannot-hold"
