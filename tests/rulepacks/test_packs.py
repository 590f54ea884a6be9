"""The packs as shipped: what the requirements name must be in them, and places may differ."""

from datetime import date, timedelta

import pytest

from shangyi.concerns.rules.hearing import Kind
from shangyi.kernel.limits import Limit
from shangyi.kernel.refused import Refused
from shangyi.rulepacks.rules import load_pack
from tests.rulepacks.shipped import shipped

NINGXIA = load_pack(shipped("packs", "ningxia-2026"))


def test_the_pack_names_itself_its_region_and_its_first_day() -> None:
    assert (NINGXIA.code, NINGXIA.region, NINGXIA.in_force_from) == (
        "ningxia-2026",
        "ningxia",
        date(2026, 1, 1),
    )


def test_the_kinds_are_those_that_a_voice_can_have() -> None:
    assert {kind.code for kind in NINGXIA.kinds} == {kind.value for kind in Kind}
    assert [kind.zh for kind in NINGXIA.kinds] == ["求助", "投诉", "建议", "点评", "咨询", "点单", "微心愿"]


@pytest.mark.trace("TC-18")
@pytest.mark.parametrize(
    ("kind", "grade", "response", "completion", "article"),
    [
        ("plea", "emergency", "1h", "2h", "第11条"),
        ("plea", "utilities", "2h", "24h", "第12条"),
        ("complaint", "general", "1wd", "5wd", "第14条"),
        ("complaint", "complex", "2wd", "15wd", "第15条"),
        ("enquiry", "general", "4wh", "1wd", "第16条"),
    ],
)
def test_two_clocks_and_their_article_follow_from_kind_and_grade(
    kind: str, grade: str, response: str, completion: str, article: str
) -> None:
    limits = NINGXIA.limits_for(kind, grade)

    assert (limits.response, limits.completion) == (Limit.parse(response), Limit.parse(completion))
    assert limits.article == article
    assert NINGXIA.article(limits.article).source.grade in {"law", "published", "local", "assumed"}


@pytest.mark.trace("NT-12", "NT-13", "NT-14")
@pytest.mark.parametrize(
    ("words", "category", "zh"),
    [
        ("业主缴纳物业费却没有感受到匹配的服务", "property.value", "物业服务质价不符"),
        ("损坏的公共设施很长时间没人修", "repairs.public", "公共设施维修"),
        ("楼道卫生和电梯卫生没人打扫", "property.stairwell-cleaning", "楼道、电梯卫生"),
        ("下水管堵塞,一楼返水", "utilities.drain", "排水堵塞、污水外溢"),
        ("井盖松了,夜里咣当响", "utilities.manhole", "井盖缺失、松动"),
        ("有人从窗户拉飞线给电动车充电", "safety.charging-wires", "飞线充电、电动车上楼"),
        ("想要一块文体场地锻炼身体", "space.sport", "文体场地、健身器材"),
        ("楼上半夜弹钢琴噪音扰民", "noise.neighbours", "邻居噪音"),
        ("停车位不够没地方停", "parking.spaces", "停车位不足"),
        ("和隔壁邻居闹矛盾有纠纷", "neighbours.dispute", "邻里纠纷"),
        ("业委会换届什么时候开业主大会", "owners.committee", "业委会成立与换届"),
        ("孩子入学划到哪个学区", "children.school", "教育入学"),
        ("独居老人想去老年饭桌", "care.elderly", "养老服务"),
    ],
)
def test_the_category_that_people_mean_is_the_first_suggestion(words: str, category: str, zh: str) -> None:
    first = NINGXIA.suggest_categories(words)[0]
    assert (first.code, first.zh) == (category, zh)


def test_words_without_a_keyword_get_no_suggestion() -> None:
    assert NINGXIA.suggest_categories("今天天气不错😀") == ()


def test_there_are_at_least_sixty_leaves_each_with_both_names_and_keywords() -> None:
    leaves = NINGXIA.leaves

    assert len(leaves) >= 60
    assert [leaf.code for leaf in leaves if not leaf.keywords] == ["other"]
    assert len({leaf.zh for leaf in leaves}) == len({leaf.en for leaf in leaves}) == len(leaves)


