"""The desk: the list of agreements, drafting one, and the page of one with its next step."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.actions.drafting import draft_agreement
from shangyi.decisions.forms.agreements import NewAgreementForm, household_party
from shangyi.decisions.models import Agreement
from shangyi.decisions.queries.agreements import (
    agreement_seen_by,
    agreements_below,
    objections_open,
    texts_of,
)
from shangyi.decisions.queries.parties import households_at
from shangyi.decisions.rules.signing import State
from shangyi.decisions.views.agreement_showing import (
    groups_of,
    payments_shown,
    problems_of,
    quotes_shown,
    sheet_of,
    steps_of,
    tone_of,
)
from shangyi.decisions.views.lists import listed
from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as actor_may
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.places.queries import place_by_code


@may("agreement.view")
def agreements(request: HttpRequest) -> HttpResponseBase:
    """Every agreement below one's places, the newest first, by state and by words."""
    context = listed(
        request,
        agreements_below(actor(request)),
        Agreement.StateChoice,
        tone_of,
        words_in="title",
        words_label=_("Words in the title"),
    )
    return render(
        request,
        "decisions/agreement_list.html",
        {**context, "may_draft": actor(request).may_anywhere("agreement.draft")},
    )


@may("agreement.draft")
def new(request: HttpRequest) -> HttpResponseBase:
    """Draft one; a matter or a gathering hands over place, title and where it comes from."""
    asked = {name: request.GET.get(name, "")[:120] for name in ("title", "place")}
    form = NewAgreementForm(request.POST or None, initial={name: v for name, v in asked.items() if v})
    if request.method != "POST" or not form.is_valid():
        return _new_page(request, form)
    now = timezone.now()
    try:
        place = place_by_code(form.cleaned_data["place"])
        known = households_at(place, timezone.localdate(now))
        row = draft_agreement(
            wording=form.wording(),
            place=place,
            parties=[
                household_party(each.place.code, each.owners, each.tenants, each)
                for each in known
                if each.owners
            ],
            about=request.GET.get("about", "")[:40],
            actor=actor(request),
            now=now,
            randbelow=secrets.randbelow,
        )
    except Refused as refused:
        return _new_page(request, form, refused)
    messages.success(request, _("The draft is kept. Next: whom it binds."))
    return redirect("decisions:agreement_parties", row.pk)


def _new_page(
    request: HttpRequest, form: NewAgreementForm, refused: Refused | None = None
) -> HttpResponseBase:
    if refused is not None and refused.code.startswith("rights."):
        raise refused
    now = timezone.now()
    context = {"now": now, "face": "desk", "form": form, "problems": problems_of(refused, now)}
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/agreement_new.html", context, status=status)


@may("agreement.view")
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """One agreement: how far it is, what is missing, the next step, the text, who has signed, money and works."""
    who, now = actor(request), timezone.now()
    row = agreement_seen_by(who, agreement_id)
    texts = list(texts_of(row))
    text = texts[0]
    in_force = row.state == State.IN_FORCE
    context: dict[str, Any] = {
        "now": now,
        "face": "desk",
        "agreement": row,
        "tone": tone_of(row),
        "steps": steps_of(row),
        "sheet": sheet_of(row, text),
        "shown_digest": groups_of(text.digest),
        "past": texts[1:] if not text.ended_at else texts,
        "quotes": quotes_shown(row),
        "objections": objections_open(row) if row.state == State.SIGNING else [],
        "payments": payments_shown(text) if in_force else [],
        "can": can_do(who, row),
    }
    return render(request, "decisions/agreement_desk.html", context)


def can_do(who: Actor, row: Agreement) -> dict[str, bool]:
    """What this person can do with the agreement as it stands."""
    drafts = actor_may(who, "agreement.draft", row.place_path) is not None
    records = actor_may(who, "agreement.record", row.place_path) is not None
    state = State(row.state)
    return {
        "edit": drafts and state in {State.DRAFT, State.SENT_BACK},
        "offer": drafts and state is State.DRAFT,
        "drop": drafts and state in {State.DRAFT, State.SENT_BACK},
        "withdraw": drafts and state is State.SIGNING,
        "answer": drafts and state is State.SIGNING,
        "record": records and state is State.SIGNING,
        "pay": records and state is State.IN_FORCE,
        "accept": drafts and state is State.IN_FORCE and row.accepted_at is None,
    }
