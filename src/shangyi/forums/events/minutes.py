"""Facts about minutes: parts, counts and marks are public; words, names and reasons are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesWorded(Event):
    """How one part of the minutes is worded from now on; the record below it stays."""

    kind: ClassVar[str] = "minutes.worded"
    part: str = public()
    left_out: bool = public(default=False)
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesShown(Event):
    kind: ClassVar[str] = "minutes.shown"
    object_until: str = public()
    n_told: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesObjected(Event):
    kind: ClassVar[str] = "minutes.objected"
    objection: int = public()
    class_code: str = public()
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionReplied(Event):
    kind: ClassVar[str] = "minutes.objection-replied"
    objection: int = public()
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesApproved(Event):
    kind: ClassVar[str] = "minutes.approved"
    edition: int = public()
    digest: str = public()
    n_objections: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesReopened(Event):
    kind: ClassVar[str] = "minutes.reopened"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPublished(Event):
    kind: ClassVar[str] = "minutes.published"
    edition: int = public()
    digest: str = public()
    level: str = public()
    with_names: bool = public()
    with_shortcomings: bool = public()
    n_told: int = public()


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesTemplateSet(Event):
    kind: ClassVar[str] = "minutes.template-set"
    template: int = public()
    digest: str = public()
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesTemplateRetired(Event):
    kind: ClassVar[str] = "minutes.template-retired"
    template: int = public()
