"""The demo community: made by the real actions, so that everything that must hold holds in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.test import Client, override_settings

from shangyi.concerns.models import Answer, Concern, Photo, Voice
from shangyi.concerns.queries import waiting
from shangyi.concerns.rules.life import OPEN_STATES, State
from shangyi.decisions.models import Agreement, Ballot, Budget, BudgetVote
from shangyi.decisions.queries.agreements import text_of, unsigned
from shangyi.decisions.queries.ballots import in_the_way
from shangyi.deliberation.models import DrawnMap, Position, Statement, Topic
from shangyi.entry.demo import build
from shangyi.entry.demo.texts import read_matters, read_people
from shangyi.entry.demo.world import World
from shangyi.entry.demo_scenes import demo_scenes
from shangyi.entry.jobs import draw_maps
from shangyi.entry.signing_in import demo_cast, demo_under_way
from shangyi.forums.models import (
    AdvanceQuestion,
    CaseDigest,
    DiagnosisPoint,
    Edition,
    Gathering,
    Goal,
    Rating,
    Series,
    ServiceOffering,
    Site,
)
from shangyi.forums.queries.practices import shipped_texts
from shangyi.forums.rules.reading import load_practice
from shangyi.journeys.queries.invariants import check_everything
from shangyi.ledger.models import Fact
from shangyi.people.models import Account
from shangyi.people.queries import actor_of
from shangyi.places.models import HouseholdRow, OwnerRow
from shangyi.undertakings.models import Reminder, Undertaking
from tests.harness.databases import cloned

pytestmark = pytest.mark.xdist_group("demo world")  # it is built once, by one process

NOW = datetime(2026, 6, 17, 7, 20, tzinfo=UTC)
"""A Wednesday afternoon, twenty past three by the region's clock."""

DAYS_LATE = timedelta(days=2)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """What waits for the eight people and a few ordinary days besides, once for all tests here."""
    media: Path = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), cloned():
        yield build(progress=lambda _line: None, now=NOW, n=90)


def account(name: str) -> Account:
    return Account.objects.select_related("person").get(person__name=name)


def test_every_open_concern_has_a_keeper_and_one_running_clock(world: World) -> None:
    open_ones = Concern.objects.filter(state__in=OPEN_STATES)
    leads = Undertaking.objects.filter(
        is_lead=True, state="open", due_at__isnull=False, matter__startswith="concern:"
    )

    assert sorted(leads.values_list("matter", flat=True)) == sorted(each.subject for each in open_ones)
    assert {each.subject: each.due_at for each in open_ones} == dict(leads.values_list("matter", "due_at"))


def test_every_voice_has_a_receipt_and_counts_in_exactly_one_concern(world: World) -> None:
    n_voices = sum(Concern.objects.values_list("n_voices", flat=True))

    assert Voice.objects.filter(receipt="").count() == 0
    assert n_voices == Voice.objects.count()


def test_nothing_is_closed_while_somebody_waits_for_an_answer(world: World) -> None:
    closed = Concern.objects.filter(state=State.CLOSED)

    assert closed.count() > 10
    assert Answer.objects.filter(concern__in=closed, state=Answer.State.DUE).count() == 0
    assert [each.pk for each in closed if each.told_at is None] == []


def test_all_states_are_there(world: World) -> None:
    assert set(Concern.objects.values_list("state", flat=True)) >= {*OPEN_STATES, State.CLOSED}


def test_what_is_late_by_days_was_reminded_and_climbed(world: World) -> None:
    late = Undertaking.objects.filter(state="open", due_at__lt=NOW - DAYS_LATE)

    assert late.count() >= 4
    assert [each.pk for each in late if not each.reminders.filter(stage__in=["at", "after"]).exists()] == []
    assert [each.pk for each in late if each.rung == 0] == []
    assert Reminder.objects.filter(given_at__gt=NOW).count() == 0


