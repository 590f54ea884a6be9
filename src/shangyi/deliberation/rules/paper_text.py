"""Paper answers as somebody types them: one line a person, one mark a statement, in the order of the paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from shangyi.deliberation.rules.topic_life import Value
from shangyi.kernel.refused import Refused

MOST_PAPERS = 200
"""So many papers are taken at once; the next two hundred come after."""
LONGEST_LINE = 400
PROBLEMS_SHOWN = 20
MARKS: dict[str, Value | None] = {
    "+": Value.AGREE, "赞": Value.AGREE, "√": Value.AGREE, "1": Value.AGREE,
    "-": Value.DISAGREE, "反": Value.DISAGREE, "×": Value.DISAGREE, "2": Value.DISAGREE,
    "?": Value.PASS, "略": Value.PASS, "3": Value.PASS,
    ".": None, "空": None, "0": None,
}  # fmt: skip
"""What stands for agree, disagree, pass, and not answered."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """Who filled in a paper, as it was typed, and what they answered by the numbers of the statements."""

    line: int
    who: str
    answers: dict[int, Value]


def read_papers(text: str, numbers: Sequence[int]) -> list[PaperLine]:
    """Every line that is not blank, every mistake named by its line.

    Refused: papers.none, papers.too-many, papers.line-unclear (line, text).
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise Refused("papers.none")
    if len(lines) > MOST_PAPERS:
        raise Refused("papers.too-many", n=len(lines), most=MOST_PAPERS)
    read = [_read(n, unicodedata.normalize("NFKC", line), numbers) for n, line in lines]
    problems = [each for each in read if isinstance(each, Refused)]
    if problems:
        raise Refused("papers.line-unclear", problems=tuple(problems[:PROBLEMS_SHOWN]), **problems[0].facts)
    return [each for each in read if isinstance(each, PaperLine)]


def _read(line: int, text: str, numbers: Sequence[int]) -> PaperLine | Refused:
    who, _comma, rest = text[:LONGEST_LINE].replace("、", ",").replace(",", " ").partition(" ")
    marks = "".join(rest.split())
    unclear = Refused("papers.line-unclear", line=line, text=text[:60], n=len(numbers))
    if not who or len(marks) != len(numbers) or not set(marks) <= set(MARKS):
        return unclear
    given = {number: MARKS[mark] for number, mark in zip(numbers, marks, strict=True)}
    answers = {number: value for number, value in given.items() if value is not None}
    return PaperLine(line, who, answers) if answers else unclear
