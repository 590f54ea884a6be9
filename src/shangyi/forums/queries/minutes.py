"""The minutes of a gathering as they come from its record, and who may read which edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shangyi.decisions.models import Ballot
from shangyi.decisions.rules.ballot_life import BallotState
from shangyi.decisions.wording.names import CLAIM_NAMES, OUTCOME_NAMES
from shangyi.forums.models import (
    AgendaItem,
    Attendance,
    Dissent,
    Gathering,
    Invitation,
    Objection,
    Outcome,
    Remark,
    Wording,
)
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.record import ANSWERING, ASKING, heads_of
from shangyi.forums.rules import minutes as rules
from shangyi.forums.rules.attending import Answer, Signature
from shangyi.forums.rules.heads import present_classes, total
from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.practice import Practice
from shangyi.forums.wording import bound_words, kind_name, missing_words

if TYPE_CHECKING:
    from shangyi.undertakings.models import Undertaking

PROMISED = (What.PLEDGE.value, What.FOLLOW_UP.value, What.WRITTEN_ANSWER.value, What.EXPLANATION.value)


@dataclass(frozen=True, slots=True)
class _Record:
    """Everything that the minutes are made from, read with a fixed number of queries."""

    gathering: Gathering
    practice: Practice
    lines: Sequence[Remark]
    outcomes: Sequence[Outcome]
    wordings: Mapping[str, Wording]

    def worded(self, part: str) -> str:
        found = self.wordings.get(part)
        return found.text if found else ""

    def class_name(self, code: str) -> str:
        return self.practice.name_of(code) if code else ""


def content_of(gathering: Gathering) -> rules.Content:
    """The minutes as the record and the wording on top of it say now; fourteen queries, however long it is.

    Words are in the language that is active; what was approved is kept in Chinese.
    """
    record = _read(gathering)
    row, practice = gathering, record.practice
    heads = heads_of(row, practice)
    attended = list(row.attendances.select_related("unit").order_by("class_code", "id"))
    loose = [line for line in record.lines if line.item_id is None]
    return rules.Content(
        practice=practice.zh,
        ordinal=row.ordinal,
        theme=row.theme,
        place=row.place.full_name,
        venue=row.venue,
        convened_by=row.convened_by.name if row.convened_by else "",
        keeper=row.keeper.name,
        started_at=_moment(row.started_at),
        ended_at=_moment(row.ended_at),
        urgent_reason=row.urgent_reason,
        passed_over=[_need_name(record, code) for code in row.passed_over],
        heads=[(record.class_name(each.class_code), bound_words(each.bound)) for each in heads],
        n_present=bound_words(total(heads)),
        n_unnamed=sum(1 for each in attended if not each.name),
        present=[_present(record, each) for each in attended if each.name],
        absent=_absent(record, attended, present_classes(heads)),
        opening=record.worded("opening"),
        items=_items(record),
        loose=_lines(record, loose),
        n_loose_left_out=_n_left_out(record, loose),
        pledges=_pledges(record, attended),
        suggestions=_suggestions(row, practice),
        matters=[(each.concern.number, each.concern.title) for each in record.outcomes if each.concern],
        unanswered=_unanswered(record.lines),
        polls=_polls(row),
        ballots=[_ballot(each) for each in ballots_of(row)],
        objections=_objections(record),
        no_outcome_reason=row.no_outcome_reason,
        closing=record.worded("closing"),
    )


def _suggestions(row: Gathering, practice: Practice) -> list[rules.Suggestion]:
    return [
        rules.Suggestion(
            text=each.text,
            head=practice.head_name(each.head),
            unit=each.unit.name if each.unit else "",
            stage=str(each.get_stage_display()),
            proposer=each.proposer.name if each.proposer else "",
        )
        for each in row.suggestions.select_related("unit", "proposer").order_by("id")
    ]


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _need_name(record: _Record, code: str) -> str:
    return missing_words("untold", {}) if code == "notice" else record.practice.need_name(code)


def _read(gathering: Gathering) -> _Record:
    lines = (
        Remark.objects.filter(gathering=gathering)
        .select_related("unit", "replies_to")
        .prefetch_related("additions")
        .order_by("number")
    )
    outcomes = (
        Outcome.objects.filter(gathering=gathering)
        .select_related("undertaking__holder", "undertaking__unit", "undertaking__holder_capacity", "concern")
        .prefetch_related("undertaking__parts")
        .order_by("id")
    )
    wordings = Wording.objects.filter(minutes__gathering=gathering)
    return _Record(
        gathering,
        practice_of(gathering),
        list(lines),
        list(outcomes),
        {each.part: each for each in wordings},
    )


def _items(record: _Record) -> list[rules.Item]:
    by_item: defaultdict[int | None, list[Remark]] = defaultdict(list)
    for line in record.lines:
        by_item[line.item_id].append(line)
    rows = AgendaItem.objects.filter(gathering=record.gathering).order_by("position")
    dissents: defaultdict[int, list[Dissent]] = defaultdict(list)
    said = Dissent.objects.filter(item__gathering=record.gathering).select_related(
        "attendance", "explanation__holder"
    )
    for each in said.order_by("id"):
        dissents[each.item_id].append(each)
    return [_item(record, row, by_item[row.pk], dissents[row.pk]) for row in rows]


def _item(
    record: _Record, row: AgendaItem, lines: Sequence[Remark], dissents: Sequence[Dissent]
) -> rules.Item:
    return rules.Item(
        pk=row.pk,
        position=row.position,
        title=row.title,
        source=str(row.get_source_display()),
        summary=record.worded(f"item:{row.pk}"),
        lines=_lines(record, lines),
        n_left_out=_n_left_out(record, lines),
        result=str(row.get_result_display()),
        conclusion=row.conclusion,
        dissents=[
            rules.Dissent(
                class_name=record.class_name(each.class_code),
                name=each.attendance.name if each.attendance else "",
                reason=each.reason,
                explained_by=each.explanation.holder.name
                if each.explanation and each.explanation.holder
                else "",
            )
            for each in dissents
        ],
    )


def _left_out(record: _Record, line: Remark) -> bool:
    found = record.wordings.get(f"line:{line.pk}")
    return found is not None and found.left_out


def _n_left_out(record: _Record, lines: Sequence[Remark]) -> int:
    return sum(1 for line in lines if _left_out(record, line))


def _lines(record: _Record, lines: Sequence[Remark]) -> list[rules.Line]:
    return [_line(record, line) for line in lines if not _left_out(record, line)]


def _line(record: _Record, line: Remark) -> rules.Line:
    worded = record.worded(f"line:{line.pk}")
    return rules.Line(
        number=line.number,
        kind=line.kind,
        kind_name=_kind_name(line),
        class_name=record.class_name(line.class_code),
        unit=line.unit.name if line.unit else "",
        name=line.speaker_name,
        text=worded or line.text,
        edited=bool(worded),
        answers=line.replies_to.number if line.replies_to else None,
        additions=[each.text for each in line.additions.all()],
    )


def _kind_name(line: Remark) -> str:
    """The kind in words; a question from before says so."""
    name = str(kind_name(line.kind))
    return _("%(kind)s, handed in before") % {"kind": name} if line.came_before else name


def _pledges(record: _Record, attended: Sequence[Attendance]) -> list[rules.Pledge]:
    here = {each.person_id: each for each in attended if each.person_id}
    return [
        _pledge(record, each.undertaking, here.get(each.undertaking.holder_id or 0))
        for each in record.outcomes
        if each.undertaking is not None and each.what in PROMISED
    ]


def _pledge(record: _Record, row: Undertaking, here: Attendance | None) -> rules.Pledge:
    unit = row.unit or (here.unit if here else None)
    title = row.holder_capacity.title if row.holder_capacity else ""
    return rules.Pledge(
        what=row.what,
        unit=unit.name if unit else "",
        role=(here.post if here else "") or title or (record.class_name(here.class_code) if here else ""),
        name=row.holder.name if row.holder else "",
        due=_moment(row.due_at),
        undated_reason=row.undated_reason,
        steps=[part.what for part in sorted(row.parts.all(), key=lambda part: part.pk)],
    )


def _present(record: _Record, row: Attendance) -> rules.Present:
    return rules.Present(
        class_name=record.class_name(row.class_code),
        name=row.name,
        unit=row.unit.name if row.unit else "",
        post=row.post,
        stands_for=row.stands_for,
        signature=str(row.get_signature_display()) if row.signature != Signature.NONE else "",
    )


def _absent(record: _Record, attended: Sequence[Attendance], present: tuple[str, ...]) -> list[rules.Absent]:
    """Whoever was invited by name and did not come, with what they answered; then classes that are wanted."""
    people = {each.person_id for each in attended if each.person_id}
    units = {each.unit_id for each in attended if each.unit_id}
    rows = Invitation.objects.filter(gathering=record.gathering).select_related("person", "unit")
    missing = [
        each
        for each in rows.order_by("class_code", "id")
        if (each.person_id and each.person_id not in people)
        or (each.unit_id and not each.person_id and each.unit_id not in units)
    ]
    found = [_absent_line(record, each) for each in missing]
    wanted = [code for code in record.practice.required_classes if code not in present]
    found += [_absent_class(record.class_name(code)) for code in wanted]
    return found


def _absent_line(record: _Record, row: Invitation) -> rules.Absent:
    reason = row.cannot_because or (str(row.get_answer_display()) if row.answer != Answer.COMES else "")
    return rules.Absent(
        class_name=record.class_name(row.class_code),
        name=row.name or (row.person.name if row.person else row.unit.name if row.unit else ""),
        reason=reason,
        spoken_for_by=row.spoken_for_by,
    )


def _absent_class(name: str) -> rules.Absent:
    return rules.Absent(class_name=name, name="", reason=_("nobody of them came"), spoken_for_by="")


def _unanswered(lines: Sequence[Remark]) -> list[str]:
    answered = {line.replies_to_id for line in lines if line.kind in ANSWERING}
    return [line.text for line in lines if line.kind in ASKING and line.pk not in answered]


def _polls(row: Gathering) -> list[rules.Poll]:
    return [
        rules.Poll(
            question=each.question,
            how=str(each.get_how_display()),
            counts=[
                (label, each.counts[place] if place < len(each.counts) else 0)
                for place, label in enumerate(each.labels)
            ],
        )
        for each in row.polls.order_by("id")
    ]


def ballots_of(row: Gathering) -> QuerySet[Ballot]:
    """What was put to a vote because of a gathering, drafts left out."""
    return Ballot.objects.filter(about=row.subject).exclude(state=BallotState.DRAFT).order_by("pk")


def _ballot(row: Ballot) -> rules.Question:
    is_open_to_all = row.state == BallotState.PUBLISHED
    names: dict[str, object] = {**CLAIM_NAMES, **OUTCOME_NAMES}
    return rules.Question(
        title=row.title,
        label=str(row.get_label_display()),
        state=str(row.get_state_display()),
        showed=str(names.get(row.outcome) or names.get(row.claim, "")) if is_open_to_all else "",
    )


def _objections(record: _Record) -> list[rules.Objection]:
    rows = Objection.objects.filter(minutes__gathering=record.gathering).order_by("id")
    return [
        rules.Objection(
            class_name=record.class_name(each.class_code), name=each.name, text=each.text, reply=each.reply
        )
        for each in rows
    ]
