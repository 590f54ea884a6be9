"""A picture of every page at 390 and 1280 px, in both languages, into var/shots, with an index to look through.

    .venv/bin/python tools/shots.py [--data DIR] [--only WORD]

With --data it looks at the demo community in that folder (`shangyi --data DIR demo` made it); without, at a small
town with one matter in each state. Each address is opened by the first of these who may: a passer-by, a resident,
staff of the community, somebody who works for a unit, the operator. What nobody could open is listed at the end of
the index.
"""

from __future__ import annotations

import argparse
import html
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from tests.harness.site import Site

    from shangyi.people.models import Account

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "shots"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
WIDTHS = (390, 1280)
KINDS = ("secretary", "clerk", "unit_worker", "operator")
SKIPPED = {"photo", "set_language", "healthz", "my_record_csv"}
EACH_STATE = {"journeys:concern", "journeys:by_receipt", "ui:gallery_face"}
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


@dataclass
class Shot:
    """One page as one person sees it."""

    name: str
    path: str
    who: str


@dataclass
class World:
    """Who looks, and what there is to look at."""

    accounts: dict[str, Account | None]
    samples: dict[str, list[Any]]
    missing: list[str] = field(default_factory=list)


def main() -> int:
    wishes = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wishes.add_argument("--data", type=Path, help="folder of a demo community")
    wishes.add_argument("--only", default="", help="only pages whose name holds this")
    wishes.add_argument("--language", choices=LANGUAGES, help="only this one")
    given = wishes.parse_args()
    logging.disable(logging.WARNING)
    prepare(given.data)
    world = look_about()
    shots = [shot for shot in pages(world) if given.only in shot.name]
    OUT.mkdir(parents=True, exist_ok=True)
    languages = [given.language] if given.language else list(LANGUAGES)
    take(shots, world, languages)
    (OUT / "index.html").write_text(index(shots, world, languages), encoding="utf-8")
    print(f"{len(shots)} pages, {len(world.missing)} addresses without a picture: {OUT / 'index.html'}")
    return 0


def prepare(data: Path | None) -> None:
    """Settings, tables and, where no folder was named, the small town."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    os.environ["SHANGYI_DATA"] = str(data.absolute() if data else tempfile.mkdtemp(prefix="shangyi-shots-"))
    if data is not None:
        os.environ["SHANGYI_DEMO"] = "1"
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    if data is None:
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        small_town()


def small_town() -> None:
    """The town of the stories with a matter in each state, some of them late."""
    from django.utils import timezone, translation
    from tests.journeys.every_state import settle_every_state

    with translation.override("zh-hans"):
        settle_every_state(timezone.now())


def look_about() -> World:
    """One account for each pair of eyes, and for each argument of an address the things to put there."""
    from shangyi.concerns.models import Concern, Voice
    from shangyi.people.models import Account, Capacity
    from shangyi.places.models import Place, Unit
    from shangyi.undertakings.models import Undertaking

    accounts: dict[str, Account | None] = {"anonymous": None}
    speakers = Voice.objects.exclude(person=None).values("person")
    accounts["resident"] = Account.objects.filter(person__in=speakers).order_by("id").first()
    for kind in KINDS:
        accounts[kind] = Account.objects.filter(person__capacities__kind=kind).order_by("id").first()
    newest = {concern.state: concern for concern in Concern.objects.order_by("id")}
    leads = {row.task: row.pk for row in Undertaking.objects.filter(state="open").order_by("id")}
    samples: dict[str, list[Any]] = {
        "concern_id": [concern.pk for concern in newest.values()],
        "receipt": [concern.voices.first().receipt for concern in newest.values() if concern.voices.exists()],
        "undertaking_id": list(leads.values()),
        "person_id": list(Capacity.objects.filter(kind="clerk").values_list("person", flat=True)[:1]),
        "capacity_id": list(Capacity.objects.filter(kind="clerk").values_list("pk", flat=True)[:1]),
        "place_id": list(Place.objects.filter(kind="community").values_list("pk", flat=True)[:1]),
        "code": list(Place.objects.filter(kind="stairwell").values_list("code", flat=True)[:1]),
        "unit_id": list(Unit.objects.values_list("pk", flat=True)[:1]),
        "face": ["resident", "desk", "hall"],
    }
    return World(accounts, samples)


def pages(world: World) -> Iterator[Shot]:
    """Every address that answers a GET, with the first person who may open it."""
    from django.test import Client

    clients = {}
    for who, account in world.accounts.items():
        clients[who] = Client()
        if account is not None:
            clients[who].force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    for name, paths in addresses(world):
        found = [shot for path in paths if (shot := first_who_may(name, path, clients))]
        if name.endswith(":home") and world.accounts["resident"]:
            found.append(Shot(f"{name} signed in", "/", "resident"))
        if not found:
            world.missing.append(name)
        for n, shot in enumerate(found):
            yield Shot(f"{shot.name} {n + 1}" if len(found) > 1 else shot.name, shot.path, shot.who)


def first_who_may(name: str, path: str, clients: dict[str, Any]) -> Shot | None:
    for who, client in clients.items():
        if client.get(path, HTTP_HOST="127.0.0.1").status_code == 200:
            return Shot(name, path, who)
    return None


def addresses(world: World) -> Iterator[tuple[str, list[str]]]:
    """Each named route with its addresses; a matter's own pages once for each state it can be in."""
    from django.urls import NoReverseMatch, get_resolver, reverse

    for name, arguments in sorted(_routes(get_resolver())):
        if name.rpartition(":")[2] in SKIPPED:
            continue
        values = [world.samples.get(argument, []) for argument in arguments]
        try:
            paths = (
                [reverse(name, args=chosen) for chosen in zip(*values, strict=False)]
                if arguments
                else [reverse(name)]
            )
        except NoReverseMatch:
            paths = []
        yield name, paths[:8] if name in EACH_STATE else paths[:1]


