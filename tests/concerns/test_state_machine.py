"""Every state × verb of the two tables against the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from shangyi.concerns.actions.answer import mark_told
from shangyi.concerns.actions.assign import assign_concern, decide_objection, object_to_concern
from shangyi.concerns.actions.divert import divert_concern
from shangyi.concerns.actions.handle import finish_concern
from shangyi.concerns.actions.keeping import follow_due_change, follow_hand_over
from shangyi.concerns.actions.open_list import Listing, put_on_open_list, resume
from shangyi.concerns.actions.rate import NewRating, rate, record_rating, reopen, uphold
from shangyi.concerns.actions.regroup import merge_concerns, undo_merge
from shangyi.concerns.actions.sort import sort_concern
from shangyi.concerns.models import Concern, Rating, Regrouping, Voice
from shangyi.concerns.rules import life
from shangyi.concerns.rules.life import State, Verb
from shangyi.kernel.refused import Refused
from shangyi.people.queries import NOBODY
from shangyi.rulepacks.queries import rules_at
from shangyi.undertakings import actions as undertaking_actions
from shangyi.undertakings import rules as undertaking_rules
from shangyi.undertakings.models import Extension, Undertaking
from shangyi.undertakings.rules import Task
from tests.concerns.life import (
    HOUR,
    MONDAY,
    done_concern,
    handled_concern,
    order,
    said,
    sorted_concern,
    sorting,
)
from tests.people_and_places import Town, acting
from tests.undertakings.given import opened

LATER = MONDAY + 40 * HOUR
NOT_SOLVED = NewRating(verdict=Rating.Verdict.NOT_SOLVED)
SOLVED = NewRating(verdict=Rating.Verdict.SOLVED)
LISTING = Listing(plan="等补助政策", review_on=(LATER + timedelta(days=20)).date())


def everything() -> dict[str, Any]:
    """What a refusal must leave alone: how many rows there are of everything, and where each matter is."""
    counts = {model.__name__: model.objects.count() for model in apps.get_models() if model._meta.managed}
    concerns = Concern.objects.order_by("pk").values_list(
        "pk", "state", "version", "due_at", "keeper", "n_voices"
    )
    undertakings = Undertaking.objects.order_by("pk").values_list(
        "pk", "state", "due_at", "holder", "responded_at"
    )
    return {"counts": counts, "concerns": list(concerns), "undertakings": list(undertakings)}


def tried(verb: Callable[[], object]) -> tuple[str | None, dict[str, Any], dict[str, Any]]:
    """The refusal's code if it was refused, and everything before and after."""
    before = everything()
    try:
        verb()
    except Refused as refused:
        return refused.code, before, everything()
    return None, before, everything()


def in_every_state(town: Town) -> dict[State, Concern]:
    """One concern in each state, each brought there by the actions."""
    phone_only = {"person": None, "name": "老周", "phone": "13911112222"}
    target = sorted_concern(town, words="井盖松了。")
    merged = sorted_concern(town, words="井盖晃。")
    merge_concerns(source_id=merged.pk, target_id=target.pk, actor=acting(town.ma), now=LATER)
    listed = handled_concern(town, words="想加装电梯。")
    put_on_open_list(concern_id=listed.pk, listing=LISTING, actor=acting(town.li), now=LATER)
    looking = done_concern(town, words="楼道灯不亮。")
    rate(receipt=looking.voices.get().receipt, new=NOT_SOLVED, actor=NOBODY, now=LATER)
    closed = done_concern(town, words="草坪没人浇水。")
    out_of_reach = NewRating(verdict=Rating.Verdict.UNREACHABLE)
    record_rating(voice_id=closed.voices.get().pk, new=out_of_reach, actor=acting(town.ma), now=LATER)
    handling = handled_concern(town, words="下水道堵了。")
    object_to_concern(
        concern_id=handling.pk, reason="不归我们管", actor=acting(town.chen), now=MONDAY + 3 * HOUR
    )
    return {
        State.HEARD: said(town, "路边的树枝断了。").concern,
        State.SORTED: sorted_concern(town, words="门禁坏了。"),
        State.HANDLING: handling,
        State.LISTED: listed,
        State.ANSWERING: done_concern(town, words="垃圾桶满了。", **phone_only),
        State.RATING: done_concern(town, words="信箱锈了。"),
        State.LOOKING: looking,
        State.CLOSED: closed,
        State.MERGED: merged,
    }


