"""For the table and for the file: the agreement on paper with a line for each name, as a document, and its photos."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document
from docx.shared import Cm
from PIL import Image, ImageDraw

from shangyi.decisions.models import Agreement, AgreementSignature
from shangyi.decisions.queries.agreements import LARGEST_ID, agreement_seen_by, text_of
from shangyi.decisions.rules.agreement import CONCESSION_PARTS
from shangyi.decisions.rules.drawing import HEIGHT, WIDTH, from_kept
from shangyi.decisions.views.agreement_showing import sheet_of
from shangyi.decisions.wording.names import CONCESSION_NAMES
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.ui.templatetags.ui import fen, when

KINDS = ("text", "codes")


@may("agreement.view")
def printed(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """The text with its working and a line for each name; or a slip with link and code for each signer."""
    row = agreement_seen_by(actor(request), agreement_id)
    sheet = sheet_of(row, text_of(row))
    what = request.GET.get("what", "text")
    context = {
        "now": timezone.now(),
        "face": "plain",
        "agreement": row,
        "sheet": sheet,
        "what": what if what in KINDS else "text",
        "slips": _slips(request, sheet) if what == "codes" and row.state == "signing" else [],
    }
    return render(request, "decisions/agreement_print.html", context)


def _slips(request: HttpRequest, sheet: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"party": party["party"], "signer": each["signer"], "qr": _qr(request, each["signer"].code)}
        for party in sheet["parties"]
        for each in party["signers"]
        if each["signature"] is None
    ]


def _qr(request: HttpRequest, code: str) -> str:
    address = request.build_absolute_uri(reverse("decisions:agreement_by_code", args=[code]))
    drawn: str = segno.make(address, error="m").svg_inline(scale=4, border=2, svgclass="qr", omitsize=False)
    return drawn


@may("agreement.view")
def picture(request: HttpRequest, agreement_id: int, signature_id: int) -> HttpResponseBase:
    """The photo of a signed paper. Refused: agreement.not-found."""
    row = agreement_seen_by(actor(request), agreement_id)
    kept = AgreementSignature.objects.filter(
        pk=min(signature_id, LARGEST_ID), signer__party__text__agreement=row
    ).first()
    if kept is None or not kept.picture:
        raise Refused("agreement.not-found")
    response = HttpResponse(kept.picture.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@may("agreement.view")
def as_document(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """The agreement as .docx, for whoever keeps the file on paper."""
    row = agreement_seen_by(actor(request), agreement_id)
    out = io.BytesIO()
    document = _document(row, sheet_of(row, text_of(row)))
    document.save(out)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    response = HttpResponse(out.getvalue(), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="agreement-{row.pk}.docx"'
    return response


def _document(row: Agreement, sheet: dict[str, Any]) -> Any:
    text = sheet["text"]
    document = Document()
    document.add_heading(text.title, 0)
    state = f"{row.get_state_display()} · {_('version %(n)s') % {'n': text.version}} · {text.number}"
    document.add_paragraph(f"{row.place.full_name} · {state}")
    for line in text.body.splitlines():
        document.add_paragraph(line)
    _parties(document, sheet)
    for each in sheet["concessions"]:
        document.add_heading(f"{_('Who gives way')} {each.party.label}", 2)
        for part in CONCESSION_PARTS:
            document.add_paragraph(f"{CONCESSION_NAMES[part]} {getattr(each, part)}")
    if sheet["promises"]:
        document.add_heading(_("Who does what by when"), 1)
    for promise, owner in sheet["promises"]:
        document.add_paragraph(f"{promise.what} · {owner} · {when(promise.due_on)}")
    document.add_paragraph(
        f"SHA-256 {text.digest}" if text.digest else _("Draft, not offered for signature yet.")
    )
    return document


def _parties(document: Any, sheet: dict[str, Any]) -> None:
    """One row for each party: its share, and who signs, with when or a line to sign on."""
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, (_("Party"), _("Share"), _("Signatures")), strict=True):
        cell.text = name
    for party in sheet["parties"]:
        cells = table.add_row().cells
        cells[0].text = party["party"].label
        share = party["party"].fen
        cells[1].text = "—" if share is None else fen(share)
        cells[2].text = "\n".join(
            f"{each['signer'].name} {when(each['signature'].signed_at) if each['signature'] else '＿＿＿＿＿＿'}"
            for each in party["signers"]
        )
        for each in party["signers"]:
            if each["drawing"]:
                run = cells[2].add_paragraph().add_run()
                run.add_picture(_pixels(each["signature"].drawing), width=Cm(4))


def _pixels(drawing: str) -> io.BytesIO:
    """A name drawn by hand as a picture, for a format that knows no lines."""
    half = 2
    picture = Image.new("L", (WIDTH // half, HEIGHT // half), 255)
    pen = ImageDraw.Draw(picture)
    for stroke in from_kept(drawing):
        points = [(x / half, y / half) for x, y in stroke]
        pen.line(points if len(points) > 1 else points * 2, fill=0, width=4, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    out.seek(0)
    return out
