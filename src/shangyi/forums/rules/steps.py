"""The five steps of a consultation as the Opinions of 2015 name them, and what each still lacks (norms §1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Legal(StrEnum):
    TOPIC = "topic"  # 提出议题
    PARTIES = "parties"  # 确定主体
    NOTICE = "notice"  # 提前通报
    VOICES = "voices"  # 充分发表意见、形成协商意见
    RESULTS = "results"  # 组织实施并反馈


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one gathering, as far as the five steps ask.

    `n_sourced`: items that come from something people said, or say why they were picked. `told_in_time`: everybody
    invited was told as early as the practice asks; `is_urgent`: 紧急协商, with its reason on record.
    """

    n_items: int
    n_sourced: int
    wanted_classes: tuple[str, ...] = ()
    invited_classes: tuple[str, ...] = ()
    present_classes: tuple[str, ...] = ()
    unheard_classes: tuple[str, ...] = ()
    n_invited: int = 0
    n_untold: int = 0
    told_in_time: bool = False
    is_urgent: bool = False
    was_held: bool = False
    is_over: bool = False
    n_items_without_result: int = 0
    n_outcomes: int = 0
    no_outcome_reason: str = ""
    n_open_outcomes: int = 0
    told_speakers: bool = False
    told_participants: bool = False
    told_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalStep:
    """One step: what is missing, by code; done when nothing is. `facts` fill the sentences."""

    step: Legal
    missing: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_done(self) -> bool:
        return not self.missing


def five_steps(standing: Standing) -> tuple[LegalStep, ...]:
    """The five steps in their order. The last is done when implementation is under way and all three audiences
    were told: those who spoke, those who took part, and the residents.
    """
    return (
        LegalStep(step=Legal.TOPIC, missing=_topic(standing)),
        LegalStep(step=Legal.PARTIES, missing=_parties(standing)),
        LegalStep(step=Legal.NOTICE, missing=_notice(standing), note="urgent" if standing.is_urgent else ""),
        LegalStep(step=Legal.VOICES, missing=_voices(standing)),
        LegalStep(step=Legal.RESULTS, missing=_results(standing)),
    )


def _topic(standing: Standing) -> tuple[str, ...]:
    if standing.n_items == 0:
        return ("no_item",)
    return () if standing.n_sourced else ("no_source",)


def _parties(standing: Standing) -> tuple[str, ...]:
    known = {*standing.invited_classes, *standing.present_classes}
    missing = [f"class:{code}" for code in standing.wanted_classes if code not in known]
    return tuple(missing) if known else ("nobody", *missing)


def _notice(standing: Standing) -> tuple[str, ...]:
    if standing.is_urgent:
        return ()
    if standing.n_invited == 0:
        return ("nobody_invited",)
    if standing.n_untold:
        return ("untold",)
    return () if standing.told_in_time else ("too_late",)


def _voices(standing: Standing) -> tuple[str, ...]:
    if not standing.was_held:
        return ("not_held",)
    missing = [f"unheard:{code}" for code in standing.unheard_classes]
    if standing.n_items_without_result:
        missing.append("no_result")
    return tuple(missing)


def _results(standing: Standing) -> tuple[str, ...]:
    if not standing.is_over:
        return ("not_over",)
    missing = []
    if standing.n_outcomes == 0 and not standing.no_outcome_reason.strip():
        missing.append("no_outcome")
    told = (("speakers", standing.told_speakers), ("participants", standing.told_participants))
    missing += [
        f"untold:{who}" for who, was_told in (*told, ("public", standing.told_public)) if not was_told
    ]
    return tuple(missing)
