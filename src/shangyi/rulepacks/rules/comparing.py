"""What differs between two versions of a rule pack or a calendar, part by part. Nothing is judged here."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shangyi.kernel.calendar import WorkingCalendar
    from shangyi.rulepacks.rules.pack import Pack

LISTS = ("articles", "kinds", "grades", "categories", "diversions", "ladders", "tags", "committee_gates")
CLOCKS = (
    "triage",
    "assign",
    "return_within",
    "answer",
    "extension",
    "open_list",
    "rating",
    "attempts",
    "owners_vote",
    "founding",
)
DAYS_SHOWN = 366 * 3

Parts = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` and `after` are None for a part that came or went as a whole."""

    part: str
    code: str
    field: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that one calendar counts as worked and the other as off."""

    day: date
    works: bool
    name: str


def changes(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Every difference, in the order of the new text; what went comes last. The version itself is none."""
    before, after = _parts(old), _parts(new)
    found = [change for key, values in after.items() for change in _differences(key, before.get(key), values)]
    gone = [Change(*key, "gone") for key in before if key not in after]
    return (*found, *gone)


def _differences(
    key: tuple[str, str], before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> Iterator[Change]:
    if before is None:
        yield Change(*key, "new")
        return
    for name in dict.fromkeys([*after, *before]):
        if before.get(name) != after.get(name):
            yield Change(*key, name, before.get(name), after.get(name))


def _parts(pack: Pack) -> Parts:
    """The pack as parts with plain values, each part known by its list and its code."""
    whole = {name: getattr(pack, name) for name in ("zh", "en", "region", "in_force_from")}
    found: Parts = {("pack", ""): {**whole, **_flat(pack.source)}}
    for name in LISTS:
        for one in getattr(pack, name):
            found[name, str(getattr(one, "code", "") or one.number)] = _flat(one)
    for (kind, grade), limits in pack.kind_limits.items():
        found["kind_limits", f"{kind} {grade}"] = _flat(limits)
    for name in (*CLOCKS, "reminders"):
        found[name, ""] = _flat(getattr(pack, name))
    return found


def _flat(thing: Any) -> dict[str, Any]:
    """The fields of a dataclass; those of its source and its limits stand beside its own."""
    found: dict[str, Any] = {}
    for each in fields(thing):
        value = getattr(thing, each.name)
        if each.name in {"source", "limits"} and is_dataclass(value):
            found |= {
                f"source_{name}" if each.name == "source" else name: v for name, v in _flat(value).items()
            }
        elif each.name not in {"code", "number", "is_leaf"}:
            found[each.name] = value
    return found


def day_changes(old: WorkingCalendar, new: WorkingCalendar) -> tuple[DayChange, ...]:
    """The days of the new calendar's years that are worked in one and off in the other, earliest first."""
    found = []
    for year in sorted(new.years):
        day = date(year, 1, 1)
        while day.year == year:
            works = new.is_working_day(day)
            if works != old.is_working_day(day):
                found.append(DayChange(day, works, new.holiday_name(day) or old.holiday_name(day)))
            day += timedelta(days=1)
    return tuple(found[:DAYS_SHOWN])
