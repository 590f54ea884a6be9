"""Every address, for everybody, at a place of their own and at a foreign one, by GET and by POST.

What each gets is written down by hand in expected_routes.toml. A route that is missing there fails, and the failure
shows the lines to paste once each answer has been judged. `in` is the way to the sign-in page.

Everybody asks on SQLite. On PostgreSQL, where what may differ is the statement and not who may send it, one asks for
each answer that a line holds; `make soak` asks for everybody there too.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from freezegun import freeze_time

from shangyi.people.rules.capacities import CapacityKind
from tests.concerns.life import MONDAY
from tests.people.route_samples import MISSING, NO_CODE, SAMPLES, World, build

FILE = Path(__file__).parent / "expected_routes.toml"
EXPECTED: dict[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
COLUMNS = ["anonymous", "resident", "neighbour", *[kind.value for kind in CapacityKind if kind != "resident"]]
OF_THE_SERVICE = {"healthz"}
"""Says how the service is, whoever asks."""
LEADS_ON_UNSEEN = {"journeys:open_matter"}
"""Leads on to the page of a matter without looking whether there is one; that page answers 404."""
SAID_TO_ALL = {"forums:practice"}
"""What a practice says is no secret of a place: whoever holds gatherings may read and copy the practices of others."""
UNASKED = "unasked"
UNSCOPED = {"anonymous", "resident", "neighbour", "operator"}


@dataclass(frozen=True)
class Route:
    name: str
    arguments: tuple[str, ...]
    access: str

    @property
    def room(self) -> str:
        return self.name.partition(":")[0] if ":" in self.name else "root"


def routes() -> list[Route]:
    found = _walk(get_resolver().url_patterns, "")
    return sorted(
        (route for route in found if route.name not in OF_THE_SERVICE), key=lambda route: route.name
    )


def _walk(patterns: list[Any], namespace: str, outer: tuple[str, ...] = ()) -> Iterator[Route]:
    for pattern in patterns:
        arguments = (*outer, *pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            name = pattern.name or str(pattern.pattern)
            access = getattr(pattern.callback, "access", "")
            yield Route(f"{namespace}{name}", arguments, access)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, arguments)


def address(route: Route, world: World, side: int) -> str:
    """The route's address with the thing here (0), the thing elsewhere (1), or one that does not exist (2)."""
    values = {}
    for argument in route.arguments:
        sample = SAMPLES.get(f"{route.name}.{argument}") or SAMPLES.get(argument)
        if sample is None:
            pytest.fail(
                f"tests/people/route_samples.py needs a line: {argument!r}: lambda world: (here, there)"
            )
        pair = sample(world)
        values[argument] = pair[side] if side < 2 else MISSING if isinstance(pair[0], int) else NO_CODE
    return reverse(route.name, kwargs=values)


