"""Signing an agreement: exactly the text that was seen, by everybody, or back to the table with its
history.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.decisions.rules.agreement import Terms, check_terms
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class State(StrEnum):
    DRAFT = "draft"
    SIGNING = "signing"
    SENT_BACK = "sent-back"
    IN_FORCE = "in-force"
    DROPPED = "dropped"


class Verb(StrEnum):
    OFFER = "offer"
    SIGN = "sign"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVISE = "revise"
    TAKE_BACK = "take-back"
    DROP = "drop"


class Way(StrEnum):
    """How somebody signed."""

    SIGNED_IN = "signed-in"
    IN_PERSON_CODE = "in-person-code"
    DRAWN = "drawn"
    REMOTE_CODE = "remote-code"
    WRITTEN_PROXY = "written-proxy"
    PAPER_WITNESSED = "paper-witnessed"


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of the table: who may do what in which state, what must be given, and what becomes of it."""

    from_states: frozenset[State]
    verb: Verb
    to_states: tuple[State, ...]
    who: str
    given: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition(frozenset({State.DRAFT}), Verb.OFFER, (State.SIGNING,), "organiser", "complete terms"),
    Transition(
        frozenset({State.SIGNING}),
        Verb.SIGN,
        (State.SIGNING, State.IN_FORCE),
        "signer",
        "the digest that was shown",
    ),
    Transition(frozenset({State.SIGNING}), Verb.REFUSE, (State.SENT_BACK,), "signer", "reason"),
    Transition(frozenset({State.SIGNING}), Verb.WITHDRAW, (State.SENT_BACK,), "organiser", "reason"),
    Transition(
        frozenset({State.DRAFT, State.SENT_BACK}), Verb.REVISE, (State.DRAFT,), "organiser", "new terms"
    ),
    Transition(frozenset({State.SIGNING}), Verb.TAKE_BACK, (State.SIGNING,), "signer", "their signature"),
    Transition(frozenset({State.DRAFT, State.SENT_BACK}), Verb.DROP, (State.DROPPED,), "organiser", "reason"),
)
"""An agreement in force is changed by no verb: a change of it is a new agreement between the same parties."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's name under one text. `evidence` names the written proxy or the paper that is kept with it;
    `witness` the member of staff who saw the paper signed; `drawing` the strokes of a name drawn by hand.
    """

    household: str
    person: str
    way: Way
    digest: str
    signed_at: datetime
    evidence: str = ""
    witness: str = ""
    drawing: str = ""


