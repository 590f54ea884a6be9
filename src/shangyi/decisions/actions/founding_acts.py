"""业委会筹备的一步一步: one act at a time, each on evidence, refused while an earlier gate is not passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.concerns.actions.photos import Picture
from shangyi.decisions.actions.founding import (
    Pace,
    begin,
    complete,
    end_duty,
    entrust,
    holder_after,
    set_next_duty,
)
from shangyi.decisions.events import CommitteeFiled, FoundingActDone
from shangyi.decisions.models import Ballot, Founding, FoundingAct, FoundingMember
from shangyi.decisions.queries.foundings import (
    Standing,
    ballots_that_fit,
    members_of,
    result_of_ballot,
    standing_of,
)
from shangyi.decisions.rules.founding import (
    Before,
    Deed,
    FoundingVerb,
    Role,
    Side,
    check_deed,
    check_elected,
    check_names,
    end_of_term,
)
from shangyi.decisions.rules.owners_committee import Fact, in_the_way, unmet
from shangyi.decisions.rules.thresholds import refuse_all
from shangyi.kernel.actor import Actor
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.queries import pack_of
from shangyi.undertakings.rules import Task, Verb

ROLES = {Deed.GROUP: Role.GROUP, Deed.NOTICE: Role.CANDIDATE, Deed.COMMITTEE: Role.COMMITTEE}
"""The acts that name people, and as what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody whom an act names."""

    name: str
    side: Side = Side.OWNER
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """备案: with which office, under which number, and when it was put on record."""

    number: str
    recorded_on: date
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAct:
    """What somebody writes down about one act."""

    deed: Deed
    facts: Mapping[str, Fact] = field(default_factory=dict)
    evidence: str = ""
    picture: Picture | None = None
    names: tuple[Named, ...] = ()
    ballot_id: int = 0
    filing: Filing | None = None
    why_late: str = ""
    why_again: str = ""


@transaction.atomic
def record_act(*, founding_id: int, new: NewAct, actor: Actor, now: datetime) -> Founding:
    """Write an act down: it is refused while an earlier gate is not passed or one of its own is failed.

    An act done before is corrected by doing it again with the reason; the earlier one stays behind it. Refused: as
    `begin` and `check_deed`; founding.why-again-needed, founding.names-needed and the like,
    founding.ballot-does-not-fit, founding.ballot-too-early, founding.ballot-not-published and -passed,
    founding.number-needed, founding.recorded-wrong.
    """
    verb = FoundingVerb.FILE if new.deed is Deed.FILING else FoundingVerb.RECORD
    ballot = new.deed in {Deed.BALLOT, Deed.RESULT}
    evidence = len(new.evidence.strip()) > 1 or new.picture is not None or ballot
    pace = begin(founding_id, verb, actor, now, evidence=evidence)
    standing = standing_of(pace.founding, today=pace.today)
    facts = _facts(pace, new, standing)
    before = Before(
        gates=standing.gates,
        facts=standing.facts_without(new.deed),
        excused=standing.excused_without(new.deed),
    )
    late = check_deed(new.deed, facts, before, today=pace.today, why_late=new.why_late)
    act = _keep(pace, new, facts, late, standing.acts.get(new.deed.value))
    if new.deed is Deed.FILING:
        return _file(pace, new, act)
    set_next_duty(pace, act.get_deed_display())
    pace.tell("founding.step", pace.neighbours() | pace.supporters(), deed=new.deed.value)
    return complete(pace)


def _facts(pace: Pace, new: NewAct, standing: Standing) -> dict[str, Fact]:
    """What this act writes down: the days and numbers given, those counted from the names, or the ballot's."""
    if new.deed is Deed.BALLOT:
        _link(pace, new, standing)
        return {}
    if new.deed is Deed.RESULT:
        return _result(pace, standing)
    facts = dict(new.facts)
    if new.deed in ROLES:
        names = [each.name for each in new.names]
        check_names(names, new.deed)
        facts |= _counted(new)
    if new.deed is Deed.COMMITTEE:
        candidates = {each.name for each in members_of(pace.founding, Role.CANDIDATE)}
        check_elected(names, candidates)
    return facts


def _counted(new: NewAct) -> dict[str, Fact]:
    n = len(new.names)
    if new.deed is Deed.GROUP:
        return {"group_members": n, "group_owners": sum(each.side is Side.OWNER for each in new.names)}
    return {"candidates": n} if new.deed is Deed.NOTICE else {"members": n}


def _link(pace: Pace, new: NewAct, standing: Standing) -> None:
    """Name the owners' ballot that decides. Refused: founding.ballot-does-not-fit, founding.ballot-too-early."""
    ballot = ballots_that_fit(pace.founding).filter(pk=new.ballot_id).first()
    if ballot is None:
        raise Refused("founding.ballot-does-not-fit")
    _check_meeting(ballot, standing)
    pace.founding.ballot = ballot
    FoundingAct.objects.filter(founding=pace.founding, deed=Deed.RESULT, stands=True).update(stands=False)


