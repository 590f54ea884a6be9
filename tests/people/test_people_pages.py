from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from freezegun import freeze_time

from shangyi.ledger.models import Fact
from shangyi.people.actions import NewPerson, enter_person, open_account
from shangyi.people.models import Account, BackupCode, Capacity, Person, RosterLink
from shangyi.people.queries import actor_of
from shangyi.people.rules.rights import ALL_VERBS
from shangyi.people.wording import VERBS
from shangyi.places.models import HouseholdRow
from tests.people_and_places import FOUNDED, FOUNDER, Town, account_of

PASSWORD = "春眠不觉晓 处处闻啼鸟"
STAFF, SECOND = "/people/sign-in/staff/", "/people/sign-in/staff/second-step/"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(account_of(person), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def li(town: Town) -> Client:
    return signed_in(town.li)


def enter(name: str, phone: str | None = None, home: Any = None) -> Person:
    return enter_person(new=NewPerson(name=name, phone=phone, home=home), actor=FOUNDER, now=FOUNDED)


def test_every_right_can_be_put_into_words() -> None:
    assert set(VERBS) == {verb.removesuffix(":own") for verb in ALL_VERBS}


def test_my_page_says_who_i_am_here_since_when_and_where(li: Client, town: Town) -> None:
    page = text_of(li.get("/people/me/"))

    for words in ("李书记", "社区党委书记", "农场社区", "2026年1月5日起"):
        assert words in page


def test_my_rights_are_all_on_one_page(li: Client, town: Town) -> None:
    secretary, resident = (
        text_of(li.get("/people/me/rights/")),
        text_of(signed_in(town.wang).get("/people/me/rights/")),
    )

    assert "社区党委书记" in secretary
    assert "审批延期" in secretary
    assert "修改现行规则" not in secretary
    assert "没有其他权限" in resident


def test_people_are_found_by_any_spelling_within_reach(li: Client, town: Town) -> None:
    kept = enter("路瑶", "13811110001", town.household)
    variant = enter("路遥", "13811110002", town.household)
    li.post(f"/people/{kept.pk}/join/", {"other": variant.pk, "keep": "this", "reason": "户籍核对"})

    for words in ("路遥", "路瑶", "13811110002", "138-1111-0001"):
        assert "路瑶" in text_of(li.get("/people/", {"q": words}))
    for words in ("赵先生", "13900000006", "𠮷", "<b>", "x" * 10_000):
        assert "没有找到" in text_of(li.get("/people/", {"q": words}))


def test_a_phone_is_hidden_in_the_list_and_open_on_the_page_of_the_person(li: Client, town: Town) -> None:
    assert "139****0001" in text_of(li.get("/people/", {"q": "王阿姨"}))
    assert "13900000001" not in text_of(li.get("/people/", {"q": "王阿姨"}))
    assert "13900000001" in text_of(li.get(f"/people/{town.wang.pk}/"))


def test_whoever_lives_elsewhere_does_not_exist_here(li: Client, town: Town) -> None:
    for page in ("", "rights/", "join/", "roster/", "capacities/give/"):
        assert li.get(f"/people/{town.zhao.pk}/{page}").status_code == 404
    assert li.post(f"/people/{town.zhao.pk}/sign-in/", {"sign_in_name": "x"}).status_code == 404


@pytest.mark.trace("TC-3")
def test_two_spellings_are_one_person_and_can_be_two_again(li: Client, town: Town) -> None:
    kept, variant = enter("路瑶", "13811110001", town.household), enter("路遥", "13811110002", town.household)

    joined = li.post(
        f"/people/{kept.pk}/join/", {"other": variant.pk, "keep": "this", "reason": "户籍核对是同一人"}
    )
    fact = Fact.objects.get(kind="person.merged")
    as_variant = actor_of(Person.objects.get(pk=variant.pk), date(2026, 3, 2))
    entered_again = enter("路遥遥", "13811110002")
    parted = li.post(f"/people/{variant.pk}/part/", {"reason": "是两姐妹"})

    assert (joined.status_code, parted.status_code) == (302, 302)
    assert fact.private.content["reason"] == "户籍核对是同一人"
    assert (fact.private.content["kept"], fact.private.content["variant"]) == (kept.pk, variant.pk)
    assert fact.public == {}
    assert as_variant.person_id == kept.pk
    assert entered_again == kept
    assert Person.objects.get(pk=variant.pk).merged_into is None
    assert actor_of(Person.objects.get(pk=variant.pk), date(2026, 3, 2)).person_id == variant.pk
    assert Fact.objects.get(kind="person.merge-undone").private.content["reason"] == "是两姐妹"


def test_joining_keeps_the_other_entry_when_that_is_wished(li: Client, town: Town) -> None:
    first, second = enter("路遥", None, town.household), enter("路瑶", None, town.household)

    li.post(f"/people/{first.pk}/join/", {"other": second.pk, "keep": "other", "reason": "身份证"})

    assert Person.objects.get(pk=first.pk).merged_into == second


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": " "},
        {"reason": "x" * 301},
        {"other": "x"},
        {"other": ""},
        {"keep": "both"},
        {"other": "SELF"},
    ],
)
def test_joining_asks_for_another_entry_and_a_reason(li: Client, town: Town, changes: dict[str, str]) -> None:
    one, other = enter("路瑶", None, town.household), enter("路遥", None, town.household)
    sent = {"other": other.pk, "keep": "this", "reason": "户籍", **changes}
    if changes.get("other") == "SELF":
        sent["other"] = one.pk

    assert li.post(f"/people/{one.pk}/join/", sent).status_code == 422
    assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_nobody_joins_an_entry_that_may_do_more_than_they(town: Town) -> None:
    """王阿姨's row joined to the street officer's would let her act as the street."""
    town.liu.home = town.household
    town.liu.save()
    li = signed_in(town.li)

    response = li.post(
        f"/people/{town.liu.pk}/join/", {"other": town.wang.pk, "keep": "this", "reason": "同一人"}
    )

    assert response.status_code == 422
    assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_nobody_resets_the_password_of_someone_who_may_do_more(town: Town) -> None:
    town.liu.home = town.household
    town.liu.save()
    open_account(person=town.liu, sign_in_name="liu", password=PASSWORD)

    response = signed_in(town.li).post(f"/people/{town.liu.pk}/sign-in/", {"sign_in_name": "mine"})

    assert response.status_code == 422
    assert Account.objects.get(person=town.liu).sign_in_name == "liu"


