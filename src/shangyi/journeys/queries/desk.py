"""What the desk reads: lists of concerns, suggestions, and the counts of the navigation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from shangyi.concerns.models import Concern, Objection, OpenListing, Voice
from shangyi.concerns.queries import visible_to
from shangyi.concerns.rules.life import OPEN_STATES, State, number_of
from shangyi.kernel.actor import Actor
from shangyi.ledger.queries.prepared import Prepared
from shangyi.places.models import Unit
from shangyi.places.queries import units_for
from shangyi.rulepacks.queries import InForce, rules_at
from shangyi.rulepacks.rules import Category, Diversion
from shangyi.ui.rules import EXACT_UP_TO
from shangyi.ui.templatetags.ui import left, tone, when
from shangyi.undertakings.models import Extension, Undertaking
from shangyi.undertakings.rules import State as UndertakingState

SIMILAR_WITHIN = timedelta(days=3)
SHARED_PAIRS = 3
WAITING = (State.HEARD, State.SORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the rules suggest for some words, with the words it rests on; a person decides.

    `category` is None where nothing fits: "not sure" is a value.
    """

    category: Category | None
    because: tuple[str, ...] = ()
    unit: Unit | None = None
    diversions: tuple[Diversion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One concern that waits, with its first words and the suggestion."""

    concern: Concern
    words: str
    channel: str
    n_photos: int
    suggestion: Suggestion


def capped_count(rows: QuerySet[Any]) -> int:
    """The number of rows, counted no further than one past what a page says exactly."""
    return rows.order_by()[: EXACT_UP_TO + 1].count()


def waiting_rows(actor: Actor) -> QuerySet[Concern]:
    """What waits to be sorted or assigned where the actor sorts, the most urgent first."""
    return below(actor, "concern.sort").filter(state__in=WAITING).order_by("due_at", "id")


def below(actor: Actor, verb: str) -> QuerySet[Concern]:
    """The concerns at the places where the actor may do `verb`."""
    return Concern.objects.filter(at_places(actor, verb, "place_path"))


def at_places(actor: Actor, verb: str, column: str) -> Q:
    """The condition that a row lies below one of the places where the actor may do `verb`."""
    return _under(actor.paths_for(verb), column)


def _under(paths: Collection[str], column: str) -> Q:
    if "" in paths:
        return Q()
    where = Q(pk__in=[])
    for path in paths:
        where |= Q(**{f"{column}__startswith": path})
    return where


def inbox_rows(concerns: list[Concern]) -> list[InboxRow]:
    """The rows with words and suggestions: four queries for a page of them."""
    voices = _first_voices([concern.pk for concern in concerns])
    if not concerns:
        return []
    found: list[InboxRow] = []
    known: dict[str, InForce] = {}
    units = list(units_for(_shared_path(concerns)))
    for concern in concerns:
        key = str(concern.pack_id)
        if key not in known:
            known[key] = rules_at(concern.place_path, concern.heard_at.date())
        voice = voices.get(concern.pk)
        words = voice.words if voice else concern.title
        found.append(
            InboxRow(
                concern=concern,
                words=words,
                channel=voice.get_channel_display() if voice else "",
                n_photos=getattr(voice, "n_photos", 0) if voice else 0,
                suggestion=suggest(known[key], words, units, concern.place_path),
            )
        )
    return found


def _shared_path(concerns: list[Concern]) -> str:
    """The narrowest place that covers all of them."""
    first, *rest = [concern.place_path for concern in concerns]
    parts = first.split(".")[:-1]
    while parts and not all(path.startswith(".".join(parts) + ".") for path in rest):
        parts.pop()
    return ".".join(parts) + "." if parts else ""


def _first_voices(concern_ids: list[int]) -> dict[int, Voice]:
    rows = Voice.objects.filter(concern_id__in=concern_ids).annotate(n_photos=Count("photos")).order_by("-id")
    return {voice.concern_id: voice for voice in rows}


def suggest(rules: InForce, words: str, units: list[Unit], place_path: str) -> Suggestion:
    """What the rule pack's keywords point to, and the unit near by that usually does it."""
    pack = rules.pack
    best = next(iter(pack.suggest_categories(words, 1)), None)
    because = tuple(word for word in best.keywords if word in words) if best else ()
    return Suggestion(
        category=best,
        because=because,
        unit=_nearest(units, best.unit_kind, place_path) if best else None,
        diversions=pack.suggest_diversions(words),
    )


def _nearest(units: list[Unit], kind: str, place_path: str) -> Unit | None:
    fitting = [unit for unit in units if unit.kind == kind and place_path.startswith(unit.place.path or "-")]
    return max(fitting, key=lambda unit: len(unit.place.path or ""), default=None)


def similar_to(concern: Concern, words: str, now: datetime) -> list[Concern]:
    """Open concerns of the same community within three days that share words with this one: candidates to join."""
    pairs = {words[n : n + 2] for n in range(len(words) - 1) if words[n : n + 2].isalnum()}
    rows = (
        Concern.objects.filter(
            community_id=concern.community_id,
            state__in=(State.HEARD, State.SORTED, State.HANDLING, State.LISTED),
            heard_at__gte=now - SIMILAR_WITHIN,
        )
        .exclude(pk=concern.pk)
        .select_related("place")
        .order_by("-heard_at")[:100]
    )
    scored = [(sum(pair in row.title for pair in pairs), row) for row in rows]
    close = [each for each in scored if each[0] >= SHARED_PAIRS]
    return [row for _, row in sorted(close, key=lambda each: -each[0])[:3]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCounts:
    """What waits where, for the navigation."""

    waiting: int
    mine: int
    late: int
    listed: int


def desk_counts(actor: Actor, now: datetime) -> DeskCounts:
    """The numbers of the navigation; each opens the list it counts."""
    paths = actor.paths_for("concern.view")
    waiting, late, listed = next(iter(_STATES(("",) if "" in paths else tuple(paths), now=now)), (0, 0, 0))
    mine = next(iter(_MINE(tuple(sorted(actor.unit_ids)), holder=actor.person_id or 0)), 0)
    return DeskCounts(waiting=waiting, late=late, listed=listed, mine=mine)


def _counted_states(paths: tuple[str, ...], now: datetime) -> QuerySet[Concern, tuple[Any, ...]]:
    """One row of three numbers, or none where nothing is open."""
    seen = Concern.objects.filter(_under(paths, "place_path"), state__in=OPEN_STATES).order_by()
    return (
        seen.values(all=Value(1))
        .annotate(
            waiting=Count(Value(1), filter=Q(state__in=WAITING)),
            late=Count(Value(1), filter=Q(due_at__lt=now)),
            listed=Count(Value(1), filter=Q(state=State.LISTED)),
        )
        .values_list("waiting", "late", "listed")
    )


_STATES = Prepared(_counted_states)
_MINE = Prepared(
    lambda units, holder: (
        Undertaking.objects.filter(_held_by(holder, units), state=UndertakingState.OPEN)
        .order_by()
        .values(all=Value(1))
        .annotate(n=Count(Value(1)))
        .values_list("n", flat=True)
    )
)


def _held_by(holder: int, units: Iterable[int]) -> Q:
    mine = Q(holder_id=holder)
    return mine | Q(unit_id__in=units) if units else mine


def my_undertakings(actor: Actor) -> QuerySet[Undertaking]:
    """What the actor, or the unit they work for, must do; the most urgent first."""
    mine = _held_by(actor.person_id or 0, actor.unit_ids)
    return (
        Undertaking.objects.filter(mine, state=UndertakingState.OPEN)
        .select_related("place", "unit", "answers_to", "holder")
        .order_by("due_at", "id")
    )


def late_rows(actor: Actor, now: datetime) -> QuerySet[Undertaking]:
    """Every undertaking below the actor's places that is past its due time: whose, since when, what was done."""
    where = at_places(actor, "undertaking.view", "place_path")
    return (
        Undertaking.objects.filter(where, state=UndertakingState.OPEN, due_at__lt=now)
        .select_related("place", "unit", "holder", "answers_to", "raised_to")
        .order_by("due_at", "id")
    )


def due_soon(actor: Actor, now: datetime, within: timedelta = timedelta(days=2)) -> QuerySet[Undertaking]:
    """What falls due within two days."""
    where = at_places(actor, "undertaking.view", "place_path")
    return (
        Undertaking.objects.filter(
            where, state=UndertakingState.OPEN, due_at__gte=now, due_at__lte=now + within
        )
        .select_related("place", "unit", "holder", "answers_to", "raised_to")
        .order_by("due_at", "id")
    )


def decisions_waiting(actor: Actor) -> list[dict[str, Any]]:
    """Objections and extensions that wait for a decision of the actor's."""
    visible = below(actor, "concern.assign").values("pk")
    objections = Objection.objects.filter(decided_at=None, concern__in=visible).select_related(
        "concern", "by"
    )
    found = [
        {"title": row.concern.title, "who": row.by.name, "reason": row.reason, "at": row.made_at,
         "url": f"/concerns/{row.concern_id}/decide-objection/", "what": "objection"}
        for row in objections[:50]
    ]  # fmt: skip
    where = at_places(actor, "undertaking.decide_extension", "undertaking__place_path")
    extensions = Extension.objects.filter(where, decided_at=None).select_related("undertaking", "asked_by")
    found += [
        {"title": row.undertaking.what, "who": row.asked_by.name, "reason": row.reason, "at": row.asked_at,
         "url": f"/undertakings/{row.undertaking_id}/decide-extension/", "what": "extension"}
        for row in extensions[:50]
    ]  # fmt: skip
    return found


def open_list_rows(actor: Actor) -> QuerySet[OpenListing]:
    """The open list below the actor's places, the next review first."""
    return (
        OpenListing.objects.filter(ended_at=None, concern__in=below(actor, "concern.view").values("pk"))
        .select_related("concern", "concern__place", "concern__keeper", "reported_to")
        .order_by("review_on", "id")
    )


def all_rows(actor: Actor, wanted: dict[str, str], now: datetime) -> QuerySet[Concern]:
    """Every concern the actor sees, filtered by state, category, lateness and words, newest first."""
    rows = visible_to(actor)
    state = wanted.get("state", "")
    if state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state == "late":
        rows = rows.filter(state__in=OPEN_STATES, due_at__lt=now)
    elif state in set(State):
        rows = rows.filter(state=state)
    if wanted.get("category"):
        rows = rows.filter(category__startswith=wanted["category"])
    if wanted.get("q"):
        rows = rows.filter(_words(wanted["q"]))
    return rows.order_by("-heard_at", "-id")


def concern_lines(rows: QuerySet[Concern], now: datetime) -> list[dict[str, Any]]:
    """What a line of the list shows, and no more of the row: fifty whole rows cost as much as all else on the page."""
    labels = {value: str(label) for value, label in Concern.StateChoice.choices}
    read = rows.select_related(None).values_list(
        "pk", "heard_at", "title", "place__full_name", "keeper__name", "state", "due_at", "closed_at"
    )
    return [
        {
            "pk": pk,
            "number": number_of(heard_at, pk),
            "title": title,
            "place": place,
            "keeper": keeper,
            "state": labels.get(state, state),
            "tone": tone(due_at, now) if due_at else "",
            "moment": left(due_at, now) if due_at else when(closed_at, now),
        }
        for pk, heard_at, title, place, keeper, state, due_at, closed_at in read
    ]


def _words(words: str) -> Q:
    """Words of the title, or the number."""
    last = words.strip().rpartition("-")[2]
    number = Q(pk=int(last)) if last.isascii() and last.isdigit() and len(last) < 12 else Q(pk__in=[])
    return number | Q(title__contains=words.strip()[:60])
