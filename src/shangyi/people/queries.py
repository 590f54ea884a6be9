"""Reading people and what they may."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from shangyi.kernel.actor import Actor, Grant, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.queries.prepared import Prepared
from shangyi.people.models import Absence, Account, Capacity, Person
from shangyi.people.rules.capacities import KEEPING, RECEIVING, CapacityKind
from shangyi.people.rules.contacts import Contact, ContactKind, read_email, read_phone
from shangyi.people.rules.rights import reaches_further, verbs_of
from shangyi.places.models import HouseholdRow, OwnerRow
from shangyi.places.rules import ancestor_paths

NOBODY = Actor(None)


def in_force(on: date) -> Q:
    """The condition that a capacity is in force on this day."""
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


_HELD = Prepared(
    lambda on, person: (
        Capacity.objects.filter(in_force(on), Q(person=person) | Q(person__merged_into=person))
        .order_by("id")
        .values_list("id", "kind", "place__path", "unit_id", "delegated_by_id")
    )
)


def actor_of(person: Person | None, on: date) -> Actor:
    """The person with every capacity in force on this day, with one query; a variant acts as the kept one."""
    if person is None:
        return NOBODY
    kept = person.merged_into or person if person.merged_into_id else person
    grants = tuple(
        Grant(pk, kind, path or "", verbs_of(kind, delegated=by is not None), unit)
        for pk, kind, path, unit, by in _HELD(on=on, person=kept.pk)
    )
    return Actor(kept.pk, kept.name, grants)


def person_by_id(person_id: int) -> Person:
    """The person. Refused: person.not-found."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Refused("person.not-found")
    return person


def same_person_ids(person_id: int) -> list[int]:
    """The ids that stand for one human being: the kept row and every variant merged into it."""
    same = (
        Q(pk=person_id)
        | Q(merged_into=person_id)
        | Q(variants=person_id)
        | Q(merged_into__variants=person_id)
    )
    return sorted(set(Person.objects.filter(same).values_list("pk", flat=True)))


def belongs_below(actor: Actor, path: str) -> bool:
    """Whether the person has their home, or any capacity, at or below this place."""
    if any(grant.path.startswith(path) for grant in actor.grants if grant.path):
        return True
    homes = Person.objects.filter(pk__in=same_person_ids(actor.person_id or 0), home__path__startswith=path)
    return homes.exists()


def keepers_for(path: str, on: date) -> QuerySet[Capacity]:
    """Who of our own may be named keeper at `path`: the nearest first. On the last day of a role nobody begins."""
    return (
        Capacity.objects.filter(
            in_force(on), beyond(on), kind__in=KEEPING, place__path__in=ancestor_paths(path)
        )
        .select_related("person", "place")
        .order_by("-place__path", "kind", "id")
    )


def beyond(on: date) -> Q:
    """The condition that a role goes on after this day: what is begun in it can be kept on."""
    return Q(until_on__isnull=True) | Q(until_on__gt=on)


def receiver_for(path: str, now: datetime) -> Capacity:
    """Whom unsorted words at `path` go to: the nearest place's clerk, else secretary, else higher up.

    An operator of the whole installation is the last resort. Somebody who is away is passed over in favour of
    their stand-in's capacity or the next in line.
    Refused: place.nobody-receives, which `shangyi init` makes impossible.
    """
    paths = {f"path_{n}": each for n, each in enumerate(ancestor_paths(path))}
    rows = list(_RECEIVERS(on=timezone.localdate(now), now=now, **paths))
    if not rows:
        raise Refused("place.nobody-receives")
    order = {kind: n for n, kind in enumerate(RECEIVING)}
    return min(rows, key=lambda row: (-len(_scope(row)), order[CapacityKind(row.kind)]))


def _receivers(on: date, now: datetime, **paths: str) -> QuerySet[Capacity]:
    return (
        Capacity.objects.filter(
            in_force(on),
            beyond(on),
            Q(place=None) | Q(place__path__in=list(paths.values())),
            kind__in=RECEIVING,
            person__merged_into=None,
        )
        .exclude(person__absences__in=absent_at(now))
        .select_related("person", "place")
        .order_by("id")
    )


_RECEIVERS = Prepared(_receivers)


def _scope(capacity: Capacity) -> str:
    """The path below which a capacity holds; "" is everywhere."""
    return (capacity.place.path or "") if capacity.place else ""


def absent_at(now: datetime) -> QuerySet[Absence]:
    """The absences under way at this moment; one without an end goes on."""
    return Absence.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=now), from_at__lte=now)


def bearers(kind: str, path: str, on: date) -> QuerySet[Capacity]:
    """The capacities of this kind that cover `path`, the nearest first."""
    return (
        Capacity.objects.filter(in_force(on), kind=kind, place__path__in=ancestor_paths(path))
        .select_related("person", "place")
        .order_by("-place__path", "id")
    )


def person_reached_at(contact: Contact) -> Person | None:
    """Who has this phone or address; the kept row when it belongs to a variant."""
    by = {"phone": contact.address} if contact.kind is ContactKind.PHONE else {"email": contact.address}
    found = Person.objects.select_related("merged_into").filter(**by).first()
    return (found.merged_into or found) if found else None


