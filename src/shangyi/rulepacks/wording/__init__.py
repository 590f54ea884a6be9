"""What refusals about rules in force say, and about their parts: dates, limits, counts and money."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from shangyi.ui.templatetags.ui import when

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T")

WORDING = {
    "rulepack.not-found": (
        _("These rules or this calendar do not exist, or are not open to you."),
        _("Choose a version from the list of rules."),
    ),
    "rulepack.none-in-force": (
        _("No rules are in force here on %(on)s."),
        _("Ask the operator to import a rule pack that covers this day; nothing was changed."),
    ),
    "rulepack.no-calendar": (
        _("There is no working calendar for this region, so no due time can be computed."),
        _("Ask the operator to import the calendar of the region, then try again."),
    ),
    "rulepack.version-changed": (
        _("Version %(version)s of %(code)s was imported before, with other words."),
        _("Give the changed rules a new version number and import them again."),
    ),
    "rulepack.invalid": (
        _("The rules cannot be used yet: %(n_problems)s things in the text are wrong."),
        _("Correct each of them below and import again; until then the old rules stay in force."),
    ),
    "rulepack.unreadable": (
        _("The text is not valid TOML: %(problem)s."),
        _("Correct the line that is named and import again."),
    ),
    "rulepack.too-long": (
        _("The text is longer than %(longest)s characters."),
        _("Check that it is the text of a rule pack or calendar, and nothing else."),
    ),
    "rulepack.missing": (
        _("“%(where)s” is missing."),
        _("Add the line; an earlier version shows what it looks like."),
    ),
    "rulepack.wrong-type": (
        _("“%(where)s” must be of the type %(wanted)s, but is %(found)s."),
        _("Words stand in quotes; numbers, days and true or false stand without."),
    ),
    "rulepack.bad-value": (
        _("“%(where)s” cannot be “%(value)s”."),
        _("Write a value that makes sense here; the sentence before it in the text says what it is for."),
    ),
    "rulepack.bad-code": (
        _("“%(value)s” cannot be the code “%(where)s”."),
        _("Use small Latin letters and digits, with single - _ or . between them."),
    ),
    "rulepack.twice": (
        _("“%(value)s” stands twice in “%(where)s”."),
        _("Keep one of the two, or give the other one its own code."),
    ),
    "rulepack.unknown-reference": (
        _("“%(where)s” names “%(value)s”, which the text does not hold."),
        _("Choose one of: %(allowed)s. Or add what is named, further up."),
    ),
    "rulepack.unknown-key": (
        _("Nobody reads “%(where)s”."),
        _("Check how it is spelt, or remove the line."),
    ),
    "rulepack.bad-limit": (
        _("“%(value)s” cannot be the limit “%(where)s”."),
        _("Write a number and a unit, for example 2h, 4wh, 5wd, 15d or 3m."),
    ),
    "rulepack.bad-day-off": (
        _("The day off %(value)s does not lie in %(year)s, or stands twice."),
        _("Compare it with the notice of the year."),
    ),
    "rulepack.bad-makeup-day": (
        _("%(value)s cannot be a make-up working day: it is no weekend day of that year, or it is off."),
        _("Compare it with the notice of the year."),
    ),
    "rulepack.default-ladder": (
        _("Exactly one ladder must name no place: it is the one for everybody else."),
        _("Leave out “places” in one ladder, and give every other one its places."),
    ),
    "rulepack.rungs-out-of-order": (
        _("The rungs of “%(where)s” do not rise."),
        _("Put them in order, each with more hours after expiry than the one before."),
    ),
    "rulepack.no-such-kind": (
        _("The rules in force know no kind “%(value)s”."),
        _("Choose a kind from the list."),
    ),
    "rulepack.no-such-grade": (
        _("The rules in force know no grade “%(value)s”."),
        _("Choose a grade from the list."),
    ),
    "rulepack.no-such-category": (
        _("The rules in force know no category “%(value)s”."),
        _("Choose a category from the list; when in doubt take the nearest one."),
    ),
    "rulepack.no-such-diversion": (
        _("The rules in force know no channel “%(value)s”."),
        _("Choose a channel from the list."),
    ),
    "rulepack.no-such-tag": (
        _("The rules in force know no mark “%(value)s”."),
        _("Choose a mark from the list."),
    ),
    "rulepack.no-such-article": (
        _("The rules in force have no article “%(article)s”."),
        _("Look it up in the version of the rules that is stamped on the matter."),
    ),
    "calendar.naive-moment": (
        _("The time %(moment)s does not say in which time zone it is."),
        _("Give the time with its zone, for example +08:00."),
    ),
    "calendar.out-of-range": (
        _("The year %(year)s lies outside what the calendar can count."),
        _("Check the date: years from %(first)s to %(last)s are possible."),
    ),
    "calendar.season-unknown": (
        _("The calendar knows no season or festival of this name."),
        _("Choose one from the list, or give a date."),
    ),
    "calendar.season-undated": (
        _("The days of this festival are not known yet for that year."),
        _("Give a date, or ask the operator to complete the calendar."),
    ),
    "limit.unit": (
        _("A limit cannot be counted in this unit."),
        _("Use hours, working hours, days, working days, months or years."),
    ),
    "limit.ends": (
        _("It is not clear when the last day of the limit ends."),
        _("Say midnight or close of business."),
    ),
    "limit.amount": (
        _("A limit of %(amount)s is not possible."),
        _("Give a whole number from 1 to %(largest)s."),
    ),
    "limit.unreadable": (
        _("“%(text)s” cannot be read as a limit."),
        _("Write a number and a unit, for example 24h, 5wd or 15d."),
    ),
    "bound.value": (
        _("A count must be a whole number that is not below zero."),
        _("Check the number and write it again."),
    ),
    "bound.comparator": (
        _("It is not clear how exact the number is."),
        _("Say exactly, at least, at most, more than, less than, nearly or about."),
    ),
    "bound.mixed-units": (
        _("Two different kinds of things cannot be added up."),
        _("Count meetings, matters, households and visits each by itself."),
    ),
    "bound.unreadable": (
        _("“%(text)s” cannot be read as a number."),
        _("Write it as it was said, for example “more than 20” or “nearly 3 hours”."),
    ),
    "bound.contradictory": (
        _("“%(text)s” says two different things about the number."),
        _("Keep one of them, for example only “more than” or only “nearly”."),
    ),
    "money.unreadable": (
        _("“%(text)s” cannot be read as an amount of money."),
        _("Write yuan with at most two decimals, for example 1,234.50."),
    ),
    "money.too-large": (
        _("The amount is larger than %(largest)s yuan."),
        _("Check the decimal point and the unit."),
    ),
    "money.negative": (
        _("An amount below zero cannot be shared out."),
        _("Check the total and enter it again."),
    ),
    "money.negative-weight": (
        _("One of the shares is below zero."),
        _("Check the areas or shares: each must be zero or more."),
    ),
    "money.no-weights": (
        _("There is nothing to share the amount by."),
        _("Enter at least one household with an area or a share above zero."),
    ),
}

STEPS = {
    "start-day-not-counted": _("%(day)s, the day it began, is not counted."),
    "hours-run": _("%(hours)s hours run from %(start)s, nights and days off included."),
    "minutes-run": _("%(minutes)s minutes run from %(start)s."),
    "working-hours-run": _("%(hours)s office hours run from %(start)s."),
    "make-up-day": _("%(day)s is worked in exchange for a day off and counts."),
    "days-off-skipped": _("%(span)s (%(names)s) are days off and not counted."),
    "working-days-counted": _("Working day %(days)s is %(last)s."),
    "calendar-days-counted": _("Day %(days)s is %(last)s; weekends count."),
    "same-date": _("The same date %(months)s months on is %(last)s."),
    "month-end": _("That month has no day %(date)s, so it ends on %(last)s."),
    "last-day-off": _("%(day)s is a day off, so the last day is %(moved_to)s."),
    "ends-at-midnight": _("It ends on %(day)s at 24:00."),
    "ends-at-close": _("It ends at close of business, %(at)s."),
    "before-season": _("The days off begin on %(first)s, so it ends the evening before."),
    "named-day": _("%(day)s was named."),
    "named-moment": _("%(at)s was named."),
}
"""One sentence for each step of a working."""

WARNINGS = {
    "calendar.year-unknown": _(
        "The days off of %(year)s are not known yet: only weekends were left out. The time may still change."
    ),
    "calendar.year-provisional": _(
        "The notice on days off in %(year)s is not out yet: make-up days are missing. The time may still change."
    ),
    "calendar.day-unconfirmed": _(
        "%(day)s (%(name)s) was taken as a day off; this is still to be confirmed."
    ),
    "promise.day-off": _("%(day)s is a day off. Is it meant?"),
    "promise.no-such-day": _("There is no such day. Check month and day."),
}
"""One sentence for each thing that is uncertain about a time, or wrong with words that name one."""

FESTIVALS = {
    "元旦": _("New Year"),
    "春节": _("Spring Festival"),
    "开斋节": _("Eid al-Fitr"),
    "清明节": _("Qingming"),
    "劳动节": _("Labour Day"),
    "端午节": _("Dragon Boat Festival"),
    "古尔邦节": _("Eid al-Adha"),
    "中秋节": _("Mid-Autumn Festival"),
    "国庆节": _("National Day"),
    "国庆节、中秋节": _("National Day and Mid-Autumn Festival"),
}
"""What festivals of the shipped calendars are called in other languages; other names are shown as written."""

LIMITS = {
    "hours": ngettext_lazy("%(n)d hour", "%(n)d hours", "n"),
    "working_hours": ngettext_lazy("%(n)d working hour", "%(n)d working hours", "n"),
    "working_days": ngettext_lazy("%(n)d working day", "%(n)d working days", "n"),
    "calendar_days": ngettext_lazy("%(n)d day", "%(n)d days", "n"),
    "months": ngettext_lazy("%(n)d month", "%(n)d months", "n"),
    "years": ngettext_lazy("%(n)d year", "%(n)d years", "n"),
}
"""A limit in words."""

SOURCE_GRADES = {
    "law": _("read in the law"),
    "published": _("read on a public page"),
    "local": _("decided here"),
    "assumed": _("set for now, to be confirmed"),
}
"""How far a number can be trusted."""

TIERS = {
    "building": _("Building"),
    "grid": _("Grid"),
    "compound": _("Compound"),
    "community": _("Community or village"),
    "street": _("Street or town"),
    "district": _("District"),
    "city": _("City"),
}
"""The rungs of a ladder by the tier of places they belong to."""

TYPES = {
    "str": _("text"),
    "int": _("whole number"),
    "float": _("decimal number"),
    "bool": _("true or false"),
    "date": _("day"),
    "datetime": _("day and time"),
    "time": _("time of day"),
    "list": _("list"),
    "dict": _("table"),
    "table": _("table"),
}
"""What the types of the text are called."""


def local(thing: Any) -> str:
    """The name of a kind, grade, category … in the language of the reader."""
    return str(thing.en if (get_language() or "").startswith("en") else thing.zh)


def explain(working: Mapping[str, Any], now: datetime) -> list[str]:
    """The working of a due time as sentences, steps first and then what is uncertain.

    `working` is what `Due.as_json` gave when the time was set, so that a page explains the old computation and
    does not repeat it under newer rules.
    """
    notes = [(STEPS, note) for note in working.get("steps", ())]
    notes += [(WARNINGS, note) for note in working.get("warnings", ())]
    return [
        str(texts[note["code"]]) % _spoken(note["facts"], now)
        for texts, note in notes
        if note["code"] in texts
    ]


def _spoken(facts: Mapping[str, Any], now: datetime) -> dict[str, str]:
    said = {name: _word(value, now) for name, value in facts.items()}
    if "first" in facts and "last" in facts:
        apart = facts["first"] != facts["last"]
        said["span"] = gettext("%(first)s to %(last)s") % said if apart else said["first"]
    return said


def _word(value: object, now: datetime) -> str:
    """Days and moments as pages say them, festivals by their name, everything else as it is."""
    if isinstance(value, list | tuple):
        return "、".join(_word(one, now) for one in value)
    if not isinstance(value, str):
        return str(value)
    if value in FESTIVALS:
        return str(FESTIVALS[value])
    if _DAY.fullmatch(value):
        return when(date.fromisoformat(value), now)
    return when(datetime.fromisoformat(value), now) if _MOMENT.match(value) else value
