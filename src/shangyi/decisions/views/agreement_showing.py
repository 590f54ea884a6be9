"""What pages of agreements show: the text with its parties, how the cost was shared, who has signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from shangyi.decisions.models import (
    Agreement,
    AgreementQuote,
    AgreementSignature,
    AgreementSigner,
    AgreementText,
)
from shangyi.decisions.queries.agreements import owner_of, payments_by_party, quote_of, split_of
from shangyi.decisions.rules.agreement import compare_quotes, joint_confirmation_until
from shangyi.decisions.rules.drawing import HEIGHT, WIDTH, Stroke, from_kept
from shangyi.decisions.rules.shares import Basis, CostSplit, ShareLine
from shangyi.decisions.rules.signing import State
from shangyi.kernel.money import format_fen
from shangyi.kernel.refused import Refused
from shangyi.ui.templatetags.ui import area, fen
from shangyi.ui.wording import Said, say

TONES = {
    State.DRAFT: "plain",
    State.SIGNING: "action",
    State.SENT_BACK: "soon",
    State.IN_FORCE: "done",
    State.DROPPED: "plain",
}
LIFE = (State.DRAFT, State.SIGNING, State.IN_FORCE)


def tone_of(agreement: Agreement) -> str:
    return TONES[State(agreement.state)]


def steps_of(agreement: Agreement) -> list[dict[str, Any]]:
    """The life of an agreement as steps, with where it is; what was sent back is a draft again."""
    if agreement.state == State.DROPPED:
        return []
    state = State.DRAFT if agreement.state == State.SENT_BACK else State(agreement.state)
    here, is_over = LIFE.index(state), agreement.accepted_at is not None
    names = [str(Agreement.StateChoice(each).label) for each in LIFE]
    steps = [
        {
            "label": name,
            "done": number < here or state is State.IN_FORCE,
            "current": number == here and not is_over,
        }
        for number, name in enumerate(names)
    ]
    return [*steps, {"label": _("Works looked at"), "done": is_over, "current": is_over}]


def problems_of(refused: Refused | None, now: datetime) -> list[Said]:
    """Everything that a refusal says, in words."""
    return [say(each, now=now) for each in refused.problems or (refused,)] if refused else []


def sheet_of(agreement: Agreement, text: AgreementText) -> dict[str, Any]:
    """The text as it is read and signed, with the working of the shares."""
    split = split_of(text)
    parties = list(text.parties.all())
    lines = {line.household: line for line in split.lines} if split else {}
    return {
        "text": text,
        "parties": [
            {
                "party": party,
                "line": _share(lines.get(party.label), split),
                "signers": _signers(party.signers.all()),
            }
            for party in parties
        ],
        "shared_fen": sum(party.fen or 0 for party in parties),
        "basis_said": text.get_basis_display() if text.total_fen else "",
        "concessions": [row for party in parties for row in party.concessions.all()],
        "promises": [(row, owner_of(row)) for row in text.promises.all()],
        "n_signers": sum(len(party.signers.all()) for party in parties),
        "n_signed": sum(bool(each.standing) for party in parties for each in party.signers.all()),  # type: ignore[attr-defined]
        "confirm_until": _confirm_until(agreement, text),
    }


def _confirm_until(agreement: Agreement, text: AgreementText) -> Any:
    """Until when the parties may ask the court together, where it settles a dispute."""
    if not text.is_mediation or agreement.in_force_at is None:
        return None
    return joint_confirmation_until(timezone.localdate(agreement.in_force_at))


def _signers(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [_signed(each, next(iter(each.standing), None)) for each in rows]


def _signed(signer: AgreementSigner, signature: AgreementSignature | None) -> dict[str, Any]:
    return {
        "signer": signer,
        "signature": signature,
        "drawing": drawn_name(signature.drawing, signer.name) if signature else "",
    }


def drawn_name(kept: str, name: str) -> str:
    """A name drawn by hand as SVG; nothing where nothing was drawn. Every number in it was read as one before."""
    strokes = from_kept(kept)
    if not strokes:
        return ""
    frame = format_html('viewBox="0 0 {} {}" role="img" aria-label="{}"', WIDTH, HEIGHT, name)
    lines = format_html_join(
        "", '<polyline points="{}"/>', ((" ".join(f"{x},{y}" for x, y in _inked(each)),) for each in strokes)
    )
    return format_html('<svg xmlns="http://www.w3.org/2000/svg" class="drawn-name" {}>{}</svg>', frame, lines)


def _inked(stroke: Stroke) -> Stroke:
    """A dot is a line to itself, so that its round end shows."""
    return stroke if len(stroke) > 1 else (*stroke, *stroke)


def _share(line: ShareLine | None, split: CostSplit | None) -> dict[str, Any] | None:
    """How one share was worked out: the figure over the sum, the exact fen, and the one fen that was added."""
    if line is None or split is None:
        return None
    return {
        "weight": _weight(line.weight, split.basis),
        "sum": _weight(split.weight_sum, split.basis),
        "exact": _exact(line.exact_fen),
        "added": line.added_fen,
        "exempt": line.exempt_because,
        "is_plain": split.basis is Basis.FIGURES,
    }


def _weight(weight: int, basis: Basis) -> str:
    if basis is Basis.AREA:
        return area(weight)
    return fen(weight) if basis is Basis.FIGURES else str(weight)


def _exact(value: Fraction) -> str:
    """Yuan with two places, and what of a fen is left as a fraction: 775.33 + 1/3 fen."""
    whole, rest = divmod(value, 1)
    said = format_fen(int(whole))
    return f"{said} + {rest} {_('fen')}" if rest else said


def quotes_shown(agreement: Agreement) -> dict[str, Any] | None:
    """The quotes from cheapest to dearest, with how far they lie apart."""
    rows = {row.firm: row for row in AgreementQuote.objects.filter(agreement=agreement)}
    if not rows:
        return None
    table = compare_quotes([quote_of(row) for row in rows.values()])
    return {"rows": [rows[quote.firm] for quote in table.quotes], "spread": table.spread_fen}


def payments_shown(text: AgreementText) -> list[dict[str, Any]]:
    """What each party has paid and still owes."""
    split = split_of(text)
    if split is None:
        return []
    by_label = {party.label: party for party in text.parties.all()}
    return [{"party": by_label[each.household], "state": each} for each in payments_by_party(text, split)]


def groups_of(digest: str) -> str:
    """The digest in groups that two people can compare aloud: the first sixteen characters of it."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))
