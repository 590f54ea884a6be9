"""How times, spans, counts, money and areas are said. Pure: `now` is an argument, never the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext, ngettext, pgettext

from shangyi.ui import rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.utils.safestring import SafeString

register = template.Library()

MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STEP_NAMES = {
    "hear": lambda: pgettext("step", "Hear"),
    "sort": lambda: pgettext("step", "Sort"),
    "assign": lambda: pgettext("step", "Assign"),
    "handle": lambda: pgettext("step", "Do"),
    "answer": lambda: pgettext("step", "Reply"),
    "rate": lambda: pgettext("step", "Rate"),
    "deliberate": lambda: pgettext("step", "Deliberate"),
    "decide": lambda: pgettext("step", "Decide"),
}


def _english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def when(value: object, now: object = "") -> str:
    """今天 09:20, 昨天 15:40, 4月6日 18:00, 2025年4月6日 18:00; a date without a time is said without one.

    The last microsecond of a day, at which limits in days end, is 24:00 of that day.
    """
    if not isinstance(value, date):
        return ""
    zone = timezone.get_default_timezone()  # the site lives in one zone; asking for the current one is dear
    today = _today(now, zone) if isinstance(now, datetime) else None
    if not isinstance(value, datetime):
        return _day(value, today)
    local = value.astimezone(zone) if value.tzinfo else value
    clock = "24:00" if local.time() == time.max else f"{local.hour:02}:{local.minute:02}"
    return f"{_day(local.date(), today)} {clock}"


@lru_cache(maxsize=64)
def _today(now: datetime, zone: tzinfo) -> date:
    """Every row of a list asks for the same one."""
    return now.astimezone(zone).date() if now.tzinfo else now.date()


def _day(day: date, today: date | None) -> str:
    near = _near((day - today).days) if today else ""
    return near or _calendar_day(day, with_year=today is None or day.year != today.year)


def _near(days: int) -> str:
    if abs(days) > 2:
        return ""
    if days == 0:
        return gettext("today")
    if days == -1:
        return gettext("yesterday")
    if days == 1:
        return gettext("tomorrow")
    if _english():  # it has no short word for the other two
        return ""
    return gettext("the day after tomorrow") if days > 0 else gettext("the day before yesterday")


def _calendar_day(day: date, *, with_year: bool) -> str:
    if _english():
        return f"{day.day} {MONTHS[day.month]}{f' {day.year}' if with_year else ''}"
    return f"{f'{day.year}年' if with_year else ''}{day.month}月{day.day}日"


@register.filter
def left(due: datetime | None, now: datetime | str = "") -> str:
    """还有 1 天 3 小时 before the due time, 超期 1 天 after it; from a week on only days are said."""
    if due is None or not isinstance(now, datetime):
        return ""
    seconds = int((due - now).total_seconds())
    if -60 < seconds < 60:
        return gettext("less than a minute left") if seconds >= 0 else gettext("due just now")
    if seconds < 0:
        return gettext("%(span)s late") % {"span": _span(-seconds, units=1)}
    return gettext("%(span)s left") % {"span": _span(seconds, units=1 if seconds >= 7 * 86400 else 2)}


@register.filter
def is_late(due: datetime | None, now: datetime | str = "") -> bool:
    return due is not None and isinstance(now, datetime) and due < now


@register.filter
def tone(due: datetime | None, now: datetime | str = "") -> str:
    """The tone of a due time: late after it, soon in its last day, action before that, plain without one."""
    if due is None or not isinstance(now, datetime):
        return "plain"
    if due < now:
        return "late"
    return "soon" if due - now < timedelta(days=1) else "action"


@register.filter
def duration(value: object) -> str:
    """2 天 6 小时 for a timedelta or whole seconds: the two largest units, cut off, not rounded."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    return _span(abs(int(seconds)), units=2) if isinstance(seconds, (int, float)) else ""


def _span(seconds: int, *, units: int) -> str:
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes = rest // 60
    amounts = [(days, _days), (hours, _hours), (minutes, _minutes)]
    first = next((i for i, (number, _say) in enumerate(amounts) if number), None)
    if first is None:
        return gettext("less than a minute")
    return " ".join(say(number) for number, say in amounts[first : first + units] if number)


