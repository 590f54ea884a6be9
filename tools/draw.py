"""Draw the tables of the code into docs/rules: the line of life, undertakings, and who may do what.

`draw.py` writes the pages; a test fails while they do not say what the tables say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from shangyi.concerns.rules import life as concerns
from shangyi.deliberation.rules import topic_life as topics
from shangyi.forums.rules import life as gatherings
from shangyi.forums.rules import suggestions
from shangyi.people.rules.capacities import CapacityKind
from shangyi.people.rules.rights import ALL_VERBS, NEVER_DELEGATED, RIGHTS
from shangyi.undertakings.rules import life as undertakings

ROOT = Path(__file__).resolve().parent.parent
DRAWN = "<!-- drawn by tools/draw.py: change the table in the code, then run it -->"


class Row(Protocol):
    """What both tables of transitions have in common."""

    @property
    def source(self) -> str: ...
    @property
    def verb(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def right(self) -> str: ...
    @property
    def needs(self) -> tuple[str, ...]: ...


CONCERN_STATES = {
    "heard": ("待理", "somebody spoke; it waits to be sorted"),
    "sorted": ("待派", "kind, category and grade are known; it waits to be assigned"),
    "handling": ("办理中", "somebody works on it"),
    "listed": ("挂账", "it cannot be solved yet; there is a plan and a day on which it is looked at again"),
    "answering": ("待复", "the work is over; everyone who spoke must be told"),
    "rating": ("待评", "everyone was told; the rating is awaited"),
    "looking": ("核查", "a resident says that it is not solved; somebody looks"),
    "closed": ("办结", "everyone was told, and rated or could not be reached"),
    "merged": ("并案", "its voices belong to another concern"),
}
UNDERTAKING_STATES = {
    "open": ("在办", "a named person has it, with a due time"),
    "done": ("已办", "finished, with what came of it"),
    "returned": ("已退", "given back with the reason, before its return limit"),
    "withdrawn": ("已撤", "taken back by whoever gave it, with the reason"),
}
TOPIC_STATES = {
    "draft": ("草稿", "nobody but the desk sees it"),
    "open": ("征集中", "whoever lives there answers one card at a time and adds statements"),
    "closed": ("已结束，待答复", "no more answers; somebody owes a reply by a day"),
    "concluded": ("已答复", "everybody who took part was told what is done with it"),
    "withdrawn": ("已撤回", "taken back; whoever took part was told why"),
}
GATHERING_STATES = {
    "planned": ("已排期", "it is on the calendar; nobody was told yet"),
    "noticed": ("已通报", "whoever is invited was told"),
    "open": ("进行中", "people sit together; lines are written"),
    "ended": ("已散会", "over; what is missing is filled in within 24 hours, and that is a clock"),
    "filed": ("已归档", "complete; everybody who took part was told what came of it"),
    "published": ("已公开", "the minutes are approved and shown at the level chosen"),
    "cancelled": ("已取消", "called off before it opened, with the reason"),
    "missed": ("没有开", "its time has passed by half a day and nobody opened it"),
}
SUGGESTION_STAGES = {
    "raised": ("会上提出", "said in the room"),
    "compiled": ("已整理", "one sentence, to one unit"),
    "approved": ("已审定", "the organiser stands behind it"),
    "sent": ("已转送", "the clock of the reply runs"),
    "replied": ("已答复", "adopted, in part, or not for now with the reason"),
    "withdrawn": ("已撤回", "not pursued, with the reason; only before it was sent"),
}
CAPACITIES = {
    "resident": "居民",
    "building_head": "楼栋长",
    "volunteer": "志愿者",
    "grid_worker": "网格员",
    "clerk": "社区工作者",
    "secretary": "书记",
    "first_secretary": "第一书记",
    "unit_worker": "承办单位人员",
    "property_manager": "物业经理",
    "street_officer": "街道干部",
    "district_officer": "区县干部",
    "organisation_dept": "组织部门",
    "operator": "系统管理员",
}


def cells(*parts: object) -> str:
    return f"| {' | '.join(str(part) for part in parts)} |"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    listed = list(heads)
    return "\n".join([cells(*listed), cells(*["---"] * len(listed)), *[cells(*row) for row in rows]])


def diagram(rows: Iterable[Row], first: str) -> str:
    """A Mermaid state diagram; verbs that lead the same way share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        arrows[row.source, row.target].append(str(row.verb))
    lines = [f"    {source} --> {target}: {', '.join(verbs)}" for (source, target), verbs in arrows.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *lines, "```"])


