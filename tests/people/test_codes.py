from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shangyi.entry.jobs import clean_up
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.people.actions import (
    NewPerson,
    Wish,
    enter_person,
    enter_with_code,
    forget_turns_and_codes,
    open_account,
    send_code,
)
from shangyi.people.models import Account, Person, SignInCode, Turn
from shangyi.people.rules.contacts import Contact, read_contact
from tests.people.conftest import MORNING, SECRET, Post
from tests.people_and_places import FOUNDER, Town

PHONE = read_contact("13811112222")


def ask(
    post: Post, contact: Contact = PHONE, *, at: Any = MORNING, client: str = "c", number: int = 7
) -> str:
    return send_code(
        wish=Wish(contact=contact, client=client),
        secret=SECRET,
        randbelow=lambda _n: number,
        deliver=post,
        now=at,
    )


def enter(typed: str, contact: Contact = PHONE, *, at: Any = MORNING) -> Account:
    return enter_with_code(contact=contact, typed=typed, secret=SECRET, now=at)


def refusal_of(typed: str, contact: Contact = PHONE, *, at: Any = MORNING) -> Refused:
    with pytest.raises(Refused) as refusal:
        enter(typed, contact, at=at)
    return refusal.value


def test_the_first_sign_in_makes_a_person_with_the_least_data(db: None, post: Post) -> None:
    ask(post)

    account = enter(post.letters[0].code)

    person = account.person
    assert (person.name, person.phone, person.email, person.home) == ("", "13811112222", None, None)
    assert not account.has_usable_password()
    assert [fact.public for fact in Fact.objects.filter(kind="person.entered")] == [{"how": "code"}]


def test_the_second_sign_in_is_the_same_person(db: None, post: Post) -> None:
    ask(post)
    first = enter("000007")
    ask(post, number=8)

    again = enter("000008")

    assert again == first
    assert Person.objects.count() == 1


def test_whom_staff_entered_with_this_phone_is_the_same_person(town: Town, post: Post) -> None:
    entered = enter_person(
        new=NewPerson(name="马大爷", phone="+86 138-1111-2222", home=town.household),
        actor=FOUNDER,
        now=MORNING,
    )
    ask(post)

    assert enter("000007").person == entered


def test_a_phone_of_a_name_variant_opens_the_kept_person(town: Town, post: Post) -> None:
    variant = enter_person(new=NewPerson(name="王啊姨", phone="13811112222"), actor=FOUNDER, now=MORNING)
    variant.merged_into = town.wang
    variant.save()
    ask(post)

    assert enter("000007").person == town.wang


def test_only_a_digest_of_the_code_is_kept(db: None, post: Post) -> None:
    code = ask(post, number=123456)

    row = SignInCode.objects.get()
    assert code == "123456"
    assert "123456" not in f"{row.digest} {row.contact}"
    assert row.digest != ""


def test_a_code_opens_once(db: None, post: Post) -> None:
    ask(post)
    enter("000007")

    assert refusal_of("000007").code == "code.expired"


def test_a_code_lives_ten_minutes(db: None, post: Post) -> None:
    ask(post)

    assert refusal_of("000007", at=MORNING + timedelta(minutes=10)).code == "code.expired"
    assert enter("000007", at=MORNING + timedelta(minutes=9, seconds=59)).sign_in_name == "13811112222"


def test_five_wrong_tries_end_a_code_even_for_the_right_one(db: None, post: Post) -> None:
    ask(post)
    said = [refusal_of(wrong) for wrong in ["000001", "000002", "", "𠮷", "٠٠٠٠٠٧"]]

    assert [(each.code, each.facts.get("left")) for each in said] == [
        ("code.wrong", 4),
        ("code.wrong", 3),
        ("code.wrong", 2),
        ("code.wrong", 1),
        ("code.used-up", None),
    ]
    assert refusal_of("000007").code == "code.used-up"


def test_a_newer_code_makes_the_earlier_one_worthless(db: None, post: Post) -> None:
    ask(post, number=7)
    ask(post, number=8)

    assert refusal_of("000007").code == "code.wrong"
    assert enter("000008").is_active


def test_a_code_of_one_contact_opens_no_other(db: None, post: Post) -> None:
    other = read_contact("13833334444")
    ask(post, number=7)
    ask(post, other, number=8)

    assert refusal_of("000007", other).code == "code.wrong"
    assert refusal_of("000009", read_contact("nobody@example.cn")).code == "code.expired"


def test_at_most_five_codes_an_hour_go_to_one_contact(db: None, post: Post) -> None:
    for minute in range(5):
        ask(post, at=MORNING + timedelta(minutes=minute), client=f"c{minute}")

    with pytest.raises(Refused) as refusal:
        ask(post, at=MORNING + timedelta(minutes=30), client="another")

    assert refusal.value.code == "code.too-many"
    assert refusal.value.facts == {"again_at": MORNING + timedelta(hours=1)}
    assert len(post.letters) == 5
    ask(post, at=MORNING + timedelta(hours=1), client="another")
    assert len(post.letters) == 6


def test_one_client_cannot_have_codes_sent_to_the_whole_town(db: None, post: Post) -> None:
    contacts = [read_contact(f"138{n:08}") for n in range(21)]
    for contact in contacts[:20]:
        ask(post, contact)

    with pytest.raises(Refused) as refusal:
        ask(post, contacts[20])

    assert refusal.value.code == "turn.too-soon"
    assert refusal.value.facts == {"again_at": MORNING + timedelta(minutes=2)}
    ask(post, contacts[20], client="a neighbour")
    assert len(post.letters) == 21


def test_an_account_with_a_password_is_not_opened_by_a_code(town: Town, post: Post) -> None:
    open_account(person=town.wang, sign_in_name="wang", password="four words of hers")
    contact = read_contact("13900000001")
    ask(post, contact)

    assert refusal_of("000007", contact).code == "code.password-needed"


def test_whoever_has_duties_needs_a_password_even_before_having_one(town: Town, post: Post) -> None:
    contact = read_contact("13900000002")
    ask(post, contact)

    assert refusal_of("000007", contact).code == "code.password-needed"


def test_a_closed_account_stays_closed(db: None, post: Post) -> None:
    ask(post)
    account = enter("000007")
    account.is_active = False
    account.save()
    ask(post, number=8)

    assert refusal_of("000008").code == "account.closed"


def test_what_no_longer_counts_is_forgotten(db: None, post: Post) -> None:
    ask(post)
    later = MORNING + timedelta(days=2)
    ask(post, at=later)

    forgotten = forget_turns_and_codes(now=later)

    assert forgotten == 2
    assert (SignInCode.objects.count(), Turn.objects.count()) == (1, 1)


def test_the_nightly_cleaning_forgets_them(db: None, post: Post) -> None:
    ask(post)

    clean_up(MORNING + timedelta(days=2))

    assert (SignInCode.objects.count(), Turn.objects.count()) == (0, 0)
