"""The text of a rule pack → a pack, with every reference checked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shangyi.kernel.refused import Refused
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.rules import UnitKind
from shangyi.rulepacks.rules.gates import read_committee_gates, read_founding
from shangyi.rulepacks.rules.pack import (
    CHANNELS,
    Article,
    Attempts,
    Category,
    Clock,
    Diversion,
    Extension,
    Grade,
    Kind,
    Ladder,
    Limits,
    OpenList,
    OwnersVote,
    Pack,
    Rating,
    Reminders,
    Rung,
    Tag,
)
from shangyi.rulepacks.rules.reading import Reader, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shangyi.rulepacks.rules.pack import Named

CAPACITIES = frozenset(kind.value for kind in CapacityKind)
UNIT_KINDS = frozenset(kind.value for kind in UnitKind)
DEEPEST = 3
LONGEST_HOURS = 24 * 366


def load_pack(text: str) -> Pack:
    """The pack that the text holds, whole or not at all.

    Refused: rulepack.too-long, rulepack.unreadable, rulepack.invalid with all problems.
    """
    reader = Reader(parse(text))
    articles = _articles(reader)
    cites = frozenset(str(article.number) for article in articles)
    kinds = _kinds(reader)
    grades = _grades(reader, cites)
    clocks, asking = reader.inner("clocks"), reader.inner("asking")
    pack = Pack(
        code=reader.code(),
        version=reader.code("version"),
        region=reader.code("region"),
        zh=reader.text("zh"),
        en=reader.text("en"),
        in_force_from=reader.day("in_force_from"),
        source=reader.source(),
        articles=articles,
        kinds=kinds,
        grades=grades,
        categories=_categories(reader, grades),
        diversions=_diversions(reader),
        ladders=_ladders(reader),
        tags=_tags(reader),
        triage=_clock(clocks.inner("triage"), cites),
        assign=_clock(clocks.inner("assign"), cites),
        return_within=_clock(clocks.inner("return_within"), cites),
        answer=_clock(clocks.inner("answer"), cites),
        extension=_extension(clocks.inner("extension"), cites),
        open_list=_open_list(clocks.inner("open_list"), cites),
        rating=_rating(asking.inner("rating"), cites),
        attempts=_attempts(asking.inner("delivery"), cites),
        reminders=_reminders(asking.inner("reminders")),
        kind_limits=_kind_limits(reader, kinds, grades, cites),
        owners_vote=_owners_vote(reader, cites),
        founding=read_founding(reader, lambda table: _cited(table, cites)),
        committee_gates=read_committee_gates(reader, lambda table: _cited(table, cites)),
    )
    for table in (clocks, asking, reader):
        table.finish()
    reader.refuse()
    return pack


def _codes(things: Sequence[Named]) -> frozenset[str]:
    return frozenset(thing.code for thing in things)


def _cited(reader: Reader, cites: frozenset[str]) -> str:
    """The article that a number belongs to, which must stand in the pack."""
    number = reader.whole("article", 1, 999)
    if str(number) not in cites:
        reader.note(
            Refused("rulepack.unknown-reference", value=str(number), allowed=tuple(sorted(cites))), "article"
        )
    return f"第{number}条"


def _articles(reader: Reader) -> tuple[Article, ...]:
    articles = []
    for table in reader.each("article"):
        number = table.whole("number", 1, 999)
        articles.append(Article(number, table.text("zh"), table.text("en"), table.source()))
        table.finish()
    reader.check_codes("article", [str(article.number) for article in articles])
    return tuple(articles)


def _kinds(reader: Reader) -> tuple[Kind, ...]:
    kinds = []
    for table in reader.each("kind"):
        hints = table.text("hint_zh", ""), table.text("hint_en", "")
        kinds.append(Kind(table.code(), table.text("zh"), table.text("en"), *hints))
        table.finish()
    reader.check_codes("kind", [kind.code for kind in kinds])
    return tuple(kinds)


def _tags(reader: Reader) -> tuple[Tag, ...]:
    tags = []
    for table in reader.each("tag", needed=False):
        tags.append(Tag(table.code(), table.text("zh"), table.text("en")))
        table.finish()
    reader.check_codes("tag", [tag.code for tag in tags])
    return tuple(tags)


def _limits(table: Reader, cites: frozenset[str]) -> Limits:
    return Limits(table.limit("response"), table.limit("completion"), _cited(table, cites))


def _grades(reader: Reader, cites: frozenset[str]) -> tuple[Grade, ...]:
    grades = []
    for table in reader.each("grade"):
        names = table.code(), table.text("zh"), table.text("en")
        day_and_night = table.flag("round_the_clock", instead=False)
        grades.append(Grade(*names, _limits(table, cites), day_and_night))
        table.finish()
    reader.check_codes("grade", [grade.code for grade in grades])
    return tuple(grades)


def _kind_limits(
    reader: Reader, kinds: tuple[Kind, ...], grades: tuple[Grade, ...], cites: frozenset[str]
) -> dict[tuple[str, str], Limits]:
    """Limits of a kind at a grade that differ from the grade's own."""
    limits = {}
    for table in reader.each("kind_limit", needed=False):
        key = table.one_of("kind", _codes(kinds)), table.one_of("grade", _codes(grades))
        if key in limits:
            table.note(Refused("rulepack.twice", value=" ".join(key)), "kind")
        limits[key] = _limits(table, cites)
        table.finish()
    return limits


