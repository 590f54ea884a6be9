"""What the codes of this room are in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shangyi.forums.rules.arrivals import Wrong
from shangyi.forums.rules.filing import Lack
from shangyi.forums.rules.practice import Practice, RemarkKind
from shangyi.forums.rules.steps import Legal
from shangyi.forums.wording import (
    findings,
    members,
    minutes,
    offerings,
    questions,
    ratings,
    refusals,
    series,
    suggestions,
)
from shangyi.kernel.bounds import Bound, format_bound

Words = str | Promise

WORDING: dict[str, tuple[Words, Words]] = {
    **refusals.WORDING,
    **suggestions.WORDING,
    **series.WORDING,
    **minutes.WORDING,
    **ratings.WORDING,
    **questions.WORDING,
    **members.WORDING,
    **findings.WORDING,
    **offerings.WORDING,
}

WAYS_TOLD: Mapping[str, Words] = {
    "app": _("in the app"),
    "phone": _("by telephone"),
    "door": _("at the door"),
    "slip": _("by a slip"),
    "board": _("on the board"),
    "wechat": _("in the group"),
}

LACKS: Mapping[Lack, Words] = {
    Lack.PLEDGE: _("A promise without an owner, a day or a reason"),
    Lack.VAGUE: _("Words that are no date"),
    Lack.PROBLEM: _("A problem that is no matter yet"),
    Lack.ADDRESSEE: _("A suggestion without an addressee"),
    Lack.RESULT: _("An item without an outcome"),
    Lack.DISSENT: _("Nobody owes those who disagreed an explanation yet"),
    Lack.QUESTION: _("A question without an answer"),
    Lack.OUTPUT: _("Something that this practice must bring forth"),
    Lack.NO_OUTCOME: _("Nothing came out of it, and nobody has said why"),
    Lack.ATTENDANCE: _("Nobody is on the list and nobody was counted"),
    Lack.ONE_CLASS: _("Only one class of participants came"),
    Lack.UNHEARD: _("A class was there and did not speak"),
    Lack.ABSENT: _("A class that is wanted did not come"),
    Lack.UNSORTED: _("A line whose kind nobody chose"),
}

FIX: Mapping[Lack, tuple[str, Words]] = {
    Lack.PLEDGE: ("pledge", _("Owner and day")),
    Lack.VAGUE: ("undated", _("Say why there is no day")),
    Lack.PROBLEM: ("demand", _("Make it a matter")),
    Lack.ADDRESSEE: ("suggest", _("Address it")),
    Lack.RESULT: ("conclude", _("Note the outcome")),
    Lack.DISSENT: ("explain", _("Name who explains")),
    Lack.QUESTION: ("carry", _("Carry it over")),
    Lack.NO_OUTCOME: ("no_outcome", _("Say why")),
    Lack.ATTENDANCE: ("heads", _("Count heads")),
    Lack.UNSORTED: ("sort_line", _("Choose the kind")),
}
"""What to press for what is missing: the name of the address, and what stands on the button."""

WRONG_ROWS: Mapping[Wrong, Words] = {
    Wrong.NO_NAME: _("there is no name"),
    Wrong.NAME_TOO_LONG: _("the name is too long"),
    Wrong.NO_CLASS: _("the class is missing"),
    Wrong.UNKNOWN_CLASS: _("this practice has no such class"),
    Wrong.BAD_PHONE: _("this is no telephone number"),
    Wrong.TWICE: _("stands in the table twice"),
    Wrong.PHONE_OF_ANOTHER: _("the telephone number belongs to somebody with another name"),
}

STEP_NAMES: Mapping[Legal, Words] = {
    Legal.TOPIC: _("Propose the topic"),
    Legal.PARTIES: _("Settle who takes part"),
    Legal.NOTICE: _("Tell them in advance"),
    Legal.VOICES: _("Let everybody speak, form an opinion"),
    Legal.RESULTS: _("Carry it out and report back"),
}

MISSING: Mapping[str, Words] = {
    "no_item": _("Nothing stands on the agenda."),
    "no_source": _("No item says where it comes from or why it was picked."),
    "nobody": _("Nobody is invited."),
    "class": _("Nobody is invited of: %(name)s."),
    "nobody_invited": _("Nobody is invited."),
    "untold": _("Not everybody invited was told."),
    "too_late": _("They were not told as early as this practice asks."),
    "not_held": _("It was not held yet."),
    "unheard": _("There, but not heard: %(name)s."),
    "no_result": _("Not every item has an outcome."),
    "not_over": pgettext_lazy("step", "It is not over yet."),
    "no_outcome": _("Nothing came out of it, and nobody has said why."),
    "speakers": _("Those who spoke up were not told yet."),
    "participants": _("Those who took part were not told yet."),
    "public": _("The residents were not told yet."),
}


KINDS: Mapping[RemarkKind, Words] = {
    RemarkKind.DEMAND: _("demand"),
    RemarkKind.SUGGESTION: pgettext_lazy("line", "suggestion"),
    RemarkKind.COMMENT_GOOD: _("done well"),
    RemarkKind.COMMENT_BAD: _("not content"),
    RemarkKind.QUESTION: _("question"),
    RemarkKind.ANSWER: pgettext_lazy("line", "answer"),
    RemarkKind.FOLLOW_UP: pgettext_lazy("line", "follow-up"),
    RemarkKind.SUPPLEMENT: _("supplement"),
    RemarkKind.SHORTCOMING: _("admitted shortcoming"),
    RemarkKind.CLAIM: _("claim"),
    RemarkKind.PLEDGE: pgettext_lazy("line", "pledge"),
    RemarkKind.RESPONSIBILITY: _("who does what"),
}


def kind_name(kind: str) -> Words:
    """A kind of line in words; nothing for a line whose kind nobody chose."""
    return KINDS[RemarkKind(kind)] if kind else ""


def kind_choices(practice: Practice, phase: str) -> list[tuple[str, Words]]:
    """The kinds that may be chosen in a phase, with their words."""
    return [(kind.value, KINDS[kind]) for kind in practice.kinds_in(phase)]


BOUNDS: Mapping[str, Words] = {
    "exactly": "%(n)s",
    "at_least": _("at least %(n)s"),
    "more_than": _("more than %(n)s"),
    "at_most": _("at most %(n)s"),
    "less_than": _("less than %(n)s"),
    "approaching": _("nearly %(n)s"),
    "about": _("about %(n)s"),
}


def bound_words(bound: Bound) -> str:
    """A count as it is said: 20余 in Chinese, "at least 20" elsewhere; never a bare 20 for it."""
    if (get_language() or "").startswith("zh"):
        return format_bound(bound)
    return str(BOUNDS[bound.comparator]) % {"n": bound.value}


def missing_words(code: str, name_of: Mapping[str, str]) -> str:
    """One missing thing of a step in words; `class:x` and `unheard:x` name a class."""
    head, _colon, detail = code.partition(":")
    if head == "untold" and detail:
        return str(MISSING[detail])
    return str(MISSING[head]) % {"name": name_of.get(detail, detail)}


def why_words(why: str, facts: Mapping[str, Any]) -> str:
    """The reason why an item was proposed, in words."""
    if why == "late":
        days = facts.get("days", 0)
        said = ngettext(
            "promised by %(who)s, %(days)s day late", "promised by %(who)s, %(days)s days late", days
        )
        return said % {"who": facts.get("who", ""), "days": days}
    if why == "listed":
        return str(_("on the open list, to be looked at again on %(on)s")) % {
            "on": facts.get("review_on", "")
        }
    if why == "carried":
        return str(_("a question left over from %(on)s")) % {"on": facts.get("on", "")}
    if why == "disputed":
        return str(_("people say it is not solved")) + "，" + _voices(facts)
    return _voices(facts) if why else ""


def _voices(facts: Mapping[str, Any]) -> str:
    n, days = facts.get("n_voices", 1), facts.get("days", 0)
    said = ngettext(
        "%(n)s neighbour spoke up, open for %(days)s days",
        "%(n)s neighbours spoke up, open for %(days)s days",
        n,
    )
    return said % {"n": n, "days": days}
