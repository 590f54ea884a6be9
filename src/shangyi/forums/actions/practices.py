"""Putting a version of a practice in force. A version once in force never changes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from shangyi.forums.events import PracticePutInForce
from shangyi.forums.models import PracticeVersion
from shangyi.forums.rules.reading import load_practice
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append


@transaction.atomic
def put_practice_in_force(*, text: str, place_path: str, actor: Actor, now: datetime) -> PracticeVersion:
    """Put a practice, or another version of one, in force below a place from its own date on.

    What was planned before keeps the version it was planned under. The same text again is the same version.
    Refused: rights.missing, what `load_practice` refuses; practice.version-changed, when this version was put in
    force there with other words.
    """
    grant = require(actor, "rulepack.edit", place_path)
    practice = load_practice(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = PracticeVersion.objects.filter(
        code=practice.code, version=practice.version, place_path=place_path
    ).first()
    if known is not None:
        if known.digest != digest:
            raise Refused("practice.version-changed", code=practice.zh, version=practice.version)
        return known
    row = PracticeVersion.objects.create(
        code=practice.code,
        version=practice.version,
        place_path=place_path,
        in_force_from=practice.in_force_from,
        text=text,
        digest=digest,
        put_in_force_at=now,
        put_in_force_by_id=actor.person_id,
    )
    event = PracticePutInForce(
        code=row.code, version=row.version, digest=digest, in_force_from=row.in_force_from.isoformat()
    )
    append(event, subject=f"practice:{row.pk}", place_code="", act=Act.by(actor, grant, now))
    return row
