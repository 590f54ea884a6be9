"""Who is in the count, as how many, and that nobody changes it in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.decisions.rules.owners import Choice, OwnersVote
from shangyi.decisions.rules.roster import (
    AreaSource,
    FrozenRoster,
    RosterRow,
    Scope,
    ScopeKind,
    Standing,
    WeightRule,
    freeze_roster,
)
from shangyi.decisions.rules.statutory import Effect, Stage, correct_roster
from shangyi.kernel.refused import Refused
from tests.decisions.asking import refusals

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
COMPOUND = Scope(ScopeKind.COMPOUND, "茂悦府")


def row(
    household: str, *owners: str, area: int = 10_000, standing: Standing = Standing.DELIVERED
) -> RosterRow:
    return RosterRow(household, owners, area, AreaSource.REGISTER, standing)


def freeze(
    *rows: RosterRow, declared_area: int | None = None, weights: WeightRule | None = None
) -> FrozenRoster:
    return freeze_roster(
        scope=COMPOUND,
        rows=rows,
        frozen_at=NOON,
        declared_area=declared_area,
        weights=weights or WeightRule(),
    )


def heads(roster: FrozenRoster) -> list[tuple[tuple[str, ...], int]]:
    return [(head.households, head.area) for head in roster.heads]


def test_one_buyers_several_units_are_one_head_with_all_their_area() -> None:
    roster = freeze(row("1-101", "王"), row("1-102", "李"), row("2-101", "王", area=8_000))

    assert heads(roster) == [(("1-101", "2-101"), 18_000), (("1-102",), 10_000)]


def test_unsold_and_undelivered_together_are_one_head() -> None:
    roster = freeze(
        row("1", "开发", standing=Standing.UNSOLD),
        row("2", "赵", standing=Standing.UNDELIVERED),
        row("3", "赵"),
    )

    assert heads(roster) == [(("1", "2"), 20_000), (("3",), 10_000)]


def test_a_unit_that_the_developer_keeps_joins_the_developers_head() -> None:
    roster = freeze(row("1", "开发", standing=Standing.UNSOLD), row("2", "开发"), row("3", "赵"))

    assert heads(roster) == [(("1", "2"), 20_000), (("3",), 10_000)]


def test_a_couples_unit_and_one_spouses_unit_are_two_heads() -> None:
    roster = freeze(row("1", "王", "李"), row("2", "李", "王"), row("3", "王"))

    assert heads(roster) == [(("1", "2"), 20_000), (("3",), 10_000)]


def test_parking_spaces_weigh_only_where_the_place_says_so() -> None:
    space = replace(row("车位1", "赵"), is_parking=True)

    assert len(freeze(row("1", "王"), space).heads) == 2
    assert len(freeze(row("1", "王"), space, weights=WeightRule(parking_counts=False)).heads) == 1


def test_the_digest_does_not_depend_on_the_order_of_the_rows() -> None:
    rows = [row("1", "王", "李"), row("2", "赵"), row("3", "钱")]

    assert len({freeze(*order).digest for order in permutations(rows)}) == 1


@pytest.mark.parametrize(
    "changed",
    [
        row("1", "王", area=10_001),
        row("1", "汪"),
        row("1", "王", standing=Standing.UNDELIVERED),
        replace(row("1", "王"), area_source=AreaSource.CONTRACT),
        row("1A", "王"),
    ],
)
def test_any_change_of_a_row_changes_the_digest(changed: RosterRow) -> None:
    assert freeze(row("1", "王")).digest != freeze(changed).digest


def test_everything_wrong_with_a_roster_is_said_at_once() -> None:
    with pytest.raises(Refused) as caught:
        freeze(row("1", "王"), row("1", "李"), row("2", area=0), declared_area=30_000)

    assert [(problem.code, problem.facts.get("household")) for problem in caught.value.problems] == [
        ("roster.household-twice", "1"),
        ("roster.area-not-positive", "2"),
        ("roster.owner-missing", "2"),
        ("roster.areas-do-not-sum", None),
    ]


def test_areas_that_do_not_sum_are_refused_with_the_difference() -> None:
    with pytest.raises(Refused) as caught:
        freeze(row("1", "王", area=8_001), declared_area=8_000)

    assert caught.value.code == "roster.areas-do-not-sum"
    assert caught.value.facts == {
        "declared": "80.00", "summed": "80.01", "difference": "0.01", "n_problems": 1,
    }  # fmt: skip
    assert caught.value.problems == ()


@pytest.mark.parametrize("area", [-1, 0, 80.5, True, "80"])
def test_an_area_is_a_whole_number_above_zero(area: object) -> None:
    wrong = replace(row("1", "王"), area=area)  # type: ignore[arg-type]

    assert refusals(lambda: freeze(wrong)) == ["roster.area-not-positive"]


def test_an_empty_roster_is_refused() -> None:
    assert refusals(freeze) == ["roster.empty"]


VOTES = (OwnersVote("1", Choice.YES), OwnersVote("2", Choice.NO), OwnersVote("3", Choice.YES))


def correct(stage: Stage, *rows: RosterRow) -> tuple[Effect, tuple[str, ...], list[str], tuple[str, ...]]:
    before = freeze(row("1", "王"), row("2", "李"), row("3", "赵"))
    correction = correct_roster(frozen=before, corrected=freeze(*rows), stage=stage, votes=VOTES)
    standing = [vote.household for vote in correction.votes_that_stand]
    return correction.effect, correction.changed_households, standing, correction.ask_again


def test_a_correction_before_publication_reopens_and_keeps_the_votes_of_unchanged_heads() -> None:
    corrected = correct(Stage.OPEN, row("1", "王"), row("2", "李", area=9_000), row("3", "赵"))

    assert corrected == (Effect.REOPEN, ("2",), ["1", "3"], ("2",))


def test_a_correction_that_joins_two_heads_asks_both_again() -> None:
    corrected = correct(Stage.CLOSED, row("1", "王"), row("2", "李"), row("3", "王"))

    assert corrected == (Effect.REOPEN, ("3",), ["2"], ("1",))


def test_a_correction_after_publication_voids_and_asks_everybody() -> None:
    corrected = correct(Stage.PUBLISHED, row("1", "王"), row("2", "李"))

    assert corrected == (Effect.VOID, ("3",), [], ("1", "2"))


def test_a_correction_before_opening_only_freezes_anew() -> None:
    assert correct(Stage.NOT_OPEN, row("1", "王"), row("2", "李"))[0] == Effect.REFREEZE


def test_the_same_roster_again_changes_nothing() -> None:
    corrected = correct(Stage.PUBLISHED, row("3", "赵"), row("2", "李"), row("1", "王"))

    assert corrected == (Effect.NONE, (), ["1", "2", "3"], ())


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.integers(1, 10**6)), min_size=1, max_size=12))
def test_no_area_is_lost_when_heads_are_made(units: list[tuple[str, int]]) -> None:
    roster = freeze(*(row(f"{n:02}", owner, area=area) for n, (owner, area) in enumerate(units)))

    assert roster.area == sum(area for _, area in units)
    assert len(roster.heads) == len({owner for owner, _ in units})
