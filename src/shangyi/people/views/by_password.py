"""Staff sign in with a password, and with a second step where they have set one up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shangyi.kernel.refused import Refused
from shangyi.people.actions import change_password, pass_second_step, take_turn
from shangyi.people.forms import CodeForm, NewPasswordForm, PasswordForm
from shangyi.people.models import Account
from shangyi.people.queries import has_second_step
from shangyi.people.rules.codes import PENDING
from shangyi.people.rules.limits import SECOND_STEPS
from shangyi.people.views.by_code import BACKEND, sentence
from shangyi.people.views.next_page import onward, sent, wanted_page
from shangyi.ui.views.access import public

UNDER_WAY = "staff_sign_in"
WORKING_DAY = timedelta(hours=12)


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password in. What is wrong is not said, so that nobody learns which names there are."""
    form = PasswordForm(sent(request))
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            request.session[UNDER_WAY] = {
                "account": account.pk,
                "at": timezone.now().isoformat(),
                "next": wanted_page(request),
                "passed": not has_second_step(account),
            }
            return _go_on(request)
        form.add_error("password", _("Name and password do not fit together. Check both and try again."))
    context = {"form": form, "next": wanted_page(request), "demo": settings.DEMO, "face": "plain"}
    return render(request, "people/staff_sign_in.html", context, status=422 if form.errors else 200)


def _go_on(request: HttpRequest) -> HttpResponse:
    """To the next thing that is still missing; signed in when nothing is."""
    account, under_way = _pending(request)
    if account is None:
        return redirect("people:staff_sign_in")
    if not under_way["passed"]:
        return redirect("people:second_step")
    if account.must_change_password:
        return redirect("people:first_password")
    page = under_way["next"]
    del request.session[UNDER_WAY]
    login(request, account, backend=BACKEND)
    request.session.set_expiry(WORKING_DAY)
    return onward(request, account, page)


def _pending(request: HttpRequest) -> tuple[Account | None, dict[str, Any]]:
    """Who has given the password a short while ago and is still missing a step."""
    under_way = request.session.get(UNDER_WAY) or {}
    if not under_way or timezone.now() - datetime.fromisoformat(under_way["at"]) > PENDING:
        return None, {}
    accounts = Account.objects.select_related("person").filter(pk=under_way["account"], is_active=True)
    return accounts.first(), under_way


@public
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The number on the phone, or a backup code."""
    account, under_way = _pending(request)
    if account is None or under_way["passed"]:
        return _go_on(request)
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            _pass(account, form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", sentence(refused))
        else:
            request.session[UNDER_WAY] = {**under_way, "passed": True}
            return _go_on(request)
    context = {"form": form, "face": "plain"}
    return render(request, "people/second_step.html", context, status=422 if form.errors else 200)


def _pass(account: Account, typed: str) -> None:
    secret, now = settings.SECRET_KEY.encode(), timezone.now()
    take_turn(purpose="second-step", client=str(account.pk), limit=SECOND_STEPS, secret=secret, now=now)
    pass_second_step(account=account, typed=typed, secret=secret, now=now)


@public
@never_cache
@sensitive_post_parameters("new_password", "again")
@require_http_methods(["GET", "POST"])
def first_password(request: HttpRequest) -> HttpResponse:
    """A password of one's own instead of the one that was handed over."""
    account, under_way = _pending(request)
    if account is None or not under_way["passed"] or not account.must_change_password:
        return _go_on(request)
    form = NewPasswordForm(sent(request), account=account)
    if request.method == "POST" and form.is_valid():
        change_password(account=account, new_password=form.cleaned_data["new_password"], now=timezone.now())
        return _go_on(request)
    context = {"form": form, "face": "plain"}
    return render(request, "people/first_password.html", context, status=422 if form.errors else 200)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, from whichever page."""
    logout(request)
    return redirect("people:sign_in")
