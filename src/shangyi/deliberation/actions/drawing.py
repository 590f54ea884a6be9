"""The map follows the votes: drawn anew by the worker, kept as one row; that of a topic that is over is recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from shangyi.deliberation.actions.moving import begin_by_clock, complete
from shangyi.deliberation.events import MapDrawn
from shangyi.deliberation.models import DrawnMap, Topic
from shangyi.deliberation.queries.topics import OVER, PUBLIC, topic_for_change
from shangyi.deliberation.queries.votes import Memory
from shangyi.deliberation.rules.topic_life import TopicVerb

AT_ONCE = 50


def draw_due_maps(*, now: datetime, memory: Memory | None = None) -> int:
    """Draw the map of every topic whose votes it does not know yet; how many. With a memory, only new ones are read."""
    kept = memory or Memory()
    return sum(draw_topic(topic_id=pk, now=now, memory=kept) for pk in due_maps())


def due_maps() -> list[int]:
    """The topics whose map is behind their votes, or that are over without their map on record."""
    maps = DrawnMap.objects.filter(topic=OuterRef("pk"), at_change=OuterRef("n_changes"))
    behind = ~Exists(maps) & Q(n_changes__gt=0)
    unrecorded = Q(state__in=OVER, n_changes__gt=0) & ~Exists(maps.filter(is_recorded=True))
    rows = Topic.objects.filter(behind | unrecorded, state__in=PUBLIC).order_by("id")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def draw_topic(*, topic_id: int, now: datetime, memory: Memory | None = None) -> int:
    """Draw the map of one topic. The number of changes is read before the votes: it never claims to be newer.

    Computed while people go on voting; only keeping it holds the topic for a moment. Refused: topic.not-found.
    """
    from shangyi.deliberation.queries.drawing import draw  # compiled: nobody but the worker waits for it

    topic = Topic.objects.get(pk=topic_id)
    at_change = topic.n_changes
    drawing = draw((memory or Memory()).laid(topic))
    given = {
        "at_change": at_change,
        "drawn_at": now,
        "seed": drawing.seed,
        "version": drawing.version,
        "n_people": drawing.n_people,
        "n_positions": drawing.n_positions,
        "data": drawing.data,
        "telling": drawing.telling,
        "places": drawing.places,
        "digest": drawing.digest,
    }
    return _kept(topic_id, given, now)


@transaction.atomic
def _kept(topic_id: int, given: dict[str, object], now: datetime) -> int:
    move = begin_by_clock(topic_for_change(topic_id), TopicVerb.DRAW, now)
    topic = move.topic
    newer = DrawnMap.objects.filter(topic=topic, at_change__gt=given["at_change"])
    if newer.exists():
        return 0
    is_final = topic.state in OVER and topic.n_changes == given["at_change"]
    row, _made = DrawnMap.objects.update_or_create(topic=topic, defaults={**given, "is_recorded": is_final})
    if is_final:
        move.record(
            MapDrawn(
                n_people=row.n_people,
                n_positions=row.n_positions,
                n_groups=len(row.data["groups"]),
                seed=row.seed,
                version=row.version,
                digest=row.digest,
            )
        )
    complete(move)
    return 1
