from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from shangyi.kernel.refused import Refused
from shangyi.undertakings.actions import ask_extension, decide_extension, finish_undertaking
from shangyi.undertakings.models import Extension, Undertaking
from shangyi.undertakings.queries import extensions_waiting
from shangyi.undertakings.rules import Stretch
from tests.kernel.ningxia import at
from tests.people_and_places import Town, acting
from tests.undertakings.given import DUE, again, facts, notices, opened, reminders, swept_at

LATER = at("2026-03-16T23:59:59")


def asked(town: Town, row: Undertaking, **wishes: Any) -> Extension:
    given = {
        "undertaking_id": row.pk,
        "reason": "等配件",
        "wanted_due_at": LATER,
        "actor": acting(town.ma),
        "now": at("2026-03-05T10:00"),
    } | wishes
    return ask_extension(**given)


def decided(town: Town, extension: Extension, **wishes: Any) -> tuple[Extension, list[Any]]:
    heard: list[Any] = []
    given = {
        "extension_id": extension.pk,
        "granted": True,
        "reason": "",
        "actor": acting(town.li),
        "now": at("2026-03-06T10:00"),
        "on_due_changed": lambda **change: heard.append(
            (change["matter"], change["due_at"], change["reason"])
        ),
    } | wishes
    return decide_extension(**given), heard


@pytest.mark.trace("TC-18")
def test_an_extension_moves_the_due_time_and_keeps_the_first_one(town: Town) -> None:
    row = opened(town, is_lead=True)

    extension, heard = decided(town, asked(town, row))

    moved = again(row)
    assert (moved.due_at, moved.first_due_at, moved.remind_at) == (LATER, DUE, LATER - timedelta(days=1))
    assert (extension.decided_by, extension.granted) == (town.li, True)
    assert heard == [("concern:1", LATER, "等配件")]
    assert moved.working["steps"][-1]["code"] == "extended"
    asked_lines = facts("undertaking.extension-asked")
    assert [datetime.fromisoformat(fact["due_at"]) for fact in asked_lines] == [DUE]
    assert [fact["granted"] for fact in facts("undertaking.extension-decided")] == [True]
    assert notices() == [("undertaking.extension-asked", "李书记"), ("undertaking.extension-granted", "小马")]


def test_an_extension_of_what_is_no_clock_leaves_the_due_time_of_the_matter(town: Town) -> None:
    _, heard = decided(town, asked(town, opened(town)))

    assert heard == []


def test_refusing_more_time_moves_nothing_and_tells_nobody_but_the_asker(town: Town) -> None:
    row = opened(town, is_lead=True)

    extension, heard = decided(town, asked(town, row), granted=False, reason="配件已经到了")

    assert (extension.granted, again(row).due_at, heard) == (False, DUE, [])
    assert notices()[-1] == ("undertaking.extension-refused", "小马")


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"reason": "  "}, "undertaking.reason-needed"),
        ({"wanted_due_at": None}, "undertaking.wanted-due-at-needed"),
        ({"wanted_due_at": DUE}, "undertaking.extension-not-later"),
        ({"now": at("2026-03-10T00:00")}, "undertaking.extension-too-late"),
        ({"stretch": Stretch(latest=at("2026-03-12T00:00"))}, "undertaking.extension-too-long"),
    ],
)
def test_an_extension_is_asked_with_a_reason_before_expiry_for_later(
    town: Town, wishes: dict[str, Any], code: str
) -> None:
    row = opened(town)

    with pytest.raises(Refused) as no:
        asked(town, row, **wishes)

    assert (no.value.code, Extension.objects.count(), facts("undertaking.extension-asked")) == (code, 0, [])


def test_one_request_at_a_time(town: Town) -> None:
    row = opened(town)
    asked(town, row)

    with pytest.raises(Refused) as no:
        asked(town, row)

    assert no.value.code == "undertaking.extension-pending"


def test_no_more_extensions_than_the_rules_allow(town: Town) -> None:
    row = opened(town)
    decided(town, asked(town, row))

    with pytest.raises(Refused) as no:
        asked(town, row, wanted_due_at=LATER + timedelta(days=9), stretch=Stretch(times=1))

    assert no.value.code == "undertaking.extension-too-often"


@pytest.mark.parametrize("asker", ["ma", "li"])
def test_nobody_decides_their_own_extension_nor_one_of_their_own_work(town: Town, asker: str) -> None:
    row = opened(town, holder=town.li, holder_capacity=town.capacity(town.li))
    extension = asked(town, row, actor=acting(getattr(town, asker)))

    with pytest.raises(Refused) as no:
        decided(town, extension)

    assert no.value.code == "undertaking.own-extension"


def test_after_expiry_more_time_can_be_refused_but_not_granted(town: Town) -> None:
    row = opened(town)
    extension = asked(town, row)

    with pytest.raises(Refused) as no:
        decided(town, extension, now=at("2026-03-10T09:00"))
    assert no.value.code == "undertaking.extension-too-late"

    refused, _ = decided(town, extension, granted=False, reason="已过期", now=at("2026-03-10T09:00"))
    assert refused.granted is False


def test_a_request_is_decided_once(town: Town) -> None:
    extension = asked(town, opened(town))
    decided(town, extension)

    with pytest.raises(Refused) as no:
        decided(town, extension, granted=False, reason="又想了想")

    assert no.value.code == "undertaking.extension-decided"


def test_what_has_ended_gets_no_more_time(town: Town) -> None:
    row = opened(town)
    extension = asked(town, row)
    finish_undertaking(
        undertaking_id=row.pk, outcome="好了", actor=acting(town.ma), now=at("2026-03-05T11:00")
    )

    with pytest.raises(Refused) as no:
        decided(town, extension)

    assert no.value.code == "undertaking.not-open"


def test_a_clerk_may_ask_but_not_decide_and_a_stranger_finds_nothing(town: Town) -> None:
    extension = asked(town, opened(town))

    codes = []
    for who in (town.ma, town.zhao, town.wang):
        with pytest.raises(Refused) as no:
            decided(town, extension, actor=acting(who))
        codes.append(no.value.code)

    assert codes == ["rights.missing", "undertaking.not-found", "undertaking.not-found"]


def test_the_one_who_may_decide_sees_the_request_and_the_asker_does_not(town: Town) -> None:
    extension = asked(town, opened(town))

    assert list(extensions_waiting(acting(town.li))) == [extension]
    assert list(extensions_waiting(acting(town.liu))) == [extension]
    assert list(extensions_waiting(acting(town.ma))) == []
    decided(town, extension)
    assert list(extensions_waiting(acting(town.li))) == []


def test_the_new_due_time_is_reminded_of_anew(town: Town) -> None:
    row = opened(town)
    swept_at("2026-03-09T09:00")
    decided(town, asked(town, row, now=at("2026-03-09T10:00")), now=at("2026-03-09T11:00"))

    swept_at("2026-03-10T09:00")
    swept_at("2026-03-16T09:00")

    assert reminders() == [("before", 0, "小马"), ("before", 0, "小马")]
