"""Minutes: made from the record, worded in place, objected to, approved for good, published as far as was allowed.

马 convenes, 胡经理 of the firm promises, 王阿姨 was there and objects, 李书记 approves; 赵 lives next door.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from freezegun import freeze_time

from shangyi.forums.actions.agenda import record_dissent
from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.following import owe_explanation
from shangyi.forums.actions.forms import retire_form, set_form
from shangyi.forums.actions.inviting import answer_invitation
from shangyi.forums.actions.minutes import (
    MOST_OBJECTIONS_EACH,
    Publishing,
    approve_minutes,
    object_to_minutes,
    publish_minutes,
    reopen_minutes,
    reply_to_objection,
    show_minutes,
    word_part,
)
from shangyi.forums.actions.outcomes import Demand, Promise, follow_up, hear_demand
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.actions.writing import sort_line
from shangyi.forums.models import Edition, Gathering, Invitation, Minutes, MinutesTemplate, Objection, Remark
from shangyi.forums.queries.docx import DEEPEST_LOOP, check_form, rendered
from shangyi.forums.queries.minutes import content_of
from shangyi.forums.queries.standard_form import SAMPLE, standard_form
from shangyi.forums.rules import minutes as rules
from shangyi.forums.rules.attending import Answer
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.people.models import Person
from shangyi.people.rules.capacities import CapacityKind
from tests.concerns.life import HOUR
from tests.forums.sittings import EVENING, Hall
from tests.forums.test_pages import client_of, cost, many_lines
from tests.people_and_places import acting, capacity, person

NEXT = EVENING + timedelta(days=1)
PUBLIC = Publishing(level=Gathering.Level.PUBLIC)


def code_of(action: Callable[..., object], **given: Any) -> str:
    """The code with which an action is refused."""
    with pytest.raises(Refused) as refusal:
        action(**given)
    return refusal.value.code


def a_full_evening(hall: Hall) -> Hall:
    """A talk with a demand, a promise with steps, an admitted shortcoming, a dissent and a slip without a name."""
    hall.opened()
    demand = hall.line("虽然电梯的卫生也应该及时打扫。", "demand", who=hall.town.wang)
    hear_demand(remark_id=demand.pk, demand=Demand(), randbelow=lambda _n: 7, **hall.by())
    hall.promised("死树换品种补种", by=date(2026, 4, 5), steps=("统计", "补种"))
    short = hall.line("我们的保洁确实不够。", who=hall.hu)
    sort_line(remark_id=short.pk, kind="shortcoming", **hall.by())
    promise = Promise(what="增加保洁人手", holder=hall.hu, by=date(2026, 3, 20))
    follow_up(remark_id=short.pk, promise=promise, **hall.by())
    item = hall.now().items.get()
    record_dissent(item_id=item.pk, class_code="residents", reason="太慢了", **hall.by())
    owe_explanation(item_id=item.pk, holder=hall.town.ma, by=date(2026, 3, 12), **hall.by())
    return hall.ended()


def filed(hall: Hall) -> Hall:
    a_full_evening(hall)
    file_gathering(gathering_id=hall.pk, actor=acting(hall.town.li), now=NEXT)
    hall.now()
    return hall


def approving(hall: Hall, at: Any = NEXT) -> dict[str, Any]:
    return {"gathering_id": hall.pk, "actor": acting(hall.town.li), "now": at}


def approved(hall: Hall) -> Edition:
    filed(hall)
    return approve_minutes(**approving(hall))


def words_of(data: bytes) -> str:
    """Every word of a document, tables included."""
    document = docx.Document(io.BytesIO(data))
    said = [each.text for each in document.paragraphs]
    said += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(said)


@pytest.mark.trace("PS-13", "RF-15")
def test_the_minutes_hold_every_promise_objection_and_absence_of_the_record(hall: Hall) -> None:
    content = content_of(filed(hall).gathering)

    assert [(each["what"], each["steps"]) for each in content["pledges"]][:1] == [
        ("死树换品种补种", ["统计", "补种"])
    ]
    assert all(each["due"] for each in content["pledges"])
    assert [each["reason"] for each in content["items"][0]["dissents"]] == ["太慢了"]
    assert [each["name"] for each in content["present"]] == ["胡经理", "王阿姨"]
    assert {each["class_name"] for each in content["absent"]} == set()
    assert content["matters"][0][1]
    assert content["started_at"] == EVENING.isoformat()


def test_who_was_invited_and_did_not_come_stands_there_with_the_reason(hall: Hall) -> None:

    hall.announced()
    invitation = Invitation.objects.get(person=hall.town.wang)
    answer_invitation(
        invitation_id=invitation.pk,
        answer=Answer.CANNOT,
        because="要照顾孙子",
        spoken_for_by="",
        actor=acting(hall.town.wang),
        now=EVENING - HOUR,
    )
    open_gathering(**hall.by())
    hall.came(hall.hu, "property")
    hall.ended()

    absent = content_of(hall.gathering)["absent"]

    assert ("王阿姨", "要照顾孙子") in {(each["name"], each["reason"]) for each in absent}
    assert ("居民代表", "") in {(each["class_name"], each["name"]) for each in absent}


def test_a_wording_stands_over_the_record_and_is_taken_back_by_no_words(hall: Hall) -> None:
    a_full_evening(hall)
    line = Remark.objects.get(number=1)
    word_part(part=f"line:{line.pk}", text="电梯保洁不够及时。", **hall.by(at=NEXT))
    word_part(part="opening", text="晚上七点半开始。", **hall.by(at=NEXT))

    content = content_of(hall.gathering)
    line.refresh_from_db()

    assert (content["items"][0]["lines"][0]["text"], content["items"][0]["lines"][0]["edited"]) == (
        "电梯保洁不够及时。",
        True,
    )
    assert (content["opening"], line.text) == ("晚上七点半开始。", "虽然电梯的卫生也应该及时打扫。")
    word_part(part=f"line:{line.pk}", text="  ", **hall.by(at=NEXT))
    assert content_of(hall.gathering)["items"][0]["lines"][0]["text"] == line.text


def test_a_line_that_is_left_out_is_counted_and_can_be_taken_back(hall: Hall) -> None:
    a_full_evening(hall)
    line = Remark.objects.get(number=1)
    word_part(part=f"line:{line.pk}", text="", left_out=True, **hall.by(at=NEXT))
    without = content_of(hall.gathering)["items"][0]
    word_part(part=f"line:{line.pk}", text="", **hall.by(at=NEXT))
    again = content_of(hall.gathering)["items"][0]

    assert (without["n_left_out"], [each["number"] for each in without["lines"]]) == (1, [2, 3])
    assert (again["n_left_out"], len(again["lines"])) == (0, 3)


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        ("line:999999", "话", "minutes.part-unknown"),
        ("line:0", "话", "minutes.part-unknown"),
        ("title", "话", "minutes.part-unknown"),
        ("line:1; DROP TABLE", "话", "minutes.part-unknown"),
        ("opening", "长" * 4001, "minutes.words-too-long"),
    ],
)
def test_a_part_that_is_not_there_or_too_long_is_refused(hall: Hall, part: str, text: str, code: str) -> None:
    a_full_evening(hall)

    assert code_of(word_part, part=part, text=text, **hall.by(at=NEXT)) == code
    assert Fact.objects.filter(kind="minutes.worded").count() == 0


def test_there_are_no_minutes_while_people_still_sit_together(hall: Hall) -> None:
    hall.opened()

    assert code_of(word_part, part="opening", text="话", **hall.by()) == "minutes.not-over"


def test_whoever_was_there_objects_and_the_objection_stays_with_its_reply(hall: Hall) -> None:
    filed(hall)
    show_minutes(**hall.by(at=NEXT))
    objection = object_to_minutes(
        gathering_id=hall.pk, text="我说的是全部单元。", actor=acting(hall.town.wang), now=NEXT + HOUR
    )
    waiting = code_of(approve_minutes, **approving(hall, NEXT + HOUR))
    reply_to_objection(
        objection_id=objection.pk, reply="已改", actor=acting(hall.town.ma), now=NEXT + 2 * HOUR
    )
    edition = approve_minutes(**approving(hall, NEXT + 3 * HOUR))

    assert waiting == "minutes.objections-wait"
    assert edition.content["objections"] == [
        {"class_name": "居民代表", "name": "王阿姨", "text": "我说的是全部单元。", "reply": "已改"}
    ]
    told = set(Notice.objects.filter(template__startswith="minutes.").values_list("template", "person__name"))
    assert {
        ("minutes.shown", "王阿姨"),
        ("minutes.objected", "小马"),
        ("minutes.objection-replied", "王阿姨"),
    } <= told | {("minutes.objected", hall.gathering.keeper.name)}


def test_the_same_objection_twice_is_one_and_there_is_an_end_to_them(hall: Hall) -> None:
    filed(hall)
    show_minutes(**hall.by(at=NEXT))
    by: dict[str, Any] = {"gathering_id": hall.pk, "actor": acting(hall.town.wang), "now": NEXT + HOUR}
    for _again in range(2):
        object_to_minutes(text="第一条", **by)
    for n in range(MOST_OBJECTIONS_EACH - 1):
        object_to_minutes(text=f"还有{n}", **by)

    assert Objection.objects.count() == MOST_OBJECTIONS_EACH
    assert code_of(object_to_minutes, text="再一条", **by) == "minutes.objected-enough"


def test_objecting_needs_a_draft_that_is_shown_and_ends_after_two_days(hall: Hall) -> None:
    filed(hall)
    by: dict[str, Any] = {"gathering_id": hall.pk, "actor": acting(hall.town.wang), "text": "不对"}
    early = code_of(object_to_minutes, now=NEXT, **by)
    show_minutes(**hall.by(at=NEXT))
    last = object_to_minutes(now=NEXT + rules.OBJECT_WITHIN, **by)
    late = code_of(object_to_minutes, now=NEXT + rules.OBJECT_WITHIN + timedelta(seconds=1), **by)
    stranger = code_of(
        object_to_minutes, gathering_id=hall.pk, actor=acting(hall.town.li), text="不对", now=NEXT
    )

    assert (early, last.pk is not None, late, stranger) == (
        "minutes.not-shown",
        True,
        "minutes.objecting-over",
        "minutes.not-there",
    )


def test_staff_enter_an_objection_for_whoever_told_them(hall: Hall) -> None:
    filed(hall)
    show_minutes(**hall.by(at=NEXT))
    there = hall.gathering.attendances.get(person=hall.town.wang)

    kept = object_to_minutes(text="电话里说的", attendance_id=there.pk, **hall.by(at=NEXT))

    assert (kept.name, kept.class_code) == ("王阿姨", "residents")


def test_minutes_of_a_record_that_is_not_filed_are_not_approved(hall: Hall) -> None:
    a_full_evening(hall)

    assert code_of(approve_minutes, **approving(hall)) == "minutes.file-first"
    assert Minutes.objects.filter(state="approved").count() == 0


def test_whoever_may_not_publish_may_not_approve(hall: Hall) -> None:
    filed(hall)

    assert code_of(approve_minutes, **hall.by(at=NEXT)) == "rights.missing"


def test_an_edition_does_not_change_and_another_one_says_why(hall: Hall) -> None:
    first = approved(hall)
    closed = code_of(word_part, part="opening", text="改", **hall.by(at=NEXT))
    twice = code_of(approve_minutes, **approving(hall))
    nameless = code_of(reopen_minutes, reason=" ", **approving(hall))
    reopen_minutes(reason="把名字写错了", **approving(hall))
    word_part(part="opening", text="更正后的开头", **hall.by(at=NEXT))
    second = approve_minutes(**approving(hall, NEXT + HOUR))
    kept = Edition.objects.get(pk=first.pk)

    assert (closed, twice, nameless) == ("minutes.approved", "minutes.already-done", "minutes.reason-needed")
    assert (second.number, second.reason, second.content["opening"]) == (2, "把名字写错了", "更正后的开头")
    assert (kept.content, kept.digest, kept.content["opening"]) == (first.content, first.digest, "")
    assert rules.digest_of(kept.content) == kept.digest != second.digest
    line = Fact.objects.filter(kind="minutes.approved").latest("pk")
    assert (line.public["digest"], line.public["edition"]) == (second.digest, 2)


@pytest.mark.trace("XC-20")
def test_publishing_names_classes_and_no_person_unless_it_was_allowed(hall: Hall) -> None:
    edition = approved(hall)
    publish_minutes(publishing=PUBLIC, **approving(hall))
    page = Client().get(f"/gatherings/{hall.pk}/minutes/").content.decode()

    assert "死树换品种补种" in page
    assert "物业项目经理" in page
    assert "居民代表" in page
    assert not [name for name in ("王阿姨", "胡经理") if name in page]
    assert "保洁确实不够" not in page
    assert "胡经理" in json.dumps(edition.content, ensure_ascii=False)


def test_names_and_shortcomings_are_published_where_that_was_approved(hall: Hall) -> None:
    approved(hall)
    publish_minutes(
        publishing=Publishing(level=Gathering.Level.PUBLIC, with_names=True, with_shortcomings=True),
        **approving(hall),
    )
    page = Client().get(f"/gatherings/{hall.pk}/minutes/").content.decode()

    assert "胡经理" in page
    assert "保洁确实不够" in page


@pytest.mark.trace("XC-5")
@pytest.mark.parametrize(
    ("level", "who", "status"),
    [
        ("public", None, 200),
        ("members", None, 404),
        ("members", "neighbour", 200),
        ("members", "elsewhere", 404),
        ("present", "neighbour", 404),
        ("present", "wang", 200),
        ("present", "ma", 200),
    ],
)
def test_each_level_is_open_to_whom_it_names_and_to_nobody_else(
    hall: Hall, level: str, who: str | None, status: int
) -> None:
    approved(hall)
    publish_minutes(publishing=Publishing(level=Gathering.Level(level)), **approving(hall))
    reader: Person | None = None
    if who in {"neighbour", "elsewhere"}:
        home = hall.town.household if who == "neighbour" else hall.town.lakeside
        reader = person("赵邻居", "13900000077")

        capacity(reader, CapacityKind.RESIDENT, home)
    elif who:
        reader = getattr(hall.town, who)

    with freeze_time(NEXT):
        pages = [
            client_of(reader).get(f"/gatherings/{hall.pk}/{name}").status_code
            for name in ("minutes/", "minutes.docx")
        ]
        listed = hall.gathering.theme in client_of(reader).get("/gatherings/minutes/").content.decode()

    assert (pages, listed) == ([status, status], status == 200)


def test_everybody_who_was_there_or_invited_is_told_once(hall: Hall) -> None:
    approved(hall)
    publish_minutes(publishing=PUBLIC, **approving(hall))
    told = Notice.objects.filter(template="minutes.published").values_list("person__name", flat=True)

    assert sorted(told) == ["王阿姨", "胡经理"]
    assert code_of(publish_minutes, publishing=PUBLIC, **approving(hall)) == "gathering.already-done"
    assert hall.now().state == "published"


def test_what_was_not_approved_is_not_published(hall: Hall) -> None:
    filed(hall)
    nothing = code_of(publish_minutes, publishing=PUBLIC, **approving(hall))
    approve_minutes(**approving(hall))
    reopen_minutes(reason="有错", **approving(hall))
    reopened = code_of(publish_minutes, publishing=PUBLIC, **approving(hall))

    assert (nothing, reopened) == ("minutes.approve-first", "minutes.approve-first")
    assert Client().get(f"/gatherings/{hall.pk}/minutes/").status_code == 404


def test_readers_keep_the_published_edition_while_another_is_being_worded(hall: Hall) -> None:
    approved(hall)
    publish_minutes(publishing=PUBLIC, **approving(hall))
    reopen_minutes(reason="有错", **approving(hall))
    word_part(part="opening", text="还没审定的话", **hall.by(at=NEXT))
    page = Client().get(f"/gatherings/{hall.pk}/minutes/").content.decode()

    assert "还没审定的话" not in page
    assert "死树换品种补种" in page


def test_a_draft_shown_to_those_who_were_there_hides_names_and_shortcomings(hall: Hall) -> None:
    filed(hall)
    show_minutes(**hall.by(at=NEXT))
    with freeze_time(NEXT + HOUR):
        page = client_of(hall.town.wang).get(f"/gatherings/{hall.pk}/minutes/").content.decode()
        stranger = Client().get(f"/gatherings/{hall.pk}/minutes/").status_code

    assert "这是草稿" in page
    assert "保洁确实不够" not in page
    assert "胡经理" not in page
    assert stranger == 404


def test_the_word_document_says_every_promise_objection_and_absence_of_the_record(hall: Hall) -> None:
    filed(hall)
    show_minutes(**hall.by(at=NEXT))
    objection = object_to_minutes(
        gathering_id=hall.pk, text="我说的是全部单元。", actor=acting(hall.town.wang), now=NEXT
    )
    reply_to_objection(objection_id=objection.pk, reply="已改", actor=acting(hall.town.ma), now=NEXT)
    edition = approve_minutes(**approving(hall))
    words = words_of(rendered(standard_form(), edition.content, edition))
    content = edition.content

    wanted = [each["what"] for each in content["pledges"]]
    wanted += [each["reason"] for each in content["items"][0]["dissents"]]
    wanted += [each["text"] for each in content["objections"]] + [
        each["reason"] for each in content["absent"]
    ]
    wanted += [each["name"] for each in content["present"]] + ["2026年4月5日 24:00", edition.digest]
    assert [each for each in wanted if each not in words] == []
    assert "{{" not in words


def test_the_word_document_of_readers_holds_no_more_than_their_page(hall: Hall) -> None:
    approved(hall)
    publish_minutes(publishing=PUBLIC, **approving(hall))
    data = Client().get(f"/gatherings/{hall.pk}/minutes.docx").content
    words = words_of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        raw = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "ignore")

    assert "死树换品种补种" in words
    assert not [name for name in ("王阿姨", "胡经理", "保洁确实不够") if name in raw]


def test_ten_minutes_after_the_end_the_draft_is_there_as_a_document(hall: Hall) -> None:
    a_full_evening(hall)
    with freeze_time(EVENING + 2 * HOUR + timedelta(minutes=10)):
        answer = client_of(hall.town.ma).get(f"/desk/gatherings/{hall.pk}/minutes.docx")

    assert answer.status_code == 200
    assert "草稿，未审定" in words_of(answer.content)


def test_the_words_of_people_are_words_in_the_document_and_no_tags(hall: Hall) -> None:
    hall.opened()
    hall.line("{{ digest }} <w:p/> & {% for x in items %}", who=hall.town.wang)
    hall.ended()
    words = words_of(rendered(standard_form(), content_of(hall.gathering)))

    assert "{{ digest }} <w:p/> & {% for x in items %}" in words


def form_of(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (41 * 1024 * 1024))
    return out.getvalue()


def plain_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return out.getvalue()


LOOPS = "{% for a in items %}" * (DEEPEST_LOOP + 1) + "{{ theme }}" + "{% endfor %}" * (DEEPEST_LOOP + 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "form.not-docx"),
        (b"PK\x03\x04 half a file", "form.not-docx"),
        (plain_archive(), "form.not-docx"),
        (bomb(), "form.too-large"),
        (b"x" * (2 * 1024 * 1024 + 1), "form.too-large"),
        (form_of("没有标签"), "form.no-tags"),
        (form_of("{{ theme "), "form.broken"),
        (form_of("{{ themes }}"), "form.broken"),
        (form_of("{{ theme }}{% endfor %}"), "form.broken"),
        (form_of("{{ ''.__class__.__mro__[1].__subclasses__() }}"), "form.broken"),
        (form_of("{{ theme }}{% for n in range(99999999) %}x{% endfor %}"), "form.broken"),
        (form_of(LOOPS), "form.loops-too-deep"),
    ],
)
def test_a_broken_or_hostile_form_is_refused_in_words_before_it_is_used(
    hall: Hall, data: bytes, code: str
) -> None:
    place = hall.town.compound

    assert (
        code_of(set_form, place=place, name="x.docx", data=data, actor=acting(hall.town.li), now=NEXT) == code
    )
    assert MinutesTemplate.objects.count() == 0


def test_the_standard_form_passes_its_own_test() -> None:
    check_form(standard_form())
    assert "样例" in words_of(rendered(standard_form(), SAMPLE))


def test_a_communitys_own_form_is_used_below_it_until_it_is_retired(hall: Hall) -> None:
    approved(hall)
    liu = acting(hall.town.li)
    row = set_form(
        place=hall.town.compound,
        name="我们的.docx",
        data=form_of("我们的格式 {{ theme }}"),
        actor=liu,
        now=NEXT,
    )
    again = set_form(place=hall.town.compound, name="再传.docx", data=row.file.read(), actor=liu, now=NEXT)
    staff = client_of(hall.town.ma)
    with freeze_time(NEXT):
        own = words_of(staff.get(f"/desk/gatherings/{hall.pk}/minutes.docx").content)
        retire_form(form_id=row.pk, actor=liu, now=NEXT)
        standard = words_of(staff.get(f"/desk/gatherings/{hall.pk}/minutes.docx").content)

    assert (own, again.pk) == ("我们的格式 提升物业服务水平", row.pk)
    assert "会议纪要" in standard
    assert (
        code_of(
            set_form,
            place=hall.town.compound,
            name="x",
            data=standard_form(),
            actor=acting(hall.town.wang),
            now=NEXT,
        )
        == "rights.missing"
    )


def test_a_form_is_sent_in_on_its_page_and_a_broken_one_says_which_tag(hall: Hall) -> None:
    staff = client_of(hall.town.li)
    with freeze_time(NEXT):
        broken = staff.post(
            "/desk/minutes-forms/",
            {
                "place": hall.town.farm.pk,
                "file": SimpleUploadedFile("坏.docx", form_of("{{ themes }}")),
            },
        )
        good = staff.post(
            "/desk/minutes-forms/",
            {"place": hall.town.farm.pk, "file": SimpleUploadedFile("好.docx", form_of("{{ theme }}"))},
            follow=True,
        )

    assert broken.status_code == 422
    assert "themes" in broken.content.decode()
    assert "好.docx" in good.content.decode()


def test_what_was_typed_too_long_is_still_there(hall: Hall) -> None:
    a_full_evening(hall)
    long = "很长的话" * 1001
    with freeze_time(NEXT):
        page = client_of(hall.town.ma).post(
            f"/desk/gatherings/{hall.pk}/minutes/word/", {"part": "opening", "text": long}
        )

    assert page.status_code == 422
    assert long in page.content.decode()


@pytest.mark.parametrize("number", ["0", "7", "99999", "x", "-1"])
def test_an_edition_that_is_not_there_shows_the_draft(hall: Hall, number: str) -> None:
    filed(hall)
    with freeze_time(NEXT):
        page = client_of(hall.town.ma).get(f"/desk/gatherings/{hall.pk}/minutes/?edition={number}")

    assert page.status_code == 200


def test_minutes_of_five_hundred_lines_cost_the_same_as_of_twenty(hall: Hall) -> None:
    hall.opened()
    many_lines(hall, 20)
    hall.ended()
    with freeze_time(NEXT):
        staff = client_of(hall.town.ma)
        few = cost(staff, f"/desk/gatherings/{hall.pk}/minutes/")
        many_lines(hall, 480)
        many = cost(staff, f"/desk/gatherings/{hall.pk}/minutes/")

    assert few == many
    assert many <= 34
