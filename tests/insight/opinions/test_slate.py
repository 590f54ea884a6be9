from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyi.insight.opinions.slate import OpenClaim, Reason, choose_slate, interval_of_share, is_represented
from shangyi.insight.opinions.votes import VoteMatrix, pack_votes
from tests.insight.opinions.planted import planted_groups

Ballots = list[dict[int, int]]
BALLOTS = st.lists(st.dictionaries(st.integers(0, 4), st.integers(-1, 1), max_size=5), min_size=1, max_size=8)


def matrix_of(ballots: Ballots, n_statements: int = 5) -> VoteMatrix:
    cells = [(person, s, vote) for person, ballot in enumerate(ballots) for s, vote in ballot.items()]
    people, statements, votes = np.array(cells, dtype=np.int64).reshape(-1, 3).T
    return pack_votes(people, statements, votes, n_people=len(ballots), n_statements=n_statements)


def left_out(ballots: Ballots, chosen: list[int], places: int) -> list[tuple[int, ...]]:
    """Every set of people that is owed a statement and agrees with none chosen: set by set."""
    voters = [person for person, ballot in enumerate(ballots) if ballot]
    agrees = {p: {s for s, vote in ballots[p].items() if vote == 1} for p in voters}
    return [
        some
        for size in range(1, len(voters) + 1)
        if size >= Fraction(len(voters), places)
        for some in combinations(voters, size)
        if set.intersection(*(agrees[p] for p in some)) and not any(agrees[p] & set(chosen) for p in some)
    ]


@settings(max_examples=60, deadline=None)
@given(BALLOTS, st.integers(1, 4))
def test_no_large_enough_group_is_ever_left_out(ballots: Ballots, places: int) -> None:
    slate = choose_slate(matrix_of(ballots), places=places)

    assert left_out(ballots, slate.statements, places) == []
    assert len(slate.lines) <= places
    assert len(set(slate.statements)) == len(slate.lines)


@settings(max_examples=60, deadline=None)
@given(BALLOTS, st.integers(1, 4), st.lists(st.integers(0, 4), max_size=4, unique=True))
def test_checking_any_list_agrees_with_checking_set_by_set(
    ballots: Ballots, places: int, chosen: list[int]
) -> None:
    if not any(ballots):
        return

    assert is_represented(matrix_of(ballots), chosen, places=places) == (
        not left_out(ballots, chosen, places)
    )


@settings(max_examples=60, deadline=None)
@given(BALLOTS, st.integers(1, 4))
def test_every_line_can_be_repeated_by_hand(ballots: Ballots, places: int) -> None:
    slate = choose_slate(matrix_of(ballots), places=places)

    waiting = {person for person, ballot in enumerate(ballots) if ballot}
    for line in slate.lines:
        newly = {person for person in waiting if ballots[person].get(line.statement) == 1}
        assert (line.waiting, line.newly, line.left) == (len(waiting), len(newly), len(waiting - newly))
        assert line.seen == sum(line.statement in ballot for ballot in ballots)
        assert line.agreed == sum(ballot.get(line.statement) == 1 for ballot in ballots)
        if line.reason is Reason.OWED:
            assert line.newly >= slate.quota
        waiting -= newly


def test_a_minority_large_enough_gets_its_statement() -> None:
    majority = [{0: 1, 1: 1, 2: 1, 3: -1}] * 70
    minority = [{0: -1, 1: -1, 2: -1, 3: 1}] * 30

    slate = choose_slate(matrix_of(majority + minority), places=4)

    assert slate.quota == 25
    assert [(line.statement, line.reason) for line in slate.lines[:2]] == [(0, Reason.OWED), (3, Reason.OWED)]
    assert slate.lines[1].newly == 30
    assert slate.open_claims == []


def test_silence_and_passing_are_not_agreement() -> None:
    ballots = [{0: 0, 1: -1}] * 10 + [{1: 1}] * 10

    slate = choose_slate(matrix_of(ballots), places=2)

    assert slate.statements == [1]


def test_what_too_few_have_seen_is_an_open_claim_until_they_have() -> None:
    ballots = [{0: 1}] * 50 + [{1: -1}] * 42 + [{1: -1, 2: 1}] * 8
    everybody = [ballot | {s: -1 for s in range(5) if s not in ballot} for ballot in ballots]

    slate = choose_slate(matrix_of(ballots), places=4)

    assert [(line.statement, line.reason) for line in slate.lines] == [(0, Reason.OWED), (2, Reason.LIKELY)]
    assert slate.open_claims == [OpenClaim(s, agreed=0, unseen=42, at_most=42.0) for s in (3, 4)]
    assert choose_slate(matrix_of(everybody), places=4).open_claims == []


def test_a_new_statement_can_be_likely_before_all_have_seen_it() -> None:
    ballots = [{0: 1}] * 60 + [{0: -1}] * 18 + [{0: -1, 2: 1}] * 22

    slate = choose_slate(matrix_of(ballots), places=3)

    assert [(line.statement, line.reason) for line in slate.lines] == [(0, Reason.OWED), (2, Reason.LIKELY)]
    assert slate.lines[1].newly == 22
    assert 33.3 < slate.lines[1].likely <= 40


def test_hidden_statements_are_never_chosen() -> None:
    hidden = np.arange(5) == 0

    slate = choose_slate(matrix_of([{0: 1, 1: 1}] * 4), places=2, hidden=hidden)

    assert slate.statements == [1]


def test_nobody_and_no_places_make_an_empty_list() -> None:
    assert choose_slate(matrix_of([{}, {}]), places=3).lines == []
    assert choose_slate(matrix_of([{0: 1}]), places=0).lines == []


def test_large_topics_are_represented_too() -> None:
    votes, truth = planted_groups((400, 250, 150), n_statements=80, share=0.3)
    matrix = votes.packed()

    slate = choose_slate(matrix, places=8)

    assert is_represented(matrix, slate.statements, places=8)
    assert not is_represented(matrix, [], places=8)
    assert truth.size == slate.people


def test_the_interval_of_a_share_holds_the_share_and_is_wide_where_few_were_asked() -> None:
    low, high = interval_of_share(np.array([0.0, 1.0, 50.0]), np.array([0.0, 1.0, 100.0]))

    assert [low[0], high[0]] == [0.0, 1.0]
    assert low[1] < 0.25
    assert np.round([low[2], high[2]], 3).tolist() == [0.404, 0.596]
