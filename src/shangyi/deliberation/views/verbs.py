"""One page per verb on a topic: GET shows what it asks and means, POST acts and goes back to the topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from shangyi.deliberation.actions import running
from shangyi.deliberation.forms import ExtendForm, OpenForm, ReasonForm, WordsForm
from shangyi.deliberation.models import Topic
from shangyi.deliberation.queries.topics import topic_seen_by
from shangyi.deliberation.views.showing import problems_of, tone_of
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may


class NothingForm(forms.Form):
    """A verb that asks for nothing but the press."""


@dataclass(frozen=True, slots=True)
class Step:
    """How one verb is shown and done. `run` gets topic_id, actor and now, and what the form gave."""

    title: Lazy
    hint: Lazy
    done: Lazy
    run: Callable[..., object]
    form: type[forms.Form] = NothingForm
    is_grave: bool = False


STEPS: Mapping[str, Step] = {
    "open": Step(
        _("Open the topic"),
        _(
            "From now on everybody who lives there finds it on their first page, answers, and adds statements."
        ),
        _("It is open."),
        running.open_topic,
        OpenForm,
    ),
    "extend": Step(
        _("Leave it open longer"),
        _(
            "Said before its end, with the reason; the first end stays on record and everybody who took part is told."
        ),
        _("It stays open longer. Whoever took part was told why."),
        running.extend_topic,
        ExtendForm,
    ),
    "close": Step(
        _("End the topic"),
        _(
            "No more answers are taken. What still waits to be looked at is turned down and its authors are told."
        ),
        _("It is over. Next: tell people what is done with what they said."),
        running.close_topic,
    ),
    "conclude": Step(
        _("Say what is done now"),
        _(
            "What came out, what is done with it, and what is not and why. It is a reply and decides nothing by law."
        ),
        _("Everybody who took part was told."),
        running.conclude_topic,
        WordsForm,
    ),
    "withdraw": Step(
        _("Take the topic back"),
        _("Whoever took part is told why. What was said stays on record."),
        _("Taken back."),
        running.withdraw_topic,
        ReasonForm,
        is_grave=True,
    ),
}
"""The verbs by the names of their addresses."""


def page(name: str) -> View:
    """The view of one verb."""
    asked = STEPS[name]

    @may("topic.run")
    def view(request: HttpRequest, topic_id: int) -> HttpResponseBase:
        now = timezone.now()
        row = topic_seen_by(actor(request), topic_id)
        form = asked.form(request.POST if request.method == "POST" else None, initial=_given(row, now))
        if request.method != "POST" or not form.is_valid():
            return _show(request, row, name, form)
        try:
            asked.run(topic_id=row.pk, actor=actor(request), now=now, **form.cleaned_data)
        except Refused as refused:
            if refused.code.startswith(("rights.", "topic.not-found")):
                raise
            return _show(request, row, name, form, refused)
        messages.success(request, str(asked.done))
        return redirect("deliberation:topic", row.pk)

    return view


def _given(row: Topic, now: Any) -> dict[str, Any]:
    """Two weeks are usual; somebody who wants it otherwise says so."""
    return {"closes_at": timezone.localtime((row.closes_at or now) + timedelta(days=14))}


def _show(
    request: HttpRequest, row: Topic, name: str, form: forms.Form, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "topic": row,
        "tone": tone_of(row),
        "form": form,
        "step": STEPS[name],
        "problems": problems_of(refused, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "deliberation/desk_verb.html", context, status=status)
