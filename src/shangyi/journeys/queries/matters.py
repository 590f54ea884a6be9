"""What the pages over several rooms read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from shangyi.concerns.actions.assign import holds
from shangyi.concerns.models import Answer, Concern, OpenListing, Photo, Regrouping, Voice
from shangyi.concerns.rules.life import State
from shangyi.journeys.rules.seeing import Eyes, Viewer, telling
from shangyi.journeys.wording import sentence
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.ledger.queries import Line, lines_about
from shangyi.ledger.queries.prepared import Prepared
from shangyi.people.models import Capacity
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import with_reminded
from shangyi.undertakings.rules import State as UndertakingState

CAPACITY_NAMES = {str(kind): label for kind, label in Capacity.Kind.choices}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where a concern stands: who has it, by when, who keeps it, what comes next."""

    state: State
    doer: str
    keeper: str
    keeper_title: str
    due_at: datetime | None
    first_due_at: datetime | None
    late: bool
    raised_to: str = ""
    reminded: bool = False
    plan: str = ""
    review_on: Any = None
    lead: Undertaking | None = None


@dataclass(slots=True)
class Matter:
    """A concern as one viewer sees it."""

    concern: Concern
    viewer: Viewer
    situation: Situation
    story: list[dict[str, Any]] = field(default_factory=list)
    undertakings: list[Undertaking] = field(default_factory=list)


def viewer_of(concern: Concern, actor: Actor, own_voices: Iterable[int] = ()) -> Viewer:
    """In what relation the actor looks at the concern. Refused: matter.not-found, when it is none of theirs.

    Our own staff of the place come first; then who spoke; then who works on it; then neighbours, where the title
    may be shown.
    """
    mine = frozenset(own_voices)
    if may(actor, "concern.view", concern.place_path) or concern.keeper_id == actor.person_id:
        return Viewer(eyes=Eyes.DESK, own_voices=mine)
    if mine:
        return Viewer(eyes=Eyes.SPEAKER, own_voices=mine)
    if actor.person_id and any(
        holds(actor, row) for row in Undertaking.objects.filter(matter=concern.subject)
    ):
        return Viewer(eyes=Eyes.HANDLER)
    if concern.may_be_shown and actor.person_id is not None and _lives_here(concern, actor):
        return Viewer(eyes=Eyes.NEIGHBOUR)
    raise Refused("matter.not-found")


def _lives_here(concern: Concern, actor: Actor) -> bool:
    community = concern.community.path if concern.community else ""
    return any(grant.path.startswith(community or "-") for grant in actor.grants)


_UNDERTAKINGS = Prepared(
    lambda matter: (
        with_reminded(Undertaking.objects.filter(matter=matter))
        .select_related("holder", "unit", "raised_to", "answers_to")
        .order_by("id")
    )
)


def matter(concern: Concern, viewer: Viewer, now: datetime) -> Matter:
    """The concern with its situation and its story, in a number of queries that does not grow with the story."""
    undertakings = list(_UNDERTAKINGS(matter=concern.subject))
    return Matter(
        concern=concern,
        viewer=viewer,
        situation=situation_of(concern, undertakings, now),
        story=story_of(concern, viewer, now),
        undertakings=undertakings,
    )


def situation_of(concern: Concern, undertakings: Iterable[Undertaking], now: datetime) -> Situation:
    """Who has it and by when, from the lead that runs."""
    lead = next((row for row in undertakings if row.is_lead and row.state == UndertakingState.OPEN), None)
    listing = _listing(concern) if concern.state == State.LISTED else None
    return Situation(
        state=State(concern.state),
        doer=doer_of(lead) if lead else "",
        keeper=concern.keeper.name,
        keeper_title=concern.keeper_capacity.title if concern.keeper_capacity else "",
        due_at=concern.due_at,
        first_due_at=concern.first_due_at,
        late=concern.due_at is not None and concern.due_at < now,
        raised_to=lead.raised_to.name if lead and lead.raised_to else "",
        reminded=bool(getattr(lead, "reminded", False)),
        plan=listing.plan if listing else "",
        review_on=listing.review_on if listing else None,
        lead=lead,
    )


def _listing(concern: Concern) -> OpenListing | None:
    return OpenListing.objects.filter(concern=concern, ended_at=None).first()


def doer_of(lead: Undertaking) -> str:
    """Who must act, as people say it: the unit, then the person."""
    parts = (lead.unit.name if lead.unit else "", lead.holder.name if lead.holder else "")
    return " ".join(part for part in parts if part)


