"""Who pays how much: the four households of a stairwell, and sums that never lose a fen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.decisions.rules.shares import Basis, Payer, check_basis_agreed, payments_of, split_cost
from tests.decisions.asking import refusals

STAIRWELL = [Payer("5-201", 8_050), Payer("5-301", 8_050), Payer("5-401", 9_120), Payer("5-501", 9_120)]
GROUND_FLOOR = Payer("5-101", 8_050, exempt_because="不使用这根立管")


@pytest.mark.trace("PD-9")
@pytest.mark.parametrize(
    ("basis", "weights", "shares"),
    [
        (Basis.EQUAL, (1, 1, 1, 1), [77_501, 77_500, 77_500, 77_500]),
        (Basis.AREA, (8_050, 8_050, 9_120, 9_120), [72_671, 72_670, 82_330, 82_330]),
        (Basis.FIGURES, (60_000, 80_000, 80_000, 90_001), [60_000, 80_000, 80_000, 90_001]),
        (Basis.BENEFIT, (1, 1, 2, 3), [44_286, 44_286, 88_572, 132_857]),
    ],
)
def test_four_households_share_a_drain(basis: Basis, weights: tuple[int, ...], shares: list[int]) -> None:
    payers = [Payer(payer.household, weight) for payer, weight in zip(STAIRWELL, weights, strict=True)]

    split = split_cost(310_001, payers, basis)

    assert [line.fen for line in split.lines] == shares
    assert sum(shares) == 310_001


def test_the_page_can_print_how_each_share_came_about() -> None:
    split = split_cost(10_000, [Payer("1", 1), Payer("2", 1), Payer("3", 1)], Basis.AREA)

    assert [(line.exact_fen, line.remainder, line.added_fen, line.fen) for line in split.lines] == [
        (Fraction(10_000, 3), Fraction(1, 3), 1, 3_334),
        (Fraction(10_000, 3), Fraction(1, 3), 0, 3_333),
        (Fraction(10_000, 3), Fraction(1, 3), 0, 3_333),
    ]


def test_an_exempt_ground_floor_is_listed_and_pays_nothing() -> None:
    split = split_cost(310_000, [GROUND_FLOOR, *STAIRWELL], Basis.EQUAL)

    assert split.fen_by_household == {
        "5-101": 0, "5-201": 77_500, "5-301": 77_500, "5-401": 77_500, "5-501": 77_500,
    }  # fmt: skip
    assert split.lines[0].exempt_because == "不使用这根立管"


@pytest.mark.parametrize("weight", [-1, 0.5, True])
def test_a_share_below_zero_or_of_no_whole_number_is_refused(weight: object) -> None:
    payers = [Payer("1", 1), Payer("2", weight)]  # type: ignore[arg-type]

    assert refusals(lambda: split_cost(100, payers, Basis.BENEFIT)) == ["shares.weight-not-a-count"]


def test_everything_wrong_with_a_split_is_said_at_once() -> None:
    payers = [Payer("1", -1), Payer("1", 5)]

    assert refusals(lambda: split_cost(-5, payers, Basis.FIGURES)) == [
        "shares.total-not-fen",
        "shares.household-twice",
        "shares.weight-not-a-count",
    ]
    assert refusals(lambda: split_cost(100, [], Basis.EQUAL)) == ["shares.no-payer"]
    assert refusals(lambda: split_cost(100, [GROUND_FLOOR], Basis.EQUAL)) == ["shares.all-weights-zero"]


def test_agreed_figures_must_sum_to_the_total() -> None:
    assert refusals(lambda: split_cost(100, [Payer("1", 60), Payer("2", 39)], Basis.FIGURES)) == [
        "shares.do-not-sum"
    ]


def test_only_a_split_by_area_needs_nobodys_yes() -> None:
    by_area = split_cost(310_000, STAIRWELL, Basis.AREA)
    equal = split_cost(310_000, STAIRWELL, Basis.EQUAL)
    exempting = split_cost(310_000, [GROUND_FLOOR, *STAIRWELL], Basis.AREA)
    everybody = [payer.household for payer in STAIRWELL]

    check_basis_agreed(by_area, [])
    check_basis_agreed(equal, everybody)
    check_basis_agreed(exempting, everybody)
    assert refusals(lambda: check_basis_agreed(equal, everybody[1:])) == ["shares.basis-not-agreed"]
    assert refusals(lambda: check_basis_agreed(exempting, [])) == ["shares.basis-not-agreed"] * 4


def test_payments_are_followed_household_by_household() -> None:
    split = split_cost(10_000, [Payer("1"), Payer("2"), Payer("3")], Basis.EQUAL)

    states = payments_of(split, [("1", 3_334), ("2", 5_000), ("2", -500), ("3", 1_000)])

    assert [(state.household, state.open_fen, state.overpaid_fen) for state in states] == [
        ("1", 0, 0), ("2", 0, 1_167), ("3", 2_333, 0),
    ]  # fmt: skip
    assert refusals(lambda: payments_of(split, [("9", 1), ("1", 0), ("1", 1.5)])) == [  # type: ignore[list-item]
        "shares.payer-unknown", "shares.payment-not-fen", "shares.payment-not-fen",
    ]  # fmt: skip


PAYERS = st.dictionaries(
    st.text("0123456789-栋单元", min_size=1, max_size=6), st.integers(0, 10**7), min_size=1
)


@settings(deadline=None)
@given(st.integers(0, 10**12), PAYERS, st.sampled_from([Basis.EQUAL, Basis.AREA, Basis.BENEFIT]))
def test_shares_always_sum_to_the_total_in_fen(total: int, weights: dict[str, int], basis: Basis) -> None:
    payers = [Payer(household, weight or 1) for household, weight in weights.items()]

    split = split_cost(total, payers, basis)

    assert sum(line.fen for line in split.lines) == total
    assert all(abs(line.fen - line.exact_fen) < 1 for line in split.lines)
    assert split_cost(total, payers[::-1], basis) == split


@settings(deadline=None)
@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**5), min_size=2, max_size=8))
def test_who_weighs_more_never_pays_less(total: int, weights: list[int]) -> None:
    lines = split_cost(total, [Payer(f"{n}", weight) for n, weight in enumerate(weights)], Basis.AREA).lines

    assert all(one.fen >= two.fen for one in lines for two in lines if one.weight > two.weight)
