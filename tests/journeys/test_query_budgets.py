"""How many statements a page costs, and that it costs no more with fifty matters than with one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from shangyi.concerns.models import Concern, Voice
from shangyi.people.models import Person
from tests.concerns.life import HOUR, MONDAY, done_concern, handled_concern, said, sorted_concern
from tests.people_and_places import Town, account_of

NOW = MONDAY + 48 * HOUR
SUBMIT, DESK_LIST, CONCERN, HOME, INBOX = 14, 10, 14, 10, 17


def cost_of(ask: Callable[[], HttpResponse], status: int = 200) -> int:
    """How many statements the second request costs: the first fills what a process keeps."""
    with freeze_time(NOW, real_asyncio=True):
        ask()
        with CaptureQueriesContext(connection) as seen:
            response = ask()
    assert response.status_code == status
    return len([each for each in seen.captured_queries if not _frames_the_test(each["sql"])])


def _frames_the_test(sql: str) -> bool:
    """Savepoints stand for the transaction that a request has of its own when it is not inside a test's."""
    return sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(account_of(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def many(town: Town, n: int) -> None:
    for number in range(n):
        sorted_concern(town, words=f"第{number}盏路灯不亮。", seed=number)


def twice(town: Town, ask: Callable[[], HttpResponse]) -> tuple[int, int]:
    """With few matters, and with fifty more."""
    few = cost_of(ask)
    many(town, 50)
    return few, cost_of(ask)


def test_submitting_costs_at_most_fourteen_statements(town: Town) -> None:
    client, n = Client(), iter(range(100))

    def speak() -> HttpResponse:
        once = next(n)
        given = {
            "words": f"第{once}次说:路灯不亮。",
            "naming": "unnamed",
            "once": f"key-{once}",
            "place": "LW-CY-NC-1-3-2",
        }
        return client.post("/speak/", given)  # type: ignore[return-value]

    few = cost_of(speak, 302)
    many(town, 50)
    lots = cost_of(speak, 302)

    assert lots == few <= SUBMIT
    assert Voice.objects.count() == 54


def test_a_list_of_the_desk_costs_at_most_ten_statements(town: Town) -> None:
    sorted_concern(town)
    client = signed_in(town.ma)

    few, lots = twice(town, lambda: client.get("/desk/concerns/?state=open&q=路灯"))  # type: ignore[arg-type,return-value]

    assert lots == few <= DESK_LIST


@pytest.mark.parametrize("address", ["/desk/", "/desk/mine/", "/desk/late/", "/desk/open-list/"])
def test_every_list_of_the_desk_costs_the_same_with_many_rows(town: Town, address: str) -> None:
    handled_concern(town)
    many(town, 2)
    client = signed_in(town.ma)

    few, lots = twice(town, lambda: client.get(address))  # type: ignore[arg-type,return-value]

    assert lots == few <= INBOX


@pytest.mark.parametrize("live", [handled_concern, done_concern])
def test_the_page_of_a_concern_costs_at_most_fourteen_statements(
    town: Town, live: Callable[[Town], Concern]
) -> None:
    concern = live(town)
    client = signed_in(town.ma)

    few, lots = twice(town, lambda: client.get(f"/desk/concerns/{concern.pk}/"))  # type: ignore[arg-type,return-value]

    assert lots == few <= CONCERN


def test_the_home_page_costs_at_most_ten_statements(town: Town) -> None:
    said(town)
    client = signed_in(town.wang)

    few, lots = twice(town, lambda: client.get("/"))  # type: ignore[arg-type,return-value]

    assert lots == few <= HOME


def test_the_page_of_ones_own_matter_costs_at_most_fourteen_statements(town: Town) -> None:
    concern = done_concern(town)
    address = f"/r/{concern.voices.get().receipt}/"
    client = Client()

    few, lots = twice(town, lambda: client.get(address))  # type: ignore[arg-type,return-value]

    assert lots == few <= INBOX
