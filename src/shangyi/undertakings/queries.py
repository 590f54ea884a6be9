"""Reading undertakings: one, one's own, those of a place; what is late and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from shangyi.kernel.actor import Actor, Grant, may
from shangyi.kernel.calendar import due
from shangyi.kernel.refused import Refused
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import absent_at, in_force
from shangyi.people.rules.capacities import KEEPING
from shangyi.people.rules.rights import RIGHTS
from shangyi.places.rules import ancestor_paths
from shangyi.rulepacks.queries import InForce, rules_at, rules_of
from shangyi.undertakings.models import Extension, Reminder, Undertaking
from shangyi.undertakings.rules import Pace, Rung, Running, Stage, State, Stretch, Timing, Verb, right_for

SOON = timedelta(days=2)


def of_matter(matter: str) -> QuerySet[Undertaking]:
    """Every undertaking of a matter, oldest first, with the people and units it names."""
    return (
        Undertaking.objects.filter(matter=matter)
        .select_related("holder", "unit", "answers_to", "raised_to", "holder_capacity")
        .order_by("id")
    )


def open_lead(matter: str, *, lock: bool = False) -> Undertaking:
    """The running clock of a matter. Refused: undertaking.no-clock, which an invariant makes impossible while
    open.
    """
    rows = Undertaking.objects.select_for_update(of=("self",)) if lock else Undertaking.objects.all()
    row = rows.select_related("place").filter(matter=matter, is_lead=True, state=State.OPEN).first()
    if row is None:
        raise Refused("undertaking.no-clock", matter=matter)
    return row


def running_lead_id(matter: str) -> int | None:
    """The running clock of a matter by its id, or None where nothing runs."""
    rows = Undertaking.objects.filter(matter=matter, is_lead=True, state=State.OPEN)
    return rows.values_list("pk", flat=True).first()


def timing_of(row: Undertaking) -> Timing:
    """The clocks of a row, for one that continues it. Refused: undertaking.undated."""
    if row.due_at is None:
        raise Refused("undertaking.undated")
    working = dict(row.working)
    return Timing(
        due_at=row.due_at,
        respond_by=None if row.responded_at else row.respond_by,
        remind_at=row.remind_at,
        return_by=row.return_by,
        limit=str(working.pop("limit", "")),
        working=working,
        first_due_at=row.first_due_at,
    )


def undertaking_by_id(undertaking_id: int, *, lock: bool = False) -> Undertaking:
    """One undertaking. Refused: undertaking.not-found."""
    rows = Undertaking.objects.select_for_update(of=("self",)) if lock else Undertaking.objects.all()
    row = rows.select_related("place", "holder", "unit", "answers_to").filter(pk=undertaking_id).first()
    if row is None:
        raise Refused("undertaking.not-found")
    return row


def is_own(row: Undertaking, actor: Actor) -> bool:
    """Whether it is the actor's to do: they hold it, or work for the unit that was asked."""
    if actor.person_id is not None and row.holder_id == actor.person_id:
        return True
    return row.unit_id is not None and row.unit_id in actor.unit_ids


def grant_for(row: Undertaking, verb: Verb, actor: Actor) -> Grant:
    """The capacity in which the actor may do `verb` to this one.

    Refused: rights.missing, or undertaking.not-found for somebody who may not even know that it exists.
    """
    own = is_own(row, actor)
    right = right_for(verb)
    grant = may(actor, right, row.place_path, own=own)
    if grant is None:
        if own or may(actor, "undertaking.view", row.place_path):
            raise Refused("rights.missing", verb=right)
        raise Refused("undertaking.not-found")
    return grant


def viewable(undertaking_id: int, actor: Actor) -> Undertaking:
    """One undertaking that the actor may see. Refused: undertaking.not-found."""
    row = undertaking_by_id(undertaking_id)
    if not is_own(row, actor) and may(actor, "undertaking.view", row.place_path) is None:
        raise Refused("undertaking.not-found")
    return row


def held_by(person_ids: list[int]) -> QuerySet[Undertaking]:
    """What these persons must do, the most urgent first."""
    return (
        Undertaking.objects.filter(holder__in=person_ids, state=State.OPEN)
        .select_related("place", "unit", "answers_to")
        .order_by("due_at", "id")
    )


def mine(actor: Actor) -> QuerySet[Undertaking]:
    """What the actor must do, or their unit without a person named yet; the most urgent first."""
    units = Q(unit__in=actor.unit_ids, holder__isnull=True)
    return (
        Undertaking.objects.filter(Q(holder=actor.person_id) | units, state=State.OPEN)
        .select_related("place", "unit", "answers_to", "holder")
        .order_by("due_at", "id")
    )


