"""Consulting is not deciding: the label, and the question whether the owners or the villagers decide."""

from __future__ import annotations

import pytest

from shangyi.decisions.rules.detector import Change, Ground, WhoDecides, needs_deciding_by
from shangyi.decisions.rules.labels import Claim, Label, SetAside, check_may_be_approved, claim_of
from shangyi.decisions.rules.owners import MatterClass, OwnersMatter
from shangyi.decisions.rules.thresholds import Outcome
from tests.decisions.asking import refusals

M = OwnersMatter


@pytest.mark.trace("XC-7", "NT-22", "NT-31", "PD-10")
@pytest.mark.parametrize(
    ("text", "matters", "strictest"),
    [
        (
            "近期还将扩建电动车充电棚，将单排充电改造成双排充电",
            {M.REBUILDING, M.COMMERCIAL_USE},
            MatterClass.SPECIAL,
        ),
        ("已经确定在2号楼打造舞蹈室", {M.CHANGE_OF_USE}, MatterClass.SPECIAL),
        ("把厨房下水管道改道，从一楼家中穿过", {M.REBUILDING}, MatterClass.SPECIAL),
        ("动用公共维修资金更换电梯钢丝绳", {M.FUND_USE}, MatterClass.ORDINARY),
        ("业主每户再续筹住宅专项维修资金两千元", {M.FUND_RAISING}, MatterClass.SPECIAL),
        ("在电梯里投放广告，收益归全体业主", {M.COMMERCIAL_USE}, MatterClass.SPECIAL),
        ("楼顶出租给通信公司装5G基站", {M.COMMERCIAL_USE}, MatterClass.SPECIAL),
        ("将小区绿地改成停车位", {M.CHANGE_OF_USE}, MatterClass.SPECIAL),
        ("依规有序推进成立茂悦府业主委员会", {M.COMMITTEE}, MatterClass.ORDINARY),
        ("解聘现在的物业公司，重新选聘", {M.PROPERTY_FIRM}, MatterClass.ORDINARY),
        ("修订管理规约", {M.COVENANT}, MatterClass.ORDINARY),
        ("表决业主大会议事规则草案", {M.PROCEDURE}, MatterClass.ORDINARY),
        ("对门把住宅改成民宿", {M.DWELLING_TO_BUSINESS}, MatterClass.UNANIMOUS),
        ("加 装 电 梯", {M.REBUILDING}, MatterClass.SPECIAL),
    ],
)
def test_words_that_need_the_owners(text: str, matters: set[OwnersMatter], strictest: MatterClass) -> None:
    finding = needs_deciding_by(text)

    assert set(finding.matters) == matters
    assert finding.strictest == strictest


@pytest.mark.parametrize(
    "text",
    ["1号楼电梯坏了，请尽快维修", "楼道卫生打扫不及时", "下水井盖散发臭味", "下水管道堵塞，请疏通", "路灯不亮", "",
     "物业项目经理换了，没有通知居民", "地下室淤泥清理", "物业费太高，服务差", "社区将积极争取为民服务资金"],
)  # fmt: skip
def test_everyday_words_ask_nothing(text: str) -> None:
    assert not needs_deciding_by(text).asks


@pytest.mark.trace("IC-23")
@pytest.mark.parametrize(
    "text",
    [
        "村集体经济收益的使用方案",
        "征地补偿费怎么分配",
        "土地承包方案",
        "宅基地的使用方案",
        "修村道要筹资筹劳",
    ],
)
def test_village_collective_affairs_need_the_villagers(text: str) -> None:
    finding = needs_deciding_by(text)

    assert finding.who == (WhoDecides.VILLAGERS,)
    assert finding.matches[0].article == "村民委员会组织法第二十四条"


@pytest.mark.trace("FS-6")
def test_charging_posts_hang_on_whose_the_ground_is() -> None:
    text = "对满城金街是否安装电动车充电柱进行协商讨论"
    found = {ground: needs_deciding_by(text, ground=ground) for ground in Ground}

    assert {ground: finding.who for ground, finding in found.items()} == {
        Ground.UNKNOWN: (WhoDecides.OWNERS,),
        Ground.OWNERS: (WhoDecides.OWNERS,),
        Ground.PUBLIC: (),
        Ground.PRIVATE: (),
        Ground.COLLECTIVE: (WhoDecides.VILLAGERS,),
    }
    assert [finding.ground_must_be_asked for finding in found.values()] == [True, False, False, False, False]


