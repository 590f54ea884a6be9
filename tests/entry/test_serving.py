"""serve and work with real processes over a founded installation."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.entry.founded import ANSWERS, founded
from tests.entry.running import answer, end, family, free_port, lives, shangyi, started, until

pytestmark = pytest.mark.xdist_group("serving")  # one server answers most of these
COMMAND = "from shangyi.entry.cli import main; main()"


@dataclass
class Served:
    """A running `shangyi serve`: its supervisor, its folder, its two ports."""

    supervisor: Any
    folder: Path
    port: int
    live_port: int

    def healthz(self) -> Any:
        return answer(f"http://127.0.0.1:{self.port}/healthz?only=pages")

    def live(self) -> Any:
        return answer(f"http://127.0.0.1:{self.live_port}/healthz")


@contextmanager
def serving(where: Path) -> Iterator[Served]:
    folder, port, live_port = founded(where), free_port(), free_port()
    ports = ["--port", str(port), "--live-port", str(live_port), "--workers", "1"]
    wishes = {"BASE_URL": f"http://127.0.0.1:{port}"}
    with started(COMMAND, "serve", *ports, folder=folder, **wishes) as supervisor:
        served = Served(supervisor, folder, port, live_port)
        until(lambda: (served.healthz() or [0])[0] == 200 and (served.live() or [0])[0] == 200, seconds=60)
        yield served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


def test_pages_answer_and_static_files_are_there(served: Served) -> None:
    assert served.healthz() == (200, {"ok": True, "database": True, "migrations": True})
    names = json.loads((served.folder / "static" / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    style = next(name for name in names.values() if name.endswith(".css"))
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/static/{style}", timeout=5) as response:
        assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_without_a_worker_healthz_says_so(served: Served) -> None:
    status, told = answer(f"http://127.0.0.1:{served.port}/healthz") or (0, {})

    assert (status, told["ok"], told["worker"], told["worker_seen_s_ago"]) == (503, False, False, None)


def test_a_second_one_says_that_the_port_is_taken(served: Served) -> None:
    done = shangyi("serve", "--port", str(served.port), "--live-port", str(free_port()), folder=served.folder)

    assert done.returncode == 1
    assert f"127.0.0.1:{served.port} is taken by another program" in done.stderr
    assert "--port" in done.stderr


def test_database_behind_this_version_is_not_served(tmp_path: Path) -> None:
    folder = founded(tmp_path)
    with closing(sqlite3.connect(folder / "shangyi.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'entry'")

    done = shangyi("serve", "--port", str(free_port()), "--live-port", str(free_port()), folder=folder)

    assert done.returncode == 1
    assert "steps behind this version; run: shangyi manage migrate" in done.stderr


def test_a_killed_page_process_is_replaced(served: Served) -> None:
    before = family(served.supervisor.pid)
    leaves = [pid for pid in before if not family(pid)]

    end(leaves[0], signal.SIGKILL)

    until(lambda: not lives(leaves[0]))
    until(lambda: (served.healthz() or [0])[0] == 200 and (served.live() or [0])[0] == 200)


def test_killed_page_and_live_servers_are_started_again(served: Served) -> None:
    leaders = [pid for pid in family(served.supervisor.pid) if family(pid)]
    assert len(leaders) == 2
    below = [pid for leader in leaders for pid in family(leader)]

    for leader in leaders:
        end(leader, signal.SIGKILL)

    until(lambda: not any(lives(pid) for pid in [*leaders, *below]))
    until(lambda: (served.healthz() or [0])[0] == 200 and (served.live() or [0])[0] == 200)


# ── Streams ───────────────────────────────────────────────


def token(folder: Path, channel: str, at: datetime) -> str:
    """A token as a view of this installation makes it."""
    from django.core.signing import Signer

    until_then = int((at + timedelta(hours=4)).timestamp())
    secret = (folder / "secret_key").read_text(encoding="utf-8").strip()
    return Signer(key=secret, salt="shangyi.live").sign_object([channel, until_then])


@contextmanager
def stream(served: Served, channel: str, good: str, *headers: str) -> Iterator[Any]:
    """A reader of the stream as a browser is one; yields the lines after the head."""
    with socket.create_connection(("127.0.0.1", served.live_port), timeout=10) as line:
        wishes = "".join(f"{header}\r\n" for header in headers)
        line.sendall(f"GET /live/{channel}?token={good} HTTP/1.1\r\nHost: localhost\r\n{wishes}\r\n".encode())
        lines = line.makefile("rb")
        try:
            yield lines
        finally:
            line.shutdown(socket.SHUT_RDWR)
            lines.close()


def head(lines: Any) -> dict[str, str]:
    status = lines.readline().decode().split()[1]
    fields = iter(lambda: lines.readline().decode().strip(), "")
    return {
        "status": status,
        **{name.lower(): value for name, value in (one.split(": ", 1) for one in fields)},
    }


def events(lines: Any, many: int) -> list[tuple[str, str, str]]:
    """The next events as (id, kind, data); heartbeats, chunk sizes and `retry` are left out."""
    found: list[tuple[str, str, str]] = []
    fields: dict[str, str] = {}
    while len(found) < many:
        name, _, value = lines.readline().decode().rstrip().partition(": ")
        if name in {"id", "event", "data"}:
            fields[name] = value
        if len(fields) == 3:
            found.append((fields["id"], fields["event"], fields["data"]))
            fields = {}
    return found


def announce(served: Served, channel: str, kind: str, body: object = None) -> str:
    values = (channel, kind, json.dumps(body or {}), "2026-03-02 04:00:00")
    with closing(sqlite3.connect(served.folder / "shangyi.sqlite3", timeout=10)) as database, database:
        cursor = database.execute(
            "INSERT INTO notices_liveevent (channel, kind, body, at) VALUES (?, ?, ?, ?)", values
        )
        return str(cursor.lastrowid)


def test_a_listener_hears_its_own_channel_and_catches_up(served: Served) -> None:
    good = token(served.folder, "hall:1", datetime.now(UTC))
    with stream(served, "hall:1", good) as lines:
        told = head(lines)
        assert (told["status"], told["content-type"]) == ("200", "text/event-stream; charset=utf-8")
        assert (told["x-accel-buffering"], told["cache-control"]) == ("no", "no-store")
        assert told["access-control-allow-origin"] == f"http://127.0.0.1:{served.port}"
        until(lambda: served.live()[1]["readers"] == 1)
        announce(served, "hall:2", "elsewhere")
        first = announce(served, "hall:1", "counted", {"n": 3, "said": "好\n\nevent: forged"})

        assert events(lines, 1) == [(first, "counted", '{"n":3,"said":"好\\n\\nevent: forged"}')]

    second = announce(served, "hall:1", "closed")
    with stream(served, "hall:1", good, f"Last-Event-ID: {first}") as lines:
        head(lines)
        assert events(lines, 1) == [(second, "closed", "{}")]
    until(lambda: served.live()[1]["readers"] == 0)


@pytest.mark.parametrize("wish", ["Last-Event-ID: x", "Last-Event-ID: -1", f"Last-Event-ID: {'9' * 400}"])
def test_a_senseless_last_event_id_is_as_none(served: Served, wish: str) -> None:
    with stream(served, "hall:3", token(served.folder, "hall:3", datetime.now(UTC)), wish) as lines:
        assert head(lines)["status"] == "200"
        until(lambda: served.live()[1]["readers"] == 1)
        sent = announce(served, "hall:3", "now")
        assert events(lines, 1) == [(sent, "now", "{}")]
    until(lambda: served.live()[1]["readers"] == 0)


def test_only_a_fresh_token_for_this_channel_opens_a_stream(served: Served) -> None:
    now = datetime.now(UTC)
    other = token(served.folder, "hall:2", now)
    stale = token(served.folder, "hall:1", now - timedelta(hours=5))

    told = [
        stream_status(served, "hall:1", bad) for bad in ("", "x", "%F0%9F%91%8D", other, stale, "a" * 5000)
    ]

    assert told == ["403"] * 6
    assert stream_status(served, "hall:1", token(served.folder, "hall:1", now)) == "200"


def stream_status(served: Served, channel: str, given: str) -> str:
    with stream(served, channel, given) as lines:
        return head(lines)["status"]


def test_other_addresses_and_methods_are_refused(served: Served) -> None:
    where = f"http://127.0.0.1:{served.live_port}"
    post = urllib.request.Request(f"{where}/live/x", data=b"x" * 1000)

    assert (answer(f"{where}/") or [0])[0] == 404
    assert (answer(f"{where}/live/") or [0])[0] == 404
    assert (answer(f"{where}/live/../../etc/passwd") or [0])[0] in {403, 404}
    assert (answer(post) or [0])[0] == 405  # type: ignore[arg-type]


# ── The end of it, and the worker ─────────────────────────


def test_one_signal_ends_pages_streams_and_open_listeners_in_five_seconds(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        children = family(running.supervisor.pid)
        with stream(running, "hall:1", token(running.folder, "hall:1", datetime.now(UTC))) as lines:
            assert head(lines)["status"] == "200"
            began = time.monotonic()

            running.supervisor.send_signal(signal.SIGINT)

            assert running.supervisor.wait(timeout=10) == 0
            assert time.monotonic() - began < 5
        assert [pid for pid in children if lives(pid)] == []


def test_the_worker_leaves_its_beat_and_ends_at_once(tmp_path: Path) -> None:
    folder = founded(tmp_path)
    with started(COMMAND, "work", folder=folder) as supervisor:
        until(lambda: beats(folder), seconds=60)
        children = family(supervisor.pid)
        assert len(children) == 2
        began = time.monotonic()

        supervisor.terminate()

        assert supervisor.wait(timeout=10) == 0
        assert time.monotonic() - began < 5
        assert [pid for pid in children if lives(pid)] == []


def beats(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "shangyi.sqlite3", timeout=10)) as database:
        sql = "SELECT count(*) FROM entry_scheduleslot WHERE job = 'pulse' AND finished_at IS NOT NULL"
        return int(database.execute(sql).fetchone()[0])


@pytest.mark.postgres
def test_on_postgresql_init_serve_streams_and_work_run_too(tmp_path: Path, cloned_database: str) -> None:
    import psycopg
    from django.db import connection

    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{cloned_database}").geturl()
    folder, port, live_port = tmp_path / "data", free_port(), free_port()
    ports = ["--port", str(port), "--live-port", str(live_port), "--workers", "1"]
    done = shangyi("init", folder=folder, DATABASE_URL=url, **ANSWERS)
    assert (done.returncode, done.stderr) == (0, "")
    wishes = {"DATABASE_URL": url, "BASE_URL": f"http://127.0.0.1:{port}"}

    with (
        started(COMMAND, "serve", *ports, folder=folder, **wishes) as supervisor,
        started(COMMAND, "work", folder=folder, **wishes),
    ):
        served = Served(supervisor, folder, port, live_port)
        until(lambda: (answer(f"http://127.0.0.1:{port}/healthz") or [0])[0] == 200, seconds=90)
        until(lambda: (served.live() or [0])[0] == 200)
        with stream(served, "hall:1", token(folder, "hall:1", datetime.now(UTC))) as lines:
            assert head(lines)["status"] == "200"
            until(lambda: served.live()[1]["readers"] == 1)
            with psycopg.connect(url) as database:
                insert = "INSERT INTO notices_liveevent (channel, kind, body, at) VALUES (%s, %s, %s, now())"
                database.execute(insert, ["hall:1", "counted", '{"n": 3}'])
            assert [one[1:] for one in events(lines, 1)] == [("counted", '{"n":3}')]
        supervisor.terminate()
        assert supervisor.wait(timeout=10) == 0
    connection.close()
