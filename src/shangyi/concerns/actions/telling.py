"""Whom a change is told. Nothing here ever names who spoke to somebody who handles the matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shangyi.concerns.actions.moving import Move
from shangyi.concerns.models import Voice
from shangyi.notices.actions import Message
from shangyi.notices.models import Notice
from shangyi.undertakings.models import Undertaking


def tell_handler(move: Move, lead: Undertaking) -> None:
    """Tell whoever must act what to do by when; the speaker is not in it."""
    if lead.holder_id is None:
        return
    facts = {"what": lead.what, "place": move.concern.place.full_name, "due_at": _iso(lead.due_at)}
    move.tell(_message(move, "undertaking.given", lead.holder_id, facts, about=f"undertaking:{lead.pk}"))


def tell_keeper(move: Move, template: str, **facts: Any) -> None:
    """Tell the keeper, unless the keeper did it."""
    if move.concern.keeper_id != move.act.person_id:
        facts = {"title": move.concern.title, **facts}
        move.tell(_message(move, template, move.concern.keeper_id, facts, about=move.concern.subject))


def tell_person(move: Move, template: str, person_id: int, **facts: Any) -> None:
    """Tell one person, whoever they are to the concern."""
    move.tell(
        _message(
            move, template, person_id, {"title": move.concern.title, **facts}, about=move.concern.subject
        )
    )


def tell_speakers(move: Move, template: str, **facts: Any) -> None:
    """Tell everyone who spoke, each over what they left: in the app when known, by e-mail when given."""
    for voice in voices_of(move):
        for message in messages_for(move, voice, template, facts):
            move.tell(message)


def voices_of(move: Move) -> Iterable[Voice]:
    """The voices that belong to the concern, in the order in which they came."""
    return Voice.objects.filter(concern=move.concern).order_by("id")


def messages_for(move: Move, voice: Voice, template: str, facts: dict[str, Any]) -> list[Message]:
    """The messages for one voice; none for who left no way to be reached but the receipt."""
    given = {"title": move.concern.title, "receipt": voice.receipt, **facts}
    key = f"{template}:{voice.pk}:{move.concern.version}"
    messages = []
    if voice.person_id is not None:
        messages.append(
            Message(
                template=template,
                about=move.concern.subject,
                key=f"{key}:app",
                person_id=voice.person_id,
                facts=given,
            )
        )
    if voice.email:
        messages.append(
            Message(
                template=template,
                about=move.concern.subject,
                key=f"{key}:email",
                address=voice.email,
                channel=Notice.Channel.EMAIL,
                facts=given,
            )
        )
    return messages


def _message(move: Move, template: str, person_id: int, facts: dict[str, Any], *, about: str) -> Message:
    key = f"{template}:{about}:{person_id}:{move.concern.version}"
    return Message(template=template, about=about, key=key, person_id=person_id, facts=facts)


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment else ""
