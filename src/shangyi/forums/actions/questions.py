"""Questions before a gathering: handed in, put into the record in one press, carried over where nobody answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shangyi.forums.actions.following import carry_over
from shangyi.forums.actions.moving import Move, begin, begin_work, complete, gathering_for_change
from shangyi.forums.actions.writing import put_line
from shangyi.forums.events import NeedMet, QuestionHandedIn, QuestionsTaken
from shangyi.forums.models import AdvanceQuestion, Attendance, Gathering, Invitation, Remark
from shangyi.forums.queries.gatherings import is_open_to, own_invitation
from shangyi.forums.queries.practices import check_kind, class_of
from shangyi.forums.queries.record import is_unanswered
from shangyi.forums.rules.life import State, check_writable
from shangyi.forums.rules.lines import check_line
from shangyi.forums.rules.practice import RemarkKind
from shangyi.forums.rules.questions import MOST_EACH, NEED, check_theme, check_time
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime

LARGEST_ID = 2**63 - 1
WRITTEN_IN = "zh-hans"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuestion:
    """What is asked, and under which theme; staff say in which class, and of whom if they may be named."""

    text: str
    theme: str = ""
    class_code: str = ""
    name: str = ""
    invitation_id: int | None = None


@transaction.atomic
def hand_in(*, gathering_id: int, new: NewQuestion, actor: Actor, now: datetime) -> AdvanceQuestion:
    """Ask before it opens: whoever is invited, in person or for their unit or household; where residents may come
    uninvited, whoever lives there.

    Refused: gathering.not-found, question.too-late, question.not-now, question.not-here, question.enough,
    question.theme-too-long, remark.words-needed, remark.words-too-long.
    """
    row = gathering_for_change(min(gathering_id, LARGEST_ID))
    invitation = own_invitation(row, actor)
    if invitation is None and not is_open_to(row, actor):
        raise Refused("gathering.not-found")
    move = begin(row, Act.by_resident(actor, now))
    question = AdvanceQuestion(
        invitation=invitation,
        person_id=actor.person_id,
        class_code=invitation.class_code if invitation else move.practice.reporters,
        name=actor.name[:60],
    )
    return _keep(move, question, new)


@transaction.atomic
def hand_in_for(*, gathering_id: int, new: NewQuestion, actor: Actor, now: datetime) -> AdvanceQuestion:
    """Staff enter what somebody asked on paper, by telephone or at the door; without a name it is the class's.

    Refused: as `hand_in`; rights.missing, invitation.not-found, gathering.class-needed, class.not-found.
    """
    move = begin_work(min(gathering_id, LARGEST_ID), "gathering.host", actor, now)
    invitation = None
    if new.invitation_id is not None:
        pk = min(new.invitation_id, LARGEST_ID)
        invitation = move.gathering.invitations.filter(pk=pk).select_related("unit").first()
        if invitation is None:
            raise Refused("invitation.not-found")
    code = invitation.class_code if invitation else class_of(move.practice, new.class_code).code
    question = AdvanceQuestion(
        invitation=invitation,
        person_id=invitation.person_id if invitation else None,
        class_code=code,
        name=(" ".join(new.name.split()) or (invitation.name if invitation else ""))[:60],
        by_staff=True,
    )
    return _keep(move, question, new)


def _keep(move: Move, question: AdvanceQuestion, new: NewQuestion) -> AdvanceQuestion:
    """Keep it; the same words of the same asker are one question."""
    row = move.gathering
    check_time(State(row.state))
    if RemarkKind.QUESTION not in set(move.practice.kinds_in("")):
        raise Refused("question.not-here")
    question.gathering, question.handed_in_at = row, move.act.at
    question.theme, question.text = check_theme(new.theme), check_line(new.text)
    same = row.questions.filter(person=question.person_id, class_code=question.class_code, name=question.name)
    known = same.filter(text=question.text).first()
    if known is not None:
        return known
    if question.person_id is not None and same.count() >= MOST_EACH:
        raise Refused("question.enough", most=MOST_EACH)
    question.save(force_insert=True)
    move.record(
        QuestionHandedIn(
            question=question.pk,
            class_code=question.class_code,
            by_staff=question.by_staff,
            theme=question.theme,
            text=question.text,
            asker=question.name,
        )
    )
    _meet_need(move)
    complete(move, "questions")
    return question


def _meet_need(move: Move) -> None:
    """Where the practice wants questions collected before, they are there now; what a person wrote stays."""
    need = move.gathering.needs.filter(code=NEED, by__isnull=True, override_reason="").first()
    if need is None:
        return
    with translation.override(WRITTEN_IN):
        need.evidence = _("Questions handed in: %(n)s") % {"n": move.gathering.questions.count()}
    if need.met_at is None:
        need.met_at = move.act.at
        move.record(NeedMet(code=NEED, evidence=need.evidence))
    need.save()


@transaction.atomic
def take_questions(*, gathering_id: int, actor: Actor, now: datetime) -> tuple[Remark, ...]:
    """Put every question that waits into the record, by theme, with who asked it; pressed again it does nothing.

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed.
    """
    move = begin_work(min(gathering_id, LARGEST_ID), "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    lines = put_questions(move)
    if lines:
        complete(move, "line")
    return lines


def put_questions(move: Move) -> tuple[Remark, ...]:
    """The lines of the questions that wait, each as old as the question; the caller completes the change."""
    waiting = list(
        move.gathering.questions.filter(remark__isnull=True)
        .select_related("invitation__unit")
        .order_by("theme", "id")
    )
    if not waiting:
        return ()
    here = _here(move.gathering)
    lines = tuple(put_line(move, _line(move, each, here.get(each.person_id or 0))) for each in waiting)
    for each, line in zip(waiting, lines, strict=True):
        each.remark = line
    AdvanceQuestion.objects.bulk_update(waiting, ["remark"])
    move.record(
        QuestionsTaken(questions=tuple(each.pk for each in waiting), remarks=tuple(line.pk for line in lines))
    )
    return lines


def _here(row: Gathering) -> dict[int, Attendance]:
    """Who is there by name, by their number and by that of the row kept for them."""
    found: dict[int, Attendance] = {}
    for each in row.attendances.filter(person__isnull=False).select_related("person"):
        if each.person is not None:
            found[each.person.pk] = found[each.person.merged_into_id or each.person.pk] = each
    return found


def _line(move: Move, question: AdvanceQuestion, there: Attendance | None) -> Remark:
    item = move.gathering.current_item
    invitation: Invitation | None = question.invitation
    return Remark(
        key=f"{Remark.BEFORE}{question.pk}",
        text=question.text,
        item=item if item and _fits(move, item.phase) else None,
        attendance=there,
        class_code=there.class_code if there else question.class_code,
        speaker_name=question.name or (there.name if there else ""),
        unit=(there.unit if there else None) or (invitation.unit if invitation else None),
        kind=RemarkKind.QUESTION,
        head=question.theme,
        said_at=question.handed_in_at,
        recorded_by_id=move.act.person_id,
    )


def _fits(move: Move, phase: str) -> bool:
    try:
        check_kind(move.practice, phase, RemarkKind.QUESTION)
    except Refused:
        return False
    return True


@transaction.atomic
def carry_questions(
    *, gathering_id: int, actor: Actor, now: datetime, to_gathering_id: int | None = None
) -> int:
    """Every question from before that nobody answered goes on at once, as `carry_over` does with one; of how many.

    Refused: gathering.not-found, rights.missing, question.none-left, gathering.not-coming.
    """
    move = begin_work(min(gathering_id, LARGEST_ID), "gathering.host", actor, now)
    rows = move.gathering.questions.filter(remark__isnull=False).select_related("remark").order_by("id")
    left = [each.remark for each in rows if each.remark is not None and is_unanswered(each.remark)]
    if not left:
        raise Refused("question.none-left")
    by = {"gathering_id": gathering_id, "actor": actor, "now": now}
    for remark in left:
        carry_over(remark_id=remark.pk, to_gathering_id=to_gathering_id, **by)  # type: ignore[arg-type]
    return len(left)
