"""Residents sign in with a code sent to their phone or e-mail address."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shangyi.kernel.refused import Refused
from shangyi.people.actions import Wish, enter_with_code, name_oneself, send_code
from shangyi.people.forms import CodeForm, ContactForm, NameForm
from shangyi.people.models import Account
from shangyi.people.rules.contacts import Contact, ContactKind, masked, read_contact
from shangyi.people.views.access import client_address
from shangyi.people.views.next_page import home_page, onward, sent, wanted_page
from shangyi.ui.views.access import public, signed_in
from shangyi.ui.wording import say

BACKEND = "django.contrib.auth.backends.ModelBackend"
UNDER_WAY = "sign_in"


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Phone or e-mail in, code out."""
    form = ContactForm(sent(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _sent(request, read_contact(form.cleaned_data["contact"]))
            except Refused as refused:
                form.add_error("contact", sentence(refused))
                status = 429 if refused.code in {"turn.too-soon", "code.too-many"} else 422
    context = {"form": form, "next": wanted_page(request), "demo": settings.DEMO, "face": "resident"}
    return render(request, "people/sign_in.html", context, status=status)


def _sent(request: HttpRequest, contact: Contact) -> HttpResponse:
    code = send_code(
        wish=Wish(contact=contact, client=client_address(request), language=get_language() or "zh-hans"),
        secret=settings.SECRET_KEY.encode(),
        randbelow=secrets.randbelow,
        deliver=import_string(settings.SIGN_IN_CODE_DELIVERY),
        now=timezone.now(),
    )
    request.session[UNDER_WAY] = {
        "contact": contact.address,
        "kind": contact.kind.value,
        "next": wanted_page(request),
        "shown": code if settings.DEMO else "",
    }
    return redirect("people:sign_in_code")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Code in, and one is where one wanted to go."""
    under_way = request.session.get(UNDER_WAY)
    if not under_way:
        return redirect("people:sign_in")
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _entered(request, under_way, form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", sentence(refused))
    context = {
        "form": form,
        "contact": under_way["contact"],
        "masked": masked(under_way["contact"]),
        "next": under_way["next"],
        "shown": under_way["shown"],
        "face": "resident",
    }
    return render(request, "people/sign_in_code.html", context, status=422 if form.errors else 200)


def _entered(request: HttpRequest, under_way: dict[str, Any], typed: str) -> HttpResponse:
    contact = Contact(ContactKind(under_way["kind"]), under_way["contact"])
    now = timezone.now()
    account = enter_with_code(contact=contact, typed=typed, secret=settings.SECRET_KEY.encode(), now=now)
    del request.session[UNDER_WAY]
    return entered(request, account, under_way["next"])


def entered(request: HttpRequest, account: Account, page: str) -> HttpResponse:
    """Signed in; whoever has no name yet is asked for it once, and may leave it out."""
    login(request, account, backend=BACKEND)
    if not account.person.name:
        page = (
            f"{reverse('people:my_name')}?{urlencode({'next': page})}" if page else reverse("people:my_name")
        )
    return onward(request, account, page)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def my_name(request: HttpRequest) -> HttpResponse:
    """How one wants to be called."""
    person = request.user.person  # type: ignore[union-attr]
    page = wanted_page(request) or home_page()
    form = NameForm(sent(request), initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        try:
            name_oneself(person=person, name=form.cleaned_data["name"], now=timezone.now())
        except Refused as refused:
            form.add_error("name", sentence(refused))
        else:
            return redirect(page)
    context = {"form": form, "next": page, "face": "resident"}
    return render(request, "people/my_name.html", context, status=422 if form.errors else 200)


def sentence(refused: Refused) -> str:
    """What happened and what can be done now, in one line under the field."""
    said = say(refused, now=timezone.now())
    return (
        f"{said.happened}{said.next_step}" if get_language() != "en" else f"{said.happened} {said.next_step}"
    )
