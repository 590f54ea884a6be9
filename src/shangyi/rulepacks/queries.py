"""Which rules are in force where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length

from shangyi.kernel.actor import Actor
from shangyi.kernel.calendar import WorkingCalendar
from shangyi.kernel.refused import Refused
from shangyi.places.rules import ancestor_paths
from shangyi.rulepacks.models import CalendarVersion, PackVersion
from shangyi.rulepacks.rules import Pack, load_calendar, load_pack

LARGEST_ID = 2**63


@dataclass(frozen=True, slots=True)
class InForce:
    """A rule pack and the calendar of its region, with the id that is stamped on every case."""

    pack_id: int
    pack: Pack
    calendar: WorkingCalendar


def rules_at(place_path: str, on: date) -> InForce:
    """The rules in force at a place on a day: the nearest place's newest pack, with one query.

    Refused: rulepack.none-in-force, when nothing was imported for that day.
    """
    row = (
        PackVersion.objects.filter(place_path__in=["", *ancestor_paths(place_path)], in_force_from__lte=on)
        .annotate(calendar_id=Subquery(_newest_calendar()), depth=Length("place_path"))
        .order_by("-depth", "-in_force_from", "-id")
        .values_list("pk", "calendar_id")
        .first()
    )
    if row is None:
        raise Refused("rulepack.none-in-force", on=on)
    return InForce(row[0], _pack(row[0]), _calendar(row[1]))


def rules_of(pack_id: int) -> InForce:
    """The rules a case was stamped with, on today's calendar of its region."""
    calendar_id = (
        PackVersion.objects.filter(pk=pack_id)
        .annotate(calendar_id=Subquery(_newest_calendar()))
        .values_list("calendar_id", flat=True)
        .get()
    )
    return InForce(pack_id, _pack(pack_id), _calendar(calendar_id))


def pack_of(pack_id: int) -> Pack:
    """The rule pack a case was stamped with; from memory, once this process has read it."""
    return _pack(pack_id)


def _newest_calendar() -> QuerySet[CalendarVersion, int]:
    return (
        CalendarVersion.objects.filter(region=OuterRef("region"))
        .order_by("-id")
        .values_list("pk", flat=True)[:1]
    )


@lru_cache(maxsize=32)
def _pack(pack_id: int) -> Pack:
    """A version never changes, so it is parsed once per process."""
    return load_pack(PackVersion.objects.values_list("text", flat=True).get(pk=pack_id))


@lru_cache(maxsize=8)
def _calendar(calendar_id: int | None) -> WorkingCalendar:
    if calendar_id is None:
        raise Refused("rulepack.no-calendar")
    return load_calendar(CalendarVersion.objects.values_list("text", flat=True).get(pk=calendar_id))


def versions_seen_by(actor: Actor) -> QuerySet[PackVersion]:
    """The versions that hold where the actor may look: everywhere, above, at or below the places of their rights."""
    roots = actor.paths_for("rulepack.view")
    seen = Q(place_path="")
    for root in roots:
        seen |= Q(place_path__startswith=root) | Q(place_path__in=ancestor_paths(root))
    return PackVersion.objects.filter(seen).order_by("place_path", "-in_force_from", "-id")


def version_by_id(actor: Actor, pack_id: int) -> PackVersion:
    """One version. Refused: rulepack.not-found, also for what the actor may not see."""
    row = versions_seen_by(actor).filter(pk=pack_id).first() if pack_id < LARGEST_ID else None
    if row is None:
        raise Refused("rulepack.not-found")
    return row


def pack_in(row: PackVersion) -> Pack:
    """The pack that a version holds; parsed once per process, since it never changes."""
    return _read_pack(row.text)


def version_in_force(place_path: str, on: date) -> PackVersion | None:
    """The version that holds at a place on a day: the nearest place's newest one."""
    return (
        PackVersion.objects.filter(place_path__in=["", *ancestor_paths(place_path)], in_force_from__lte=on)
        .annotate(depth=Length("place_path"))
        .order_by("-depth", "-in_force_from", "-id")
        .first()
    )


def version_before(row: PackVersion) -> PackVersion | None:
    """The version that this one follows at its own place, else the one that held there from further up."""
    earlier = Q(in_force_from__lt=row.in_force_from) | Q(in_force_from=row.in_force_from, pk__lt=row.pk)
    return (
        PackVersion.objects.filter(earlier, place_path__in=["", *ancestor_paths(row.place_path)])
        .annotate(depth=Length("place_path"))
        .order_by("-depth", "-in_force_from", "-id")
        .first()
    )


def calendar_versions() -> QuerySet[CalendarVersion]:
    """Every imported calendar, the newest of a region first."""
    return CalendarVersion.objects.order_by("region", "-id")


def calendar_by_id(calendar_id: int) -> CalendarVersion:
    """One calendar. Refused: rulepack.not-found."""
    row = CalendarVersion.objects.filter(pk=calendar_id).first() if calendar_id < LARGEST_ID else None
    if row is None:
        raise Refused("rulepack.not-found")
    return row


def newest_calendar(region: str) -> CalendarVersion | None:
    """The calendar that counts in a region, if one was imported."""
    return CalendarVersion.objects.filter(region=region).order_by("-id").first()


def calendar_in(row: CalendarVersion) -> WorkingCalendar:
    """The calendar that a version holds; parsed once per process."""
    return _read_calendar(row.text)


@lru_cache(maxsize=32)
def _read_pack(text: str) -> Pack:
    return load_pack(text)


@lru_cache(maxsize=8)
def _read_calendar(text: str) -> WorkingCalendar:
    return load_calendar(text)
