"""What /healthz tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shangyi.entry.models import ScheduleSlot
from shangyi.entry.preflight import database_problems
from shangyi.notices.models import Notice


@pytest.fixture
def beat(db: None) -> ScheduleSlot:
    now = timezone.now()
    return ScheduleSlot.objects.create(job="pulse", slot_at=now, started_at=now, finished_at=now)


def waiting(minutes: int) -> None:
    then = timezone.now() - timedelta(minutes=minutes)
    Notice.objects.create(
        channel="email", template="x", about="x", dedup_key=str(minutes), made_at=then, next_attempt_at=then
    )


def test_all_is_well_while_the_worker_was_seen_and_the_outbox_moves(
    client: Client, beat: ScheduleSlot
) -> None:
    waiting(minutes=10)
    waiting(minutes=-60)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["ok"]) == (200, True)
    assert 600 <= response.json()["outbox_late_s"] < 660
    assert response["Cache-Control"] == "no-store"


def test_a_silent_worker_is_told(client: Client, beat: ScheduleSlot) -> None:
    ScheduleSlot.objects.update(started_at=timezone.now() - timedelta(minutes=3))

    response = client.get("/healthz")

    assert (response.status_code, response.json()["worker"]) == (503, False)
    assert client.get("/healthz?only=pages").status_code == 200


def test_a_stuck_outbox_is_told(client: Client, beat: ScheduleSlot) -> None:
    waiting(minutes=16)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["outbox"]) == (503, False)


def test_the_tables_of_the_suite_are_this_versions(db: None) -> None:
    assert list(database_problems()) == []


@pytest.mark.django_db
def test_it_costs_few_queries(
    client: Client, beat: ScheduleSlot, django_assert_max_num_queries: object
) -> None:
    client.get("/healthz")
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(3):
        client.get("/healthz")
