from __future__ import annotations

from typing import Any

import pytest

from shangyi.kernel.refused import Refused
from shangyi.people.models import Absence, Capacity, Person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.actions import (
    Away,
    finish_undertaking,
    hand_over,
    hand_over_all,
    leave,
    record_absence,
)
from tests.kernel.ningxia import at
from tests.people_and_places import Town, acting, capacity, person
from tests.undertakings.given import DUE, again, facts, notices, opened

NOW = at("2026-03-04T10:00")


class Heard(list[tuple[str, str, list[str]]]):
    """The handler of the room above: who gave to whom, and which matters."""

    def __call__(self, *, old: Person, new: Capacity, matters: frozenset[str], **_rest: Any) -> None:
        self.append((old.name, new.person.name, sorted(matters)))


def code_of(no: pytest.ExceptionInfo[Refused]) -> str:
    return no.value.code


def clerk(town: Town, name: str = "小周") -> Person:
    who = person(name, f"1390000002{len(name)}")
    capacity(who, CapacityKind.CLERK, town.farm)
    return who


def over(town: Town, row: Any, to: Person, **wishes: Any) -> Heard:
    heard = Heard()
    given = {
        "undertaking_id": row.pk,
        "to": to,
        "reason": "下沉走访",
        "actor": acting(town.li),
        "now": NOW,
        "on_keeper_changed": heard,
    } | wishes
    hand_over(**given)
    return heard


def test_a_hand_over_is_decided_recorded_and_told_and_the_clock_runs_on(town: Town) -> None:
    row, zhou = opened(town), clerk(town)

    heard = over(town, row, zhou)

    assert (again(row).holder, again(row).holder_capacity, again(row).due_at) == (
        zhou,
        town.capacity(zhou),
        DUE,
    )
    assert facts("undertaking.handed-over") == [{"undertaking": row.pk, "part": "holder"}]
    assert notices() == [("undertaking.taken-over", "小周"), ("undertaking.handed-over", "小马")]
    assert heard == []


def test_where_the_holder_of_the_clock_keeps_the_matter_the_keeping_goes_along(town: Town) -> None:
    row = opened(town, is_lead=True, answers_to=town.ma)
    zhou = clerk(town)

    heard = over(town, row, zhou)

    assert (again(row).holder, again(row).answers_to) == (zhou, zhou)
    assert heard == [("小马", "小周", ["concern:1"])]


@pytest.mark.parametrize(
    ("to", "wishes", "code"),
    [
        ("ma", {}, "undertaking.same-holder"),
        ("zhao", {}, "undertaking.cannot-hold"),
        ("wang", {}, "undertaking.cannot-hold"),
        ("li", {"reason": " "}, "undertaking.reason-needed"),
    ],
)
def test_a_hand_over_needs_a_reason_and_somebody_who_can_carry_it(
    town: Town, to: str, wishes: dict[str, Any], code: str
) -> None:
    row = opened(town)

    with pytest.raises(Refused) as no:
        over(town, row, getattr(town, to), **wishes)

    assert (code_of(no), again(row).holder) == (code, town.ma)


def test_work_asked_of_a_unit_stays_with_its_people(town: Town) -> None:
    row = opened(town, unit=town.works, holder=town.chen, holder_capacity=town.capacity(town.chen))

    with pytest.raises(Refused) as no:
        over(town, row, town.ma)

    assert code_of(no) == "undertaking.not-of-unit"


def test_only_who_decides_here_may_hand_over(town: Town) -> None:
    row = opened(town)

    codes = []
    for who in (town.ma, town.zhao):
        with pytest.raises(Refused) as no:
            over(town, row, clerk(town, who.name), actor=acting(who))
        codes.append(code_of(no))

    assert codes == ["rights.missing", "undertaking.not-found"]


def test_everything_a_person_holds_awaits_or_was_raised_to_them_is_passed_on_at_once(town: Town) -> None:
    zhou = clerk(town)
    held = opened(town, matter="concern:1")
    kept = opened(town, matter="concern:2", is_lead=True, answers_to=town.ma, unit=town.works)
    ended = opened(town, matter="concern:3")
    finish_undertaking(undertaking_id=ended.pk, outcome="好了", actor=acting(town.ma), now=NOW)
    heard = Heard()

    n = hand_over_all(
        person=town.ma, to=zhou, reason="调离", actor=acting(town.li), now=NOW, on_keeper_changed=heard
    )

    assert n == 2
    assert (again(held).holder, again(kept).answers_to, again(ended).holder) == (zhou, zhou, town.ma)
    assert heard == [("小马", "小周", ["concern:2"])]
    assert notices()[-2:] == [("undertaking.taken-over", "小周"), ("undertaking.handed-over", "小马")]


