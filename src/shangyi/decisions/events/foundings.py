"""Facts about founding an owners' committee. Days, numbers and gates are public; names and papers are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from shangyi.ledger.events import Event, public


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundingRequested(Event):
    """An owner asks for the procedure."""

    kind: ClassVar[str] = "founding.requested"
    answer_by: str = public()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundingJoined(Event):
    """Another owner asks too."""

    kind: ClassVar[str] = "founding.joined"
    n_asking: int = public()
    household: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundingOpened(Event):
    """The street, the town or the community takes it up, under a version of the rules."""

    kind: ClassVar[str] = "founding.opened"
    rules: str = public()
    n_gates: int = public()
    requested: bool = public()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundingActDone(Event):
    """One act. `late` names the gates kept after their last day; `again` where it corrects an earlier one."""

    kind: ClassVar[str] = "founding.act-done"
    deed: str = public()
    facts: Mapping[str, Any] = public()
    late: tuple[str, ...] = public(default=())
    again: bool = public(default=False)
    ballot: int | None = public(default=None)
    evidence: str = ""
    picture: str = ""
    why_late: str = ""
    why_again: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeFiled(Event):
    """备案: the committee is on the office's record, with its number; from when to when its term runs."""

    kind: ClassVar[str] = "founding.filed"
    recorded_on: str = public()
    term_from: str = public()
    term_until: str = public()
    n_members: int = public()
    number: str
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundingStopped(Event):
    kind: ClassVar[str] = "founding.stopped"
    was: str = public()
    reason: str
