from __future__ import annotations

import re
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.test import Client
from freezegun import freeze_time

from shangyi.notices.models import Notice
from shangyi.people.actions import open_account
from shangyi.people.models import Account, Person
from tests.people_and_places import Town

SIGN_IN, CODE, NAME = "/people/sign-in/", "/people/sign-in/code/", "/people/sign-in/name/"
STAFF = "/people/sign-in/staff/"
PASSWORD = "春眠不觉晓 处处闻啼鸟"


@pytest.fixture
def li(town: Town) -> Account:
    return open_account(person=town.li, sign_in_name="lishuji", password=PASSWORD)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def code_in_outbox() -> str:
    return str(Notice.objects.order_by("-id")[0].facts["code"])


def test_a_resident_comes_in_with_a_phone_and_a_code(client: Client, db: None) -> None:
    asked = client.post(SIGN_IN, {"contact": "+86 138 1111 2222", "next": "/people/sign-in/name/?x=1"})
    page = client.get(CODE)
    entered = client.post(CODE, {"code": code_in_outbox()})

    assert (asked.status_code, asked["Location"]) == (302, CODE)
    assert "138****2222" in text_of(page)
    assert "这是演示" not in text_of(page)
    assert entered.status_code == 302
    assert entered["Location"].startswith(NAME)
    assert client.session["_auth_user_id"] == str(Account.objects.get().pk)


def test_the_code_goes_out_by_the_channel_that_was_typed(client: Client, db: None) -> None:
    client.post(SIGN_IN, {"contact": "13811112222"})
    client.post(SIGN_IN, {"contact": "Wang@Example.cn"})

    sent = list(Notice.objects.order_by("id").values_list("channel", "address", "template"))
    assert sent == [
        ("sms", "13811112222", "people.sign_in_code"),
        ("email", "wang@example.cn", "people.sign_in_code"),
    ]


def test_the_name_is_asked_afterwards_and_may_be_left_out(client: Client, db: None) -> None:
    client.post(SIGN_IN, {"contact": "13811112222", "next": "/healthz"})
    entered = client.post(CODE, {"code": code_in_outbox()})
    page = client.get(entered["Location"])
    named = client.post(entered["Location"], {"name": "  𠮷  阿姨 ", "next": "/healthz"})

    assert 'href="/healthz"' in page.content.decode()
    assert named["Location"] == "/healthz"
    assert Person.objects.get().name == "𠮷 阿姨"


def test_a_demo_shows_the_code_on_the_page(client: Client, db: None, settings: Any) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.people.demo_urls"
    client.post(SIGN_IN, {"contact": "13811112222"})

    page = text_of(client.get(CODE))

    assert code_in_outbox() in page


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "wang", "12345", "wang example.cn", "𠮷👵", "<script>1</script>", "1" * 1_000_000, "a\x00b"],
)
def test_what_is_no_contact_is_said_under_the_field(client: Client, db: None, typed: str) -> None:
    response = client.post(SIGN_IN, {"contact": typed})

    assert response.status_code == 422
    assert 'id="id_contact_error"' in response.content.decode()
    assert "<script>1" not in response.content.decode()
    assert Notice.objects.count() == 0


def test_wrong_codes_are_counted_and_touch_no_lockout_of_staff(client: Client, db: None) -> None:
    client.post(SIGN_IN, {"contact": "13811112222"})
    right = code_in_outbox()
    wrong = "000000" if right != "000000" else "000001"

    said = [client.post(CODE, {"code": typed}) for typed in [wrong, "ab", "１" * 6, wrong, wrong, right]]

    assert [response.status_code for response in said] == [422] * 6
    assert "还可以试 4 次" in text_of(said[0])
    assert "已输错五次" in text_of(said[5])
    assert AccessAttempt.objects.count() == 0
    assert AccessLog.objects.count() == 0
    assert "_auth_user_id" not in client.session


def test_a_right_code_touches_no_lockout_of_staff_either(client: Client, db: None) -> None:
    client.post(SIGN_IN, {"contact": "13811112222"})
    client.post(CODE, {"code": code_in_outbox()})

    assert (AccessAttempt.objects.count(), AccessLog.objects.count()) == (0, 0)


def test_the_code_page_without_a_request_for_a_code_leads_back(client: Client, db: None) -> None:
    assert client.get(CODE)["Location"] == SIGN_IN
    assert client.post(CODE, {"code": "123456"})["Location"] == SIGN_IN


