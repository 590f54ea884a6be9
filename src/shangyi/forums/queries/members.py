"""履职: where somebody took part, for the how-manieth time, what they said and asked, and what became of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from shangyi.forums.models import AdvanceQuestion, Attendance, Gathering, Remark, Suggestion
from shangyi.forums.queries.practices import practice_of
from shangyi.forums.queries.record import ANSWERING
from shangyi.forums.rules.life import HELD
from shangyi.forums.rules.practice import Practice
from shangyi.forums.rules.questions import Standing, standing
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.people.models import Person
from shangyi.people.queries import same_person_ids

LARGEST_ID = 2**63 - 1
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """How somebody took part in one gathering: in which class, for the n-th time, and what came from them."""

    attendance: Attendance
    gathering: Gathering
    practice: Practice
    class_name: str
    times: int
    remarks: tuple[Remark, ...]
    suggestions: tuple[Suggestion, ...]
    questions: tuple[tuple[AdvanceQuestion, Standing], ...]


@dataclass(frozen=True, slots=True)
class Served:
    """Everything of one person that the reader may see, the last gathering first; parts are read page by page."""

    person: Person
    people: tuple[int, ...]
    rows: tuple[Attendance, ...]

    def by_class(self) -> list[tuple[str, int]]:
        """How many gatherings in which class of which practice, the most first."""
        seen = {(each.gathering_id, each.gathering.practice, each.class_code) for each in self.rows}
        n = Counter((practice, code) for _pk, practice, code in seen)
        named = {
            (each.gathering.practice, each.class_code): practice_of(each.gathering) for each in self.rows
        }
        return [
            (f"{named[key].zh} · {named[key].name_of(key[1])}", many)
            for key, many in sorted(n.items(), key=lambda each: (-each[1], each[0]))
        ]

    def parts(self, start: int, stop: int) -> list[Part]:
        """A page of gatherings with what the person said there; four queries, however long it is."""
        rows = self.rows[start:stop]
        keys = [each.pk for each in rows]
        times = _times(self.people)
        remarks = _by(Remark.objects.filter(attendance__in=keys).order_by("number"), "attendance_id")
        suggestions = _by(
            Suggestion.objects.filter(proposer__in=keys).select_related("unit").order_by("id"), "proposer_id"
        )
        questions = _questions(self.people, [each.gathering_id for each in rows])
        return [
            _part(each, times, remarks[each.pk], suggestions[each.pk], questions[each.gathering_id])
            for each in rows
        ]


def _by(rows: QuerySet[Remark] | QuerySet[Suggestion], name: str) -> defaultdict[int, list[object]]:
    found: defaultdict[int, list[object]] = defaultdict(list)
    for each in rows:
        found[getattr(each, name)].append(each)
    return found


def _part(
    row: Attendance,
    times: dict[int, int],
    remarks: list[object],
    suggestions: list[object],
    questions: list[tuple[AdvanceQuestion, Standing]],
) -> Part:
    practice = practice_of(row.gathering)
    return Part(
        attendance=row,
        gathering=row.gathering,
        practice=practice,
        class_name=practice.name_of(row.class_code),
        times=times.get(row.gathering_id, 1),
        remarks=tuple(each for each in remarks if isinstance(each, Remark)),
        suggestions=tuple(each for each in suggestions if isinstance(each, Suggestion)),
        questions=tuple(questions),
    )


def _times(people: tuple[int, ...]) -> dict[int, int]:
    """第 n 次 by gathering: within its series, else within its practice in its community; one query."""
    rows = (
        Attendance.objects.filter(person__in=people, gathering__state__in=HELD)
        .order_by("gathering__planned_at", "gathering")
        .values_list("gathering", "gathering__series", "gathering__practice", "gathering__community")
        .distinct()
    )
    n: Counter[tuple[object, ...]] = Counter()
    found: dict[int, int] = {}
    for pk, series, practice, community in rows:
        keys: list[tuple[object, ...]] = [("practice", practice, community)]
        keys += [("series", series)] if series is not None else []
        for key in keys:
            n[key] += 1
        found[pk] = n[keys[-1]]
    return found


def _questions(
    people: tuple[int, ...], gatherings: list[int]
) -> defaultdict[int, list[tuple[AdvanceQuestion, Standing]]]:
    """What they asked beforehand and where each question stands; one query."""
    answers = Remark.objects.filter(replies_to=OuterRef("remark"), kind__in=ANSWERING)
    rows = (
        AdvanceQuestion.objects.filter(person__in=people, gathering__in=gatherings)
        .select_related("remark")
        .annotate(is_answered=Exists(answers))
        .order_by("id")
    )
    found: defaultdict[int, list[tuple[AdvanceQuestion, Standing]]] = defaultdict(list)
    for each in rows:
        where = standing(
            is_in_record=each.remark is not None,
            is_answered=each.is_answered,
            is_carried=each.remark is not None and each.remark.carried_at is not None,
        )
        found[each.gathering_id].append((each, where))
    return found


def _attended(people: tuple[int, ...]) -> QuerySet[Attendance]:
    return (
        Attendance.objects.filter(person__in=people, gathering__state__in=HELD)
        .select_related("gathering__place", "gathering__practice_version", "unit")
        .order_by("-gathering__planned_at", "-gathering", "id")
    )


def served_by_me(actor: Actor) -> Served:
    """One's own record, wherever it was. Refused: member.not-found, for a passer-by."""
    person = Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None
    if person is None:
        raise Refused("member.not-found")
    people = tuple(same_person_ids(person.pk))
    return Served(person, people, tuple(_attended(people)[:MOST_ROWS]))


def served_by(person_id: int, actor: Actor) -> Served:
    """Somebody's record as far as it lies below the places where the actor sees gatherings.

    Refused: member.not-found, for whoever was at none of these as for whoever does not exist.
    """
    person = Person.objects.filter(pk=min(person_id, LARGEST_ID)).first()
    people = tuple(same_person_ids(person.pk)) if person else ()
    reach = Q(pk__in=[])
    for root in actor.paths_for("gathering.view"):
        reach |= Q(gathering__place_path__startswith=root)
    rows = tuple(_attended(people).filter(reach)[:MOST_ROWS])
    if person is None or not rows:
        raise Refused("member.not-found")
    return Served(person, people, rows)