def paths_of(person: Person) -> list[str]:
    """Where somebody lives and acts: what decides who may see them. Empty for one who has no place yet."""
    ids = same_person_ids(person.pk)
    homes = Person.objects.filter(pk__in=ids, home__isnull=False).values_list("home__path", flat=True)
    scopes = Capacity.objects.filter(person__in=ids).values_list("place__path", flat=True)
    return sorted({path or "" for path in [*homes, *scopes]}, key=lambda path: (-len(path), path))


def reach_of(person: Person, actor: Actor, verb: str) -> str:
    """The place at which to ask whether the actor may do `verb` about this person: one in reach, if there is one.

    Somebody who has no place yet lies in reach of whoever holds the verb everywhere.
    """
    paths = paths_of(person)
    return next((path for path in paths if may(actor, verb, path)), paths[0] if paths else "")


def require_over(actor: Actor, verb: str, person: Person, on: date) -> Grant:
    """The capacity in which to change who this person is or how they sign in.

    That reaches everything the person may do, so the actor must hold the verb over each of their capacities and
    be able to do all that those can. Refused: rights.missing, capacity.above-own.
    """
    held = Capacity.objects.filter(in_force(on), person__in=same_person_ids(person.pk))
    for kind, path in held.values_list("kind", "place__path"):
        grant = require(actor, verb, path or "")
        if reaches_further(verbs_of(kind), grant.verbs):
            raise Refused("capacity.above-own")
    return require(actor, verb, reach_of(person, actor, verb))


def seen_person(person_id: int, actor: Actor, verb: str = "person.view") -> Person:
    """The person, for an actor in whose reach they are. Refused: person.not-found, for all others alike."""
    person = Person.objects.select_related("home", "merged_into").filter(pk=person_id).first()
    if person is None or may(actor, verb, reach_of(person, actor, verb)) is None:
        raise Refused("person.not-found")
    return person


def persons_within(actor: Actor, verb: str) -> QuerySet[Person]:
    """Everybody who lives or acts below a place where the actor holds the verb."""
    roots = actor.paths_for(verb)
    homes, scopes = Q(pk__in=[]), Q(pk__in=[])
    for root in roots:
        homes |= Q(home__path__startswith=root) if root else Q()
        scopes |= Q(place__path__startswith=root)
    if "" in roots:
        return Person.objects.all()
    acting = Capacity.objects.filter(scopes, person=OuterRef("pk"))
    return Person.objects.filter(homes | Exists(acting))


def search_persons(text: str, actor: Actor) -> QuerySet[Person]:
    """Persons in reach by part of a name, variants too; a whole phone number or address finds anybody who has it."""
    words = " ".join(text.split())[:60]
    found = persons_within(actor, "person.view")
    exact = Q(phone=read_phone(words)) if read_phone(words) else Q(pk__in=[])
    if email := read_email(words):
        exact |= Q(email=email)
    exact &= Q(home=None, capacities=None) | Q(pk__in=found.values("pk"))
    if words:
        found = found.filter(Q(name__icontains=words) | Q(variants__name__icontains=words) | exact)
        found = Person.objects.filter(Q(pk__in=found.values("pk")) | exact)
    acting = Capacity.objects.filter(person=OuterRef("pk"), place__isnull=False)
    near = Q(pk__in=[])
    for root in actor.paths_for("person.view"):
        near |= Q(place__path__startswith=root)
    acts_here = Exists(acting.filter(near))
    return found.annotate(acts_here=acts_here).select_related("home", "merged_into").order_by("name", "pk")


def capacities_of(person: Person) -> QuerySet[Capacity]:
    """All capacities of a human being, past ones too, the newest first."""
    return (
        Capacity.objects.filter(person__in=same_person_ids(person.pk))
        .select_related("place", "unit", "delegated_by__person", "person")
        .order_by("-from_on", "-id")
    )


def has_second_step(account: Account) -> bool:
    """Whether the account asks for a number from the phone after the password."""
    return bool(TOTPDevice.objects.filter(user_id=account.pk, confirmed=True).exists())


def capacity_by_id(capacity_id: int) -> Capacity:
    """The capacity. Refused: capacity.not-found."""
    found = Capacity.objects.select_related("person", "place", "unit").filter(pk=capacity_id).first()
    if found is None:
        raise Refused("capacity.not-found")
    return found


def roster_rows_like(person: Person, actor: Actor) -> dict[str, list[HouseholdRow] | list[OwnerRow]]:
    """Rows of the rosters in reach that carry a name, a variant's name or the phone of this person."""
    ids = same_person_ids(person.pk)
    known = list(Person.objects.filter(pk__in=ids).values_list("name", "phone"))
    like = Q(name__in=[name for name, _phone in known if name]) | Q(
        phone__in=[phone for _n, phone in known if phone]
    )
    reach = Q(pk__in=[])
    for root in actor.paths_for("roster.edit"):
        reach |= Q(place__path__startswith=root)
    return {
        "household": list(HouseholdRow.objects.filter(like & reach).select_related("place")[:50]),
        "owner": list(OwnerRow.objects.filter(like & reach).select_related("place")[:50]),
    }
