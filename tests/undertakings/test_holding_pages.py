"""The pages on which a role ends, somebody is away, or everything is handed over."""

from __future__ import annotations

import pytest

from shangyi.concerns.models import Concern
from shangyi.people.models import Absence, Person
from shangyi.people.rules.capacities import CapacityKind
from tests.concerns.life import said
from tests.people_and_places import Town, capacity, person
from tests.undertakings.given import again, opened
from tests.undertakings.test_pages import get, post, text


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town


@pytest.fixture
def zhou(town: Town) -> Person:
    who = person("小周", "13900000021")
    capacity(who, CapacityKind.CLERK, town.farm, "社区工作者")
    return who


def test_the_end_of_a_role_shows_what_is_held_in_it_and_asks_who_takes_it_over(
    town: Town, zhou: Person
) -> None:
    row = opened(town)
    url = f"/undertakings/capacities/{town.capacity(town.ma).pk}/leave/"

    page = text(get(town.li, url))
    without = post(town.li, url, until_on="2026-03-04")
    done = post(town.li, url, until_on="2026-03-04", to=zhou.pk, reason="调离")

    assert "井盖有臭味" in page
    assert f'<option value="{zhou.pk}">' in page
    assert f'<option value="{town.ma.pk}">' not in page
    assert without.status_code == 422
    assert (done.status_code, done["Location"]) == (302, f"/people/{town.ma.pk}/")
    assert again(row).holder == zhou
    assert town.capacity(town.ma).until_on is not None


def test_a_role_in_which_nothing_is_held_ends_as_it_is(town: Town) -> None:
    url = f"/undertakings/capacities/{town.capacity(town.ma).pk}/leave/"

    assert "可以直接结束" in text(get(town.li, url))
    assert post(town.li, url, until_on="2026-03-04").status_code == 302
    assert town.capacity(town.ma).until_on is not None


def test_an_absence_is_recorded_with_its_stand_in_and_the_concern_follows(town: Town, zhou: Person) -> None:
    concern = Concern.objects.get(pk=said(town).concern_id)
    assert concern.keeper == town.ma

    answer = post(
        town.li,
        f"/undertakings/people/{town.ma.pk}/absence/",
        from_at="2026-03-04T12:00",
        to=zhou.pk,
        reason="住院",
    )

    assert answer.status_code == 302
    assert Absence.objects.get().stand_in == zhou
    assert Concern.objects.get(pk=concern.pk).keeper == zhou


@pytest.mark.parametrize(
    "content",
    [
        {"from_at": "2026-03-04T12:00", "to": "", "reason": "住院"},
        {"from_at": "1900-01-01T12:00", "reason": "住院"},
        {"from_at": "9999-12-31T23:59", "reason": "住院"},
        {"from_at": "gestern", "reason": "住院"},
        {"from_at": "2026-03-04T12:00", "until_at": "2026-03-03T12:00", "reason": "住院"},
        {"from_at": "2026-03-04T12:00", "until_at": "2100-13-01T12:00", "reason": "住院"},
    ],
)
def test_a_bad_absence_is_answered_and_recorded_nowhere(
    town: Town, zhou: Person, content: dict[str, str]
) -> None:
    answer = post(town.li, f"/undertakings/people/{town.ma.pk}/absence/", **{"to": zhou.pk} | content)

    assert (answer.status_code, Absence.objects.count()) == (422, 0)
    assert "住院" in text(answer)


def test_everything_is_handed_over_from_one_page(town: Town, zhou: Person) -> None:
    rows = [opened(town, matter=f"concern:{n}") for n in range(101, 104)]

    shown = text(get(town.li, f"/undertakings/people/{town.ma.pk}/"))
    answer = post(town.li, f"/undertakings/people/{town.ma.pk}/hand-over/", to=zhou.pk, reason="分工调整")

    assert shown.count("井盖有臭味") == 3
    assert answer.status_code == 302
    assert [again(row).holder for row in rows] == [zhou] * 3


@pytest.mark.parametrize("page", ["", "hand-over/", "absence/"])
def test_who_may_not_decide_there_sees_none_of_it(town: Town, page: str) -> None:
    assert get(town.ma, f"/undertakings/people/{town.ma.pk}/{page}").status_code == 403
    assert get(town.zhao, f"/undertakings/people/{town.ma.pk}/{page}").status_code == 403
    assert get(town.li, f"/undertakings/people/{town.zhao.pk}/{page}").status_code == 404
    assert get(town.li, "/undertakings/capacities/999999/leave/").status_code == 404
    assert get(town.li, f"/undertakings/capacities/{town.capacity(town.zhao).pk}/leave/").status_code == 404
