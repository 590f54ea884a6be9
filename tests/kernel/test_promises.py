"""Vague words and real dates in what people say; now is 11 March 2026, a Wednesday, at ten."""

import time as clock
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyi.kernel.promises import find_promises, undated
from shangyi.kernel.refused import Refused
from tests.kernel.ningxia import CALENDAR, at

NOW = at("2026-03-11T10:00")


@dataclass(frozen=True)
class Said:
    text: str
    words: str
    last: str
    """A day means until 24:00; a moment means that moment; "past …" a day that is gone."""
    now: str = "2026-03-11T10:00"


SAID = [
    Said("4月6日前完成", "4月6日前", "2026-04-06"),
    Said("四月六日之前完成", "四月六日之前", "2026-04-06"),
    Said("最迟2026年4月6号", "2026年4月6号", "2026-04-06"),
    Said("明年1月5日前", "明年1月5日前", "2027-01-05"),
    Said("1月5日前", "1月5日前", "2027-01-05", "2026-11-20T10:00"),
    Said("3月9日已答复", "3月9日", "past 2026-03-09"),
    Said("2026-04-08前", "2026-04-08前", "2026-04-08"),
    Said("2026/4/8", "2026/4/8", "2026-04-08"),
    Said("2月29日前", "2月29日前", "2028-02-29"),
    Said("4月7日下午5点前", "4月7日下午5点前", "2026-04-07T17:00"),
    Said("4月7日18:30前", "4月7日18:30前", "2026-04-07T18:30"),
    Said("4月7日上午给答复", "4月7日上午", "2026-04-07T12:00"),
    Said("15号前修好", "15号前", "2026-03-15"),
    Said("10号前修好", "10号前", "2026-04-10"),
    Said("三天内答复", "三天内", "2026-03-16"),
    Said("两天之内", "两天之内", "2026-03-13"),
    Said("15日内办结", "15日内", "2026-03-26"),
    Said("5个工作日内", "5个工作日内", "2026-03-18"),
    Said("24小时内反馈", "24小时内", "2026-03-12T10:00"),
    Said("两个小时以内", "两个小时以内", "2026-03-11T12:00"),
    Said("10分钟内赶到", "10分钟内", "2026-03-11T10:10"),
    Said("半小时内到场", "半小时内", "2026-03-11T10:30"),
    Said("一个半小时内到场", "一个半小时内", "2026-03-11T11:30"),
    Said("一周内解决", "一周内", "2026-03-18"),
    Said("半个月内", "半个月内", "2026-03-26"),
    Said("三个月内", "三个月内", "2026-06-11"),
    Said("三天后复查", "三天后", "2026-03-14"),
    Said("今天就办", "今天", "2026-03-11"),
    Said("明天上午去看", "明天上午", "2026-03-12T12:00"),
    Said("后天", "后天", "2026-03-13"),
    Said("大后天前", "大后天前", "2026-03-14"),
    Said("今晚八点半前", "今晚八点半前", "2026-03-11T20:30"),
    Said("下午三点前", "下午三点前", "2026-03-11T15:00"),
    Said("明天下班前答复", "明天下班前", "2026-03-12T18:00"),
    Said("下班前答复", "下班前", "2026-03-11T18:00"),
    Said("下周五答复", "下周五", "2026-03-20"),
    Said("本周五前", "本周五前", "2026-03-13"),
    Said("周一前", "周一前", "2026-03-16"),
    Said("周三之前", "周三之前", "2026-03-11"),
    Said("星期天之前", "星期天之前", "2026-03-15"),
    Said("下下周二", "下下周二", "2026-03-24"),
    Said("上周五说的", "上周五", "past 2026-03-06"),
    Said("下周内", "下周内", "2026-03-19"),
    Said("本周内", "本周内", "2026-03-13"),
    Said("这周末", "这周末", "2026-03-15"),
    Said("月底前", "月底前", "2026-03-31"),
    Said("下月底前", "下月底前", "2026-04-30"),
    Said("下个月初", "下个月初", "2026-04-10"),
    Said("5月底前", "5月底前", "2026-05-31"),
    Said("六月中旬", "六月中旬", "2026-06-20"),
    Said("本月内", "本月内", "2026-03-31"),
    Said("4月份内", "4月份内", "2026-04-30"),
    Said("年底前", "年底前", "2026-12-31"),
    Said("今年年底", "今年年底", "2026-12-31"),
    Said("明年底前", "明年底前", "2027-12-31"),
    Said("年内完成", "年内", "2026-12-31"),
    Said("二季度末前", "二季度末前", "2026-06-30"),
    Said("下季度末", "下季度末", "2026-06-30"),
    Said("本季度内", "本季度内", "2026-03-31"),
    Said("上半年内", "上半年内", "2026-06-30"),
    Said("清明前", "清明前", "2026-04-03"),
    Said("清明节之前", "清明节之前", "2026-04-03"),
    Said("春节前", "春节前", "2027-02-04"),
    Said("春节前", "春节前", "2026-02-14", "2026-01-10T09:00"),
]


@pytest.mark.trace("XC-6", "XC-15", "NT-18")
@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said.text} · {said.now[:10]}")
def test_a_real_date_is_found_and_worked_out(said: Said) -> None:
    findings = find_promises(said.text, at(said.now), CALENDAR)

    assert [(finding.kind, finding.text) for finding in findings] == [("date", said.words)]
    (found,) = findings
    assert said.text[found.start : found.end] == said.words
    last = said.last.removeprefix("past ")
    expected = at(last) if "T" in last else at(f"{last}T23:59:59.999999")
    assert found.due is not None
    assert (found.due.at, found.due.day_end, found.past) == (expected, "T" not in last, said.last != last)


