"""纪要: the life of the minutes of one gathering, and what of them may be shown to whom.

The record stays as it was written. Minutes are made from it, a person edits the wording, those who were there may
object, somebody with the right approves: what was approved is kept as an edition and never changed. An edition that
was wrong is followed by another one, with the reason.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypedDict

from shangyi.forums.rules.practice import RemarkKind
from shangyi.kernel.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

OBJECT_WITHIN = timedelta(hours=48)
"""How long whoever was there may object to a draft that was shown to them."""

LONGEST_PART = 4000
PART = re.compile(r"opening|closing|item:[1-9][0-9]{0,17}|line:[1-9][0-9]{0,17}")
"""What of the minutes a person words: the beginning, the end, the summary of an item, one line."""


class State(StrEnum):
    DRAFT = "draft"  # made from the record, being worded
    SHOWN = "shown"  # 征求意见: shown to whoever was there
    APPROVED = "approved"  # an edition is kept


class Verb(StrEnum):
    SHOW = "show"
    APPROVE = "approve"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table: from, verb, to, which right it takes, what must be given."""

    source: State
    verb: Verb
    target: State
    right: str
    needs: tuple[str, ...] = ()


TABLE: tuple[Transition, ...] = (
    Transition(source=State.DRAFT, verb=Verb.SHOW, target=State.SHOWN, right="gathering.host"),
    Transition(source=State.DRAFT, verb=Verb.APPROVE, target=State.APPROVED, right="gathering.publish"),
    Transition(source=State.SHOWN, verb=Verb.APPROVE, target=State.APPROVED, right="gathering.publish"),
    Transition(
        source=State.APPROVED,
        verb=Verb.REOPEN,
        target=State.DRAFT,
        right="gathering.publish",
        needs=("reason",),
    ),
)


def step(state: State, verb: Verb, **given: object) -> Transition:
    """The row for this verb in this state. Refused: minutes.already-done, minutes.not-now, minutes.reason-needed."""
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    if row is None:
        done = any(each.target is state and each.verb is verb for each in TABLE)
        raise Refused("minutes.already-done" if done else "minutes.not-now", state=state.value)
    for name in row.needs:
        if len(str(given.get(name) or "").strip()) < 2:
            raise Refused(f"minutes.{name}-needed")
    return row


def right_for(verb: Verb) -> str:
    """The right that a verb takes, as the table says."""
    return next(row.right for row in TABLE if row.verb is verb)


def check_part(part: str) -> str:
    """The name of a part that is worded. Refused: minutes.part-unknown."""
    if not PART.fullmatch(part):
        raise Refused("minutes.part-unknown")
    return part


def check_wording(text: str) -> str:
    """The words of a part; none at all takes the wording back to the record's. Refused: minutes.words-too-long."""
    kept = "".join(letter for letter in text.replace("\r\n", "\n") if letter == "\n" or letter.isprintable())
    kept = kept.strip()
    if len(kept) > LONGEST_PART:
        raise Refused("minutes.words-too-long", longest=LONGEST_PART, length=len(kept))
    return kept


def check_objecting(state: State, until: datetime | None, now: datetime) -> None:
    """Whether somebody may still object. Refused: minutes.not-shown, minutes.objecting-over (until)."""
    if state is not State.SHOWN or until is None:
        raise Refused("minutes.not-shown")
    if now > until:
        raise Refused("minutes.objecting-over", until=until.isoformat())


def check_approval(*, n_unanswered: int, is_filed: bool) -> None:
    """Every objection has its reply and the record is complete. Refused: minutes.file-first,
    minutes.objections-wait (n).
    """
    if not is_filed:
        raise Refused("minutes.file-first")
    if n_unanswered:
        raise Refused("minutes.objections-wait", n=n_unanswered)


class Line(TypedDict):
    """One line as the minutes hold it. `answers` is the number of the line it answers."""

    number: int
    kind: str
    kind_name: str
    class_name: str
    unit: str
    name: str
    text: str
    edited: bool
    answers: int | None
    additions: list[str]


class Dissent(TypedDict):
    """Who did not agree, why, and who explains it to them."""

    class_name: str
    name: str
    reason: str
    explained_by: str


