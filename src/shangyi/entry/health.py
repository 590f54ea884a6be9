"""Whether the service can do its work, for a watchdog or a balancer to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from shangyi.entry.models import ScheduleSlot
from shangyi.entry.preflight import waiting_migrations
from shangyi.notices.models import Notice
from shangyi.people.views import public

if TYPE_CHECKING:
    from datetime import datetime

SILENT_SECONDS = 150
"""The worker leaves a row every 30 s; after five missed ones it counts as stopped."""

STUCK_SECONDS = 900
"""A notice that should have gone out this long ago shows that delivery does not keep up."""

_migrated: list[bool] = []


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while all is well, else 503 with the part that is not.

    `?only=pages` leaves out worker and outbox: a balancer must not take all page servers away because the
    worker stands still.
    """
    try:
        parts = (
            pages_part()
            if request.GET.get("only") == "pages"
            else {**pages_part(), **work_part(timezone.now())}
        )
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    bad = [name for name, value in parts.items() if value is False]
    return JsonResponse(
        {"ok": not bad, **parts}, status=503 if bad else 200, headers={"Cache-Control": "no-store"}
    )


def pages_part() -> dict[str, object]:
    """The database answers and its tables are this version's; once they are, they stay so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _migrated and not waiting_migrations():
        _migrated.append(True)
    return {"database": True, "migrations": bool(_migrated)}


def work_part(now: datetime) -> dict[str, object]:
    """Seconds since the worker was last seen, and how long the most overdue notice has been waiting."""
    beat = ScheduleSlot.objects.order_by("-started_at").values_list("started_at", flat=True).first()
    silent = None if beat is None else round((now - beat).total_seconds())
    waiting = Notice.objects.filter(state="queued", next_attempt_at__lte=now).order_by("next_attempt_at")
    oldest = waiting.values_list("next_attempt_at", flat=True).first()
    late = 0 if oldest is None else round((now - oldest).total_seconds())
    return {
        "worker": silent is not None and silent < SILENT_SECONDS,
        "worker_seen_s_ago": silent,
        "outbox": late < STUCK_SECONDS,
        "outbox_late_s": late,
    }
