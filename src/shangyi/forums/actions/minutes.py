"""纪要: word them, show them to whoever was there, keep what they object, approve an edition, publish it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import translation

from shangyi.forums.actions.moving import Move, begin, begin_verb, begin_work, complete, gathering_for_change
from shangyi.forums.actions.rating import ask_to_rate
from shangyi.forums.events import (
    MinutesApproved,
    MinutesObjected,
    MinutesPublished,
    MinutesReopened,
    MinutesShown,
    MinutesWorded,
    ObjectionReplied,
)
from shangyi.forums.models import Attendance, Edition, Gathering, Minutes, Objection, Wording
from shangyi.forums.queries.editions import (
    newest_edition,
    own_attendance,
)
from shangyi.forums.queries.minutes import content_of
from shangyi.forums.rules import minutes as rules
from shangyi.forums.rules.life import State, Verb
from shangyi.kernel.actor import Act, Actor, may
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shangyi.ledger.events import Event

MOST_OBJECTIONS_EACH = 10
WRITTEN_IN = "zh-hans"
OVER = (State.ENDED, State.FILED, State.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """To whom the minutes are open, whether they name persons, whether they tell admitted shortcomings."""

    level: Gathering.Level
    with_names: bool = False
    with_shortcomings: bool = False


def _minutes(move: Move) -> Minutes:
    """The minutes of the gathering, begun when they are first needed. Refused: minutes.not-over."""
    if State(move.gathering.state) not in OVER:
        raise Refused("minutes.not-over")
    row, _made = Minutes.objects.get_or_create(gathering=move.gathering, defaults={"made_at": move.act.at})
    return row


def _done(move: Move, event: Event) -> Gathering:
    move.record(event)
    return complete(move, "minutes")


@transaction.atomic
def word_part(
    *, gathering_id: int, part: str, text: str, actor: Actor, now: datetime, left_out: bool = False
) -> Gathering:
    """Word one part of the minutes, or leave a line out of them; no words take it back to the record's.

    Refused: gathering.not-found, rights.missing, minutes.not-over, minutes.approved, minutes.part-unknown,
    minutes.words-too-long.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    minutes = _minutes(move)
    if minutes.state == rules.State.APPROVED:
        raise Refused("minutes.approved")
    kept = rules.check_wording(text)
    name = _part_there(move.gathering, rules.check_part(part))
    left_out = left_out and name.startswith("line:")
    Wording.objects.update_or_create(
        minutes=minutes,
        part=name,
        defaults={"text": kept, "left_out": left_out, "by_id": actor.person_id, "at": now},
    )
    return _done(move, MinutesWorded(part=name, left_out=left_out, text=kept))


def _part_there(gathering: Gathering, part: str) -> str:
    """The part, when the gathering has it. Refused: minutes.part-unknown."""
    head, _colon, number = part.partition(":")
    there = (
        head not in {"item", "line"}
        or (head == "item" and gathering.items.filter(pk=int(number)).exists())
        or (head == "line" and gathering.remarks.filter(pk=int(number)).exists())
    )
    if not there:
        raise Refused("minutes.part-unknown")
    return part


@transaction.atomic
def show_minutes(*, gathering_id: int, actor: Actor, now: datetime) -> Gathering:
    """Show the draft to everybody who was there by name; for two days they may say what is not right.

    Refused: gathering.not-found, rights.missing, minutes.not-over, minutes.already-done, minutes.not-now.
    """
    move = begin_work(gathering_id, rules.right_for(rules.Verb.SHOW), actor, now)
    minutes = _step(move, rules.Verb.SHOW)
    minutes.shown_at, minutes.object_until = now, now + rules.OBJECT_WITHIN
    minutes.save()
    people = _people_there(move.gathering)
    for person_id in people:
        _tell(move, "minutes.shown", person_id, until=minutes.object_until.isoformat())
    return _done(move, MinutesShown(object_until=minutes.object_until.isoformat(), n_told=len(people)))


