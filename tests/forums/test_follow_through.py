"""What becomes of a gathering: suggestions by head, each with its reply; answers by head; what was promised before.

马 and 李 are of the community, 胡经理 answers for the firm, 王阿姨 speaks.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from freezegun import freeze_time

from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.noticing import meet_need
from shangyi.forums.actions.outcomes import raise_suggestion
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.actions.suggesting import (
    approve_suggestion,
    compile_suggestion,
    recheck_suggestion,
    reply_to_suggestion,
    send_suggestion,
)
from shangyi.forums.models import Suggestion
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.suggestions import follow_through
from shangyi.forums.rules.suggestions import Reply
from shangyi.undertakings.actions import finish_undertaking
from tests.concerns.life import HOUR, MONDAY
from tests.forums.sittings import EVENING, GATED, Hall, gather, planned
from tests.forums.test_case_digest import PRACTICE, called, drawn, review, under_way
from tests.forums.test_pages import BUDGET, client_of, cost
from tests.people_and_places import Town, acting

__all__ = ["review"]  # the fixture

LATER = EVENING + timedelta(days=1)
HEADS = ("brand", "product", "people", "platform", "packaging")


@pytest.fixture
def advised(town: Town) -> Hall:
    """请你来协商 is over and filed: one suggestion under each of the five heads, and one under none."""
    hall = gather(town, GATED)
    hall.item()
    open_gathering(urgent_reason="照例开", **hall.by())
    hall.came(town.wang, "residents")
    for head in (*reversed(HEADS), ""):
        line = hall.line(f"关于{head or '别的'}的建议", "suggestion", who=town.wang)
        raise_suggestion(remark_id=line.pk, units=(hall.firm,), head=head, **hall.by())
    hall.ended()
    file_gathering(gathering_id=hall.pk, actor=acting(town.li), now=LATER)
    return hall


def replied(hall: Hall, row: Suggestion, reply: Reply, reason: str = "") -> None:
    ma, li = acting(hall.town.ma), acting(hall.town.li)
    compile_suggestion(
        suggestion_id=row.pk,
        text=row.text,
        unit=hall.firm,
        head=row.head,
        feasibility="",
        actor=ma,
        now=LATER,
    )
    approve_suggestion(suggestion_id=row.pk, actor=li, now=LATER)
    send_suggestion(suggestion_id=row.pk, actor=ma, now=LATER)
    reply_to_suggestion(
        suggestion_id=row.pk,
        reply=reply,
        text="下个月做",
        reason=reason,
        by="胡经理",
        actor=acting(hall.hu),
        now=LATER,
    )


@pytest.mark.trace("IC-11")
def test_suggestions_stand_under_the_heads_of_the_practice_in_its_order_then_the_others(
    advised: Hall,
) -> None:
    practice = practice_of(advised.now())
    found = follow_through(advised.gathering, practice)

    assert [name for name, _rows in found.heads] == [*(each.zh for each in practice.heads), ""]
    assert len(practice.heads) >= 5
    with freeze_time(LATER, real_asyncio=True):
        ma = client_of(advised.town.ma)
        page = ma.get(f"/desk/suggestions/?gathering={advised.pk}").content.decode()
        spent = cost(ma, f"/desk/suggestions/?gathering={advised.pk}")
        stranger = client_of(advised.town.liu).get("/desk/suggestions/?gathering=987654")
        form = ma.get(f"/suggestions/{found.heads[0][1][0].pk}/compile/").content.decode()
    assert page.index("品牌建设") < page.index("产品定位") < page.index("产品包装")
    assert 'value="packaging"' in form
    assert (spent <= BUDGET, stranger.status_code) == (True, 404)


@pytest.mark.trace("IC-13", "IC-22")
def test_it_is_settled_once_each_has_its_reply_and_each_adopted_one_was_looked_at_again(
    advised: Hall,
) -> None:
    practice = practice_of(advised.now())
    rows = list(Suggestion.objects.order_by("pk"))
    for n, row in enumerate(rows[:-1]):
        replied(advised, row, Reply.NOT_ADOPTED if n else Reply.ADOPTED, "人手不够" if n else "")
    found = follow_through(advised.gathering, practice)
    assert (found.n, found.n_replied, found.is_settled) == (6, 5, False)

    replied(advised, rows[-1], Reply.PARTLY, "先做一半")
    found = follow_through(advised.gathering, practice)
    assert (found.n_replied, found.is_settled) == (6, False)
    assert [row.pk for row in found.to_look_at] == [rows[0].pk, rows[-1].pk]
    for row in found.to_look_at:
        recheck_suggestion(
            suggestion_id=row.pk, found="做了", actor=acting(advised.town.ma), now=LATER + HOUR
        )
    assert follow_through(advised.gathering, practice).is_settled
    with freeze_time(LATER + 2 * HOUR, real_asyncio=True):
        page = client_of(advised.town.ma).get(f"/desk/suggestions/?gathering={advised.pk}").content.decode()
    assert "已落实完" in page
    assert "人手不够" in page


@pytest.mark.trace("IC-22")
def test_an_open_promise_keeps_it_open(hall: Hall) -> None:
    hall.opened()
    line = hall.promised()
    hall.ended()
    practice = practice_of(hall.now())
    assert [each.what for each in follow_through(hall.gathering, practice).promises] == ["十天内把西门口改好"]

    owed = line.outcomes.get().undertaking
    assert owed is not None
    finish_undertaking(undertaking_id=owed.pk, outcome="改好了", actor=acting(hall.hu), now=LATER)
    assert follow_through(hall.gathering, practice).is_settled


@pytest.mark.trace("PS-5")
def test_the_report_of_the_firm_stands_beside_the_day_since_which_it_serves(review: Hall) -> None:
    meet_need(code="report", evidence="入驻以来换了十二盏灯", **review.by(at=MONDAY))
    drawn(review)
    with freeze_time(MONDAY, real_asyncio=True):
        page = client_of(review.town.ma).get(f"/gatherings/{review.pk}/digest/").content.decode()

    assert "物业入驻以来的服务报告" in page
    assert "入驻以来换了十二盏灯" in page
    assert "茂悦物业自 2026-01-01 起在这里服务" in page


@pytest.mark.trace("PS-6")
def test_answers_stand_under_the_four_heads_and_what_is_open_is_named(review: Hall) -> None:
    under_way(review)
    heads = [each.code for each in practice_of(review.gathering).heads]
    assert len(heads) >= 4
    lines = [review.line(f"第{n}个问题？", "question", head=head) for n, head in enumerate(heads)]
    for line in lines[:-1]:
        review.line("已经安排。", "answer", replies_to_id=line.pk, who=review.hu)
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        ma = client_of(review.town.ma)
        page = ma.get(f"/gatherings/{review.pk}/digest/").content.decode()
        spent = cost(ma, f"/gatherings/{review.pk}/digest/")

    assert page.count("1 个问题，1 个已答复") == 3
    assert "1 个问题，0 个已答复" in page
    assert page.index("还没有答复") < page.index("第3个问题？")
    assert spent <= BUDGET, spent


@pytest.mark.trace("PS-11")
def test_what_was_promised_about_the_firm_before_and_is_done_is_listed_by_name(review: Hall) -> None:
    under_way(review)
    kept, open_ = review.promised("清理地下室淤泥", by=date(2026, 3, 15)), review.promised("给门把手装防冻套")
    owed = kept.outcomes.get().undertaking
    assert owed is not None
    finish_undertaking(undertaking_id=owed.pk, outcome="淤泥清完了", actor=acting(review.hu), now=LATER)
    assert open_.outcomes.exists()
    called(review.town, 1)
    again = planned(review.town, PRACTICE, EVENING + timedelta(days=90), about_unit=review.firm)
    with freeze_time(LATER + HOUR, real_asyncio=True):
        page = client_of(review.town.ma).get(f"/gatherings/{again.pk}/digest/").content.decode()

    assert "清理地下室淤泥" in page
    assert "淤泥清完了" in page
    assert "防冻套" not in page
