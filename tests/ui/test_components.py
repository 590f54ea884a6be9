"""Each component in its states, as the HTML that comes out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.test import RequestFactory
from django.utils import translation

from shangyi.ui.rules import page_of

NOW = datetime(2026, 4, 8, 4, 0, tzinfo=UTC)
ATTACK = '<script>alert(1)</script>"onload="x'


def text(html: str) -> str:
    """What a reader or a screen reader gets: tags out, spaces folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Voice(forms.Form):
    what = forms.CharField(label="什么事？", help_text="一两句就好", widget=forms.Textarea, max_length=20)
    phone = forms.CharField(label="电话", required=False)
    shown = forms.ChoiceField(
        label="留名吗", choices=[("y", "留名"), ("n", "不留名")], widget=forms.RadioSelect
    )
    read_back = forms.BooleanField(label="已读给本人听")


def test_a_button_is_a_button_and_with_an_address_a_link(shown: Any) -> None:
    assert shown("button", text="送出") == '<button class="button" type="submit">送出</button>'
    assert shown("button", text="看", href="/a", kind="secondary", small=True, wide=True) == (
        '<a class="button secondary small wide" href="/a">看</a>'
    )


def test_a_button_shows_its_key_and_takes_more_attributes(shown: Any) -> None:
    assert shown("button", text="并入", key="m", name="do", value="0", attrs={"hx-post": "/m"}) == (
        '<button class="button" type="submit" name="do" value="0" data-key="m" hx-post="/m">'
        '并入 <kbd aria-hidden="true">M</kbd></button>'
    )


def test_a_field_names_its_hint_and_its_error_to_screen_readers(shown: Any) -> None:
    html = shown("field", field=Voice({"phone": "1"})["what"])

    assert 'aria-describedby="id_what_helptext id_what_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.findall(r' id="(\w+)"', html) == ["id_what_helptext", "id_what_error", "id_what"]


def test_what_may_stay_empty_is_marked_and_what_must_be_filled_is_not(shown: Any) -> None:
    assert text(shown("field", field=Voice()["phone"])) == "电话 （可不填）"
    assert text(shown("field", field=Voice()["what"])) == "什么事？ 一两句就好"


def test_radios_of_a_form_become_big_cards(shown: Any) -> None:
    html = shown("field", field=Voice({"what": "灯坏了"})["shown"])

    assert html.count('<label class="choice"') == 2
    assert html.startswith('<fieldset class="choices" id="id_shown"')
    assert text(html).startswith("留名吗")


def test_a_single_box_stands_beside_its_words(shown: Any) -> None:
    html = shown("field", field=Voice({})["read_back"])

    assert html.startswith(
        '<div class="field"><label class="choice" for="id_read_back"><input type="checkbox"'
    )
    assert 'id="id_read_back_error"' in html


def test_an_explicit_field_needs_no_form(shown: Any) -> None:
    html = shown("field", name="what", label="什么事？", error="请写一句。", rows=3, value="灯")

    assert html == (
        '<div class="field"><label for="what">什么事？</label><p class="error" id="what_error">请写一句。</p>'
        '<textarea id="what" name="what" rows="3" aria-describedby=" what_error" aria-invalid="true" required>'
        "灯</textarea></div>"
    )


def test_choices_check_the_value_given(shown: Any) -> None:
    options = [{"value": "y", "label": "留名"}, {"value": "n", "label": "不留名", "hint": "凭回执查"}]

    html = shown("choices", name="shown", legend="留名吗", options=options, value="n")

    assert html.count(" checked") == 1
    assert 'value="n" checked' in html


def test_the_error_summary_leads_to_each_field(shown: Any) -> None:
    html = shown("error_summary", form=Voice({}))

    assert re.findall(r'href="(#\w+)"', html) == ["#id_what", "#id_shown", "#id_read_back"]
    assert shown("error_summary", form=Voice()) == ""


