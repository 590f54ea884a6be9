"""Parts of the frame are rendered once for a page, or once for each set of values they hang on."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import override_settings

from shangyi.ui.templatetags import frame


def render(text: str, **values: object) -> str:
    return Template("{% load frame %}" + text).render(Context(values))


class Counted:
    """Says how often it was shown."""

    def __init__(self) -> None:
        self.n = 0

    def __str__(self) -> str:
        self.n += 1
        return f"<{self.n}>"


def test_what_is_captured_is_rendered_once_and_escaped_once() -> None:
    shown = Counted()
    text = render("{% capture as part %}[{{ shown }}]{% endcapture %}{{ part }}{{ part }}", shown=shown)
    assert (text, shown.n) == ("[&lt;1&gt;][&lt;1&gt;]", 1)


def test_what_does_not_change_is_rendered_once_for_each_value() -> None:
    frame._KEPT.clear()
    shown = Counted()
    text = "{% unchanging 'test' face %}{{ face }}{{ shown }}{% endunchanging %}"
    assert render(text, face="desk", shown=shown) == render(text, face="desk", shown=shown) == "desk&lt;1&gt;"
    assert render(text, face="hall", shown=shown) == "hall&lt;2&gt;"
    assert render(text, face="desk", shown=shown) == "desk&lt;1&gt;"


def test_what_is_kept_has_a_bound() -> None:
    frame._KEPT.clear()
    for number in range(frame.MOST_KEPT + 3):
        render("{% unchanging 'test' n %}{{ n }}{% endunchanging %}", n=number)
    assert len(frame._KEPT) <= frame.MOST_KEPT


@override_settings(DEBUG=True)
def test_while_developing_nothing_is_kept() -> None:
    shown = Counted()
    text = "{% unchanging 'develop' %}{{ shown }}{% endunchanging %}"
    assert render(text, shown=shown) != render(text, shown=shown)


def test_a_capture_without_a_name_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        render("{% capture %}x{% endcapture %}")
