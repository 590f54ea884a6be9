"""What must hold of topics: nothing said vanishes, every answer is on record, and the map is what the answers give."""

from __future__ import annotations

import hashlib

from shangyi.deliberation.models import DrawnMap
from shangyi.deliberation.queries.topics import OVER
from shangyi.deliberation.queries.votes import Laid, laid_out
from shangyi.journeys.rules.invariants import Held, Invariant
from shangyi.ledger.events import canonical
from shangyi.ledger.models import Fact

SHOWN = 5
MOST = 200
"""So many results are looked at again in one night, the newest first; `whole` looks at all."""

TOPICS = (
    Invariant(
        number=6,
        code="statement.told",
        told="every statement that was judged was told to its author, with the reason where it is not put",
        of="deliberation_statement",
        sql="""SELECT s.id FROM deliberation_statement s WHERE s.author_id IS NOT NULL AND s.state <> 'waiting'
                 AND (NOT EXISTS (SELECT 1 FROM notices_notice n WHERE n.dedup_key =
                        'statement.' || s.state || ':' || s.topic_id || ':' || s.id || ':' || s.author_id)
                      OR (s.state <> 'accepted' AND s.reason = ''))""",
    ),
    Invariant(
        number=4,
        code="statement.to-look-at",
        told="every statement that waits is somebody's to look at",
        of="deliberation_statement",
        sql="""SELECT s.id FROM deliberation_statement s WHERE s.state = 'waiting' AND NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u
                   WHERE u.matter = 'topic:' || s.topic_id AND u.task = 'reply' AND u.state = 'open')""",
    ),
    Invariant(
        number=4,
        code="topic.to-conclude",
        told="every topic that is over has somebody who must say by a day what is done with it",
        of="deliberation_topic",
        sql="""SELECT t.id FROM deliberation_topic t WHERE t.state = 'closed' AND NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u
                   WHERE u.matter = 'topic:' || t.id AND u.task = 'publish' AND u.state = 'open')""",
    ),
    Invariant(
        number=11,
        code="topic.on-record",
        told="every answer that was given, changed or taken back has its line in the record",
        of="deliberation_topic",
        sql="""SELECT t.id FROM deliberation_topic t
               LEFT JOIN (SELECT topic_id, SUM(1 + n_changes) AS n FROM deliberation_position GROUP BY topic_id) p
                      ON p.topic_id = t.id
               LEFT JOIN (SELECT subject, COUNT(*) AS n FROM ledger_fact
                          WHERE kind IN ('topic.position-taken', 'topic.position-taken-back') GROUP BY subject) f
                      ON f.subject = 'topic:' || t.id
               WHERE COALESCE(p.n, 0) <> COALESCE(f.n, 0)""",
    ),
    Invariant(
        number=10,
        code="position.put",
        told="nobody's answer belongs to a statement or a person of another topic",
        of="deliberation_position",
        sql="""SELECT p.id FROM deliberation_position p
               JOIN deliberation_statement s ON s.id = p.statement_id
               JOIN deliberation_participant a ON a.id = p.participant_id
               WHERE s.topic_id <> p.topic_id OR a.topic_id <> p.topic_id""",
    ),
)

RESULT = Invariant(
    number=10,
    code="topic.result",
    told="the result of every topic that is over is what its answers give and what the record says",
    of="deliberation_drawnmap",
)


def results_hold(*, whole: bool = False) -> Held:
    """Count the answers of what is over again, and compare with what is shown and what was recorded."""
    rows = (
        DrawnMap.objects.filter(topic__state__in=OVER, is_recorded=True)
        .select_related("topic")
        .order_by("-id")
    )
    maps = list(rows if whole else rows[:MOST])
    recorded = _recorded([row.topic.subject for row in maps])
    wrong = sorted(row.pk for row in maps if not _is_same(row, recorded.get(row.topic.subject, "")))
    return Held(RESULT, len(maps), len(wrong), tuple(wrong[:SHOWN]))


def _recorded(subjects: list[str]) -> dict[str, str]:
    facts = Fact.objects.filter(kind="topic.map-drawn", subject__in=subjects).order_by("id")
    return {fact.subject: str(fact.public.get("digest", "")) for fact in facts}


def _is_same(row: DrawnMap, recorded: str) -> bool:
    """The tallies are counted again; the drawing itself is held by its digest."""
    digest = hashlib.sha256(canonical(row.data) + bytes(row.places)).hexdigest()
    laid = laid_out(row.topic)
    shown = {int(each["statement"]): tuple(each[side] for side in SIDES) for each in row.data["statements"]}
    same = (len(laid.tags), len(laid.rows), _tallies(laid)) == (row.n_people, row.n_positions, shown)
    return same and digest == row.digest == recorded


SIDES = ("agree", "disagree", "pass")


def _tallies(laid: Laid) -> dict[int, tuple[int, ...]]:
    counts = {number: [0, 0, 0] for number in laid.numbers} if laid.tags else {}
    for _person, column, value in laid.rows.tolist():
        counts[laid.numbers[column]][(1, -1, 0).index(value)] += 1
    return {number: tuple(each) for number, each in counts.items()}
