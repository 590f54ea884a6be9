"""A community's own form for minutes: taken in when it works, retired when it is not wanted any more."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from shangyi.forums.events import MinutesTemplateRetired, MinutesTemplateSet
from shangyi.forums.models import MinutesTemplate
from shangyi.forums.queries.docx import check_form
from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.places.models import Place

RIGHT = "gathering.publish"


@transaction.atomic
def set_form(*, place: Place, name: str, data: bytes, actor: Actor, now: datetime) -> MinutesTemplate:
    """Use this .docx for minutes below a place from now on; it was filled with a sample first.

    The same file again is the same form. Refused: rights.missing, what `check_form` refuses.
    """
    path = place.path or ""
    grant = require(actor, RIGHT, path)
    check_form(data)
    digest = hashlib.sha256(data).hexdigest()
    known = MinutesTemplate.objects.filter(place=place, digest=digest, retired_at__isnull=True).first()
    if known is not None:
        return known
    MinutesTemplate.objects.filter(place=place, retired_at__isnull=True).update(retired_at=now)
    row = MinutesTemplate(
        place=place,
        place_path=path,
        name=(name.strip() or "form.docx")[:120],
        digest=digest,
        added_at=now,
        added_by_id=actor.person_id,
    )
    row.file.save(f"{digest[:16]}.docx", ContentFile(data), save=False)
    row.save()
    event = MinutesTemplateSet(template=row.pk, digest=digest, name=row.name)
    append(event, subject=f"form:{row.pk}", place_code=place.code, act=Act.by(actor, grant, now))
    return row


@transaction.atomic
def retire_form(*, form_id: int, actor: Actor, now: datetime) -> MinutesTemplate:
    """Go back to the form of the wider place, or to the standard one. Refused: form.not-found."""
    row = (
        MinutesTemplate.objects.select_for_update(of=("self",))
        .select_related("place")
        .filter(pk=form_id)
        .first()
    )
    if row is None or may(actor, RIGHT, row.place_path) is None:
        raise Refused("form.not-found")
    grant = require(actor, RIGHT, row.place_path)
    if row.retired_at is None:
        row.retired_at = now
        row.save(update_fields=["retired_at"])
        event = MinutesTemplateRetired(template=row.pk)
        append(event, subject=f"form:{row.pk}", place_code=row.place.code, act=Act.by(actor, grant, now))
    return row
