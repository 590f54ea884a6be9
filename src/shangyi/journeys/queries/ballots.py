"""What must hold of ballots: consulting is no decision, one vote a head, and results that their votes give again."""

from __future__ import annotations

from shangyi.decisions.models import Ballot
from shangyi.decisions.queries.counting import count
from shangyi.decisions.rules.ballot_life import BallotState
from shangyi.decisions.rules.working import digest_of
from shangyi.journeys.rules.invariants import Held, Invariant
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact

COUNTED = (BallotState.COUNTED, BallotState.PUBLISHED)
SHOWN = 5
MOST = 2_000
"""So many results are counted again in one night, the newest first; `whole` counts all."""

BALLOTS = (
    Invariant(
        number=7,
        code="ballot.claim",
        told="no straw poll and no consultation claims to have decided anything",
        of="decisions_ballot",
        sql="""SELECT id FROM decisions_ballot
               WHERE label IN ('straw-poll', 'consultative') AND claim IN ('decided', 'not-decided', 'too-few')""",
    ),
    Invariant(
        number=7,
        code="ballot.statutory",
        told="every owners' decision was announced over a frozen roster before it was opened",
        of="decisions_ballot",
        sql="""SELECT id FROM decisions_ballot
               WHERE label = 'statutory-owners' AND state IN ('open', 'counting', 'counted', 'published')
                 AND (noticed_at IS NULL OR frozen_at IS NULL OR roster_digest = '' OR method <> 'owners'
                      OR opens_at < noticed_at)""",
    ),
    Invariant(
        number=7,
        code="ballot.voter",
        told="every vote that counts belongs to a head of the frozen list",
        of="decisions_vote",
        sql="""SELECT v.id FROM decisions_vote v JOIN decisions_ballot b ON b.id = v.ballot_id
               WHERE v.stands AND v.how <> 'hands' AND NOT EXISTS (
                   SELECT 1 FROM decisions_elector e WHERE e.ballot_id = b.id AND e.version = b.roster_version
                     AND e.head = v.head)""",
    ),
    Invariant(
        number=4,
        code="ballot.to-publish",
        told="every ballot that is over and not published has somebody who must publish it by a day",
        of="decisions_ballot",
        sql="""SELECT b.id FROM decisions_ballot b WHERE b.state IN ('counting', 'counted') AND NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u
                   WHERE u.matter = 'ballot:' || b.id AND u.task = 'publish' AND u.state = 'open')""",
    ),
    Invariant(
        number=6,
        code="ballot.objection",
        told="every objection that is open in a running ballot was answered or is somebody's to answer",
        of="decisions_objection",
        sql="""SELECT o.id FROM decisions_objection o JOIN decisions_ballot b ON b.id = o.ballot_id
               WHERE o.ended_at IS NULL AND o.answer = '' AND b.state = 'open' AND NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u WHERE u.id = o.undertaking_id AND u.state = 'open')""",
    ),
)

RECOUNT = Invariant(
    number=10,
    code="ballot.recount",
    told="every result is what its votes give, what the page shows and what the record says",
    of="decisions_ballot",
)


def recounted(*, whole: bool = False) -> Held:
    """Count every result again from its votes, and compare it with what is shown and what was recorded."""
    rows = Ballot.objects.filter(state__in=COUNTED).select_related("place").order_by("-id")
    ballots = list(rows if whole else rows[:MOST])
    recorded = _recorded([row.subject for row in ballots])
    wrong = sorted(row.pk for row in ballots if not _is_same(row, recorded.get(row.subject, "")))
    return Held(RECOUNT, len(ballots), len(wrong), tuple(wrong[:SHOWN]))


def _recorded(subjects: list[str]) -> dict[str, str]:
    """The digest of the working that the record holds last, for each ballot."""
    facts = Fact.objects.filter(kind="ballot.counted", subject__in=subjects).order_by("id")
    return {fact.subject: str(fact.public.get("working", "")) for fact in facts}


def _is_same(row: Ballot, recorded: str) -> bool:
    try:
        again = count(row).as_data()
    except Refused:
        return False
    shown = (row.result.get("outcome", ""), digest_of(row.result))
    return shown == (row.outcome, recorded) and digest_of(again) == recorded
