"""Ballots that hold, lived by the actions, and one way to break each of their invariants by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shangyi.decisions.rules.ballot_life import Method
from tests.decisions.polls import Poll, listed, owners
from tests.forums.damages import damage
from tests.people_and_places import Town


def decided(town: Town) -> Poll:
    """An owners' decision, counted and published, and a consultation beside it."""
    asked = listed(town).opened()
    asked.says("3-2-201", "yes")
    asked.published()
    poll = owners(town).opened()
    for household in ("3-2-201", "3-2-202", "3-2-301"):
        poll.on_paper(household, "yes")
    return poll.published()


def _claims(world: Any) -> None:
    decided(world.town)
    damage("UPDATE decisions_ballot SET claim = 'decided' WHERE label = 'consultative'")


def _unannounced(world: Any) -> None:
    damage("UPDATE decisions_ballot SET noticed_at = NULL WHERE id = %s", decided(world.town).pk)


def _strange_vote(world: Any) -> None:
    damage(
        "UPDATE decisions_vote SET head = 'nobody' WHERE ballot_id = %s AND id = "
        "(SELECT MIN(id) FROM decisions_vote WHERE ballot_id = %s)",
        *[decided(world.town).pk] * 2,
    )


def _nobody_publishes(world: Any) -> None:
    poll = owners(world.town).opened().over()
    damage(
        "UPDATE undertakings_undertaking SET state = 'withdrawn', ended_at = opened_at WHERE matter = %s",
        poll.ballot.subject,
    )


def _unanswered(world: Any) -> None:
    poll = listed(world.town, method=Method.CONSENT).opened()
    poll.says("3-2-201", {"position": "object", "reason": "太吵"})
    damage("UPDATE decisions_objection SET undertaking_id = NULL")


def _other_result(world: Any) -> None:
    poll = decided(world.town)
    damage("UPDATE decisions_vote SET choice = %s WHERE ballot_id = %s", '"no"', poll.pk)


BALLOT_DAMAGES: dict[str, Callable[[Any], None]] = {
    "ballot.claim": _claims,
    "ballot.statutory": _unannounced,
    "ballot.voter": _strange_vote,
    "ballot.to-publish": _nobody_publishes,
    "ballot.objection": _unanswered,
    "ballot.recount": _other_result,
}
