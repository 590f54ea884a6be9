"""A rule pack in memory: what one place has decided about kinds, grades, limits, ladders and channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules.founding import NO_FOUNDING, CommitteeGate, Founding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, timedelta

    from shangyi.kernel.limits import Limit

SourceGrade = Literal["law", "published", "local", "assumed"]
"""law: read in the official text. published: read on another page. local: decided by the place and shown by
it. assumed: set so that the software can run; the place must confirm or replace it."""

SOURCE_GRADES: tuple[SourceGrade, ...] = ("law", "published", "local", "assumed")

Found = TypeVar("Found", bound="Named")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was read, and how far that can be trusted."""

    text: str
    grade: SourceGrade


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the pack itself, as a page quotes it."""

    number: int
    zh: str
    en: str
    source: Source

    @property
    def name(self) -> str:
        return f"第{self.number}条"


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a code and a name in both languages."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Kind(Named):
    """What a voice is: plea, complaint, suggestion …"""

    hint_zh: str = ""
    hint_en: str = ""


@dataclass(frozen=True, slots=True)
class Tag(Named):
    """A mark that lists filter by."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The two clocks of a matter: somebody is there by, it is done by. `article` is the pack's, "第14条"."""

    response: Limit
    completion: Limit
    article: str


@dataclass(frozen=True, slots=True)
class Grade(Named):
    """How urgent something is and the limits that follow; `round_the_clock` needs a roster day and night."""

    limits: Limits
    round_the_clock: bool = False