def _result(pace: Pace, standing: Standing) -> dict[str, Fact]:
    """The result of the ballot that was named. Refused: founding.ballot-needed, and as `result_of_ballot`."""
    ballot = pace.founding.ballot
    if ballot is None or Deed.BALLOT.value not in standing.acts:
        raise Refused("founding.ballot-needed")
    _check_meeting(ballot, standing)
    return result_of_ballot(ballot)


def _check_meeting(ballot: Ballot, standing: Standing) -> None:
    """Nobody votes before the day that was announced. Refused: founding.ballot-too-early."""
    announced = standing.facts.get("first_meeting_on")
    begins = ballot.opened_at or ballot.opens_at
    if begins is None or not isinstance(announced, date):
        return
    if timezone.localdate(begins) < announced:
        raise Refused("founding.ballot-too-early", title=ballot.title, day=announced)


def _keep(
    pace: Pace, new: NewAct, facts: Mapping[str, Fact], late: tuple[str, ...], earlier: FoundingAct | None
) -> FoundingAct:
    """Keep the act with its names and its picture; one that it corrects stays behind it."""
    if earlier is not None:
        if len(new.why_again.strip()) < 2:
            raise Refused("founding.why-again-needed")
        FoundingAct.objects.filter(pk=earlier.pk).update(stands=False)
    told = {name: value if isinstance(value, int) else value.isoformat() for name, value in facts.items()}
    act = FoundingAct(
        founding=pace.founding,
        deed=new.deed,
        facts={} if new.deed is Deed.RESULT else told,
        evidence=new.evidence.strip()[:4000],
        picture_digest=new.picture.digest if new.picture else "",
        why_late=new.why_late.strip()[:300] if late else "",
        late=list(late),
        why_again=new.why_again.strip()[:300] if earlier else "",
        done_by_id=pace.act.person_id or 0,
        done_capacity_id=pace.act.capacity_id,
        done_at=pace.act.at,
    )
    if new.picture is not None:
        act.picture.save(f"{new.picture.digest[:32]}.jpg", ContentFile(new.picture.large), save=False)
    act.save(force_insert=True)
    _name(act, new)
    pace.record(_event(act, new, told))
    return act


def _name(act: FoundingAct, new: NewAct) -> None:
    if new.deed not in ROLES:
        return
    FoundingMember.objects.bulk_create(
        FoundingMember(
            act=act, role=ROLES[new.deed], number=number, name=each.name, side=each.side, post=each.post
        )
        for number, each in enumerate(new.names, start=1)
    )


def _event(act: FoundingAct, new: NewAct, told: Mapping[str, int | str]) -> FoundingActDone:
    return FoundingActDone(
        deed=act.deed,
        facts=told,
        late=tuple(act.late),
        again=bool(act.why_again),
        ballot=act.founding.ballot_id if new.deed in {Deed.BALLOT, Deed.RESULT} else None,
        evidence=act.evidence,
        picture=act.picture_digest,
        why_late=act.why_late,
        why_again=act.why_again,
        names=tuple(each.name for each in new.names),
    )


def _file(pace: Pace, new: NewAct, act: FoundingAct) -> Founding:
    """The committee is on record: its term begins with its election, and its successor has to be prepared in time.

    Refused: founding.number-needed, founding.recorded-wrong, committee.gate-… for what is still not passed.
    """
    row, filing = pace.founding, new.filing
    if filing is None or not filing.number.strip():
        raise Refused("founding.number-needed")
    standing = standing_of(row, today=pace.today)
    refuse_all([in_the_way(each) for each in unmet(standing.procedure.results)])
    _check_recorded(filing, standing, pace.today)
    elected, years = standing.facts["election_passed_on"], standing.facts["term_years"]
    if not isinstance(elected, date) or isinstance(years, date):
        raise Refused("founding.ballot-needed")
    row.filed_at, row.filing_number = pace.act.at, filing.number.strip()[:60]
    row.filing_office, row.recorded_on = filing.office.strip()[:120], filing.recorded_on
    row.term_from, row.term_until = elected, end_of_term(elected, years)
    row.renew_by = row.term_until - timedelta(days=pack_of(row.pack_id).founding.renew_days)
    pace.record(
        CommitteeFiled(
            recorded_on=filing.recorded_on.isoformat(),
            term_from=row.term_from.isoformat(),
            term_until=row.term_until.isoformat(),
            n_members=int(str(standing.facts["members"])),
            number=row.filing_number,
            office=row.filing_office,
        )
    )
    held = end_duty(pace, Verb.FINISH, act.get_deed_display())
    what = _("Owners' committee of %(place)s: prepare the next election") % {"place": row.place.name}
    entrust(pace, Task.STEP, what, row.renew_by, holder_after(pace, held))
    pace.tell("founding.filed", pace.neighbours() | pace.supporters(), until=row.term_until.isoformat())
    return complete(pace)


def _check_recorded(filing: Filing, standing: Standing, today: date) -> None:
    filed_on = standing.facts["filed_on"]
    if isinstance(filed_on, date) and not filed_on <= filing.recorded_on <= today:
        raise Refused("founding.recorded-wrong", filed_on=filed_on)
