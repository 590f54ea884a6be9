"""Addresses of messages and of the outbox."""

from __future__ import annotations

from django.urls import path

from shangyi.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.messages_of_mine, name="messages"),
    path("read/", views.read_all, name="read_all"),
    path("<int:notice_id>/read/", views.read, name="read"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:notice_id>/send-again/", views.resend, name="resend"),
]
