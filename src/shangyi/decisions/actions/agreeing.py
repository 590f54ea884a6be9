"""The one way an agreement moves: lock, ask the rules, save, record, tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from shangyi.decisions.models import Agreement, AgreementSigner, AgreementText
from shangyi.decisions.queries.agreements import agreement_for_change, standing_of, text_of
from shangyi.decisions.rules.signing import Standing
from shangyi.kernel.actor import Act, Actor, may, require
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append_all
from shangyi.ledger.events import Entry, Event
from shangyi.notices.actions import Message, announce, queue
from shangyi.people.models import Person
from shangyi.places.models import Unit
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.rules import State as UndertakingState
from shangyi.undertakings.rules import Task, Timing, Verb


@dataclass(slots=True)
class Deal:
    """One change of one agreement while it is being made."""

    agreement: Agreement
    text: AgreementText
    act: Act
    entries: list[Entry] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    @property
    def standing(self) -> Standing:
        return standing_of(self.agreement, self.text)

    def record(self, event: Event) -> None:
        """Add a line to the record of this agreement."""
        self.entries.append(
            Entry(
                event=event,
                subject=self.agreement.subject,
                place_code=self.agreement.place.code,
                act=self.act,
            )
        )

    def tell(self, template: str, person_ids: Iterable[int | None], **facts: str) -> None:
        """A message to each of these persons once, and never to whoever acts."""
        known = {each for each in person_ids if each is not None} - {self.act.person_id}
        self.messages += [
            Message(
                template=template,
                about=self.agreement.subject,
                key=f"{template}:{self.agreement.pk}:{self.act.at.timestamp():.0f}:{person_id}",
                person_id=person_id,
                facts={"title": self.text.title, **facts},
            )
            for person_id in sorted(known)
        ]


def begin(agreement_id: int, right: str, actor: Actor, now: datetime) -> Deal:
    """Lock the agreement for somebody with a right over it.

    Refused: agreement.not-found (also for whoever may not even see it), rights.missing.
    """
    agreement = agreement_for_change(agreement_id)
    if may(actor, "agreement.view", agreement.place_path) is None:
        raise Refused("agreement.not-found")
    grant = require(actor, right, agreement.place_path)
    return Deal(agreement, text_of(agreement), Act.by(actor, grant, now))


def begin_locked(agreement_id: int, act: Act) -> Deal:
    """Lock the agreement for one of its signers, or for the clock; the caller has asked who it is."""
    agreement = agreement_for_change(agreement_id)
    return Deal(agreement, text_of(agreement), act)


def complete(deal: Deal) -> Agreement:
    """Save, record and tell, together; open pages hear that something changed."""
    deal.agreement.save()
    append_all(deal.entries)
    queue(deal.messages, now=deal.act.at)
    announce(channel=f"agreement:{deal.agreement.pk}", kind="changed", now=deal.act.at)
    return deal.agreement


def persons_signing(deal: Deal) -> set[int | None]:
    """Everybody who signs and is known here."""
    rows = AgreementSigner.objects.filter(party__text=deal.text)
    return set(rows.values_list("person_id", flat=True))


def end_of(day: date) -> datetime:
    """The last moment of a promised day."""
    return datetime.combine(day, time.max, timezone.get_current_timezone())


def entrust(
    deal: Deal,
    task: Task,
    what: str,
    due_at: datetime,
    *,
    holder: Person | None = None,
    unit: Unit | None = None,
) -> Undertaking:
    """Something that somebody must do for this agreement; where nobody is named, whoever drafted it."""
    agreement, now = deal.agreement, deal.act.at
    keeps = holder is None and unit is None
    row, line = open_undertaking(
        new=NewUndertaking(
            matter=agreement.subject,
            task=task,
            what=what,
            place=agreement.place,
            holder=agreement.drafted_by if keeps else holder,
            holder_capacity=agreement.drafted_capacity if keeps else None,
            unit=unit,
            answers_to=agreement.drafted_by,
            timing=Timing(
                due_at=due_at,
                remind_at=max(due_at - timedelta(days=1), now + (due_at - now) / 2),
                limit="promised",
            ),
        ),
        act=deal.act,
    )
    deal.entries.append(line)
    return row


def end_duties(deal: Deal, verb: Verb, words: str, *tasks: Task) -> None:
    """What was to be done for this agreement in these steps ends: done, or needed no more."""
    rows = Undertaking.objects.select_for_update(of=("self",)).select_related("place")
    for row in rows.filter(
        matter=deal.agreement.subject, task__in=tasks, state=UndertakingState.OPEN
    ).order_by("id"):
        deal.entries.append(end_undertaking(row=row, verb=verb, outcome=words[:300], act=deal.act))
