"""The ways out: SMTP, and gateways for text messages and WeChat that take a small JSON over HTTP."""

from __future__ import annotations

import hashlib
import json
import smtplib
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from shangyi.notices.actions.delivering import Gateway
from shangyi.notices.models import Notice
from shangyi.notices.queries import Letter
from shangyi.notices.rules import Undelivered

TIMEOUT_SECONDS = 20
TRY_LATER = frozenset({408, 409, 425, 429})
"""HTTP answers below 500 that are about the moment, not about the message."""
FOR_GOOD = 500
"""SMTP answers from here on are final: RFC 5321 §4.2.1. In HTTP it is the other way round."""


def gateways() -> dict[str, Gateway]:
    """The gateways that are set up; a channel without one gives its notices up at once and says so."""
    found: dict[str, Gateway] = {}
    if settings.EMAIL_HOST or not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        found[Notice.Channel.EMAIL] = send_mail
    if settings.SMS_GATEWAY_URL:
        found[Notice.Channel.SMS] = HttpGateway(settings.SMS_GATEWAY_URL)
    if settings.WECHAT_GATEWAY_URL:
        found[Notice.Channel.WECHAT] = HttpGateway(settings.WECHAT_GATEWAY_URL)
    return found


def send_mail(letter: Letter) -> None:
    """Hand a letter to the mail server. A 5xx answer is final, everything else may go right later.

    Its Message-ID is made from the key of the notice: sent twice after a crash, it is the same message to the
    receiving side. Raises Undelivered.
    """
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    mark = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    try:
        message = EmailMessage(
            subject=" ".join(letter.subject.split()),
            body=letter.body,
            to=[letter.address],
            headers={"Message-ID": f"<{mark}@{host}>", "Auto-Submitted": "auto-generated"},
            connection=get_connection(fail_silently=False),
        )
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        raise Undelivered(_said(code, said), permanent=code >= FOR_GOOD) from refusal
    except smtplib.SMTPAuthenticationError as refusal:
        raise Undelivered(_said(refusal.smtp_code, refusal.smtp_error), permanent=False) from refusal
    except smtplib.SMTPResponseException as refusal:
        final = refusal.smtp_code >= FOR_GOOD
        raise Undelivered(_said(refusal.smtp_code, refusal.smtp_error), permanent=final) from refusal
    except (ValueError, smtplib.SMTPNotSupportedError) as refusal:
        raise Undelivered(f"no address that mail can go to: {refusal}", permanent=True) from refusal
    except OSError as refusal:  # no connection, no answer in time, hung up: SMTPException is one, too
        raise Undelivered(f"{type(refusal).__name__}: {refusal}", permanent=False) from refusal


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {text}"


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """Posts {"to", "text", "key"} as JSON; any 2xx answer means taken. `key` lets the other side drop repeats."""

    url: str
    timeout: float = TIMEOUT_SECONDS

    def __call__(self, letter: Letter) -> None:
        """Hand a letter over. Raises Undelivered."""
        content = {"to": letter.address, "text": letter.body, "key": letter.key}
        request = Request(  # noqa: S310 - the address comes from the settings
            self.url,
            data=json.dumps(content, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": letter.key},
            method="POST",
        )
        try:
            with urlopen(request, timeout=self.timeout) as answer:  # noqa: S310 - as above
                answer.read(1)
        except HTTPError as refusal:
            final = refusal.code < FOR_GOOD and refusal.code not in TRY_LATER
            raise Undelivered(f"HTTP {refusal.code}", permanent=final) from refusal
        except (URLError, OSError) as refusal:
            raise Undelivered(f"{type(refusal).__name__}: {refusal}", permanent=False) from refusal