def _routes(resolver: Any, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _routes(entry, inner)
        elif entry.name:
            yield f"{space}{entry.name}", tuple(entry.pattern.converters)


def take(shots: list[Shot], world: World, languages: list[str]) -> None:
    """Open each page and keep what is seen, from top to bottom."""
    from tests.harness.browser import running
    from tests.harness.site import served

    with served() as site, running() as browser:
        for language in languages:
            for who in world.accounts:
                mine = [shot for shot in shots if shot.who == who]
                if mine:
                    _take_as(who, mine, world, site, browser, language)


def _take_as(who: str, shots: list[Shot], world: World, site: Site, browser: Browser, language: str) -> None:
    context = browser.new_context(base_url=site.url, locale=LANGUAGES[language], reduced_motion="reduce")
    account = world.accounts[who]
    if account is not None:
        site.sign_in(context, account)
    page = context.new_page()
    for shot in shots:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844 if width == WIDTHS[0] else 800})
            if width == WIDTHS[0]:
                page.goto(shot.path)
            page.screenshot(path=OUT / file_of(shot, language, width), full_page=True)
    context.close()


def file_of(shot: Shot, language: str, width: int) -> str:
    plain = "".join(letter if letter.isalnum() else "-" for letter in shot.name)
    return f"{plain}.{language}.{width}.png"


def index(shots: list[Shot], world: World, languages: list[str]) -> str:
    """All pictures of a page side by side."""
    rows = []
    for shot in shots:
        pictures = "".join(
            f'<a href="{(file := file_of(shot, language, width))}"><img src="{file}" height="420" loading="lazy"'
            f' alt="{html.escape(shot.name)}"></a> '
            for language in languages
            for width in WIDTHS
        )
        rows.append(
            f"<h2>{html.escape(shot.name)} <small>{html.escape(shot.path)} · {shot.who}</small></h2>{pictures}"
        )
    left = "".join(f"<li>{html.escape(name)}</li>" for name in world.missing)
    return (
        '<!doctype html><meta charset="utf-8"><title>shangyi, every page</title>'
        f"<h1>{len(shots)} pages</h1>{''.join(rows)}<h2>Without a picture</h2><ul>{left}</ul>"
    )


if __name__ == "__main__":
    sys.exit(main())
