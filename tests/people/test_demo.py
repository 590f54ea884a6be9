from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from shangyi.people.actions import open_account
from shangyi.people.models import Account
from shangyi.people.views.demo import demo_patterns
from tests.people_and_places import Town

DEMO = "/people/demo/"


@pytest.fixture
def demo(settings: Any, town: Town) -> Town:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.people.demo_urls"
    for n, person in enumerate([town.wang, town.li, town.ma, town.chen, town.liu, town.zhao]):
        open_account(person=person, sign_in_name=f"demo-{n}", password=None)
    return town


def test_outside_a_demo_the_address_does_not_exist(client: Client, town: Town) -> None:
    open_account(person=town.li, sign_in_name="demo-1", password=None)

    assert demo_patterns(is_demo=False) == []
    assert client.get(DEMO).status_code == 404
    assert client.post(DEMO, {"as": "demo-1"}).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("people:demo")


def test_even_a_forgotten_address_opens_nothing_outside_a_demo(
    client: Client, town: Town, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.people.demo_urls"
    open_account(person=town.li, sign_in_name="demo-1", password=None)

    assert client.post(DEMO, {"as": "demo-1"}).status_code == 404


def test_the_demo_shows_its_people_and_one_press_is_enough(client: Client, demo: Town) -> None:
    page = client.get(DEMO).content.decode()
    entered = client.post(DEMO, {"as": "demo-1", "next": "/healthz"})

    assert [name for name in ["王阿姨", "李书记", "小马", "陈工", "刘主任", "赵先生"] if name in page] == [
        "王阿姨", "李书记", "小马", "陈工", "刘主任", "赵先生",
    ]  # fmt: skip
    assert (entered.status_code, entered["Location"]) == (302, "/healthz")
    assert client.session["_auth_user_id"] == str(Account.objects.get(sign_in_name="demo-1").pk)


@pytest.mark.parametrize("wanted", ["", "demo-99", "lishuji", "1", "𠮷", "x" * 1_000_000])
def test_only_the_people_of_the_demo_can_be_entered_as(client: Client, demo: Town, wanted: str) -> None:
    Account.objects.filter(sign_in_name="demo-5").update(sign_in_name="lishuji")

    assert client.post(DEMO, {"as": wanted}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_demo_door_wants_its_token_like_any_other(demo: Town) -> None:
    assert Client(enforce_csrf_checks=True).post(DEMO, {"as": "demo-1"}).status_code == 403
