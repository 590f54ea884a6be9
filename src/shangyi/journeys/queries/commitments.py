"""The sealed parts of the record: what stands there today is what was sealed, or was erased as a whole."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from shangyi.journeys.rules.invariants import Held, Invariant
from shangyi.ledger.events import commitment

COMMITMENTS = Invariant(
    number=11,
    code="record.commitments",
    told="the private part of every fact is the one that was sealed, or was erased",
    of="ledger_privatepart",
)

AT_ONCE = 150_000
"""So many are opened in one go; where there are more, each day opens another stretch of them."""

SHOWN = 5


def commitments_kept(now: datetime, *, whole: bool = False) -> Held:
    """Open the sealed parts and compare. Days take turns with the stretches, so that all are opened in as many days."""
    top = _newest()
    stretches = max(1, -(-top // AT_ONCE))
    begin = 0 if whole else now.toordinal() % stretches * AT_ONCE
    n, wrong = 0, []
    for fact, sealed, salt, content in _parts(begin, top if whole else begin + AT_ONCE):
        n += 1
        if not _matches(sealed, salt, content):
            wrong.append(fact)
    return Held(COMMITMENTS, n, len(wrong), tuple(sorted(wrong)[:SHOWN]))


def _newest() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(fact_id), 0) FROM ledger_privatepart")
        return int(cursor.fetchone()[0])


def _parts(after: int, last: int) -> Iterator[tuple[int, str, str, str]]:
    """Fact, seal, salt and content of this stretch, a handful at a time: both tables are read along their keys."""
    content = "CAST(p.content AS text)" if connection.vendor == "postgresql" else "p.content"
    with connection.cursor() as cursor:
        for low in range(after, last + 1, 5000):
            cursor.execute(
                f"SELECT f.id, f.commitment, p.salt, {content} FROM ledger_privatepart p "  # noqa: S608
                "JOIN ledger_fact f ON f.id = p.fact_id WHERE p.fact_id > %s AND p.fact_id <= %s",
                [low, min(low + 5000, last)],
            )
            yield from cursor.fetchall()


def _matches(sealed: str, salt: str, content: str) -> bool:
    """Compare quickly; what then differs is looked at again in the one spelling that is decisive."""
    try:
        bare = bytes.fromhex(salt)
        quick = hmac.digest(bare, orjson.dumps(orjson.loads(content), option=orjson.OPT_SORT_KEYS), "sha256")
    except (ValueError, TypeError):
        return _matches_slowly(sealed, salt, content)
    return quick.hex() == sealed or _matches_slowly(sealed, salt, content)


def _matches_slowly(sealed: str, salt: str, content: str) -> bool:
    try:
        parsed: dict[str, Any] = json.loads(content)
        return commitment(parsed, bytes.fromhex(salt)) == sealed
    except ValueError:
        return False
