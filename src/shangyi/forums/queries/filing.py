"""What filing asks of a record, read in seven queries however long it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from shangyi.forums.models import AgendaItem, Gathering, Outcome, Remark
from shangyi.forums.queries.record import ANSWERING, Figures, counted, heads_of
from shangyi.forums.rules.filing import ItemStands, LineStands, RecordStands
from shangyi.forums.rules.heads import present_classes
from shangyi.forums.rules.lines import vague_words
from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.practice import Practice, RemarkKind
from shangyi.forums.rules.turns import unheard
from shangyi.kernel.calendar import WorkingCalendar
from shangyi.rulepacks.queries import rules_of

SPEAKING_FOR_THEMSELVES = frozenset(
    {
        RemarkKind.PLEDGE,
        RemarkKind.ANSWER,
        RemarkKind.SUPPLEMENT,
        RemarkKind.RESPONSIBILITY,
        RemarkKind.SHORTCOMING,
    }
)
"""“尽快” promises something in these; a neighbour who asks for “尽快” promises nothing."""


@dataclass(frozen=True, slots=True)
class Written:
    """The lines of a gathering, what came of it, and which lines somebody answered."""

    lines: Sequence[Remark]
    outcomes: Sequence[Outcome]

    @property
    def answered(self) -> set[int | None]:
        return {line.replies_to_id for line in self.lines if line.kind in ANSWERING} - {None}

    @property
    def figures(self) -> Figures:
        on_the_spot = {line.replies_to_id for line in self.lines if line.kind == RemarkKind.ANSWER}
        return counted(((each.what, each.collected) for each in self.outcomes), on_the_spot)


def written_of(gathering: Gathering) -> Written:
    """What was written and what came of it; two queries."""
    outcomes = Outcome.objects.filter(gathering=gathering).select_related("suggestion").order_by("id")
    return Written(list(gathering.remarks.order_by("number")), list(outcomes))


def record_stands(gathering: Gathering, practice: Practice, written: Written | None = None) -> RecordStands:
    """The whole record as filing asks about it; five queries, and two more where `written` is not given."""
    written = written or written_of(gathering)
    calendar = rules_of(gathering.pack_id).calendar
    heads = heads_of(gathering, practice)
    present = present_classes(heads)
    by_line: defaultdict[int | None, list[Outcome]] = defaultdict(list)
    for outcome in written.outcomes:
        by_line[outcome.remark_id].append(outcome)
    answered = written.answered
    return RecordStands(
        items=tuple(
            _item(item) for item in gathering.items.prefetch_related("dissents").order_by("position")
        ),
        lines=tuple(_line(line, by_line[line.pk], answered, practice, calendar) for line in written.lines),
        missing_outputs=practice.missing_outputs(frozenset(each.what for each in written.outcomes)),
        n_outcomes=len(written.outcomes),
        no_outcome_reason=gathering.no_outcome_reason,
        present=present,
        unheard=unheard(present, [line.class_code for line in written.lines if line.class_code]),
        wanted_classes=practice.required_classes,
        n_attended=sum(each.bound.value for each in heads),
    )


def _item(item: AgendaItem) -> ItemStands:
    dissents = list(item.dissents.all())
    return ItemStands(
        pk=item.pk,
        title=item.title,
        has_result=bool(item.result),
        n_dissenters=len(dissents),
        is_explained=all(dissent.explanation_id for dissent in dissents),
    )


def _line(
    line: Remark,
    outcomes: Sequence[Outcome],
    answered: set[int | None],
    practice: Practice,
    calendar: WorkingCalendar,
) -> LineStands:
    made = {outcome.what for outcome in outcomes}
    suggestions = [outcome.suggestion for outcome in outcomes if outcome.suggestion is not None]
    became = {
        "undertaking": bool({What.PLEDGE, What.FOLLOW_UP, What.WRITTEN_ANSWER} & made),
        "concern": What.CONCERN in made,
        "suggestion": What.SUGGESTION in made,
        "answer": line.pk in answered or line.carried_at is not None,
    }
    wants = practice.wants_of(line.kind)
    speaks = line.kind in SPEAKING_FOR_THEMSELVES
    return LineStands(
        pk=line.pk,
        text=line.text,
        kind=line.kind,
        wants=wants,
        became=became.get(wants, True),
        has_addressee=all(each.unit_id for each in suggestions),
        vague=vague_words(line.text, line.said_at, calendar) if speaks else (),
        dated=bool(line.undated_reason or {What.PLEDGE, What.FOLLOW_UP} & made),
    )
