"""Minutes as a .docx: the standard form, a community's own one, and what is wrong with a form that does not work.

A form is a Word document with tags such as {{ theme }} in it. It comes from people, so it is filled in a sandbox: it
sees words and lists and nothing else, and a form that would run for ever is refused when it is sent in.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from shangyi.forums.models import Edition
from shangyi.forums.queries.standard_form import SAMPLE
from shangyi.forums.rules.minutes import Content
from shangyi.kernel.refused import Refused
from shangyi.ui.templatetags.ui import when

LARGEST_FORM = 2 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 400
DEEPEST_LOOP = 2


def as_words(content: Mapping[str, Any], edition: Edition | None = None) -> dict[str, Any]:
    """What a form sees: the content, with moments as people say them and the marks of the edition."""
    pledges = [
        {**each, "due": _said(each["due"]) or each["undated_reason"] or _("no day named")}
        for each in content["pledges"]
    ]
    return {
        **content,
        "started_at": _said(content["started_at"]),
        "ended_at": _said(content["ended_at"]),
        "pledges": pledges,
        "edition": edition.number if edition else 0,
        "digest": edition.digest if edition else "",
        "approved_at": when(edition.approved_at) if edition else "",
        "approved_by": edition.approved_by.name if edition and edition.approved_by else "",
        "status": _("approved") if edition else _("draft, not approved"),
    }


def _said(moment: str) -> str:
    found = parse_datetime(moment) if moment else None
    return when(timezone.localtime(found)) if found else ""


def rendered(form: bytes, content: Content | Mapping[str, Any], edition: Edition | None = None) -> bytes:
    """The minutes as a .docx. Refused: form.broken (detail), when a tag of the form cannot be filled."""
    document = DocxTemplate(io.BytesIO(form))
    try:
        document.render(as_words(content, edition), jinja_env=_sandbox(), autoescape=True)
        out = io.BytesIO()
        document.save(out)
    except (TemplateError, ValueError, TypeError, KeyError, SyntaxError) as error:
        raise Refused("form.broken", detail=str(error)[:200]) from error
    return out.getvalue()


def _sandbox() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    return environment


def check_form(data: bytes) -> None:
    """Whether this is a form that can be filled: it is tried on a sample.

    Refused: form.too-large, form.not-docx, form.loops-too-deep, form.broken (detail), form.no-tags.
    """
    if len(data) > LARGEST_FORM:
        raise Refused("form.too-large", most=LARGEST_FORM // 1024 // 1024)
    _check_archive(data)
    try:
        template = DocxTemplate(io.BytesIO(data))
        template.init_docx()
        source = template.patch_xml(template.get_xml())
    except Exception as error:  # whatever a file that only looks like one makes the reader raise
        raise Refused("form.not-docx") from error
    if "{{" not in source:
        raise Refused("form.no-tags")
    try:
        deepest = _depth(_sandbox().parse(source))
    except TemplateError as error:
        raise Refused("form.broken", detail=str(error)[:200]) from error
    if deepest > DEEPEST_LOOP:
        raise Refused("form.loops-too-deep", most=DEEPEST_LOOP)
    rendered(data, SAMPLE)


def _check_archive(data: bytes) -> None:
    """A packed file that unpacks to far more than it is, or that is no document at all, goes no further."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("form.not-docx") from error
    if "word/document.xml" not in {part.filename for part in parts}:
        raise Refused("form.not-docx")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused("form.too-large", most=LARGEST_FORM // 1024 // 1024)


def _depth(node: nodes.Node) -> int:
    below = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return below + isinstance(node, nodes.For)