@pytest.mark.parametrize("tone", ["action", "late", "soon", "done", "plain"])
def test_a_status_says_it_in_words_and_tone(shown: Any, tone: str) -> None:
    assert shown("status", text="超期 1 天", tone=tone) == f'<span class="pill {tone}">超期 1 天</span>'


def test_the_line_of_life_is_also_said_in_words(shown: Any) -> None:
    assert text(shown("life", current="handle")) == (
        "听 ：已完成 理 ：已完成 派 ：已完成 办 ：正在进行 复 ：还没到 评 ：还没到"
    )


def test_the_branch_of_talking_shows_when_people_talk(shown: Any) -> None:
    assert "life-branch" not in shown("life", current="handle")
    assert text(shown("life", current="decide")).endswith("议 ：已完成 定 ：正在进行")
    assert "life-branch" in shown("life", current="handle", branch=True)


def test_the_timeline_says_when_who_and_in_what_capacity(shown: Any) -> None:
    entry = {"at": NOW, "who": "冯书记", "capacity": "社区书记", "strong": "商请", "sentence": "市政公司。"}

    html = shown("timeline", entries=[{**entry, "private": True, "mine": True}], now=NOW)

    assert text(html) == "今天 12:00 · 冯书记 · 社区书记 仅您和办事的人可见 商请 ：市政公司。"
    assert '<li class="mine">' in html


def test_a_card_without_an_address_is_no_link(shown: Any) -> None:
    assert "<a " not in shown("card", title="楼道灯不亮", status="超期 1 天", status_tone="late")
    assert '<a class="whole" href="/c/1">楼道灯不亮</a>' in shown("card", title="楼道灯不亮", url="/c/1")


def test_a_figure_shows_its_fraction_and_what_is_left_out(shown: Any) -> None:
    html = shown("figure", part=213, whole=234, label="说“解决了”", left_out="未联系上 37 人", url="/list")

    assert text(html) == "91.0% 说“解决了” 213 / 234 不计： 未联系上 37 人 点开看是哪些事"
    assert html.startswith('<a class="figure" href="/list">')


def test_a_figure_of_nothing_has_no_rate(shown: Any) -> None:
    assert text(shown("figure", part=0, whole=0, label="按时办完")) == "— 按时办完 0 / 0"


def test_bars_have_widths_without_a_style(shown: Any) -> None:
    html = shown("bars", rows=[{"label": "楼栋", "value": 149, "url": "/l"}, {"label": "上级", "value": 3}])

    assert re.findall(r'<rect class="bar " width="([\d.%]+)"', html) == ["100.0%", "2.0%"]
    assert "style" not in html
    assert text(html) == "楼栋 149 上级 3"


def test_progress_of_nothing_draws_no_bar(shown: Any) -> None:
    assert '<rect class="bar' not in shown("progress", label="面积", part=0, whole=10)
    assert 'width="61.3%"' in shown("progress", label="面积", part=613, whole=1000)


def test_table_cells_carry_their_head_for_the_phone(shown: Any) -> None:
    columns = [{"label": "来件", "url": "?sort=a", "sorted": "ascending"}, {"label": "户数", "right": True}]
    rows = [{"current": True, "cells": [{"text": "灯坏了", "sub": "电话", "url": "/c/1"}, 0]}]

    html = shown("table", columns=columns, rows=rows, list=True)

    assert re.findall(r'data-label="(.+?)"', html) == ["来件", "户数"]
    assert '<th scope="col" aria-sort="ascending">' in html
    assert '<tr data-row aria-current="true">' in html
    assert '<td data-label="户数" class="right"><span>0</span></td>' in html


def test_the_pager_keeps_the_other_filters_in_its_addresses(shown: Any) -> None:
    request = RequestFactory().get("/list/?state=open&page=2")

    html = shown("pager", pager=page_of("2", total=12_345), request=request)

    assert 'href="?state=open&amp;page=3"' in html
    assert text(html).startswith("第 21–40 条，共 10,000+ 条 上一页 1 2 3 … 500 下一页")


