"""`shangyi demo`: built once, never served by halves, everything ends with one signal."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from shangyi.entry.commands import demo
from tests.entry.founded import founded
from tests.entry.running import answer, family, free_port, lives, shangyi, started, until

COMMAND = "from shangyi.entry.cli import main; main()"


def ports() -> tuple[list[str], int]:
    port, live_port = free_port(), free_port()
    return ["--port", str(port), "--live-port", str(live_port), "--workers", "1"], port


def test_it_is_built_served_worked_and_ended_with_one_signal(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    options, port = ports()
    with started(COMMAND, "demo", *options, folder=folder) as supervisor:
        until(lambda: (answer(f"http://127.0.0.1:{port}/healthz") or [0])[0] == 200, seconds=240)
        children = family(supervisor.pid)
        began = time.monotonic()

        supervisor.send_signal(signal.SIGINT)
        said, _ = supervisor.communicate(timeout=10)

        assert supervisor.returncode == 0
        assert time.monotonic() - began < 5
        assert f"http://127.0.0.1:{port}\n" in said
        assert [pid for pid in children if lives(pid)] == []
    assert (folder / "demo").exists()
    assert not folder.with_name("demo.building").exists()

    with closing(sqlite3.connect(folder / "shangyi.sqlite3")) as database, database:
        database.execute("DROP TABLE entry_scheduleslot")
        database.execute("DELETE FROM django_migrations WHERE app = 'entry'")
    with started(COMMAND, "demo", *options, folder=folder) as supervisor:
        until(lambda: (answer(f"http://127.0.0.1:{port}/healthz?only=pages") or [0])[0] == 200, seconds=60)
        supervisor.terminate()
        said, _ = supervisor.communicate(timeout=10)
    assert "Building" not in said
    assert "Bringing the demo's tables up to date." in said


def test_a_world_whose_building_was_killed_is_not_served_but_begun_again(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    growing = folder.with_name("demo.building")
    options, _ = ports()
    with started(COMMAND, "demo", *options, folder=folder) as supervisor:
        until((growing / "shangyi.sqlite3").exists, seconds=60)
        for pid in [supervisor.pid, *family(supervisor.pid)]:
            os.kill(pid, signal.SIGKILL)
        supervisor.wait()

    assert growing.exists()
    assert not folder.exists()
    assert not demo.complete(folder)


def test_a_folder_with_other_data_is_left_alone(tmp_path: Path) -> None:
    folder = founded(tmp_path)
    before = sorted(folder.iterdir())
    options, _ = ports()

    done = shangyi("demo", *options, folder=folder)

    assert done.returncode == 1
    assert "holds something that is no demo" in done.stderr
    assert sorted(folder.iterdir()) == before


def test_a_demo_of_a_demo_folder_is_not_founded(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "demo").write_text("", encoding="utf-8")

    done = shangyi("init", folder=folder)

    assert done.returncode == 1
    assert "holds the demo" in done.stderr


def test_a_taken_port_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        done = shangyi("demo", "--port", port, "--live-port", str(free_port()), folder=tmp_path / "demo")

    assert done.returncode == 1
    assert f"127.0.0.1:{port} is taken by another program" in done.stderr
    assert "Perhaps a demo is already running" in done.stderr
    assert not (tmp_path / "demo").exists()