def _step(move: Move, verb: rules.Verb, **given: object) -> Minutes:
    minutes = _minutes(move)
    minutes.state = rules.step(rules.State(minutes.state), verb, **given).target
    return minutes


def _tell(move: Move, template: str, person_id: int | None, **facts: Any) -> None:
    """The notice leads to the page where the minutes are read."""
    move.tell(template, person_id, about=f"minutes:{move.gathering.pk}", **facts)


def _people_there(row: Gathering) -> list[int]:
    found = row.attendances.filter(person__isnull=False).values_list("person_id", flat=True)
    return sorted({person_id for person_id in found if person_id is not None})


@transaction.atomic
def object_to_minutes(
    *, gathering_id: int, text: str, actor: Actor, now: datetime, attendance_id: int | None = None
) -> Objection:
    """Somebody who was there says what is not right. Staff enter it for whoever tells them (`attendance_id`).

    Refused: gathering.not-found, minutes.not-shown, minutes.objecting-over, minutes.words-needed,
    minutes.words-too-long, minutes.not-there, minutes.objected-enough, rights.missing.
    """
    row = gathering_for_change(gathering_id)
    move = (
        begin_work(gathering_id, "gathering.host", actor, now)
        if attendance_id is not None
        else begin(row, Act.by_resident(actor, now))
    )
    minutes = Minutes.objects.filter(gathering=row).first()
    if minutes is None:
        raise Refused("minutes.not-shown")
    rules.check_objecting(rules.State(minutes.state), minutes.object_until, now)
    kept = rules.check_wording(text)
    if not kept:
        raise Refused("minutes.words-needed")
    who = _there(row, actor, attendance_id)
    objection = _objection(minutes, who, kept, now)
    move.tell("minutes.objected", row.keeper_id, about=f"objections:{row.pk}", text=kept[:200])
    _done(move, MinutesObjected(objection=objection.pk, class_code=objection.class_code, text=kept))
    return objection


def _there(row: Gathering, actor: Actor, attendance_id: int | None) -> Attendance:
    """Refused: minutes.not-there, for whoever was not there."""
    found = (
        own_attendance(row, actor)
        if attendance_id is None
        else row.attendances.filter(pk=attendance_id).first()
    )
    if found is None:
        raise Refused("minutes.not-there")
    return found


def _objection(minutes: Minutes, who: Attendance, text: str, now: datetime) -> Objection:
    """The same words of the same person are one objection."""
    mine = Objection.objects.filter(minutes=minutes, attendance=who)
    known = mine.filter(text=text).first()
    if known is not None:
        return known
    if mine.count() >= MOST_OBJECTIONS_EACH:
        raise Refused("minutes.objected-enough", most=MOST_OBJECTIONS_EACH)
    return Objection.objects.create(
        minutes=minutes,
        attendance=who,
        person=who.person,
        class_code=who.class_code,
        name=who.name,
        text=text,
        said_at=now,
    )


@transaction.atomic
def reply_to_objection(*, objection_id: int, reply: str, actor: Actor, now: datetime) -> Objection:
    """Say what was put right, or why it stays; whoever objected is told. The objection stays in the minutes.

    Refused: objection.not-found, rights.missing, minutes.approved, minutes.reply-needed, minutes.words-too-long.
    """
    found = Objection.objects.select_related("minutes__gathering").filter(pk=objection_id).first()
    if found is None or may(actor, "gathering.view", found.minutes.gathering.place_path) is None:
        raise Refused("objection.not-found")
    move = begin_work(found.minutes.gathering_id, "gathering.host", actor, now)
    if _minutes(move).state == rules.State.APPROVED:
        raise Refused("minutes.approved")
    kept = rules.check_wording(reply)
    if not kept:
        raise Refused("minutes.reply-needed")
    found.reply, found.replied_at, found.replied_by_id = kept, now, actor.person_id
    found.save()
    _tell(move, "minutes.objection-replied", found.person_id, text=found.text[:200], reply=kept[:400])
    _done(move, ObjectionReplied(objection=found.pk, reply=kept))
    return found