def test_somebody_is_entered_with_a_home_chosen_step_by_step(li: Client, town: Town) -> None:
    path = [town.farm.pk, town.compound.pk, town.building.pk]
    narrowed = li.post("/people/enter/", {"name": "马大爷", "home": path, "narrow": "home"})
    entered = li.post(
        "/people/enter/", {"name": "马大爷", "phone": "+86 138 1111 2222", "home": [*path, town.stairwell.pk]}
    )

    person = Person.objects.get(phone="13811112222")
    assert (narrowed.status_code, "2单元" in text_of(narrowed)) == (200, True)
    assert 'value="马大爷"' in narrowed.content.decode()
    assert entered["Location"] == f"/people/{person.pk}/"
    assert (person.name, person.home) == ("马大爷", town.stairwell)


def test_a_known_phone_is_that_person_and_gets_the_home_that_was_missing(li: Client, town: Town) -> None:
    known = (
        enter("", "13811112222")
        if False
        else Person.objects.create(name="", phone="13811112222", entered_at=FOUNDED)
    )

    li.post("/people/enter/", {"name": "马大爷", "phone": "13811112222", "home": [town.farm.pk]})

    known.refresh_from_db()
    assert (Person.objects.filter(phone="13811112222").count(), known.home) == (1, town.farm)
    assert Fact.objects.filter(kind="person.placed").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "名" * 1_000_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"phone": "12"}, "phone"),
        ({"phone": "١٣٨١١١١٢٢٢٢"}, "phone"),
        ({"email": "no-at"}, "email"),
    ],
)
def test_what_is_wrong_is_said_under_its_field(
    li: Client, town: Town, changes: dict[str, str], field: str
) -> None:
    before = Person.objects.count()
    response = li.post("/people/enter/", {"name": "马大爷", "home": [town.farm.pk], **changes})

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert Person.objects.count() == before


def test_a_secretary_gives_a_capacity_that_reaches_no_further_than_her_own(li: Client, town: Town) -> None:
    url = f"/people/{town.wang.pk}/capacities/give/"
    today = timezone.localdate().isoformat()
    offered = re.findall(r'<option value="([a-z_]+)"', li.get(url).content.decode())
    given = li.post(
        url, {"kind": "building_head", "place": [town.farm.pk, town.compound.pk], "from_on": today}
    )
    twice = li.post(
        url, {"kind": "building_head", "place": [town.farm.pk, town.compound.pk], "from_on": today}
    )
    nowhere = li.post(url, {"kind": "volunteer", "from_on": today})
    elsewhere = li.post(url, {"kind": "volunteer", "place": [town.lakeside.pk], "from_on": today})
    backwards = li.post(
        url, {"kind": "volunteer", "place": [town.farm.pk], "from_on": today, "until_on": "2020-01-01"}
    )
    unitless = li.post(url, {"kind": "unit_worker", "place": [town.farm.pk], "from_on": today})
    operator = li.post(url, {"kind": "operator", "place": [town.farm.pk], "from_on": today})

    assert "operator" not in offered
    assert given.status_code == 302
    assert [each.status_code for each in (twice, nowhere, elsewhere, backwards, unitless, operator)] == [
        422
    ] * 6
    kinds = sorted(Capacity.objects.filter(person=town.wang).values_list("kind", flat=True))
    assert kinds == ["building_head", "resident"]


