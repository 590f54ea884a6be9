from __future__ import annotations

import numpy as np
import pytest

from shangyi.insight.opinions import statements
from tests.insight.opinions.planted import random_votes
from tests.insight.opinions.published import REFERENCES, Reference, needs_published, reference

DISAGREE, PASS, AGREE = 0, 1, 2


def counts_of(*groups: list[tuple[int, int, int]]) -> np.ndarray:
    """Counts from (agree, disagree, pass) per group and statement."""
    return np.array([[[d, p, a, 0] for a, d, p in group] for group in groups])


def counted(ref: Reference) -> np.ndarray:
    return statements.group_counts(ref.matrix, ref.members(), len(ref.result["group-clusters"]))


@needs_published
@pytest.mark.parametrize("name", REFERENCES)
def test_group_votes_are_those_of_the_published_results(name: str) -> None:
    ref = reference(name)

    counts = counted(ref)

    for group, published in ref.result["group-votes"].items():
        for statement, votes in published["votes"].items():
            ours = counts[int(group), ref.column[int(statement)]]
            assert [ours[AGREE], ours[DISAGREE], ours.sum()] == [votes["A"], votes["D"], votes["S"]]


@needs_published
@pytest.mark.parametrize("name", REFERENCES)
def test_consensus_is_that_of_the_published_results_given_their_groups(name: str) -> None:
    ref = reference(name)

    consensus = statements.group_informed_consensus(counted(ref))

    published = ref.result["group-aware-consensus"]
    assert len(published) == len(ref.column)
    for statement, value in published.items():
        assert abs(consensus[ref.column[int(statement)]] - value) <= 1e-12


@needs_published
@pytest.mark.parametrize("name", REFERENCES)
def test_what_sets_a_group_apart_is_measured_as_in_the_published_results(name: str) -> None:
    ref = reference(name)
    agree, disagree = (statements.sides(counted(ref), side) for side in (AGREE, DISAGREE))
    checked = 0

    for group, entries in ref.result["repness"].items():
        for entry in entries:
            side = agree if entry["repful-for"] == "agree" else disagree
            at = int(group), ref.column[entry["tid"]]
            assert side.share[at] == pytest.approx(entry["p-success"], abs=1e-9)
            assert side.share_z[at] == pytest.approx(entry["p-test"], abs=1e-6)
            assert side.ratio[at] == pytest.approx(entry["repness"], abs=1e-9)
            assert side.ratio_z[at] == pytest.approx(entry["repness-test"], abs=1e-5)
            checked += 1
    assert checked >= 14


@needs_published
@pytest.mark.parametrize("name", REFERENCES)
def test_representative_statements_are_mostly_those_of_the_published_results(name: str) -> None:
    ref = reference(name)

    found = statements.representative_statements(counted(ref), ref.hidden)

    ours = {
        (group, entry.statement, entry.agrees) for group, entries in enumerate(found) for entry in entries
    }
    theirs = {
        (int(group), ref.column[entry["tid"]], entry["repful-for"] == "agree")
        for group, entries in ref.result["repness"].items()
        for entry in entries
    }
    assert len(ours & theirs) >= 0.8 * len(theirs), (ours - theirs, theirs - ours)


@needs_published
@pytest.mark.parametrize("name", REFERENCES)
def test_majorities_are_those_of_the_published_results(name: str) -> None:
    ref = reference(name)

    agreed, disagreed = statements.majority_statements(ref.matrix.tally, ref.hidden)

    published = ref.result["consensus"]
    assert [set(agreed), set(disagreed)] == [
        {ref.column[entry["tid"]] for entry in published[side]} for side in ("agree", "disagree")
    ]


@needs_published
@pytest.mark.parametrize("name", REFERENCES)
def test_priorities_are_those_of_the_published_results_over_people_in_groups(name: str) -> None:
    ref = reference(name)
    tally = ref.matrix.rows(ref.members() >= 0).tally
    extremity = np.array(ref.result["pca"]["comment-extremity"])

    ours = statements.priorities(tally, extremity, ref.hidden)

    published = [ref.result["comment-priorities"][str(statement)] for statement in ref.column]
    shown = ~ref.hidden
    assert ours[shown] == pytest.approx(np.array(published)[shown], rel=1e-9)


def test_counts_leave_out_people_without_a_group() -> None:
    matrix = random_votes(40, 10, 300).packed()
    labels = np.arange(40) % 3 - 1

    counts = statements.group_counts(matrix, labels, 2, threads=2)

    for group in (0, 1):
        assert np.array_equal(counts[group], matrix.rows(labels == group).tally)


def test_one_group_against_pulls_consensus_down_whatever_its_size() -> None:
    together = counts_of([(90, 5, 5)], [(9, 1, 0)])
    against = counts_of([(90, 5, 5)], [(1, 9, 0)])

    high, low = (float(statements.group_informed_consensus(counts)[0]) for counts in (together, against))

    assert high == pytest.approx(91 / 102 * 10 / 12)
    assert low == pytest.approx(91 / 102 * 2 / 12)


def test_a_statement_that_only_one_group_agrees_with_sets_it_apart() -> None:
    counts = counts_of([(20, 2, 0), (10, 10, 0)], [(2, 20, 0), (10, 10, 0)])

    first, second = statements.representative_statements(counts)

    assert [(entry.statement, entry.agrees) for entry in first] == [(0, True)]
    assert [(entry.statement, entry.agrees) for entry in second] == [(0, False)]


def test_a_group_that_nothing_sets_apart_still_shows_the_nearest_statement() -> None:
    counts = counts_of([(5, 5, 0), (4, 6, 0)], [(5, 5, 0), (5, 5, 0)])

    entries = statements.representative_statements(counts)

    assert [len(group) for group in entries] == [1, 1]


def test_hidden_and_unseen_statements_represent_nobody() -> None:
    counts = counts_of([(20, 0, 0), (0, 0, 0)], [(0, 20, 0), (0, 0, 0)])

    found = statements.representative_statements(counts, np.array([True, False]))

    assert found == [[], []]


def test_divisive_means_that_groups_differ_and_not_that_most_agree() -> None:
    counts = counts_of([(95, 5, 0), (90, 10, 0), (1, 0, 0)], [(96, 4, 0), (10, 90, 0), (0, 1, 0)])

    found = statements.divisiveness(counts)

    assert found[1] > 0.6
    assert found[0] == found[2] == 0.0
    assert not statements.divisiveness(counts[:1]).any()


def test_majority_needs_more_than_chance() -> None:
    tally = counts_of([(60, 40, 0), (3, 2, 0), (5, 60, 5), (0, 0, 0)])[0]

    assert statements.majority_statements(tally) == ([0], [2])


def test_priority_falls_as_a_statement_is_seen_and_rises_with_agreement() -> None:
    tally = counts_of([(1, 0, 0), (100, 0, 0), (50, 50, 0), (0, 0, 100)])[0]

    weights = statements.priorities(tally, np.ones(4))

    assert weights[0] > weights[1] > weights[2] > weights[3]
    assert statements.priorities(tally, np.ones(4), np.ones(4, np.bool_)).tolist() == [49.0] * 4