def test_the_sixth_code_within_an_hour_is_refused_with_a_way_out(client: Client, db: None) -> None:
    said = [client.post(SIGN_IN, {"contact": "13811112222"}) for _ in range(6)]

    assert [response.status_code for response in said] == [302] * 5 + [429]
    assert "请直接给社区打电话" in text_of(said[5])
    assert "13811112222" in said[5].content.decode()


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/" + "a" * 3000, "\\\\evil.example"],
)
def test_nobody_is_led_to_another_site_after_signing_in(client: Client, li: Account, wanted: str) -> None:
    response = client.post(STAFF, {"username": "lishuji", "password": PASSWORD, "next": wanted})

    assert response.status_code == 302
    assert "evil" not in response["Location"]
    assert "javascript" not in response["Location"]
    assert len(response["Location"]) < 100


def test_staff_come_in_with_name_and_password_and_go_on_where_they_were(client: Client, li: Account) -> None:
    response = client.post(STAFF, {"username": "lishuji", "password": PASSWORD, "next": "/healthz?a=1"})

    assert (response.status_code, response["Location"]) == (302, "/healthz?a=1")
    assert client.session["_auth_user_id"] == str(li.pk)
    assert client.session.get_expiry_age() <= 12 * 3600


def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nobody(client: Client, li: Account) -> None:
    wrong_password = client.post(STAFF, {"username": "lishuji", "password": "wrong"})
    wrong_name = client.post(STAFF, {"username": "nobody", "password": PASSWORD})

    assert [wrong_password.status_code, wrong_name.status_code] == [422, 422]
    errors = [
        re.findall(r'id="id_password_error">([^<]+)', each.content.decode())
        for each in (wrong_password, wrong_name)
    ]
    assert errors == [["名字和密码对不上，请核对后再试。"]] * 2


def test_six_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour(client: Client, li: Account) -> None:
    with freeze_time("2026-03-02 01:00:00"):
        said = [client.post(STAFF, {"username": "lishuji", "password": f"wrong {n}"}) for n in range(6)]
        locked = client.post(STAFF, {"username": "lishuji", "password": PASSWORD})
    with freeze_time("2026-03-02 01:16:00"):
        later = client.post(STAFF, {"username": "lishuji", "password": PASSWORD})

    assert [response.status_code for response in said] == [422] * 5 + [429]
    assert locked.status_code == 429
    assert "一刻钟" in text_of(locked)
    assert later.status_code == 302


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("", ""),
        ("a" * 1_000_000, "x"),
        ("𠮷👵", "x"),
        ("a\x00", "x"),
        ("lishuji", "x" * 1_000_000),
        ("<b>", "<b>"),
    ],
)
def test_strange_names_and_passwords_are_refused_plainly(
    client: Client, li: Account, name: str, password: str
) -> None:
    assert client.post(STAFF, {"username": name, "password": password}).status_code == 422


def test_a_session_that_ended_leads_back_to_the_page_one_was_on(client: Client, db: None) -> None:
    by_page = client.get("/people/sign-in/name/?next=/a/")
    by_form = client.post(
        NAME, {"name": "x"}, headers={"Referer": "http://testserver/people/sign-in/name/?b=1"}
    )
    by_htmx = client.post(
        NAME, {"name": "x"}, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?c=1"}
    )
    from_elsewhere = client.post(NAME, {"name": "x"}, headers={"Referer": "http://evil.example/desk/"})

    assert by_page["Location"] == "/people/sign-in/?next=/people/sign-in/name/%3Fnext%3D/a/"
    assert by_form["Location"] == "/people/sign-in/?next=/people/sign-in/name/%3Fb%3D1"
    assert (by_htmx.status_code, by_htmx["HX-Redirect"]) == (204, "/people/sign-in/?next=/desk/%3Fc%3D1")
    assert from_elsewhere["Location"] == "/people/sign-in/?next=/"


def test_signing_out_takes_a_post_and_ends_the_session(client: Client, li: Account) -> None:
    client.force_login(li, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/people/sign-out/").status_code == 405
    assert client.post("/people/sign-out/")["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_forms_about_signing_in_want_their_token(li: Account) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(STAFF, {"username": "lishuji", "password": PASSWORD}).status_code == 403
    assert strict.post(SIGN_IN, {"contact": "13811112222"}).status_code == 403


def test_large_print_and_language_follow_a_person_to_a_new_device(client: Client, li: Account) -> None:
    li.person.large_print, li.person.language = True, "en"
    li.person.save()

    response = client.post(STAFF, {"username": "lishuji", "password": PASSWORD})

    assert response.cookies["elder"].value == "1"
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
