"""Topics as people see them: those open to me, those of the desk, one with its statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shangyi.deliberation.models import DrawnMap, Participant, Position, Statement, Topic
from shangyi.deliberation.rules.areas import area_among
from shangyi.deliberation.rules.topic_life import StatementState, TopicState, enough_to_place
from shangyi.kernel.actor import Actor, may
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.people.queries import belongs_below, same_person_ids
from shangyi.places.models import Place
from shangyi.places.queries import ancestors
from shangyi.places.rules import ancestor_paths

LARGEST_ID = 2**63 - 1
PUBLIC = (TopicState.OPEN, TopicState.CLOSED, TopicState.CONCLUDED)
OVER = frozenset({TopicState.CLOSED, TopicState.CONCLUDED})
HUMAN = Coalesce("participant__person__merged_into", "participant__person")
"""Whose position it is, when two rows turned out to be one human being."""


def topic_for_change(topic_id: int) -> Topic:
    """The topic, locked. Refused: topic.not-found."""
    rows = Topic.objects.select_for_update(of=("self",)).select_related("place", "asked_by")
    topic = rows.filter(pk=min(topic_id, LARGEST_ID)).first()
    if topic is None:
        raise Refused("topic.not-found")
    return topic


def below_actor(actor: Actor) -> QuerySet[Topic]:
    """The topics whose desk page the actor may open."""
    reach = Q(pk__in=[])
    for path in actor.paths_for("topic.view"):
        reach |= Q(place_path__startswith=path)
    return Topic.objects.filter(reach).select_related("place", "asked_by")


def topic_seen_by(actor: Actor, topic_id: int) -> Topic:
    """One topic for its desk page. Refused: topic.not-found, also when it is none of theirs."""
    topic = below_actor(actor).filter(pk=min(topic_id, LARGEST_ID)).first()
    if topic is None:
        raise Refused("topic.not-found")
    return topic


def public_topic(topic_id: int) -> Topic:
    """A topic as anybody sees it: open or over; one that was withdrawn after it was open says so.

    Refused: topic.not-found.
    """
    seen = Q(state__in=PUBLIC) | Q(state=TopicState.WITHDRAWN, opened_at__isnull=False)
    topic = (
        Topic.objects.select_related("place", "asked_by").filter(seen, pk=min(topic_id, LARGEST_ID)).first()
    )
    if topic is None:
        raise Refused("topic.not-found")
    return topic


def public_topics() -> QuerySet[Topic]:
    """Everything that is open or over, what is open first, the newest first."""
    rows = Topic.objects.filter(state__in=PUBLIC).select_related("place")
    return rows.annotate(is_open=Count("pk", filter=Q(state=TopicState.OPEN))).order_by("-is_open", "-id")


def may_take_part(actor: Actor, topic: Topic) -> bool:
    """Whether the person lives, or acts, where the topic is put."""
    return actor.person_id is not None and belongs_below(actor, topic.place_path)


def require_taking_part(actor: Actor, topic: Topic) -> None:
    """Refused: topic.card.not-found."""
    if not may_take_part(actor, topic):
        raise Refused("topic.card.not-found", place=topic.place.full_name)


def may_view(actor: Actor, topic: Topic) -> bool:
    """Whether it lies on the actor's desk."""
    return may(actor, "topic.view", topic.place_path) is not None


@dataclass(frozen=True, slots=True)
class OpenToMe:
    """One open topic, and how many of its statements the person has not answered."""

    topic: Topic
    n_left: int
    n_all: int


def open_to(actor: Actor, home: Place | None, ids: list[int]) -> list[OpenToMe]:
    """The open topics where the person lives or acts, the first to close first; in one statement."""
    paths = {grant.path for grant in actor.grants if grant.path} | (
        {home.path} if home and home.path else set()
    )
    around = {above for path in paths for above in ancestor_paths(path)}
    accepted = Q(statements__state=StatementState.ACCEPTED)
    mine = Position.objects.filter(
        topic=OuterRef("pk"),
        participant__person__in=ids,
        stands=True,
        statement__state=StatementState.ACCEPTED,
    )
    n_mine = mine.order_by().values("topic").annotate(n=Count("statement", distinct=True)).values("n")
    rows = (
        Topic.objects.filter(state=TopicState.OPEN, place_path__in=around)
        .annotate(n_all=Count("statements", filter=accepted), n_mine=Coalesce(Subquery(n_mine), 0))
        .select_related("place")
        .order_by("closes_at", "id")[:20]
    )
    return [OpenToMe(row, row.n_all - row.n_mine, row.n_all) for row in rows]


