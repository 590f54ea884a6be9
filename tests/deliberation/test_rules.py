"""What may be done when, what a statement may be, and shares that give nobody away."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyi.deliberation.rules.areas import area_among
from shangyi.deliberation.rules.shares import FEWEST_TOGETHER, Cell, together
from shangyi.deliberation.rules.topic_life import (
    LONGEST_STATEMENT,
    TABLE,
    StatementState,
    TopicState,
    TopicVerb,
    checked_text,
    checked_value,
    enough_to_place,
    judged,
    same_words,
    step,
)
from shangyi.kernel.refused import Refused

GIVEN = {"reason": "有理由", "words": "这样办", "statements": 3}


@pytest.mark.parametrize(("state", "verb"), list(product(TopicState, TopicVerb)))
def test_every_verb_in_every_state_is_in_the_table_or_refused(state: TopicState, verb: TopicVerb) -> None:
    row = next((each for each in TABLE if (each.source, each.verb) == (state, verb)), None)
    if row is None:
        with pytest.raises(Refused) as refused:
            step(state, verb, **GIVEN)
        assert refused.value.code == "topic.not-now"
        return
    assert step(state, verb, **GIVEN) is row
    for needed in row.needs:
        with pytest.raises(Refused) as refused:
            step(state, verb, **{**GIVEN, needed: ""})
        assert refused.value.code == f"topic.{needed}-needed"


def test_nothing_leads_on_from_an_end_and_nothing_back() -> None:
    order = [TopicState.DRAFT, TopicState.OPEN, TopicState.CLOSED, TopicState.CONCLUDED, TopicState.WITHDRAWN]
    assert [row for row in TABLE if order.index(row.target) < order.index(row.source)] == []
    assert [row.verb for row in TABLE if row.source is TopicState.WITHDRAWN] == []
    assert {row.verb for row in TABLE if row.source is TopicState.CONCLUDED} == {TopicVerb.DRAW}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  车位  应该\n抽签 ", "车位 应该 抽签"),
        ("长" * LONGEST_STATEMENT, "长" * LONGEST_STATEMENT),
        ("👍" * 3, "👍👍👍"),
    ],
)
def test_a_statement_is_one_line(sent: str, kept: str) -> None:
    assert checked_text(sent) == kept


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("", "statement.text-needed"),
        (" \n\t ", "statement.text-needed"),
        ("长" * (LONGEST_STATEMENT + 1), "statement.too-long"),
    ],
)
def test_a_statement_that_fits_no_card_is_refused(sent: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_text(sent)
    assert refused.value.code == code


def test_the_same_words_with_other_marks_are_the_same_statement() -> None:
    assert same_words("车位应该抽签！", "车位 应该抽签。")
    assert not same_words("车位应该抽签", "车位不应该抽签")


@pytest.mark.parametrize("sent", ["", "2", "yes", "1.0", None, "−1", [1]])
def test_only_the_three_presses_are_answers(sent: object) -> None:
    with pytest.raises(Refused):
        checked_value(sent)


@pytest.mark.parametrize("state", list(StatementState))
@pytest.mark.parametrize("accept", [True, False])
def test_only_what_waits_is_judged_and_turned_down_only_with_a_reason(
    state: StatementState, *, accept: bool
) -> None:
    if state is not StatementState.WAITING:
        with pytest.raises(Refused):
            judged(state, accept=accept, reason="有理由")
        return
    assert judged(state, accept=True, reason="") is StatementState.ACCEPTED
    assert judged(state, accept=False, reason="重复") is StatementState.TURNED_DOWN
    with pytest.raises(Refused):
        judged(state, accept=False, reason="")


def test_seven_answers_place_somebody_and_all_of_fewer_do() -> None:
    assert [enough_to_place(n, 20) for n in (0, 6, 7)] == [False, False, True]
    assert [enough_to_place(n, 3) for n in (0, 2, 3)] == [False, False, True]
    assert not enough_to_place(0, 0)


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        (["building", "stairwell", "household"], 0),
        (["compound", "building", "stairwell", "household"], 1),
        (["stairwell", "household"], 0),
        (["grid"], 0),
        (["household"], None),
        ([], None),
    ],
)
def test_people_are_counted_in_their_building_else_in_the_next_smaller_part(
    kinds: list[str], found: int | None
) -> None:
    assert area_among(kinds) == found


counts = st.integers(0, 9)
cells = st.dictionaries(
    st.sampled_from(["", "1号楼", "2号楼", "3号楼", "4号楼", "5号楼"]),
    st.builds(Cell, counts, counts, counts),
)


@given(cells)
def test_no_line_and_no_difference_of_lines_speaks_of_fewer_than_five(given_cells: dict[str, Cell]) -> None:
    whole = sum(cell.seen for cell in given_cells.values())
    lines = together(given_cells)
    assert all(line.cell.seen >= FEWEST_TOGETHER for line in lines)
    said = sum(line.cell.seen for line in lines)
    assert whole - said == 0 or said == 0, "what is left out is everything or nothing"
    assert (said == 0) == (whole < FEWEST_TOGETHER)


@given(cells)
def test_the_lines_together_are_what_was_answered(given_cells: dict[str, Cell]) -> None:
    lines = together(given_cells)
    names = [name for line in lines for name in line.buildings]
    assert len(names) == len(set(names))
    assert names == [] or set(names) == {name for name, cell in given_cells.items() if cell.seen}
    for line in lines:
        assert line.cell == sum((given_cells[name] for name in line.buildings), Cell())
