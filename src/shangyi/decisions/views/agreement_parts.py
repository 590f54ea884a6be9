"""One page for each part of a draft: words, parties, shares, concessions, promises, quotes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shangyi.decisions.actions import binding, drafting
from shangyi.decisions.forms import agreements as forms
from shangyi.decisions.models import Agreement, AgreementConcession, AgreementText
from shangyi.decisions.queries.agreements import agreement_seen_by, text_of
from shangyi.decisions.queries.parties import holders_at, lines_of
from shangyi.decisions.rules.agreement import CONCESSION_PARTS
from shangyi.decisions.views.agreement_showing import problems_of, tone_of
from shangyi.kernel.money import format_fen
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may
from shangyi.places.models import Place
from shangyi.places.queries import units_for


@dataclass(frozen=True, slots=True)
class Part:
    """How one part of a draft is shown and kept."""

    title: Lazy
    hint: Lazy
    form: Callable[[Any, AgreementText, datetime], Any]
    keep: Callable[..., object]
    template: str = "decisions/agreement_rows.html"


def _community(row: Agreement) -> str:
    """Whose households and people can be named: those of the community, so that a neighbour's stairwell can, too."""
    place: Place = row.place
    return (place.community.path if place.community else place.path) or ""


def _text_form(sent: Any, text: AgreementText, _now: datetime) -> Any:
    names = ("title", "body", "options", "is_mediation")
    return forms.WordingForm(sent, initial={name: getattr(text, name) for name in names})


def _keep_text(form: Any, _text: AgreementText, **by: Any) -> object:
    return drafting.change_wording(wording=form.wording(), **by)


def _parties_form(sent: Any, text: AgreementText, _now: datetime) -> Any:
    return forms.PartyForms(sent, initial=lines_of(text.parties.all()), prefix="rows")


def _keep_parties(form: Any, text: AgreementText, **by: Any) -> object:
    path, today = _community(text.agreement), timezone.localdate(by["now"])
    return binding.set_parties(parties=forms.parties_sent(forms.rows_of(form), path, today), **by)


def _shares_form(sent: Any, text: AgreementText, _now: datetime) -> Any:
    return forms.SharesForm(sent, text=text, initial=forms.shares_shown(text))


def _keep_shares(form: Any, _text: AgreementText, **by: Any) -> object:
    return binding.set_shares(shares=form.shares(), **by)


def _concessions_form(sent: Any, text: AgreementText, _now: datetime) -> Any:
    rows: list[AgreementConcession] = [
        each for party in text.parties.all() for each in party.concessions.all()
    ]
    initial = [
        {"household": row.party.label, **{part: getattr(row, part) for part in CONCESSION_PARTS}}
        for row in rows
    ]
    labels = [party.label for party in text.parties.all()]
    return forms.ConcessionForms(sent, initial=initial, prefix="rows", form_kwargs={"labels": labels})


def _keep_concessions(form: Any, _text: AgreementText, **by: Any) -> object:
    return binding.set_concessions(concessions=forms.concessions_sent(forms.rows_of(form)), **by)


def _promises_form(sent: Any, text: AgreementText, now: datetime) -> Any:
    names = ("what", "holder", "unit", "due_on", "is_works")
    path = text.agreement.place_path
    choices = {"holders": holders_at(path, timezone.localdate(now), text), "units": units_for(path)}
    initial = [{name: getattr(row, name) for name in names} for row in text.promises.all()]
    return forms.PromiseForms(sent, initial=initial, prefix="rows", form_kwargs=choices)


def _keep_promises(form: Any, _text: AgreementText, **by: Any) -> object:
    return binding.set_promises(promises=forms.promises_sent(forms.rows_of(form)), **by)


def _quotes_form(sent: Any, text: AgreementText, _now: datetime) -> Any:
    names = ("firm", "warranty_months", "working_days", "offer", "is_chosen")
    initial = [
        {"total": format_fen(row.total_fen), **{name: getattr(row, name) for name in names}}
        for row in text.agreement.quotes.order_by("id")
    ]
    return forms.QuoteForms(sent, initial=initial, prefix="rows")


def _keep_quotes(form: Any, _text: AgreementText, **by: Any) -> object:
    quotes, chosen = forms.quotes_sent(forms.rows_of(form))
    return binding.set_quotes(quotes=quotes, chosen=chosen, **by)


PARTS: Mapping[str, Part] = {
    "text": Part(
        pgettext_lazy("agreement", "The text"),
        _("What is done, how, by when. Whoever signs, signs exactly these words."),
        _text_form,
        _keep_text,
        "decisions/agreement_part.html",
    ),
    "parties": Part(
        _("Whom it binds"),
        _("Every household that is affected. Where a tenant lives there, the owner signs too."),
        _parties_form,
        _keep_parties,
    ),
    "shares": Part(
        _("Who pays how much"),
        _("Shares are worked out to the fen; fen that are left over go one each to the largest remainders."),
        _shares_form,
        _keep_shares,
        "decisions/agreement_shares.html",
    ),
    "concessions": Part(
        _("Who gives way"),
        _(
            "A concession is free and has bounds: how far, when, how all is restored, when it may be taken back."
        ),
        _concessions_form,
        _keep_concessions,
    ),
    "promises": Part(
        _("Who does what by when"),
        _("Once the agreement is in force, each line is the undertaking of whoever is named."),
        _promises_form,
        _keep_promises,
    ),
    "quotes": Part(
        _("Quotes"),
        _("What firms ask. Being cheapest decides nothing; say which one is chosen."),
        _quotes_form,
        _keep_quotes,
    ),
}
"""The parts by the names of their addresses."""


def page(name: str) -> View:
    """The view of one part."""
    part = PARTS[name]

    @may("agreement.draft")
    def view(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
        who, now = actor(request), timezone.now()
        row = agreement_seen_by(who, agreement_id)
        text = text_of(row)
        form = part.form(request.POST if request.method == "POST" else None, text, now)
        if request.method != "POST" or not form.is_valid():
            return _show(request, row, name, form)
        by = {"agreement_id": row.pk, "actor": who, "now": now, "randbelow": secrets.randbelow}
        try:
            part.keep(form, text, **by)
        except Refused as refused:
            if refused.code.startswith(("rights.", "agreement.not-found")):
                raise
            return _show(request, row, name, form, refused)
        messages.success(request, _now_("Kept."))
        return redirect("decisions:agreement", row.pk)

    return view


def _show(
    request: HttpRequest, row: Agreement, name: str, form: Any, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "agreement": row,
        "tone": tone_of(row),
        "part": PARTS[name],
        "name": name,
        "form": form,
        "problems": problems_of(refused, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, PARTS[name].template, context, status=status)
