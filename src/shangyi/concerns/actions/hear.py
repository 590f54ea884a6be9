"""听: accepting words. A receipt is given at once, and from that moment somebody of ours is the keeper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shangyi.concerns.actions.moving import Move, NextStep, complete, enter_state
from shangyi.concerns.actions.photos import Picture, keep_photos
from shangyi.concerns.events import ConcernOpened, VoiceHeard
from shangyi.concerns.models import Concern, Voice
from shangyi.concerns.rules.clocks import sorting_limits, tier_of
from shangyi.concerns.rules.hearing import Channel, Kind, Naming, check_words, first_title, words_digest
from shangyi.concerns.rules.life import State
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.ledger.queries.prepared import Prepared
from shangyi.people.models import Capacity, Person
from shangyi.people.queries import receiver_for
from shangyi.places.models import Place
from shangyi.rulepacks.queries import InForce, rules_at
from shangyi.undertakings.rules import Timing, timing

SENT_TWICE_WITHIN = timedelta(minutes=10)
SAID_AT_MOST_BEFORE = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who spoke, as far as they say: a person we know, or a name and a way to reach them, or nobody."""

    naming: Naming = Naming.NAMED
    person: Person | None = None
    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVoice:
    """What is accepted. `sending_key` is made by the sender's page, so that sending twice is one voice."""

    words: str
    place: Place
    channel: Channel
    speaker: Speaker = field(default_factory=Speaker)
    kind: Kind | None = None
    said_at: datetime | None = None
    noticed: str = ""
    suspicion: str = ""
    tried_before: str = ""
    read_back: bool = False
    sending_key: str | None = None
    source: str = ""
    external_number: str | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The voice, and whether it had been accepted before: `again` is said to the sender."""

    voice: Voice
    again: bool = False


@transaction.atomic
def hear(*, new: NewVoice, actor: Actor, now: datetime, randbelow: Callable[[int], int]) -> Accepted:
    """Accept one person's words: a receipt, a concern with a keeper, and the sorting clock, in one transaction.

    Nobody need be signed in. The same sending key, or the same words from the same sender within ten minutes,
    is the voice that was accepted first.
    Refused: voice.words-needed, voice.words-too-long, voice.said-later, voice.said-too-long-ago,
    place.nobody-receives.
    """
    words = check_words(new.words)
    moment = said_at(new.said_at, now)
    earlier = accepted_before(new, words, now)
    if earlier is not None:
        return Accepted(earlier, again=True)
    act, recorder = hearing_act(new, actor, now)
    receiver = receiver_for(new.place.path or "", now)
    rules = rules_at(new.place.path or "", now.date())
    clock = timing(now, sorting_limits(rules.pack), rules.calendar)
    concern = prepare_concern(new, words, receiver, rules, now, clock.due_at)
    concern.save(force_insert=True)
    voice = prepare_voice(new, words, moment, concern, now, new_code(randbelow), recorder)
    voice.save(force_insert=True)
    keep_photos(pictures=new.pictures, concern=concern, voice=voice, now=now)
    _begin_life(Move(concern, act, rules), voice, clock, len(new.pictures))
    return Accepted(voice)


def _begin_life(move: Move, voice: Voice, clock: Timing, n_photos: int) -> None:
    """Record the voice and start the sorting clock; the concern was saved with it already."""
    concern = move.concern
    move.record(heard_event(voice, on_behalf=voice.recorded_by_id is not None, n_photos=n_photos))
    enter_state(move, State.HEARD, first_step(concern, clock))
    move.record(opened_event(concern, clock.due_at))
    complete(move, saved=True)


def first_step(concern: Concern, clock: Timing) -> NextStep:
    """What the receiver must do first; bulk verbs use it too."""
    return NextStep(
        what=_("Sort: %(title)s") % {"title": concern.title},
        timing=clock,
        holder=concern.keeper,
        holder_capacity=concern.keeper_capacity,
    )


def opened_event(concern: Concern, due_at: datetime) -> ConcernOpened:
    """The line that says a concern was opened and who keeps it."""
    return ConcernOpened(
        number=concern.number,
        due_at=due_at.isoformat(),
        keeper=concern.keeper_id,
        keeper_name=concern.keeper.name,
    )


def prepare_concern(
    new: NewVoice, words: str, receiver: Capacity, rules: InForce, now: datetime, due_at: datetime
) -> Concern:
    """The concern of a first voice, not yet saved; bulk verbs use it too."""
    return Concern(
        title=first_title(words),
        kind=new.kind or "",
        place=new.place,
        place_path=new.place.path or "",
        community=new.place.community,
        keeper=receiver.person,
        keeper_capacity=receiver,
        pack_id=rules.pack_id,
        tier=tier_of(rules.pack, new.place.community.code if new.place.community else ""),
        heard_at=now,
        due_at=due_at,
        noticed=new.noticed[:60],
    )


def prepare_voice(
    new: NewVoice,
    words: str,
    spoken_at: datetime,
    concern: Concern,
    now: datetime,
    receipt: str,
    recorder: Capacity | None,
) -> Voice:
    """The voice, not yet saved. An unnamed speaker's name and contact are not kept at all."""
    speaker = new.speaker if new.speaker.naming is not Naming.UNNAMED else Speaker(naming=Naming.UNNAMED)
    return Voice(
        receipt=receipt,
        concern=concern,
        first_concern=concern,
        channel=new.channel,
        naming=speaker.naming,
        words=words,
        words_digest=words_digest(words),
        suspicion=new.suspicion.strip(),
        tried_before=new.tried_before.strip(),
        noticed=new.noticed[:60],
        place=new.place,
        person=speaker.person,
        speaker_name=speaker.name.strip() or (speaker.person.name if speaker.person else ""),
        phone=speaker.phone.strip(),
        email=speaker.email.strip(),
        said_at=spoken_at,
        heard_at=now,
        recorded_by=recorder.person if recorder else None,
        recorded_capacity=recorder,
        read_back=new.read_back,
        sending_key=new.sending_key or None,
        source=new.source,
        external_number=new.external_number,
    )


