"""Practices are data: seven ship, an operator writes an eighth, and what is planned keeps the version it had."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time

from shangyi.forums.actions.planning import NewGathering, plan_gathering
from shangyi.forums.actions.practices import put_practice_in_force
from shangyi.forums.models import Gathering, PracticeVersion
from shangyi.forums.queries.practices import all_practices, practice_of, practices_at, shipped_texts
from shangyi.forums.rules.practice import RemarkKind
from shangyi.forums.rules.reading import load_practice
from shangyi.forums.rules.rhythm import Holiday, Rhythm, Rule
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.people.rules.capacities import CapacityKind
from tests.concerns.life import MONDAY
from tests.forums.sittings import Hall
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import FOUNDER, Town, acting, capacity, person

HEARING = """
code = "hearing"
version = "1"
zh = "听证会"
en = "Hearing"
about_zh = "涨价、拆改这样的事，先听各方陈述，再质询，最后各方作最后陈述。"
about_en = "Statements, questions across the table, and last words."
in_force_from = 2026-02-01
source = "本社区议事规则"
source_grade = "local"
convened_by = "街道"
minutes = 120
notice_hours = 240
reporters = "applicants"
reply_within = "15wd"
level = "public"
years_kept = 10

[[class]]
code = "applicants"
zh = "申请方"
en = "Applicants"
required = true

[[class]]
code = "witnesses"
zh = "听证代表"
en = "Hearing delegates"
required = true
least = 5

[[phase]]
code = "statements"
zh = "各方陈述"
en = "Statements"
kinds = ["claim", "demand"]

[[phase]]
code = "cross"
zh = "质询"
en = "Questions across"
kinds = ["question", "answer", "follow_up"]

