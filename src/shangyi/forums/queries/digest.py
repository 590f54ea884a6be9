"""The digest of hotline cases as pages show it, what was said for and against, and new services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from shangyi.forums.models import CaseDigest, Gathering, Outcome, Remark, ServiceOffering
from shangyi.forums.queries.record import ANSWERING, ASKING
from shangyi.forums.rules.digest import Compared, compared
from shangyi.forums.rules.life import State
from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.practice import MetBy, Practice, RemarkKind
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.queries import rules_of
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State as TaskState

MOST_RESULTS = 20
MOST_DIGESTS = 40
COMMENTS = (RemarkKind.COMMENT_GOOD, RemarkKind.COMMENT_BAD)


@dataclass(frozen=True, slots=True)
class Row:
    """One category in words, beside the digest before where there is one."""

    name: str
    n: int
    buildings: tuple[tuple[str, int], ...]
    before: Compared | None


@dataclass(frozen=True, slots=True)
class DigestShown:
    """The newest digest of a gathering, and the last one about the same firm and place."""

    row: CaseDigest
    earlier: CaseDigest | None
    rows: tuple[Row, ...]

    @property
    def months(self) -> list[list[object]]:
        months: list[list[object]] = self.row.months
        return months


def knows_of_digests(practice: Practice) -> bool:
    """Whether a practice wants the hotline cases laid on the table."""
    return bool(practice.needs_met_by(MetBy.CASE_DIGEST))


def digest_of(gathering: Gathering, practice: Practice) -> DigestShown | None:
    """The digest of a gathering; None before one was drawn. Two queries.

    Refused: digest.not-found, where the practice knows of none.
    """
    if not knows_of_digests(practice):
        raise Refused("digest.not-found")
    drawn = list(_drawn_by_then(gathering))
    row = next((each for each in drawn if each.gathering_id == gathering.pk), None)
    if row is None:
        return None
    earlier = next((each for each in drawn if _is_before(each, row, gathering)), None)
    names = _names(gathering.pack_id, [code for code, *_rest in row.categories])
    places = {code: tuple((name, n) for name, n in rows) for code, _n, rows in row.categories}
    before = _counts(earlier) if earlier else {}
    shown = compared(_counts(row), before)
    names |= _names(gathering.pack_id, before)
    rows = tuple(
        Row(names[each.category], each.n, places.get(each.category, ()), each if earlier else None)
        for each in shown
    )
    return DigestShown(row, earlier, rows)


def _drawn_by_then(gathering: Gathering) -> QuerySet[CaseDigest]:
    """The digests about the same firm up to this gathering, the newest first; those of what was called off are not
    compared with.
    """
    mine = Q(gathering=gathering.pk)
    before = Q(gathering__planned_at__lt=gathering.planned_at, unit=gathering.about_unit_id)
    before &= ~Q(gathering__state__in=[State.CANCELLED, State.MISSED])
    rows = CaseDigest.objects.filter(mine | before).select_related("gathering", "unit", "place")
    return rows.order_by("-gathering__planned_at", "-id")[:MOST_DIGESTS]


def _is_before(each: CaseDigest, row: CaseDigest, gathering: Gathering) -> bool:
    return each.gathering_id != gathering.pk and (each.unit_id, each.place_id) == (row.unit_id, row.place_id)


def _counts(row: CaseDigest) -> dict[str, int]:
    return {code: n for code, n, _places in row.categories}


def _names(pack_id: int, codes: Iterable[str]) -> dict[str, str]:
    """The categories in words; one that nobody sorted has no name."""
    known = {each.code: each.zh for each in rules_of(pack_id).pack.categories}
    return {code: known.get(code, code) for code in codes}


@dataclass(frozen=True, slots=True)
class Pair:
    """What was said for and against under one theme, each in the words of the record and without a name."""

    theme: str
    good: tuple[str, ...]
    bad: tuple[str, ...]


def said_of(gathering: Gathering) -> list[Remark]:
    """Comments and questions in their order, each question with whether an answer stands to it. One query."""
    replies = Remark.objects.filter(replies_to=OuterRef("pk"), kind__in=ANSWERING)
    rows = Remark.objects.filter(gathering=gathering, kind__in=(*COMMENTS, *ASKING))
    return list(rows.annotate(has_answer=Exists(replies)).select_related("item").order_by("number"))


def _theme(line: Remark, practice: Practice) -> str:
    return practice.head_name(line.head) or (line.item.title if line.item else "")


def pairs_of(lines: Iterable[Remark], practice: Practice) -> tuple[Pair, ...]:
    """好评与差评 side by side: by head, else by the item they were said to."""
    good: defaultdict[str, list[str]] = defaultdict(list)
    bad: defaultdict[str, list[str]] = defaultdict(list)
    themes: dict[str, None] = {}
    for line in lines:
        if line.kind in COMMENTS:
            theme = _theme(line, practice)
            themes[theme] = None
            (good if line.kind == RemarkKind.COMMENT_GOOD else bad)[theme].append(line.text)
    return tuple(Pair(theme, tuple(good[theme]), tuple(bad[theme])) for theme in themes)


def services_of(gathering: Gathering) -> QuerySet[ServiceOffering]:
    """New services that were registered in a gathering, with what they and their rating came to."""
    return gathering.services.select_related("unit", "undertaking__holder", "rating").order_by("id")


@dataclass(frozen=True, slots=True)
class Answered:
    """Questions under one head: how many were asked and answered, and those that nobody has answered."""

    head: str
    n: int
    n_answered: int
    open: tuple[str, ...]


def answered_by_head(lines: Iterable[Remark], practice: Practice) -> tuple[Answered, ...]:
    """一一解答: every question under its head, else its item, and whether an answer stands to it."""
    found: dict[str, list[Remark]] = {each.zh: [] for each in practice.heads}
    for line in lines:
        if line.kind in ASKING:
            found.setdefault(_theme(line, practice), []).append(line)
    return tuple(
        Answered(
            head,
            len(asked),
            sum(1 for line in asked if getattr(line, "has_answer", False)),
            tuple(line.text for line in asked if not getattr(line, "has_answer", False)),
        )
        for head, asked in found.items()
        if asked
    )


def past_results(gathering: Gathering) -> tuple[Undertaking, ...]:
    """What was promised about this firm in gatherings before and is done, by name, the newest first. One query."""
    if gathering.about_unit_id is None:
        return ()
    earlier = Outcome.objects.filter(
        gathering__about_unit=gathering.about_unit_id,
        gathering__planned_at__lt=gathering.planned_at,
        gathering__place_path__startswith=gathering.place_path,
        what=What.PLEDGE,
    )
    done = Undertaking.objects.filter(pk__in=earlier.values("undertaking"), state=TaskState.DONE)
    return tuple(done.select_related("holder").order_by("-ended_at")[:MOST_RESULTS])


def reports_of(gathering: Gathering, practice: Practice) -> tuple[tuple[str, str], ...]:
    """What was handed out beforehand in somebody's words: the firm's report since its entry. One query."""
    met = gathering.needs.filter(met_at__isnull=False, met_by_itself=False).order_by("id")
    return tuple((practice.need_name(each.code), each.evidence) for each in met)
