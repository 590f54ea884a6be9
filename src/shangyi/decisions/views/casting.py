"""The casting desk: who has answered and who not; an answer said at the counter, a paper, a proxy, a show of hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.decisions.actions import casting, consenting, papers
from shangyi.decisions.forms.ballots import HandsForm, ProxyForm, answer_of, choices_of
from shangyi.decisions.models import Ballot, Vote
from shangyi.decisions.queries.ballots import ballot_seen_by, n_answered, waiting_papers
from shangyi.decisions.queries.turnout import head_line, heads_of_ballot
from shangyi.decisions.rules.assemblies import ShowOfHands
from shangyi.decisions.rules.ballot_life import GOING_ON, BallotState, Method
from shangyi.decisions.rules.owners import Choice
from shangyi.decisions.rules.proxies import Proxy
from shangyi.decisions.views.ballots import verbs_open_to
from shangyi.decisions.views.showing import answer_said, problems_of, tone_of
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.ui.rules import page_of

HEADS_A_PAGE = 50


@may("ballot.record")
def casting_desk(request: HttpRequest, ballot_id: int) -> HttpResponseBase:
    """代录. One head is open at a time; what is written down is said on the spot."""
    who, now = actor(request), timezone.now()
    row = ballot_seen_by(who, ballot_id)
    if request.method != "POST":
        return _page(request, row)
    record = RECORDS.get(request.POST.get("what", ""), _record_counter)
    try:
        said = record(request, row, who, now)
    except Refused as refused:
        if refused.code.startswith(("rights.", "ballot.not-found")):
            raise
        return _page(request, row, refused)
    messages.success(request, said)
    return redirect(f"{reverse('decisions:casting', args=[row.pk])}?only=silent")


def _answer(request: HttpRequest, row: Ballot) -> tuple[str, Any]:
    options = [option.text for option in row.options.all()]
    return request.POST.get("head", "")[:60], answer_of(row, request.POST, options)


def _record_counter(request: HttpRequest, row: Ballot, who: Actor, now: datetime) -> str:
    head, answer = _answer(request, row)
    holder = request.POST.get("holder", "").strip()[:60]
    how = Vote.How.PROXY if holder else Vote.How.COUNTER
    paper = casting.Paper(head=head, answer=answer, how=how, proxy=holder)
    casting.cast_for(ballot_id=row.pk, paper=paper, actor=who, now=now)
    return _("Written down. Read it back to the person.")


def _record_paper(request: HttpRequest, row: Ballot, who: Actor, now: datetime) -> str:
    household, answer = _answer(request, row)
    reading = papers.read_paper(ballot_id=row.pk, household=household, answer=answer, actor=who, now=now)
    if reading.counted_at is not None:
        return _("Both of you read the same: the paper counts.")
    return _("Kept. The paper counts once a second person has typed the same.")


def _record_proxy(request: HttpRequest, row: Ballot, who: Actor, now: datetime) -> str:
    form = ProxyForm(request.POST)
    if not form.is_valid():
        raise Refused("ballot.form-incomplete")
    given = form.cleaned_data
    choice = Choice(given["choice"]) if given["choice"] else None
    proxy = Proxy(given["household"], given["holder"], given["is_written"], choice)
    papers.record_proxy(ballot_id=row.pk, proxy=proxy, proof=given["proof"], actor=who, now=now)
    return _("The proxy is kept with the ballot.")


def _record_hands(request: HttpRequest, row: Ballot, who: Actor, now: datetime) -> str:
    form = HandsForm(request.POST)
    if not form.is_valid():
        raise Refused("ballot.form-incomplete")
    casting.record_hands(ballot_id=row.pk, hands=ShowOfHands(**form.cleaned_data), actor=who, now=now)
    return _("The show of hands is written down.")


def _record_offer(request: HttpRequest, row: Ballot, who: Actor, now: datetime) -> str:
    number = request.POST.get("objection", "")
    consenting.answer_objection(
        ballot_id=row.pk,
        objection_id=int(number) if number.isdecimal() and len(number) < 18 else 0,
        answer=request.POST.get("text", ""),
        actor=who,
        now=now,
    )
    return _("Offered. Whoever objects is told, and says whether it meets them.")


RECORDS: Mapping[str, Callable[[HttpRequest, Ballot, Actor, datetime], str]] = {
    "counter": _record_counter,
    "paper": _record_paper,
    "proxy": _record_proxy,
    "hands": _record_hands,
    "offer": _record_offer,
}


def _page(request: HttpRequest, row: Ballot, refused: Refused | None = None) -> HttpResponseBase:
    now = timezone.now()
    options = [option.text for option in row.options.all()]
    answered, whole = n_answered(row)
    context = {
        "now": now,
        "face": "desk",
        "ballot": row,
        "tone": tone_of(row),
        "options": options,
        "choices": choices_of(Method(row.method)),
        "answered": answered,
        "whole": whole,
        "takes_papers": row.state in GOING_ON,
        "waiting": _waiting(row, options),
        "proxies": list(row.proxies.filter(withdrawn_at=None).order_by("household")),
        "objections": list(row.objections.filter(ended_at=None).order_by("id")),
        "verbs": verbs_open_to(actor(request), row),
        "problems": problems_of(refused, now),
        **_heads(request, row, options),
        **_kind(request, row, now),
    }
    status = 422 if refused else 200
    return render(request, "decisions/ballot_casting.html", context, status=status)


def _waiting(row: Ballot, options: list[str]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The papers that do not count yet, each with what every reader typed."""
    return [
        (paper, [(name, answer_said(choice, options)) for name, choice in paper.readings])
        for paper in waiting_papers(row)
    ]


def _heads(request: HttpRequest, row: Ballot, options: list[str]) -> dict[str, Any]:
    """The list as it was looked for, a page of it, and the one head that was chosen."""
    words, show = request.GET.get("q", "").strip()[:40], request.GET.get("show", "")
    lines = heads_of_ballot(row, words=words, only_silent=show == "silent")
    pager = page_of(request.GET.get("page"), total=len(lines), size=HEADS_A_PAGE)
    chosen = request.POST.get("head") or request.GET.get("head") or ""
    return {
        "query": words,
        "show": show,
        "pager": pager,
        "chosen": chosen,
        "line": head_line(row, chosen[:60]) if chosen else None,
        "lines": [
            (line, answer_said(line.answer, options) if line.answer else "")
            for line in lines[pager.start : pager.stop]
        ],
    }


def _kind(request: HttpRequest, row: Ballot, now: datetime) -> dict[str, Any]:
    """What can be written down by the way this ballot is counted, with the forms for it."""
    what, over = request.POST.get("what"), row.closes_at is not None and now >= row.closes_at
    return {
        "is_open": row.state == BallotState.OPEN and not over,
        "is_owners": row.method == Method.OWNERS,
        "is_assembly": row.method == Method.ASSEMBLY,
        "proxy_form": ProxyForm(request.POST if what == "proxy" else None),
        "hands_form": HandsForm(request.POST if what == "hands" else None),
    }
