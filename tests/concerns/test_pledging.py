"""“尽快” is not a date."""

from __future__ import annotations

from datetime import date

import pytest

from shangyi.concerns.actions.answer import AnswerDraft
from shangyi.concerns.actions.handle import finish_concern, push_on
from shangyi.concerns.actions.pledging import Pledge
from shangyi.concerns.models import Concern
from shangyi.kernel.refused import Refused
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import HOUR, MONDAY, handled_concern
from tests.people_and_places import Town, acting

pytestmark = pytest.mark.trace("XC-6", "NT-18")


def pledges(concern: Concern) -> list[tuple[int | None, date | None, str]]:
    rows = Undertaking.objects.filter(matter=concern.subject, task="pledge")
    return [(row.holder_id, row.due_at and row.due_at.date(), row.undated_reason) for row in rows]


def test_soon_without_a_day_is_refused_and_nothing_is_recorded(town: Town) -> None:
    concern = handled_concern(town)

    with pytest.raises(Refused) as refused:
        push_on(
            concern_id=concern.pk, text="联系了市政,尽快来修。", actor=acting(town.ma), now=MONDAY + 3 * HOUR
        )

    assert (refused.value.code, refused.value.facts) == (
        "promise.date-or-reason-needed",
        {"words": ("尽快",)},
    )
    assert pledges(concern) == []


def test_soon_with_a_day_becomes_an_undertaking_of_who_promised(town: Town) -> None:
    concern = handled_concern(town)

    push_on(
        concern_id=concern.pk,
        text="联系了市政,尽快来修。",
        actor=acting(town.ma),
        now=MONDAY + 3 * HOUR,
        pledge=Pledge(by=date(2026, 3, 6)),
    )

    assert pledges(concern) == [(town.ma.pk, date(2026, 3, 6), "")]


def test_soon_with_a_reason_is_kept_as_undated(town: Town) -> None:
    concern = handled_concern(town)

    push_on(
        concern_id=concern.pk,
        text="近期安排。",
        actor=acting(town.ma),
        now=MONDAY + 3 * HOUR,
        pledge=Pledge(undated_reason="等供货商报价"),
    )

    assert pledges(concern) == [(town.ma.pk, None, "等供货商报价")]


def test_a_sentence_that_names_its_day_asks_for_nothing(town: Town) -> None:
    concern = handled_concern(town)

    push_on(concern_id=concern.pk, text="3月6日前抓紧换好。", actor=acting(town.ma), now=MONDAY + 3 * HOUR)

    assert pledges(concern) == []


def test_an_answer_may_not_promise_without_a_day_either(town: Town) -> None:
    concern = handled_concern(town)

    with pytest.raises(Refused) as refused:
        finish_concern(
            concern_id=concern.pk,
            result="先清掏了",
            draft=AnswerDraft(text="我们会及时跟进。"),
            actor=acting(town.ma),
            now=MONDAY + 24 * HOUR,
        )

    concern.refresh_from_db()
    assert (refused.value.code, concern.state) == ("promise.date-or-reason-needed", "handling")


def test_a_promised_day_that_is_over_is_refused(town: Town) -> None:
    concern = handled_concern(town)

    with pytest.raises(Refused) as refused:
        push_on(
            concern_id=concern.pk,
            text="尽快。",
            actor=acting(town.ma),
            now=MONDAY + 3 * HOUR,
            pledge=Pledge(by=date(2026, 3, 1)),
        )

    assert refused.value.code == "promise.day-passed"


def test_words_that_promise_nothing_are_let_through_when_the_writer_says_so(town: Town) -> None:
    concern = handled_concern(town)

    push_on(
        concern_id=concern.pk,
        text="谢谢邻居及时提醒。",
        actor=acting(town.ma),
        now=MONDAY + 3 * HOUR,
        pledge=Pledge(none_meant=True),
    )

    assert pledges(concern) == []
