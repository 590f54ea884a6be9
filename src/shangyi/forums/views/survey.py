"""One page per verb on a survey, and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.actions.photos import read_pictures
from shangyi.forums.actions import investigating
from shangyi.forums.forms.findings import FindingForm, GoalForm, PointForm, SiteForm, SupportForm
from shangyi.forums.queries.findings import photo_of, survey_of
from shangyi.forums.queries.gatherings import gathering_for_staff, gathering_to_read
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.views.pages import rights_at
from shangyi.forums.views.verbs import Doing, VerbPage, show_or_do
from shangyi.kernel.actor import may as may_do
from shangyi.people.views import View, actor, may, signed_in


def _site(doing: Doing) -> None:
    pictures = tuple(read_pictures(doing.request.FILES.getlist("photos")))
    investigating.note_site(new=replace(doing.form.site(), pictures=pictures), **doing.by)


def _finding(doing: Doing) -> None:
    site = doing.given["site"]
    investigating.note_finding(
        kind=doing.form.kind_of(), text=doing.given["text"], site_id=site.pk if site else None, **doing.by
    )


def _point(doing: Doing) -> None:
    cited = [each.pk for each in doing.given["findings"]]
    investigating.make_point(text=doing.given["text"], finding_ids=cited, **doing.by)


def _ask_for_support(doing: Doing) -> None:
    given = doing.given
    investigating.ask_for_support(
        finding_id=given["finding"].pk, units=list(given["units"]), text=given["text"], **doing.by
    )


def _goal(doing: Doing) -> None:
    investigating.set_goal(**{name: doing.given[name] for name in ("text", "holder", "by")}, **doing.by)


SURVEY_VERBS: Mapping[str, VerbPage] = {
    "site": VerbPage(
        form=SiteForm,
        title=_("Note a site"),
        hint=_("Where members looked, on which day, and who was there."),
        done=_("Noted."),
        right="gathering.plan",
        do=_site,
        photos=True,
    ),
    "finding": VerbPage(
        form=FindingForm,
        title=_("Note a finding"),
        done=_("Noted."),
        right="gathering.plan",
        do=_finding,
    ),
    "point": VerbPage(
        form=PointForm,
        title=_("A point of the diagnosis"),
        hint=_("Each point rests on at least one finding."),
        done=_("Noted."),
        right="gathering.plan",
        do=_point,
    ),
    "support": VerbPage(
        form=SupportForm,
        title=_("Ask for support"),
        hint=_("A lack that somebody can help with: the unit makes the first contact and replies."),
        done=_("Asked. It goes through the gate like every suggestion."),
        right="gathering.host",
        do=_ask_for_support,
    ),
    "goal": VerbPage(
        form=GoalForm,
        title=_("Set a goal"),
        hint=_("Whoever sets it reports on it until the day."),
        done=_("Set. They report on it by then."),
        right="gathering.host",
        do=_goal,
    ),
}


def survey_view(verb: str) -> View:
    """The view of one verb on a survey, guarded by its right."""
    page = SURVEY_VERBS[verb]

    def view(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
        row = gathering_for_staff(gathering_id, actor(request), page.right)
        return show_or_do(request, verb, page, row, None)

    view.__name__ = verb
    view.__doc__ = f"{verb}: show the form, or act."
    return may(page.right)(view)


@signed_in
def survey(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
    """What was looked at, found and concluded, and the goals: for staff, and handed out to whoever is invited."""
    who, now = actor(request), timezone.now()
    row = gathering_to_read(gathering_id, who)
    practice = practice_of(row)
    rights = rights_at(who, row.place_path)
    context = {
        "face": "desk" if may_do(who, "gathering.view", row.place_path) else "resident",
        "now": now,
        "row": row,
        "practice": practice,
        "survey": survey_of(row, practice),
        "may_note": rights["plan"] and not row.filed_at and not row.end_reason,
        "may_set": rights["host"] and row.started_at is not None,
    }
    return render(request, "forums/survey.html", context)


@signed_in
def site_photo(request: HttpRequest, gathering_id: int, photo_id: int) -> HttpResponseBase:
    """A picture of a site, for staff of the place and whoever is invited or was there."""
    row = gathering_to_read(gathering_id, actor(request))
    found = photo_of(row, photo_id)
    file = found.small if request.GET.get("small") else found.file
    response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response
