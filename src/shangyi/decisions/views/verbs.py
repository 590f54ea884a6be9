"""One page per verb on a ballot: GET shows what it asks and means, POST acts and goes back to the ballot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from shangyi.decisions.actions import announcing, closing, preparing
from shangyi.decisions.forms.ballots import AnnounceForm, ExtendForm, ReasonForm, WordsForm
from shangyi.decisions.models import Ballot
from shangyi.decisions.queries.ballots import ballot_seen_by, local_rules_of
from shangyi.decisions.views.showing import problems_of, tone_of
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may


class NothingForm(forms.Form):
    """A verb that asks for nothing but the press."""


@dataclass(frozen=True, slots=True)
class Step:
    """How one verb is shown and done. `run` gets ballot_id, actor and now, and what the form gave."""

    right: str
    title: Lazy
    hint: Lazy
    done: Lazy
    run: Callable[..., object]
    form: type[forms.Form] = NothingForm
    is_grave: bool = False


def _announce(*, opens_at: Any, closes_at: Any, **by: Any) -> object:
    return announcing.announce_ballot(window=announcing.Window(opens_at=opens_at, closes_at=closes_at), **by)


STEPS: Mapping[str, Step] = {
    "announce": Step(
        "ballot.prepare",
        _("Announce the ballot"),
        _("From now on the question and the list are locked, and everyone in the list is told."),
        _("Announced. Everyone in the list was told."),
        _announce,
        AnnounceForm,
    ),
    "open": Step(
        "ballot.run",
        _("Begin voting"),
        _("Answers are taken from now on."),
        _("Voting has begun."),
        announcing.open_ballot,
    ),
    "extend": Step(
        "ballot.run",
        _("Let voting go on longer"),
        _(
            "Said before the end, with the reason; the first closing time stays on record and everyone is told."
        ),
        _("Voting goes on longer. Everyone in the list was told why."),
        announcing.extend_ballot,
        ExtendForm,
    ),
    "close": Step(
        "ballot.run",
        _("End voting"),
        _("No more answers are taken. Papers that came in before may still be entered."),
        _("Voting is over. Next: the count."),
        closing.close_ballot,
    ),
    "count": Step(
        "ballot.run",
        _("Count"),
        _("Abstentions took part but did not agree; silence counts nowhere."),
        _("Counted. The working stands below; next: publish it."),
        closing.count_ballot,
    ),
    "publish": Step(
        "ballot.run",
        _("Publish the result"),
        _("Everyone in the list is told; the working is printed with it."),
        _("Published. Everyone in the list was told."),
        closing.publish_ballot,
    ),
    "adopt": Step(
        "ballot.run",
        _("Carry it out"),
        _(
            "Say what is done now. Where the owners or villagers have to decide, a consultation is not enough."
        ),
        _("Noted with your name."),
        closing.adopt_result,
        WordsForm,
    ),
    "set_aside": Step(
        "ballot.prepare",
        _("The law does not reserve this question"),
        _("You say so with your name, and why. It stays on record with the ballot."),
        _("Your reason is on record with your name."),
        preparing.set_detector_aside,
        ReasonForm,
    ),
    "withdraw": Step(
        "ballot.prepare",
        _("Take the question back"),
        _("Nothing is counted. Whoever was told of it is told why."),
        _("Taken back. Whoever was told of it was told why."),
        closing.withdraw_ballot,
        ReasonForm,
        is_grave=True,
    ),
    "annul": Step(
        "ballot.run",
        _("Declare the result void"),
        _(
            "When a court or the street rescinds it, or it was found to be wrong. Everyone in the list is told."
        ),
        _("The result is void. Everyone in the list was told."),
        closing.annul_ballot,
        ReasonForm,
        is_grave=True,
    ),
}
"""The verbs by the names of their addresses."""


def page(name: str) -> View:
    """The view of one verb."""
    asked = STEPS[name]

    @may(asked.right)
    def view(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
        now = timezone.now()
        row = ballot_seen_by(actor(request), ballot_id)
        form = asked.form(request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            return _show(request, row, name, form)
        try:
            asked.run(ballot_id=row.pk, actor=actor(request), now=now, **form.cleaned_data)
        except Refused as refused:
            if refused.code.startswith(("rights.", "ballot.not-found")):
                raise
            return _show(request, row, name, form, refused)
        messages.success(request, str(asked.done))
        return redirect("decisions:ballot", row.pk)

    return view


def _show(
    request: HttpRequest, row: Ballot, name: str, form: forms.Form, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "ballot": row,
        "tone": tone_of(row),
        "form": form,
        "step": STEPS[name],
        "verb": name,
        "problems": problems_of(refused, now),
        "local": local_rules_of(row),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/ballot_verb.html", context, status=status)
