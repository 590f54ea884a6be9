"""消息 and the operator's outbox."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.actions import Message, queue, send_again
from shangyi.notices.models import Notice
from shangyi.notices.queries import n_unread
from shangyi.people.models import Person
from shangyi.people.rules.capacities import CapacityKind
from tests.kernel.ningxia import at
from tests.people_and_places import Town, account_of, acting, capacity, person

NOW = at("2026-03-04T10:00")


def told(who: Person | None, n: int = 1, **wishes: Any) -> None:
    queue(
        [
            Message(
                **{
                    "template": "concern.found",
                    "about": "concern:7",
                    "key": f"found:{who.pk if who else 0}:{each}",
                    "person_id": who.pk if who else None,
                    "facts": {
                        "title": "井盖有臭味",
                        "text": f"看过<b>{each}</b>次𠮷",
                        "receipt": "ABCD-EFGH-JKMN",
                    },
                }
                | wishes
            )
            for each in range(n)
        ],
        now=NOW,
    )


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(account_of(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def operator_of(town: Town) -> Person:
    who = person("系统管理员", "13900000009")
    capacity(who, CapacityKind.OPERATOR, town.district)
    return who


def test_everybody_reads_their_own_messages_in_words(town: Town) -> None:
    told(town.wang)
    told(town.zhao, facts={"title": "别人的事", "text": "x"})

    page = signed_in(town.wang).get("/notices/").content.decode()

    assert "已到现场查看" in page
    assert "看过&lt;b&gt;0&lt;/b&gt;次𠮷" in page
    assert "别人的事" not in page


def test_reading_leads_to_the_matter_and_the_bell_counts_down(town: Town) -> None:
    told(town.wang, 2)
    row = Notice.objects.order_by("id")[0]

    answer = signed_in(town.wang).post(f"/notices/{row.pk}/read/")

    assert answer["Location"] == "/r/ABCD-EFGH-JKMN/"
    assert n_unread(acting(town.wang)) == 1
    signed_in(town.wang).post("/notices/read/")
    assert n_unread(acting(town.wang)) == 0


def test_nobody_reads_the_messages_of_another(town: Town) -> None:
    told(town.wang)
    row = Notice.objects.get()

    assert signed_in(town.zhao).post(f"/notices/{row.pk}/read/").status_code == 404
    assert Client().get("/notices/").status_code == 302


@pytest.mark.parametrize("n", [1, 150])
def test_the_bell_is_one_query_and_stops_counting(town: Town, n: int) -> None:
    told(town.wang, n)
    who = acting(town.wang)

    with CaptureQueriesContext(connection) as asked:
        count = n_unread(who)

    assert (count, len(asked)) == (min(n, 100), 1)


@pytest.mark.parametrize("n", [1, 50])
def test_the_list_costs_the_same_for_few_and_for_many(town: Town, n: int) -> None:
    told(town.wang, n)
    client = signed_in(town.wang)

    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/notices/")

    assert answer.status_code == 200
    assert len(asked) <= 8


def dead(n: int = 1) -> Notice:
    for each in range(n):
        told(
            None,
            key=f"mail:{each}",
            channel=Notice.Channel.EMAIL,
            address="wangayi@example.org",
            template="people.sign_in_code",
            facts={"code": "024680"},
        )
    Notice.objects.update(state=Notice.State.DEAD, last_error="550 no such box", attempts=3)
    return Notice.objects.order_by("id")[0]


def test_the_operator_sees_states_and_errors_but_neither_words_nor_addresses(town: Town) -> None:
    dead()

    page = signed_in(operator_of(town)).get("/notices/outbox/?state=dead").content.decode()

    assert "550 no such box" in page
    assert "wa…@example.org" in page
    assert "wangayi" not in page
    assert "024680" not in page


def test_a_dead_letter_is_sent_again_and_that_is_on_record(town: Town) -> None:
    row = dead()

    answer = signed_in(operator_of(town)).post(f"/notices/outbox/{row.pk}/send-again/")

    row.refresh_from_db()
    assert (answer.status_code, row.state, row.attempts) == (302, "queued", 0)
    assert Fact.objects.filter(kind="notice.sent-again").count() == 1


def test_what_was_not_given_up_is_not_sent_again_nor_by_anybody(town: Town) -> None:
    row = dead()
    operator = acting(operator_of(town))
    send_again(notice_id=row.pk, actor=operator, now=NOW)

    codes = []
    for who, notice_id in ((operator, row.pk), (operator, 999_999), (acting(town.li), row.pk)):
        with pytest.raises(Refused) as no:
            send_again(notice_id=notice_id, actor=who, now=NOW)
        codes.append(no.value.code)

    assert codes == ["notice.not-given-up", "notice.not-found", "rights.missing"]


@pytest.mark.parametrize("query", ["?page=99999999999", "?page=-1", "?page=x", "?state=%00", "?state=none"])
def test_nonsense_in_the_address_shows_the_list(town: Town, query: str) -> None:
    assert signed_in(operator_of(town)).get(f"/notices/outbox/{query}").status_code == 200


def test_the_frame_says_how_many_messages_wait(town: Town) -> None:
    told(town.wang, 3)

    assert "消息（3条新消息）" in signed_in(town.wang).get("/notices/").content.decode()
