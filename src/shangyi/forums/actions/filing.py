"""归档: only what is complete is filed; everybody who took part is told what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from shangyi.concerns.models import Voice
from shangyi.forums.actions.moving import Move, begin_verb, begin_work, complete
from shangyi.forums.actions.suggesting import send_all
from shangyi.forums.events import GatheringFiled
from shangyi.forums.queries.filing import record_stands, written_of
from shangyi.forums.rules.filing import check_filing, problems_of
from shangyi.forums.rules.life import State, Verb, check_writable
from shangyi.kernel.refused import Refused
from shangyi.undertakings.actions import end_undertaking
from shangyi.undertakings.queries import open_lead
from shangyi.undertakings.rules import Verb as Do

if TYPE_CHECKING:
    from datetime import datetime

    from shangyi.forums.models import Gathering
    from shangyi.forums.queries.record import Figures
    from shangyi.kernel.actor import Actor


@transaction.atomic
def file_gathering(*, gathering_id: int, actor: Actor, now: datetime) -> Gathering:
    """File a complete record: suggestions that pass no gate go to their units, everybody who took part is told.

    Of two who press at once, the second is told that it is filed.
    Refused: gathering.not-found, rights.missing, gathering.already-done, gathering.not-now,
    gathering.incomplete (n).
    """
    move = begin_verb(gathering_id, Verb.FILE, actor, now)
    written = written_of(move.gathering)
    problems = problems_of(record_stands(move.gathering, move.practice, written))
    check_filing(problems)
    row = move.gathering
    row.filed_at = now
    figures = written.figures
    lead = open_lead(row.subject, lock=True)
    move.entries.append(
        end_undertaking(row=lead, verb=Do.FINISH, outcome=_("The record is complete."), act=move.act)
    )
    send_all(move)
    move.record(
        GatheringFiled(
            n_collected=figures.n_collected,
            n_answered=figures.n_answered,
            n_pledges=figures.n_pledges,
            n_suggestions=figures.n_suggestions,
            warnings=tuple(problem.lack.value for problem in problems),
            no_outcome_reason=row.no_outcome_reason,
        )
    )
    _tell_all(move, figures)
    return complete(move, "filed")


def _tell_all(move: Move, figures: Figures) -> None:
    """Whoever was there, and whoever was invited and could not come, is told what came of it."""
    row = move.gathering
    present = row.attendances.filter(person__isnull=False).values_list("person_id", flat=True)
    invited = row.invitations.filter(person__isnull=False).values_list("person_id", flat=True)
    _tell_speakers(move)
    for person_id in sorted({*present, *invited}):
        move.tell(
            "gathering.filed",
            person_id,
            n_collected=figures.n_collected,
            n_pledges=figures.n_pledges,
            n_suggestions=figures.n_suggestions,
        )


def _tell_speakers(move: Move) -> None:
    """当事人: whoever raised a matter that was talked about is told what it came to.

    The notice is about their matter and not about the gathering, so that no list of the gathering shows them.
    """
    for item in move.gathering.items.filter(concern__isnull=False).select_related("concern"):
        voices = Voice.objects.filter(concern=item.concern_id, person__isnull=False)
        for person_id, receipt in sorted(set(voices.values_list("person_id", "receipt"))):
            move.tell(
                "concern.talked-about",
                person_id,
                about=f"concern:{item.concern_id}",
                matter=item.concern.title if item.concern else "",
                conclusion=item.conclusion or item.get_result_display(),
                receipt=receipt,
            )


@transaction.atomic
def explain_no_outcome(*, gathering_id: int, reason: str, actor: Actor, now: datetime) -> Gathering:
    """Nothing came out of it, and why: a consultation without any outcome says so (XC-4).

    Refused: gathering.not-found, rights.missing, gathering.not-open, gathering.already-filed,
    gathering.reason-needed.
    """
    move = begin_work(gathering_id, "gathering.host", actor, now)
    check_writable(State(move.gathering.state))
    if len(reason.strip()) < 2:
        raise Refused("gathering.reason-needed")
    move.gathering.no_outcome_reason = reason.strip()[:200]
    return complete(move)
