"""Processes that live as one, shown with real ones."""

from __future__ import annotations

import json
import signal
import socket
import time
from pathlib import Path

import pytest

from shangyi.entry.processes import taken
from tests.entry.running import end, family, lives, started, until

SLEEPERS = """
import sys, time
from shangyi.entry import logs
from shangyi.entry.processes import Child, supervise
logs.set_up()
sys.exit(supervise([Child("one", lambda: time.sleep(600)), Child("two", lambda: time.sleep(600))]))
"""
STUBBORN = """
import os, signal, sys, time
from shangyi.entry import logs
from shangyi.entry.processes import Child, supervise
def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork() == 0:
        time.sleep(600)
    time.sleep(600)
logs.set_up()
sys.exit(supervise([Child("stubborn", stubborn)]))
"""
FAILING = """
import sys
from shangyi.entry import logs
from shangyi.entry.processes import Child, supervise
def fail():
    raise RuntimeError("no luck\\nwith a name: 王阿姨")
logs.set_up()
sys.exit(supervise([Child("failing", fail)]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_all(tmp_path: Path, number: signal.Signals) -> None:
    with started(SLEEPERS, folder=tmp_path) as supervisor:
        children = until(lambda: len(found := family(supervisor.pid)) == 2 and found)

        supervisor.send_signal(number)

        assert supervisor.wait(timeout=5) == 0
        assert [pid for pid in children if lives(pid)] == []


def test_what_will_not_end_is_killed_with_all_it_started_within_five_seconds(tmp_path: Path) -> None:
    with started(STUBBORN, folder=tmp_path) as supervisor:
        children = until(lambda: len(found := family(supervisor.pid)) == 2 and found)
        time.sleep(0.2)  # until it has closed its ears
        began = time.monotonic()

        supervisor.terminate()

        assert supervisor.wait(timeout=10) == 0
        assert time.monotonic() - began < 5
        until(lambda: not any(lives(pid) for pid in children), seconds=1)


def test_a_killed_child_is_started_again_and_the_other_never_notices(tmp_path: Path) -> None:
    with started(SLEEPERS, folder=tmp_path) as supervisor:
        one, two = until(lambda: len(found := family(supervisor.pid)) == 2 and found)

        end(one, signal.SIGKILL)

        now = until(lambda: len(found := family(supervisor.pid)) == 2 and one not in found and found)
        assert two in now


def test_children_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    with started(STUBBORN, folder=tmp_path) as supervisor:
        children = until(lambda: len(found := family(supervisor.pid)) == 2 and found)

        supervisor.kill()

        until(lambda: not any(lives(pid) for pid in children), seconds=8)


def test_a_child_that_keeps_failing_is_tried_less_and_less_often(tmp_path: Path) -> None:
    with started(FAILING, folder=tmp_path) as supervisor:
        time.sleep(4)
        supervisor.terminate()
        _, said = supervisor.communicate(timeout=10)

    lines = [json.loads(line) for line in said.splitlines()]
    pauses = [line["in_s"] for line in lines if line["what"] == "died, starting it again"]
    assert pauses[:3] == [0.5, 1.0, 2.0]
    assert "RuntimeError: no luck" in said
    assert "王阿姨" not in said


def test_a_port_is_taken_while_somebody_listens_there() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        assert taken("127.0.0.1", port)

    assert not taken("127.0.0.1", port)