def transitions(rows: Iterable[Row]) -> str:
    said = [
        (row.source, f"**{row.verb}**", row.target, f"`{row.right}`", ", ".join(row.needs) or "–")
        for row in rows
    ]
    return table(("from", "verb", "to", "right", "needs"), said)


def line_of_life() -> str:
    """docs/rules/line-of-life.md."""
    states = [
        (f"`{state}`", *CONCERN_STATES[state], f"`{concerns.LEAD_TASK[state]}`" if state.is_open else "–")
        for state in concerns.State
    ]
    return "\n\n".join(
        [
            "# The line of life of a concern",
            DRAWN,
            (
                "听 hear → 理 sort → 派 assign → 办 handle → 复 answer → 评 rate. The table is `TABLE` in "
                "`src/shangyi/concerns/rules/life.py`; a state and a verb that are not in it are refused "
                "(`concern.not-now`)."
            ),
            diagram(concerns.TABLE, "heard"),
            "## States",
            (
                "The lead task is the undertaking that is the running clock in that state: a named person and a due "
                "time. A closed or merged concern has none."
            ),
            table(("state", "中文", "what it means", "lead task"), states),
            "## Transitions",
            (
                f"The right `{concerns.BY_RECEIPT}` is no right of a capacity: whoever holds the receipt of a voice "
                "may, and time may where nobody answers. What is needed and not given is refused "
                "(`concern.reason-needed` and so on)."
            ),
            transitions(concerns.TABLE),
        ]
    )


def undertakings_page() -> str:
    """docs/rules/undertakings.md."""
    states = [(f"`{state}`", *UNDERTAKING_STATES[state]) for state in undertakings.State]
    return "\n\n".join(
        [
            "# An undertaking: who does what by when",
            DRAWN,
            (
                "One named person, one thing to do, one due time, somebody to answer to. The table is `TABLE` in "
                "`src/shangyi/undertakings/rules/life.py`; what it does not hold is refused (`undertaking.not-open`)."
            ),
            diagram(undertakings.TABLE, "open"),
            "## States",
            table(("state", "中文", "what it means"), states),
            "## Transitions",
            (
                "Due times move by `decide_extension` alone: asked before expiry, with a reason, decided by somebody "
                "else than who asked and who does the work. The first due time is kept."
            ),
            transitions(undertakings.TABLE),
        ]
    )


def topics_page() -> str:
    """docs/rules/topics.md."""
    states = [(f"`{state}`", *TOPIC_STATES[state]) for state in topics.TopicState]
    return "\n\n".join(
        [
            "# A topic: from many opinions to a reply",
            DRAWN,
            (
                "One question, open to everybody who lives at a place; always a consultation. The table is `TABLE` in "
                "`src/shangyi/deliberation/rules/topic_life.py`; what it does not hold is refused (`topic.not-now`). "
                "`resident` and `clock` are no rights of a capacity: whoever lives there may, or time does it."
            ),
            diagram(topics.TABLE, "draft"),
            "## States",
            table(("state", "中文", "what it means"), states),
            "## Transitions",
            transitions(topics.TABLE),
            HOW_A_TOPIC_RUNS,
        ]
    )


HOW_A_TOPIC_RUNS = """## How it runs

**A card stays until it is answered.** The next one is drawn by the rule in [the opinion map](opinion-map.md) and
kept with the person; only that card, or one answered before, can be answered. One human being has one answer to a
statement, also when two rows turn out to be the same person. Every change is kept, and every answer has a sealed
line in the record.

**Answers on paper are typed in, two hundred at once** (`topic.record`): one line a person, by telephone number or a
name that only one of them has. They count like any other, say who wrote them down, and each paper has its own sealed
line in the record. What somebody has answered themselves stays; what they answer later is theirs.

**A statement that waits is somebody's to look at within two days.** It is put, or turned down with a reason that
its author is told; everybody reads the reasons, nobody the words. What still waits at the end is turned down the
same way.

**The map follows.** The worker looks every second for topics whose map is behind (`n_changes` against
`at_change`), computes while people go on, and keeps one row a topic. It remembers the answers it has read and
reads only newer ones; the map is the one that reading everything anew gives, to the last digit. What has to be
compiled is compiled when the worker starts. `make bench NAME=topic` measures the whole way, from an answer to the
page that counts it, at 3,000 and 10,000 people; the last run is in `bench/results/topic.md`. The last map of a topic
that is over is recorded with its digest, and `shangyi check` counts it again.

**Nobody is given away.** With fewer than forty people no place and no group is even stored; the page shows shares
by building, and puts buildings together until no line, and no difference of lines, speaks of fewer than five.
While a topic is open its results are for those who have answered, and for the desk. Exported answers carry a
random tag for each person and exist from forty people on; `shangyi opinions map` draws the same map from them."""


