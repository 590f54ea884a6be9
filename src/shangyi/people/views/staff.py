"""The desk's pages about people: look up, enter, see one, link to the roster, join two entries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shangyi.kernel.actor import may as may_at
from shangyi.kernel.refused import Refused
from shangyi.people.actions import NewPerson, enter_person, link_roster_row, merge_persons, undo_merge
from shangyi.people.forms import JoinForm, PersonForm
from shangyi.people.models import Person
from shangyi.people.queries import (
    reach_of,
    roster_rows_like,
    search_persons,
    seen_person,
)
from shangyi.people.rules.contacts import masked
from shangyi.people.views.by_code import sentence
from shangyi.people.views.next_page import sent
from shangyi.people.views.page_of_person import person_page
from shangyi.places.queries import picker
from shangyi.ui.rules import page_of
from shangyi.ui.views.access import actor, may

PAGE = 30


@may("person.view")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """By name or another spelling of it, by phone, by e-mail."""
    text = request.GET.get("q", "").replace("\x00", "")[:120].strip()
    found = search_persons(text, actor(request))
    pager = page_of(request.GET.get("page"), total=found[:10_001].count(), size=PAGE)
    people = [_row(each, request) for each in found[pager.start : pager.stop]]
    context = {"people": people, "pager": pager, "text": text, "face": "desk"}
    return render(request, "people/search.html", context)


def _row(person: Person, request: HttpRequest) -> dict[str, Any]:
    """A line of the list; whoever has no place yet is shown, but opens only once they are entered here."""
    reached = any(person.home and (person.home.path or "").startswith(root) for root in _roots(request))
    contact = person.phone or person.email or ""
    return {
        "person": person,
        "contact": masked(contact) if contact else "",
        "reached": reached or getattr(person, "acts_here", False),
    }


def _roots(request: HttpRequest) -> tuple[str, ...]:
    return actor(request).paths_for("person.view")


@may("person.enter")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter somebody who has no account; a phone that is known is that person."""
    who = actor(request)
    form = PersonForm(sent(request), initial={"phone": request.GET.get("phone", "")[:40]})
    chosen = picker(request.POST.getlist("home")[:12], actor=who, verb="person.enter")
    narrowing = "narrow" in request.POST
    if request.method == "POST" and not narrowing and form.is_valid():
        try:
            new = NewPerson(home=chosen.place, **form.cleaned_data)
            person = enter_person(new=new, actor=who, now=timezone.now())
        except Refused as refused:
            form.add_error(_field_of(refused), sentence(refused))
        else:
            return _entered(request, person)
    context = {"form": form, "picker": chosen, "face": "desk"}
    status = 422 if request.method == "POST" and not narrowing else 200
    return render(request, "people/enter.html", context, status=status)


def _field_of(refused: Refused) -> str | None:
    return {"person.phone-unreadable": "phone", "person.email-unreadable": "email"}.get(
        refused.code, "name" if refused.code.startswith("person.name") else None
    )


def _entered(request: HttpRequest, person: Person) -> HttpResponse:
    messages.success(request, _("Entered: %(name)s") % {"name": person.name or masked(person.phone or "")})
    who = actor(request)
    if may_at(who, "person.view", reach_of(person, who, "person.view")) is None:
        return redirect("people:search")
    return redirect("people:person", person_id=person.pk)


@may("person.view")
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One human being: capacities, spellings, contact, sign-in."""
    return render(request, "people/person.html", person_page(request, seen_person(person_id, actor(request))))


@may("roster.edit")
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, person_id: int) -> HttpResponse:
    """Rows of the rosters that may be this person; one press links."""
    who = actor(request)
    row = seen_person(person_id, who, "roster.edit")
    kept = row.merged_into or row
    likely = roster_rows_like(kept, who)
    if request.method == "POST":
        wanted = {f"{kind}-{each.pk}": each for kind, rows in likely.items() for each in rows}
        chosen = wanted.get(request.POST.get("row", ""))
        if chosen is None:
            raise Refused("person.row-not-found")
        link_roster_row(person=kept, row=chosen, actor=who, now=timezone.now())
        messages.success(request, _("Linked to the roster."))
        return redirect("people:person", person_id=kept.pk)
    return render(request, "people/roster.html", {"person": kept, "likely": likely, "face": "desk"})


@may("person.merge")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say that two entries are one person: choose the other, which to keep, and how one knows."""
    who = actor(request)
    row = seen_person(person_id, who, "person.merge")
    text = (request.GET.get("q") or row.name).replace("\x00", "")[:60]
    form = JoinForm(sent(request), initial={"keep": "this"})
    if request.method == "POST" and form.is_valid():
        other = seen_person(form.cleaned_data["other"], who, "person.merge")
        kept, variant = (row, other) if form.cleaned_data["keep"] == "this" else (other, row)
        try:
            merge_persons(
                kept=kept, variant=variant, reason=form.cleaned_data["reason"], actor=who, now=timezone.now()
            )
        except Refused as refused:
            form.add_error("reason", sentence(refused))
        else:
            messages.success(request, _("The two entries are one person now. It can be undone at any time."))
            return redirect("people:person", person_id=kept.pk)
    others = search_persons(text, who).exclude(pk=row.pk).filter(merged_into=None)[:PAGE]
    context = {"person": row, "others": others, "text": text, "form": form, "face": "desk"}
    return render(request, "people/join.html", context, status=422 if form.errors else 200)


@may("person.merge")
@require_POST
def part(request: HttpRequest, person_id: int) -> HttpResponse:
    """Undo: the two are two again."""
    variant = seen_person(person_id, actor(request), "person.merge")
    undo_merge(
        variant=variant, reason=request.POST.get("reason", "")[:300], actor=actor(request), now=timezone.now()
    )
    messages.success(request, _("The two entries stand apart again, each with what was always its own."))
    return redirect("people:person", person_id=variant.pk)
