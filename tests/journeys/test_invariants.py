"""Every invariant holds in a lived-in world, and is seen to be broken when the database is damaged by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import connection

from shangyi.concerns.actions.keeping import follow_due_change
from shangyi.concerns.actions.open_list import Listing, put_on_open_list
from shangyi.concerns.actions.rate import NewRating, rate
from shangyi.concerns.actions.regroup import merge_concerns
from shangyi.concerns.models import Concern, Rating
from shangyi.entry.commands.check import lines
from shangyi.entry.jobs import check_invariants
from shangyi.journeys.queries.invariants import ALL, check_everything
from shangyi.ledger.actions import erase_private_parts
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.people.queries import NOBODY
from shangyi.undertakings.actions import Away, ask_extension, decide_extension, record_absence, sweep
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import (
    HOUR,
    MONDAY,
    done_concern,
    handled_concern,
    rules_in_force,
    said,
    sorted_concern,
)
from tests.decisions.agreement_damages import AGREEMENT_DAMAGES
from tests.decisions.budget_damages import BUDGET_DAMAGES
from tests.decisions.damages import BALLOT_DAMAGES
from tests.decisions.founding_damages import FOUNDING_DAMAGES
from tests.deliberation.damages import TOPIC_DAMAGES
from tests.forums.damages import GATHERING_DAMAGES, filed
from tests.harness.beginnings import begun
from tests.people_and_places import Town, acting, settle


@dataclass(frozen=True, slots=True)
class World:
    """Concerns in every state a damage needs, by what they are."""

    town: Town
    heard: Concern
    handling: Concern
    listed: Concern
    closed: Concern
    merged: Concern
    target: Concern
    extended: Undertaking
    now: datetime


@pytest.fixture
def world(_on_world: World, db: None) -> Iterator[World]:
    yield _on_world
    if connection.vendor == "sqlite":
        damage("PRAGMA ignore_check_constraints = OFF")


def _lived_in() -> World:
    """Lived by the actions, so that all of it holds."""
    rules_in_force()
    town = settle()
    target = sorted_concern(town, words="井盖松了,晚上响。")
    merged = sorted_concern(town, words="井盖晃,声音很大。")
    merge_concerns(source_id=merged.pk, target_id=target.pk, actor=acting(town.ma), now=MONDAY + 3 * HOUR)
    closed = done_concern(town, words="楼道灯不亮。")
    solved = NewRating(verdict=Rating.Verdict.SOLVED, satisfied=5)
    rate(receipt=closed.voices.get().receipt, new=solved, actor=NOBODY, now=MONDAY + 30 * HOUR)
    listed = handled_concern(town, words="想加装电梯。")
    plan = Listing(plan="等补助政策", review_on=(MONDAY + timedelta(days=20)).date())
    put_on_open_list(concern_id=listed.pk, listing=plan, actor=acting(town.li), now=MONDAY + 5 * HOUR)
    handling = handled_concern(town, words="下水道堵了。")
    extended = _extended(town, handling)
    heard = said(town, "路边的树枝断了。", now=MONDAY + 50 * HOUR).concern
    now = MONDAY + 51 * HOUR
    sweep(now=now)
    rows = [Concern.objects.get(pk=each.pk) for each in (heard, handling, listed, closed, merged, target)]
    return World(town, *rows, extended, now)


_on_world = begun("a world in every state that a damage needs", _lived_in)


def _extended(town: Town, concern: Concern) -> Undertaking:
    lead = Undertaking.objects.get(matter=concern.subject, is_lead=True, state="open")
    later = (lead.due_at or MONDAY) + timedelta(days=1)
    asked = ask_extension(
        undertaking_id=lead.pk,
        reason="等配件",
        wanted_due_at=later,
        actor=acting(town.chen),
        now=MONDAY + 4 * HOUR,
    )
    decide_extension(
        extension_id=asked.pk,
        granted=True,
        reason="",
        actor=acting(town.li),
        now=MONDAY + 5 * HOUR,
        on_due_changed=follow_due_change,
    )
    return Undertaking.objects.get(pk=lead.pk)


def broken(now: datetime) -> dict[str, tuple[int, ...]]:
    return {held.invariant.code: held.first for held in check_everything(now).broken}


def damage(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def without_constraint(table: str, name: str) -> None:
    """Damage that a constraint forbids can still happen by hand, after somebody has dropped it."""
    if connection.vendor == "postgresql":
        damage("SET CONSTRAINTS ALL IMMEDIATE")
        damage(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        damage(f"DROP INDEX IF EXISTS {name}")
        return
    if name.startswith("one_") or name.endswith("_key"):
        damage(f"DROP INDEX IF EXISTS {name}")
    damage("PRAGMA ignore_check_constraints = ON")


def without_trigger(table: str, name: str) -> None:
    damage(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def test_a_lived_in_world_holds(world: World) -> None:
    seen = check_everything(world.now)

    assert {held.invariant.code: held.first for held in seen.broken} == {}
    assert {held.invariant.code for held in seen.held} == {invariant.code for invariant in ALL}


def test_a_filed_gathering_holds(world: World) -> None:
    filed(world.town)

    assert broken(world.now) == {}


def test_an_empty_database_holds(db: None) -> None:
    assert broken(MONDAY) == {}


def test_every_invariant_is_shown_broken_below() -> None:
    assert {invariant.code for invariant in ALL} == set(DAMAGES)


def _receipt(world: World) -> None:
    damage("UPDATE concerns_voice SET receipt = '' WHERE concern_id = %s", world.heard.pk)


def _receipt_once(world: World) -> None:
    if connection.vendor == "postgresql":
        damage("SET CONSTRAINTS ALL IMMEDIATE")
        damage("ALTER TABLE concerns_voice DROP CONSTRAINT concerns_voice_receipt_key")
    else:
        _without_unique_receipts()
    first = world.closed.voices.get().receipt
    damage("UPDATE concerns_voice SET receipt = %s WHERE concern_id = %s", first, world.heard.pk)


def _without_unique_receipts() -> None:
    """SQLite cannot drop a column's own uniqueness; its table is copied without any."""
    damage("PRAGMA legacy_alter_table = ON")
    damage("ALTER TABLE concerns_voice RENAME TO concerns_voice_old")
    damage("CREATE TABLE concerns_voice AS SELECT * FROM concerns_voice_old")
    damage("PRAGMA legacy_alter_table = OFF")


