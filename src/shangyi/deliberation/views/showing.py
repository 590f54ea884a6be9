"""What pages of topics show: numbers with the sentences they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shangyi.deliberation.models import DrawnMap, Statement, Topic
from shangyi.deliberation.queries.places_on_map import Standing, picture_of
from shangyi.deliberation.rules.shares import FEWEST_FOR_MAP, FEWEST_TOGETHER, Cell, Share, together
from shangyi.deliberation.rules.topic_life import TopicState
from shangyi.insight.opinions.picture import Captions, letter_of
from shangyi.kernel.refused import Refused
from shangyi.ui.wording import Said, say

TONES = {
    TopicState.DRAFT: "plain",
    TopicState.OPEN: "action",
    TopicState.CLOSED: "soon",
    TopicState.CONCLUDED: "done",
}
LIFE = (TopicState.DRAFT, TopicState.OPEN, TopicState.CLOSED, TopicState.CONCLUDED)
DIVISIVE_FROM = 0.2
"""Two groups whose shares surely lie so far apart are said to differ."""
SHOWN = 5


def tone_of(topic: Topic) -> str:
    return TONES.get(TopicState(topic.state), "plain")


def steps_of(topic: Topic) -> list[dict[str, Any]]:
    """The life of a topic as steps, with where it is; nothing where it was withdrawn."""
    if topic.state not in set(LIFE):
        return []
    here = LIFE.index(TopicState(topic.state))
    last = len(LIFE) - 1
    return [
        {
            "label": str(Topic.StateChoice(state).label),
            "done": number < here or here == last,
            "current": number == here,
        }
        for number, state in enumerate(LIFE)
    ]


def problems_of(refused: Refused | None, now: datetime) -> list[Said]:
    """Everything that a refusal says, in words."""
    return [say(each, now=now) for each in refused.problems or (refused,)] if refused else []


@dataclass(frozen=True, slots=True)
class Row:
    """One statement with the numbers of some people: everybody, a group, a building."""

    number: int
    text: str
    agree: int
    disagree: int
    passed: int
    important: int = 0
    note: str = ""

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passed

    @property
    def is_shown(self) -> bool:
        """Fewer than five answers are not said: one would know whose they are."""
        return self.seen >= FEWEST_TOGETHER

    @property
    def percent(self) -> int:
        return round(100 * self.agree / self.seen) if self.seen else 0

    @property
    def widths(self) -> dict[str, str]:
        """Of the bar: agree from the left, disagree from the right, passing between them."""
        whole = max(self.seen, 1)
        return {
            "agree": f"{100 * self.agree / whole:.1f}%",
            "disagree": f"{100 * self.disagree / whole:.1f}%",
            "from": f"{100 * (whole - self.disagree) / whole:.1f}%",
        }


def captions() -> Captions:
    """The words in the picture."""
    return Captions(
        title=_("Opinion map"),
        description=_("Each mark is a person. People who answered alike stand close together."),
        legend=_("Group {name}: {size}"),
        no_groups=_("No stable groups"),
        ungrouped=_("Without a group: {size}"),
        me=pgettext("map", "You"),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept map, ready for a page: every list holds rows with their sentences."""

    drawn: DrawnMap
    texts: dict[int, str]

    @property
    def has_map(self) -> bool:
        return self.drawn.n_people >= FEWEST_FOR_MAP

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.drawn.data
        return found

    def row(self, found: dict[str, Any], note: str = "") -> Row:
        """A statement of the map, or a group's part in it."""
        number = int(found["statement"])
        counts = (found["agree"], found["disagree"], found["pass"])
        return Row(number, self.texts.get(number, ""), *counts, found.get("important", 0), note)

    def of_group(self, found: dict[str, Any], group: int, note: str = "") -> Row:
        part = found["groups"][group]
        return self.row({**part, "statement": found["statement"]}, note)

    def by_number(self) -> dict[int, dict[str, Any]]:
        return {int(row["statement"]): row for row in self.data["statements"]}

    def rows(self) -> list[Row]:
        return [self.row(found) for found in self.data["statements"]]

    def groups(self, mine: int | None = None) -> list[dict[str, Any]]:
        """Each group with its letter, size, how sure it is, and the statements that set it apart."""
        known = self.by_number()
        return [
            {
                "letter": letter_of(group["group"]),
                "size": group["size"],
                "is_mine": group["group"] == mine,
                "stability": round(100 * group["stability"]),
                "rows": [
                    self._representative(known[int(number)], group["group"])
                    for number in group["representative"]
                    if int(number) in known
                ],
            }
            for group in self.data["groups"]
        ]

    def _representative(self, found: dict[str, Any], group: int) -> dict[str, Any]:
        side = next((each for each in found["representative"] if each["group"] == group), {"agrees": True})
        row = self.of_group(found, group)
        others = [each for each in found["groups"] if each["group"] != group]
        on_side = "agree" if side["agrees"] else "disagree"
        own = _percent(getattr(row, on_side), row.seen)
        rest = _percent(sum(each[on_side] for each in others), sum(each["seen"] for each in others))
        is_no_more = own is not None and rest is not None and own <= rest
        return {"row": row, "agrees": side["agrees"], "percent": own, "others": rest, "is_most": is_no_more}

    def consensus(self) -> list[dict[str, Any]]:
        """What most people of every group agree with, the surest first."""
        found = [row for row in self.data["statements"] if row["groups"] and _all_agree(row)]
        found.sort(key=lambda row: (-row["consensus"], int(row["statement"])))
        return [{"row": self.row(row), "groups": self._by_group(row)} for row in found[:SHOWN]]

    def divisive(self) -> list[dict[str, Any]]:
        """Where two groups' shares surely differ, the widest apart first."""
        rows = self.data["statements"]
        found = [row for row in rows if row["divisive"] is not None and row["divisive"] >= DIVISIVE_FROM]
        found.sort(key=lambda row: (-row["divisive"], int(row["statement"])))
        return [{"row": self.row(row), "groups": self._by_group(row)} for row in found[:SHOWN]]

    def _by_group(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {"letter": letter_of(part["group"]), "row": self.of_group(row, n)}
            for n, part in enumerate(row["groups"])
        ]

    def bridging(self) -> list[dict[str, Any]]:
        """What people agree with who otherwise differ: the highest lower end first, above nothing only."""
        rows = [row for row in self.data["statements"] if (row["bridging"]["low"] or 0) > 0]
        rows.sort(key=lambda row: (-row["bridging"]["low"], int(row["statement"])))
        return [{"row": self.row(row), **_interval(row["bridging"])} for row in rows[:SHOWN]]

    def majority(self) -> dict[str, list[Row]]:
        """What most of all who answered agree with, and disagree with."""
        known = self.by_number()
        return {
            side: [self.row(known[int(n)]) for n in self.data.get("majority", {}).get(side, [])]
            for side in ("agree", "disagree")
        }

    def slate(self) -> dict[str, Any]:
        """The short list that speaks for everybody, line by line, and what more answers could change."""
        found = self.data.get("slate")
        if not found:
            return {"lines": [], "open": []}
        known = self.by_number()
        lines = [{**line, "row": self.row(known[int(line["statement"])])} for line in found["lines"]]
        waiting = [
            {**claim, "row": self.row(known[int(claim["statement"])])} for claim in found["open_claims"]
        ]
        return {**found, "lines": lines, "open": waiting[:SHOWN], "quota": _ceiling(found["quota"])}

    def shares(self) -> list[dict[str, Any]]:
        """Statement by statement the shares of each building; only where no map is drawn."""
        areas = self.data.get("areas", {})
        return [
            {"text": text, "lines": self._lines(number, areas.get(str(number), {}))}
            for number, text in sorted(self.texts.items())
            if areas
        ]

    def _lines(self, number: int, areas: dict[str, list[int]]) -> list[dict[str, Any]]:
        cells = {name: Cell(*counts) for name, counts in areas.items()}
        return [
            {"buildings": share.buildings, "row": self._of_share(number, share)} for share in together(cells)
        ]

    def _of_share(self, number: int, share: Share) -> Row:
        cell = share.cell
        return Row(number, self.texts[number], cell.agree, cell.disagree, cell.passed)

    def near(self, area: str) -> list[Row]:
        """How the people of one building answered, where enough of them did."""
        lines = [line for each in self.shares() for line in each["lines"]]
        return [line["row"] for line in lines if line["buildings"] == (area,)]

    def svg(self, me: Standing | None = None) -> str:
        return picture_of(self.drawn, captions(), me) if self.has_map else ""

    def table(self) -> list[dict[str, Any]]:
        """Every statement with all its numbers, as beside the picture."""
        return [
            {
                "row": self.row(found),
                "groups": [self.of_group(found, n) for n in range(len(found["groups"]))],
                "consensus": _said(found["consensus"]),
                "divisive": _said(found["divisive"]),
                "bridging": _interval(found["bridging"]) if found["bridging"]["score"] is not None else None,
            }
            for found in self.data["statements"]
        ]


def shown(drawn: DrawnMap, put: Iterable[Statement]) -> Shown:
    """The map with the words of its statements; one that was taken out since is left out."""
    texts = {row.number: row.text for row in put}
    drawn.data["statements"] = [row for row in drawn.data["statements"] if int(row["statement"]) in texts]
    return Shown(drawn, texts)


def _all_agree(row: dict[str, Any]) -> bool:
    return all(2 * (part["agree"] + 1) > part["seen"] + 2 for part in row["groups"])


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _interval(bridging: dict[str, float]) -> dict[str, str]:
    """Signed, two places, with the ends of the bar from −1 (0 %) to 1 (100 %)."""
    low, high = bridging["low"], bridging["high"]
    ends = [max(0.0, min(100.0, 50 * (value + 1))) for value in (low, high)]
    return {
        "score": _signed(bridging["score"]),
        "low": _signed(low),
        "high": _signed(high),
        "x": f"{ends[0]:.1f}%",
        "width": f"{max(ends[1] - ends[0], 1.0):.1f}%",
    }


def _signed(value: float) -> str:
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _ceiling(quota: str) -> int:
    part, _slash, whole = quota.partition("/")
    return -(-int(part) // int(whole or 1))
