"""Any course that people take a handful of matters through, legal or not: what must hold does after every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Min
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shangyi.concerns.actions.add import add_words, join
from shangyi.concerns.actions.answer import AnswerDraft, mark_told, record_failed_try, send_answer
from shangyi.concerns.actions.assign import (
    Assignment,
    assign_batch,
    assign_concern,
    decide_objection,
    object_to_concern,
    sort_and_assign,
)
from shangyi.concerns.actions.divert import divert_concern
from shangyi.concerns.actions.handle import NewFinding, finish_concern, push_on, record_finding
from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.actions.keeping import follow_due_change, follow_hand_over
from shangyi.concerns.actions.open_list import (
    Listing,
    put_on_open_list,
    record_report_reply,
    resume,
    review_listing,
)
from shangyi.concerns.actions.rate import NewRating, ask_for_rating_again, rate, record_rating, reopen, uphold
from shangyi.concerns.actions.regroup import merge_concerns, split_concern, undo_merge
from shangyi.concerns.actions.settle import OnTheSpot, settle_on_the_spot
from shangyi.concerns.actions.sort import sort_concern, undo_sorting
from shangyi.concerns.models import Concern, Finding, Rating, Regrouping, Voice
from shangyi.concerns.rules.hearing import Channel, Naming
from shangyi.concerns.rules.life import BACKWARD, TABLE, State
from shangyi.journeys.queries.invariants import check_everything
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.people.models import Person
from shangyi.people.queries import NOBODY
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.actions import (
    Away,
    ask_extension,
    decide_extension,
    hand_over,
    hand_over_all,
    leave,
    record_absence,
    respond,
    sweep,
)
from shangyi.undertakings.models import Extension, Undertaking
from tests.concerns.life import MONDAY, sorting
from tests.people_and_places import Town, acting, capacity, person

WHO = st.sampled_from(["li", "ma", "yang", "chen", "liu", "zhao", "wang"])
STAFF = st.sampled_from(["li", "ma", "yang"])
WHICH = st.integers(min_value=0, max_value=5)
SAID = st.sampled_from(["灯不亮", "水管漏水", "", "𠮷家门口有坑😀", "<b>太吵</b>"])

ONWARD = {(row.source, row.target) for row in TABLE} | BACKWARD
MANY_STEPS = {State.ANSWERING, State.RATING, State.LOOKING}
"""States that one act may pass through: done, told at once, rated already."""


class Course(RuleBasedStateMachine):
    """A town, its people, a clock that only runs forward; every rule is one act by anybody."""

    town: Town
    cast: dict[str, Person]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = MONDAY
        self.chance = Random(1)
        self.n = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def act(self, verb: Callable[..., Any], who: str = "", **given: Any) -> Any:
        """Do it, or be refused and have changed nothing; and every state goes on as the table says."""
        before, states = self.traces(), self.states()
        if who:
            given["actor"] = acting(self.cast[who], self.now.date())
        self.now += timedelta(minutes=3)
        try:
            with transaction.atomic():
                done = verb(now=self.now, **given)
        except Refused:
            assert self.traces() == before
            return None
        for pk, state in self.states().items():
            was = states.get(pk, State.HEARD)
            assert state == was or leads(was, state), f"{verb.__name__}: {was} → {state}"
        return done

    def traces(self) -> list[Any]:
        moved = Concern.objects.order_by("pk").values_list("pk", "state", "version", "due_at", "keeper_id")
        running = Undertaking.objects.order_by("pk").values_list("pk", "state", "due_at", "holder_id", "rung")
        return [
            Fact.objects.count(),
            Notice.objects.count(),
            list(moved),
            list(running),
            Voice.objects.count(),
        ]

    def states(self) -> dict[int, State]:
        return {pk: State(state) for pk, state in Concern.objects.values_list("pk", "state")}

    def concern(self, which: int) -> Concern:
        rows = list(Concern.objects.order_by("-pk")[:6])
        return rows[which % len(rows)]

    def voice(self, which: int) -> Voice:
        rows = list(self.concern(which).voices.order_by("pk")) or list(Voice.objects.order_by("-pk"))
        return rows[which % len(rows)]

    def order(self, keeper: str, *, unit: bool, named: bool) -> Assignment:
        return Assignment(
            keeper=self.town.capacity(self.cast[keeper]),
            handler=self.town.chen if named else None,
            unit=self.town.works if unit else None,
            what="去看看",
        )

    def new_voice(self, words: str, how: int) -> NewVoice:
        self.n += 1
        speakers = [
            Speaker(person=self.town.wang),
            Speaker(person=self.town.zhao, naming=Naming.SEALED),
            Speaker(name="老周", phone="13911112222"),
            Speaker(name="远方", email="far@example.org"),
            Speaker(naming=Naming.UNNAMED),
        ]
        channel = Channel.PHONE_WEB if how % 2 else Channel.WALK_IN
        places = [self.town.stairwell, self.town.compound, self.town.lakeside]
        place = places[how % 7 % 3]
        return NewVoice(words=words, place=place, channel=channel, speaker=speakers[how % 5])

    @initialize()
    def begin(self) -> None:
        for how in range(2):
            self.act(
                hear, "ma", new=self.new_voice(f"第{how}件事,门口有坑", how), randbelow=self.chance.randrange
            )

    @rule(words=SAID, how=WHICH, who=WHO)
    def somebody_speaks(self, words: str, how: int, who: str) -> None:
        self.act(hear, who, new=self.new_voice(words, how), randbelow=self.chance.randrange)

    @rule(which=WHICH, how=WHICH, who=WHO)
    def a_neighbour_joins(self, which: int, how: int, who: str) -> None:
        new = self.new_voice("我家也是", how)
        concern_id = self.concern(which).pk
        self.act(join, who, concern_id=concern_id, new=new, randbelow=self.chance.randrange)

    @rule(which=WHICH, words=SAID)
    def something_is_added(self, which: int, words: str) -> None:
        self.act(add_words, receipt=self.voice(which).receipt, words=words, actor=NOBODY)

    @rule(which=WHICH, who=STAFF, moved=st.sampled_from([False, False, False, True]))
    def sorted_out(self, which: int, who: str, *, moved: bool) -> None:
        place = {"place": self.town.lakeside} if moved else {}
        self.act(sort_concern, who, concern_id=self.concern(which).pk, sorting=sorting(**place))

    @rule(which=WHICH, who=STAFF)
    def taken_back(self, which: int, who: str) -> None:
        self.act(undo_sorting, who, concern_id=self.concern(which).pk)

    @rule(which=WHICH, who=WHO, keeper=STAFF, unit=st.booleans(), named=st.booleans())
    def assigned(self, which: int, who: str, keeper: str, *, unit: bool, named: bool) -> None:
        order = self.order(keeper, unit=unit, named=named)
        self.act(assign_concern, who, concern_id=self.concern(which).pk, assignment=order)

    @rule(which=WHICH, who=STAFF, keeper=STAFF)
    def sorted_and_assigned(self, which: int, who: str, keeper: str) -> None:
        order = self.order(keeper, unit=True, named=False)
        self.act(sort_and_assign, who, concern_id=self.concern(which).pk, sorting=sorting(), assignment=order)

    @rule(first=WHICH, second=WHICH, keeper=STAFF)
    def assigned_together(self, first: int, second: int, keeper: str) -> None:
        ids = {self.concern(first).pk, self.concern(second).pk}
        order = self.order(keeper, unit=False, named=False)
        self.act(assign_batch, "li", orders=[(each, order) for each in ids])

    @rule(which=WHICH, who=WHO)
    def objected_to(self, which: int, who: str) -> None:
        self.act(object_to_concern, who, concern_id=self.concern(which).pk, reason="不归我们管")

    @rule(which=WHICH, who=STAFF, accept=st.booleans())
    def objection_decided(self, which: int, who: str, *, accept: bool) -> None:
        self.act(decide_objection, who, concern_id=self.concern(which).pk, accept=accept, reason="看过合同")

    @rule(which=WHICH, who=WHO, words=SAID)
    def found(self, which: int, who: str, words: str) -> None:
        new = NewFinding(source=Finding.Source.VISIT, text=words, seen_at=self.now, visitors=("小马",))
        self.act(record_finding, who, concern_id=self.concern(which).pk, new=new)

    @rule(which=WHICH, who=WHO, words=SAID)
    def pushed(self, which: int, who: str, words: str) -> None:
        self.act(push_on, who, concern_id=self.concern(which).pk, text=words)

    @rule(which=WHICH, who=WHO, words=SAID, sent=st.booleans())
    def finished(self, which: int, who: str, words: str, *, sent: bool) -> None:
        draft = AnswerDraft(text=words) if sent else None
        self.act(finish_concern, who, concern_id=self.concern(which).pk, result=words, draft=draft)

    @rule(which=WHICH, who=STAFF, words=SAID)
    def answered(self, which: int, who: str, words: str) -> None:
        self.act(send_answer, who, concern_id=self.concern(which).pk, draft=AnswerDraft(text=words))

    @rule(which=WHICH, who=STAFF)
    def told(self, which: int, who: str) -> None:
        concern = self.concern(which)
        ids = frozenset(concern.voices.values_list("pk", flat=True))
        self.act(mark_told, who, concern_id=concern.pk, voice_ids=ids, how="in_person")

    @rule(which=WHICH, who=STAFF)
    def tried(self, which: int, who: str) -> None:
        voice = self.voice(which)
        self.act(record_failed_try, who, concern_id=voice.concern_id, voice_id=voice.pk, how="phone")

    @rule(
        which=WHICH,
        verdict=st.sampled_from(Rating.Verdict.values),
        stars=st.integers(0, 6),
        insist=st.booleans(),
    )
    def rated(self, which: int, verdict: str, stars: int, *, insist: bool) -> None:
        new = NewRating(verdict=Rating.Verdict(verdict), satisfied=stars, insist=insist)
        self.act(rate, receipt=self.voice(which).receipt, new=new, actor=NOBODY)

    @rule(which=WHICH, who=STAFF, verdict=st.sampled_from(Rating.Verdict.values))
    def rated_by_telephone(self, which: int, who: str, verdict: str) -> None:
        new = NewRating(verdict=Rating.Verdict(verdict))
        self.act(record_rating, who, voice_id=self.voice(which).pk, new=new)

    @rule(which=WHICH, who=WHO, words=SAID)
    def upheld(self, which: int, who: str, words: str) -> None:
        self.act(uphold, who, concern_id=self.concern(which).pk, reason=words)

    @rule(which=WHICH, who=STAFF, keeper=STAFF)
    def reopened(self, which: int, who: str, keeper: str) -> None:
        order = self.order(keeper, unit=True, named=True)
        self.act(reopen, who, concern_id=self.concern(which).pk, reason="没修好", assignment=order)

    @rule(which=WHICH, who=STAFF, days=st.integers(-1, 200), up=st.booleans(), again=st.booleans())
    def listed(self, which: int, who: str, days: int, *, up: bool, again: bool) -> None:
        on = (self.now + timedelta(days=days)).date()
        listing = Listing(plan="等政策", review_on=on, reported_to=self.town.works if up else None)
        verb = review_listing if again else put_on_open_list
        self.act(verb, who, concern_id=self.concern(which).pk, listing=listing)

    @rule(which=WHICH, who=STAFF)
    def replied_from_above(self, which: int, who: str) -> None:
        self.act(record_report_reply, who, concern_id=self.concern(which).pk, reply="同意补助")

    @rule(which=WHICH, who=STAFF, keeper=STAFF)
    def resumed(self, which: int, who: str, keeper: str) -> None:
        order = self.order(keeper, unit=False, named=False)
        self.act(resume, who, concern_id=self.concern(which).pk, reason="有办法了", assignment=order)

    @rule(which=WHICH, who=STAFF)
    def diverted(self, which: int, who: str) -> None:
        self.act(divert_concern, who, concern_id=self.concern(which).pk, channel="court", reason="")

    @rule(source=WHICH, other=WHICH, who=STAFF)
    def joined(self, source: int, other: int, who: str) -> None:
        ids = {"source_id": self.concern(source).pk, "target_id": self.concern(other).pk}
        self.act(merge_concerns, who, **ids)

    @rule(which=WHICH, who=STAFF)
    def joining_undone(self, which: int, who: str) -> None:
        rows = list(Regrouping.objects.order_by("-pk")[:3])
        self.act(undo_merge, who, regrouping_id=rows[which % len(rows)].pk if rows else 0)

    @rule(which=WHICH, who=STAFF, n=st.integers(0, 2))
    def taken_apart(self, which: int, who: str, n: int) -> None:
        concern = self.concern(which)
        ids = frozenset(concern.voices.order_by("pk").values_list("pk", flat=True)[:n])
        self.act(split_concern, who, concern_id=concern.pk, voice_ids=ids)

    @rule(who=STAFF, how=WHICH, verdict=st.sampled_from(Rating.Verdict.values))
    def settled_on_the_spot(self, who: str, how: int, verdict: str) -> None:
        rating = NewRating(verdict=Rating.Verdict(verdict))
        spot = OnTheSpot(sorting=sorting(), result="换了灯泡", rating=rating)
        new = self.new_voice("灯泡坏了", how)
        self.act(settle_on_the_spot, who, new=new, spot=spot, randbelow=self.chance.randrange)

    @rule(which=WHICH, who=WHO)
    def responded(self, which: int, who: str) -> None:
        self.act(respond, who, undertaking_id=self.undertaking(which), how="到了现场")

    @rule(which=WHICH, who=WHO, hours=st.integers(-5, 90))
    def more_time_asked(self, which: int, who: str, hours: int) -> None:
        row = Undertaking.objects.get(pk=self.undertaking(which))
        wanted = (row.due_at or self.now) + timedelta(hours=hours)
        self.act(ask_extension, who, undertaking_id=row.pk, reason="等配件", wanted_due_at=wanted)

    @rule(which=WHICH, who=STAFF, granted=st.booleans())
    def more_time_decided(self, which: int, who: str, *, granted: bool) -> None:
        rows = list(Extension.objects.order_by("-pk")[:3])
        pk = rows[which % len(rows)].pk if rows else 0
        given = {
            "extension_id": pk,
            "granted": granted,
            "reason": "可以",
            "on_due_changed": follow_due_change,
        }
        self.act(decide_extension, who, **given)

    @rule(which=WHICH, who=STAFF, to=WHO)
    def handed_over(self, which: int, who: str, to: str) -> None:
        given = {"to": self.cast[to], "reason": "换人", "on_keeper_changed": follow_hand_over}
        self.act(hand_over, who, undertaking_id=self.undertaking(which), **given)

    @rule(whose=STAFF, who=STAFF, to=STAFF)
    def all_handed_over(self, whose: str, who: str, to: str) -> None:
        given = {"to": self.cast[to], "reason": "调岗", "on_keeper_changed": follow_hand_over}
        self.act(hand_over_all, who, person=self.cast[whose], **given)

    @rule(whose=STAFF, to=STAFF, days=st.integers(1, 20))
    def away(self, whose: str, to: str, days: int) -> None:
        until = self.now + timedelta(days=days)
        given = {"person": self.cast[whose], "stand_in": self.cast[to], "reason": "病假"}
        away = Away(from_at=self.now, until_at=until, **given)
        self.act(record_absence, "li", away=away, on_keeper_changed=follow_hand_over)

    @rule(whose=st.sampled_from(["ma", "yang"]), to=STAFF)
    def leaves(self, whose: str, to: str) -> None:
        self.act(
            leave,
            "li",
            capacity_id=self.town.capacity(self.cast[whose]).pk,
            until_on=self.now.date(),
            to=self.cast[to],
            reason="退休",
            on_keeper_changed=follow_hand_over,
        )

    @rule(hours=st.sampled_from([1, 5, 24, 24, 70, 200]))
    def time_passes(self, hours: int) -> None:
        """The sweep looks when something is to be looked at, and ratings nobody gave are asked for."""
        end = self.now + timedelta(hours=hours)
        for _ in range(300):
            at = self.next_look()
            if at is None or at > end:
                break
            self.now = max(self.now, at)
            sweep(now=self.now)
        self.now = end
        for pk in Concern.objects.filter(state=State.RATING, due_at__lte=end).values_list("pk", flat=True):
            ask_for_rating_again(concern_id=pk, now=end)

    def next_look(self) -> datetime | None:
        first: datetime | None = Undertaking.objects.filter(state="open").aggregate(at=Min("look_at"))["at"]
        return first

    def undertaking(self, which: int) -> int:
        rows = list(Undertaking.objects.filter(state="open").order_by("-pk").values_list("pk", flat=True)[:6])
        return rows[which % len(rows)] if rows else 0

    @invariant()
    def everything_holds(self) -> None:
        broken = check_everything(self.now, whole_record=True).broken
        assert {held.invariant.code: held.first for held in broken} == {}


def leads(was: State, now: State) -> bool:
    """Whether the table leads from one to the other, by one row or through what one act may pass."""
    seen, front = set(), {was}
    while front:
        step = {target for source, target in ONWARD for each in front if source is each} - seen
        seen |= step
        front = step & MANY_STEPS
    return now in seen or (was is State.HEARD and now in {target for source, target in ONWARD})


@pytest.fixture
def lived_in(town: Town) -> type[Course]:
    """A second clerk, and the rungs above, so that somebody can always take over."""
    yang = person("小杨", "13900000011")
    capacity(yang, CapacityKind.CLERK, town.farm, "社区工作者")
    hu = person("小胡", "13900000012")
    capacity(hu, CapacityKind.CLERK, town.lakeside, "社区工作者")
    capacity(person("区长", "13900000013"), CapacityKind.DISTRICT_OFFICER, town.district)
    cast = {name: getattr(town, name) for name in ("li", "ma", "chen", "liu", "zhao", "wang")}
    return type("Lived", (Course,), {"town": town, "cast": {**cast, "yang": yang}})


@pytest.mark.soak
def test_any_course_keeps_what_must_hold(lived_in: type[Course], rounds: Callable[[int, int], int]) -> None:
    run_state_machine_as_test(
        lived_in,
        settings=settings(
            max_examples=rounds(400, 8),
            stateful_step_count=rounds(60, 25),
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
