"""Style sheets are gathered when one changed, and only then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shangyi.entry.statics import digest, gather_if_changed


@pytest.fixture
def source(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "a.css").write_text("a { color: red }", encoding="utf-8")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [str(folder)]
    settings.STATIC_ROOT = tmp_path / "gathered"
    from django.contrib.staticfiles import finders

    finders.get_finder.cache_clear()
    return folder


def test_they_are_gathered_once_and_again_after_a_change(source: Path, settings: Any) -> None:
    assert [gather_if_changed(), gather_if_changed()] == [True, False]

    (source / "a.css").write_text("a { color: teal }", encoding="utf-8")

    assert [gather_if_changed(), gather_if_changed()] == [True, False]
    assert (settings.STATIC_ROOT / "a.css").read_text(encoding="utf-8") == "a { color: teal }"


def test_a_gathering_that_broke_off_is_begun_again(source: Path, settings: Any) -> None:
    gather_if_changed()
    (settings.STATIC_ROOT / ".gathered").write_text("half", encoding="utf-8")

    assert gather_if_changed()


def test_names_and_sizes_make_the_digest(source: Path) -> None:
    before = digest()
    (source / "b.css").write_text("", encoding="utf-8")

    assert digest() != before