def test_somebody_has_something_due_within_the_hour(world: World) -> None:
    soon = Undertaking.objects.filter(state="open", due_at__range=(NOW, NOW + timedelta(hours=1, minutes=10)))

    assert soon.count() >= 2


def test_no_due_time_moved_without_somebody_granting_it(world: World) -> None:
    moved = Undertaking.objects.exclude(first_due_at=None).exclude(due_at=F("first_due_at"))
    unexplained = [
        each
        for each in moved
        if not each.extensions.filter(granted=True).exists()
        and not Undertaking.objects.filter(matter=each.matter, pk__lt=each.pk).exists()
    ]

    assert unexplained == []


def test_the_record_runs_forward_and_ends_now(world: World) -> None:
    facts = list(Fact.objects.order_by("pk").values_list("at", "kind", "subject"))
    times = [at for at, _kind, _subject in facts]

    assert [pair for pair in pairwise(facts) if pair[1][0] < pair[0][0]] == []
    assert times[-1] <= NOW


def test_the_eight_and_the_operator_enter_with_one_press(world: World) -> None:
    cast = demo_cast()

    assert [figure.name for figure in cast] == [row["name"] for row in read_people() if "demo" in row]
    assert [figure.name for figure in cast if not figure.role or not figure.sees] == []
    with override_settings(DEMO=True, ROOT_URLCONF="tests.people.demo_urls"):
        for figure in cast:
            client = Client()
            entered = client.post("/people/demo/", {"as": figure.sign_in_name})
            assert (entered.status_code, "_auth_user_id" in client.session) == (302, True)


def test_the_resident_has_one_matter_to_rate_and_one_that_is_late(world: World) -> None:
    hers = Voice.objects.filter(person__name="沈桂兰")

    assert hers.filter(concern__state=State.RATING).count() == 1
    assert hers.filter(concern__state=State.HANDLING, concern__due_at__lt=NOW - DAYS_LATE).count() == 1


def test_the_clerk_has_about_a_dozen_waiting(world: World) -> None:
    actor = actor_of(account("马晓燕").person, NOW.date())

    assert 10 <= waiting(actor).count() <= 22


def test_people_speak_in_many_words_about_many_things(world: World) -> None:
    matters = read_matters()
    said = [words for matter in matters for words in matter.said]

    assert len(set(said)) == len(said) >= 120
    assert len({matter.category for matter in matters}) >= 40
    assert [matter.category for matter in matters if world.pack.category(matter.category) is None] == []
    assert [words for words in Voice.objects.values_list("words", flat=True) if "{" in words] == []


def test_two_buildings_have_their_rosters(world: World) -> None:
    chaoyang = world.places["chaoyang/33号楼/5单元"].path or ""

    assert HouseholdRow.objects.filter(place__path__startswith=chaoyang).count() == 12
    assert OwnerRow.objects.count() == HouseholdRow.objects.count() == 12 * 5 + 12 * 3


def test_photos_are_there_in_both_sizes(world: World) -> None:
    photos = list(Photo.objects.all())

    assert len(photos) > 5
    assert [each.pk for each in photos if not each.file.size or not each.small.size] == []


@pytest.mark.trace("XC-1")
def test_each_of_the_seven_practices_was_held_and_is_to_come(world: World) -> None:
    rows = Gathering.objects.filter(series=None).values_list("practice", "state")
    held = sorted(practice for practice, state in rows if state == "published")
    coming = sorted(practice for practice, state in rows if state in {"planned", "noticed"})

    assert held == coming == sorted(load_practice(text).code for text in shipped_texts())


def test_every_gathering_that_was_held_has_minutes_that_were_approved(world: World) -> None:
    editions = Edition.objects.filter(published_at__isnull=False)

    assert editions.count() == Gathering.objects.filter(state="published").count() == 7
    assert [each.pk for each in editions if not each.content["pledges"] + each.content["suggestions"]] == []


