"""What belongs elsewhere is sent there with the way named, and is answered all the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shangyi.concerns.actions.answer import AnswerDraft, write_answer
from shangyi.concerns.actions.moving import begin, complete, concern_for_change, end_lead
from shangyi.concerns.events import ConcernDiverted
from shangyi.concerns.models import Concern
from shangyi.concerns.rules.clocks import diversion_sentence
from shangyi.concerns.rules.life import State, Verb, step
from shangyi.kernel.actor import Act, Actor, require


@transaction.atomic
def divert_concern(
    *, concern_id: int, channel: str, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Concern:
    """Courts, petitions and emergencies: name the right channel to everyone who spoke.

    The sentence that names the channel comes from the rule pack; `reason` is added to it. Our own closing never
    claims to end a petition (norms §3.5).
    Refused: rights.missing, concern.stale, concern.not-now, concern.channel-needed, and as the rule pack finds the
    channel unknown.
    """
    concern = concern_for_change(concern_id, version=version)
    grant = require(actor, "concern.divert", concern.place_path)
    row = step(State(concern.state), Verb.DIVERT, channel=channel)
    move = begin(concern, Act.by(actor, grant, now))
    sentence = diversion_sentence(move.rules.pack, channel)
    text = f"{sentence}{reason.strip()}"
    end_lead(move, outcome=text)
    concern.diverted_to = channel
    concern.done_at = now
    concern.result = text
    move.record(ConcernDiverted(channel=channel, reason=reason.strip()))
    write_answer(move, row.target, AnswerDraft(text=text, pledge=None), text)
    return complete(move)
