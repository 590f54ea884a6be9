"""Error pages that need no database: no context processors run, so that they work when those do not."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from shangyi.kernel.refused import Refused
from shangyi.ui.wording import Said, say


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of a page; a boosted link wants the whole one."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted


def put_with_messages(response: HttpResponse) -> HttpResponse:
    """Htmx shows it where messages stand, wherever the request came from."""
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "innerHTML show:#messages:top"
    return response


def problem(request: HttpRequest, status: int, said: Said) -> HttpResponse:
    context = {
        "said": said,
        "request_id": request_id(request),
        "status": status,
        "face": "plain",
        "request": request,
    }
    if is_fragment(request):
        return put_with_messages(
            HttpResponse(render_to_string("ui/problem.html#message", context), status=status)
        )
    return HttpResponse(
        render_to_string("ui/problem.html", {**context, "csrf_token": get_token(request)}), status=status
    )


def request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))[:64]


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return problem(request, 404, say(Refused("page.not-found"), now=timezone.now()))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return problem(request, 403, say(Refused("page.not-open"), now=timezone.now()))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return too_large(request)
    said = Said(
        _("The server did not understand this request."), _("Go back, reload the page and try once more.")
    )
    return problem(request, 400, said)


def too_large(request: HttpRequest) -> HttpResponse:
    said = Said(
        _("What you sent is too large to take in."),
        _("Send fewer or smaller photos, or shorten the text. What you typed is kept on this device."),
    )
    return problem(request, 413, said)


def too_many(request: HttpRequest, retry_after: int = 60) -> HttpResponse:
    said = Said(
        _("Too many requests came from here in a short time."),
        _("Please wait %(n)s seconds and try again. If it is urgent, call the community.")
        % {"n": retry_after},
    )
    response = problem(request, 429, said)
    response["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    said = Said(
        _("Something went wrong on our side."),
        _("What you typed is kept on this device. Try again soon; if it stays, give the staff this number."),
    )
    return problem(request, 500, said)
