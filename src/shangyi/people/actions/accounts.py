"""Accounts: opening one, its password, the second step and its backup codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from shangyi.kernel.actor import Act, Actor
from shangyi.kernel.ids import new_code, read_code
from shangyi.kernel.refused import Refused
from shangyi.ledger.actions import append
from shangyi.people.events import AccountOpened, PasswordChanged, SecondStepChanged
from shangyi.people.models import Account, BackupCode, Person
from shangyi.people.queries import require_over
from shangyi.people.rules.codes import BACKUP_CODES, code_digest, read_digits

STEP_TOLERANCE = 1
"""One period of thirty seconds early or late: clocks of phones differ."""


@transaction.atomic
def open_account(*, person: Person, sign_in_name: str, password: str | None) -> Account:
    """Give a person the means to sign in; without a password only a sent code opens it.

    For `shangyi init` and the demo world; staff do it by `open_staff_account`.
    Refused: account.name-taken, account.exists.
    """
    return save_account(person=person, sign_in_name=sign_in_name, password=password)


def save_account(*, person: Person, sign_in_name: str, password: str | None) -> Account:
    """Save an account; for actions that have asked who may. Refused: account.name-taken, account.exists."""
    if Account.objects.filter(sign_in_name=sign_in_name).exists():
        raise Refused("account.name-taken", name=sign_in_name)
    if Account.objects.filter(person=person).exists():
        raise Refused("account.exists")
    account = Account(sign_in_name=sign_in_name, person=person)
    account.set_password(password)
    account.save()
    return account


@transaction.atomic
def open_staff_account(
    *, person: Person, sign_in_name: str, first_password: str, actor: Actor, now: datetime
) -> Account:
    """Let somebody sign in with a password that is handed over once and must be changed at the first sign-in.

    An account that a code opened becomes this one; one that has a password gets the new one, which is how a
    forgotten password is mended. Refused: rights.missing and capacity.above-own, when the person may do what the
    giver may not; account.name-taken, account.name-needed.
    """
    grant = require_over(actor, "capacity.grant", person, timezone.localdate(now))
    if not sign_in_name.strip():
        raise Refused("account.name-needed")
    account = Account.objects.select_for_update(of=("self",)).filter(person=person).first() or Account(
        person=person
    )
    if Account.objects.filter(sign_in_name=sign_in_name.strip()).exclude(pk=account.pk).exists():
        raise Refused("account.name-taken", name=sign_in_name.strip())
    account.sign_in_name = sign_in_name.strip()
    account.must_change_password = True
    account.set_password(first_password)
    account.save()
    _record(
        AccountOpened(holder=person.pk, sign_in_name=account.sign_in_name), person, Act.by(actor, grant, now)
    )
    return account


@transaction.atomic
def change_password(*, account: Account, new_password: str, now: datetime) -> None:
    """Set the password that its owner chose; other sessions of the account end with the old one."""
    account.set_password(new_password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    _record(PasswordChanged(holder=account.person_id), account.person, _own_act(account, now))


@transaction.atomic
def begin_second_step(*, account: Account, key: str) -> TOTPDevice:
    """A device that counts only once it is confirmed; an earlier unconfirmed one is taken up again."""
    devices = TOTPDevice.objects.filter(user_id=account.pk)
    if devices.filter(confirmed=True).exists():
        raise Refused("second-step.already-on")
    return devices.first() or TOTPDevice.objects.create(user=account, key=key, confirmed=False, name="phone")


@transaction.atomic
def confirm_second_step(
    *, account: Account, typed: str, secret: bytes, randbelow: Callable[[int], int], now: datetime
) -> list[str]:
    """Turn the second step on when the phone shows the right number; the backup codes, shown this once.

    Refused: second-step.wrong, second-step.not-begun.
    """
    device = TOTPDevice.objects.select_for_update().filter(user_id=account.pk, confirmed=False).first()
    if device is None:
        raise Refused("second-step.not-begun")
    if not _is_current(device, typed, now):
        raise Refused("second-step.wrong")
    device.confirmed = True
    device.save(update_fields=["confirmed", "last_t", "drift"])
    _record(SecondStepChanged(holder=account.person_id, on=True), account.person, _own_act(account, now))
    return _new_backup_codes(account, secret, randbelow)


@transaction.atomic
def renew_backup_codes(*, account: Account, secret: bytes, randbelow: Callable[[int], int]) -> list[str]:
    """Ten new codes; the old ones open nothing any more. Refused: second-step.not-begun."""
    if not TOTPDevice.objects.filter(user_id=account.pk, confirmed=True).exists():
        raise Refused("second-step.not-begun")
    return _new_backup_codes(account, secret, randbelow)


def _new_backup_codes(account: Account, secret: bytes, randbelow: Callable[[int], int]) -> list[str]:
    BackupCode.objects.filter(account=account).delete()
    codes = [new_code(randbelow, 11) for _ in range(BACKUP_CODES)]
    BackupCode.objects.bulk_create(
        BackupCode(account=account, digest=code_digest(secret, str(account.pk), code)) for code in codes
    )
    return codes


@transaction.atomic
def end_second_step(*, account: Account, now: datetime) -> None:
    """Turn the second step off; the view has asked for the password again."""
    TOTPDevice.objects.filter(user_id=account.pk).delete()
    BackupCode.objects.filter(account=account).delete()
    _record(SecondStepChanged(holder=account.person_id, on=False), account.person, _own_act(account, now))


@transaction.atomic
def pass_second_step(*, account: Account, typed: str, secret: bytes, now: datetime) -> None:
    """Accept the number that the phone shows, or one of the backup codes; each of them opens once.

    The caller limits how often it may be tried. Refused: second-step.wrong.
    """
    devices = TOTPDevice.objects.select_for_update().filter(user_id=account.pk, confirmed=True)
    if _use_number(devices, typed, now) or _use_backup_code(account, typed, secret, now):
        return
    raise Refused("second-step.wrong")


def _use_number(devices: Iterable[TOTPDevice], typed: str, now: datetime) -> bool:
    for device in devices:
        if _is_current(device, typed, now):
            device.save(update_fields=["last_t", "drift"])
            return True
    return False


def _is_current(device: TOTPDevice, typed: str, now: datetime) -> bool:
    """Whether the number fits this moment and was not used before; the device remembers its period."""
    digits = read_digits(typed)
    if not digits:
        return False
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = int(now.timestamp())
    if not clock.verify(int(digits), STEP_TOLERANCE, device.last_t + 1):
        return False
    device.last_t, device.drift = clock.t(), clock.drift
    return True


def _use_backup_code(account: Account, typed: str, secret: bytes, now: datetime) -> bool:
    code = read_code(typed[:40])
    if code is None:
        return False
    digest = code_digest(secret, str(account.pk), code)
    unused = BackupCode.objects.filter(account=account, digest=digest, used_at=None)
    return unused.update(used_at=now) == 1


def _own_act(account: Account, now: datetime) -> Act:
    return Act(account.person_id, account.person.name, None, "self", now)


def _record(event: AccountOpened | PasswordChanged | SecondStepChanged, person: Person, act: Act) -> None:
    place = person.home
    append(event, subject=f"person:{person.pk}", place_code=place.code if place else "", act=act)
