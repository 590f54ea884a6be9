"""Derive the golden results again from the oracle libraries: `make oracles`.

The libraries are heavy and partly GPL, so they live in a virtual environment of their own (var/oracles), are never
imported by shangyi, and `make test` uses only what is written here. The synthetic ballots are made here too, from a
fixed seed. Where ../shared/data is present, its two budgets are counted as well; only ids are written.
"""

from __future__ import annotations

import json
import random
from itertools import permutations
from pathlib import Path

from abcvoting import abcrules
from abcvoting.preferences import Profile as ApprovalProfile
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule
from pref_voting.grade_methods import score_voting
from pref_voting.grade_profiles import GradeProfile
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.voting_methods import beat_path, instant_runoff

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "decisions" / "golden"
FIXTURES = ROOT / "tests" / "decisions" / "fixtures"
REAL = ROOT.parent / "shared" / "data" / "budgets"
SEED = 278

DANCE_AND_PLAY = ["舞蹈室镜子", "乒乓球台", "儿童滑梯", "长椅", "凉亭", "花箱"]
STAIRS_AND_YARD = ["楼道扶手", "路灯", "晾衣架", "雨棚", "信报箱", "宣传栏"]
WISHES = [*DANCE_AND_PLAY, *STAIRS_AND_YARD]

CHEAPER_THEN_MORE_VOTES = TieBreakingRule(
    lambda _instance, profile, project: (project.cost, -profile.approval_score(project), project.name)
)
"""The tie rule of shangyi, handed to the oracle: what is compared is the method, not how ties are broken."""


def write(name: str, found: dict[str, object] | list[dict[str, object]]) -> None:
    """One case a line, so that a changed result is one changed line."""
    if isinstance(found, dict):
        lines = [
            f"{json.dumps(key)}: {json.dumps(case, sort_keys=True)}" for key, case in sorted(found.items())
        ]
    else:
        lines = [json.dumps(case, sort_keys=True) for case in found]
    first, last = "{}" if isinstance(found, dict) else "[]"
    (GOLDEN / name).write_text("\n".join([first, ",\n".join(lines), last, ""]), encoding="utf-8")
    print(f"{name}: {len(lines)} cases")


def synthetic_budget(number: int) -> str:
    """A .pb text: groups of voters with wishes of their own, costs that do not repeat, some ballots empty."""
    rng = random.Random(SEED + number)
    n_wishes, n_voters = rng.choice([(12, 60), (6, 15), (12, 200), (9, 33)])
    costs = rng.sample(range(300, 9_000), n_wishes)
    rows = [f"{key};{cost};{WISHES[key - 1]}" for key, cost in enumerate(costs, start=1)]
    groups = [rng.sample(range(1, n_wishes + 1), rng.randint(2, n_wishes // 2)) for _ in range(3)]
    votes = []
    for voter in range(n_voters):
        group = rng.choices(groups, weights=[5, 3, 2])[0]
        stray = {rng.randint(1, n_wishes)} if rng.random() < 0.3 else set()
        chosen = sorted({key for key in group if rng.random() < 0.7} | stray)
        votes.append(f"v{voter:03};{','.join(map(str, chosen))}")
    meta = {
        "description": "微改造(虚构数据)",
        "country": "CN",
        "unit": "示例社区",
        "instance": 2026 + number,
        "num_projects": n_wishes,
        "num_votes": n_voters,
        "budget": sum(costs) * rng.choice([30, 45, 60]) // 100,
        "vote_type": "approval",
        "rule": "unknown",
    }
    parts = ["META", "key;value", *(f"{key};{value}" for key, value in meta.items())]
    parts += ["PROJECTS", "project_id;cost;name", *rows, "VOTES", "voter_id;vote", *votes]
    return "\n".join(parts) + "\n"


def budgets() -> None:
    FIXTURES.mkdir(exist_ok=True)
    for number in range(8):
        (FIXTURES / f"wishes-{number}.pb").write_text(synthetic_budget(number), encoding="utf-8")
    found = {}
    for path in (*sorted(FIXTURES.glob("wishes-*.pb")), *sorted(REAL.glob("*.pb"))):
        instance, profile = parse_pabulib(str(path))
        asked = {"instance": instance, "profile": profile, "tie_breaking": CHEAPER_THEN_MORE_VOTES}
        found[path.name] = {
            "greedy": names(greedy_utilitarian_welfare(**asked, sat_class=Cost_Sat)),
            "equal-shares-plain": names(method_of_equal_shares(**asked, sat_class=Cost_Sat)),
            "equal-shares": names(
                method_of_equal_shares(**asked, sat_class=Cost_Sat, voter_budget_increment=1)
            ),
        }
    write("budgets.json", found)


def names(projects: object) -> list[str]:
    return sorted(project.name for project in projects)


def ranked() -> None:
    """Rankings of four or five options, every third profile cut short, with run-off and Schulze winners."""
    found = []
    for number in range(120):
        rng = random.Random(SEED + number)
        options = list(range(rng.choice([4, 5])))
        pool = rng.sample(list(permutations(options)), 5)
        cut = number % 3 == 0
        whole = [list(rng.choice(pool)) for _ in range(rng.randint(7, 40))]
        ballots = [ballot[: rng.randint(1, len(options))] if cut else ballot for ballot in whole]
        places = [{option: place for place, option in enumerate(ballot)} for ballot in ballots]
        profile = ProfileWithTies(places, candidates=options)
        profile.use_extended_strict_preference()
        found.append({
            "options": options,
            "ballots": ballots,
            "schulze": winners(beat_path(profile, strength_function=profile.support)),
            "instant-runoff": None if cut else runoff(ballots, options),
        })  # fmt: skip
    write("ranked.json", found)


def runoff(ballots: list[list[int]], options: list[int]) -> list[int]:
    return winners(instant_runoff(Profile(ballots), curr_cands=options))


def winners(found: object) -> list[int]:
    return sorted(map(int, found))


def approvals() -> None:
    """Ticks on six options for one to three seats (all tied committees), and points from 0 to 5."""
    found = []
    for number in range(60):
        rng = random.Random(SEED + number)
        ballots = [sorted(rng.sample(range(6), rng.randint(0, 4))) for _ in range(rng.randint(3, 25))]
        seats = rng.randint(1, 3)
        profile = ApprovalProfile(6)
        profile.add_voters(ballots)
        grades = [{option: rng.randint(0, 5) for option in range(6)} for _ in ballots]
        found.append({
            "ballots": ballots,
            "seats": seats,
            "committees": sorted(sorted(map(int, committee)) for committee in abcrules.compute_av(profile, seats)),
            "grades": [[grade[option] for option in range(6)] for grade in grades],
            "highest-score": winners(score_voting(GradeProfile(grades, list(range(6))))),
        })  # fmt: skip
    write("approvals.json", found)


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    budgets()
    ranked()
    approvals()
