"""Gatherings of the demo: each practice was held once, filed and published; each is to come; one is under way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.entry.demo.around import (
    LOOKED,
    at_the_end,
    before,
    come_unnamed,
    rated,
    register,
    regular,
    used,
)
from shangyi.entry.demo.hall import Hall, Row
from shangyi.entry.demo.texts import read_sittings
from shangyi.forums.actions import (
    agenda,
    attending,
    filing,
    inviting,
    minutes,
    noticing,
    outcomes,
    planning,
    writing,
)
from shangyi.forums.actions import sitting as floor
from shangyi.forums.models import Gathering, Remark
from shangyi.forums.rules.agenda import Result
from shangyi.undertakings.actions import finish_undertaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

AHEAD = timedelta(days=5)
LASTS = timedelta(minutes=100)
A_LINE = timedelta(minutes=4)


def sittings(world: World, now: datetime) -> Iterator[Story]:
    """One story for each gathering that was held, each to come, and the one under way."""
    given = read_sittings()
    for row in given["sitting"]:
        began = world.clock(now - timedelta(days=row["days_ago"]), row["at"])
        yield _held(world, row, began)
        coming = world.clock(now + timedelta(days=row["next"]["days"]), row["next"]["at"])
        yield _to_come(world, {**row, **row["next"]}, now - timedelta(hours=20), coming)
        if "used" in row:
            yield used(world, row["used"], began)
    yield from regular(world, now)
    live = given["live"]
    yield _under_way(world, live, now - timedelta(minutes=live["minutes_ago"]))


def _planned(world: World, row: Row, at: datetime, begins: datetime) -> Hall:
    """On the calendar with its item; whoever is on a roll is invited and told."""
    new = planning.NewGathering(
        practice=row["practice"],
        place=world.places[row["place"]],
        theme=row["theme"],
        venue=row["venue"],
        planned_at=begins,
        convened_by=world.units.get(row.get("convened", "")),
        about_unit=world.units.get(row.get("about", "")),
        level=row.get("level", ""),
    )
    gathering = planning.plan_gathering(
        new=new,
        actor=world.acting(world.people[row["by"]], at),
        now=at,
        randbelow=world.rng.randrange,
        secret=f"{world.rng.getrandbits(96):024x}",
    )
    hall = Hall(world, row, gathering)
    agenda.add_item(new=agenda.NewItem(title=row["item"], why_words=row["why"]), **hall.by(at))
    for class_code, name, _post in row["came"]:
        inviting.invite_persons(class_code=class_code, persons=[world.people[name]], **hall.by(at))
    for code, evidence in row.get("needs", {}).items():
        noticing.meet_need(code=code, evidence=evidence, **hall.by(at))
    if row["came"]:
        noticing.give_notice(**hall.by(at))
    return hall


def _to_come(world: World, row: Row, at: datetime, begins: datetime) -> Story:
    at = yield at
    _planned(world, {**row, "needs": {}}, at, begins)


def _opened(hall: Hall, at: datetime) -> None:
    urgent = "" if hall.row["came"] else "各部门用纸质通知，已逐一送到"
    floor.open_gathering(urgent_reason=urgent, **hall.by(at))
    for class_code, name, post in hall.row["came"]:
        who = attending.Newcomer(class_code=class_code, person=hall.person(name), post=post)
        attending.check_in(who=who, **hall.by(at))
    for class_code, said in hall.row.get("heads", {}).items():
        attending.count_heads(class_code=class_code, said=said, **hall.by(at))
    agenda.begin_item(**hall.by(at))
    come_unnamed(hall, at)


def _held(world: World, row: Row, begins: datetime) -> Story:
    """Five days before it is planned; the day after it is filed, two days later its minutes are open."""
    at = yield begins - AHEAD
    hall = _planned(world, row, at, begins)
    at = yield begins - LOOKED
    before(hall, at)
    at = yield begins
    _opened(hall, at)
    for line in row["lines"]:
        at = yield at + A_LINE
        _written(hall, line, at)
    at = yield begins + LASTS
    at_the_end(hall, at)
    item = hall.gathering.items.get()
    agenda.conclude_item(item_id=item.pk, result=Result.AGREED, conclusion=row["conclusion"], **hall.by(at))
    floor.end_gathering(**hall.by(at))
    at = yield begins + timedelta(hours=15)
    filing.file_gathering(**hall.by(at))
    minutes.show_minutes(**hall.by(at))
    at = yield begins + timedelta(days=1, hours=3)
    rated(hall, at)
    at = yield begins + timedelta(days=2, hours=18)
    yield from _published(hall, at)
    yield from _kept(hall, begins)


def _published(hall: Hall, at: datetime) -> Story:
    place = hall.gathering.place
    chief = hall.world.decider(place)
    actor = hall.world.acting(chief.person, at) if chief else hall.actor(at)
    by: dict[str, Any] = {"gathering_id": hall.gathering.pk, "actor": actor, "now": at}
    minutes.approve_minutes(**by)
    at = yield at + timedelta(hours=1)
    level = Gathering.Level(hall.row["level"])
    minutes.publish_minutes(publishing=minutes.Publishing(level=level), **{**by, "now": at})


def _kept(hall: Hall, begins: datetime) -> Story:
    """Promises that were kept, each in its time and with what shows it."""
    kept = [
        (line, remark) for line, remark in zip(hall.row["lines"], hall.lines, strict=True) if "done" in line
    ]
    for line, remark in sorted(kept, key=lambda each: each[0]["days"]):
        at = yield begins + max(timedelta(days=line["days"] - 1, hours=2), timedelta(days=2, hours=20))
        undertaking = remark.outcomes.get(undertaking__isnull=False).undertaking
        if undertaking is not None:
            finish_undertaking(
                undertaking_id=undertaking.pk,
                outcome=line["done"],
                actor=hall.world.acting(hall.person(line["who"]), at),
                now=at,
            )


def _written(hall: Hall, line: Row, at: datetime) -> None:
    """One line, and what comes of it by its kind."""
    n = len(hall.lines) + 1
    answers = hall.asked[line["asked"] - 1] if "asked" in line else None
    answers = hall.lines[line["to"] - 1] if "to" in line else answers
    new = writing.NewLine(
        key=f"demo-{hall.gathering.pk:06}-{n:03}",
        text=line["text"],
        kind="" if line["kind"] == "service" else line["kind"],
        class_code=line["as"],
        speaker_name=line.get("who", ""),
        replies_to_id=answers.pk if answers else None,
        head=line.get("head", ""),
    )
    remark = writing.write_line(new=new, **hall.by(at)).remark
    hall.lines.append(remark)
    _outcome(hall, line, remark, at)


def _outcome(hall: Hall, line: Row, remark: Remark, at: datetime) -> None:
    on: dict[str, Any] = {"remark_id": remark.pk, **hall.by(at)}
    kind = line["kind"]
    if kind == "service":
        register(hall, line, remark, at)
    elif kind in {"pledge", "shortcoming"}:
        promise = outcomes.Promise(
            what=line["text"],
            holder=hall.person(line.get("holder") or line.get("who", "")),
            by=(hall.world.calendar.local(at) + timedelta(days=line["days"])).date(),
            steps=tuple(line.get("steps", ())),
        )
        (outcomes.pledge if kind == "pledge" else outcomes.follow_up)(promise=promise, **on)
    elif kind == "suggestion":
        outcomes.raise_suggestion(
            units=(hall.world.units[line["unit"]],), head=line.get("head", ""), feasibility="", **on
        )
    elif kind == "demand":
        outcomes.hear_demand(demand=outcomes.Demand(), randbelow=hall.world.rng.randrange, **on)


def _under_way(world: World, row: Row, begins: datetime) -> Story:
    """It began a while ago and goes on: whoever opens the demo walks into the room."""
    at = yield begins - timedelta(days=3)
    hall = _planned(world, row, at, begins)
    at = yield begins
    _opened(hall, at)
    for line in row["lines"]:
        at = yield at + A_LINE
        _written(hall, line, at)
    waiting = hall.gathering.attendances.get(person=world.people["陈秀英"])
    floor.raise_hand(
        gathering_id=hall.gathering.pk,
        attendance_id=waiting.pk,
        actor=world.acting(waiting.person, at),
        now=at,
    )