@pytest.mark.trace("XC-15")
def test_two_seasons_that_share_one_before_are_both_found() -> None:
    findings = find_promises("清明节、春节等重点时段前开展演练", NOW, CALENDAR)

    assert [(finding.text, str(finding.due and finding.due.day)) for finding in findings] == [
        ("清明节", "2026-04-03"),
        ("春节", "2027-02-04"),
    ]


@pytest.mark.trace("XC-6")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们会及时跟进解决", ["及时"]),
        ("尽快安排,近期上门", ["尽快", "近期"]),
        ("第一时间反馈", ["第一时间"]),
        ("抓紧办,积极协调", ["抓紧", "积极"]),
        ("最短时间内修好", ["最短时间内"]),
        ("下一步逐步改善", ["下一步", "逐步"]),
        ("过两天再说", ["过两天", "再说"]),
        ("十几天内", ["几天内"]),
        ("😀𠮷尽快", ["尽快"]),
    ],
)
def test_a_vague_word_is_found(text: str, words: list[str]) -> None:
    findings = find_promises(text, NOW, CALENDAR)

    assert [finding.text for finding in findings if finding.kind == "vague"] == words
    assert [text[finding.start : finding.end] for finding in findings] == words
    assert undated(text, findings) == findings


@pytest.mark.parametrize(
    "text",
    [
        "打扫不及时",
        "一直没有及时清理",
        "老李是积极分子",
        "大家的积极性很高",
        "真是一场及时雨",
        "住了三年",
        "等了3天",
        "彻底解决",
        "每月底例会",
        "每周五议事",
        "周围很吵",
        "三天前反映过",
        "2号楼5单元",
        "一天到晚",
        "4月6日起施工",
        "5月1日以后看",
        "2026-04-06起",
        "周五之后",
        "明天起停水",
        "一个半月内",
        "一年半内",
        "清明期间祭扫",
        "",
    ],
)
def test_what_is_no_promise_is_left_alone(text: str) -> None:
    assert find_promises(text, NOW, CALENDAR) == ()


@pytest.mark.trace("NT-18", "XC-6")
def test_a_vague_word_needs_a_date_in_its_own_sentence() -> None:
    text = "路灯会及时修,4月6日前完成。井盖会尽快处理。垃圾3月9日起积极清运。"

    findings = find_promises(text, NOW, CALENDAR)

    assert [finding.text for finding in undated(text, findings)] == ["尽快", "积极"]


@pytest.mark.trace("XC-6")
@pytest.mark.parametrize(
    ("text", "asked_for"),
    [("今天委员来了,会及时反馈", ["及时"]), ("今天下班前会及时反馈", []), ("今天之内及时反馈", [])],
)
def test_telling_what_happened_today_is_no_date_for_a_promise(text: str, asked_for: list[str]) -> None:
    findings = find_promises(text, NOW, CALENDAR)
    assert [finding.text for finding in undated(text, findings)] == asked_for


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2月30日前", "promise.no-such-day"),
        ("13月1日前", "promise.no-such-day"),
        ("4月7日25点前", "promise.no-such-day"),
        ("两三天内", "promise.no-such-day"),
        ("999个工作日内", "limit.amount"),
        ("0天内", "limit.amount"),
    ],
)
def test_words_that_cannot_be_a_date_say_why(text: str, problem: str) -> None:
    (found,) = find_promises(text, NOW, CALENDAR)
    assert (found.kind, found.due, found.problem) == ("date", None, problem)


def test_a_season_that_this_year_s_data_does_not_hold_is_not_guessed() -> None:
    (found,) = find_promises("清明前", at("2026-05-01T09:00"), CALENDAR)
    assert (found.due, found.problem) == (None, "calendar.season-undated")


def test_a_promise_for_a_day_off_is_marked() -> None:
    (found,) = find_promises("5月1日前", NOW, CALENDAR)
    assert found.due is not None
    assert [(note.code, note.facts["name"]) for note in found.due.warnings] == [("promise.day-off", "劳动节")]


def test_a_promise_into_a_provisional_year_says_so() -> None:
    (found,) = find_promises("明年1月5日前", NOW, CALENDAR)
    assert found.due is not None
    assert [note.code for note in found.due.warnings] == ["calendar.year-provisional"]


def test_now_needs_a_time_zone() -> None:
    with pytest.raises(Refused, match=r"calendar\.naive-moment"):
        find_promises("三天内", datetime(2026, 3, 11, 10), CALENDAR)  # noqa: DTZ001 - the point of the test


@given(
    st.text(
        alphabet="0123456789三十半两个天日月年周五底前内下本明今晚点时小工作清明春节及时尽快。、/-:",
        max_size=60,
    )
)
def test_no_text_breaks_the_detector_and_findings_never_overlap(text: str) -> None:
    findings = find_promises(text, NOW, CALENDAR)

    assert all(text[finding.start : finding.end] == finding.text for finding in findings)
    assert all(one.end <= other.start for one, other in pairwise(findings))
    assert all(
        (finding.due is None) == (finding.kind == "vague" or bool(finding.problem)) for finding in findings
    )


@pytest.mark.parametrize("piece", ["及时", "三", "清明、", "4月6日前", "啊", "<b>😀", "十个工作日"])
def test_a_long_text_takes_time_in_proportion(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = clock.perf_counter()

    find_promises(text, NOW, CALENDAR)

    assert clock.perf_counter() - began < 10
