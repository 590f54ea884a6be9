"""Does this need the owners, or the villagers' assembly? A question asked of words, category and what is
changed.

A finding is a question to a person, never a verdict: it says what it saw, in which words, under which
article, and what the way to a decision is. It is built to ask once too often rather than once too seldom.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shangyi.decisions.rules.owners import MatterClass, OwnersMatter, class_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST_READ = 20_000
"""So much of a text is read; whatever a proposal is about stands before that."""


class WhoDecides(StrEnum):
    OWNERS = "owners"
    INTERESTED_OWNERS = "interested-owners"
    VILLAGERS = "villagers"


class Ground(StrEnum):
    """Whose the place is, as far as it is known. A public street is no matter for owners."""

    UNKNOWN = "unknown"
    OWNERS = "owners"
    PUBLIC = "public"
    PRIVATE = "private"
    COLLECTIVE = "collective"


class Change(StrEnum):
    """What a proposer ticks: what is changed or spent."""

    FUND_USED = "fund-used"
    FUND_RAISED = "fund-raised"
    BUILT_ON_COMMON_PART = "built-on-common-part"
    COMMON_PART_USED_OTHERWISE = "common-part-used-otherwise"
    COMMON_PART_EARNS = "common-part-earns"
    COMMITTEE_CHOSEN = "committee-chosen"
    PROPERTY_FIRM_CHOSEN = "property-firm-chosen"
    OWNERS_RULES = "owners-rules"
    DWELLING_TO_BUSINESS = "dwelling-to-business"
    COLLECTIVE_AFFAIR = "collective-affair"


@dataclass(frozen=True, slots=True)
class Match:
    """One reason to ask. `because` is "text", "category" or "change"; `quoted` are the words that were
    seen.
    """

    who: WhoDecides
    matter: OwnersMatter | None
    matter_class: MatterClass | None
    article: str
    because: str
    quoted: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything that was seen. `ground_must_be_asked` when it hangs on whose the place is and that is
    unknown.
    """

    matches: tuple[Match, ...]
    ground_must_be_asked: bool

    @property
    def asks(self) -> bool:
        return bool(self.matches)

    @property
    def who(self) -> tuple[WhoDecides, ...]:
        return tuple(dict.fromkeys(match.who for match in self.matches))

    @property
    def matters(self) -> tuple[OwnersMatter, ...]:
        return tuple(dict.fromkeys(match.matter for match in self.matches if match.matter is not None))

    @property
    def strictest(self) -> MatterClass | None:
        """The hardest hurdle among the owners' matters seen: a project under two items needs the harder."""
        order = (MatterClass.UNANIMOUS, MatterClass.SPECIAL, MatterClass.ORDINARY)
        seen = {match.matter_class for match in self.matches}
        return next((matter_class for matter_class in order if matter_class in seen), None)


_FUND = r"(?:公共|专项|住宅|房屋)*维修(?:资|基)金"
_COMMON = (
    r"(?:公共(?:绿地|区域|部位|场地|用房|空间|通道|走廊|道路)|共有(?:部分|部位|场地|用房)|共用(?:部位|部分|设施)"
    r"|绿化带|绿地|草坪|楼顶|屋顶|屋面|天台|外墙|架空层|地下室|地下空间|车库|大堂|门厅|楼道|电梯(?:轿厢|间|厅|内)?"
    r"|门岗|会所|物业用房|配套用房|消防通道|自行车棚|车棚|[0-9一二三四五六七八九十]+号楼|小区(?:内|里)?)"
)
_BUILD = r"(?:改建|扩建|重建|翻建|新建|加建|加装|增设|增建|搭建|建设|安装|修建|改造)"
_FACILITY = (
    r"(?:充电(?:车棚|棚|桩|柱|站|设施|设备)|车棚|电梯|停车(?:位|场|棚|楼)|立体车库|门禁|道闸|围墙|大门|岗亭|快递柜"
    r"|智能柜|健身(?:器材|设施)|雨棚|遮阳棚|凉亭|廊架|连廊|光伏|基站|监控)"
)
_ROOM = (
    r"(?:舞蹈室|活动室|活动中心|棋牌室|乒乓球[室台]|健身房|食堂|助餐点|阅览室|图书室|办公室"
    r"|超市|商店|仓库|停车[场位]|车位)"
)
_PIPE = r"(?:(?:下水|污水|排水|雨水|排污)?(?:主)?(?:管道|管线|立管|管网))"

