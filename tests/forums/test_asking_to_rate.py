"""Who is asked to rate: whoever was there, when it ends and when the minutes are out; residents, of a new service.

马 holds, 王阿姨 lives there and was there, 胡经理 runs the service and does not rate it; 赵 lives next door.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from freezegun import freeze_time

from shangyi.entry.jobs import ask_about_services
from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.minutes import Publishing, approve_minutes, publish_minutes
from shangyi.forums.actions.rating import Opinion, rate
from shangyi.forums.actions.rating_offerings import rate_service, rate_service_for
from shangyi.forums.actions.serving import register_service
from shangyi.forums.actions.sitting import end_gathering, resume_gathering
from shangyi.forums.models import Gathering, Rating, RatingMark, ServiceOffering
from shangyi.forums.rules.rating import RATED_AFTER, asks_to_rate
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.notices.queries import words_of
from shangyi.people.rules.capacities import CapacityKind
from tests.concerns.life import HOUR
from tests.forums.sittings import EVENING, Hall
from tests.forums.test_case_digest import offered, review, under_way
from tests.forums.test_life import refused
from tests.forums.test_pages import BUDGET, client_of, cost
from tests.people_and_places import account_of, acting, capacity, person

__all__ = ["review"]  # the fixture

BEGINS, DAY = date(2026, 3, 20), date(2026, 6, 20)
USED = Opinion(marks={"response": "4", "quality": "5"}, words="跑得快")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def asked(template: str) -> list[str]:
    rows = Notice.objects.filter(template=template).order_by("person__name", "pk")
    return list(rows.values_list("person__name", flat=True))


# ── a gathering


def test_whoever_was_there_by_name_is_asked_when_it_ends_and_the_link_opens_the_form(hall: Hall) -> None:
    hall.opened()
    hall.promised()
    hall.ended()

    assert asked("gathering.rate") == ["王阿姨", "胡经理"]
    notice = Notice.objects.filter(template="gathering.rate", person=hall.town.wang)[0]
    words = words_of(notice)
    assert "怎么样" in words.subject
    with freeze_time(EVENING + 3 * HOUR, real_asyncio=True):
        page = client_of(hall.town.wang).get(words.url).content.decode()
    assert 'name="axis_service"' in page
    fact = Fact.objects.get(kind="gathering.rating-asked")
    assert fact.public["n_asked"] == 2


def test_nobody_is_asked_twice_when_it_went_on_and_ended_again(hall: Hall) -> None:
    hall.opened()
    hall.promised()
    hall.ended()
    resume_gathering(**hall.by(at=EVENING + 2 * HOUR))
    end_gathering(**hall.by(at=EVENING + 3 * HOUR))

    assert asked("gathering.rate") == ["王阿姨", "胡经理"]


def test_when_the_minutes_are_out_only_those_are_asked_again_who_have_not_rated(hall: Hall) -> None:
    published(hall, EVENING + timedelta(days=1))

    again = Notice.objects.filter(template="gathering.rate", facts__again=True)
    assert list(again.values_list("person__name", flat=True)) == ["胡经理"]


def test_nobody_is_asked_once_the_time_is_over(hall: Hall) -> None:
    published(hall, EVENING + timedelta(days=9))

    assert not Notice.objects.filter(template="gathering.rate", facts__again=True).exists()


def published(hall: Hall, at: datetime) -> None:
    """王阿姨 has rated when the minutes are published."""
    hall.opened()
    hall.promised()
    hall.ended()
    rate(
        gathering_id=hall.pk,
        opinion=Opinion(marks={"service": "5"}),
        actor=acting(hall.town.wang),
        now=EVENING + 3 * HOUR,
    )
    by = {"gathering_id": hall.pk, "actor": acting(hall.town.li), "now": at}
    file_gathering(**by)
    approve_minutes(**by)
    publish_minutes(publishing=Publishing(level=Gathering.Level.PRESENT), **by)


# ── the desk page


@pytest.mark.trace("RF-17")
def test_the_desk_page_of_a_gathering_shows_how_it_was_rated_within_its_budget(hall: Hall) -> None:
    hall.opened()
    hall.promised()
    hall.ended()
    ma = client_of(hall.town.ma)
    with freeze_time(EVENING + 4 * HOUR, real_asyncio=True):
        before = ma.get(f"/desk/gatherings/{hall.pk}/").content.decode()
        opinion = Opinion(marks={"service": "2"}, words="电梯还是脏")
        rate(gathering_id=hall.pk, opinion=opinion, actor=acting(hall.town.wang), now=EVENING + 3 * HOUR)
        after = ma.get(f"/desk/gatherings/{hall.pk}/").content.decode()
        spent = cost(ma, f"/desk/gatherings/{hall.pk}/")

    assert "大家怎么评" not in before
    assert "非常满意" in after
    assert spent <= BUDGET, spent


# ── a new service


@pytest.fixture
def service(review: Hall) -> ServiceOffering:
    """楼宇管家代跑服务 of 胡经理's firm, from 20 March, to be rated by 20 June."""
    under_way(review)
    line = review.line("我们开设楼宇管家代跑服务", who=review.hu)
    account_of(review.town.wang)
    account_of(review.hu)
    return register_service(remark_id=line.pk, **offered(review, unit=review.firm))


@pytest.mark.parametrize(
    ("today", "asks"),
    [
        (date(2026, 3, 19), False),
        (date(2026, 6, 5), False),
        (date(2026, 6, 6), True),
        (DAY + RATED_AFTER, True),
        (DAY + RATED_AFTER + timedelta(days=1), False),
    ],
)
def test_residents_are_asked_two_weeks_before_its_day(today: date, asks: bool) -> None:
    assert asks_to_rate(BEGINS, DAY, today) is asks


def test_a_service_that_begins_just_before_its_day_is_asked_about_once_it_runs() -> None:
    assert not asks_to_rate(date(2026, 6, 15), DAY, date(2026, 6, 14))
    assert asks_to_rate(date(2026, 6, 15), DAY, date(2026, 6, 15))


@pytest.mark.trace("PS-16")
def test_residents_are_asked_once_and_rate_it_by_the_link_and_the_firm_does_not(
    review: Hall, service: ServiceOffering
) -> None:
    early, late = noon(date(2026, 5, 1)), noon(date(2026, 6, 8))
    assert (ask_about_services(early), ask_about_services(late), ask_about_services(late)) == (0, 1, 0)
    assert asked("service.rate") == ["王阿姨"]

    words = words_of(Notice.objects.get(template="service.rate"))
    assert "楼宇管家代跑服务" in words.subject
    url = words.url
    assert url == f"/gatherings/services/{service.pk}/"
    wang, hu, zhao = (client_of(each) for each in (review.town.wang, review.hu, review.town.zhao))
    with freeze_time(late, real_asyncio=True):
        assert 'name="axis_quality"' in wang.get(url).content.decode()
        sent = wang.post(url, {"axis_quality": "5", "axis_response": "4", "words": "跑得快"})
        changed = wang.post(url, {"axis_quality": "3"})
        bad = wang.post(url, {"axis_quality": "9"})
        own = hu.post(url, {"axis_quality": "5"})
        stranger = zhao.get(url).status_code
        page = wang.get(url).content.decode()

    assert (sent.status_code, changed.status_code, bad.status_code) == (302, 302, 422)
    assert (own.status_code, stranger) == (422, 404)
    assert list(RatingMark.objects.values_list("rating__side", "axis", "mark")) == [("used", "quality", 3)]
    assert "满三人" in page or "3 人" in page
    assert [fact.public["changed"] for fact in Fact.objects.filter(kind="gathering.service-rated")] == [
        False,
        True,
    ]


def test_staff_enter_what_residents_said_and_everybody_sees_the_counts_from_three_on(
    review: Hall, service: ServiceOffering
) -> None:
    now = noon(date(2026, 6, 8))
    rate_service(service_id=service.pk, opinion=USED, actor=acting(review.town.wang), now=now)
    for mark in ("5", "2"):
        told = Opinion(marks={"quality": mark})
        rate_service_for(
            service_id=service.pk, opinion=told, actor=acting(review.town.ma, now.date()), now=now
        )
    with refused("rights.missing"):
        rate_service_for(service_id=service.pk, opinion=USED, actor=acting(review.town.wang), now=now)

    with freeze_time(now, real_asyncio=True):
        wang = client_of(review.town.wang)
        page = wang.get(f"/gatherings/services/{service.pk}/").content.decode()
        spent = cost(wang, f"/gatherings/services/{service.pk}/")
        digest = wang.get(f"/gatherings/{review.pk}/digest/").content.decode()
    assert "3 份评价" in page or "3 人" in page
    assert "跑得快" not in page.replace('value="跑得快"', "")
    assert f"/gatherings/services/{service.pk}/" in digest
    assert spent <= BUDGET, spent
    assert not Rating.objects.filter(side="room").exists()


def test_it_is_not_rated_before_it_runs_nor_long_after(review: Hall, service: ServiceOffering) -> None:
    for on, code in (
        (date(2026, 3, 19), "service.not-begun"),
        (DAY + RATED_AFTER + timedelta(days=1), "service.rating-closed"),
    ):
        with refused(code):
            rate_service(service_id=service.pk, opinion=USED, actor=acting(review.town.wang), now=noon(on))
    assert not Rating.objects.exists()


def test_whoever_moves_in_later_may_rate_it_and_whoever_lives_elsewhere_may_not(
    review: Hall, service: ServiceOffering
) -> None:
    new = person("新邻居", "13900000077", review.town.household)
    capacity(new, CapacityKind.RESIDENT, review.town.household)
    now = noon(date(2026, 6, 8))
    rate_service(service_id=service.pk, opinion=USED, actor=acting(new, now.date()), now=now)

    with refused("service.not-found"):
        rate_service(service_id=service.pk, opinion=USED, actor=acting(review.town.zhao), now=now)
    assert Rating.objects.get().person == new


def test_one_person_rates_one_service_once_whatever_the_code_does(
    review: Hall, service: ServiceOffering
) -> None:
    now = noon(date(2026, 6, 8))
    row = rate_service(service_id=service.pk, opinion=USED, actor=acting(review.town.wang), now=now)
    again = rate_service(service_id=service.pk, opinion=USED, actor=acting(review.town.wang), now=now)
    assert again.pk == row.pk
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
