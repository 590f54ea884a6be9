"""The digest of hotline cases: drawing it, and its page for staff and for whoever is invited."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions.digesting import draw_digest
from shangyi.forums.forms.offerings import DigestForm
from shangyi.forums.queries.digest import digest_of, pairs_of, services_of
from shangyi.forums.queries.gatherings import gathering_for_staff, gathering_to_read
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.views.pages import rights_at
from shangyi.forums.views.verbs import VerbPage, show_or_do
from shangyi.kernel.actor import may as may_do
from shangyi.people.views import View, actor, may, signed_in

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
def digest(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """The digest, good and bad side by side, and new services; the words of the room are for staff alone."""
    who, now = actor(request), timezone.now()
    row = gathering_to_read(gathering_id, who)
    practice = practice_of(row)
    staff = may_do(who, "gathering.view", row.place_path) is not None
    context = {
        "face": "desk" if staff else "resident",
        "now": now,
        "row": row,
        "practice": practice,
        "digest": digest_of(row, practice),
        "pairs": pairs_of(row, practice),
        "services": list(services_of(row)),
        "staff": staff,
        "may_draw": rights_at(who, row.place_path)["plan"] and not row.filed_at and not row.end_reason,
    }
    return render(request, "forums/digest.html", context)
