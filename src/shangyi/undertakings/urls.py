"""Addresses of undertakings and of what can be done with one."""

from __future__ import annotations

from django.urls import path

from shangyi.undertakings.rules import Verb
from shangyi.undertakings.views import holding, verbs

app_name = "undertakings"

urlpatterns = [
    path("people/<int:person_id>/", holding.held, name="held"),
    path("people/<int:person_id>/hand-over/", holding.hand_over_all, name="hand_over_all"),
    path("people/<int:person_id>/absence/", holding.absence, name="absence"),
    path("capacities/<int:capacity_id>/leave/", holding.leave, name="leave"),
    path("<int:undertaking_id>/", verbs.one, name="one"),
    *(
        path(f"<int:undertaking_id>/{verb.value.replace('_', '-')}/", verbs.view_of(verb), name=verb.value)
        for verb in Verb
    ),
]
