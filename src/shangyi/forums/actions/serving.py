"""新服务: offered in a line, registered with owner, scope and start, and rated by residents later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from shangyi.forums.actions.moving import Move, begin_work, complete
from shangyi.forums.actions.outcomes import Promise, keep_outcome, open_promise
from shangyi.forums.actions.writing import remark_for_change
from shangyi.forums.events import ServiceRegistered
from shangyi.forums.models import Remark, ServiceOffering
from shangyi.forums.rules.life import State, check_writable
from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.practice import RemarkKind
from shangyi.kernel.refused import Refused
from shangyi.undertakings.rules import Task

if TYPE_CHECKING:
    from datetime import date, datetime

    from shangyi.kernel.actor import Actor
    from shangyi.people.models import Person
    from shangyi.places.models import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewService:
    """What is offered, for whom, by whom, from when; by when residents are asked to rate it."""

    name: str
    scope: str
    holder: Person
    starts_on: date
    rate_by: date
    unit: Unit | None = None
    available: str = ""


@transaction.atomic
def register_service(
    *, gathering_id: int, remark_id: int, new: NewService, actor: Actor, now: datetime
) -> ServiceOffering:
    """Register a new service from a line: its owner starts it by its day, the keeper asks for ratings by another.

    Registered twice it is the same service. Refused: gathering.not-found, rights.missing, gathering.not-open,
    gathering.already-filed, remark.not-found, service.name-needed, service.scope-needed, service.rated-too-early,
    promise.day-passed, remark.has-outcome.
    """
    name, scope = " ".join(new.name.split())[:80], " ".join(new.scope.split())[:200]
    _check(name, scope, new)
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    remark = remark_for_change(move.gathering, remark_id)
    known = ServiceOffering.objects.filter(remark=remark).first()
    if known is not None:
        return known
    _be_pledge(remark)
    begins = Promise(what=name, holder=new.holder, unit=new.unit, by=new.starts_on)
    undertaking = open_promise(move, begins, task=Task.PLEDGE)
    keep_outcome(move, What.PLEDGE, remark=remark, undertaking=undertaking)
    what = _("Ask residents to rate the new service: %(name)s") % {"name": name}
    asked = Promise(what=what, holder=move.gathering.keeper, by=new.rate_by)
    rating = open_promise(move, asked, task=Task.RECHECK)
    keep_outcome(move, What.RECHECK, remark=remark, undertaking=rating)
    row = ServiceOffering.objects.create(
        gathering=move.gathering,
        remark=remark,
        name=name,
        scope=scope,
        available=" ".join(new.available.split())[:120],
        unit=new.unit,
        starts_on=new.starts_on,
        undertaking=undertaking,
        rating=rating,
        rate_by=new.rate_by,
        registered_at=now,
    )
    return _registered(move, row)


def _check(name: str, scope: str, new: NewService) -> None:
    """Refused: service.name-needed, service.scope-needed, service.rated-too-early."""
    if len(name) < 2:
        raise Refused("service.name-needed")
    if len(scope) < 2:
        raise Refused("service.scope-needed")
    if new.rate_by <= new.starts_on:
        raise Refused("service.rated-too-early", day=new.starts_on)


def _be_pledge(remark: Remark) -> None:
    """A service that is offered is promised. Refused: remark.has-outcome, for a line that became something else."""
    if remark.kind == RemarkKind.PLEDGE:
        return
    if remark.kind and remark.outcomes.exists():
        raise Refused("remark.has-outcome")
    remark.kind = RemarkKind.PLEDGE
    remark.save(update_fields=["kind"])


def _registered(move: Move, row: ServiceOffering) -> ServiceOffering:
    move.record(
        ServiceRegistered(
            service=row.pk,
            remark=row.remark_id,
            undertaking=row.undertaking_id,
            rating=row.rating_id,
            starts_on=row.starts_on.isoformat(),
            name=row.name,
            scope=row.scope,
        )
    )
    for each in (row.undertaking, row.rating):
        move.tell("gathering.pledged", each.holder_id, about=f"undertaking:{each.pk}", what=each.what)
    complete(move, "outcome")
    return row
