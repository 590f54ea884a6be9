"""What is committed speaks of the project alone: no path of one machine, no registry, no secret, no by-line.

The words looked for are spelt backwards, so that this file does not contain them.
Not seen: binary files, real persons' data (no list of it may lie here), and what a commit message says.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

BINARY = {
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".webp",
    ".ico",
    ".woff2",
    ".xlsx",
    ".xls",
    ".docx",
    ".gz",
    ".zip",
    ".npz",
    ".mo",
    ".pdf",
}


def backwards(words: Iterable[str]) -> str:
    return "|".join(re.escape(word[::-1]) for word in words)


REGISTRIES = backwards(("gro.ipyp", "detsohnohtyp", "sjmpn", "yrotcafitra", "/elpmis/"))
SCRIPT_HOSTS = backwards(("gkpnu", "rviledsj", "sjndc", "g.stnof"))
BY_LINES = backwards(
    (
        "yb-derohtua-oc",
        "ledom egaugnal",
        "tnega gnidoc",
        "tnatsissa gnidoc",
        "tpgtahc",
        "edualc",
        "tolipoc",
        "型模言语大",
        "能智工人",
    )
)
BY_LINE_WORDS = backwards(("MLL", "IA"))
NOT_HERE = {
    "a path of one machine": re.compile(
        r"(?<![\w.$}/-])(?:/home/\w[\w.-]*/|/Users/\w[\w.-]*/|/root/[\w.]|/work/(?:trees|main|shared)\b|[A-Z]:\\\\?Users\\)"
    ),
    "a package registry": re.compile(rf"https?://[^\s\"'<>)]*(?:{REGISTRIES})", re.IGNORECASE),
    "a host for scripts": re.compile(rf"https?://[^\s\"'<>)/]*(?:{SCRIPT_HOSTS})", re.IGNORECASE),
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----"),
    "a by-line": re.compile(rf"{BY_LINES}|(?-i:\b(?:{BY_LINE_WORDS})\b)", re.IGNORECASE),
    "a ticket": re.compile(r"\bissues? (?:#|no\. ?)?\d|(?:^|[\s(])#\d{1,4}\b(?![\w;-])"),
}
MAY = {"a ticket": {".css", ".svg", ".html", ".js", ".toml", ".txt"}}
"""Where `#123` is a colour or an anchor."""


def tracked(root: Path) -> list[Path]:
    """Files that are committed or about to be; in a copy without its history, all files outside hidden folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return [root / line for line in listed.stdout.splitlines() if (root / line).is_file()]
    return [path for path in root.rglob("*") if path.is_file() and not _is_made(path.relative_to(root))]


def _is_made(path: Path) -> bool:
    return any(part.startswith(".") or part in {"__pycache__", "var"} for part in path.parts)


def not_for_here(root: Path, paths: Iterable[Path]) -> list[str]:
    return [
        f"{path.relative_to(root)}:{line}: {what}"
        for path in sorted(paths)
        if path.suffix not in BINARY and path.name != "LICENSE"
        for line, what in _found(path)
    ]


def _found(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        for what, pattern in NOT_HERE.items():
            if path.suffix not in MAY.get(what, ()) and pattern.search(line):
                yield number, what


def test_what_is_committed_speaks_of_the_project_alone() -> None:
    assert not_for_here(ROOT, tracked(ROOT)) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("open('/ho" + "me/li/x')", "a path of one machine"),
        ("C:" + "\\Users\\li", "a path of one machine"),
        ("see https://py" + "pi.org/project/x", "a package registry"),
        ("https://mirror.example/sim" + "ple/x", "a package registry"),
        ("<script src='https://unp" + "kg.com/x'>", "a host for scripts"),
        ("-----BEGIN RSA PRIVATE" + " KEY-----", "a private key"),
        ("Co-authored" + "-by: x", "a by-line"),
        ("as the L" + "LM said", "a by-line"),
        ("as iss" + "ue 12 asks", "a ticket"),
        ("fixes " + "#12", "a ticket"),
    ],
)
def test_what_does_not_belong_in_a_commit_is_found(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "notes.md").write_text(f"one\n{text}\n", encoding="utf-8")

    assert not_for_here(tmp_path, tracked(tmp_path)) == [f"notes.md:2: {what}"]


@pytest.mark.parametrize(
    "text",
    ["client.get('/home/')", "works/12", "a &#20320; b", "an issue of water", "# 12 rows", "it is said"],
)
def test_what_only_looks_like_it_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes.md").write_text(text, encoding="utf-8")

    assert not_for_here(tmp_path, tracked(tmp_path)) == []