@dataclass(frozen=True, slots=True)
class Category(Named):
    """A node of the category tree. `unit_kind` is who usually does the work, `grade` what it usually is."""

    grade: str
    unit_kind: str
    keywords: tuple[str, ...] = ()
    is_leaf: bool = True

    @property
    def parent(self) -> str:
        return self.code.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Diversion(Named):
    """A channel that a matter belongs to instead of here, with the sentence that tells the person so."""

    sentence_zh: str
    sentence_en: str
    keywords: tuple[str, ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ladder: which capacity holds a matter too, and how long after expiry."""

    tier: str
    capacity_kind: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Ladder(Named):
    """The way up, lowest rung first; its name is the motto the place goes by."""

    rungs: tuple[Rung, ...]
    places: tuple[str, ...] = ()

    @property
    def tiers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rung.tier for rung in self.rungs))


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit of the procedure itself, such as sorting, with its article."""

    limit: Limit
    article: str


@dataclass(frozen=True, slots=True)
class Reminders:
    """When the person is reminded: so long before, at, and so long after the due time."""

    before: Limit
    after: Limit
    at_due: bool
    only_in_working_hours: bool


@dataclass(frozen=True, slots=True)
class OpenList:
    """Every entry of the open list is looked at again within this limit."""

    review: Limit
    article: str


@dataclass(frozen=True, slots=True)
class Rating:
    """How long a rating is waited for, and how often it is then asked for before "unreachable"."""

    wait: Limit
    tries: int
    between: Limit
    article: str


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often an answer is brought before it is recorded as undeliverable."""

    tries: int
    between: Limit
    article: str


@dataclass(frozen=True, slots=True)
class Extension:
    """How far and how often a due time may be extended; always asked before expiry."""

    most: Limit
    times: int
    article: str


@dataclass(frozen=True, slots=True)
class OwnersVote:
    """What a place fixes about owners' decisions beyond national law. Where it says nothing, nobody votes by phone.

    `channels` are the ways that a local rule accepts; 0 leaves a number open; a number of the nation that is
    higher than the place's still holds.
    """

    channels: tuple[str, ...] = ("paper", "meeting")
    notice_days: int = 0
    publish_days: int = 3
    shortest_days: int = 0
    longest_days: int = 0
    most_proxies: int = 0
    proxy_states_choice: bool = False
    article: str = ""


CHANNELS = ("paper", "meeting", "platform")


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a rule pack. Everything in it is data of one place; only national law is code."""

    code: str
    version: str
    region: str
    zh: str
    en: str
    in_force_from: date
    source: Source
    articles: tuple[Article, ...]
    kinds: tuple[Kind, ...]
    grades: tuple[Grade, ...]
    categories: tuple[Category, ...]
    diversions: tuple[Diversion, ...]
    ladders: tuple[Ladder, ...]
    tags: tuple[Tag, ...]
    triage: Clock
    assign: Clock
    return_within: Clock
    answer: Clock
    extension: Extension
    open_list: OpenList
    rating: Rating
    attempts: Attempts
    reminders: Reminders
    kind_limits: Mapping[tuple[str, str], Limits] = field(default_factory=dict, hash=False)
    owners_vote: OwnersVote = OwnersVote()
    founding: Founding = NO_FOUNDING
    committee_gates: tuple[CommitteeGate, ...] = ()

    def limits_for(self, kind: str, grade: str) -> Limits:
        """The limits for a kind at a grade: the kind's own where the pack has them, else the grade's.

        Refused: rulepack.no-such-kind, rulepack.no-such-grade.
        """
        self.kind(kind)
        return self.kind_limits.get((kind, grade)) or self.grade(grade).limits

    def kind(self, code: str) -> Kind:
        """Refused: rulepack.no-such-kind."""
        found = _find(self.kinds, code)
        if found is None:
            raise Refused("rulepack.no-such-kind", value=_shown(code))
        return found

    def grade(self, code: str) -> Grade:
        """Refused: rulepack.no-such-grade."""
        found = _find(self.grades, code)
        if found is None:
            raise Refused("rulepack.no-such-grade", value=_shown(code))
        return found

    def category(self, code: str) -> Category:
        """Refused: rulepack.no-such-category."""
        found = _find(self.categories, code)
        if found is None:
            raise Refused("rulepack.no-such-category", value=_shown(code))
        return found

    def diversion(self, code: str) -> Diversion:
        """Refused: rulepack.no-such-diversion."""
        found = _find(self.diversions, code)
        if found is None:
            raise Refused("rulepack.no-such-diversion", value=_shown(code))
        return found

    def tag(self, code: str) -> Tag:
        """Refused: rulepack.no-such-tag."""
        found = _find(self.tags, code)
        if found is None:
            raise Refused("rulepack.no-such-tag", value=_shown(code))
        return found

    def children(self, code: str = "") -> tuple[Category, ...]:
        """The categories directly below one, or the roots."""
        return tuple(category for category in self.categories if category.parent == code)

    @property
    def leaves(self) -> tuple[Category, ...]:
        return tuple(category for category in self.categories if category.is_leaf)

    def path_to(self, code: str) -> tuple[Category, ...]:
        """The category and those above it, widest first. Refused: rulepack.no-such-category."""
        category = self.category(code)
        return (*self.path_to(category.parent), category) if category.parent else (category,)

    def ladder(self, place_code: str = "") -> Ladder:
        """The ladder that a place has chosen, else the default, which is the one that names no place.

        Codes of places are kept in capitals and written either way.
        """
        default = next(ladder for ladder in self.ladders if not ladder.places)
        wanted = place_code.upper()
        chosen = (each for each in self.ladders if wanted in {code.upper() for code in each.places})
        return next(chosen, default)

    def article(self, name: str) -> Article:
        """The article "第14条". Refused: rulepack.no-such-article."""
        found = next((article for article in self.articles if article.name == name), None)
        if found is None:
            raise Refused("rulepack.no-such-article", article=name)
        return found

    def suggest_categories(self, words: str, limit: int = 3) -> tuple[Category, ...]:
        """Leaves whose keywords stand in the words, best first. An aid: a person decides."""
        scores = [
            (sum(len(word) for word in leaf.keywords if word in words), place, leaf)
            for place, leaf in enumerate(self.leaves)
        ]
        best = sorted((score for score in scores if score[0]), key=lambda score: (-score[0], score[1]))
        return tuple(leaf for _, _, leaf in best[:limit])

    def suggest_diversions(self, words: str) -> tuple[Diversion, ...]:
        """The other channels that the words point to, urgent ones first. An aid: a person decides."""
        found = [one for one in self.diversions if any(word in words for word in one.keywords)]
        return tuple(sorted(found, key=lambda one: not one.urgent))


def _find(among: tuple[Found, ...], code: str) -> Found | None:
    return next((one for one in among if one.code == code), None)


def _shown(code: str) -> str:
    return str(code)[:80]
