from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import shangyi
from shangyi.notices.models import Notice
from shangyi.notices.queries import words_of

SOURCE = Path(shangyi.__file__).parent
ROUTES = re.compile(
    r"""(?:tell_(?:speakers|keeper|person)\(move, |voice, |template=|_message\(move, )"([a-z_.-]+)\""""
)
MADE_UP = {
    *(f"undertaking.{state}" for state in ("done", "returned", "withdrawn", "taken-over", "handed-over")),
    *(f"undertaking.extension-{what}" for what in ("granted", "refused")),
    *(f"undertaking.reminder-{stage}" for stage in ("response", "before", "at", "after", "rung")),
}
FACTS = {
    "what": "井盖有臭味", "title": "井盖有臭味", "place": "农场小区", "due_at": "2026-03-09T15:59:59.999999+00:00",
    "wanted_due_at": "2026-03-16T15:59:59.999999+00:00", "by": "2026-03-09T15:59:59.999999+00:00", "holder": "小马",
    "words": "换了新管", "reason": "等配件", "name": "陈工", "you": False, "n": 3, "from": "小马", "to": "小周",
    "who": "市政养护队 陈工", "text": "管道已经换新。", "result": "换了新管", "n_voices": 3, "times": 2,
    "plan": "列入改造",

    "review_on": "2026-05-01", "reply": "已列入计划", "receipt": "ABCD-EFGH-JKMN", "code": "024680", "yours": False,
}  # fmt: skip


def codes() -> set[str]:
    found = set(MADE_UP)
    for path in SOURCE.rglob("actions/**/*.py"):
        found |= set(ROUTES.findall(path.read_text(encoding="utf-8")))
    return found | set(ROUTES.findall((SOURCE / "entry" / "signing_in.py").read_text(encoding="utf-8")))


def test_every_notice_that_is_queued_has_its_words() -> None:
    lacking = [code for code in sorted(codes()) if not _has_template(code)]

    assert lacking == []
    assert len(codes()) > 25


def _has_template(code: str) -> bool:
    return (SOURCE / "notices" / "templates" / "notices" / f"{code}.txt").exists()


@pytest.mark.parametrize("code", sorted(codes()))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_words_are_whole_in_both_languages(code: str, language: str) -> None:
    get_template(f"notices/{code}.txt")

    words = words_of(Notice(template=code, facts=FACTS, about="concern:7", language=language))

    text = f"{words.subject}\n{words.body}"
    assert words.subject
    assert words.body
    assert re.findall(r"%\(|{{|\d{4}-\d\d-\d\d", text) == []
    if language == "zh-hans":
        plain = re.sub(r"ABCD-EFGH-JKMN", "", text)
        assert re.findall(r"[A-Za-z]{2,}", plain) == []


def test_what_ends_with_the_day_is_said_to_end_at_24() -> None:
    row = Notice(template="concern.assigned", facts=FACTS, about="concern:7", language="zh-hans")

    assert "承诺在2026年3月9日 24:00前办结。" in words_of(row).body


def test_a_notice_that_nobody_put_into_words_still_says_what_it_is_about() -> None:
    row = Notice(template="no.such", facts={"title": "井盖"}, about="concern:7", language="zh-hans")

    assert words_of(row).subject == "有新的情况"
    assert words_of(row).body == "井盖"


def test_a_receipt_opens_the_page_without_signing_in_and_else_the_matter_is_named() -> None:
    known = Notice(template="answer.given", facts=FACTS, about="concern:7", language="en")
    inside = Notice(template="concern.done", facts={"title": "x"}, about="concern:7", language="en")

    assert words_of(known).url == "/r/ABCD-EFGH-JKMN/"
    assert words_of(inside).url == "/matters/7/"
