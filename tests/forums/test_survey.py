"""专题调研 before 请你来协商: sites, findings, a diagnosis that rests on them, goals that are reported on.

马 plans, 高委员 and 周委员 look on the spot, 王阿姨 is invited; 赵 lives next door.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shangyi.forums.actions.agenda import NewItem, add_item
from shangyi.forums.actions.filing import file_gathering
from shangyi.forums.actions.investigating import (
    NewSite,
    ask_for_support,
    make_point,
    note_finding,
    note_site,
    set_goal,
)
from shangyi.forums.actions.inviting import invite_persons
from shangyi.forums.actions.noticing import give_notice, meet_need
from shangyi.forums.actions.outcomes import raise_suggestion
from shangyi.forums.actions.planning import call_off
from shangyi.forums.actions.sitting import open_gathering
from shangyi.forums.models import DiagnosisPoint, Finding, Goal, Need, Outcome, Site, SitePhoto
from shangyi.forums.rules.findings import FindingKind, Survey, check_cited, check_site, members_of
from shangyi.kernel.refused import Refused
from shangyi.ledger.models import Fact
from shangyi.notices.models import Notice
from shangyi.undertakings.actions import finish_undertaking
from shangyi.undertakings.models import Undertaking
from tests.concerns.life import HOUR, MONDAY
from tests.forums.sittings import EVENING, GATED, Hall, gather, planned
from tests.forums.test_pages import BUDGET, client_of, cost
from tests.people_and_places import Town, account_of, acting

TUESDAY = MONDAY + timedelta(days=1)
SEEN = date(2026, 3, 1)
STUDIO = NewSite(words="电商直播间", seen_on=SEEN, members=("高委员", "周委员"))


@pytest.fixture
def sitting(town: Town) -> Hall:
    """A consultation that is on the calendar; nobody has looked on the spot yet."""
    return gather(town, GATED)


def code_of(action: Callable[..., object], **given_: Any) -> str:
    """The code with which an action is refused."""
    with pytest.raises(Refused) as refusal:
        action(**given_)
    return refusal.value.code


def looked(hall: Hall) -> dict[FindingKind, Finding]:
    """One site, and a finding of each kind."""
    site = note_site(new=STUDIO, **hall.by(at=MONDAY))
    said = {
        FindingKind.STATE: "直播间每周只开一次",
        FindingKind.DIFFICULTY: "销售价格不高",
        FindingKind.CAUSE: "村干部没有相关经验",
    }
    return {
        kind: note_finding(kind=kind, text=text, site_id=site.pk, **hall.by(at=MONDAY))
        for kind, text in said.items()
    }


def under_way(hall: Hall) -> Hall:
    looked(hall)
    meet_need(code="situation", evidence="村情简介一页", **hall.by(at=MONDAY))
    add_item(new=NewItem(title="直播平台怎么办", why_words="调研"), **hall.by(at=MONDAY))
    account_of(hall.town.wang)
    invite_persons(class_code="residents", persons=[hall.town.wang], **hall.by(at=MONDAY))
    give_notice(**hall.by(at=MONDAY))
    open_gathering(**hall.by(at=EVENING))
    hall.now()
    return hall


def picture(colour: str = "#8a8f86") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return SimpleUploadedFile("现场.jpg", out.getvalue(), "image/jpeg")


# ── rules


def test_a_site_lies_somewhere_and_was_seen_on_a_day_that_has_come() -> None:
    assert check_site("  电商  直播间 ", has_place=False, seen_on=SEEN, today=SEEN) == "电商 直播间"
    assert check_site("", has_place=True, seen_on=SEEN, today=SEEN) == ""
    assert code_of(check_site, where=" ", has_place=False, seen_on=SEEN, today=SEEN) == "site.where-needed"
    late = SEEN + timedelta(days=1)
    assert code_of(check_site, where="大棚", has_place=False, seen_on=late, today=SEEN) == "site.not-seen-yet"


def test_whoever_was_there_is_named_once() -> None:
    assert members_of(["高委员", " 高委员 ", "周委员"]) == ("高委员", "周委员")
    assert code_of(members_of, names=["", "  "]) == "site.members-needed"
    assert code_of(members_of, names=[f"委员{n}" for n in range(41)]) == "site.too-many-members"


@given(cited=st.lists(st.integers(1, 6), max_size=8), known=st.sets(st.integers(1, 6)))
def test_a_point_is_accepted_exactly_where_it_cites_findings_of_this_survey_and_nothing_else(
    cited: list[int], known: set[int]
) -> None:
    if cited and set(cited) <= known:
        found = check_cited(cited, known)
        assert set(found) == set(cited)
        assert len(found) == len(set(found))
    else:
        assert code_of(check_cited, cited=cited, known=known) in {"point.cites-nothing", "finding.not-found"}


@pytest.mark.parametrize(
    ("n_sites", "n_findings", "made"), [(0, 0, False), (1, 0, False), (0, 1, False), (1, 1, True)]
)
def test_a_survey_went_somewhere_and_found_something(n_sites: int, n_findings: int, made: bool) -> None:
    assert Survey(n_sites, n_findings).was_made is made


# ── what was looked at, and the need it meets


@pytest.mark.trace("IC-6")
def test_a_survey_meets_the_need_of_the_practice_by_its_own_evidence(sitting: Hall) -> None:
    need = Need.objects.get(gathering=sitting.pk, code="survey")
    assert code_of(open_gathering, **sitting.by(at=EVENING)) != ""

    note_site(new=STUDIO, **sitting.by(at=MONDAY))
    need.refresh_from_db()
    assert need.met_at is None, "a visit that found nothing is no survey"

    note_finding(kind=FindingKind.STATE, text="直播间每周只开一次", **sitting.by(at=MONDAY))
    need.refresh_from_db()
    assert (need.met_at, need.by, need.met_by_itself) == (MONDAY, sitting.town.ma, True)
    assert "电商直播间" in need.evidence

    note_site(new=NewSite(words="温棚园区", seen_on=SEEN, members=("高委员",)), **sitting.by(at=TUESDAY))
    need.refresh_from_db()
    assert "温棚园区" in need.evidence
    assert Fact.objects.filter(kind="gathering.need-met").count() == 2


def test_what_somebody_said_of_a_need_is_not_overwritten_by_the_survey(sitting: Hall) -> None:
    meet_need(code="survey", evidence="见区政协调研报告第 3 号", **sitting.by(at=MONDAY))

    looked(sitting)

    assert Need.objects.get(gathering=sitting.pk, code="survey").evidence == "见区政协调研报告第 3 号"


def test_a_survey_in_a_practice_that_wants_none_meets_nothing(hall: Hall) -> None:
    looked(hall)

    assert not Need.objects.filter(gathering=hall.pk, met_by_itself=True).exists()


@pytest.mark.trace("IC-7")
def test_findings_are_kept_as_state_difficulty_and_cause_each_with_a_number(sitting: Hall) -> None:
    looked(sitting)

    rows = Finding.objects.filter(gathering=sitting.pk).order_by("number")
    assert [(row.number, row.kind) for row in rows] == [(1, "state"), (2, "difficulty"), (3, "cause")]
    facts = Fact.objects.filter(kind="gathering.finding-noted").order_by("pk")
    assert [fact.public["finding_kind"] for fact in facts] == ["state", "difficulty", "cause"]
    assert "经验" not in str([fact.public for fact in facts])


def test_the_same_site_or_finding_sent_twice_is_one(sitting: Hall) -> None:
    for _n in range(2):
        looked(sitting)

    assert (Site.objects.count(), Finding.objects.count()) == (1, 3)
    assert Fact.objects.filter(kind="gathering.site-seen").count() == 1


def test_a_site_lies_in_the_community_of_the_gathering(sitting: Hall) -> None:
    away = NewSite(place=sitting.town.lakeside, seen_on=SEEN, members=("高委员",))

    assert code_of(note_site, new=away, **sitting.by(at=MONDAY)) == "gathering.place-elsewhere"
    assert not Site.objects.exists()


# ── the diagnosis


@pytest.mark.trace("IC-8", "IC-10")
def test_each_point_of_the_diagnosis_cites_a_finding_and_is_refused_without(sitting: Hall) -> None:
    found = looked(sitting)
    make = {"text": "缺少懂直播的人", **sitting.by(at=MONDAY)}

    assert code_of(make_point, finding_ids=(), **make) == "point.cites-nothing"
    assert not DiagnosisPoint.objects.exists()

    cited = [found[FindingKind.CAUSE].pk, found[FindingKind.DIFFICULTY].pk]
    point = make_point(finding_ids=cited, **make)
    assert {each.pk for each in point.findings.all()} == set(cited)
    assert point.number == 1
    assert make_point(finding_ids=cited, **make).pk == point.pk
    assert Fact.objects.filter(kind="gathering.point-made").count() == 1


def test_a_point_cites_no_finding_of_another_survey(sitting: Hall) -> None:
    found = looked(sitting)
    other = planned(sitting.town, GATED)

    by = {"gathering_id": other.pk, "actor": acting(sitting.town.ma), "now": MONDAY}
    foreign = [found[FindingKind.STATE].pk]
    assert code_of(make_point, text="缺人", finding_ids=foreign, **by) == "finding.not-found"
    site = Site.objects.get()
    assert (
        code_of(note_finding, kind=FindingKind.STATE, text="缺人", site_id=site.pk, **by) == "site.not-found"
    )


@pytest.mark.parametrize("text", ["", " ", "缺", "长" * 501])
def test_words_that_say_nothing_or_too_much_are_refused(sitting: Hall, text: str) -> None:
    code = code_of(note_finding, kind=FindingKind.STATE, text=text, **sitting.by(at=MONDAY))
    assert code in {"finding.words-needed", "finding.words-too-long"}
    assert not Finding.objects.exists()


def test_nothing_is_added_to_a_survey_once_it_was_called_off_or_by_whoever_may_not(sitting: Hall) -> None:
    stranger = sitting.by(sitting.town.zhao, at=MONDAY)
    assert code_of(note_site, new=STUDIO, **stranger) == "rights.missing"
    assert code_of(note_finding, kind=FindingKind.STATE, text="缺人手", **stranger) == "rights.missing"
    assert code_of(make_point, text="缺人手", finding_ids=(1,), **stranger) == "rights.missing"

    call_off(reason="改期", **sitting.by(at=MONDAY))
    assert code_of(note_site, new=STUDIO, **sitting.by(at=MONDAY)) == "gathering.survey-closed"


# ── goals


@pytest.mark.trace("IC-14")
def test_a_goal_is_reported_on_by_whoever_set_it(sitting: Hall) -> None:
    under_way(sitting)
    by = date(2026, 6, 30)

    goal = set_goal(text="把电商直播平台运营起来", holder=sitting.town.li, by=by, **sitting.by())

    report = goal.undertaking
    assert (report.holder, report.task, report.answers_to) == (sitting.town.li, "recheck", sitting.town.ma)
    assert report.due_at is not None
    assert report.due_at.date() == by
    assert Outcome.objects.get(undertaking=report).what == "recheck"
    assert Notice.objects.filter(template="gathering.pledged", person=sitting.town.li).exists()
    assert (
        code_of(set_goal, text="把电商直播平台运营起来", holder=sitting.town.li, by=by, **sitting.by())
        == "goal.already-set"
    )

    done = "每周开播三次，月销售 2 万元"
    finish_undertaking(
        undertaking_id=report.pk, outcome=done, actor=acting(sitting.town.li), now=EVENING + HOUR
    )
    with freeze_time(EVENING + 2 * HOUR, real_asyncio=True):
        page = client_of(sitting.town.ma).get(f"/gatherings/{sitting.pk}/survey/").content.decode()
    assert "把电商直播平台运营起来" in page
    assert done in page


def test_a_goal_needs_a_sitting_a_day_to_come_and_words(sitting: Hall) -> None:
    goal = {"holder": sitting.town.li, "by": date(2026, 6, 30), **sitting.by(at=MONDAY)}
    assert code_of(set_goal, text="把平台运营起来", **goal) == "gathering.not-open"
    under_way(sitting)
    assert code_of(set_goal, text="", **{**goal, "now": EVENING}) == "finding.words-needed"
    past = {**goal, "now": EVENING, "by": date(2026, 1, 1)}
    assert code_of(set_goal, text="把平台运营起来", **past) == "promise.day-passed"
    assert (Goal.objects.count(), Undertaking.objects.filter(task="recheck").count()) == (0, 0)


# ── support


@pytest.mark.trace("IC-15", "IC-20")
def test_a_lack_of_experience_is_a_need_that_a_unit_is_asked_to_support(sitting: Hall) -> None:
    under_way(sitting)
    lack = Finding.objects.get(kind="cause")
    ask = {"finding_id": lack.pk, "text": "请老师每周来教一次直播", **sitting.by()}

    assert code_of(ask_for_support, units=(), **ask) == "suggestion.unit-needed"
    assert (
        code_of(ask_for_support, units=(sitting.town.works,), **{**ask, "finding_id": 0})
        == "finding.not-found"
    )
    asked = ask_for_support(units=(sitting.town.works,), **ask)[0]
    again = ask_for_support(units=(sitting.town.works,), **ask)[0]
    assert (again.pk, asked.finding, asked.unit) == (asked.pk, lack, sitting.town.works)
    assert Outcome.objects.get(suggestion=asked).what == "suggestion"

    ma = client_of(sitting.town.ma)
    with freeze_time(EVENING + HOUR, real_asyncio=True):
        page = ma.get(f"/gatherings/{sitting.pk}/survey/").content.decode()
        form = ma.get(f"/desk/gatherings/{sitting.pk}/support/").content.decode()
        bad = ma.post(f"/desk/gatherings/{sitting.pk}/support/", {"finding": "0", "text": "x"})
    assert "请老师每周来教一次直播" in page
    assert "村干部没有相关经验" in form
    assert bad.status_code == 422


# ── pages


@pytest.mark.trace("IC-9")
def test_what_the_village_says_of_itself_is_handed_out_beforehand_and_stands_first_on_the_agenda(
    sitting: Hall,
) -> None:
    words = "平台去年建成，现有主播两人，月销不足三千元。"
    meet_need(code="situation", evidence=words, **sitting.by(at=MONDAY))
    first = NewItem(title="村里介绍情况", why_words="提前通报", phase="report")
    add_item(new=first, **sitting.by(at=MONDAY))
    account_of(sitting.town.wang)
    invite_persons(class_code="residents", persons=[sitting.town.wang], **sitting.by(at=MONDAY))
    wang = client_of(sitting.town.wang)
    with freeze_time(MONDAY, real_asyncio=True):
        agenda = wang.get(f"/gatherings/{sitting.pk}/").content.decode()
        handed_out = wang.get(f"/gatherings/{sitting.pk}/survey/").content.decode()

    assert "村里介绍情况" in agenda
    assert words in handed_out


def test_staff_note_a_survey_on_pages_and_the_invited_read_it_beforehand(sitting: Hall) -> None:
    town, to = sitting.town, f"/desk/gatherings/{sitting.pk}"
    ma = client_of(town.ma)
    with freeze_time(MONDAY, real_asyncio=True):
        ma.post(
            f"{to}/site/",
            {"words": "电商直播间", "seen_on": "2026-03-01", "others": "高委员、周委员", "photos": picture()},
        )
        site = Site.objects.get()
        ma.post(f"{to}/finding/", {"kind": "difficulty", "text": "销售价格不高", "site": site.pk})
        refused = ma.post(f"{to}/point/", {"text": "产业链条短"})
        ma.post(f"{to}/point/", {"text": "产业链条短", "findings": [Finding.objects.get().pk]})
        page = ma.get(f"/gatherings/{sitting.pk}/survey/").content.decode()
        assert f'href="/gatherings/{sitting.pk}/survey/"' in ma.get(f"{to}/").content.decode()
        account_of(town.wang)
        invite_persons(class_code="residents", persons=[town.wang], **sitting.by(at=MONDAY))
        wang = client_of(town.wang)
        read = wang.get(f"/gatherings/{sitting.pk}/survey/").content.decode()
        assert (
            f'href="/gatherings/{sitting.pk}/survey/"'
            in wang.get(f"/gatherings/{sitting.pk}/").content.decode()
        )
        assert client_of(town.zhao).get(f"/gatherings/{sitting.pk}/survey/").status_code == 404
        photo = SitePhoto.objects.get()
        seen = {
            who: client.get(photo.thumb).status_code
            for who, client in (
                ("wang", wang),
                ("ma", ma),
                ("zhao", client_of(town.zhao)),
                ("nobody", client_of()),
            )
        }

    assert site.members == ["高委员", "周委员"]
    assert refused.status_code == 422
    assert "没有依据" in refused.content.decode()
    for shown in (page, read):
        for words in ("电商直播间", "高委员", "销售价格不高", "产业链条短", photo.thumb):
            assert words in shown
    assert "记一条发现" not in read
    assert seen == {"wang": 200, "ma": 200, "zhao": 404, "nobody": 302}


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("site", {}),
        ("site", {"words": "大棚", "seen_on": "2026-03-01"}),
        ("site", {"words": "大棚", "seen_on": "2027-01-01", "others": "高委员"}),
        ("site", {"place": "987654321", "seen_on": "2026-03-01", "others": "高委员"}),
        ("finding", {"kind": "guess", "text": "不知道"}),
        ("finding", {"kind": "state", "text": "\x00"}),
        ("point", {"text": "缺人", "findings": ["x"]}),
        ("goal", {"text": "把平台运营起来", "holder": "0", "by": "2026-06-30"}),
        ("goal", {"text": "把平台运营起来", "by": "不久"}),
    ],
)
def test_bad_input_comes_back_with_words_and_changes_nothing(
    sitting: Hall, verb: str, sent: dict[str, Any]
) -> None:
    with freeze_time(MONDAY, real_asyncio=True):
        answer = client_of(sitting.town.ma).post(f"/desk/gatherings/{sitting.pk}/{verb}/", sent)

    assert answer.status_code == 422
    assert 'class="error' in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert [each.objects.count() for each in (Site, Finding, Goal)] == [0, 0, 0]


def test_the_pages_of_a_sitting_with_a_long_survey_stay_within_their_budget(sitting: Hall) -> None:
    under_way(sitting)
    wang, ma = client_of(sitting.town.wang), client_of(sitting.town.ma)
    pages = (
        (ma, f"/desk/gatherings/{sitting.pk}/"),
        (ma, f"/gatherings/{sitting.pk}/survey/"),
        (wang, f"/gatherings/{sitting.pk}/survey/"),
    )
    with freeze_time(EVENING, real_asyncio=True):
        few = [cost(*page) for page in pages]
        for n in range(12):
            at = sitting.by(at=EVENING)
            site = note_site(new=NewSite(words=f"大棚{n}", seen_on=SEEN, members=("高委员",)), **at)
            found = note_finding(kind=FindingKind.CAUSE, text=f"原因{n}", site_id=site.pk, **at)
            make_point(text=f"问题{n}", finding_ids=(found.pk,), **at)
            set_goal(text=f"目标{n}", holder=sitting.town.li, by=date(2026, 6, 30), **at)
        lots = [cost(*page) for page in pages]

    assert max(lots) <= BUDGET, lots
    assert max(few) <= BUDGET, few


def test_a_survey_can_be_completed_until_the_record_is_filed(sitting: Hall) -> None:
    under_way(sitting)
    sitting.came(sitting.town.wang, "residents")
    line = sitting.line("多请老师来教", "suggestion", who=sitting.town.wang)
    raise_suggestion(remark_id=line.pk, units=(sitting.town.works,), **sitting.by())
    sitting.ended()
    note_finding(kind=FindingKind.CAUSE, text="会后补：缺师傅", **sitting.by(at=EVENING + 3 * HOUR))
    file_gathering(gathering_id=sitting.pk, actor=acting(sitting.town.li), now=EVENING + 4 * HOUR)

    late = sitting.by(at=EVENING + 5 * HOUR)
    assert code_of(note_finding, kind=FindingKind.CAUSE, text="太晚", **late) == "gathering.survey-closed"