@transaction.atomic
def approve_minutes(*, gathering_id: int, actor: Actor, now: datetime) -> Edition:
    """Keep what the minutes say now as an edition that never changes; objections stand in it with their replies.

    Refused: gathering.not-found, rights.missing, minutes.not-over, minutes.already-done, minutes.file-first,
    minutes.objections-wait.
    """
    move = begin_work(gathering_id, rules.right_for(rules.Verb.APPROVE), actor, now)
    row = move.gathering
    minutes = _step(move, rules.Verb.APPROVE)
    rules.check_approval(
        n_unanswered=minutes.objections.filter(replied_at__isnull=True).count(),
        is_filed=State(row.state) in {State.FILED, State.PUBLISHED},
    )
    minutes.save()
    with translation.override(WRITTEN_IN):
        content = content_of(row)
    edition = Edition.objects.create(
        minutes=minutes,
        number=minutes.editions.count() + 1,
        content=content,
        digest=rules.digest_of(content),
        reason=minutes.reopened_reason,
        approved_at=now,
        approved_by_id=actor.person_id,
        approved_capacity_id=move.act.capacity_id,
    )
    edition.refresh_from_db(fields=["content"])  # as whoever reads it later gets it
    n = len(content["objections"])
    _done(move, MinutesApproved(edition=edition.number, digest=edition.digest, n_objections=n))
    return edition


@transaction.atomic
def reopen_minutes(*, gathering_id: int, reason: str, actor: Actor, now: datetime) -> Gathering:
    """Something in the approved minutes is not right: another edition will say why it was made.

    Refused: gathering.not-found, rights.missing, minutes.not-over, minutes.not-now, minutes.reason-needed.
    """
    move = begin_work(gathering_id, rules.right_for(rules.Verb.REOPEN), actor, now)
    minutes = _step(move, rules.Verb.REOPEN, reason=reason)
    minutes.reopened_reason = reason.strip()[:200]
    minutes.shown_at = minutes.object_until = None
    minutes.save()
    return _done(move, MinutesReopened(reason=minutes.reopened_reason))


@transaction.atomic
def publish_minutes(*, gathering_id: int, publishing: Publishing, actor: Actor, now: datetime) -> Edition:
    """Open the newest edition to its level and tell everybody who was there or invited.

    Refused: gathering.not-found, rights.missing, gathering.not-now, gathering.already-done, minutes.approve-first.
    """
    move = begin_verb(gathering_id, Verb.PUBLISH, actor, now)
    row = move.gathering
    edition = newest_edition(row)
    if edition is None or edition.minutes.state != rules.State.APPROVED:
        raise Refused("minutes.approve-first")
    if edition.published_at is not None:
        raise Refused("gathering.already-done", state=row.state, verb=Verb.PUBLISH.value)
    edition.published_at, edition.level = now, publishing.level
    edition.with_names, edition.with_shortcomings = publishing.with_names, publishing.with_shortcomings
    edition.save()
    row.published_at, row.level = row.published_at or now, publishing.level
    people = _to_tell(row)
    for person_id in people:
        _tell(move, "minutes.published", person_id, level=publishing.level.value, edition=edition.number)
    ask_to_rate(move, again=True)
    _done(
        move,
        MinutesPublished(
            edition=edition.number,
            digest=edition.digest,
            level=edition.level,
            with_names=edition.with_names,
            with_shortcomings=edition.with_shortcomings,
            n_told=len(people),
        ),
    )
    return edition


def _to_tell(row: Gathering) -> list[int]:
    invited: Iterable[int | None] = row.invitations.values_list("person_id", flat=True)
    return sorted({*_people_there(row), *(each for each in invited if each is not None)})
