"""挂账: what cannot be solved yet is kept in the open, with a plan, a report upward and a day to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from shangyi.concerns.actions.assign import Assignment, _step_to_handle, check_assignment, handling_timing
from shangyi.concerns.actions.moving import (
    Move,
    NextStep,
    begin,
    complete,
    concern_for_change,
    end_lead,
    enter_state,
)
from shangyi.concerns.actions.telling import tell_handler, tell_speakers
from shangyi.concerns.events import ConcernListed, ConcernResumed, ListReviewed, ReportAnswered
from shangyi.concerns.models import Concern, OpenListing
from shangyi.concerns.rules.clocks import latest_review, report_limits
from shangyi.concerns.rules.life import State, Verb, step
from shangyi.kernel.actor import Act, Actor, require
from shangyi.kernel.refused import Refused
from shangyi.places.models import Unit
from shangyi.places.rules import Manner
from shangyi.undertakings.actions import NewUndertaking, end_undertaking, open_undertaking
from shangyi.undertakings.queries import undertaking_by_id
from shangyi.undertakings.rules import Task, Timing, timing
from shangyi.undertakings.rules import Verb as UndertakingVerb


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The plan, the day of the next review, and the unit above that it is reported to, if any."""

    plan: str
    review_on: date
    reported_to: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What came of a report upward."""

    reply: str


@transaction.atomic
def put_on_open_list(
    *, concern_id: int, listing: Listing, actor: Actor, now: datetime, version: int | None = None
) -> Concern:
    """一时难以化解: keep it open with a plan and a review, and report it upward where somebody above can help.

    Everyone who spoke is told. The reply from above is an undertaking of its own, with its own clock.
    Refused: rights.missing, concern.stale, concern.not-now, concern.plan-needed, concern.review-on-needed,
    concern.review-passed, concern.review-too-far.
    """
    concern = concern_for_change(concern_id, version=version)
    grant = require(actor, "concern.open_list", concern.place_path)
    row = step(State(concern.state), Verb.LIST, plan=listing.plan.strip(), review_on=listing.review_on)
    move = begin(concern, Act.by(actor, grant, now))
    _check_review(move, listing.review_on)
    end_lead(move, outcome=listing.plan.strip())
    enter_state(move, row.target, _step_to_review(move, listing.review_on))
    _open_listing(move, listing)
    tell_speakers(move, "concern.listed", plan=listing.plan.strip(), review_on=listing.review_on.isoformat())
    return complete(move)


def _check_review(move: Move, review_on: date) -> None:
    today = move.act.at.astimezone(move.rules.calendar.zone).date()
    if review_on <= today:
        raise Refused("concern.review-passed", review_on=review_on)
    latest = latest_review(move.rules.pack, today)
    if review_on > latest:
        raise Refused("concern.review-too-far", review_on=review_on, latest=latest)


def _step_to_review(move: Move, review_on: date) -> NextStep:
    concern = move.concern
    due_at = datetime.combine(review_on, time(18, 0), move.rules.calendar.zone)
    return NextStep(
        what=_("Look at it again: %(title)s") % {"title": concern.title},
        timing=Timing(due_at=due_at, first_due_at=due_at, limit="review"),
        holder=concern.keeper,
        holder_capacity=concern.keeper_capacity,
    )


def _open_listing(move: Move, listing: Listing) -> None:
    report = _report_upward(move, listing.reported_to) if listing.reported_to else None
    OpenListing.objects.create(
        concern=move.concern,
        plan=listing.plan.strip(),
        reported_to=listing.reported_to,
        report_undertaking=report,
        review_on=listing.review_on,
        listed_at=move.act.at,
    )
    move.record(
        ConcernListed(
            review_on=listing.review_on.isoformat(),
            reported_up=report is not None,
            plan=listing.plan.strip(),
            reported_to=listing.reported_to.name if listing.reported_to else "",
        )
    )


def _report_upward(move: Move, unit: Unit) -> int:
    """The reply of a superior, as an undertaking of its own whose due time is watched like any other."""
    concern = move.concern
    row, line = open_undertaking(
        new=NewUndertaking(
            matter=concern.subject,
            task=Task.REPORT_UP,
            what=_("Reply to our report: %(title)s") % {"title": concern.title},
            place=concern.place,
            answers_to=concern.keeper,
            timing=timing(move.act.at, report_limits(move.rules.pack), move.rules.calendar),
            unit=unit,
            manner=Manner.SUBMIT,
            pack_id=concern.pack_id,
        ),
        act=move.act,
        category=concern.category,
    )
    move.entries.append(line)
    return row.pk


@transaction.atomic
def record_report_reply(*, concern_id: int, reply: str, actor: Actor, now: datetime) -> Concern:
    """The superior has replied: write down what. Refused: rights.missing, concern.no-report, concern.reply-needed."""
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.report_up", concern.place_path)
    listing = (
        OpenListing.objects.filter(concern=concern, report_undertaking__isnull=False).order_by("-id").first()
    )
    if listing is None or listing.report_undertaking is None:
        raise Refused("concern.no-report")
    if not reply.strip():
        raise Refused("concern.reply-needed")
    move = begin(concern, Act.by(actor, grant, now))
    report = undertaking_by_id(listing.report_undertaking, lock=True)
    move.entries.append(
        end_undertaking(row=report, verb=UndertakingVerb.FINISH, outcome=reply.strip(), act=move.act)
    )
    move.record(ReportAnswered(reply=reply.strip()))
    tell_speakers(move, "concern.report_answered", reply=reply.strip())
    return complete(move)


@transaction.atomic
def review_listing(*, concern_id: int, listing: Listing, actor: Actor, now: datetime) -> Concern:
    """Looked at again: still not possible; a plan as it is now and the next day to look. Refused: as
    `put_on_open_list`.
    """
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.open_list", concern.place_path)
    if concern.state != State.LISTED:
        raise Refused("concern.not-now", state=concern.state, verb="review")
    if not listing.plan.strip():
        raise Refused("concern.plan-needed")
    move = begin(concern, Act.by(actor, grant, now))
    _check_review(move, listing.review_on)
    row = OpenListing.objects.select_for_update().get(concern=concern, ended_at=None)
    row.plan, row.review_on, row.n_reviews = listing.plan.strip(), listing.review_on, row.n_reviews + 1
    if listing.reported_to is not None and row.report_undertaking is None:
        row.report_undertaking, row.reported_to = (
            _report_upward(move, listing.reported_to),
            listing.reported_to,
        )
    row.save()
    end_lead(move, outcome=row.plan)
    enter_state(move, State.LISTED, _step_to_review(move, listing.review_on))
    move.record(ListReviewed(review_on=listing.review_on.isoformat(), plan=row.plan))
    tell_speakers(move, "concern.listed", plan=row.plan, review_on=listing.review_on.isoformat())
    return complete(move)


@transaction.atomic
def resume(*, concern_id: int, reason: str, assignment: Assignment, actor: Actor, now: datetime) -> Concern:
    """It can be done now: off the open list and back to work. Refused: rights.missing, concern.not-now,
    concern.reason-needed, and as `check_assignment`.
    """
    concern = concern_for_change(concern_id)
    grant = require(actor, "concern.open_list", concern.place_path)
    row = step(State(concern.state), Verb.RESUME, reason=reason.strip())
    check_assignment(concern, assignment, now)
    move = begin(concern, Act.by(actor, grant, now))
    end_lead(move, outcome=reason.strip())
    clock = handling_timing(move, assignment.due_at)
    lead = enter_state(move, row.target, _step_to_handle(concern, assignment, clock))
    move.record(ConcernResumed(due_at=clock.due_at.isoformat(), reason=reason.strip()))
    if lead is not None:
        tell_handler(move, lead)
    tell_speakers(move, "concern.resumed", by=clock.due_at.isoformat(), reason=reason.strip())
    return complete(move)
