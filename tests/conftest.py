"""What every test may ask for. Heavy things are imported where they are first needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness import outcomes
from tests.harness.beginnings import begun

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.harness.browser import Visitor
    from tests.harness.site import Site
    from tests.people_and_places import Town

COMMITTING = {"cloned_database", "live_site"}
BROWSING = {"browser", "visit", "page", "desk_page"}
FLUSHING = {"transactional_db", "live_server", "django_db_reset_sequences"}


def pytest_configure(config: pytest.Config) -> None:
    outcomes.register(config)
    _be_patient()


def _be_patient() -> None:
    """On a busy machine a property test is slow and not wrong."""
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "suite",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=os.environ.get("SHANGYI_SOAK")
        != "whole",  # the same cases for everybody; new ones in the soak
    )
    settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the tests by what they ask for: `database` and `browser` need no mark by hand."""
    on_postgres = os.environ.get("SHANGYI_TEST_DB") == "postgres"
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        _refuse_flushing(item, asked)
        if asked & BROWSING:
            item.add_marker("browser")
        if asked & {"db", *COMMITTING} or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: SHANGYI_TEST_DB=postgres"))
    outcomes.note_traces(items)


def _refuse_flushing(item: pytest.Item, asked: set[str]) -> None:
    marker = item.get_closest_marker("django_db")
    if asked & FLUSHING or (marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))):
        raise pytest.UsageError(
            f"{item.nodeid}: the ledger cannot be flushed; ask for cloned_database or live_site"
        )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The migrated database of this worker. Unlike the plugin's own, it is there for clones too."""
    from django.test.utils import teardown_databases

    from tests.harness.databases import drop_prepared, migrated

    with django_db_blocker.unblock():
        made = migrated()
    yield
    with django_db_blocker.unblock():
        drop_prepared()
        teardown_databases(made, verbosity=0)


def _settled_under_rules() -> Town:
    from tests.concerns.life import rules_in_force
    from tests.people_and_places import settle

    rules_in_force()
    return settle()


def _settled() -> Town:
    from tests.people_and_places import settle

    return settle()


_on_settled_places = begun("places and people", _settled)
_on_settled_town = begun("rules, places and people", _settled_under_rules)


@pytest.fixture
def settled_places(_on_settled_places: Town, db: None) -> Town:
    """The cast in their town, with no rules in force; settled once, and every test takes back what it changed."""
    return _on_settled_places


@pytest.fixture
def settled_town(_on_settled_town: Town, db: None) -> Town:
    """The cast in their town under the rules of Ningxia; settled once, and every test takes back what it changed."""
    return _on_settled_town


@pytest.fixture
def cloned_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A private copy of the migrated database in which rows are really committed, seen by all threads."""
    from tests.harness.databases import cloned

    with django_db_blocker.unblock(), cloned() as name:
        yield name


@pytest.fixture
def live_site(cloned_database: str) -> Iterator[Site]:
    """The site on a free port over a private database; the test itself sees the same database."""
    from tests.harness.site import served

    with served() as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run. Its event loop makes Django suspect async code, hence the variable."""
    from django.db import connections

    from tests.harness.browser import running

    connections.close_all()  # from here on the loop has connections of its own; these could never be closed again
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with running() as chromium:
        yield chromium
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(browser: Browser, live_site: Site) -> Iterator[Callable[..., Visitor]]:
    """Open a browser of one's own: `visit(phone=True, script=False, language="en", account=li)`.

    After the test, any console error, script error or failed request fails it.
    """
    from tests.harness.browser import visitor

    visitors: list[Visitor] = []

    def visit(*, phone: bool = True, account: Any = None, **wishes: Any) -> Visitor:
        someone = visitor(browser, live_site.url, phone=phone, **wishes)
        visitors.append(someone)
        if account is not None:
            live_site.sign_in(someone.context, account)
        return someone

    with ExitStack() as closing:
        closing.callback(lambda: [someone.context.close() for someone in visitors])
        yield visit
    assert [complaint for someone in visitors for complaint in someone.complaints] == []


@pytest.fixture
def page(visit: Callable[..., Visitor]) -> Page:
    """A phone, 390 px wide, in Chinese."""
    return visit(phone=True).page


@pytest.fixture
def desk_page(visit: Callable[..., Visitor]) -> Page:
    """A desk, 1280 px wide, in Chinese."""
    return visit(phone=False).page


@pytest.fixture
def rounds() -> Callable[[int, int], int]:
    """How often a soak test goes round: `rounds(whole, sample)` is the sample unless `make soak` runs."""
    return lambda whole, sample: whole if os.environ.get("SHANGYI_SOAK") == "whole" else sample