def _voice_of_merged(world: World) -> None:
    voice = world.merged.voices.model.objects.filter(first_concern=world.merged).get()
    damage("UPDATE concerns_voice SET concern_id = %s WHERE id = %s", world.merged.pk, voice.pk)


def _n_voices(world: World) -> None:
    damage("UPDATE concerns_concern SET n_voices = 7 WHERE id = %s", world.heard.pk)


def _merged(world: World) -> None:
    damage("UPDATE concerns_concern SET merged_into_id = %s WHERE id = %s", world.target.pk, world.closed.pk)


def _one_clock(world: World) -> None:
    damage("UPDATE concerns_concern SET due_at = %s WHERE id = %s", world.now, world.heard.pk)


def _clock_after(world: World) -> None:
    damage("UPDATE concerns_concern SET due_at = %s WHERE id = %s", world.now, world.closed.pk)


def _keeper(world: World) -> None:
    damage("UPDATE people_capacity SET until_on = '2026-03-03' WHERE person_id = %s", world.town.ma.pk)


def _keeper_there(world: World) -> None:
    damage(
        "INSERT INTO people_absence (person_id, from_at, reason, stand_in_id)"
        " VALUES (%s, %s, '', %s), (%s, %s, '', %s)",
        world.town.ma.pk,
        MONDAY,
        world.town.li.pk,
        world.town.li.pk,
        MONDAY,
        world.town.ma.pk,
    )


def _open_list(world: World) -> None:
    damage("UPDATE concerns_openlisting SET ended_at = %s WHERE concern_id = %s", world.now, world.listed.pk)


def _closed_unanswered(world: World) -> None:
    damage("DELETE FROM concerns_rating")


def _answers_due(world: World) -> None:
    damage("UPDATE concerns_concern SET state = 'rating' WHERE id = %s", world.heard.pk)


def _due_moved(world: World) -> None:
    later = world.now + timedelta(days=90)
    damage("UPDATE undertakings_undertaking SET due_at = %s WHERE id = %s", later, world.extended.pk)


def _first_due(world: World) -> None:
    damage("UPDATE concerns_concern SET first_due_at = %s WHERE id = %s", world.now, world.handling.pk)


def _asked_late(world: World) -> None:
    damage("UPDATE undertakings_extension SET asked_at = %s", world.now + timedelta(days=90))


def _raised_to_nobody(world: World) -> None:
    damage("UPDATE undertakings_undertaking SET rung = 1 WHERE id = %s", world.extended.pk)


def _date_or_reason(world: World) -> None:
    without_constraint("undertakings_undertaking", "undertaking_has_date_or_reason")
    damage(
        "UPDATE undertakings_undertaking SET due_at = NULL, undated_reason = '' WHERE id = %s",
        world.extended.pk,
    )


def _not_reminded(world: World) -> None:
    damage("UPDATE undertakings_undertaking SET look_at = NULL WHERE state = 'open'")


def _names_the_speaker(world: World) -> None:
    Notice.objects.create(
        person=world.town.chen,
        channel="in_app",
        template="undertaking.given",
        facts={"what": "王阿姨说水管坏了"},
        about=world.handling.subject,
        dedup_key="x",
        made_at=world.now,
        next_attempt_at=world.now,
    )


def _recounted(world: World) -> None:
    damage("UPDATE concerns_concern SET done_at = %s WHERE id = %s", world.now, world.handling.pk)


def _concern_state(world: World) -> None:
    damage("UPDATE concerns_concern SET state = 'sorted' WHERE id = %s", world.heard.pk)


