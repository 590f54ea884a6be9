"""Who says what, where and over which way; and neighbours who say it too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shangyi.concerns.actions.add import join
from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.models import Concern, Voice
from shangyi.concerns.rules.hearing import Channel, Kind, Naming
from shangyi.entry.demo.names import phone, short_name
from shangyi.entry.demo.pictures import picture_of
from shangyi.kernel.actor import Actor
from shangyi.people.models import Person
from shangyi.places.models import Place

if TYPE_CHECKING:
    from shangyi.entry.demo.texts import Matter
    from shangyi.entry.demo.world import World

CHANNELS = (
    (Channel.PHONE_WEB, 52), (Channel.WALK_IN, 14), (Channel.PHONE, 12), (Channel.VISIT, 8), (Channel.HOTLINE, 8),
    (Channel.WECHAT, 4), (Channel.LETTER, 2),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that somebody will say: the matter, the words, where, who, how."""

    matter: Matter
    words: str
    community: str
    place: Place
    speaker: Speaker
    channel: Channel
    pictures: int = 0

    @property
    def recorded(self) -> bool:
        """Whether somebody of ours writes it down for them."""
        return self.channel is not Channel.PHONE_WEB


def case_of(
    world: World,
    matter: Matter,
    community: str,
    *,
    words: str = "",
    person: Person | None = None,
    channel: Channel | None = None,
    inside: str = "",
) -> Case:
    """Somebody of this community says one of the sentences of a matter; a person named here says it at home."""
    chosen = channel or world.rng.choices([c for c, _ in CHANNELS], [w for _, w in CHANNELS])[0]
    speaker = _speaker(world, inside or community, chosen, person)
    depth = "district" if matter.at == "county" else matter.at
    place = (
        world.home_at(speaker.person, depth) if speaker.person else world.anywhere(inside or community, depth)
    )
    return Case(
        matter=matter,
        words=placed(words or world.rng.choice(matter.said), place),
        community=community,
        place=place,
        speaker=speaker,
        channel=chosen,
        pictures=world.rng.choice((0, 0, 0, 1, 1, 2)) if matter.at not in {"community", "county"} else 0,
    )


def _speaker(world: World, community: str, channel: Channel, person: Person | None) -> Speaker:
    """Known residents, people who leave only a name and a number, and people who leave nothing."""
    known = world.residents(community)
    dice = world.rng.random()
    if person is not None or (known and dice < 0.55):
        naming = Naming.SEALED if person is None and dice < 0.08 else Naming.NAMED
        return Speaker(person=person or world.rng.choice(known), naming=naming)
    if dice < 0.85 or channel is not Channel.PHONE_WEB:
        return Speaker(name=short_name(world.rng), phone=phone(world.rng.randrange(90_000, 99_999)))
    return Speaker(naming=Naming.UNNAMED)


def placed(words: str, place: Place) -> str:
    """The words with the house they are about."""
    names = {"building": "", "stairwell": "", "compound": ""}
    here: Place | None = place
    while here is not None:
        names.setdefault(here.kind, here.name)
        names[here.kind] = names[here.kind] or here.name
        here = here.parent
    building = names["building"] or "我们这栋"
    return (
        words.replace("{b}", building)
        .replace("{u}", names["stairwell"] or "我们单元")
        .replace("{c}", names["compound"] or "小区")
    )


def speaks(world: World, case: Case, now: datetime) -> Voice:
    """The words are heard and a receipt is given."""
    new = new_voice(world, case, now)
    actor = _hearing_actor(world, case, now)
    return hear(new=new, actor=actor, now=now, randbelow=world.rng.randrange).voice


def _hearing_actor(world: World, case: Case, now: datetime) -> Actor:
    """People speak for themselves; what is said at the counter is written down by whoever sits there today."""
    return world.acting(world.clerk(case.place).person if case.recorded else case.speaker.person, now)


def new_voice(world: World, case: Case, now: datetime) -> NewVoice:
    """What is handed in: the words, where they were said, and for staff who heard them when."""
    matter = case.matter
    pictures = tuple(picture_of(matter.category, world.rng.randrange(4)) for _ in range(case.pictures))
    new = NewVoice(
        words=case.words,
        place=case.place,
        channel=case.channel,
        speaker=case.speaker,
        kind=Kind(matter.kind) if case.channel is Channel.PHONE_WEB and world.rng.random() < 0.6 else None,
        noticed=matter.since if world.rng.random() < 0.7 else "",
        suspicion=matter.suspicion,
        pictures=pictures,
    )
    if not case.recorded:
        return replace(new, sending_key=f"demo-{world.rng.getrandbits(60):x}")
    told = now - timedelta(minutes=world.rng.choice((4, 10, 25, 180)))
    new = replace(new, said_at=told, read_back=world.rng.random() < 0.9)
    if case.channel is Channel.HOTLINE:
        serial = world.rng.randrange(10_000, 99_999)
        return replace(new, source="12345", external_number=f"{now:%Y%m%d}{serial}")
    return new


def joins(world: World, case: Case, concern: Concern, words: str, now: datetime) -> Voice | None:
    """A neighbour says it too, with a receipt of their own; None where it is done by now."""
    speaker = _speaker(world, case.community, case.channel, None)
    other = replace(case, words=placed(words, case.place), speaker=speaker, pictures=0)
    new = replace(new_voice(world, other, now), suspicion="", source="", external_number=None)
    actor = _hearing_actor(world, other, now)
    return join(concern_id=concern.pk, new=new, actor=actor, now=now, randbelow=world.rng.randrange).voice
