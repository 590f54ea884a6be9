"""谈问题·议办法·提服务: every hotline case of the firm's service, counted so that nobody is shown, and new services.

马 draws the digest, 胡经理 of the firm is invited and reads it; 周师傅 called the hotline; 赵 lives next door.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.models import Concern
from shangyi.concerns.rules.hearing import Channel, Naming
from shangyi.forums.actions.digesting import draw_digest
from shangyi.forums.actions.inviting import invite_class, invite_persons
from shangyi.forums.actions.noticing import give_notice, meet_need
from shangyi.forums.actions.serving import NewService, register_service
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.models import CaseDigest, Gathering, Need, Outcome, ServiceOffering
from shangyi.forums.rules.digest import (
    LEAST,
    Case,
    Existing,
    by_month,
    check_existing,
    compared,
    grouped,
    named_buildings,
)
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.places.actions import Service, begin_service
from shangyi.places.models import Place
from tests.concerns.life import MONDAY, drain_category
from tests.forums.sittings import EVENING, Hall, gather, planned
from tests.forums.test_pages import BUDGET, client_of, cost
from tests.people_and_places import FOUNDED, FOUNDER, Town, account_of, acting

PRACTICE = "problems_methods_services"
CALLER, PHONE, WORDS = "周师傅", "13911112222", "保安半夜不在岗，我家三楼被偷了"
TODAY = date(2026, 3, 2)
UNKNOWN = Existing()


def code_of(action: Callable[..., object], **given_: Any) -> str:
    """The code with which an action is refused."""
    with pytest.raises(Refused) as refusal:
        action(**given_)
    return refusal.value.code


@pytest.fixture
def review(town: Town) -> Hall:
    """A review of the firm, which serves the compound since New Year."""
    hall = gather(town)
    hall.gathering = planned(town, PRACTICE, about_unit=hall.firm)
    period = Service(
        unit=hall.firm, place=town.compound, from_on=date(2026, 1, 1), until_on=None, source="物业服务合同"
    )
    begin_service(service=period, actor=FOUNDER, now=FOUNDED)
    return hall


def called(
    town: Town,
    n: int = 1,
    *,
    at: datetime = MONDAY,
    where: Place | None = None,
    channel: Channel = Channel.HOTLINE,
) -> list[Concern]:
    """周师傅 calls n times about one thing and another."""
    found = []
    for k in range(n):
        new = NewVoice(
            words=f"{WORDS}，第{k}次",
            place=where or town.stairwell,
            channel=channel,
            speaker=Speaker(naming=Naming.NAMED, name=CALLER, phone=PHONE),
            said_at=at,
        )
        seed = Random(f"{at}{where}{k}{channel}").randrange
        voice = hear(new=new, actor=acting(town.liu), now=max(at, MONDAY), randbelow=seed).voice
        Concern.objects.filter(pk=voice.concern_id).update(category=drain_category())
        found.append(voice.concern)
    return found


def drawn(hall: Hall, existing: Existing = UNKNOWN, at: datetime = MONDAY) -> CaseDigest:
    return draw_digest(existing=existing, **hall.by(at=at))


# ── rules


@given(st.dictionaries(st.sampled_from(["", "1号楼", "2号楼", "3号楼", "4号楼"]), st.integers(1, 9)))
def test_no_building_is_named_with_few_cases_and_none_can_be_taken_from_the_others(
    counts: dict[str, int],
) -> None:
    shown = dict(named_buildings(counts))
    left = sum(counts.values()) - sum(shown.values())

    assert all(n >= LEAST and counts[name] == n and name for name, n in shown.items())
    assert left == 0 or left >= LEAST or not shown


@given(
    st.lists(
        st.builds(
            Case,
            st.sampled_from("abc"),
            st.sampled_from(["2026-01", "2026-02"]),
            st.sampled_from(["", "1", "2"]),
        )
    )
)
def test_every_case_is_counted_once_by_category_and_once_by_month(cases: list[Case]) -> None:
    assert {each.category: each.n for each in grouped(cases)} == dict(
        Counter(case.category for case in cases)
    )
    assert sum(n for _month, n in by_month(cases)) == len(cases)
    sizes = [each.n for each in grouped(cases)]
    assert sizes == sorted(sizes, reverse=True)


def test_a_digest_is_compared_with_the_one_before_by_every_category_of_either() -> None:
    found = compared({"a": 5, "b": 1}, {"b": 1, "c": 2})
    assert [(each.category, each.more) for each in found] == [("a", 5), ("b", 0), ("c", -2)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Existing(5), "digest.source-needed"),
        (Existing(5, "12345热线"), "digest.date-needed"),
        (Existing(5, "12345热线", TODAY + timedelta(days=1)), "digest.date-to-come"),
        (Existing(2, "12345热线", TODAY), "digest.fewer-than-linked"),
    ],
)
def test_a_total_has_a_source_and_a_day_and_holds_what_is_linked(said: Existing, code: str) -> None:
    assert code_of(check_existing, said=said, n_linked=3, today=TODAY) == code


def test_without_a_number_the_total_is_unknown() -> None:
    assert check_existing(Existing(None, "听说", TODAY), n_linked=3, today=TODAY) == UNKNOWN


# ── drawing it


@pytest.mark.trace("PS-7")
def test_all_hotline_cases_of_the_compound_within_the_period_are_counted_and_no_others(review: Hall) -> None:
    town = review.town
    called(town, 4)
    called(town, at=datetime(2025, 12, 31, 15, 59, tzinfo=UTC))  # the evening before the firm came
    called(
        town, at=datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
    )  # New Year's first minute by the region's clock
    called(town, channel=Channel.PHONE)
    called(town, where=town.lakeside)

    row = drawn(review, Existing(9, "12345热线月报", TODAY))

    assert (row.n_linked, row.n_existing, row.existing_source, row.existing_on) == (
        5,
        9,
        "12345热线月报",
        TODAY,
    )
    assert (row.from_on, row.until_on, row.unit) == (date(2026, 1, 1), TODAY, review.firm)
    assert row.categories == [[drain_category(), 5, [["3号楼", 5]]]]
    assert row.months == [["2026-01", 1], ["2026-03", 4]]
    need = Need.objects.get(gathering=review.pk, code="hotline_cases")
    assert need.met_at == MONDAY
    assert "5" in need.evidence
    fact = Fact.objects.get(kind="gathering.digest-drawn")
    assert (fact.public["n_linked"], fact.public["n_existing"]) == (5, 9)


def test_a_digest_needs_a_firm_and_its_period_and_a_practice_that_wants_it(review: Hall) -> None:
    town = review.town
    draw = {"existing": UNKNOWN, "actor": acting(town.ma), "now": MONDAY}
    talk = Gathering.objects.get(practice="evening_talk")
    assert code_of(draw_digest, gathering_id=talk.pk, **draw) == "digest.not-found"
    bare = planned(town, PRACTICE)
    assert code_of(draw_digest, gathering_id=bare.pk, **draw) == "digest.no-unit"
    other = planned(town, PRACTICE, about_unit=town.works)
    assert code_of(draw_digest, gathering_id=other.pk, **draw) == "digest.no-period"
    stranger = {**draw, "actor": acting(town.zhao)}
    assert code_of(draw_digest, gathering_id=review.pk, **stranger) == "rights.missing"
    assert not CaseDigest.objects.exists()


# ── the page, for staff and for the firm


@pytest.mark.trace("PS-8", "PS-9")
def test_the_firm_reads_counts_and_neither_name_nor_phone_nor_words_of_anybody_who_complained(
    review: Hall,
) -> None:
    town = review.town
    matters = called(town, 4)
    drawn(review, Existing(7, "12345热线月报", TODAY))
    account_of(review.hu)
    invite_class(class_code="property", **review.by(at=MONDAY))
    page = f"/gatherings/{review.pk}/digest/"
    with freeze_time(MONDAY, real_asyncio=True):
        firm = client_of(review.hu).get(page)
        staff = client_of(town.ma).get(page)
        foreign = client_of(town.zhao).get(page).status_code
        nobody = client_of().get(page).status_code

    shown = firm.content.decode()
    assert "已关联 4 件，共 7 件" in shown
    assert "3号楼 4" in shown
    assert "12345热线月报" in shown
    hidden = [
        CALLER,
        PHONE,
        WORDS,
        "半夜",
        "三楼",
        "2单元",
        "2026-03-02 09",
        *(each.title for each in matters),
    ]
    hidden += [each.number for each in matters]
    assert [each for each in hidden if each in shown] == []
    assert "draw-digest" not in shown
    assert "draw-digest" in staff.content.decode()
    assert (foreign, nobody) == (404, 302)


def test_a_single_case_names_no_building_and_an_unknown_total_is_said_to_be_unknown(review: Hall) -> None:
    called(review.town)
    drawn(review)
    with freeze_time(MONDAY, real_asyncio=True):
        shown = client_of(review.town.ma).get(f"/gatherings/{review.pk}/digest/").content.decode()

    assert "已关联 1 件，总数未知" in shown
    assert "3号楼" not in shown


def test_it_is_compared_with_the_last_gathering_about_the_same_firm(review: Hall) -> None:
    called(review.town, 3)
    drawn(review)
    later = EVENING + timedelta(days=30)
    again = planned(review.town, PRACTICE, at=later, about_unit=review.firm)
    called(review.town, 2, at=MONDAY + timedelta(days=20))
    at = MONDAY + timedelta(days=25)
    draw_digest(gathering_id=again.pk, existing=UNKNOWN, actor=acting(review.town.ma), now=at)
    with freeze_time(at, real_asyncio=True):
        shown = client_of(review.town.ma).get(f"/gatherings/{again.pk}/digest/").content.decode()

    assert "+2" in shown
    assert "2026-03-05" in shown


@pytest.mark.parametrize(
    "sent",
    [
        {"n_existing": "-1", "source": "12345", "on": "2026-03-01"},
        {"n_existing": "很多", "source": "12345", "on": "2026-03-01"},
        {"n_existing": "7"},
        {"n_existing": "7", "source": "12345", "on": "2027-01-01"},
    ],
)
def test_a_total_that_cannot_be_is_sent_back_with_words(review: Hall, sent: dict[str, str]) -> None:
    with freeze_time(MONDAY, real_asyncio=True):
        answer = client_of(review.town.ma).post(f"/desk/gatherings/{review.pk}/draw-digest/", sent)

    assert answer.status_code == 422
    assert not CaseDigest.objects.exists()


def under_way(hall: Hall) -> Hall:
    drawn(hall)
    meet_need(code="report", evidence="入驻以来服务报告", **hall.by(at=MONDAY))
    hall.item()
    account_of(hall.town.wang)
    account_of(hall.hu)
    invite_persons(class_code="owners", persons=[hall.town.wang], **hall.by(at=MONDAY))
    invite_class(class_code="property", **hall.by(at=MONDAY))
    give_notice(**hall.by(at=MONDAY))
    open_gathering(**hall.by(at=EVENING))
    hall.came(hall.town.wang, "owners")
    hall.came(hall.hu, "property")
    hall.now()
    return hall


@pytest.mark.trace("PS-4")
def test_good_and_bad_stand_side_by_side_for_staff_and_as_counts_for_the_firm(review: Hall) -> None:
    under_way(review)
    review.line("楼道比以前干净", "comment_good", who=review.town.wang, head="保洁")
    review.line("垃圾清运太晚", "comment_bad", who=review.town.wang, head="保洁")
    page = f"/gatherings/{review.pk}/digest/"
    with freeze_time(EVENING, real_asyncio=True):
        staff = client_of(review.town.ma).get(page).content.decode()
        firm = client_of(review.hu).get(page).content.decode()

    assert staff.index("保洁") < staff.index("楼道比以前干净") < staff.index("垃圾清运太晚")
    assert "保洁" in firm
    assert "垃圾清运太晚" not in firm
    assert "王阿姨" not in staff


def test_the_digest_costs_at_most_fourteen_statements_however_many_cases(review: Hall) -> None:
    under_way(review)
    page = f"/gatherings/{review.pk}/digest/"
    counts = []
    with freeze_time(EVENING, real_asyncio=True):
        for _round in range(2):
            counts += [cost(client_of(review.town.ma), page), cost(client_of(review.hu), page)]
            row = CaseDigest.objects.get()
            row.categories, row.months = (
                [[f"c{n}", 9, [["1号楼", 9]]] for n in range(80)],
                [["2026-01", 9]] * 60,
            )
            row.save()
            for n in range(20):
                review.line(f"第{n}条", "comment_bad", who=review.town.wang, head=f"主题{n}")

    assert max(counts) <= BUDGET, counts


# ── a new service


def offered(hall: Hall, **other: Any) -> dict[str, Any]:
    new = {
        "name": "楼宇管家代跑服务",
        "scope": "独居老人买菜取药",
        "holder": hall.hu,
        "starts_on": date(2026, 3, 20),
        "rate_by": date(2026, 6, 20),
        **other,
    }
    return {"new": NewService(**new), **hall.by()}


@pytest.mark.trace("PS-16")
def test_a_new_service_has_an_owner_a_scope_a_start_and_a_later_rating(review: Hall) -> None:
    under_way(review)
    line = review.line("我们开设楼宇管家代跑服务", who=review.hu)

    row = register_service(remark_id=line.pk, **offered(review))
    again = register_service(remark_id=line.pk, **offered(review))

    assert (again.pk, ServiceOffering.objects.count()) == (row.pk, 1)
    assert (row.undertaking.holder, row.undertaking.task) == (review.hu, "pledge")
    assert (row.rating.holder, row.rating.task) == (review.town.ma, "recheck")
    assert row.rating.due_at is not None
    assert row.rating.due_at.date() == date(2026, 6, 20)
    line.refresh_from_db()
    assert line.kind == "pledge"
    assert set(Outcome.objects.filter(remark=line).values_list("what", flat=True)) == {"pledge", "recheck"}
    with freeze_time(EVENING, real_asyncio=True):
        shown = client_of(review.hu).get(f"/gatherings/{review.pk}/digest/").content.decode()
    assert "楼宇管家代跑服务" in shown
    assert "2026-06-20" in shown


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"name": " "}, "service.name-needed"),
        ({"scope": ""}, "service.scope-needed"),
        ({"rate_by": date(2026, 3, 20)}, "service.rated-too-early"),
        ({"starts_on": date(2026, 1, 1)}, "promise.day-passed"),
    ],
)
def test_a_service_that_says_too_little_is_refused(review: Hall, other: dict[str, Any], code: str) -> None:
    under_way(review)
    line = review.line("我们开设代跑服务", who=review.hu)

    assert code_of(register_service, remark_id=line.pk, **offered(review, **other)) == code
    assert (ServiceOffering.objects.count(), Outcome.objects.count()) == (0, 0)
