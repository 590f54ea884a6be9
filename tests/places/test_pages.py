from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from shangyi.ledger.models import Fact
from shangyi.places.models import HouseholdRow, OwnerRow, Place, ServicePeriod, Unit
from tests.people_and_places import Town, account_of


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def li(client: Client, town: Town) -> Client:
    client.force_login(account_of(town.li), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_secretary_walks_down_the_tree_and_no_further_up_than_her_own(li: Client, town: Town) -> None:
    top = li.get("/places/").content.decode()
    page = text_of(li.get(f"/places/{town.compound.pk}/"))

    assert [name for name in ("农场社区", "湖畔嘉苑社区", "城区街道") if name in top] == ["农场社区"]
    assert "农场小区" in page
    assert "3号楼" in page
    for foreign in (town.street, town.lakeside):
        assert li.get(f"/places/{foreign.pk}/").status_code == 404
    assert li.get("/places/99999999999999999999999999/").status_code == 404


def test_places_are_found_by_name_address_and_code_within_reach(li: Client, town: Town) -> None:
    for words in ("201", "3号楼2单元", "lw-cy-nc-1-3-2-201"):
        assert "201室" in text_of(li.get("/places/", {"q": words}))
    for words in ("湖畔", "𠮷", "%", "<script>alert(1)</script>", "x" * 10_000, "a\x00b"):
        response = li.get("/places/", {"q": words})
        assert (response.status_code, "没有找到" in text_of(response)) == (200, True)


def test_a_place_is_added_with_its_trace(li: Client, town: Town) -> None:
    response = li.post(
        f"/places/{town.building.pk}/add/",
        {"kind": "stairwell", "name": " 3 单元 ", "code": "lw-cy-nc-1-3-3"},
    )

    added = Place.objects.get(code="LW-CY-NC-1-3-3")
    assert response.status_code == 302
    assert (added.full_name, added.parent) == ("农场小区3号楼3 单元", town.building)
    assert Fact.objects.filter(kind="place.added", subject=f"place:{added.pk}").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "名" * 61},
        {"name": "名" * 1_000_000},
        {"code": ""},
        {"code": "LW-CY-NC-1"},
        {"code": "楼"},
        {"code": "a b"},
        {"code": "../x"},
        {"kind": "district"},
        {"kind": "castle"},
        {"name": "a\x00"},
    ],
)
def test_what_cannot_be_a_place_is_said_under_its_field(
    li: Client, town: Town, changes: dict[str, str]
) -> None:
    before = Place.objects.count()

    response = li.post(
        f"/places/{town.building.pk}/add/",
        {"kind": "stairwell", "name": "3单元", "code": "LW-NEW", **changes},
    )

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert Place.objects.count() == before


def test_a_new_name_reaches_every_address_below_and_the_old_one_is_kept(li: Client, town: Town) -> None:
    response = li.post(
        f"/places/{town.compound.pk}/rename/", {"name": "丰收小区𠮷", "reason": "区民政局更名通知"}
    )

    town.household.refresh_from_db()
    fact = Fact.objects.get(kind="place.renamed")
    assert response.status_code == 302
    assert town.household.full_name == "丰收小区𠮷3号楼2单元201室"
    assert town.household.code == "LW-CY-NC-1-3-2-201"
    assert (fact.private.content["name_before"], fact.private.content["reason"]) == (
        "农场小区",
        "区民政局更名通知",
    )
    assert "农场" not in str(fact.public)


def test_renaming_needs_a_reason_and_a_place_of_ones_own(li: Client, town: Town) -> None:
    assert (
        li.post(f"/places/{town.compound.pk}/rename/", {"name": "丰收小区", "reason": " "}).status_code == 422
    )
    assert li.post(f"/places/{town.lakeside.pk}/rename/", {"name": "我的", "reason": "x"}).status_code == 404
    assert Place.objects.filter(name__in=["丰收小区", "我的"]).count() == 0


def test_the_poster_opens_the_speak_up_page_with_the_place_filled_in(
    li: Client, town: Town, settings: Any
) -> None:
    settings.BASE_URL = "https://shangyi.example.cn/"

    page = li.get(f"/places/{town.stairwell.pk}/poster/").content.decode()

    assert "https://shangyi.example.cn/speak/?place=LW-CY-NC-1-3-2" in page
    assert "农场小区3号楼2单元" in page
    assert page.count("<svg") >= 1
    assert " style=" not in page


