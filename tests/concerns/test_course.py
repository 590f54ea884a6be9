"""The course of one concern from words to a rated answer, by its actions."""

from __future__ import annotations

import pytest

from shangyi.concerns.actions.answer import AnswerDraft, mark_told
from shangyi.concerns.actions.assign import assign_concern
from shangyi.concerns.actions.handle import finish_concern
from shangyi.concerns.actions.rate import NewRating, ask_for_rating_again, rate
from shangyi.concerns.models import Answer, Concern, Rating, Voice
from shangyi.concerns.queries import ratings_overdue
from shangyi.concerns.rules.life import State
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.people.queries import NOBODY
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import HOUR, MONDAY, done_concern, handled_concern, order, said, sorted_concern
from tests.people_and_places import Town, acting


def open_leads(concern: Concern) -> list[tuple[str, int | None]]:
    rows = Undertaking.objects.filter(matter=concern.subject, is_lead=True, state="open")
    return [(row.task, row.holder_id) for row in rows]


def test_words_get_a_receipt_a_keeper_and_a_clock_at_once(town: Town) -> None:
    voice = said(town)

    concern = Concern.objects.get(pk=voice.concern_id)
    assert voice.receipt
    assert (concern.state, concern.keeper) == (State.HEARD, town.ma)
    assert (concern.due_at or MONDAY) > MONDAY
    assert open_leads(concern) == [("sort", town.ma.pk)]
    assert list(Fact.objects.filter(subject=concern.subject).values_list("kind", flat=True)) == [
        "voice.heard",
        "undertaking.opened",
        "concern.opened",
    ]


def test_sending_twice_is_one_voice(town: Town) -> None:
    first = said(town, key="k-1")
    second = said(town, key="k-1", seed=2)

    assert (second.pk, Voice.objects.count()) == (first.pk, 1)


def test_sorting_starts_the_clock_for_assigning(town: Town) -> None:
    concern = sorted_concern(town)

    assert concern.state == State.SORTED
    assert open_leads(concern) == [("assign", town.ma.pk)]


@pytest.mark.trace("TC-18")
def test_assigning_names_keeper_handler_and_limit(town: Town) -> None:
    concern = handled_concern(town)

    lead = Undertaking.objects.get(matter=concern.subject, is_lead=True, state="open")
    assert (concern.state, concern.keeper, lead.holder, lead.unit) == (
        State.HANDLING,
        town.ma,
        town.chen,
        town.works,
    )
    assert lead.due_at == concern.due_at == concern.first_due_at
    assert lead.working["steps"][0]["code"] == "start-day-not-counted"


def test_where_we_command_a_person_must_be_named(town: Town) -> None:
    concern = sorted_concern(town)
    town.works.manner = "assign"
    town.works.save()

    with pytest.raises(Refused) as refused:
        assign_concern(
            concern_id=concern.pk,
            assignment=order(town, handler=None),
            actor=acting(town.li),
            now=MONDAY + 2 * HOUR,
        )

    assert refused.value.code == "concern.handler-needed"


def test_done_makes_an_answer_due_to_each_voice_and_sends_it(town: Town) -> None:
    concern = done_concern(town)

    answers = list(Answer.objects.filter(concern=concern).values_list("state", "how"))
    assert answers == [("delivered", "in_app")]
    assert concern.state == State.RATING
    assert open_leads(concern) == [("rate", town.ma.pk)]


def test_the_answer_to_who_left_a_telephone_only_stays_due_until_told(town: Town) -> None:
    concern = done_concern(town, person=None, name="老周", phone="13911112222")
    voice = concern.voices.get()
    assert concern.state == State.ANSWERING

    told = mark_told(
        concern_id=concern.pk,
        voice_ids=frozenset({voice.pk}),
        how="telephone",
        actor=acting(town.ma),
        now=MONDAY + 30 * HOUR,
    )

    assert told.state == State.RATING


def test_a_handler_of_a_unit_says_it_is_done_and_the_keeper_writes_the_answer(town: Town) -> None:
    concern = handled_concern(town)

    finished = finish_concern(
        concern_id=concern.pk,
        result="换好了",
        draft=AnswerDraft(text="越过社区的话"),
        actor=acting(town.chen),
        now=MONDAY + 5 * HOUR,
    )

    assert finished.state == State.ANSWERING
    assert Answer.objects.get(concern=concern).state == Answer.State.DUE
    assert Answer.objects.get(concern=concern).text.text == "换好了"


def test_solved_closes_without_signing_in(town: Town) -> None:
    concern = done_concern(town)
    receipt = concern.voices.get().receipt

    closed = rate(
        receipt=receipt.lower().replace("-", " "),
        new=NewRating(verdict=Rating.Verdict.SOLVED, satisfied=5, sentence="真快"),
        actor=NOBODY,
        now=MONDAY + 30 * HOUR,
    )

    assert (closed.state, closed.due_at) == (State.CLOSED, None)
    assert open_leads(closed) == []


def test_not_solved_brings_the_secretary_first_and_the_street_the_second_time(town: Town) -> None:
    concern = done_concern(town)
    receipt = concern.voices.get().receipt
    against = NewRating(verdict=Rating.Verdict.NOT_SOLVED)

    first = rate(receipt=receipt, new=against, actor=NOBODY, now=MONDAY + 30 * HOUR)

    assert first.state == State.LOOKING
    assert open_leads(first) == [("look", town.li.pk)]
    assert first.first_due_at == concern.first_due_at


def test_insisting_goes_up_a_rung_at_once(town: Town) -> None:
    concern = done_concern(town)

    up = rate(
        receipt=concern.voices.get().receipt,
        new=NewRating(verdict=Rating.Verdict.NOT_SOLVED, insist=True),
        actor=NOBODY,
        now=MONDAY + 30 * HOUR,
    )

    assert open_leads(up) == [("look", town.liu.pk)]


def test_who_lives_elsewhere_may_not_touch_it(town: Town) -> None:
    concern = sorted_concern(town)

    with pytest.raises(Refused) as refused:
        assign_concern(
            concern_id=concern.pk, assignment=order(town), actor=acting(town.zhao), now=MONDAY + 2 * HOUR
        )

    assert refused.value.code == "rights.missing"


def test_a_rating_nobody_gives_is_asked_for_and_then_recorded_unreachable(town: Town) -> None:
    concern = done_concern(town)
    asked = []

    while concern.state == State.RATING and len(asked) < 9:
        when = concern.due_at or MONDAY
        asked.append(when)
        assert ratings_overdue(when) == [concern.pk]
        ask_for_rating_again(concern_id=concern.pk, now=when)
        concern.refresh_from_db()

    assert (concern.state, len(asked)) == (State.CLOSED, 3)
    assert Rating.objects.get().verdict == Rating.Verdict.UNREACHABLE


def test_who_was_unreachable_may_still_say_that_it_is_not_solved(town: Town) -> None:
    concern = done_concern(town)
    while concern.state == State.RATING:
        ask_for_rating_again(concern_id=concern.pk, now=concern.due_at or MONDAY)
        concern.refresh_from_db()

    again = rate(
        receipt=concern.voices.get().receipt,
        new=NewRating(verdict=Rating.Verdict.NOT_SOLVED),
        actor=NOBODY,
        now=(concern.closed_at or MONDAY) + HOUR,
    )

    assert again.state == State.LOOKING
