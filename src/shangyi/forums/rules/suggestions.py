"""A suggestion addressed to a unit: through the organiser's gate, to the unit, and back with a reply.

整理 collects it, 审定 approves its wording and addressee, 转送 sends it and starts the clock of the reply.
A practice without a gate sends what was said as it was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shangyi.kernel.refused import Refused


class Stage(StrEnum):
    RAISED = "raised"  # said in the room
    COMPILED = "compiled"  # 整理
    APPROVED = "approved"  # 审定
    SENT = "sent"  # 转送: the clock of the reply runs
    REPLIED = "replied"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    COMPILE = "compile"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    SEND = "send"
    CONTACT = "contact"
    REPLY = "reply"
    RECHECK = "recheck"
    WITHDRAW = "withdraw"


class Reply(StrEnum):
    ADOPTED = "adopted"  # 采纳
    PARTLY = "partly"  # 部分采纳
    NOT_ADOPTED = "not_adopted"  # 暂不采纳


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table: from, step, to, which right it takes, what must be given."""

    source: Stage
    verb: Step
    target: Stage
    right: str
    needs: tuple[str, ...] = ()


TABLE: tuple[Transition, ...] = (
    Transition(
        source=Stage.RAISED,
        verb=Step.COMPILE,
        target=Stage.COMPILED,
        right="suggestion.compile",
        needs=("text", "unit"),
    ),
    Transition(
        source=Stage.COMPILED,
        verb=Step.COMPILE,
        target=Stage.COMPILED,
        right="suggestion.compile",
        needs=("text", "unit"),
    ),
    Transition(source=Stage.COMPILED, verb=Step.APPROVE, target=Stage.APPROVED, right="suggestion.approve"),
    Transition(
        source=Stage.COMPILED,
        verb=Step.SEND_BACK,
        target=Stage.RAISED,
        right="suggestion.approve",
        needs=("reason",),
    ),
    Transition(
        source=Stage.RAISED, verb=Step.SEND, target=Stage.SENT, right="suggestion.compile", needs=("unit",)
    ),
    Transition(
        source=Stage.APPROVED, verb=Step.SEND, target=Stage.SENT, right="suggestion.compile", needs=("unit",)
    ),
    Transition(
        source=Stage.SENT,
        verb=Step.CONTACT,
        target=Stage.SENT,
        right="suggestion.reply",
        needs=("contact_by", "contact_how"),
    ),
    Transition(
        source=Stage.SENT, verb=Step.REPLY, target=Stage.REPLIED, right="suggestion.reply", needs=("reply",)
    ),
    Transition(
        source=Stage.REPLIED,
        verb=Step.RECHECK,
        target=Stage.REPLIED,
        right="suggestion.compile",
        needs=("found",),
    ),
    *(
        Transition(
            source=source,
            verb=Step.WITHDRAW,
            target=Stage.WITHDRAWN,
            right="suggestion.approve",
            needs=("reason",),
        )
        for source in (Stage.RAISED, Stage.COMPILED, Stage.APPROVED)
    ),
)


def step(stage: Stage, verb: Step, *, gated: bool = False, **given: object) -> Transition:
    """The row for this step in this stage. `gated`: the practice has a gate, which nothing goes round.

    Refused: suggestion.already-done, suggestion.not-now, suggestion.gate-first, suggestion.<what>-needed.
    """
    row = next((each for each in TABLE if each.source is stage and each.verb is verb), None)
    if row is None and stage in {each.target for each in TABLE if each.verb is verb}:
        raise Refused("suggestion.already-done", stage=stage.value, verb=verb.value)
    if row is None:
        raise Refused("suggestion.not-now", stage=stage.value, verb=verb.value)
    if gated and verb is Step.SEND and stage is Stage.RAISED:
        raise Refused("suggestion.gate-first")
    for name in row.needs:
        if not str(given.get(name) or "").strip():
            raise Refused(f"suggestion.{name.replace('_', '-')}-needed")
    return row


def right_for(verb: Step) -> str:
    """The right that a step takes, as the table says."""
    return next(row.right for row in TABLE if row.verb is verb)


def check_reply(reply: Reply, reason: str) -> None:
    """What is not adopted, or only in part, says why; “逐一” means none is blank. Refused: suggestion.why-needed."""
    if reply is not Reply.ADOPTED and len(reason.strip()) < 2:
        raise Refused("suggestion.why-needed")
