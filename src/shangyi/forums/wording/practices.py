"""Words for what a practice says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shangyi.forums.models import Gathering
from shangyi.forums.rules.rhythm import Holiday, Rhythm, Rule

if TYPE_CHECKING:
    from django.utils.functional import Promise

    Words = str | Promise

LEVELS: Mapping[str, Words] = {choice.value: choice.label for choice in Gathering.Level}
WEEKDAYS: tuple[Words, ...] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
NTH: Mapping[int, Words] = {
    1: _("the first"),
    2: _("the second"),
    3: _("the third"),
    4: _("the fourth"),
    5: _("the fifth"),
    -1: _("the last"),
}
HOLIDAYS: Mapping[Holiday, Words] = {
    Holiday.KEEP: _("on holidays too"),
    Holiday.SKIP: _("left out on holidays"),
    Holiday.SHIFT: _("on holidays the next working day"),
}
PARTS: Mapping[str, Words] = {
    "zh": _("Name in Chinese"),
    "en": _("Name in English"),
    "about_zh": _("What it is, in Chinese"),
    "about_en": _("What it is, in English"),
    "convened_by": _("Convened by"),
    "classes": _("Who takes part"),
    "phases": _("How it goes"),
    "needs": _("What must be there before it opens"),
    "outputs": _("What must come out"),
    "wants": _("What must come of a line"),
    "notice_ahead": _("Told beforehand"),
    "minutes": _("Minutes"),
    "reporters": _("The class of who reported a matter"),
    "gated": _("Approval of suggestions"),
    "reply_within": _("Time for replies"),
    "level": _("Published to"),
    "years_kept": _("Kept for"),
    "axes": _("How it is rated"),
    "heads": _("Heads of suggestions"),
    "goals": _("Goals that are reported later"),
    "rhythm": _("When"),
}


def rhythm_words(rhythm: Rhythm | None) -> str:
    """On which days it sits, as people say it."""
    if rhythm is None:
        return gettext("when there is need")
    joined = gettext("; ").join(_rule_words(rule) for rule in rhythm.rules)
    return gettext("%(days)s (%(holiday)s)") % {"days": joined, "holiday": HOLIDAYS[rhythm.holiday]}


def _rule_words(rule: Rule) -> str:
    at = f"{rule.at:%H:%M}" + _month_words(rule)
    weekdays = "、".join(str(WEEKDAYS[day]) for day in rule.weekdays)
    if rule.dates:
        return _date_words(rule, at) + (
            gettext(", if it is a %(days)s") % {"days": weekdays} if weekdays else ""
        )
    if not weekdays:
        return gettext("every day, %(at)s") % {"at": at}
    if rule.nth:
        which = "、".join(str(NTH[n]) for n in rule.nth)
        facts = {"which": which, "days": weekdays, "at": at}
        return gettext("on %(which)s %(days)s of each month, %(at)s") % facts
    if rule.every > 1:
        return gettext("every %(n)s weeks on %(days)s, %(at)s") % {
            "n": rule.every,
            "days": weekdays,
            "at": at,
        }
    return gettext("every %(days)s, %(at)s") % {"days": weekdays, "at": at}


def _date_words(rule: Rule, at: str) -> str:
    days = "、".join(str(day) for day in rule.dates if day > 0)
    said = [gettext("on the %(days)s of each month, %(at)s") % {"days": days, "at": at}] if days else []
    said += [gettext("on the last day of each month, %(at)s") % {"at": at}] if -1 in rule.dates else []
    return "；".join(said)


def _month_words(rule: Rule) -> str:
    """In which months only, if not in all."""
    if not rule.months:
        return ""
    return gettext(" (only in months %(months)s)") % {
        "months": "、".join(str(month) for month in rule.months)
    }
