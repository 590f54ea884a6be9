"""Two rows that are one human being: joining them with a reason, and undoing it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from shangyi.kernel.actor import Act, Actor, Grant
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.events import MergeUndone, PersonsMerged
from shangyi.people.models import Person
from shangyi.people.queries import require_over
from shangyi.people.rules.variants import Row, check_merge, check_undo


@transaction.atomic
def merge_persons(*, kept: Person, variant: Person, reason: str, actor: Actor, now: datetime) -> Person:
    """Let `variant` stand for `kept` from now on; nothing that either did or raised is moved or rewritten.

    Whoever asks for one of the two is answered with both (`same_person_ids`), and the one that acts is the kept
    one. Refused: rights.missing and capacity.above-own for either of the two; variant.reason-needed, variant.same-row,
    variant.already-merged, variant.has-variants.
    """
    rows = _locked(kept, variant)
    grant = _may_both(actor, kept, variant, now)
    check_merge(rows[kept.pk], rows[variant.pk], reason)
    variant.merged_into = kept
    variant.save(update_fields=["merged_into"])
    event = PersonsMerged(kept=kept.pk, variant=variant.pk, variant_name=variant.name, reason=reason.strip())
    _record(event, kept, Act.by(actor, grant, now))
    return kept


@transaction.atomic
def undo_merge(*, variant: Person, reason: str, actor: Actor, now: datetime) -> Person:
    """Let the two be two again, each with what was always its own.

    Refused: rights.missing, variant.reason-needed, variant.not-merged.
    """
    rows = _locked(variant)
    kept = variant.merged_into
    check_undo(rows[variant.pk], reason)
    if kept is None:
        raise Refused("variant.not-merged")
    grant = _may_both(actor, kept, variant, now)
    variant.merged_into = None
    variant.save(update_fields=["merged_into"])
    event = MergeUndone(kept=kept.pk, variant=variant.pk, reason=reason.strip())
    _record(event, kept, Act.by(actor, grant, now))
    return variant


def _locked(*persons: Person) -> dict[int, Row]:
    """The rows as they stand now, locked in one order, so that two mergers cannot cross."""
    ids = [person.pk for person in persons]
    current = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    for person in persons:
        person.merged_into = current[person.pk].merged_into
    counts = dict(
        Person.objects.filter(pk__in=ids).annotate(n=Count("variants")).order_by("pk").values_list("pk", "n")
    )
    return {pk: Row(pk, row.merged_into_id, counts[pk]) for pk, row in current.items()}


def _may_both(actor: Actor, kept: Person, variant: Person, now: datetime) -> Grant:
    today = timezone.localdate(now)
    require_over(actor, "person.merge", variant, today)
    return require_over(actor, "person.merge", kept, today)


def _record(event: PersonsMerged | MergeUndone, kept: Person, act: Act) -> None:
    place_code = kept.home.code if kept.home else ""
    append(event, subject=f"person:{kept.pk}", place_code=place_code, act=act)
