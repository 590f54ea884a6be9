"""Signing in with a code sent to a phone or an e-mail address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shangyi.kernel.actor import Act
from shangyi.kernel.refused import Refused
from shangyi.people.actions.accounts import save_account
from shangyi.people.actions.enter import NewPerson, record_person
from shangyi.people.actions.turns import take_turn
from shangyi.people.models import Account, Capacity, Person, SignInCode
from shangyi.people.queries import in_force, person_reached_at, same_person_ids
from shangyi.people.rules.capacities import NEEDS_PASSWORD
from shangyi.people.rules.codes import LIVES, TRIES, code_digest, is_code, new_digits
from shangyi.people.rules.contacts import Contact, ContactKind
from shangyi.people.rules.limits import CODES_AN_HOUR, CODES_PER_CLIENT


@dataclass(frozen=True, slots=True)
class Letter:
    """A code on its way: `key` is the same for one code however often it is handed over."""

    contact: Contact
    code: str
    key: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Somebody wants a code: to which contact, asked from where, in which language."""

    contact: Contact
    client: str
    language: str = "zh-hans"


@transaction.atomic
def send_code(
    *,
    wish: Wish,
    secret: bytes,
    randbelow: Callable[[int], int],
    deliver: Callable[[Letter, datetime], None],
    now: datetime,
) -> str:
    """Make a code and hand it to `deliver`; the code, which only a demo shows.

    Nothing differs between a contact that is known and one that is not, so nobody learns who is registered.
    Earlier codes of the contact open nothing any more. Refused: code.too-many, turn.too-soon.
    """
    contact = wish.contact
    take_turn(purpose="code", client=wish.client, limit=CODES_PER_CLIENT, secret=secret, now=now)
    _check_number_sent(contact, now)
    code = new_digits(randbelow)
    row = SignInCode.objects.create(
        contact=contact.address,
        digest=code_digest(secret, contact.address, code),
        made_at=now,
        expires_at=now + LIVES,
    )
    deliver(Letter(contact, code, f"sign-in-code:{row.pk}", wish.language), now)
    return code


def _check_number_sent(contact: Contact, now: datetime) -> None:
    sent = list(
        SignInCode.objects.filter(contact=contact.address, made_at__gt=now - timedelta(hours=1))
        .order_by("-made_at")
        .values_list("made_at", flat=True)[:CODES_AN_HOUR]
    )
    if len(sent) == CODES_AN_HOUR:
        raise Refused("code.too-many", again_at=sent[-1] + timedelta(hours=1))


def enter_with_code(*, contact: Contact, typed: str, secret: bytes, now: datetime) -> Account:
    """The account that the code opens; it is made at the first time, for the person with this contact if known.

    A wrong try is counted even though it is refused. Refused: code.wrong, code.expired, code.used-up,
    code.password-needed, account.closed.
    """
    with transaction.atomic():
        found = _use(contact, typed, secret, now) or _account_at(contact, now)
    if isinstance(found, Refused):
        raise found
    return found


def _use(contact: Contact, typed: str, secret: bytes, now: datetime) -> Refused | None:
    newest = SignInCode.objects.select_for_update().filter(contact=contact.address).order_by("-id").first()
    if newest is None or newest.used_at is not None or newest.expires_at <= now:
        return Refused("code.expired")
    if newest.tries >= TRIES:
        return Refused("code.used-up")
    if is_code(secret, contact.address, typed, newest.digest):
        newest.used_at = now
        newest.save(update_fields=["used_at"])
        return None
    newest.tries += 1
    newest.save(update_fields=["tries"])
    left = TRIES - newest.tries
    return Refused("code.wrong", left=left) if left else Refused("code.used-up")


def _account_at(contact: Contact, now: datetime) -> Account:
    """Refused: account.closed; code.password-needed, when more is open to the person than a sent code may open."""
    person = person_reached_at(contact) or _sign_up(contact, now)
    accounts = Account.objects.filter(person__in=same_person_ids(person.pk)).order_by("id")
    account = next(iter(accounts), None)
    if _needs_password(person, account, now):
        raise Refused("code.password-needed")
    if account is not None and not account.is_active:
        raise Refused("account.closed")
    return account or save_account(person=person, sign_in_name=contact.address, password=None)


def _sign_up(contact: Contact, now: datetime) -> Person:
    by_phone = contact.kind is ContactKind.PHONE
    new = NewPerson(
        name="",
        phone=contact.address if by_phone else None,
        email=None if by_phone else contact.address,
    )
    return record_person(new=new, how="code", act=Act(None, "", None, "resident", now))


def _needs_password(person: Person, account: Account | None, now: datetime) -> bool:
    if account is not None and account.has_usable_password():
        return True
    held = Q(person__in=same_person_ids(person.pk), kind__in=NEEDS_PASSWORD)
    return Capacity.objects.filter(held & in_force(timezone.localdate(now))).exists()
