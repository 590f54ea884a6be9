"""A rule pack as people read it: rows of words for the templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shangyi.kernel.limits import Limit
from shangyi.people.models import Capacity
from shangyi.places.models import Unit
from shangyi.rulepacks.rules import Category, Ladder, Pack, Rung
from shangyi.rulepacks.rules.comparing import Change
from shangyi.rulepacks.wording import LIMITS, SOURCE_GRADES, TIERS, local
from shangyi.rulepacks.wording.fields import CHANNELS, FIELDS, PARTS
from shangyi.ui.templatetags.ui import duration, when

TONES = {"law": "done", "published": "action", "local": "done", "assumed": "soon"}
CLOCKS = (
    "triage",
    "assign",
    "return_within",
    "answer",
    "extension",
    "open_list",
    "rating",
    "attempts",
    "reminders",
    "owners_vote",
    "founding",
)


def limit_words(limit: Limit) -> str:
    """5 个工作日, and where it ends at close of business, that."""
    words = str(LIMITS[limit.unit] % {"n": limit.amount})
    return words if limit.ends == "midnight" else _("%(limit)s, until close of business") % {"limit": words}


def said(value: Any, now: datetime, field: str = "") -> str:
    """Any value of a pack in words."""
    if value in {None, ""}:
        return "—"
    if isinstance(value, tuple):
        return "、".join(said(one, now, field) for one in value) or "—"
    sayings = (saying(value, now) for kind, saying in SAYINGS if isinstance(value, kind))
    return next(sayings, None) or _coded(str(value), field)


def _coded(value: str, field: str) -> str:
    if field == "source_grade":
        return str(SOURCE_GRADES.get(value, value))
    if field == "channels":
        return str(CHANNELS.get(value, value))
    if field == "unit_kind" and value in Unit.Kind.values:
        return str(Unit.Kind(value).label)
    return value


def _rung(rung: Rung) -> str:
    facts = {"tier": _tier(rung.tier), "who": _capacity(rung.capacity_kind), "span": duration(rung.after)}
    if not rung.after:
        return _("%(tier)s (%(who)s) when it is late") % facts
    return _("%(tier)s (%(who)s) %(span)s later") % facts


def _tier(tier: str) -> str:
    return str(TIERS.get(tier, tier))


def _capacity(kind: str) -> str:
    return str(Capacity.Kind(kind).label) if kind in Capacity.Kind.values else kind


SAYINGS: tuple[tuple[type, Callable[[Any, datetime], str]], ...] = (
    (bool, lambda value, _now: _("yes") if value else _("no")),
    (Limit, lambda value, _now: limit_words(value)),
    (timedelta, lambda value, _now: duration(value) if value else _("at once")),
    (date, when),
    (Rung, lambda value, _now: _rung(value)),
)
"""How the values of each type are said; the first that fits counts."""


def articles(pack: Pack) -> list[dict[str, Any]]:
    return [
        {
            "name": article_words(article.name),
            "text": local(article),
            "source": article.source.text,
            "grade": SOURCE_GRADES[article.source.grade],
            "tone": TONES[article.source.grade],
        }
        for article in pack.articles
    ]


def article_words(name: str) -> str:
    """第14条, as the reader says it."""
    return _("Article %(number)s") % {"number": name.strip("第条")}


def grades(pack: Pack) -> list[dict[str, Any]]:
    """Both limits of every grade, and below it those of the kinds that have their own."""
    rows = [
        _limits_row(local(grade), grade.limits, day_and_night=grade.round_the_clock) for grade in pack.grades
    ]
    for (kind, grade), limits in pack.kind_limits.items():
        name = f"{local(pack.grade(grade))} · {local(pack.kind(kind))}"
        rows.append(_limits_row(name, limits))
    return rows


def _limits_row(name: str, limits: Any, *, day_and_night: bool = False) -> dict[str, Any]:
    first = {"text": name, "sub": _("day and night") if day_and_night else ""}
    times = [limit_words(limits.response), limit_words(limits.completion)]
    return {"cells": [first, *times, article_words(limits.article)]}


def clocks(pack: Pack, now: datetime) -> list[dict[str, str]]:
    """The limits of the procedure, one line each."""
    return [{"label": str(PARTS[name]), "value": clock_words(getattr(pack, name), now)} for name in CLOCKS]


def clock_words(clock: Any, now: datetime) -> str:
    parts = []
    for each in fields(clock):
        value = getattr(clock, each.name)
        if each.name == "article":
            parts.append(article_words(value) if value else _("as the nation has it"))
        elif each.name == "limit":
            parts.append(limit_words(value))
        else:
            parts.append(f"{FIELDS[each.name]} {said(value, now, each.name)}")
    return " · ".join(parts)


def tree(pack: Pack, parent: str = "") -> list[dict[str, Any]]:
    """The categories with what lies below them."""
    return [
        {
            "name": local(category),
            "note": _category_note(pack, category),
            "keywords": "、".join(category.keywords),
            "below": tree(pack, category.code),
        }
        for category in pack.children(parent)
    ]


def _category_note(pack: Pack, category: Category) -> str:
    unit = str(Unit.Kind(category.unit_kind).label) if category.unit_kind in Unit.Kind.values else ""
    grade = local(pack.grade(category.grade)) if category.grade else ""
    return " · ".join(part for part in (grade, unit) if part)


def ladders(pack: Pack) -> list[dict[str, Any]]:
    return [
        {"name": local(one), "where": _where(one), "rungs": [_rung(rung) for rung in one.rungs]}
        for one in pack.ladders
    ]


def _where(ladder: Ladder) -> str:
    return (
        _("for %(places)s") % {"places": "、".join(ladder.places)} if ladder.places else _("everywhere else")
    )


def diversions(pack: Pack) -> list[dict[str, Any]]:
    english = (get_language() or "").startswith("en")
    return [
        {
            "name": local(one),
            "sentence": one.sentence_en if english else one.sentence_zh,
            "keywords": "、".join(one.keywords),
            "urgent": one.urgent,
        }
        for one in pack.diversions
    ]


def committee_gates(pack: Pack) -> list[dict[str, str]]:
    """What the place asks before an owners' committee is founded, in the order of its steps."""
    return [{"label": local(one), "value": article_words(one.article)} for one in pack.committee_gates]


