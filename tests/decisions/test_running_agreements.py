"""An agreement from the draft to the end of its warranty, by the actions."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from shangyi.concerns.actions.photos import read_picture
from shangyi.decisions.actions.binding import NewShares, set_parties, set_quotes, set_shares
from shangyi.decisions.actions.by_clock import remind_signers
from shangyi.decisions.actions.carrying_out import accept_works, record_payment, undo_payment
from shangyi.decisions.actions.drafting import Wording, change_wording, draft_agreement, drop_agreement
from shangyi.decisions.actions.objecting import (
    answer_agreement_objection,
    object_by_code,
    object_to_agreement,
)
from shangyi.decisions.actions.parties import NewParty, NewSigner
from shangyi.decisions.actions.signing import (
    Mark,
    offer_agreement,
    record_refusal,
    record_signature,
    refuse_agreement,
    refuse_by_code,
    sign_by_code,
    sign_here,
    take_back_by_code,
    take_signature_back,
    undo_recorded,
    withdraw_agreement,
)
from shangyi.decisions.models import (
    Agreement,
    AgreementObjection,
    AgreementPayment,
    AgreementSignature,
    AgreementText,
)
from shangyi.decisions.queries.agreements import payments_by_party, split_of, to_sign
from shangyi.decisions.rules.shares import Basis
from shangyi.decisions.rules.signing import Way
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact, PrivatePart
from shangyi.notices.models import Notice
from shangyi.people.queries import NOBODY
from shangyi.undertakings.models import Undertaking
from tests.decisions.asking import refusals
from tests.decisions.deals import (
    DAY,
    GROUND,
    QUOTES,
    SIGN_BY,
    SIGNERS,
    TALKED,
    TITLE,
    Table,
    drafted,
    parties,
    prepared,
)
from tests.people_and_places import Town, acting

NEXT = TALKED + DAY


def told(template: str) -> list[str]:
    rows = Notice.objects.filter(template=template, channel=Notice.Channel.IN_APP, person__isnull=False)
    return sorted(row.person.name for row in rows if row.person)


def kinds(table: Table) -> list[str]:
    rows = Fact.objects.filter(subject=table.agreement.subject).order_by("id")
    return [kind for kind in rows.values_list("kind", flat=True) if kind.startswith("agreement.")]


def photo() -> Any:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    out.seek(0)
    return read_picture(out)


def duties(table: Table, state: str = "open") -> list[tuple[str, str]]:
    rows = Undertaking.objects.filter(matter=table.agreement.subject, state=state).order_by("id")
    return [(row.task, row.holder.name if row.holder else row.unit.name if row.unit else "") for row in rows]


@pytest.mark.trace("PD-5", "PD-7", "PD-8", "PD-9")
def test_four_households_agree_and_it_is_in_force_with_the_last_name(town: Town) -> None:
    table = prepared(town)
    assert Notice.objects.filter(template__startswith="agreement.").count() == 0
    table.offered()
    assert (table.fresh().state, told("agreement.to-sign")) == ("signing", ["王阿姨"])
    assert duties(table) == [("contact", "小马")]
    table.signs(*SIGNERS[:-1])
    assert table.fresh().state == "signing", "four of five is not all"
    assert duties(table) == [("contact", "小马")]

    table.signs(SIGNERS[-1])

    row = table.fresh()
    assert (row.state, row.in_force_at) == ("in-force", NEXT)
    assert duties(table) == [("works", "市政养护队"), ("pledge", "小马"), ("recheck", "小马")]
    assert told("agreement.in-force") == ["小马", "王阿姨"]
    assert told("agreement.promised") == ["小马"]
    lines = kinds(table)
    assert lines[0] == "agreement.drafted"
    assert lines[-1] == "agreement.in-force"
    assert lines.count("agreement.signed") == 5


@pytest.mark.trace("PD-9")
def test_shares_are_worked_out_by_area_and_sum_to_the_fen(town: Town) -> None:
    text = prepared(town).text
    assert {party.label: party.fen for party in text.parties.all()} == {
        GROUND: 0,
        "5单元201": 86_897,
        "5单元301": 86_896,
        "5单元401": 106_207,
    }
    assert sum(party.fen or 0 for party in text.parties.all()) == text.total_fen == 280_000
    split = split_of(text)
    assert split is not None
    assert [line.added_fen for line in split.lines] == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("basis", "weights", "wanted"),
    [
        (Basis.EQUAL, {}, [70_000, 70_000, 70_000, 70_000]),
        (Basis.BENEFIT, {"5单元201": 1, "5单元301": 2, "5单元401": 3}, [0, 46_667, 93_333, 140_000]),
        (Basis.FIGURES, {GROUND: 10_000, "5单元201": 90_000, "5单元301": 90_000, "5单元401": 90_000}, None),
    ],
)
def test_every_way_of_sharing(
    town: Town, basis: Basis, weights: dict[str, int], wanted: list[int] | None
) -> None:
    table = drafted(town)
    shares = NewShares(total_fen=280_000, basis=basis, weights=weights, exempt={})
    set_shares(shares=shares, **table.drafting())
    found = [party.fen for party in table.text.parties.all()]
    assert found == (wanted or list(weights.values()))


def test_agreed_figures_that_do_not_sum_are_refused_and_nothing_changes(town: Town) -> None:
    table = prepared(town)
    wrong = NewShares(total_fen=100, basis=Basis.FIGURES, weights={"5单元201": 99}, exempt={})
    assert refusals(lambda: set_shares(shares=wrong, **table.drafting())) == ["shares.do-not-sum"]
    assert table.text.total_fen == 280_000


def test_shares_that_no_longer_come_out_keep_the_text_from_being_offered(town: Town) -> None:
    table = prepared(town)
    fewer = [each for each in parties(town) if each.label == GROUND]
    other = NewParty(kind="person", key="孙姨", label="孙姨", signers=(NewSigner(name="孙姨", role="self"),))
    set_parties(parties=[*fewer, other], **table.drafting())
    assert table.text.parties.get(label=GROUND).concessions.count() == 1, "what 101 gives up is kept"
    assert refusals(table.offered) == [
        "agreement.share-missing",
        "agreement.share-missing",
        "agreement.shares-do-not-sum",
    ]


@pytest.mark.trace("PD-4")
def test_money_is_settled_only_with_a_quote_or_a_reason(town: Town) -> None:
    table = prepared(town)
    set_quotes(quotes=(), chosen="", **table.drafting())
    assert refusals(table.offered) == ["agreement.quote-missing"]
    set_quotes(quotes=QUOTES, chosen="", **table.drafting())
    assert refusals(table.offered) == ["agreement.quote-not-chosen"]
    set_quotes(quotes=QUOTES, chosen="顺通", **table.drafting())
    assert refusals(table.offered) == ["agreement.total-unlike-quote"]
    weights = {each.label: each.area for each in parties(town)}
    why = NewShares(
        total_fen=280_000, basis=Basis.AREA, weights=weights, exempt={}, total_reason="顺通让价300元"
    )
    set_shares(shares=why, **table.drafting())
    assert table.offered().fresh().state == "signing"


@pytest.mark.trace("PD-7")
def test_one_refusal_sends_it_back_and_the_next_version_is_signed_anew(town: Town) -> None:
    table = prepared(town).offered().signs("马先生", "李叔")
    old_code = table.signer("李叔").code
    refuse_by_code(code=table.signer("钱伯").code, reason="报价太高", actor=NOBODY, now=NEXT)
    row = table.fresh()
    assert row.state == "sent-back"
    past = AgreementText.objects.get()
    assert (past.ended_verb, past.ended_by, past.ended_reason) == ("refuse", "5单元401 钱伯", "报价太高")
    assert told("agreement.sent-back") == ["小马", "王阿姨"]
    assert duties(table) == []

    change_wording(
        wording=Wording(title=TITLE, body="换一家，四户共同出资。"), **table.drafting(at=NEXT + DAY)
    )
    row = table.fresh()
    assert (row.state, row.version, AgreementText.objects.count()) == ("draft", 2, 2)
    assert AgreementText.objects.get(version=1).body.startswith("四户"), "the old words are kept"
    assert table.text.number != past.number
    assert table.signer("李叔").code == old_code, "the slip in his drawer still opens it"
    table.offered(at=NEXT + DAY)
    assert [signer.standing for party in table.text.parties.all() for signer in party.signers.all()] == [
        [], [], [], [], [],
    ]  # fmt: skip
    old = Mark(way=Way.REMOTE_CODE, digest=past.digest)
    again = {"code": old_code, "actor": NOBODY, "now": NEXT + DAY}
    assert refusals(lambda: sign_by_code(mark=old, **again)) == ["agreement.signed-other-text"]
    assert AgreementSignature.objects.count() == 2, "who had signed the first version stays on record"


def test_taking_the_text_back_tells_everybody_why(town: Town) -> None:
    table = prepared(town).offered().signs("马先生")
    withdraw_agreement(reason="金额写错", **table.by(at=NEXT))
    assert table.fresh().state == "sent-back"
    assert told("agreement.sent-back") == ["王阿姨"]
    assert refusals(lambda: withdraw_agreement(reason="再来", **table.by(at=NEXT))) == [
        "agreement.wrong-state"
    ]


def test_a_name_can_be_taken_back_until_all_have_signed(town: Town) -> None:
    table = prepared(town).offered()
    mine = table.signer("王阿姨")
    by = {**table.by(town.wang, NEXT), "signer_id": mine.pk}
    sign_here(mark=table.mark(Way.SIGNED_IN), **by)
    assert to_sign([town.wang.pk]) == []
    take_signature_back(**by)
    assert [row.pk for row in to_sign([town.wang.pk])] == [table.pk]
    assert refusals(lambda: take_signature_back(**by)) == ["agreement.not-signed"]
    sign_here(mark=table.mark(Way.SIGNED_IN), **by)
    assert AgreementSignature.objects.filter(signer=mine).count() == 2, "the first stays on record"
    table.signs("马先生", "租户小周", "李叔", "钱伯")
    assert table.fresh().state == "in-force"
    assert refusals(lambda: take_signature_back(**by)) == ["agreement.wrong-state"]
    assert refusals(lambda: refuse_agreement(reason="反悔", **by)) == ["agreement.wrong-state"]


def test_somebody_else_cannot_sign_for_me(town: Town) -> None:
    table = prepared(town).offered()
    by = {**table.by(town.zhao, NEXT), "signer_id": table.signer("王阿姨").pk}
    for act in (
        lambda: sign_here(mark=table.mark(Way.SIGNED_IN), **by),
        lambda: refuse_agreement(reason="不", **by),
        lambda: take_signature_back(**by),
        lambda: object_to_agreement(reason="不", **by),
    ):
        assert refusals(act) == ["agreement.not-yours"]
    other = {**table.by(town.wang, NEXT), "signer_id": table.signer("李叔").pk}
    assert refusals(lambda: sign_here(mark=table.mark(Way.SIGNED_IN), **other)) == ["agreement.not-yours"]


def test_staff_write_down_a_paper_with_its_photo_and_can_undo_it(town: Town) -> None:
    table = prepared(town).offered()
    by = {**table.by(at=NEXT), "signer_id": table.signer("李叔").pk}
    bare = table.mark(Way.PAPER_WITNESSED, witness="小马")
    assert refusals(lambda: record_signature(mark=bare, **by)) == ["agreement.photo-needed"]
    unseen = table.mark(Way.PAPER_WITNESSED, picture=photo())
    assert refusals(lambda: record_signature(mark=unseen, **by)) == ["agreement.witness-missing"]
    partial = table.mark(Way.PAPER_WITNESSED, picture=photo(), witness="钱伯")
    assert refusals(lambda: record_signature(mark=partial, **by)) == ["agreement.witness-is-a-signer"]
    row = record_signature(mark=table.mark(Way.PAPER_WITNESSED, picture=photo(), witness="小马"), **by)
    assert (row.witness, row.recorded_by, bool(row.picture)) == ("小马", town.ma, True)

    assert refusals(lambda: undo_recorded(reason=" ", **by)) == ["agreement.reason-needed"]
    undo_recorded(reason="签错了页", **by)
    assert AgreementSignature.objects.get().taken_back_reason == "签错了页"
    table.signs("李叔")
    assert refusals(lambda: undo_recorded(reason="再来", **by)) == ["agreement.not-recorded"]


def test_a_code_said_at_the_counter_must_be_the_persons_own(town: Town) -> None:
    table = prepared(town).offered()
    by = {**table.by(at=NEXT), "signer_id": table.signer("李叔").pk}
    mark = table.mark(Way.IN_PERSON_CODE)
    wrong = table.signer("钱伯").code
    assert refusals(lambda: record_signature(mark=mark, code=wrong, **by)) == ["agreement.code-wrong"]
    assert refusals(lambda: record_signature(mark=table.mark(Way.SIGNED_IN), **by)) == [
        "agreement.way-not-recorded"
    ]
    proxy = table.mark(Way.WRITTEN_PROXY)
    assert refusals(lambda: record_signature(mark=proxy, **by)) == ["agreement.proxy-paper-missing"]
    record_signature(mark=mark, code=table.signer("李叔").code, **by)
    record_signature(
        mark=table.mark(Way.WRITTEN_PROXY, evidence="委托书2026-07，女儿代签"),
        **{**by, "signer_id": table.signer("钱伯").pk},
    )
    assert AgreementSignature.objects.count() == 2


def test_a_refusal_said_at_the_counter_is_written_down(town: Town) -> None:
    table = prepared(town).offered()
    by = {**table.by(at=NEXT), "signer_id": table.signer("李叔").pk}
    assert refusals(lambda: record_refusal(reason="", **by)) == ["agreement.reason-needed"]
    record_refusal(reason="家里没钱", **by)
    assert table.fresh().state == "sent-back"


def test_an_objection_is_answered_and_only_its_own_name_ends_it(town: Town) -> None:
    table = prepared(town).offered()
    by = {**table.by(town.wang, NEXT), "signer_id": table.signer("王阿姨").pk}
    row = object_to_agreement(reason="工期太长", **by)
    assert object_to_agreement(reason="工期太长", **by) == row, "said twice it is one"
    assert told("agreement.objected") == ["小马"]
    assert duties(table) == [("contact", "小马"), ("reply", "小马")]
    table.signs("马先生", "租户小周", "李叔", "钱伯")
    assert table.fresh().state == "signing", "silence on an objection is no consent"
    answer = {"agreement_id": table.pk, "objection_id": row.pk, "actor": acting(town.ma), "now": NEXT + DAY}
    assert refusals(lambda: answer_agreement_objection(answer=" ", **answer)) == ["agreement.reason-needed"]
    answer_agreement_objection(answer="改为三天", **answer)
    assert told("agreement.objection-answered") == ["王阿姨"]
    assert duties(table) == [("contact", "小马")]
    assert AgreementObjection.objects.get().ended_at is None
    sign_here(mark=table.mark(Way.SIGNED_IN), **{**by, "now": NEXT + 2 * DAY})
    assert AgreementObjection.objects.get().ended_at is not None
    assert table.fresh().state == "in-force"
    assert refusals(lambda: answer_agreement_objection(answer="再答", **answer)) == [
        "agreement.objection-unknown"
    ]


def test_another_objection_takes_the_place_of_the_first(town: Town) -> None:
    table = prepared(town).offered()
    code = table.signer("李叔").code
    object_by_code(code=code, reason="太贵", actor=NOBODY, now=NEXT)
    object_by_code(code=code, reason="太慢", actor=NOBODY, now=NEXT)
    assert AgreementObjection.objects.filter(ended_at=None).get().reason == "太慢"
    assert duties(table) == [("contact", "小马"), ("reply", "小马")]
    assert refusals(lambda: object_by_code(code=code, reason=" ", actor=NOBODY, now=NEXT)) == [
        "agreement.reason-needed"
    ]


def test_whoever_has_not_signed_is_reminded_once_a_day_before_the_end(town: Town) -> None:
    table = prepared(town).offered()
    assert remind_signers(now=TALKED + 3 * DAY) == 0
    assert remind_signers(now=SIGN_BY - timedelta(hours=20)) == 1
    assert remind_signers(now=SIGN_BY - timedelta(hours=2)) == 0
    assert told("agreement.reminder") == ["王阿姨"]
    assert table.fresh().state == "signing"


@pytest.mark.trace("PD-9")
def test_payments_are_kept_to_the_fen_with_what_is_still_open(town: Town) -> None:
    table = prepared(town).offered().in_force()
    text = table.text
    party = text.parties.get(label="5单元201")
    pay = {**table.by(at=NEXT), "party_id": party.pk, "paid_on": NEXT.date()}
    record_payment(fen=50_000, **pay)
    wrong = record_payment(fen=36_898, note="收据2", **pay)
    undo_payment(payment_id=wrong.pk, **table.by(at=NEXT))
    record_payment(fen=36_897, **pay)
    split = split_of(text)
    assert split is not None
    state = next(each for each in payments_by_party(text, split) if each.household == "5单元201")
    assert (state.due_fen, state.paid_fen, state.open_fen) == (86_897, 86_897, 0)
    assert AgreementPayment.objects.count() == 4
    assert refusals(lambda: undo_payment(payment_id=wrong.pk, **table.by(at=NEXT))) == [
        "agreement.payment-undone-already"
    ]
    assert refusals(lambda: record_payment(fen=0, **pay)) == ["shares.payment-not-fen"]
    assert refusals(lambda: record_payment(fen=-90_000, **pay)) == ["agreement.returned-too-much"]
    late = {**pay, "paid_on": date(2027, 1, 1)}
    assert refusals(lambda: record_payment(fen=1, **late)) == ["agreement.paid-in-future"]
    assert refusals(lambda: record_payment(fen=1, **{**pay, "party_id": 10**30})) == [
        "agreement.party-unknown"
    ]


def test_nothing_is_paid_before_it_is_in_force(town: Town) -> None:
    table = prepared(town).offered()
    party = table.text.parties.get(label="5单元201")
    pay = {**table.by(at=NEXT), "party_id": party.pk, "paid_on": NEXT.date()}
    assert refusals(lambda: record_payment(fen=1, **pay)) == ["agreement.wrong-state"]


@pytest.mark.trace("PD-11")
def test_the_works_are_looked_at_and_a_warranty_runs(town: Town) -> None:
    table = prepared(town).offered()
    assert refusals(lambda: accept_works(words="好", **table.by(at=NEXT))) == ["agreement.wrong-state"]
    table.in_force()
    at = TALKED + 12 * DAY
    accept_works(words="通水两小时，不渗不堵", **table.by(at=at))
    row = table.fresh()
    assert row.warranty_until == date(2026, 9, 14), "six months from the fourteenth of March"
    assert ("recheck", "小马") in duties(table, "done")
    assert told("agreement.accepted") == ["王阿姨"]
    assert refusals(lambda: accept_works(words="再验", **table.by(at=at))) == ["agreement.accepted-already"]


def test_a_draft_can_be_dropped_and_nobody_hears_of_it(town: Town) -> None:
    table = drafted(town)
    assert refusals(lambda: drop_agreement(reason=" ", **table.by())) == ["agreement.reason-needed"]
    drop_agreement(reason="改走表决", **table.by())
    assert table.fresh().state == "dropped"
    assert told("agreement.dropped") == []
    assert refusals(table.offered) == ["agreement.wrong-state"]


def test_what_was_offered_and_is_dropped_tells_whoever_was_asked(town: Town) -> None:
    table = prepared(town).offered()
    take_back = lambda: take_back_by_code(code=table.signer("李叔").code, actor=NOBODY, now=NEXT)  # noqa: E731
    assert refusals(take_back) == ["agreement.not-signed"]
    withdraw_agreement(reason="不办了", **table.by(at=NEXT))
    drop_agreement(reason="不办了", **table.by(at=NEXT))
    assert told("agreement.dropped") == ["王阿姨"]


def test_no_name_and_no_figure_of_a_household_stands_in_the_public_record(town: Town) -> None:
    table = prepared(town).offered().in_force()
    party = table.text.parties.get(label="5单元201")
    record_payment(fen=100, party_id=party.pk, paid_on=NEXT.date(), **table.by(at=NEXT))
    said = "".join(str(fact.public) for fact in Fact.objects.filter(subject=table.agreement.subject))
    for name in (*SIGNERS, "5单元", "改道", "86897"):
        assert name not in said
    assert any("李叔" in str(part.content) for part in PrivatePart.objects.all()), "it is sealed beside"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signers": ()}, "agreement.owner-missing"),
        ({"signers": (NewSigner(name="小周", role="occupant"),)}, "agreement.owner-missing"),
        (
            {"signers": (NewSigner(name="马", role="owner"), NewSigner(name="马", role="owner"))},
            "agreement.signer-twice",
        ),
    ],
)
def test_a_party_without_whoever_must_sign_is_refused(town: Town, change: dict[str, Any], code: str) -> None:
    table = drafted(town)
    given: dict[str, Any] = {"kind": "household", "key": "x", "label": "x", **change}
    assert refusals(lambda: set_parties(parties=[NewParty(**given)], **table.drafting())) == [code]


def test_a_household_twice_or_too_many_parties_are_refused(town: Town) -> None:
    table = drafted(town)
    one = parties(town)[1]
    assert refusals(lambda: set_parties(parties=[one, one], **table.drafting())) == [
        "agreement.household-twice"
    ]
    many = [
        NewParty(kind="person", key=f"{n}", label=f"{n}", signers=(NewSigner(name="甲", role="self"),))
        for n in range(61)
    ]
    assert refusals(lambda: set_parties(parties=many, **table.drafting())) == ["agreement.too-many-parties"]


def test_only_those_with_the_right_draft_and_record(town: Town) -> None:
    table = prepared(town)
    for who in (town.wang, town.chen, town.zhao):
        with pytest.raises(Refused) as caught:
            offer_agreement(sign_by=SIGN_BY, **table.by(who))
        assert caught.value.code == "agreement.not-found"
    wording = Wording(title="x")
    by = {"place": town.stairwell, "now": TALKED, "randbelow": len}
    with pytest.raises(Refused) as caught:
        draft_agreement(wording=wording, actor=acting(town.wang), **by)
    assert (caught.value.code, Agreement.objects.count()) == ("rights.missing", 1)


def test_nothing_in_the_text_changes_while_it_lies_open(town: Town) -> None:
    table = prepared(town).offered()
    text = {"wording": Wording(title="另一份"), **table.drafting()}
    for act in (
        lambda: change_wording(**text),
        lambda: set_parties(parties=parties(town), **table.drafting()),
        lambda: set_quotes(quotes=(), chosen="", **table.drafting()),
    ):
        assert refusals(act) == ["agreement.wrong-state"]
    assert table.text.title == TITLE


def test_a_last_day_that_is_over_is_refused(town: Town) -> None:
    table = prepared(town)
    assert refusals(lambda: offer_agreement(sign_by=TALKED, **table.by())) == ["agreement.sign-by-wrong"]
