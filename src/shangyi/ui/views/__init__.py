"""Pages that belong to no room: a refusal, an expired form, errors, the switches, the gallery."""

from shangyi.ui.views.errors import (
    bad_request,
    page_not_found,
    permission_denied,
    server_error,
    too_large,
    too_many,
)
from shangyi.ui.views.gallery import gallery
from shangyi.ui.views.refusals import RefusalMiddleware, form_expired
from shangyi.ui.views.switches import LanguageMiddleware, language, reading

__all__ = [
    "LanguageMiddleware",
    "RefusalMiddleware",
    "bad_request",
    "form_expired",
    "gallery",
    "language",
    "page_not_found",
    "permission_denied",
    "reading",
    "server_error",
    "too_large",
    "too_many",
]
