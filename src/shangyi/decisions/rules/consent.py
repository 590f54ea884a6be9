"""Consent: a proposal stands when nobody has a reason left against it, and every objection is followed to
its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.decisions.rules.thresholds import refuse_all, repeated
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Position(StrEnum):
    AGREE = "agree"
    AGREE_IF = "agree-if"
    OBJECT = "object"
    STAND_ASIDE = "stand-aside"


class Step(StrEnum):
    """What can happen in a consent round: a person answers, somebody offers a way out, the person accepts
    it.
    """

    ANSWER = "answer"
    OFFER = "offer"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One thing that happened. `text` is the condition, the reason, or the way out that is offered."""

    step: Step
    person: str
    position: Position | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Where one person stands. `text` is the condition or reason, `offered` the last way out that was
    offered.
    """

    position: Position
    text: str = ""
    offered: str = ""
    is_resolved: bool = False

    @property
    def is_open(self) -> bool:
        return self.position in {Position.AGREE_IF, Position.OBJECT} and not self.is_resolved


class ConsentState(StrEnum):
    ANSWERS_MISSING = "answers-missing"
    OBJECTIONS_OPEN = "objections-open"
    CONDITIONS_OPEN = "conditions-open"
    NOBODY_AGREED = "nobody-agreed"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class ConsentRound:
    """One event and how matters stood after it."""

    event: ConsentEvent
    state: ConsentState


@dataclass(frozen=True, slots=True)
class ConsentTally:
    state: ConsentState
    answers: Mapping[str, Answer]
    silent: tuple[str, ...]
    open_objections: tuple[str, ...]
    open_conditions: tuple[str, ...]
    rounds: tuple[ConsentRound, ...]


def count_consent(*, people: Sequence[str], events: Iterable[ConsentEvent]) -> ConsentTally:
    """Consent when everybody has answered and no objection or condition is open; the events replayed one by
    one.

    Silence is no consent: a person who has not answered keeps it open. Standing aside is an answer, but a
    proposal that all stand aside from has nobody's consent. A way out counts only when the person whose
    objection or condition it is accepts it. A new answer replaces the old one and reopens what it says.
    Refused: consent.no-people, consent.person-twice, consent.person-unknown, consent.text-needed,
    consent.nothing-open, consent.nothing-offered, consent.position-needed.
    """
    problems = [] if people else [Refused("consent.no-people")]
    refuse_all(problems + [Refused("consent.person-twice", person=person) for person in repeated(people)])
    answers: dict[str, Answer] = {}
    rounds = []
    for event in events:
        if event.person not in people:
            raise Refused("consent.person-unknown", person=event.person)
        answers[event.person] = _next_answer(event, answers.get(event.person))
        rounds.append(ConsentRound(event, _state(people, answers)))
    return ConsentTally(
        state=_state(people, answers),
        answers=answers,
        silent=tuple(person for person in people if person not in answers),
        open_objections=_open(answers, Position.OBJECT),
        open_conditions=_open(answers, Position.AGREE_IF),
        rounds=tuple(rounds),
    )


def _next_answer(event: ConsentEvent, before: Answer | None) -> Answer:
    if event.step == Step.ANSWER:
        return _new_answer(event)
    if before is None or not before.is_open:
        raise Refused("consent.nothing-open", person=event.person)
    if event.step == Step.OFFER:
        return replace(before, offered=_text_of(event))
    if not before.offered:
        raise Refused("consent.nothing-offered", person=event.person)
    return replace(before, is_resolved=True)


def _new_answer(event: ConsentEvent) -> Answer:
    if event.position is None:
        raise Refused("consent.position-needed", person=event.person)
    needs_text = event.position in {Position.AGREE_IF, Position.OBJECT}
    return Answer(event.position, _text_of(event) if needs_text else event.text.strip())


def _text_of(event: ConsentEvent) -> str:
    if not event.text.strip():
        raise Refused("consent.text-needed", person=event.person)
    return event.text.strip()


def _open(answers: Mapping[str, Answer], position: Position) -> tuple[str, ...]:
    return tuple(
        person for person, answer in answers.items() if answer.is_open and answer.position == position
    )


def _state(people: Sequence[str], answers: Mapping[str, Answer]) -> ConsentState:
    if _open(answers, Position.OBJECT):
        return ConsentState.OBJECTIONS_OPEN
    if _open(answers, Position.AGREE_IF):
        return ConsentState.CONDITIONS_OPEN
    if len(answers) < len(people):
        return ConsentState.ANSWERS_MISSING
    if all(answer.position == Position.STAND_ASIDE for answer in answers.values()):
        return ConsentState.NOBODY_AGREED
    return ConsentState.CONSENT
