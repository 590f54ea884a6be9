"""The desk: the list of procedures, opening one, its page with the next act, and one act at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shangyi.concerns.actions.photos import read_pictures
from shangyi.decisions.actions import founding_opening
from shangyi.decisions.actions.founding_acts import ROLES, record_act
from shangyi.decisions.forms.ballots import ReasonForm
from shangyi.decisions.forms.foundings import FORMS, ActForm, OpenForm, TakeUpForm, initial_of, write_names
from shangyi.decisions.models import Founding, FoundingAct
from shangyi.decisions.queries.ballots import LARGEST_ID
from shangyi.decisions.queries.foundings import (
    Standing,
    asking_of,
    ballots_that_fit,
    founding_seen_by,
    foundings_below,
    members_of,
    standing_of,
)
from shangyi.decisions.rules.founding import FACTS_OF, TABLE, Deed
from shangyi.decisions.rules.owners import OwnersMatter
from shangyi.decisions.rules.owners_committee import Asks
from shangyi.decisions.views.founding_showing import course_of, next_of, people_of, problems_of, tone_of
from shangyi.decisions.views.lists import listed
from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as actor_may
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may
from shangyi.places.queries import place_by_code


@may("founding.view")
def foundings(request: HttpRequest) -> HttpResponseBase:
    """Every procedure below one's places, the newest first, by state and by the name of the place."""
    context = listed(
        request,
        foundings_below(actor(request)),
        Founding.StateChoice,
        tone_of,
        words_in="place__full_name",
        words_label=_("Name of the compound"),
    )
    return render(
        request,
        "decisions/founding_list.html",
        {**context, "may_run": actor(request).may_anywhere("founding.run")},
    )


@may("founding.run")
def new(request: HttpRequest) -> HttpResponseBase:
    """Open a procedure for a compound."""
    form = OpenForm(request.POST or None, initial={"place": request.GET.get("place", "")[:40]})
    refused = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = founding_opening.open_founding(
                place=place_by_code(given["place"]),
                words=given["words"],
                actor=actor(request),
                now=timezone.now(),
            )
        except Refused as problem:
            if problem.code.startswith("rights."):
                raise
            refused = problem
        else:
            messages.success(request, _("Begun. Whoever lives there was told."))
            return redirect("decisions:founding", row.pk)
    now = timezone.now()
    context = {"now": now, "face": "desk", "form": form, "problems": problems_of(refused, None, now)}
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/founding_new.html", context, status=status)


@may("founding.view")
def founding(request: HttpRequest, founding_id: int) -> HttpResponseBase:
    """One procedure: what comes next, every gate with its working, the acts with their evidence."""
    who, now = actor(request), timezone.now()
    row = founding_seen_by(who, founding_id)
    standing = standing_of(row, today=timezone.localdate(now))
    context: dict[str, Any] = {
        "now": now,
        "face": "desk",
        "founding": row,
        "tone": tone_of(row),
        "course": course_of(standing, now, members=people_of(row, may_read=True)),
        "next": next_of(row, standing, now),
        "asking": asking_of(row),
        "verbs": verbs_open_to(who, row),
        "at_desk": True,
    }
    return render(request, "decisions/founding_desk.html", context)


def verbs_open_to(who: Actor, row: Founding) -> set[str]:
    """What this person can do with the procedure as it stands: the table and the rights, nothing else."""
    rows = (each for each in TABLE if each.source == row.state and each.right != "owner")
    return {each.verb.value for each in rows if actor_may(who, each.right, row.place_path) is not None}


def act_page(deed: Deed) -> View:
    """The view of one act."""

    @may("founding.run")
    def view(request: HttpRequest, founding_id: int) -> HttpResponseBase:
        row = founding_seen_by(actor(request), founding_id)
        now = timezone.now()
        standing = standing_of(row, today=timezone.localdate(now))
        form = _form(request, row, deed, standing)
        if request.method != "POST":
            return _act_page(request, row, deed, standing, form)
        try:
            _do(request, row, form, now)
        except Refused as refused:
            if refused.code.startswith(("rights.", "founding.not-found")):
                raise
            if refused.code == "founding.late-reason-needed":
                form = _form(request, row, deed, standing, late=True)
            return _act_page(request, row, deed, standing, form, refused)
        messages.success(request, _("Written down. Whoever lives there was told."))
        return redirect("decisions:founding", row.pk)

    return view


def _do(request: HttpRequest, row: Founding, form: ActForm, now: datetime) -> None:
    """Write down what was sent. Refused: founding.form-incomplete, photo.…, and as the action."""
    if not form.is_valid():
        raise Refused("founding.form-incomplete")
    pictures = read_pictures(request.FILES.getlist("photo")[:1])
    act = form.act(pictures[0] if pictures else None)
    record_act(founding_id=row.pk, new=act, actor=actor(request), now=now)


def _form(
    request: HttpRequest, row: Founding, deed: Deed, standing: Standing, *, late: bool = False
) -> ActForm:
    """The form of an act, with what an earlier one wrote down; asks for the reason where a last day has passed."""
    more: dict[str, Any] = {"ballots": ballots_that_fit(row)} if deed is Deed.BALLOT else {}
    return FORMS[deed](
        request.POST if request.method == "POST" else None,
        initial=_initial(row, deed, standing),
        again=deed.value in standing.acts,
        late=late or "why_late" in request.POST or _is_late(deed, standing),
        **more,
    )


