"""Addresses of deciding together."""

from __future__ import annotations

from django.urls import path

from shangyi.decisions.views import ballots, casting, electors, printing, verbs, voting

app_name = "decisions"

DESK = "desk/ballots/<int:ballot_id>/"

urlpatterns = [
    path("ballots/", voting.mine, name="mine"),
    path("ballots/<int:ballot_id>/", voting.one, name="one"),
    path("ballots/<int:ballot_id>/answer/", voting.answer, name="answer"),
    path("ballots/<int:ballot_id>/accept/", voting.accept, name="accept"),
    path("b/<str:code>/", voting.by_code, name="by_code"),
    path("desk/ballots/", ballots.ballots, name="ballots"),
    path("desk/ballots/new/", ballots.prepare, name="prepare"),
    path(DESK, ballots.ballot, name="ballot"),
    path(f"{DESK}edit/", ballots.edit, name="edit"),
    path(f"{DESK}electors/", electors.electors, name="electors"),
    path(f"{DESK}follow-up/", ballots.follow_up, name="follow_up"),
    path(f"{DESK}casting/", casting.casting_desk, name="casting"),
    path(f"{DESK}print/", printing.printed, name="print"),
    path(f"{DESK}result.csv", printing.result_csv, name="result_csv"),
    *(path(f"{DESK}{name.replace('_', '-')}/", verbs.page(name), name=name) for name in verbs.STEPS),
]