def change_rows(found: tuple[Change, ...], old: Pack, new: Pack, now: datetime) -> list[dict[str, Any]]:
    """One row per difference: what, before, after."""
    return [_change_row(change, old, new, now) for change in found]


def _change_row(change: Change, old: Pack, new: Pack, now: datetime) -> dict[str, Any]:
    name = _part_name(change, new) or _part_name(change, old) or change.code
    first = {"text": str(PARTS.get(change.part, change.part)), "sub": name}
    if change.field in {"new", "gone"}:
        pill = (
            {"pill": _("new"), "tone": "action"}
            if change.field == "new"
            else {"pill": _("gone"), "tone": "soon"}
        )
        return {"cells": [first, pill, "", ""]}
    values = [said(value, now, change.field) for value in (change.before, change.after)]
    return {"cells": [first, str(FIELDS.get(change.field, change.field)), *values]}


def _part_name(change: Change, pack: Pack) -> str:
    if change.part == "articles":
        return article_words(change.code)
    if change.part == "kind_limits":
        kind, _space, grade = change.code.partition(" ")
        return f"{_named(pack.kinds, kind)} · {_named(pack.grades, grade)}"
    return _named(getattr(pack, change.part, ()), change.code) if change.code else ""


def _named(among: tuple[Any, ...], code: str) -> str:
    return next((local(one) for one in among if one.code == code), "")


def hint(kind: Any) -> str:
    """The sentence with which a kind is offered."""
    english = (get_language() or "").startswith("en")
    return str(kind.hint_en if english else kind.hint_zh) or "—"


def columns(*labels: str) -> list[dict[str, str]]:
    return [{"label": label} for label in labels]


def change_columns() -> list[dict[str, str]]:
    return columns(_("Part"), _("What"), _("Before"), _("After"))
