"""Every component in each state, for those who build pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shangyi.ui.rules import page_of

FACES = {
    "resident": "ui/gallery_resident.html",
    "desk": "ui/gallery_desk.html",
    "hall": "ui/gallery_hall.html",
}

CHOICES: dict[str, Any] = {
    "places": [{"value": "3", "label": "幸福小区 2 号楼 3 单元"}, {"value": "4", "label": "别处"}],
    "names": [
        {"value": "named", "label": "留名，方便回话"},
        {"value": "shielded", "label": "留名，但不让承办单位知道"},
        {"value": "anonymous", "label": "不留名，凭回执查", "hint": "我们没法找您，您随时可以来查"},
    ],
    "solved": [{"value": "yes", "label": "解决了"}, {"value": "no", "label": "没解决"}],
    "errors": [{"text": "电话：号码少了两位，请再看一下。", "href": "#phone"}],
    "steps": [
        {"label": "什么事", "done": True, "url": "#"},
        {"label": "在哪里", "current": True},
        {"label": "怎么回您"},
    ],
    "facts": [
        {"label": "跟进人", "value": "冯书记", "strong": True},
        {"label": "办结时限", "value": "4月6日 18:00", "note": "还有 1 天 3 小时"},
        {"label": "回执", "value": "8F3K-27QD", "url": "#"},
    ],
    "votes": [
        {"label": "赞成", "n": 15, "tone": "yes"},
        {"label": "反对", "n": 5, "tone": "no"},
        {"label": "再议", "n": 3},
    ],
    "photos": [{"url": "/static/ui/icon.svg", "alt": "井盖"}, {"url": "/static/ui/icon.svg"}],
}
LIST: dict[str, Any] = {
    "filters": [
        {"name": "q", "label": "找一找", "type": "search", "value": "", "placeholder": "地点、事由、回执号"},
        {"name": "state", "label": "到哪一步", "value": "", "options": [{"value": "", "label": "全部"}]},
    ],
    "columns": [
        {"label": "来件", "url": "?sort=text"},
        {"label": "地点"},
        {"label": "建议归类"},
        {"label": "建议办理"},
        {"label": "限时", "url": "?sort=-due", "sorted": "ascending"},
    ],
    "rows": [
        {
            "current": True,
            "cells": [
                {"text": "三单元下水道往外冒水", "sub": "电话代录 · 2 户 · 有照片", "url": "#1"},
                "朝阳小区 33-5",
                {"text": "设施维修·排水", "sub": "96%"},
                "物业 维修班",
                {"pill": "2 小时", "tone": "late"},
            ],
        },
        {
            "cells": [
                {"text": "飞线充电，窗外拉到二楼", "url": "#2"},
                "满城金街",
                {"text": "消防安全·飞线", "sub": "94%"},
                "警务室",
                {"pill": "24 小时", "tone": "soon"},
            ]
        },
        {
            "cells": [
                {"text": "“意思不明，请人看一眼”", "url": "#3"},
                "",
                {"pill": "拿不准"},
                "",
                "5 工作日",
            ]
        },
    ],
    "hints": [
        {"keys": ["J", "K"], "text": "上下"},
        {"keys": ["↵"], "text": "采纳建议并交办"},
        {"keys": ["M"], "text": "并入"},
        {"keys": ["U"], "text": "撤销"},
    ],
}


def gallery(request: HttpRequest, face: str = "plain") -> HttpResponse:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)) or face not in {"plain", *FACES}:
        raise Http404
    now = timezone.now()
    context = {"face": face, "now": now, "wide": face == "plain", **example(now), **frame(face)}
    return render(request, FACES.get(face, "ui/gallery.html"), context)


gallery.access = "public"  # type: ignore[attr-defined]


def example(now: datetime) -> dict[str, Any]:
    return {
        "due": now + timedelta(days=1, hours=3, minutes=20),
        "overdue": now - timedelta(days=1, hours=2),
        "pager": page_of("4", total=12_345),
        "short_pager": page_of("1", total=34),
        "entries": entries(now),
        "levels": [
            {"label": "楼栋", "value": 149, "url": "#"},
            {"label": "网格", "value": 86, "tone": "s1"},
            {"label": "社区", "value": 33, "tone": "s2"},
            {"label": "上级", "value": 3, "tone": "s3"},
        ],
        **CHOICES,
        **LIST,
    }


def entries(now: datetime) -> list[dict[str, Any]]:
    hour = timedelta(hours=1)
    return [
        {
            "at": now - 2 * hour,
            "who": "市政公司",
            "strong": "查明原因",
            "sentence": "管线年久失修。先前怀疑的商户油污，不成立。",
        },
        {"at": now - 20 * hour, "who": "志愿者 2 人", "strong": "现场查看", "sentence": "照片 3 张。"},
        {
            "at": now - 26 * hour,
            "who": "冯书记",
            "capacity": "社区书记",
            "private": True,
            "sentence": "商请市政公司，章师傅答应 3 天内办完。",
        },
        {
            "at": now - 44 * hour,
            "who": "民情茶室",
            "strong": "您说",
            "mine": True,
            "sentence": "井盖堵了好几年，天不热就有味道。",
            "detail": "由冯书记代录，已读给您听",
        },
    ]


def frame(face: str) -> dict[str, Any]:
    labels = [
        ("收件", 12),
        ("我的责任事项", 7),
        ("到期与超期", 3),
        ("点单接单", 5),
        ("挂账", 2),
        ("议事会", 0),
        ("热点", 0),
    ]
    desk = [
        {"label": label, "url": "#", "count": n, "current": label == "收件", "urgent": label == "到期与超期"}
        for label, n in labels
    ]
    home = [
        {"label": label, "url": "#", "current": label == "首页"}
        for label in ("首页", "我的事", "议事会", "晒一晒")
    ]
    return {
        "nav": desk if face == "desk" else home,
        "site": {"place": "农场社区", "home": "/"},
        "account": {"name": "冯书记", "capacity": "社区书记", "sign_out_url": "#"}
        if face == "desk"
        else None,
    }