def test_units_and_their_service_periods_are_recorded_and_ended(li: Client, town: Town) -> None:
    base = f"/places/{town.farm.pk}"
    li.post(f"{base}/units/add/", {"kind": "property_firm", "name": "和顺物业", "manner": "request"})
    firm = Unit.objects.get(name="和顺物业")
    begun = li.post(
        f"/places/{town.compound.pk}/services/begin/",
        {"unit": firm.pk, "from_on": "2025-01-01", "source": "合同"},
    )
    period = ServicePeriod.objects.get()
    again = li.post(f"{base}/units/add/", {"kind": "property_firm", "name": "和顺物业", "manner": "request"})
    ended = li.post(
        f"/places/{town.compound.pk}/services/end/", {"period": period.pk, "until_on": "2025-12-31"}
    )
    twice = li.post(
        f"/places/{town.compound.pk}/services/end/", {"period": period.pk, "until_on": "2026-12-31"}
    )

    period.refresh_from_db()
    assert [begun.status_code, again.status_code, ended.status_code, twice.status_code] == [
        302,
        422,
        302,
        409,
    ]
    assert str(period.until_on) == "2025-12-31"
    assert "和顺物业" in text_of(li.get(f"{base}/units/"))
    assert "和顺物业" in text_of(li.get(f"/places/{town.household.pk}/"))


@pytest.mark.parametrize(
    "changes", [{"from_on": "never"}, {"from_on": "1900-99-01"}, {"until_on": "2020-01-01"}, {"unit": "99"}]
)
def test_a_service_with_wrong_dates_is_refused(li: Client, town: Town, changes: dict[str, str]) -> None:
    sent = {"unit": town.works.pk, "from_on": "2025-01-01", **changes}

    assert li.post(f"/places/{town.compound.pk}/services/begin/", sent).status_code == 422
    assert ServicePeriod.objects.count() == 0


def sheet(*rows: list[Any]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("名册.xlsx", buffer.getvalue())


HOUSE = "LW-CY-NC-1-3-2-201"


def test_owners_come_in_by_file_with_areas_in_hundredths(li: Client, town: Town) -> None:
    file = sheet(
        ["地点编号", "姓名", "面积", "面积来源", "电话"], [HOUSE, "王秀兰", 89.52, "不动产登记", 13900000001]
    )

    response = li.post(f"/places/{town.farm.pk}/rosters/owners/file/", {"file": file})

    row = OwnerRow.objects.get()
    assert response.status_code == 302
    assert (row.place, row.name, row.area, row.area_source, row.phone) == (
        town.household, "王秀兰", 8952, "register", "13900000001",
    )  # fmt: skip
    assert Fact.objects.get(kind="roster.rows-added").public == {"roster": "owners", "n_rows": 1}
    assert "89.52 平方米" in text_of(li.get(f"/places/{town.farm.pk}/rosters/owners/"))


def test_households_come_in_by_csv_in_either_encoding(li: Client, town: Town) -> None:
    text = f"地点编号,姓名,是否租户,入住日期\n{HOUSE},王秀兰,否,2020-05-01\n{HOUSE},𠮷田,是,2024年1月2日\n"
    for encoding in ("utf-8-sig", "gb18030"):
        file = SimpleUploadedFile("h.csv", text.encode(encoding))
        assert li.post(f"/places/{town.farm.pk}/rosters/households/file/", {"file": file}).status_code == 302

    rows = list(HouseholdRow.objects.order_by("id").values_list("name", "is_tenant", "from_on__year"))
    assert rows == [("王秀兰", False, 2020), ("𠮷田", True, 2024)] * 2


def test_every_mistake_is_named_with_its_row_and_nothing_is_taken_in(li: Client, town: Town) -> None:
    file = sheet(
        ["编号", "姓名", "面积", "面积来源", "起始日期"],
        [HOUSE, "王秀兰", "89.5", "登记", "2020-01-01"],
        ["LW-CY-HP", "赵先生", "80", "登记", ""],
        [HOUSE, "", "80", "登记", ""],
        [],
        [HOUSE, "李四", "八十", "登记", ""],
        [HOUSE, "李四", "80.123", "登记", ""],
        [HOUSE, "李四", "80", "听说", ""],
        [HOUSE, "李四", "80", "登记", "1900-01-01"],
        [HOUSE, "李" * 61, "80", "登记", ""],
    )

    response = li.post(f"/places/{town.farm.pk}/rosters/owners/file/", {"file": file})

    said = re.findall(r"第 (\d+) 行：", text_of(response))
    assert response.status_code == 422
    assert said == ["3", "4", "6", "7", "8", "9", "10"]
    assert OwnerRow.objects.count() == 0


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 130_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ""),
        (b"\x00\x01\x02", "不能当作表格读取"),
        (b"PK\x03\x04 broken", "不能当作表格读取"),
        ("姓名\n王秀兰\n".encode(), "缺少这些列：地点编号"),
        ("地点编号,姓名\n".encode(), "表里没有内容"),
        (b"\xff\xfe" * 50, "不能当作表格读取"),
        (("地点编号,姓名\n" + f"{HOUSE},a\n" * 20_001).encode(), "超过了 20000 行"),
        (b"a" * (8 * 1024 * 1024 + 1), "文件太大"),
        ((b'"' + b"x" * 200_000 + b'",b\n') * 2, ""),
    ],
)
def test_a_strange_file_is_refused_plainly(li: Client, town: Town, content: bytes, words: str) -> None:
    file = SimpleUploadedFile("h.csv", content)

    response = li.post(f"/places/{town.farm.pk}/rosters/households/file/", {"file": file})

    assert response.status_code == 422
    assert words in text_of(response)
    assert HouseholdRow.objects.count() == 0