def test_a_delegate_may_what_the_bearer_may_but_decides_nothing_about_people(li: Client, town: Town) -> None:
    own = town.capacity(town.li)
    today = timezone.localdate()
    url = f"/people/capacities/{own.pk}/delegate/"
    page = li.get(url, {"q": "小马"})
    done = li.post(url, {"to": town.ma.pk, "until_on": (today + timedelta(days=7)).isoformat()})

    ma = actor_of(town.ma, today)
    assert "小马" in text_of(page)
    assert done.status_code == 302
    assert ma.may_anywhere("concern.assign_batch")
    assert not ma.may_anywhere("capacity.grant")
    assert not actor_of(town.ma, today + timedelta(days=8)).may_anywhere("concern.assign_batch")


def test_a_delegation_has_an_end_a_bearer_and_no_third_hand(li: Client, town: Town) -> None:
    own, today = town.capacity(town.li), timezone.localdate()
    url = f"/people/capacities/{own.pk}/delegate/"
    yesterday = (today - timedelta(days=1)).isoformat()

    assert li.post(url, {"to": town.ma.pk}).status_code == 422
    assert li.post(url, {"to": town.ma.pk, "until_on": yesterday}).status_code == 422
    assert li.post(url, {"to": town.li.pk, "until_on": today.isoformat()}).status_code == 422
    assert li.post(url, {"to": town.zhao.pk, "until_on": today.isoformat()}).status_code == 404
    assert signed_in(town.liu).get(url).status_code == 404
    assert Capacity.objects.filter(delegated_by__isnull=False).count() == 0


def test_a_first_password_is_shown_once_and_must_be_replaced(li: Client, town: Town) -> None:
    shown = li.post(f"/people/{town.ma.pk}/sign-in/", {"sign_in_name": "xiaoma"})
    first = re.search(r"<code>([0-9A-Z-]+)</code>", shown.content.decode())
    assert first is not None
    ma = Client()
    to_change = ma.post(STAFF, {"username": "xiaoma", "password": first[1], "next": "/healthz"})
    not_in = "_auth_user_id" not in ma.session
    too_short = ma.post("/people/sign-in/staff/password/", {"new_password": "short", "again": "short"})
    differing = ma.post(
        "/people/sign-in/staff/password/", {"new_password": PASSWORD, "again": PASSWORD + "x"}
    )
    done = ma.post("/people/sign-in/staff/password/", {"new_password": PASSWORD, "again": PASSWORD})

    assert to_change["Location"] == "/people/sign-in/staff/password/"
    assert not_in
    assert [too_short.status_code, differing.status_code] == [422, 422]
    assert done["Location"] == "/healthz"
    assert Account.objects.get(sign_in_name="xiaoma").check_password(PASSWORD)
    assert first[1] not in str(
        list(Fact.objects.filter(kind="account.opened").values("public", "private__content"))
    )


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions(town: Town) -> None:
    account = open_account(person=town.li, sign_in_name="li", password=PASSWORD)
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    new = "白日依山尽 黄河入海流"

    wrong = here.post("/people/me/password/", {"current": "x", "new_password": new, "again": new})
    done = here.post("/people/me/password/", {"current": PASSWORD, "new_password": new, "again": new})

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert here.get("/people/me/").status_code == 200
    assert there.get("/people/me/").status_code == 302


@pytest.fixture
def two_steps(town: Town) -> tuple[Client, Account, list[str], bytes]:
    """李书记 with the second step on: a signed-in client, the account, the backup codes, the key."""
    account = open_account(person=town.li, sign_in_name="li", password=PASSWORD)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    with freeze_time("2026-03-02 01:00:00"):
        client.get("/people/me/second-step/")
        key = TOTPDevice.objects.get().bin_key
        shown = client.post("/people/me/second-step/", {"code": f"{totp(key):06}"})
    return client, account, re.findall(r"<code>([0-9A-Z-]+)</code>", shown.content.decode()), key


