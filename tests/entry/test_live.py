"""Who hears which event: the hub with a source in hand, and the sources over a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from shangyi.entry.live.hub import QUEUE_LENGTH, Hub, LiveEvent, Reader
from shangyi.entry.live.sources import Asking, Listening, source_of_this_database
from shangyi.entry.live.stream import last_event_id
from shangyi.notices.actions import announce
from shangyi.notices.queries import LISTENING, listening_until, live_address, live_token
from tests.harness.loops import run_apart

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def event(number: int, channel: str = "hall:1") -> LiveEvent:
    return LiveEvent(number, channel, "counted", {})


class Silent:
    """A source that tells nothing by itself, or breaks as often as it is told to."""

    def __init__(self, breaks: int = 0) -> None:
        self.breaks = breaks
        self.asked: list[int] = []

    async def newest(self) -> int:
        return 7

    async def follow(self, after: int) -> AsyncIterator[list[LiveEvent]]:
        self.asked.append(after)
        if self.breaks:
            self.breaks -= 1
            raise OSError("gone")
        yield [event(after + 1)]
        await asyncio.sleep(60)

    async def since(self, _channel: str, _after: int) -> list[LiveEvent]:
        return []


def test_an_event_reaches_each_reader_of_its_channel_once() -> None:
    async def story() -> tuple[int, int, int]:
        hub = Hub(Silent)
        with hub.reading("hall:1") as one, hub.reading("hall:1") as two, hub.reading("hall:2") as other:
            hub.hand_out([event(8), event(9), event(8)])
            return len(one.events), len(two.events), len(other.events)

    assert run_apart(story()) == (2, 2, 0)


def test_a_reader_that_falls_behind_is_ended_and_the_others_are_not() -> None:
    async def story() -> tuple[bool, bool, int]:
        hub = Hub(Silent)
        with hub.reading("hall:1") as slow, hub.reading("hall:1") as quick:
            for number in range(QUEUE_LENGTH + 1):
                hub.hand_out([event(number)])
                quick.events.clear()
            return slow.is_ended, quick.is_ended, len(slow.events)

    assert run_apart(story()) == (True, False, QUEUE_LENGTH)


def test_who_has_gone_is_forgotten() -> None:
    async def story() -> tuple[int, int]:
        hub = Hub(Silent)
        with hub.reading("hall:1"):
            during = hub.n_readers
        return during, len(hub.readers)

    assert run_apart(story()) == (1, 0)


def test_a_broken_source_is_followed_again_from_where_it_broke(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> tuple[bool, list[int]]:
        source = Silent(breaks=1)
        hub = Hub(lambda: source)
        following = asyncio.create_task(hub.follow_for_ever())
        with hub.reading("hall:1") as reader:
            heard = (await asyncio.wait_for(reader.next_events(), 5))[0]
            following.cancel()
        return heard.id == 8 and hub.is_following, source.asked

    assert run_apart(story()) == (True, [7, 7])
    assert "the source of live events failed" in caplog.text


def test_a_reader_waits_until_something_comes_a_beat_is_due_or_it_is_over() -> None:
    async def story() -> list[list[int]]:
        hub = Hub(Silent)
        beating = asyncio.create_task(hub.beat_for_ever(0.01))
        with hub.reading("hall:1") as reader:
            found = [await asyncio.wait_for(reader.next_events(), 5)]
            beating.cancel()
            hub.hand_out([event(8), event(9)])
            found.append(await reader.next_events())
            asyncio.get_running_loop().call_soon(reader.end)
            found.append(await asyncio.wait_for(reader.next_events(), 5))
            assert reader.is_ended
        return [[one.id for one in some] for some in found]

    assert run_apart(story()) == [[], [8, 9], []]


def test_an_event_cannot_break_out_of_its_lines() -> None:
    text = LiveEvent(3, "x", "a\nid: 9", {"said": "line\n\ndata: forged"}).as_text().decode()

    assert text == 'id: 3\nevent: aid:9\ndata: {"said":"line\\n\\ndata: forged"}\n\n'


@pytest.mark.parametrize(
    ("given", "number"),
    [(b"", None), (b"12", 12), (b"-1", None), (b"1e3", None), (b"9" * 400, None), (b"\xff", None)],
)
def test_only_a_number_is_a_last_event_id(given: bytes, number: int | None) -> None:
    assert last_event_id({"headers": [(b"last-event-id", given)], "query_string": b""}) == number
    assert last_event_id({"headers": [], "query_string": b"token=x&last=" + given}) == number


def test_a_token_opens_its_channel_for_four_hours(settings: Any) -> None:
    settings.LIVE_URL = "https://shangyi.example.cn"
    token = live_token("hall:1", NOW)

    assert listening_until("hall:1", token) == NOW + LISTENING == NOW + timedelta(hours=4)
    assert live_address("hall:1", NOW) == f"https://shangyi.example.cn/live/hall:1?token={token}"


@pytest.mark.parametrize(
    "token", ["", "x", "a:b", "𠮷", live_token("hall:2", NOW), live_token("hall:1", NOW)[:-1]]
)
def test_no_other_token_does(token: str) -> None:
    assert listening_until("hall:1", token) is None


@pytest.mark.parametrize("channel", ["", "a/b", "A", "x" * 61, "hall 1", "-x", "会场"])
def test_a_channel_that_cannot_be_one_is_opened_by_no_token(channel: str) -> None:
    assert listening_until(channel, live_token(channel, NOW)) is None


async def following_of(hub: Hub) -> None:
    while not hub.is_following:  # noqa: ASYNC110 - the hub has no event for what only a test waits for
        await asyncio.sleep(0.01)


async def told(reader: Reader, many: int) -> list[LiveEvent]:
    """The next so many events, however they come together."""
    found: list[LiveEvent] = []
    while len(found) < many:
        found += await asyncio.wait_for(reader.next_events(), 10)
    return found


async def heard(make: Callable[[], Any], act: Callable[[], None], many: int) -> list[tuple[str, str]]:
    """What a hub over this source hands out while `act` runs beside it."""
    hub = Hub(make)
    following = asyncio.create_task(hub.follow_for_ever())
    with hub.reading("hall:1") as reader:
        await following_of(hub)
        await asyncio.to_thread(act)
        found = await told(reader, many)
        missed = await hub.source.since("hall:1", found[0].id)
        following.cancel()
    assert [one.id for one in missed][-1:] == [found[-1].id]
    return [(one.channel, one.kind) for one in found]


def tell_three() -> None:
    announce(channel="hall:2", kind="elsewhere", now=NOW)
    for kind in ("counted", "closed"):
        announce(channel="hall:1", kind=kind, now=NOW)
    connection.close()


def test_events_of_the_table_are_heard(cloned_database: str) -> None:
    expected = {"sqlite": Asking, "postgresql": Listening}[connection.vendor]
    assert source_of_this_database() is expected

    assert run_apart(heard(expected, tell_three, 2)) == [("hall:1", "counted"), ("hall:1", "closed")]


@pytest.mark.postgres
def test_an_event_that_is_committed_after_a_later_one_is_heard_too(cloned_database: str) -> None:
    def crossing() -> None:
        import psycopg

        wishes = connection.get_connection_params()
        wishes = {
            name: wishes[name] for name in ("dbname", "user", "password", "host", "port") if wishes.get(name)
        }
        insert = "INSERT INTO notices_liveevent (channel, kind, body, at) VALUES ('hall:1', %s, '{}', now())"
        with psycopg.connect(**wishes) as slow, psycopg.connect(**wishes) as quick:
            slow.execute(insert, ["slow"])
            quick.execute(insert, ["quick"])
            quick.commit()
            slow.commit()

    async def story() -> list[str]:
        hub = Hub(Listening)
        following = asyncio.create_task(hub.follow_for_ever())
        with hub.reading("hall:1") as reader:
            await following_of(hub)
            await asyncio.to_thread(crossing)
            kinds = [event.kind for event in await told(reader, 2)]
            missed = await hub.source.since("hall:1", hub.last_id or 0)
            following.cancel()
        return [*kinds, *sorted(one.kind for one in missed)]

    assert run_apart(story()) == ["quick", "slow", "quick", "slow"]
