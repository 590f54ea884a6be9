"""A topic from draft to reply: opened, extended, ended, answered, withdrawn; who is told, who owes what by when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shangyi.deliberation.actions.preparing import NewTopic, edit_topic, prepare_topic
from shangyi.deliberation.actions.running import (
    close_topics_by_clock,
    conclude_topic,
    extend_topic,
    open_topic,
    withdraw_topic,
)
from shangyi.deliberation.models import Statement, Topic
from shangyi.entry.jobs import close_topics, draw_maps
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.undertakings.models import Undertaking
from tests.deliberation.talks import ASKED, DAY, HOUR, Talk, prepared
from tests.people_and_places import Town, acting


def refusal(ask: Any) -> str:
    with pytest.raises(Refused) as refused:
        ask()
    return refused.value.code


def told(template: str) -> int:
    return Notice.objects.filter(template=template).count()


def test_a_topic_without_a_statement_is_not_opened(town: Town) -> None:
    talk = prepared(town, first=())
    assert refusal(talk.opened) == "topic.statements-needed"


@pytest.mark.parametrize("closes", [-DAY, timedelta(0), timedelta(minutes=59), timedelta(days=367)])
def test_an_end_that_nobody_can_meet_is_refused(town: Town, closes: timedelta) -> None:
    talk = prepared(town)
    assert refusal(lambda: open_topic(closes_at=ASKED + closes, **talk.by())) == "topic.window-wrong"
    assert talk.fresh().state == "draft"


def test_staff_of_another_place_see_no_topic_and_residents_put_none(town: Town) -> None:
    talk = prepared(town)
    assert refusal(lambda: open_topic(closes_at=talk.closes_at, **talk.by(town.zhao))) == "topic.not-found"
    new = NewTopic(title="我来发起", place=town.compound)
    assert refusal(lambda: prepare_topic(new=new, actor=acting(town.wang), now=ASKED)) == "rights.missing"
    there = NewTopic(title="别处的事", place=town.lakeside)
    assert refusal(lambda: edit_topic(new=there, **talk.by())) == "rights.missing"


def test_what_is_open_is_edited_no_more(town: Town) -> None:
    talk = prepared(town).opened()
    new = NewTopic(title="换个问法", place=town.compound)
    assert refusal(lambda: edit_topic(new=new, **talk.by())) == "topic.not-now"


def test_it_stays_open_longer_only_before_its_end_and_whoever_took_part_is_told_why(town: Town) -> None:
    talk = prepared(town).opened()
    talk.answers(1)
    later = talk.closes_at + 3 * DAY
    extend_topic(closes_at=later, reason="还有很多人没看到", **talk.by())
    row = talk.fresh()
    assert (row.closes_at, row.first_closes_at) == (later, ASKED + 10 * DAY)
    assert told("topic.extended") == 1
    assert refusal(lambda: extend_topic(closes_at=later, reason="再等等", **talk.by())) == (
        "topic.extension-not-later"
    )
    too_late = talk.by(at=later)
    assert refusal(lambda: extend_topic(closes_at=later + DAY, reason="再等等", **too_late)) == "topic.over"


@pytest.mark.trace("FS-5")
def test_at_its_end_the_clock_closes_it_and_somebody_owes_a_reply_by_a_day(town: Town) -> None:
    talk = prepared(town).opened()
    talk.answers(1)
    waiting = talk.said("门口应该装道闸", accept=False)
    assert close_topics(talk.closes_at - timedelta(seconds=1)) == 0
    assert close_topics(talk.closes_at) == 1
    assert close_topics(talk.closes_at) == 0
    row = talk.fresh()
    assert (row.state, row.conclude_by) == ("closed", talk.closes_at + 7 * DAY)
    closed = Fact.objects.get(kind="topic.closed")
    assert (closed.public["n_people"], closed.public["n_positions"], closed.public["n_statements"]) == (
        1,
        1,
        3,
    )
    waiting.refresh_from_db()
    assert waiting.state == "turned-down", "nothing is left lying"
    assert told("statement.turned-down") == 1
    duties = dict(Undertaking.objects.filter(matter=row.subject).values_list("task", "state"))
    assert duties == {"reply": "withdrawn", "publish": "open"}

    assert refusal(lambda: conclude_topic(words=" ", **talk.by(at=talk.closes_at))) == "topic.words-needed"
    conclude_topic(words="先画老人车位，收费另行表决。", **talk.by(at=talk.closes_at + DAY))
    assert talk.fresh().state == "concluded"
    assert told("topic.concluded") == 1
    assert Undertaking.objects.get(matter=row.subject, task="publish").state == "done"
    assert Fact.objects.get(kind="topic.concluded").public == {"in_time": True}


def test_a_late_reply_is_recorded_as_late(town: Town) -> None:
    talk = prepared(town).opened()
    talk.answers(1)
    talk.closed()
    conclude_topic(words="迟了，对不起。", **talk.by(at=ASKED + 12 * DAY))
    assert Fact.objects.get(kind="topic.concluded").public == {"in_time": False}


def test_taking_it_back_tells_whoever_took_part_and_leaves_no_statement_waiting(town: Town) -> None:
    talk = prepared(town).opened()
    talk.answers(1)
    talk.said("门口应该装道闸", accept=False)
    withdraw_topic(reason="街道统一征求意见", **talk.by())
    assert talk.fresh().state == "withdrawn"
    assert told("topic.withdrawn") == 1
    assert list(Statement.objects.filter(state="waiting")) == []
    assert refusal(lambda: talk.answers(1)) == "topic.not-now"


def test_of_a_topic_that_is_over_the_last_map_is_drawn_once_and_recorded(town: Town) -> None:
    talk = prepared(town).opened()
    talk.answers(1)
    assert draw_maps(ASKED + HOUR) == 1
    assert draw_maps(ASKED + HOUR) == 0, "nothing new, nothing drawn"
    assert not Fact.objects.filter(kind="topic.map-drawn").exists()
    talk.closed()
    assert draw_maps(ASKED + 4 * DAY) == 1
    assert draw_maps(ASKED + 4 * DAY) == 0
    fact = Fact.objects.get(kind="topic.map-drawn")
    assert fact.public["digest"] == Topic.objects.get().drawn.digest
    assert (fact.public["n_people"], fact.public["n_groups"]) == (1, 0)


def test_a_topic_that_nobody_answered_ends_without_a_map(town: Town) -> None:
    talk: Talk = prepared(town).opened()
    assert close_topics_by_clock(now=talk.closes_at) == 1
    assert draw_maps(talk.closes_at) == 0
