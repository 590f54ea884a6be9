"""Topics that hold, lived by the actions, and one way to break each of their invariants by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shangyi.deliberation.actions.saying import judge_statement
from tests.deliberation.talks import ASKED, DAY, HOUR, Talk, prepared
from tests.forums.damages import damage
from tests.people_and_places import Town


def talked_over(town: Town) -> Talk:
    """A topic that is over and drawn, with a statement that was turned down."""
    talk = prepared(town).opened()
    row = talk.said("停车费该降了", accept=False)
    judge_statement(statement_id=row.pk, accept=False, reason="与话题无关", **talk.by(at=ASKED + 2 * HOUR))
    for value in (1, -1, 0):
        talk.answers(value)
    talk.closed()
    talk.drawn(ASKED + 4 * DAY)
    return talk


def _not_told(world: Any) -> None:
    talked_over(world.town)
    damage("UPDATE notices_notice SET dedup_key = 'gone' WHERE template = 'statement.turned-down'")


def _nobody_looks(world: Any) -> None:
    prepared(world.town).opened().said("停车费该降了", accept=False)
    damage(
        "UPDATE undertakings_undertaking SET matter = 'topic:0' WHERE matter LIKE 'topic:%%' AND task = 'reply'"
    )


def _nobody_concludes(world: Any) -> None:
    talk = talked_over(world.town)
    damage(
        "UPDATE undertakings_undertaking SET state = 'withdrawn', ended_at = opened_at WHERE matter = %s",
        talk.topic.subject,
    )


def _off_the_record(world: Any) -> None:
    talk = prepared(world.town).opened()
    talk.answers(1)
    damage("UPDATE deliberation_position SET n_changes = n_changes + 1 WHERE topic_id = %s", talk.pk)


def _elsewhere(world: Any) -> None:
    talk, other = prepared(world.town).opened(), prepared(world.town, title="另一个话题")
    talk.answers(1)
    damage(
        "UPDATE deliberation_position SET statement_id = "
        "(SELECT MIN(id) FROM deliberation_statement WHERE topic_id = %s) WHERE topic_id = %s",
        other.pk,
        talk.pk,
    )


def _other_result(world: Any) -> None:
    talk = talked_over(world.town)
    damage("UPDATE deliberation_position SET value = 1 WHERE topic_id = %s", talk.pk)


TOPIC_DAMAGES: dict[str, Callable[[Any], None]] = {
    "statement.told": _not_told,
    "statement.to-look-at": _nobody_looks,
    "topic.to-conclude": _nobody_concludes,
    "topic.on-record": _off_the_record,
    "position.put": _elsewhere,
    "topic.result": _other_result,
}
