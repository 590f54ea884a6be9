"""听 in bulk: what `hear` does for one voice, for up to a few hundred cases of a hotline with a statement per table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from shangyi.concerns.actions.hear import (
    NewVoice,
    Speaker,
    first_step,
    heard_event,
    opened_event,
    prepare_concern,
    prepare_voice,
)
from shangyi.concerns.actions.moving import lead_of
from shangyi.concerns.models import Concern, HotlineCase, ImportBatch, Voice
from shangyi.concerns.rules.cases import Case
from shangyi.concerns.rules.clocks import sorting_limits
from shangyi.concerns.rules.hearing import Channel
from shangyi.concerns.rules.life import State
from shangyi.kernel.actor import Act
from shangyi.kernel.ids import new_code
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry, Event
from shangyi.notices.actions import announce
from shangyi.people.models import Capacity
from shangyi.people.queries import receiver_for
from shangyi.places.models import Place
from shangyi.places.queries import below
from shangyi.rulepacks.queries import InForce, rules_at
from shangyi.undertakings.actions import opened_entry, prepare
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import Timing, timing


class PlaceFinder:
    """Finds the place that a hotline's address means, within one place and what lies in it."""

    def __init__(self, root: Place) -> None:
        rows = list(below(root.path or "").select_related("community"))
        self.root = root
        self.by_code = {row.code: row for row in rows}
        self.by_name: dict[str, list[Place]] = {}
        for row in rows:
            for name in {row.name, row.full_name}:
                self.by_name.setdefault(_squeezed(name), []).append(row)
        self.full_names = sorted({_squeezed(row.full_name) for row in rows}, key=len, reverse=True)

    def find(self, address: str) -> Place:
        """The place with this code or this name; else the smallest whose full name the address begins with.

        An address in free words that names nothing known means the place the file was imported for: the words
        of it are kept beside the voice. Refused: import.place-unknown, for what looks like a code and is none
        within reach.
        """
        if not address:
            return self.root
        if address in self.by_code:
            return self.by_code[address]
        if address.isascii() and "-" in address and " " not in address:
            raise Refused("import.place-unknown", place_code=address[:40])
        wanted = _squeezed(address)
        named = self.by_name.get(wanted, [])
        if len(named) == 1:
            return named[0]
        longest = next((name for name in self.full_names if name and wanted.startswith(name)), "")
        return self.by_name[longest][0] if longest else self.root


def _squeezed(name: str) -> str:
    return "".join(name.split())


@dataclass(slots=True)
class Reception:
    """Who receives, under which rules, at each place: asked once per place."""

    now: datetime
    receivers: dict[str, Capacity] = field(default_factory=dict)
    rules: dict[str, InForce] = field(default_factory=dict)
    clocks: dict[int, Timing] = field(default_factory=dict)

    def at(self, path: str) -> tuple[Capacity, InForce, Timing]:
        """Refused: place.nobody-receives, rulepack.none-in-force."""
        if path not in self.receivers:
            self.receivers[path] = receiver_for(path, self.now)
            self.rules[path] = rules_at(path, self.now.date())
        rules = self.rules[path]
        if rules.pack_id not in self.clocks:
            self.clocks[rules.pack_id] = timing(self.now, sorting_limits(rules.pack), rules.calendar)
        return self.receivers[path], rules, self.clocks[rules.pack_id]

    def later(self, now: datetime) -> Reception:
        """The same people and rules at a later moment, so with clocks that start anew."""
        return replace(self, now=now, clocks={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A case, and the place it was found to mean."""

    case: Case
    place: Place

    def as_voice(self, source: str) -> NewVoice:
        case = self.case
        return NewVoice(
            words=case.words,
            place=self.place,
            channel=Channel.HOTLINE,
            speaker=Speaker(naming=case.naming, name=case.caller, phone=case.phone),
            kind=case.kind,
            said_at=case.said_at,
            source=source,
            external_number=case.number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """By whom and for which batch cases are taken in."""

    batch: ImportBatch
    act: Act
    recorder: Capacity | None
    reception: Reception
    randbelow: Callable[[int], int]


@transaction.atomic
def hear_many(*, arrivals: Sequence[Arrival], taking: Taking) -> list[Voice]:
    """Accept cases as `hear` accepts a voice: receipt, concern, keeper, sorting clock and the same ledger lines.

    All or none of them; what each says was checked when it was read. One announcement tells open desks.
    Refused: place.nobody-receives, rulepack.none-in-force.
    """
    clocks: list[Timing] = []
    concerns: list[Concern] = []
    for arrival in arrivals:
        receiver, rules, clock = taking.reception.at(arrival.place.path or "")
        concerns.append(_concern(arrival, receiver, rules, clock, taking))
        clocks.append(clock)
    Concern.objects.bulk_create(concerns)
    voices = Voice.objects.bulk_create(
        _voice(arrival, concern, taking) for arrival, concern in zip(arrivals, concerns, strict=True)
    )
    HotlineCase.objects.bulk_create(
        _hotline_case(arrival.case, voice) for arrival, voice in zip(arrivals, voices, strict=True)
    )
    _begin_lives(concerns, voices, clocks, taking.act)
    for community_id in {concern.community_id for concern in concerns}:
        announce(
            channel=f"desk:{community_id}",
            kind="concern",
            now=taking.act.at,
            body={"batch": taking.batch.pk},
        )
    return voices


def _concern(arrival: Arrival, receiver: Capacity, rules: InForce, clock: Timing, taking: Taking) -> Concern:
    case = arrival.case
    new = arrival.as_voice(taking.batch.source)
    concern = prepare_concern(new, case.words, receiver, rules, taking.act.at, clock.due_at)
    concern.title = case.title or concern.title
    return concern


def _voice(arrival: Arrival, concern: Concern, taking: Taking) -> Voice:
    case = arrival.case
    voice = prepare_voice(
        arrival.as_voice(taking.batch.source),
        case.words,
        case.said_at,
        concern,
        taking.act.at,
        new_code(taking.randbelow),
        taking.recorder,
    )
    voice.batch = taking.batch
    return voice


def _hotline_case(case: Case, voice: Voice) -> HotlineCase:
    return HotlineCase(
        voice=voice, due_at=case.deadline, title=case.title, kind_said=case.kind_said, address=case.address
    )


def _begin_lives(
    concerns: Sequence[Concern], voices: Sequence[Voice], clocks: Sequence[Timing], act: Act
) -> None:
    """Start the sorting clock of each and append, per concern, the three lines that `hear` appends."""
    leads = Undertaking.objects.bulk_create(
        prepare(lead_of(concern, State.HEARD, first_step(concern, clock)), act.at)
        for concern, clock in zip(concerns, clocks, strict=True)
    )
    entries: list[Entry] = []
    for concern, voice, lead in zip(concerns, voices, leads, strict=True):
        due_at = lead.due_at or act.at
        entries += [
            _line(heard_event(voice, on_behalf=voice.recorded_by_id is not None), concern, act),
            opened_entry(lead, act),
            _line(opened_event(concern, due_at), concern, act),
        ]
    append_all(entries)


def _line(event: Event, concern: Concern, act: Act) -> Entry:
    return Entry(event=event, subject=concern.subject, place_code=concern.place.code, act=act)
