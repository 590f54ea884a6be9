"""Responding, naming, finishing, returning; and every state against every verb."""

from __future__ import annotations

from typing import Any

import pytest

from shangyi.kernel.refused import Refused
from shangyi.undertakings.actions import (
    finish_undertaking,
    name_person,
    respond,
    return_undertaking,
    withdraw_undertaking,
)
from shangyi.undertakings.models import Undertaking
from shangyi.undertakings.queries import counts, due_soon, late, mine
from shangyi.undertakings.rules import TABLE, State, Verb, step
from tests.kernel.ningxia import at
from tests.people_and_places import Town, acting
from tests.undertakings.given import again, facts, notices, opened, swept_at

NOW = at("2026-03-03T09:00")


def refused(code: str, do: Any, /, **given: Any) -> None:
    with pytest.raises(Refused) as no:
        do(**given)
    assert no.value.code == code


@pytest.mark.parametrize(("now", "in_time"), [("2026-03-02T12:00", True), ("2026-03-02T12:01", False)])
def test_reaching_the_person_is_recorded_in_time_or_not(town: Town, now: str, in_time: bool) -> None:
    row = opened(town, response="2h")

    respond(undertaking_id=row.pk, how="到现场", actor=acting(town.ma), now=at(now))

    assert again(row).responded_at == at(now)
    assert facts("undertaking.responded") == [{"undertaking": row.pk, "in_time": in_time}]


def test_only_the_first_response_counts(town: Town) -> None:
    row = opened(town, response="2h")
    respond(undertaking_id=row.pk, how="到现场", actor=acting(town.ma), now=NOW)

    refused(
        "undertaking.already-responded",
        respond,
        undertaking_id=row.pk,
        how="又到",
        actor=acting(town.ma),
        now=NOW,
    )
    refused(
        "undertaking.how-needed",
        respond,
        undertaking_id=opened(town, matter="concern:2").pk,
        how=" ",
        actor=acting(town.ma),
        now=NOW,
    )


def test_the_asked_unit_names_its_person_later_and_the_asker_is_told(town: Town) -> None:
    row = opened(town, unit=town.works)

    name_person(undertaking_id=row.pk, person=town.chen, actor=acting(town.chen), now=NOW)

    assert (again(row).holder, again(row).holder_capacity) == (town.chen, town.capacity(town.chen))
    assert facts("undertaking.person-named") == [{"undertaking": row.pk}]
    assert notices() == [("undertaking.person-named", "李书记")]


def test_the_person_named_works_for_the_unit_and_is_named_once(town: Town) -> None:
    row = opened(town, unit=town.works)

    refused(
        "undertaking.not-of-unit",
        name_person,
        undertaking_id=row.pk,
        person=town.ma,
        actor=acting(town.li),
        now=NOW,
    )
    name_person(undertaking_id=row.pk, person=town.chen, actor=acting(town.li), now=NOW)
    refused(
        "undertaking.already-named",
        name_person,
        undertaking_id=row.pk,
        person=town.chen,
        actor=acting(town.li),
        now=NOW,
    )


def test_what_is_done_says_what_came_of_it_and_is_told(town: Town) -> None:
    row = opened(town)

    refused(
        "undertaking.outcome-needed",
        finish_undertaking,
        undertaking_id=row.pk,
        outcome=" ",
        actor=acting(town.ma),
        now=NOW,
    )
    finish_undertaking(undertaking_id=row.pk, outcome="换了新管", actor=acting(town.ma), now=NOW)

    assert (again(row).state, again(row).ended_at, again(row).look_at) == ("done", NOW, None)
    assert notices() == [("undertaking.done", "李书记")]


@pytest.mark.trace("TC-18")
def test_returning_needs_a_reason_in_time(town: Town) -> None:
    row = opened(town)
    given = {"undertaking_id": row.pk, "actor": acting(town.ma)}

    refused("undertaking.reason-needed", return_undertaking, reason="", now=NOW, **given)
    refused(
        "undertaking.return-too-late",
        return_undertaking,
        reason="不归我们",
        now=at("2026-03-05T00:00"),
        **given,
    )
    return_undertaking(reason="不归我们", now=at("2026-03-04T23:00"), **given)

    assert (again(row).state, again(row).outcome) == ("returned", "不归我们")


@pytest.mark.parametrize(
    ("verb", "words"),
    [(finish_undertaking, "outcome"), (return_undertaking, "reason"), (withdraw_undertaking, "reason")],
)
def test_the_running_clock_of_a_matter_ends_only_with_the_matter(town: Town, verb: Any, words: str) -> None:
    row = opened(town, is_lead=True)

    refused(
        "undertaking.lead-belongs-to-matter",
        verb,
        undertaking_id=row.pk,
        actor=acting(town.li) if verb is not return_undertaking else acting(town.ma),
        now=NOW,
        **{words: "好了"},
    )

    assert again(row).state == "open"


def test_a_stranger_finds_nothing_and_a_colleague_of_the_unit_may(town: Town) -> None:
    row = opened(town, unit=town.works)

    refused(
        "undertaking.not-found", respond, undertaking_id=row.pk, how="来了", actor=acting(town.zhao), now=NOW
    )
    refused(
        "undertaking.not-found", respond, undertaking_id=999_999, how="来了", actor=acting(town.li), now=NOW
    )
    respond(undertaking_id=row.pk, how="电话联系上了", actor=acting(town.chen), now=NOW)

    assert again(row).responded_at == NOW


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", list(Verb))
def test_every_state_against_every_verb(state: State, verb: Verb) -> None:
    row = next((each for each in TABLE if each.source is state and each.verb is verb), None)
    given: dict[str, object] = dict.fromkeys(("outcome", "reason", "wanted_due_at"), "x")

    if row is None:
        refused("undertaking.not-open", step, state=state, verb=verb, **given)
        return
    assert step(state, verb, **given) is row
    for need in row.needs:
        refused(
            f"undertaking.{need.replace('_', '-')}-needed", step, state=state, verb=verb, **given | {need: ""}
        )


def test_lists_say_what_is_mine_soon_and_late_and_what_was_done_about_it(town: Town) -> None:
    own = opened(town, matter="concern:1")
    soon = opened(town, matter="concern:2", limit="30d")
    opened(
        town,
        matter="concern:3",
        place=town.lakeside,
        holder=town.liu,
        holder_capacity=town.capacity(town.liu),
    )
    unnamed = opened(town, matter="concern:4", limit="30d", unit=town.works)
    swept_at("2026-03-10T09:00")
    now = at("2026-03-31T09:00")

    assert list(mine(acting(town.ma))) == [own, soon]
    assert list(mine(acting(town.chen))) == [unnamed]
    assert list(due_soon(acting(town.li), now)) == [soon, unnamed]
    assert list(late(acting(town.li), now)) == [own]
    assert [(each.stage, each.person.name) for each in late(acting(town.li), now)[0].done_about_it] == [
        ("at", "小马"),
        ("at", "李书记"),
    ]
    assert late(acting(town.liu), now).count() == 2
    assert late(acting(town.zhao), now).count() == 0


def test_the_navigation_counts_what_waits(town: Town) -> None:
    opened(town)
    now = at("2026-03-10T09:00")

    assert (counts(acting(town.ma), now).mine, counts(acting(town.ma), now).mine_late) == (1, 1)
    assert (counts(acting(town.li), now).late, counts(acting(town.zhao), now).late) == (1, 0)
    assert Undertaking.objects.count() == 1
