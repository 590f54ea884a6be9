"""What differs between two versions of a practice, part by part."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shangyi.forums.rules.practice import Practice

UNSHOWN = frozenset({"version", "source", "in_force_from"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that is not the same; `before` and `after` list its members by code, or say its value."""

    part: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def differences(before: Practice, after: Practice) -> tuple[Difference, ...]:
    """The parts that differ, in the order of the fields; nothing where only version and date do."""
    found = []
    for each in fields(after):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if each.name in UNSHOWN or old == new:
            continue
        olds, news = _members(old), _members(new)
        gone = tuple(name for name in olds if name not in news)
        come = tuple(name for name in news if name not in olds)
        found.append(Difference(each.name, gone, come))
    return tuple(found)


def _members(value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(f"{key}: {inside}" for key, inside in value.items())
    if isinstance(value, tuple):
        return tuple(str(getattr(each, "zh", each)) for each in value)
    return () if value is None else (str(value),)
