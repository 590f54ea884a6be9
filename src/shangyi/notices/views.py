"""One's own messages, and the operator's view of what leaves the house."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shangyi.notices.actions import mark_all_read, mark_read, send_again
from shangyi.notices.models import Notice
from shangyi.notices.queries import Words, inbox, n_by_state, outgoing, words_of
from shangyi.people.views import actor, may, signed_in
from shangyi.ui.rules import EXACT_UP_TO, page_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice and its words in the language of the reader."""

    row: Notice
    words: Words


@signed_in
def messages_of_mine(request: HttpRequest) -> HttpResponseBase:
    """消息: what came, newest first."""
    rows = inbox(actor(request))
    pager = page_of(request.GET.get("page"), total=rows.order_by()[: EXACT_UP_TO + 1].count(), size=PAGE)
    shown = [Shown(row, words_of(row, language=get_language())) for row in rows[pager.start : pager.stop]]
    context = {"now": timezone.now(), "shown": shown, "pager": pager}
    return render(request, "notices/messages.html", context)


@signed_in
@require_POST
def read(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Mark one as read and go to what it is about."""
    row = mark_read(notice_id=notice_id, actor=actor(request), now=timezone.now())
    return redirect(words_of(row).url or "notices:messages")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponseBase:
    """Mark all as read."""
    mark_all_read(actor=actor(request), now=timezone.now())
    return redirect("notices:messages")


@may("notices.view")
def outbox(request: HttpRequest) -> HttpResponseBase:
    """The outbox with its states; the words of a notice and the whole address are not shown."""
    counts = n_by_state()
    state = request.GET.get("state", "")
    rows = outgoing(state if state in counts else "")
    pager = page_of(request.GET.get("page"), total=rows.order_by()[: EXACT_UP_TO + 1].count(), size=PAGE)
    context = {
        "face": "desk",
        "now": timezone.now(),
        "rows": [(row, masked(row.address)) for row in rows[pager.start : pager.stop]],
        "pager": pager,
        "state": state,
        "counts": [(value, label, counts[value]) for value, label in Notice.State.choices],
    }
    return render(request, "notices/outbox.html", context)


def masked(address: str) -> str:
    """Enough of an address to recognise it, too little to write to it."""
    name, at, host = address.partition("@")
    return f"{name[:2]}…@{host}" if at else f"{name[:3]}…{name[-2:]}"


@may("notices.view")
@require_POST
def resend(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Put a dead letter back."""
    send_again(notice_id=notice_id, actor=actor(request), now=timezone.now())
    messages.success(request, _("It is in the outbox again and goes out with the next round."))
    return redirect("notices:outbox")
