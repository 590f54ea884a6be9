from __future__ import annotations

import numpy as np
import pytest

from shangyi.insight.opinions import projection
from shangyi.insight.opinions.projection import project, statement_places
from tests.insight.opinions.planted import Array, planted_groups, random_votes
from tests.insight.opinions.published import REFERENCES, needs_published, reference

SEED = 7


def dense(loose_votes: object) -> Array:
    """The full matrix with missing votes at the mean: what the sparse kernels must agree with."""
    matrix = loose_votes.packed()  # type: ignore[attr-defined]
    full = np.full((matrix.n_people, matrix.n_statements), np.nan)
    for person in range(matrix.n_people):
        statements, votes = matrix.row(person)
        full[person, statements] = votes
    return np.nan_to_num(full - np.nanmean(full, axis=0))


@needs_published
@pytest.mark.parametrize("name", REFERENCES)
def test_axes_and_centre_are_those_of_the_published_results(name: str) -> None:
    ref = reference(name)
    published = ref.result["pca"]

    found = project(ref.matrix, seed=SEED, hidden=ref.hidden)

    cosines = np.abs(np.sum(found.components * np.array(published["comps"]), axis=1))
    assert np.all(cosines >= 0.999999), cosines
    assert np.max(np.abs(np.abs(found.centre) - np.abs(published["center"]))) <= 1e-12
    assert np.max(np.abs(sign_of(ref) * found.centre - published["center"])) <= 1e-12


def sign_of(ref: object) -> float:
    """The reference counts agreement as −1 in its centre."""
    published = np.array(ref.result["pca"]["center"])  # type: ignore[attr-defined]
    ours = projection.means(ref.matrix, ref.hidden)  # type: ignore[attr-defined]
    return float(np.sign(ours @ published))


@needs_published
@pytest.mark.parametrize("name", REFERENCES)
def test_statements_lie_where_the_published_results_put_them(name: str) -> None:
    ref = reference(name)
    published = ref.result["pca"]
    found = project(ref.matrix, seed=SEED, hidden=ref.hidden)

    places = statement_places(found, len(ref.column))

    extremity = np.linalg.norm(places, axis=1)
    shown = ~ref.hidden
    assert np.max(np.abs(extremity - published["comment-extremity"])[shown]) <= 1e-5


def test_sparse_axes_are_those_of_the_full_matrix() -> None:
    votes, _ = planted_groups((30, 30, 30), n_statements=25)

    found = project(votes.packed(), seed=SEED)

    _, strengths, axes = np.linalg.svd(dense(votes))
    assert np.abs(np.sum(found.components * axes[:2], axis=1)) == pytest.approx([1, 1], abs=1e-12)
    assert found.variance == pytest.approx(strengths[:2] ** 2 / np.sum(strengths**2), rel=1e-9)


@pytest.mark.parametrize("precise", [True, False])
def test_the_answer_does_not_depend_on_row_order_or_threads(precise: bool) -> None:
    votes, _ = planted_groups((200, 200), n_statements=40)
    order = np.random.default_rng(3).permutation(votes.people.size)
    shuffled = type(votes)(votes.people[order], votes.statements[order], votes.votes[order], 400, 40)

    one = project(votes.packed(), seed=SEED, precise=precise, threads=1)
    other = project(shuffled.packed(), seed=SEED, precise=precise, threads=3)

    assert np.array_equal(one.positions, other.positions)
    assert np.array_equal(one.components, other.components)


def test_fast_numbers_give_the_same_axes_as_exact_ones() -> None:
    votes, _ = planted_groups((300, 200, 100), n_statements=50)

    exact = project(votes.packed(), seed=SEED, precise=True)
    fast = project(votes.packed(), seed=SEED, precise=False)

    assert np.sum(exact.components * fast.components, axis=1) == pytest.approx([1, 1], abs=1e-6)


def test_starting_from_the_last_answer_takes_fewer_passes() -> None:
    votes, _ = planted_groups((300, 300, 300), n_statements=80)
    matrix = votes.packed()
    cold = project(matrix, seed=SEED, precise=False)

    warm = project(matrix, seed=SEED, precise=False, start=cold.start)

    assert warm.passes < cold.passes
    assert np.sum(warm.components * cold.components, axis=1) == pytest.approx([1, 1], abs=1e-6)


def test_people_who_voted_little_are_drawn_less_to_the_middle() -> None:
    votes, _ = planted_groups((100, 100), n_statements=60, share=0.9)
    rare = (votes.people % 10 == 0) & (votes.statements >= 12)
    thinned = type(votes)(votes.people[~rare], votes.statements[~rare], votes.votes[~rare], 200, 60)

    found = project(thinned.packed(), seed=SEED)

    few = np.arange(200) % 10 == 0
    distance = np.abs(found.positions[:, 0])
    a_fifth_of_the_votes = 12 / 60
    ratio = distance[few].mean() / distance[~few].mean()
    assert ratio == pytest.approx(np.sqrt(a_fifth_of_the_votes), rel=0.3)


def test_a_hidden_statement_shapes_nothing() -> None:
    votes, _ = planted_groups((60, 60), n_statements=30)
    hidden = np.arange(30) == 4
    kept = votes.statements != 4

    found = project(votes.packed(), seed=SEED, hidden=hidden)

    without = type(votes)(votes.people[kept], votes.statements[kept], votes.votes[kept], 120, 30)
    assert found.components[:, 4].tolist() == [0.0, 0.0]
    assert found.centre[4] == 0.0
    assert np.abs(found.components) == pytest.approx(
        np.abs(project(without.packed(), seed=SEED).components), abs=1e-8
    )


def test_votes_without_any_difference_have_no_axes() -> None:
    people, statements = np.divmod(np.arange(40), 4)
    same = random_votes(10, 4, 0)
    unanimous = type(same)(people, statements, np.ones(40, np.int64), 10, 4)

    found = project(unanimous.packed(), seed=SEED)

    assert not found.components.any()
    assert not found.positions.any()
    assert project(same.packed(), seed=SEED).positions.shape == (10, 2)


def test_votes_that_differ_in_one_way_only_have_one_axis() -> None:
    people, statements = np.divmod(np.arange(40), 4)
    camps = random_votes(10, 4, 0)
    one_line = type(camps)(people, statements, np.where(people < 4, 1, -1), 10, 4)

    found = project(one_line.packed(), seed=SEED)

    assert found.components[0].any()
    assert not found.components[1].any()
    assert not found.positions[:, 1].any()
