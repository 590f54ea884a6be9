"""Setting up the second step: a number that the phone shows, and codes for the day the phone is lost."""

from __future__ import annotations

import secrets

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shangyi.kernel.refused import Refused
from shangyi.people.actions import (
    begin_second_step,
    confirm_second_step,
    end_second_step,
    renew_backup_codes,
    take_turn,
)
from shangyi.people.forms import CodeForm, CurrentPasswordForm
from shangyi.people.rules.limits import SECOND_STEPS
from shangyi.people.views.by_code import sentence
from shangyi.people.views.next_page import sent
from shangyi.people.views.own import own_account
from shangyi.ui.views.access import signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Scan, type the number that the phone shows, keep the backup codes."""
    account, now = own_account(request), timezone.now()
    if not account.has_usable_password():
        raise Refused("second-step.password-first")
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            take_turn(
                purpose="second-step", client=str(account.pk), limit=SECOND_STEPS, secret=_secret(), now=now
            )
            codes = confirm_second_step(
                account=account,
                typed=form.cleaned_data["code"],
                secret=_secret(),
                randbelow=secrets.randbelow,
                now=now,
            )
        except Refused as refused:
            form.add_error("code", sentence(refused))
        else:
            return _show(request, codes)
    device = begin_second_step(account=account, key=secrets.token_hex(20))
    context = {
        "form": form,
        "qr": segno.make(device.config_url, error="m").svg_inline(
            scale=6, border=4, svgclass="qr", omitsize=True
        ),
        "key": " ".join(_in_fours(_base32(device.bin_key))),
        "face": "resident",
    }
    return render(request, "people/second_step_set_up.html", context, status=422 if form.errors else 200)


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()


def _base32(key: bytes) -> str:
    from base64 import b32encode

    return b32encode(key).decode()


def _in_fours(text: str) -> list[str]:
    return [text[at : at + 4] for at in range(0, len(text), 4)]


def _show(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "people/backup_codes.html", {"codes": codes, "face": "resident"})


@signed_in
@sensitive_post_parameters("current")
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """Ten new backup codes, after the password."""
    account = own_account(request)
    if not _gave_password(request):
        messages.error(request, _("This is not your password."))
        return redirect("people:me")
    return _show(request, renew_backup_codes(account=account, secret=_secret(), randbelow=secrets.randbelow))


@signed_in
@sensitive_post_parameters("current")
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    """Turn the second step off, after the password."""
    if not _gave_password(request):
        messages.error(request, _("This is not your password."))
        return redirect("people:me")
    end_second_step(account=own_account(request), now=timezone.now())
    messages.success(request, _("The second step is off."))
    return redirect("people:me")


def _gave_password(request: HttpRequest) -> bool:
    form = CurrentPasswordForm(request.POST)
    return form.is_valid() and own_account(request).check_password(form.cleaned_data["current"])