def test_around_the_gatherings_stands_what_came_before_and_after(world: World) -> None:
    """A week missed and explained, ratings, questions handed in, a survey with its diagnosis, cases, a new service."""
    weekly = Series.objects.get()
    missed = weekly.due_days.get(missed_at__isnull=False)
    assert missed.reason
    assert weekly.gatherings.filter(state="filed").count() >= 3
    rated = set(Rating.objects.filter(side="room").values_list("gathering__practice", flat=True))
    assert rated >= {"evening_talk", "please_come", "talk_on_fours", "problems_methods_services", "briefing"}
    offering = ServiceOffering.objects.get()
    assert offering.ratings.count() >= 3
    asked = AdvanceQuestion.objects.all()
    assert [each.pk for each in asked if each.remark is None] == []
    assert asked.filter(remark__carried_at__isnull=False).count() == 2
    assert (Site.objects.count(), DiagnosisPoint.objects.count(), Goal.objects.count()) == (2, 2, 3)
    digest = CaseDigest.objects.order_by("pk").last()
    assert digest is not None
    assert (digest.n_existing, digest.existing_source) == (digest.n_linked + 2, "12345热线月报")


def test_one_gathering_goes_on_and_is_entered_from_the_front_door(world: World) -> None:
    under_way = demo_under_way()

    assert [each.theme for each in under_way] == ["巷口的充电线和楼下的电动车"]
    with override_settings(DEMO=True, ROOT_URLCONF="tests.people.demo_urls"):
        visitor = Client()
        door = visitor.get("/people/demo/").content.decode()
        wall, phone = (visitor.get(url).status_code for url in (under_way[0].wall, under_way[0].phone))
        entered = visitor.post("/people/demo/", {"as": under_way[0].host, "next": under_way[0].host_page})
    assert (under_way[0].theme in door, wall, phone) == (True, 200, 200)
    assert (entered.status_code, entered["Location"]) == (302, under_way[0].host_page)


def test_the_front_door_leads_to_everything_that_is_decided_together(world: World) -> None:
    shown = demo_scenes()

    assert len({scene.page for scene in shown}) == len(shown) == 11
    with override_settings(DEMO=True, ROOT_URLCONF="tests.people.demo_urls"):
        door = Client().get("/people/demo/").content.decode()
        for scene in shown:
            entered = Client().post("/people/demo/", {"as": scene.eyes, "next": scene.page}, follow=True)
            assert (scene.title in door, entered.status_code) == (True, 200), scene
            assert scene.title in entered.content.decode(), scene


def test_shops_and_residents_were_asked_about_charging_posts(world: World) -> None:
    posts = Ballot.objects.get(place__name="满城金街")

    assert (posts.label, posts.state, posts.electors.count()) == ("consultative", "published", 50)
    assert in_the_way(posts) == ()


def test_the_resident_can_vote_and_the_owners_have_been_told(world: World) -> None:
    states = Ballot.objects.values_list("state", flat=True)
    resident = Client()
    resident.force_login(account("沈桂兰"), backend="django.contrib.auth.backends.ModelBackend")
    going_on = Ballot.objects.get(state="open")

    assert sorted(states) == ["noticed"] * 2 + ["open"] + ["published"] * 4
    assert going_on.electors.filter(person__name="沈桂兰").count() == 1
    assert not going_on.votes.filter(head="3-2-201").exists()
    assert resident.get(f"/ballots/{going_on.pk}/").status_code == 200


