"""One person, one answer: under replays, races and broken-off sendings, on both databases."""

from __future__ import annotations

from random import Random

import pytest
from django.db import transaction

from shangyi.deliberation.actions.drawing import draw_topic
from shangyi.deliberation.actions.running import close_topic
from shangyi.deliberation.actions.saying import judge_statement
from shangyi.deliberation.actions.taking import Answer, take_part, take_position
from shangyi.deliberation.models import DrawnMap, Participant, Position, Topic
from shangyi.journeys.queries.invariants import check_everything
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from tests.concerns.life import rules_in_force
from tests.deliberation.talks import ASKED, HOUR, Talk, prepared
from tests.forums.test_at_once import at_once
from tests.people_and_places import settle


@pytest.fixture
def talk(cloned_database: str) -> Talk:
    rules_in_force()
    return prepared(settle()).opened()


def test_the_same_press_many_times_at_once_is_one_answer(talk: Talk) -> None:
    card = talk.card()
    assert card is not None
    by = talk.by(talk.town.wang, ASKED + HOUR)

    def press(n: int) -> object:
        given = Answer(statement_id=card.pk, value=1)
        return take_position(answer=given, randbelow=Random(n).randrange, **by).pk

    found = at_once([lambda n=n: press(n) for n in range(8)])  # type: ignore[misc]
    assert len(set(found)) == 1
    assert Position.objects.get().n_changes == 0
    assert Fact.objects.filter(kind="topic.position-taken").count() == 1
    assert Topic.objects.get().n_changes == 1


def test_sitting_down_on_two_phones_at_once_is_one_seat(talk: Talk) -> None:
    by = talk.by(talk.town.wang, ASKED + HOUR)
    at_once([lambda n=n: take_part(randbelow=Random(n).randrange, **by).pk for n in range(6)])  # type: ignore[misc]
    assert Participant.objects.count() == 1


def test_neighbours_who_answer_while_the_map_is_drawn_are_all_counted_in_the_end(talk: Talk) -> None:
    talk.move_in(9, buildings=3)

    def answers(n: int) -> object:
        rng, who = Random(n), talk.neighbours[n]
        by = talk.by(who, ASKED + HOUR)
        seat = take_part(randbelow=rng.randrange, **by)
        for _card in range(3):
            seat.refresh_from_db()
            given = Answer(statement_id=seat.dealt_id or 0, value=n % 3 - 1)
            take_position(answer=given, randbelow=rng.randrange, **by)
        return n

    drawing = [lambda: draw_topic(topic_id=talk.pk, now=ASKED + HOUR)] * 2
    found = at_once([*[lambda n=n: answers(n) for n in range(9)], *drawing])  # type: ignore[misc]
    assert sorted(found[:9]) == list(range(9))
    draw_topic(topic_id=talk.pk, now=ASKED + 2 * HOUR)
    row = DrawnMap.objects.get()
    assert (row.n_people, row.n_positions, row.at_change) == (9, 27, 27)
    assert sorted(Position.objects.values_list("change", flat=True)) == list(range(1, 28))


def test_an_answer_and_the_end_at_once_leave_no_answer_that_the_end_does_not_count(talk: Talk) -> None:
    card = talk.card()
    assert card is not None
    by = talk.by(talk.town.wang, ASKED + HOUR)
    given = Answer(statement_id=card.pk, value=1)
    at_once(
        [
            lambda: take_position(answer=given, randbelow=Random(1).randrange, **by).pk,
            lambda: close_topic(**talk.by(at=ASKED + HOUR)).state,
        ]
    )
    closed = Fact.objects.get(kind="topic.closed")
    assert closed.public["n_positions"] == Position.objects.filter(stands=True).count()


def test_of_two_who_judge_at_once_one_does_and_the_author_is_told_once(talk: Talk) -> None:
    row = talk.said("门口应该装道闸", accept=False)
    by = talk.by(at=ASKED + HOUR)
    found = at_once(
        [
            lambda: judge_statement(statement_id=row.pk, accept=True, reason="", **by).state,
            lambda: judge_statement(statement_id=row.pk, accept=False, reason="重复", **by).state,
        ]
    )
    assert "statement.judged-already" in found
    assert Notice.objects.filter(person=talk.town.wang).count() == 1


def test_a_sending_that_breaks_off_leaves_no_half_an_answer(talk: Talk) -> None:
    def broken_off() -> None:
        with transaction.atomic():
            talk.answers(1)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        broken_off()
    assert (Position.objects.count(), Topic.objects.get().n_changes) == (0, 0)
    assert not Fact.objects.filter(kind="topic.position-taken").exists()
    talk.answers(1)
    assert [held.invariant.code for held in check_everything(ASKED + HOUR).broken] == []
