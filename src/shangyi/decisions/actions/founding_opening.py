"""业委会筹备的提出与受理: owners ask, the street, the town or the community takes it up, or stops it with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.actions.founding import (
    Holder,
    Pace,
    begin,
    complete,
    end_duty,
    entrust,
    set_next_duty,
)
from shangyi.decisions.events import FoundingJoined, FoundingOpened, FoundingRequested, FoundingStopped
from shangyi.decisions.models import Founding, FoundingSupport
from shangyi.decisions.queries.foundings import (
    founding_for_change,
    home_below,
    last_filed_at,
    live_at,
    owned_by,
)
from shangyi.decisions.rules.founding import FoundingState, FoundingVerb, step
from shangyi.decisions.rules.owners_committee import NATIONAL_GATES
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import keepers_for
from shangyi.places.models import Place
from shangyi.places.rules import PlaceKind
from shangyi.rulepacks.queries import pack_of, rules_at
from shangyi.undertakings.rules import Task, Verb

LONGEST_WORDS = 300


def _new(place: Place, now: datetime) -> Founding:
    """A row for a compound that has no procedure; the compound is locked, so that there is one at a time.

    Refused: founding.compound-only, founding.already-there, rulepack.none-in-force.
    """
    Place.objects.select_for_update().get(pk=place.pk)
    if place.kind != PlaceKind.COMPOUND or not place.path:
        raise Refused("founding.compound-only", place=place.full_name)
    if live_at(place) is not None:
        raise Refused("founding.already-there", place=place.full_name)
    rules = rules_at(place.path, timezone.localdate(now))
    return Founding(
        place=place,
        place_path=place.path,
        pack_id=rules.pack_id,
        follows=last_filed_at(place),
        made_at=now,
    )


@transaction.atomic
def request_founding(*, place: Place, words: str, actor: Actor, now: datetime) -> Founding:
    """An owner asks for the procedure; the nearest keeper must answer by a day.

    Refused: founding.not-your-compound, founding.owners-only, founding.nobody-keeps, and as for a new one.
    """
    home = _owner(actor, place.path or "-")
    row = _new(place, now)
    row.state, row.asked_by, row.words = FoundingState.REQUESTED, home, words.strip()[:LONGEST_WORDS]
    row.save(force_insert=True)
    pace = Pace(row, Act.by_resident(actor, now), FoundingState.REQUESTED)
    due_on = pace.today + timedelta(days=pack_of(row.pack_id).founding.answer_days)
    pace.record(FoundingRequested(answer_by=due_on.isoformat(), words=row.words))
    _support(pace, home)
    keeper = keepers_for(row.place_path, pace.today).first()
    if keeper is None:
        raise Refused("founding.nobody-keeps", place=place.full_name)
    what = _("Owners of %(place)s ask for an owners' committee: take it up, or say why not") % {
        "place": place.name
    }
    entrust(pace, Task.REPLY, what, due_on, Holder(keeper.person, keeper))
    pace.tell("founding.requested", [keeper.person_id])
    return complete(pace)


def _owner(actor: Actor, path: str) -> Person:
    """The row of whoever lives there. Refused: founding.not-your-compound."""
    home = home_below(actor, path)
    if home is None:
        raise Refused("founding.not-your-compound")
    return home


def _support(pace: Pace, home: Person) -> None:
    """Keep that this owner asks. Refused: founding.owners-only, where the roster knows other owners of the home."""
    is_known, is_owner, area = owned_by(home, pace.today)
    if is_known and not is_owner:
        raise Refused("founding.owners-only")
    FoundingSupport.objects.create(
        founding=pace.founding,
        person=home,
        household=home.home,
        is_on_roster=is_owner,
        area=area,
        joined_at=pace.act.at,
    )


@transaction.atomic
def join_request(*, founding_id: int, actor: Actor, now: datetime) -> Founding:
    """Another owner asks too; once each. Refused: founding.not-found, founding.not-now,
    founding.not-your-compound, founding.owners-only, founding.joined-already.
    """
    row = founding_for_change(founding_id)
    step(FoundingState(row.state), FoundingVerb.JOIN)
    home = _owner(actor, row.place_path)
    pace = Pace(row, Act.by_resident(actor, now), FoundingState(row.state))
    if row.supports.filter(person=home).exists():
        raise Refused("founding.joined-already")
    _support(pace, home)
    pace.record(FoundingJoined(n_asking=row.supports.count(), household=home.home.code if home.home else ""))
    return complete(pace)


@transaction.atomic
def open_founding(*, place: Place, words: str, actor: Actor, now: datetime) -> Founding:
    """The street, the town or the community opens the procedure without waiting to be asked.

    Refused: rights.missing, and as for a new one.
    """
    grant = require(actor, "founding.run", place.path or "")
    row = _new(place, now)
    row.asked_by = Person.objects.get(pk=actor.person_id or 0)
    row.asked_capacity = Capacity.objects.filter(pk=grant.capacity_id or 0).first()
    row.words = words.strip()[:LONGEST_WORDS]
    row.save(force_insert=True)
    return _start(Pace(row, Act.by(actor, grant, now), FoundingState.RUNNING), was_asked=False)


@transaction.atomic
def take_up(*, founding_id: int, words: str, actor: Actor, now: datetime) -> Founding:
    """Take up what owners asked for; they are told. Refused: as `begin`."""
    pace = begin(founding_id, FoundingVerb.TAKE_UP, actor, now)
    return _start(pace, was_asked=True, words=words.strip()[:LONGEST_WORDS])


def _start(pace: Pace, *, was_asked: bool, words: str = "") -> Founding:
    row = pace.founding
    row.opened_at = pace.act.at
    pack = pack_of(row.pack_id)
    n_gates = len(pack.committee_gates) + len(NATIONAL_GATES)
    rules = f"{pack.code} {pack.version}"
    pace.record(FoundingOpened(rules=rules, n_gates=n_gates, requested=was_asked, words=words or row.words))
    _end_renewal(pace)
    set_next_duty(pace, words or row.words or row.place.full_name, anew=True)
    pace.tell("founding.opened", pace.neighbours() | pace.supporters())
    return complete(pace)


def _end_renewal(pace: Pace) -> None:
    """That the next election be prepared was the duty left by the committee before; it is done now."""
    if pace.founding.follows is None:
        return
    earlier = Pace(pace.founding.follows, pace.act, FoundingState.FILED)
    end_duty(earlier, Verb.FINISH, pace.founding.subject)
    pace.entries += earlier.entries


@transaction.atomic
def stop_founding(*, founding_id: int, reason: str, actor: Actor, now: datetime) -> Founding:
    """Stop it with a reason that whoever asked and whoever lives there reads. Refused: as `begin`."""
    pace = begin(founding_id, FoundingVerb.STOP, actor, now, reason=reason.strip())
    row = pace.founding
    row.ended_at, row.ended_reason = now, reason.strip()[:LONGEST_WORDS]
    pace.record(FoundingStopped(was=row.state, reason=row.ended_reason))
    end_duty(pace, Verb.WITHDRAW, row.ended_reason)
    told = pace.supporters() | (set() if row.state == FoundingState.REQUESTED else pace.neighbours())
    pace.tell("founding.stopped", told, reason=row.ended_reason)
    return complete(pace)
