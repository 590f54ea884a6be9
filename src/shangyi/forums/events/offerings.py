"""Facts about digests of cases and new services: days and counts are public; words are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestDrawn(Event):
    kind: ClassVar[str] = "gathering.digest-drawn"
    digest: int = public()
    unit: int = public()
    from_on: str = public()
    until_on: str = public()
    n_linked: int = public()
    n_existing: int | None = public(default=None)
    existing_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRegistered(Event):
    kind: ClassVar[str] = "gathering.service-registered"
    service: int = public()
    remark: int = public()
    undertaking: int = public()
    rating: int = public()
    starts_on: str = public()
    name: str
    scope: str