[[phase]]
code = "last"
zh = "最后陈述"
en = "Last words"
kinds = ["claim", "shortcoming"]
"""


@pytest.fixture
def operator(town: Town) -> Client:
    chief = person("管理员老吴", "13900000061")
    capacity(chief, CapacityKind.OPERATOR, town.district)
    return client_of(chief)


@pytest.mark.trace("XC-20")
def test_the_seven_practices_of_the_page_ship_as_texts() -> None:
    found = {practice.zh for practice in map(load_practice, shipped_texts())}
    assert found == {
        "社区夜话",
        "请你来协商",
        "逢四说事",
        "民情茶室",
        "谈问题·议办法·提服务",
        "党建+民主协商",
        "重点关切问题情况通报会",
    }


@pytest.mark.parametrize("text", shipped_texts(), ids=lambda text: load_practice(text).code)
def test_each_of_them_says_who_takes_part_and_reads_well_in_both_languages(text: str) -> None:
    practice = load_practice(text)
    assert len(practice.required_classes) >= 1
    assert practice.class_named(practice.reporters) is not None
    english = practice.in_english()
    for each in (english, *english.classes, *english.phases, *english.needs, *english.axes):
        assert each.zh.isascii(), each.zh
    assert practice.source is not None
    assert practice.source.text


def test_the_fours_are_the_fourth_the_fourteenth_and_the_twenty_fourth() -> None:
    fours = next(each for each in map(load_practice, shipped_texts()) if each.code == "talk_on_fours")
    assert fours.rhythm is not None
    assert fours.rhythm.rules[0].dates == (4, 14, 24)


def test_a_phase_takes_only_its_kinds_and_outside_of_any_what_some_phase_takes() -> None:
    hearing = load_practice(HEARING)
    assert hearing.kinds_in("cross") == (RemarkKind.QUESTION, RemarkKind.ANSWER, RemarkKind.FOLLOW_UP)
    assert RemarkKind.PLEDGE not in hearing.kinds_in("")
    assert RemarkKind.DEMAND in hearing.kinds_in("")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (('zh = "听证会"', 'zh = ""'), "zh"),
        (("minutes = 120", "minutes = -5"), "minutes"),
        (("minutes = 120", 'minutes = "long"'), "minutes"),
        (('level = "public"', 'level = "secret"'), "level"),
        (('reporters = "applicants"', 'reporters = "nobody"'), "reporters"),
        (('kinds = ["claim", "demand"]', 'kinds = ["gossip"]'), "kinds"),
        (('code = "witnesses"', 'code = "applicants"'), "class"),
        (("years_kept = 10", "years_kept = 10\nsurprise = 1"), "surprise"),
        (('reply_within = "15wd"', 'reply_within = "soon"'), "reply_within"),
    ],
)
def test_a_slip_in_the_text_is_named_with_its_place(change: tuple[str, str], where: str) -> None:
    with pytest.raises(Refused, match=r"rulepack\.invalid") as refused:
        load_practice(HEARING.replace(*change))
    assert any(where in str(each.facts.get("where")) for each in refused.value.problems)


@pytest.mark.parametrize("text", ["", "= =", "code = 1", "\x00", "[[class]]\n" * 2000, "x" * 600_000])
def test_what_is_no_practice_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"rulepack\."):
        load_practice(text)


@pytest.mark.trace("XC-20")
def test_an_eighth_practice_holds_below_its_place_and_nowhere_else(town: Town) -> None:
    path = town.farm.path or ""
    put_practice_in_force(text=HEARING, place_path=path, actor=FOUNDER, now=MONDAY)
    put_practice_in_force(text=HEARING, place_path=path, actor=FOUNDER, now=MONDAY)
    assert PracticeVersion.objects.count() == 1, "the same text again is the same version"
    assert Fact.objects.filter(kind="practice.put-in-force").count() == 1
    names = {each.code for each in practices_at(path, date(2026, 3, 2))}
    assert "hearing" in names
    assert "hearing" not in {each.code for each in practices_at(town.lakeside.path or "", date(2026, 3, 2))}


def test_a_version_in_force_is_never_changed(town: Town) -> None:
    put_practice_in_force(text=HEARING, place_path="", actor=FOUNDER, now=MONDAY)
    with pytest.raises(Refused, match=r"practice\.version-changed"):
        put_practice_in_force(text=HEARING + "\n", place_path="", actor=FOUNDER, now=MONDAY)


def test_who_may_not_change_rules_puts_no_practice_in_force(town: Town) -> None:
    for who in (town.li, town.liu, town.wang):
        with pytest.raises(Refused, match=r"rights\.missing"):
            put_practice_in_force(
                text=HEARING, place_path=town.farm.path or "", actor=acting(who), now=MONDAY
            )


def test_a_gathering_keeps_the_version_that_held_on_its_day(hall: Hall) -> None:
    newer = next(text for text in shipped_texts() if 'code = "evening_talk"' in text)
    newer = newer.replace('version = "2026.1"', 'version = "2026.9"').replace("2026-01-01", "2026-09-01")
    newer = newer.replace('zh = "社区夜话"', 'zh = "新社区夜话"')
    put_practice_in_force(text=newer, place_path="", actor=FOUNDER, now=MONDAY)
    row = Gathering.objects.get(pk=hall.pk)
    assert practice_of(row).zh == "社区夜话"
    later = NewGathering(
        practice="evening_talk",
        place=row.place,
        theme="楼道",
        venue="议事厅",
        planned_at=row.planned_at + timedelta(days=300),
    )
    given = {"actor": acting(hall.town.li), "now": MONDAY, "randbelow": Random(3).randrange}
    assert practice_of(plan_gathering(new=later, secret="later", **given)).zh == "新社区夜话"


@pytest.mark.trace("XC-20")
def test_an_operator_writes_a_practice_sees_what_it_says_and_puts_it_in_force(
    operator: Client, town: Town
) -> None:
    given = {"text": HEARING, "place": "everywhere"}
    page = operator.get("/desk/practices/write/")
    given["place"] = page.context["form"].fields["place"].choices[0][0]
    with freeze_time(MONDAY):
        preview = operator.post("/desk/practices/write/", given)
        text = preview.content.decode()
        assert preview.status_code == 200
        assert "质询" in text
        assert PracticeVersion.objects.count() == 0, "nothing is in force by looking"
        made = operator.post("/desk/practices/write/", {**given, "confirm": "yes"})
    assert made.status_code == 302
    assert PracticeVersion.objects.get().code == "hearing"
    shown = operator.get("/desk/practices/hearing/").content.decode()
    assert "听证代表" in shown
    assert "至少 5" in shown


@pytest.mark.parametrize(
    "text", ["", "code =", HEARING.replace("minutes = 120", "minutes = 9999"), "<b>" * 9000, "长" * 400_000]
)
def test_a_text_with_mistakes_is_shown_again_with_what_is_wrong(operator: Client, text: str) -> None:
    place = operator.get("/desk/practices/write/").context["form"].fields["place"].choices[0][0]
    page = operator.post("/desk/practices/write/", {"text": text, "place": place, "confirm": "yes"})
    assert page.status_code == 422
    assert PracticeVersion.objects.count() == 0


def test_the_pages_of_practices_cost_little(town: Town) -> None:
    li = client_of(town.li)
    assert cost(li, "/desk/practices/") <= 10
    assert cost(li, "/desk/practices/tea_house/") <= 10
    assert li.get("/desk/practices/nothing/").status_code == 404
    text = li.get("/desk/practices/tea_house/?as=toml").content.decode()
    assert load_practice(text).zh == "民情茶室"


def test_every_version_there_is_can_be_found_from_its_place(town: Town) -> None:
    before: Any = all_practices().at(town.farm.path or "", date(2020, 1, 1))
    assert len(before) == 7, "a day before every version gets the first one"


@pytest.mark.trace("FS-4")
def test_a_practice_says_its_rhythm_by_weekdays_dates_the_nth_of_the_month_and_months() -> None:
    rules = """
holiday = "skip"

[[rule]]
at = 19:30:00
weekdays = ["wed"]
nth = ["1", "-1"]

[[rule]]
at = 09:00:00
dates = ["4", "-1"]
months = ["6", "7", "8"]
"""
    first, _table, rest = HEARING.partition("[[class]]")
    head, _rule, tail = rules.partition("\n[[rule]]")
    rhythm = load_practice(f"{first}{head}\n[[class]]{rest}\n[[rule]]{tail}").rhythm

    assert rhythm == Rhythm(
        (
            Rule(at=time(19, 30), weekdays=(2,), nth=(1, -1)),
            Rule(at=time(9), dates=(4, -1), months=(6, 7, 8)),
        ),
        Holiday.SKIP,
    )
    for wrong in ('nth = ["6"]', 'months = ["13"]', 'dates = ["32"]', "dates = [4]"):
        with pytest.raises(Refused, match=r"rulepack\.invalid"):
            load_practice(f"{HEARING}\n[[rule]]\nat = 09:00:00\n{wrong}\n")
