"""Positions: one card at a time, one answer a person, undo, and everything on record."""

from __future__ import annotations

from typing import Any

import pytest

from shangyi.deliberation.actions.taking import Answer, take_back, take_part, take_position
from shangyi.deliberation.models import Participant, Position, PositionChange, Topic
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact, PrivatePart
from shangyi.people.actions import merge_persons
from tests.deliberation.talks import ASKED, DAY, FIRST, HOUR, MORE, Talk, prepared
from tests.people_and_places import FOUNDER, Town, person


def refusal(ask: Any) -> str:
    with pytest.raises(Refused) as refused:
        ask()
    return refused.value.code


@pytest.fixture
def talk(town: Town) -> Talk:
    return prepared(town).opened()


@pytest.mark.trace("FS-5")
def test_the_pinned_statements_come_first_in_their_order_and_then_none_is_left(talk: Talk) -> None:
    for text in FIRST:
        card = talk.card()
        assert card is not None
        assert card.text == text
        assert talk.card() == card, "it stays until it is answered"
        talk.answers(1)
    assert talk.card() is None


def test_a_new_statement_is_dealt_to_somebody_who_had_answered_all(talk: Talk) -> None:
    while talk.card():
        talk.answers(0)
    added = talk.said("门口应该装道闸", talk.town.wang)
    assert talk.card() == added


def test_the_order_after_the_pinned_ones_is_drawn_by_lot_and_differs(town: Town) -> None:
    talk = prepared(town).opened().move_in(6)
    for text in MORE[:5]:
        talk.said(text)
    orders = []
    for who in talk.neighbours:
        order = []
        while (card := talk.card(who)) is not None:
            order.append(card.number)
            talk.answers(1, who)
        orders.append(tuple(order))
    assert {order[:3] for order in orders} == {(1, 2, 3)}
    assert {tuple(sorted(order)) for order in orders} == {tuple(range(1, 9))}
    assert len(set(orders)) > 1


def test_only_the_card_that_lies_there_can_be_answered(talk: Talk) -> None:
    talk.card()
    other = talk.topic.statements.get(number=3)
    assert refusal(lambda: talk.answers(1, statement=other)) == "position.not-dealt"
    assert Position.objects.count() == 0


def test_an_answer_can_be_changed_and_what_it_was_is_kept(talk: Talk) -> None:
    first = talk.card()
    talk.answers(1)
    talk.answers(-1, statement=first, important=True, at=ASKED + 2 * HOUR)
    row = Position.objects.get()
    assert (row.value, row.is_important, row.stands, row.n_changes) == (-1, True, True, 1)
    before = PositionChange.objects.get()
    assert (before.value, before.is_important, before.stood) == (1, False, True)
    assert (before.held_from, before.held_until) == (ASKED + HOUR, ASKED + 2 * HOUR)


def test_the_same_answer_sent_again_changes_nothing(talk: Talk) -> None:
    first = talk.card()
    for _time in range(3):
        talk.answers(1, statement=first)
    assert Position.objects.get().n_changes == 0
    assert PositionChange.objects.count() == 0
    assert Fact.objects.filter(kind="topic.position-taken").count() == 1


def test_undo_takes_the_last_answer_back_and_lays_its_card_there_again(talk: Talk) -> None:
    cards = [talk.card()]
    talk.answers(1)
    cards.append(talk.card())
    talk.answers(-1)
    for card in reversed(cards):
        assert take_back(**talk.by(talk.town.wang, ASKED + 2 * HOUR)) == card
        assert talk.card() == card
    assert refusal(lambda: take_back(**talk.by(talk.town.wang))) == "position.nothing-to-undo"
    assert Position.objects.filter(stands=True).count() == 0
    assert Fact.objects.filter(kind="topic.position-taken-back").count() == 2
    talk.answers(0, statement=cards[0])
    assert Position.objects.get(stands=True).value == 0


def test_who_answered_what_stands_in_no_public_part_of_the_record(talk: Talk) -> None:
    talk.answers(-1)
    fact = Fact.objects.get(kind="topic.position-taken")
    assert fact.public == {"again": False}
    sealed = PrivatePart.objects.get(fact=fact).content
    assert (sealed["statement"], sealed["value"], sealed["person"]) == (1, -1, talk.town.wang.pk)


def test_whoever_lives_elsewhere_may_not_take_part(talk: Talk) -> None:
    assert refusal(lambda: talk.card(talk.town.zhao)) == "topic.card.not-found"
    assert refusal(lambda: talk.said("我也说一条", talk.town.zhao)) == "topic.card.not-found"
    assert Participant.objects.count() == 0


def test_a_draft_is_nobodys_to_answer(town: Town) -> None:
    assert refusal(lambda: prepared(town).card()) == "topic.not-found"


@pytest.mark.parametrize("late", [10 * DAY, 11 * DAY])
def test_after_the_end_nothing_is_taken_even_before_the_clock_has_closed_it(talk: Talk, late: Any) -> None:
    talk.card()
    assert refusal(lambda: talk.answers(1, at=ASKED + late)) == "topic.over"
    assert Position.objects.count() == 0


@pytest.mark.parametrize(
    ("statement_id", "value", "code"),
    [
        (0, 1, "statement.not-found"),
        (10**30, 1, "statement.not-found"),
        (None, 7, "position.value-unknown"),
        (None, "", "position.value-unknown"),
    ],
)
def test_bad_input_is_refused_and_keeps_nothing(
    talk: Talk, statement_id: int | None, value: object, code: str
) -> None:
    card = talk.card()
    assert card is not None
    answer = Answer(statement_id=card.pk if statement_id is None else statement_id, value=value)
    by = talk.by(talk.town.wang)
    assert refusal(lambda: take_position(answer=answer, randbelow=lambda n: n - 1, **by)) == code
    assert Position.objects.count() == 0
    assert Topic.objects.get().n_changes == 0


def test_two_rows_that_turn_out_to_be_one_human_being_have_one_answer(talk: Talk) -> None:
    talk.answers(1)
    twin = person("王桂芳", "13900000077", talk.town.household)
    talk.answers(-1, twin)
    merge_persons(variant=twin, kept=talk.town.wang, reason="同一个人", actor=FOUNDER, now=ASKED + 2 * HOUR)
    drawn = talk.drawn(ASKED + 3 * HOUR)
    assert (drawn.n_people, drawn.n_positions) == (1, 1)
    assert [row["disagree"] for row in drawn.data["statements"]] == [1, 0, 0]


def test_sitting_down_twice_is_one_seat_in_the_building_where_one_lives(talk: Talk) -> None:
    for _time in range(2):
        take_part(randbelow=talk.rng.randrange, **talk.by(talk.town.wang))
    seat = Participant.objects.get()
    assert seat.building == talk.town.building
    assert "王" not in seat.tag
