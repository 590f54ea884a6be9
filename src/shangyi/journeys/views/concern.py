"""The desk's page of one concern: where it stands, the whole story, and every verb that can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from shangyi.concerns.models import Answer, Concern, Voice
from shangyi.concerns.queries import concern_visible_to
from shangyi.concerns.rules.life import State
from shangyi.concerns.views.verbs import VERBS
from shangyi.decisions.queries.agreements import agreements_about
from shangyi.journeys.queries.matters import Matter, matter, viewer_of
from shangyi.journeys.rules.seeing import Eyes
from shangyi.journeys.views.matter import STATIONS
from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as may_do
from shangyi.ledger.queries.prepared import Prepared
from shangyi.people.views import actor, may
from shangyi.rulepacks.queries import pack_of
from shangyi.undertakings.rules import State as UndertakingState

FIRST: Mapping[State, tuple[str, ...]] = {
    State.HEARD: ("sort",),
    State.SORTED: ("assign",),
    State.HANDLING: ("finish",),
    State.LISTED: ("review",),
    State.ANSWERING: ("told", "answer"),
    State.LOOKING: ("reopen",),
}
"""The one thing to do next in each state: the primary button."""

MORE: Mapping[State, tuple[str, ...]] = {
    State.HEARD: ("divert", "merge", "find", "push"),
    State.SORTED: ("sort", "divert", "list", "merge", "split", "find", "push", "finish"),
    State.HANDLING: (
        "find",
        "push",
        "object",
        "decide_objection",
        "list",
        "assign",
        "merge",
        "unmerge",
        "split",
    ),
    State.LISTED: ("reply", "resume", "find", "push", "finish", "merge", "split"),
    State.ANSWERING: ("answer", "told", "find", "push"),
    State.RATING: ("push",),
    State.LOOKING: ("uphold", "list", "find", "push", "finish"),
}
"""What else can be done; what the table or the rights forbid is left out."""


@may("concern.view")
def concern(request: HttpRequest, concern_id: int) -> HttpResponseBase:
    """The whole of one concern for staff, or for who works on it for a unit: then without who spoke."""
    now, who = timezone.now(), actor(request)
    row = concern_visible_to(who, concern_id)
    viewer = viewer_of(row, who)
    if viewer.eyes is Eyes.SPEAKER:
        return redirect("journeys:by_number", concern_id=row.pk)
    seen = matter(row, viewer, now)
    context: dict[str, Any] = {
        "face": "desk",
        "now": now,
        "matter": seen,
        "concern": row,
        "situation": seen.situation,
        "station": STATIONS[State(row.state)],
        "closed": not State(row.state).is_open,
        "story": seen.story,
        "facts": _facts(row),
        "work": [each for each in seen.undertakings if not each.is_lead],
        "lead": seen.situation.lead,
        "inside": viewer.eyes is Eyes.DESK,
    }
    if viewer.eyes is Eyes.DESK:
        context |= _inside(row)
        context["agreements"] = agreements_about(row.subject, who)
        context["may_agree"] = may_do(who, "agreement.draft", row.place_path) is not None
    context |= _verbs(row, who, seen)
    return render(request, "journeys/concern.html", context)


_VOICES = Prepared(
    lambda concern: Voice.objects.filter(concern=concern).select_related("recorded_by").order_by("id")[:100]
)


def _inside(row: Concern) -> dict[str, Any]:
    """What only our own staff see: who spoke and how they are reached, and who is still to be told."""
    return {
        "voices": list(_VOICES(concern=row.pk)),
        "due_answers": Answer.objects.filter(concern=row, state=Answer.State.DUE).count()
        if row.state == State.ANSWERING
        else 0,
    }


def _facts(row: Concern) -> dict[str, str]:
    if not row.pack_id or not row.category:
        return {}
    pack = pack_of(row.pack_id)
    path = " › ".join(step.zh for step in pack.path_to(row.category))
    return {
        "kind": pack.kind(row.kind).zh if row.kind else "",
        "category": path,
        "grade": pack.grade(row.grade).zh,
    }


def _verbs(row: Concern, who: Actor, seen: Matter) -> dict[str, Any]:
    """The buttons: what the table allows in this state, what there is a reason for, and what the actor may do."""
    state = State(row.state)
    first = [verb for verb in FIRST.get(state, ()) if _fits(verb, row, who, seen)]
    more = [verb for verb in MORE.get(state, ()) if _fits(verb, row, who, seen) and verb not in first[:1]]
    return {
        "first": [_button(verb, row) for verb in first[:1]],
        "more": [_button(verb, row) for verb in dict.fromkeys((*first[1:], *more))],
    }


def _button(verb: str, row: Concern) -> dict[str, Any]:
    return {"text": VERBS[verb].title, "url": reverse(f"concerns:{verb}", args=[row.pk]), "verb": verb}


def _fits(verb: str, row: Concern, who: Actor, seen: Matter) -> bool:
    lead = seen.situation.lead
    own = row.keeper_id == who.person_id or (
        lead is not None
        and lead.state == UndertakingState.OPEN
        and (lead.holder_id == who.person_id or lead.unit_id in who.unit_ids)
    )
    return may_do(who, VERBS[verb].right, row.place_path, own=own) is not None and _has_reason(
        verb, row, seen
    )


def _has_reason(verb: str, row: Concern, seen: Matter) -> bool:
    if verb in {"merge", "split"} and seen.viewer.eyes is not Eyes.DESK:
        return False
    if verb == "split":
        return row.n_voices > 1
    if verb == "unmerge":
        return bool(getattr(row, "has_joined", False))
    if verb in {"object", "decide_objection"}:
        waiting = bool(getattr(row, "objection_waits", False))
        return waiting if verb == "decide_objection" else not waiting
    if verb == "reply":
        return any(
            each.task == "report_up" and each.state == UndertakingState.OPEN for each in seen.undertakings
        )
    return True