def test_a_category_inherits_grade_and_unit_and_may_override_them() -> None:
    drain, manhole = NINGXIA.category("utilities.drain"), NINGXIA.category("utilities.manhole")

    assert (drain.grade, drain.unit_kind) == ("utilities", "utility")
    assert manhole.grade == "emergency"
    assert [step.zh for step in NINGXIA.path_to("utilities.drain")] == [
        "水电气暖与排水",
        "排水堵塞、污水外溢",
    ]
    assert drain in NINGXIA.children("utilities")


@pytest.mark.trace("NT-10", "PD-16", "XC-10")
def test_the_way_up_is_chosen_by_the_community() -> None:
    usual, other = NINGXIA.ladder("yuehai"), NINGXIA.ladder("zhonghua")

    assert (usual.zh, usual.tiers) == (
        "小事不出网格、大事不出社区",
        ("grid", "community", "street", "district"),
    )
    assert (other.zh, other.tiers) == (
        "小事不出楼栋、大事不出网格",
        ("building", "grid", "community", "street"),
    )
    assert [rung.capacity_kind for rung in usual.rungs] == [
        "grid_worker",
        "secretary",
        "street_officer",
        "district_officer",
    ]
    assert usual.rungs[0].after == timedelta(0)


@pytest.mark.trace("TC-19")
def test_the_procedure_s_own_clocks_are_in_the_pack() -> None:
    assert (NINGXIA.triage.limit.format(), NINGXIA.assign.limit.format()) == ("4wh", "1wd")
    assert (NINGXIA.answer.limit.format(), NINGXIA.return_within.limit.format()) == ("24h", "2wd")
    assert (NINGXIA.open_list.review.format(), NINGXIA.extension.most.format()) == ("30d", "10wd")
    rating = NINGXIA.rating
    assert (rating.wait.format(), rating.tries, rating.between.format()) == ("7d", 2, "1wd")
    assert NINGXIA.attempts.tries == 3
    reminders = NINGXIA.reminders
    assert (reminders.before.format(), reminders.at_due, reminders.after.format()) == ("1wd", True, "1wd")
    assert reminders.only_in_working_hours


def test_the_tags_hold_small_but_crucial_and_long_unsolved() -> None:
    assert {"关键小事", "长期未决"} <= {tag.zh for tag in NINGXIA.tags}


@pytest.mark.parametrize(
    ("words", "channel"),
    [
        ("我家着火了", "emergency-number"),
        ("已经向法院起诉了", "court"),
        ("我要信访", "petition"),
        ("公司拖欠工资", "arbitration"),
    ],
)
def test_what_belongs_elsewhere_is_pointed_to_its_channel(words: str, channel: str) -> None:
    (found,) = NINGXIA.suggest_diversions(words)
    assert found.code == channel
    assert found.sentence_zh.endswith("。")


def test_danger_comes_before_every_other_channel() -> None:
    found = NINGXIA.suggest_diversions("去法院的路上有人晕倒")
    assert [one.code for one in found] == ["emergency-number", "court"]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: NINGXIA.category("nowhere"), "rulepack.no-such-category"),
        (lambda: NINGXIA.grade("soon"), "rulepack.no-such-grade"),
        (lambda: NINGXIA.kind("gossip"), "rulepack.no-such-kind"),
        (lambda: NINGXIA.limits_for("gossip", "general"), "rulepack.no-such-kind"),
        (lambda: NINGXIA.limits_for("plea", "soon"), "rulepack.no-such-grade"),
        (lambda: NINGXIA.diversion("moon"), "rulepack.no-such-diversion"),
        (lambda: NINGXIA.tag("blue"), "rulepack.no-such-tag"),
        (lambda: NINGXIA.article("第99条"), "rulepack.no-such-article"),
    ],
)
def test_what_the_pack_does_not_hold_is_refused_by_name(ask, code: str) -> None:  # noqa: ANN001
    with pytest.raises(Refused) as refusal:
        ask()
    assert refusal.value.code == code


@pytest.mark.trace("XC-10")
def test_another_place_has_other_numbers_by_data_alone() -> None:
    jinan = load_pack(shipped("packs", "jinan-2018"))

    ours, theirs = NINGXIA.limits_for("enquiry", "general"), jinan.limits_for("enquiry", "general")
    assert (ours.completion.format(), theirs.completion.format()) == ("1wd", "5wd")
    assert (NINGXIA.ladder().tiers[0], jinan.ladder().tiers[0]) == ("grid", "community")
    assert [grade.code for grade in jinan.grades] == ["general"]
