"""One page per verb on a line of the record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from shangyi.forums.actions import following, outcomes, serving, writing
from shangyi.forums.forms import lines as on_line
from shangyi.forums.forms.offerings import ServiceForm
from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.views.frames import framed
from shangyi.forums.views.verbs import Doing, VerbPage, show_or_do
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may


def _sort(doing: Doing) -> None:
    given = doing.given
    target = given["replies_to"]
    writing.sort_line(
        kind=given["kind"], head=given["head"], replies_to_id=target.pk if target else None, **doing.on_line
    )


def _demand(doing: Doing) -> None:
    outcomes.hear_demand(demand=doing.form.demand(), randbelow=secrets.randbelow, **doing.on_line)


def _suggest(doing: Doing) -> None:
    given = doing.given
    outcomes.raise_suggestion(
        units=tuple(given["units"]), head=given["head"], feasibility=given["feasibility"], **doing.on_line
    )


def _carry(doing: Doing) -> None:
    given = doing.given
    if given["holder"] is not None:
        if given["by"] is None:
            raise Refused("pledge.date-needed")
        following.answer_in_writing(holder=given["holder"], by=given["by"], **doing.on_line)
        return
    following.carry_over(to_gathering_id=given["to"].pk if given["to"] else None, **doing.on_line)


LINE_VERBS: Mapping[str, VerbPage] = {
    "sort_line": VerbPage(
        form=on_line.SortForm,
        title=_("What is it"),
        done=_("Sorted."),
        right="gathering.host",
        do=_sort,
    ),
    "add_words": VerbPage(
        form=on_line.AddForm,
        title=_("Add or put right"),
        hint=_("What was written stays; this is added below it."),
        done=_("Added."),
        right="gathering.host",
        do=lambda doing: writing.add_words(text=doing.given["text"], **doing.on_line),
    ),
    "pledge": VerbPage(
        form=on_line.PledgeForm,
        title=_("Note the promise"),
        hint=_("“Soon” is not a date: name a day, or say why none can be named yet."),
        done=_("Noted: it has an owner now."),
        right="gathering.host",
        do=lambda doing: outcomes.pledge(promise=doing.form.promise(), **doing.on_line),
    ),
    "service": VerbPage(
        form=ServiceForm,
        title=_("Register a new service"),
        hint=_("Its owner starts it by the day; residents are asked to rate it later."),
        done=_("Registered: it has an owner, a start and a day for its rating."),
        right="gathering.host",
        do=lambda doing: serving.register_service(new=doing.form.service(), **doing.on_line),
    ),
    "follow_up": VerbPage(
        form=on_line.PledgeForm,
        title=_("Follow up"),
        done=_("Somebody sees to it now."),
        right="gathering.host",
        do=lambda doing: outcomes.follow_up(promise=doing.form.promise(), **doing.on_line),
    ),
    "undated": VerbPage(
        form=on_line.UndatedForm,
        title=_("No day can be named"),
        done=_("The reason is in the record."),
        right="gathering.host",
        do=lambda doing: outcomes.leave_undated(reason=doing.given["reason"], **doing.on_line),
    ),
    "demand": VerbPage(
        form=on_line.DemandForm,
        title=_("Make it a matter"),
        hint=_("It gets a number, a keeper and a clock, and the speaker gets an answer."),
        done=_("It is a matter of its own now."),
        right="gathering.host",
        do=_demand,
    ),
    "suggest": VerbPage(
        form=on_line.SuggestForm,
        title=_("Address the suggestion"),
        done=_("Addressed."),
        right="gathering.host",
        do=_suggest,
    ),
    "carry": VerbPage(
        form=on_line.CarryForm,
        title=_("A question left over"),
        done=_("It goes on."),
        right="gathering.host",
        do=_carry,
    ),
}


def line_view(verb: str) -> View:
    """The view of one verb on a line, guarded by its right."""
    page = LINE_VERBS[verb]

    def view(request: HttpRequest, gathering_id: int, remark_id: int) -> HttpResponseBase:
        row = gathering_for_staff(gathering_id, actor(request), page.right)
        remark = writing.remark_for_change(row, remark_id)
        return show_or_do(request, verb, page, row, remark)

    view.__name__ = verb
    view.__doc__ = f"{verb}: show the form, or act."
    return framed(may(page.right)(view))
