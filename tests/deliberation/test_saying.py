"""Statements of residents: looked at, put or turned down with a reason that its author is told; nothing vanishes."""

from __future__ import annotations

from typing import Any

import pytest

from shangyi.deliberation.actions.preparing import pin_statement, unpin_statement
from shangyi.deliberation.actions.saying import judge_statement, take_out_statement
from shangyi.deliberation.models import Position, Statement
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.undertakings.models import Undertaking
from tests.deliberation.talks import ASKED, DAY, FIRST, HOUR, Talk, prepared
from tests.people_and_places import Town


def refusal(ask: Any) -> str:
    with pytest.raises(Refused) as refused:
        ask()
    return refused.value.code


@pytest.fixture
def talk(town: Town) -> Talk:
    return prepared(town).opened()


def judge(talk: Talk, row: Statement, *, accept: bool, reason: str = "") -> Statement:
    return judge_statement(statement_id=row.pk, accept=accept, reason=reason, **talk.by(at=ASKED + 2 * HOUR))


def told(talk: Talk) -> list[tuple[str, dict[str, str]]]:
    rows = Notice.objects.filter(person=talk.town.wang).order_by("id")
    return [(row.template, row.facts) for row in rows]


def test_what_waits_is_shown_to_nobody_and_is_somebodys_to_look_at(talk: Talk) -> None:
    row = talk.said("门口应该装道闸", accept=False)
    while talk.card(talk.town.wang):
        talk.answers(1)
    assert not Position.objects.filter(statement=row).exists()
    duty = Undertaking.objects.get(matter=talk.topic.subject, state="open")
    assert (duty.task, duty.holder, duty.due_at) == ("reply", talk.town.li, ASKED + HOUR + 2 * DAY)


def test_one_that_is_put_is_told_to_its_author_and_the_duty_ends_with_the_last(talk: Talk) -> None:
    one, other = (talk.said(text, accept=False) for text in ("门口应该装道闸", "车位应该抽签"))
    judge(talk, one, accept=True)
    assert Undertaking.objects.get(matter=talk.topic.subject).state == "open"
    judge(talk, other, accept=True)
    assert Undertaking.objects.get(matter=talk.topic.subject).state == "done"
    assert [template for template, _facts in told(talk)] == ["statement.accepted"] * 2


def test_one_that_is_turned_down_tells_its_author_why_and_stays_on_record(talk: Talk) -> None:
    row = talk.said("三楼那家占两个位", accept=False)
    assert refusal(lambda: judge(talk, row, accept=False)) == "statement.reason-needed"
    judge(talk, row, accept=False, reason="点到了具体人家")
    assert told(talk) == [
        (
            "statement.turned-down",
            {"title": talk.topic.title, "text": "三楼那家占两个位", "reason": "点到了具体人家"},
        )
    ]
    fact = Fact.objects.get(kind="topic.statement-judged")
    assert fact.public == {"statement": 4, "state": "turned-down"}
    assert refusal(lambda: judge(talk, row, accept=True)) == "statement.judged-already"


def test_one_that_is_taken_out_counts_nowhere_any_more_and_its_author_reads_why(talk: Talk) -> None:
    row = talk.said("门口应该装道闸")
    talk.move_in(2)
    for who in talk.neighbours:
        talk.answers_all({4: 1}, who)
    assert talk.drawn().n_positions == 8
    take_out_statement(statement_id=row.pk, reason="已经装了", **talk.by(at=ASKED + 3 * HOUR))
    drawn = talk.drawn(ASKED + 4 * HOUR)
    assert (drawn.n_positions, [each["statement"] for each in drawn.data["statements"]]) == (
        6,
        ["1", "2", "3"],
    )
    assert Position.objects.filter(statement=row, stands=True).count() == 2, (
        "what was answered stays on record"
    )
    assert told(talk)[-1][0] == "statement.taken-out"


def test_the_card_of_one_that_was_taken_out_is_dealt_anew(talk: Talk) -> None:
    for _card in FIRST:
        talk.answers(1)
    row = talk.said("门口应该装道闸")
    assert talk.card() == row
    take_out_statement(statement_id=row.pk, reason="已经装了", **talk.by())
    assert refusal(lambda: talk.answers(1, statement=row)) == "statement.not-put"
    assert talk.card() is None


def test_nobody_is_asked_the_same_twice_but_what_was_turned_down_may_be_said_better(talk: Talk) -> None:
    assert refusal(lambda: talk.said(f"{FIRST[0]}。")) == "statement.there-already"
    row = talk.said("车太多", accept=False)
    assert refusal(lambda: talk.said("车太多!")) == "statement.there-already"
    judge(talk, row, accept=False, reason="说得再清楚一点")
    assert talk.said("车太多").state == "accepted"


def test_five_may_wait_and_then_the_author_has_to(talk: Talk) -> None:
    for n in range(5):
        talk.said(f"第 {n} 条意见", accept=False)
    assert refusal(lambda: talk.said("第六条意见")) == "statement.too-many-waiting"


def test_a_topic_may_take_no_statements(town: Town) -> None:
    closed_list = prepared(town, takes_statements=False).opened()
    assert refusal(lambda: closed_list.said("我也说一条")) == "topic.takes-no-statements"


def test_residents_judge_nothing(talk: Talk) -> None:
    row = talk.said("门口应该装道闸", accept=False)
    by = talk.by(talk.town.wang)
    ask = lambda: judge_statement(statement_id=row.pk, accept=True, reason="", **by)  # noqa: E731
    assert refusal(ask) == "topic.not-found"


def test_first_statements_are_taken_back_only_before_anybody_saw_them(town: Town) -> None:
    talk = prepared(town)
    row = talk.topic.statements.get(number=2)
    unpin_statement(statement_id=row.pk, **talk.by())
    assert Fact.objects.filter(kind="topic.statement-unpinned").count() == 1
    assert pin_statement(text="再来一条", **talk.by()).number == 4, "a number is never used again"
    talk.opened()
    assert refusal(
        lambda: unpin_statement(statement_id=talk.topic.statements.get(number=1).pk, **talk.by())
    ) == ("topic.not-now")
