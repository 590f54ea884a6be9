"""Queueing what must be told, in the transaction of its cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shangyi.notices.models import LiveEvent, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to tell whom. `key` makes it once only: the same key queued again is the same notice.

    `facts` fill the template; they must hold nothing that its reader may not see, above all not who raised a
    concern when the reader is whom it is about.
    """

    template: str
    about: str
    key: str
    person_id: int | None = None
    address: str = ""
    channel: str = Notice.Channel.IN_APP
    facts: dict[str, Any] = field(default_factory=dict)
    language: str = "zh-hans"


def queue(messages: Iterable[Message], *, now: datetime) -> int:
    """Put messages into the outbox with one statement; how many were asked for. Repeats are left out silently.

    What is read in the app is delivered by being there.
    """
    rows = [
        Notice(
            person_id=message.person_id,
            address=message.address,
            channel=message.channel,
            template=message.template,
            facts=message.facts,
            about=message.about,
            language=message.language,
            dedup_key=message.key[:120],
            made_at=now,
            next_attempt_at=now,
            **_delivered_at_once(message, now),
        )
        for message in messages
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _delivered_at_once(message: Message, now: datetime) -> dict[str, Any]:
    if message.channel != Notice.Channel.IN_APP:
        return {}
    return {"state": Notice.State.SENT, "sent_at": now}


def announce(*, channel: str, kind: str, now: datetime, body: dict[str, Any] | None = None) -> None:
    """Tell open pages that something changed; words are never in it."""
    LiveEvent.objects.create(channel=channel, kind=kind, body=body or {}, at=now)
