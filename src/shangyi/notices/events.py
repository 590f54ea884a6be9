"""Facts about the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSentAgain(Event):
    kind: ClassVar[str] = "notice.sent-again"
    notice: int = public()
    channel: str = public()
    error: str
