"""The questions handed in before a gathering and where each stands, as everybody in the room sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from shangyi.forums.models import AdvanceQuestion, Gathering, Remark
from shangyi.forums.queries.record import ANSWERING
from shangyi.forums.rules.practice import Practice, RemarkKind
from shangyi.forums.rules.questions import Standing, standing

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, the class that asked it and where it stands; the name is for the desk."""

    row: AdvanceQuestion
    class_name: str
    standing: Standing


def takes_questions(practice: Practice) -> bool:
    """Whether questions may be asked at all in this practice."""
    return RemarkKind.QUESTION in set(practice.kinds_in(""))


def questions_of(gathering: Gathering, practice: Practice) -> list[Asked]:
    """Every question in the order of the themes; two queries, however many there are."""
    rows = list(gathering.questions.select_related("remark").order_by("theme", "id")[:SHOWN])
    if not rows:
        return []
    answered = set(
        Remark.objects.filter(gathering=gathering, kind__in=ANSWERING, replies_to__handed_in__isnull=False)
        .order_by()
        .values_list("replies_to_id", flat=True)
    )
    return [Asked(each, practice.name_of(each.class_code), _standing(each, answered)) for each in rows]


def _standing(row: AdvanceQuestion, answered: AbstractSet[int | None]) -> Standing:
    return standing(
        is_in_record=row.remark is not None,
        is_answered=row.remark_id in answered,
        is_carried=row.remark is not None and row.remark.carried_at is not None,
    )


def counted(asked: list[Asked]) -> list[tuple[Standing, int]]:
    """How many stand where, in the order of their lives; what nobody is in is left out."""
    n = Counter(each.standing for each in asked)
    return [(each, n[each]) for each in Standing if n[each]]
