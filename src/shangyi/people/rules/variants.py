"""When two rows may be declared to be one human being, and undone again."""

from __future__ import annotations

from dataclasses import dataclass

from shangyi.kernel.refused import Refused


@dataclass(frozen=True, slots=True)
class Row:
    """What the rule needs to know of a person's row."""

    id: int
    merged_into: int | None
    n_variants: int


def check_merge(kept: Row, variant: Row, reason: str) -> None:
    """One level only: every variant points straight to the kept row, so that undoing is exact.

    Refused: variant.reason-needed, variant.same-row, variant.already-merged, variant.has-variants.
    """
    if not reason.strip():
        raise Refused("variant.reason-needed")
    if kept.id == variant.id:
        raise Refused("variant.same-row")
    if kept.merged_into is not None or variant.merged_into is not None:
        raise Refused("variant.already-merged")
    if variant.n_variants:
        raise Refused("variant.has-variants")


def check_undo(variant: Row, reason: str) -> None:
    """Refused: variant.reason-needed, variant.not-merged."""
    if not reason.strip():
        raise Refused("variant.reason-needed")
    if variant.merged_into is None:
        raise Refused("variant.not-merged")
