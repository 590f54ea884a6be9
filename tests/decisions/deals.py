"""Agreements lived by the real actions: the four households of a stairwell reroute their kitchen drain.

小马 drafts and writes down. 101 马先生 lets the works happen in his kitchen, where 租户小周 lives, and pays nothing;
201 王阿姨 has an account; 301 李叔 and 401 钱伯 are known by name only and answer by their code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from shangyi.decisions.actions.binding import (
    NewPromise,
    NewShares,
    set_concessions,
    set_promises,
    set_quotes,
    set_shares,
)
from shangyi.decisions.actions.drafting import Wording, draft_agreement
from shangyi.decisions.actions.parties import NewParty, NewSigner
from shangyi.decisions.actions.signing import Mark, offer_agreement, sign_by_code
from shangyi.decisions.models import Agreement, AgreementSigner, AgreementText
from shangyi.decisions.queries.agreements import text_of
from shangyi.decisions.rules.agreement import Concession, Quote
from shangyi.decisions.rules.shares import Basis
from shangyi.decisions.rules.signing import Way
from shangyi.people.models import Person
from shangyi.people.queries import NOBODY
from tests.people_and_places import Town, acting

TALKED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, nine in the morning by the region's clock."""

DAY = timedelta(days=1)
SIGN_BY = TALKED + 5 * DAY
TITLE = "33号楼5单元厨房下水管道改道"
GROUND = "5单元101"
CONCESSION = Concession(
    household=GROUND,
    gives="在厨房内施工",
    in_return="不摊费用，恢复原状",
    scope="厨房东墙一米",
    access_times="3月9日至11日，9时至17时",
    restoration="更换破损瓷砖并清洁",
    withdrawal="超过三天未完工可以收回",
)
QUOTES = (Quote("顺通", 310_000, 12, 3), Quote("安居", 280_000, 6, 5))
SIGNERS = ("马先生", "租户小周", "王阿姨", "李叔", "钱伯")


@dataclass
class Table:
    """One agreement and the people around it; every verb is done by whoever may, at the moment given."""

    town: Town
    agreement: Agreement

    @property
    def pk(self) -> int:
        return self.agreement.pk

    @property
    def text(self) -> AgreementText:
        return text_of(self.fresh())

    def by(self, who: Person | None = None, at: datetime = TALKED) -> dict[str, Any]:
        return {"agreement_id": self.pk, "actor": acting(who or self.town.ma, at.date()), "now": at}

    def drafting(self, at: datetime = TALKED) -> dict[str, Any]:
        return {**self.by(at=at), "randbelow": Random(at.timestamp()).randrange}

    def fresh(self) -> Agreement:
        self.agreement = Agreement.objects.get(pk=self.pk)
        return self.agreement

    def signer(self, name: str) -> AgreementSigner:
        return AgreementSigner.objects.get(party__text=self.text, name=name)

    def offered(self, at: datetime = TALKED) -> Table:
        offer_agreement(sign_by=at + 5 * DAY, **self.by(at=at))
        return self

    def mark(self, way: Way = Way.REMOTE_CODE, **more: Any) -> Mark:
        return Mark(way=way, digest=self.text.digest, **more)

    def signs(self, *names: str, at: datetime | None = None) -> Table:
        """By link and code, as a neighbour without an account would."""
        for number, name in enumerate(names):
            moment = at or TALKED + DAY + number * timedelta(minutes=1)
            sign_by_code(code=self.signer(name).code, mark=self.mark(), actor=NOBODY, now=moment)
        return self

    def in_force(self) -> Table:
        self.signs(*SIGNERS)
        self.fresh()
        return self


def parties(town: Town) -> list[NewParty]:
    """The ground floor with its tenant, and three who pay."""

    def home(label: str, *names: str, area: int, **more: Any) -> NewParty:
        owners = tuple(NewSigner(name=name, role="owner", **more) for name in names)
        return NewParty(kind="household", key=label, label=label, signers=owners, area=area)

    ground = home(GROUND, "马先生", area=8_000)
    tenant = NewSigner(name="租户小周", role="occupant")
    return [
        NewParty(kind="household", key=GROUND, label=GROUND, signers=(*ground.signers, tenant), area=8_000),
        home("5单元201", "王阿姨", area=9_000, person=town.wang),
        home("5单元301", "李叔", area=9_000),
        home("5单元401", "钱伯", area=11_000),
    ]


def drafted(town: Town, about: str = "") -> Table:
    """The words and who is bound; nothing of money yet."""
    wording = Wording(
        title=TITLE, body="四户共同出资，由1楼在自己家中施工，将下水管道改道。", options="整栋更换"
    )
    row = draft_agreement(
        wording=wording,
        place=town.stairwell,
        parties=parties(town),
        about=about,
        actor=acting(town.ma),
        now=TALKED,
        randbelow=Random(5).randrange,
    )
    return Table(town, row)


def prepared(town: Town, about: str = "") -> Table:
    """Complete: quotes, a total of 2800 yuan shared by area without the ground floor, one concession, two promises."""
    table = drafted(town, about)
    set_quotes(quotes=QUOTES, chosen="安居", **table.drafting())
    weights = {each.label: each.area for each in parties(town)}
    shares = NewShares(total_fen=280_000, basis=Basis.AREA, weights=weights, exempt={GROUND: "不用这根立管"})
    set_shares(shares=shares, **table.drafting())
    set_concessions(concessions=[CONCESSION], **table.drafting())
    works = NewPromise(what="将下水管道改道", due_on=date(2026, 3, 11), unit=town.works, is_works=True)
    money = NewPromise(what="收齐各户分摊款", due_on=date(2026, 3, 8), holder=town.ma)
    set_promises(promises=[works, money], **table.drafting())
    return table