def below(paths: tuple[str, ...]) -> QuerySet[Undertaking]:
    """Open undertakings at or below any of these places; an empty path is everywhere, no path nowhere."""
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(place_path__startswith=path) if path else Q(pk__gt=0)
    return Undertaking.objects.filter(where, state=State.OPEN).select_related(
        "place", "holder", "unit", "answers_to", "raised_to"
    )


def due_soon(actor: Actor, now: datetime, *, within: timedelta = SOON) -> QuerySet[Undertaking]:
    """What is due within `within` and not late yet where the actor watches over it; the nearest first."""
    rows = below(actor.paths_for("undertaking.view"))
    return rows.filter(due_at__gte=now, due_at__lte=now + within).order_by("due_at", "id")


def late(actor: Actor, now: datetime) -> QuerySet[Undertaking]:
    """Everything late in the places the actor watches over: whose, since when, the longest first.

    What was done about it comes along as `done_about_it`: the reminders given since it was due and the rungs
    climbed.
    """
    given = Reminder.objects.filter(stage__in=[Stage.AT, Stage.AFTER, Stage.RUNG]).select_related("person")
    return (
        below(actor.paths_for("undertaking.view"))
        .filter(due_at__lt=now)
        .prefetch_related(Prefetch("reminders", given.order_by("given_at", "id"), to_attr="done_about_it"))
        .order_by("due_at", "id")
    )


def raised_to(person_id: int) -> QuerySet[Undertaking]:
    """What climbed the ladder to this person and is still open."""
    rows = Undertaking.objects.filter(raised_to=person_id, state=State.OPEN)
    return rows.select_related("place", "holder", "unit", "answers_to").order_by("due_at", "id")


def pending_extension(row: Undertaking) -> Extension:
    """The request for more time that waits for a decision. Refused: undertaking.extension-not-found."""
    found = Extension.objects.filter(undertaking=row, decided_at=None).select_related("asked_by").first()
    if found is None:
        raise Refused("undertaking.extension-not-found")
    return found


def roles_of_unit(row: Undertaking, now: datetime) -> QuerySet[Capacity]:
    """Who works for the unit that was asked; nobody where no unit was."""
    rows = Capacity.objects.filter(in_force(now.date()), unit__isnull=False, unit=row.unit_id)
    return rows.select_related("person").order_by("person__name", "id")


def colleagues_of(person: Person, on: date) -> list[Capacity]:
    """Who could take over from a person: our own who may keep where they act, or people of their unit."""
    roles = Capacity.objects.filter(in_force(on), person=person).select_related("place")
    paths = {role.place.path or "" for role in roles if role.place}
    where = {path for each in paths for path in ancestor_paths(each)} | paths
    units = [role.unit_id for role in roles if role.unit_id is not None]
    rows = Capacity.objects.filter(
        Q(place__path__in=where, kind__in=KEEPING) | Q(unit__in=units), in_force(on)
    ).exclude(person=person)
    return list(rows.select_related("person", "place").order_by("-place__path", "person__name", "id"))


def history_of(row: Undertaking) -> tuple[list[Reminder], list[Extension]]:
    """The reminders given and the extensions asked for, oldest first, with two queries."""
    given = row.reminders.select_related("person").order_by("given_at", "id")
    asked = row.extensions.select_related("asked_by", "decided_by").order_by("asked_at", "id")
    return list(given), list(asked)


def extension_by_id(extension_id: int) -> Extension:
    """One request for more time. Refused: undertaking.extension-not-found."""
    row = Extension.objects.select_related("asked_by", "undertaking").filter(pk=extension_id).first()
    if row is None:
        raise Refused("undertaking.extension-not-found")
    return row


def extensions_waiting(actor: Actor) -> QuerySet[Extension]:
    """Requests for more time that the actor may decide, not their own; the one that expires first on top."""
    where = Q(pk__in=[])
    for path in actor.paths_for("undertaking.decide_extension"):
        where |= Q(undertaking__place_path__startswith=path) if path else Q(pk__gt=0)
    return (
        Extension.objects.filter(where, decided_at__isnull=True, undertaking__state=State.OPEN)
        .exclude(Q(asked_by=actor.person_id) | Q(undertaking__holder=actor.person_id))
        .select_related("asked_by", "undertaking__place", "undertaking__holder", "undertaking__unit")
        .order_by("undertaking__due_at", "id")
    )


