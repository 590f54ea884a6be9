from __future__ import annotations

import numpy as np
import pytest

from shangyi.insight.opinions.opinion_map import OpinionMap, draw_map, outline
from tests.insight.opinions.planted import Loose, agreement_of, planted_groups, random_votes


def drawn(votes: Loose, *, seed: int = 1, threads: int = 1) -> OpinionMap:
    return draw_map(votes.packed(), seed=seed, resamples=10, threads=threads)


def test_a_map_with_groups_tells_everything_about_them() -> None:
    votes, truth = planted_groups((120, 90, 60))

    found = drawn(votes)

    assert found.n_groups == 3
    assert agreement_of(found.outline.labels, truth) > 0.9
    assert found.outline.counts.sum() == votes.packed().n_votes
    assert [bool(mine) for mine in found.outline.representative] == [True, True, True]
    assert found.slate.statements
    assert np.isfinite(found.confidence).all()
    assert (found.seed, found.version) == (1, "1")


def test_without_stable_groups_nobody_is_put_in_one() -> None:
    found = drawn(random_votes(150, 40, 3_000))

    assert found.n_groups == 0
    assert set(found.outline.labels.tolist()) == {-1}
    assert np.isnan(found.confidence).all()
    assert found.outline.representative == []


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_votes_in_another_order_give_the_same_map(threads: int) -> None:
    votes, _ = planted_groups((80, 60))
    order = np.random.default_rng(9).permutation(votes.people.size)
    shuffled = Loose(votes.people[order], votes.statements[order], votes.votes[order], 140, 60)

    one, other = drawn(votes), drawn(shuffled, threads=threads)

    assert np.array_equal(one.outline.projection.positions, other.outline.projection.positions)
    assert np.array_equal(one.confidence, other.confidence)
    assert np.array_equal(one.bridging.low, other.bridging.low)
    assert one.slate == other.slate


def test_an_outline_continued_after_new_votes_agrees_with_one_begun_anew() -> None:
    votes, _ = planted_groups((200, 150, 100))
    before = outline(
        Loose(votes.people[:-200], votes.statements[:-200], votes.votes[:-200], 450, 60).packed(), seed=1
    )

    warm = outline(votes.packed(), seed=1, start=before.projection.start)
    cold = outline(votes.packed(), seed=1)

    assert warm.projection.passes <= cold.projection.passes
    assert agreement_of(warm.labels, cold.labels) == 1.0
    assert warm.projection.positions == pytest.approx(cold.projection.positions, abs=1e-6)


@pytest.mark.parametrize(
    ("n_people", "n_statements", "n_votes"), [(0, 0, 0), (1, 1, 1), (3, 2, 5), (20, 30, 60)]
)
def test_the_smallest_topics_have_a_map_without_groups(
    n_people: int, n_statements: int, n_votes: int
) -> None:
    found = drawn(random_votes(n_people, n_statements, n_votes))

    assert found.n_groups == 0
    assert found.outline.projection.positions.shape == (n_people, 2)
