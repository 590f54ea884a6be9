"""What a remark in passing becomes, who is answered how, and what never reaches whoever it is about."""

from __future__ import annotations

import pytest
from django.test import Client

from shangyi.concerns.actions.answer import AnswerDraft
from shangyi.concerns.actions.handle import finish_concern
from shangyi.concerns.models import Answer, Concern, Voice
from shangyi.people.models import Account, Person
from shangyi.people.rules.capacities import CapacityKind
from tests.concerns.life import HOUR, MONDAY, handled_concern, said
from tests.harness.clock import Clock
from tests.journeys.neighbourhood import day
from tests.people_and_places import Town, account_of, acting, capacity, person

SUSPICION = "怀疑是楼下饭馆老板倒的油"


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(account_of(who))
    return client


def recorded(town: Town, by: Person, **given: object) -> Voice:
    """What staff enter on the page for somebody."""
    form = {
        "words": "旗袍秀队没有活动场地",
        "place": town.compound.code,
        "channel": "oral",
        "naming": "named",
        "speakers": "张天 13900000051",
        **given,
    }
    answer = signed_in(by).post("/desk/record/", form)
    assert answer.status_code == 302
    return Voice.objects.order_by("id")[0]


@pytest.mark.trace("NT-29", "TC-7", "TC-15")
def test_a_remark_to_the_secretary_two_days_ago_becomes_a_matter_with_how_and_when(
    town: Town, clock: Clock
) -> None:
    clock.at(day(3, 4, 10))

    voice = recorded(town, town.li, said_at="2026-03-02T09:00")

    assert (voice.channel, voice.said_at, voice.heard_at) == ("oral", day(3, 2, 9), day(3, 4, 10))
    assert voice.recorded_by == town.li
    page = signed_in(town.li).get(f"/desk/concerns/{voice.concern_id}/").content.decode()
    assert "前天 09:00" in page
    assert "口头" in page


@pytest.mark.trace("NT-13", "TC-4")
def test_since_when_it_is_broken_and_when_it_was_said_are_two_things(town: Town, clock: Clock) -> None:
    voice = recorded(town, town.ma, words="单元门坏了，一直没人修", noticed="去年十一月")

    page = signed_in(town.ma).get(f"/desk/concerns/{voice.concern_id}/").content.decode()
    assert (voice.noticed, voice.said_at) == ("去年十一月", MONDAY)
    assert "去年十一月" in page


@pytest.mark.trace("XC-5", "TC-19")
def test_the_speaker_the_handler_and_the_neighbours_each_get_their_own_form_of_the_result(town: Town) -> None:
    concern = handled_concern(town)
    Concern.objects.filter(pk=concern.pk).update(may_be_shown=True)
    neighbour = person("孙大姐", "13900000061", town.farm)
    capacity(neighbour, CapacityKind.RESIDENT, town.farm)
    finish_concern(
        concern_id=concern.pk,
        result="换了一根新管线",
        draft=AnswerDraft(text="王阿姨，管线换好了，您家那头也通了。"),
        actor=acting(town.ma),
        now=MONDAY + 24 * HOUR,
    )

    speaker = Client().get(f"/r/{concern.voices.get().receipt}/").content.decode()
    handler = signed_in(town.chen).get(f"/desk/concerns/{concern.pk}/").content.decode()
    public = signed_in(neighbour).get(f"/matters/{concern.pk}/").content.decode()
    elsewhere = signed_in(town.zhao).get(f"/matters/{concern.pk}/")

    assert "您家那头也通了" in speaker
    for page in (handler, public):
        assert "换了一根新管线" in page
        assert [words in page for words in ("您家那头也通了", "王阿姨", "都堵了好几年")] == [False] * 3
    assert elsewhere.status_code == 404


@pytest.mark.trace("TC-8")
@pytest.mark.parametrize("page", ["", "find/", "finish/", "push/", "object/"])
def test_the_unit_never_reads_who_spoke_nor_what_they_suspect(town: Town, page: str) -> None:
    concern = handled_concern(town)
    Voice.objects.filter(concern=concern).update(suspicion=SUSPICION, phone="13912345678")
    where = f"/concerns/{concern.pk}/{page}" if page else f"/desk/concerns/{concern.pk}/"

    seen = signed_in(town.chen).get(where)

    assert seen.status_code == 200
    text = seen.content.decode()
    assert [words in text for words in (SUSPICION, "13912345678", "王阿姨")] == [False, False, False]


@pytest.mark.trace("TC-19", "TC-20")
def test_who_left_a_telephone_with_staff_and_never_signed_in_is_still_to_be_told(town: Town) -> None:
    old = person("周大爷", "13900000071", town.household)
    concern = handled_concern(town)
    Voice.objects.filter(concern=concern).update(channel="walk_in", person=old, phone="13900000071")

    def finish() -> str:
        finish_concern(
            concern_id=concern.pk,
            result="换好了",
            draft=AnswerDraft(text="换好了。"),
            actor=acting(town.ma),
            now=MONDAY + 24 * HOUR,
        )
        return Answer.objects.get(concern=concern).state

    assert not Account.objects.filter(person=old).exists()
    assert finish() == Answer.State.DUE


@pytest.mark.trace("NT-10")
def test_a_new_matter_is_held_by_the_lowest_tier_of_its_ladder(town: Town) -> None:
    assert said(town).concern.tier == "grid"
