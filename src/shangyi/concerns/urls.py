"""Addresses of voices and concerns."""

from __future__ import annotations

from django.urls import path

from shangyi.concerns.views import imports, receipts, record, speak, verbs

app_name = "concerns"

speak_urls = [
    path("speak/", speak.speak, name="speak"),
    path("speak/where/", speak.where, name="places"),
    path("speak/similar/", speak.similar, name="similar"),
]

receipt_urls = [
    path("r/<str:receipt>/receipt/", speak.receipt, name="receipt"),
    path("r/<str:receipt>/slip/", speak.slip, name="slip"),
    path("r/<str:receipt>/rate/", receipts.rate_answer, name="rate"),
    path("r/<str:receipt>/add/", receipts.add_sentence, name="add"),
]

photo_urls = [
    path("photos/<int:photo_id>/<str:key>/", speak.photo, name="photo"),
]

concern_urls = [
    path(f"concerns/<int:concern_id>/{verb.replace('_', '-')}/", verbs.view_of(verb), name=verb)
    for verb in verbs.VERBS
]

desk_urls = [
    path("desk/record/", record.record, name="record"),
    path("desk/settle/", record.settle, name="settle"),
    path("desk/recorded/<int:concern_id>/", record.recorded, name="recorded"),
]

import_urls = [
    path("desk/import/", imports.imports, name="import"),
    path("desk/import/<int:batch_id>/", imports.import_batch, name="import_batch"),
    path("desk/import/<int:batch_id>/columns/", imports.import_columns, name="import_columns"),
    path("desk/import/<int:batch_id>/start/", imports.import_start, name="import_start"),
    path("desk/import/<int:batch_id>/wrong/", imports.import_wrong, name="import_wrong"),
]

urlpatterns = [*import_urls, *desk_urls, *speak_urls, *receipt_urls, *photo_urls, *concern_urls]
