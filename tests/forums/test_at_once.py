"""Two at once, really: each in a thread and a connection of its own, over rows that are committed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from shangyi.forums.actions.attending import Newcomer, check_in
from shangyi.forums.actions.feeds import make_place_feed
from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.series_days import plan_next
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.actions.writing import NewLine, write_line
from shangyi.forums.models import Attendance, Feed, Remark
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from tests.concerns.life import HOUR, MONDAY, rules_in_force
from tests.forums.regular import FRIDAY, by, codes, next_one, tea
from tests.forums.sittings import EVENING, Hall, gather
from tests.people_and_places import acting, person, settle


@pytest.fixture
def hall(cloned_database: str) -> Hall:
    rules_in_force()
    return gather(settle()).opened()


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each came to: its answer, or the code of its refusal."""
    found: list[Any] = [None] * len(acts)
    together = Barrier(len(acts))

    def go(n: int) -> None:
        together.wait()
        try:
            found[n] = acts[n]()
        except Refused as refused:
            found[n] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=go, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_of_two_hosts_who_file_at_once_one_files_and_the_other_is_told(hall: Hall) -> None:
    hall.promised()
    hall.ended()
    who = (hall.town.ma, hall.town.li)
    given = [hall.by(each, at=EVENING + 3 * HOUR) for each in who]

    found = at_once([lambda by=by: file_gathering(**by).state for by in given])  # type: ignore[misc]

    assert sorted(found) == ["filed", "gathering.already-done"]
    assert Fact.objects.filter(kind="gathering.filed").count() == 1
    assert Notice.objects.filter(template="gathering.filed", person=hall.town.wang).count() == 1


def test_the_same_person_checked_in_at_two_tables_at_once_is_there_once(hall: Hall) -> None:
    late = person("周大爷", "13900000051")
    who = Newcomer(class_code="residents", person=late)
    given = [hall.by(each) for each in (hall.town.ma, hall.town.li)]

    found = at_once([lambda by=by: check_in(who=who, **by).again for by in given])  # type: ignore[misc]

    assert sorted(found) == [False, True]
    assert Attendance.objects.filter(gathering=hall.pk, person=late).count() == 1


def test_lines_of_two_hosts_and_a_line_sent_twice_at_once_get_each_one_number(hall: Hall) -> None:
    by = hall.by()
    keys = [f"at-once-{n % 5}" for n in range(8)]  # three of the five come twice

    found = at_once(
        [lambda key=key: write_line(new=NewLine(key=key, text=key), **by).remark.pk for key in keys]
    )  # type: ignore[misc]

    assert len(set(found)) == 5
    assert sorted(Remark.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_two_of_a_series_that_open_at_once_get_two_numbers_and_one_tap_by_two_plans_one(
    cloned_database: str,
) -> None:
    rules_in_force()
    town = settle()
    series = tea(town)
    given = [{**by(town, series, who=who), **codes()} for who in (town.ma, town.li)]
    given[1]["secret"] = "the-other-one"
    planned = at_once([lambda one=one: plan_next(named=FRIDAY, **one).pk for one in given])  # type: ignore[misc]
    rows = [next_one(town, series) for _ in range(3)]
    opening = [
        {"gathering_id": row.pk, "actor": acting(town.ma), "now": row.planned_at, "urgent_reason": "照例开"}
        for row in rows
    ]
    numbers = at_once([lambda one=one: open_gathering(**one).ordinal for one in opening])  # type: ignore[misc]

    assert "series.already-planned" in planned
    assert series.gatherings.filter(due_on=FRIDAY).count() == 1
    assert sorted(numbers) == [1, 2, 3]


def test_of_two_who_renew_the_address_of_a_place_at_once_one_address_stands(cloned_database: str) -> None:
    rules_in_force()
    town = settle()
    at_once(
        [
            lambda who=who, n=n: make_place_feed(  # type: ignore[misc]
                place=town.farm, secret=f"address-{n}", actor=acting(who), now=MONDAY
            )
            for n, who in enumerate((town.ma, town.li, town.liu))
        ]
    )

    assert Feed.objects.count() == 3
    assert Feed.objects.filter(revoked_at=None).count() == 1