def test_with_the_second_step_the_password_alone_opens_nothing(two_steps: Any) -> None:
    _client, _account, codes, key = two_steps
    visitor = Client()
    with freeze_time("2026-03-02 02:00:00"):
        asked = visitor.post(STAFF, {"username": "li", "password": PASSWORD, "next": "/healthz"})
        not_in = "_auth_user_id" not in visitor.session
        wrong = visitor.post(SECOND, {"code": f"{(totp(key) + 1) % 1_000_000:06}"})
        done = visitor.post(SECOND, {"code": f"{totp(key):06}"})

    assert (len(codes), asked["Location"], not_in) == (10, SECOND, True)
    assert (wrong.status_code, done["Location"]) == (422, "/healthz")


def test_a_number_that_was_used_is_worth_nothing(two_steps: Any) -> None:
    key = two_steps[3]
    with freeze_time("2026-03-02 02:00:00"):
        answers = []
        for _ in range(2):
            visitor = Client()
            visitor.post(STAFF, {"username": "li", "password": PASSWORD})
            answers.append(visitor.post(SECOND, {"code": f"{totp(key):06}"}).status_code)

    assert answers == [302, 422]


def test_a_backup_code_opens_once(two_steps: Any) -> None:
    codes = two_steps[2]
    answers = []
    for typed in (codes[0].lower().replace("-", " "), codes[0], codes[1]):
        visitor = Client()
        visitor.post(STAFF, {"username": "li", "password": PASSWORD})
        answers.append(visitor.post(SECOND, {"code": typed}).status_code)

    assert answers == [302, 422, 302]
    assert BackupCode.objects.filter(used_at=None).count() == 8
    assert not BackupCode.objects.filter(digest__in=codes).exists()


def test_the_second_step_cannot_be_guessed_at_will(two_steps: Any) -> None:
    key = two_steps[3]
    visitor = Client()
    with freeze_time("2026-03-02 02:00:00"):
        visitor.post(STAFF, {"username": "li", "password": PASSWORD})
        guesses = [
            visitor.post(SECOND, {"code": typed}).status_code for typed in ("0", "abc", "𠮷", "-1", "1" * 39)
        ]
        right = visitor.post(SECOND, {"code": f"{totp(key):06}"})

    assert guesses == [422] * 5
    assert right.status_code == 422
    assert "太多" in text_of(right)


def test_the_second_step_must_be_taken_within_a_quarter_of_an_hour(two_steps: Any) -> None:
    key = two_steps[3]
    visitor = Client()
    with freeze_time("2026-03-02 02:00:00"):
        visitor.post(STAFF, {"username": "li", "password": PASSWORD})
    with freeze_time("2026-03-02 02:16:00"):
        late = visitor.post(SECOND, {"code": f"{totp(key):06}"})

    assert late["Location"] == STAFF
    assert "_auth_user_id" not in visitor.session


def test_turning_the_second_step_off_takes_the_password(two_steps: Any) -> None:
    client = two_steps[0]
    client.post("/people/me/second-step/off/", {"current": "wrong"})
    still = TOTPDevice.objects.count()
    client.post("/people/me/second-step/off/", {"current": PASSWORD})

    assert (still, TOTPDevice.objects.count(), BackupCode.objects.count()) == (1, 0, 0)
    assert Fact.objects.filter(kind="account.second-step-changed").count() == 2


def test_a_person_is_linked_to_the_row_that_names_them(li: Client, town: Town) -> None:
    row = HouseholdRow.objects.create(place=town.household, name="王阿姨", from_on=date(2020, 1, 1))
    page = li.get(f"/people/{town.wang.pk}/roster/")
    linked = li.post(f"/people/{town.wang.pk}/roster/", {"row": f"household-{row.pk}"})
    wrong = li.post(f"/people/{town.wang.pk}/roster/", {"row": "owner-1"})

    assert f"household-{row.pk}" in page.content.decode()
    assert (linked.status_code, wrong.status_code) == (302, 422)
    assert RosterLink.objects.get().person == town.wang


def test_large_print_and_language_are_kept_with_the_person(town: Town) -> None:
    client = signed_in(town.wang)

    response = client.post("/people/me/reading/", {"large_print": "on", "language": "en"})

    town.wang.refresh_from_db()
    assert (town.wang.large_print, town.wang.language) == (True, "en")
    assert response.cookies["elder"].value == "1"
    assert client.post("/people/me/reading/", {"language": "klingon"}).status_code == 422


def test_the_list_of_people_asks_as_often_for_many_as_for_one(li: Client, town: Town) -> None:
    counts = []
    for many in (range(1), range(1, 25)):
        for number in many:
            enter(f"邻居{number}", None, town.household)
        with CaptureQueriesContext(connection) as asked:
            assert li.get("/people/", {"q": "邻居"}).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 14