def test_the_fund_is_the_owners_wherever_it_is_spent() -> None:
    assert needs_deciding_by("使用维修资金修围墙", ground=Ground.PUBLIC).matters == (M.FUND_USE,)


def test_what_is_ticked_counts_before_category_and_words() -> None:
    finding = needs_deciding_by(
        "加装电梯",
        category="facilities.lift.new",
        changes=[Change.FUND_RAISED, Change.BUILT_ON_COMMON_PART, Change.COLLECTIVE_AFFAIR],
        matter_by_category={"facilities": M.OTHER_MAJOR, "facilities.lift": M.REBUILDING},
    )

    assert [(match.who, match.matter, match.because) for match in finding.matches] == [
        (WhoDecides.OWNERS, M.FUND_RAISING, "change"),
        (WhoDecides.OWNERS, M.REBUILDING, "change"),
        (WhoDecides.VILLAGERS, None, "change"),
    ]


def test_the_longest_category_of_the_rule_pack_counts() -> None:
    by_category = {"facilities": M.OTHER_MAJOR, "facilities.lift": M.REBUILDING}

    assert needs_deciding_by("", category="facilities.lift.new", matter_by_category=by_category).matters == (
        M.REBUILDING,
    )
    assert needs_deciding_by("", category="facilities.pond", matter_by_category=by_category).matters == (
        M.OTHER_MAJOR,
    )
    assert not needs_deciding_by("", category="noise", matter_by_category=by_category).asks


@pytest.mark.parametrize("change", list(Change))
def test_every_change_that_can_be_ticked_asks(change: Change) -> None:
    assert needs_deciding_by("", changes=[change]).asks


def test_a_megabyte_of_words_is_read_without_harm() -> None:
    assert needs_deciding_by("小区改" * 400_000 + "𠮷😀<b>").matters == ()


@pytest.mark.parametrize(
    ("label", "claims"),
    [
        (Label.STRAW_POLL, [Claim.LEANING] * 3),
        (Label.CONSULTATIVE, [Claim.CONSULTED] * 3),
        (Label.OWNERS, [Claim.DECIDED, Claim.NOT_DECIDED, Claim.TOO_FEW]),
        (Label.ASSEMBLY, [Claim.DECIDED, Claim.NOT_DECIDED, Claim.TOO_FEW]),
    ],
)
def test_only_a_statutory_ballot_ever_says_decided(label: Label, claims: list[Claim]) -> None:
    assert [claim_of(label, outcome) for outcome in Outcome] == claims


@pytest.mark.parametrize(
    ("text", "label", "codes"),
    [
        ("打造舞蹈室，把架空层改成活动室", Label.CONSULTATIVE, ["label.needs-owners"]),
        ("把架空层改成活动室", Label.STRAW_POLL, ["label.needs-owners"]),
        ("把架空层改成活动室", Label.ASSEMBLY, ["label.needs-owners"]),
        ("把架空层改成活动室", Label.OWNERS, []),
        ("把住宅改成民宿", Label.CONSULTATIVE, ["label.needs-interested-owners"]),
        ("宅基地分配方案", Label.OWNERS, ["label.needs-villagers"]),
        ("宅基地分配方案", Label.ASSEMBLY, []),
        ("楼道清扫", Label.CONSULTATIVE, []),
    ],
)
def test_approved_is_blocked_until_those_who_decide_have_decided(
    text: str, label: Label, codes: list[str]
) -> None:
    finding = needs_deciding_by(text)

    if codes:
        assert refusals(lambda: check_may_be_approved(label, finding)) == codes
    else:
        check_may_be_approved(label, finding)


def test_a_named_person_may_set_the_question_aside_with_a_reason() -> None:
    finding = needs_deciding_by("把架空层改成活动室")

    check_may_be_approved(Label.CONSULTATIVE, finding, SetAside("郭丽", "架空层登记在社区名下，不是业主共有"))
    assert refusals(lambda: check_may_be_approved(Label.CONSULTATIVE, finding, SetAside("郭丽", " "))) == [
        "label.reason-needed"
    ]
