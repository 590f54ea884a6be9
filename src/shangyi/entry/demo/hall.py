"""One gathering of the demo while it is lived."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shangyi.forums.models import Gathering, Remark
from shangyi.kernel.actor import Actor
from shangyi.people.models import Person

if TYPE_CHECKING:
    from shangyi.entry.demo.world import World

Row = dict[str, Any]


@dataclass(slots=True)
class Hall:
    """One gathering while it is lived: who convenes, and the lines that were written down."""

    world: World
    row: Row
    gathering: Gathering
    lines: list[Remark] = field(default_factory=list)
    asked: list[Remark] = field(default_factory=list)

    def by(self, at: datetime) -> dict[str, Any]:
        return {"gathering_id": self.gathering.pk, "actor": self.actor(at), "now": at}

    def actor(self, at: datetime) -> Actor:
        return self.world.acting(self.world.people[self.row["by"]], at)

    def person(self, name: str) -> Person | None:
        return self.world.people[name] if name else None
