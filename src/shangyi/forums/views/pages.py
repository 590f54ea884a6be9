"""The desk's pages of gatherings: the list, planning one, and the page of one with what it still lacks."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.decisions.models import Ballot
from shangyi.forums.actions.agenda import pick_candidate, remove_item
from shangyi.forums.actions.planning import NewGathering, plan_gathering
from shangyi.forums.forms.planning import PlanForm
from shangyi.forums.models import AgendaItem, Attendance, Gathering, Invitation, Sheet
from shangyi.forums.queries.candidates import candidates_for
from shangyi.forums.queries.digest import knows_of_digests
from shangyi.forums.queries.findings import knows_of_surveys
from shangyi.forums.queries.gatherings import (
    Stands,
    gathering_for_staff,
    invitations_of,
    seen_by_staff,
    stands,
    times_of_all,
    told_about,
)
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.questions import takes_questions
from shangyi.forums.queries.record import figures_of, lines_of, shown_lines
from shangyi.forums.rules.heads import total
from shangyi.forums.rules.life import COMING, State
from shangyi.forums.rules.picking import Source
from shangyi.forums.rules.practice import Practice
from shangyi.forums.views.rating import rating_shown
from shangyi.forums.wording import KINDS, STEP_NAMES, WAYS_TOLD, bound_words, missing_words, why_words
from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as may_do
from shangyi.kernel.refused import Refused
from shangyi.notices.queries import live_address, words_of
from shangyi.people.views import actor, may
from shangyi.places.queries import picker, roots_of
from shangyi.ui.rules import page_of
from shangyi.ui.wording import say

PAGE = 20
SHOWN_INVITED = 200
SHOWN_ATTENDED = 400
GROUPS = {
    "coming": (*COMING, State.OPEN),
    "complete": (State.ENDED,),
    "past": (State.FILED, State.PUBLISHED),
    "off": (State.CANCELLED, State.MISSED),
}


@may("gathering.view")
def gatherings(request: HttpRequest) -> HttpResponseBase:
    """The gatherings of one's places: to come, to be completed, past, and those that were not held."""
    who, now = actor(request), timezone.now()
    group = request.GET.get("group", "coming")
    group = group if group in GROUPS else "coming"
    rows = seen_by_staff(who).filter(state__in=GROUPS[group])
    rows = rows.order_by("planned_at" if group == "coming" else "-planned_at", "pk")
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=PAGE)
    context = {
        "face": "desk",
        "now": now,
        "group": group,
        "pager": pager,
        "rows": [(row, practice_of(row).zh) for row in rows[pager.start : pager.stop]],
        "may_plan": who.may_anywhere("gathering.plan"),
    }
    return render(request, "forums/gatherings.html", context)


@may("gathering.plan")
def plan(request: HttpRequest) -> HttpResponseBase:
    """Put a gathering on the calendar."""
    who, now = actor(request), timezone.now()
    roots = list(roots_of(who, "gathering.plan")[:2])
    start = roots[0] if len(roots) == 1 else None
    chosen = picker(request.POST.getlist("place")[:12], actor=who, verb="gathering.plan", start=start)
    place = chosen.place or (
        chosen.levels[0].options[0] if chosen.levels and chosen.levels[0].options else None
    )
    form = PlanForm(request.POST or None, place=place, now=now, actor=who, initial=_asked(request))
    problem = None
    if request.method == "POST" and "narrow" not in request.POST and form.is_valid() and place is not None:
        try:
            new = NewGathering(place=place, **form.new())
            row = plan_gathering(
                new=new, actor=who, now=now, randbelow=secrets.randbelow, secret=secrets.token_urlsafe(18)
            )
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, _("It is on the calendar. Now the agenda, and who is invited."))
            return redirect("forums:gathering", gathering_id=row.pk)
    context = {"face": "desk", "now": now, "form": form, "picker": chosen, "problem": problem}
    return render(request, "forums/plan.html", context, status=422 if request.method == "POST" else 200)


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in ("practice", "theme") if name in request.GET}


