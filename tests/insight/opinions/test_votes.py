from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.insight.opinions.compiled import kernel
from shangyi.insight.opinions.votes import MalformedVotesError, VoteMatrix, add_votes, pack_votes
from tests.insight.opinions.planted import random_votes

CELLS = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 40), st.integers(-1, 1)), max_size=300)


def cells(matrix: VoteMatrix) -> dict[tuple[int, int], int]:
    rows = [matrix.row(person) for person in range(matrix.n_people)]
    return {
        (person, int(statement)): int(vote)
        for person, (statements, votes) in enumerate(rows)
        for statement, vote in zip(statements, votes, strict=True)
    }


@settings(deadline=None)
@given(CELLS)
def test_packing_keeps_the_last_vote_of_each_person_on_each_statement(
    votes: list[tuple[int, int, int]],
) -> None:
    people, statements, sides = np.array(votes, dtype=np.int64).reshape(-1, 3).T

    matrix = pack_votes(people, statements, sides, n_people=71, n_statements=41)

    assert cells(matrix) == {(person, statement): vote for person, statement, vote in votes}
    for person in range(71):
        assert np.all(np.diff(matrix.row(person)[0]) > 0)


@pytest.mark.parametrize(
    ("n_people", "n_statements"), [(3, 5), (100, 30_000), (70_000, 20), (5_000, 700_000)]
)
def test_packing_fits_the_size_of_the_topic(n_people: int, n_statements: int) -> None:
    votes = random_votes(n_people, n_statements, 3_000)

    matrix = votes.packed()

    triples = zip(votes.people.tolist(), votes.statements.tolist(), votes.votes.tolist(), strict=True)
    assert cells(matrix) == {(person, statement): vote for person, statement, vote in triples}
    assert np.array_equal(matrix.seen, matrix.tally.sum(axis=1))
    assert matrix.tally.sum() == matrix.n_votes


def test_packing_on_several_threads_gives_the_same_matrix() -> None:
    votes = random_votes(3_000, 200, 60_000)
    size = {"n_people": 3_000, "n_statements": 200}

    one = pack_votes(votes.people, votes.statements, votes.votes, threads=1, **size)
    four = pack_votes(votes.people, votes.statements, votes.votes, threads=4, **size)

    assert np.array_equal(one.packed, four.packed)
    assert np.array_equal(one.starts, four.starts)


def test_rows_of_some_people_are_a_smaller_matrix() -> None:
    matrix = random_votes(50, 20, 400).packed()
    chosen = np.arange(50) % 3 == 0

    smaller = matrix.rows(chosen)

    kept = np.flatnonzero(chosen).tolist()
    assert cells(smaller) == {(kept.index(p), s): v for (p, s), v in cells(matrix).items() if p in kept}
    assert smaller.tally.sum() == smaller.n_votes


def test_no_votes_at_all_are_an_empty_matrix() -> None:
    nothing = np.empty(0, np.int64)

    matrix = pack_votes(nothing, nothing, nothing, n_people=0, n_statements=0)

    assert (matrix.n_people, matrix.n_statements, matrix.n_votes) == (0, 0, 0)


@pytest.mark.parametrize(
    ("person", "statement", "vote"), [(0, 0, 2), (0, 0, -2), (0, 5, 1), (0, -1, 1), (9, 0, 1), (-1, 0, 1)]
)
def test_what_is_no_vote_is_refused(person: int, statement: int, vote: int) -> None:
    with pytest.raises(MalformedVotesError):
        pack_votes(np.array([person]), np.array([statement]), np.array([vote]), n_people=9, n_statements=5)


@settings(deadline=None)
@given(CELLS, CELLS)
def test_adding_votes_is_packing_all_of_them(
    old: list[tuple[int, int, int]], new: list[tuple[int, int, int]]
) -> None:
    before, after, whole = (np.array(votes, np.int64).reshape(-1, 3).T for votes in (old, new, old + new))
    size = {"n_people": 80, "n_statements": 50}

    added = add_votes(pack_votes(*before, n_people=71, n_statements=41), *after, **size)

    again = pack_votes(*whole, **size)
    assert np.array_equal(added.packed, again.packed)
    assert np.array_equal(added.starts, again.starts)
    assert np.array_equal(added.tally, again.tally)


def test_adding_votes_never_takes_people_or_statements_away() -> None:
    matrix = random_votes(10, 5, 20).packed()
    one = np.zeros(1, np.int64)

    for n_people, n_statements in [(9, 5), (10, 4)]:
        with pytest.raises(MalformedVotesError):
            add_votes(matrix, one, one, one, n_people=n_people, n_statements=n_statements)


def test_adding_votes_may_outgrow_the_width_of_a_packed_vote() -> None:
    matrix = random_votes(10, 100, 50).packed()

    added = add_votes(
        matrix, np.array([3]), np.array([29_999]), np.array([1]), n_people=10, n_statements=30_000
    )

    assert cells(added) == cells(matrix) | {(3, 29_999): 1}


def test_kernels_work_where_no_compiled_code_can_be_kept() -> None:
    """Code without a file has no place beside it to keep anything."""
    room: dict[str, Callable[[int], int]] = {}
    exec("def one_more(n):\n    return n + 1\n", room)

    assert kernel(room["one_more"])(1) == 2


def test_the_mathematics_needs_no_web_framework() -> None:
    check = "import sys, shangyi.insight.opinions.command; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