def test_a_role_does_not_end_while_something_is_held_in_it(town: Town) -> None:
    opened(town)

    with pytest.raises(Refused) as no:
        leave(
            capacity_id=town.capacity(town.ma).pk,
            until_on=NOW.date(),
            to=None,
            reason="调离",
            actor=acting(town.li),
            now=NOW,
            on_keeper_changed=Heard(),
        )

    assert (code_of(no), no.value.facts) == ("capacity.still-holds", {"held": ["井盖有臭味"], "n": 1})
    assert town.capacity(town.ma).until_on is None


def test_a_role_ends_together_with_the_hand_over(town: Town) -> None:
    row, zhou, heard = opened(town, is_lead=True, answers_to=town.ma), clerk(town), Heard()

    leave(
        capacity_id=town.capacity(town.ma).pk,
        until_on=NOW.date(),
        to=zhou,
        reason="调离",
        actor=acting(town.li),
        now=NOW,
        on_keeper_changed=heard,
    )

    assert (again(row).holder, again(row).answers_to) == (zhou, zhou)
    assert town.capacity(town.ma).until_on == NOW.date()
    assert len(facts("capacity.ended")) == 1
    assert heard == [("小马", "小周", ["concern:1"])]


def test_what_another_role_still_covers_stays(town: Town) -> None:
    second = capacity(town.ma, CapacityKind.GRID_WORKER, town.compound)
    row = opened(town, is_lead=True, answers_to=town.ma, holder=town.ma, holder_capacity=second)

    leave(
        capacity_id=town.capacity(town.ma).pk,
        until_on=NOW.date(),
        to=None,
        reason="",
        actor=acting(town.li),
        now=NOW,
        on_keeper_changed=Heard(),
    )

    assert (again(row).holder, again(row).answers_to) == (town.ma, town.ma)


def ended(town: Town, day: str) -> None:
    leave(
        capacity_id=town.capacity(town.ma).pk,
        until_on=at(day).date(),
        to=None,
        reason="调离",
        actor=acting(town.li),
        now=NOW,
        on_keeper_changed=Heard(),
    )


def test_a_role_does_not_end_before_it_began(town: Town) -> None:
    with pytest.raises(Refused) as no:
        ended(town, "2025-12-31")

    assert code_of(no) == "capacity.backwards"


def test_a_role_ends_once(town: Town) -> None:
    ended(town, "2026-03-01")

    with pytest.raises(Refused) as no:
        ended(town, "2026-03-02")

    assert code_of(no) == "capacity.ended"


def absent(town: Town, **wishes: Any) -> Heard:
    heard = Heard()
    given = {
        "person": town.ma,
        "from_at": at("2026-03-06T00:00"),
        "until_at": at("2026-03-20T00:00"),
        "stand_in": town.li,
        "reason": "住院",
    } | wishes
    record_absence(away=Away(**given), actor=acting(town.li), now=NOW, on_keeper_changed=heard)
    return heard


def test_what_falls_due_during_an_absence_is_the_stand_ins_from_now_on(town: Town) -> None:
    before = opened(town, matter="concern:1", limit="2wd", answers_to=town.liu)
    meanwhile = opened(town, matter="concern:2", answers_to=town.ma, is_lead=True)
    after = opened(town, matter="concern:3", limit="30d")

    heard = absent(town)

    assert [again(each).holder for each in (before, meanwhile, after)] == [town.ma, town.li, town.ma]
    assert heard == [("小马", "李书记", ["concern:2"])]
    assert Absence.objects.get().stand_in == town.li
    assert len(facts("absence.recorded")) == 1


def test_with_no_return_known_everything_is_handed_over(town: Town) -> None:
    rows = [opened(town, matter=f"concern:{n}", limit=limit) for n, limit in enumerate(("2wd", "5wd", "30d"))]

    absent(town, until_at=None)

    assert [again(row).holder for row in rows] == [town.li] * 3


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"stand_in": None}, "absence.stand-in-needed"),
        ({"reason": ""}, "undertaking.reason-needed"),
        ({"until_at": at("2026-03-05T00:00")}, "absence.backwards"),
    ],
)
def test_an_absence_needs_a_reason_a_forward_span_and_a_stand_in(
    town: Town, wishes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as no:
        absent(town, **wishes)

    assert (code_of(no), Absence.objects.count()) == (code, 0)


def test_nobody_stands_in_for_themselves_nor_while_away(town: Town) -> None:
    with pytest.raises(Refused) as own:
        absent(town, stand_in=town.ma)
    absent(town, person=town.li, stand_in=town.ma, from_at=at("2026-03-01T00:00"))
    with pytest.raises(Refused) as away:
        absent(town)

    assert (code_of(own), code_of(away)) == ("absence.own-stand-in", "absence.stand-in-away")
