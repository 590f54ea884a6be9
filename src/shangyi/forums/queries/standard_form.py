"""The form for minutes that comes with the programme, and the sample on which every form is tried."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Pt

FONT = "SimSun"

SAMPLE: Mapping[str, Any] = {
    "practice": "社区夜话",
    "ordinal": 1,
    "theme": "样例",
    "place": "茂悦府",
    "venue": "议事厅",
    "convened_by": "社区党委",
    "keeper": "马书记",
    "started_at": "2026-03-05T19:30:00+08:00",
    "ended_at": "2026-03-05T21:00:00+08:00",
    "urgent_reason": "",
    "passed_over": [],
    "heads": [("居民代表", "20余")],
    "n_present": "20余",
    "n_unnamed": 1,
    "present": [
        {
            "class_name": "物业",
            "name": "胡文静",
            "unit": "茂悦物业",
            "post": "经理",
            "stands_for": "",
            "signature": "",
        }
    ],
    "absent": [{"class_name": "警务室", "name": "", "reason": "没有人到场", "spoken_for_by": ""}],
    "opening": "",
    "items": [
        {
            "pk": 1,
            "position": 1,
            "title": "路灯",
            "source": "",
            "summary": "",
            "lines": [
                {
                    "number": 1,
                    "kind": "demand",
                    "kind_name": "诉求",
                    "class_name": "居民代表",
                    "unit": "",
                    "name": "",
                    "text": "灯不亮",
                    "edited": False,
                    "answers": None,
                    "additions": ["补充"],
                }
            ],
            "n_left_out": 0,
            "result": "一致同意",
            "conclusion": "三天修好",
            "dissents": [{"class_name": "居民代表", "name": "", "reason": "太慢", "explained_by": ""}],
        }
    ],
    "loose": [],
    "n_loose_left_out": 0,
    "pledges": [
        {
            "what": "修灯",
            "unit": "茂悦物业",
            "role": "经理",
            "name": "",
            "due": "2026-03-08T23:59:59.999999+08:00",
            "undated_reason": "",
            "steps": ["买灯"],
        }
    ],
    "suggestions": [{"text": "装监控", "head": "", "unit": "警务室", "stage": "", "proposer": ""}],
    "matters": [("20260305-1", "灯不亮")],
    "unanswered": [],
    "polls": [{"question": "几点锁门", "how": "举手", "counts": [("十点", 12)]}],
    "ballots": [{"title": "几点锁门", "label": "意见征询", "state": "已公布", "showed": "赞成的多"}],
    "objections": [{"class_name": "居民代表", "name": "", "text": "我没说", "reply": "已改"}],
    "no_outcome_reason": "",
    "closing": "",
}
"""What a form is tried on before it is taken in: one of everything."""


LINES = """\
主题：{{ theme }}
时间：{{ started_at }} 至 {{ ended_at }}　地点：{{ place }} {{ venue }}
召集：{{ convened_by }}　主持：{{ keeper }}　状态：{{ status }}
到会：{{ n_present }} 人（{% for name, n in heads %}{{ name }} {{ n }}　{% endfor %}）
{%p if urgent_reason %}
紧急协商，原因：{{ urgent_reason }}
{%p endif %}
{%p for a in absent %}
未到：{{ a.class_name }} {{ a.name }} {{ a.reason }} {{ a.spoken_for_by }}
{%p endfor %}
{%p if opening %}
{{ opening }}
{%p endif %}
{%p for item in items %}
# 议题 {{ item.position }}：{{ item.title }}
{%p if item.summary %}
{{ item.summary }}
{%p endif %}
{%p for line in item.lines %}
{{ line.number }}. 【{{ line.kind_name or '发言' }}】{{ line.class_name }} {{ line.name }}：\
{{ line.text }}{% if line.additions %}（补充：{{ line.additions|join('；') }}）{% endif %}
{%p endfor %}
结果：{{ item.result }}　{{ item.conclusion }}
{%p for d in item.dissents %}
不同意见：{{ d.class_name }} {{ d.name }}：{{ d.reason }}
{%p endfor %}
{%p endfor %}
{%p for line in loose %}
{{ line.number }}. 【{{ line.kind_name or '发言' }}】{{ line.class_name }} {{ line.name }}：\
{{ line.text }}
{%p endfor %}
# 承诺
{%p for p in pledges %}
{{ loop.index }}. {{ p.what }}　责任：{{ p.unit }} {{ p.role }} {{ p.name }}　时限：{{ p.due }}\
{% if p.steps %}　分步：{{ p.steps|join('、') }}{% endif %}
{%p endfor %}
# 建议
{%p for s in suggestions %}
{{ loop.index }}. {{ s.text }}　送：{{ s.unit }}
{%p endfor %}
# 现场收集的事项
{%p for number, title in matters %}
{{ number }}　{{ title }}
{%p endfor %}
{%p for question in unanswered %}
待答：{{ question }}
{%p endfor %}
{%p for poll in polls %}
意向征询（不是表决）：{{ poll.question }}　\
{% for label, n in poll.counts %}{{ label }} {{ n }}　{% endfor %}
{%p endfor %}
{%p for b in ballots %}
交付表决或征询：{{ b.title }}（{{ b.label }}，{{ b.state }}）{{ b.showed }}
{%p endfor %}
{%p for o in objections %}
对纪要的异议：{{ o.class_name }} {{ o.name }}：{{ o.text }}　答复：{{ o.reply }}
{%p endfor %}
{%p if no_outcome_reason %}
{{ no_outcome_reason }}
{%p endif %}
{%p if closing %}
{{ closing }}
{%p endif %}
第 {{ edition }} 版　{{ approved_by }} {{ approved_at }}　{{ digest }}
""".splitlines()
"""The paragraphs of the standard form; `# ` begins a heading."""


def standard_form() -> bytes:
    """The form that comes with the programme, to be used as it is or changed in Word."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.add_heading("{{ practice }}{% if ordinal %}（第 {{ ordinal }} 次）{% endif %} 会议纪要", level=0)
    for text in LINES:
        if text.startswith("# "):
            document.add_heading(text[2:], level=1)
        else:
            document.add_paragraph(text)
    _signatures(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _signatures(document: Docx) -> None:
    """到会签名: one row for each person who gave a name."""
    document.add_heading("到会签名", level=1)
    table = document.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    heads: Sequence[str] = ("类别", "姓名", "单位、职务", "签名")
    cells: Sequence[str] = (
        "{{ p.class_name }}",
        "{{ p.name }}",
        "{{ p.unit }} {{ p.post }}",
        "{{ p.signature }}",
    )
    for place, head in enumerate(heads):
        table.cell(0, place).text = head
        table.cell(2, place).text = cells[place]
    table.cell(1, 0).text = "{%tr for p in present %}"
    table.cell(3, 0).text = "{%tr endfor %}"
    document.add_paragraph("另有 {{ n_unnamed }} 人到会，未留姓名。")
