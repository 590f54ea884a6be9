"""A refusal, an expired form and every error page, whole and for htmx."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory

from shangyi.ui.views import bad_request, too_many

pytestmark = pytest.mark.usefixtures("rooms_pages")
HTMX = {"HTTP_HX_REQUEST": "true"}


def visitor(**wishes: Any) -> Client:
    return Client(raise_request_exception=False, **wishes)


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("rights.missing", 403),
        ("concern.not-found", 404),
        ("place.not-found", 404),
        ("concern.stale", 409),
        ("voice.already-answered", 409),
        ("concern.reason-needed", 422),
        ("nobody.worded-this", 422),
        ("odd", 422),
    ],
)
def test_the_code_of_a_refusal_decides_the_status(code: str, status: int) -> None:
    assert visitor().get(f"/refuse/{code}/").status_code == status


def test_a_refusal_says_what_happened_and_what_can_be_done() -> None:
    page = text(visitor().get("/refuse/page.not-found/"))

    assert "这里没有您要找的内容，或者不对您开放。" in page
    assert "您现在可以这样做 请核对网址或回执号，也可以回到首页重新找。" in page
    assert "page.not-found" not in page


def test_a_refusal_speaks_english_to_english_readers() -> None:
    client = visitor()
    client.cookies["language"] = "en"

    page = text(client.get("/refuse/page.not-found/"))

    assert "There is nothing at this address, or it is not open to you." in page


def test_a_code_without_words_still_gets_a_sentence() -> None:
    page = text(visitor().get("/refuse/nobody.worded-this/"))

    assert "现在还办不了这一步。" in page
    assert "nobody" not in page


def test_several_problems_are_all_said() -> None:
    page = text(visitor().post("/refuse-twice/"))

    assert "这里没有您要找的内容" in page
    assert "您现在的身份看不了这一页" in page


def test_htmx_gets_the_message_alone_where_messages_stand() -> None:
    response = visitor().get("/refuse/page.not-found/", **HTMX)

    assert (response.status_code, response["HX-Retarget"]) == (404, "#messages")
    assert response.content.decode().startswith('<div class="message error"')
    assert "<html" not in response.content.decode()


def test_a_boosted_link_gets_the_whole_page() -> None:
    response = visitor().get("/refuse/page.not-found/", **HTMX, HTTP_HX_BOOSTED="true")

    assert "<html" in response.content.decode()


def test_what_was_typed_is_shown_on_the_page_of_a_refusal() -> None:
    typed = {"what": "楼道灯坏了<b>", "shown": "named", "password": "两个 字", "csrfmiddlewaretoken": "很 长"}

    page = visitor().post("/refuse/concern.stale/", typed).content.decode()

    assert re.findall(r"<blockquote><pre>(.*?)</pre>", page) == ["楼道灯坏了&lt;b&gt;"]


def test_the_way_back_never_leaves_the_site() -> None:
    away = visitor().get("/refuse/concern.stale/", headers={"Referer": "https://evil.example/x"})
    home = visitor().get("/refuse/concern.stale/", headers={"Referer": "http://testserver/list/?page=2"})

    assert 'href="https://evil.example' not in away.content.decode()
    assert 'href="http://testserver/list/?page=2"' in home.content.decode()


OUR_OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def test_an_expired_form_keeps_what_was_typed_in_a_form_that_works() -> None:
    client = visitor(enforce_csrf_checks=True)
    typed = "三楼的灯坏了两个星期了，𠮷先生晚上看不见😀\n<script>"

    page = client.post("/write/", {"what": typed, "shown": "named"}, **OUR_OWN)
    html = page.content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[-1]
    again = client.post("/write/", {"what": typed, "shown": "named", "csrfmiddlewaretoken": token}, **OUR_OWN)

    assert page.status_code == 403
    assert "三楼的灯坏了两个星期了，𠮷先生晚上看不见😀\n&lt;script&gt;</textarea>" in html
    assert '<input type="hidden" name="shown" value="named">' in html
    assert (again.status_code, again["Location"]) == (302, "/done/")


def test_a_megabyte_of_text_survives_an_expired_form() -> None:
    client = visitor(enforce_csrf_checks=True)

    page = client.post("/write/", {"what": "灯" * 350_000}, **OUR_OWN)

    assert "灯" * 350_000 in page.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_REFERER": "https://testserver.evil.example/write/"},
    ],
)
def test_what_another_site_posted_is_not_offered_for_sending(headers: dict[str, str]) -> None:
    page = visitor(enforce_csrf_checks=True).post("/write/", {"what": "替他们说的话"}, **headers)

    assert page.status_code == 403
    assert "替他们说的话" not in page.content.decode()


def test_passwords_are_never_shown_again() -> None:
    page = visitor(enforce_csrf_checks=True).post(
        "/write/", {"password": "hunter 2", "what": "话"}, **OUR_OWN
    )

    assert "hunter" not in page.content.decode()


@pytest.mark.parametrize(
    ("address", "status"), [("/nowhere/", 404), ("/forbid/", 403), ("/suspect/", 400), ("/fail/", 500)]
)
def test_every_error_has_a_page_of_ours(address: str, status: int) -> None:
    page = visitor().get(address)

    assert page.status_code == status
    assert "您现在可以这样做" in text(page)


def test_an_error_for_htmx_is_a_message() -> None:
    response = visitor().get("/fail/", **HTMX)

    assert (response.status_code, response["HX-Retarget"]) == (500, "#messages")
    assert "<html" not in response.content.decode()


def test_an_error_page_gives_the_number_of_the_request() -> None:
    request = RequestFactory().get("/")
    request.request_id = "3f2a9c"  # type: ignore[attr-defined]

    assert "本次请求编号 3f2a9c" in text(bad_request(request))


def test_too_much_at_once_is_said_as_that() -> None:
    response = bad_request(RequestFactory().post("/"), RequestDataTooBig())

    assert response.status_code == 413
    assert "您送来的内容太大，没能收下。" in text(response)


def test_too_many_requests_say_how_long_to_wait() -> None:
    response = too_many(RequestFactory().get("/"), retry_after=30)

    assert (response.status_code, response["Retry-After"]) == (429, "30")
    assert "请等 30 秒再试。" in text(response)


def test_a_redirect_for_the_sending_script_keeps_the_message() -> None:
    client = visitor()

    sent = client.post("/write/", {"what": "灯"}, headers={"X-Send": "1"})
    arrived = client.get(sent["X-Location"])

    assert (sent.status_code, sent["X-Location"]) == (204, "/done/")
    assert "收到了" in text(arrived)
