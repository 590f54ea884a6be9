"""The text of a practice → a practice, with every reference checked and every mistake named with its place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shangyi.forums.rules.outcomes import What
from shangyi.forums.rules.practice import (
    USUAL_WANTS,
    MetBy,
    NeedBefore,
    Panel,
    ParticipantClass,
    Phase,
    Practice,
    RemarkKind,
    Wants,
    Word,
)
from shangyi.forums.rules.rhythm import Holiday, Rhythm, Rule
from shangyi.kernel.refused import Refused
from shangyi.people.rules.capacities import CapacityKind
from shangyi.places.rules import UnitKind
from shangyi.rulepacks.rules.reading import Reader, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = tuple(kind.value for kind in RemarkKind)
LEVELS = ("present", "members", "public")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_WORDS = 40


def load_practice(text: str) -> Practice:
    """The practice that the text holds, whole or not at all.

    Refused: rulepack.too-long, rulepack.unreadable, rulepack.invalid with all problems.
    """
    reader = Reader(parse(text))
    classes = _classes(reader)
    codes = tuple(each.code for each in classes)
    practice = Practice(
        code=reader.code(),
        version=reader.code("version"),
        zh=reader.text("zh"),
        en=reader.text("en"),
        about_zh=reader.text("about_zh"),
        about_en=reader.text("about_en"),
        in_force_from=reader.day("in_force_from"),
        source=reader.source(),
        convened_by=reader.text("convened_by"),
        classes=classes,
        phases=_phases(reader),
        needs=_needs(reader),
        outputs=_outputs(reader),
        wants=_wants(reader),
        notice_ahead=timedelta(hours=reader.whole("notice_hours", 0, 24 * 60)),
        minutes=reader.whole("minutes", 10, 600),
        reporters=reader.one_of("reporters", codes),
        gated=reader.flag("gated", instead=False),
        reply_within=reader.limit("reply_within"),
        level=reader.one_of("level", LEVELS),
        years_kept=reader.whole("years_kept", 1, 100),
        axes=_words(reader, "axis"),
        heads=_words(reader, "head"),
        goals=_words(reader, "goal"),
        rhythm=_rhythm(reader),
    )
    reader.finish()
    reader.refuse()
    return practice


def _classes(reader: Reader) -> tuple[ParticipantClass, ...]:
    found = []
    for each in reader.each("class"):
        row = ParticipantClass(
            code=each.code(),
            zh=each.text("zh"),
            en=each.text("en"),
            required=each.flag("required", instead=False),
            capacities=_known(each, "capacities", [kind.value for kind in CapacityKind]),
            units=_known(each, "units", [kind.value for kind in UnitKind]),
            panel=Panel(_or(each.one_of("panel", list(Panel), "standing"), list(Panel))),
            least=each.whole("least", 0, 1000, 0),
        )
        each.finish()
        found.append(row)
    reader.check_codes("class", [row.code for row in found])
    if len(found) < 2:
        reader.note(Refused("rulepack.bad-value", value=len(found), least=2, most=MOST_WORDS), "class")
    return tuple(found)


def _or(value: str, allowed: list[Panel]) -> str:
    """The value, or a stand-in for one that was noted as wrong already."""
    return value if value in allowed else allowed[0]


def _known(reader: Reader, key: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """The words of a list, each one of the allowed."""
    words, known = reader.words(key), tuple(allowed)
    for word in words:
        if word not in known:
            reader.note(Refused("rulepack.unknown-reference", value=word[:80], allowed=known), key)
    return tuple(word for word in words if word in known)


def _phases(reader: Reader) -> tuple[Phase, ...]:
    found = []
    for each in reader.each("phase", needed=False):
        kinds = tuple(RemarkKind(kind) for kind in _known(each, "kinds", KINDS))
        found.append(Phase(each.code(), each.text("zh"), kinds or tuple(RemarkKind), each.text("en")))
        each.finish()
    reader.check_codes("phase", [row.code for row in found])
    return tuple(found)


def _needs(reader: Reader) -> tuple[NeedBefore, ...]:
    found = []
    for each in reader.each("need", needed=False):
        blocks = each.flag("blocks", instead=True)
        met_by = each.one_of("met_by", [what.value for what in MetBy], "") if each.has("met_by") else ""
        found.append(NeedBefore(each.code(), each.text("zh"), blocks, each.text("en"), met_by))
        each.finish()
    reader.check_codes("need", [row.code for row in found])
    return tuple(found)


def _outputs(reader: Reader) -> dict[What, str]:
    found: dict[What, str] = {}
    for each in reader.each("output", needed=False):
        what, name = each.one_of("what", [what.value for what in What]), each.text("zh")
        each.finish()
        if what in set(What):
            found[What(what)] = name
    return found


def _wants(reader: Reader) -> dict[str, Wants]:
    """What must come of each kind of line: as usual, but for what the practice says itself."""
    found = dict(USUAL_WANTS)
    if not reader.has("wants"):
        return found
    table = reader.inner("wants")
    for kind in KINDS:
        if table.has(kind):
            wanted = table.one_of(kind, [*(each.value for each in Wants if each), "nothing"])
            found[kind] = Wants(wanted) if wanted in set(Wants) else Wants.NOTHING
    table.finish()
    return found


def _words(reader: Reader, key: str) -> tuple[Word, ...]:
    found = []
    for each in reader.each(key, needed=False):
        found.append(Word(each.code(), each.text("zh"), each.text("en")))
        each.finish()
    reader.check_codes(key, [row.code for row in found])
    return tuple(found[:MOST_WORDS])


def _rhythm(reader: Reader) -> Rhythm | None:
    """A union of rules; a practice without one is called when there is need."""
    holiday = reader.one_of("holiday", list(Holiday), "keep")
    rules = []
    for each in reader.each("rule", needed=False):
        rules.append(
            Rule(
                at=each.clock("at"),
                dates=_numbers(each, "dates", [*range(1, 32), -1]),
                weekdays=tuple(WEEKDAYS.index(day) for day in _known(each, "weekdays", WEEKDAYS)),
                nth=_numbers(each, "nth", [*range(1, 6), -1]),
                months=_numbers(each, "months", range(1, 13)),
                every=each.whole("every", 1, 52, 1),
            )
        )
        each.finish()
    if not rules:
        return None
    return Rhythm(tuple(rules), Holiday(holiday) if holiday in set(Holiday) else Holiday.KEEP)


def _numbers(reader: Reader, key: str, allowed: Iterable[int]) -> tuple[int, ...]:
    return tuple(int(number) for number in _known(reader, key, [str(each) for each in allowed]))