def _days(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def _hours(n: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}


def _minutes(n: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}


@register.filter
def count(value: object) -> str:
    """1,204 exactly, and "10,000+" where the query stopped counting."""
    if not isinstance(value, int):
        return ""
    return f"{rules.EXACT_UP_TO:,}+" if value > rules.EXACT_UP_TO else f"{value:,}"


@register.filter
def fen(value: object) -> str:
    """1,234.50 元 from whole fen; without a fraction when there is none. ¥1,234.50 in English."""
    if not isinstance(value, int):
        return ""
    yuan, cents = divmod(abs(value), 100)
    number = f"{'-' if value < 0 else ''}{yuan:,}{f'.{cents:02}' if cents else ''}"
    return f"¥{number}" if _english() else f"{number} 元"


@register.filter
def area(value: object) -> str:
    """89.52 平方米 from whole hundredths of a square metre."""
    if not isinstance(value, int):
        return ""
    whole, hundredths = divmod(value, 100)
    number = f"{whole:,}{f'.{hundredths:02}' if hundredths else ''}"
    return f"{number} m²" if _english() else f"{number} 平方米"


@register.filter
def rate(part: int | None, whole: int | None) -> str:
    """91.0% of whole, half up in tenths; a dash when there is nothing to divide by."""
    thousandths = rules.per_mille(part, whole) if part is not None and whole is not None else None
    return "—" if thousandths is None else f"{thousandths // 10}.{thousandths % 10}%"


@register.simple_tag
def bar_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each row with the width of its bar."""
    listed = list(rows)
    widths = rules.bar_widths([int(row["value"]) for row in listed])
    return [{**row, "width": width} for row, width in zip(listed, widths, strict=True)]


@register.simple_tag
def share_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each row with its share in twenty-fourths, as the class grow-N takes it."""
    listed = list(rows)
    parts = rules.shares([int(row["n"]) for row in listed])
    return [{**row, "share": part} for row, part in zip(listed, parts, strict=True)]


@register.simple_tag
def life_steps(current: str, names: str = "main", closed: bool = False) -> list[dict[str, str]]:  # noqa: FBT001, FBT002
    """The steps of the line of life, or with "branch" 议 定, each with its name and state."""
    states = rules.life_states(current, closed=closed)
    wanted: Sequence[str] = rules.BRANCH if names == "branch" else rules.STEPS
    return [{"name": STEP_NAMES[step](), "state": states[step]} for step in wanted]


@register.filter
def item(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """mapping[key], or nothing: for a key that is itself a variable."""
    return mapping.get(key) if mapping else None


@register.simple_tag
def table_cells(cells: Iterable[Any], columns: Sequence[Mapping[str, Any]]) -> SafeString:
    """The cells of one row. Written here because a template takes six times as long over fifty rows."""
    blank: Mapping[str, Any] = {}
    heads = [*columns, *[blank] * 40]
    pairs = enumerate(zip(cells, heads, strict=False))
    return format_html_join("", "{}", ((_cell(cell, head, first=i == 0),) for i, (cell, head) in pairs))


def _cell(cell: Any, head: Mapping[str, Any], *, first: bool) -> SafeString:
    empty = cell is None or cell == ""
    kind = ' class="blank"' if empty else ' class="right"' if head.get("right") else ""
    words = (
        _words(cell, first=first)
        if isinstance(cell, Mapping)
        else format_html("<span>{}</span>", _plain(cell))
    )
    return format_html('<td data-label="{}"' + kind + ">{}</td>", head.get("label", ""), words)


def _plain(cell: Any) -> Any:
    return "" if cell is None else cell


def _words(cell: Mapping[str, Any], *, first: bool) -> SafeString:
    pill = (
        format_html('<span class="pill {}">{}</span>', cell.get("tone", "plain"), cell["pill"])
        if cell.get("pill")
        else ""
    )
    sub = format_html('<span class="sub">{}</span>', cell["sub"]) if cell.get("sub") else ""
    text = _plain(cell.get("text"))
    if cell.get("url"):
        opening = '{}<a href="{}" data-open>{}{}</a>' if first else '{}<a href="{}">{}{}</a>'
        return format_html(opening, pill, cell["url"], text, sub)
    return format_html("{}<span>{}{}</span>" if text != "" or sub else "{}", pill, text, sub)