_TEXT: tuple[tuple[OwnersMatter, str], ...] = (
    (
        OwnersMatter.FUND_RAISING,
        rf"(?:筹集|续筹|续交|补交|补缴|续缴|归集|再次筹集).{{0,8}}{_FUND}|{_FUND}.{{0,6}}(?:筹集|续筹|续交|补交|补缴|续缴|归集)",
    ),
    (
        OwnersMatter.FUND_USE,
        rf"(?:使用|动用|支取|申请|启用|提取|动支|用).{{0,6}}{_FUND}|{_FUND}.{{0,10}}(?:使用|支付|列支|支出|中列|里出|出)",
    ),
    (
        OwnersMatter.REBUILDING,
        rf"{_BUILD}.{{0,14}}{_FACILITY}|{_FACILITY}.{{0,8}}(?:改建|扩建|重建|翻建|改造)|{_PIPE}.{{0,6}}(?:改道|改线|移位|改建)|(?:改道|改线).{{0,6}}{_PIPE}",
    ),
    (
        OwnersMatter.REBUILDING,
        r"(?:拆除重建|原拆原建|拆旧建新|改建|重建|翻建|扩建).{0,8}(?:建筑|房屋|楼栋|住宅|用房|设施|附属)",
    ),
    (
        OwnersMatter.CHANGE_OF_USE,
        rf"{_COMMON}.{{0,12}}(?:改(?:成|为|作|做|建|造)|打造|辟为|开辟|变(?:成|为)|腾(?:出|退)|用作|作为|设立|设置|建成).{{0,10}}{_ROOM}",
    ),
    (
        OwnersMatter.CHANGE_OF_USE,
        rf"{_COMMON}.{{0,12}}(?:改(?:成|为|作|做)|变更用途|改变用途|挪作)|改变.{{0,12}}(?:用途|使用性质)",
    ),
    (OwnersMatter.CHANGE_OF_USE, rf"(?:把|将|占用|利用).{{0,6}}{_COMMON}.{{0,14}}{_ROOM}"),
    (
        OwnersMatter.COMMERCIAL_USE,
        r"(?:电梯|外墙|楼顶|屋顶|道闸|门禁|楼道|大堂|小区|轿厢).{0,8}广告|广告.{0,8}(?:电梯|外墙|楼顶|屋顶|道闸|小区)",
    ),
    (
        OwnersMatter.COMMERCIAL_USE,
        rf"{_COMMON}.{{0,12}}(?:出租|租给|对外经营|经营|摆摊|承包|收费)|(?:出租|租赁|承包).{{0,10}}{_COMMON}|收(?:取)?停车费|停车收费|公共收益",
    ),
    (OwnersMatter.COMMERCIAL_USE, rf"{_BUILD}.{{0,14}}充电(?:车棚|棚|桩|柱|站|设施|设备)"),
    (
        OwnersMatter.COMMERCIAL_USE,
        r"(?:运营商|公司|企业|第三方).{0,14}(?:充电(?:桩|柱|站|棚|设施)|快递柜|售货机|基站|直饮水机|广告)|(?:自动售货机|通信基站|5G基站)",
    ),
    (
        OwnersMatter.COMMITTEE,
        r"业主?委(?:员)?会.{0,10}(?:成立|组建|筹备|选举|换届|改选|补选|罢免|更换|增补|委员|成员)|(?:成立|组建|筹建|选举|改选|换届|罢免|更换).{0,16}业主?委(?:员)?会",
    ),
    (
        OwnersMatter.PROPERTY_FIRM,
        r"(?:选聘|解聘|续聘|更换|换掉|辞退|炒掉|招聘|重新选|换).{0,8}物业(?:公司|企业|服务(?:企业|人|公司)?)?|物业(?:公司|企业|服务企业|服务合同).{0,8}(?:选聘|解聘|续聘|更换|续签|招标)",
    ),
    (
        OwnersMatter.PROCEDURE,
        r"(?:制定|修改|修订|通过|表决).{0,10}议事规则|议事规则.{0,6}(?:制定|修改|修订|草案)",
    ),
    (
        OwnersMatter.COVENANT,
        r"(?:制定|修改|修订|通过|表决).{0,10}管理规约|管理规约.{0,6}(?:制定|修改|修订|草案)",
    ),
    (
        OwnersMatter.DWELLING_TO_BUSINESS,
        r"住改商|住宅.{0,6}(?:改(?:成|为|作)|变更为|用作).{0,6}(?:商|经营|店|铺|民宿|办公|餐饮|门面)|(?:住宅|家里|自家|居民楼).{0,6}(?:开(?:店|餐馆|饭店|民宿|公司|棋牌室|麻将馆))",
    ),
)

