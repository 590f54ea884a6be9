from __future__ import annotations

import numpy as np
import pytest

from shangyi.insight.opinions import groups, stability
from shangyi.insight.opinions.projection import project
from shangyi.insight.opinions.stability import Stability
from tests.insight.opinions.planted import Array, Loose, agreement_of, planted_groups, random_votes

SEED = 1


def judged(votes: Loose, *, resamples: int = 12, seed: int = SEED) -> tuple[Stability, Array]:
    matrix = votes.packed()
    drawn = project(matrix, seed=seed)
    counted = groups.who_counts(matrix)
    weights = groups.weights_of(np.diff(matrix.starts)[counted])
    found = groups.possible_groups(drawn.positions[counted], weights, seed=seed)
    return stability.stable_groups(matrix, drawn, counted, found, seed=seed, resamples=resamples), counted


@pytest.mark.parametrize(("n_people", "n_statements", "n_votes"), [(300, 60, 6_000), (100, 30, 1_500)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_votes_at_random_have_no_stable_groups(
    n_people: int, n_statements: int, n_votes: int, seed: int
) -> None:
    found, _ = judged(random_votes(n_people, n_statements, n_votes, seed=seed))

    assert found.chosen is None
    assert found.confidence.size == 0
    assert len(found.tried) >= 2


@pytest.mark.parametrize("sizes", [(100, 100, 100), (300, 200, 100)])
@pytest.mark.parametrize("seed", [1, 2])
def test_three_planted_groups_are_three_stable_groups(sizes: tuple[int, ...], seed: int) -> None:
    votes, truth = planted_groups(sizes, seed=seed)

    found, counted = judged(votes)

    assert found.chosen is not None
    assert found.chosen.grouping.k == 3
    assert np.all(found.chosen.jaccard >= 0.75)
    assert agreement_of(found.chosen.grouping.labels, truth[counted]) >= 0.9


def test_the_answer_does_not_depend_on_row_order() -> None:
    votes, _ = planted_groups((60, 50))
    order = np.random.default_rng(3).permutation(votes.people.size)
    shuffled = Loose(votes.people[order], votes.statements[order], votes.votes[order], 110, 60)

    one, other = judged(votes, resamples=5)[0], judged(shuffled, resamples=5)[0]

    assert np.array_equal(one.confidence, other.confidence)
    assert [tried.jaccard.tolist() for tried in one.tried] == [
        tried.jaccard.tolist() for tried in other.tried
    ]


def test_confidence_is_lower_for_people_who_voted_little() -> None:
    votes, _ = planted_groups((150, 150), share=0.9)
    rng = np.random.default_rng(6)
    dropped = (votes.people % 5 == 0) & (rng.random(votes.people.size) < 0.85)
    kept = Loose(votes.people[~dropped], votes.statements[~dropped], votes.votes[~dropped], 300, 60)

    found, counted = judged(kept)

    few = np.arange(300)[counted] % 5 == 0
    assert few.sum() > 20
    assert found.confidence[few].mean() < found.confidence[~few].mean() - 0.02
    assert found.confidence.min() > 0
    assert found.confidence.max() < 1


def test_no_groups_to_judge_is_no_stable_groups() -> None:
    matrix = random_votes(10, 5, 30).packed()

    found = stability.stable_groups(matrix, project(matrix, seed=1), groups.who_counts(matrix), [], seed=1)

    assert (found.chosen, found.tried) == (None, [])


def test_jaccard_counts_those_in_both_over_those_in_either() -> None:
    likeness = stability.jaccard(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]), 2, 2)

    assert likeness.tolist() == [[2 / 3, 1 / 4], [0, 1 / 2]]


def test_resampled_votes_leave_the_mean_place_where_it_is() -> None:
    votes, _ = planted_groups((40, 40))
    matrix = votes.packed()
    drawn = project(matrix, seed=1)
    everybody = np.ones(80, np.bool_)

    places = [stability._loosely_placed(matrix, drawn, everybody, None, seed) for seed in range(200)]

    assert np.mean(places, axis=0) == pytest.approx(drawn.positions, abs=0.35)
    assert np.std(places, axis=0).min() > 0.1
