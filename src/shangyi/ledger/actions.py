"""Writing the record: append, and erase a private part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from django.db import transaction

from shangyi.kernel.actor import Act
from shangyi.kernel.refused import Refused
from shangyi.ledger.events import Entry, Event, commitment, private_part, public_part
from shangyi.ledger.models import Fact, PrivatePart

SALT_BYTES = 32


def append(
    event: Event,
    *,
    subject: str,
    place_code: str,
    act: Act,
    category: str = "",
    entropy: Callable[[int], bytes] = os.urandom,
) -> Fact:
    """Record one fact in the transaction of the change it tells of.

    Refused: ledger.outside-transaction, when the caller has opened none: the change and its line stand or fall
    together.
    """
    entry = Entry(event=event, subject=subject, place_code=place_code, act=act, category=category)
    return append_all([entry], entropy=entropy)[0]


def append_all(entries: Iterable[Entry], *, entropy: Callable[[int], bytes] = os.urandom) -> list[Fact]:
    """Record several facts in order, with two statements however many they are. Refused: as `append`."""
    if not transaction.get_connection().in_atomic_block:
        raise Refused("ledger.outside-transaction")
    salted = [(entry, private_part(entry), entropy(SALT_BYTES)) for entry in entries]
    facts = Fact.objects.bulk_create(
        [_fact(entry, commitment(content, salt)) for entry, content, salt in salted]
    )
    PrivatePart.objects.bulk_create(
        PrivatePart(fact=fact, salt=salt.hex(), content=content)
        for fact, (_entry, content, salt) in zip(facts, salted, strict=True)
    )
    return facts


def _fact(entry: Entry, sealed: str) -> Fact:
    return Fact(
        kind=entry.event.kind,
        subject=entry.subject,
        place_code=entry.place_code,
        category=entry.category,
        capacity_kind=entry.act.capacity_kind,
        at=entry.act.at,
        public=public_part(entry.event),
        commitment=sealed,
    )


@transaction.atomic
def erase_private_parts(*, fact_ids: Iterable[int]) -> int:
    """Erase salt and content of these facts; how many were erased. The facts and every proof stay valid."""
    erased, _ = PrivatePart.objects.filter(fact_id__in=list(fact_ids)).delete()
    return erased