def _categories(reader: Reader, grades: tuple[Grade, ...]) -> tuple[Category, ...]:
    """The tree in the order of the text; a parent comes first and hands down its grade and unit."""
    tree: dict[str, Category] = {}
    for table in reader.each("category"):
        code = table.code()
        parent = tree.get(code.rpartition(".")[0])
        if ("." in code and parent is None) or code.count(".") >= DEEPEST:
            table.note(Refused("rulepack.unknown-reference", value=code, allowed=tuple(tree)), "code")
        if code in tree:
            table.note(Refused("rulepack.twice", value=code), "code")
        grade = table.one_of("grade", _codes(grades), parent.grade if parent else None)
        unit = table.one_of("unit", UNIT_KINDS, parent.unit_kind if parent else None)
        tree[code] = Category(code, table.text("zh"), table.text("en"), grade, unit, table.words("keywords"))
        table.finish()
    parents = {code.rpartition(".")[0] for code in tree}
    return tuple(_with_leaf(category, is_leaf=category.code not in parents) for category in tree.values())


def _with_leaf(one: Category, *, is_leaf: bool) -> Category:
    return Category(one.code, one.zh, one.en, one.grade, one.unit_kind, one.keywords, is_leaf)


def _diversions(reader: Reader) -> tuple[Diversion, ...]:
    diversions = []
    for table in reader.each("diversion"):
        names = table.code(), table.text("zh"), table.text("en")
        sentences = table.text("sentence_zh"), table.text("sentence_en")
        urgent = table.flag("urgent", instead=False)
        diversions.append(Diversion(*names, *sentences, table.words("keywords"), urgent))
        table.finish()
    reader.check_codes("diversion", [diversion.code for diversion in diversions])
    return tuple(diversions)


def _ladders(reader: Reader) -> tuple[Ladder, ...]:
    """The ladders; exactly one names no place and is the default, and no place is named by two."""
    ladders = []
    for table in reader.each("ladder"):
        names = table.code(), table.text("zh"), table.text("en")
        ladders.append(Ladder(*names, _rungs(table), table.words("places")))
        table.finish()
    reader.check_codes("ladder", [ladder.code for ladder in ladders])
    reader.check_codes("ladder.places", [place for ladder in ladders for place in ladder.places])
    if sum(not ladder.places for ladder in ladders) != 1:
        reader.note(Refused("rulepack.default-ladder"), "ladder")
    return tuple(ladders)


def _rungs(ladder: Reader) -> tuple[Rung, ...]:
    rungs = []
    for table in ladder.each("rungs"):
        hours = table.whole("after_hours", 0, LONGEST_HOURS)
        rungs.append(Rung(table.code("tier"), table.one_of("capacity", CAPACITIES), timedelta(hours=hours)))
        table.finish()
    if not rungs or [rung.after for rung in rungs] != sorted({rung.after for rung in rungs}):
        ladder.note(Refused("rulepack.rungs-out-of-order"), "rungs")
    return tuple(rungs)


def _clock(table: Reader, cites: frozenset[str]) -> Clock:
    clock = Clock(table.limit("limit"), _cited(table, cites))
    table.finish()
    return clock


def _extension(table: Reader, cites: frozenset[str]) -> Extension:
    extension = Extension(table.limit("most"), table.whole("times", 0, 9), _cited(table, cites))
    table.finish()
    return extension


def _open_list(table: Reader, cites: frozenset[str]) -> OpenList:
    open_list = OpenList(table.limit("review"), _cited(table, cites))
    table.finish()
    return open_list


def _rating(table: Reader, cites: frozenset[str]) -> Rating:
    rating = Rating(
        table.limit("wait"), table.whole("tries", 1, 9), table.limit("between"), _cited(table, cites)
    )
    table.finish()
    return rating


def _attempts(table: Reader, cites: frozenset[str]) -> Attempts:
    attempts = Attempts(table.whole("tries", 1, 9), table.limit("between"), _cited(table, cites))
    table.finish()
    return attempts


def _reminders(table: Reader) -> Reminders:
    reminders = Reminders(
        before=table.limit("before"),
        after=table.limit("after"),
        at_due=table.flag("at_due", instead=True),
        only_in_working_hours=table.flag("only_in_working_hours", instead=True),
    )
    table.finish()
    return reminders


def _owners_vote(reader: Reader, cites: frozenset[str]) -> OwnersVote:
    if not reader.has("owners_vote"):
        return OwnersVote()
    table = reader.inner("owners_vote")
    channels = table.words("channels")
    for channel in channels:
        if channel not in CHANNELS:
            table.note(Refused("rulepack.unknown-reference", value=channel, allowed=CHANNELS), "channels")
    vote = OwnersVote(
        channels=channels,
        notice_days=table.whole("notice_days", 0, 90, 0),
        publish_days=table.whole("publish_days", 1, 60),
        shortest_days=table.whole("shortest_days", 0, 60, 0),
        longest_days=table.whole("longest_days", 0, 366, 0),
        most_proxies=table.whole("most_proxies", 0, 99, 0),
        proxy_states_choice=table.flag("proxy_states_choice", instead=False),
        article=_cited(table, cites),
    )
    table.finish()
    return vote
