"""The opinion map against red-dwarf, and at sizes where red-dwarf cannot follow.

From arrays in memory to representative statements, after compilation. Every measurement is a process of its own with
every library held to one thread; ours at the largest size is also measured with two. CPU seconds come first, for they
bear a busy machine best. BENCH_PEER_PYTHON names a Python that has red-dwarf 0.4.0, if this one has not; BENCH_SIZES
chooses sizes by number ("0,1,2"); BENCH_PEER_LIMIT is the number of seconds after which the peer is stopped.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from math import gcd
from pathlib import Path
from typing import Any

from bench.results_file import Results

SIZES = [(10_000, 500, 250_000), (100_000, 1_000, 5_000_000), (1_000_000, 5_000, 40_000_000)]
PEER_SIZES = 2
ROUNDS = 5
SEED = 1
NEW_VOTES = 2_000
STRIDE = 7_654_321  # shares no divisor with the numbers of votes: visits every vote once
PEER_LIMIT = float(os.environ.get("BENCH_PEER_LIMIT", "3600"))
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "LOKY_MAX_CPU_COUNT"),
    "1",
)
READING = (
    "Times are the best of five runs for ours (three at the largest size) and of one for the peer, in seconds of CPU "
    "(wall beside). Reading files, resampling, slate and bridging are not in the time of the map; they stand apart "
    "in the JSON. On a busy machine (see its load) only the CPU seconds compare. Cannot run: one dense copy of the "
    "peer's matrix is 40 GB at that size."
)
DIFFERENCES = (
    "Not the same computation: ours measures silhouettes over 100 base clusters (as pol.is does), the peer over all "
    "participants; ours uses float32 from two million votes on, and ends the axes at a relative residual of 1e-4 "
    "there. The peer with its silhouette stubbed always takes two groups."
)


def measure() -> Results:
    """Measure every size; the peer where it is at hand and can finish."""
    results = Results(
        title="Opinion map: vote matrix to representative statements",
        notes=[
            READING,
            DIFFERENCES,
        ],
    )
    for number in (int(part) for part in os.environ.get("BENCH_SIZES", "0,1,2").split(",")):
        size = SIZES[number]
        ours = _child(sys.executable, "ours", *size, 1)
        peers = {}
        if number < PEER_SIZES:
            peers = {kind: _child(_peer_python(), kind, *size, 1) for kind in ("stubbed", "shipped")}
        results.rows.append(_row(size, 1, ours, peers))
        results.details[f"{size}"] = {"ours": ours, **peers}
        if number == len(SIZES) - 1:
            both = _child(sys.executable, "ours", *size, 2)
            results.rows.append(_row(size, 2, both, {}))
            results.details[f"{size} on two threads"] = {"ours": both}
    return results


def _peer_python() -> str:
    return os.environ.get("BENCH_PEER_PYTHON", sys.executable)


def _child(python: str, kind: str, *numbers: int) -> dict[str, Any]:
    """Run one measurement in its own process and return what it printed, or why there is nothing."""
    command = [python, str(Path(__file__).resolve()), kind, *map(str, numbers)]
    path = f"{Path(__file__).resolve().parent.parent}"
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=PEER_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"absent": f"not finished after {PEER_LIMIT:.0f} s"}
    if done.returncode:
        return {"absent": (done.stderr.strip().splitlines() or ["failed"])[-1]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _row(
    size: tuple[int, ...], threads: int, ours: dict[str, Any], peers: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    def peer(kind: str) -> str:
        if kind not in peers:
            return "cannot run" if size == SIZES[-1] else "—"
        if "absent" in peers[kind]:
            return str(peers[kind]["absent"])
        cpu, wall = peers[kind]["cpu"], peers[kind]["wall"]
        return f"{cpu:.2f} ({wall:.2f}) = {cpu / ours['cold']['cpu']:.0f}×"

    if "absent" in ours:
        return {"people × statements": f"{size[0]:,} × {size[1]:,}", "failed": ours["absent"]}
    cold, warm = ours["cold"], ours["warm"]
    return {
        "people × statements": f"{size[0]:,} × {size[1]:,}",
        "votes": f"{size[2]:,}",
        "threads": threads,
        "cold CPU s (wall)": f"{cold['cpu']:.3f} ({cold['wall']:.3f})",
        "warm CPU s (wall)": f"{warm['cpu']:.3f} ({warm['wall']:.3f})",
        "peak MB": ours["peak_mb"],
        "peer as shipped": peer("shipped"),
        "peer, silhouette stubbed": peer("stubbed"),
    }


# What follows runs in the measured process.


def planted(n_people: int, n_statements: int, n_votes: int) -> tuple[Any, Any, Any]:
    """Votes of four leaning groups, each on a statement of its own for the person, shuffled, as three arrays."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    each = n_votes // n_people
    steps = np.array([step for step in range(1, n_statements) if gcd(step, n_statements) == 1])
    first, step = rng.integers(0, n_statements, n_people), rng.choice(steps, n_people)
    group = rng.integers(0, 4, n_people)
    leaning = rng.uniform(0.1, 0.9, (4, n_statements)).astype(np.float32)
    people, statements = np.empty(n_votes, np.int32), np.empty(n_votes, np.int32)
    votes = np.empty(n_votes, np.int8)
    for begin in range(0, n_votes, 1_000_000):
        part = slice(begin, min(begin + 1_000_000, n_votes))
        cell = rng.permutation(np.arange(part.start, part.stop) * STRIDE % n_votes)
        person = cell // each
        statement = (first[person] + cell % each * step[person]) % n_statements
        luck = rng.random(cell.size, dtype=np.float32)
        agree = luck < 0.9 * leaning[group[person], statement]
        people[part], statements[part] = person, statement
        votes[part] = np.where(agree, 1, np.where(luck < 0.9, -1, 0))
    return people, statements, votes


