"""What goes round every request: its id, its line, its headers."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from shangyi.entry.logs import JsonLines, request_id, without_paths
from shangyi.entry.navigation import navigation
from shangyi.entry.requests import RequestLog
from tests.people_and_places import account_of, settle

SECRET = "K7QF-9PWM-3XBA"


def receipt(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(request_id.get())


def asks(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.actor.name)  # type: ignore[attr-defined]


def breaks(request: HttpRequest, code: str) -> HttpResponse:
    phone = "139" + "0" * 7 + "1"
    raise RuntimeError(f"it broke\nDETAIL: phone={phone}")


urlpatterns = [
    path("r/<str:code>/", receipt, name="receipt"),
    path("asks/", asks, name="asks"),
    path("breaks/<str:code>/", breaks, name="breaks"),
    path(
        "cached/", lambda _request: HttpResponse("x", headers={"Cache-Control": "max-age=60"}), name="cached"
    ),
]


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """All that the log says meanwhile, in the form that machines read."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    handler.addFilter(without_paths)
    kept, level = logging.root.handlers[:], logging.root.level
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.INFO)
    yield out
    logging.root.handlers[:] = kept
    logging.root.setLevel(level)


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


@override_settings(ROOT_URLCONF=__name__)
def test_one_line_tells_method_route_status_and_time_but_never_the_receipt(
    client: Client, said: io.StringIO
) -> None:
    response = client.get(f"/r/{SECRET}/", headers={"X-Request-ID": "abcdef-123456"})

    (line,) = lines(said)
    assert (line["method"], line["route"], line["status"], line["capacities"]) == ("GET", "receipt", 200, [])
    assert isinstance(line["ms"], float)
    assert line["request_id"] == response["X-Request-ID"] == response.content.decode() == "abcdef-123456"
    assert SECRET not in said.getvalue()
    assert request_id.get() == ""


@override_settings(ROOT_URLCONF=__name__)
def test_what_leads_nowhere_leaves_no_trace_of_its_address(client: Client, said: io.StringIO) -> None:
    assert client.get(f"/wrong/{SECRET}/").status_code == 404

    (line,) = lines(said)
    assert (line["status"], line.get("route")) == (404, None)
    assert SECRET not in said.getvalue()


@override_settings(ROOT_URLCONF=__name__)
def test_a_crash_is_told_with_its_place_but_without_address_and_values(said: io.StringIO) -> None:
    response = Client(raise_request_exception=False).get(f"/breaks/{SECRET}/")

    crash, request = lines(said)
    assert response.status_code == request["status"] == 500
    assert crash["request_id"] == request["request_id"] == response["X-Request-ID"]
    assert str(crash["error"]).endswith("RuntimeError: it broke")
    assert "13900000001" not in said.getvalue()
    assert SECRET not in said.getvalue()


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"}\n{"level": "forged', "编号编号编号编号"])
@override_settings(ROOT_URLCONF=__name__)
def test_an_id_that_could_forge_a_line_is_replaced(given: str) -> None:
    request = RequestFactory().get("/asks/")
    request.META["HTTP_X_REQUEST_ID"] = given

    response = RequestLog(lambda _request: HttpResponse())(request)

    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 32


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("10.0.0.9", "10.0.0.9"),
        ("6.6.6.6, 10.0.0.9", "10.0.0.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("", "127.0.0.1"),
        ("<b>", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_the_caller_is_whom_the_proxy_saw(forwarded: str, address: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})

    with override_settings(BEHIND_PROXY=True):
        RequestLog(lambda _request: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == address


def test_without_a_proxy_nobody_can_invent_an_address() -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "10.0.0.9"})

    RequestLog(lambda _request: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


@override_settings(ROOT_URLCONF=__name__)
def test_every_answer_carries_the_headers_that_django_leaves_out(client: Client) -> None:
    response = client.get("/cached/")

    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in response["Permissions-Policy"]
    assert response["Cache-Control"] == "max-age=60"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in response["Content-Security-Policy"]


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_opened_by_a_receipt_is_stored_nowhere(client: Client) -> None:
    assert client.get(f"/r/{SECRET}/")["Cache-Control"] == "no-store"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_page_for_somebody_signed_in_is_stored_nowhere_and_logs_the_capacity_only(
    said: io.StringIO,
) -> None:
    town = settle()
    client = Client()
    client.force_login(account_of(town.li), backend="django.contrib.auth.backends.ModelBackend")
    said.seek(0)
    said.truncate()

    response = client.get("/asks/")

    assert response.content.decode() == "李书记"
    assert response["Cache-Control"] == "no-store"
    (line,) = [line for line in lines(said) if line["what"] == "request"]
    assert line["capacities"] == ["secretary"]
    assert "李书记" not in said.getvalue()


@override_settings(ROOT_URLCONF=__name__)
def test_a_public_page_may_be_kept(client: Client) -> None:
    assert not client.get("/wrong/").has_header("Cache-Control")


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.django_db
def test_the_line_asks_the_database_nothing(client: Client, django_assert_num_queries: object) -> None:
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(0):
        client.get(f"/r/{SECRET}/")


@pytest.mark.parametrize(
    ("address", "face"),
    [("/", "resident"), ("/desk/", "desk"), ("/hall/3/", "hall"), ("/desktop/", "resident")],
)
def test_the_frame_shows_the_face_whose_address_it_is(address: str, face: str) -> None:
    assert navigation(RequestFactory().get(address))["face"] == face