def _is_late(deed: Deed, standing: Standing) -> bool:
    own = set(FACTS_OF[deed])
    results = standing.procedure.results
    late = {"late", "failed", "excused"}
    return any(
        each.gate.fact in own and each.gate.asks == Asks.WITHIN and each.state in late for each in results
    )


def _initial(row: Founding, deed: Deed, standing: Standing) -> dict[str, Any]:
    act = standing.acts.get(deed.value)
    if act is None:
        asking = asking_of(row) if deed is Deed.ELIGIBILITY else None
        known = {"owners_asking": asking.on_roster, "asking_area": asking.area} if asking and asking.n else {}
        return {**initial_of(known), "asked_on": timezone.localdate(row.made_at), "office": ""}
    own = {name: value for name, value in standing.facts.items() if name in FACTS_OF[deed]}
    shown = {**initial_of(own), "evidence": act.evidence, "why_late": act.why_late, "ballot": row.ballot_id}
    if deed in ROLES:
        shown["names"] = write_names(members_of(row, ROLES[deed]), deed)
    return shown


def _act_page(
    request: HttpRequest,
    row: Founding,
    deed: Deed,
    standing: Standing,
    form: ActForm,
    refused: Refused | None = None,
) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "founding": row,
        "tone": tone_of(row),
        "form": form,
        "deed": deed.value,
        "title": FoundingAct.DeedChoice(deed).label,
        "hint": HINTS[deed],
        "matter": OwnersMatter.COMMITTEE.value,
        "takes_photo": "evidence" in form.fields,
        "problems": problems_of(refused, standing, now),
        "has_ballots": deed is not Deed.BALLOT or ballots_that_fit(row).exists(),
    }
    return render(request, "decisions/founding_act.html", context, status=422 if refused else 200)


HINTS: Mapping[Deed, Lazy] = {
    Deed.ELIGIBILITY: gettext_lazy(
        "From the register and the requests. What is not enough yet is kept too; the next step waits for it."
    ),
    Deed.GROUP: gettext_lazy("Who sits in it and for whom. It says when its list was posted."),
    Deed.ROSTER: gettext_lazy("The preparatory group has checked owners, heads and areas."),
    Deed.NOTICE: gettext_lazy(
        "Drafts of the rules, the covenant and the list of candidates are up, and every owner was told."
    ),
    Deed.BALLOT: gettext_lazy("An owners' decision of the whole compound on its committee, announced here."),
    Deed.RESULT: gettext_lazy(
        "The published result is read from the ballot; nothing is typed. It counts only if it passed."
    ),
    Deed.COMMITTEE: gettext_lazy("Only candidates who were posted can have been elected."),
    Deed.FILING: gettext_lazy("With the number and the day on the receipt. Then the term runs."),
}
"""What each act asks for, in a sentence."""


@dataclass(frozen=True, slots=True)
class Press:
    """How taking up and stopping are shown and done."""

    title: Lazy
    hint: Lazy
    done: Lazy
    run: Any
    form: type[forms.Form]
    is_grave: bool = False


PRESSES: Mapping[str, Press] = {
    "take-up": Press(
        pgettext_lazy("founding", "Take it up"),
        gettext_lazy("The procedure begins; whoever asked and whoever lives there is told."),
        gettext_lazy("Begun. Whoever lives there was told."),
        founding_opening.take_up,
        TakeUpForm,
    ),
    "stop": Press(
        pgettext_lazy("founding", "Stop the procedure"),
        gettext_lazy("Everything that was done stays to be read, with the reason."),
        gettext_lazy("Stopped. Whoever was told of it was told why."),
        founding_opening.stop_founding,
        ReasonForm,
        is_grave=True,
    ),
}
"""By the names of their addresses."""


def press_page(name: str) -> View:
    """The view of taking up or stopping."""
    press = PRESSES[name]

    @may("founding.run")
    def view(request: HttpRequest, founding_id: int) -> HttpResponseBase:
        row = founding_seen_by(actor(request), founding_id)
        form = press.form(request.POST if request.method == "POST" else None)
        refused = None
        if request.method == "POST" and form.is_valid():
            try:
                press.run(founding_id=row.pk, actor=actor(request), now=timezone.now(), **form.cleaned_data)
            except Refused as problem:
                if problem.code.startswith(("rights.", "founding.not-found")):
                    raise
                refused = problem
            else:
                messages.success(request, str(press.done))
                return redirect("decisions:founding", row.pk)
        return _press_page(request, row, press, form, refused)

    return view


def _press_page(
    request: HttpRequest, row: Founding, press: Press, form: forms.Form, refused: Refused | None
) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "founding": row,
        "tone": tone_of(row),
        "form": form,
        "step": press,
        "problems": problems_of(refused, None, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/founding_press.html", context, status=status)


@may("founding.view")
def picture(request: HttpRequest, founding_id: int, act_id: int) -> HttpResponseBase:
    """The photo of the paper that shows an act. Refused: founding.not-found."""
    row = founding_seen_by(actor(request), founding_id)
    kept = FoundingAct.objects.filter(pk=min(act_id, LARGEST_ID), founding=row).first()
    if kept is None or not kept.picture:
        raise Refused("founding.not-found")
    response = HttpResponse(kept.picture.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response
