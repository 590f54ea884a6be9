"""Names nobody in particular has."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "王李张刘马杨陈赵周吴徐孙朱高林何丁郭罗梁宋唐许韩冯邓曹"
    "彭曾田董袁潘蒋蔡余杜叶程苏魏吕姚卢姜崔钟谭陆范金石贾哈纳撒海"
)
MEN = (
    "建国", "志强", "海军", "永平", "学文", "少华", "伏生", "占林", "宝财",
    "立新", "小勇", "彦军", "振华", "国庆", "生林",
)  # fmt: skip
WOMEN = (
    "秀兰", "桂英", "玉梅", "淑芳", "晓红", "丽娟", "翠花", "惠琴",
    "彩霞", "春燕", "金莲", "文静", "雪梅", "凤琴", "巧云",
)  # fmt: skip


def household_names(rng: Random) -> list[str]:
    """More names than a building has doors, none of them twice."""
    names = [surname + given for surname in SURNAMES for given in (*MEN, *WOMEN)]
    rng.shuffle(names)
    return names


def short_name(rng: Random) -> str:
    """As somebody is written down who only left a surname: 马女士."""
    return rng.choice(SURNAMES) + rng.choice(("女士", "先生", "阿姨", "师傅", "大爷"))


def phone(n: int) -> str:
    """A telephone number that belongs to nobody: the demo must never reach a real one."""
    return f"139{n:08}"
