"""Nothing is overdue in silence: what should have been reminded or raised by now, by the calendar of its place.

Working hours are not for SQL, so the rules say from which due time on a reminder or a rung should have come, and
one statement each finds what is older and has none. That is one statement per way of reminding, not per row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from shangyi.journeys.rules.invariants import Held, Invariant
from shangyi.kernel.calendar import due
from shangyi.undertakings.models import Reminder, Undertaking
from shangyi.undertakings.queries import pace_of
from shangyi.undertakings.rules import Pace, Stage, State

SILENCE = (
    Invariant(
        number=4,
        code="undertaking.not-reminded",
        told="nothing is past its reminder without one",
        of="undertakings_undertaking",
    ),
    Invariant(
        number=4,
        code="undertaking.not-raised",
        told="nothing is past the time of a rung without having been raised to it",
        of="undertakings_undertaking",
    ),
)

GRACE = timedelta(minutes=15)
"""How long the sweep may be behind before that counts: it comes round every minute."""

FARTHEST = timedelta(days=400)
SHOWN = 5


def silences(now: datetime) -> Iterator[Held]:
    """What should have been reminded, and what should have climbed, and did not."""
    late = Undertaking.objects.filter(state=State.OPEN, due_at__lt=now)
    groups = _by_pace(late)
    looked_at = late.count()
    for invariant, find in zip(SILENCE, (_not_reminded, _not_raised), strict=True):
        ids = sorted({pk for pace, rows in groups.items() for pk in find(rows, pace, now)})
        yield Held(invariant, looked_at, len(ids), tuple(ids[:SHOWN]))


def _by_pace(late: QuerySet[Undertaking]) -> dict[Pace, QuerySet[Undertaking]]:
    """The late ones by how they are reminded: one of each kind is asked, the rest are like it."""
    kinds = list(
        late.annotate(home=Coalesce("place__community", "place"), clock=_round_the_clock())
        .values("pack", "home", "clock")
        .annotate(one=Min("pk"), n=Count("pk"))
        .order_by("one")
    )
    known: dict[object, Pace] = {}
    ones = Undertaking.objects.select_related("place__community").in_bulk([kind["one"] for kind in kinds])
    found: defaultdict[Pace, Q] = defaultdict(Q)
    for kind in kinds:
        pace = pace_of(ones[kind["one"]], known)
        found[pace] |= Q(pack=kind["pack"], home=kind["home"], clock=kind["clock"])
    whole = late.annotate(home=Coalesce("place__community", "place"), clock=_round_the_clock())
    return {pace: whole.filter(like) for pace, like in found.items()}


def _round_the_clock() -> Case:
    return Case(When(working__round_the_clock=True, then=Value(value=True)), default=Value(value=False))


def _not_reminded(rows: QuerySet[Undertaking], pace: Pace, now: datetime) -> list[int]:
    """Past the reminder that comes after the due time, and reminded neither at nor after it."""
    before = latest(lambda at: pace.open_from(due(at, pace.remind_after, pace.calendar).at), now - GRACE)
    given = Reminder.objects.filter(
        undertaking=OuterRef("pk"), stage__in=[Stage.AT, Stage.AFTER], due_at=OuterRef("due_at")
    )
    return list(rows.filter(~Exists(given), due_at__lte=before).values_list("pk", flat=True))


def _not_raised(rows: QuerySet[Undertaking], pace: Pace, now: datetime) -> list[int]:
    missing = Q(pk__in=[])
    for n, rung in enumerate(pace.ladder, start=1):
        before = latest(lambda at, after=rung.after: pace.open_from(at + after), now - GRACE)  # type: ignore[misc]
        missing |= Q(rung__lt=n, due_at__lte=before)
    return list(rows.filter(missing).values_list("pk", flat=True))


def latest(moment_of: Callable[[datetime], datetime], limit: datetime) -> datetime:
    """The latest due time whose moment lies before `limit`, to the second: moments never run backwards."""
    low, high = limit - FARTHEST, limit
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if moment_of(middle) <= limit else (low, middle)
    return low
