"""A practice held regularly: started, planned in one tap, missed with its reason, changed, ended, and numbered."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import Any

import pytest

from shangyi.forums.actions.attending import Newcomer, check_in
from shangyi.forums.actions.inviting import invite_class, invite_persons
from shangyi.forums.actions.planning import call_off, change_plan, explain_missed, mark_missed
from shangyi.forums.actions.series import Carried, change_series, end_series, give_rhythm, start_series
from shangyi.forums.actions.series_by_clock import look_after_series, remind_of_gatherings
from shangyi.forums.actions.series_days import explain_due_day, plan_besides, plan_next
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.models import DueDay, Gathering, Series
from shangyi.forums.queries.gatherings import times_attended, times_of_all
from shangyi.forums.queries.series import kept
from shangyi.forums.rules.rhythm import Holiday, Rhythm, Rule
from shangyi.forums.rules.series import Standing
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.people.actions import merge_persons
from tests.concerns.life import HOUR, MONDAY
from tests.forums.regular import FRIDAY, WEEK, at, by, codes, next_one, tea
from tests.forums.sittings import EVENING, Hall, planned
from tests.people_and_places import Town, account_of, acting, person


def held(row: Gathering, town: Town, **more: Any) -> Gathering:
    """Opened at its time, whatever is missing."""
    return open_gathering(
        gathering_id=row.pk, actor=acting(town.ma), now=row.planned_at, urgent_reason="照例开", **more
    )


def calendar_of(series: Series, now: Any, since: date, until: date) -> dict[date, tuple[Standing, str]]:
    from shangyi.forums.queries.series import sitting_of

    owed = kept([Series.objects.get(pk=series.pk)], since)[0]
    rows = map(sitting_of, series.gatherings.all())
    return {each.day: (each.standing, each.reason) for each in owed.slots(since, until, rows, now)}


@pytest.mark.trace("NT-6", "NT-3")
def test_a_series_keeps_the_rhythm_of_its_practice_and_who_convenes_it(town: Town) -> None:
    series = tea(town, convened_by=town.works)

    assert series.rhythms.get().is_own is False
    assert json.loads(Fact.objects.get(kind="series.rhythm-set").public["rhythm"]) == {
        "rules": [{"at": "15:30", "weekdays": [4]}],
        "holiday": "shift",
    }
    assert (series.keeper, series.convened_by) == (town.ma, town.works)
    assert Fact.objects.get(kind="series.started").public["convened_by"] == town.works.pk


@pytest.mark.trace("NT-6")
def test_one_tap_plans_the_next_due_day_with_what_the_last_one_had(town: Town) -> None:
    series = tea(town)
    first = next_one(town, series)
    change_plan(
        gathering_id=first.pk,
        theme="电动车充电",
        venue="二楼大厅",
        planned_at=first.planned_at,
        actor=acting(town.ma),
        now=MONDAY,
    )
    second = next_one(town, series)

    assert (first.planned_at, first.due_on, first.theme) == (at(FRIDAY, 15, 30), FRIDAY, "把没办结的事摆一摆")
    assert (second.planned_at, second.due_on) == (at(FRIDAY + WEEK, 15, 30), FRIDAY + WEEK)
    assert (second.theme, second.venue, second.series, second.is_open) == (
        "电动车充电",
        "二楼大厅",
        series,
        True,
    )
    assert Fact.objects.filter(kind="gathering.planned").last().public["due_on"] == "2026-03-13"  # type: ignore[union-attr]


def test_two_who_press_for_the_same_day_plan_it_once(town: Town) -> None:
    series = tea(town)
    first = next_one(town, series, named=FRIDAY)

    with pytest.raises(Refused, match=r"series\.already-planned") as refused:
        next_one(town, series, named=FRIDAY)
    assert refused.value.facts["gathering"] == first.pk
    assert series.gatherings.count() == 1


def test_one_called_off_can_be_planned_again_for_its_day_and_is_not_offered_by_itself(town: Town) -> None:
    series = tea(town)
    first = next_one(town, series)
    call_off(gathering_id=first.pk, reason="停电", actor=acting(town.ma), now=MONDAY)

    assert next_one(town, series).due_on == FRIDAY + WEEK
    assert next_one(town, series, named=FRIDAY).due_on == FRIDAY


def test_the_standing_classes_are_invited_as_before_and_nobody_by_name_of_those_who_report(
    town: Town,
) -> None:
    series = tea(town)
    first = next_one(town, series)
    on: dict[str, Any] = {"gathering_id": first.pk, "actor": acting(town.ma), "now": MONDAY}
    invite_persons(class_code="council", persons=[town.li], **on)
    invite_class(class_code="residents", **on)
    invite_persons(class_code="residents", persons=[town.wang], **on)
    invite_persons(class_code="partners", persons=[town.chen], **on)  # chosen for the matter, not standing
    second = next_one(town, series)

    invited = list(second.invitations.values_list("class_code", "person__name"))
    assert invited == [("council", "李书记"), ("residents", None)]
    assert not second.invitations.filter(told_at__isnull=False).exists()


@pytest.mark.trace("NT-6", "TC-28")
def test_a_due_day_that_nobody_planned_shows_as_missed_and_its_reason_can_be_entered(town: Town) -> None:
    series = tea(town)
    saturday = at(FRIDAY + timedelta(days=1))
    before = calendar_of(series, saturday, FRIDAY, FRIDAY + WEEK)
    look_after_series(now=saturday)
    look_after_series(now=saturday + HOUR)
    explain_due_day(named=FRIDAY, reason="社区全体下沉抗洪", **by(town, series, saturday))
    after = calendar_of(series, saturday, FRIDAY, FRIDAY)

    assert before == {FRIDAY: (Standing.MISSED, ""), FRIDAY + WEEK: (Standing.DUE, "")}
    assert after == {FRIDAY: (Standing.MISSED, "社区全体下沉抗洪")}
    assert Fact.objects.filter(kind="series.day-missed").count() == 1
    assert Fact.objects.get(kind="series.day-explained").public["beforehand"] is False
    told = Notice.objects.get(template="series.missed")
    assert (told.person, told.about) == (town.ma, series.subject)


def test_what_is_said_before_the_day_leaves_it_out_and_nobody_is_asked_to_plan_it(town: Town) -> None:
    series = tea(town)
    explain_due_day(named=FRIDAY, reason="清明前集中走访", **by(town, series))
    look_after_series(now=at(date(2026, 3, 4)))
    look_after_series(now=at(FRIDAY + timedelta(days=1)))

    assert calendar_of(series, at(FRIDAY + WEEK), FRIDAY, FRIDAY) == {
        FRIDAY: (Standing.CANCELLED, "清明前集中走访")
    }
    assert next_one(town, series).due_on == FRIDAY + WEEK
    assert not Fact.objects.filter(kind="series.day-missed").exists()
    assert not Notice.objects.filter(
        template="series.to-plan", facts__starts__startswith="2026-03-06"
    ).exists()


def test_a_planned_one_that_nobody_opened_is_missed_and_its_reason_is_entered_on_it(town: Town) -> None:
    series = tea(town)
    row = next_one(town, series)
    saturday = at(FRIDAY + timedelta(days=1))
    mark_missed(now=saturday)
    sequence = Gathering.objects.get(pk=row.pk).sequence
    explain_missed(gathering_id=row.pk, reason="主持人住院", actor=acting(town.ma), now=saturday)

    assert calendar_of(series, saturday, FRIDAY, FRIDAY) == {FRIDAY: (Standing.MISSED, "主持人住院")}
    assert (sequence, Gathering.objects.get(pk=row.pk).sequence) == (1, 2)
    with pytest.raises(Refused, match=r"series\.already-planned"):
        explain_due_day(named=FRIDAY, reason="重复", **by(town, series, saturday))


def test_a_reason_is_refused_when_it_is_empty_on_a_day_not_due_or_for_one_that_was_not_missed(
    town: Town,
) -> None:
    series = tea(town)
    row = next_one(town, series)
    with pytest.raises(Refused, match=r"gathering\.reason-needed"):
        explain_due_day(named=FRIDAY + WEEK, reason="  ", **by(town, series))
    with pytest.raises(Refused, match=r"series\.not-due"):
        explain_due_day(named=FRIDAY + timedelta(days=1), reason="周六", **by(town, series))
    with pytest.raises(Refused, match=r"gathering\.not-now"):
        explain_missed(gathering_id=row.pk, reason="还没到", actor=acting(town.ma), now=MONDAY)
    assert not DueDay.objects.exists()


def test_who_keeps_a_series_is_asked_in_time_to_plan_it_once(town: Town) -> None:
    series = tea(town)
    n = [look_after_series(now=at(date(2026, 3, day))) for day in (2, 3, 4)]

    assert n == [0, 1, 0]
    told = Notice.objects.get(template="series.to-plan")
    assert (told.person, told.facts["starts"]) == (town.ma, at(FRIDAY, 15, 30).isoformat())
    assert DueDay.objects.get(series=series).reminded_at == at(date(2026, 3, 3))


def test_once_the_keeper_has_left_whoever_receives_there_is_asked(town: Town) -> None:
    series = tea(town, keeper=town.capacity(town.li))
    gone = series.keeper_capacity
    gone.until_on = date(2026, 3, 2)
    gone.save()
    look_after_series(now=at(date(2026, 3, 4)))

    assert Notice.objects.get(template="series.to-plan").person == town.ma


def test_a_sitting_besides_the_rhythm_counts_and_on_a_free_due_day_stands_for_it(town: Town) -> None:
    series = tea(town)
    said = {"theme": "临时说事", "venue": "广场"}
    extra = plan_besides(planned_at=at(date(2026, 3, 4), 10), **said, **by(town, series), **codes())
    early = plan_besides(planned_at=at(FRIDAY, 9), **said, **by(town, series), **codes())

    assert (extra.due_on, early.due_on, extra.theme) == (None, FRIDAY, "临时说事")
    assert next_one(town, series).due_on == FRIDAY + WEEK


@pytest.mark.trace("XC-14", "RF-1", "PS-17")
def test_each_one_that_is_opened_gets_the_next_number_of_its_series(town: Town) -> None:
    series, other = tea(town), tea(town, name="另一个", convened_by=town.works)
    rows = [next_one(town, series) for _ in range(3)]
    apart = next_one(town, other)
    call_off(gathering_id=rows[1].pk, reason="停电", actor=acting(town.ma), now=MONDAY)

    numbers = [held(row, town).ordinal for row in (rows[0], rows[2], apart)]
    assert numbers == [1, 2, 1]
    assert numbers_from_the_ledger() == {
        series.pk: {rows[0].subject: 1, rows[2].subject: 2},
        other.pk: {apart.subject: 1},
    }


def numbers_from_the_ledger() -> dict[int, dict[str, int]]:
    """Which sitting of which series each one was, counted anew from the public part of the ledger alone."""
    of_series = {
        fact.subject: fact.public["series"] for fact in Fact.objects.filter(kind="gathering.planned")
    }
    found: dict[int, dict[str, int]] = {}
    for fact in Fact.objects.filter(kind="gathering.opened").order_by("id"):
        held_before = found.setdefault(of_series[fact.subject], {})
        held_before[fact.subject] = len(held_before) + 1
        assert fact.public["ordinal"] == held_before[fact.subject]
    return found


def test_what_was_held_before_belongs_to_the_series_and_its_numbers_go_on(hall: Hall) -> None:
    town = hall.town
    hall.opened()
    coming = planned(town, at=EVENING + 2 * WEEK, theme="下一次")
    elsewhere = planned(town, at=EVENING + 3 * WEEK, convened_by=town.works)
    thursdays = Rhythm((Rule(at=time(19, 30), weekdays=(3,)),))
    series = tea(
        town, practice="evening_talk", place=town.compound, rhythm=thursdays, started_on=EVENING.date()
    )
    coming.refresh_from_db()
    elsewhere.refresh_from_db()
    following = next_one(town, series, EVENING + HOUR)

    assert (hall.now().series, coming.series, elsewhere.series) == (series, series, None)
    assert (coming.due_on, following.due_on) == (EVENING.date() + 2 * WEEK, EVENING.date() + WEEK)
    assert held(following, town).ordinal == 2
    assert Fact.objects.get(kind="series.started").public["taken_over"] == [hall.pk, coming.pk]


@pytest.mark.trace("NT-1")
def test_how_often_somebody_has_come_is_counted_by_series_and_over_the_variants_of_a_name(town: Town) -> None:
    series, other = tea(town), tea(town, name="另一个", convened_by=town.works)
    variant = person("王大姨", "13900000077", town.household)
    rows = [
        held(next_one(town, series), town),
        held(next_one(town, other), town),
        held(next_one(town, series), town),
    ]
    for row, who in zip(rows, (variant, town.wang, town.wang), strict=True):
        newcomer = Newcomer(class_code="residents", person=who)
        check_in(who=newcomer, gathering_id=row.pk, actor=acting(town.ma), now=row.planned_at)
    before = times_attended(town.wang, rows[2])
    merge_persons(kept=town.wang, variant=variant, actor=acting(town.li), now=MONDAY, reason="同一人")

    assert (before, times_attended(town.wang, rows[2]), times_attended(town.wang, rows[1])) == (1, 2, 1)
    assert times_of_all(rows[2]) == {town.wang.pk: 2}
    assert times_of_all(rows[0]) == {town.wang.pk: 1}


def test_what_is_carried_on_can_be_changed_and_an_old_page_is_told(town: Town) -> None:
    series = tea(town)
    carried = Carried(name="周五茶会", theme="说说心里话", venue="老年活动室", minutes=60, is_open=False)
    changed = change_series(carried=carried, version=0, **by(town, series))
    row = next_one(town, series)

    assert (changed.name, row.theme, row.venue, row.planned_minutes, row.is_open) == (
        "周五茶会",
        "说说心里话",
        "老年活动室",
        60,
        False,
    )
    with pytest.raises(Refused, match=r"gathering\.stale"):
        change_series(carried=carried, version=0, **by(town, series))


@pytest.mark.trace("FS-4")
def test_another_rhythm_of_its_own_or_that_of_the_practice_again(town: Town) -> None:
    series = tea(town)
    fours = Rhythm((Rule(at=time(19, 30), dates=(4, 14, 24)),), Holiday.SKIP)
    give_rhythm(rhythm=fours, from_on=date(2026, 3, 9), **by(town, series))
    give_rhythm(rhythm=None, from_on=date(2026, 3, 16), **by(town, series))

    assert sorted(calendar_of(series, MONDAY, MONDAY.date(), date(2026, 3, 24))) == [
        FRIDAY,
        date(2026, 3, 14),
        date(2026, 3, 24),
    ]
    assert list(series.rhythms.order_by("from_on").values_list("is_own", flat=True)) == [False, True, False]
    with pytest.raises(Refused, match=r"series\.rhythm-too-early"):
        give_rhythm(rhythm=fours, from_on=date(2026, 3, 16), **by(town, series))
    with pytest.raises(Refused, match=r"series\.in-the-past"):
        give_rhythm(rhythm=fours, from_on=date(2026, 3, 1), **by(town, series))


def test_a_series_that_has_ended_owes_nothing_and_takes_no_more(town: Town) -> None:
    series = tea(town)
    end_series(last_on=FRIDAY, reason="改为线上", **by(town, series))
    later = at(FRIDAY + WEEK)

    assert sorted(calendar_of(series, MONDAY, MONDAY.date(), FRIDAY + 4 * WEEK)) == [FRIDAY]
    for act in (
        lambda: next_one(town, series, later),
        lambda: end_series(last_on=later.date(), reason="再来", **by(town, series, later)),
        lambda: give_rhythm(rhythm=None, from_on=later.date(), **by(town, series, later)),
    ):
        with pytest.raises(Refused, match=r"series\.ended"):
            act()
    next_one(town, series)
    with pytest.raises(Refused, match=r"series\.nothing-due"):
        next_one(town, series)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": " "}, "series.name-needed"),
        ({"theme": ""}, "gathering.theme-needed"),
        ({"venue": " "}, "gathering.venue-needed"),
        ({"started_on": date(2026, 3, 1)}, "series.in-the-past"),
        ({"practice": "tea_hut"}, "practice.not-found"),
        ({"rhythm": Rhythm(())}, "series.rhythm-needed"),
    ],
)
def test_a_series_that_cannot_be_is_refused(town: Town, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        tea(town, **more)
    assert not Series.objects.exists()


def test_whoever_plans_no_gatherings_there_starts_and_plans_nothing(town: Town) -> None:
    series = tea(town)
    for who in (town.wang, town.zhao, town.chen):
        with pytest.raises(Refused, match=r"rights\.missing"):
            plan_next(**by(town, series, who=who), **codes())
        with pytest.raises(Refused, match=r"rights\.missing"):
            explain_due_day(named=FRIDAY, reason="试试", **by(town, series, who=who))
    with pytest.raises(Refused, match=r"series\.not-found"):
        plan_next(series_id=987654, actor=acting(town.ma), now=MONDAY, **codes())
    assert start_series.__doc__ is not None
    assert not Gathering.objects.exists()


def reminded() -> set[str]:
    return set(Notice.objects.filter(template="gathering.reminder").values_list("person__name", flat=True))


def test_a_day_before_whoever_was_told_and_has_not_refused_is_reminded_once(hall: Hall) -> None:
    hall.announced()
    hall.gathering.invitations.filter(class_code="property").update(answer="cannot")
    n = [remind_of_gatherings(now=EVENING - timedelta(hours=hours)) for hours in (25, 24, 23)]

    assert n == [0, 1, 0]
    assert reminded() == {"王阿姨", "小马"}
    assert Fact.objects.get(kind="gathering.reminded").public["n_told"] == 2


def test_who_was_told_just_now_is_not_told_again_and_a_move_is_reminded_of_anew(hall: Hall) -> None:
    hall.announced()
    account_of(hall.town.li)
    hall.gathering.invitations.update(told_at=EVENING - timedelta(hours=40))
    late = EVENING - timedelta(hours=20)
    invite_persons(class_code="community", persons=[hall.town.li], **hall.by(at=late))
    hall.gathering.invitations.filter(person=hall.town.li).update(told_at=late)
    remind_of_gatherings(now=late)
    assert reminded() == {"王阿姨", "胡经理", "小马"}
    change_plan(theme="改期", venue="大厅", planned_at=EVENING + timedelta(days=2), **hall.by(at=late))

    assert remind_of_gatherings(now=EVENING + timedelta(days=1, hours=1)) == 1
    assert Notice.objects.filter(template="gathering.reminder", person=hall.town.wang).count() == 2
    assert "李书记" in reminded()


def test_nobody_is_reminded_of_what_was_called_off_or_not_announced(hall: Hall) -> None:
    other = planned(hall.town, at=EVENING)
    hall.announced()
    call_off(reason="停电", **hall.by(at=MONDAY))

    assert remind_of_gatherings(now=EVENING - HOUR) == 0
    assert other.state == "planned"