def heard_event(voice: Voice, *, on_behalf: bool, n_photos: int = 0) -> VoiceHeard:
    """The line that says a voice was heard."""
    return VoiceHeard(
        voice=voice.pk,
        channel=voice.channel,
        naming=voice.naming,
        said_at=voice.said_at.isoformat(),
        on_behalf=on_behalf,
        read_back=voice.read_back,
        n_photos=n_photos,
        receipt=voice.receipt,
        words=voice.words,
        suspicion=voice.suspicion,
        tried_before=voice.tried_before,
        noticed=voice.noticed,
        speaker=voice.person_id,
        speaker_name=voice.speaker_name,
    )


def said_at(stated: datetime | None, now: datetime) -> datetime:
    """When it was said: now, or what was stated. Refused: voice.said-later, voice.said-too-long-ago."""
    moment = stated or now
    if moment > now + timedelta(minutes=5):
        raise Refused("voice.said-later", said_at=moment)
    if moment < now - SAID_AT_MOST_BEFORE:
        raise Refused("voice.said-too-long-ago", said_at=moment)
    return moment


_BY_KEY = Prepared(lambda key: Voice.objects.select_related("concern").filter(sending_key=key))


def accepted_before(new: NewVoice, words: str, now: datetime) -> Voice | None:
    """The voice that this one repeats: same sending key; or same words, place and sender a moment ago.

    Senders who leave no name cannot be told apart, so for them only the key counts: two neighbours may write
    the same words.
    """
    if new.sending_key:
        by_key = next(iter(_BY_KEY(key=new.sending_key)), None)
        if by_key is not None:
            return by_key
    speaker = new.speaker
    known = speaker.naming is not Naming.UNNAMED and (speaker.person is not None or speaker.phone.strip())
    if new.channel is not Channel.PHONE_WEB or not known:
        return None
    return (
        Voice.objects.select_related("concern")
        .filter(
            words_digest=words_digest(words),
            heard_at__gte=now - SENT_TWICE_WITHIN,
            place=new.place,
            phone=speaker.phone.strip(),
            person=speaker.person,
        )
        .first()
    )


def hearing_act(new: NewVoice, actor: Actor, now: datetime) -> tuple[Act, Capacity | None]:
    """Residents speak for themselves; staff who enter for somebody need the right to, and are recorded."""
    if new.channel is Channel.PHONE_WEB:
        return Act.by_resident(actor, now), None
    grant = require(actor, "voice.record", new.place.path or "")
    recorder = Capacity.objects.select_related("person").get(pk=grant.capacity_id or 0)
    return Act.by(actor, grant, now), recorder