def gatherings_page() -> str:
    """docs/rules/gatherings.md."""
    states = [(f"`{state}`", *GATHERING_STATES[state]) for state in gatherings.State]
    stages = [(f"`{stage}`", *SUGGESTION_STAGES[stage]) for stage in suggestions.Stage]
    return "\n\n".join(
        [
            "# A gathering: from the calendar to what came of it",
            DRAWN,
            (
                "One sitting of a practice. The table is `TABLE` in `src/shangyi/forums/rules/life.py`; a state "
                "and a verb that are not in it are refused: `gathering.already-done` for what somebody else did a "
                "moment ago, `gathering.not-now` for the rest. The right `clock` is no right of a capacity: it "
                "happens when time passes."
            ),
            diagram(gatherings.TABLE, "planned"),
            "## States",
            table(("state", "中文", "what it means"), states),
            "## Transitions",
            transitions(gatherings.TABLE),
            HOW_IT_HANGS_TOGETHER,
            "## A suggestion to a unit",
            (
                "The table is `TABLE` in `src/shangyi/forums/rules/suggestions.py`. A practice with a gate "
                "(整理 — 审定 — 转送) sends nothing round it; one without sends what is addressed when the "
                "gathering is filed. From `sent` on the leading undertaking of `suggestion:<id>` is its clock, so "
                "reminders, extensions and the ladder are those of every undertaking. People of the unit hold "
                "`suggestion.reply` for their own alone."
            ),
            diagram(suggestions.TABLE, "raised"),
            table(("stage", "中文", "what it means"), stages),
            transitions(suggestions.TABLE),
        ]
    )


HOW_IT_HANGS_TOGETHER = """## How it hangs together

**A line is written first and its kind chosen later.** `write_line` takes a key that the device made: the same
key is the same line, however often it is sent. The gathering is locked while a line is written, so that numbers
have no gaps with two hosts at once. Of a device's clock only the time between writing and sending is believed
(`rules/moments.py`). Words once written stay; `add_words` puts later ones below, also after filing.

**A series owes its calendar days.** A `Series` is a practice held regularly at a place by a convening organisation;
`SeriesRhythm` says from which day on which rhythm holds and is never changed, so that a day that was due stays due. A
due day is known by the date that the rule names (`Gathering.due_on`), whatever a holiday or a move makes of it.
`rules/series.py` says what became of each: planned, held, called off or left out, and missed where nobody planned it
or nobody opened it; both ask for a reason. `plan_next` plans the first free day in one tap with time, venue, theme,
keeper and the standing classes of the last one; who presses second is led to the one that is there. By the clock
(`actions/series_by_clock.py`) whoever keeps a series is asked in time to plan, a missed day goes on record, and a day
before a gathering whoever was told is reminded once. 第 n 场 counts the series, 第 n 次 how often one person has come.

**A calendar fetches a `Feed`** by a secret address that is revoked by making another: that of a place shows what
residents may come to (`is_open`), that of a person what they are told of, keep, came to, or may come to. One gathering
keeps one UID; SEQUENCE counts the changes of its plan; called off or missed is `STATUS:CANCELLED`. No feed says who is
invited or what stands on the agenda.

**Questions before** (`AdvanceQuestion`, `actions/questions.py`) are handed in until it opens, by whoever is invited or
by staff for them. Everybody in the room sees each with its class and its state (waiting, asked, answered, carried
over), nobody sees the name. `take_questions` puts them on record in one press: a line that is as old as its question,
with a key that no device can make; what comes of it counts as collected before. `end_gathering` takes what nobody
pressed for, `carry_questions` sends on what nobody answered.

**It is rated** (`Rating`, `rules/rating.py`) on the axes of its practice from its end on for seven days: once by each
who was there, by name or with the phone they came in with, and by whoever held it, on a side of their own. Marks are
shown as counts and shares, outside of the desk from three ratings on; an average needs five.

**履职** (`queries/members.py`): where somebody was, in which class, for the how-manieth time, what they asked, said and
suggested, and what became of it; for themselves, and for staff as far as it lies below their places.

**What comes of a line is an `Outcome`**: one undertaking, concern or suggestion, tied to the line and the item,
and whether it was collected before, on the spot or afterwards.

| action | what it makes | where it lives on |
| --- | --- | --- |
| `pledge`, `follow_up` | an undertaking with owner and day, or 时限待定 and why; steps below it | undertakings |
| `hear_demand` | a voice through the channel `gathering` and its concern, once for each line | the line of life |
| `raise_suggestion` | a suggestion for each unit it is addressed to | below |
| `carry_over`, `answer_in_writing` | a question left over on another agenda, or an undertaking | agenda, undertakings |
| `owe_explanation` | an explanation owed to those who disagreed with an item | undertakings |
| `plan_recheck` | 回头看: somebody looks by a day | undertakings |

**现场答复 is an answer and no solution**: a line of kind `answer` that replies to another is counted as answered on
the spot; the matter goes on.

**Before it opens** the needs of the practice must stand (`meet_need`, `pass_over_need`) and it must have been
announced; `紧急协商` opens all the same, and what was passed over stays on record. **Before it is filed**
`rules/filing.py` says everything that is missing at once; what blocks is `BLOCKING`, the rest is worth a look.

**Who raised a matter is nobody's business.** `invite_reporters` invites those who raised the matters on the
agenda by name; on every list they stand like other residents, no count is given back, and `invitations_of` does
not read why. What they are told about their matter is a notice about the concern and not about the gathering.

**Counts are bounds**: 20余 is kept as at least 20 (`HeadCount`), and the total is the strongest thing that is
true. 场, 条, 人次 and pledges are different counters.

**The room is open to whoever has its secret** (`/hall/<secret>/`, `/g/<secret>/`, or four digits at `/g/`). A
phone that is not signed in gets a mark that names nobody; an unnamed slip keeps nothing at all of who sent it.
Everything that changes is announced on `gathering:<id>`; pages then ask for their piece again, phones spread
over a few seconds.

**Reading**: `queries/gatherings.py` (lists, one for staff, one for somebody invited, the five legal steps),
`queries/series.py`, `queries/calendar.py` and `queries/feeds.py` (days, the month, what a calendar fetches),
`queries/record.py` (lines with what came of them, figures, what filing asks), `queries/room.py` (the room right
now), `queries/candidates.py` (agenda from reality), `queries/suggestions.py`."""


