"""Facts about the rules: which version came into force when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePackImported(Event):
    kind: ClassVar[str] = "rulepack.imported"
    code: str = public()
    version: str = public()
    digest: str = public()
    in_force_from: str = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarImported(Event):
    kind: ClassVar[str] = "calendar.imported"
    region: str = public()
    digest: str = public()
