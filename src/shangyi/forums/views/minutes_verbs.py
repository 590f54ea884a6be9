"""One page per verb on minutes, and the forms that a community uses for them."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shangyi.forums.actions import minutes as actions
from shangyi.forums.actions.forms import retire_form, set_form
from shangyi.forums.forms.gathering import WhyForm
from shangyi.forums.forms.minutes import DocumentFormForm, ObjectionForm, PublishForm
from shangyi.forums.models import MinutesTemplate
from shangyi.forums.queries.docx import LARGEST_FORM
from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.queries.standard_form import standard_form
from shangyi.forums.views.minutes import DOCX
from shangyi.forums.views.verbs import VerbPage, show_or_do
from shangyi.kernel.actor import may as may_do
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may
from shangyi.ui.wording import say

MINUTES_VERBS: Mapping[str, VerbPage] = {
    "publish_minutes": VerbPage(
        form=PublishForm,
        title=gettext_lazy("Publish the minutes"),
        hint=gettext_lazy("Everybody who was there or invited is told."),
        done=gettext_lazy("Published. Those who were there or invited are told."),
        right="gathering.publish",
        do=lambda doing: actions.publish_minutes(publishing=doing.form.publishing(), **doing.by),
    ),
    "reopen_minutes": VerbPage(
        form=WhyForm,
        title=gettext_lazy("Make another edition"),
        hint=gettext_lazy("The edition that was approved is kept; the new one says why it was made."),
        done=gettext_lazy("Being worded again."),
        right="gathering.publish",
        do=lambda doing: actions.reopen_minutes(reason=doing.given["reason"], **doing.by),
    ),
    "objection": VerbPage(
        form=ObjectionForm,
        title=gettext_lazy("Somebody objects to the draft"),
        hint=gettext_lazy("For whoever said it by telephone or at the door."),
        done=gettext_lazy("Kept."),
        right="gathering.host",
        do=lambda doing: actions.object_to_minutes(
            text=doing.given["text"], attendance_id=doing.given["attendance"].pk, **doing.by
        ),
    ),
}


def minutes_view(verb: str) -> View:
    """The view of one verb on minutes, guarded by its right."""
    page = MINUTES_VERBS[verb]

    def view(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
        row = gathering_for_staff(gathering_id, actor(request), page.right)
        return show_or_do(request, verb, page, row, None)

    view.__name__ = verb
    view.__doc__ = f"{verb}: show the form, or act."
    return may(page.right)(view)


@may("gathering.publish")
def document_forms(request: HttpRequest) -> HttpResponseBase:
    """The forms in use below one's places, and sending in another one."""
    who, now = actor(request), timezone.now()
    posted = request.method == "POST"
    form = DocumentFormForm(request.POST or None, request.FILES or None, actor=who)
    problem = None
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            set_form(
                place=form.cleaned_data["place"],
                name=file.name or "",
                data=file.read(LARGEST_FORM + 1),
                actor=who,
                now=now,
            )
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, _("The form was tried on a sample and is in use."))
            return redirect("forums:document_forms")
    rows = MinutesTemplate.objects.filter(retired_at__isnull=True).select_related("place", "added_by")
    mine = [row for row in rows.order_by("place_path") if may_do(who, "gathering.publish", row.place_path)]
    context = {"face": "desk", "now": now, "form": form, "problem": problem, "rows": mine}
    return render(request, "forums/document_forms.html", context, status=422 if posted else 200)


@require_POST
@may("gathering.publish")
def retire(request: HttpRequest, form_id: int) -> HttpResponseBase:
    """Go back to the form of the wider place, or to the standard one."""
    retire_form(form_id=form_id, actor=actor(request), now=timezone.now())
    messages.success(request, _("No longer in use. What was made with it stays."))
    return redirect("forums:document_forms")


@may("gathering.publish")
def standard(_request: HttpRequest) -> HttpResponseBase:
    """The standard form, to begin one's own from."""
    answer = HttpResponse(standard_form(), content_type=DOCX)
    answer["Content-Disposition"] = 'attachment; filename="minutes-form.docx"'
    return answer
