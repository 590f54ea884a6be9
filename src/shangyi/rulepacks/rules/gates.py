"""The text of a rule pack → the gates before an owners' committee, and the spans between them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules.founding import (
    GATE_ASKS,
    GATE_COUNTS,
    GATE_DAYS,
    GATE_STEPS,
    GATE_WHO,
    NO_FOUNDING,
    CommitteeGate,
    Founding,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shangyi.rulepacks.rules.reading import Reader

_COUNTING = frozenset({"share", "least", "most", "odd"})
_SHARE = re.compile(r"[1-9][0-9]{0,3}/[1-9][0-9]{0,3}", re.ASCII)


def read_founding(reader: Reader, cited: Callable[[Reader], str]) -> Founding:
    """The spans as the text gives them, or as they are where it gives none; what is wrong is noted."""
    if not reader.has("founding"):
        return NO_FOUNDING
    table = reader.inner("founding")
    founding = Founding(
        step_days=table.whole("step_days", 1, 366),
        answer_days=table.whole("answer_days", 1, 366),
        renew_days=table.whole("renew_days", 1, 366),
        article=cited(table),
    )
    table.finish()
    return founding


def read_committee_gates(reader: Reader, cited: Callable[[Reader], str]) -> tuple[CommitteeGate, ...]:
    """The gates in the order of the text; what is wrong is noted."""
    gates = []
    for table in reader.each("committee_gate", needed=False):
        gates.append(_gate(table, cited))
        table.finish()
    reader.check_codes("committee_gate", [gate.code for gate in gates])
    return tuple(gates)


def _gate(table: Reader, cited: Callable[[Reader], str]) -> CommitteeGate:
    asks = table.one_of("asks", GATE_ASKS)
    known = GATE_COUNTS if asks in _COUNTING else GATE_DAYS
    compares = asks in {"share", "within", "after"}
    return CommitteeGate(
        code=table.code(),
        zh=table.text("zh"),
        en=table.text("en"),
        step=table.one_of("step", GATE_STEPS),
        asks=asks,
        fact=table.one_of("fact", known),
        who=table.one_of("who", GATE_WHO),
        than=table.one_of("than", known) if compares else "",
        share=_share(table) if asks == "share" else "",
        strictly_more=table.flag("strictly_more", instead=False),
        whole=table.whole("number", 1, 9999) if asks in {"within", "after", "least", "most"} else 0,
        any_of=table.text("any_of", "") if table.has("any_of") else "",
        unless=table.one_of("unless", GATE_COUNTS) if table.has("unless") else "",
        unless_at_most=table.whole("unless_at_most", 1, 9999) if table.has("unless") else 0,
        article=cited(table),
    )


def _share(table: Reader) -> str:
    """A share such as "1/2", at most the whole."""
    written = table.text("share")
    if written and not (_SHARE.fullmatch(written) and Fraction(written) <= 1):
        table.note(Refused("rulepack.bad-value", value=written[:40]), "share")
        return ""
    return written