_VILLAGE = (
    r"(?:村)?集体(?:经济)?(?:所得)?(?:收益|收入|资产|财产|资金|土地|用地|经济项目)|(?:土地|林地|果园|鱼塘|荒地).{0,4}(?:承包|流转|发包)|宅基地.{0,8}(?:分配|使用|方案|审批|安排)"
    r"|征地补偿|土地补偿费|征收补偿.{0,6}(?:使用|分配)|筹资筹劳|一事一议|误工补贴|村(?:里|内|集体)?(?:公益事业|经济项目).{0,8}(?:兴办|立项|承包|建设)|村规民约"
)

_CHANGES: dict[Change, OwnersMatter] = {
    Change.FUND_USED: OwnersMatter.FUND_USE,
    Change.FUND_RAISED: OwnersMatter.FUND_RAISING,
    Change.BUILT_ON_COMMON_PART: OwnersMatter.REBUILDING,
    Change.COMMON_PART_USED_OTHERWISE: OwnersMatter.CHANGE_OF_USE,
    Change.COMMON_PART_EARNS: OwnersMatter.COMMERCIAL_USE,
    Change.COMMITTEE_CHOSEN: OwnersMatter.COMMITTEE,
    Change.PROPERTY_FIRM_CHOSEN: OwnersMatter.PROPERTY_FIRM,
    Change.OWNERS_RULES: OwnersMatter.PROCEDURE,
    Change.DWELLING_TO_BUSINESS: OwnersMatter.DWELLING_TO_BUSINESS,
}

ON_THE_GROUND = frozenset({OwnersMatter.REBUILDING, OwnersMatter.CHANGE_OF_USE, OwnersMatter.COMMERCIAL_USE})
"""These hang on whose the place is; the fund, the committee and the contract are the owners' wherever they
are."""

ARTICLES: dict[OwnersMatter, str] = {
    OwnersMatter.PROCEDURE: "民法典第二百七十八条第一款第（一）项",
    OwnersMatter.COVENANT: "民法典第二百七十八条第一款第（二）项",
    OwnersMatter.COMMITTEE: "民法典第二百七十八条第一款第（三）项",
    OwnersMatter.PROPERTY_FIRM: "民法典第二百七十八条第一款第（四）项",
    OwnersMatter.FUND_USE: "民法典第二百七十八条第一款第（五）项",
    OwnersMatter.FUND_RAISING: "民法典第二百七十八条第一款第（六）项",
    OwnersMatter.REBUILDING: "民法典第二百七十八条第一款第（七）项",
    OwnersMatter.CHANGE_OF_USE: "民法典第二百七十八条第一款第（八）项",
    OwnersMatter.COMMERCIAL_USE: "民法典第二百七十八条第一款第（八）项",
    OwnersMatter.OTHER_MAJOR: "民法典第二百七十八条第一款第（九）项",
    OwnersMatter.DWELLING_TO_BUSINESS: "民法典第二百七十九条",
}
VILLAGE_ARTICLE = "村民委员会组织法第二十四条"

