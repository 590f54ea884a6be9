"""The verbs on an agreement: offer, take back, drop, accept; what staff write down, payments, answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _now_
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.actions.photos import read_pictures
from shangyi.decisions.actions import carrying_out, drafting, objecting, signing
from shangyi.decisions.forms.agreements import OfferForm, PaymentForm, RecordForm
from shangyi.decisions.forms.ballots import ReasonForm, WordsForm
from shangyi.decisions.models import Agreement
from shangyi.decisions.queries.agreements import (
    agreement_seen_by,
    payment_rows,
    text_of,
)
from shangyi.decisions.rules.drawing import MOST_SENT, read_strokes
from shangyi.decisions.rules.signing import Way
from shangyi.decisions.views.agreement_showing import payments_shown, problems_of, sheet_of, tone_of
from shangyi.kernel.ids import read_code
from shangyi.kernel.money import parse_fen
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may


@dataclass(frozen=True, slots=True)
class Step:
    """How one verb is shown and done. `run` gets agreement_id, actor and now, and what the form gave."""

    title: Lazy
    hint: Lazy
    done: Lazy
    run: Callable[..., object]
    form: type[forms.Form]
    is_grave: bool = False


STEPS: Mapping[str, Step] = {
    "offer": Step(
        _("Offer it for signature"),
        _("From now on nothing in the text changes. Everybody who signs is asked."),
        _("The text lies open. Everybody who signs was told."),
        signing.offer_agreement,
        OfferForm,
    ),
    "withdraw": Step(
        _("Take the text back to change it"),
        _("The signatures so far bind nobody. Everybody is told why; the next version is signed anew."),
        _("Taken back. Everybody was told why."),
        signing.withdraw_agreement,
        ReasonForm,
    ),
    "drop": Step(
        _("Drop the agreement"),
        _("Nothing comes of it. Its versions stay on record; whoever was asked to sign is told why."),
        _("Dropped."),
        drafting.drop_agreement,
        ReasonForm,
        is_grave=True,
    ),
    "accept": Step(
        _("The works were looked at"),
        _("Say what was found. The warranty of the chosen quote runs from today."),
        _("Noted with your name. The parties were told."),
        carrying_out.accept_works,
        WordsForm,
    ),
}
"""The verbs by the names of their addresses."""


def page(name: str) -> View:
    """The view of one verb."""
    step = STEPS[name]

    @may("agreement.draft")
    def view(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
        row = agreement_seen_by(actor(request), agreement_id)
        form = step.form(request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            return _show(request, row, name, form)
        try:
            step.run(agreement_id=row.pk, actor=actor(request), now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            if refused.code.startswith(("rights.", "agreement.not-found")):
                raise
            return _show(request, row, name, form, refused)
        messages.success(request, str(step.done))
        return redirect("decisions:agreement", row.pk)

    return view


def _show(
    request: HttpRequest, row: Agreement, name: str, form: Any, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "agreement": row,
        "tone": tone_of(row),
        "form": form,
        "step": STEPS[name],
        "problems": problems_of(refused, now),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "decisions/agreement_verb.html", context, status=status)


@may("agreement.record")
def recording(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """代录: a paper with its photo, a written proxy, a code said at the counter, a refusal; one signer at a time."""
    row = agreement_seen_by(actor(request), agreement_id)
    form = RecordForm(
        request.POST if request.method == "POST" else None, initial={"witness": actor(request).name}
    )
    if request.method != "POST":
        return _recording_page(request, row, form)
    what = request.POST.get("what", "")
    try:
        said = RECORDS.get(what, _record)(request, row, form, timezone.now())
    except Refused as refused:
        if refused.code.startswith(("rights.", "agreement.not-found")):
            raise
        return _recording_page(request, row, form, refused)
    messages.success(request, said)
    return redirect("decisions:agreement", row.pk)


def _by(request: HttpRequest, row: Agreement, now: datetime) -> dict[str, Any]:
    sent = request.POST.get("signer", "")
    signer = int(sent) if sent.isdecimal() and len(sent) < 18 else 0
    return {"agreement_id": row.pk, "signer_id": signer, "actor": actor(request), "now": now}


def _record(request: HttpRequest, row: Agreement, form: RecordForm, now: datetime) -> str:
    if not form.is_valid():
        raise Refused("agreement.form-incomplete")
    given = form.cleaned_data
    pictures = read_pictures(request.FILES.getlist("photo")[:1])
    mark = signing.Mark(
        way=Way(given["way"]),
        digest=text_of(row).digest,
        evidence=given["evidence"],
        witness=given["witness"],
        picture=pictures[0] if pictures else None,
        strokes=read_strokes(request.POST.get("strokes", "")) if given["way"] == Way.DRAWN else (),
    )
    code = read_code(given["code"]) or ""
    signing.record_signature(mark=mark, code=code, **_by(request, row, now))
    return _now_("Written down. Read it back to the person.")


def _refuse(request: HttpRequest, row: Agreement, _form: RecordForm, now: datetime) -> str:
    signing.record_refusal(reason=request.POST.get("reason", ""), **_by(request, row, now))
    return _now_("The text goes back to the table. Everybody was told why.")


def _undo(request: HttpRequest, row: Agreement, _form: RecordForm, now: datetime) -> str:
    signing.undo_recorded(reason=request.POST.get("reason", ""), **_by(request, row, now))
    return _now_("Taken back; it stays on record, and the person was told.")


def _answer(request: HttpRequest, row: Agreement, _form: RecordForm, now: datetime) -> str:
    sent = request.POST.get("objection", "")
    objecting.answer_agreement_objection(
        agreement_id=row.pk,
        objection_id=int(sent) if sent.isdecimal() and len(sent) < 18 else 0,
        answer=request.POST.get("answer", ""),
        actor=actor(request),
        now=now,
    )
    return _now_("Answered. Whoever objected was told.")


RECORDS: Mapping[str, Callable[[HttpRequest, Agreement, RecordForm, datetime], str]] = {
    "sign": _record,
    "refuse": _refuse,
    "undo": _undo,
    "answer": _answer,
}


def _recording_page(
    request: HttpRequest, row: Agreement, form: RecordForm, refused: Refused | None = None
) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "now": now,
        "face": "desk",
        "agreement": row,
        "tone": tone_of(row),
        "sheet": sheet_of(row, text_of(row)),
        "form": form,
        "chosen": request.POST.get("signer") or request.GET.get("signer") or "",
        "sent": request.POST.get("strokes", "")[:MOST_SENT],
        "problems": problems_of(refused, now),
    }
    return render(request, "decisions/agreement_recording.html", context, status=422 if refused else 200)


@may("agreement.record")
def payments(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """收款: what each party owes, what came in, and a line to add or to take back."""
    row = agreement_seen_by(actor(request), agreement_id)
    if request.method != "POST":
        return _payments_page(request, row)
    try:
        said = _pay(request, row, timezone.now())
    except Refused as refused:
        if refused.code.startswith(("rights.", "agreement.not-found")):
            raise
        return _payments_page(request, row, refused)
    messages.success(request, said)
    return redirect("decisions:agreement_payments", row.pk)


def _pay(request: HttpRequest, row: Agreement, now: datetime) -> str:
    by: dict[str, Any] = {"agreement_id": row.pk, "actor": actor(request), "now": now}
    undone = request.POST.get("undo", "")
    if undone:
        payment = int(undone) if undone.isdecimal() and len(undone) < 18 else 0
        carrying_out.undo_payment(payment_id=payment, **by)
        return _now_("Taken back; both lines stay on record.")
    form = PaymentForm(request.POST)
    if not form.is_valid():
        raise Refused("agreement.form-incomplete")
    given = form.cleaned_data
    fen = parse_fen(given["amount"]) * (-1 if given["is_return"] else 1)
    carrying_out.record_payment(
        party_id=given["party"], fen=fen, paid_on=given["paid_on"], note=given["note"], **by
    )
    return _now_("Booked.")


def _payments_page(request: HttpRequest, row: Agreement, refused: Refused | None = None) -> HttpResponseBase:
    now, text = timezone.now(), text_of(row)
    context = {
        "now": now,
        "face": "desk",
        "agreement": row,
        "tone": tone_of(row),
        "payments": payments_shown(text),
        "rows": payment_rows(text),
        "today": timezone.localdate(now).isoformat(),
        "chosen": request.POST.get("party", ""),
        "typed": request.POST.get("amount", ""),
        "problems": problems_of(refused, now),
    }
    return render(request, "decisions/agreement_payments.html", context, status=422 if refused else 200)