def attempts(town: Town, concern: Concern, target: Concern) -> dict[Verb, Callable[[], object]]:
    """Each verb as its action on this concern, with everything given and by somebody who may."""
    voice = Voice.objects.filter(first_concern=concern).first()
    receipt = voice.receipt if voice else ""
    merge_row = Regrouping.objects.filter(source=concern).first()
    on = {"concern_id": concern.pk, "now": LATER}
    li, ma = acting(town.li), acting(town.ma)
    channel = rules_at(concern.place_path, LATER.date()).pack.diversions[0].code
    sort = partial(sort_concern, sorting=sorting(), actor=ma, **on)
    return {
        Verb.SORT: sort,
        Verb.CORRECT: sort,
        Verb.ASSIGN: partial(assign_concern, assignment=order(town), actor=li, **on),
        Verb.OBJECT: partial(_object_anew, town, concern),
        Verb.RELEASE: partial(decide_objection, accept=True, reason="是的", actor=li, **on),
        Verb.INSIST: partial(decide_objection, accept=False, reason="是你们的", actor=li, **on),
        Verb.FINISH: partial(finish_concern, result="办好了", draft=None, actor=ma, **on),
        Verb.LIST: partial(put_on_open_list, listing=LISTING, actor=li, **on),
        Verb.RESUME: partial(resume, reason="有钱了", assignment=order(town), actor=li, **on),
        Verb.DIVERT: partial(divert_concern, channel=channel, reason="请走这里", actor=ma, **on),
        Verb.ANSWERED: partial(
            mark_told, voice_ids=frozenset({voice.pk if voice else 0}), how="x", actor=ma, **on
        ),
        Verb.CLOSE: partial(rate, receipt=receipt, new=SOLVED, actor=NOBODY, now=LATER),
        Verb.DISPUTE: partial(rate, receipt=receipt, new=NOT_SOLVED, actor=NOBODY, now=LATER),
        Verb.UPHOLD: partial(uphold, reason="看过了,是好的", actor=li, **on),
        Verb.REOPEN: partial(reopen, reason="确实没好", assignment=order(town), actor=li, **on),
        Verb.MERGE: partial(merge_concerns, source_id=concern.pk, target_id=target.pk, actor=ma, now=LATER),
        Verb.UNMERGE: partial(
            undo_merge, regrouping_id=merge_row.pk if merge_row else 0, actor=ma, now=LATER
        ),
    }


def _object_anew(town: Town, concern: Concern) -> object:
    """An objection made before is decided first; what is not being worked on has no handler to object."""
    now = MONDAY + 3 * HOUR
    if concern.state == State.HANDLING:
        decide_objection(concern_id=concern.pk, accept=False, reason="是", actor=acting(town.li), now=now)
    return object_to_concern(concern_id=concern.pk, reason="真的不归", actor=acting(town.chen), now=now)


ON_THE_SPOT = Verb.SETTLE
"""当场办结 hears and closes in one act, so it has no concern to be tried on."""

RATED_LATE = (State.CLOSED, Verb.CLOSE)
"""Who was recorded out of reach may still rate; the concern is closed already and stays so."""

SAME_ACT = {Verb.SORT: Verb.CORRECT, Verb.CORRECT: Verb.SORT}
"""One act sorts before work has begun and corrects after."""


def target_of(state: State, verb: Verb) -> State | None:
    rows = [row for row in life.TABLE if row.source is state and row.verb in (verb, SAME_ACT.get(verb))]
    return rows[0].target if rows else None


def test_the_table_of_concerns_is_what_the_rules_say() -> None:
    given = {name: "x" for row in life.TABLE for name in row.needs}
    for state in State:
        for verb in Verb:
            rows = [row for row in life.TABLE if row.source is state and row.verb is verb]
            if rows:
                assert life.step(state, verb, **given) is rows[0]
                assert len(rows) == 1
            else:
                with pytest.raises(Refused, match=r"concern\.not-now"):
                    life.step(state, verb, **given)


def test_every_verb_in_every_state_does_what_the_table_says_or_nothing(town: Town) -> None:
    concerns = in_every_state(town)
    another = said(town, "另一件事。").concern
    wrong = []
    for state, concern in concerns.items():
        assert Concern.objects.get(pk=concern.pk).state == state
        fresh = Concern.objects.get(pk=concern.pk)
        for verb in Verb:
            if verb is ON_THE_SPOT or (state, verb) == RATED_LATE:
                continue
            with transaction.atomic():
                refused, before, after = tried(attempts(town, fresh, another)[verb])
                wrong += _judged(fresh, state, verb, refused, before, after)
                transaction.set_rollback(True)

    assert wrong == []


