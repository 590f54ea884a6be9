"""What must hold of agreements: shares that sum, no force without every name, and texts that nobody touched."""

from __future__ import annotations

from shangyi.decisions.models import Agreement
from shangyi.decisions.queries.agreements import terms_of, texts_of
from shangyi.decisions.rules.signing import State
from shangyi.journeys.rules.invariants import Held, Invariant
from shangyi.ledger.models import Fact

SHOWN = 5
MOST = 1_000
"""So many texts are put together again in one night, the newest first; `whole` takes all."""

AGREEMENTS = (
    Invariant(
        number=8,
        code="agreement.shares",
        told="the shares of every text that was offered for signature sum to its total, in fen",
        of="decisions_agreementtext",
        sql="""SELECT t.id FROM decisions_agreementtext t
               LEFT JOIN decisions_agreementparty p ON p.text_id = t.id
               WHERE t.offered_at IS NOT NULL
               GROUP BY t.id, t.total_fen
               HAVING COALESCE(SUM(p.fen), -1) <> t.total_fen OR COUNT(p.id) <> COUNT(p.fen)""",
    ),
    Invariant(
        number=8,
        code="agreement.all-signed",
        told="in force are only agreements under whose one text the name of every signer stands",
        of="decisions_agreement",
        sql="""SELECT DISTINCT a.id FROM decisions_agreement a
               JOIN decisions_agreementtext t ON t.agreement_id = a.id AND t.version = a.version
               JOIN decisions_agreementparty p ON p.text_id = t.id
               LEFT JOIN decisions_agreementsigner s ON s.party_id = p.id
               LEFT JOIN decisions_agreementsignature g
                      ON g.signer_id = s.id AND g.taken_back_at IS NULL AND g.digest = t.digest
               WHERE a.state = 'in-force' AND g.id IS NULL""",
    ),
    Invariant(
        number=4,
        code="agreement.to-sign",
        told="every agreement that lies open for signature has somebody who collects the names by a day",
        of="decisions_agreement",
        sql="""SELECT a.id FROM decisions_agreement a WHERE a.state = 'signing' AND (a.sign_by IS NULL OR NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u
                   WHERE u.matter = 'agreement:' || a.id AND u.task = 'contact' AND u.state = 'open'))""",
    ),
    Invariant(
        number=5,
        code="agreement.promise",
        told="every promise of an agreement in force is somebody's undertaking",
        of="decisions_agreementpromise",
        sql="""SELECT p.id FROM decisions_agreementpromise p
               JOIN decisions_agreementtext t ON t.id = p.text_id
               JOIN decisions_agreement a ON a.id = t.agreement_id AND a.version = t.version
               WHERE a.state = 'in-force' AND p.undertaking_id IS NULL""",
    ),
    Invariant(
        number=6,
        code="agreement.objection",
        told="every open objection to a text was answered or is somebody's to answer",
        of="decisions_agreementobjection",
        sql="""SELECT o.id FROM decisions_agreementobjection o
               WHERE o.ended_at IS NULL AND o.answer = '' AND NOT EXISTS (
                   SELECT 1 FROM undertakings_undertaking u WHERE u.id = o.undertaking_id AND u.state = 'open')""",
    ),
)

UNTOUCHED = Invariant(
    number=8,
    code="agreement.text",
    told="every text that lies open or is in force is the one that was offered and recorded",
    of="decisions_agreement",
)


def untouched(*, whole: bool = False) -> Held:
    """Put every text together again, and compare its digest with what was kept, shown and recorded."""
    rows = Agreement.objects.filter(state__in=(State.SIGNING, State.IN_FORCE)).order_by("-id")
    agreements = list(rows if whole else rows[:MOST])
    recorded = _recorded([row.subject for row in agreements])
    wrong = sorted(row.pk for row in agreements if not _is_same(row, recorded.get(row.subject, "")))
    return Held(UNTOUCHED, len(agreements), len(wrong), tuple(wrong[:SHOWN]))


def _recorded(subjects: list[str]) -> dict[str, str]:
    """The digest that the record holds last, for each agreement."""
    facts = Fact.objects.filter(kind="agreement.offered", subject__in=subjects).order_by("id")
    return {fact.subject: str(fact.public.get("digest", "")) for fact in facts}


def _is_same(row: Agreement, recorded: str) -> bool:
    text = texts_of(row).filter(version=row.version).first()
    return text is not None and terms_of(text).digest == text.digest == recorded
