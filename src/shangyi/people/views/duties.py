"""Giving capacities, delegating one's own, and the sign-in names of staff."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shangyi.kernel.actor import Actor
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.people.actions import NewCapacity, delegate, grant_capacity, open_staff_account
from shangyi.people.forms import CapacityForm, DelegateForm, SignInNameForm
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import capacity_by_id, same_person_ids, search_persons, seen_person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.people.rules.rights import reaches_further, verbs_of
from shangyi.people.views.by_code import sentence
from shangyi.people.views.next_page import sent
from shangyi.people.views.page_of_person import person_page
from shangyi.places.queries import Picker, picker, units_for
from shangyi.ui.views.access import actor, may

PAGE = 20


@may("capacity.grant")
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a capacity: what, where, from when to when."""
    who = actor(request)
    person = _kept(seen_person(person_id, who))
    chosen = picker(request.POST.getlist("place")[:12], actor=who, verb="capacity.grant")
    narrowing = "narrow" in request.POST
    path = (chosen.place.path or "") if chosen.place else ""
    form = CapacityForm(
        sent(request), kinds=_kinds(who), units=units_for(path), initial={"from_on": timezone.localdate()}
    )
    if request.method == "POST" and not narrowing and form.is_valid():
        try:
            _give(form, person, chosen, who)
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, _("The capacity is given."))
            return redirect("people:person", person_id=person.pk)
    context = {"person": person, "form": form, "picker": chosen, "face": "desk"}
    status = 422 if request.method == "POST" and not narrowing else 200
    return render(request, "people/give.html", context, status=status)


def _kept(person: Person) -> Person:
    return person.merged_into or person


def _kinds(who: Actor) -> list[tuple[str, Any]]:
    """The capacities that reach no further than one's own."""
    held = [grant.verbs for grant in who.grants if "capacity.grant" in grant.verbs]
    return [
        (kind.value, Capacity.Kind(kind).label)
        for kind in CapacityKind
        if any(not reaches_further(verbs_of(kind), verbs) for verbs in held)
    ]


def _give(form: CapacityForm, person: Person, chosen: Picker, who: Actor) -> None:
    if chosen.place is None:
        raise Refused("capacity.place-needed")
    data = {**form.cleaned_data, "kind": CapacityKind(form.cleaned_data["kind"])}
    grant_capacity(new=NewCapacity(person=person, place=chosen.place, **data), actor=who, now=timezone.now())


@may("capacity.delegate")
@require_http_methods(["GET", "POST"])
def hand_on(request: HttpRequest, capacity_id: int) -> HttpResponse:
    """Let somebody act for one until a last day."""
    who = actor(request)
    own = capacity_by_id(capacity_id)
    if own.person_id not in same_person_ids(who.person_id or 0):
        raise Refused("capacity.not-found")
    text = request.GET.get("q", "").replace("\x00", "")[:60]
    form = DelegateForm(sent(request))
    if request.method == "POST" and form.is_valid():
        to = _kept(seen_person(form.cleaned_data["to"], who))
        try:
            delegate(own=own, to=to, until_on=form.cleaned_data["until_on"], actor=who, now=timezone.now())
        except Refused as refused:
            form.add_error("until_on", sentence(refused))
        else:
            messages.success(request, _("%(name)s acts for you until then.") % {"name": to.name})
            return redirect("people:me")
    found = search_persons(text, who).filter(merged_into=None)[:PAGE] if text else []
    context = {"own": own, "form": form, "found": found, "text": text, "face": "desk"}
    return render(request, "people/delegate.html", context, status=422 if form.errors else 200)


@may("capacity.grant")
@require_POST
def open_sign_in(request: HttpRequest, person_id: int) -> HttpResponse:
    """A sign-in name and a first password, shown this once, to hand over in person."""
    who = actor(request)
    person = _kept(seen_person(person_id, who))
    form = SignInNameForm(request.POST)
    if form.is_valid():
        first = new_code(secrets.randbelow, 15)
        try:
            account = open_staff_account(
                person=person,
                sign_in_name=form.cleaned_data["sign_in_name"],
                first_password=first,
                actor=who,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("sign_in_name", sentence(refused))
        else:
            context = {"person": person, "sign_in": account, "first": first, "face": "desk"}
            return render(request, "people/first_sign_in.html", context)
    return render(request, "people/person.html", person_page(request, person, sign_in_form=form), status=422)
