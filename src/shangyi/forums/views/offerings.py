"""The digest of hotline cases: drawing it, and its page for staff and for whoever is invited."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions import rating_offerings
from shangyi.forums.actions.digesting import draw_digest
from shangyi.forums.forms.offerings import DigestForm
from shangyi.forums.queries.digest import (
    answered_by_head,
    digest_of,
    pairs_of,
    past_results,
    reports_of,
    said_of,
    services_of,
)
from shangyi.forums.queries.gatherings import gathering_for_staff, gathering_to_read
from shangyi.forums.queries.offerings import service_for
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.views.pages import rights_at
from shangyi.forums.views.rating import opinion_from, service_shown
from shangyi.forums.views.verbs import VerbPage, show_or_do
from shangyi.kernel.actor import may as may_do
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may, signed_in
from shangyi.ui.wording import say

DIGEST_VERBS: Mapping[str, VerbPage] = {
    "draw_digest": VerbPage(
        form=DigestForm,
        title=_("Draw the digest of hotline cases"),
        hint=_(
            "Every hotline case of the firm's period of service is counted; nobody who complained is shown."
        ),
        done=_("Drawn. Whoever is invited reads it beforehand."),
        right="gathering.plan",
        do=lambda doing: draw_digest(existing=doing.form.existing(), **doing.by),
    ),
}


def digest_view(verb: str) -> View:
    """The view of one verb on a digest, guarded by its right."""
    page = DIGEST_VERBS[verb]

    def view(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
        row = gathering_for_staff(gathering_id, actor(request), page.right)
        return show_or_do(request, verb, page, row, None)

    view.__name__ = verb
    view.__doc__ = f"{verb}: show the form, or act."
    return may(page.right)(view)


@signed_in
def offering(request: HttpRequest, service_id: int) -> HttpResponseBase:
    """A new service and how it was rated; by POST one's own rating, or by staff one that they were told."""
    who, now = actor(request), timezone.now()
    row = service_for(service_id, who)
    practice, problem = practice_of(row.gathering), None
    if request.method == "POST":
        act = (
            rating_offerings.rate_service_for if request.POST.get("whose") else rating_offerings.rate_service
        )
        try:
            act(service_id=row.pk, opinion=opinion_from(request), actor=who, now=now)
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, _("Thank you, your rating is kept."))
            return redirect("forums:offering", service_id=row.pk)
    context = {**service_shown(request, row, practice, now), "problem": problem}
    return render(request, "forums/service.html", context, status=422 if problem else 200)


@signed_in
def digest(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """The digest, good and bad side by side, and new services; the words of the room are for staff alone."""
    who, now = actor(request), timezone.now()
    row = gathering_to_read(gathering_id, who)
    practice = practice_of(row)
    staff = may_do(who, "gathering.view", row.place_path) is not None
    lines = said_of(row)
    context = {
        "face": "desk" if staff else "resident",
        "now": now,
        "row": row,
        "practice": practice,
        "digest": digest_of(row, practice),
        "pairs": pairs_of(lines, practice),
        "services": list(services_of(row)),
        "reports": reports_of(row, practice),
        "answered": answered_by_head(lines, practice),
        "results": past_results(row),
        "staff": staff,
        "may_draw": rights_at(who, row.place_path)["plan"] and not row.filed_at and not row.end_reason,
    }
    return render(request, "forums/digest.html", context)
