"""Around the sittings of the demo: what was looked at and asked before, how they were rated, and a weekly one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.entry.demo.texts import read_sittings
from shangyi.forums.actions import (
    agenda,
    attending,
    digesting,
    filing,
    following,
    investigating,
    inviting,
    noticing,
    outcomes,
    questions,
    rating,
    rating_offerings,
    series,
    series_days,
    serving,
    writing,
)
from shangyi.forums.actions import sitting as floor
from shangyi.forums.models import Gathering, Remark, Series, ServiceOffering
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.series import kept
from shangyi.forums.rules.agenda import Result
from shangyi.forums.rules.digest import Existing
from shangyi.forums.rules.findings import FindingKind
from shangyi.forums.rules.rating import Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.hall import Hall
    from shangyi.entry.demo.world import World
    from shangyi.forums.rules.rhythm import Instance
    from shangyi.people.models import Person

Row = dict[str, Any]
DAY = timedelta(days=1)
LOOKED = timedelta(days=3)
NOT_LINKED = 2
"""So many cases the hotline counts more than were found."""


def before(hall: Hall, at: datetime) -> None:
    """Three days before: sites and findings, the diagnosis, the hotline cases, questions that came on paper."""
    sites = [_site(hall, row, at) for row in hall.row.get("sites", ())]
    found = [
        investigating.note_finding(
            kind=FindingKind(kind), text=text, site_id=sites[n - 1].pk if n else None, **hall.by(at)
        )
        for kind, text, n in hall.row.get("findings", ())
    ]
    for text, cited in hall.row.get("points", ()):
        ids = [found[n - 1].pk for n in cited]
        investigating.make_point(text=text, finding_ids=ids, **hall.by(at))
    if hall.row.get("digest"):
        n = digesting.draw_digest(existing=Existing(), **hall.by(at)).n_linked
        said = Existing(n + NOT_LINKED, hall.row["digest"], hall.world.calendar.local(at).date())
        digesting.draw_digest(existing=said, **hall.by(at))
    for class_code, theme, text in hall.row.get("asked", ()):
        asked = questions.NewQuestion(text=text, theme=theme, class_code=class_code)
        questions.hand_in_for(new=asked, **hall.by(at))


def _site(hall: Hall, row: list[str], at: datetime) -> Any:
    where, *members = row
    on = hall.world.calendar.local(at).date()
    new = investigating.NewSite(words=where, seen_on=on, members=tuple(members))
    return investigating.note_site(new=new, **hall.by(at))


def come_unnamed(hall: Hall, at: datetime) -> None:
    """Some give no name at the door; the questions from before go on record."""
    for class_code, n in hall.row.get("unnamed", {}).items():
        for _k in range(n):
            attending.check_in(who=attending.Newcomer(class_code=class_code), **hall.by(at))
    if "asked" in hall.row:
        hall.asked = list(questions.take_questions(**hall.by(at)))


def register(hall: Hall, line: Row, remark: Remark, at: datetime) -> None:
    """A new service that was offered in a line."""
    begins = hall.world.calendar.local(at).date() + DAY * line["days"]
    new = serving.NewService(
        name=line["name"],
        scope=line["scope"],
        holder=hall.world.people[line["who"]],
        starts_on=begins,
        rate_by=begins + DAY * line["rated_after"],
        unit=hall.world.units[hall.row["about"]],
    )
    serving.register_service(remark_id=remark.pk, new=new, **hall.by(at))


def at_the_end(hall: Hall, at: datetime) -> None:
    """Goals with who reports on them; what nobody answered is carried over."""
    for text, name, days in hall.row.get("goals", ()):
        by = hall.world.calendar.local(at).date() + DAY * days
        investigating.set_goal(text=text, holder=hall.world.people[name], by=by, **hall.by(at))
    answered = {each.replies_to_id for each in hall.lines}
    for remark in hall.asked:
        if remark.pk not in answered:
            following.carry_over(remark_id=remark.pk, **hall.by(at))


def rated(hall: Hall, at: datetime) -> None:
    """The next day: whoever held it rates, and staff enter the slips of those who gave no name."""
    axes = [each.code for each in practice_of(hall.gathering).axes]
    waiting = list(hall.gathering.attendances.filter(person=None).order_by("pk"))
    for row in hall.row.get("rated", ()):
        whose, *marks = row.split()
        words = hall.row.get("said", {}).get(row, "")
        opinion = rating.Opinion(marks=dict(zip(axes, marks, strict=True)), words=words)
        if whose == Side.HOST:
            rating.rate(opinion=opinion, **hall.by(at))
            continue
        there = next(each for each in waiting if each.class_code == whose)
        waiting.remove(there)
        rating.rate_for(attendance_id=there.pk, opinion=opinion, **hall.by(at))


def used(world: World, row: Row, begins: datetime) -> Story:
    """Some days after it began neighbours rate the new service on their phones."""
    at = yield begins + DAY * row["days"]
    offering = ServiceOffering.objects.order_by("pk").last()
    if offering is None:
        return
    axes = [each.code for each in practice_of(offering.gathering).axes]
    below = world.places[row["home"]].path or ""
    homes = [name for name, home in world.homes.items() if (world.places[home].path or "").startswith(below)]
    for name, marks in zip(sorted(homes), row["marks"], strict=False):
        at = yield at + timedelta(hours=3)
        opinion = rating.Opinion(marks=dict(zip(axes, marks.split(), strict=True)))
        who = world.acting(world.people[name], at)
        rating_offerings.rate_service(service_id=offering.pk, opinion=opinion, actor=who, now=at)


@dataclass(slots=True)
class _Week:
    """One week of a series: the day that is due, and what was said on it; nothing, where nobody planned it."""

    due: Instance
    row: Row | None


def regular(world: World, now: datetime) -> Iterator[Story]:
    """A tea meeting every Friday: some weeks held, one missed and explained, the next one planned."""
    for row in read_sittings().get("series", ()):
        yield _regular(world, row, now)


def _regular(world: World, row: Row, now: datetime) -> Story:
    at = yield world.office(now - DAY * row["since"])
    who = world.people[row["by"]]
    begun = series.start_series(
        new=series.NewSeries(
            practice=row["practice"],
            place=world.places[row["place"]],
            name=row["name"],
            theme=row["theme"],
            venue=row["venue"],
            started_on=world.calendar.local(at).date(),
        ),
        actor=world.acting(who, at),
        now=at,
    )
    for week in _weeks(begun, row, now):
        starts = week.due.starts(world.calendar)
        if week.row is None:
            at = yield starts + DAY * 3
            series_days.explain_due_day(
                series_id=begun.pk,
                named=week.due.named,
                reason=row["missed"],
                actor=world.acting(who, at),
                now=at,
            )
            continue
        at = yield max(starts - DAY * 2, at + timedelta(hours=1))
        yield from _one_week(world, begun, row, week, at)


def _weeks(begun: Series, row: Row, now: datetime) -> list[_Week]:
    """The due days up to a week from now, with what is written for each; the second one nobody planned."""
    since = begun.started_on
    owed = kept([begun], since)[0]
    until: date = now.date() + DAY * 6
    rows = list(row["week"])
    return [
        _Week(due, None if n == 1 else rows[min(n, len(rows) - 1)])
        for n, due in enumerate(owed.due(since, until))
    ]


def _one_week(world: World, begun: Series, row: Row, week: _Week, at: datetime) -> Story:
    who, starts = world.people[row["by"]], week.due.starts(world.calendar)
    said = week.row or {}

    def by(at: datetime) -> dict[str, Any]:
        return {"gathering_id": planned.pk, "actor": world.acting(who, at), "now": at}

    planned: Gathering = series_days.plan_next(
        series_id=begun.pk,
        named=week.due.named,
        actor=world.acting(who, at),
        now=at,
        randbelow=world.rng.randrange,
        secret=f"{world.rng.getrandbits(96):024x}",
    )
    agenda.add_item(new=agenda.NewItem(title=said["item"], why_words="每周茶座"), **by(at))
    chief = world.people[row["chief"]]
    if not planned.invitations.exists():
        inviting.invite_persons(class_code="community", persons=[chief], **by(at))
    noticing.give_notice(**by(at))
    at = yield starts
    floor.open_gathering(**by(at))
    attending.check_in(who=attending.Newcomer(class_code="community", person=chief), **by(at))
    for class_code, heads in (("residents", said["heads"]), ("council", "3")):
        attending.count_heads(class_code=class_code, said=heads, **by(at))
    agenda.begin_item(**by(at))
    _said(by(at), planned.pk, said, chief, week.due.day)
    at = yield starts + timedelta(minutes=80)
    item = planned.items.get()
    agenda.conclude_item(item_id=item.pk, result=Result.AGREED, conclusion=said["came_to"], **by(at))
    floor.end_gathering(**by(at))
    at = yield starts + timedelta(hours=17)
    filing.file_gathering(**by(at))


def _said(by: dict[str, Any], pk: int, said: Row, chief: Person, day: date) -> None:
    """What a resident says, and what the secretary promises for the week after next."""
    new = writing.NewLine(key=f"tea-{pk:06}-1", text=said["said"], kind="claim", class_code="residents")
    writing.write_line(new=new, **by)
    promised = writing.NewLine(
        key=f"tea-{pk:06}-2",
        text=said["will"],
        kind="pledge",
        class_code="community",
        speaker_name=chief.name,
    )
    line = writing.write_line(new=promised, **by).remark
    promise = outcomes.Promise(what=said["will"], holder=chief, by=day + DAY * 12)
    outcomes.pledge(remark_id=line.pk, promise=promise, **by)
