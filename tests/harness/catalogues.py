"""Compiled message catalogues, so that pages speak Chinese however the suite was started."""

from __future__ import annotations

from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"


def changed(source: Path = SOURCE) -> list[Path]:
    """The catalogues that are newer than what was compiled from them, or were never compiled."""
    found = source.glob("shangyi/*/locale/*/LC_MESSAGES/django.po")
    return [path for path in found if not _is_compiled(path)]


def compile_changed(source: Path = SOURCE) -> None:
    if changed(source):
        from tools.messages import compile_all

        compile_all(source)


def _is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime
