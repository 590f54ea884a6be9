"""Rating a gathering: by whoever was there, once each, changeable for a week; by whoever held it; shown as counts.

马 holds the talk and rates as the host, 王阿姨 and 胡经理 were there by name, some came with a phone alone.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.minutes import Publishing, approve_minutes, publish_minutes
from shangyi.forums.actions.rating import Opinion, rate, rate_for
from shangyi.forums.actions.sitting import open_gathering, resume_gathering
from shangyi.forums.models import Attendance, Gathering, Rating, RatingMark
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.rating import rated
from shangyi.forums.rules.practice import Word
from shangyi.forums.rules.rating import (
    AVERAGE_FROM,
    MARKS,
    RATE_WITHIN,
    check_marks,
    check_time,
    check_words,
    tally,
)
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.people.models import Person
from tests.concerns.life import HOUR, MONDAY
from tests.forums.sittings import EVENING, Hall, gather
from tests.forums.test_at_once import at_once
from tests.forums.test_life import refused
from tests.forums.test_pages import client_of, cost, phone_of
from tests.people_and_places import Town, acting, person

END = EVENING + 2 * HOUR
NEXT = EVENING + timedelta(days=1)
AXES = (Word("satisfaction", "满意度"), Word("comfort", "舒适度"), Word("safety", "安全度"))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"satisfaction": "5", "comfort": "1"}, {"satisfaction": 5, "comfort": 1}),
        ({"satisfaction": "3", "comfort": ""}, {"satisfaction": 3}),
        ({}, "rating.marks-needed"),
        ({"satisfaction": ""}, "rating.marks-needed"),
        ({"satisfaction": "0"}, "rating.mark-unknown"),
        ({"satisfaction": "6"}, "rating.mark-unknown"),
        ({"satisfaction": "4.5"}, "rating.mark-unknown"),
        ({"satisfaction": "٣"}, "rating.mark-unknown"),
        ({"satisfaction": "-1"}, "rating.mark-unknown"),
        ({"beauty": "5"}, "rating.axis-unknown"),
    ],
)
def test_marks_are_whole_numbers_from_one_to_five_on_known_axes(sent: dict[str, str], kept: Any) -> None:
    if isinstance(kept, str):
        with refused(kept):
            check_marks(sent, AXES)
        return
    assert check_marks(sent, AXES) == kept


def test_a_practice_without_axes_is_not_rated() -> None:
    with refused("rating.no-axes"):
        check_marks({"satisfaction": "5"}, ())


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (None, "rating.not-over"),
        (timedelta(0), ""),
        (RATE_WITHIN, ""),
        (RATE_WITHIN + timedelta(seconds=1), "rating.closed"),
    ],
)
def test_it_is_rated_from_its_end_on_for_seven_days(after: timedelta | None, code: str) -> None:
    if code:
        with refused(code):
            check_time(END if after is not None else None, END + (after or timedelta(0)))
        return
    check_time(END, END + (after or timedelta(0)))


def test_the_sentence_is_one_line_and_not_endless() -> None:
    assert check_words(" 很 好\n\x00\u202e 谢谢 ") == "很 好 谢谢"
    with refused("rating.words-too-long"):
        check_words("好" * 301)


@given(st.dictionaries(st.sampled_from(MARKS), st.integers(0, 10_000)))
def test_shares_sum_to_a_hundred_and_an_average_needs_five(counts: dict[int, int]) -> None:
    found = tally(AXES[0], counts)

    n = sum(counts.values())
    assert found.n == n
    assert sum(found.percents) == (100 if n else 0)
    assert n == 0 or all(
        abs(100 * many - p * n) < n for many, p in zip(found.counts, found.percents, strict=True)
    )
    if n < AVERAGE_FROM:
        assert (found.tenths, found.average) == (None, "")
    else:
        exact = Fraction(sum(mark * many for mark, many in counts.items()), n)
        assert abs(Fraction(found.tenths or 0, 10) - exact) <= Fraction(1, 20)


def opinion(mark: int = 5, words: str = "", axis: str = "service") -> Opinion:
    return Opinion(marks={axis: str(mark)}, words=words)


def over(hall: Hall) -> Hall:
    hall.opened()
    hall.promised()
    return hall.ended()


def by(hall: Hall, who: Person, at: Any = NEXT) -> dict[str, Any]:
    return {"gathering_id": hall.pk, "actor": acting(who), "now": at}


def marks_of(hall: Hall, side: str = "room") -> list[int]:
    return sorted(
        RatingMark.objects.filter(rating__gathering=hall.pk, rating__side=side).values_list("mark", flat=True)
    )


def test_whoever_was_there_rates_once_and_may_change_it(hall: Hall) -> None:
    over(hall)

    first = rate(opinion=opinion(2), **by(hall, hall.town.wang))
    again = rate(opinion=opinion(2), **by(hall, hall.town.wang))
    changed = rate(opinion=opinion(4, "后来好多了"), **by(hall, hall.town.wang, END + RATE_WITHIN))

    assert first.pk == again.pk == changed.pk
    assert (marks_of(hall), changed.words) == ([4], "后来好多了")
    facts = Fact.objects.filter(kind="gathering.rated").order_by("pk")
    assert [(each.public["marks"], each.public["changed"]) for each in facts] == [
        (["service:2"], False),
        (["service:4"], True),
    ]
    assert all("words" not in each.public and "person" not in each.public for each in facts)
    with refused("rating.closed"):
        rate(opinion=opinion(1), **by(hall, hall.town.wang, END + RATE_WITHIN + timedelta(minutes=1)))


@pytest.mark.trace("IC-17")
def test_whoever_held_it_rates_too_and_on_their_own_side(hall: Hall) -> None:
    over(hall)

    rate(opinion=opinion(3), **by(hall, hall.town.ma))
    rate(opinion=opinion(5), **by(hall, hall.hu))

    assert (marks_of(hall, "host"), marks_of(hall)) == ([3], [5])


def test_whoever_was_not_there_does_not_rate(hall: Hall) -> None:
    over(hall)

    for who in (hall.town.zhao, person("过路人", "13900000077")):
        with refused("rating.not-there"):
            rate(opinion=opinion(), **by(hall, who))
    with refused("gathering.not-found"):
        rate(opinion=opinion(), gathering_id=987_654_321, actor=acting(hall.town.wang), now=NEXT)
    assert not Rating.objects.exists()


def test_nothing_is_rated_before_the_end_nor_after_it_went_on(hall: Hall) -> None:
    hall.opened()
    with refused("rating.not-over"):
        rate(opinion=opinion(), **by(hall, hall.town.wang, EVENING + HOUR))
    hall.promised()
    hall.ended()
    resume_gathering(**hall.by(at=END))
    with refused("rating.not-over"):
        rate(opinion=opinion(), **by(hall, hall.town.wang))


def test_staff_enter_what_they_are_told_and_never_over_what_people_gave_themselves(hall: Hall) -> None:
    over(hall)
    there = Attendance.objects.get(gathering=hall.pk, person=hall.town.wang)
    given: dict[str, Any] = {"attendance_id": there.pk, **by(hall, hall.town.ma)}

    told = rate_for(opinion=opinion(4), **given)
    assert (told.by_staff, told.attendance) == (True, there)
    rate_for(opinion=opinion(3), **given)
    rate(opinion=opinion(1), **by(hall, hall.town.wang))
    with refused("rating.theirs-already"):
        rate_for(opinion=opinion(5), **given)

    assert marks_of(hall) == [1]
    with refused("attendance.not-found"):
        rate_for(opinion=opinion(), attendance_id=2**70, **by(hall, hall.town.ma))
    with refused("rights.missing"):
        rate_for(opinion=opinion(), attendance_id=there.pk, **by(hall, hall.town.wang))


@pytest.mark.trace("FS-7")
def test_the_talk_on_fours_is_rated_content_comfortable_safe(town: Town) -> None:
    hall = gather(town, "talk_on_fours")
    hall.item()
    open_gathering(urgent_reason="照例开", **hall.by())
    hall.came(town.wang, "residents")
    hall.ended()

    rate(
        opinion=Opinion(marks={"satisfaction": "5", "comfort": "3", "safety": "2"}),
        **by(hall, town.wang),
    )

    found = rated(hall.gathering, practice_of(hall.gathering), for_staff=True)
    assert found is not None
    assert [(each.axis.code, each.counts) for each in found.room] == [
        ("satisfaction", (1, 0, 0, 0, 0)),
        ("comfort", (0, 0, 1, 0, 0)),
        ("safety", (0, 0, 0, 1, 0)),
    ]


@pytest.mark.trace("PS-20")
def test_problems_methods_services_is_rated_on_gain_happiness_and_security(town: Town) -> None:
    axes = {
        each.code: each.zh for each in practice_of(gather(town, "problems_methods_services").gathering).axes
    }

    assert {axes["gain"], axes["happiness"], axes["security"]} == {"获得感", "幸福感", "安全感"}


def test_of_fewer_than_three_the_marks_are_shown_to_the_desk_alone(hall: Hall) -> None:
    over(hall)
    practice = practice_of(hall.gathering)
    people = [hall.town.wang, hall.hu, person("周大爷", "13900000051")]
    Attendance.objects.create(
        gathering=hall.gathering,
        class_code="residents",
        person=people[2],
        name="周大爷",
        came_at=EVENING,
        how="qr",
    )
    for n, who in enumerate(people, start=1):
        rate(opinion=opinion(n), **by(hall, who))
        public, desk = rated(hall.gathering, practice), rated(hall.gathering, practice, for_staff=True)
        assert public is not None
        assert desk is not None
        assert (bool(public.room), public.is_held_back) == (n >= 3, n < 3)
        assert (desk.n_room, desk.room[0].n) == (n, n)


def sent(**marks: int) -> dict[str, Any]:
    return {**{f"axis_{axis}": mark for axis, mark in marks.items()}, "words": "讲得清楚"}


def test_a_phone_without_a_name_rates_what_it_was_at_and_nothing_else(hall: Hall) -> None:
    hall.opened()
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        phone, to = phone_of(hall)
        assert 'id="rate"' not in phone.get(to).content.decode()
    hall.promised()
    hall.ended()
    with freeze_time(NEXT + timedelta(days=3), real_asyncio=True):
        assert 'id="rate"' in phone.get(to).content.decode()
        assert phone.post(f"{to}rate/", sent(service=4)).status_code == 302
        again = phone.get(to).content.decode()
        stranger = Client()
        assert 'id="rate"' not in stranger.get(to).content.decode()
        assert stranger.post(f"{to}rate/", sent(service=1)).status_code == 422
        wrong = phone.post(f"{to}rate/", {"axis_service": "9", "words": "打字打到一半"})

    assert marks_of(hall) == [4]
    assert "修改我的评价" in again
    assert wrong.status_code == 422
    assert "打字打到一半" in wrong.content.decode()
    with freeze_time(END + RATE_WITHIN + HOUR, real_asyncio=True):
        assert 'id="rate"' not in phone.get(to).content.decode()


def test_a_phone_leaves_no_mark_that_joins_two_rooms(hall: Hall) -> None:
    hall.opened()
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        phone, _to = phone_of(hall)
        second = gather_again(hall)
        phone.post(f"/g/{second.join_secret}/come-in/", {"class_code": "residents"})

    devices = list(Attendance.objects.exclude(device="").values_list("device", flat=True))
    assert len(set(devices)) == 2


def gather_again(hall: Hall) -> Gathering:
    from tests.forums.sittings import planned

    row = planned(hall.town, theme="第二场")
    return open_gathering(
        gathering_id=row.pk, urgent_reason="照例开", actor=acting(hall.town.ma), now=EVENING
    )


def test_the_desk_sees_the_sentences_and_nobodys_name_beside_them(hall: Hall) -> None:
    over(hall)
    rate(opinion=opinion(2, "答非所问"), **by(hall, hall.town.wang))
    with freeze_time(NEXT, real_asyncio=True):
        desk = client_of(hall.town.ma)
        page = desk.get(f"/desk/gatherings/{hall.pk}/rate/").content.decode()
        form = desk.post(f"/desk/gatherings/{hall.pk}/rate/", {"whose": "host", "axis_service": "4"})
        bad = desk.post(f"/desk/gatherings/{hall.pk}/rate/", {"whose": "host", "axis_service": "17"})
        invited = client_of(hall.town.wang).get(f"/gatherings/{hall.pk}/").content.decode()

    assert "答非所问" in page
    assert "王阿姨 答非所问" not in page
    assert (form.status_code, bad.status_code) == (302, 422)
    assert marks_of(hall, "host") == [4]
    assert "有 1 位参加的人评过" in invited
    assert 'value="答非所问"' in invited  # one's own words, to be changed


@pytest.mark.trace("RF-17")
def test_published_minutes_show_how_both_sides_rated(hall: Hall) -> None:
    over(hall)
    file_gathering(**hall.by(at=NEXT))
    given = by(hall, hall.town.li)
    approve_minutes(**given)
    publish_minutes(publishing=Publishing(level=Gathering.Level.PUBLIC), **given)
    rate(opinion=opinion(5, "说到做到"), **by(hall, hall.town.ma))
    for n in range(6):
        Attendance.objects.create(
            gathering=hall.gathering, class_code="residents", device=f"phone-{n}", came_at=EVENING, how="qr"
        )
        rate(opinion=opinion(4), gathering_id=hall.pk, actor=Actor(None), now=NEXT, device=f"phone-{n}")
    with freeze_time(NEXT, real_asyncio=True):
        page = Client().get(f"/gatherings/{hall.pk}/minutes/").content.decode()

    assert "主持一方" in page
    assert "参加的人" in page
    assert "4.0" in page
    assert "说到做到" not in page


def test_the_pages_cost_the_same_however_many_rated(hall: Hall) -> None:
    over(hall)
    address = f"/g/{hall.gathering.join_secret}/"
    with freeze_time(NEXT, real_asyncio=True):
        desk = client_of(hall.town.ma)
        few = [cost(Client(), address), cost(desk, f"/desk/gatherings/{hall.pk}/rate/")]
        for n in range(30):
            Attendance.objects.create(
                gathering=hall.gathering, class_code="residents", device=f"p-{n}", came_at=MONDAY, how="qr"
            )
            rate(opinion=opinion(4), gathering_id=hall.pk, actor=Actor(None), now=NEXT, device=f"p-{n}")
        lots = [cost(Client(), address), cost(desk, f"/desk/gatherings/{hall.pk}/rate/")]

    assert lots == few
    assert max(lots) <= 14


def test_two_ratings_of_one_person_at_the_same_time_are_one(cloned_database: str) -> None:
    from tests.concerns.life import rules_in_force
    from tests.people_and_places import settle

    rules_in_force()
    hall = over(gather(settle()))
    given = by(hall, hall.town.wang)
    other = by(hall, hall.hu)

    found = at_once(
        [
            *[lambda n=n: rate(opinion=opinion(n), **given).pk for n in (1, 2, 3, 4)],  # type: ignore[misc]
            lambda: rate(opinion=opinion(5), **other).pk,
        ]
    )

    assert len(set(found[:4])) == 1
    assert found[4] not in found[:4]
    assert RatingMark.objects.count() == Rating.objects.count() == 2
    assert Fact.objects.filter(kind="gathering.rated").count() == 5


def test_marks_of_nobody_are_refused(hall: Hall) -> None:
    over(hall)
    with pytest.raises(Refused, match=r"rating\.marks-needed"):
        rate(opinion=Opinion(marks={}), **by(hall, hall.town.wang))