def mark(kind: CapacityKind, verb: str) -> str:
    """● for everything below the place of the capacity, ○ for one's own, empty for never."""
    held = RIGHTS[kind]
    return "●" if verb in held else "○" if f"{verb}:own" in held else ""


def rights() -> str:
    """docs/rules/rights.md."""
    kinds = list(CapacityKind)
    verbs = sorted({verb.removesuffix(":own") for verb in ALL_VERBS})
    heads = ["verb", *[f"{CAPACITIES[kind]} {kind.replace('_', ' ')}" for kind in kinds]]
    never = ", ".join(f"`{verb}`" for verb in sorted(NEVER_DELEGATED))
    return "\n\n".join(
        [
            "# Who may do what",
            DRAWN,
            (
                "The table is `RIGHTS` in `src/shangyi/people/rules/rights.py`. A person has capacities; each holds at "
                "one place and for all that lies below it, from a day to a day. ● is everything there, ○ only what the "
                "person keeps, handles or raised there, an empty cell is never."
            ),
            table(heads, [(f"`{verb}`", *[mark(kind, verb) for kind in kinds]) for verb in verbs]),
            f"Whoever acts for somebody else has all that this person may, without {never}.",
            (
                "A resident needs no right: speaking up, reading one's own matter, disputing and rating go by the "
                "receipt."
            ),
        ]
    )


PAGES: dict[str, Callable[[], str]] = {
    "docs/rules/line-of-life.md": line_of_life,
    "docs/rules/undertakings.md": undertakings_page,
    "docs/rules/rights.md": rights,
    "docs/rules/gatherings.md": gatherings_page,
    "docs/rules/topics.md": topics_page,
}


def draw(root: Path = ROOT) -> None:
    for path, page in PAGES.items():
        (root / path).write_text(f"{page()}\n", encoding="utf-8")


def outdated(root: Path = ROOT) -> list[str]:
    """The pages that do not say what the tables say."""
    return [
        path
        for path, page in PAGES.items()
        if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != f"{page()}\n"
    ]


if __name__ == "__main__":
    draw()
