from __future__ import annotations

import numpy as np
import pytest

from shangyi.insight.opinions import groups, kmeans
from shangyi.insight.opinions.projection import project
from shangyi.insight.opinions.votes import VoteMatrix
from tests.insight.opinions.planted import Array, agreement_of, planted_groups, random_votes
from tests.insight.opinions.published import CONVERSATIONS, conversation, needs_published

SEED = 1


def grouped(matrix: VoteMatrix, hidden: Array | None = None, seed: int = SEED) -> Array:
    """The clearest grouping: a label for everybody, −1 for those not counted."""
    found = project(matrix, seed=seed, hidden=hidden)
    counted = groups.who_counts(matrix, hidden)
    weights = groups.weights_of(np.diff(matrix.starts)[counted])
    best = groups.clearest(groups.possible_groups(found.positions[counted], weights, seed=seed))
    labels = np.full(matrix.n_people, -1)
    if best is not None:
        labels[counted] = best.labels
    return labels


@needs_published
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_groups_are_close_to_those_that_were_shown_at_the_time(name: str) -> None:
    known = conversation(name)

    found = grouped(known.matrix, known.hidden)

    both = (found >= 0) & (known.groups >= 0)
    assert both.sum() >= 0.9 * (known.groups >= 0).sum()
    assert agreement_of(found[both], known.groups[both]) >= 0.75


@pytest.mark.parametrize("sizes", [(150, 100), (120, 90, 60), (100, 100, 100, 100)])
def test_planted_groups_are_found(sizes: tuple[int, ...]) -> None:
    votes, truth = planted_groups(sizes, n_statements=80)

    found = grouped(votes.packed())

    assert agreement_of(found, truth) >= 0.9


def test_groups_do_not_depend_on_row_order() -> None:
    votes, _ = planted_groups((80, 60, 40))
    order = np.random.default_rng(5).permutation(votes.people.size)
    shuffled = type(votes)(votes.people[order], votes.statements[order], votes.votes[order], 180, 60)

    assert np.array_equal(grouped(votes.packed()), grouped(shuffled.packed()))


def test_the_largest_group_comes_first() -> None:
    votes, _ = planted_groups((40, 90, 60))

    sizes = np.bincount(grouped(votes.packed()))

    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)


def test_many_people_are_grouped_through_the_grid_as_they_are_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    votes, truth = planted_groups((900, 700), n_statements=40)
    one_by_one = grouped(votes.packed())
    monkeypatch.setattr(groups, "GRID_FROM", 1_000)

    through_grid = grouped(votes.packed())

    assert agreement_of(through_grid, one_by_one) >= 0.95
    assert agreement_of(through_grid, truth) >= 0.95


def test_a_few_people_far_out_are_not_called_a_group() -> None:
    rng = np.random.default_rng(2)
    crowd = rng.normal(0, 1, (200, 2))
    crowd[:2] += 100

    found = groups.possible_groups(crowd, np.ones(200), seed=SEED)

    assert all(np.bincount(grouping.labels).min() >= 10 for grouping in found)


def test_seven_votes_are_enough_to_count_and_six_are_not() -> None:
    people = np.repeat(np.arange(20), 10)
    votes = random_votes(20, 10, 0)
    short = ~((people == 3) & (np.tile(np.arange(10), 20) >= 6))
    matrix = type(votes)(
        people[short], np.tile(np.arange(10), 20)[short], np.ones(short.sum(), np.int64), 20, 10
    ).packed()

    assert np.flatnonzero(~groups.who_counts(matrix)).tolist() == [3]


def test_where_few_voted_enough_those_who_voted_most_are_counted() -> None:
    votes = random_votes(30, 40, 60, seed=4)
    matrix = votes.packed()

    counted = groups.who_counts(matrix)

    cast = np.diff(matrix.starts)
    assert counted.sum() == 15
    assert cast[counted].min() >= cast[~counted].max()


def test_nobody_and_everybody_in_one_place_make_no_groups() -> None:
    assert groups.possible_groups(np.empty((0, 2)), np.empty(0), seed=SEED) == []
    assert groups.possible_groups(np.zeros((50, 2)), np.ones(50), seed=SEED) == []
    assert groups.clearest([]) is None


def test_silhouette_is_near_one_for_far_groups_and_near_zero_for_a_cut_crowd() -> None:
    rng = np.random.default_rng(8)
    far = np.concatenate([rng.normal(0, 1, (40, 2)), rng.normal(50, 1, (40, 2))])
    halves = np.repeat([0, 1], 40)

    assert kmeans.silhouette(far, np.ones(80), halves, 2) > 0.95
    assert abs(kmeans.silhouette(rng.normal(0, 1, (80, 2)), np.ones(80), halves, 2)) < 0.1


@pytest.mark.parametrize("places", [6, 0], ids=["apart", "many equally near"])
def test_looking_only_at_near_centres_finds_what_looking_at_all_finds(places: int) -> None:
    rng = np.random.default_rng(7)
    points = np.round(rng.normal(size=(3_000, 2)) * 3, places)
    centres = np.unique(points[rng.integers(0, 3_000, 60)], axis=0)
    all_of_them, near = np.zeros(3_000, np.int64), rng.integers(0, centres.shape[0], 3_000)
    for _ in range(4):
        kmeans.nearest(points, centres, all_of_them)
        kmeans.nearest_again(points, centres, near)
        assert np.array_equal(near, all_of_them)
        centres = centres + np.round(rng.normal(scale=0.3, size=centres.shape), places)
