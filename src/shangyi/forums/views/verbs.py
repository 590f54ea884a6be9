"""One page per verb on a gathering, a line or a suggestion: GET shows the form, POST acts and goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from shangyi.concerns.actions.photos import read_pictures
from shangyi.forums.actions import (
    agenda,
    attending,
    filing,
    following,
    inviting,
    noticing,
    planning,
    questions,
    writing,
)
from shangyi.forums.forms import gathering as on_gathering
from shangyi.forums.forms.questions import HandInForm
from shangyi.forums.models import Gathering, Remark
from shangyi.forums.queries.gatherings import gathering_for_staff
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.rules.practice import Practice
from shangyi.forums.views.frames import framed
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.views import View, actor, may
from shangyi.ui.wording import say


@dataclass(frozen=True, slots=True)
class Doing:
    """What a verb is done with: the form as it was sent, by whom, when, to which gathering and line."""

    form: Any
    who: Actor
    now: datetime
    request: HttpRequest
    row: Gathering
    remark: Remark | None = None

    @property
    def given(self) -> dict[str, Any]:
        found: dict[str, Any] = self.form.cleaned_data
        return found

    @property
    def by(self) -> dict[str, Any]:
        """What every action takes."""
        return {"gathering_id": self.row.pk, "actor": self.who, "now": self.now}

    @property
    def on_line(self) -> dict[str, Any]:
        return {**self.by, "remark_id": self.remark.pk if self.remark else 0}


Do = Callable[[Doing], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbPage:
    """The form of a verb, what to call it, what was done, the right that opens the page, and what
    else it shows.
    """

    form: type[on_gathering.GatheringForm]
    title: str | Lazy
    done: str | Lazy
    right: str
    do: Do
    hint: str | Lazy = ""
    photos: bool = False
    files: bool = False
    more: Callable[[Gathering, Practice], dict[str, Any]] = lambda _row, _practice: {}


def _invite(doing: Doing) -> None:
    given, by = doing.given, {**doing.by, "class_code": doing.given["class_code"]}
    if given["way"] == "class":
        inviting.invite_class(**by)
    elif given["way"] == "households":
        if given["below"] is None:
            raise Refused("gathering.nobody-to-invite")
        inviting.invite_households(below=given["below"], **by)
    elif given["way"] == "units":
        inviting.invite_units(units=given["units"], **by)
    else:
        inviting.invite_persons(persons=given["persons"], **by)


def _told(doing: Doing) -> None:
    chosen = frozenset(each.pk for each in doing.given["told"])
    noticing.tick_told(invitation_ids=chosen, how=doing.given["how"], **doing.by)


def _need(doing: Doing) -> None:
    given = doing.given
    if given["evidence"].strip() or not given["reason"].strip():
        noticing.meet_need(code=given["code"], evidence=given["evidence"], **doing.by)
    else:
        noticing.pass_over_need(code=given["code"], reason=given["reason"], **doing.by)


def _item(doing: Doing) -> None:
    given = doing.given
    new = agenda.NewItem(
        title=given["title"], why_words=given["why"], phase=given.get("phase", ""), minutes=given["minutes"]
    )
    agenda.add_item(new=new, **doing.by)


def _conclude(doing: Doing) -> None:
    agenda.conclude_item(
        item_id=doing.given["item"].pk,
        result=doing.form.result_of(),
        conclusion=doing.given["conclusion"],
        **doing.by,
    )


def _dissent(doing: Doing) -> None:
    given = doing.given
    agenda.record_dissent(
        item_id=given["item"].pk, class_code=given["class_code"], reason=given["reason"], **doing.by
    )


def _explain(doing: Doing) -> None:
    given = doing.given
    following.owe_explanation(item_id=given["item"].pk, holder=given["holder"], by=given["by"], **doing.by)


def _check_in(doing: Doing) -> None:
    given = doing.given
    who = attending.Newcomer(
        class_code=given["class_code"],
        person=given["person"],
        name=given["name"],
        post=given["post"],
        stands_for=given["stands_for"],
    )
    came = attending.check_in(who=who, **doing.by)
    if came.again:
        messages.info(doing.request, _("Already on the list; counted once."))


def _heads(doing: Doing) -> None:
    attending.count_heads(
        **{name: doing.given[name] for name in ("class_code", "said", "source")}, **doing.by
    )


def _sheet(doing: Doing) -> None:
    pictures = read_pictures(doing.request.FILES.getlist("photos"))
    if not pictures:
        raise Refused("gathering.photo-needed")
    for picture in pictures:
        writing.take_sheet(picture=picture, use=doing.given["use"], **doing.by)


def _recheck(doing: Doing) -> None:
    following.plan_recheck(**{name: doing.given[name] for name in ("what", "holder", "by")}, **doing.by)


GATHERING_VERBS: Mapping[str, VerbPage] = {
    "change": VerbPage(
        form=on_gathering.ChangeForm,
        title=_("Change time, venue or theme"),
        done=_("Changed. Whoever was told is told anew."),
        right="gathering.plan",
        do=lambda doing: planning.change_plan(**doing.given, **doing.by),
    ),
    "cancel": VerbPage(
        form=on_gathering.WhyForm,
        title=_("Call it off"),
        done=_("Called off. Whoever was told is told why."),
        right="gathering.plan",
        do=lambda doing: planning.call_off(reason=doing.given["reason"], **doing.by),
    ),
    "why_missed": VerbPage(
        form=on_gathering.WhyForm,
        title=_("Say why it did not take place"),
        done=_("Noted."),
        right="gathering.plan",
        do=lambda doing: planning.explain_missed(reason=doing.given["reason"], **doing.by),
    ),
    "urgent": VerbPage(
        form=on_gathering.WhyForm,
        title=_("It cannot wait"),
        hint=_("It may then begin whatever is missing. The reason stays in the record."),
        done=_("Noted as urgent."),
        right="gathering.plan",
        do=lambda doing: planning.note_urgent(reason=doing.given["reason"], **doing.by),
    ),
    "invite": VerbPage(
        form=on_gathering.InviteForm,
        title=_("Invite"),
        done=_("On the list of those invited."),
        right="gathering.plan",
        do=_invite,
    ),
    "told": VerbPage(
        form=on_gathering.ToldForm,
        title=_("Who was told"),
        done=_("Ticked off."),
        right="gathering.host",
        do=_told,
    ),
    "need": VerbPage(
        form=on_gathering.NeedForm,
        title=_("What must be there before"),
        done=_("Noted."),
        right="gathering.plan",
        do=_need,
    ),
    "item": VerbPage(
        form=on_gathering.ItemForm,
        title=_("Put on the agenda"),
        done=_("On the agenda."),
        right="gathering.plan",
        do=_item,
    ),
    "conclude": VerbPage(
        form=on_gathering.ConcludeForm,
        title=_("What an item came to"),
        done=_("Noted."),
        right="gathering.host",
        do=_conclude,
    ),
    "dissent": VerbPage(
        form=on_gathering.DissentForm,
        title=_("Somebody disagrees"),
        hint=_("The reason stays in the record; an explanation is owed to them."),
        done=_("Kept."),
        right="gathering.host",
        do=_dissent,
    ),
    "explain": VerbPage(
        form=on_gathering.ExplainForm,
        title=_("Who explains it to those who disagreed"),
        done=_("They owe the explanation now."),
        right="gathering.host",
        do=_explain,
    ),
    "check_in": VerbPage(
        form=on_gathering.CheckInForm,
        title=_("Check in"),
        done=_("Checked in."),
        right="gathering.host",
        do=_check_in,
    ),
    "heads": VerbPage(
        form=on_gathering.HeadsForm,
        title=_("Count heads"),
        done=_("Counted."),
        right="gathering.host",
        do=_heads,
    ),
    "take_sheet": VerbPage(
        form=on_gathering.SheetForm,
        title=_("Photograph a sheet"),
        done=_("Kept with the record."),
        right="gathering.host",
        do=_sheet,
        photos=True,
    ),
    "recheck": VerbPage(
        form=on_gathering.RecheckForm,
        title=_("Look back later"),
        done=_("They look back by then."),
        right="gathering.host",
        do=_recheck,
    ),
    "hand_in_for": VerbPage(
        form=HandInForm,
        title=_("Enter a question"),
        hint=_("For whoever asked on paper or by telephone. Everybody who comes sees it, without the name."),
        done=_("Kept."),
        right="gathering.host",
        do=lambda doing: questions.hand_in_for(new=doing.form.new(), **doing.by),
    ),
    "no_outcome": VerbPage(
        form=on_gathering.WhyForm,
        title=_("Nothing came out of it"),
        done=_("Noted."),
        right="gathering.host",
        do=lambda doing: filing.explain_no_outcome(reason=doing.given["reason"], **doing.by),
    ),
}


def gathering_view(verb: str) -> View:
    """The view of one verb on a gathering, guarded by its right."""
    page = GATHERING_VERBS[verb]

    def view(request: HttpRequest, gathering_id: int) -> HttpResponseBase:
        row = gathering_for_staff(gathering_id, actor(request), page.right)
        return show_or_do(request, verb, page, row, None)

    view.__name__ = verb
    view.__doc__ = f"{verb}: show the form, or act."
    return framed(may(page.right)(view))


def show_or_do(
    request: HttpRequest, verb: str, page: VerbPage, row: Gathering, remark: Remark | None
) -> HttpResponseBase:
    """Show the form, or act and go back to where one came from."""
    who, now = actor(request), timezone.now()
    posted = request.POST if request.method == "POST" else None
    more = {"remark": remark} if remark is not None else {}
    practice = practice_of(row)
    initial = _initial(request, row, remark)
    form = page.form(
        posted, request.FILES or None, gathering=row, practice=practice, now=now, initial=initial, **more
    )
    problem = None
    if posted is not None and form.is_valid():
        try:
            page.do(Doing(form, who, now, request, row, remark))
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, str(page.done))
            return redirect(_back(request, row))
    context = {
        **page.more(row, practice),
        "face": "desk", "now": now, "page": page, "verb": verb, "row": row, "remark": remark, "form": form,
        "problem": problem, "back": _back(request, row),
    }  # fmt: skip
    return render(request, "forums/verb.html", context, status=422 if posted is not None else 200)


def _back(request: HttpRequest, row: Gathering) -> str:
    """To where one came from: the console, the record, or the page of the gathering."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    names = {
        "host": "forums:host",
        "record": "forums:record",
        "complete": "forums:complete",
        "minutes": "forums:minutes",
        "questions": "forums:questions",
        "survey": "forums:survey",
        "digest": "forums:digest",
    }
    return reverse(names.get(back, "forums:gathering"), args=[row.pk])


def _initial(request: HttpRequest, row: Gathering, remark: Remark | None) -> dict[str, Any]:
    first: dict[str, Any] = {
        "theme": row.theme,
        "planned_at": row.planned_at,
        "venue": row.venue,
        "is_open": row.is_open,
        **{name: request.GET[name] for name in ("item", "code", "class_code", "kind") if name in request.GET},
    }
    if remark is not None:
        unit = remark.unit_id or (remark.attendance.unit_id if remark.attendance else None)
        holder = remark.attendance.person_id if remark.attendance else None
        first |= {
            "what": remark.text[:300],
            "kind": remark.kind,
            "head": remark.head,
            "unit": unit,
            "holder": holder,
        }
        first |= {"replies_to": remark.replies_to_id}
    return first
