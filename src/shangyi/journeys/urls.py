"""Addresses of the pages over several rooms."""

from __future__ import annotations

from django.urls import path

from shangyi.journeys.views import concern, desk, home, lists, matter, onward

app_name = "journeys"

resident_urls = [
    path("", home.home, name="home"),
    path("mine/", home.mine, name="mine"),
    path("find/", matter.find, name="find"),
    path("r/<str:receipt>/", matter.by_receipt, name="by_receipt"),
    path("matters/<int:concern_id>/", matter.by_number, name="by_number"),
]

desk_urls = [
    path("desk/", desk.desk, name="desk"),
    path("desk/triage/<int:concern_id>/", desk.triage, name="triage"),
    path("desk/triage/<int:concern_id>/undo/", desk.undo, name="undo"),
    path("desk/triage/<int:concern_id>/join/<int:target_id>/", desk.join, name="join"),
    path("desk/concerns/", lists.concerns, name="concerns"),
    path("desk/concerns/<int:concern_id>/", concern.concern, name="concern"),
    path("desk/mine/", lists.mine, name="my_undertakings"),
    path("desk/late/", lists.late, name="late"),
    path("desk/open-list/", lists.open_list, name="open_list"),
    path("desk/decisions/", lists.decisions, name="decisions"),
    path("desk/matters/<str:matter>/", lists.open_matter, name="open_matter"),
    path("desk/topics/<int:topic_id>/onward/", onward.onward, name="topic_onward"),
    path("desk/batch/", lists.batch, name="batch"),
]

urlpatterns = [*resident_urls, *desk_urls]
