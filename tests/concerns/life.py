"""Short words for the tests of this room: a voice is heard, sorted, assigned … each with sensible defaults."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from random import Random

from shangyi.concerns.actions.answer import AnswerDraft
from shangyi.concerns.actions.assign import Assignment, assign_concern
from shangyi.concerns.actions.handle import finish_concern
from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.actions.sort import Sorting, sort_concern
from shangyi.concerns.models import Concern, Voice
from shangyi.concerns.rules.hearing import Channel, Kind, Naming
from shangyi.kernel.actor import Act
from shangyi.rulepacks.actions import import_calendar, import_pack
from tests.people_and_places import FOUNDED, Town, acting

MONDAY = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Half past nine in the morning by the region's clock, a working day of an official year."""

HOUR = timedelta(hours=1)
DRAIN = "下水井盖散发臭味,都堵了好几年了。会不会是商户的油污?"


def rules_in_force() -> None:
    """The calendar and the rule pack of Ningxia, imported as `shangyi init` does."""
    packs = files("shangyi.rulepacks")
    act = Act.by_clock(FOUNDED)
    import_calendar(text=(packs / "calendars" / "ningxia.toml").read_text(encoding="utf-8"), act=act)
    import_pack(text=(packs / "packs" / "ningxia-2026.toml").read_text(encoding="utf-8"), act=act)


def said(
    town: Town,
    words: str = DRAIN,
    *,
    now: datetime = MONDAY,
    key: str | None = None,
    seed: int = 1,
    **speaker: object,
) -> Voice:
    """王阿姨 says something on her phone."""
    who = {"person": town.wang, "naming": Naming.NAMED, **speaker}
    new = NewVoice(
        words=words,
        place=town.stairwell,
        channel=Channel.PHONE_WEB,
        speaker=Speaker(**who),
        sending_key=key,  # type: ignore[arg-type]
    )
    return hear(new=new, actor=acting(town.wang), now=now, randbelow=Random(f"{seed}{words}").randrange).voice


def sorting(category: str = "", **other: object) -> Sorting:
    chosen = {
        "kind": Kind.PLEA,
        "category": category or drain_category(),
        "grade": "general",
        "title": "下水井盖散发臭味",
    }
    return Sorting(**{**chosen, **other})  # type: ignore[arg-type]


def drain_category() -> str:
    from shangyi.rulepacks.models import PackVersion
    from shangyi.rulepacks.rules import load_pack

    pack = load_pack(PackVersion.objects.get().text)
    return pack.suggest_categories("井盖 下水 堵塞")[0].code


def sorted_concern(town: Town, *, now: datetime = MONDAY, **voice: object) -> Concern:
    voice_row = said(town, now=now, **voice)  # type: ignore[arg-type]
    return sort_concern(
        concern_id=voice_row.concern_id, sorting=sorting(), actor=acting(town.ma), now=now + HOUR
    )


def order(town: Town, **other: object) -> Assignment:
    """小马 keeps it, 陈工 of the works team is asked to do it."""
    chosen = {
        "keeper": town.capacity(town.ma),
        "handler": town.chen,
        "unit": town.works,
        "what": "疏通并更换管线",
    }
    return Assignment(**{**chosen, **other})  # type: ignore[arg-type]


def handled_concern(town: Town, *, now: datetime = MONDAY, **voice: object) -> Concern:
    concern = sorted_concern(town, now=now, **voice)
    return assign_concern(
        concern_id=concern.pk, assignment=order(town), actor=acting(town.li), now=now + 2 * HOUR
    )


def done_concern(town: Town, *, now: datetime = MONDAY, **voice: object) -> Concern:
    """Done and answered: the clerk who keeps it says what was done, and it goes out at once."""
    concern = handled_concern(town, now=now, **voice)
    return finish_concern(
        concern_id=concern.pk,
        result="换了一根新管线",
        draft=AnswerDraft(text="管线换好了,您看看还有没有味道。"),
        actor=acting(town.ma),
        now=now + 24 * HOUR,
    )


Randbelow = Callable[[int], int]