_COMPILED = tuple((matter, re.compile(pattern)) for matter, pattern in _TEXT)
_COMPILED_VILLAGE = re.compile(_VILLAGE)


def needs_deciding_by(
    text: str,
    *,
    category: str = "",
    changes: Iterable[Change] = (),
    ground: Ground = Ground.UNKNOWN,
    matter_by_category: Mapping[str, OwnersMatter] | None = None,
) -> Finding:
    """Who, beyond this meeting, has to decide: what was seen in the words, the category and what is changed.

    `matter_by_category` comes from the rule pack: the longest dotted prefix of `category` that it names
    counts. On public or private ground nothing is asked about building or using the place; on a village's
    collective land that is asked of the villagers. Ground unknown: it is asked, and whose the place is has
    to be asked too.
    """
    seen = [*_from_changes(changes), *_from_category(category, matter_by_category or {}), *_from_text(text)]
    kept = [match for match in seen if _stands(match, ground)]
    turned = [_to_villagers(match) if _is_collective(match, ground) else match for match in kept]
    hangs = any(match.matter in ON_THE_GROUND for match in turned)
    return Finding(_distinct(turned), ground_must_be_asked=hangs and ground == Ground.UNKNOWN)


def hardest(finding: Finding) -> OwnersMatter | None:
    """The matter with the hardest hurdle among those seen: the one a ballot on all of them has to clear."""
    return next((match.matter for match in finding.matches if match.matter_class == finding.strictest), None)


def _from_changes(changes: Iterable[Change]) -> Iterable[Match]:
    for change in changes:
        if change == Change.COLLECTIVE_AFFAIR:
            yield _villagers("change", change)
        else:
            yield _owners(_CHANGES[change], "change", change)


def _from_category(category: str, matter_by_category: Mapping[str, OwnersMatter]) -> Iterable[Match]:
    prefix = category
    while prefix:
        if prefix in matter_by_category:
            yield _owners(matter_by_category[prefix], "category", category)
            return
        prefix = prefix.rpartition(".")[0]


def _from_text(text: str) -> Iterable[Match]:
    plain = "".join(unicodedata.normalize("NFKC", text[:LONGEST_READ]).split())
    for matter, pattern in _COMPILED:
        found = pattern.search(plain)
        if found:
            yield _owners(matter, "text", found[0])
    found = _COMPILED_VILLAGE.search(plain)
    if found:
        yield _villagers("text", found[0])


def _owners(matter: OwnersMatter, because: str, quoted: str) -> Match:
    matter_class = class_of(matter)
    who = WhoDecides.INTERESTED_OWNERS if matter_class == MatterClass.UNANIMOUS else WhoDecides.OWNERS
    return Match(who, matter, matter_class, ARTICLES[matter], because, quoted)


def _villagers(because: str, quoted: str) -> Match:
    return Match(WhoDecides.VILLAGERS, None, None, VILLAGE_ARTICLE, because, quoted)


def _stands(match: Match, ground: Ground) -> bool:
    return match.matter not in ON_THE_GROUND or ground not in {Ground.PUBLIC, Ground.PRIVATE}


def _is_collective(match: Match, ground: Ground) -> bool:
    return match.matter in ON_THE_GROUND and ground == Ground.COLLECTIVE


def _to_villagers(match: Match) -> Match:
    return _villagers(match.because, match.quoted)


def _distinct(matches: Iterable[Match]) -> tuple[Match, ...]:
    """One match for each matter: what was ticked before what was filed, what was filed before what was
    read.
    """
    kept: dict[tuple[WhoDecides, OwnersMatter | None], Match] = {}
    for match in matches:
        kept.setdefault((match.who, match.matter), match)
    return tuple(kept.values())
