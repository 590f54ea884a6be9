"""提前通报: everybody invited is told what it is about, when and where, and by which way they were told stays known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from shangyi.forums.actions.moving import Move, begin_verb, begin_work, complete
from shangyi.forums.events import GatheringNoticed, NeedMet, NeedPassedOver, ToldByStaff
from shangyi.forums.models import Gathering, Invitation, Need
from shangyi.forums.rules.life import COMING, State, Verb
from shangyi.forums.rules.opening import REASON_AT_LEAST
from shangyi.forums.rules.practice import MetBy
from shangyi.kernel.refused import Refused
from shangyi.people.models import Account, Capacity, RosterLink
from shangyi.people.queries import in_force

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.kernel.actor import Actor

WAYS = frozenset({"phone", "door", "slip", "board", "wechat"})
"""How staff tell somebody whom no message in the app reaches."""


@transaction.atomic
def give_notice(*, gathering_id: int, actor: Actor, now: datetime) -> Gathering:
    """Tell everybody invited who was not told yet: in the app whoever has an account; the rest stand on the list of
    those whom staff must tell, until that is ticked off.

    Refused: gathering.not-found, rights.missing, gathering.not-now, gathering.already-done, gathering.agenda-empty,
    gathering.nobody-to-tell.
    """
    move = begin_verb(gathering_id, Verb.NOTICE, actor, now)
    row = move.gathering
    titles = list(row.items.order_by("position").values_list("title", flat=True))
    if not titles:
        raise Refused("gathering.agenda-empty")
    waiting = list(row.invitations.filter(told_at__isnull=True).select_related("concern"))
    if not waiting:
        raise Refused("gathering.nobody-to-tell")
    readers, items = readers_of(waiting, now), "；".join(titles)[:300]
    told = [each for each in waiting if _tell(move, each, readers[each.pk], items)]
    Invitation.objects.bulk_update(told, ["told_at", "told_how"])
    row.noticed_at = row.noticed_at or now
    n_invited = row.invitations.count()
    move.record(
        GatheringNoticed(planned_at=row.planned_at.isoformat(), n_invited=n_invited, n_told=len(told))
    )
    return complete(move, "noticed")


def _tell(move: Move, each: Invitation, readers: list[int], items: str) -> bool:
    """Tell one invitee in the app; False where nobody can be reached there."""
    for person_id in readers:
        facts: dict[str, Any] = {
            "invitation": each.pk,
            "planned_at": move.gathering.planned_at.isoformat(),
            "venue": move.gathering.venue,
            "items": items,
            "raised": each.concern.title if each.concern else "",
        }
        move.tell("gathering.invited", person_id, **facts)
    if readers:
        each.told_at, each.told_how = move.act.at, "app"
    return bool(readers)


def readers_of(waiting: list[Invitation], now: datetime) -> dict[int, list[int]]:
    """Who reads each invitation in the app: the person, the people of the unit, those who live behind the door."""
    by_person = _with_account([each.person_id for each in waiting if each.person_id])
    acting = Capacity.objects.filter(in_force(now.date()), person__account__isnull=False)
    by_unit = _grouped(
        acting.filter(unit__in=[each.unit_id for each in waiting if each.unit_id]).values_list(
            "unit_id", "person_id"
        )
    )
    doors = [each.household_id for each in waiting if each.household_id]
    living = acting.filter(place__in=doors, kind="resident").values_list("place_id", "person_id")
    linked = RosterLink.objects.filter(
        household_row__place__in=doors, person__account__isnull=False
    ).values_list("household_row__place_id", "person_id")
    by_door = _grouped([*living, *linked])
    return {
        each.pk: [each.person_id]
        if each.person_id is not None and each.person_id in by_person
        else sorted({*by_unit.get(each.unit_id, ()), *by_door.get(each.household_id, ())})
        for each in waiting
    }


def _with_account(ids: list[int]) -> frozenset[int | None]:
    return frozenset(Account.objects.filter(person__in=ids).values_list("person_id", flat=True))


def _grouped(pairs: Iterable[tuple[int | None, int]]) -> dict[int | None, set[int]]:
    found: dict[int | None, set[int]] = defaultdict(set)
    for key, person_id in pairs:
        if key is not None:
            found[key].add(person_id)
    return found


@transaction.atomic
def tick_told(
    *, gathering_id: int, invitation_ids: frozenset[int], how: str, actor: Actor, now: datetime
) -> int:
    """Staff told these by telephone, at the door, by a slip, on the board or in the group; how many were new.

    Refused: gathering.not-found, rights.missing, gathering.how-needed, gathering.nobody-to-tell,
    gathering.not-now.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    if State(move.gathering.state) not in {*COMING, State.OPEN}:
        raise Refused("gathering.not-now", state=move.gathering.state, verb="tick_told")
    if how not in WAYS:
        raise Refused("gathering.how-needed")
    rows = Invitation.objects.filter(gathering=move.gathering, pk__in=invitation_ids, told_at__isnull=True)
    n = rows.update(told_at=now, told_how=how)
    if not n:
        raise Refused("gathering.nobody-to-tell")
    move.record(ToldByStaff(n_told=n, how=how))
    complete(move, "noticed")
    return n