def story_of(concern: Concern, viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """The story for this viewer, newest first; concerns that were joined tell theirs too."""
    lines = lines_about(_subjects(concern))
    titles = _titles(lines)
    photos = _photos(concern)
    told = [_entry(line, viewer, titles, photos, now) for line in lines]
    return [entry for entry in told if entry is not None]


def _subjects(concern: Concern) -> list[str]:
    if not getattr(concern, "has_joined", True):
        return [concern.subject]
    joined = Regrouping.objects.filter(target=concern, what=Regrouping.What.MERGE, undone_at=None)
    return [concern.subject, *(f"concern:{source}" for source in joined.values_list("source_id", flat=True))]


def _titles(lines: list[Line]) -> dict[int, str]:
    ids = sorted({int(line.private["capacity"]) for line in lines if line.private.get("capacity")})
    return dict(_TITLES(**{f"id_{n}": each for n, each in enumerate(ids)})) if ids else {}


_TITLES = Prepared(
    lambda **ids: Capacity.objects.filter(pk__in=ids.values()).exclude(title="").values_list("pk", "title")
)


def _photos(concern: Concern) -> dict[tuple[str, int], list[Photo]]:
    found: dict[tuple[str, int], list[Photo]] = {}
    if not getattr(concern, "has_photos", True):
        return found
    for photo in Photo.objects.filter(concern=concern).order_by("id"):
        key = ("voice", photo.voice_id) if photo.voice_id else ("finding", photo.finding_id or 0)
        found.setdefault(key, []).append(photo)
    return found


def _entry(
    line: Line,
    viewer: Viewer,
    titles: dict[int, str],
    photos: dict[tuple[str, int], list[Photo]],
    now: datetime,
) -> dict[str, Any] | None:
    told = telling(
        kind=line.kind,
        at=line.at,
        capacity_kind=line.capacity_kind,
        public=line.public,
        private=line.private,
        viewer=viewer,
    )
    if told is None:
        return None
    strong, rest = sentence(told, now)
    capacity = titles.get(line.private.get("capacity") or 0) or _capacity_name(line)
    return {
        "at": line.at,
        "who": capacity if told.shown.get("name") else "",
        "capacity": told.shown.get("name", ""),
        "strong": strong,
        "sentence": rest,
        "detail": "",
        "photos": _shown_photos(line, viewer, photos, mine=told.mine),
        "mine": told.mine,
        "kind": line.kind,
    }


def _capacity_name(line: Line) -> str:
    return (
        "" if line.capacity_kind in {"clock", "resident"} else str(CAPACITY_NAMES.get(line.capacity_kind, ""))
    )


def _shown_photos(
    line: Line, viewer: Viewer, photos: dict[tuple[str, int], list[Photo]], *, mine: bool
) -> list[Photo]:
    """A finding's pictures are for whoever sees the finding; a voice's are the speaker's and the desk's."""
    if line.kind == "concern.found":
        return photos.get(("finding", int(line.public.get("finding") or 0)), [])
    if line.kind == "voice.heard" and (mine or viewer.eyes is Eyes.DESK):
        return photos.get(("voice", int(line.public.get("voice") or 0)), [])
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class MyMatter:
    """One thing I said, with where it stands."""

    voice: Voice
    situation: Situation
    to_rate: Answer | None = None


def my_matters(person_ids: list[int], now: datetime, *, start: int = 0, stop: int = 20) -> list[MyMatter]:
    """What these rows of one human being said, newest first, each with where it stands: three queries."""
    return _with_situation(_voices(person_ids).order_by("-id")[start:stop], now)


def _voices(person_ids: list[int]) -> QuerySet[Voice]:
    return Voice.objects.filter(person_id__in=person_ids).select_related(
        "concern", "concern__keeper", "concern__keeper_capacity", "concern__place"
    )


def _with_situation(rows: Iterable[Voice], now: datetime) -> list[MyMatter]:
    voices = list(rows)
    leads = _leads([voice.concern for voice in voices])
    unrated = _unrated([voice.pk for voice in voices])
    return [
        MyMatter(
            voice=voice,
            situation=situation_of(voice.concern, leads.get(voice.concern.subject, []), now),
            to_rate=unrated.get(voice.pk),
        )
        for voice in voices
    ]


def first_matters(person_ids: list[int], now: datetime, *, n: int) -> list[MyMatter]:
    """What waits for this person's word, however long ago it was said, and then the newest: three queries."""
    waits = Case(When(concern__state__in=(State.RATING, State.ANSWERING), then=0), default=1)
    return _with_situation(_voices(person_ids).order_by(waits, "-id")[:n], now)


def _leads(concerns: list[Concern]) -> dict[str, list[Undertaking]]:
    matters = [concern.subject for concern in concerns]
    rows = Undertaking.objects.filter(matter__in=matters, is_lead=True, state=UndertakingState.OPEN)
    return {row.matter: [row] for row in with_reminded(rows).select_related("holder", "unit", "raised_to")}


def _unrated(voice_ids: list[int]) -> dict[int, Answer]:
    """The last answer of each voice that can be rated now and is not."""
    answers = (
        Answer.objects.filter(voice_id__in=voice_ids)
        .exclude(state=Answer.State.DUE)
        .filter(Q(concern__state=State.RATING) | Q(concern__state=State.ANSWERING))
        .select_related("text", "rating")
        .order_by("id")
    )
    newest = {answer.voice_id: answer for answer in answers}
    return {voice: answer for voice, answer in newest.items() if not hasattr(answer, "rating")}


def voice_to_rate(voice: Voice) -> Answer | None:
    """The answer this voice may rate now, if any; "unreachable" may still be replaced after closing."""
    answer = (
        Answer.objects.filter(voice=voice)
        .exclude(state=Answer.State.DUE)
        .select_related("text", "rating")
        .order_by("-id")
        .first()
    )
    if answer is None or voice.concern.state not in (State.RATING, State.ANSWERING, State.CLOSED):
        return None
    rated = getattr(answer, "rating", None)
    return answer if rated is None or rated.verdict == "unreachable" else None


def last_answer(voice: Voice) -> Answer | None:
    """The newest answer given to this voice."""
    return (
        Answer.objects.filter(voice=voice)
        .exclude(state=Answer.State.DUE)
        .select_related("text", "rating", "text__by")
        .order_by("-id")
        .first()
    )
