"""One page for each undertaking and one per verb: GET shows the form, POST acts and goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may, signed_in
from shangyi.people.views.next_page import wanted_page
from shangyi.ui.wording import say
from shangyi.undertakings import actions, forms
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import (
    grant_for,
    history_of,
    pending_extension,
    rules_for,
    stretch_of,
    viewable,
)
from shangyi.undertakings.rules import State, Verb, right_for
from shangyi.undertakings.wording import how_computed

Do = Callable[[Undertaking, Any, Actor, datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbPage:
    """The form of a verb, what to call it, and what is said when it is done."""

    verb: Verb
    form: type[forms.VerbForm]
    title: str | Promise
    done: str | Promise
    do: Do
    hint: str | Promise = ""

    @property
    def url_name(self) -> str:
        return f"undertakings:{self.verb.value}"


@cache
def handler(name: str) -> Any:
    """What the room that owns the matters does with a change; entry names it in the settings."""
    return import_string(settings.UNDERTAKING_HANDLERS[name])


def _respond(row: Undertaking, form: Any, who: Actor, now: datetime) -> None:
    actions.respond(undertaking_id=row.pk, how=form.cleaned_data["how"], actor=who, now=now)


def _name_person(row: Undertaking, form: Any, who: Actor, now: datetime) -> None:
    actions.name_person(undertaking_id=row.pk, person=form.chosen(), actor=who, now=now)


def _finish(row: Undertaking, form: Any, who: Actor, now: datetime) -> None:
    outcome = form.cleaned_data["outcome"]
    actions.finish_undertaking(undertaking_id=row.pk, outcome=outcome, actor=who, now=now)


def _return(row: Undertaking, form: Any, who: Actor, now: datetime) -> None:
    reason = form.cleaned_data["reason"]
    actions.return_undertaking(undertaking_id=row.pk, reason=reason, actor=who, now=now)


def _withdraw(row: Undertaking, form: Any, who: Actor, now: datetime) -> None:
    reason = form.cleaned_data["reason"]
    actions.withdraw_undertaking(undertaking_id=row.pk, reason=reason, actor=who, now=now)


def _ask_extension(row: Undertaking, form: Any, who: Actor, now: datetime) -> None:
    actions.ask_extension(
        undertaking_id=row.pk,
        reason=form.cleaned_data["reason"],
        wanted_due_at=form.wanted_due_at(rules_for(row).calendar),
        actor=who,
        now=now,
        stretch=stretch_of(row),
    )


def _decide_extension(row: Undertaking, form: Any, who: Actor, now: datetime) -> None:
    actions.decide_extension(
        extension_id=pending_extension(row).pk,
        granted=form.cleaned_data["granted"] == "yes",
        reason=form.cleaned_data["reason"],
        actor=who,
        now=now,
        on_due_changed=handler("due_changed"),
    )


def _hand_over(row: Undertaking, form: Any, who: Actor, now: datetime) -> None:
    actions.hand_over(
        undertaking_id=row.pk,
        to=form.chosen(),
        reason=form.cleaned_data["reason"],
        actor=who,
        now=now,
        on_keeper_changed=handler("keeper_changed"),
    )


PAGES: Mapping[Verb, VerbPage] = {
    page.verb: page
    for page in (
        VerbPage(
            verb=Verb.RESPOND,
            form=forms.RespondForm,
            title=_("Note the first contact"),
            done=_("Noted: contact was made."),
            do=_respond,
        ),
        VerbPage(
            verb=Verb.FINISH,
            form=forms.FinishForm,
            title=_("Done"),
            done=_("Done. Whoever waits for it was told."),
            do=_finish,
        ),
        VerbPage(
            verb=Verb.NAME_PERSON,
            form=forms.NamePersonForm,
            title=_("Name who does it"),
            hint=_("Only people who are entered for this unit can be chosen."),
            done=_("It is named who does it."),
            do=_name_person,
        ),
        VerbPage(
            verb=Verb.ASK_EXTENSION,
            form=forms.AskExtensionForm,
            title=_("Ask for more time"),
            hint=_(
                "Before the time is over, with a reason. Somebody else decides; until then nothing moves."
            ),
            done=_("Asked. Until it is decided the time stays as it is."),
            do=_ask_extension,
        ),
        VerbPage(
            verb=Verb.DECIDE_EXTENSION,
            form=forms.DecideExtensionForm,
            title=_("Decide about more time"),
            hint=_("The first promise stays on record, whatever you decide."),
            done=_("Decided, and told."),
            do=_decide_extension,
        ),
        VerbPage(
            verb=Verb.RETURN,
            form=forms.ReasonForm,
            title=_("Give it back"),
            hint=_("Only in time and with a reason. Whoever waits for it decides what next."),
            done=_("Given back with your reason."),
            do=_return,
        ),
        VerbPage(
            verb=Verb.HAND_OVER,
            form=forms.HandOverForm,
            title=_("Hand over"),
            hint=_("The time does not change. Both are told."),
            done=_("Handed over. Both were told."),
            do=_hand_over,
        ),
        VerbPage(
            verb=Verb.WITHDRAW,
            form=forms.ReasonForm,
            title=_("Not needed any more"),
            done=_("Taken back, and told."),
            do=_withdraw,
        ),
    )
}


@signed_in
def one(request: HttpRequest, undertaking_id: int) -> HttpResponseBase:
    """One undertaking: whose, by when and why then, what was done about it, and what can be done."""
    who, now = actor(request), timezone.now()
    row = viewable(undertaking_id, who)
    reminders, extensions = history_of(row)
    waiting = any(each.decided_at is None for each in extensions)
    context = {
        "face": "desk",
        "now": now,
        "row": row,
        "reminders": reminders,
        "extensions": extensions,
        "sentences": how_computed(row, now),
        "may_hand_over": _has_right(row, Verb.HAND_OVER, who),
        "verbs": [page for page in PAGES.values() if _offered(row, page.verb, who, now, waiting=waiting)],
    }
    return render(request, "undertakings/one.html", context)


def _offered(row: Undertaking, verb: Verb, who: Actor, now: datetime, *, waiting: bool) -> bool:
    """Whether a button for this verb would lead anywhere now; the action asks again."""
    over = row.due_at is None or now > row.due_at
    idle = {
        Verb.RESPOND: row.responded_at is not None or row.respond_by is None,
        Verb.NAME_PERSON: row.holder_id is not None,
        Verb.FINISH: row.is_lead,
        Verb.WITHDRAW: row.is_lead,
        Verb.RETURN: row.is_lead or (row.return_by is not None and now > row.return_by),
        Verb.ASK_EXTENSION: over or waiting,
        Verb.DECIDE_EXTENSION: not waiting,
        Verb.HAND_OVER: False,
    }
    return row.state == State.OPEN and not idle[verb] and _has_right(row, verb, who)


def _has_right(row: Undertaking, verb: Verb, who: Actor) -> bool:
    try:
        grant_for(row, verb, who)
    except Refused:
        return False
    return True


def view_of(verb: Verb) -> View:
    """The view of one verb, guarded by its right."""
    page = PAGES[verb]

    def view(request: HttpRequest, undertaking_id: int) -> HttpResponseBase:
        return _show_or_do(request, page, undertaking_id)

    view.__name__ = verb.value
    view.__doc__ = f"{verb.value}: show the form, or act."
    return may(right_for(verb))(view)


def _show_or_do(request: HttpRequest, page: VerbPage, undertaking_id: int) -> HttpResponseBase:
    who, now = actor(request), timezone.now()
    row = viewable(undertaking_id, who)
    grant_for(row, page.verb, who)
    onward = wanted_page(request) or reverse("undertakings:one", args=[row.pk])
    posted = request.POST if request.method == "POST" else None
    form = page.form(posted, row=row, now=now)
    problem = None
    if posted is not None and form.is_valid():
        try:
            page.do(row, form, who, now)
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, str(page.done))
            return redirect(onward)
    context = {
        "face": "desk", "now": now, "page": page, "row": row, "form": form, "problem": problem, "onward": onward,
        "extension": row.extensions.filter(decided_at=None).select_related("asked_by").first(),
    }  # fmt: skip
    return render(request, "undertakings/verb.html", context, status=422 if posted is not None else 200)
