"""业委会成立: one act at a time, each on evidence; a gate that is not passed stops what comes after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from shangyi.decisions.actions.closing import annul_ballot
from shangyi.decisions.actions.founding_acts import Named, NewAct, record_act
from shangyi.decisions.actions.founding_opening import (
    join_request,
    open_founding,
    request_founding,
    stop_founding,
    take_up,
)
from shangyi.decisions.models import FoundingAct
from shangyi.decisions.queries.foundings import asking_of, standing_of
from shangyi.decisions.rules.founding import (
    FACTS_OF,
    TABLE,
    Deed,
    FoundingState,
    FoundingVerb,
    Side,
    end_of_term,
    step,
)
from shangyi.decisions.rules.owners_committee import Asks, GateState, Step, Who
from shangyi.journeys.queries.invariants import check_everything
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.places.models import OwnerRow
from shangyi.rulepacks.rules.founding import GATE_ASKS, GATE_COUNTS, GATE_DAYS, GATE_STEPS, GATE_WHO
from shangyi.undertakings.models import Undertaking
from tests.decisions.asking import refusals
from tests.decisions.courses import (
    BEGUN,
    COMMITTEE,
    ELIGIBLE,
    FILING,
    GROUP,
    NOTICE,
    ROSTER,
    WHEN,
    Course,
    asked,
    begun,
    moment,
)
from tests.people_and_places import Town, acting, person


def refused(course: Course, new: NewAct, at: datetime | None = None) -> list[str]:
    return refusals(lambda: record_act(new=new, **course.by(at or WHEN[new.deed])))


@pytest.mark.trace("NT-27")
def test_from_the_request_to_the_filed_committee(town: Town) -> None:
    row = asked(town).filed().founding

    assert (row.state, row.filing_number, row.recorded_on) == (
        "filed",
        "灵备业委〔2026〕7号",
        date(2026, 4, 12),
    )
    assert (row.term_from, row.term_until) == (date(2026, 4, 1), date(2031, 4, 1))
    duty = Undertaking.objects.get(matter=row.subject, state="open")
    assert "换届" in duty.what or "next election" in duty.what
    assert row.renew_by == date(2031, 1, 1) == duty.due_at.date()
    kinds = list(Fact.objects.filter(subject=row.subject).order_by("id").values_list("kind", flat=True))
    own = [kind for kind in kinds if kind.startswith("founding.")]
    assert own == ["founding.requested", "founding.opened", *["founding.act-done"] * 8, "founding.filed"]
    assert Notice.objects.filter(template="founding.filed", person=town.wang).count() == 1
    broken = {each.invariant.code for each in check_everything(moment(4, 14)).broken}
    assert not {code for code in broken if code.startswith("founding.")}


def test_a_later_act_waits_for_every_earlier_gate_and_is_told_which(town: Town) -> None:
    course = begun(town)

    with pytest.raises(Refused) as found:
        record_act(new=GROUP, **course.by(moment(1, 24)))

    missing = {each.facts["gate"] for each in found.value.problems}
    assert missing == {
        "guided", "delivered-half", "asked-by-developer", "asked-by-owners", "asked-by-area", "asked-by-community",
    }  # fmt: skip
    assert refused(course, NOTICE)[:1] == ["committee.gate-open"]
    assert not FoundingAct.objects.exists()


def test_what_was_measured_too_small_is_kept_and_keeps_the_next_step_shut(town: Town) -> None:
    course = begun(town).does(ELIGIBLE, facts={**ELIGIBLE.facts, "delivered_area": 29_999})

    assert course.states(Step.ELIGIBLE, date(2026, 1, 13))["delivered-half"] == GateState.FAILED
    assert refused(course, GROUP) == ["committee.gate-failed"]
    assert refused(course, ELIGIBLE) == ["founding.why-again-needed"]
    course.does(ELIGIBLE, why_again="又交付了2号楼").does(GROUP)
    assert list(FoundingAct.objects.order_by("id").values_list("deed", "stands")) == [
        ("eligibility", False),
        ("eligibility", True),
        ("group", True),
    ]


def test_a_group_that_is_even_or_mostly_not_owners_is_refused(town: Town) -> None:
    course = begun(town).does(ELIGIBLE)

    assert refused(course, replace(GROUP, names=GROUP.names[:4])) == ["committee.gate-failed"]
    two_owners = (*GROUP.names[:4], Named(name="陈工", side=Side.DEVELOPER))
    assert refused(course, replace(GROUP, names=two_owners)) == ["committee.gate-failed"]
    assert refused(course, replace(GROUP, names=())) == ["founding.names-needed"]
    twice = (*GROUP.names, Named(name="王阿姨"), Named(name="孙姨"))
    assert refused(course, replace(GROUP, names=twice)) == ["founding.named-twice"] * 2


def test_a_last_day_that_is_over_needs_a_reason_that_stays_beside_the_step(town: Town) -> None:
    course = begun(town).does(ELIGIBLE)
    late = replace(GROUP, facts={"group_on": date(2026, 3, 12), "group_posted_on": date(2026, 3, 13)})

    assert course.states(Step.PREPARATORY_GROUP, date(2026, 3, 12))["group-in-time"] == GateState.LATE
    assert refused(course, late, moment(3, 14)) == ["founding.late-reason-needed"]
    course.does(late, moment(3, 14), why_late="春节后人员才到齐")
    assert course.states(Step.PREPARATORY_GROUP, date(2026, 3, 14))["group-in-time"] == GateState.EXCUSED
    act = FoundingAct.objects.get(deed="group")
    assert (act.late, act.why_late) == (["group-in-time"], "春节后人员才到齐")
    course.does(ROSTER, moment(3, 15))


def test_the_meeting_is_called_fifteen_days_ahead(town: Town) -> None:
    course = begun(town).does(ELIGIBLE).does(GROUP).does(ROSTER)
    short = {**NOTICE.facts, "first_meeting_on": date(2026, 3, 16)}

    assert refused(course, replace(NOTICE, facts=short)) == ["founding.too-early"] * 2
    course.does(NOTICE, facts={**short, "first_meeting_on": date(2026, 3, 17)})


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(ELIGIBLE, evidence=" "), "founding.evidence-needed"),
        (
            replace(ELIGIBLE, facts={**ELIGIBLE.facts, "guidance_on": date(2026, 1, 14)}),
            "founding.day-to-come",
        ),
        (replace(ELIGIBLE, facts={**ELIGIBLE.facts, "area": -1}), "committee.fact-not-a-count"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(town: Town, new: NewAct, code: str) -> None:
    assert refused(begun(town), new) == [code]
    assert not FoundingAct.objects.exists()


def test_nothing_happens_before_that_from_which_it_is_counted(town: Town) -> None:
    course = begun(town).does(ELIGIBLE)
    early = {"group_on": date(2026, 1, 9), "group_posted_on": date(2026, 1, 8)}

    assert refused(course, replace(GROUP, facts=early)) == ["founding.day-before"] * 2


def test_only_an_owners_ballot_of_the_whole_compound_on_its_committee_fits(town: Town) -> None:
    course = begun(town).called()

    assert refused(course, NewAct(deed=Deed.RESULT)) == ["founding.ballot-needed"]
    assert refused(course, NewAct(deed=Deed.BALLOT, ballot_id=2**62)) == ["founding.ballot-does-not-fit"]
    with pytest.raises(Refused, match=r"founding\.ballot-does-not-fit"):
        course.asked_owners(matter="property-firm")
    course.asked_owners()
    assert refused(course, NewAct(deed=Deed.RESULT), moment(3, 4)) == ["founding.ballot-not-published"]


def test_a_ballot_that_begins_before_the_announced_day_is_refused(town: Town) -> None:
    course = begun(town).does(ELIGIBLE).does(GROUP).does(ROSTER)
    course.does(NOTICE, facts={**NOTICE.facts, "first_meeting_on": date(2026, 3, 23)})
    course.asked_owners().decided()

    assert refused(course, NewAct(deed=Deed.RESULT)) == ["founding.ballot-too-early"]


def test_a_vote_that_did_not_pass_elects_nobody(town: Town) -> None:
    course = begun(town).called().asked_owners().decided("no")

    assert refused(course, NewAct(deed=Deed.RESULT)) == ["founding.ballot-not-passed"]
    assert refused(course, COMMITTEE) == ["committee.gate-open"] * 2


def test_a_result_that_becomes_void_shuts_the_next_step_again(town: Town) -> None:
    course = begun(town).called().asked_owners().decided().does(NewAct(deed=Deed.RESULT))
    assert course.poll is not None
    annul_ballot(reason="法院撤销", **course.poll.by(at=moment(4, 3)))

    assert standing_of(course.fresh(), today=date(2026, 4, 3)).procedure.step == Step.FIRST_MEETING
    assert refused(course, COMMITTEE) == ["committee.gate-open"] * 2


def test_the_committee_is_odd_large_enough_and_of_candidates(town: Town) -> None:
    course = begun(town).called().asked_owners().decided().does(NewAct(deed=Deed.RESULT))

    stranger = (*COMMITTEE.names[:2], Named(name="赵先生"))
    assert refused(course, replace(COMMITTEE, names=stranger)) == ["founding.not-a-candidate"]
    assert refused(course, replace(COMMITTEE, names=COMMITTEE.names[:2])) == ["committee.gate-failed"] * 2
    long = {**COMMITTEE.facts, "term_years": 6}
    assert refused(course, replace(COMMITTEE, facts=long)) == ["committee.gate-failed"]
    course.does(ROSTER, moment(4, 3), facts={**ROSTER.facts, "households": 101}, why_again="重新数过")
    assert refused(course, COMMITTEE) == ["committee.gate-failed"], "three are too few above 100 households"


def test_filing_needs_the_number_and_days_in_their_order(town: Town) -> None:
    course = begun(town).elected()
    assert FILING.filing is not None

    assert refused(course, replace(FILING, filing=None)) == ["founding.number-needed"]
    before = replace(FILING.filing, recorded_on=date(2026, 4, 9))
    assert refused(course, replace(FILING, filing=before)) == ["founding.recorded-wrong"]
    late = replace(
        FILING,
        facts={"filed_on": date(2026, 5, 2)},
        filing=replace(FILING.filing, recorded_on=date(2026, 5, 3)),
    )
    assert refused(course, late, moment(5, 4)) == ["founding.late-reason-needed"]
    course.does(late, moment(5, 4), why_late="主任住院")
    assert course.founding.state == "filed"
    assert refused(course, COMMITTEE) == ["founding.not-now"], "what is filed stays as it is"


def test_owners_ask_each_once_and_the_keeper_must_answer(town: Town) -> None:
    OwnerRow.objects.create(
        place=town.household, name="王阿姨", area=10_000, area_source="register", from_on=date(2020, 1, 1)
    )
    row = request_founding(place=town.compound, words="收益没人管", actor=acting(town.wang), now=BEGUN)
    by = {"founding_id": row.pk, "now": BEGUN}
    sun = person("孙姨", "13811110000", town.stairwell)

    join_request(actor=acting(sun), **by)
    assert refusals(lambda: join_request(actor=acting(sun), **by)) == ["founding.joined-already"]
    assert refusals(lambda: join_request(actor=acting(town.zhao), **by)) == ["founding.not-your-compound"]
    tenant = person("租客", "13811110001", town.household)
    assert refusals(lambda: join_request(actor=acting(tenant), **by)) == ["founding.owners-only"]
    asking = asking_of(row)
    assert (asking.n, asking.on_roster, asking.area) == (2, 1, 10_000)
    duty = Undertaking.objects.get(matter=row.subject, state="open")
    assert (duty.task, duty.due_at.date()) == ("reply", date(2026, 2, 11))
    assert Notice.objects.filter(template="founding.requested", person=duty.holder).exists()
    twice = refusals(
        lambda: request_founding(place=town.compound, words="", actor=acting(town.wang), now=BEGUN)
    )
    assert twice == ["founding.already-there"]
    take_up(words="受理", actor=acting(town.li), **by)
    assert refusals(lambda: join_request(actor=acting(sun), **by)) == ["founding.not-now"]


def test_who_may_not_is_refused_and_who_may_not_see_finds_nothing(town: Town) -> None:
    course = begun(town)
    at = moment(1, 13)

    assert refusals(lambda: record_act(new=ELIGIBLE, **course.by(at, town.wang))) == ["founding.not-found"]
    assert refusals(
        lambda: open_founding(place=town.compound, words="", actor=acting(town.wang), now=BEGUN)
    ) == ["rights.missing"]
    assert refusals(
        lambda: open_founding(place=town.building, words="", actor=acting(town.liu), now=BEGUN)
    ) == ["founding.compound-only"]
    assert refusals(
        lambda: request_founding(place=town.compound, words="", actor=acting(town.zhao), now=BEGUN)
    ) == ["founding.not-your-compound"]


def test_stopped_with_a_reason_everybody_is_told_and_another_may_begin(town: Town) -> None:
    course = asked(town).does(ELIGIBLE)

    assert refusals(lambda: stop_founding(reason=" ", **course.by(moment(1, 20)))) == [
        "founding.reason-needed"
    ]
    stop_founding(reason="业主要求并入相邻小区", **course.by(moment(1, 20)))
    assert course.fresh().state == "stopped"
    assert Notice.objects.filter(template="founding.stopped", person=town.wang).exists()
    assert not Undertaking.objects.filter(matter=course.founding.subject, state="open").exists()
    assert begun(town).founding.follows is None


def test_the_next_procedure_ends_the_duty_to_prepare_it(town: Town) -> None:
    first = begun(town).filed().founding
    second = open_founding(place=town.compound, words="", actor=acting(town.liu), now=moment(5, 1))

    assert second.follows == first
    assert not Undertaking.objects.filter(matter=first.subject, state="open").exists()


def test_the_next_duty_is_due_on_the_first_last_day_of_the_gates(town: Town) -> None:
    course = begun(town)

    def due() -> date | None:
        duty = Undertaking.objects.get(matter=course.founding.subject, state="open")
        return duty.due_at.date() if duty.due_at else None

    assert due() == date(2026, 2, 11), "thirty days, where no gate names a day"
    course.does(ELIGIBLE)
    assert due() == date(2026, 3, 11), "sixty days after it was asked for"
    course.does(GROUP)
    assert due() == date(2026, 3, 23), "sixty days after the group was formed"


def test_every_state_and_verb_is_in_the_table_or_refused() -> None:
    allowed = {(row.source, row.verb) for row in TABLE}
    for state in FoundingState:
        for verb in FoundingVerb:
            if (state, verb) in allowed:
                assert step(state, verb, reason="为何", evidence=True).source is state
            else:
                assert refusals(lambda s=state, v=verb: step(s, v)) == ["founding.not-now"]  # type: ignore[misc]


def test_the_rule_pack_may_name_exactly_what_the_acts_write_down() -> None:
    assert sorted((*GATE_DAYS, *GATE_COUNTS)) == sorted(fact for facts in FACTS_OF.values() for fact in facts)
    assert (tuple(Step), tuple(each for each in GATE_ASKS if each in set(Asks))) == (GATE_STEPS, GATE_ASKS)
    assert set(GATE_WHO) == set(Who)
    assert set(GATE_ASKS) == set(Asks)


def test_a_term_that_began_on_the_twenty_ninth_of_february_ends_on_the_twenty_eighth() -> None:
    assert end_of_term(date(2028, 2, 29), 5) == date(2033, 2, 28)
    assert end_of_term(date(2028, 2, 29), 4) == date(2032, 2, 29)
