"""What the front door of the demo points to: things that people decide together, each with the eyes to see it by."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from shangyi.decisions.models import Agreement, Ballot, Budget, Founding
from shangyi.decisions.rules.ballot_life import BallotState
from shangyi.decisions.rules.budget_life import BudgetState
from shangyi.decisions.rules.founding import FoundingState
from shangyi.decisions.rules.labels import Label
from shangyi.decisions.rules.signing import State
from shangyi.deliberation.models import Topic
from shangyi.deliberation.rules.topic_life import TopicState
from shangyi.people.views.demo import Scene

FEW = 40
"""A demo has so many of each, and no more are looked through."""
RESIDENT, ELSEWHERE, SECRETARY, CLERK, TENANT = (
    "demo-1-resident",
    "demo-2-resident",
    "demo-5-secretary",
    "demo-10-clerk",
    "demo-11-resident",
)


def demo_scenes() -> list[Scene]:
    """Ballots, agreements, money for wishes, committees, topics: five statements, however many there are."""
    return [*_ballots(), *_agreements(), *_budgets(), *_foundings(), *_topics()]


def _scene(title: str, what: Lazy, eyes: str, route: str, pk: int) -> Scene:
    return Scene(title=title, what=str(what), eyes=eyes, page=reverse(route, args=[pk]))


def _ballots() -> Iterator[Scene]:
    rows = list(Ballot.objects.order_by("pk")[:FEW])
    asked_first = {row.follows_id for row in rows if row.follows_id}
    for row in rows:
        if row.state == BallotState.OPEN:
            said = _("A consultation goes on: vote as a resident.")
            yield _scene(row.title, said, RESIDENT, "decisions:one", row.pk)
        elif row.pk in asked_first:
            said = _("Most liked it, but it is the owners' to decide: the reason, and how it went on.")
            yield _scene(row.title, said, SECRETARY, "decisions:ballot", row.pk)
        elif row.state == BallotState.PUBLISHED and row.label == Label.OWNERS:
            said = _("Decided by the owners with all four conditions near the line: the working.")
            yield _scene(row.title, said, ELSEWHERE, "decisions:one", row.pk)


def _agreements() -> Iterator[Scene]:
    for row in Agreement.objects.order_by("pk")[:FEW]:
        if row.state == State.IN_FORCE:
            said = _("Four households pay, the ground floor gives way: in force, the money comes in.")
            yield _scene(row.title, said, CLERK, "decisions:agreement", row.pk)
        elif row.state == State.SIGNING:
            said = _("One name is missing: read it and sign.")
            yield _scene(row.title, said, TENANT, "decisions:agreement_one", row.pk)


def _budgets() -> Iterator[Scene]:
    for row in Budget.objects.order_by("pk")[:FEW]:
        if row.state == BudgetState.PUBLISHED:
            said = _("Twelve wishes, one sum: equal shares and most ticks side by side.")
            yield _scene(row.title, said, RESIDENT, "decisions:budget_one", row.pk)
        elif row.state == BudgetState.COLLECTING:
            said = _("Wishes are taken: propose one.")
            yield _scene(row.title, said, RESIDENT, "decisions:budget_one", row.pk)


def _foundings() -> Iterator[Scene]:
    rows = Founding.objects.filter(state=FoundingState.RUNNING).select_related("place").order_by("pk")
    for row in rows[:FEW]:
        said = _("An owners' committee half-way: what has been done, what comes next, who and until when.")
        yield _scene(row.place.name, said, SECRETARY, "decisions:founding", row.pk)


def _topics() -> Iterator[Scene]:
    for row in Topic.objects.order_by("pk")[:FEW]:
        if row.state == TopicState.OPEN:
            said = _("Being talked about: answer one card at a time.")
            yield _scene(row.title, said, RESIDENT, "deliberation:one", row.pk)
        elif row.state == TopicState.CONCLUDED:
            said = _("Six hundred people in three groups, and what all three agree on.")
            yield _scene(row.title, said, RESIDENT, "deliberation:results", row.pk)
        elif row.state == TopicState.CLOSED:
            said = _("Six hundred people and no stable groups: the map says so. The reply is due.")
            yield _scene(row.title, said, SECRETARY, "deliberation:results", row.pk)
