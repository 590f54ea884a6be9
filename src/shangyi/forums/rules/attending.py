"""Coming and not coming: what an invitee answers, how somebody is checked in, how they signed."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    NONE = "none"
    COMES = "comes"  # 我来
    REPRESENTED = "represented"  # 有人替我说
    CANNOT = "cannot"  # 来不了


class CheckIn(StrEnum):
    QR = "qr"
    STAFF = "staff"
    SHEET = "sheet"


class Signature(StrEnum):
    NONE = "none"
    PHONE = "phone"
    PAPER = "paper"
