"""Addresses of topics."""

from __future__ import annotations

from django.urls import path

from shangyi.deliberation.views import cards, desk, papers, residents, results, verbs

app_name = "deliberation"

HERE = "topics/<int:topic_id>/"
DESK = "desk/topics/<int:topic_id>/"

urlpatterns = [
    path("topics/", residents.listed, name="listed"),
    path(HERE, residents.one, name="one"),
    path(f"{HERE}begin/", cards.begin, name="begin"),
    path(f"{HERE}card/", cards.card, name="card"),
    path(f"{HERE}undo/", cards.undo, name="undo"),
    path(f"{HERE}say/", residents.say, name="say"),
    path(f"{HERE}me/", results.me, name="me"),
    path(f"{HERE}results/", results.results, name="results"),
    path(f"{HERE}statements.csv", results.statements_csv, name="statements_csv"),
    path("desk/topics/", desk.topics, name="topics"),
    path("desk/topics/new/", desk.prepare, name="prepare"),
    path(DESK, desk.topic, name="topic"),
    path(f"{DESK}edit/", desk.edit, name="edit"),
    path(f"{DESK}pin/", desk.pin, name="pin"),
    path(f"{DESK}statements/<int:statement_id>/unpin/", desk.unpin, name="unpin"),
    path(f"{DESK}statements/<int:statement_id>/judge/", desk.judge, name="judge"),
    path(f"{DESK}statements/<int:statement_id>/take-out/", desk.take_out, name="take_out"),
    path(f"{DESK}papers/", papers.papers, name="papers"),
    path(f"{DESK}votes.csv", desk.votes_csv, name="votes_csv"),
    *(path(f"{DESK}{name}/", verbs.page(name), name=name) for name in verbs.STEPS),
]
