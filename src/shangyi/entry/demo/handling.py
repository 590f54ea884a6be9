"""Sorting, assigning and working in the demo: who does it, with what words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shangyi.concerns.actions.answer import AnswerDraft
from shangyi.concerns.actions.assign import Assignment, assign_concern, decide_objection, object_to_concern
from shangyi.concerns.actions.handle import NewFinding, finish_concern, push_on, record_finding
from shangyi.concerns.actions.keeping import follow_due_change
from shangyi.concerns.actions.pledging import NOTHING_PROMISED, Pledge
from shangyi.concerns.actions.sort import Sorting, sort_concern
from shangyi.concerns.models import Concern, Finding, Voice
from shangyi.concerns.rules.hearing import Kind
from shangyi.entry.demo import sentences as say
from shangyi.entry.demo.pictures import picture_of
from shangyi.kernel.actor import may
from shangyi.people.models import Capacity, Person
from shangyi.undertakings.actions import ask_extension, decide_extension, name_person, respond
from shangyi.undertakings.models import Extension, Undertaking
from shangyi.undertakings.queries import open_lead, stretch_of

if TYPE_CHECKING:
    from shangyi.entry.demo.speaking import Case
    from shangyi.entry.demo.world import World


def fresh(concern_id: int) -> Concern:
    """The concern as it is now."""
    return Concern.objects.select_related("place", "keeper", "keeper_capacity").get(pk=concern_id)


def lead_of(concern_id: int) -> Undertaking:
    """The step whose clock runs."""
    return open_lead(f"concern:{concern_id}")


def sorts(world: World, case: Case, concern_id: int, now: datetime) -> Concern:
    """Somebody at the desk, or the grid worker on the way, says what it is and how urgent."""
    sorter = (world.one("grid_worker", case.place) if world.rng.random() < 0.3 else None) or world.clerk(
        case.place
    )
    category = world.pack.category(case.matter.category)
    sorting = Sorting(
        kind=Kind(case.matter.kind),
        category=category.code,
        grade=category.grade,
        title=case.matter.title,
        tags=_tags(world, case),
        may_be_shown=world.rng.random() < 0.6 and not case.matter.divert,
    )
    return sort_concern(
        concern_id=concern_id, sorting=sorting, actor=world.acting(sorter.person, now), now=now
    )


def _tags(world: World, case: Case) -> tuple[str, ...]:
    words = case.words + case.matter.since
    marks = {
        "long-unsolved": ("年",),
        "elderly": ("老人", "老奶奶", "老汉", "七十"),
        "children": ("娃娃",),
        "many-households": ("都", "几家", "全"),
        "safety-hazard": ("怕", "吓", "危险", "摔"),
    }
    fitting = [tag for tag, signs in marks.items() if any(sign in words for sign in signs)]
    return tuple(fitting[:2]) if world.rng.random() < 0.6 else ()


def order_for(world: World, case: Case, *, keeper: Capacity | None = None) -> Assignment:
    """Who keeps it, and who is asked to do it: a unit of the kind that the category names, else our own."""
    keeper = keeper or world.one("grid_worker", case.place) or world.clerk(case.place)
    kind = world.pack.category(case.matter.category).unit_kind
    unit = world.unit_for(kind, case.place) if kind != "committee" else None
    workers = world.workers(unit) if unit else []
    named = bool(workers) and (unit is not None and (unit.manner == "assign" or world.rng.random() < 0.75))
    if unit is not None and unit.manner == "assign" and not workers:
        unit = None
    return Assignment(
        keeper=keeper,
        unit=unit,
        handler=world.rng.choice(workers).person if named else None,
        what=case.matter.title,
    )


def assigns(
    world: World, case: Case, concern_id: int, now: datetime, order: Assignment | None = None
) -> Concern:
    """A keeper of our own, and somebody to do it, by the clerk or the secretary."""
    by = world.rng.choice([world.clerk(case.place), world.decider(case.place) or world.clerk(case.place)])
    actor = world.acting(by.person, now)
    if may(actor, "concern.assign", case.place.path or "") is None:
        actor = world.acting(world.clerk(case.place).person, now)
    return assign_concern(
        concern_id=concern_id, assignment=order or order_for(world, case), actor=actor, now=now
    )


def responds(world: World, concern_id: int, now: datetime) -> None:
    """The one who was asked rings up or comes by; a unit that was only asked says first who does it."""
    lead = lead_of(concern_id)
    if lead.holder_id is None and lead.unit is not None and (workers := world.workers(lead.unit)):
        name_person(
            undertaking_id=lead.pk,
            person=workers[0].person,
            actor=world.acting(workers[0].person, now),
            now=now,
        )
        lead = lead_of(concern_id)
    if lead.responded_at is None and lead.respond_by is not None:
        doer = lead.holder or fresh(concern_id).keeper
        how = world.rng.choice(say.REACHED)
        respond(undertaking_id=lead.pk, how=how, actor=world.acting(doer, now), now=now)


def looks(world: World, case: Case, concern_id: int, voice: Voice, now: datetime) -> Finding:
    """Two people go and see; what they see may show that a suspicion was wrong."""
    overruled = bool(case.matter.suspicion)
    keeper = fresh(concern_id).keeper
    pair = [keeper.name, *(world.rng.sample(say.COMPANIONS, 1))]
    new = NewFinding(
        source=Finding.Source.EXPERT if overruled else Finding.Source.VISIT,
        text=case.matter.finding or world.rng.choice(say.FINDINGS),
        seen_at=now - timedelta(minutes=30),
        visitors=tuple(pair),
        overrules=Voice.objects.get(pk=voice.pk) if overruled else None,
        pictures=(picture_of(case.matter.category, world.rng.randrange(4)),),
    )
    return record_finding(concern_id=concern_id, new=new, actor=world.acting(keeper, now), now=now)


def pushes(world: World, concern_id: int, now: datetime) -> None:
    """One more step forward, in a sentence."""
    keeper = fresh(concern_id).keeper
    push_on(
        concern_id=concern_id,
        text=world.rng.choice(say.PUSHES),
        actor=world.acting(keeper, now),
        now=now,
        pledge=Pledge(undated_reason="等对方回话后再定"),
    )


def finishes(world: World, case: Case, concern_id: int, now: datetime) -> Concern:
    """The one who did it says so; our own keeper writes the answer in the same breath."""
    lead, concern = lead_of(concern_id), fresh(concern_id)
    by_unit = lead.unit_id is not None and lead.holder is not None
    doer = lead.holder if by_unit and lead.holder else concern.keeper
    draft = None if by_unit else AnswerDraft(text=answer_text(case), pledge=NOTHING_PROMISED)
    return finish_concern(
        concern_id=concern_id,
        result=case.matter.result or case.matter.answer,
        draft=draft,
        actor=world.acting(doer, now),
        now=now,
    )


def answer_text(case: Case) -> str:
    """What is said back."""
    return case.matter.answer or case.matter.result


def asks_for_time(world: World, concern_id: int, days: int, now: datetime) -> Extension:
    """More time is asked for before it runs out, with a reason."""
    lead = lead_of(concern_id)
    asker = lead.holder or fresh(concern_id).keeper
    stretch = stretch_of(lead)
    wanted = (lead.due_at or now) + timedelta(days=days)
    return ask_extension(
        undertaking_id=lead.pk,
        reason=world.rng.choice(say.MORE_TIME),
        wanted_due_at=min(wanted, stretch.latest) if stretch.latest else wanted,
        actor=world.acting(asker, now),
        now=now,
        stretch=stretch,
    )


def decides_time(world: World, case: Case, extension: Extension, now: datetime, *, granted: bool) -> None:
    """Somebody else than who asked and who does it decides."""
    lead = Undertaking.objects.get(pk=extension.undertaking_id)
    by = next(
        role
        for kind in ("secretary", "first_secretary", "street_officer", "district_officer")
        for role in world.bearers(kind, case.place)
        if role.person_id not in {extension.asked_by_id, lead.holder_id}
    )
    decide_extension(
        extension_id=extension.pk,
        granted=granted,
        reason=world.rng.choice(say.TIME_GRANTED if granted else say.TIME_REFUSED),
        actor=world.acting(by.person, now),
        now=now,
        on_due_changed=follow_due_change,
    )


def objects(world: World, concern_id: int, now: datetime) -> bool:
    """Whoever was asked says it is not theirs; whether there was somebody to say so."""
    holder: Person | None = lead_of(concern_id).holder
    if holder is None:
        return False
    object_to_concern(
        concern_id=concern_id, reason=world.rng.choice(say.NOT_OURS), actor=world.acting(holder, now), now=now
    )
    return True


def decides_objection(world: World, case: Case, concern_id: int, now: datetime, *, accept: bool) -> None:
    """The objection is decided by the community, never by who made it."""
    holder = lead_of(concern_id).holder_id
    by = world.decider(case.place, but_not=holder) or world.clerk(case.place)
    decide_objection(
        concern_id=concern_id,
        accept=accept,
        reason=world.rng.choice(say.RELEASED if accept else say.STAYS),
        actor=world.acting(by.person, now),
        now=now,
    )
