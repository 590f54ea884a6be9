"""The pages of the rules: read, compare, ask, import, download; the calendar of a year."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from freezegun import freeze_time
from pytest_django import DjangoAssertNumQueries

from shangyi.kernel.actor import Act
from shangyi.ledger.models import Fact
from shangyi.people.models import Person
from shangyi.people.rules.capacities import CapacityKind
from shangyi.rulepacks.actions import import_calendar, import_pack
from shangyi.rulepacks.models import CalendarVersion, PackVersion
from tests.concerns.life import MONDAY
from tests.people_and_places import FOUNDED, Town, account_of, capacity, person

SHIPPED = files("shangyi.rulepacks")
PACK = (SHIPPED / "packs" / "ningxia-2026.toml").read_text(encoding="utf-8")
CALENDAR = (SHIPPED / "calendars" / "ningxia.toml").read_text(encoding="utf-8")
NEXT = PACK.replace('version = "1.0"', 'version = "1.1"', 1).replace(
    "in_force_from = 2026-01-01", "in_force_from = 2026-04-01", 1
)
STRICTER = NEXT.replace('completion = "5wd"', 'completion = "3wd"', 1)
BAD_INPUTS = {
    "a megabyte": "# " + "长" * 1_000_000,
    "not TOML": "<b>规则</b>",
    "a number of 5,000 digits": "code = " + "9" * 5000,
    "nested deeply": "a = " + "[" * 5000,
    "wrong types": 'code = 3\nversion = true\narticle = "第一条"\nkind = [1, "二"]',
    "HTML in a name": PACK.replace(
        'zh = "求助"', 'zh = "<script>alert(1)</script>"\nwrong = "<img src=x>"', 1
    ),
    "a day in 1900 and one in 9999": PACK.replace(
        "in_force_from = 2026-01-01", "in_force_from = 9999-12-31", 1
    ),
    "one bare value": "42",
}


@pytest.fixture
def town(settled_town: Town) -> Town:
    return settled_town


@pytest.fixture
def operator(town: Town) -> Person:
    who = person("管理员", "13900000099")
    capacity(who, CapacityKind.OPERATOR, None)  # type: ignore[arg-type] # of everything
    return who


@pytest.fixture
def desk(operator: Person, client: Client) -> Client:
    client.force_login(account_of(operator), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def on_monday() -> object:
    with freeze_time(MONDAY) as frozen:
        yield frozen


def words(html: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.decode()).split())


def pack_id() -> int:
    return PackVersion.objects.get(version="1.0").pk


def test_the_versions_are_listed_with_where_and_from_when(desk: Client) -> None:
    import_pack(text=NEXT, act=Act.by_clock(FOUNDED))

    page = words(desk.get("/rules/").content)

    assert "宁夏社区协商办理规则（2026） 1.0版 全部辖区 1月1日 现行" in page
    assert "宁夏社区协商办理规则（2026） 1.1版 全部辖区 4月1日 尚未施行" in page
    assert "宁夏 2025–2027" in page


def test_a_version_is_read_as_people_read_it(desk: Client) -> None:
    page = words(desk.get(f"/rules/{pack_id()}/").content)

    assert "第14条 暂定，待确认 一般事项，1个工作日内联系反映人，5个工作日内办结。" in page
    assert "一般 1 个工作日 5 个工作日 第14条" in page
    assert "紧急 昼夜不分 1 小时 2 小时 第11条" in page
    assert "一般 · 咨询 4 个工作小时 1 个工作日 第16条" in page
    assert "延期 最长 10 个工作日 · 次数 1 · 第8条" in page
    assert "超期 4 小时后上报社区" in page
    assert "电梯故障 民生保障 · " in page
    assert "property_firm" not in page
    assert "assumed" not in page


def test_english_readers_get_english_throughout(desk: Client) -> None:
    desk.cookies["language"] = "en"

    page = words(desk.get(f"/rules/{pack_id()}/").content)

    assert "Ordinary 1 working day 5 working days Article 14" in page
    assert "Ordinary · Question 4 working hours 1 working day Article 16" in page


def test_how_a_limit_is_counted_is_shown_with_the_working(desk: Client) -> None:
    asked = {"kind": "complaint", "grade": "general", "start": "2026-02-13T10:00"}

    page = words(desk.get(f"/rules/{pack_id()}/limit/", asked).content)

    assert "办结时限 · 5 个工作日 2月27日 24:00" in page
    assert "2月14日" in page
    assert "春节" in page


@pytest.mark.parametrize("start", ["1900-01-01T00:00", "2100-02-28T10:00", "2200-12-31T23:59"])
def test_a_moment_far_away_is_counted_with_a_warning(desk: Client, start: str) -> None:
    answer = desk.get(f"/rules/{pack_id()}/limit/", {"kind": "plea", "grade": "complex", "start": start})

    assert answer.status_code == 200
    assert "15 个工作日" in words(answer.content)


@pytest.mark.parametrize("start", ["", "0001-01-01T00:00", "9999-12-31T23:59", "明天", "2026-02-30T10:00"])
def test_a_moment_that_cannot_be_counted_from_is_refused_in_words(desk: Client, start: str) -> None:
    answer = desk.get(f"/rules/{pack_id()}/limit/", {"kind": "plea", "grade": "general", "start": start})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_text_comes_back_as_it_was_imported(desk: Client) -> None:
    answer = desk.get(f"/rules/{pack_id()}/text/")

    assert answer.content.decode() == PACK
    assert answer["Content-Disposition"] == 'attachment; filename="ningxia-2026-1.0.toml"'


def test_an_import_is_first_shown_and_changes_nothing(desk: Client) -> None:
    answer = desk.post("/rules/import/", {"text": STRICTER, "place": "everywhere"})

    page = words(answer.content)
    assert answer.status_code == 200
    assert "紧急程度 一般 办结时限 5 个工作日 3 个工作日" in page
    assert "已经承诺的期限都不会变" in page
    assert PackVersion.objects.count() == 1


def test_the_second_press_puts_it_in_force_at_a_place(desk: Client, town: Town) -> None:
    sent = {"text": STRICTER.replace("\n", "\r\n"), "place": str(town.farm.pk), "confirm": "yes"}

    answer = desk.post("/rules/import/", sent)

    row = PackVersion.objects.get(version="1.1")
    assert answer["Location"] == f"/rules/{row.pk}/"
    assert (row.place_path, row.text) == (town.farm.path, STRICTER)
    assert Fact.objects.filter(kind="rulepack.imported").count() == 2
    compared = words(desk.get(f"/rules/{row.pk}/compare/").content)
    assert "紧急程度 一般 办结时限 5 个工作日 3 个工作日" in compared


def test_a_version_that_was_imported_cannot_come_again_with_other_words(desk: Client) -> None:
    other = PACK.replace('completion = "5wd"', 'completion = "3wd"', 1)

    answer = desk.post("/rules/import/", {"text": other, "place": "everywhere", "confirm": "yes"})

    assert answer.status_code == 422
    assert "版本" in words(answer.content)
    assert "completion = &quot;3wd&quot;" in answer.content.decode()
    assert PackVersion.objects.get().text == PACK


def test_a_file_is_read_and_its_words_stay_in_the_box(desk: Client) -> None:
    file = SimpleUploadedFile("rules.toml", b"\xef\xbb\xbf" + STRICTER.encode())

    answer = desk.post("/rules/import/", {"file": file, "place": "everywhere"})

    assert answer.status_code == 200
    assert "关键小事" in answer.content.decode()


@pytest.mark.parametrize(
    "content", ["规则".encode("gb18030"), b"\x00\xff\xfe", b"x" * 2_000_001], ids=["gbk", "binary", "large"]
)
def test_a_file_that_is_no_text_is_refused_and_what_was_typed_stays(desk: Client, content: bytes) -> None:
    sent = {"file": SimpleUploadedFile("rules.toml", content), "text": "# 我的话", "place": "everywhere"}

    answer = desk.post("/rules/import/", sent)

    assert answer.status_code == 422
    assert "# 我的话" in answer.content.decode()


@pytest.mark.parametrize("address", ["/rules/import/", "/rules/calendars/import/"])
@pytest.mark.parametrize("name", BAD_INPUTS)
def test_bad_input_is_said_in_words_and_nothing_typed_is_lost(desk: Client, address: str, name: str) -> None:
    text = BAD_INPUTS[name]

    answer = desk.post(address, {"text": text, "place": "everywhere", "confirm": "yes"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<script>alert" not in html
    assert "<img src=x>" not in html
    assert 'role="alert"' in html
    assert text.splitlines()[0][:200].replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;") in html
    assert (PackVersion.objects.count(), CalendarVersion.objects.count()) == (1, 1)


def test_every_mistake_is_named_with_its_line(desk: Client) -> None:
    wrong = PACK.replace(
        'grade = "general"\nunit = "property_firm"', 'grade = "sometimes"\nunit = "nobody"', 1
    )

    page = words(desk.post("/rules/import/", {"text": wrong, "place": "everywhere"}).content)

    line = wrong.split("\n").index('code = "property"') + 1
    assert page.count(f"第{line}行起") >= 2
    assert "sometimes" in page
    assert "nobody" in page


def test_where_toml_breaks_is_said_as_line_and_column(desk: Client) -> None:
    page = words(desk.post("/rules/import/", {"text": 'code = "x"\n规则', "place": "everywhere"}).content)

    assert "第2行第1个字附近有误" in page


def test_types_are_named_as_people_name_them(desk: Client) -> None:
    wrong = PACK.replace('version = "1.0"', "version = 1", 1)

    page = words(desk.post("/rules/import/", {"text": wrong, "place": "everywhere"}).content)

    assert "文字" in page
    assert "整数" in page


def test_a_new_calendar_is_shown_day_by_day_before_it_counts(desk: Client) -> None:
    changed = CALENDAR.replace("makeup_days = []", "makeup_days = [2027-01-03]", 1)

    page = words(desk.post("/rules/calendars/import/", {"text": changed}).content)
    assert "2027年1月3日 原来放假，改为上班" in page
    assert CalendarVersion.objects.count() == 1

    answer = desk.post("/rules/calendars/import/", {"text": changed, "confirm": "yes"})

    newest = CalendarVersion.objects.order_by("-id")[0]
    assert answer["Location"] == f"/rules/calendars/{newest.pk}/"
    assert newest.text == changed


def test_a_year_is_twelve_months_with_days_off_and_made_up(desk: Client) -> None:
    row = CalendarVersion.objects.get()

    html = desk.get(f"/rules/calendars/{row.pk}/?year=2026").content.decode()

    assert html.count('<table class="month">') == 12
    assert html.count('class="makeup"') == 6
    assert html.count('class="off unsure"') == 4
    assert 'title="春节">17<small>休</small>' in html


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("2027", "放假通知还没有发布"),
        ("2028", "放假安排还没有"),
        ("1900", "1900年的放假安排还没有"),
        ("2100", "2100年的放假安排还没有"),
    ],
)
def test_a_year_that_is_not_certain_says_so(desk: Client, year: str, said: str) -> None:
    row = CalendarVersion.objects.get()

    assert said in words(desk.get(f"/rules/calendars/{row.pk}/?year={year}").content)


@pytest.mark.parametrize("year", ["", "今年", "0", "9999", "99999999999999999999", "²⁰²⁶", "-2026"])
def test_a_year_that_is_none_shows_this_year(desk: Client, year: str) -> None:
    row = CalendarVersion.objects.get()

    answer = desk.get(f"/rules/calendars/{row.pk}/", {"year": year})

    assert "2026年" in words(answer.content)
    assert answer.status_code == 200


def test_an_operator_of_one_street_puts_nothing_in_force_elsewhere(client: Client, town: Town) -> None:
    local = person("街道管理员", "13900000098")
    capacity(local, CapacityKind.OPERATOR, town.farm)
    client.force_login(account_of(local), backend="django.contrib.auth.backends.ModelBackend")
    import_pack(text=NEXT, act=Act.by_clock(FOUNDED), place_path=town.lakeside.path or "")
    elsewhere = PackVersion.objects.get(version="1.1")

    assert client.get(f"/rules/{elsewhere.pk}/").status_code == 404
    for place in ("everywhere", str(town.lakeside.pk), "x"):
        sent = {"text": STRICTER, "place": place, "confirm": "yes"}
        assert client.post("/rules/import/", sent).status_code == 422
    assert client.post("/rules/calendars/import/", {"text": CALENDAR, "confirm": "yes"}).status_code == 403
    assert PackVersion.objects.count() == 2


@pytest.mark.parametrize(
    "address", ["/rules/99999999999999999999/", "/rules/calendars/99999999999999999999/"]
)
def test_what_is_not_there_answers_404(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("n_versions", [1, 3])
def test_the_list_takes_as_many_queries_for_three_versions_as_for_one(
    desk: Client, n_versions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(1, n_versions):
        text = PACK.replace('version = "1.0"', f'version = "2.{n}"', 1)
        import_pack(text=text, act=Act.by_clock(FOUNDED))
        import_calendar(text=f"{CALENDAR}\n# {n}\n", act=Act.by_clock(FOUNDED))

    desk.get("/rules/")
    with django_assert_num_queries(QUERIES):
        desk.get("/rules/")


QUERIES = 10
