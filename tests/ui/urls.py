"""Pages that refuse, fail and take a form in, around the room's own addresses."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from shangyi.kernel.refused import Refused

handler400 = "shangyi.ui.views.bad_request"
handler403 = "shangyi.ui.views.permission_denied"
handler404 = "shangyi.ui.views.page_not_found"
handler500 = "shangyi.ui.views.server_error"

WRITE = """{% extends "ui/base.html" %}{% block content %}<h1>我有话说</h1>
<form method="post" class="stack" data-draft="voice"{% if send %} data-send{% endif %}>{% csrf_token %}
{% include "ui/field.html" with name="what" label="什么事？" rows=4 only %}
<label class="choice"><input type="radio" name="shown" value="named" checked> 留名</label>
<label class="choice"><input type="radio" name="shown" value="hidden"> 不留名</label>
{% include "ui/photo_input.html" with name="photos" max=2 only %}
<button class="button">送出</button></form>{% endblock %}"""
LIST = """{% extends "ui/base.html" %}{% load ui %}{% block content %}<h1>收件</h1>
{% include "ui/table.html" with columns=columns rows=rows list=True only %}
<a class="button" href="/done/?merged" data-key="m">并入</a><input aria-label="找" id="find">
{% include "ui/toast.html" with text="已并入" undo_url="/write/" csrf_token=csrf_token only %}{% endblock %}"""
LIVE = """{% extends "ui/base.html" %}{% load static %}
{% block scripts %}<script src="{% static "ui/live.js" %}" defer></script>{% endblock %}
{% block content %}<h1>会场</h1><p data-live="{{ address }}" data-live-every="0.2"></p>{% endblock %}"""
last_ids: list[str] = []
"""What the stream was asked to go on from, one entry for each connection."""
received: list[tuple[str, str]] = []
"""What reached the server: the key of the attempt and the words."""


@csrf_exempt
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    raise Refused(code, on=datetime(2020, 4, 6, 10, tzinfo=UTC), names=["甲", "乙"])


@csrf_exempt
def refuse_twice(request: HttpRequest) -> HttpResponse:
    problems = (Refused("page.not-found"), Refused("page.not-open"))
    raise Refused("form.wrong", problems=problems)


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def write(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        received.append((request.POST.get("once", ""), request.POST.get("what", "")))
        messages.success(request, "收到了")
        return HttpResponseRedirect("/done/")
    template = engines["django"].from_string(WRITE)
    return HttpResponse(template.render({"face": "resident", "send": "send" in request.GET}, request))


def listed(request: HttpRequest) -> HttpResponse:
    rows = [{"cells": [{"text": text, "url": f"/done/?{text}"}, "幸福小区"]} for text in "甲乙丙"]
    context = {"face": "desk", "columns": [{"label": "来件"}, {"label": "地点"}], "rows": rows}
    return HttpResponse(engines["django"].from_string(LIST).render(context, request))


def live(request: HttpRequest) -> HttpResponse:
    address = "/nowhere/" if "closed" in request.GET else "/stream/"
    template = engines["django"].from_string(LIVE)
    return HttpResponse(template.render({"face": "hall", "address": address}, request))


def stream(request: HttpRequest) -> HttpResponse:
    """One event with the next id, then the line breaks."""
    last = request.headers.get("Last-Event-ID", "")
    last_ids.append(last)
    return HttpResponse(f"retry: 50\nid: {int(last or 0) + 1}\ndata: x\n\n", content_type="text/event-stream")


def done(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/base.html", {"face": "resident"})


urlpatterns = [
    path("ui/", include("shangyi.ui.urls")),
    path("refuse/<str:code>/", refuse),
    path("refuse-twice/", refuse_twice),
    path("fail/", fail),
    path("forbid/", forbid),
    path("suspect/", suspect),
    path("write/", write),
    path("list/", listed),
    path("done/", done),
    path("live/", live),
    path("stream/", stream),
]