class Item(TypedDict):
    """One item of the agenda with what was said to it and what it came to."""

    pk: int
    position: int
    title: str
    source: str
    summary: str
    lines: list[Line]
    n_left_out: int
    result: str
    conclusion: str
    dissents: list[Dissent]


class Pledge(TypedDict):
    """A promise: what, by whom, until when or why there is no day, in which parts.

    `role` is the class, post or title of whoever promised: it stays where names are taken out.
    """

    what: str
    unit: str
    role: str
    name: str
    due: str
    undated_reason: str
    steps: list[str]


class Suggestion(TypedDict):
    """A suggestion and the unit it is for."""

    text: str
    head: str
    unit: str
    stage: str
    proposer: str


class Present(TypedDict):
    """Somebody who was there and gave a name."""

    class_name: str
    name: str
    unit: str
    post: str
    stands_for: str
    signature: str


class Absent(TypedDict):
    """Somebody, or a whole class, that was invited and did not come."""

    class_name: str
    name: str
    reason: str
    spoken_for_by: str


class Poll(TypedDict):
    """A straw poll: it decided nothing, and says so."""

    question: str
    how: str
    counts: list[tuple[str, int]]


class Question(TypedDict):
    """A ballot that came of it: what was asked of whom, how far it is, what it showed."""

    title: str
    label: str
    state: str
    showed: str


class Objection(TypedDict):
    """What somebody objected to the draft, and what was replied."""

    class_name: str
    name: str
    text: str
    reply: str


class Content(TypedDict):
    """The whole minutes, as an edition keeps them. Times are written out with their zone; counts are words: 20余."""

    practice: str
    ordinal: int | None
    theme: str
    place: str
    venue: str
    convened_by: str
    keeper: str
    started_at: str
    ended_at: str
    urgent_reason: str
    passed_over: list[str]
    heads: list[tuple[str, str]]
    n_present: str
    n_unnamed: int
    present: list[Present]
    absent: list[Absent]
    opening: str
    items: list[Item]
    loose: list[Line]
    n_loose_left_out: int
    pledges: list[Pledge]
    suggestions: list[Suggestion]
    matters: list[tuple[str, str]]
    unanswered: list[str]
    polls: list[Poll]
    ballots: list[Question]
    objections: list[Objection]
    no_outcome_reason: str
    closing: str


def digest_of(content: Content) -> str:
    """SHA-256 of the content in one fixed spelling: what was approved can be told from anything else."""
    spelling = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelling.encode()).hexdigest()


_NAMED: tuple[str, ...] = ("present", "absent", "pledges", "objections", "loose")


def shown(content: Content, *, with_names: bool, with_shortcomings: bool) -> Content:
    """The minutes as readers get them: classes and units instead of persons, unless names were allowed.

    What is left out is not in the result at all. Somebody absent who was invited by name becomes their class; a
    shortcoming that a unit admitted appears only where its publication was approved.
    """
    found: Any = json.loads(json.dumps(content))
    if not with_shortcomings:
        found["loose"] = _without_shortcomings(found["loose"])
        for item in found["items"]:
            item["lines"] = _without_shortcomings(item["lines"])
    if not with_names:
        _hide_names(found)
    return found  # type: ignore[no-any-return]


def _without_shortcomings(lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [line for line in lines if line["kind"] != RemarkKind.SHORTCOMING]


def _hide_names(found: dict[str, Any]) -> None:
    found["keeper"] = ""
    found["present"] = []
    found["suggestions"] = [{**each, "proposer": ""} for each in found["suggestions"]]
    for name in _NAMED:
        found[name] = [_unnamed(each) for each in found[name]]
    for item in found["items"]:
        item["lines"] = [_unnamed(each) for each in item["lines"]]
        item["dissents"] = [{**_unnamed(each), "explained_by": ""} for each in item["dissents"]]
    found["absent"] = [each for each in found["absent"] if each["class_name"]]


def _unnamed(each: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {"name": "", "stands_for": "", "spoken_for_by": ""}
    return {**each, **{key: empty for key, empty in hidden.items() if key in each}}
