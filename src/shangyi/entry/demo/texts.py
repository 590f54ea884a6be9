"""What people say in the demo: read from the words_*.toml beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing people speak up about: several say it in their own words, others join, somebody does it."""

    category: str
    kind: str
    title: str
    at: str
    said: tuple[str, ...]
    joined: tuple[str, ...] = ()
    result: str = ""
    answer: str = ""
    finding: str = ""
    suspicion: str = ""
    since: str = ""
    spot: bool = False
    divert: str = ""
    happy: tuple[str, ...] = ()
    communities: tuple[str, ...] = field(default=())
    months: tuple[int, ...] = field(default=())

    def fits(self, community: str, month: int) -> bool:
        """Whether somebody of this community could say it in this month; villages and the county have their own."""
        if self.communities and community not in self.communities:
            return False
        if not self.communities and community in {"xingsheng", "anyi"}:
            return self.at == "community" and not self.divert
        return not self.months or month in self.months


def read_matters() -> tuple[Matter, ...]:
    """Every matter, in the order of the files."""
    folder = files("shangyi.entry.demo")
    names = ("words_home.toml", "words_around.toml", "words_people.toml")
    texts = [(folder / name).read_text(encoding="utf-8") for name in names]
    return tuple(_matter(row) for text in texts for row in tomllib.loads(text)["matter"])


def _matter(row: dict[str, Any]) -> Matter:
    names = {"in": "communities"}
    given: dict[str, Any] = {
        names.get(key, key): tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Matter(**given)


def read_town() -> dict[str, list[dict[str, Any]]]:
    """Places, compounds and units."""
    return _table("town.toml")


def read_people() -> list[dict[str, Any]]:
    """The cast, in the order of the file."""
    return _table("people.toml")["person"]


def read_topic() -> dict[str, Any]:
    """What is being talked about: question, statements, and how three camps see them."""
    return dict(_table("topic_words.toml"))


def read_agreed() -> dict[str, Any]:
    """What neighbours agreed on: the drain that is in force, the lamps that wait for a name."""
    return dict(_table("agreed.toml"))


def read_wishes() -> dict[str, Any]:
    """What the money was wished for: a sum that was voted on, and one that is open."""
    return dict(_table("wishes.toml"))


def read_many() -> dict[str, Any]:
    """What six hundred were asked: a question with three kinds of mind, and one with none."""
    return dict(_table("many_words.toml"))


def _table(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((files("shangyi.entry.demo") / name).read_text(encoding="utf-8"))


def read_sittings() -> dict[str, Any]:
    """The gatherings of the demo: those that were held with what comes next, and the one under way."""
    return tomllib.loads((files(__package__) / "sittings.toml").read_text(encoding="utf-8"))
