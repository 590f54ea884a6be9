"""From an answer to the map that includes it, at 3,000 and 10,000 people with thirty answers each.

Each run has a database of its own and the schedule process exactly as `shangyi work` starts it, with all its jobs. That
process finds no compiled kernels, as on a fresh machine, and starts before there is a topic; the first map is timed from
the moment the answers are there. Then BENCH_ANSWERS people answer one more card by the real action, one at a time and at
odd moments; the time runs from just before the action until a page of results counts the answer. BENCH_TOPIC_SIZES
chooses the sizes ("3000,10000"), BENCH_TOPIC_ON the databases ("sqlite,postgresql").
"""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from bench.live import ROOT, database
from bench.results_file import Results

SIZES = [int(part) for part in os.environ.get("BENCH_TOPIC_SIZES", "3000,10000").split(",")]
ON = os.environ.get("BENCH_TOPIC_ON", "sqlite,postgresql").split(",")
N_ANSWERS = int(os.environ.get("BENCH_ANSWERS", "20"))
N_STATEMENTS, EACH = 60, 30
WANTED = 5.0
PATIENCE = 180.0
COUNTED = re.compile(r"(\d+) 次表态")


def measure() -> Results:
    """Both databases and both sizes, each in a process of its own."""
    results = Results(
        "A topic under way: from an answer to the map that includes it",
        notes=[
            f"{N_STATEMENTS} statements, {EACH} answers a person, four leaning groups; the schedule process with all its jobs.",
            f"{N_ANSWERS} answers by the action, at odd moments; until a page of results counts them (its own time in it).",
            f"Wanted: at most {WANTED:.0f} s. The first map: a worker that has read none of the answers, on a machine without compiled kernels when it started.",
        ],
    )
    for vendor in ON:
        for n_people in SIZES:
            with database(vendor) as environment:
                environment["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="sy-kernels-")
                command = [sys.executable, "-m", "bench.topic", vendor, str(n_people)]
                done = subprocess.run(
                    command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
                )
            if done.returncode:
                raise RuntimeError(done.stderr[-2000:])
            found = json.loads(done.stdout.splitlines()[-1])
            results.details[f"{vendor} {n_people}"] = found
            results.rows.append(_row(vendor, found))
    return results


def _row(vendor: str, found: dict[str, Any]) -> dict[str, Any]:
    spans = sorted(found["shown_s"])
    return {
        "database": vendor,
        "people": f"{found['people']:,}",
        "answers": f"{found['answers']:,}",
        "first map s": found["first_s"],
        "p50 s": spans[len(spans) // 2],
        "max s": spans[-1],
        "wanted s": WANTED,
        "worker CPU s a map": found["worker_cpu_s"],
        "worker MB": found["worker_mb"],
        "page s": found["page_s"],
        "load": found["load"],
    }


# What follows runs in the measured process.


def run(n_people: int) -> dict[str, Any]:
    """One database of so many people: the first map, then answers one at a time."""
    import django

    django.setup()
    from django.core.management import call_command

    from shangyi.entry.statics import gather_if_changed

    call_command("migrate", verbosity=0)
    gather_if_changed()
    with schedule_process() as worker:
        topic, people = build(n_people)
        begun = time.monotonic()
        _wait_for_map(topic)
        first = time.monotonic() - begun
        _wait_until_idle(worker.pid)
        before = _cpu(worker.pid)
        spans, pages = _answer(topic, people)
        cpu, mb = _cpu(worker.pid) - before, _memory(worker.pid)
    return {
        "people": n_people,
        "answers": n_people * EACH,
        "first_s": round(first, 1),
        "shown_s": [round(each, 2) for each in spans],
        "page_s": round(sorted(pages)[len(pages) // 2], 2),
        "worker_cpu_s": round(cpu / len(spans), 2),
        "worker_mb": mb,
        "load": round(os.getloadavg()[0], 1),
    }


def build(n_people: int) -> tuple[Any, list[Any]]:
    """A town, a topic that is open, and everybody's answers but the last cards; copied past the actions."""
    from django.utils import timezone

    from bench import world
    from shangyi.deliberation.actions.preparing import NewTopic, pin_statement, prepare_topic
    from shangyi.deliberation.actions.running import open_topic
    from shangyi.deliberation.models import Participant, Statement, Topic
    from shangyi.people.models import Person
    from shangyi.people.queries import actor_of

    now = timezone.now()
    town = world.found(now)
    home = town.homes[0]
    by = {"actor": actor_of(home.secretary, now.date()), "now": now}
    topic = prepare_topic(new=NewTopic(title="小区停车怎么停", place=home.community), **by)
    pin_statement(topic_id=topic.pk, text="车位应该先给老人和残疾人", **by)
    open_topic(topic_id=topic.pk, closes_at=now + timedelta(days=10), **by)
    Statement.objects.bulk_create(
        Statement(topic=topic, number=n, text=f"第{n}个说法：车位应该这样分", state="accepted", said_at=now)
        for n in range(2, N_STATEMENTS + 1)
    )
    rows = [
        Person(name=f"邻居{n}", phone=f"150{n:08d}", home=home.building, entered_at=now)
        for n in range(n_people)
    ]
    people = Person.objects.bulk_create(rows, batch_size=500)
    seats = [
        Participant(topic=topic, person=each, building=home.building, tag=f"T{n:06d}", joined_at=now)
        for n, each in enumerate(people)
    ]
    _positions(topic, Participant.objects.bulk_create(seats, batch_size=500), now)
    Topic.objects.filter(pk=topic.pk).update(n_changes=n_people * EACH, n_statements=N_STATEMENTS)
    return Topic.objects.get(pk=topic.pk), people


def _positions(topic: Any, seats: list[Any], now: Any) -> None:
    from bench.opinions import planted
    from shangyi.deliberation.models import Position

    statements = list(topic.statements.order_by("number").values_list("pk", flat=True))
    who, what, votes = planted(len(seats), N_STATEMENTS, len(seats) * EACH)
    rows = [
        Position(
            topic=topic,
            statement_id=statements[what[n]],
            participant=seats[who[n]],
            value=int(votes[n]),
            taken_at=now,
            changed_at=now,
            change=n + 1,
        )
        for n in range(who.size)
    ]
    for first in range(0, len(rows), 2_000):  # short transactions: the jobs write too
        Position.objects.bulk_create(rows[first : first + 2_000], batch_size=1_000)


@contextmanager
def schedule_process() -> Iterator[subprocess.Popen[bytes]]:
    """The schedule exactly as `shangyi work` starts it."""
    code = "import django; django.setup(); from shangyi.entry.children import schedule; schedule()"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for_map(topic: Any) -> None:
    """Until the kept map knows every change there is now."""
    from shangyi.deliberation.models import DrawnMap, Topic

    change = Topic.objects.values_list("n_changes", flat=True).get(pk=topic.pk)
    patience = time.monotonic() + PATIENCE
    while not DrawnMap.objects.filter(topic=topic, at_change__gte=change).exists():
        if time.monotonic() > patience:
            raise RuntimeError("no map came")
        time.sleep(0.05)


def _answer(topic: Any, people: list[Any]) -> tuple[list[float], list[float]]:
    """How long each answer took to be shown, and each page of results."""
    from django.test import Client
    from django.utils import timezone

    from shangyi.deliberation.actions.taking import Answer, take_part, take_position
    from shangyi.deliberation.models import Topic
    from shangyi.people.queries import actor_of

    chance = random.Random(1)
    reader = _reader(Client(headers={"host": "127.0.0.1"}), topic)
    spans, pages = [], []
    for who in chance.sample(people, N_ANSWERS):
        time.sleep(chance.uniform(0.5, 2.5))
        now = timezone.now()
        by: dict[str, Any] = {
            "topic_id": topic.pk,
            "actor": actor_of(who, now.date()),
            "now": now,
            "randbelow": secrets.randbelow,
        }
        card = take_part(**by).dealt
        begun = time.monotonic()
        take_position(answer=Answer(statement_id=card.pk, value=1), **by)
        n_expected = Topic.objects.values_list("n_changes", flat=True).get(pk=topic.pk)
        _wait_for_map(topic)
        asked = time.monotonic()
        shown = int(COUNTED.search(reader()).group(1))  # type: ignore[union-attr]
        spans.append(time.monotonic() - begun)
        pages.append(time.monotonic() - asked)
        if shown != n_expected:
            raise RuntimeError(f"the page counts {shown} answers, not {n_expected}")
    return spans, pages


def _reader(client: Any, topic: Any) -> Any:
    """Somebody of the desk, who may read results while the topic runs."""
    from shangyi.people.models import Account

    account = Account.objects.create(person=topic.asked_by, sign_in_name="reader")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")

    def read() -> str:
        return str(client.get(f"/topics/{topic.pk}/results/").content.decode())

    return read


def _wait_until_idle(pid: int) -> None:
    """Until the worker does little: whatever it compiles ahead is compiled."""
    while True:
        before = _cpu(pid)
        time.sleep(4)
        if _cpu(pid) - before < 0.4:
            return


def _cpu(pid: int) -> float:
    import psutil

    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _memory(pid: int) -> int:
    import psutil

    return int(psutil.Process(pid).memory_info().rss // 2**20)


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[2]))))