def deciders_for(path: str, on: date, *, leaving_out: set[int]) -> list[Person]:
    """Who may decide about more time at `path`: those of the nearest place that has any."""
    kinds = [kind for kind, verbs in RIGHTS.items() if "undertaking.decide_extension" in verbs]
    rows = (
        Capacity.objects.filter(in_force(on), kind__in=kinds)
        .filter(Q(place__path__in=ancestor_paths(path)) | Q(place__isnull=True))
        .exclude(person__in=leaving_out)
        .select_related("person", "place")
    )
    by_depth: dict[int, dict[int, Person]] = {}
    for row in rows:
        depth = len((row.place.path or "") if row.place else "")
        by_depth.setdefault(depth, {})[row.person_id] = row.person
    nearest = by_depth[max(by_depth)] if by_depth else {}
    return [nearest[pk] for pk in sorted(nearest)]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the navigation shows beside its entries."""

    mine: int
    mine_late: int
    late: int
    extensions: int


def counts(actor: Actor, now: datetime) -> Counts:
    """How much waits for the actor, with at most three queries, each served by an index."""
    own = mine(actor).aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    watches = bool(actor.paths_for("undertaking.view"))
    decides = bool(actor.paths_for("undertaking.decide_extension"))
    return Counts(
        mine=own["n"],
        mine_late=own["late"],
        late=below(actor.paths_for("undertaking.view")).filter(due_at__lt=now).count() if watches else 0,
        extensions=extensions_waiting(actor).count() if decides else 0,
    )


def stand_ins(now: datetime) -> dict[int, Person]:
    """Who stands in for whom at this instant; a stand-in who is away too is passed on to theirs, in a circle
    to nobody.
    """
    direct = {row.person_id: row.stand_in for row in absent_at(now).select_related("stand_in").order_by("id")}
    found = {}
    for person_id, stand_in in direct.items():
        seen = {person_id}
        while stand_in.pk in direct and stand_in.pk not in seen:
            seen.add(stand_in.pk)
            stand_in = direct[stand_in.pk]  # noqa: PLW2901
        if stand_in.pk not in seen:
            found[person_id] = stand_in
    return found


def running(row: Undertaking) -> Running:
    """The clocks of a row as the rules know them."""
    return Running(
        due_at=row.due_at,
        respond_by=None if row.responded_at else row.respond_by,
        remind_at=row.remind_at,
        rung=row.rung,
    )


def rules_for(row: Undertaking) -> InForce:
    """The rules an undertaking was opened with. Refused: rulepack.none-in-force."""
    return rules_of(row.pack_id) if row.pack_id else rules_at(row.place_path, row.opened_at.date())


def pace_of(row: Undertaking, known: dict[object, Pace]) -> Pace:
    """How the place of an undertaking reminds and climbs, under the rule pack that its case was opened with.

    `known` keeps what one sweep has looked up already. Refused: rulepack.none-in-force.
    """
    code = row.place.community.code if row.place.community else row.place.code
    round_the_clock = bool(row.working.get("round_the_clock"))
    key = (row.pack_id or row.place_path, code, round_the_clock)
    if key not in known:
        rules = rules_for(row)
        reminders = rules.pack.reminders
        known[key] = Pace(
            calendar=rules.calendar,
            ladder=tuple(
                Rung(capacity_kind=rung.capacity_kind, after=rung.after, tier=rung.tier)
                for rung in rules.pack.ladder(code).rungs
            ),
            remind_after=reminders.after,
            at_due=reminders.at_due,
            any_hour=round_the_clock or not reminders.only_in_working_hours,
        )
    return known[key]


def stretch_of(row: Undertaking) -> Stretch:
    """How far from its due time, and how often, this may be extended, as its rule pack says."""
    if row.due_at is None:
        return Stretch()
    rules = rules_for(row)
    extension = rules.pack.extension
    return Stretch(latest=due(row.due_at, extension.most, rules.calendar).at, times=extension.times)


def with_reminded(rows: QuerySet[Undertaking]) -> QuerySet[Undertaking]:
    """The same rows, each with `reminded`: whether somebody was reminded that this due time has come."""
    given = Reminder.objects.filter(
        undertaking=OuterRef("pk"),
        due_at=OuterRef("due_at"),
        stage__in=(Reminder.Stage.AT, Reminder.Stage.AFTER),
    )
    return rows.annotate(reminded=Exists(given))
