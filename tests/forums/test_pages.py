"""What the desk, the wall and the phones show, what they cost, and what they refuse."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time
from openpyxl import Workbook

from shangyi.forums.actions.polling import open_poll
from shangyi.forums.models import Attendance, Gathering, Hand, Invitation, Leaning, Outcome, Remark, StrawPoll
from shangyi.forums.rules.life import State
from shangyi.forums.rules.polling import How
from shangyi.people.models import Person
from tests.concerns.life import HOUR
from tests.forums.sittings import EVENING, NEXT_DAY, Hall
from tests.people_and_places import account_of

BUDGET = 14


def client_of(who: Person | None = None) -> Client:
    client = Client()
    if who is not None:
        client.force_login(account_of(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(
        [each for each in seen.captured_queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    )


def many_lines(hall: Hall, n: int) -> None:
    """As a long evening leaves them: by class, a third with outcomes, some additions."""
    begin = Gathering.objects.get(pk=hall.pk).n_lines
    here = list(Attendance.objects.filter(gathering=hall.pk))
    rows = Remark.objects.bulk_create(
        Remark(
            gathering_id=hall.pk,
            key=f"many-{begin + k:06}",
            number=begin + k + 1,
            text=f"第{k}条发言。",
            kind="question",
            attendance=here[k % len(here)],
            class_code=here[k % len(here)].class_code,
            said_at=EVENING,
            recorded_at=EVENING,
        )
        for k in range(n)
    )
    for row in rows[::20]:
        row.additions.create(text="补充", added_at=EVENING)
    Gathering.objects.filter(pk=hall.pk).update(n_lines=begin + n)


@pytest.mark.parametrize("page", ["record", "host", "", "complete"])
def test_a_gathering_of_five_hundred_lines_costs_at_most_fourteen_statements(hall: Hall, page: str) -> None:
    hall.opened()
    hall.promised()
    client = client_of(hall.town.ma)
    address = f"/desk/gatherings/{hall.pk}/{page + '/' if page else ''}"
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        few = cost(client, address)
        many_lines(hall, 500)
        lots = cost(client, address)

    assert lots == few <= BUDGET


@pytest.mark.parametrize("address", ["/hall/{secret}/", "/g/{secret}/"])
def test_the_wall_and_the_phones_cost_the_same_however_full_the_room_is(hall: Hall, address: str) -> None:
    hall.opened()
    hall.promised()
    address = address.format(secret=hall.gathering.join_secret)
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        few = cost(Client(), address)
        many_lines(hall, 200)
        Attendance.objects.bulk_create(
            Attendance(
                gathering_id=hall.pk, class_code="residents", device=f"phone-{n}", came_at=EVENING, how="qr"
            )
            for n in range(200)
        )
        lots = cost(Client(), address)

    assert lots == few <= BUDGET


def test_the_wall_shows_class_and_promise_and_no_resident_by_name(hall: Hall) -> None:
    hall.opened()
    hall.promised("十天内把西门口改好")
    ma = client_of(hall.town.ma)
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        ma.post(f"/desk/gatherings/{hall.pk}/do/call_next/", {"class_code": "residents"})
        wall = Client().get(f"/hall/{hall.gathering.join_secret}/").content.decode()

    assert "正在发言" in wall
    assert "居民代表" in wall
    assert "茂悦物业 胡经理" in wall or "物业 胡经理" in wall
    assert hall.gathering.join_code in wall
    assert "王阿姨" not in wall


def test_a_straw_poll_says_what_it_is_and_is_counted_one_way(hall: Hall) -> None:
    hall.opened()
    ma = client_of(hall.town.ma)
    to = f"/desk/gatherings/{hall.pk}/host/poll/"
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        ma.post(to, {"question": "装不装充电柱？", "labels": "赞成，反对，再议", "how": "hands"})
        poll = StrawPoll.objects.get()
        ma.post(to, {"poll": poll.pk, "n": ["1", "0", "0"]})
        wall = Client().get(f"/hall/{hall.gathering.join_secret}/").content.decode()

    poll.refresh_from_db()
    assert (poll.labels, poll.counts, poll.closed_at is not None) == (
        ["赞成", "反对", "再议"],
        [1, 0, 0],
        True,
    )
    assert "意向征询，不是业主共同决定 · 还有 1 人未表态" in wall
    assert re.search(r"赞成 <b class=\"number\">1</b>", wall)


def phone_of(hall: Hall) -> tuple[Client, str]:
    """A phone that nobody signed in on, inside the room as a resident."""
    phone, to = Client(), f"/g/{hall.gathering.join_secret}/"
    phone.post(f"{to}come-in/", {"class_code": "residents"})
    return phone, to


def test_a_phone_comes_in_by_four_digits_asks_to_speak_and_waits_in_fair_turns(hall: Hall) -> None:
    hall.opened()
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        joined = Client().post("/g/", {"digits": hall.gathering.join_code})
        phone, to = phone_of(hall)
        phone.post(f"{to}hand/")
        phone.post(f"{to}hand/")
        page = phone.get(to).content.decode()

    assert joined["Location"] == to
    assert Hand.objects.filter(gathering=hall.pk).count() == 1
    assert "您排在第 1 位" in page


def test_a_phone_leans_once_however_often_it_presses(hall: Hall) -> None:
    hall.opened()
    poll = open_poll(question="装不装？", labels=["赞成", "反对"], how=How.PHONES, **hall.by())
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        phone, to = phone_of(hall)
        for choice in ("0", "1", "1"):
            phone.post(f"{to}leaning/", {"poll": poll.pk, "choice": choice})
        wall = Client().get(f"/hall/{hall.gathering.join_secret}/").content.decode()

    assert list(Leaning.objects.values_list("choice", flat=True)) == [1]
    assert "反对 <b" in wall


def test_an_unnamed_slip_arrives_once(hall: Hall) -> None:
    hall.opened()
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        phone, to = phone_of(hall)
        for _ in range(2):
            phone.post(f"{to}slip/", {"once": "abcdefgh-1", "text": "楼道里堆纸箱"})

    slip = Remark.objects.get(is_slip=True)
    assert (slip.text, slip.attendance, slip.recorded_by) == ("楼道里堆纸箱", None, None)


def test_whoever_is_not_checked_in_takes_no_part(hall: Hall) -> None:
    hall.opened()
    to = f"/g/{hall.gathering.join_secret}/"
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        assert Client().post(f"{to}hand/").status_code == 422
        assert Client().get("/g/nobody-knows-this/").status_code == 404


def test_after_the_end_the_phone_says_so_and_takes_nothing(hall: Hall) -> None:
    hall.opened()
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        phone, to = phone_of(hall)
    hall.ended()
    with freeze_time(EVENING + 3 * HOUR, real_asyncio=True):
        late = Client()
        assert "散会了" in late.get(to).content.decode()
        assert late.post(f"{to}come-in/", {"class_code": "residents"}).status_code == 422
        assert phone.post(f"{to}slip/", {"once": "abcdefgh-2", "text": "迟到的话"}).status_code == 422

    assert not Remark.objects.filter(is_slip=True).exists()


def test_the_console_writes_by_script_and_without(hall: Hall) -> None:
    hall.opened()
    ma, to = client_of(hall.town.ma), f"/desk/gatherings/{hall.pk}/host/line/"
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        by_script = {"HTTP_X_SEND": "line"}
        first = ma.post(to, {"key": "0123456789", "text": "第一句"}, **by_script)
        again = ma.post(to, {"key": "0123456789", "text": "第一句"}, **by_script)
        plain = ma.post(to, {"key": "abcdefghij", "text": "第二句"})
        long = ma.post(to, {"key": "klmnopqrst", "text": "长" * 1_000_000}, **by_script)

    assert (first.json()["number"], again.json()["again"], plain.status_code) == (1, True, 302)
    assert (long.status_code, long.json()["code"]) == (422, "remark.words-too-long")
    assert Remark.objects.count() == 2


def test_one_key_chooses_the_kind_and_the_lines_come_back(hall: Hall) -> None:
    hall.opened()
    line = hall.line("楼道的灯坏了")
    ma = client_of(hall.town.ma)
    to = f"/desk/gatherings/{hall.pk}/host/lines/{line.pk}/kind/"
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        answer = ma.post(to, {"kind": "demand"}, HTTP_HX_REQUEST="true")

    line.refresh_from_db()
    assert line.kind == "demand"
    assert '<div id="lines"' in answer.content.decode()


def test_an_invited_person_answers_and_nobody_else_may(hall: Hall) -> None:
    hall.announced()
    mine = Invitation.objects.get(person=hall.town.wang)
    wang, zhao = client_of(hall.town.wang), client_of(hall.town.zhao)
    to = f"/gatherings/invitations/{mine.pk}/answer/"
    with freeze_time(EVENING - 24 * HOUR, real_asyncio=True):
        page = wang.get(f"/gatherings/{hall.pk}/").content.decode()
        wang.post(to, {"answer": "represented", "spoken_for_by": "女儿小王"})
        assert zhao.post(to, {"answer": "comes"}).status_code == 404
        assert zhao.get(f"/gatherings/{hall.pk}/").status_code == 404

    mine.refresh_from_db()
    assert "您来吗？" in page
    assert (mine.answer, mine.spoken_for_by) == ("represented", "女儿小王")


def table_of(rows: list[list[Any]]) -> BytesIO:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "签到.xlsx"
    return out


def eight_hundred() -> list[list[Any]]:
    rows: list[list[Any]] = [["姓名", "类别", "职务", "单位", "电话"]]
    rows += [[f"居民{n}", "居民代表", "", "", f"1391111{n:04}"] for n in range(796)]
    rows += [
        ["", "居民代表", "", "", ""],
        ["某人", "外星代表", "", "", ""],
        ["居民0", "居民代表", "", "", "13911110000"],
    ]
    rows += [["电话错", "党员", "", "", "12"]]
    return rows


def test_a_table_of_eight_hundred_is_taken_over_but_for_its_errors(hall: Hall) -> None:
    hall.opened()
    ma, to = client_of(hall.town.ma), f"/desk/gatherings/{hall.pk}/attendance/"
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        first = ma.post(to, {"file": table_of(eight_hundred())}).content.decode()
        ma.post(to, {"file": table_of(eight_hundred())})

    assert Attendance.objects.filter(gathering=hall.pk, how="sheet").count() == 796
    assert "有 4 行没有导入" in first
    for words in ("没有姓名", "没有这个类别", "表里重复", "电话号码不对"):
        assert words in first
    assert "外星代表" in first


def test_a_table_without_its_columns_is_refused_with_what_it_has(hall: Hall) -> None:
    hall.opened()
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        answer = client_of(hall.town.ma).post(
            f"/desk/gatherings/{hall.pk}/attendance/", {"file": table_of([["甲", "乙"], ["1", "2"]])}
        )

    assert answer.status_code == 422
    assert "甲、乙" in answer.content.decode()


def test_the_page_to_complete_leads_to_what_mends_each_thing(hall: Hall) -> None:
    hall.opened()
    line = hall.line("会及时打扫干净。", "pledge", who=hall.hu)
    ma = client_of(hall.town.ma)
    hall.ended()
    with freeze_time(EVENING + 3 * HOUR, real_asyncio=True):
        page = ma.get(f"/desk/gatherings/{hall.pk}/complete/").content.decode()
        assert f"/desk/gatherings/{hall.pk}/lines/{line.pk}/pledge/?back=complete" in page
        given = {"what": "打扫楼道", "holder": hall.hu.pk, "by": NEXT_DAY.isoformat(), "back": "complete"}
        back = ma.post(f"/desk/gatherings/{hall.pk}/lines/{line.pk}/pledge/", given)
        filed = ma.post(f"/desk/gatherings/{hall.pk}/do/file/")

    assert back["Location"] == f"/desk/gatherings/{hall.pk}/complete/"
    assert filed.status_code == 302
    assert hall.now().state == State.FILED
    assert Outcome.objects.get(remark=line).undertaking is not None


def test_two_hosts_write_at_once_and_no_number_is_given_twice(hall: Hall) -> None:
    hall.opened()
    ma, li = client_of(hall.town.ma), client_of(hall.town.li)
    to = f"/desk/gatherings/{hall.pk}/host/line/"
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        for n in range(6):
            (ma if n % 2 else li).post(to, {"key": f"both-hosts-{n}", "text": f"第{n}句"})

    lines = Remark.objects.order_by("number")
    assert list(lines.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert set(lines.values_list("recorded_by", flat=True)) == {hall.town.ma.pk, hall.town.li.pk}


def test_a_pledge_of_nobody_here_is_refused(hall: Hall) -> None:
    hall.opened()
    line = hall.line("我们会办", "pledge", who=hall.hu)
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        given = {"what": "办", "holder": hall.town.zhao.pk, "by": NEXT_DAY.isoformat()}
        answer = client_of(hall.town.ma).post(f"/desk/gatherings/{hall.pk}/lines/{line.pk}/pledge/", given)

    assert answer.status_code == 422
    assert not Outcome.objects.exists()
