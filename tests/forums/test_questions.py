"""会前征集: questions handed in before, seen by everybody with their state, put on record in one press, carried over.

雷委员 of the CPPCC asks in person, 小马 enters what others ask; 胡经理 is from the department that answers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time

from shangyi.forums.actions.inviting import invite_persons
from shangyi.forums.actions.outcomes import Demand, hear_demand
from shangyi.forums.actions.planning import call_off
from shangyi.forums.actions.questions import (
    NewQuestion,
    carry_questions,
    hand_in,
    hand_in_for,
    take_questions,
)
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.models import AdvanceQuestion, Outcome, Remark
from shangyi.forums.queries.candidates import candidates_for
from shangyi.forums.queries.minutes import content_of
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.questions import questions_of
from shangyi.forums.rules.picking import Source
from shangyi.forums.rules.questions import MOST_EACH, Standing, standing
from shangyi.ledger.models import Fact
from shangyi.people.models import Person
from tests.concerns.life import HOUR, MONDAY, rules_in_force
from tests.forums.sittings import EVENING, Hall, gather, planned
from tests.forums.test_at_once import at_once
from tests.forums.test_life import refused
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import Town, account_of, acting, person, settle

TUESDAY = MONDAY + timedelta(days=1)
ECONOMY = NewQuestion(text="当前经济运行形势怎么样？", theme="经济")
SAFETY = NewQuestion(text="安全生产工作有哪些内容？", theme="安全生产")


@pytest.mark.parametrize(
    ("is_in_record", "is_answered", "is_carried", "where"),
    [
        (False, False, False, Standing.WAITING),
        (True, False, False, Standing.ASKED),
        (True, True, False, Standing.ANSWERED),
        (True, True, True, Standing.ANSWERED),
        (True, False, True, Standing.CARRIED),
    ],
)
def test_where_a_question_stands(
    *, is_in_record: bool, is_answered: bool, is_carried: bool, where: Standing
) -> None:
    assert standing(is_in_record=is_in_record, is_answered=is_answered, is_carried=is_carried) is where


def member_of(hall: Hall) -> Person:
    found: Person = hall.extra["lei"]
    return found


def convened(town: Town) -> Hall:
    """A briefing to which 雷委员 and 胡经理 are invited, with one item."""
    hall = gather(town, "briefing")
    hall.item("经济运行和安全生产")
    lei = hall.extra["lei"] = person("雷委员", "13900000061")
    account_of(lei)
    invite_persons(class_code="members", persons=[lei], **hall.by(at=MONDAY))
    invite_persons(class_code="departments", persons=[hall.hu], **hall.by(at=MONDAY))
    return hall


@pytest.fixture
def briefing(town: Town) -> Hall:
    return convened(town)


def asks(
    hall: Hall, new: NewQuestion = ECONOMY, who: Person | None = None, at: Any = TUESDAY
) -> AdvanceQuestion:
    return hand_in(gathering_id=hall.pk, new=new, actor=acting(who or member_of(hall)), now=at)


def begun(hall: Hall) -> Hall:
    open_gathering(urgent_reason="照例开", **hall.by())
    hall.came(member_of(hall), "members")
    hall.now()
    return hall


def states(hall: Hall) -> list[tuple[str, str]]:
    found = questions_of(hall.now(), practice_of(hall.gathering))
    return [(each.row.theme, each.standing.value) for each in found]


@pytest.mark.trace("RF-3")
def test_whoever_is_invited_asks_before_and_the_need_is_met_by_it(briefing: Hall) -> None:
    first = asks(briefing)
    again = asks(briefing)
    asks(briefing, SAFETY, briefing.hu)

    assert first.pk == again.pk
    assert (first.class_code, first.name, first.by_staff) == ("members", "雷委员", False)
    assert states(briefing) == [("安全生产", "waiting"), ("经济", "waiting")]
    need = briefing.gathering.needs.get(code="questions")
    assert (need.met_at, need.evidence) == (TUESDAY, "会前收到问题 2 个")
    facts = Fact.objects.filter(kind="gathering.question-handed-in")
    assert facts.count() == 2
    assert all("text" not in each.public and "asker" not in each.public for each in facts)


def test_whoever_is_not_invited_does_not_ask(briefing: Hall) -> None:
    for who in (briefing.town.zhao, briefing.town.ma):
        with refused("gathering.not-found"):
            asks(briefing, who=who)
    with refused("gathering.not-found"):
        hand_in(gathering_id=2**70, new=ECONOMY, actor=acting(member_of(briefing)), now=TUESDAY)
    assert not AdvanceQuestion.objects.exists()


def test_where_residents_may_come_uninvited_they_may_ask(town: Town) -> None:
    hall = gather(town, is_open=True)

    asked = asks(hall, who=town.wang)

    assert asked.class_code == "residents"
    with refused("gathering.not-found"):
        asks(hall, who=town.zhao)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewQuestion(text=" \n\x00"), "remark.words-needed"),
        (NewQuestion(text="问" * 4001), "remark.words-too-long"),
        (NewQuestion(text="什么时候？", theme="长" * 41), "question.theme-too-long"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(briefing: Hall, new: NewQuestion, code: str) -> None:
    with refused(code):
        asks(briefing, new)


def test_nobody_floods_the_list_and_nobody_asks_before_what_has_begun_or_was_called_off(
    briefing: Hall,
) -> None:
    for n in range(MOST_EACH):
        asks(briefing, NewQuestion(text=f"第{n}问？"))
    with refused("question.enough"):
        asks(briefing, NewQuestion(text="再问一个？"))
    begun(briefing)
    with refused("question.too-late"):
        asks(briefing)
    other = planned(briefing.town, "briefing", theme="取消的")
    call_off(gathering_id=other.pk, reason="改期", actor=acting(briefing.town.ma), now=MONDAY)
    with refused("question.not-now"):
        hand_in_for(
            gathering_id=other.pk,
            new=NewQuestion(text="开吗？", class_code="members"),
            actor=acting(briefing.town.ma),
            now=TUESDAY,
        )


def test_staff_enter_what_was_asked_on_paper_with_and_without_a_name(briefing: Hall) -> None:
    invitation = briefing.gathering.invitations.get(person=member_of(briefing))
    by = briefing.by(at=TUESDAY)

    named = hand_in_for(new=NewQuestion(text="路修好了吗？", invitation_id=invitation.pk), **by)
    unnamed = hand_in_for(new=NewQuestion(text="学校呢？", class_code="residents"), **by)

    assert (named.person, named.name, named.class_code, named.by_staff) == (
        member_of(briefing),
        "雷委员",
        "members",
        True,
    )
    assert (unnamed.person, unnamed.name, unnamed.class_code) == (None, "", "residents")
    for new, code in (
        (NewQuestion(text="谁？"), "gathering.class-needed"),
        (NewQuestion(text="谁？", class_code="ghosts"), "class.not-found"),
        (NewQuestion(text="谁？", invitation_id=2**70), "invitation.not-found"),
    ):
        with refused(code):
            hand_in_for(new=new, **by)
    with refused("rights.missing"):
        hand_in_for(
            new=NewQuestion(text="谁？", class_code="members"), **briefing.by(member_of(briefing), TUESDAY)
        )


@pytest.mark.trace("RF-18", "NT-16")
def test_one_press_puts_every_question_on_record_as_it_was_asked(briefing: Hall) -> None:
    asks(briefing)
    asks(briefing, SAFETY)
    hand_in_for(
        new=NewQuestion(text="学校呢？", theme="后续", class_code="residents"), **briefing.by(at=TUESDAY)
    )
    begun(briefing)
    before = briefing.line("开场白。")

    lines = take_questions(**briefing.by())
    assert take_questions(**briefing.by()) == ()

    assert [line.number for line in lines] == [before.number + n for n in (1, 2, 3)]
    by_theme = {line.head: line for line in Remark.objects.filter(kind="question")}
    safety = by_theme["安全生产"]
    assert (safety.text, safety.speaker_name, safety.class_code) == (SAFETY.text, "雷委员", "members")
    assert safety.attendance is not None
    assert safety.attendance.person == member_of(briefing)
    assert by_theme["后续"].attendance is None
    assert all(line.said_at == TUESDAY and line.came_before for line in by_theme.values())
    assert not before.came_before
    assert {state for _theme, state in states(briefing)} == {"asked"}
    hear_demand(remark_id=safety.pk, demand=Demand(), randbelow=lambda most: most // 3, **briefing.by())
    assert Outcome.objects.get().collected == "before"
    loose = content_of(briefing.gathering)["loose"]
    assert [line["kind_name"] for line in loose if line["name"] == "雷委员"] == ["提问（会前提出）"] * 2


def test_no_device_makes_a_line_that_looks_as_if_it_came_before(briefing: Hall) -> None:
    begun(briefing)
    with refused("remark.key-needed"):
        briefing.line("冒充的会前问题", key="before/1")


def test_before_it_opens_nothing_is_taken_and_only_the_host_takes(briefing: Hall) -> None:
    asks(briefing)
    with refused("gathering.not-open"):
        take_questions(**briefing.by(at=TUESDAY))
    begun(briefing)
    with refused("rights.missing"):
        take_questions(**briefing.by(member_of(briefing)))


def test_what_nobody_pressed_for_stands_in_the_record_at_the_end(briefing: Hall) -> None:
    asks(briefing)
    begun(briefing)

    briefing.ended()

    assert states(briefing) == [("经济", "asked")]
    assert Remark.objects.get().came_before


@pytest.mark.trace("RF-16", "RF-7", "RF-8")
def test_what_was_answered_is_answered_and_the_rest_goes_on(briefing: Hall) -> None:
    asks(briefing)
    asks(briefing, SAFETY)
    begun(briefing)
    briefing.came(briefing.hu, "departments")
    safety, economy = take_questions(**briefing.by())
    answer = briefing.line("要求10分钟内赶到着火点。", "answer", who=briefing.hu, replies_to_id=safety.pk)
    probing = briefing.line("怎么培训？", "follow_up", who=member_of(briefing), replies_to_id=answer.pk)
    more = briefing.line("每季度一次。", "supplement", who=briefing.hu, replies_to_id=probing.pk)
    chained = briefing.line("乡镇也参加。", "supplement", who=briefing.hu, replies_to_id=more.pk)
    briefing.ended()
    after = {**briefing.by(), "now": EVENING + timedelta(days=1)}

    assert carry_questions(**after) == 1

    assert states(briefing) == [("安全生产", "answered"), ("经济", "carried")]
    assert (probing.replies_to, more.replies_to, chained.replies_to) == (answer, probing, more)
    with refused("question.none-left"):
        carry_questions(**after)
    following = planned(briefing.town, "briefing", at=EVENING + timedelta(days=30), theme="下一场")
    found = candidates_for(following, EVENING + timedelta(days=2))
    assert [each.pk for each in found if each.source == Source.CARRIED] == [economy.pk]


def test_the_page_of_whoever_is_invited_takes_a_question_and_keeps_what_was_typed(briefing: Hall) -> None:
    to = f"/gatherings/{briefing.pk}/"
    with freeze_time(TUESDAY, real_asyncio=True):
        lei = client_of(member_of(briefing))
        assert 'id="ask"' in lei.get(to).content.decode()
        assert lei.post(f"{to}ask/", {"theme": "经济", "text": ECONOMY.text}).status_code == 302
        bad = lei.post(f"{to}ask/", {"theme": "长" * 41, "text": "打了一半的问题"})
        stranger = client_of(briefing.town.zhao).post(f"{to}ask/", {"text": "我也问"})
        passer_by = Client().post(f"{to}ask/", {"text": "我也问"})
        page = lei.get(to).content.decode()

    assert AdvanceQuestion.objects.count() == 1
    assert bad.status_code == 422
    assert "打了一半的问题" in bad.content.decode()
    assert (stranger.status_code, passer_by.status_code) == (404, 302)
    assert "/sign-in" in passer_by["Location"] or "next=" in passer_by["Location"]
    assert "等待提出" in page


@pytest.mark.trace("RF-18")
def test_everybody_in_the_room_sees_every_question_and_nobodys_name(briefing: Hall) -> None:
    asks(briefing)
    begun(briefing)
    secret = briefing.gathering.join_secret
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        ma = client_of(briefing.town.ma)
        waits = Client().get(f"/g/{secret}/").content.decode()
        ma.post(f"/desk/gatherings/{briefing.pk}/do/take_questions/")
        asked = Client().get(f"/g/{secret}/").content.decode()
        wall = Client().get(f"/hall/{secret}/").content.decode()
        desk = ma.get(f"/desk/gatherings/{briefing.pk}/questions/").content.decode()

    assert ECONOMY.text in waits
    assert "等待提出" in waits
    assert "已提出" in asked
    assert "政协委员" in asked
    assert "雷委员" not in waits + asked + wall
    assert "雷委员" in desk
    assert "会前问题" in wall


def test_the_desk_enters_a_question_and_says_what_is_wrong(briefing: Hall) -> None:
    to = f"/desk/gatherings/{briefing.pk}/hand-in-for/"
    with freeze_time(TUESDAY, real_asyncio=True):
        ma = client_of(briefing.town.ma)
        good = ma.post(to, {"class_code": "residents", "theme": "教育", "text": "学校呢？"})
        bad = ma.post(to, {"text": "没有说是哪一类"})
        foreign = client_of(briefing.town.zhao).get(f"/desk/gatherings/{briefing.pk}/questions/")

    assert (good.status_code, bad.status_code, foreign.status_code) == (302, 422, 403)
    assert AdvanceQuestion.objects.get().text == "学校呢？"


@pytest.mark.parametrize("address", ["/g/{secret}/", "/hall/{secret}/", "/desk/gatherings/{pk}/questions/"])
def test_the_pages_cost_the_same_however_many_questions_there_are(briefing: Hall, address: str) -> None:
    asks(briefing)
    begun(briefing)
    address = address.format(secret=briefing.gathering.join_secret, pk=briefing.pk)
    client = client_of(briefing.town.ma) if address.startswith("/desk") else Client()
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        few = cost(client, address)
        AdvanceQuestion.objects.bulk_create(
            AdvanceQuestion(
                gathering_id=briefing.pk, class_code="members", text=f"第{n}问？", handed_in_at=TUESDAY
            )
            for n in range(100)
        )
        lots = cost(client, address)

    assert lots == few <= 14


def test_two_hosts_who_press_at_once_put_every_question_on_record_once(cloned_database: str) -> None:
    rules_in_force()
    hall = convened(settle())
    for n in range(6):
        asks(hall, NewQuestion(text=f"第{n}问？"))
    begun(hall)
    given = [hall.by(who) for who in (hall.town.ma, hall.town.li)]

    found = at_once([lambda by=by: len(take_questions(**by)) for by in given])  # type: ignore[misc]

    assert sorted(found) == [0, 6]
    assert sorted(Remark.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