@transaction.atomic
def meet_need(*, gathering_id: int, code: str, evidence: str, actor: Actor, now: datetime) -> Need:
    """What the practice wants to be there is there: in a sentence, what and where it is.

    Refused: gathering.not-found, rights.missing, gathering.not-now, need.not-found,
    gathering.evidence-needed.
    """
    move, need = _need_for_change(gathering_id, code, actor, now)
    if len(evidence.strip()) < 2:
        raise Refused("gathering.evidence-needed")
    need.evidence, need.met_at, need.by_id = evidence.strip()[:2000], now, actor.person_id
    need.met_by_itself = False
    need.save(update_fields=["evidence", "met_at", "met_by_itself", "by"])
    move.record(NeedMet(code=need.code, evidence=need.evidence))
    complete(move)
    return need


@transaction.atomic
def pass_over_need(*, gathering_id: int, code: str, reason: str, actor: Actor, now: datetime) -> Need:
    """Open without it all the same, with the reason on record. Refused: as `meet_need`; gathering.reason-needed."""
    move, need = _need_for_change(gathering_id, code, actor, now)
    if len(reason.strip()) < REASON_AT_LEAST:
        raise Refused("gathering.reason-needed")
    need.override_reason, need.by_id = reason.strip()[:200], actor.person_id
    need.save(update_fields=["override_reason", "by"])
    move.record(NeedPassedOver(code=need.code, reason=need.override_reason))
    complete(move)
    return need


def meet_by_itself(move: Move, what: MetBy, evidence: str) -> None:
    """What a practice wants is there because it was made here: its needs are met by it, in its own words.

    Made anew it says so anew; what was met in somebody's words is left as it is. The caller's transaction is open.
    """
    codes = move.practice.needs_met_by(what)
    mine = Q(met_by_itself=True) | Q(met_at__isnull=True)
    for need in move.gathering.needs.filter(mine, code__in=codes):
        need.evidence, need.met_at, need.met_by_itself = evidence[:2000], move.act.at, True
        need.by_id = move.act.person_id
        need.save(update_fields=["evidence", "met_at", "met_by_itself", "by"])
        move.record(NeedMet(code=need.code, evidence=need.evidence))


def _need_for_change(gathering_id: int, code: str, actor: Actor, now: datetime) -> tuple[Move, Need]:
    move = begin_work(gathering_id, "gathering.plan", actor, now)
    if State(move.gathering.state) not in COMING:
        raise Refused("gathering.not-now", state=move.gathering.state, verb="meet_need")
    need = move.gathering.needs.filter(code=code[:40]).first()
    if need is None:
        raise Refused("need.not-found")
    return move, need
