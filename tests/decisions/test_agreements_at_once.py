"""Names set, refused and taken back at the same moment: the text is in force once, or back at the table, never both."""

from __future__ import annotations

import pytest
from django.db import transaction

from shangyi.decisions.actions.carrying_out import record_payment
from shangyi.decisions.actions.signing import (
    offer_agreement,
    refuse_by_code,
    sign_by_code,
    take_back_by_code,
)
from shangyi.decisions.models import Agreement, AgreementPayment, AgreementSignature
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.people.queries import NOBODY
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import rules_in_force
from tests.decisions.deals import DAY, SIGNERS, TALKED, Table, prepared
from tests.forums.test_at_once import at_once
from tests.people_and_places import settle

NEXT = TALKED + DAY


@pytest.fixture
def table(cloned_database: str) -> Table:
    rules_in_force()
    return prepared(settle()).offered()


def test_all_sign_at_once_and_it_is_in_force_once(table: Table) -> None:
    codes = [table.signer(name).code for name in SIGNERS]
    mark = table.mark()

    def sign(code: str) -> object:
        return sign_by_code(code=code, mark=mark, actor=NOBODY, now=NEXT).pk

    found = at_once([lambda code=code: sign(code) for code in (*codes, *codes)])  # type: ignore[misc]

    assert AgreementSignature.objects.count() == 5
    assert table.fresh().state == "in-force"
    again = {"agreement.signed-already", "agreement.wrong-state"}
    assert len([each for each in found if each in again]) == 5
    facts = Fact.objects.filter(subject=table.agreement.subject)
    assert facts.filter(kind="agreement.in-force").count() == 1
    assert Notice.objects.filter(template="agreement.in-force", person=table.town.wang).count() == 1
    assert Undertaking.objects.filter(matter=table.agreement.subject, task="works").count() == 1


def test_of_the_last_name_and_a_refusal_one_wins(table: Table) -> None:
    table.signs(*SIGNERS[:-1])
    last, other = table.signer(SIGNERS[-1]).code, table.signer(SIGNERS[2]).code
    mark = table.mark()
    found = at_once(
        [
            lambda: sign_by_code(code=last, mark=mark, actor=NOBODY, now=NEXT).pk,
            lambda: refuse_by_code(code=other, reason="反悔", actor=NOBODY, now=NEXT).state,
        ]
    )
    state = table.fresh().state
    assert "agreement.wrong-state" in found
    assert (state == "in-force") == (found[1] == "agreement.wrong-state")
    facts = Fact.objects.filter(subject=table.agreement.subject)
    ends = facts.filter(kind__in=("agreement.in-force", "agreement.sent-back"))
    assert ends.count() == 1


def test_a_name_taken_back_while_the_last_one_is_set_is_not_lost(table: Table) -> None:
    table.signs(*SIGNERS[:-1])
    last, other = table.signer(SIGNERS[-1]).code, table.signer(SIGNERS[2]).code
    mark = table.mark()
    at_once(
        [
            lambda: sign_by_code(code=last, mark=mark, actor=NOBODY, now=NEXT).pk,
            lambda: take_back_by_code(code=other, actor=NOBODY, now=NEXT).state,
        ]
    )
    standing = AgreementSignature.objects.filter(taken_back_at=None).count()
    assert (table.fresh().state, standing) in {("in-force", 5), ("signing", 4)}


def test_offered_twice_at_once_everybody_is_asked_once(cloned_database: str) -> None:
    rules_in_force()
    table = prepared(settle())
    given = {"sign_by": TALKED + 5 * DAY, **table.by()}
    found = at_once([lambda: offer_agreement(**given).state for _ in range(2)])
    assert sorted(found) == ["agreement.wrong-state", "signing"]
    assert Notice.objects.filter(template="agreement.to-sign").count() == 1


def test_money_given_back_twice_at_once_never_makes_a_debt(table: Table) -> None:
    table.in_force()
    party = table.text.parties.get(label="5单元201")
    pay = {**table.by(at=NEXT), "party_id": party.pk, "paid_on": NEXT.date()}
    record_payment(fen=10_000, **pay)
    found = at_once([lambda: record_payment(fen=-6_000, **pay).pk for _ in range(2)])
    assert "agreement.returned-too-much" in found
    assert sorted(AgreementPayment.objects.values_list("fen", flat=True)) == [-6_000, 10_000]


def test_a_sending_that_breaks_off_leaves_no_half_a_signature(table: Table) -> None:
    def broken_off() -> None:
        with transaction.atomic():
            table.signs("李叔")
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        broken_off()
    assert AgreementSignature.objects.count() == 0
    assert Fact.objects.filter(kind="agreement.signed").count() == 0
    assert Agreement.objects.get().state == "signing"
