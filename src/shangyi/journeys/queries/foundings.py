"""What must hold of founding an owners' committee: a next step, evidence, gates passed, a real vote."""

from __future__ import annotations

from shangyi.decisions.models import Founding
from shangyi.decisions.queries.foundings import standing_of
from shangyi.decisions.rules.founding import Deed, FoundingState
from shangyi.decisions.rules.owners_committee import unmet
from shangyi.journeys.rules.invariants import Held, Invariant
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact

SHOWN = 5
MOST = 200
"""So many filed committees are gone through again in one night, the newest first; `whole` takes all."""

FOUNDINGS = (
    Invariant(
        number=2,
        code="founding.duty",
        told="every founding of a committee that is asked for or under way has one next step with somebody and a day",
        of="decisions_founding",
        sql="""SELECT f.id FROM decisions_founding f WHERE f.state IN ('requested', 'running') AND 1 <> (
                   SELECT COUNT(*) FROM undertakings_undertaking u
                   WHERE u.matter = 'founding:' || f.id AND u.state = 'open')""",
    ),
    Invariant(
        number=7,
        code="founding.elected",
        told="every filed committee rests on an owners' decision that passed and was published",
        of="decisions_founding",
        sql="""SELECT f.id FROM decisions_founding f WHERE f.state = 'filed' AND NOT EXISTS (
                   SELECT 1 FROM decisions_ballot b WHERE b.id = f.ballot_id AND b.place_id = f.place_id
                   AND b.label = 'statutory-owners' AND b.matter = '278-3' AND b.state = 'published'
                   AND b.outcome = 'passed')""",
    ),
    Invariant(
        number=11,
        code="founding.evidence",
        told="every act of founding a committee has its evidence in words or a picture, and a late one its reason",
        of="decisions_foundingact",
        sql="""SELECT a.id FROM decisions_foundingact a WHERE
               (a.deed NOT IN ('ballot', 'result') AND TRIM(a.evidence) = '' AND a.picture = '')
               OR (CAST(a.late AS TEXT) <> '[]' AND TRIM(a.why_late) = '')""",
    ),
    Invariant(
        number=7,
        code="founding.candidates",
        told="every member of a committee stood on the posted list of candidates",
        of="decisions_foundingmember",
        sql="""SELECT m.id FROM decisions_foundingmember m JOIN decisions_foundingact a ON a.id = m.act_id
               WHERE m.role = 'committee' AND a.stands AND NOT EXISTS (
                   SELECT 1 FROM decisions_foundingmember c JOIN decisions_foundingact n ON n.id = c.act_id
                   WHERE n.founding_id = a.founding_id AND n.stands AND c.role = 'candidate'
                   AND c.name = m.name)""",
    ),
)

GATES = Invariant(
    number=7,
    code="founding.gates",
    told="every filed committee passes every gate of its rules, by what its acts and the record say",
    of="decisions_founding",
)


def foundings_reviewed(*, whole: bool = False) -> Held:
    """Go through the gates of every filed committee again, and compare its acts with the record."""
    rows = Founding.objects.filter(state=FoundingState.FILED).select_related("ballot").order_by("-id")
    foundings = list(rows if whole else rows[:MOST])
    wrong = sorted(row.pk for row in foundings if not _passes(row))
    return Held(GATES, len(foundings), len(wrong), tuple(wrong[:SHOWN]))


def _passes(row: Founding) -> bool:
    if row.filed_at is None or row.recorded_on is None:
        return False
    try:
        standing = standing_of(row, today=row.recorded_on)
    except (Refused, ValueError):
        return False
    recorded = _recorded(row)
    same = all(act.facts == recorded.get(deed) for deed, act in standing.acts.items() if deed != Deed.RESULT)
    return same and not unmet(standing.procedure.results)


def _recorded(row: Founding) -> dict[str, object]:
    """The facts of each act as the record holds them, the last of each kind."""
    facts = Fact.objects.filter(kind="founding.act-done", subject=row.subject).order_by("id")
    return {str(fact.public.get("deed")): fact.public.get("facts") for fact in facts}
