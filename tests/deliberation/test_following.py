"""The worker remembers what it has read of a topic; the map is the one that reading everything anew gives."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shangyi.deliberation.actions.drawing import draw_due_maps
from shangyi.deliberation.actions.running import close_topic
from shangyi.deliberation.actions.saying import take_out_statement
from shangyi.deliberation.actions.taking import take_back
from shangyi.deliberation.models import DrawnMap, Participant, Position, Topic
from shangyi.deliberation.queries import votes
from shangyi.deliberation.queries.drawing import draw
from shangyi.deliberation.queries.votes import Laid, Memory, laid_out
from shangyi.people.models import Person
from tests.deliberation.talks import ASKED, DAY, HOUR, Talk, crowd, prepared
from tests.people_and_places import Town


def is_same(one: Laid, other: Laid) -> bool:
    parts = (one.tags, one.numbers, one.important, one.areas) == (
        other.tags,
        other.numbers,
        other.important,
        other.areas,
    )
    return parts and np.array_equal(one.rows, other.rows) and draw(one).digest == draw(other).digest


def followed(talk: Talk, memory: Memory) -> bool:
    topic = talk.fresh()
    return is_same(memory.laid(topic), laid_out(topic))


def test_whatever_happens_what_is_remembered_gives_the_map_that_reading_anew_gives(town: Town) -> None:
    talk, memory = crowd(town, n=42), Memory()
    assert followed(talk, memory)
    one, other = talk.neighbours[3], talk.neighbours[7]
    statements = list(talk.topic.statements.order_by("number"))
    talk.answers(-1, one, statements[2], important=True)
    talk.answers(0, other, statements[0])
    assert followed(talk, memory), "answers were changed"
    take_back(**talk.by(one, ASKED + HOUR))
    assert followed(talk, memory), "one was taken back"
    said = talk.said("门口应该装道闸")
    talk.answers_all({said.number: 1}, talk.town.wang)
    assert followed(talk, memory), "somebody came, and there is a new statement"
    Person.objects.filter(pk=one.pk).update(merged_into=other)
    assert followed(talk, memory), "two turned out to be one"
    Person.objects.filter(pk=one.pk).update(merged_into=None)
    assert followed(talk, memory), "and then they were not"
    take_out_statement(statement_id=statements[4].pk, reason="有人名", **talk.by(at=ASKED + HOUR))
    assert followed(talk, memory), "a statement was taken out"


def test_only_what_is_new_is_read(town: Town) -> None:
    talk, memory = prepared(town).opened().move_in(3), Memory()
    for who in talk.neighbours:
        talk.answers(1, who)
    memory.laid(talk.fresh())
    talk.answers(-1, talk.neighbours[0])
    with CaptureQueriesContext(connection) as seen:
        memory.laid(talk.fresh())
    reading = memory.readings[talk.pk]
    assert (reading.answers.size, reading.last_change) == (4, 4)
    asked = [each["sql"] for each in seen.captured_queries if "deliberation_position" in each["sql"]]
    assert len(asked) == 1
    assert '"change" > 3' in asked[0]


def test_an_older_copy_of_the_database_is_read_anew(town: Town) -> None:
    talk, memory = prepared(town).opened(), Memory()
    talk.answers(1)
    talk.answers(1)
    assert len(memory.laid(talk.fresh()).rows) == 2
    Position.objects.order_by("-change")[0].delete()
    Topic.objects.update(n_changes=1)
    assert followed(talk, memory)
    assert len(memory.laid(talk.fresh()).rows) == 1


def test_a_topic_that_is_over_is_forgotten_and_too_many_are_not_kept(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    talks = [prepared(town, title=title).opened() for title in ("停车怎么停", "楼道怎么清")]
    for talk in talks:
        talk.answers(1)
    assert draw_due_maps(now=ASKED + HOUR, memory=memory) == 2
    assert list(memory.readings) == [talk.pk for talk in talks]
    close_topic(**talks[0].by(at=ASKED + DAY))
    assert draw_due_maps(now=ASKED + DAY, memory=memory) == 1
    assert list(memory.readings) == [talks[1].pk]
    assert DrawnMap.objects.get(topic=talks[0].pk).is_recorded
    monkeypatch.setattr(votes, "MOST_REMEMBERED", 0)
    third = prepared(town, title="门禁怎么开").opened()
    third.answers(1)
    draw_due_maps(now=ASKED + DAY, memory=memory)
    assert list(memory.readings) == [third.pk], "the one drawn longest ago went first"


def test_nobody_has_answered_yet(town: Town) -> None:
    talk, memory = prepared(town).opened(), Memory()
    laid = memory.laid(talk.fresh())
    assert (laid.tags, laid.rows.shape, laid.numbers) == ([], (0, 3), [1, 2, 3])
    talk.card()
    assert Participant.objects.count() == 1
    assert followed(talk, memory), "somebody sat down and said nothing"
