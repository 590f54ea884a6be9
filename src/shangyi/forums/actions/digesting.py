"""Drawing the digest of hotline cases about a firm, as counts that name nobody."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shangyi.concerns.models import Voice
from shangyi.concerns.rules.hearing import Channel
from shangyi.forums.actions.moving import Move, begin_work, complete
from shangyi.forums.actions.noticing import meet_by_itself
from shangyi.forums.events import DigestDrawn
from shangyi.forums.models import CaseDigest
from shangyi.forums.rules.digest import Case, Existing, by_month, check_existing, grouped
from shangyi.forums.rules.life import COMING, WRITABLE, State
from shangyi.forums.rules.practice import MetBy
from shangyi.kernel.refused import Refused
from shangyi.places.models import Place, ServicePeriod
from shangyi.places.rules import PlaceKind, ancestor_paths

if TYPE_CHECKING:
    from datetime import date

    from shangyi.kernel.actor import Actor


@transaction.atomic
def draw_digest(*, gathering_id: int, existing: Existing, actor: Actor, now: datetime) -> CaseDigest:
    """Count every hotline case of the firm's period of service as it stands now; it meets the need of the practice.

    `existing` is what somebody else says how many there are. Drawn anew, the newer one is shown.
    Refused: gathering.not-found, rights.missing, digest.not-found, digest.closed, digest.no-unit, digest.no-period,
    and as `check_existing`.
    """
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    if not move.practice.needs_met_by(MetBy.CASE_DIGEST):
        raise Refused("digest.not-found")
    if State(move.gathering.state) not in {*COMING, *WRITABLE}:
        raise Refused("digest.closed", state=move.gathering.state)
    period, place = _period(move)
    today = now.astimezone(move.rules.calendar.zone).date()
    until = min(period.until_on or today, today)
    cases = _cases(move, place, period.from_on, until)
    said = check_existing(existing, n_linked=len(cases), today=today)
    row = CaseDigest.objects.create(
        gathering=move.gathering,
        unit_id=period.unit_id,
        place=place,
        from_on=period.from_on,
        until_on=until,
        period_source=period.source,
        n_linked=len(cases),
        n_existing=said.n,
        existing_source=said.source,
        existing_on=said.on,
        categories=[
            [each.category, each.n, [list(one) for one in each.buildings]] for each in grouped(cases)
        ],
        months=[list(each) for each in by_month(cases)],
        drawn_at=now,
        drawn_by_id=actor.person_id,
    )
    return _drawn(move, row)


def _period(move: Move) -> tuple[ServicePeriod, Place]:
    """The firm's newest period of service there, and the place both speak of: the smaller of the two.

    Refused: digest.no-unit, digest.no-period.
    """
    row = move.gathering
    if row.about_unit_id is None:
        raise Refused("digest.no-unit")
    near = Q(place__path__in=ancestor_paths(row.place_path)) | Q(place__path__startswith=row.place_path)
    today = move.act.at.astimezone(move.rules.calendar.zone).date()
    found = (
        ServicePeriod.objects.filter(near, unit=row.about_unit_id, from_on__lte=today)
        .select_related("place")
        .order_by("-from_on", "-id")
        .first()
    )
    if found is None:
        raise Refused("digest.no-period")
    return found, found.place if (found.place.path or "").startswith(row.place_path) else row.place


def _cases(move: Move, place: Place, from_on: date, until_on: date) -> list[Case]:
    """Every hotline case of the place in those days, reduced to category, month and building: one row a call."""
    zone = move.rules.calendar.zone
    begin = datetime.combine(from_on, time.min, zone)
    end = datetime.combine(until_on + timedelta(days=1), time.min, zone)
    path = place.path or ""
    buildings = dict(
        Place.objects.filter(kind=PlaceKind.BUILDING, path__startswith=path).values_list("path", "name")
    )
    rows = Voice.objects.filter(
        channel=Channel.HOTLINE, concern__place_path__startswith=path, said_at__gte=begin, said_at__lt=end
    ).values_list("concern__category", "said_at", "concern__place_path")
    return [
        Case(category, said_at.astimezone(zone).strftime("%Y-%m"), _building(where, buildings))
        for category, said_at, where in rows
    ]


def _building(path: str, buildings: dict[str | None, str]) -> str:
    return next((buildings[each] for each in ancestor_paths(path) if each in buildings), "")


def _drawn(move: Move, row: CaseDigest) -> CaseDigest:
    total = str(row.n_existing) if row.n_existing is not None else _("unknown")
    said = _("Hotline cases from %(from_on)s to %(until_on)s: %(n)s linked of %(total)s.") % {
        "from_on": row.from_on,
        "until_on": row.until_on,
        "n": row.n_linked,
        "total": total,
    }
    if State(move.gathering.state) in COMING:
        meet_by_itself(move, MetBy.CASE_DIGEST, said)
    move.record(
        DigestDrawn(
            digest=row.pk,
            unit=row.unit_id,
            from_on=row.from_on.isoformat(),
            until_on=row.until_on.isoformat(),
            n_linked=row.n_linked,
            n_existing=row.n_existing,
            existing_source=row.existing_source,
        )
    )
    complete(move, "digest")
    return row
