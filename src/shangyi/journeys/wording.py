"""The story of a matter in sentences, and what each state means to the one who waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shangyi.journeys.rules.seeing import Telling
from shangyi.ui.templatetags.ui import when

WORDING = {
    "matter.not-found": (
        gettext_lazy("There is no such matter, or it is not yours to see."),
        gettext_lazy("Open it by the link or the number on your receipt."),
    ),
}

Sentence = tuple[str, str]
"""What is said first and strong, and the rest."""

CHANNELS: Mapping[str, Any] = {
    "phone_web": gettext_lazy("on the phone page"),
    "walk_in": gettext_lazy("in the community office"),
    "oral": gettext_lazy("by word of mouth"),
    "visit": gettext_lazy("on a visit"),
    "phone": gettext_lazy("by telephone"),
    "hotline": gettext_lazy("through the hotline"),
    "letter": gettext_lazy("by letter"),
    "wechat": gettext_lazy("by WeChat"),
    "gathering": gettext_lazy("in a gathering"),
}
MANNERS: Mapping[str, Any] = {
    "assign": gettext_lazy("Given to"),
    "request": gettext_lazy("Asked as a peer"),
    "refer": gettext_lazy("Passed on to"),
    "submit": gettext_lazy("Asked of the superior"),
}
VERDICTS: Mapping[str, Any] = {
    "solved": gettext_lazy("solved"),
    "partly": gettext_lazy("partly solved"),
    "not_solved": gettext_lazy("not solved"),
    "unreachable": gettext_lazy("could not be reached"),
}
HOW_TOLD: Mapping[str, Any] = {
    "in_app": gettext_lazy("by a message here"),
    "receipt": gettext_lazy("on the receipt page"),
    "email": gettext_lazy("by e-mail"),
    "telephone": gettext_lazy("by telephone"),
    "in_person": gettext_lazy("in person"),
    "on_the_spot": gettext_lazy("on the spot"),
}


def sentence(told: Telling, now: datetime) -> Sentence:
    """The sentence for one fact as its viewer may hear it."""
    return SENTENCES[told.kind](told, now)


def _heard(told: Telling, _now: datetime) -> Sentence:
    words, shown = told.shown.get("words"), told.shown
    if told.mine:
        return _("You said"), str(words or "")
    if words:
        return str(shown.get("speaker_name") or _("A resident")), str(words)
    return "", _("A resident spoke up about this.")


def _added(told: Telling, _now: datetime) -> Sentence:
    head = _("You added") if told.mine else _("The resident added")
    return head, str(told.shown.get("words", ""))


def _sorted(told: Telling, _now: datetime) -> Sentence:
    return _("Sorted"), _("filed as “%(title)s”.") % {"title": told.shown.get("title", "")}


def _assigned(told: Telling, now: datetime) -> Sentence:
    shown = told.shown
    who = " ".join(str(part) for part in (shown.get("unit_name"), shown.get("handler_name")) if part)
    facts = {
        "who": who or shown.get("keeper_name", ""),
        "what": shown.get("what", ""),
        "by": _moment(told.public.get("due_at"), now),
    }
    text = _("%(who)s: %(what)s, to be done by %(by)s.") % facts
    return str(MANNERS.get(str(told.public.get("manner")), "")), text


def _found(told: Telling, _now: datetime) -> Sentence:
    text = str(told.shown.get("text", ""))
    if told.public.get("overrules_suspicion"):
        return _("Cause found"), _("%(text)s What was suspected before does not hold.") % {"text": text}
    if told.public.get("source") == "expert":
        return _("Cause found"), text
    n = int(told.public.get("n_visitors") or 1)
    return ngettext("Looked at on the spot", "%(n)s people looked at it on the spot", n) % {"n": n}, text


def _listed(told: Telling, now: datetime) -> Sentence:
    text = _("%(plan)s Looked at again on %(day)s.") % {
        "plan": told.shown.get("plan", ""),
        "day": _day(told.public.get("review_on"), now),
    }
    if told.shown.get("reported_to"):
        text += _(" Reported to %(unit)s.") % {"unit": told.shown["reported_to"]}
    return _("Not possible yet, kept open"), text


def _answer_ended(told: Telling, _now: datetime) -> Sentence:
    how = HOW_TOLD.get(str(told.public.get("how")), "")
    if told.public.get("state") == "undeliverable":
        n = told.public.get("n_tries")
        return _("Could not be told"), _("after %(n)s tries.") % {"n": n}
    return (_("You were told") if told.mine else _("Told")), f"{how}{_('.')}"


def _rated(told: Telling, _now: datetime) -> Sentence:
    verdict = VERDICTS.get(str(told.public.get("verdict")), "")
    head = _("You rated it") if told.mine else _("Rated")
    said = told.shown.get("sentence")
    return head, f"{verdict}{_('.')}{said or ''}"


def _disputed(told: Telling, now: datetime) -> Sentence:
    facts = {"who": told.shown.get("looker_name", ""), "by": _moment(told.public.get("due_at"), now)}
    return _("Said not to be solved"), _("%(who)s looks at it again by %(by)s.") % facts


def _extension(told: Telling, now: datetime) -> Sentence:
    facts = {"by": _moment(told.public.get("due_at"), now), "reason": told.shown.get("reason", "")}
    if not told.public.get("granted"):
        return _("No more time given"), str(facts["reason"])
    first = _moment(told.public.get("first_due_at"), now)
    text = _("now by %(by)s (first promised: %(first)s). %(reason)s") % {**facts, "first": first}
    return _("More time given"), text


def _raised(told: Telling, now: datetime) -> Sentence:
    facts = {"who": told.shown.get("raised_to_name", ""), "by": _moment(told.public.get("due_at"), now)}
    return _("Late"), _("due %(by)s; %(who)s now answers for it too.") % facts


def _reminded(told: Telling, now: datetime) -> Sentence:
    facts = {"who": told.shown.get("reminded_name", ""), "by": _moment(told.public.get("due_at"), now)}
    return _("Reminded"), _("%(who)s was reminded that it is due %(by)s.") % facts


def _regrouped(told: Telling, _now: datetime) -> Sentence:
    n = told.public.get("n_voices")
    if told.public.get("undone"):
        return "", _("Taken apart again.")
    if told.public.get("what") == "merge":
        return "", _("Joined with the same matter of other neighbours (%(n)s voices).") % {"n": n}
    return "", _("Taken apart, because it means something else.")


def _plain(head: Any, key: str = "") -> Callable[[Telling, datetime], Sentence]:
    def say(told: Telling, _now: datetime) -> Sentence:
        return str(head), str(told.shown.get(key, "")) if key else ""

    return say


SENTENCES: Mapping[str, Callable[[Telling, datetime], Sentence]] = {
    "voice.heard": _heard,
    "voice.added": _added,
    "concern.opened": lambda told, _now: (
        _("Receipt given"),
        _("%(who)s keeps it.") % {"who": told.shown.get("keeper_name", "")},
    ),
    "concern.sorted": _sorted,
    "concern.assigned": _assigned,
    "concern.undone": _plain(gettext_lazy("Taken back")),
    "concern.objected": _plain(gettext_lazy("Says it is not theirs"), "reason"),
    "concern.objection-decided": lambda told, _now: (
        _("Released") if told.public.get("accepted") else _("It stays with them"),
        str(told.shown.get("reason", "")),
    ),
    "concern.returned": lambda _told, _now: ("", _("It goes to somebody else; it is being assigned anew.")),
    "concern.found": _found,
    "concern.pushed": _plain(gettext_lazy("Moved on"), "text"),
    "concern.listed": _listed,
    "concern.list-reviewed": _listed,
    "concern.report-answered": _plain(gettext_lazy("The superior replied"), "reply"),
    "concern.resumed": _plain(gettext_lazy("Work goes on"), "reason"),
    "concern.diverted": _plain(gettext_lazy("Belongs elsewhere; the way there was named"), "reason"),
    "concern.done": _plain(gettext_lazy("Done"), "result"),
    "answer.written": _plain(gettext_lazy("Answer"), "text"),
    "answer.ended": _answer_ended,
    "answer.tried": lambda told, _now: (
        _("Tried to reach you") if told.mine else _("Tried to reach the person"),
        _("time %(n)s") % {"n": told.public.get("n_tries")},
    ),
    "voice.rated": _rated,
    "concern.disputed": _disputed,
    "concern.looked-at": lambda told, _now: (
        _("Looked again: work goes on")
        if told.public.get("reopened")
        else _("Looked again: the result stands"),
        str(told.shown.get("reason", "")),
    ),
    "concern.closed": _plain(gettext_lazy("Closed")),
    "concern.regrouped": _regrouped,
    "concern.keeper-changed": _plain(gettext_lazy("New keeper"), "keeper_name"),
    "undertaking.responded": _plain(gettext_lazy("In touch"), "how"),
    "undertaking.person-named": _plain(gettext_lazy("Who does it"), "holder_name"),
    "undertaking.extension-asked": _plain(gettext_lazy("Asks for more time"), "reason"),
    "undertaking.extension-decided": _extension,
    "undertaking.handed-over": _plain(gettext_lazy("Handed over to"), "new_holder_name"),
    "undertaking.reminded": _reminded,
    "undertaking.raised": _raised,
}


def _moment(iso: Any, now: datetime) -> str:
    return when(datetime.fromisoformat(str(iso)), now) if iso else ""


def _day(iso: Any, now: datetime) -> str:
    return when(date.fromisoformat(str(iso)), now) if iso else ""
