"""Importing versions of the rule pack and of the calendars. A version once imported never changes."""

from __future__ import annotations

import hashlib

from django.db import transaction

from shangyi.kernel.actor import Act
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.rulepacks.events import CalendarImported, RulePackImported
from shangyi.rulepacks.models import CalendarVersion, PackVersion
from shangyi.rulepacks.rules import load_calendar, load_pack


@transaction.atomic
def import_pack(*, text: str, act: Act, place_path: str = "") -> PackVersion:
    """Put a version of a rule pack in force from its own date; the same text again is the same version.

    Refused: what `load_pack` refuses; rulepack.version-changed, when this version was imported with other words.
    """
    pack = load_pack(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = PackVersion.objects.filter(code=pack.code, version=pack.version, place_path=place_path).first()
    if known is not None:
        if known.digest != digest:
            raise Refused("rulepack.version-changed", code=pack.code, version=pack.version)
        return known
    row = PackVersion.objects.create(
        code=pack.code,
        version=pack.version,
        region=pack.region,
        place_path=place_path,
        in_force_from=pack.in_force_from,
        text=text,
        digest=digest,
        imported_at=act.at,
    )
    event = RulePackImported(
        code=pack.code, version=pack.version, digest=digest, in_force_from=pack.in_force_from.isoformat()
    )
    append(event, subject=f"rulepack:{row.pk}", place_code="", act=act)
    return row


@transaction.atomic
def import_calendar(*, text: str, act: Act) -> CalendarVersion:
    """Make this the calendar of its region; the same text again changes nothing. Refused: as `load_calendar`."""
    calendar = load_calendar(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    newest = CalendarVersion.objects.filter(region=calendar.region).order_by("-id").first()
    if newest is not None and newest.digest == digest:
        return newest
    row = CalendarVersion.objects.create(region=calendar.region, text=text, digest=digest, imported_at=act.at)
    append(
        CalendarImported(region=calendar.region, digest=digest),
        subject=f"calendar:{row.pk}",
        place_code="",
        act=act,
    )
    return row
