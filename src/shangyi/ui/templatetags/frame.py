"""Parts of the frame that need not be rendered twice: once for a page, or once for all pages of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django.template.base import FilterExpression, NodeList, Parser, Token
    from django.template.context import Context

register = template.Library()

_KEPT: dict[tuple[object, ...], SafeString] = {}
MOST_KEPT = 500


class CaptureNode(template.Node):
    """Renders its content into a variable, for a page that shows it in two places."""

    def __init__(self, nodes: NodeList, name: str) -> None:
        self.nodelist, self.name = nodes, name

    def render(self, context: Context) -> str:
        context[self.name] = self.nodelist.render(context)
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """`{% capture as name %}…{% endcapture %}`, then `{{ name }}` as often as it is needed."""
    parts = token.split_contents()
    if len(parts) != 3 or parts[1] != "as":
        raise template.TemplateSyntaxError("write {% capture as name %}")
    nodes = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodes, parts[2])


class UnchangingNode(template.Node):
    """Renders its content once for each set of values it hangs on, and keeps it while the process lives."""

    def __init__(self, nodes: NodeList, key: str, values: list[FilterExpression]) -> None:
        self.nodelist, self.key, self.values = nodes, key, values

    def render(self, context: Context) -> SafeString:
        if settings.DEBUG:
            return self.nodelist.render(context)
        key = (self.key, *(self._plain(value.resolve(context)) for value in self.values))
        if key not in _KEPT:
            if len(_KEPT) >= MOST_KEPT:
                _KEPT.clear()
            _KEPT[key] = mark_safe(self.nodelist.render(context))  # noqa: S308 - it was escaped as it was rendered
        return _KEPT[key]

    @staticmethod
    def _plain(value: Any) -> str:
        return str(value)


@register.tag
def unchanging(parser: Parser, token: Token) -> UnchangingNode:
    """`{% unchanging "name" face LANG %}…{% endunchanging %}`: what stands in it hangs on these values alone."""
    _tag, key, *values = token.split_contents()
    nodes = parser.parse(("endunchanging",))
    parser.delete_first_token()
    return UnchangingNode(nodes, key, [parser.compile_filter(value) for value in values])
