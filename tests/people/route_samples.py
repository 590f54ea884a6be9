"""What stands in an address when every route is tried: for each argument one thing here and one elsewhere.

Here is 农场社区, where every capacity of the test holds; elsewhere is 湖畔嘉苑社区, where none does (the operator's
reaches everywhere). An argument that means different things in different rooms is written "namespace:route.argument".
A room that brings a new argument adds its line to SAMPLES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
from shangyi.concerns.actions.importing import open_import
from shangyi.concerns.models import Voice
from shangyi.concerns.rules.hearing import Channel
from shangyi.forums.models import Feed
from shangyi.kernel.ids import new_code
from shangyi.people.models import Account, Capacity, Person
from shangyi.people.rules.capacities import OF_UNITS, CapacityKind
from shangyi.places.models import Place
from shangyi.rulepacks.models import CalendarVersion, PackVersion
from shangyi.undertakings.queries import open_lead
from tests.concerns.life import MONDAY, rules_in_force
from tests.people_and_places import Town, account_of, acting, capacity, person, settle

MISSING = 987_654_321
CASES = "编号,时间,内容\n1,2026-03-01,路灯不亮\n"
NO_CODE = new_code(Random(0).randrange)
Pair = tuple[Any, Any]


@dataclass(frozen=True)
class World:
    """A town in which something of every kind lies here and elsewhere."""

    town: Town
    accounts: dict[str, Account | None]
    voice_here: Voice
    voice_there: Voice


SAMPLES: dict[str, Callable[[World], Pair]] = {
    "ui:gallery_face.face": lambda _world: ("desk", "desk"),
    "receipt": lambda world: (world.voice_here.receipt, world.voice_there.receipt),
    "concern_id": lambda world: (world.voice_here.concern_id, world.voice_there.concern_id),
    "target_id": lambda world: (world.voice_here.concern_id, world.voice_there.concern_id),
    "matter": lambda world: (world.voice_here.concern.subject, world.voice_there.concern.subject),
    "voice_id": lambda world: (world.voice_here.pk, world.voice_there.pk),
    "photo_id": lambda _world: (MISSING, MISSING),
    "undertaking_id": lambda world: (_clock(world.voice_here), _clock(world.voice_there)),
    "notice_id": lambda _world: (MISSING, MISSING),
    "batch_id": lambda world: (_batch(world.town, world.town.farm), _batch(world.town, world.town.lakeside)),
    "key": lambda _world: ("none", "none"),
    "pack_id": lambda _world: (_pack(), _pack()),
    "calendar_id": lambda _world: (_calendar(), _calendar()),
    "person_id": lambda world: (world.town.wang.pk, world.town.zhao.pk),
    "capacity_id": lambda world: (_capacity(world.town.wang), _capacity(world.town.zhao)),
    "gathering_id": lambda world: (
        _talk(world.town, world.town.farm),
        _talk(world.town, world.town.lakeside),
    ),
    **dict.fromkeys(
        (
            f"forums:{name}.gathering_id"
            for name in (
                "minutes",
                "word_minutes",
                "do_minutes",
                "minutes_document",
                "publish_minutes",
                "reopen_minutes",
                "objection",
                "read_minutes",
                "read_document",
                "object_to",
            )
        ),
        lambda world: (_filed(world.town, world.town.farm), _filed(world.town, world.town.lakeside)),
    ),
    **dict.fromkeys(
        ("forums:member.person_id", "forums:member_csv.person_id"),
        lambda world: (
            _there(world.town, world.town.farm, world.town.wang),
            _there(world.town, world.town.lakeside, world.town.zhao),
        ),
    ),
    "forums:digest.gathering_id": lambda world: (
        _consultation(world.town, world.town.farm, "problems_methods_services"),
        _consultation(world.town, world.town.lakeside, "problems_methods_services"),
    ),
    "forums:survey.gathering_id": lambda world: (
        _consultation(world.town, world.town.farm),
        _consultation(world.town, world.town.lakeside),
    ),
    "forums:do_minutes.step": lambda _world: ("show", "show"),
    "objection_id": lambda world: (
        _objection(world.town, world.town.farm),
        _objection(world.town, world.town.lakeside),
    ),
    "founding_id": lambda world: (
        _founding(world.town, world.town.compound),
        _founding(world.town, _compound_there(world.town)),
    ),
    "act_id": lambda _world: (MISSING, MISSING),
    "form_id": lambda world: (_form(world.town, world.town.farm), _form(world.town, world.town.lakeside)),
    "forums:set_kind.remark_id": lambda _world: (MISSING, MISSING),
    "remark_id": lambda world: (_line(world.town, world.town.farm), _line(world.town, world.town.lakeside)),
    "service_id": lambda _world: (MISSING, MISSING),
    "item_id": lambda _world: (MISSING, MISSING),
    "sheet_id": lambda _world: (MISSING, MISSING),
    "step": lambda _world: ("end", "end"),
    "forums:suggestion_step.step": lambda _world: ("send", "send"),
    "suggestion_id": lambda world: (
        _suggestion(world.town, world.town.farm),
        _suggestion(world.town, world.town.lakeside),
    ),
    "invitation_id": lambda world: (
        _invitation(world.town, world.town.farm, world.town.wang),
        _invitation(world.town, world.town.lakeside, world.town.zhao),
    ),
    "token": lambda world: (_secret(world.town, world.town.farm), _secret(world.town, world.town.lakeside)),
    "series_id": lambda world: (
        _series(world.town, world.town.farm),
        _series(world.town, world.town.lakeside),
    ),
    "feed_id": lambda world: (
        _feed(world.town, world.town.farm).pk,
        _feed(world.town, world.town.lakeside).pk,
    ),
    "secret": lambda world: (
        _feed(world.town, world.town.farm).secret,
        _feed(world.town, world.town.lakeside).secret,
    ),
    "ballot_id": lambda world: (
        _ballot(world.town, world.town.farm),
        _ballot(world.town, world.town.lakeside),
    ),
    "topic_id": lambda world: (_topic(world.town, world.town.farm), _topic(world.town, world.town.lakeside)),
    "statement_id": lambda world: (
        _statement(world.town, world.town.farm),
        _statement(world.town, world.town.lakeside),
    ),
    "agreement_id": lambda world: (
        _agreement(world.town, world.town.farm),
        _agreement(world.town, world.town.lakeside),
    ),
    "budget_id": lambda world: (
        _budget(world.town, world.town.farm),
        _budget(world.town, world.town.lakeside),
    ),
    "decisions:budget_by_code.code": lambda _world: (NO_CODE, NO_CODE),
    "signature_id": lambda _world: (MISSING, MISSING),
    "decisions:agreement_by_code.code": lambda _world: (NO_CODE, NO_CODE),
    "decisions:by_code.code": lambda _world: (NO_CODE, NO_CODE),
    "forums:practice.code": lambda _world: ("tea_house", "tea_house"),
    "place_id": lambda world: (world.town.stairwell.pk, world.town.lakeside.pk),
    "which": lambda _world: ("owners", "owners"),
    "code": lambda world: (world.town.stairwell.code, world.town.lakeside.code),
}


def _capacity(who: Person) -> int:
    return Capacity.objects.filter(person=who).order_by("id")[0].pk


def _clock(voice: Voice) -> int:
    return open_lead(voice.concern.subject).pk


def _batch(town: Town, where: Place) -> int:
    """A hotline file that waits to be confirmed; asked for again it is the same one."""
    wanted = {"file_name": "cases.csv", "source": "12345", "place": where}
    return open_import(data=CASES.encode(), actor=acting(town.liu), now=MONDAY, **wanted).pk  # type: ignore[arg-type]


def everybody(town: Town) -> dict[str, Account | None]:
    """One account for each column of the table: passer-by, resident, neighbour, and one for each capacity."""
    found: dict[str, Account | None] = {
        "anonymous": None,
        "resident": account_of(town.wang),
        "neighbour": account_of(town.zhao),
    }
    for n, kind in enumerate(kind for kind in CapacityKind if kind is not CapacityKind.RESIDENT):
        bearer = person(f"{kind.value} 的人", f"1370000{n:04}")
        where: Place = town.district if kind is CapacityKind.OPERATOR else town.farm
        capacity(bearer, kind, where, unit=town.works if kind in OF_UNITS else None)
        found[kind.value] = account_of(bearer)
    return found


def build() -> World:
    rules_in_force()
    town = settle()
    return World(
        town=town,
        accounts=everybody(town),
        voice_here=_said(town.wang, town.stairwell, "楼道里的灯坏了好几天"),
        voice_there=_said(town.zhao, town.lakeside, "湖边的步道塌了一块"),
    )


def _said(who: Person, where: Place, words: str) -> Voice:
    new = NewVoice(words=words, place=where, channel=Channel.PHONE_WEB, speaker=Speaker(person=who))
    return hear(new=new, actor=acting(who), now=MONDAY, randbelow=Random(words).randrange).voice


def _pack() -> int:
    """The rules of all places: seen from everywhere by whoever may see rules."""
    return PackVersion.objects.order_by("id")[0].pk


def _calendar() -> int:
    return CalendarVersion.objects.order_by("id")[0].pk


def _ballot(town: Town, where: Place) -> int:
    """A question that is drafted and that nobody was told of yet; asked for again it is the same one."""
    from shangyi.decisions.actions.preparing import Question, prepare_ballot
    from shangyi.decisions.models import Ballot
    from shangyi.decisions.rules.ballot_life import Electorate, Method
    from shangyi.decisions.rules.labels import Label

    known = Ballot.objects.filter(place=where).first()
    asked = {"label": Label.STRAW_POLL, "method": Method.YES_NO, "electorate": Electorate.LISTED}
    question = Question(title="活动室周末开到几点", place=where, **asked)  # type: ignore[arg-type]
    return (known or prepare_ballot(question=question, actor=acting(town.liu), now=MONDAY)).pk


def _topic(town: Town, where: Place) -> int:
    """A topic that is open, with one first statement; asked for again it is the same one."""
    from datetime import timedelta

    from shangyi.deliberation.actions.preparing import NewTopic, pin_statement, prepare_topic
    from shangyi.deliberation.actions.running import open_topic
    from shangyi.deliberation.models import Topic

    known = Topic.objects.filter(place=where).first()
    if known is not None:
        return known.pk
    by: dict[str, Any] = {"actor": acting(town.liu), "now": MONDAY}
    row = prepare_topic(new=NewTopic(title="活动室开到几点", place=where), **by)
    pin_statement(topic_id=row.pk, text="周末开到晚上九点", **by)
    open_topic(topic_id=row.pk, closes_at=MONDAY + timedelta(days=14), **by)
    return row.pk


def _statement(town: Town, where: Place) -> int:
    from shangyi.deliberation.models import Statement

    return Statement.objects.get(topic=_topic(town, where)).pk


def _agreement(town: Town, where: Place) -> int:
    """A draft that nobody was told of yet; asked for again it is the same one."""
    from shangyi.decisions.actions.drafting import Wording, draft_agreement
    from shangyi.decisions.models import Agreement

    known = Agreement.objects.filter(place=where).first()
    by: dict[str, Any] = {"actor": acting(town.liu), "now": MONDAY, "randbelow": Random(where.pk).randrange}
    return (known or draft_agreement(wording=Wording(title="晾衣时间约定"), place=where, **by)).pk


def _budget(town: Town, where: Place) -> int:
    """A draft that nobody was told of yet; asked for again it is the same one."""
    from datetime import timedelta

    from shangyi.decisions.actions.budget_planning import Plan, plan_budget
    from shangyi.decisions.models import Budget

    known = Budget.objects.filter(place=where).first()
    until = MONDAY + timedelta(days=14)
    plan = Plan(title="微改造二十万", place=where, sum_fen=20_000_000, wishes_until=until)
    return (known or plan_budget(plan=plan, actor=acting(town.liu), now=MONDAY)).pk


def _compound_there(town: Town) -> Place:
    """A compound in the other community; asked for again it is the same one."""
    from shangyi.places.rules import PlaceKind
    from tests.people_and_places import place

    known = Place.objects.filter(code="LW-CY-HP-1").first()
    return known or place(PlaceKind.COMPOUND, "LW-CY-HP-1", "湖畔小区", town.lakeside)


def _founding(town: Town, where: Place) -> int:
    """The founding of a committee that has begun; asked for again it is the same one."""
    from shangyi.decisions.actions.founding_opening import open_founding
    from shangyi.decisions.models import Founding

    known = Founding.objects.filter(place=where).first()
    return (known or open_founding(place=where, words="", actor=acting(town.liu), now=MONDAY)).pk


def _talk(town: Town, where: Place) -> int:
    """An evening talk that is under way, with one line; asked for again it is the same one."""
    from shangyi.forums.actions.planning import NewGathering, plan_gathering
    from shangyi.forums.actions.sitting import open_gathering
    from shangyi.forums.actions.writing import NewLine, write_line
    from shangyi.forums.models import Gathering

    known = Gathering.objects.filter(place=where, theme="路灯").first()
    if known is not None:
        return known.pk
    by: dict[str, Any] = {"actor": acting(town.liu), "now": MONDAY}
    new = NewGathering(practice="evening_talk", place=where, theme="路灯", venue="议事厅", planned_at=MONDAY)
    row = plan_gathering(new=new, randbelow=Random(where.pk).randrange, secret=f"secret-{where.pk}", **by)
    open_gathering(gathering_id=row.pk, urgent_reason="照例开", **by)
    write_line(gathering_id=row.pk, new=NewLine(key="sample-line", text="路灯不亮"), **by)
    return row.pk


def _consultation(town: Town, where: Place, practice: str = "please_come") -> int:
    """One that wants a survey, on the calendar; asked for again it is the same one."""
    from shangyi.forums.actions.planning import NewGathering, plan_gathering
    from shangyi.forums.models import Gathering

    known = Gathering.objects.filter(place=where, practice=practice).first()
    by: dict[str, Any] = {"actor": acting(town.liu), "now": MONDAY, "randbelow": Random(where.pk).randrange}
    new = NewGathering(practice=practice, place=where, theme="直播间", venue="村委会", planned_at=MONDAY)
    return (known or plan_gathering(new=new, secret=f"{practice}-{where.pk}", **by)).pk


def _series(town: Town, where: Place) -> int:
    """The tea meeting; asked for again it is the same one."""
    from shangyi.forums.actions.series import NewSeries, start_series
    from shangyi.forums.models import Series

    known = Series.objects.filter(place=where).first()
    words = {"name": "茶座会", "theme": "说事", "venue": "茶室", "started_on": MONDAY.date()}
    new = NewSeries(practice="tea_house", place=where, **words)  # type: ignore[arg-type]
    return (known or start_series(new=new, actor=acting(town.liu), now=MONDAY)).pk


def _feed(town: Town, where: Place) -> Feed:
    """The calendar address of a place; asked for again it is the same one."""
    from shangyi.forums.actions.feeds import make_place_feed

    known = Feed.objects.filter(place=where).first()
    return known or make_place_feed(
        place=where, secret=f"feed-{where.pk}", actor=acting(town.liu), now=MONDAY
    )


def _filed(town: Town, where: Place) -> int:
    """An evening talk that is filed; its minutes are published to the community."""
    from shangyi.forums.actions.attending import count_heads
    from shangyi.forums.actions.filing import explain_no_outcome, file_gathering
    from shangyi.forums.actions.minutes import Publishing, approve_minutes, publish_minutes
    from shangyi.forums.actions.planning import NewGathering, plan_gathering
    from shangyi.forums.actions.sitting import end_gathering, open_gathering
    from shangyi.forums.models import Gathering

    known = Gathering.objects.filter(place=where, theme="归档").first()
    if known is not None:
        return known.pk
    by: dict[str, Any] = {"actor": acting(town.liu), "now": MONDAY}
    new = NewGathering(practice="evening_talk", place=where, theme="归档", venue="议事厅", planned_at=MONDAY)
    row = plan_gathering(
        new=new, randbelow=Random(900 + where.pk).randrange, secret=f"filed-{where.pk}", **by
    )
    on = {"gathering_id": row.pk, **by}
    open_gathering(urgent_reason="照例开", **on)
    count_heads(class_code="residents", said="20余", **on)
    end_gathering(**on)
    explain_no_outcome(reason="只是通报", **on)
    file_gathering(**on)
    approve_minutes(**on)
    publish_minutes(publishing=Publishing(level=Gathering.Level.MEMBERS), **on)
    return row.pk


def _there(town: Town, where: Place, who: Person) -> int:
    """Somebody who came to the talk that is filed."""
    from shangyi.forums.models import Attendance

    Attendance.objects.get_or_create(
        gathering_id=_filed(town, where),
        person=who,
        defaults={"class_code": "residents", "name": who.name, "came_at": MONDAY, "how": "staff"},
    )
    return who.pk


def _objection(town: Town, where: Place) -> int:
    from shangyi.forums.models import Minutes, Objection

    minutes = Minutes.objects.get(gathering=_filed(town, where))
    row, _made = Objection.objects.get_or_create(minutes=minutes, text="不对", defaults={"said_at": MONDAY})
    return row.pk


def _form(town: Town, where: Place) -> int:
    from shangyi.forums.actions.forms import set_form
    from shangyi.forums.models import MinutesTemplate
    from shangyi.forums.queries.standard_form import standard_form

    data = standard_form()
    known = MinutesTemplate.objects.filter(place=where).first()
    return (
        known or set_form(place=where, name="标准.docx", data=data, actor=acting(town.liu), now=MONDAY)
    ).pk


def _line(town: Town, where: Place) -> int:
    from shangyi.forums.models import Remark

    return Remark.objects.get(gathering=_talk(town, where)).pk


def _secret(town: Town, where: Place) -> str:
    from shangyi.forums.models import Gathering

    return Gathering.objects.get(pk=_talk(town, where)).join_secret


def _suggestion(town: Town, where: Place) -> int:
    from shangyi.forums.actions.outcomes import raise_suggestion
    from shangyi.forums.models import Suggestion

    known = Suggestion.objects.filter(gathering=_talk(town, where)).first()
    if known is not None:
        return known.pk
    given: dict[str, Any] = {"gathering_id": _talk(town, where), "actor": acting(town.liu), "now": MONDAY}
    return raise_suggestion(remark_id=_line(town, where), units=(town.works,), **given)[0].pk


def _invitation(town: Town, where: Place, who: Person) -> int:
    from shangyi.forums.models import Invitation

    row, _made = Invitation.objects.get_or_create(
        gathering_id=_talk(town, where),
        person=who,
        defaults={"class_code": "residents", "name": who.name, "invited_at": MONDAY},
    )
    return row.pk
