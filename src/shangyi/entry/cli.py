"""The command line: `shangyi WORD …`. Only the chosen word is imported, so that `--help` answers at once."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

HELP = "usage: shangyi [--data DIR] WORD …"

WORDS = {
    "init": ("shangyi.entry.commands.init", "first operator, own community and base address"),
    "serve": ("shangyi.entry.commands.serve", "the pages and the live streams"),
    "work": ("shangyi.entry.commands.work", "reminders, escalation, delivery, nightly check"),
    "demo": ("shangyi.entry.commands.demo", "the demo community on this machine"),
    "check": ("shangyi.entry.commands.check", "the invariants over the whole database, with counts"),
    "import": ("shangyi.entry.commands.bring_in", "hotline FILE.xlsx --place CODE [--dry-run]"),
    "insight": ("shangyi.insight.command", "train · classify · duplicates · hotspots · digest"),
    "opinions": ("shangyi.insight.opinions.command", "map VOTES.csv --out map.json"),
    "ballots": ("shangyi.decisions.api", "count FILE.pb --rule equal-shares|greedy|…"),
    "ledger": ("shangyi.ledger.api", "verify DIR|URL [--receipt FILE]"),
    "manage": ("shangyi.entry.commands.manage", "Django's own commands: migrate, changepassword, …"),
}
"""Word → the module whose `main(argv)` does it, given all that follows the word, and what the help says."""


SET_UP_THEMSELVES = {"entry", "insight"}
"""Rooms whose commands need no Django, or set it up when their options are read."""


def main() -> None:
    """Run the command that was typed."""
    sys.exit(run(sys.argv[1:]))


def run(argv: list[str]) -> int:
    """The exit code: 0 done, 1 refused or failed, 2 not understood, 130 broken off by hand."""
    try:
        rest = take_data_folder(argv)
        module, arguments = chosen(rest)
    except Unclear as problem:
        print(problem, file=sys.stderr)
        return 2
    if module is None:
        print(help_text())
        return 0
    try:
        return carry_out(module, arguments)
    except KeyboardInterrupt:
        return 130


class Unclear(Exception):  # noqa: N818 - what was typed is unclear, nothing has failed
    """What was typed cannot be carried out; the text says why and what would be."""


def take_data_folder(argv: list[str]) -> list[str]:
    """Let `--data DIR` before the word name the data folder; what follows it."""
    if argv[:1] and argv[0].startswith("--data="):
        argv = ["--data", argv[0].partition("=")[2], *argv[1:]]
    if argv[:1] != ["--data"]:
        return argv
    if len(argv) < 2 or not argv[1] or argv[1].startswith("-"):
        raise Unclear("--data needs a folder: shangyi --data /srv/shangyi serve")
    folder = Path(argv[1]).expanduser()
    if folder.exists() and not folder.is_dir():
        raise Unclear(f"--data: {folder} is a file, not a folder")
    os.environ["SHANGYI_DATA"] = str(folder)
    return argv[2:]


def chosen(argv: list[str]) -> tuple[str | None, list[str]]:
    """The module to run and its arguments; no module means that help was asked for."""
    if not argv or argv[0] in {"-h", "--help", "help"}:
        return None, []
    if argv[0] not in WORDS:
        raise Unclear(f"shangyi does not know the word “{argv[0]}”.\n{help_text()}")
    module, _ = WORDS[argv[0]]
    if not is_there(module):
        raise Unclear(f"this version of shangyi has no “{argv[0]}” yet")
    return module, argv[1:]


def is_there(module: str) -> bool:
    """Whether this installation has the module; a folder that is missing on the way is no error."""
    parts = module.split(".")
    return all(find_spec(".".join(parts[:n])) for n in range(1, len(parts) + 1))


def carry_out(module: str, arguments: list[str]) -> int:
    """Run the command; a wrong setting is told in one sentence."""
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shangyi.entry.settings")
    try:
        if module.split(".")[1] not in SET_UP_THEMSELVES:
            import django

            django.setup()
        code: int | None = import_module(module).main(arguments)
    except ImproperlyConfigured as problem:
        print(f"A setting is wrong: {problem}", file=sys.stderr)
        return 2
    return code or 0


def help_text() -> str:
    lines = [f"  {word:<9} {told}" for word, (_, told) in WORDS.items()]
    return "\n".join([HELP, "", *lines, "", "shangyi WORD --help says more of most words."])