@dataclass(frozen=True, slots=True)
class PastVersion:
    """A version that came back: its text's digest, who had signed, who ended it and why."""

    version: int
    digest: str
    signatures: tuple[Signature, ...]
    ended_by: str
    verb: Verb
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands. `signatures` are those under the present version only."""

    terms: Terms
    version: int = 1
    state: State = State.DRAFT
    signatures: tuple[Signature, ...] = ()
    history: tuple[PastVersion, ...] = ()
    in_force_at: datetime | None = None

    @property
    def still_to_sign(self) -> tuple[tuple[str, str], ...]:
        """Who has not signed, as (household, person). Silence and absence leave a name here."""
        signed = {(signature.household, signature.person) for signature in self.signatures}
        return tuple(signer for signer in self.terms.signers if signer not in signed)


def offer(standing: Standing) -> Standing:
    """The terms lie open for signature. Refused: agreement.wrong-state, and what `check_terms` refuses."""
    _require(standing, Verb.OFFER)
    check_terms(standing.terms)
    return replace(standing, state=State.SIGNING)


def sign(standing: Standing, signature: Signature) -> Standing:
    """The signature is added; with the last one missing, the agreement is in force from that moment.

    Refused: agreement.wrong-state, agreement.not-a-signer, agreement.signed-already,
    agreement.signed-other-text, agreement.proxy-paper-missing, agreement.drawing-missing,
    agreement.witness-missing, agreement.witness-is-a-signer.
    """
    _require(standing, Verb.SIGN)
    _check_signer(standing, signature)
    _check_evidence(standing, signature)
    signed = replace(standing, signatures=(*standing.signatures, signature))
    if signed.still_to_sign:
        return signed
    return replace(signed, state=State.IN_FORCE, in_force_at=signature.signed_at)


def refuse(standing: Standing, *, household: str, person: str, reason: str) -> Standing:
    """One refusal sends the agreement back, whoever had signed; the signatures stay in its history.

    A person who had signed may still refuse until it is in force.
    Refused: agreement.wrong-state, agreement.not-a-signer, agreement.reason-needed.
    """
    _require(standing, Verb.REFUSE)
    if (household, person) not in standing.terms.signers:
        raise Refused("agreement.not-a-signer", household=household, person=person)
    return _send_back(standing, Verb.REFUSE, person, reason)


def withdraw(standing: Standing, *, organiser: str, reason: str) -> Standing:
    """The organiser takes the text back before all have signed. Refused: agreement.wrong-state,
    agreement.reason-needed.
    """
    _require(standing, Verb.WITHDRAW)
    return _send_back(standing, Verb.WITHDRAW, organiser, reason)


def revise(standing: Standing, terms: Terms) -> Standing:
    """New terms become the draft, with no signature under them; after a refusal they are the next version.

    What came back may be offered again unchanged: it is still a new version, and everybody signs anew.
    Refused: agreement.wrong-state, agreement.nothing-changed.
    """
    _require(standing, Verb.REVISE)
    if standing.state == State.DRAFT and terms.digest == standing.terms.digest:
        raise Refused("agreement.nothing-changed")
    version = standing.version + (standing.state == State.SENT_BACK)
    return replace(standing, terms=terms, version=version, state=State.DRAFT, signatures=())


def take_back(standing: Standing, *, household: str, person: str) -> Standing:
    """One name is taken from under the text, as long as not all have signed; the others stay.

    Refused: agreement.wrong-state, agreement.not-signed.
    """
    _require(standing, Verb.TAKE_BACK)
    kept = tuple(each for each in standing.signatures if (each.household, each.person) != (household, person))
    if len(kept) == len(standing.signatures):
        raise Refused("agreement.not-signed", household=household, person=person)
    return replace(standing, signatures=kept)


def drop(standing: Standing, *, reason: str) -> Standing:
    """Nothing comes of it; the versions stay on record. Refused: agreement.wrong-state, agreement.reason-needed."""
    _require(standing, Verb.DROP)
    if not reason.strip():
        raise Refused("agreement.reason-needed")
    return replace(standing, state=State.DROPPED)


VERBS: dict[Verb, Callable[..., Standing]] = {
    Verb.OFFER: offer,
    Verb.SIGN: sign,
    Verb.REFUSE: refuse,
    Verb.WITHDRAW: withdraw,
    Verb.REVISE: revise,
    Verb.TAKE_BACK: take_back,
    Verb.DROP: drop,
}


def _send_back(standing: Standing, verb: Verb, person: str, reason: str) -> Standing:
    if not reason.strip():
        raise Refused("agreement.reason-needed")
    past = PastVersion(
        standing.version, standing.terms.digest, standing.signatures, person, verb, reason.strip()
    )
    return replace(standing, state=State.SENT_BACK, signatures=(), history=(*standing.history, past))


def check_verb(state: State, verb: Verb) -> None:
    """Whether the table has this verb in this state. Refused: agreement.wrong-state."""
    if not any(line.verb == verb and state in line.from_states for line in TRANSITIONS):
        raise Refused("agreement.wrong-state", state=state, verb=verb)


def _require(standing: Standing, verb: Verb) -> None:
    check_verb(standing.state, verb)


def _check_signer(standing: Standing, signature: Signature) -> None:
    household, person = signature.household, signature.person
    if (household, person) not in standing.terms.signers:
        raise Refused("agreement.not-a-signer", household=household, person=person)
    if (household, person) not in standing.still_to_sign:
        raise Refused("agreement.signed-already", household=household, person=person)
    if signature.digest != standing.terms.digest:
        raise Refused("agreement.signed-other-text", household=household, person=person)


def _check_evidence(standing: Standing, signature: Signature) -> None:
    if signature.way == Way.WRITTEN_PROXY and not signature.evidence.strip():
        raise Refused("agreement.proxy-paper-missing", person=signature.person)
    if signature.way == Way.DRAWN and not signature.drawing:
        raise Refused("agreement.drawing-missing")
    if signature.way not in {Way.PAPER_WITNESSED, Way.DRAWN}:
        return
    if signature.way == Way.PAPER_WITNESSED and not signature.witness.strip():
        raise Refused("agreement.witness-missing", person=signature.person)
    if signature.witness in {person for _, person in standing.terms.signers}:
        raise Refused("agreement.witness-is-a-signer", person=signature.person, witness=signature.witness)