def timed(work: Callable[[], Any], rounds: int) -> tuple[dict[str, float], Any]:
    """The least CPU and wall time of several runs, and the last answer."""
    spent = []
    answer: Any = None
    for _ in range(rounds):
        answer = None
        wall, cpu = time.perf_counter(), time.process_time()
        answer = work()
        spent.append((time.process_time() - cpu, time.perf_counter() - wall))
    return {"cpu": min(cpu for cpu, _ in spent), "wall": min(wall for _, wall in spent)}, answer


def ours(n_people: int, n_statements: int, n_votes: int, threads: int) -> dict[str, Any]:
    from shangyi.insight.opinions.opinion_map import outline
    from shangyi.insight.opinions.votes import add_votes, pack_votes

    people, statements, votes = planted(n_people, n_statements, n_votes)
    size = {"n_people": n_people, "n_statements": n_statements}
    compiled = pack_votes(people[:99], statements[:99], votes[:99], **size)
    add_votes(compiled, people[:9], statements[:9], votes[:9], **size)

    def cold() -> Any:
        matrix = pack_votes(people, statements, votes, threads=threads, **size)
        return matrix, outline(matrix, seed=SEED, threads=threads)

    cold()
    rounds = ROUNDS if n_votes < 10_000_000 else 3
    cold_times, (matrix, drawn) = timed(cold, rounds)
    start = drawn.projection.start
    groups = len(drawn.representative)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    del drawn
    new = slice(0, min(NEW_VOTES, n_votes))
    turned = (-votes[new]).astype(votes.dtype)

    def warm() -> Any:
        grown = add_votes(matrix, people[new], statements[new], turned, **size)
        return outline(grown, seed=SEED, threads=threads, start=start)

    warm_times, _ = timed(warm, rounds)
    found = {
        "cold": cold_times,
        "warm": warm_times,
        "groups": groups,
        "peak_mb": peak,
        "votes": matrix.n_votes,
    }
    if threads == 1:
        found |= apart(matrix, n_votes)
    return found


def apart(matrix: Any, n_votes: int) -> dict[str, Any]:
    """What is not in the time of the map: bridging, slate, and the resampling of groups."""
    from shangyi.insight.opinions import bridging, groups, slate, stability
    from shangyi.insight.opinions.opinion_map import outline

    drawn = outline(matrix, seed=SEED)
    counted = groups.who_counts(matrix)
    resamples = 10
    work = {
        "bridging": lambda: bridging.bridging_scores(matrix, drawn.projection.positions[:, 0]),
        "slate of 8": lambda: slate.choose_slate(matrix, places=8),
        f"{resamples} resamples": lambda: stability.stable_groups(
            matrix, drawn.projection, counted, drawn.groupings, seed=SEED, resamples=resamples
        ),
    }
    return {"apart": {name: timed(step, 1 if n_votes > 1_000_000 else 2)[0] for name, step in work.items()}}


def peer(n_people: int, n_statements: int, n_votes: int, *, stubbed: bool) -> dict[str, Any]:
    try:
        from reddwarf.implementations.base import run_pipeline
    except ImportError:
        sys.exit("red-dwarf is not installed here: make oracles")
    if stubbed:
        import reddwarf.sklearn.cluster
        import reddwarf.utils.clusterer.kmeans

        for module in (reddwarf.sklearn.cluster, reddwarf.utils.clusterer.kmeans):
            module.silhouette_score = lambda *_arguments, **_options: 0.0

    def listed(people: Any, statements: Any, votes: Any) -> list[dict[str, int]]:
        rows = zip(people.tolist(), statements.tolist(), votes.tolist(), strict=True)
        return [
            {"participant_id": p, "statement_id": s, "vote": v, "modified": i}
            for i, (p, s, v) in enumerate(rows)
        ]

    run_pipeline(votes=listed(*planted(200, 30, 3_000)), random_state=SEED)
    rows = listed(*planted(n_people, n_statements, n_votes))
    times, _ = timed(lambda: run_pipeline(votes=rows, random_state=SEED), 1)
    return {**times, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    kind, *given = sys.argv[1:]
    sizes = [int(part) for part in given]
    measured = ours(*sizes) if kind == "ours" else peer(*sizes[:3], stubbed=kind == "stubbed")
    print(json.dumps(measured))
