"""What waits for a person's vote or name, of every kind, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from shangyi.decisions.models import Ballot
from shangyi.decisions.queries.agreements import agreements_to_sign
from shangyi.decisions.queries.ballots import ballots_to_answer
from shangyi.decisions.queries.budgets import budgets_to_vote

MOST = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits until a moment; `label` says what a ballot can decide."""

    kind: str
    pk: int
    title: str
    until: datetime | None
    label: str = ""

    @property
    def label_said(self) -> str:
        return str(Ballot.LabelChoice(self.label).label) if self.label else ""


def waiting_of(person_ids: list[int]) -> list[Waiting]:
    """What waits for any of these rows of one human being, the first to end first."""
    nothing = Value("", output_field=CharField())
    rows = _as_rows(ballots_to_answer(person_ids), "ballot", "closes_at", F("label")).union(
        _as_rows(agreements_to_sign(person_ids), "agreement", "sign_by", nothing),
        _as_rows(budgets_to_vote(person_ids), "budget", "closes_at", nothing),
        all=True,
    )
    return [Waiting(*row) for row in rows.order_by("until")[:MOST]]


def _as_rows(rows: QuerySet[Any], kind: str, until: str, label: F | Value) -> QuerySet[Any, Any]:
    """The same five columns of each kind, so that they can stand in one list."""
    marked = rows.annotate(kind_=Value(kind, output_field=CharField()), until=F(until), label_=label)
    listed: QuerySet[Any, Any] = marked.values_list("kind_", "pk", "title", "until", "label_")
    return listed
