"""Residents: the agreements that wait for my name, the text, and my answer to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.decisions.actions import objecting, signing
from shangyi.decisions.models import Agreement, AgreementSigner
from shangyi.decisions.queries.agreements import (
    agreements_of,
    objections_open,
    party_agreement,
    payments_by_party,
    shown_text,
    signer_by_code,
    split_of,
    to_sign,
)
from shangyi.decisions.rules.drawing import MOST_SENT, read_strokes
from shangyi.decisions.rules.signing import State, Way
from shangyi.decisions.views.agreement_showing import groups_of, problems_of, sheet_of, steps_of, tone_of
from shangyi.kernel.refused import Refused
from shangyi.people.queries import same_person_ids
from shangyi.people.views import actor, public, signed_in
from shangyi.ui.rules import page_of

Doing = Callable[[HttpRequest, Mapping[str, Any]], str]


@signed_in
def mine(request: HttpRequest) -> HttpResponseBase:
    """The agreements in which my name stands or is waited for."""
    ids = same_person_ids(actor(request).person_id or 0)
    rows = agreements_of(ids)
    pager = page_of(request.GET.get("page"), total=rows[:10_001].count(), size=20)
    context = {
        "now": timezone.now(),
        "face": "resident",
        "waiting": to_sign(ids),
        "rows": [(row, tone_of(row)) for row in rows[pager.start : pager.stop]],
        "pager": pager,
    }
    return render(request, "decisions/agreement_mine.html", context)


@signed_in
def one(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """The whole text for one of its signers, with who has signed, and the three answers."""
    row, signers = party_agreement(agreement_id, actor(request))
    return _page(request, row, signers)


@signed_in
@require_POST
def answer(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """My answer: sign, refuse, object, or take my name back."""
    row, signers = party_agreement(agreement_id, actor(request))
    sent = request.POST.get("signer", "")
    by = {
        "agreement_id": row.pk,
        "signer_id": int(sent) if sent.isdecimal() and len(sent) < 18 else 0,
        "actor": actor(request),
        "now": timezone.now(),
    }
    try:
        said = _done(request, SIGNED_IN, by)
    except Refused as refused:
        return _page(request, row, signers, refused=refused)
    messages.success(request, said)
    return redirect("decisions:agreement_one", row.pk)


@public
def by_code(request: HttpRequest, code: str) -> HttpResponseBase:
    """The same for whoever holds the link or code, without signing in."""
    row, signer = signer_by_code(code)
    if request.method != "POST":
        return _page(request, row, [signer], code=signer.code)
    by = {"code": signer.code, "actor": actor(request), "now": timezone.now()}
    try:
        said = _done(request, BY_CODE, by)
    except Refused as refused:
        return _page(request, row, [signer], code=signer.code, refused=refused)
    messages.success(request, said)
    return redirect("decisions:agreement_by_code", signer.code)


def _done(request: HttpRequest, table: Mapping[str, Callable[..., object]], by: Mapping[str, Any]) -> str:
    """Do what was pressed; what is said about it. Refused: agreement.form-incomplete, and as the action."""
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "")[:2000]
    if what not in table:
        raise Refused("agreement.form-incomplete")
    if what == "sign":
        if request.POST.get("read") != "yes":
            raise Refused("agreement.read-needed")
        table[what](mark=_mark(request, Way.REMOTE_CODE if "code" in by else Way.SIGNED_IN), **by)
    else:
        table[what](reason=reason, **by)
    return DONE[what]()


def _mark(request: HttpRequest, plain: Way) -> signing.Mark:
    """How it was signed: drawn where something was drawn. Refused: as `read_strokes`."""
    digest, sent = request.POST.get("digest", "")[:64], request.POST.get("strokes", "")
    if not sent.strip():
        return signing.Mark(way=plain, digest=digest)
    return signing.Mark(way=Way.DRAWN, digest=digest, strokes=read_strokes(sent))


SIGNED_IN: Mapping[str, Callable[..., object]] = {
    "sign": signing.sign_here,
    "refuse": signing.refuse_agreement,
    "object": objecting.object_to_agreement,
    "take-back": signing.take_signature_back,
}
BY_CODE: Mapping[str, Callable[..., object]] = {
    "sign": signing.sign_by_code,
    "refuse": signing.refuse_by_code,
    "object": objecting.object_by_code,
    "take-back": signing.take_back_by_code,
}
DONE: Mapping[str, Callable[[], str]] = {
    "sign": lambda: _("Signed. It binds nobody until all have signed; you will be told."),
    "refuse": lambda: _("You said no. The others are told why, and the text goes back to the table."),
    "object": lambda: _("Passed on. You get an answer within three days; sign or refuse after that."),
    "take-back": lambda: _("Your name is taken back."),
}


def _page(
    request: HttpRequest,
    row: Agreement,
    signers: Sequence[AgreementSigner],
    *,
    code: str = "",
    refused: Refused | None = None,
) -> HttpResponseBase:
    now, text = timezone.now(), shown_text(row)
    mine = {signer.pk for signer in signers}
    sheet = sheet_of(row, text)
    context = {
        "now": now,
        "face": "resident" if request.user.is_authenticated else "plain",
        "agreement": row,
        "tone": tone_of(row),
        "steps": steps_of(row),
        "sheet": sheet,
        "shown_digest": groups_of(text.digest),
        "my_lines": _my_lines(sheet, mine, row),
        "is_open": row.state == State.SIGNING,
        "my_payments": _my_payments(row, sheet, mine, now),
        "code": code,
        "problems": problems_of(refused, now),
        "typed": request.POST.get("reason", "") if refused else "",
        "sent": request.POST.get("strokes", "")[:MOST_SENT] if refused else "",
        "is_rewritten": row.state in {State.SENT_BACK, State.DRAFT},
    }
    return render(request, "decisions/agreement_paper.html", context, status=422 if refused else 200)


def _my_lines(sheet: dict[str, Any], mine: set[int], row: Agreement) -> list[dict[str, Any]]:
    """Each of my names with its signature, and the objection that I raised."""
    objections = {each.signer_id: each for each in objections_open(row)} if row.state == State.SIGNING else {}
    return [
        {**each, "party": party["party"], "objection": _open(objections.get(each["signer"].pk))}
        for party in sheet["parties"]
        for each in party["signers"]
        if each["signer"].pk in mine
    ]


def _open(objection: Any) -> Any:
    return objection if objection is not None and objection.ended_at is None else None


def _my_payments(row: Agreement, sheet: dict[str, Any], mine: set[int], _now: datetime) -> list[Any]:
    """What my households have paid and still owe; of the others only the share stands in the text."""
    split = split_of(sheet["text"])
    if row.state != State.IN_FORCE or split is None:
        return []
    labels = {
        party["party"].label
        for party in sheet["parties"]
        if any(each["signer"].pk in mine for each in party["signers"])
    }
    return [each for each in payments_by_party(sheet["text"], split) if each.household in labels]
