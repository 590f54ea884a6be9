"""Reading voices and concerns."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from shangyi.concerns.models import (
    Concern,
    ImportBatch,
    Objection,
    Photo,
    Regrouping,
    Voice,
)
from shangyi.concerns.rules.life import State
from shangyi.kernel.actor import Actor
from shangyi.kernel.ids import read_code
from shangyi.kernel.refused import Refused
from shangyi.ledger.queries.prepared import Prepared
from shangyi.people.models import Account, Capacity, Person
from shangyi.people.queries import in_force
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.models import Place
from shangyi.places.queries import below
from shangyi.places.rules import PlaceKind, ancestor_paths

SIMILAR_WITHIN = timedelta(days=30)


def visible_to(actor: Actor) -> QuerySet[Concern]:
    """The concerns whose desk page the actor may open: below a place they watch, or their own to keep or handle."""
    return _within(*_scope(actor))


def _scope(actor: Actor) -> tuple[tuple[str, ...], int | None, tuple[int, ...]]:
    """The paths that are watched, who keeps some as their own, and the ids of what is theirs to handle."""
    paths = tuple(actor.paths_for("concern.view"))
    if actor.person_id is not None and any("concern.view:own" in grant.verbs for grant in actor.grants):
        return paths, actor.person_id, tuple(_handled_ids(actor))
    return paths, None, ()


def _within(paths: tuple[str, ...], keeper: int | None, handled: tuple[int, ...]) -> QuerySet[Concern]:
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(place_path__startswith=path)
    if keeper is not None:
        below |= Q(keeper_id=keeper) | Q(pk__in=handled)
    return Concern.objects.filter(below).select_related("place", "keeper", "keeper_capacity")


def _handled_ids(actor: Actor) -> list[int]:
    """Concerns on which the actor, or the unit they work for, has something to do."""
    from shangyi.undertakings.models import (
        Undertaking,
    )  # read here only: a join over a text key is no relation

    mine = Q(holder_id=actor.person_id) | Q(unit_id__in=actor.unit_ids)
    matters = Undertaking.objects.filter(mine, matter__startswith="concern:").values_list("matter", flat=True)
    return sorted({int(matter.partition(":")[2]) for matter in matters})


def concern_visible_to(actor: Actor, concern_id: int) -> Concern:
    """One concern for its desk page, with `objection_waits`, `has_joined` and `has_photos`, in one statement.

    Refused: concern.not-found, also when it is none of theirs.
    """
    found = list(_ONE(*_scope(actor), pk=concern_id))
    if not found:
        raise Refused("concern.not-found")
    return found[0]


def _one(paths: tuple[str, ...], keeper: int | None, handled: tuple[int, ...], pk: int) -> QuerySet[Concern]:
    waits = Objection.objects.filter(concern=OuterRef("pk"), decided_at=None)
    joined = Regrouping.objects.filter(target=OuterRef("pk"), what=Regrouping.What.MERGE, undone_at=None)
    return (
        _within(paths, keeper, handled)
        .annotate(
            objection_waits=Exists(waits),
            has_joined=Exists(joined),
            has_photos=Exists(Photo.objects.filter(concern=OuterRef("pk"))),
        )
        .filter(pk=pk)
    )


_ONE = Prepared(_one)


def waiting(actor: Actor, *, states: tuple[State, ...] = (State.HEARD, State.SORTED)) -> QuerySet[Concern]:
    """What waits to be sorted or assigned, the most urgent first."""
    return visible_to(actor).filter(state__in=states).order_by("due_at", "id")


def voice_by_receipt(receipt: str) -> Voice:
    """The voice that this receipt was given for, typed however. Refused: voice.receipt.not-found."""
    code = read_code(receipt)
    voice = (
        Voice.objects.select_related(
            "concern", "concern__keeper", "concern__place", "concern__community", "place"
        )
        .filter(receipt=code)
        .first()
        if code
        else None
    )
    if voice is None:
        raise Refused("voice.receipt.not-found")
    return voice


def neighbours_matters(place_path: str, words: str, now: datetime, limit: int = 3) -> list[Concern]:
    """Open matters of the same place that a neighbour may see and that share words with what is being typed."""
    pairs = {words[n : n + 2] for n in range(len(words) - 1) if not words[n : n + 2].isspace()}
    rows = (
        Concern.objects.filter(
            place_path__startswith=place_path,
            state__in=(State.SORTED, State.HANDLING, State.LISTED),
            may_be_shown=True,
            heard_at__gte=now - SIMILAR_WITHIN,
        )
        .select_related("place", "keeper")
        .order_by("-heard_at")[:200]
    )
    scored = [(sum(pair in row.title for pair in pairs), row) for row in rows]
    best = sorted((each for each in scored if each[0] >= 2), key=lambda each: -each[0])
    return [row for _, row in best[:limit]]


def ratings_overdue(now: datetime, limit: int = 100) -> list[int]:
    """The concerns whose time for rating is over, the longest first."""
    rows = Concern.objects.filter(state=State.RATING, due_at__lte=now).order_by("due_at", "id")
    return list(rows.values_list("pk", flat=True)[:limit])


def importers(path: str, on: date, sign_in_name: str | None = None) -> Person | None:
    """Who imports a hotline's file at `path`: the person of this account, or else the operator there."""
    if sign_in_name is not None:
        account = Account.objects.select_related("person").filter(sign_in_name=sign_in_name).first()
        return account.person if account else None
    everywhere = Q(place=None) | Q(place__path__in=ancestor_paths(path))
    rows = Capacity.objects.filter(
        in_force(on), everywhere, kind=CapacityKind.OPERATOR, person__merged_into=None
    )
    found = rows.select_related("person").order_by("id").first()
    return found.person if found else None


def imports_visible_to(actor: Actor) -> QuerySet[ImportBatch]:
    """The files that were imported where the actor may import, the newest first."""
    reach = Q(pk__in=[])
    for path in actor.paths_for("hotline.import"):
        reach |= Q(place__path__startswith=path)
    return ImportBatch.objects.filter(reach).select_related("place__community", "by").order_by("-id")


def import_visible_to(actor: Actor, batch_id: int) -> ImportBatch:
    """One import. Refused: import.not-found, also when it is none of theirs."""
    batch = imports_visible_to(actor).filter(pk=batch_id).first()
    if batch is None:
        raise Refused("import.not-found")
    return batch


def places_to_import_for(actor: Actor) -> list[Place]:
    """Where the actor may bring in a file: the streets and communities in reach, else the place itself."""
    found: list[Place] = []
    for path in actor.paths_for("hotline.import"):
        wide = below(path).filter(kind__in=(PlaceKind.STREET, PlaceKind.COMMUNITY))
        found += wide.order_by("path")[:400] or Place.objects.filter(path=path)
    return found


def stalled_imports(before: datetime) -> list[int]:
    """Running imports of which nothing was heard since: their process died, or none works."""
    rows = ImportBatch.objects.filter(state=ImportBatch.State.RUNNING, moved_at__lt=before)
    return list(rows.order_by("id").values_list("pk", flat=True))
