"""Undertakings to test with: opened by the real action on Monday 2 March 2026, due in five working days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from shangyi.kernel.actor import Act
from shangyi.kernel.limits import Limit
from shangyi.ledger.actions import append_all
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.undertakings.actions import NewUndertaking, open_undertaking
from shangyi.undertakings.models import Reminder, Undertaking
from shangyi.undertakings.rules import Limits, Pace, Rung, Task, timing
from tests.kernel.ningxia import CALENDAR, at
from tests.people_and_places import Town

OPENED = at("2026-03-02T10:00")
DUE = at("2026-03-09T23:59:59.999999")
LADDER = (
    Rung(capacity_kind="secretary", after=timedelta(hours=24), tier="community"),
    Rung(capacity_kind="street_officer", after=timedelta(hours=72), tier="street"),
)
PACE = Pace(calendar=CALENDAR, ladder=LADDER)


def pace(_row: Undertaking, _known: dict[object, Pace]) -> Pace:
    return PACE


def opened(town: Town, *, limit: str = "5wd", response: str | None = None, **wishes: Any) -> Undertaking:
    """小马 does it in 农场社区 and 李书记 awaits it, unless the test wishes otherwise."""
    limits = Limits(
        completion=Limit.parse(limit),
        response=Limit.parse(response) if response else None,
        return_within=Limit.parse("2wd"),
    )
    new = {
        "matter": "concern:1",
        "task": Task.HANDLE,
        "what": "井盖有臭味",
        "place": town.compound,
        "answers_to": town.li,
        "timing": timing(OPENED, limits, CALENDAR),
    } | wishes
    if "holder" not in new and "unit" not in new:
        new |= {"holder": town.ma, "holder_capacity": town.capacity(town.ma)}
    with transaction.atomic():
        row, line = open_undertaking(new=NewUndertaking(**new), act=Act.by_clock(OPENED))
        append_all([line])
    return row


def again(row: Undertaking) -> Undertaking:
    return Undertaking.objects.get(pk=row.pk)


def facts(kind: str) -> list[dict[str, Any]]:
    """The public parts of the facts of this kind, oldest first."""
    return list(Fact.objects.filter(kind=kind).order_by("id").values_list("public", flat=True))


def reminders() -> list[tuple[str, int, str]]:
    rows = Reminder.objects.order_by("id").select_related("person")
    return [(row.stage, row.rung, row.person.name if row.person else "") for row in rows]


def notices() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("id").select_related("person")
    return [(row.template, row.person.name if row.person else "") for row in rows]


def swept_at(text: str, **handlers: Any) -> Any:
    from shangyi.undertakings.actions import sweep

    return sweep(now=at(text), pace_for=pace, **handlers)


def moment(text: str) -> datetime:
    return at(text)
