"""A prepared query gives what the query set gives, on both databases, whatever values are filled in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from shangyi.ledger.models import Fact
from shangyi.ledger.queries.prepared import MOST_SHAPES, Prepared
from shangyi.people.models import Capacity, Person
from shangyi.places.models import Place
from tests.people_and_places import FOUNDED, Town

DAY = date(2026, 3, 2)


def _capacities(kinds: tuple[str, ...], on: date, before: datetime, name: str) -> QuerySet[Capacity]:
    """A wide one: joins, an `Exists`, a moment, a day, a text, and a shape that hangs on what is asked."""
    named = Person.objects.filter(pk=OuterRef("person"), name=name)
    rows = Capacity.objects.filter(Q(until_on=None) | Q(until_on__gte=on), person__entered_at__lt=before)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return rows.annotate(is_named=Exists(named)).select_related("person", "place").order_by("id")


def _seen(rows: QuerySet[Capacity]) -> list[tuple[object, ...]]:
    return [(row.pk, row.person.name, row.place and row.place.name, row.is_named) for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kinds", [(), ("clerk",), ("clerk", "secretary"), ("nobody",)])
@pytest.mark.parametrize(
    "name", ["小马", "李书记", "nobody", "%", "'; DROP TABLE people_person; --", "𠮷\u2060"]
)
def test_it_gives_the_rows_that_the_query_set_gives(town: Town, kinds: tuple[str, ...], name: str) -> None:
    prepared = Prepared(_capacities)
    for before in (FOUNDED, FOUNDED + timedelta(days=400), datetime(1900, 1, 1, tzinfo=UTC)):
        wanted = _seen(_capacities(kinds, DAY, before, name))
        assert _seen(prepared(kinds, on=DAY, before=before, name=name)) == wanted
    assert _seen(_capacities((), DAY, FOUNDED + timedelta(days=400), "小马")), "the town has somebody to find"


def test_the_next_question_is_not_answered_with_the_last_one(town: Town) -> None:
    by_code = Prepared(lambda code: Place.objects.filter(code=code))
    codes = [town.farm.code, town.lakeside.code, "nowhere", town.farm.code]
    assert [[place.pk for place in by_code(code=code)] for code in codes] == [
        [town.farm.pk],
        [town.lakeside.pk],
        [],
        [town.farm.pk],
    ]


def test_a_row_that_came_since_is_found(town: Town) -> None:
    named = Prepared(lambda name: Person.objects.filter(name=name))
    assert list(named(name="新来的")) == []
    newcomer = Person.objects.create(name="新来的", entered_at=FOUNDED)
    assert list(named(name="新来的")) == [newcomer]


def test_the_statement_is_built_once_and_sent_each_time(town: Town) -> None:
    built = []

    def build(code: str) -> QuerySet[Place]:
        built.append(code)
        return Place.objects.filter(code=code)

    prepared = Prepared(build)
    with CaptureQueriesContext(connection) as sent:
        for code in ("a", "b", "c"):
            list(prepared(code=code))
    assert (len(built), len(sent)) == (1, 3)


@pytest.mark.parametrize("value", [None, True, ("a", "b"), 1.5])
def test_what_cannot_be_filled_in_is_built_each_time(town: Town, value: object) -> None:
    prepared = Prepared(
        lambda value: (
            Place.objects.filter(name="农场社区").extra(select={"v": "1"}) if value else Place.objects.none()
        )
    )
    assert [place.pk for place in prepared(value=value)] == ([town.farm.pk] if value else [])


def test_a_value_that_the_query_changes_is_not_lost(town: Town) -> None:
    starting = Prepared(lambda path: Place.objects.filter(path__startswith=path).order_by("id"))
    for place in (town.farm, town.lakeside):
        assert list(starting(path=place.path)) == list(
            Place.objects.filter(path__startswith=place.path).order_by("id")
        )


def test_a_question_that_can_have_no_answer_has_none(town: Town) -> None:
    within = Prepared(lambda ids, name: Place.objects.filter(pk__in=ids, name=name))
    assert list(within((), name="农场社区")) == []
    assert list(within((town.farm.pk,), name="农场社区")) == [town.farm]


def test_the_kept_statements_do_not_grow_without_end(town: Town) -> None:
    within = Prepared(lambda wanted, name: Place.objects.filter(pk=wanted, name=name))
    for number in range(MOST_SHAPES + 5):
        within(number, name="农场社区")
    assert len(within._kept) <= MOST_SHAPES
    assert list(within(town.farm.pk, name="农场社区")) == [town.farm]


def test_values_of_one_column_come_as_they_are(town: Town) -> None:
    names = Prepared(
        lambda kind: Place.objects.filter(kind=kind).order_by("id").values_list("name", flat=True)
    )
    assert list(names(kind="community")) == list(
        Place.objects.filter(kind="community").order_by("id").values_list("name", flat=True)
    )
    pairs = Prepared(lambda kind: Place.objects.filter(kind=kind).order_by("id").values_list("id", "name"))
    assert (town.farm.pk, town.farm.name) in list(pairs(kind="community"))


def test_json_comes_back_as_it_was_stored(town: Town) -> None:
    facts = Prepared(
        lambda kind: Fact.objects.filter(kind=kind).order_by("id").values_list("id", "public", "at")
    )
    kind = Fact.objects.values_list("kind", flat=True)[0]
    assert list(facts(kind=kind)) == list(
        Fact.objects.filter(kind=kind).order_by("id").values_list("id", "public", "at")
    )


def test_many_threads_ask_through_one_statement(cloned_database: str) -> None:
    for number in range(20):
        Person.objects.create(name=f"甲{number}", entered_at=FOUNDED)
    named = Prepared(lambda name: Person.objects.filter(name=name))

    def ask(number: int) -> str:
        try:
            return next(iter(named(name=f"甲{number % 20}"))).name
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(80)))
    assert found == [f"甲{number % 20}" for number in range(80)]
