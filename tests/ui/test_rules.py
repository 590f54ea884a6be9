"""Pages of a list, widths of bars, steps of the line of life."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyi.ui.rules import BRANCH, STEPS, Pager, bar_widths, life_states, page_of, per_mille, shares


@pytest.mark.parametrize(
    ("asked", "total", "number"),
    [
        (None, 34, 1),
        ("2", 34, 2),
        ("9", 34, 2),
        ("0", 34, 1),
        ("-1", 34, 1),
        ("²", 34, 1),
        ("９", 34, 1),
        ("x" * 1_000_000, 34, 1),
        ("9" * 5000, 34, 1),
        ("501", 12_345, 500),
        ("1", 0, 1),
    ],
)
def test_the_page_asked_for_is_one_that_exists(asked: str | None, total: int, number: int) -> None:
    assert page_of(asked, total=total).number == number


def test_the_window_of_page_numbers_leaves_out_only_more_than_one() -> None:
    windows = {number: Pager(number, 20, 200).window for number in (1, 3, 4, 10)}

    assert windows == {
        1: [1, 2, None, 10],
        3: [1, 2, 3, 4, None, 10],
        4: [1, 2, 3, 4, 5, None, 10],
        10: [1, None, 9, 10],
    }


def test_a_total_beyond_ten_thousand_is_capped() -> None:
    pager = page_of("500", total=10_001)

    assert (pager.capped, pager.pages, pager.first, pager.last, pager.next) == (True, 500, 9981, 10_000, None)


@given(st.integers(0, 30_000), st.integers(1, 100), st.text(max_size=5))
def test_every_page_lies_inside_the_list(total: int, size: int, asked: str) -> None:
    pager = page_of(asked, total=total, size=size)

    assert 1 <= pager.number <= pager.pages
    assert pager.first <= pager.last <= total
    assert pager.window == sorted(set(filter(None, pager.window))) or None in pager.window


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_only_all_reads_as_all_and_only_nothing_as_nothing(part: int, whole: int) -> None:
    part = min(part, whole)

    assert (per_mille(part, whole) == 1000) is (part == whole)
    assert (per_mille(part, whole) == 0) is (part == 0)


def test_the_longest_bar_is_full_and_the_smallest_is_still_seen() -> None:
    assert bar_widths([149, 86, 1, 0]) == ["100.0%", "57.7%", "1.2%", "0.0%"]
    assert bar_widths([0, 0]) == ["0.0%", "0.0%"]
    assert bar_widths([]) == []


def test_shares_of_a_row_keep_the_smallest_visible() -> None:
    assert shares([15, 5, 3]) == [15, 5, 3]
    assert shares([999, 1]) == [23, 1]
    assert shares([0, 0]) == [1, 1]


def test_the_line_of_life_knows_what_is_done() -> None:
    states = life_states("handle")

    assert [states[step] for step in STEPS] == ["done", "done", "done", "current", "coming", "coming"]
    assert [states[step] for step in BRANCH] == ["done", "done"]


def test_while_people_deliberate_handling_has_not_begun() -> None:
    states = life_states("deliberate")

    assert (states["assign"], states["deliberate"], states["decide"], states["handle"]) == (
        "done",
        "current",
        "coming",
        "coming",
    )


def test_a_closed_matter_has_every_step_done() -> None:
    assert set(life_states("rate", closed=True).values()) == {"done"}