def test_a_zip_bomb_is_not_unpacked(li: Client, town: Town) -> None:
    file = SimpleUploadedFile("h.xlsx", bomb())

    assert li.post(f"/places/{town.farm.pk}/rosters/households/file/", {"file": file}).status_code == 422


def test_one_row_is_added_by_hand(li: Client, town: Town) -> None:
    url = f"/places/{town.farm.pk}/rosters/owners/add/"
    added = li.post(url, {"code": HOUSE, "name": "王秀兰", "area": "89.52㎡", "source": "survey"})
    wrong = li.post(url, {"code": "LW-CY-HP", "name": "王秀兰", "area": "89", "source": "survey"})

    assert [added.status_code, wrong.status_code] == [302, 422]
    assert list(OwnerRow.objects.values_list("name", "area", "area_source")) == [("王秀兰", 8952, "survey")]


def test_there_are_two_rosters_and_no_third(li: Client, town: Town) -> None:
    assert li.get(f"/places/{town.farm.pk}/rosters/enemies/").status_code == 404
    assert li.post(f"/places/{town.farm.pk}/rosters/enemies/file/").status_code == 404


def test_the_picker_goes_down_one_level_at_a_time(client: Client, town: Town) -> None:
    def names(*chosen: int) -> list[list[str]]:
        page = client.get("/places/children/", {"place": list(chosen)}).content.decode()
        return [re.findall(r"<option[^>]*>([^<]+)", select) for select in page.split("<select")[1:]]

    assert names() == [["请选择", "农场社区", "湖畔嘉苑社区"]]
    assert names(town.farm.pk)[1] == ["整个农场社区", "农场小区"]
    path = [town.farm.pk, town.compound.pk, town.building.pk, town.stairwell.pk]
    assert names(*path)[4] == ["整个2单元", "201室"]
    assert names(*reversed(path)) == names(*path)
    assert len(names(town.lakeside.pk, town.compound.pk, town.building.pk)) == 1
    assert names(town.farm.pk, town.farm.pk)[1] == ["整个农场社区", "农场小区"]


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 40, "𠮷", "１", "1 or 1=1", ""])
def test_the_picker_shrugs_at_nonsense(client: Client, town: Town, asked: str) -> None:
    page = client.get("/places/children/", {"place": asked, "name": '"><script>', "verb": "x" * 500})

    assert page.status_code == 200
    assert page.content.decode().count("<select") == 1
    assert "<script>" not in page.content.decode()


def test_the_picker_of_a_duty_begins_where_the_duty_does(li: Client, town: Town) -> None:
    page = li.get("/places/children/", {"verb": "capacity.grant"}).content.decode()

    assert re.findall(r"<option[^>]*>([^<]+)", page) == ["请选择", "农场社区"]


def test_the_page_of_a_place_asks_as_often_for_thirty_as_for_one(li: Client, town: Town) -> None:
    counts = []
    for many in (range(1), range(1, 30)):
        for number in many:
            new = {"kind": "household", "name": f"{number}室", "code": f"H-{number}"}
            li.post(f"/places/{town.stairwell.pk}/add/", new)
        with CaptureQueriesContext(connection) as asked:
            assert li.get(f"/places/{town.stairwell.pk}/").status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 14