@may("gathering.view")
def gathering(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """One gathering: where it stands by the five steps, what it lacks, and what can be done now."""
    who, now = actor(request), timezone.now()
    row = gathering_for_staff(gathering_id, who)
    invited = list(invitations_of(row)[: SHOWN_INVITED + 1])
    where = stands(row, invited if len(invited) <= SHOWN_INVITED else None)
    heads = where.heads
    over = State(row.state) in {State.ENDED, State.FILED, State.PUBLISHED}
    context = {
        "takes_questions": takes_questions(where.practice),
        "is_rated": bool(where.practice.axes) and row.ended_at is not None,
        "face": "desk",
        "now": now,
        "row": row,
        "steps": _steps(where),
        "needs": [(need, where.practice.need_name(need.code)) for need in where.needs],
        "practice": where.practice,
        "items": [(item, item.why_words or why_words(item.why, item.why_facts)) for item in where.items],
        "invitations": _invited(invited, where),
        "heads": [(where.practice.name_of(each.class_code), bound_words(each.bound)) for each in heads],
        "present": bound_words(total(heads)),
        "figures": where.figures if over else None,
        "ballots": list(Ballot.objects.filter(about=row.subject).order_by("pk")),
        "rights": rights_at(who, row.place_path),
        "has_digest": knows_of_digests(where.practice),
        "has_survey": knows_of_surveys(where.practice),
        "join_url": f"{settings.BASE_URL}/g/{row.join_secret}/",
    }
    context |= rating_shown(row, where.practice, for_staff=True, with_words=False)
    return render(request, "forums/gathering.html", context)


@may("gathering.view")
def audience(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """告知了谁: everybody who was told something about this gathering, the newest first."""
    row, now = gathering_for_staff(gathering_id, actor(request)), timezone.now()
    told = told_about(row)
    pager = page_of(request.GET.get("page"), total=told[:10_001].count(), size=PAGE)
    rows = [(notice, words_of(notice).subject) for notice in told[pager.start : pager.stop]]
    context = {"face": "desk", "now": now, "row": row, "pager": pager, "rows": rows}
    return render(request, "forums/audience.html", context)


def _invited(rows: Sequence[Invitation], where: Stands) -> list[tuple[Any, str, Any]]:
    """Each invitation with its class and the way it was told; never why somebody was invited."""
    return [
        (each, where.practice.name_of(each.class_code), WAYS_TOLD.get(each.told_how, ""))
        for each in rows[:SHOWN_INVITED]
    ]


def _steps(where: Stands) -> list[dict[str, Any]]:
    """The five steps in words, each with what it lacks."""
    names = {each.code: each.zh for each in where.practice.classes}
    return [
        {
            "name": STEP_NAMES[each.step],
            "done": each.is_done,
            "urgent": each.note == "urgent",
            "missing": [missing_words(code, names) for code in each.missing],
        }
        for each in where.steps
    ]


def rights_at(who: Actor, path: str) -> dict[str, bool]:
    """What the person may do with gatherings there, by the last part of the right."""
    rights = ("gathering.plan", "gathering.host", "gathering.file", "gathering.publish")
    return {right.partition(".")[2]: may_do(who, right, path) is not None for right in rights}


@may("gathering.view")
def record(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """The whole record in its order, with what came of each line."""
    who, now = actor(request), timezone.now()
    row = gathering_for_staff(gathering_id, who)
    practice = practice_of(row)
    context = {
        "face": "desk",
        "now": now,
        "row": row,
        "practice": practice,
        "kind_names": KINDS,
        "lines": shown_lines(lines_of(row), practice),
        "figures": figures_of(row),
        "attendances": _attended(row, practice),
        "sheets": list(row.sheets.order_by("id")),
        "rights": rights_at(who, row.place_path),
        "stream": live_address(row.channel, now),
    }
    return render(request, "forums/record.html", context)


def _attended(row: Gathering, practice: Practice) -> list[tuple[Any, str, int]]:
    """Who came, in which class, for the how-manieth time."""
    times = times_of_all(row)
    rows = row.attendances.select_related("unit", "person").order_by("class_code", "id")[:SHOWN_ATTENDED]
    return [(each, practice.name_of(each.class_code), times.get(_kept(each), 0)) for each in rows]


def _kept(row: Attendance) -> int:
    """The row that stands for this human being; 0 for somebody unnamed."""
    return (row.person.merged_into_id or row.person.pk) if row.person else 0


@may("gathering.plan")
def candidates(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """What reality proposes for the agenda, each with the reason why."""
    who, now = actor(request), timezone.now()
    row = gathering_for_staff(gathering_id, who, "gathering.plan")
    sources = dict(AgendaItem.SourceChoice.choices)
    shown = [
        (each, sources[each.source], why_words(each.why, each.facts)) for each in candidates_for(row, now)
    ]
    context = {"face": "desk", "now": now, "row": row, "candidates": shown}
    return render(request, "forums/candidates.html", context)


@require_POST
@may("gathering.plan")
def pick(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """Put one of the proposals on the agenda."""
    gathering_for_staff(gathering_id, actor(request), "gathering.plan")
    source, pk = request.POST.get("source", ""), request.POST.get("pk", "")
    if source not in set(Source) or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Refused("gathering.no-such-candidate")
    pick_candidate(
        gathering_id=gathering_id,
        source=Source(source),
        pk=int(pk),
        title=request.POST.get("title", "")[:120],
        actor=actor(request),
        now=timezone.now(),
    )
    messages.success(request, _("On the agenda."))
    return redirect("forums:candidates", gathering_id=gathering_id)


@require_POST
@may("gathering.plan")
def drop_item(request: HttpRequest, gathering_id: int, item_id: int) -> HttpResponseBase:
    """Take an item off the agenda."""
    gathering_for_staff(gathering_id, actor(request), "gathering.plan")
    remove_item(gathering_id=gathering_id, item_id=item_id, actor=actor(request), now=timezone.now())
    return redirect("forums:gathering", gathering_id=gathering_id)


@may("gathering.view")
def sheet(request: HttpRequest, gathering_id: int, sheet_id: int) -> HttpResponseBase:
    """A photographed sheet, for staff of the place."""
    row = gathering_for_staff(gathering_id, actor(request))
    found = Sheet.objects.filter(gathering=row, pk=sheet_id).first()
    if found is None:
        raise Refused("sheet.not-found")
    file = found.small if request.GET.get("small") else found.file
    response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response
