"""The working of a due time, read out in both languages."""

from datetime import datetime

import pytest
from django.utils import translation

from shangyi.kernel.calendar import Limit, due
from shangyi.kernel.promises import find_promises
from shangyi.rulepacks.wording import STEPS, WARNINGS, explain
from tests.kernel.ningxia import CALENDAR, at

NOW = at("2026-02-13T10:00")


def said(start: str, limit: str, language: str) -> list[str]:
    with translation.override(language):
        return explain(due(at(start), Limit.parse(limit), CALENDAR).as_json(), NOW)


@pytest.mark.parametrize(
    ("start", "limit", "sentences"),
    [
        (
            "2026-02-13T10:00",
            "5wd",
            [
                "开始的当天（今天）不计入。",
                "明天调休上班，算工作日。",
                "后天至2月23日（春节）放假，不计入。",
                "第 5 个工作日是2月27日。",
                "到2月27日 24:00 为止。",
            ],
        ),
        ("2026-02-13T10:00", "2h", ["从今天 10:00 起连续算 2 小时，夜间和节假日照算。"]),
        (
            "2026-03-19T10:00",
            "1wd@close",
            [
                "开始的当天（3月19日）不计入。",
                "3月20日至3月23日（开斋节）放假，不计入。",
                "第 1 个工作日是3月24日。",
                "到下班时为止，即3月24日 18:00。",
                "3月20日（开斋节）先按放假计算，有待确认。",
                "3月23日（开斋节）先按放假计算，有待确认。",
            ],
        ),
        (
            "2026-11-30T10:00",
            "3m",
            [
                "开始的当天（11月30日）不计入。",
                "到期的那个月没有 30 日，算到月末2027年2月28日。",
                "2027年2月28日休息，顺延到2027年3月1日。",
                "到2027年3月1日 24:00 为止。",
                "2027 年的放假通知还没有发布，缺调休安排，时间可能会变。",
            ],
        ),
    ],
)
@pytest.mark.trace("TC-18")
def test_the_working_is_said_in_chinese(start: str, limit: str, sentences: list[str]) -> None:
    assert said(start, limit, "zh-hans") == sentences


def test_the_working_is_said_in_english() -> None:
    assert said("2026-02-13T10:00", "5wd", "en") == [
        "today, the day it began, is not counted.",
        "tomorrow is worked in exchange for a day off and counts.",
        "15 Feb to 23 Feb (Spring Festival) are days off and not counted.",
        "Working day 5 is 27 Feb.",
        "It ends on 27 Feb at 24:00.",
    ]


@pytest.mark.parametrize("limit", ["3h", "4wh", "5wd", "5wd@close", "15d", "10d", "1m", "1y", "90wd"])
@pytest.mark.parametrize(
    "start", ["2026-01-31T10:00", "2026-09-24T23:59", "2027-12-30T00:00", "2028-02-29T12:00"]
)
def test_every_step_and_warning_has_its_sentence(start: str, limit: str) -> None:
    answer = due(at(start), Limit.parse(limit), CALENDAR)

    assert {step.code for step in answer.steps} <= set(STEPS)
    assert {warning.code for warning in answer.warnings} <= set(WARNINGS)
    assert len(said(start, limit, "zh-hans")) == len(answer.steps) + len(answer.warnings)


@pytest.mark.parametrize("text", ["春节前", "4月6日前", "4月7日下午5点前", "10分钟内", "5月1日前"])
def test_a_promise_is_explained_like_a_limit(text: str) -> None:
    (found,) = find_promises(text, NOW, CALENDAR)
    assert found.due is not None

    with translation.override("zh-hans"):
        sentences = explain(found.due.as_json(), NOW)

    assert len(sentences) == len(found.due.steps) + len(found.due.warnings)


def test_a_working_without_notes_explains_nothing() -> None:
    assert explain({}, datetime.fromisoformat("2026-02-13T10:00:00+08:00")) == []
