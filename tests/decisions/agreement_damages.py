"""Agreements that hold, lived by the actions, and one way to break each of their invariants by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shangyi.decisions.actions.objecting import object_by_code
from shangyi.people.queries import NOBODY
from tests.decisions.deals import DAY, TALKED, prepared
from tests.forums.damages import damage


def _shares(world: Any) -> None:
    table = prepared(world.town).offered().in_force()
    damage("UPDATE decisions_agreementparty SET fen = fen + 1 WHERE label = '5单元201'")
    assert table.pk


def _not_all(world: Any) -> None:
    prepared(world.town).offered().in_force()
    damage("UPDATE decisions_agreementsignature SET taken_back_at = signed_at WHERE way = 'remote-code'")


def _nobody_collects(world: Any) -> None:
    table = prepared(world.town).offered()
    damage(
        "UPDATE undertakings_undertaking SET state = 'withdrawn', ended_at = opened_at WHERE matter = %s",
        table.agreement.subject,
    )


def _no_owner(world: Any) -> None:
    prepared(world.town).offered().in_force()
    damage("UPDATE decisions_agreementpromise SET undertaking_id = NULL")


def _unanswered(world: Any) -> None:
    table = prepared(world.town).offered()
    object_by_code(code=table.signer("李叔").code, reason="报价太高", actor=NOBODY, now=TALKED + DAY)
    damage("UPDATE decisions_agreementobjection SET undertaking_id = NULL")


def _other_words(world: Any) -> None:
    prepared(world.town).offered()
    damage("UPDATE decisions_agreementtext SET body = '另一份'")


AGREEMENT_DAMAGES: dict[str, Callable[[Any], None]] = {
    "agreement.shares": _shares,
    "agreement.all-signed": _not_all,
    "agreement.to-sign": _nobody_collects,
    "agreement.promise": _no_owner,
    "agreement.objection": _unanswered,
    "agreement.text": _other_words,
}
