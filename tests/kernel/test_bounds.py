import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyi.kernel.bounds import (
    COMPARATORS,
    UNITS,
    Bound,
    Comparator,
    Quantity,
    format_bound,
    format_quantity,
    parse_bound,
    parse_quantity,
)
from shangyi.kernel.numerals import read_number
from shangyi.kernel.refused import Refused


@pytest.mark.trace("XC-8", "XC-9")
@pytest.mark.parametrize(
    ("text", "value", "comparator", "unit"),
    [
        ("20余人", 20, "at_least", "people"),
        ("30余件", 30, "at_least", "items"),
        ("20余次", 20, "at_least", "times"),
        ("近3个小时", 3, "approaching", "hours"),
        ("近3小时", 3, "approaching", "hours"),
        ("不到3天", 3, "less_than", "days"),
        ("7条", 7, "exactly", "remarks"),
        ("4户", 4, "exactly", "households"),
        ("12场次", 12, "exactly", "gatherings"),
        ("500余人次", 500, "at_least", "attendances"),
        ("10分钟以内", 10, "at_most", "minutes"),
        ("超过100件", 100, "more_than", "items"),
        ("至少五户", 5, "at_least", "households"),
        ("约两百人", 200, "about", "people"),
        ("十来个人", 10, "about", "people"),
        ("３天左右", 3, "about", "days"),
        ("三十多件", 30, "at_least", "items"),
        ("半小时", 30, "exactly", "minutes"),
        ("近半个小时", 30, "approaching", "minutes"),
    ],
)
def test_a_quantity_is_kept_as_it_was_said(text: str, value: int, comparator: Comparator, unit: str) -> None:
    assert parse_quantity(text) == Quantity(Bound(value, comparator), unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "bound"),
    [("20余", Bound(20, "at_least")), ("近3", Bound(3, "approaching")), ("廿", None), ("7", Bound(7))],
)
def test_a_number_alone_is_a_bound(text: str, bound: Bound | None) -> None:
    if bound is None:
        with pytest.raises(Refused, match=r"bound\.unreadable"):
            parse_bound(text)
    else:
        assert parse_bound(text) == bound


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bound.unreadable"),
        ("很多件", "bound.unreadable"),
        ("几十件", "bound.unreadable"),
        ("两三天", "bound.unreadable"),
        ("半件", "bound.unreadable"),
        ("-3天", "bound.unreadable"),
        ("3.5小时", "bound.unreadable"),
        ("20余", "bound.unreadable"),
        ("近20余件", "bound.contradictory"),
        ("不到3天以上", "bound.contradictory"),
        ("9" * 1_000_000 + "件", "bound.unreadable"),
    ],
)
def test_what_is_no_quantity_is_refused_and_never_guessed(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_quantity(text)
    assert refusal.value.code == code


BOUNDS = st.builds(Bound, st.integers(0, 5000), st.sampled_from(COMPARATORS))


@given(BOUNDS, st.sampled_from(sorted(set(UNITS.values()))))
def test_a_quantity_reads_back_what_it_writes(bound: Bound, unit: str) -> None:
    quantity = Quantity(bound, unit)  # type: ignore[arg-type]
    assert parse_quantity(format_quantity(quantity)) == quantity


def test_a_bound_is_written_as_a_newspaper_would() -> None:
    written = [format_bound(Bound(20, kind), "件") for kind in COMPARATORS]
    assert written == ["20件", "20余件", "超过20件", "不超过20件", "不到20件", "近20件", "约20件"]
    assert format_bound(Bound(3, "at_least"), "小时") == "3小时以上"


def truths(bound: Bound) -> set[int]:
    """Every number that the bound allows, below 60; about and approaching taken as widely as they can be."""
    allowed = {
        "exactly": lambda n: n == bound.value,
        "at_least": lambda n: n >= bound.value,
        "more_than": lambda n: n > bound.value,
        "at_most": lambda n: n <= bound.value,
        "approaching": lambda n: n <= bound.value,
        "less_than": lambda n: n < bound.value,
        "about": lambda n: n >= 0,
    }[bound.comparator]
    return {n for n in range(60) if allowed(n)}


SMALL = st.builds(Bound, st.integers(0, 9), st.sampled_from(COMPARATORS))


@pytest.mark.trace("XC-9")
@given(SMALL, SMALL)
def test_a_sum_never_claims_more_than_its_parts(one: Bound, other: Bound) -> None:
    total = truths(one + other)

    possible = {a + b for a in truths(one) for b in truths(other) if a + b < 60}
    assert possible <= total


@given(BOUNDS, BOUNDS)
def test_the_order_of_a_sum_does_not_matter(one: Bound, other: Bound) -> None:
    assert one + other == other + one


@pytest.mark.parametrize(
    ("one", "other", "total"),
    [
        (Bound(20, "at_least"), Bound(7), Bound(27, "at_least")),
        (Bound(20, "at_least"), Bound(3, "less_than"), Bound(20, "at_least")),
        (Bound(3, "approaching"), Bound(2), Bound(5, "approaching")),
        (Bound(3, "approaching"), Bound(2, "less_than"), Bound(5, "less_than")),
        (Bound(10, "about"), Bound(5), Bound(15, "about")),
        (Bound(10, "about"), Bound(5, "at_most"), Bound(0, "at_least")),
        (Bound(10, "about"), Bound(5, "more_than"), Bound(5, "more_than")),
    ],
)
def test_sums_are_as_strong_as_they_can_honestly_be(one: Bound, other: Bound, total: Bound) -> None:
    assert one + other == total


@pytest.mark.trace("XC-8")
def test_different_counters_are_never_added() -> None:
    with pytest.raises(Refused) as refusal:
        parse_quantity("20余次") + parse_quantity("30余件")
    assert (refusal.value.code, refusal.value.facts) == (
        "bound.mixed-units",
        {"first": "times", "second": "items"},
    )


@given(SMALL, st.integers(0, 12))
def test_what_is_sure_is_sure_for_every_possible_number(bound: Bound, limit: int) -> None:
    numbers = truths(bound)
    if bound.surely_at_least(limit):
        assert all(n >= limit for n in numbers)
    if bound.surely_below(limit):
        assert all(n < limit for n in numbers)


@pytest.mark.parametrize("value", [-1, True, "3", 2.5, None])
def test_a_bound_holds_a_whole_number(value: object) -> None:
    with pytest.raises(Refused) as refusal:
        Bound(value)  # type: ignore[arg-type]
    assert refusal.value.code == "bound.value"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二十", 20),
        ("十五", 15),
        ("两百零三", 203),
        ("三万", 30_000),
        ("一万二千", 12_000),
        ("２０", 20),
        ("〇", 0),
        ("二三", None),
        ("十百", None),
        ("万", None),
        ("", None),
        ("百", None),
    ],
)
def test_chinese_numbers_are_read_or_refused(text: str, number: int | None) -> None:
    assert read_number(text) == number
