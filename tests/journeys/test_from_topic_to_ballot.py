"""A topic leads over to a ballot, or to the owners' way, with what its people agree on; and back again."""

from __future__ import annotations

import pytest
from django.test import Client
from freezegun import freeze_time

from shangyi.decisions.models import Ballot
from tests.decisions.polls import listed
from tests.deliberation.talks import ASKED, HOUR, Talk, crowd, prepared
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import Town

LATER = ASKED + 2 * HOUR


def agreed(town: Town, title: str = "院里怎么停车") -> Talk:
    """Twelve neighbours who all agree with the first statement and with no other."""
    talk = prepared(town, title=title, background="").opened().move_in(12)
    for who in talk.neighbours:
        talk.answers_all({1: 1, 2: -1, 3: -1}, who)
    talk.drawn()
    return talk


@pytest.mark.trace("XC-7")
def test_what_people_agree_on_is_carried_into_a_ballot_and_links_back(town: Town) -> None:
    talk = agreed(town)
    li = client_of(town.li)
    address = f"/desk/topics/{talk.pk}/onward/"
    with freeze_time(LATER):
        assert 'href="onward/"' in li.get(f"/desk/topics/{talk.pk}/").content.decode()
        page = li.get(address).content.decode()
        assert "地面上的车位应该先给老人和残疾人" in page
        assert "晚上九点以后消防通道一辆车也不能停" not in page, "only what they agree with"
        sent = li.post(address)
        row = Ballot.objects.get()
        assert (sent.status_code, sent["Location"]) == (302, f"/desk/ballots/{row.pk}/edit/")
        assert (row.about, row.label, row.state) == (talk.topic.subject, "consultative", "draft")
        assert "12 人中 12 人同意" in row.background
        assert f"/desk/ballots/{row.pk}/" in li.get(address).content.decode()
        back = f"/desk/matters/{talk.topic.subject}/"
        assert back in li.get(f"/desk/ballots/{row.pk}/").content.decode()
        assert li.get(back)["Location"] == f"/desk/topics/{talk.pk}/"


@pytest.mark.trace("XC-7")
def test_what_only_the_owners_decide_goes_the_owners_way(town: Town) -> None:
    talk = agreed(town, "动用维修资金改建地面车位")
    li = client_of(town.li)
    address = f"/desk/topics/{talk.pk}/onward/"
    with freeze_time(LATER):
        page = li.get(address).content.decode()
        assert "可能要由业主共同决定" in page
        assert "维修资金" in page
        li.post(address)
    row = Ballot.objects.get()
    assert (row.label, row.method, row.electorate) == ("statutory-owners", "owners", "owners")
    assert row.matter, "the matter with the highest hurdle stands in it"


def test_groups_that_all_agree_are_said_to(town: Town) -> None:
    talk = crowd(town)
    talk.drawn()
    with freeze_time(LATER):
        page = client_of(town.li).get(f"/desk/topics/{talk.pk}/onward/")
    assert "各组都同意的" in page.content.decode()


def test_it_is_there_for_the_desk_once_the_topic_was_opened(town: Town) -> None:
    talk = prepared(town)
    address = f"/desk/topics/{talk.pk}/onward/"
    li = client_of(town.li)
    with freeze_time(LATER):
        assert li.get(address).status_code == 404, "a draft leads nowhere"
        talk.opened()
        page = li.get(address)
        assert (page.status_code, "还没有大家明显一致的看法" in page.content.decode()) == (200, True)
        assert li.get(f"/desk/topics/{10**30}/onward/").status_code == 404
        for who in (town.wang, town.zhao):
            assert client_of(who).get(address).status_code == 403
            assert client_of(who).post(address).status_code == 403
        assert Client().post(address).status_code in {302, 403}
        assert cost(li, address) <= 14
    assert Ballot.objects.count() == 0


def test_a_resident_finds_the_topic_from_the_ballot(town: Town) -> None:
    talk = agreed(town)
    poll = listed(town)
    Ballot.objects.update(about=talk.topic.subject, state="noticed")
    with freeze_time(LATER):
        page = client_of(town.li).get(f"/ballots/{poll.pk}/").content.decode()
    assert f'href="/topics/{talk.pk}/"' in page
