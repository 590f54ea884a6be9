"""Who is invited without being given away, and what goes on after people have gone home."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from shangyi.forums.actions.agenda import conclude_item, pick_candidate, record_dissent
from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.following import answer_in_writing, carry_over, owe_explanation, plan_recheck
from shangyi.forums.actions.inviting import (
    answer_invitation,
    invite_class,
    invite_households,
    invite_reporters,
)
from shangyi.forums.actions.noticing import give_notice, meet_need, pass_over_need, tick_told
from shangyi.forums.actions.outcomes import raise_suggestion
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.actions.suggesting import (
    approve_suggestion,
    compile_suggestion,
    recheck_suggestion,
    record_contact,
    reply_to_suggestion,
    send_suggestion,
)
from shangyi.forums.models import Gathering, Invitation, Suggestion
from shangyi.forums.queries.candidates import candidates_for
from shangyi.forums.queries.gatherings import invitations_of
from shangyi.forums.rules.agenda import Result
from shangyi.forums.rules.attending import Answer
from shangyi.forums.rules.picking import Source
from shangyi.forums.rules.suggestions import Reply
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.actions import finish_undertaking
from shangyi.undertakings.queries import open_lead
from tests.concerns.life import HOUR, MONDAY, handled_concern, said
from tests.forums.sittings import EVENING, GATED, Hall, gather, planned
from tests.forums.test_life import refused
from tests.people_and_places import Town, account_of, acting, capacity, person

LATER = EVENING + timedelta(days=1)


@pytest.mark.trace("IC-3", "IC-18", "XC-12")
def test_who_raised_a_matter_is_invited_and_given_away_by_nothing(hall: Hall) -> None:
    sealed = person("钱先生", "13900000031", hall.town.household)
    concern = said(hall.town, "单元门关不上。").concern
    said(hall.town, "单元门夜里一直响。", person=sealed, naming="sealed")
    account_of(hall.town.wang)
    pick_candidate(source=Source.CONCERN, pk=concern.pk, **hall.by(at=MONDAY + HOUR))

    assert invite_reporters(**hall.by(at=MONDAY + HOUR)) is True
    give_notice(**hall.by(at=MONDAY + HOUR))

    shown = invitations_of(hall.gathering).get()
    assert (shown.name, shown.class_code) == ("王阿姨", "residents")
    assert "concern_id" in shown.get_deferred_fields()
    told = Notice.objects.get(template="gathering.invited")
    assert (told.person, told.facts["raised"]) == (hall.town.wang, concern.title)
    facts = [fact.public for fact in Fact.objects.filter(subject=hall.gathering.subject)]
    assert not any("concern" in public or "reporter" in str(public) for public in facts)


@pytest.mark.trace("PD-5")
def test_every_household_of_a_stairwell_is_invited_once_and_told_where_it_reads(hall: Hall) -> None:
    from shangyi.places.rules import PlaceKind
    from tests.people_and_places import place

    place(PlaceKind.HOUSEHOLD, "LW-CY-NC-1-3-2-202", "202室", hall.town.stairwell)
    account_of(hall.town.wang)
    hall.item()
    given: dict[str, Any] = {"class_code": "residents", "below": hall.town.stairwell, **hall.by(at=MONDAY)}

    assert (invite_households(**given), invite_households(**given)) == (2, 0)
    give_notice(**hall.by(at=MONDAY + HOUR))
    told = dict(Invitation.objects.values_list("household__name", "told_how"))
    assert told == {"201室": "app", "202室": ""}

    other = Invitation.objects.get(household__name="202室")
    assert tick_told(invitation_ids=frozenset({other.pk}), how="door", **hall.by(at=MONDAY + 2 * HOUR)) == 1
    with refused("gathering.place-elsewhere"):
        invite_households(**{**given, "below": hall.town.lakeside})


def test_a_class_that_no_roll_lists_is_invited_as_a_whole(hall: Hall) -> None:
    assert invite_class(class_code="party", **hall.by(at=MONDAY)) == 1

    assert Invitation.objects.get().name == "党员"


def test_the_unit_that_is_invited_answers_through_its_people(hall: Hall) -> None:
    hall.announced()
    unit = Invitation.objects.get(unit=hall.firm)

    answered = answer_invitation(
        invitation_id=unit.pk, answer=Answer.COMES, actor=acting(hall.hu), now=MONDAY + 2 * HOUR
    )

    assert answered.answer == Answer.COMES
    with refused("gathering.who-speaks-needed"):
        answer_invitation(
            invitation_id=unit.pk, answer=Answer.REPRESENTED, actor=acting(hall.hu), now=MONDAY + 2 * HOUR
        )


@pytest.mark.trace("TC-29", "RF-16")
def test_reality_proposes_the_agenda_with_its_reasons(hall: Hall) -> None:
    handled_concern(hall.town)
    hall.opened()
    late = hall.promised("三天内修好路灯", by=date(2026, 3, 6))
    question = hall.line("电梯什么时候换？", "question", who=hall.town.wang)
    hall.ended()
    file_gathering(**hall.by(at=EVENING + 3 * HOUR))
    weeks = EVENING + timedelta(days=14)
    following = planned(hall.town, at=weeks)

    found = {each.source: each for each in candidates_for(following, weeks)}

    assert found[Source.LATE].title == late.text
    assert found[Source.LATE].facts["days"] == 12
    assert found[Source.CARRIED].pk == question.pk
    assert found[Source.CONCERN].facts == {"n_voices": 1, "days": 17, "n_disputes": 0}


def test_a_question_left_over_goes_on_once(hall: Hall) -> None:
    hall.opened()
    first = hall.line("电梯什么时候换？", "question", who=hall.town.wang)
    second = hall.line("钱从哪里来？", "question", who=hall.town.wang)
    hall.ended()
    following = planned(hall.town, at=EVENING + timedelta(days=7))

    carry_over(remark_id=first.pk, to_gathering_id=following.pk, **hall.by(at=LATER))
    row = answer_in_writing(remark_id=second.pk, holder=hall.hu, by=date(2026, 3, 12), **hall.by(at=LATER))

    assert following.items.get().carried_from == first
    assert (row.holder, row.task, "钱从哪里来" in row.what) == (hall.hu, "reply", True)
    for again in (first, second):
        with refused("remark.already-answered"):
            carry_over(remark_id=again.pk, **hall.by(at=LATER))


def test_whoever_disagrees_is_owed_an_explanation_before_it_is_filed(hall: Hall) -> None:
    hall.opened()
    hall.promised()
    item = hall.gathering.items.get()
    given: dict[str, Any] = {"item_id": item.pk, **hall.by()}
    conclude_item(result=Result.MAJORITY, conclusion="多数同意改造", **given)
    record_dissent(class_code="residents", reason="担心占消防通道", **given)
    hall.ended()
    with refused("gathering.incomplete"):
        file_gathering(**hall.by(at=LATER))

    owed = owe_explanation(**{**given, "now": LATER}, holder=hall.town.ma, by=date(2026, 3, 10))

    assert (owed.task, owed.holder) == ("explain", hall.town.ma)
    assert file_gathering(**hall.by(at=LATER)).state == "filed"


@pytest.mark.trace("IC-22")
def test_a_second_look_is_somebodys_and_says_what_was_found(hall: Hall) -> None:
    hall.opened().ended()

    row = plan_recheck(what="看西门口的灯", holder=hall.town.ma, by=date(2026, 4, 5), **hall.by(at=LATER))
    finish_undertaking(
        undertaking_id=row.pk, outcome="灯亮着", actor=acting(hall.town.ma), now=LATER + timedelta(days=20)
    )

    row.refresh_from_db()
    assert (row.task, row.state, row.outcome) == ("recheck", "done", "灯亮着")


@pytest.fixture
def consultation(town: Town) -> Hall:
    """请你来协商: a practice with a survey before, and a gate for its suggestions."""
    return gather(town, GATED)


@pytest.mark.trace("IC-6")
def test_without_the_survey_it_begins_only_with_a_reason(consultation: Hall) -> None:
    hall = consultation
    hall.item()
    invite_class(class_code="residents", **hall.by(at=MONDAY))
    give_notice(**hall.by(at=MONDAY))

    with pytest.raises(Refused) as found:
        open_gathering(**hall.by())
    assert found.value.facts["missing"] == ("survey",)
    pass_over_need(code="survey", reason="委员都来自本村", **hall.by(at=MONDAY))
    assert open_gathering(**hall.by()).passed_over == []


def test_evidence_stands_for_a_need(consultation: Hall) -> None:
    need = meet_need(
        code="survey", evidence="3月1日看了车间和直播间，见调研报告", **consultation.by(at=MONDAY)
    )

    assert (need.met_at, need.by) == (MONDAY, consultation.town.ma)
    with refused("need.not-found"):
        meet_need(code="nothing", evidence="什么", **consultation.by(at=MONDAY))


def suggested(hall: Hall) -> Suggestion:
    hall.item()
    open_gathering(urgent_reason="照例开", **hall.by())
    hall.came(hall.town.wang, "residents")
    line = hall.line("建议邀请专业团队定期培训直播人才。", "suggestion", who=hall.town.wang)
    row = raise_suggestion(remark_id=line.pk, units=(hall.firm,), head="直播人才培养", **hall.by())[0]
    hall.ended()
    file_gathering(**hall.by(at=LATER))
    row.refresh_from_db()
    return row


@pytest.mark.trace("IC-4", "IC-5", "IC-12", "IC-13", "IC-20", "IC-21")
def test_a_suggestion_passes_the_gate_is_contacted_and_replied_to(consultation: Hall) -> None:
    hall = consultation
    row = suggested(hall)
    assert (row.stage, row.head, row.proposer is not None) == ("raised", "直播人才培养", True)
    li, ma, hu = acting(hall.town.li), acting(hall.town.ma), acting(hall.hu)
    with refused("suggestion.gate-first"):
        send_suggestion(suggestion_id=row.pk, actor=ma, now=LATER)

    compile_suggestion(
        suggestion_id=row.pk, text="每季度办一次直播培训。", unit=hall.firm, head="直播人才培养",
        feasibility="已有场地", actor=ma, now=LATER,
    )  # fmt: skip
    with refused("rights.missing"):
        approve_suggestion(suggestion_id=row.pk, actor=ma, now=LATER)
    approve_suggestion(suggestion_id=row.pk, actor=li, now=LATER)
    sent = send_suggestion(suggestion_id=row.pk, actor=ma, now=LATER)
    clock = open_lead(sent.subject)
    assert (clock.unit, clock.answers_to, clock.due_at is not None) == (hall.firm, hall.town.ma, True)
    assert list(Notice.objects.filter(template="suggestion.sent").values_list("person", flat=True)) == [
        hall.hu.pk
    ]

    record_contact(suggestion_id=row.pk, by="胡经理", how="电话联系村委会", actor=hu, now=LATER + HOUR)
    with refused("suggestion.why-needed"):
        reply_to_suggestion(
            suggestion_id=row.pk, reply=Reply.PARTLY, text="先办两次", reason="", by="", actor=hu, now=LATER
        )
    reply_to_suggestion(
        suggestion_id=row.pk, reply=Reply.PARTLY, text="先办两次", reason="今年预算只够两次", by="胡经理",
        actor=hu, now=LATER + 2 * HOUR,
    )  # fmt: skip
    row.refresh_from_db()
    clock.refresh_from_db()
    assert (row.stage, row.reply, row.contact_by, clock.state) == ("replied", "partly", "胡经理", "done")
    told = set(Notice.objects.filter(template="suggestion.replied").values_list("person", flat=True))
    assert told == {hall.town.ma.pk, hall.town.wang.pk}
    with refused("suggestion.already-done"):
        reply_to_suggestion(
            suggestion_id=row.pk, reply=Reply.ADOPTED, text="全办", reason="", by="", actor=hu, now=LATER
        )
    recheck_suggestion(suggestion_id=row.pk, found="办了两次", actor=ma, now=LATER + timedelta(days=90))


def test_only_people_of_the_unit_or_staff_of_the_place_answer(consultation: Hall) -> None:
    row = suggested(consultation)
    stranger = person("别家的人", "13900000041")
    capacity(stranger, CapacityKind.UNIT_WORKER, consultation.town.street, "工程师", consultation.town.works)

    with refused("rights.missing"):
        record_contact(suggestion_id=row.pk, by="甲", how="电话", actor=acting(stranger), now=LATER)
    with refused("suggestion.not-found"):
        record_contact(suggestion_id=987_654, by="甲", how="电话", actor=acting(consultation.hu), now=LATER)


def test_without_a_gate_what_is_addressed_goes_out_when_it_is_filed(hall: Hall) -> None:
    hall.opened()
    line = hall.line("建议多种点树。", "suggestion", who=hall.town.wang)
    two = raise_suggestion(remark_id=line.pk, units=(hall.firm, hall.town.works), **hall.by())
    again = raise_suggestion(remark_id=line.pk, units=(hall.firm,), **hall.by())
    hall.ended()
    file_gathering(**hall.by(at=LATER))

    assert again[0] == two[0]
    assert set(Suggestion.objects.values_list("stage", "unit")) == {
        ("sent", hall.firm.pk),
        ("sent", hall.town.works.pk),
    }
    assert all(open_lead(row.subject).due_at for row in Suggestion.objects.all())


def test_the_second_gathering_may_follow_the_first(hall: Hall) -> None:
    hall.opened().ended()

    following = planned(hall.town, at=EVENING + timedelta(days=30), follows=hall.gathering)

    assert list(Gathering.objects.filter(follows=hall.gathering)) == [following]
