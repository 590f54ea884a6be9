"""The stairwell agreement: complete terms, everybody's name under exactly the same text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shangyi.decisions.rules.agreement import (
    Concession,
    Party,
    Quote,
    Terms,
    check_terms,
    compare_quotes,
    joint_confirmation_until,
)
from shangyi.decisions.rules.signing import (
    TRANSITIONS,
    VERBS,
    Signature,
    Standing,
    State,
    Verb,
    Way,
    offer,
    refuse,
    revise,
    sign,
    withdraw,
)
from shangyi.kernel.refused import Refused
from tests.decisions.asking import refusals

NOON = datetime(2026, 5, 8, 12, tzinfo=UTC)
CONCESSION = Concession(
    household="5-101",
    gives="在厨房内施工",
    in_return="免摊费用，恢复原状",
    scope="厨房东墙一米",
    access_times="5月11日至13日,9时至17时",
    restoration="更换破损瓷砖并清洁",
    withdrawal="超过三天未完工可以收回",
)
TERMS = Terms(
    title="33号楼5单元厨房下水管道改道协议",
    body="四户共同出资，由1楼在自己家中施工，将下水管道改道。",
    parties=(
        Party("5-101", ("马先生",), occupants=("租户小周",)),
        Party("5-201", ("王阿姨",)),
        Party("5-301", ("李叔",)),
    ),
    total_fen=310_000,
    shares=(("5-101", 0), ("5-201", 155_000), ("5-301", 155_000)),
    concessions=(CONCESSION,),
)
SIGNERS = [("5-101", "马先生"), ("5-101", "租户小周"), ("5-201", "王阿姨"), ("5-301", "李叔")]


def by(household: str, person: str, *, terms: Terms = TERMS, **more: object) -> Signature:
    plain = Signature(household, person, Way.SIGNED_IN, terms.digest, NOON)
    return replace(plain, **more)  # type: ignore[arg-type]


def signed_by(*signers: tuple[str, str]) -> Standing:
    standing = offer(Standing(TERMS))
    for household, person in signers:
        standing = sign(standing, by(household, person))
    return standing


@pytest.mark.trace("PD-7", "PD-8")
def test_the_agreement_is_in_force_only_with_the_last_signature() -> None:
    almost = signed_by(*SIGNERS[:-1])

    assert (almost.state, almost.still_to_sign, almost.in_force_at) == (
        State.SIGNING,
        (("5-301", "李叔"),),
        None,
    )
    done = sign(almost, by("5-301", "李叔"))
    assert (done.state, done.still_to_sign, done.in_force_at) == (State.IN_FORCE, (), NOON)


def test_where_a_tenant_lives_the_owner_signs_too() -> None:
    assert list(TERMS.signers) == SIGNERS


def test_one_refusal_sends_it_back_with_its_history() -> None:
    back = refuse(signed_by(*SIGNERS[:2]), household="5-301", person="李叔", reason="报价太高")

    assert (back.state, back.signatures) == (State.SENT_BACK, ())
    past = back.history[0]
    assert (past.version, past.digest, past.ended_by, past.verb, past.reason) == (
        1, TERMS.digest, "李叔", Verb.REFUSE, "报价太高",
    )  # fmt: skip
    assert [signature.person for signature in past.signatures] == ["马先生", "租户小周"]


def test_a_new_version_is_signed_by_everybody_anew() -> None:
    back = withdraw(signed_by(*SIGNERS[:2]), organiser="郭丽", reason="金额写错")
    cheaper = replace(TERMS, total_fen=300_000, shares=(("5-101", 0), ("5-201", 150_000), ("5-301", 150_000)))

    again = offer(revise(back, cheaper))

    assert (again.version, again.state, list(again.still_to_sign)) == (2, State.SIGNING, SIGNERS)
    assert refusals(lambda: sign(again, by("5-101", "马先生"))) == ["agreement.signed-other-text"]


def test_the_same_text_may_be_offered_again_after_a_refusal() -> None:
    back = refuse(signed_by(), household="5-301", person="李叔", reason="再想想")

    assert revise(back, TERMS).version == 2
    assert refusals(lambda: revise(Standing(TERMS), TERMS)) == ["agreement.nothing-changed"]


def test_one_changed_character_is_another_text() -> None:
    assert TERMS.digest != replace(TERMS, body=TERMS.body + " ").digest
    assert TERMS.digest != replace(TERMS, is_mediation=True).digest
    assert len(TERMS.digest) == 64
    assert replace(TERMS, body="𠮷\ud800").digest


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        (by("5-201", "路人"), "agreement.not-a-signer"),
        (by("5-301", "王阿姨"), "agreement.not-a-signer"),
        (by("5-101", "马先生"), "agreement.signed-already"),
        (by("5-201", "王阿姨", digest="0" * 64), "agreement.signed-other-text"),
        (by("5-201", "王阿姨", way=Way.WRITTEN_PROXY), "agreement.proxy-paper-missing"),
        (by("5-201", "王阿姨", way=Way.DRAWN), "agreement.drawing-missing"),
        (
            by("5-201", "王阿姨", way=Way.DRAWN, drawing="0,0 9,9", witness="李叔"),
            "agreement.witness-is-a-signer",
        ),
        (by("5-201", "王阿姨", way=Way.PAPER_WITNESSED, evidence="纸质件1"), "agreement.witness-missing"),
        (by("5-201", "王阿姨", way=Way.PAPER_WITNESSED, witness="李叔"), "agreement.witness-is-a-signer"),
    ],
)
def test_signatures_that_do_not_hold(signature: Signature, code: str) -> None:
    assert refusals(lambda: sign(signed_by(SIGNERS[0]), signature)) == [code]


@pytest.mark.parametrize("way", list(Way))
def test_every_way_of_signing_holds_with_what_belongs_to_it(way: Way) -> None:
    signature = by("5-201", "王阿姨", way=way, evidence="委托书2026-07", witness="郭丽", drawing="0,0 9,9")

    assert sign(signed_by(), signature).signatures == (signature,)


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("state", list(State))
def test_every_verb_in_every_state(state: State, verb: Verb) -> None:
    standing = replace(Standing(TERMS), state=state)
    given: dict[Verb, dict[str, object]] = {
        Verb.SIGN: {"signature": by("5-201", "王阿姨")},
        Verb.REFUSE: {"household": "5-201", "person": "王阿姨", "reason": "不同意"},
        Verb.WITHDRAW: {"organiser": "郭丽", "reason": "重拟"},
        Verb.REVISE: {"terms": replace(TERMS, title="新")},
        Verb.TAKE_BACK: {"household": "5-201", "person": "王阿姨"},
        Verb.DROP: {"reason": "不办了"},
    }
    if verb is Verb.TAKE_BACK:
        standing = replace(standing, signatures=(by("5-201", "王阿姨"),))
    lines = [line for line in TRANSITIONS if line.verb == verb and state in line.from_states]

    if lines:
        assert VERBS[verb](standing, **given.get(verb, {})).state in lines[0].to_states
    else:
        assert refusals(lambda: VERBS[verb](standing, **given.get(verb, {}))) == ["agreement.wrong-state"]


def test_everything_wrong_with_the_terms_is_said_at_once() -> None:
    wrong = Terms(
        title=" ",
        body="",
        parties=(Party("1", ()), Party("1", ("甲",))),
        total_fen=100,
        shares=(("1", -1), ("9", 50)),
        concessions=(replace(CONCESSION, household="8", access_times="", withdrawal=" "),),
    )

    assert refusals(lambda: check_terms(wrong)) == [
        "agreement.text-missing",
        "agreement.too-few-parties",
        "agreement.household-twice",
        "agreement.owner-missing",
        "agreement.share-not-fen",
        "agreement.share-of-no-party",
        "agreement.concession-of-no-party",
        "agreement.concession-incomplete",
    ]


def test_terms_whose_shares_miss_the_total_by_a_fen_are_not_offered() -> None:
    short = replace(TERMS, total_fen=310_001)

    with pytest.raises(Refused) as caught:
        offer(Standing(short))

    assert (caught.value.code, caught.value.facts["difference"]) == ("agreement.shares-do-not-sum", "-0.01")


def test_every_party_has_a_share_even_if_it_is_nothing() -> None:
    assert refusals(lambda: check_terms(replace(TERMS, shares=TERMS.shares[1:]))) == [
        "agreement.share-missing"
    ]


@pytest.mark.trace("PD-4")
def test_quotes_stand_side_by_side_from_cheapest_to_dearest() -> None:
    quotes = [Quote("顺通", 310_000, 12, 3), Quote("安居", 280_000, 6, 5), Quote("恒达", 280_000, 24, 4)]

    table = compare_quotes(quotes)

    assert [quote.firm for quote in table.quotes] == ["恒达", "安居", "顺通"]
    assert table.spread_fen == 30_000
    assert refusals(lambda: compare_quotes([])) == ["agreement.quote-missing"]
    assert refusals(lambda: compare_quotes([quotes[0], replace(quotes[0], total_fen=-1)])) == [
        "agreement.quote-twice",
        "agreement.quote-not-whole",
    ]


def test_a_mediation_agreement_may_be_confirmed_within_thirty_days() -> None:
    assert joint_confirmation_until(date(2026, 5, 8)) == date(2026, 6, 7)
