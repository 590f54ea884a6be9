"""The record of one gathering as pages, filing and minutes read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet, Value

from shangyi.forums.models import (
    Addition,
    Attendance,
    Gathering,
    Outcome,
    Remark,
)
from shangyi.forums.rules.heads import Heads, heads_by_class
from shangyi.forums.rules.outcomes import Collected, What
from shangyi.forums.rules.practice import Practice, RemarkKind
from shangyi.kernel.bounds import Bound

ANSWERING = (RemarkKind.ANSWER, RemarkKind.SUPPLEMENT)
ASKING = (RemarkKind.QUESTION, RemarkKind.FOLLOW_UP)


def lines_of(gathering: Gathering) -> QuerySet[Remark]:
    """The lines in their order, with all that a page shows of each: five queries, however many lines."""
    outcomes = Outcome.objects.select_related(
        "undertaking__holder", "undertaking__unit", "concern", "suggestion__unit"
    )
    return (
        Remark.objects.filter(gathering=gathering)
        .select_related("item", "unit", "attendance", "sheet", "replies_to")
        .prefetch_related(
            Prefetch("outcomes", outcomes.order_by("id")),
            Prefetch("additions", Addition.objects.select_related("by").order_by("id")),
        )
        .order_by("number")
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One line with the words for its codes, and the number of the line it answers."""

    row: Remark
    class_name: str
    answers: int | None


def shown_lines(rows: QuerySet[Remark], practice: Practice) -> list[Shown]:
    """The lines as a page shows them; the queries of `lines_of`."""
    return [
        Shown(
            line,
            practice.name_of(line.class_code) if line.class_code else "",
            line.replies_to.number if line.replies_to else None,
        )
        for line in rows
    ]


def unanswered(rows: QuerySet[Remark]) -> QuerySet[Remark]:
    """Of these lines the questions and follow-ups to which no answer is tied."""
    answers = Remark.objects.filter(replies_to=OuterRef("pk"), kind__in=ANSWERING)
    return rows.filter(kind__in=ASKING).exclude(Exists(answers))


def is_unanswered(remark: Remark) -> bool:
    """Whether a line is a question that nobody answered and that went on nowhere yet."""
    if remark.kind not in ASKING or remark.carried_at is not None:
        return False
    return not remark.replies.filter(kind__in=ANSWERING).exists()


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted of one gathering; 条, 人次 and pledges are different counters and are never added.

    `n_answered` is 现场答复: answered on the spot, which is not solved.
    """

    n_collected: int
    n_before: int
    n_after: int
    n_answered: int
    n_pledges: int
    n_suggestions: int
    n_outcomes: int


def figures_of(gathering: Gathering) -> Figures:
    """The counters of a gathering, with two queries; each is recounted from the rows it counts."""
    made = Outcome.objects.filter(gathering=gathering).values_list("what", "collected")
    answered = Remark.objects.filter(gathering=gathering, kind=RemarkKind.ANSWER, replies_to__isnull=False)
    return counted(made, set(answered.values_list("replies_to_id", flat=True)))


def counted(made: Iterable[tuple[str, str]], answered: AbstractSet[int | None]) -> Figures:
    """The counters from what came out, each with where it was collected, and from the lines that were answered."""
    by_where: Counter[tuple[str, str]] = Counter(made)
    by_what = Counter(what for what, _where in by_where.elements())
    problems = {where: by_where[What.CONCERN.value, where.value] for where in Collected}
    return Figures(
        n_collected=problems[Collected.ON_SITE],
        n_before=problems[Collected.BEFORE],
        n_after=problems[Collected.AFTER],
        n_answered=len(answered - {None}),
        n_pledges=by_what[What.PLEDGE.value],
        n_suggestions=by_what[What.SUGGESTION.value],
        n_outcomes=sum(by_what.values()),
    )


def heads_of(gathering: Gathering, practice: Practice) -> tuple[Heads, ...]:
    """How many came of each class: on the list, counted, or both. One query."""
    on_list = Attendance.objects.filter(gathering=gathering).order_by().values("class_code")
    listed = on_list.annotate(n=Count("pk"), how=Value(""))
    told = gathering.head_counts.order_by().values("class_code", n=F("value"), how=F("comparator"))
    rows = list(listed.union(told, all=True))
    named = {row["class_code"]: row["n"] for row in rows if not row["how"]}
    counted = {row["class_code"]: Bound(row["n"], row["how"]) for row in rows if row["how"]}
    return heads_by_class(named, counted, practice.class_codes)
