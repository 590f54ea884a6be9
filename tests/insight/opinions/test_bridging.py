from __future__ import annotations

import numpy as np
import pytest

from shangyi.insight.opinions.bridging import Bridging, bridging_scores
from shangyi.insight.opinions.projection import project
from tests.insight.opinions.planted import Loose, random_votes


def scored(votes: Loose, **options: object) -> Bridging:
    matrix = votes.packed()
    return bridging_scores(matrix, project(matrix, seed=1).positions[:, 0], **options)  # type: ignore[arg-type]


def two_camps(big: int, small: int, *, share: float = 0.5, seed: int = 1) -> Loose:
    """Statements 0–9: all agree. 10–24: the big camp agrees, the small does not. 25–39: the reverse."""
    rng = np.random.default_rng(seed)
    camp = np.repeat([0, 1], [big, small])
    agreeing = np.empty((2, 40))
    agreeing[:, :10] = 0.85
    agreeing[:, 10:25] = [[0.9], [0.1]]
    agreeing[:, 25:] = [[0.1], [0.9]]
    people, statements = np.nonzero(rng.random((big + small, 40)) < share)
    votes = np.where(rng.random(people.size) < agreeing[camp[people], statements], 1, -1)
    return Loose(people, statements, votes, big + small, 40)


@pytest.mark.parametrize("sizes", [(150, 150), (220, 80)])
def test_what_both_camps_agree_with_scores_above_what_one_camp_wants(sizes: tuple[int, int]) -> None:
    found = scored(two_camps(*sizes))

    assert found.low[:10].min() > found.high[10:].max()
    assert np.abs(found.statement_leaning[10:]).min() > np.abs(found.statement_leaning[:10]).max()


def test_the_majority_camp_does_not_make_its_statements_bridging() -> None:
    votes = two_camps(240, 60)
    tally = votes.packed().tally
    support = tally[:, 2] / tally.sum(axis=1)

    found = scored(votes)

    assert support[10:25].min() > 0.65
    assert found.score[10:25].max() < 0.45
    assert found.score[:10].min() > 0.5


def test_few_votes_give_a_wide_interval_and_no_high_floor() -> None:
    votes = two_camps(150, 150)
    rare = votes.statements != 0
    few = np.flatnonzero(~rare)[:3]
    keep = np.sort(np.concatenate([np.flatnonzero(rare), few]))
    values = votes.votes.copy()
    values[few] = 1
    thinned = Loose(votes.people[keep], votes.statements[keep], values[keep], 300, 40)

    found = scored(thinned)

    width = found.high - found.low
    assert width[0] > 3 * width[1:10].max()
    assert found.low[0] < found.low[1:10].min()


def test_intervals_hold_the_score_that_all_votes_would_give() -> None:
    whole = scored(two_camps(200, 200, share=1.0))
    held = [
        (part.low <= whole.score) & (whole.score <= part.high)
        for part in (scored(two_camps(200, 200, share=0.2, seed=seed)) for seed in range(5))
    ]

    assert np.mean(held) > 0.9


def test_hidden_and_unseen_statements_have_no_score() -> None:
    hidden = np.arange(41) == 2
    votes = two_camps(50, 50)
    wider = Loose(votes.people, votes.statements, votes.votes, 100, 41)

    found = scored(wider, hidden=hidden)

    assert np.flatnonzero(np.isnan(found.score)).tolist() == [2, 40]
    assert np.flatnonzero(np.isnan(found.low)).tolist() == [2, 40]


def test_scores_stay_between_minus_one_and_one_and_settle() -> None:
    found = scored(random_votes(100, 20, 900))

    assert found.rounds < 300
    assert -1 <= np.nanmin(found.low) <= np.nanmax(found.high) <= 1
    assert np.all((found.low <= found.score) & (found.score <= found.high))


def test_the_score_does_not_depend_on_row_order() -> None:
    votes = two_camps(60, 40)
    order = np.random.default_rng(1).permutation(votes.people.size)
    shuffled = Loose(votes.people[order], votes.statements[order], votes.votes[order], 100, 40)

    assert np.array_equal(scored(votes).score, scored(shuffled).score)


def test_no_votes_have_no_scores() -> None:
    found = scored(random_votes(3, 4, 0))

    assert np.all(np.isnan(found.score))
