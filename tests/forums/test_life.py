"""A gathering from the calendar to the archive: each step does what it says, and what may not happen does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shangyi.concerns.models import Concern, Voice
from shangyi.forums.actions.attending import Newcomer, check_in, check_in_self, count_heads
from shangyi.forums.actions.filing import explain_no_outcome, file_gathering
from shangyi.forums.actions.outcomes import Demand, Promise, hear_demand, leave_undated, pledge
from shangyi.forums.actions.planning import call_off, mark_missed
from shangyi.forums.actions.sitting import end_gathering, open_gathering, resume_gathering
from shangyi.forums.actions.writing import add_words, sort_line
from shangyi.forums.models import Attendance, Outcome, Remark
from shangyi.forums.queries.filing import record_stands
from shangyi.forums.queries.gatherings import stands, times_attended
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.record import figures_of
from shangyi.forums.rules.filing import Lack, problems_of
from shangyi.forums.rules.life import TABLE, State, Verb, step
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import open_lead
from tests.concerns.life import HOUR, MONDAY
from tests.forums.sittings import EVENING, Hall, planned
from tests.people_and_places import Town, acting


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def lacks(hall: Hall) -> list[Lack]:
    return [problem.lack for problem in problems_of(record_stands(hall.now(), practice_of(hall.gathering)))]


def randbelow(most: int) -> int:
    return most // 2


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", list(Verb))
def test_every_state_and_verb_is_in_the_table_or_refused(state: State, verb: Verb) -> None:
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None:
        reached = {each.target for each in TABLE if each.verb is verb}
        with refused("gathering.already-done" if state in reached else "gathering.not-now"):
            step(state, verb, reason="下雨")
    else:
        assert step(state, verb, reason="下雨") == row


@pytest.mark.trace("NT-3", "NT-5")
def test_a_planned_talk_keeps_who_answers_for_it_and_what_must_be_there(hall: Hall) -> None:
    row = hall.gathering

    assert (row.state, row.keeper, row.practice, row.theme) == (
        State.PLANNED,
        hall.town.ma,
        "evening_talk",
        "提升物业服务水平",
    )
    assert (len(row.join_code), row.pack_id is not None) == (4, True)
    assert Fact.objects.filter(kind="gathering.planned", subject=row.subject).count() == 1


def test_two_gatherings_to_come_never_share_their_four_digits(town: Town) -> None:
    codes = {planned(town).join_code for _ in range(30)}

    assert len(codes) == 30


def test_a_gathering_in_the_past_without_a_theme_or_venue_is_refused(town: Town) -> None:
    with refused("gathering.in-the-past"):
        planned(town, at=MONDAY - timedelta(days=2))
    with refused("gathering.theme-needed"):
        planned(town, theme=" ")
    with refused("gathering.venue-needed"):
        planned(town, venue=" ")


@pytest.mark.trace("PD-18")
def test_notice_tells_who_has_an_account_and_leaves_the_others_to_staff(hall: Hall) -> None:
    hall.announced()

    told = dict(hall.gathering.invitations.values_list("name", "told_how"))
    assert told == {"王阿姨": "app", "胡经理": "app", "茂悦物业": "app"}
    assert hall.gathering.state == State.NOTICED
    notices = Notice.objects.filter(template="gathering.invited")
    assert set(notices.values_list("person", flat=True)) == {hall.town.wang.pk, hall.hu.pk}


def test_nobody_is_told_of_an_empty_agenda(hall: Hall) -> None:
    from shangyi.forums.actions.noticing import give_notice

    with refused("gathering.agenda-empty"):
        give_notice(**hall.by(at=MONDAY))


def test_it_cannot_begin_untold_unless_it_cannot_wait(hall: Hall) -> None:
    hall.item()

    with refused("gathering.needs-missing"):
        open_gathering(**hall.by())
    opened = open_gathering(urgent_reason="污水正往外冒，等不得", **hall.by())

    assert (opened.state, opened.passed_over, opened.urgent_reason) == (
        State.OPEN,
        ["notice"],
        "污水正往外冒，等不得",
    )
    assert opened.ordinal == 1


@pytest.mark.trace("XC-14", "RF-1")
def test_the_ordinal_counts_only_what_was_held(hall: Hall) -> None:
    hall.opened()
    second, third = planned(hall.town), planned(hall.town)
    call_off(gathering_id=second.pk, reason="下雨", actor=acting(hall.town.ma), now=MONDAY)

    opened = open_gathering(
        gathering_id=third.pk, actor=acting(hall.town.ma), now=EVENING, urgent_reason="接着开"
    )

    assert (hall.now().ordinal, opened.ordinal) == (1, 2)


def test_what_was_told_and_called_off_is_told_again(hall: Hall) -> None:
    hall.announced()

    call_off(reason="物业负责人临时出差", **hall.by(at=MONDAY + 2 * HOUR))

    told = Notice.objects.filter(template="gathering.cancelled").values_list("person", flat=True)
    assert set(told) == {hall.town.wang.pk, hall.hu.pk}
    assert hall.now().end_reason == "物业负责人临时出差"


@pytest.mark.trace("NT-6")
def test_what_nobody_opened_is_marked_as_missed_and_its_keeper_is_told(hall: Hall) -> None:
    hall.announced()

    assert mark_missed(now=EVENING + timedelta(hours=11)) == 0
    assert mark_missed(now=EVENING + timedelta(hours=13)) == 1

    assert hall.now().state == State.MISSED
    assert list(Notice.objects.filter(template="gathering.missed").values_list("person", flat=True)) == [
        hall.town.ma.pk
    ]
    assert mark_missed(now=EVENING + timedelta(hours=14)) == 0


@pytest.mark.trace("NT-4", "XC-9")
def test_a_head_count_is_a_bound_and_never_becomes_twenty(hall: Hall) -> None:
    from shangyi.forums.queries.record import heads_of
    from shangyi.forums.rules.heads import total
    from shangyi.kernel.bounds import Bound

    hall.opened()
    count_heads(class_code="residents", said="20余", source="签到表", **hall.by())

    heads = heads_of(hall.now(), practice_of(hall.gathering))
    assert {each.class_code: each.bound for each in heads} == {
        "property": Bound(1),
        "residents": Bound(20, "at_least"),
    }
    assert total(heads) == Bound(21, "at_least")


def test_checking_in_twice_counts_once(hall: Hall) -> None:
    hall.opened()
    wang = Newcomer(class_code="residents", person=hall.town.wang)

    again = check_in(who=wang, **hall.by())
    by_phone = check_in_self(
        secret=hall.gathering.join_secret, who=wang, device="", actor=acting(hall.town.wang), now=EVENING
    )

    assert (again.again, by_phone.again) == (True, True)
    assert Attendance.objects.filter(gathering=hall.pk, person=hall.town.wang).count() == 1


def test_an_unnamed_phone_is_counted_once_and_keeps_no_name(hall: Hall) -> None:
    hall.opened()
    nobody = Newcomer(class_code="residents")
    more = {
        "secret": hall.gathering.join_secret,
        "device": "phone-1",
        "actor": acting(hall.town.zhao),
        "now": EVENING,
    }
    from shangyi.people.queries import NOBODY

    more["actor"] = NOBODY
    first = check_in_self(who=nobody, **more)
    second = check_in_self(who=nobody, **more)

    assert (first.again, second.again, first.attendance) == (False, True, second.attendance)
    assert (first.attendance.name, first.attendance.person) == ("", None)


def test_a_phone_that_comes_after_the_end_is_told_so(hall: Hall) -> None:
    from shangyi.people.queries import NOBODY

    hall.opened().ended()

    with refused("gathering.over"):
        check_in_self(
            secret=hall.gathering.join_secret,
            who=Newcomer(class_code="residents"),
            device="late",
            actor=NOBODY,
            now=EVENING + 3 * HOUR,
        )


@pytest.mark.trace("NT-1")
def test_a_person_sees_the_how_manieth_time_it_is(hall: Hall) -> None:
    hall.opened()
    for n in (1, 2):
        later = planned(hall.town, at=EVENING + timedelta(days=7 * n))
        open_gathering(
            gathering_id=later.pk,
            actor=acting(hall.town.ma),
            now=EVENING + timedelta(days=7 * n),
            urgent_reason="照例开",
        )
        check_in(
            gathering_id=later.pk,
            who=Newcomer(class_code="residents", person=hall.town.wang),
            actor=acting(hall.town.ma),
            now=EVENING + timedelta(days=7 * n),
        )

    assert times_attended(hall.town.wang, later) == 3
    assert times_attended(hall.town.wang, hall.gathering) == 1
    assert times_attended(hall.hu, later) == 1


@pytest.mark.trace("NT-18", "NT-19", "NT-23", "XC-6", "PS-14")
def test_a_pledge_needs_an_owner_and_a_day_or_the_reason_why_not(hall: Hall) -> None:
    hall.opened()
    line = hall.line("我们会加强管理，及时打扫干净", "pledge", who=hall.hu)
    given = {"remark_id": line.pk, **hall.by()}

    with refused("pledge.owner-needed"):
        pledge(promise=Promise(what="及时打扫干净", by=date(2026, 3, 10)), **given)
    with refused("pledge.date-or-reason-needed"):
        pledge(promise=Promise(what="及时打扫干净", holder=hall.hu), **given)
    with refused("promise.day-passed"):
        pledge(promise=Promise(what="及时打扫干净", holder=hall.hu, by=date(2026, 3, 1)), **given)
    row = pledge(promise=Promise(what="及时打扫干净", holder=hall.hu, undated_reason="等保洁排班表"), **given)

    assert (row.matter, row.holder, row.due_at, row.undated_reason) == (
        hall.gathering.subject,
        hall.hu,
        None,
        "等保洁排班表",
    )
    assert Outcome.objects.get(undertaking=row).collected == "on_site"
    assert row.answers_to == hall.town.ma


@pytest.mark.trace("NT-20", "NT-21")
def test_a_pledge_has_steps_or_was_kept_before_it_was_told(hall: Hall) -> None:
    hall.opened()
    trees = hall.promised("统计死树并补种", steps=("统计", "选种", "补种"))
    gate = hall.line("西门口的安全隐患已进行了改造", "pledge", who=hall.hu)
    done = pledge(
        remark_id=gate.pk,
        promise=Promise(what="改造西门口", holder=hall.hu, done_already="2月28日的照片"),
        **hall.by(),
    )

    whole = Outcome.objects.get(remark=trees).undertaking
    assert whole is not None
    assert list(whole.parts.order_by("id").values_list("what", flat=True)) == ["统计", "选种", "补种"]
    assert (done.state, done.outcome) == ("done", "2月28日的照片")


@pytest.mark.trace("NT-16", "NT-17", "NT-8", "NT-9")
def test_a_problem_becomes_a_matter_of_its_own_and_an_answer_does_not_solve_it(hall: Hall) -> None:
    hall.opened()
    demand = hall.line("楼梯的卫生也应该及时打扫。", "demand", who=hall.town.wang, read_back=True)
    hall.line("明天就安排人打扫。", "answer", who=hall.hu, replies_to_id=demand.pk)

    concern = hear_demand(remark_id=demand.pk, demand=Demand(), randbelow=randbelow, **hall.by())
    again = hear_demand(remark_id=demand.pk, demand=Demand(), randbelow=randbelow, **hall.by())

    voice = Voice.objects.get(concern=concern)
    assert again == concern
    assert Concern.objects.count() == 1
    assert (voice.channel, voice.person, voice.read_back, voice.said_at) == (
        "gathering",
        hall.town.wang,
        True,
        demand.said_at,
    )
    figures = figures_of(hall.now())
    assert (figures.n_collected, figures.n_before, figures.n_after, figures.n_answered) == (1, 0, 0, 1)
    assert concern.state == "heard"


@pytest.mark.trace("NT-16")
def test_what_is_written_down_afterwards_is_not_collected_on_the_spot(hall: Hall) -> None:
    hall.opened().ended()
    late = hall.line("还有地下室的灯。", "demand", who=hall.town.wang, at=EVENING + 5 * HOUR)

    hear_demand(remark_id=late.pk, demand=Demand(), randbelow=randbelow, **hall.by(at=EVENING + 5 * HOUR))

    figures = figures_of(hall.now())
    assert (figures.n_collected, figures.n_after) == (0, 1)


@pytest.mark.trace("XC-20")
def test_an_unnamed_slip_becomes_a_voice_of_nobody(hall: Hall) -> None:
    from shangyi.forums.actions.writing import send_slip

    hall.opened()
    slip = send_slip(gathering_id=hall.pk, key="slip-0001", text="有人在楼道里堆纸箱", now=EVENING).remark
    hear_demand(remark_id=slip.pk, demand=Demand(), randbelow=randbelow, **hall.by())

    voice = Voice.objects.get()
    assert (voice.naming, voice.person, voice.speaker_name) == ("unnamed", None, "")
    fact = Fact.objects.get(kind="gathering.remark", public__remark=slip.pk)
    assert (fact.private.content["person"], fact.private.content["name"]) == (None, "")


@pytest.mark.trace("RF-4", "RF-6", "RF-7")
def test_question_answer_follow_up_and_supplement_make_a_chain(hall: Hall) -> None:
    hall.opened()
    question = hall.line("安全生产工作有哪些内容？", "question", who=hall.town.wang)
    answer = hall.line("各乡镇设置了非专业队伍。", "answer", who=hall.hu, replies_to_id=question.pk)
    follow_up = hall.line("如何培训？", "follow_up", who=hall.town.wang, replies_to_id=answer.pk)
    supplement = hall.line("每季度一次。", "supplement", who=hall.hu, replies_to_id=answer.pk)

    with refused("remark.wrong-chain"):
        hall.line("不对的追问", "follow_up", replies_to_id=question.pk)
    with refused("remark.answers-nothing"):
        hall.line("没有问题的答复", "answer")
    with refused("remark.in-a-circle"):
        sort_line(remark_id=question.pk, kind="follow_up", replies_to_id=supplement.pk, **hall.by())

    assert (follow_up.replies_to, supplement.replies_to) == (answer, answer)


@pytest.mark.trace("RF-9")
def test_a_claim_keeps_its_number_and_unit_beside_the_words(hall: Hall) -> None:
    hall.opened()

    claim = hall.line("要求10分钟以内赶到着火点", "claim", who=hall.hu)

    assert (claim.value, claim.comparator, claim.value_unit) == (10, "at_most", "minutes")
    assert claim.text == "要求10分钟以内赶到着火点"


def test_later_words_stand_below_and_never_over_what_was_written(hall: Hall) -> None:
    hall.opened()
    line = hall.line("共有3棵死树", "demand", who=hall.town.wang)

    add_words(remark_id=line.pk, text="会后清点是5棵", **hall.by(at=EVENING + HOUR))

    line.refresh_from_db()
    assert (line.text, list(line.additions.values_list("text", flat=True))) == (
        "共有3棵死树",
        ["会后清点是5棵"],
    )


def test_a_line_sent_twice_is_one_line_and_numbers_have_no_gaps(hall: Hall) -> None:
    hall.opened()
    first = hall.line("第一句", key="same-key-1")
    again = hall.line("第一句", key="same-key-1")
    other = hall.line("第二句")

    assert first == again
    assert list(Remark.objects.order_by("number").values_list("number", "text")) == [
        (1, "第一句"),
        (2, "第二句"),
    ]
    assert other.number == 2


def test_a_clock_five_minutes_off_moves_no_line(hall: Hall) -> None:
    hall.opened()
    ahead = timedelta(minutes=5)
    now = EVENING + HOUR

    line = hall.line(
        "写下十分钟以后才发出去", at=now, written=now + ahead - timedelta(minutes=10), sent=now + ahead
    )

    assert line.said_at == now - timedelta(minutes=10)


def test_a_line_of_a_megabyte_is_refused_with_its_length(hall: Hall) -> None:
    hall.opened()

    with pytest.raises(Refused) as found:
        hall.line("长" * 1_000_000)

    assert (found.value.code, found.value.facts["length"]) == ("remark.words-too-long", 1_000_000)
    assert Remark.objects.count() == 0


def test_what_belongs_to_another_gathering_is_not_found(hall: Hall) -> None:
    hall.opened()
    other = planned(hall.town)
    item = other.items.create(position=1, title="别处的议题", source="typed")

    with refused("item.not-found"):
        hall.line("一句话", item_id=item.pk)
    with refused("remark.not-found"):
        hall.line("一句话", replies_to_id=987654321)
    with refused("attendance.not-found"):
        from shangyi.forums.actions.writing import NewLine, write_line

        write_line(new=NewLine(key="foreign-1", text="一句话", attendance_id=987654321), **hall.by())


def test_somebody_of_another_community_writes_nothing(hall: Hall) -> None:
    hall.opened()

    with refused("rights.missing"):
        check_in(who=Newcomer(class_code="residents", name="某人"), **hall.by(hall.town.zhao))


@pytest.mark.trace("NT-7", "NT-15")
def test_everything_missing_is_told_at_once(hall: Hall) -> None:
    hall.opened()
    hall.line("楼梯的卫生也应该及时打扫。", "demand", who=hall.town.wang)
    hall.line("会及时处理。", "pledge", who=hall.hu)
    hall.line("多种点树。", "suggestion", who=hall.town.wang)
    hall.line("什么时候修灯？", "question", who=hall.town.wang)
    hall.line("还没有分类的一句")
    end_gathering(**hall.by(at=EVENING + HOUR))

    found = lacks(hall)

    blocking = [Lack.PROBLEM, Lack.PLEDGE, Lack.ADDRESSEE, Lack.RESULT, Lack.NO_OUTCOME]
    assert found == [*blocking, Lack.QUESTION, Lack.UNSORTED]
    with pytest.raises(Refused) as refusal:
        file_gathering(**hall.by(at=EVENING + HOUR))
    assert (refusal.value.code, refusal.value.facts["n"]) == ("gathering.incomplete", 5)
    assert hall.now().state == State.ENDED


@pytest.mark.trace("XC-6")
def test_a_word_that_is_no_date_is_settled_by_a_pledge_or_a_reason(hall: Hall) -> None:
    hall.opened()
    demand = hall.line("路灯坏了", "demand", who=hall.town.wang)
    answer = hall.line("我们尽快处理。", "answer", who=hall.hu, replies_to_id=demand.pk)

    assert Lack.VAGUE in lacks(hall)
    leave_undated(remark_id=answer.pk, reason="要等电力公司的排期", **hall.by())

    assert Lack.VAGUE not in lacks(hall)


@pytest.mark.trace("XC-4")
def test_nothing_came_of_it_only_with_the_reason(hall: Hall) -> None:
    hall.opened().ended()

    assert lacks(hall) == [Lack.NO_OUTCOME, Lack.UNHEARD, Lack.UNHEARD]
    explain_no_outcome(reason="只通报情况，没有新的诉求", **hall.by(at=EVENING + 3 * HOUR))
    filed = file_gathering(**hall.by(at=EVENING + 3 * HOUR))

    assert (filed.state, filed.no_outcome_reason) == (State.FILED, "只通报情况，没有新的诉求")


def test_ending_starts_a_clock_of_a_day_and_filing_ends_it(hall: Hall) -> None:
    hall.opened()
    hall.promised()
    hall.line("谢谢大家", "comment_good", who=hall.town.wang)
    hall.ended()
    clock = open_lead(hall.gathering.subject)
    assert (clock.holder, clock.due_at, clock.task) == (hall.town.ma, EVENING + 26 * HOUR, "file")

    file_gathering(**hall.by(at=EVENING + 3 * HOUR))

    clock.refresh_from_db()
    assert (clock.state, hall.now().state) == ("done", State.FILED)
    told = Notice.objects.filter(template="gathering.filed").values_list("person", flat=True)
    assert set(told) == {hall.town.wang.pk, hall.hu.pk}


def test_a_host_who_pressed_too_early_goes_on(hall: Hall) -> None:
    hall.opened()
    end_gathering(**hall.by(at=EVENING + HOUR))

    resume_gathering(**hall.by(at=EVENING + HOUR))

    row = hall.now()
    assert (row.state, row.ended_at, row.complete_by) == (State.OPEN, None, None)
    assert not Undertaking.objects.filter(matter=row.subject, state="open").exists()


def test_the_second_of_two_who_file_is_told_that_it_is_filed(hall: Hall) -> None:
    hall.opened()
    hall.promised()
    hall.ended()
    file_gathering(**hall.by(hall.town.li, at=EVENING + 3 * HOUR))

    with refused("gathering.already-done"):
        file_gathering(**hall.by(at=EVENING + 3 * HOUR))

    assert Fact.objects.filter(kind="gathering.filed").count() == 1


def test_after_filing_words_are_only_added(hall: Hall) -> None:
    hall.opened()
    line = hall.promised()
    hall.ended()
    file_gathering(**hall.by(at=EVENING + 3 * HOUR))

    with refused("gathering.already-filed"):
        hall.line("迟到的一句")
    with refused("gathering.already-filed"):
        sort_line(remark_id=line.pk, kind="claim", **hall.by(at=EVENING + 4 * HOUR))
    assert add_words(remark_id=line.pk, text="补充", **hall.by(at=EVENING + 4 * HOUR)).remark == line


def test_the_five_steps_say_what_is_missing_until_nothing_is(hall: Hall) -> None:
    before = {each.step.value: each.missing for each in stands(hall.gathering).steps}
    assert before["topic"] == ("no_item",)
    assert before["parties"] == ("nobody", "class:property", "class:residents")
    assert before["notice"] == ("nobody_invited",)

    hall.opened()
    hall.promised()
    hall.line("谢谢", "comment_good", who=hall.town.wang)
    hall.ended()
    file_gathering(**hall.by(at=EVENING + 3 * HOUR))

    after = {each.step.value: each.missing for each in stands(hall.now()).steps}
    assert after == {"topic": (), "parties": (), "notice": (), "voices": (), "results": ("untold:public",)}
