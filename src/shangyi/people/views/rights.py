"""Who may do what, for one person, in one view."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_GET

from shangyi.kernel.actor import Actor, Grant
from shangyi.people.models import Capacity
from shangyi.people.queries import actor_of, seen_person
from shangyi.people.wording import VERBS
from shangyi.ui.views.access import actor, may


@dataclass(frozen=True, slots=True)
class Reach:
    """What one capacity opens: to everything in its place, and to what is one's own there."""

    capacity: Capacity
    everything: list[str | Promise]
    only_own: list[str | Promise]


def reaches(who: Actor) -> list[Reach]:
    """The capacities in force, each with what it opens in the order of the line of life."""
    rows = Capacity.objects.filter(pk__in=[grant.capacity_id or 0 for grant in who.grants])
    known = rows.select_related("place", "unit", "delegated_by__person").in_bulk()
    return [_reach(known[grant.capacity_id], grant) for grant in who.grants if grant.capacity_id in known]


def _reach(capacity: Capacity, grant: Grant) -> Reach:
    return Reach(
        capacity,
        [words for verb, words in VERBS.items() if verb in grant.verbs],
        [words for verb, words in VERBS.items() if f"{verb}:own" in grant.verbs and verb not in grant.verbs],
    )


@may("person.view")
@require_GET
def rights(request: HttpRequest, person_id: int) -> HttpResponse:
    """What this person may do, for whoever may look them up."""
    person = seen_person(person_id, actor(request))
    kept = person.merged_into or person
    found = reaches(actor_of(kept, timezone.localdate()))
    return render(
        request, "people/rights.html", {"person": kept, "reaches": found, "own": False, "face": "desk"}
    )
