"""Codes that are sent to a phone or an e-mail address, and codes kept for the day a phone is lost."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta

DIGITS = 6
LIVES = timedelta(minutes=10)
TRIES = 5
BACKUP_CODES = 10
PENDING = timedelta(minutes=15)
"""How long somebody who has given the password may take for the second step."""


def new_digits(randbelow: Callable[[int], int]) -> str:
    """Six digits, leading noughts kept."""
    return f"{randbelow(10**DIGITS):0{DIGITS}}"


def read_digits(typed: str) -> str:
    """What was typed as plain digits: full-width digits and spaces are forgiven, everything else never matches."""
    if len(typed) > 40:
        return ""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    return plain if re.fullmatch(rf"[0-9]{{{DIGITS}}}", plain) else ""


def code_digest(secret: bytes, contact: str, code: str) -> str:
    """What is stored of a code. The contact is part of it: a code opens the one account it was sent for."""
    key = hmac.new(secret, b"sign-in code", hashlib.sha256).digest()
    return hmac.new(key, f"{contact}\n{code}".encode(), hashlib.sha256).hexdigest()


def is_code(secret: bytes, contact: str, typed: str, digest: str) -> bool:
    """Whether what was typed is the code behind the digest, compared in constant time."""
    return hmac.compare_digest(code_digest(secret, contact, read_digits(typed)), digest)