def test_one_page_needs_no_page_numbers(shown: Any) -> None:
    html = shown("pager", pager=page_of("1", total=3), request=RequestFactory().get("/"))

    assert text(html) == "第 1–3 条，共 3 条"


def test_confirming_asks_for_a_reason_without_a_script(shown: Any) -> None:
    html = shown(
        "confirm",
        text="退回",
        question="退回吗？",
        action="/r",
        reason_label="原因",
        csrf_token="t",
        hidden={"v": 3},
    )

    assert html.startswith('<details class="confirm"><summary class="button secondary">退回</summary>')
    assert '<form class="sheet stack" method="post" action="/r">' in html
    assert '<input type="hidden" name="v" value="3">' in html
    assert 'name="reason"' in html


def test_a_toast_offers_to_undo(shown: Any) -> None:
    assert 'action="/undo" data-undo' in shown("toast", text="已并入", undo_url="/undo", csrf_token="t")
    assert "<form" not in shown("toast", text="已并入")


def test_the_empty_state_says_what_to_do(shown: Any) -> None:
    html = shown("empty", title="没有等您办的事", text="新来件会先出现在这里。", action="看看", url="/")

    assert text(html) == "没有等您办的事 新来件会先出现在这里。 看看"


def test_votes_share_the_row(shown: Any) -> None:
    rows = [{"label": "赞成", "n": 15, "tone": "yes"}, {"label": "反对", "n": 5, "tone": "no"}]

    assert re.findall(r'class="(grow-\d+) ', shown("votes", rows=rows)) == ["grow-18", "grow-6"]


def test_the_rest_says_what_it_is_given(shown: Any) -> None:
    said = {
        "facts": text(shown("facts", rows=[{"label": "跟进人", "value": "冯书记", "note": "社区"}])),
        "stepper": text(shown("stepper", steps=[{"label": "什么事", "done": True}, {"label": "在哪里"}])),
        "keys": text(shown("keys", hints=[{"keys": ["J", "K"], "text": "上下"}])),
        "copy": text(shown("copy", text="24 日晚 7 点")),
        "filters": text(shown("filters", filters=[{"name": "q", "label": "找一找"}], clear_url="?")),
        "photo_input": text(shown("photo_input", name="photos", max=3)),
    }

    assert said == {
        "facts": "跟进人 冯书记 社区",
        "stepper": "什么事 在哪里",
        "keys": "J K 上下",
        "copy": "24 日晚 7 点 复制发到邻居群",
        "filters": "找一找 查看 看全部",
        "photo_input": "照片 （可不填） 最多 3 张，会自动去掉拍摄位置。",
    }


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("button", {"text": ATTACK, "href": ATTACK}),
        ("status", {"text": ATTACK, "tone": ATTACK}),
        ("card", {"title": ATTACK, "url": ATTACK, "lines": [ATTACK]}),
        ("timeline", {"entries": [{"who": ATTACK, "sentence": ATTACK}], "now": NOW}),
        ("facts", {"rows": [{"label": ATTACK, "value": ATTACK}]}),
        ("field", {"name": "a", "label": ATTACK, "value": ATTACK}),
        ("table", {"columns": [{"label": ATTACK}], "rows": [{"cells": [ATTACK]}]}),
        ("copy", {"text": ATTACK}),
    ],
)
def test_what_people_write_is_never_taken_for_html(shown: Any, name: str, arguments: dict[str, Any]) -> None:
    html = shown(name, **arguments)

    assert "<script" not in html
    assert '"onload' not in html


def test_components_speak_english_when_asked(shown: Any) -> None:
    with translation.override("en"):
        assert text(shown("photo_input", name="p")) == (
            "Photos (optional) Up to 6. The place where they were taken is removed from them."
        )