def _judged(
    concern: Concern,
    state: State,
    verb: Verb,
    refused: str | None,
    before: dict[str, Any],
    after: dict[str, Any],
) -> list[str]:
    """What is wrong with how it went: a legal verb writes a fact and leads where the table says."""
    name = f"{state} × {verb}"
    target = target_of(state, verb)
    if target is None:
        return [f"{name} went through"] if refused is None else [f"{name} changed"] * (before != after)
    if refused is not None:
        return [f"{name} refused: {refused}"]
    now = State(Concern.objects.get(pk=concern.pk).state)
    onward = {target, State.RATING} if target is State.ANSWERING else {target}
    told = [] if now in onward else [f"{name} led to {now}"]
    return told + [f"{name} left no fact"] * (after["counts"]["Fact"] <= before["counts"]["Fact"])


def _ended(town: Town, state: undertaking_rules.State, *, asked: bool) -> Undertaking:
    """Asked of the works team, nobody named; then brought into this state, with a request for more time or without."""
    row = opened(
        town, unit=town.works, holder=None, task=Task.VISIT, matter=f"concern:9{Undertaking.objects.count()}"
    )
    early, chen, li = MONDAY + 2 * HOUR, acting(town.chen), acting(town.li)
    if asked:
        later = (row.due_at or MONDAY) + timedelta(days=1)
        undertaking_actions.ask_extension(
            undertaking_id=row.pk, reason="等配件", wanted_due_at=later, actor=chen, now=early
        )
    on: dict[str, Any] = {"undertaking_id": row.pk, "now": early}
    match state:
        case undertaking_rules.State.DONE:
            undertaking_actions.finish_undertaking(outcome="看了", actor=chen, **on)
        case undertaking_rules.State.RETURNED:
            undertaking_actions.return_undertaking(reason="不归我们", actor=chen, **on)
        case undertaking_rules.State.WITHDRAWN:
            undertaking_actions.withdraw_undertaking(reason="不用了", actor=li, **on)
    return row


def undertaking_attempts(
    town: Town, plain: Undertaking, asked: Undertaking
) -> dict[Any, Callable[[], object]]:
    verbs = undertaking_rules.Verb
    chen, li = acting(town.chen), acting(town.li)
    on: dict[str, Any] = {"undertaking_id": plain.pk, "now": MONDAY + 4 * HOUR}
    later = (plain.due_at or MONDAY) + timedelta(days=1)
    act = undertaking_actions
    return {
        verbs.RESPOND: partial(act.respond, how="到了现场", actor=chen, **on),
        verbs.FINISH: partial(act.finish_undertaking, outcome="看了", actor=chen, **on),
        verbs.RETURN: partial(act.return_undertaking, reason="不归我们", actor=chen, **on),
        verbs.WITHDRAW: partial(act.withdraw_undertaking, reason="不用了", actor=li, **on),
        verbs.NAME_PERSON: partial(act.name_person, person=town.chen, actor=chen, **on),
        verbs.HAND_OVER: partial(
            act.hand_over, to=town.chen, reason="他去", actor=li, on_keeper_changed=follow_hand_over, **on
        ),
        verbs.ASK_EXTENSION: partial(act.ask_extension, reason="等", wanted_due_at=later, actor=chen, **on),
        verbs.DECIDE_EXTENSION: partial(
            act.decide_extension,
            extension_id=Extension.objects.get(undertaking=asked).pk,
            granted=True,
            reason="",
            actor=li,
            now=MONDAY + 4 * HOUR,
            on_due_changed=follow_due_change,
        ),
    }


def test_every_verb_on_an_undertaking_in_every_state_does_what_the_table_says_or_nothing(town: Town) -> None:
    wrong = []
    for state in undertaking_rules.State:
        plain, asked = _ended(town, state, asked=False), _ended(town, state, asked=True)
        for verb, attempt in undertaking_attempts(town, plain, asked).items():
            row = asked if verb is undertaking_rules.Verb.DECIDE_EXTENSION else plain
            with transaction.atomic():
                refused, before, after = tried(attempt)
                wrong += _judged_undertaking(row, state, verb, refused, before, after)
                transaction.set_rollback(True)

    assert wrong == []


def _judged_undertaking(
    row: Undertaking,
    state: Any,
    verb: Any,
    refused: str | None,
    before: dict[str, Any],
    after: dict[str, Any],
) -> list[str]:
    name = f"{state} × {verb}"
    legal = [each for each in undertaking_rules.TABLE if each.source is state and each.verb is verb]
    if not legal:
        return [f"{name} went through"] if refused is None else [f"{name} changed"] * (before != after)
    if refused is not None:
        return [f"{name} refused: {refused}"]
    now = Undertaking.objects.get(pk=row.pk).state
    told = [] if now == legal[0].target else [f"{name} led to {now}"]
    return told + [f"{name} left no fact"] * (after["counts"]["Fact"] <= before["counts"]["Fact"])