def answer(client: Client, method: str, url: str) -> str:
    """The answer as one word; whatever the request changed is taken back."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    client.cookies = cookies
    to = response.headers.get("Location", "") + response.headers.get("HX-Redirect", "")
    leads_in = to.startswith(f"{reverse(settings.LOGIN_URL)}?next=")
    return "in" if leads_in else str(response.status_code)


def signed_in_clients(world: World) -> dict[str, Client]:
    clients = {}
    for who in COLUMNS:
        clients[who] = Client(raise_request_exception=False)
        account = world.accounts[who]
        if account is not None:
            clients[who].force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return clients


def found_rows(
    route: Route, world: World, clients: dict[str, Client], expected: dict[str, str] | None
) -> dict[str, list[str]]:
    """What each gets; `UNASKED` where somebody else got the same answer and a sample was to do."""
    sides = {"_here": 0, "_there": 1} if route.arguments else {"": 0}
    urls = {ending: address(route, world, side) for ending, side in sides.items()}
    rows = {}
    for method in ("get", "post"):
        for ending, url in urls.items():
            line = f"{method}{ending}"
            asked = askers(expected.get(line) if expected else None)
            rows[line] = [answer(clients[who], method, url) if who in asked else UNASKED for who in COLUMNS]
    return rows


def askers(line: str | None, *, everybody: bool | None = None) -> set[str]:
    """Who asks: everybody, or on PostgreSQL the first who is expected to get each answer."""
    if everybody is None:
        everybody = connection.vendor == "sqlite" or os.environ.get("SHANGYI_SOAK") == "whole"
    if everybody or line is None:
        return set(COLUMNS)
    return set(dict(zip(reversed(read_row(line)), reversed(COLUMNS), strict=True)).values())


def written(row: list[str]) -> str:
    return f"all {row[0]}" if len(set(row)) == 1 else " ".join(row)


def read_row(text: str) -> list[str]:
    words = text.split()
    return [words[1]] * len(COLUMNS) if words[0] == "all" else words


def as_lines(route: Route, rows: dict[str, list[str]]) -> str:
    return "\n".join([f'["{route.name}"]', *[f'{name} = "{written(row)}"' for name, row in rows.items()]])


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with freeze_time(MONDAY):
        yield build()


ROOMS = sorted({route.room for route in routes()})


@pytest.mark.soak
@pytest.mark.trace("XC-3", "XC-13")
@pytest.mark.parametrize("room", ROOMS)
def test_every_route_answers_each_as_written(room: str, world: World) -> None:
    clients = signed_in_clients(world)
    to_paste, deviations = [], []
    for route in [route for route in routes() if route.room == room]:
        expected = EXPECTED.get(route.name)
        rows = found_rows(route, world, clients, expected)
        if expected is None:
            to_paste.append(as_lines(route, rows))
            continue
        deviations += [
            f"{route.name} {name}: {who} gets {found}, expected {wanted}"
            for name in sorted(rows.keys() | expected.keys())
            for who, found, wanted in zip(
                COLUMNS, rows.get(name, ["—"] * 15), read_row(expected.get(name, "all —")), strict=True
            )
            if found not in {wanted, UNASKED}
        ]
        if any(found.startswith("5") for row in rows.values() for found in row):
            deviations.append(f"{route.name}: somebody gets a server error")

    columns = " ".join(COLUMNS)
    assert to_paste == [], f"Judge each answer, then paste into {FILE.name} ({columns}):\n\n" + "\n\n".join(
        to_paste
    )
    assert deviations == []


def test_a_sample_asks_for_every_answer_of_a_line_and_the_whole_asks_for_everybody() -> None:
    line = " ".join(["in", *["404"] * 13, "200"])

    assert askers(line, everybody=False) == {"anonymous", "resident", COLUMNS[-1]}
    assert askers("all 405", everybody=False) == {"anonymous"}
    assert askers(None, everybody=False) == askers(line, everybody=True) == set(COLUMNS)


def test_no_route_is_expected_that_does_not_exist() -> None:
    assert sorted(EXPECTED.keys() - {route.name for route in routes()}) == []


def test_what_lies_at_a_foreign_place_answers_404_unless_a_page_is_public() -> None:
    """By the table alone: whoever may see a thing here gets 404 for the like of it elsewhere."""
    public = {route.name for route in routes() if route.access == "public"}
    public |= LEADS_ON_UNSEEN | SAID_TO_ALL
    lines = {name: rows for name, rows in EXPECTED.items() if "get_there" in rows and name not in public}
    wrong = [
        f"{name} {method}: {who} gets {there} elsewhere"
        for name, rows in lines.items()
        for method in ("get", "post")
        for who, here, there in zip(
            COLUMNS, read_row(rows[f"{method}_here"]), read_row(rows[f"{method}_there"]), strict=True
        )
        if who not in UNSCOPED and here in {"200", "302", "409", "422"} and there != "404"
    ]

    assert wrong == []


def test_what_does_not_exist_answers_404(world: World) -> None:
    operator = signed_in_clients(world)["operator"]
    found = {
        f"{route.name} {method}": answer(operator, method, address(route, world, 2))
        for route in routes()
        if route.arguments and not route.name.startswith("ui:")
        for method in ("get", "post")
    }

    refused_before_looking = {"405", "403"}
    by_form = {name for name in found if name.endswith(" post") and found[name] == "422"}
    unlike = {
        name: status
        for name, status in found.items()
        if status != "404" and status not in refused_before_looking and name not in by_form
    }
    assert unlike == {}


def test_a_missing_route_fails_with_lines_to_paste() -> None:
    route = Route("places:tree", ("place_id",), "place.view")
    rows = {"get_here": ["in"] + ["200"] * 14, "post_here": ["405"] * 15}

    assert as_lines(route, rows) == (
        '["places:tree"]\nget_here = "in 200 200 200 200 200 200 200 200 200 200 200 200 200 200"\n'
        'post_here = "all 405"'
    )
    assert tomllib.loads(as_lines(route, rows))["places:tree"]["post_here"] == "all 405"
    assert read_row("all 405") == ["405"] * 15


def test_every_view_says_who_may_enter() -> None:
    silent = [
        route.name for route in routes() if not route.access and not re.match(r"(ui|admin):", route.name)
    ]

    assert sorted(silent) == ["set_language"]