def test_what_only_owners_decide_went_over_to_them_and_was_decided_by_a_hair(world: World) -> None:
    asked, owners_asked = Ballot.objects.filter(title__contains="舞蹈室").order_by("pk")
    shed = Ballot.objects.get(title__contains="茂悦府")

    assert (asked.state, asked.outcome, asked.claim) == ("published", "passed", "consulted")
    assert [refused.code for refused in in_the_way(asked)] == ["label.needs-owners"]
    assert (owners_asked.follows, owners_asked.state, owners_asked.label) == (
        asked,
        "noticed",
        "statutory-owners",
    )
    assert (shed.state, shed.claim) == ("published", "decided")
    assert [check["is_met"] for check in shed.result["checks"]] == [True] * 4
    assert all(check["part"] - check["needed"] <= check["whole"] // 100 for check in shed.result["checks"])


def test_twelve_wishes_were_voted_on_and_the_two_counts_differ(world: World) -> None:
    voted, collecting = Budget.objects.order_by("pk")
    equal, greedy = (set(voted.result[rule]["winners"]) for rule in ("equal-shares", "greedy"))
    resident = Client()
    resident.force_login(account("沈桂兰"), backend="django.contrib.auth.backends.ModelBackend")

    assert voted.wishes.filter(state="admitted").count() == 12
    assert voted.wishes.filter(state="turned-down").exclude(reason="").count() == 1
    assert BudgetVote.objects.filter(voter__budget=voted).count() > 150
    assert (len(equal - greedy) > 3, len(greedy - equal) > 1) == (True, True)
    assert voted.wishes.filter(undertaking__state="done").count() == 1
    assert (voted.state, collecting.state) == ("published", "collecting")
    assert "您的那一份用在了" in resident.get(f"/budgets/{voted.pk}/").content.decode()


def test_a_stairwell_agreed_on_its_drain_and_one_name_is_missing_under_its_lamps(world: World) -> None:
    drain, lamps = Agreement.objects.order_by("pk")
    bound = text_of(drain).parties.all()
    paid = [sum(row.payments.values_list("fen", flat=True)) for row in bound]
    tenant = Client()
    tenant.force_login(account("吴桂香"), backend="django.contrib.auth.backends.ModelBackend")

    assert (drain.state, drain.version, lamps.state) == ("in-force", 2, "signing")
    assert [row.fen for row in bound if row.exempt_because] == [0]
    assert sum(row.fen or 0 for row in bound) == text_of(drain).total_fen == 280_000
    assert len([row for row in bound if row.fen]) == 4
    assert 0 < sum(paid) < 280_000
    assert bound[0].concessions.count() == 1
    assert [row.name for row in unsigned(lamps)] == ["吴桂香"]
    assert lamps.title in tenant.get("/").content.decode()
    assert {tenant.get(f"/agreements/{row.pk}/").status_code for row in (drain, lamps)} == {200}


def test_all_that_must_hold_holds_in_the_demo(world: World) -> None:
    whole = check_everything(NOW, whole_record=True)

    assert [held.invariant.code for held in whole.broken] == []


def test_neighbours_talk_about_something_and_their_answers_hold(world: World) -> None:
    """In three camps, so that the map that the worker draws shows three groups."""
    topic = Topic.objects.get(state="open")

    assert draw_maps(NOW) == 3
    drawn = DrawnMap.objects.get(topic=topic)
    assert (drawn.n_people, len(drawn.data["groups"])) == (58, 3)
    assert Statement.objects.filter(state="waiting").count() == 1
    assert Statement.objects.filter(state="turned-down").exclude(reason="").count() == 1
    client = Client()
    client.force_login(account("沈桂兰"), backend="django.contrib.auth.backends.ModelBackend")
    assert topic.title in client.get("/").content.decode(), "and one more is asked on her first page"


def test_of_two_topics_of_six_hundred_one_has_three_groups_and_one_has_none(world: World) -> None:
    draw_maps(NOW)
    camps, mixed = DrawnMap.objects.exclude(topic__state="open").order_by("topic")
    shown = [(row.n_people, len(row.data["groups"]), row.data["stable"]) for row in (camps, mixed)]

    assert shown == [(600, 3, True), (600, 0, False)]
    assert (camps.topic.state, mixed.topic.state) == ("concluded", "closed")
    assert Position.objects.filter(topic=camps.topic, recorded_by__name="马晓燕").count() == camps.n_positions
    assert "没有稳定的分组" in Client().get(f"/topics/{mixed.topic_id}/results/").content.decode()
