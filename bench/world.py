"""A town of fifty communities and as many concerns as wanted, fast: some are lived by the actions, the rest are copies.

Copying is bench data and goes past the actions. Everything that belongs to a concern is copied with it (voices,
undertakings, answers, ratings, facts with their sealed parts, notices), so that `shangyi check` holds on the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from django.db import connection, models, transaction

COMMUNITIES = 50
CLOSED, OPEN = 33, 7
LIVED = CLOSED + OPEN
TOPICS = (
    "路灯不亮",
    "下水井盖散发臭味",
    "电梯总坏",
    "楼道堆满杂物",
    "物业费说不清",
    "广场舞太吵",
    "停车位被占",
    "垃圾清运不及时",
)


@dataclass(frozen=True)
class Home:
    """One community: its building, and who works there."""

    community: Any
    building: Any
    clerk: Any
    clerk_role: Any
    secretary: Any
    secretary_role: Any


@dataclass(frozen=True)
class BenchTown:
    homes: tuple[Home, ...]
    works: Any
    engineer: Any
    n_concerns: int


def found(now: datetime) -> BenchTown:
    """Places, people and rules, by the actions."""
    from shangyi.kernel.actor import Act, Actor, Grant
    from shangyi.people.actions import NewCapacity, NewPerson, enter_person, grant_capacity
    from shangyi.people.rules.capacities import CapacityKind
    from shangyi.people.rules.rights import verbs_of
    from shangyi.places.actions import NewPlace, NewUnit, add_place, add_unit
    from shangyi.places.rules import Manner, PlaceKind, UnitKind
    from shangyi.rulepacks.actions import import_calendar, import_pack

    founder = Actor(None, "开办人", (Grant(None, "operator", "", verbs_of("operator")),))
    long_ago = now - timedelta(days=300)
    packs = files("shangyi.rulepacks")
    act = Act.by_clock(long_ago)
    import_calendar(text=(packs / "calendars" / "ningxia.toml").read_text(encoding="utf-8"), act=act)
    import_pack(text=(packs / "packs" / "ningxia-2026.toml").read_text(encoding="utf-8"), act=act)

    def place(kind: Any, code: str, name: str, parent: Any = None) -> Any:
        new = NewPlace(kind=kind, code=code, name=name, parent=parent)
        return add_place(new=new, actor=founder, now=long_ago)

    def somebody(name: str, n: int, kind: Any, where: Any, unit: Any = None) -> tuple[Any, Any]:
        who = enter_person(new=NewPerson(name=name, phone=f"139{n:08d}"), actor=founder, now=long_ago)
        new = NewCapacity(person=who, kind=kind, place=where, from_on=long_ago.date(), unit=unit)
        return who, grant_capacity(new=new, actor=founder, now=long_ago)

    district = place(PlaceKind.DISTRICT, "B", "试区")
    streets = [place(PlaceKind.STREET, f"B-{n}", f"第{n}街道", district) for n in range(5)]
    works = add_unit(
        new=NewUnit(kind=UnitKind.UTILITY, name="养护队", place=district, manner=Manner.REQUEST),
        actor=founder,
        now=long_ago,
    )
    engineer, _ = somebody("陈工", 1, CapacityKind.UNIT_WORKER, district, works)
    homes = []
    for n in range(COMMUNITIES):
        community = place(PlaceKind.COMMUNITY, f"B-{n % 5}-{n}", f"第{n}社区", streets[n % 5])
        building = place(PlaceKind.BUILDING, f"B-{n % 5}-{n}-1", "1号楼", community)
        clerk, clerk_role = somebody(f"小马{n}", 100 + n, CapacityKind.CLERK, community)
        secretary, secretary_role = somebody(f"李书记{n}", 300 + n, CapacityKind.SECRETARY, community)
        homes.append(Home(community, building, clerk, clerk_role, secretary, secretary_role))
    return BenchTown(tuple(homes), works, engineer, 0)


def live(town: BenchTown, now: datetime) -> None:
    """Some concerns in every state, by the actions, in the first community."""
    from shangyi.concerns.actions.answer import AnswerDraft
    from shangyi.concerns.actions.assign import Assignment, assign_concern
    from shangyi.concerns.actions.handle import finish_concern
    from shangyi.concerns.actions.hear import NewVoice, Speaker, hear
    from shangyi.concerns.actions.open_list import Listing, put_on_open_list
    from shangyi.concerns.actions.rate import NewRating, rate
    from shangyi.concerns.actions.sort import Sorting, sort_concern
    from shangyi.concerns.models import Rating
    from shangyi.concerns.rules.hearing import Channel, Kind, Naming
    from shangyi.people.queries import NOBODY, actor_of
    from shangyi.rulepacks.queries import rules_at

    home, chance = town.homes[0], Random(1)
    ma, li = actor_of(home.clerk, now.date()), actor_of(home.secretary, now.date())
    category = rules_at(home.building.path, now.date()).pack.suggest_categories("井盖 下水 堵塞")[0].code
    sorting = Sorting(kind=Kind.PLEA, category=category, grade="general")
    order = Assignment(keeper=home.clerk_role, handler=town.engineer, unit=town.works, what="去看看并修好")
    for n in range(LIVED):
        begin = now - timedelta(minutes=50)
        words = f"{TOPICS[n % len(TOPICS)]}，请社区来看看，已经好几天了（{n}）。"
        speaker = Speaker(name=f"居民{n}", phone=f"1370000{n:04d}", naming=Naming.NAMED)
        new = NewVoice(words=words, place=home.building, channel=Channel.PHONE_WEB, speaker=speaker)
        if n % 3:
            new = NewVoice(
                words=words,
                place=home.building,
                channel=Channel.PHONE_WEB,
                speaker=Speaker(naming=Naming.UNNAMED),
            )
        voice = hear(new=new, actor=NOBODY, now=begin, randbelow=chance.randrange).voice
        pk = voice.concern_id
        depth = 9 if n < CLOSED else n - CLOSED
        if depth >= 1:
            sort_concern(concern_id=pk, sorting=sorting, actor=ma, now=begin + timedelta(minutes=1))
        if depth >= 2:
            assign_concern(concern_id=pk, assignment=order, actor=li, now=begin + timedelta(minutes=2))
        if depth == 4:
            plan = Listing(plan="等配件", review_on=(now + timedelta(days=30)).date())
            put_on_open_list(concern_id=pk, listing=plan, actor=li, now=begin + timedelta(minutes=3))
        if depth >= 5:
            draft = (
                None
                if depth == 5
                else AnswerDraft(text="修好了，您看看。", told_voice_ids=frozenset({voice.pk}))
            )
            finish_concern(
                concern_id=pk, result="修好了", draft=draft, actor=ma, now=begin + timedelta(minutes=4)
            )
        if depth >= 9:
            rating = NewRating(verdict=Rating.Verdict.SOLVED, satisfied=5)
            rate(receipt=voice.receipt, new=rating, actor=NOBODY, now=begin + timedelta(minutes=5))


def copy(town: BenchTown, n_concerns: int) -> int:
    """Multiply what was lived over all communities; how many concerns there are then."""
    from shangyi.concerns.models import Answer, AnswerText, Concern, OpenListing, Rating, SortingStep, Voice
    from shangyi.ledger.models import Fact, PrivatePart
    from shangyi.notices.models import Notice
    from shangyi.undertakings.models import Undertaking

    copied = (Concern, Voice, Undertaking, AnswerText, Answer, Rating, OpenListing, SortingStep, Notice, Fact)
    strides = {model: _highest(model) for model in copied}
    rounds = n_concerns // LIVED - 1
    by = {model: f"k * {stride}" for model, stride in strides.items()}
    matter = f"'concern:' || (CAST(SUBSTR({{0}}, 9) AS bigint) + {by[Concern]})"
    place = {"place_id": "m.building", "place_path": "m.path"}
    kept = "CASE WHEN {0} = m0.clerk THEN m.clerk WHEN {0} = m0.secretary THEN m.secretary ELSE {0} END"
    role = "CASE WHEN {0} = m0.clerk_role THEN m.clerk_role WHEN {0} = m0.secretary_role THEN m.secretary_role ELSE {0} END"
    about = {
        Concern: {**place, "community_id": "m.community", "heard_at": _earlier(), "title": "t.title || CAST(k % 997 AS text)",
                  "keeper_id": kept.format("t.keeper_id"), "keeper_capacity_id": role.format("t.keeper_capacity_id")},
        Voice: {"receipt": "t.receipt || CAST(k AS text)", "concern_id": f"t.concern_id + {by[Concern]}",
                "first_concern_id": f"t.first_concern_id + {by[Concern]}", "place_id": "m.building"},
        Undertaking: {**place, "matter": matter.format("t.matter"),
                      **{name: kept.format(f"t.{name}") for name in ("holder_id", "answers_to_id")},
                      "holder_capacity_id": role.format("t.holder_capacity_id")},
        AnswerText: {"concern_id": f"t.concern_id + {by[Concern]}"},
        Answer: {"concern_id": f"t.concern_id + {by[Concern]}", "voice_id": f"t.voice_id + {by[Voice]}",
                 "text_id": f"t.text_id + {by[AnswerText]}"},
        Rating: {"answer_id": f"t.answer_id + {by[Answer]}", "voice_id": f"t.voice_id + {by[Voice]}"},
        OpenListing: {"concern_id": f"t.concern_id + {by[Concern]}"},
        SortingStep: {"concern_id": f"t.concern_id + {by[Concern]}"},
        Notice: {"about": "t.about", "dedup_key": "t.dedup_key || CAST(k AS text)", "person_id": kept.format("t.person_id"),
                 "state": "'sent'"},
        Fact: {"subject": matter.format("t.subject"), "place_code": "m.code", "public": _shifted(by[Voice], by[Undertaking])},
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        _map(cursor, town)
        for model in copied:
            columns = {"id": f"t.id + {by[model]}", **about[model]}
            where = "t.subject LIKE 'concern:%'" if model is Fact else "t.id > 0"
            _multiply(cursor, model, columns, where, rounds)
        sealed = {"fact_id": f"t.fact_id + {by[Fact]}"}
        _multiply(cursor, PrivatePart, sealed, "t.fact_id IN (SELECT id FROM ledger_fact WHERE subject LIKE 'concern:%')", rounds,
                  limit=f"t.fact_id <= {strides[Fact]}")  # fmt: skip
        _continue_numbers(cursor, copied)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Concern.objects.count()


def _highest(model: type[models.Model]) -> int:
    return int(model.objects.aggregate(top=models.Max("pk"))["top"] or 0) + 1  # type: ignore[attr-defined]


def _earlier() -> str:
    if connection.vendor == "postgresql":
        return "t.heard_at - k * interval '29 minutes'"
    return "strftime('%Y-%m-%d %H:%M:%f', t.heard_at, '-' || (k * 29) || ' minutes')"


def _shifted(voice: str, undertaking: str) -> str:
    """The numbers of voices and undertakings in the public part of a fact, moved along."""
    if connection.vendor == "postgresql":
        own = "t.public || CASE WHEN t.public ? '{0}' THEN jsonb_build_object('{0}', CAST(t.public->>'{0}' AS bigint) + {1}) ELSE '{{}}' END"
        return own.format("voice", voice) + own.format("undertaking", undertaking).removeprefix("t.public")
    one = "json_extract(t.public, '$.{0}')"
    return (
        f"CASE WHEN {one.format('voice')} IS NOT NULL"
        f" THEN json_set(t.public, '$.voice', {one.format('voice')} + {voice})"
        f" WHEN {one.format('undertaking')} IS NOT NULL"
        f" THEN json_set(t.public, '$.undertaking', {one.format('undertaking')} + {undertaking}) ELSE t.public END"
    )


def _map(cursor: Any, town: BenchTown) -> None:
    cursor.execute(
        "CREATE TEMP TABLE bench_map (j int, building bigint, path text, community bigint, code text,"
        " clerk bigint, clerk_role bigint, secretary bigint, secretary_role bigint)"
    )
    cursor.executemany("INSERT INTO bench_map VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", list(_rows(town)))


def _rows(town: BenchTown) -> Iterator[list[Any]]:
    for j, home in enumerate(town.homes):
        people = [home.clerk.pk, home.clerk_role.pk, home.secretary.pk, home.secretary_role.pk]
        yield [j, home.building.pk, home.building.path, home.community.pk, home.building.code, *people]


def _multiply(
    cursor: Any, model: type[models.Model], columns: dict[str, str], where: str, rounds: int, limit: str = ""
) -> None:
    names = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(columns.get(name, f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({listed}) "
        f"WITH RECURSIVE rounds(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM rounds WHERE k < {rounds}) "
        f"SELECT {values} FROM rounds JOIN bench_map m ON m.j = k % {COMMUNITIES} "
        f"JOIN bench_map m0 ON m0.j = 0 CROSS JOIN {table} t WHERE {where}"
        + (f" AND {limit}" if limit else "")
    )


def _continue_numbers(cursor: Any, copied: tuple[type[models.Model], ...]) -> None:
    if connection.vendor != "postgresql":
        return
    for model in copied:
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))"
        )


def build(n_concerns: int, now: datetime) -> BenchTown:
    """The whole town."""
    town = found(now)
    live(town, now)
    n = copy(town, n_concerns)
    return BenchTown(town.homes, town.works, town.engineer, n)
