"""One page per verb on a concern: GET shows the form, POST acts and goes back to the concern."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shangyi.concerns.actions import answer, assign, divert, handle, open_list, rate, regroup, sort
from shangyi.concerns.actions.photos import read_pictures
from shangyi.concerns.forms import desk
from shangyi.concerns.models import Concern, Finding
from shangyi.concerns.queries import concern_visible_to
from shangyi.kernel.actor import Actor
from shangyi.kernel.actor import may as may_do
from shangyi.kernel.refused import Refused
from shangyi.people.views import actor, may
from shangyi.rulepacks.queries import rules_at, rules_of
from shangyi.ui.wording import say

Do = Callable[[Concern, desk.DeskForm, Actor, datetime, HttpRequest], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbPage:
    """The form of a verb, what to call it, what was done, and the right that lets somebody see the page."""

    form: type[desk.DeskForm]
    title: str | Promise
    done: str | Promise
    right: str
    do: Do
    hint: str | Promise = ""
    photos: bool = False


def _sort(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    sort.sort_concern(
        concern_id=concern.pk,
        sorting=form.sorting(),
        actor=who,
        now=now,
        version=form.cleaned_data["version"],
    )


def _assign(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    assign.assign_concern(
        concern_id=concern.pk,
        assignment=form.assignment(),
        actor=who,
        now=now,
        version=form.cleaned_data["version"],
    )


def _object(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    assign.object_to_concern(concern_id=concern.pk, reason=form.cleaned_data["reason"], actor=who, now=now)


def _decide(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    given = form.cleaned_data
    assign.decide_objection(
        concern_id=concern.pk, accept=given["accept"] == "yes", reason=given["reason"], actor=who, now=now
    )


def _find(concern: Concern, form: Any, who: Actor, now: datetime, request: HttpRequest) -> None:
    given = form.cleaned_data
    new = handle.NewFinding(
        source=Finding.Source(given["source"]),
        text=given["text"],
        seen_at=given["seen_at"] or now,
        visitors=tuple(line.strip() for line in given["visitors"].splitlines() if line.strip()),
        unit=given["unit"],
        overrules=given.get("overrules"),
        pictures=tuple(read_pictures(request.FILES.getlist("photos"))),
    )
    handle.record_finding(concern_id=concern.pk, new=new, actor=who, now=now)


def _push(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    handle.push_on(
        concern_id=concern.pk, text=form.cleaned_data["text"], actor=who, now=now, pledge=form.pledge()
    )


def _finish(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    given = form.cleaned_data
    draft = None
    if given.get("answer", "").strip():
        told = frozenset(voice.pk for voice in given["told"])
        draft = answer.AnswerDraft(text=given["answer"], told_voice_ids=told, pledge=form.pledge())
    handle.finish_concern(
        concern_id=concern.pk,
        result=given["result"],
        draft=draft,
        actor=who,
        now=now,
        version=given["version"],
    )


def _answer(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    given = form.cleaned_data
    told = frozenset(voice.pk for voice in given["told"])
    draft = answer.AnswerDraft(text=given["text"], told_voice_ids=told, pledge=form.pledge())
    answer.send_answer(concern_id=concern.pk, draft=draft, actor=who, now=now, version=given["version"])


def _told(concern: Concern, form: Any, who: Actor, now: datetime, request: HttpRequest) -> None:
    given = form.cleaned_data
    if request.POST.get("failed"):
        for voice in given["told"]:
            answer.record_failed_try(
                concern_id=concern.pk, voice_id=voice.pk, how=given["how"], actor=who, now=now
            )
        return
    chosen = frozenset(voice.pk for voice in given["told"])
    answer.mark_told(concern_id=concern.pk, voice_ids=chosen, how=given["how"], actor=who, now=now)


def _listing(form: Any) -> open_list.Listing:
    given = form.cleaned_data
    return open_list.Listing(
        plan=given["plan"], review_on=given["review_on"], reported_to=given["reported_to"]
    )


def _list(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    open_list.put_on_open_list(
        concern_id=concern.pk,
        listing=_listing(form),
        actor=who,
        now=now,
        version=form.cleaned_data["version"],
    )


def _review(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    open_list.review_listing(concern_id=concern.pk, listing=_listing(form), actor=who, now=now)


def _reply(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    open_list.record_report_reply(concern_id=concern.pk, reply=form.cleaned_data["text"], actor=who, now=now)


def _resume(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    reason = form.cleaned_data["reason"]
    open_list.resume(concern_id=concern.pk, reason=reason, assignment=form.assignment(), actor=who, now=now)


def _divert(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    given = form.cleaned_data
    divert.divert_concern(
        concern_id=concern.pk,
        channel=given["channel"],
        reason=given["reason"],
        actor=who,
        now=now,
        version=given["version"],
    )


def _merge(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    regroup.merge_concerns(source_id=concern.pk, target_id=form.cleaned_data["target"], actor=who, now=now)


def _unmerge(_concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    regroup.undo_merge(regrouping_id=form.cleaned_data["regrouping"].pk, actor=who, now=now)


def _split(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    chosen = frozenset(voice.pk for voice in form.cleaned_data["voices"])
    regroup.split_concern(concern_id=concern.pk, voice_ids=chosen, actor=who, now=now)


def _uphold(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    rate.uphold(concern_id=concern.pk, reason=form.cleaned_data["reason"], actor=who, now=now)


def _reopen(concern: Concern, form: Any, who: Actor, now: datetime, _request: HttpRequest) -> None:
    reason = form.cleaned_data["reason"]
    rate.reopen(concern_id=concern.pk, reason=reason, assignment=form.assignment(), actor=who, now=now)


VERBS: Mapping[str, VerbPage] = {
    "sort": VerbPage(
        form=desk.SortForm,
        title=gettext_lazy("Sort"),
        done=gettext_lazy("Sorted."),
        right="concern.sort",
        do=_sort,
    ),
    "assign": VerbPage(
        form=desk.AssignForm,
        title=gettext_lazy("Assign"),
        done=gettext_lazy("Assigned."),
        right="concern.assign",
        do=_assign,
    ),
    "object": VerbPage(
        form=desk.ReasonForm,
        title=gettext_lazy("This is not ours"),
        hint=gettext_lazy("You keep it, and the clock runs, until the keeper's side has decided."),
        done=gettext_lazy("Your objection was sent to the keeper."),
        right="undertaking.return",
        do=_object,
    ),
    "decide_objection": VerbPage(
        form=desk.DecideForm,
        title=gettext_lazy("Decide the objection"),
        done=gettext_lazy("Decided."),
        right="concern.assign",
        do=_decide,
    ),
    "find": VerbPage(
        form=desk.FindForm,
        title=gettext_lazy("Record a visit or a finding"),
        done=gettext_lazy("Recorded."),
        right="concern.work",
        do=_find,
        photos=True,
    ),
    "push": VerbPage(
        form=desk.PushForm,
        title=gettext_lazy("Move it on"),
        done=gettext_lazy("Recorded."),
        right="concern.work",
        do=_push,
    ),
    "finish": VerbPage(
        form=desk.FinishForm,
        title=gettext_lazy("It is done"),
        hint=gettext_lazy("From this moment an answer is due to everyone who spoke."),
        done=gettext_lazy("Done. The answer is on its way."),
        right="undertaking.finish",
        do=_finish,
    ),
    "answer": VerbPage(
        form=desk.AnswerForm,
        title=gettext_lazy("Write the answer"),
        done=gettext_lazy("Sent."),
        right="concern.answer",
        do=_answer,
    ),
    "told": VerbPage(
        form=desk.ToldForm,
        title=gettext_lazy("Who was told"),
        done=gettext_lazy("Recorded."),
        right="concern.answer",
        do=_told,
    ),
    "list": VerbPage(
        form=desk.ListForm,
        title=gettext_lazy("Keep it on the open list"),
        hint=gettext_lazy(
            "What cannot be solved yet stays open: with a plan, a report upward, and a day to look again."
        ),
        done=gettext_lazy("On the open list."),
        right="concern.open_list",
        do=_list,
    ),
    "review": VerbPage(
        form=desk.ListForm,
        title=gettext_lazy("Review the open list entry"),
        done=gettext_lazy("Reviewed."),
        right="concern.open_list",
        do=_review,
    ),
    "reply": VerbPage(
        form=desk.TextForm,
        title=gettext_lazy("Reply from above"),
        done=gettext_lazy("Recorded."),
        right="concern.report_up",
        do=_reply,
    ),
    "resume": VerbPage(
        form=desk.AssignAgainForm,
        title=gettext_lazy("Work goes on"),
        done=gettext_lazy("Back at work."),
        right="concern.open_list",
        do=_resume,
    ),
    "divert": VerbPage(
        form=desk.DivertForm,
        title=gettext_lazy("It belongs elsewhere"),
        hint=gettext_lazy("The person is told the way; they get their answer like anybody else."),
        done=gettext_lazy("The person was told where to go."),
        right="concern.divert",
        do=_divert,
    ),
    "merge": VerbPage(
        form=desk.MergeForm,
        title=gettext_lazy("Join to another matter"),
        hint=gettext_lazy("Every voice keeps its receipt and gets its answer. It can be undone."),
        done=gettext_lazy("Joined."),
        right="concern.regroup",
        do=_merge,
    ),
    "unmerge": VerbPage(
        form=desk.UnmergeForm,
        title=gettext_lazy("Undo a joining"),
        done=gettext_lazy("Taken apart again."),
        right="concern.regroup",
        do=_unmerge,
    ),
    "split": VerbPage(
        form=desk.SplitForm,
        title=gettext_lazy("Take voices out"),
        done=gettext_lazy("Taken out into a matter of their own."),
        right="concern.regroup",
        do=_split,
    ),
    "uphold": VerbPage(
        form=desk.ReasonForm,
        title=gettext_lazy("The result stands"),
        hint=gettext_lazy("Whoever said it is not solved is told why."),
        done=gettext_lazy("The person is told why."),
        right="concern.look",
        do=_uphold,
    ),
    "reopen": VerbPage(
        form=desk.AssignAgainForm,
        title=gettext_lazy("It is not solved: work goes on"),
        done=gettext_lazy("Back at work. The first promise stays on record."),
        right="concern.reopen",
        do=_reopen,
    ),
}


def view_of(verb: str) -> Callable[..., HttpResponseBase]:
    """The view of one verb, guarded by its right."""
    page = VERBS[verb]

    def view(request: HttpRequest, concern_id: int) -> HttpResponseBase:
        return _show_or_do(request, verb, page, concern_id)

    view.__name__ = verb
    view.__doc__ = f"{verb}: show the form, or act."
    return may(page.right)(view)


def _show_or_do(request: HttpRequest, verb: str, page: VerbPage, concern_id: int) -> HttpResponseBase:
    who, now = actor(request), timezone.now()
    concern = concern_visible_to(who, concern_id)
    rules = rules_of(concern.pack_id) if concern.pack_id else rules_at(concern.place_path, now.date())
    posted = request.POST if request.method == "POST" else None
    inside = may_do(who, "concern.view", concern.place_path) is not None
    form = page.form(
        posted, concern=concern, rules=rules, now=now, inside=inside, initial=_initial(concern, verb)
    )
    problem = None
    if posted is not None and form.is_valid():
        try:
            page.do(concern, form, who, now, request)
        except Refused as refused:
            problem = say(refused, now=now)
        else:
            messages.success(request, str(page.done))
            return redirect(f"/desk/concerns/{concern.pk}/")
    context = {
        "face": "desk", "now": now, "page": page, "verb": verb, "concern": concern, "form": form, "problem": problem,
    }  # fmt: skip
    return render(request, "concerns/verb.html", context, status=422 if posted is not None else 200)


def _initial(concern: Concern, verb: str) -> dict[str, Any]:
    first = (
        concern.answer_texts.order_by("-round").values_list("text", flat=True).first()
        if verb == "answer"
        else ""
    )
    return {
        "title": concern.title,
        "kind": concern.kind,
        "category": concern.category,
        "grade": concern.grade or "general",
        "tags": concern.tags,
        "may_be_shown": concern.may_be_shown,
        "keeper": concern.keeper_capacity_id,
        "what": _("Look into it: %(title)s") % {"title": concern.title} if verb == "assign" else "",
        "text": first or "",
    }
