"""Agreements of the demo: the drain of a stairwell, in force and being paid for; the lamps, one name short of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shangyi.concerns.models import Voice
from shangyi.decisions.actions import binding
from shangyi.decisions.actions.carrying_out import record_payment
from shangyi.decisions.actions.drafting import Wording, draft_agreement
from shangyi.decisions.actions.objecting import answer_agreement_objection, object_by_code
from shangyi.decisions.actions.signing import (
    Mark,
    offer_agreement,
    record_signature,
    refuse_by_code,
    sign_by_code,
)
from shangyi.decisions.forms.agreements import household_party
from shangyi.decisions.models import Agreement, AgreementSigner
from shangyi.decisions.queries.agreements import text_of
from shangyi.decisions.queries.parties import read_households
from shangyi.decisions.rules.agreement import Concession, Quote
from shangyi.decisions.rules.shares import Basis
from shangyi.decisions.rules.signing import Way
from shangyi.entry.demo.pictures import picture_of
from shangyi.entry.demo.texts import read_agreed
from shangyi.people.queries import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shangyi.entry.demo.days import Story
    from shangyi.entry.demo.world import World

DAY = timedelta(days=1)
CLERK, TENANT = "哈丽娟", "吴桂香"


def agreements(world: World, now: datetime) -> Iterator[Story]:
    """What was agreed in a stairwell of 朝阳小区, and what waits for a last name."""
    told = read_agreed()
    yield _drain(world, told["drain"], now)
    yield _lamps(world, told["lamp"], now)


@dataclass(slots=True)
class _Table:
    """One agreement while it is made: every verb by the clerk, or by whoever holds a code."""

    world: World
    told: dict[str, Any]
    row: Agreement

    def by(self, at: datetime) -> dict[str, Any]:
        who = self.world.acting(self.world.people[CLERK], at)
        return {"agreement_id": self.row.pk, "actor": who, "now": at}

    def drafting(self, at: datetime) -> dict[str, Any]:
        return {**self.by(at), "randbelow": self.world.rng.randrange}

    def label(self, door: str) -> str:
        return self.world.places[f"{self.told['where']}/{door}"].full_name

    def signers(self) -> list[AgreementSigner]:
        """Whoever signs the newest text, in its order."""
        text = text_of(Agreement.objects.get(pk=self.row.pk))
        rows = AgreementSigner.objects.filter(party__text=text).select_related("party__text", "person")
        return list(rows.order_by("party__number", "number"))

    def mark(self, signer: AgreementSigner, way: Way = Way.REMOTE_CODE, **more: Any) -> Mark:
        return Mark(way=way, digest=signer.party.text.digest, **more)

    def signs(self, signer: AgreementSigner, at: datetime) -> None:
        sign_by_code(code=signer.code, mark=self.mark(signer), actor=NOBODY, now=at)


def _drafted(world: World, told: dict[str, Any], at: datetime, about: str = "") -> _Table:
    """As the page of a stairwell does it: owners and tenants stand in the draft as the rosters have them."""
    where = world.places[told["where"]]
    homes = [world.places[f"{told['where']}/{door}"] for door in told["household"]]
    row = draft_agreement(
        wording=Wording(title=told["title"], body=told["body"].strip(), options=told.get("options", "")),
        place=where,
        parties=[
            household_party(each.place.code, each.owners, each.tenants, each)
            for each in read_households(homes, world.calendar.local(at).date())
        ],
        about=about,
        actor=world.acting(world.people[CLERK], at),
        now=at,
        randbelow=world.rng.randrange,
    )
    return _Table(world, told, row)


def _promised(table: _Table, now: datetime, at: datetime) -> None:
    """Each promise has its person and a day."""
    world = table.world
    today = world.calendar.local(now).date()
    promises = [
        binding.NewPromise(
            what=row["what"],
            due_on=today + timedelta(days=row["in_days"]),
            holder=world.people[row["holder"]],
            is_works=row["works"],
        )
        for row in table.told["promise"]
    ]
    binding.set_promises(promises=promises, **table.drafting(at))


def _drain(world: World, told: dict[str, Any], now: datetime) -> Story:
    """A first text comes back with its reason; the second is signed by all, and the money comes in."""
    at = yield world.clock(now - 9 * DAY, "10:10")
    voice = Voice.objects.filter(person=world.people[TENANT], heard_at__lt=at).order_by("pk").last()
    table = _drafted(world, told, at, about=voice.concern.subject if voice else "")
    _filled_in(table, now, at)
    _shared(table, Basis.EQUAL, at)
    offer_agreement(sign_by=at + 6 * DAY, **table.by(at))
    at = yield world.clock(now - 8 * DAY, "19:40")
    signers = table.signers()
    table.signs(signers[0], at)
    refuser = next(each for each in signers if each.party.label == table.label("201室"))
    at = yield at + timedelta(minutes=20)
    refuse_by_code(code=refuser.code, reason=told["first_why"], actor=NOBODY, now=at)
    at = yield world.clock(now - 7 * DAY, "09:30")
    _shared(table, Basis.AREA, at)
    offer_agreement(sign_by=at + 5 * DAY, **table.by(at))
    yield from _signed(table, now)
    yield from _paid(table, now)


def _filled_in(table: _Table, now: datetime, at: datetime) -> None:
    """Prices side by side, who gives way, who does what."""
    told = table.told
    quotes = [
        Quote(row["firm"], row["total"], row["warranty_months"], row["working_days"], row["offer"])
        for row in told["quote"]
    ]
    binding.set_quotes(quotes=quotes, chosen=told["chosen"], **table.drafting(at))
    if "concession" in told:
        concession = Concession(household=table.label(told["ground"]), **told["concession"])
        binding.set_concessions(concessions=[concession], **table.drafting(at))
    _promised(table, now, at)


def _shared(table: _Table, basis: Basis, at: datetime) -> None:
    """Who pays how much; the ground floor of the drain pays nothing, and why."""
    ground = table.told.get("ground")
    shares = binding.NewShares(
        total_fen=table.told["total"],
        basis=basis,
        weights={each.party.label: each.party.weight for each in table.signers()},
        exempt={table.label(ground): "不用这根立管，让出厨房施工"} if ground else {},
    )
    binding.set_shares(shares=shares, **table.drafting(at))


def _signed(table: _Table, now: datetime) -> Story:
    """One on paper before the clerk, one after an objection was answered, the others by the link on their phones."""
    world, told = table.world, table.told
    first, *others = table.signers()
    at = yield world.clock(now - 7 * DAY, "11:20")
    paper = table.mark(first, Way.PAPER_WITNESSED, witness=CLERK, picture=picture_of("paper", 1))
    record_signature(signer_id=first.pk, mark=paper, **table.by(at))
    at = yield world.clock(now - 7 * DAY, "20:15")
    asking = others[-1]
    objection = object_by_code(code=asking.code, reason=told["objection"], actor=NOBODY, now=at)
    for signer in others[:-1]:
        at = yield at + timedelta(minutes=9)
        table.signs(signer, at)
    at = yield world.clock(now - 6 * DAY, "09:05")
    answer_agreement_objection(objection_id=objection.pk, answer=told["reply"], **table.by(at))
    at = yield world.clock(now - 6 * DAY, "12:40")
    table.signs(asking, at)


def _paid(table: _Table, now: datetime) -> Story:
    """Two have paid in full, one a half, one nothing yet."""
    world = table.world
    parties = {each.party.label: each.party for each in table.signers()}
    for days, door, halves in ((5, "201室", 2), (4, "501室", 2), (2, "301室", 1)):
        at = yield world.clock(now - days * DAY, "17:10")
        party = parties[table.label(door)]
        paid = (party.fen or 0) * halves // 2
        on = world.calendar.local(at).date()
        note = "" if halves == 2 else "先交一半，月底补齐"
        record_payment(party_id=party.pk, fen=paid, paid_on=on, note=note, **table.by(at))


def _lamps(world: World, told: dict[str, Any], now: datetime) -> Story:
    """Everybody has signed but one, who can be looked through."""
    at = yield world.clock(now - 3 * DAY, "16:30")
    table = _drafted(world, told, at)
    _filled_in(table, now, at)
    _shared(table, Basis.EQUAL, at)
    offer_agreement(sign_by=world.clock(now + 2 * DAY, "18:00"), **table.by(at))
    at = yield world.clock(now - 2 * DAY, "19:30")
    for signer in table.signers():
        if signer.name != TENANT:
            at = yield at + timedelta(minutes=7)
            table.signs(signer, at)
