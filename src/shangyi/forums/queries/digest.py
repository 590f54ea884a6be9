"""The digest of hotline cases as pages show it, what was said for and against, and new services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from shangyi.forums.models import CaseDigest, Gathering, Remark, ServiceOffering
from shangyi.forums.rules.digest import Compared, compared
from shangyi.forums.rules.life import State
from shangyi.forums.rules.practice import MetBy, Practice, RemarkKind
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.queries import rules_of


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
    """The digest of a gathering; None before one was drawn. Three queries.

    Refused: digest.not-found, where the practice knows of none.
    """
    if not knows_of_digests(practice):
        raise Refused("digest.not-found")
    row = gathering.digests.select_related("unit", "place").order_by("-id").first()
    if row is None:
        return None
    earlier = _earlier(gathering, row)
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


def _earlier(gathering: Gathering, row: CaseDigest) -> CaseDigest | None:
    """The last digest about the same firm at the same place, of a gathering that lies before and was not called off."""
    return (
        CaseDigest.objects.filter(
            unit=row.unit_id, place=row.place_id, gathering__planned_at__lt=gathering.planned_at
        )
        .exclude(gathering__state__in=[State.CANCELLED, State.MISSED])
        .select_related("gathering")
        .order_by("-gathering__planned_at", "-id")
        .first()
    )


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


def pairs_of(gathering: Gathering, practice: Practice) -> tuple[Pair, ...]:
    """好评与差评 side by side: by head, else by the item they were said to. One query."""
    kinds = (RemarkKind.COMMENT_GOOD, RemarkKind.COMMENT_BAD)
    heads = {each.code: each.zh for each in practice.heads}
    good: defaultdict[str, list[str]] = defaultdict(list)
    bad: defaultdict[str, list[str]] = defaultdict(list)
    themes: dict[str, None] = {}
    for line in (
        Remark.objects.filter(gathering=gathering, kind__in=kinds).select_related("item").order_by("number")
    ):
        theme = heads.get(line.head, line.head) or (line.item.title if line.item else "")
        themes[theme] = None
        (good if line.kind == RemarkKind.COMMENT_GOOD else bad)[theme].append(line.text)
    return tuple(Pair(theme, tuple(good[theme]), tuple(bad[theme])) for theme in themes)


def services_of(gathering: Gathering) -> QuerySet[ServiceOffering]:
    """New services that were registered in a gathering, with what they and their rating came to."""
    return gathering.services.select_related("unit", "undertaking__holder", "rating").order_by("id")
