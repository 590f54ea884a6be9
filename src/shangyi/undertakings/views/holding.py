"""What a person holds: handing all of it over, an absence, and the end of a role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shangyi.kernel.actor import may as may_at
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.people.queries import capacity_by_id, seen_person
from shangyi.people.views import actor, may
from shangyi.ui.wording import say
from shangyi.undertakings import actions
from shangyi.undertakings.actions.handing_over import holdings_of
from shangyi.undertakings.actions.leaving import held_in
from shangyi.undertakings.forms import AbsenceForm, LeaveForm, TakeOverForm
from shangyi.undertakings.queries import colleagues_of
from shangyi.undertakings.views.verbs import handler

SHOWN = 50


@may("undertaking.hand_over")
def held(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Everything open that a person does, awaits or was raised to them."""
    person = seen_person(person_id, actor(request), "undertaking.hand_over")
    holdings = holdings_of(person)
    context = {
        "face": "desk",
        "now": timezone.now(),
        "person": person,
        "n": len(holdings),
        "rows": [holding.row for holding in holdings[:SHOWN]],
    }
    return render(request, "undertakings/held.html", context)


@may("undertaking.hand_over")
def hand_over_all(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Hand everything over to one colleague."""
    who, now = actor(request), timezone.now()
    person = seen_person(person_id, who, "undertaking.hand_over")
    form = TakeOverForm(_sent(request), colleagues=colleagues_of(person, now.date()))

    def act() -> None:
        actions.hand_over_all(
            person=person,
            to=form.chosen() or person,
            reason=form.cleaned_data["reason"],
            actor=who,
            now=now,
            on_keeper_changed=handler("keeper_changed"),
        )

    words = _("Hand over everything"), _("Everything was handed over. Both were told.")
    return _show_or_do(request, form, person, act, words)


@may("absence.record")
def absence(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Record that somebody is away, and who stands in."""
    who, now = actor(request), timezone.now()
    person = seen_person(person_id, who, "absence.record")
    form = AbsenceForm(
        _sent(request),
        colleagues=colleagues_of(person, now.date()),
        initial={"from_at": timezone.localtime(now)},
    )

    def act() -> None:
        given = form.cleaned_data
        away = actions.Away(
            person=person,
            from_at=given["from_at"],
            until_at=given["until_at"],
            stand_in=form.chosen(),
            reason=given["reason"],
        )
        tell = handler("keeper_changed")
        actions.record_absence(away=away, actor=who, now=now, on_keeper_changed=tell)

    words = _("Record an absence"), _("Recorded. What falls due meanwhile was handed over.")
    return _show_or_do(request, form, person, act, words)


@may("capacity.grant")
def leave(request: HttpRequest, capacity_id: int) -> HttpResponseBase:
    """End a role together with the hand-over of what is held in it."""
    who, now = actor(request), timezone.now()
    capacity = capacity_by_id(capacity_id)
    if may_at(who, "capacity.grant", (capacity.place.path or "") if capacity.place else "") is None:
        raise Refused("capacity.not-found")
    today = timezone.localdate(now)
    holdings = held_in(capacity, today)
    colleagues = colleagues_of(capacity.person, today)
    form = LeaveForm(
        _sent(request), colleagues=colleagues, needed=bool(holdings), initial={"until_on": today}
    )

    def act() -> None:
        actions.leave(
            capacity_id=capacity.pk,
            until_on=form.cleaned_data["until_on"],
            to=form.chosen(),
            reason=form.cleaned_data["reason"],
            actor=who,
            now=now,
            on_keeper_changed=handler("keeper_changed"),
        )

    words = _("End this role"), _("The role ends. What was held in it was handed over.")
    rows = [holding.row for holding in holdings[:SHOWN]]
    more = {"capacity": capacity, "rows": rows, "n": len(holdings)}
    return _show_or_do(request, form, capacity.person, act, words, **more)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _show_or_do(
    request: HttpRequest,
    form: TakeOverForm,
    person: Person,
    act: Callable[[], None],
    words: tuple[str | Promise, str | Promise],
    **more: Any,
) -> HttpResponseBase:
    now, title, done = timezone.now(), *words
    problem = None
    if form.is_bound and form.is_valid():
        try:
            act()
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, str(done))
            return redirect("people:person", person_id=person.pk)
    context = {
        "face": "desk", "now": now, "person": person, "form": form, "title": title, "problem": problem, **more,
    }  # fmt: skip
    return render(request, "undertakings/take_over.html", context, status=422 if form.is_bound else 200)
