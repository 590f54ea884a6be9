"""Pages of agreements: what staff and signers see, what they cost, what they refuse."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

import pytest
from django.test import Client
from docx import Document
from freezegun import freeze_time
from PIL import Image

from shangyi.decisions.actions.drafting import Wording, draft_agreement
from shangyi.decisions.actions.objecting import object_by_code
from shangyi.decisions.actions.parties import NewParty, NewSigner
from shangyi.decisions.models import (
    Agreement,
    AgreementObjection,
    AgreementParty,
    AgreementPayment,
    AgreementSignature,
    AgreementSigner,
)
from shangyi.people.queries import NOBODY
from shangyi.places.models import HouseholdRow, OwnerRow
from tests.decisions.deals import DAY, GROUND, SIGNERS, TALKED, TITLE, Table, drafted, prepared
from tests.forums.test_pages import client_of, cost
from tests.people_and_places import FOUNDED, Town, acting

BUDGET = 14
NEXT = TALKED + DAY


@pytest.fixture
def ma(town: Town) -> Client:
    return client_of(town.ma)


def rows(*lines: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """A formset as a browser sends it."""
    sent: dict[str, Any] = {"rows-TOTAL_FORMS": str(len(lines)), "rows-INITIAL_FORMS": str(initial)}
    for number, line in enumerate(lines):
        sent |= {f"rows-{number}-{name}": value for name, value in line.items()}
    return sent


def shot() -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    out.seek(0)
    out.name = "page.png"
    return out


def owner(town: Town) -> None:
    since = {"from_on": FOUNDED.date()}
    OwnerRow.objects.create(place=town.household, name="王阿姨", area=8_952, area_source="register", **since)
    HouseholdRow.objects.create(place=town.household, name="租户小周", is_tenant=True, **since)


@pytest.mark.trace("PD-5", "PD-10")
def test_staff_draft_an_agreement_from_a_matter_part_by_part(ma: Client, town: Town) -> None:
    owner(town)
    given = {"title": TITLE, "place": town.stairwell.code, "body": "四户出资。"}
    with freeze_time(TALKED):
        made = ma.post("/desk/agreements/new/?about=concern:7", given)
        row = Agreement.objects.get()
        assert (made.status_code, row.about) == (302, "concern:7")
        base = f"/desk/agreements/{row.pk}/"
        party = AgreementParty.objects.get()
        assert [(s.name, s.role, s.person) for s in party.signers.all()] == [
            ("王阿姨", "owner", town.wang),
            ("租户小周", "occupant", None),
        ], "owner and tenant of the stairwell's household stand there already, and we know her"
        page = ma.get(f"{base}parties/").content.decode()
        assert "租户小周" in page
        lines = rows(
            {"kind": "household", "key": town.household.code, "owners": "王阿姨", "occupants": "租户小周"},
            {"kind": "household", "key": "5-301", "owners": "李叔、李婶", "occupants": ""},
            {"kind": "unit", "key": "市政养护队", "owners": "陈工", "occupants": ""},
            {"kind": "person", "key": "王阿姨", "owners": "", "occupants": ""},
            {"kind": "household", "key": "", "owners": "", "occupants": ""},
            initial=1,
        )
        assert ma.post(f"{base}parties/", lines).status_code == 302
        signers = AgreementSigner.objects.filter(person__isnull=False).order_by("party__number", "number")
        assert [(s.party.kind, s.name, s.person) for s in signers] == [
            ("household", "王阿姨", town.wang),
            ("unit", "陈工", town.chen),
            ("person", "王阿姨", town.wang),
        ]
        quotes = rows({
            "firm": "顺通", "total": "2,800", "warranty_months": "12", "working_days": "3", "is_chosen": "on",
        })  # fmt: skip
        assert ma.post(f"{base}quotes/", quotes).status_code == 302
        shares = {
            "total": "2800", "basis": "area", "weight-1": "89.52", "weight-2": "100", "exempt-3": "施工方",
            "exempt-4": "与201同户",
        }  # fmt: skip
        assert ma.post(f"{base}shares/", shares).status_code == 302
        assert [each.fen for each in AgreementParty.objects.order_by("number")] == [132_258, 147_742, 0, 0]
        label = AgreementParty.objects.get(number=1).label
        yielded = rows({"household": label, **dict.fromkeys(
            ("gives", "in_return", "scope", "access_times", "restoration", "withdrawal"), "写明"
        )})  # fmt: skip
        assert ma.post(f"{base}concessions/", yielded).status_code == 302
        promise = rows(
            {"what": "改道", "holder": "", "unit": town.works.pk, "due_on": "2026-03-11", "is_works": "on"}
        )
        assert ma.post(f"{base}promises/", promise).status_code == 302
        assert ma.post(f"{base}text/", {"title": TITLE, "body": "三家出资。"}).status_code == 302
        text = ma.get(base).content.decode()
        for said in ("1,322.58", "89.52", "与201同户", "写明", "市政养护队", "三家出资", "顺通"):
            assert said in text, said
        assert ma.post(f"{base}offer/", {"sign_by": "2026-03-07T18:00"}).status_code == 302
    assert Agreement.objects.get().state == "signing"


def test_a_signer_reads_and_signs_on_the_phone(town: Town) -> None:
    table = prepared(town).offered()
    with freeze_time(NEXT):
        wang = client_of(town.wang)
        assert TITLE in wang.get("/").content.decode()
        assert TITLE in wang.get("/agreements/").content.decode()
        page = wang.get(f"/agreements/{table.pk}/").content.decode()
        for said in ("868.97", "90 平方米", "不用这根立管", "更换破损瓷砖并清洁", "市政养护队", "第 1 稿"):
            assert said in page, said
        sent = {"signer": table.signer("王阿姨").pk, "digest": table.text.digest, "what": "sign"}
        unread = wang.post(f"/agreements/{table.pk}/answer/", sent)
        assert (unread.status_code, AgreementSignature.objects.count()) == (422, 0)
        assert wang.post(f"/agreements/{table.pk}/answer/", {**sent, "read": "yes"}).status_code == 302
        assert "您已于" in wang.get(f"/agreements/{table.pk}/").content.decode()
        again = wang.post(f"/agreements/{table.pk}/answer/", {**sent, "read": "yes"})
        assert (again.status_code, AgreementSignature.objects.count()) == (422, 1)
        back = {"signer": sent["signer"], "what": "take-back"}
        assert wang.post(f"/agreements/{table.pk}/answer/", back).status_code == 302
    assert AgreementSignature.objects.get().taken_back_at is not None


def test_whoever_holds_the_slip_answers_without_signing_in(ma: Client, town: Town) -> None:
    table = prepared(town).offered()
    code = table.signer("李叔").code
    anybody = Client()
    with freeze_time(NEXT):
        slips = ma.get(f"/desk/agreements/{table.pk}/print/?what=codes").content.decode()
        assert slips.count("<article") == 5
        assert code in slips
        page = anybody.get(f"/a/{code.lower()}/").content.decode()
        assert "以李叔的名义签字" in page
        assert "以钱伯的名义签字" not in page
        objected = anybody.post(f"/a/{code}/", {"what": "object", "reason": "太贵 <b>𠮷"})
        assert (objected.status_code, AgreementObjection.objects.get().reason) == (302, "太贵 <b>𠮷")
        assert "太贵 &lt;b&gt;𠮷" in anybody.get(f"/a/{code}/").content.decode()
        refused = anybody.post(f"/a/{code}/", {"what": "refuse", "reason": ""})
        assert refused.status_code == 422
        assert anybody.post(f"/a/{code}/", {"what": "refuse", "reason": "太贵"}).status_code == 302
        assert "太贵" in anybody.get(f"/a/{code}/").content.decode()
    assert Agreement.objects.get().state == "sent-back"


@pytest.mark.parametrize("code", ["nonsense", "2222-2222-2222", "x" * 500])
def test_a_code_that_is_none_leads_nowhere(town: Town, code: str) -> None:
    prepared(town).offered()
    assert Client().get(f"/a/{code}/").status_code == 404


def test_staff_photograph_a_signed_page_and_only_they_see_it(ma: Client, town: Town) -> None:
    table = prepared(town).offered()
    address = f"/desk/agreements/{table.pk}/recording/"
    signer = table.signer("李叔").pk
    sent = {"what": "sign", "signer": signer, "way": "paper-witnessed", "witness": "小马"}
    with freeze_time(NEXT):
        assert "代录签字" in ma.get(f"{address}?signer={signer}").content.decode()
        bare = ma.post(address, sent)
        assert (bare.status_code, "照片" in bare.content.decode()) == (422, True)
        broken = ma.post(address, {**sent, "photo": BytesIO(b"no picture")})
        assert broken.status_code == 422
        assert ma.post(address, {**sent, "photo": shot()}).status_code == 302
        row = AgreementSignature.objects.get()
        picture = f"/desk/agreements/{table.pk}/papers/{row.pk}/"
        assert picture in ma.get(f"/desk/agreements/{table.pk}/").content.decode()
        assert ma.get(picture)["Content-Type"] == "image/jpeg"
        assert client_of(town.wang).get(picture).status_code == 403
        undo = {"what": "undo", "signer": signer, "reason": "签错页"}
        assert ma.post(address, undo).status_code == 302
        no = {"what": "refuse", "signer": signer, "reason": "不同意出钱"}
        assert ma.post(address, no).status_code == 302
    assert Agreement.objects.get().state == "sent-back"


def test_an_objection_is_answered_from_the_desk(ma: Client, town: Town) -> None:
    table = prepared(town).offered()
    row = object_by_code(code=table.signer("李叔").code, reason="太慢", actor=NOBODY, now=NEXT)
    with freeze_time(NEXT):
        assert "太慢" in ma.get(f"/desk/agreements/{table.pk}/").content.decode()
        sent = {"what": "answer", "objection": row.pk, "answer": "改为三天"}
        assert ma.post(f"/desk/agreements/{table.pk}/recording/", sent).status_code == 302
        assert ma.post(
            f"/desk/agreements/{table.pk}/recording/", {**sent, "objection": "9" * 40}
        ).status_code in {404, 422}
        assert "改为三天" in Client().get(f"/a/{table.signer('李叔').code}/").content.decode()


@pytest.mark.trace("PD-9")
def test_money_is_booked_and_a_wrong_line_taken_back(ma: Client, town: Town) -> None:
    table = prepared(town).offered().in_force()
    party = table.text.parties.get(label="5单元201")
    address = f"/desk/agreements/{table.pk}/payments/"
    sent = {"party": party.pk, "amount": "868.97", "paid_on": "2026-03-03", "note": "收据1"}
    with freeze_time(NEXT):
        for wrong in (
            {"amount": "很多"},
            {"amount": "-1"},
            {"paid_on": "昨天"},
            {"party": "x"},
            {"amount": ""},
        ):
            assert ma.post(address, {**sent, **wrong}).status_code == 422
        assert AgreementPayment.objects.count() == 0
        assert ma.post(address, sent).status_code == 302
        assert "868.97" in ma.get(f"/desk/agreements/{table.pk}/").content.decode()
        own = client_of(town.wang).get(f"/agreements/{table.pk}/").content.decode()
        assert "应付868.97 元，已付868.97 元" in own
        assert ma.post(address, {"undo": AgreementPayment.objects.get().pk}).status_code == 302
        assert ma.post(address, {"undo": "x" * 40}).status_code == 422
    assert sorted(AgreementPayment.objects.values_list("fen", flat=True)) == [-86_897, 86_897]


def test_it_is_printed_and_saved_as_a_document(ma: Client, town: Town) -> None:
    table = prepared(town).offered().signs("李叔")
    with freeze_time(NEXT):
        paper = ma.get(f"/desk/agreements/{table.pk}/print/").content.decode()
        assert table.text.digest in paper
        assert "2026年3月3日 09:00" in paper, "paper says the day, not how near it was"
        assert "昨天" not in paper
        assert paper.count("＿＿＿＿＿＿＿＿＿＿") == 4, "a line for each who has not signed"
        answer = ma.get(f"/desk/agreements/{table.pk}/document/")
    document = Document(BytesIO(answer.content))
    text = "\n".join(each.text for each in document.paragraphs)
    assert TITLE in text
    assert "不摊费用" in text
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert "868.97 元" in cells
    assert any("李叔 " in cell for cell in cells)


def test_the_whole_life_by_buttons(ma: Client, town: Town) -> None:
    table = prepared(town)
    base = f"/desk/agreements/{table.pk}/"
    with freeze_time(NEXT):
        assert ma.get(f"{base}offer/").status_code == 200
        assert ma.post(f"{base}offer/", {"sign_by": "2026-03-07T18:00"}).status_code == 302
        assert ma.post(f"{base}withdraw/", {"reason": "改日期"}).status_code == 302
        assert "改日期" in ma.get(base).content.decode()
        assert ma.post(f"{base}text/", {"title": "二稿", "body": "改了"}).status_code == 302
        assert "第 2 稿" in ma.get(base).content.decode()
        assert ma.post(f"{base}offer/", {"sign_by": "2026-03-08T18:00"}).status_code == 302
        table.signs(*SIGNERS, at=NEXT)
        assert ma.post(f"{base}accept/", {"words": "通水不渗"}).status_code == 302
        assert "质保到" in ma.get(base).content.decode()
        assert "以前各稿" in ma.get(base).content.decode()
        assert "二稿" in ma.get("/desk/agreements/?state=in-force&q=二").content.decode()
        other = drafted(town)
        assert ma.post(f"/desk/agreements/{other.pk}/drop/", {"reason": "不办了"}).status_code == 302
    assert Agreement.objects.get(pk=other.pk).state == "dropped"


@pytest.mark.parametrize(
    "more",
    [
        {"title": "长" * 500_000},
        {"title": ""},
        {"place": "no-such-place"},
        {"place": "x" * 1_000_000},
        {"body": "长" * 30_000},
        {"body": "\x00"},
    ],
)
def test_bad_input_is_an_answer_and_no_accident(ma: Client, town: Town, more: dict[str, Any]) -> None:
    given = {"title": TITLE, "place": town.stairwell.code, **more}
    assert ma.post("/desk/agreements/new/", given).status_code in {404, 422}
    assert Agreement.objects.count() == 0


BAD_PARTY = {"kind": "household", "key": "5-1", "owners": "甲", "occupants": ""}


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("parties", {}),
        ("parties", {"rows-TOTAL_FORMS": "9" * 30, "rows-INITIAL_FORMS": "0"}),
        ("parties", rows({**BAD_PARTY, "kind": "planet"})),
        ("parties", rows({**BAD_PARTY, "owners": ""})),
        ("parties", rows(BAD_PARTY, BAD_PARTY)),
        ("parties", rows({**BAD_PARTY, "kind": "unit", "key": "不存在的公司"})),
        ("parties", rows(*[{**BAD_PARTY, "key": str(n)} for n in range(70)])),
        ("shares", {"total": "-1", "basis": "equal"}),
        ("shares", {"total": "9" * 30, "basis": "equal"}),
        ("shares", {"total": "100", "basis": "dice"}),
        ("shares", {"total": "100", "basis": "area", "weight-1": "很大"}),
        ("shares", {"total": "100", "basis": "figures", "weight-1": "99.99"}),
        ("shares", {"total": "100", "basis": "benefit", "weight-1": "1.5"}),
        ("concessions", rows({"household": "别人家", "gives": "x"})),
        ("promises", rows({"what": "改道", "due_on": "2026-03-11"})),
        ("promises", rows({"what": "改道", "holder": "999999", "due_on": "2026-03-11"})),
        ("promises", rows({"what": "改道", "holder": "", "due_on": "尽快"})),
        ("quotes", rows({"firm": "甲", "total": "面议", "warranty_months": "1", "working_days": "1"})),
        ("quotes", rows({"firm": "甲", "total": "1", "warranty_months": "-1", "working_days": "1"})),
        ("quotes", rows(*[{"firm": "甲", "total": "1", "warranty_months": "1", "working_days": "1"}] * 2)),
        ("text", {"title": " "}),
        ("offer", {"sign_by": "昨天"}),
        ("offer", {"sign_by": "1900-01-01T00:00"}),
        ("drop", {"reason": " "}),
        ("withdraw", {"reason": "x"}),
        ("accept", {"words": "好"}),
    ],
)
def test_bad_input_on_a_draft_changes_nothing(
    ma: Client, town: Town, part: str, given: dict[str, Any]
) -> None:
    table = prepared(town)
    before = (Agreement.objects.values().get(), table.text.digest, list(AgreementParty.objects.values()))
    with freeze_time(TALKED):
        assert ma.post(f"/desk/agreements/{table.pk}/{part}/", given).status_code == 422
    after = (Agreement.objects.values().get(), table.text.digest, list(AgreementParty.objects.values()))
    assert after == before


@pytest.mark.parametrize(
    "sent", [{}, {"what": "sign"}, {"what": "burn"}, {"what": "sign", "signer": "9" * 30}]
)
def test_bad_answers_sign_nothing(town: Town, sent: dict[str, str]) -> None:
    table = prepared(town).offered()
    with freeze_time(NEXT):
        answer = client_of(town.wang).post(f"/agreements/{table.pk}/answer/", sent)
    assert answer.status_code == 422
    assert AgreementSignature.objects.count() == 0


def test_an_agreement_is_there_for_its_signers_and_the_desk_alone(ma: Client, town: Town) -> None:
    table = prepared(town)
    wang = client_of(town.wang)
    assert wang.get(f"/agreements/{table.pk}/").status_code == 404, "a draft is not hers to see yet"
    table.offered()
    for who in (town.zhao, town.li):
        assert client_of(who).get(f"/agreements/{table.pk}/").status_code == 404
    assert client_of(town.zhao).get(f"/desk/agreements/{table.pk}/").status_code == 403
    assert ma.get(f"/desk/agreements/{10**30}/").status_code == 404


def test_a_party_sees_what_it_paid_itself_and_of_others_nothing(ma: Client, town: Town) -> None:
    table = prepared(town).offered().in_force()
    party = table.text.parties.get(label="5单元301")
    with freeze_time(NEXT):
        paid = {"party": party.pk, "amount": "123.45", "paid_on": "2026-03-03"}
        ma.post(f"/desk/agreements/{table.pk}/payments/", paid)
        assert "123.45" not in client_of(town.wang).get(f"/agreements/{table.pk}/").content.decode()


def _large(town: Town, n: int) -> Table:
    """So many parties, each with a name; offered."""
    people = [NewSigner(name="王阿姨", role="owner", person=town.wang)]
    people += [NewSigner(name=f"住户{k}", role="owner") for k in range(n - 1)]
    parties = [
        NewParty(kind="household", key=f"{k}", label=f"第{k}户", signers=(who,))
        for k, who in enumerate(people)
    ]
    row = draft_agreement(
        wording=Wording(title="晾衣约定", body="晚十点后不晾。"),
        place=town.stairwell,
        parties=parties,
        actor=acting(town.ma),
        now=TALKED,
        randbelow=Random(n).randrange,
    )
    return Table(town, row).offered()


@pytest.mark.parametrize("page", ["", "recording/", "print/", "print/?what=codes"])
def test_a_page_costs_the_same_for_two_parties_and_for_fifty(ma: Client, town: Town, page: str) -> None:
    with freeze_time(NEXT):
        few = cost(ma, f"/desk/agreements/{_large(town, 2).pk}/{page}")
        many = cost(ma, f"/desk/agreements/{_large(town, 50).pk}/{page}")
    assert few == many <= BUDGET


def test_the_pages_of_a_signer_and_the_lists_have_their_budget(ma: Client, town: Town) -> None:
    wang = client_of(town.wang)
    with freeze_time(NEXT):
        one = _large(town, 2)
        few = [
            cost(wang, f"/agreements/{one.pk}/"),
            cost(wang, "/agreements/"),
            cost(ma, "/desk/agreements/"),
        ]
        rest = [_large(town, 3) for _ in range(9)]
        many = [
            cost(wang, f"/agreements/{rest[0].pk}/"),
            cost(wang, "/agreements/"),
            cost(ma, "/desk/agreements/"),
        ]
    assert few == many
    assert max(few) <= BUDGET


def test_in_force_with_payments_the_desk_page_keeps_its_budget(ma: Client, town: Town) -> None:
    table = prepared(town).offered().in_force()
    with freeze_time(NEXT):
        assert cost(ma, f"/desk/agreements/{table.pk}/") <= BUDGET
    assert GROUND in table.text.parties.values_list("label", flat=True)


def test_the_text_is_read_in_english_too(town: Town) -> None:
    table = prepared(town).offered()
    wang = client_of(town.wang)
    wang.cookies["language"] = "en"
    with freeze_time(NEXT):
        page = wang.get(f"/agreements/{table.pk}/").content.decode()
    for said in ("Who pays how much", "one fen of the rest comes here", "Sign as 王阿姨", "¥868.97"):
        assert said in page, said
