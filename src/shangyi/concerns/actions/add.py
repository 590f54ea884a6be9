"""One more sentence by somebody who spoke, and neighbours who say: me too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shangyi.concerns.actions.hear import (
    Accepted,
    NewVoice,
    accepted_before,
    heard_event,
    hearing_act,
    prepare_voice,
    said_at,
)
from shangyi.concerns.actions.moving import begin, complete, concern_for_change
from shangyi.concerns.actions.photos import keep_photos
from shangyi.concerns.actions.telling import tell_keeper
from shangyi.concerns.events import VoiceAdded
from shangyi.concerns.models import Concern, Voice
from shangyi.concerns.rules.hearing import check_words
from shangyi.concerns.rules.life import State
from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.ids import new_code, read_code
from shangyi.kernel.refused import Refused

JOINABLE = (State.HEARD, State.SORTED, State.HANDLING, State.LISTED, State.LOOKING)


@transaction.atomic
def join(
    *, concern_id: int, new: NewVoice, actor: Actor, now: datetime, randbelow: Callable[[int], int]
) -> Accepted:
    """我也反映: a voice of one's own, with a receipt and an answer of its own, in a concern that exists.

    Refused: as `hear`; concern.not-found; concern.target-done, when the matter is done already: then speak up anew.
    """
    words = check_words(new.words)
    moment = said_at(new.said_at, now)
    concern = concern_for_change(concern_id)
    earlier = accepted_before(new, words, now)
    if earlier is not None:
        return Accepted(earlier, again=True)
    if State(concern.state) not in JOINABLE:
        raise Refused("concern.target-done", number=concern.number)
    act, recorder = hearing_act(new, actor, now)
    voice = prepare_voice(new, words, moment, concern, now, new_code(randbelow), recorder)
    voice.save(force_insert=True)
    n_photos = keep_photos(pictures=new.pictures, concern=concern, voice=voice, now=now)
    move = begin(concern, act)
    concern.n_voices += 1
    move.record(heard_event(voice, on_behalf=recorder is not None, n_photos=n_photos))
    tell_keeper(move, "concern.joined", n_voices=concern.n_voices)
    complete(move)
    return Accepted(voice)


@transaction.atomic
def add_words(*, receipt: str, words: str, actor: Actor, now: datetime, n_photos: int = 0) -> Concern:
    """补充一句: by whoever holds the receipt; the keeper is told.

    Refused: voice.receipt.not-found, voice.words-needed, voice.words-too-long, concern.not-now once it is closed.
    """
    kept = check_words(words)
    code = read_code(receipt)
    voice = Voice.objects.filter(receipt=code).first() if code else None
    if voice is None:
        raise Refused("voice.receipt.not-found")
    concern = concern_for_change(voice.concern_id)
    if not State(concern.state).is_open:
        raise Refused("concern.not-now", state=concern.state, verb="add")
    move = begin(concern, Act.by_resident(actor, now))
    move.record(VoiceAdded(voice=voice.pk, n_photos=n_photos, words=kept))
    tell_keeper(move, "concern.added")
    return complete(move)
