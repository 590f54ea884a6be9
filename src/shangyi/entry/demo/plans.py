"""How the life of one concern of the demo will go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shangyi.entry.demo.speaking import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How it will go. `stop` names the station after which nobody does anything any more."""

    case: Case
    start: datetime
    stop: str = ""
    brisk: bool = False
    late_days: float = 0
    objection: str = ""
    extension: str = ""
    listing: str = ""
    ending: str = "rated"
    looked_at: bool = False
    n_joining: int = 0
    keeper: str = ""
    handler: str = ""
    unit: str = ""
    held_back: bool = False