def participant_in(topic: Topic, ids: Sequence[int]) -> Participant | None:
    """The row of one human being in this topic, `ids` being all that stand for them."""
    if not ids:
        return None
    rows = Participant.objects.filter(topic=topic, person__in=ids)
    return rows.select_related("dealt").order_by("id").first()


def positions_of(topic: Topic, ids: Sequence[int]) -> dict[int, Position]:
    """What one human being said, by statement; what was taken back too, marked as not standing. The newest wins."""
    if not ids:
        return {}
    rows = Position.objects.filter(topic=topic, participant__person__in=ids)
    return {row.statement_id: row for row in rows.order_by("change")}


def ids_of(actor: Actor) -> list[int]:
    """Everything that stands for the signed-in person; nothing for a passer-by."""
    return [] if actor.person_id is None else same_person_ids(actor.person_id)


def accepted(topic: Topic) -> QuerySet[Statement]:
    """What is put to everybody, the pinned first, then by number."""
    return topic.statements.filter(state=StatementState.ACCEPTED).order_by("-is_pinned", "number")


def statement_in(topic: Topic, statement_id: int) -> Statement:
    """One statement of this topic. Refused: statement.not-found."""
    found = topic.statements.filter(pk=min(statement_id, LARGEST_ID)).select_related("author").first()
    if found is None:
        raise Refused("statement.not-found")
    return found


def drawn_of(topic: Topic, *, with_places: bool = False) -> DrawnMap | None:
    """The newest map; its places only where they are asked for."""
    rows = DrawnMap.objects.filter(topic=topic)
    return (rows if with_places else rows.defer("places")).first()


def area_of(topic: Topic, person: Person) -> Place | None:
    """Whose share the person is counted in; nobody's when they do not live at the topic's place."""
    home = person.home
    if home is None or not (home.path or "").startswith(topic.place_path):
        return None
    inside = [place for place in ancestors(home.path or "") if (place.path or "") != topic.place_path]
    below = [place for place in inside if (place.path or "").startswith(topic.place_path)]
    found = area_among([place.kind for place in below])
    return None if found is None else below[found]


def people_in(topic: Topic) -> list[int]:
    """Everybody who takes part, each human being once."""
    rows = Participant.objects.filter(topic=topic).annotate(
        human=Coalesce(F("person__merged_into"), F("person"))
    )
    return list(rows.order_by("human").values_list("human", flat=True).distinct())


def n_people(topic: Topic) -> int:
    """How many people have answered something that is put."""
    return _standing(topic).annotate(human=HUMAN).values("human").distinct().count()


def n_positions(topic: Topic) -> int:
    """How many answers stand."""
    return _standing(topic).count()


def _standing(topic: Topic) -> QuerySet[Position]:
    return Position.objects.filter(topic=topic, stands=True, statement__state=StatementState.ACCEPTED)


def due_to_close(now: object) -> QuerySet[Topic]:
    """Open topics whose time is over."""
    return Topic.objects.filter(state=TopicState.OPEN, closes_at__lte=now).order_by("id")


def may_see_results(actor: Actor, topic: Topic, n_answered: int, n_all: int) -> bool:
    """Everybody once it is over; before, whoever has given their own answers first, and the desk."""
    if topic.state in OVER or may_view(actor, topic):
        return topic.state in PUBLIC
    return topic.state == TopicState.OPEN and enough_to_place(n_answered, n_all)


def not_put(topic: Topic) -> list[Statement]:
    """What was turned down or taken out, with the reason; its words are for its author alone."""
    gone = (StatementState.TURNED_DOWN, StatementState.TAKEN_OUT)
    return list(topic.statements.filter(state__in=gone).order_by("number")[:200])


def statements_by(topic: Topic, ids: Sequence[int]) -> list[Statement]:
    """A person's own statements, with what became of them."""
    rows = topic.statements.filter(author__in=ids)
    return list(rows.order_by("-number")[:50])


def waiting_counts(topics: Sequence[Topic]) -> dict[int, int]:
    """How many statements wait to be looked at, by topic."""
    rows = Statement.objects.filter(topic__in=topics, state=StatementState.WAITING).order_by()
    return dict(rows.values_list("topic").annotate(n=Count("pk")).values_list("topic", "n"))
