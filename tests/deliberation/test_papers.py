"""Answers that came on paper: typed in many at once, each with its line, and never over what somebody said."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from shangyi.deliberation.actions.papers import Paper, enter_papers
from shangyi.deliberation.models import Participant, Position
from shangyi.deliberation.rules.paper_text import MOST_PAPERS, read_papers
from shangyi.deliberation.rules.topic_life import Value
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact, PrivatePart
from tests.deliberation.talks import ASKED, DAY, HOUR, Talk, prepared
from tests.forums.test_pages import client_of
from tests.people_and_places import Town


def refusal(ask: Any) -> str:
    with pytest.raises(Refused) as refused:
        ask()
    return refused.value.code


def entered(talk: Talk, *papers: Paper, **more: Any) -> Any:
    by = {**talk.by(talk.town.ma, ASKED + 3 * HOUR), **more}
    return enter_papers(papers=papers, randbelow=talk.rng.randrange, **by)


@pytest.fixture
def talk(town: Town) -> Talk:
    return prepared(town).opened()


def test_papers_are_answers_of_those_who_filled_them_in(talk: Talk) -> None:
    talk.move_in(6)
    papers = [Paper(person_id=who.pk, answers={1: 1, 2: -1, 3: 0}) for who in talk.neighbours]

    done = entered(talk, *papers)

    assert (done.n_papers, done.n_taken, done.n_kept) == (6, 18, 0)
    row = Position.objects.get(participant__person=talk.neighbours[0], statement__number=2)
    assert (row.value, row.stands, row.recorded_by) == (-1, True, talk.town.ma)
    assert Participant.objects.exclude(building=None).count() == 6, "counted in the buildings they live in"
    kinds = list(Fact.objects.filter(subject=talk.topic.subject).values_list("kind", flat=True))
    assert (kinds.count("topic.paper-entered"), kinds.count("topic.position-taken")) == (6, 18)
    paper = Fact.objects.filter(kind="topic.paper-entered").first()
    assert paper is not None
    assert paper.public == {"n_taken": 3, "n_kept": 0}
    assert PrivatePart.objects.get(fact=paper).content["filled_in_by"] == talk.neighbours[0].pk
    drawn = talk.drawn()
    assert (drawn.n_people, drawn.n_positions) == (6, 18)


def test_what_somebody_said_themselves_stands_over_their_paper(talk: Talk) -> None:
    first = talk.answers(1)
    lying = talk.card()
    assert lying is not None

    done = entered(
        talk, Paper(person_id=talk.town.wang.pk, answers={first.statement.number: -1, lying.number: -1})
    )

    assert (done.n_taken, done.n_kept) == (1, 1)
    first.refresh_from_db()
    assert (first.value, first.recorded_by) == (1, None)
    assert talk.card() not in {None, lying, first.statement}, "the card that the paper answered is taken up"
    changed = talk.answers(1, statement=lying)
    assert (changed.value, changed.recorded_by) == (1, None), "and changed on the phone it is theirs"


def test_two_hundred_papers_cost_no_more_statements_than_one(talk: Talk) -> None:
    talk.move_in(12)
    papers = [Paper(person_id=who.pk, answers={1: 1, 2: 0}) for who in talk.neighbours]
    with CaptureQueriesContext(connection) as one:
        entered(talk, papers[0])
    with CaptureQueriesContext(connection) as many:
        entered(talk, *papers[1:])
    assert len(many) <= len(one) + 12, "one look at each home, and no more"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({1: 2}, "position.value-unknown"),
        ({99: 1}, "papers.statement-unknown"),
        ({1: "ja"}, "position.value-unknown"),
    ],
)
def test_a_paper_that_cannot_be_changes_nothing(talk: Talk, answers: dict[int, object], code: str) -> None:
    wang, before = talk.town.wang.pk, Fact.objects.count()

    assert refusal(lambda: entered(talk, Paper(person_id=wang, answers=answers))) == code
    assert (Position.objects.count(), Participant.objects.count(), Fact.objects.count()) == (0, 0, before)


def test_papers_are_taken_from_whoever_lives_there_once_and_in_time(talk: Talk) -> None:
    wang, zhao = (
        Paper(person_id=talk.town.wang.pk, answers={1: 1}),
        Paper(person_id=talk.town.zhao.pk, answers={1: 1}),
    )

    assert refusal(lambda: entered(talk)) == "papers.none"
    assert refusal(lambda: entered(talk, *[wang] * (MOST_PAPERS + 1))) == "papers.too-many"
    assert refusal(lambda: entered(talk, wang, wang)) == "papers.twice"
    assert refusal(lambda: entered(talk, zhao)) == "papers.not-there"
    assert refusal(lambda: entered(talk, wang, now=talk.closes_at)) == "topic.over"
    assert refusal(lambda: entered(talk, wang, **talk.by(talk.town.wang))) == "topic.not-found"


def test_a_line_is_read_as_people_type_it() -> None:
    numbers = [1, 2, 3, 5]
    read = read_papers("13900000001 ++-?\n\n王阿姨，赞反略空\n李叔 ＋ － . .", numbers)

    assert [line.who for line in read] == ["13900000001", "王阿姨", "李叔"]
    assert read[0].answers == {1: Value.AGREE, 2: Value.AGREE, 3: Value.DISAGREE, 5: Value.PASS}
    assert read[1].answers == {1: Value.AGREE, 2: Value.DISAGREE, 3: Value.PASS}
    assert read[2].answers == {1: Value.AGREE, 2: Value.DISAGREE}


@pytest.mark.parametrize(
    "text", ["王阿姨", "王阿姨 +++", "王阿姨 +++++", "王阿姨 ++x+", "王阿姨 ....", "𠮷" * 900]
)
def test_a_line_that_is_unclear_is_named(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_papers(f"李叔 ++++\n{text}", [1, 2, 3, 4])
    assert (refused.value.code, refused.value.facts["line"]) == ("papers.line-unclear", 2)


def test_staff_type_papers_on_the_page_of_the_topic(talk: Talk) -> None:
    ma, page = client_of(talk.town.ma), f"/desk/topics/{talk.pk}/papers/"
    marks = "+" * talk.topic.statements.count()
    with freeze_time(ASKED + DAY):
        assert page in ma.get(f"/desk/topics/{talk.pk}/").content.decode()
        wrong = ma.post(page, {"lines": f"没有这个人 {marks}"})
        assert (wrong.status_code, "没有这个人" in wrong.content.decode()) == (422, True)
        assert ma.post(page, {"lines": "x" * 200_000}).status_code == 422
        assert Position.objects.count() == 0
        done = ma.post(page, {"lines": f"王阿姨 {marks}"}, follow=True)
    assert "录入 1 份问卷" in done.content.decode()
    assert Position.objects.filter(participant__person=talk.town.wang).count() == len(marks)
