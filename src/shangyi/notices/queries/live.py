"""Where an open page hears that something changed, and whether somebody may listen there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

LISTENING = timedelta(hours=4)
"""How long an address of a stream is good: longer than any gathering, shorter than a day's office."""

_SALT = "shangyi.live"
_CHANNEL = re.compile(r"[a-z0-9][a-z0-9:._-]{0,59}")


def live_token(channel: str, now: datetime) -> str:
    """What lets its bearer listen to one channel for four hours; for views that have asked who may."""
    until = int((now + LISTENING).timestamp())
    return Signer(salt=_SALT).sign_object([channel, until])


def live_address(channel: str, now: datetime) -> str:
    """The stream of a channel as the page's script opens it."""
    return f"{settings.LIVE_URL}/live/{channel}?token={live_token(channel, now)}"


def listening_until(channel: str, token: str) -> datetime | None:
    """Until when the token lets its bearer listen to this channel; None when it was not made for it."""
    try:
        signed = Signer(salt=_SALT).unsign_object(token)
    except (BadSignature, ValueError):
        return None
    if not isinstance(signed, list) or signed[:1] != [channel] or _CHANNEL.fullmatch(channel) is None:
        return None
    return datetime.fromtimestamp(signed[1], UTC)
