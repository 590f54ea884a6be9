"""A list of voters outside the owners' roster: its digest, and what a correction does to a ballot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shangyi.decisions.rules.statutory import Correction, Effect, Stage, effect_of
from shangyi.decisions.rules.thresholds import refuse_all, repeated
from shangyi.kernel.refused import Refused


@dataclass(frozen=True, slots=True)
class ListRow:
    """One voter, or somebody who is only heard."""

    key: str
    is_heard_only: bool = False


@dataclass(frozen=True, slots=True)
class CorrectedList:
    """What a corrected list does: whose answers stand, and who is asked (again)."""

    effect: Effect
    from_digest: str
    to_digest: str
    changed: tuple[str, ...]
    stands: frozenset[str]
    ask_again: tuple[str, ...]

    @classmethod
    def of_owners(cls, correction: Correction) -> CorrectedList:
        """The same of an owners' roster, where heads count instead of names."""
        return cls(
            effect=correction.effect,
            from_digest=correction.from_digest,
            to_digest=correction.to_digest,
            changed=correction.changed_households,
            stands=frozenset(vote.household for vote in correction.votes_that_stand),
            ask_again=correction.ask_again,
        )


def check_list(rows: Sequence[ListRow]) -> None:
    """Somebody has a vote, and nobody stands there twice. Refused: ballot.no-voters, ballot.voter-listed-twice."""
    problems = [] if any(not row.is_heard_only for row in rows) else [Refused("ballot.no-voters")]
    twice = repeated([row.key for row in rows])
    refuse_all(problems + [Refused("ballot.voter-listed-twice", voter=key) for key in twice])


def list_digest(rows: Iterable[ListRow]) -> str:
    """SHA-256 over who stands in the list, whatever the order, as 64 hex digits."""
    listed = sorted([row.key, row.is_heard_only] for row in rows)
    body = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def correct_list(*, frozen: Sequence[ListRow], corrected: Sequence[ListRow], stage: Stage) -> CorrectedList:
    """A correction reopens a running ballot and voids a published one; who stands in both keeps their answer."""
    before, after = {row.key: row for row in frozen}, {row.key: row for row in corrected}
    changed = tuple(key for key in sorted(before | after) if before.get(key) != after.get(key))
    effect = effect_of(stage, is_same=not changed)
    stands = frozenset(after) - set(changed)
    return CorrectedList(
        effect=effect,
        from_digest=list_digest(frozen),
        to_digest=list_digest(corrected),
        changed=changed,
        stands=frozenset() if effect is Effect.VOID else stands,
        ask_again=tuple(key for key in sorted(after) if effect is Effect.VOID or key not in stands),
    )
