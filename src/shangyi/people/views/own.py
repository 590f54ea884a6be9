"""我的身份: who one is here, since when, how one signs in and reads; and what one may do."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shangyi.people.actions import change_password, choose_reading
from shangyi.people.forms import ChangePasswordForm, ReadingForm
from shangyi.people.models import Account, Capacity
from shangyi.people.queries import capacities_of, has_second_step
from shangyi.people.views.next_page import keep, sent
from shangyi.people.views.rights import reaches
from shangyi.ui.views.access import actor, signed_in


def own_account(request: HttpRequest) -> Account:
    """The account that is signed in."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - `signed_in` stands before every caller
    return account


@signed_in
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    return render(request, "people/me.html", _page(request))


def _page(request: HttpRequest, **forms: object) -> dict[str, object]:
    account = own_account(request)
    person, today = account.person, timezone.localdate()
    held = list(capacities_of(person))
    who = actor(request)
    return {
        "person": person,
        "sign_in_name": account.sign_in_name,
        "by_password": account.has_usable_password(),
        "second_step": has_second_step(account),
        "now_held": [each for each in held if is_in_force(each, today)],
        "once_held": [each for each in held if not is_in_force(each, today)],
        "may_delegate": who.may_anywhere("capacity.delegate"),
        "reading": ReadingForm(initial={"large_print": person.large_print, "language": person.language}),
        "face": "resident",
        **forms,
    }


def is_in_force(capacity: Capacity, today: date) -> bool:
    return capacity.from_on <= today and (capacity.until_on is None or capacity.until_on >= today)


@signed_in
@require_GET
def my_rights(request: HttpRequest) -> HttpResponse:
    """Everything one may do, and where, in one view."""
    person = own_account(request).person
    context = {
        "person": person,
        "reaches": reaches(actor(request)),
        "own": True,
        "face": "resident",
    }
    return render(request, "people/rights.html", context)


@signed_in
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Keep how one wants to read, for every device."""
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return render(request, "people/me.html", _page(request, reading=form), status=422)
    large, language = form.cleaned_data["large_print"], form.cleaned_data["language"]
    choose_reading(person=own_account(request).person, large_print=large, language=language)
    messages.success(request, _("Kept. It holds wherever you sign in."))
    response = redirect("people:me")
    _tell_device(response, large=large, language=language)
    return response


def _tell_device(response: HttpResponseRedirect, *, large: bool, language: str) -> None:
    from django.conf import settings

    if large:
        keep(response, "elder", "1")
    else:
        response.delete_cookie("elder", samesite="Lax")
    if language:
        keep(response, settings.LANGUAGE_COOKIE_NAME, language)


@signed_in
@sensitive_post_parameters("current", "new_password", "again")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Change one's password; other devices are signed out."""
    account = own_account(request)
    form = ChangePasswordForm(sent(request), account=account)
    if request.method == "POST" and form.is_valid():
        if account.check_password(form.cleaned_data["current"]):
            change_password(
                account=account, new_password=form.cleaned_data["new_password"], now=timezone.now()
            )
            update_session_auth_hash(request, account)
            messages.success(request, _("The password is changed. Other devices are signed out."))
            return redirect("people:me")
        form.add_error("current", _("This is not your password."))
    status = 422 if form.errors else 200
    return render(request, "people/new_password.html", {"form": form, "face": "resident"}, status=status)
