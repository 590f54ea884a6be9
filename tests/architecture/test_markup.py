"""No script, style or event handler inside a page: the content policy would refuse them.

Looked at: templates, and texts with markup in Python. Not seen: markup put together from pieces without a `<`,
and what a script adds at run time, which the browser tests report as a console error.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.source import Module, plant, read, templates

COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
DATA = r"""type=["']application/(?:ld\+)?json["']"""
INLINE = {
    "a script in the page": re.compile(rf"<script\b(?![^>]*\bsrc=)(?![^>]*{DATA})", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "a script as an address": re.compile(r"""=\s*["']?\s*javascript:""", re.IGNORECASE),
    "something from another host": re.compile(
        r"""<(?:script|link|img|iframe|audio|video|source)\b[^>]*\b(?:src|href)=["']?(?:https?:)?//""",
        re.IGNORECASE,
    ),
}


def inline_code(pages: Iterable[Module], modules: Iterable[Module]) -> list[str]:
    found = [page.at(line, what) for page in pages for line, what in _in_markup(page.text)]
    return found + [
        module.at(node.lineno, what)
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "<" in node.value
        for _, what in _in_markup(node.value)
    ]


def _in_markup(text: str) -> Iterator[tuple[int, str]]:
    bare = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    bare = re.sub(r"{%.*?%}|{{.*?}}", lambda tag: tag[0].replace(">", " "), bare, flags=re.DOTALL)
    for what, pattern in INLINE.items():
        yield from ((bare.count("\n", 0, match.start()) + 1, what) for match in pattern.finditer(bare))


def test_pages_hold_no_inline_code() -> None:
    assert inline_code(templates(), read()) == []


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ("<script>go()</script>", "a script in the page"),
        ("<style>p{}</style>", "a style in the page"),
        ('<p class="a"\n style="color:red">', "a style attribute"),
        ('<p {% if a > b %}x{% endif %} style="color:red">', "a style attribute"),
        ('<button onclick="go()">', "an event handler"),
        ('<button hx-on:click="go()">', "an event handler"),
        ('<a href="javascript:go()">', "a script as an address"),
        ('<script src="https://elsewhere.example/x.js"></script>', "something from another host"),
        ('<link rel="stylesheet" href="//elsewhere.example/x.css">', "something from another host"),
    ],
)
def test_inline_code_is_found(tmp_path: Path, markup: str, what: str) -> None:
    source = plant(tmp_path, {"ui/templates/ui/a.html": f"<p>\n{markup}", "ui/views.py": f"X = {markup!r}\n"})

    assert inline_code(templates(source), read(source)) == [
        f"ui/templates/ui/a.html:2: {what}",
        f"ui/views.py:1: {what}",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="/static/ui/a.js" defer></script>',
        '<script type="application/json" id="rows">[]</script>',
        "<p>Style = calm, on = off</p>",
        '{# <p style="x"> #}',
        '<a href="https://elsewhere.example/">there</a>',
        '<p data-style="x" data-only="y">',
    ],
)
def test_what_only_looks_like_inline_code_is_left_alone(tmp_path: Path, markup: str) -> None:
    assert inline_code(templates(plant(tmp_path, {"ui/templates/ui/a.html": markup})), []) == []
