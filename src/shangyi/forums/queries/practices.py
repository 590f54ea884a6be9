"""Which practices there are at a place, and which one a gathering was planned under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from django.utils.translation import get_language

from shangyi.forums.models import Gathering, PracticeVersion
from shangyi.forums.rules.practice import ParticipantClass, Practice
from shangyi.forums.rules.reading import load_practice
from shangyi.kernel.refused import Refused
from shangyi.places.rules import ancestor_paths

KEPT = 256


@cache
def shipped_texts() -> tuple[str, ...]:
    """The texts that the programme brings along, in the order of their codes."""
    folder = files("shangyi.forums") / "practices"
    return tuple(
        each.read_text(encoding="utf-8")
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".toml")
    )


@lru_cache(maxsize=KEPT)
def _loaded(text: str) -> Practice:
    return load_practice(text)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a practice and where it holds; `pk` is None for what the programme brings along."""

    practice: Practice
    place_path: str
    pk: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Practices:
    """Every version there is, read with one question."""

    versions: tuple[Version, ...]

    def at(self, path: str, on: date) -> tuple[Version, ...]:
        """What is in force at a place on a day: of each practice the version of the nearest place, the newest.

        A day before every version of a practice gets its first one: a record from then can still be read.
        """
        near = ["", *ancestor_paths(path)]
        best: dict[str, Version] = {}
        for each in self.versions:
            if each.place_path in near:
                known = best.get(each.practice.code)
                if known is None or _rank(each, on) > _rank(known, on):
                    best[each.practice.code] = each
        return tuple(best[code] for code in sorted(best))

    def named(self, code: str, path: str, on: date) -> Version:
        """The version of this practice in force there. Refused: practice.not-found."""
        found = next((each for each in self.at(path, on) if each.practice.code == code), None)
        if found is None:
            raise Refused("practice.not-found")
        return found


def _rank(version: Version, on: date) -> tuple[bool, int, int, int]:
    """In force before not yet; then the nearer place; then the later day, or for days before all the earlier."""
    begins = version.practice.in_force_from
    holds = begins <= on
    return (
        holds,
        len(version.place_path),
        begins.toordinal() if holds else -begins.toordinal(),
        version.pk or 0,
    )


def all_practices() -> Practices:
    """What the programme brings along and what places have put in force."""
    own = [
        Version(_loaded(text), path, pk, text)
        for pk, path, text in PracticeVersion.objects.order_by("id").values_list("pk", "place_path", "text")
    ]
    return Practices((*(Version(_loaded(text), "", None, text) for text in shipped_texts()), *own))


def named(practice: Practice) -> Practice:
    """With its names in the language of the reader."""
    return practice.in_english() if (get_language() or "").startswith("en") else practice


def practices_at(path: str, on: date) -> tuple[Practice, ...]:
    """The practices in force at a place on a day."""
    return tuple(named(each.practice) for each in all_practices().at(path, on))


def practice_at(code: str, path: str, on: date) -> Version:
    """The version of the practice with this code. Refused: practice.not-found."""
    return all_practices().named(code, path, on)


def practice_of(gathering: Gathering) -> Practice:
    """The practice a gathering was planned under and keeps; asks nothing where the programme brings it along.

    Refused: practice.not-found.
    """
    if gathering.practice_version is not None:
        return named(_loaded(gathering.practice_version.text))
    shipped = next((each for each in map(_loaded, shipped_texts()) if each.code == gathering.practice), None)
    if shipped is None:
        raise Refused("practice.not-found")
    return named(shipped)


def class_of(practice: Practice, code: str) -> ParticipantClass:
    """The class with this code. Refused: gathering.class-needed, class.not-found."""
    if not code:
        raise Refused("gathering.class-needed")
    found = practice.class_named(code)
    if found is None:
        raise Refused("class.not-found")
    return found


def check_kind(practice: Practice, phase: str, kind: str) -> None:
    """Whether this kind may be recorded in this phase. Refused: remark.kind-not-now."""
    if kind not in set(practice.kinds_in(phase)):
        raise Refused("remark.kind-not-now", kind=kind)
