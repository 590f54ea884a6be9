"""The room's own addresses under the shipped middleware."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string


@pytest.fixture
def rooms_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.ui.urls"
    settings.DEMO = True


@pytest.fixture
def shown() -> Any:
    """shown("button", text="x"): the component as HTML, white space between tags left out."""

    def shown(name: str, /, **arguments: Any) -> str:
        html = render_to_string(f"ui/{name}.html", arguments, request=arguments.get("request"))
        return " ".join(html.split()).replace("> <", "><")

    return shown
