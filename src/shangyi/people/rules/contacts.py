"""Reading what people type as their phone number or e-mail address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from shangyi.kernel.refused import Refused

LONGEST = 120
MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[0-9]{9,11}|[2-8][0-9]{6,7}|[48]00[0-9]{7}")
ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}")
HOME_PREFIX = re.compile(r"^(\+86|0086|86(?=1[3-9]))")
LEFT_OUT = re.compile(r"[\s()\-.·‐-―]+")


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Contact:
    """Where somebody can be reached, in the one spelling in which it is stored and compared."""

    kind: ContactKind
    address: str


def read_phone(typed: str) -> str | None:
    """The number as stored, digits only, or None when it cannot be one.

    Full-width digits, spaces, dashes and +86 are forgiven; digits of other scripts are not, because nobody could
    say afterwards which number was meant. Numbers abroad keep their plus sign.
    """
    if len(typed) > LONGEST:
        return None
    digits = HOME_PREFIX.sub("", LEFT_OUT.sub("", unicodedata.normalize("NFKC", typed)))
    fits = MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits) or ABROAD.fullmatch(digits)
    return digits if fits else None


def read_email(typed: str) -> str | None:
    """The address in lower case, or None when nothing could be sent to it."""
    if len(typed) > LONGEST:
        return None
    address = unicodedata.normalize("NFKC", typed).strip().lower()
    return address if EMAIL.fullmatch(address) and ".." not in address else None


def read_contact(typed: str) -> Contact:
    """A mobile phone number or an e-mail address to which a code can be sent. Refused: contact.unreadable."""
    if email := read_email(typed):
        return Contact(ContactKind.EMAIL, email)
    phone = read_phone(typed)
    if phone is None or not (MOBILE.fullmatch(phone) or ABROAD.fullmatch(phone)):
        raise Refused("contact.unreadable")
    return Contact(ContactKind.PHONE, phone)


def check_phone(typed: str | None) -> str | None:
    """The number as stored, None for an empty field. Refused: person.phone-unreadable."""
    if typed is None or not typed.strip():
        return None
    phone = read_phone(typed)
    if phone is None:
        raise Refused("person.phone-unreadable")
    return phone


def check_email(typed: str | None) -> str | None:
    """The address as stored, None for an empty field. Refused: person.email-unreadable."""
    if typed is None or not typed.strip():
        return None
    email = read_email(typed)
    if email is None:
        raise Refused("person.email-unreadable")
    return email


def masked(address: str) -> str:
    """The contact with its middle hidden, for pages that others may see over the shoulder."""
    if "@" in address:
        name, _at, host = address.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{address[:3]}****{address[-4:]}"
