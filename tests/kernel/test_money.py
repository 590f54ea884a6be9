import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyi.kernel.money import format_fen, parse_fen, split
from shangyi.kernel.refused import Refused


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.50", 123450),
        ("1234元5角", 123450),
        ("1234元5角6分", 123456),
        ("５角", 50),
        ("¥12", 1200),
        ("1.2万元", 1_200_000),
        ("0.3万", 300_000),
        (" 12 元 ", 1200),
        ("0", 0),
        ("0.05", 5),
        ("12.500", 1250),
    ],
)
def test_money_is_read_as_people_write_it(text: str, fen: int) -> None:
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    "text", ["", "元", "-5", "1,23", "12.345", "1e5", "五元", "NaN", "1.2.3", "12元3", "😀", "9" * 1_000_000]
)
def test_what_is_not_money_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_fen(text)
    assert refusal.value.code == "money.unreadable"


def test_more_money_than_there_is_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        parse_fen("99999999999999.00")
    assert refusal.value.code == "money.too-large"


@given(st.integers(0, 10**15))
def test_money_reads_back_what_it_writes(fen: int) -> None:
    assert parse_fen(format_fen(fen)) == fen


def test_a_debt_keeps_its_sign() -> None:
    assert format_fen(-5) == "-0.05"


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**7), min_size=1, max_size=40).filter(any))
def test_shares_sum_to_the_total_and_stay_within_a_fen(total: int, weights: list[int]) -> None:
    shares = split(total, weights)

    assert sum(shares) == total
    exact_apart = [
        abs(share * sum(weights) - total * weight) for share, weight in zip(shares, weights, strict=True)
    ]
    assert all(apart < sum(weights) for apart in exact_apart)
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)


def test_of_equal_remainders_the_earlier_place_gets_the_fen() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [2, 1, 1]) == [5, 3, 2]


@pytest.mark.parametrize(
    ("total", "weights", "code"),
    [
        (-1, [1], "money.negative"),
        (1, [], "money.no-weights"),
        (1, [0, 0], "money.no-weights"),
        (1, [2, -1], "money.negative-weight"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(total: int, weights: list[int], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        split(total, weights)
    assert refusal.value.code == code
