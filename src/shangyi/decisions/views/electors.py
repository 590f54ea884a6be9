"""The roster page: how heads and areas were counted; freezing the list, and correcting it afterwards."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.actions import correcting, electorate
from shangyi.decisions.forms.ballots import ElectorsForm
from shangyi.decisions.models import Ballot
from shangyi.decisions.queries import rosters
from shangyi.decisions.queries.ballots import ballot_seen_by
from shangyi.decisions.queries.counting import electors_of, roster_row
from shangyi.decisions.queries.turnout import heads_of_ballot
from shangyi.decisions.rules.ballot_life import BallotState, Electorate
from shangyi.decisions.rules.roster_text import hundredths, read_names, read_owners, written_owners
from shangyi.decisions.views.ballots import verbs_open_to
from shangyi.decisions.views.showing import problems_of, tone_of
from shangyi.decisions.wording.names import EFFECT_NAMES
from shangyi.kernel.actor import Actor, require
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.ui.rules import page_of

HEADS_A_PAGE = 50


@may("ballot.view")
def electors(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """Who is asked. The box holds the list to be frozen, or the frozen one to be corrected."""
    who, now = actor(request), timezone.now()
    row = ballot_seen_by(who, ballot_id)
    if request.method == "POST":
        require(who, "ballot.prepare", row.place_path)
    form = ElectorsForm(request.POST or None, initial={"lines": _proposed(row, now)})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _keep(row, form, who, now))
        except Refused as problem:
            if problem.code.startswith("rights."):
                raise
            refused = problem
        else:
            return redirect("decisions:electors", row.pk)
    return _page(request, row, form, problems_of(refused, now))


def _page(request: HttpRequest, row: Ballot, form: ElectorsForm, problems: list[Any]) -> HttpResponseBase:
    lines = heads_of_ballot(row, words=request.GET.get("q", "").strip()[:40])
    pager = page_of(request.GET.get("page"), total=len(lines), size=HEADS_A_PAGE)
    verbs = verbs_open_to(actor(request), row)
    voting = [line for line in lines if not line.is_heard_only]
    context = {
        "now": timezone.now(),
        "face": "desk",
        "ballot": row,
        "tone": tone_of(row),
        "form": form,
        "problems": problems,
        "lines": lines[pager.start : pager.stop],
        "pager": pager,
        "query": request.GET.get("q", ""),
        "n_heads": len(voting),
        "n_units": sum(len(line.units) for line in voting),
        "area": sum(line.area for line in voting),
        "may_freeze": "freeze" in verbs,
        "may_correct": "correct" in verbs,
        "needs_closing": row.state in {BallotState.COUNTING, BallotState.COUNTED},
        "is_owners": row.electorate == Electorate.OWNERS,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/ballot_electors.html", context, status=status)


def _proposed(row: Ballot, now: datetime) -> str:
    """What stands in the box: the frozen list to correct, or what the rosters of the place say."""
    today = timezone.localdate(now)
    known = electors_of(row) if row.frozen_at else []
    if row.electorate == Electorate.OWNERS:
        return written_owners(
            map(roster_row, known) if known else rosters.owners_below(row.place_path, today)
        )
    if known:
        heard = str(_("heard"))
        return "\n".join(
            f"{each.key}, {each.name}{f', {heard}' if each.is_heard_only else ''}" for each in known
        )
    if row.electorate == Electorate.HOUSEHOLDS:
        households = rosters.households_below(row.place_path, today)
        return "\n".join(f"{place.code}, {name}" for place, name, _who in households)
    if row.electorate == Electorate.RESIDENTS:
        return "\n".join(
            f"person:{each.pk}, {each.name}" for each in rosters.residents_below(row.place_path, today)
        )
    return ""


def _keep(row: Ballot, form: ElectorsForm, who: Actor, now: datetime) -> str:
    """Freeze a draft's list or correct a frozen one; what to say about it."""
    is_draft = row.state == BallotState.DRAFT
    is_owners = row.electorate == Electorate.OWNERS
    lines, declared = form.cleaned_data["lines"], form.cleaned_data["declared_area"]
    by: dict[str, Any] = {"ballot_id": row.pk, "actor": who, "now": now, "randbelow": secrets.randbelow}
    if is_draft:
        if is_owners:
            electorate.freeze_owners(listed=owners_list(lines, declared, now), **by)
        else:
            electorate.freeze_list(listed=people_list(lines), **by)
        return _("The list is frozen. Next: announce the ballot.")
    by["why"] = correcting.Why(reason=form.cleaned_data["reason"], closes_at=form.cleaned_data["closes_at"])
    if is_owners:
        done = correcting.correct_owners(listed=owners_list(lines, declared, now), **by)
    else:
        done = correcting.correct_listed(listed=people_list(lines), **by)
    return str(EFFECT_NAMES[done.effect.value])


def owners_list(lines: str, declared: str, now: datetime) -> electorate.OwnersList:
    """The owners' roster as it was typed. Refused: roster.line-unclear, roster.total-unclear."""
    rows = read_owners(lines)
    area = hundredths(declared) if declared.strip() else None
    if declared.strip() and area is None:
        raise Refused("roster.total-unclear", text=declared[:40])
    codes = [each.household for each in rows]
    return electorate.OwnersList(
        rows=rows,
        declared_area=area,
        names={each.household: "、".join(each.owners) for each in rows},
        persons=rosters.persons_of_owners(codes, timezone.localdate(now)),
        places=rosters.places_by_code(codes),
    )


def people_list(lines: str) -> list[electorate.Listed]:
    """A list of households or persons as it was typed. Refused: roster.line-unclear."""
    rows = read_names(lines)
    places = rosters.places_by_code(row.key for row in rows)
    persons = rosters.persons_named(row.key for row in rows)
    living = rosters.persons_living(places)
    return [
        electorate.Listed(
            key=row.key,
            name=row.name,
            place=places.get(row.key),
            person=persons.get(row.key) or living.get(row.key),
            is_heard_only=row.is_heard_only,
        )
        for row in rows
    ]