def _voice_heard(world: World) -> None:
    without_trigger("ledger_fact", "fact_no_update")
    damage(
        "UPDATE ledger_fact SET kind = 'voice.forgotten' WHERE kind = 'voice.heard' AND subject = %s",
        world.heard.subject,
    )


def _undertaking_state(world: World) -> None:
    damage("UPDATE undertakings_undertaking SET state = 'open' WHERE state = 'done' AND NOT is_lead")
    damage("UPDATE undertakings_undertaking SET state = 'returned' WHERE task = 'rate'")


def _answers(world: World) -> None:
    damage("UPDATE concerns_answer SET state = 'due'")


def _commitments(world: World) -> None:
    without_trigger("ledger_privatepart", "private_no_update")
    fact = Fact.objects.filter(kind="voice.heard").first()
    damage("UPDATE ledger_privatepart SET content = '{}' WHERE fact_id = %s", fact.pk)  # type: ignore[union-attr]


DAMAGES = (
    {
        "voice.receipt": _receipt,
        "voice.receipt-once": _receipt_once,
        "voice.concern": _voice_of_merged,
        "concern.n-voices": _n_voices,
        "concern.merged": _merged,
        "concern.one-clock": _one_clock,
        "concern.no-clock-after": _clock_after,
        "concern.keeper": _keeper,
        "concern.keeper-there": _keeper_there,
        "concern.open-list": _open_list,
        "concern.closed-unanswered": _closed_unanswered,
        "concern.answers-due": _answers_due,
        "undertaking.due-moved": _due_moved,
        "concern.first-due": _first_due,
        "extension.asked-late": _asked_late,
        "undertaking.raised-to-nobody": _raised_to_nobody,
        "undertaking.date-or-reason": _date_or_reason,
        "undertaking.not-reminded": _not_reminded,
        "undertaking.not-raised": _not_reminded,
        "notice.names-the-speaker": _names_the_speaker,
        "figures.recounted": _recounted,
        "record.concern-state": _concern_state,
        "record.voice-heard": _voice_heard,
        "record.undertaking-state": _undertaking_state,
        "record.answers": _answers,
        "record.commitments": _commitments,
    }
    | GATHERING_DAMAGES
    | BALLOT_DAMAGES
    | AGREEMENT_DAMAGES
    | TOPIC_DAMAGES
    | BUDGET_DAMAGES
    | FOUNDING_DAMAGES
)

LATER = {"undertaking.not-reminded": timedelta(days=60), "undertaking.not-raised": timedelta(days=60)}
"""What only passing time makes wrong is looked at so much later."""


@pytest.mark.parametrize("code", sorted(DAMAGES))
def test_a_damaged_database_is_seen(world: World, code: str) -> None:
    now = world.now + LATER.get(code, timedelta())
    if code in LATER:
        sweep(now=now)
        damage("DELETE FROM undertakings_reminder")
        damage("UPDATE undertakings_undertaking SET rung = 0, raised_to_id = NULL")
    else:
        assert code not in broken(now)

    DAMAGES[code](world)

    assert code in broken(now)


def test_time_passing_with_the_sweep_leaves_nothing_in_silence(world: World) -> None:
    seen = []
    for working_day in (7, 8, 11, 14, 18):
        now = MONDAY + timedelta(days=working_day)
        sweep(now=now)
        seen.append(broken(now))

    assert seen == [{}] * 5


def test_without_the_sweep_what_is_late_is_seen_as_silence(world: World) -> None:
    assert set(broken(world.now + timedelta(days=12))) == {
        "undertaking.not-reminded",
        "undertaking.not-raised",
    }


def test_a_keeper_who_is_away_is_covered_by_who_stands_in(world: World) -> None:
    away = Away(
        person=world.town.ma,
        from_at=world.now,
        until_at=world.now + timedelta(days=30),
        stand_in=world.town.li,
        reason="病假",
    )
    record_absence(away=away, actor=acting(world.town.li), now=world.now, on_keeper_changed=_keep)

    assert broken(world.now + HOUR) == {}


def _keep(**handed: object) -> int:
    from shangyi.concerns.actions.keeping import follow_hand_over

    return follow_hand_over(**handed)  # type: ignore[arg-type]


def test_an_erased_private_part_is_no_damage(world: World) -> None:
    erase_private_parts(fact_ids=list(Fact.objects.values_list("pk", flat=True)))

    assert broken(world.now) == {}


def test_the_report_names_the_first_offenders(world: World) -> None:
    _n_voices(world)

    report = list(lines(check_everything(world.now)))

    at = next(n for n, line in enumerate(report) if "NO" in line)
    assert "1 OFFEND" in report[at]
    assert report[at + 1].strip() == f"first: concerns_concern {world.heard.pk}"
    assert report[-1] == f"1 of {len(ALL)} do not hold"


def test_the_nightly_job_logs_what_does_not_hold(world: World, caplog: pytest.LogCaptureFixture) -> None:
    _n_voices(world)

    assert check_invariants(world.now) == 1
    assert [(record.levelname, record.facts["invariant"]) for record in caplog.records] == [  # type: ignore[attr-defined]
        ("ERROR", "concern.n-voices")
    ]
