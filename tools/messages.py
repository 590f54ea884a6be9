"""Keep one message catalogue per room: English ids in the source, zh-Hans beside them.

`extract` adds what is new, drops what is gone and sets Chinese punctuation in full width; `compile` writes the
.mo files; `missing` lists the ids that have no Chinese and fails if there are any. Python is read with `ast` and
templates with Django's own `templatize`, so GNU gettext need not be installed.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
FUNCTIONS = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
}
TEMPLATE_CALL = re.compile(
    r"""\b(?P<f>_|gettext|ngettext|pgettext|npgettext)\(\s*(?P<a>u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    r"""(?:\s*,\s*u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)""",
    re.DOTALL,
)
NOISE = re.compile('"(POT-|PO-|Project-Id|Report-|Last-Translator|Language-Team|Generated-By)')
"""Header lines that change by themselves or say nothing."""
CHINESE = r"\u4e00-\u9fff"
FULL = dict(zip(",;:?!", "\uff0c\uff1b\uff1a\uff1f\uff01", strict=True))

Message = tuple[str | tuple[str, str], str | None]


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def python_messages(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in FUNCTIONS:
            yield from _message(name, [_text(arg) for arg in node.args])


def _message(name: str, args: list[str | None]) -> Iterator[Message]:
    single, plural, context = FUNCTIONS[name]
    if len(args) <= max(single, plural or 0) or args[single] is None:
        return
    text = args[single]
    assert text is not None
    key: str | tuple[str, str] = (text, args[plural] or "") if plural is not None else text
    yield key, args[context] if context is not None else None


def template_messages(source: str) -> Iterator[Message]:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    for call in TEMPLATE_CALL.finditer(templatize(source)):
        args = [str(value) for value in ast.literal_eval(f"[{call['a']}]")]
        yield from _message(call["f"], list(args))


def rooms(source: Path) -> list[Path]:
    return sorted(path for path in (source / "shangyi").iterdir() if (path / "__init__.py").exists())


def found_in(room: Path) -> dict[Message, None]:
    found: dict[Message, None] = {}
    for path in sorted(room.rglob("*")):
        if "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            found.update(dict.fromkeys(python_messages(path.read_text(encoding="utf-8"))))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found.update(dict.fromkeys(template_messages(path.read_text(encoding="utf-8"))))
    return found


def po_path(room: Path) -> Path:
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(room: Path) -> Catalog:
    path = po_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE, domain="django", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django")


def full_width(chinese: str) -> str:
    """The text with the punctuation that Chinese is written with, wherever it touches a Chinese character."""
    text = re.sub(
        rf"(?<=[{CHINESE}\u201d\u300b\uff09])[,;:?!]|[,;:?!](?=[{CHINESE}\u201c\u300a\uff08])",
        lambda mark: FULL[mark[0]],
        chinese,
    )
    inside = r"((?:[^()]|%\(\w+\)[sd])*)"
    for brackets in re.findall(rf"(?<!%)\({inside}\)", text):
        if re.search(f"[{CHINESE}]", brackets):
            text = text.replace(f"({brackets})", f"\uff08{brackets}\uff09")
    return re.sub(rf"(?<=[{CHINESE}])\.\.\.", "……", text)


def _full_width(translated: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
    if isinstance(translated, (list, tuple)):
        return tuple(full_width(text) for text in translated)
    return full_width(translated) if translated else translated


def extract(source: Path) -> None:
    for room in rooms(source):
        messages, old = found_in(room), read(room)
        if not messages:
            continue
        new = Catalog(
            locale=LANGUAGE, domain="django", fuzzy=False, header_comment=f"# {room.name}", project="shangyi"
        )
        for key, context in messages:
            first = key[0] if isinstance(key, tuple) else key
            before = old.get(first, context)
            new.add(key, _full_width(before.string) if before else None, context=context)
        path = po_path(room)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = BytesIO()
        write_po(
            buffer,
            new,
            width=110,
            omit_header=False,
            sort_output=True,
            no_location=True,
            include_previous=False,
        )
        lines = [line for line in buffer.getvalue().decode().splitlines() if not NOISE.match(line)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def missing(source: Path) -> list[str]:
    """The ids without Chinese, as `room: id`; an id counts as translated in its own room only."""
    lacking = []
    for room in rooms(source):
        catalogue = read(room)
        for key, context in found_in(room):
            first = key[0] if isinstance(key, tuple) else key
            message = catalogue.get(first, context)
            strings = message.string if message else ""
            if not (all(strings) and strings if isinstance(strings, (tuple, list)) else strings):
                lacking.append(f"{room.name}: {first!r}")
    return lacking


def compile_all(source: Path) -> None:
    for room in rooms(source):
        if po_path(room).exists():
            with po_path(room).with_suffix(".mo").open("wb") as file:
                write_mo(file, read(room))


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "extract":
        extract(ROOT / "src")
    elif command == "compile":
        compile_all(ROOT / "src")
    elif command == "missing":
        lacking = missing(ROOT / "src")
        sys.exit("\n".join(lacking) or 0)
    else:
        sys.exit("messages.py extract | compile | missing")
