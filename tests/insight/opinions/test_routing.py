from __future__ import annotations

import numpy as np

from shangyi.insight.opinions import groups, learning, routing
from shangyi.insight.opinions.projection import project
from shangyi.insight.opinions.routing import Telling, Why
from shangyi.insight.opinions.votes import VoteMatrix
from tests.insight.opinions.planted import Loose, planted_groups, random_votes

NONE = np.empty(0, np.int64)


def learned(matrix: VoteMatrix) -> Telling:
    return learning.learn_statements(matrix, project(matrix, seed=1), groups.who_counts(matrix))


def camps() -> Telling:
    return learned(planted_groups((150, 150), n_statements=40)[0].packed())


def new_topic(n_statements: int = 40) -> Telling:
    return learned(random_votes(0, n_statements, 0).packed())


def test_two_people_who_saw_different_statements_have_different_chances() -> None:
    telling = camps()

    one, other = (routing.chances(telling, np.array(voted)) for voted in ([0, 1, 2], [10, 11, 12]))

    rest = np.arange(13, 40)
    assert not np.allclose(one[rest] / one[rest].sum(), other[rest] / other[rest].sum(), rtol=1e-3)
    assert one[:3].tolist() == [0, 0, 0]


def test_chances_are_never_all_equal() -> None:
    states = [(camps(), NONE), (camps(), np.arange(30)), (new_topic(), NONE), (new_topic(2), NONE)]

    for telling, voted in states:
        chance = routing.chances(telling, voted)
        free = np.setdiff1d(np.arange(chance.size), voted)
        assert chance[free].min() > 0
        assert chance[free].max() > 1.1 * chance[free].min()
        assert np.isclose(chance.sum(), 1)


def test_ten_chosen_questions_tell_more_than_ten_random_ones() -> None:
    rng = np.random.default_rng(2)
    votes, _ = planted_groups((150, 150), n_statements=40)
    dull = Loose(
        np.concatenate([votes.people, np.repeat(np.arange(300), 40)]),
        np.concatenate([votes.statements, np.tile(np.arange(40, 80), 300)]),
        np.concatenate([votes.votes, np.where(rng.random(12_000) < 0.9, 1, -1)]),
        300,
        80,
    )
    telling = learned(dull.packed())

    def left_unknown(*, chosen: bool, seed: int) -> float:
        voted: list[int] = []
        if not chosen:
            voted = np.random.default_rng(seed).permutation(80)[:10].tolist()
        while len(voted) < 10:
            choice = routing.next_statement(telling, np.array(voted, np.int64), seed=seed + len(voted))
            assert choice is not None
            voted.append(choice.statement)
        return float(np.trace(routing.uncertainty(telling, np.array(voted))))

    asked_well = np.mean([left_unknown(chosen=True, seed=100 * seed) for seed in range(40)])
    asked_blindly = np.mean([left_unknown(chosen=False, seed=seed) for seed in range(40)])
    assert asked_well < 0.8 * asked_blindly


def test_a_question_like_those_already_answered_tells_less() -> None:
    telling = camps()

    before, _ = routing.gains(telling, NONE)
    after, _ = routing.gains(telling, np.arange(20))

    assert np.all(after <= before)
    assert after[20:].sum() < 0.7 * before[20:].sum()


def test_what_somebody_answered_does_not_change_their_cards() -> None:
    """Only the set of statements they saw enters, by construction: its order must not matter either."""
    telling = camps()

    assert np.allclose(
        routing.chances(telling, np.array([3, 1, 2])), routing.chances(telling, np.array([1, 2, 3]))
    )


def test_a_new_statement_is_shown_though_nothing_is_known_of_it() -> None:
    votes, _ = planted_groups((150, 150), n_statements=40)
    telling = learned(Loose(votes.people, votes.statements, votes.votes, 300, 41).packed())

    chance = routing.chances(telling, NONE)

    assert telling.leaning[40].tolist() == [0, 0]
    assert chance[40] > 0.005
    _, worth = routing.gains(telling, NONE)
    assert worth[40] == worth.max()


def test_an_author_who_floods_a_topic_gains_nothing() -> None:
    votes, _ = planted_groups((150, 150), n_statements=40)
    authors_of_one = np.arange(42)
    flooded = np.concatenate([np.arange(42), np.full(30, 41)])

    quiet = learned(Loose(votes.people, votes.statements, votes.votes, 300, 42).packed())
    loud = learned(Loose(votes.people, votes.statements, votes.votes, 300, 72).packed())

    alone = routing.gains(quiet, NONE, authors=authors_of_one)[1][41]
    together = routing.gains(loud, NONE, authors=flooded)[1][41:].sum()
    assert together <= alone


def test_fresh_accounts_do_not_shape_what_others_are_asked() -> None:
    votes, _ = planted_groups((100, 100), n_statements=40)
    crowd = np.repeat(np.arange(200, 400), 3)
    flooded = Loose(
        np.concatenate([votes.people, crowd]),
        np.concatenate([votes.statements, np.tile([0, 1, 2], 200)]),
        np.concatenate([votes.votes, np.tile([1, -1, 1], 200)]),
        400,
        40,
    ).packed()

    drawn = project(flooded, seed=1)
    counted = groups.who_counts(flooded)

    assert not counted[200:].any()
    with_them = learning.learn_statements(flooded, drawn, counted)
    flat = type(drawn)(
        drawn.centre,
        drawn.components,
        drawn.positions * (np.arange(400) < 200)[:, None],
        drawn.variance,
        0,
        0,
        drawn.start,
    )
    assert np.array_equal(with_them.leaning, learning.learn_statements(flooded, flat, counted).leaning)


def test_nobody_can_be_sure_to_be_shown_a_certain_statement() -> None:
    telling = camps()
    claims = np.array([7])

    chance = routing.chances(telling, NONE, claims=claims)

    assert chance.max() <= 0.2 + 1e-12
    assert chance[7] > routing.chances(telling, NONE)[7]


def test_pinned_statements_come_first_and_in_their_order() -> None:
    telling = camps()

    first = routing.next_statement(telling, NONE, seed=1, pinned=[9, 4])
    second = routing.next_statement(telling, np.array([9]), seed=1, pinned=[9, 4])
    hidden = routing.next_statement(telling, NONE, seed=1, pinned=[9, 4], hidden=np.arange(40) == 9)

    assert first is not None
    assert (first.statement, first.why) == (9, Why.PINNED)
    assert second is not None
    assert second.statement == 4
    assert hidden is not None
    assert hidden.statement == 4


def test_the_same_seed_draws_the_same_statement_and_others_draw_others() -> None:
    telling = camps()

    draws = [routing.next_statement(telling, NONE, seed=seed) for seed in range(50)]

    assert draws == [routing.next_statement(telling, NONE, seed=seed) for seed in range(50)]
    assert len({choice.statement for choice in draws if choice}) > 5


def test_when_all_are_answered_there_is_no_next() -> None:
    assert routing.next_statement(camps(), np.arange(40), seed=1) is None
    assert routing.next_statement(new_topic(0), NONE, seed=1) is None


def test_hidden_statements_are_never_shown() -> None:
    hidden = np.arange(40) >= 2

    assert np.flatnonzero(routing.chances(camps(), NONE, hidden=hidden)).tolist() == [0, 1]
