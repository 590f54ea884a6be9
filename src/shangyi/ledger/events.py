"""What a recorded fact is: a dataclass in the past tense whose fields are private unless marked public."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar

from shangyi.kernel.actor import Act


def public(**options: Any) -> Any:
    """Mark a field whose value may be published: codes, counts, clock values; never words or names."""
    return field(metadata={"public": True}, **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of every fact. `kind` is its stable name, `room.happened`."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line to append: the fact, what it is about, where, and who did it in which capacity."""

    event: Event
    subject: str
    place_code: str
    act: Act
    category: str = ""


def public_part(event: Event) -> dict[str, Any]:
    return {
        each.name: plain(getattr(event, each.name)) for each in fields(event) if each.metadata.get("public")
    }


def private_part(entry: Entry) -> dict[str, Any]:
    """The fields not marked public, and the person behind the act."""
    own = {
        each.name: plain(getattr(entry.event, each.name))
        for each in fields(entry.event)
        if not each.metadata.get("public")
    }
    act = entry.act
    return {**own, "person": act.person_id, "name": act.name, "capacity": act.capacity_id}


def plain(value: Any) -> Any:
    """A value as JSON knows it: moments in ISO form, enums by value, tuples as lists."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (tuple, list, frozenset, set)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return value


def canonical(content: dict[str, Any]) -> bytes:
    """The one spelling of a record that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def commitment(content: dict[str, Any], salt: bytes) -> str:
    """HMAC-SHA256 of the private part under its own salt, in hex.

    Whoever holds salt and content can show that they are the ones recorded; without the salt a short secret
    (a phone number, a ballot) cannot be found by trying. Erasing both leaves a value that means nothing.
    """
    return hmac.new(salt, canonical(content), hashlib.sha256).hexdigest()
