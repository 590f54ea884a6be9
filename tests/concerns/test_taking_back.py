"""What was taken back, joined or given up leaves nothing running that should not run, and moves no due time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shangyi.concerns.actions.add import join
from shangyi.concerns.actions.assign import assign_concern, object_to_concern
from shangyi.concerns.actions.handle import finish_concern
from shangyi.concerns.actions.hear import NewVoice, Speaker
from shangyi.concerns.actions.open_list import Listing, put_on_open_list
from shangyi.concerns.actions.rate import NewRating, rate, uphold
from shangyi.concerns.actions.regroup import merge_concerns, split_concern, undo_merge
from shangyi.concerns.actions.sort import sort_concern, undo_sorting
from shangyi.concerns.models import Concern, Objection, OpenListing, Rating, Voice
from shangyi.concerns.rules.hearing import Channel
from shangyi.concerns.rules.life import State
from shangyi.kernel.refused import Refused
from shangyi.people.queries import NOBODY
from shangyi.people.rules.capacities import CapacityKind
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import (
    HOUR,
    MONDAY,
    Randbelow,
    done_concern,
    handled_concern,
    order,
    said,
    sorted_concern,
    sorting,
)
from tests.people_and_places import Town, acting, capacity, person


def lead(concern: Concern) -> Undertaking:
    return Undertaking.objects.get(matter=concern.subject, is_lead=True, state="open")


def test_what_is_done_leaves_the_open_list(town: Town) -> None:
    concern = handled_concern(town)
    plan = Listing(plan="等补助", review_on=(MONDAY + timedelta(days=20)).date())
    put_on_open_list(concern_id=concern.pk, listing=plan, actor=acting(town.li), now=MONDAY + 5 * HOUR)

    finish_concern(
        concern_id=concern.pk, result="装好了", draft=None, actor=acting(town.ma), now=MONDAY + 6 * HOUR
    )

    assert OpenListing.objects.get().ended_at == MONDAY + 6 * HOUR


def test_taking_back_a_correction_leaves_handler_and_clock(town: Town) -> None:
    concern = handled_concern(town)
    before = lead(concern)
    correction = sorting(title="井盖很臭")
    sort_concern(concern_id=concern.pk, sorting=correction, actor=acting(town.ma), now=MONDAY + 3 * HOUR)

    again = undo_sorting(concern_id=concern.pk, actor=acting(town.ma), now=MONDAY + 4 * HOUR)

    assert (again.title, again.state, again.due_at) == (concern.title, State.HANDLING, concern.due_at)
    assert lead(again) == before


def test_taking_back_a_second_assignment_gives_the_first_handler_their_work_and_time(town: Town) -> None:
    concern = handled_concern(town)
    assign_concern(
        concern_id=concern.pk,
        assignment=order(town, handler=None, unit=None, what="自己修"),
        actor=acting(town.li),
        now=MONDAY + 3 * HOUR,
    )

    again = undo_sorting(concern_id=concern.pk, actor=acting(town.ma), now=MONDAY + 4 * HOUR)

    row = lead(again)
    assert (row.task, row.holder, row.unit, row.what) == ("handle", town.chen, town.works, "疏通并更换管线")
    assert (row.due_at, again.first_due_at) == (concern.due_at, concern.first_due_at)


def test_taking_back_the_sorting_keeps_the_first_clock_of_sorting(town: Town) -> None:
    heard = said(town).concern
    sort_concern(concern_id=heard.pk, sorting=sorting(), actor=acting(town.ma), now=MONDAY + HOUR)

    again = undo_sorting(concern_id=heard.pk, actor=acting(town.ma), now=MONDAY + 2 * HOUR)

    assert (again.state, again.due_at, again.sorted_at) == (State.HEARD, heard.due_at, None)


def test_who_joined_while_it_was_looked_at_again_is_answered_too(town: Town, randbelow: Randbelow) -> None:
    concern = done_concern(town)
    against = NewRating(verdict=Rating.Verdict.NOT_SOLVED)
    rate(receipt=concern.voices.get().receipt, new=against, actor=NOBODY, now=MONDAY + 30 * HOUR)
    neighbour = NewVoice(
        words="我家也有味道",
        place=town.stairwell,
        channel=Channel.PHONE_WEB,
        speaker=Speaker(person=town.zhao),
    )
    now = MONDAY + 31 * HOUR
    joined = join(
        concern_id=concern.pk, new=neighbour, actor=acting(town.zhao), now=now, randbelow=randbelow
    ).voice

    uphold(concern_id=concern.pk, reason="看过了,已经好了", actor=acting(town.li), now=MONDAY + 32 * HOUR)

    assert [answer.state for answer in joined.answers.all()] == ["delivered"]


def test_an_objection_ends_with_the_work_it_was_about(town: Town) -> None:
    concern = handled_concern(town)
    object_to_concern(
        concern_id=concern.pk, reason="不归我们管", actor=acting(town.chen), now=MONDAY + 3 * HOUR
    )

    finish_concern(
        concern_id=concern.pk, result="换好了", draft=None, actor=acting(town.ma), now=MONDAY + 4 * HOUR
    )

    objection = Objection.objects.get()
    assert (objection.decided_at, objection.accepted) == (MONDAY + 4 * HOUR, False)


def test_undoing_a_merge_may_not_leave_the_other_matter_without_any_voice(town: Town) -> None:
    target, source = sorted_concern(town, words="井盖松了。"), sorted_concern(town, words="井盖晃。")
    own = target.voices.get().pk
    ma, now = acting(town.ma), MONDAY + 3 * HOUR
    row = merge_concerns(source_id=source.pk, target_id=target.pk, actor=ma, now=now)
    split_concern(concern_id=target.pk, voice_ids=frozenset({own}), actor=ma, now=now)

    with pytest.raises(Refused, match=r"concern\.split-everybody"):
        undo_merge(regrouping_id=row.pk, actor=ma, now=now)


def test_undoing_a_merge_whose_voices_have_gone_elsewhere_gives_nothing_back(town: Town) -> None:
    target, source = sorted_concern(town, words="井盖松了。"), sorted_concern(town, words="井盖晃。")
    moved = source.voices.get().pk
    ma, now = acting(town.ma), MONDAY + 3 * HOUR
    row = merge_concerns(source_id=source.pk, target_id=target.pk, actor=ma, now=now)
    split_concern(concern_id=target.pk, voice_ids=frozenset({moved}), actor=ma, now=now)

    with pytest.raises(Refused, match=r"concern\.nothing-to-undo"):
        undo_merge(regrouping_id=row.pk, actor=ma, now=now)


def test_a_matter_sorted_to_another_place_is_kept_by_who_receives_there(town: Town) -> None:
    there = person("小田", "13900000010")
    capacity(there, CapacityKind.CLERK, town.lakeside)
    heard = said(town).concern

    moved = sort_concern(
        concern_id=heard.pk, sorting=sorting(place=town.lakeside), actor=acting(town.ma), now=MONDAY + HOUR
    )

    assert (moved.keeper, lead(moved).answers_to, lead(moved).holder) == (there, there, there)


def test_a_matter_is_not_moved_away_from_who_works_on_it(town: Town) -> None:
    concern = handled_concern(town)

    with pytest.raises(Refused, match=r"concern\.keeper-not-ours"):
        sort_concern(
            concern_id=concern.pk,
            sorting=sorting(place=town.lakeside),
            actor=acting(town.ma),
            now=MONDAY + 3 * HOUR,
        )


def test_a_voice_from_elsewhere_that_is_taken_apart_is_kept_by_who_receives_there(
    town: Town, randbelow: Randbelow
) -> None:
    there = person("小田", "13900000010")
    capacity(there, CapacityKind.CLERK, town.lakeside)
    concern = sorted_concern(town)
    new = NewVoice(
        words="我们小区也有",
        place=town.lakeside,
        channel=Channel.PHONE_WEB,
        speaker=Speaker(person=town.zhao),
    )
    now = MONDAY + 3 * HOUR
    voice: Voice = join(
        concern_id=concern.pk, new=new, actor=acting(town.zhao), now=now, randbelow=randbelow
    ).voice

    apart = split_concern(
        concern_id=concern.pk, voice_ids=frozenset({voice.pk}), actor=acting(town.ma), now=now
    )

    assert (apart.keeper, apart.place) == (there, town.lakeside)
