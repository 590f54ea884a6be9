"""What an item of the agenda can come to."""

from __future__ import annotations

from enum import StrEnum

from shangyi.kernel.refused import Refused


class Result(StrEnum):
    AGREED = "agreed"  # 一致同意
    MAJORITY = "majority"  # 多数同意
    NOT_REACHED = "not_reached"  # 未达成一致
    AGAIN = "again"  # 再议
    SENT_ON = "sent_on"  # 提交会议或部门决定
    EXPLAINED = "explained"  # 已说明


def check_result(result: Result, conclusion: str) -> None:
    """What was agreed or sent on is said in a sentence; 再议 needs none. Refused: gathering.conclusion-needed."""
    if result is not Result.AGAIN and len(conclusion.strip()) < 2:
        raise Refused("gathering.conclusion-needed")
