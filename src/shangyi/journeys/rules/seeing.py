"""Who looks at a matter, and which facts are theirs to see. What is not, never reaches the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Eyes(StrEnum):
    """In what relation somebody looks."""

    SPEAKER = "speaker"  # holds the receipt of a voice in it
    NEIGHBOUR = "neighbour"  # may see that it exists and where it stands
    HANDLER = "handler"  # works on it for a unit that was asked: never who spoke
    DESK = "desk"  # our own staff of the place


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whose eyes, and which voices of the matter are the viewer's own."""

    eyes: Eyes
    own_voices: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One entry of the story: the fact behind it and what of it may be shown."""

    kind: str
    at: datetime
    capacity_kind: str
    public: Mapping[str, Any]
    shown: Mapping[str, Any]
    mine: bool = False


ALL = frozenset(Eyes)
INSIDE = frozenset({Eyes.DESK})
WORKING = frozenset({Eyes.DESK, Eyes.HANDLER})
CONCERNED = frozenset({Eyes.DESK, Eyes.SPEAKER})
NOT_NEIGHBOURS = frozenset({Eyes.DESK, Eyes.SPEAKER, Eyes.HANDLER})

_STAFF = ("name", "capacity")

SEEN: Mapping[str, tuple[frozenset[Eyes], tuple[str, ...]]] = {
    "voice.heard": (ALL, ()),
    "voice.added": (CONCERNED, ()),
    "concern.opened": (INSIDE, ("keeper_name",)),
    "concern.sorted": (NOT_NEIGHBOURS, ("title", *_STAFF)),
    "concern.assigned": (ALL, ("keeper_name", "handler_name", "unit_name", "what", *_STAFF)),
    "concern.undone": (INSIDE, _STAFF),
    "concern.objected": (WORKING, ("reason", *_STAFF)),
    "concern.objection-decided": (WORKING, ("reason", *_STAFF)),
    "concern.returned": (CONCERNED, ()),
    "concern.found": (ALL, ("text", "visitors", "unit_name", *_STAFF)),
    "concern.pushed": (ALL, ("text", *_STAFF)),
    "concern.listed": (ALL, ("plan", "reported_to", *_STAFF)),
    "concern.list-reviewed": (ALL, ("plan", *_STAFF)),
    "concern.report-answered": (ALL, ("reply", *_STAFF)),
    "concern.resumed": (ALL, ("reason", *_STAFF)),
    "concern.diverted": (CONCERNED, ("reason", *_STAFF)),
    "concern.done": (ALL, ("result", *_STAFF)),
    "answer.written": (CONCERNED, ("text", *_STAFF)),
    "answer.ended": (CONCERNED, _STAFF),
    "answer.tried": (CONCERNED, _STAFF),
    "voice.rated": (CONCERNED, ("sentence",)),
    "concern.disputed": (ALL, ("looker_name",)),
    "concern.looked-at": (ALL, ("reason", *_STAFF)),
    "concern.closed": (ALL, ()),
    "concern.regrouped": (CONCERNED, _STAFF),
    "concern.keeper-changed": (ALL, ("keeper_name",)),
    "undertaking.responded": (ALL, ("how", *_STAFF)),
    "undertaking.person-named": (ALL, ("holder_name",)),
    "undertaking.extension-asked": (WORKING, ("reason", *_STAFF)),
    "undertaking.extension-decided": (ALL, ("reason", *_STAFF)),
    "undertaking.handed-over": (ALL, ("new_holder_name",)),
    "undertaking.reminded": (ALL, ("reminded_name",)),
    "undertaking.raised": (ALL, ("raised_to_name",)),
}
"""Fact → who may see it, and which private fields they then see. A fact that is not here is seen by nobody."""

OWN_WORDS = ("words", "sentence", "noticed", "suspicion", "tried_before")
SPOKEN = frozenset({"voice.heard", "voice.added", "voice.rated", "answer.ended", "answer.tried"})
"""Facts about one voice: to a speaker only their own, except that a neighbour joined."""


def telling(
    *,
    kind: str,
    at: datetime,
    capacity_kind: str,
    public: Mapping[str, Any],
    private: Mapping[str, Any],
    viewer: Viewer,
) -> Telling | None:
    """What this viewer may be told of one fact, or None.

    A speaker sees their own words and of the others only that somebody joined. A handler never sees words: in a
    courtyard of fifty households the words name the speaker. Names of those who spoke are for the desk alone.
    """
    rule = SEEN.get(kind)
    if rule is None or viewer.eyes not in rule[0]:
        return None
    voice = public.get("voice")
    mine = voice is not None and voice in viewer.own_voices
    if kind in SPOKEN and viewer.eyes is Eyes.SPEAKER and not mine and kind != "voice.heard":
        return None
    fields = set(rule[1])
    if mine or viewer.eyes is Eyes.DESK:
        fields.update(OWN_WORDS)
    if viewer.eyes is Eyes.DESK:
        fields.update({"speaker_name", *_STAFF})
    shown = {name: private[name] for name in fields if private.get(name) not in (None, "")}
    return Telling(kind=kind, at=at, capacity_kind=capacity_kind, public=public, shown=shown, mine=mine)
