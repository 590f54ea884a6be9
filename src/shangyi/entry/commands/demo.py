"""`shangyi demo`: the demo community on this machine, built once, then served and worked until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from shangyi.entry import logs
from shangyi.entry.commands import serve, work
from shangyi.entry.processes import supervise

if TYPE_CHECKING:
    import argparse

FOLDER = Path("var/demo")
MARK = "demo"
"""A file in the data folder that says: everything here is invented. Written when the world is complete."""


def main(argv: list[str]) -> int:
    """Build the demo world if there is none, then serve it."""
    options = parser().parse_args(argv)
    if wrong := serve.busy_ports(options):
        sys.stderr.write("".join(f"{line}\n" for line in wrong))
        sys.stderr.write("Perhaps a demo is already running: open its address, or end it with Ctrl-C.\n")
        return 1
    folder = Path(os.environ.get("SHANGYI_DATA", str(FOLDER))).absolute()
    set_environment(folder, options)
    logs.set_up()
    if not complete(folder) and not build(folder):
        return 1
    return run(options)


def parser() -> argparse.ArgumentParser:
    made = serve.parser()
    made.prog, made.description = "shangyi demo", __doc__
    made.set_defaults(workers=2)
    return made


def set_environment(folder: Path, options: argparse.Namespace) -> None:
    """The demo keeps to its own folder and its own SQLite file, whatever else is set here."""
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {"SHANGYI_DATA": str(folder), "SHANGYI_DEMO": "1", "LIVE_PORT": str(options.live_port)}
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{options.port}")
    os.environ.setdefault("LOG_LEVEL", "WARNING")


def complete(folder: Path) -> bool:
    return (folder / MARK).exists()


def build(folder: Path) -> bool:
    """Whether the world was built. It grows beside its place and is moved there when complete."""
    if folder.exists() and any(folder.iterdir()):
        sys.stderr.write(
            f"{folder} holds something that is no demo. Name an empty folder: shangyi --data DIR demo\n"
        )
        return False
    growing = folder.with_name(f"{folder.name}.building")
    shutil.rmtree(growing, ignore_errors=True)
    growing.mkdir(parents=True)
    print("Building the demo community, once. This takes about a minute.", flush=True)  # noqa: T201
    command = [sys.executable, "-m", "shangyi.entry.commands.demo_world"]
    env = {**os.environ, "SHANGYI_DATA": str(growing)}
    code = subprocess.run(command, env=env, check=False).returncode  # noqa: S603 - the command is ours
    if code != 0:
        shutil.rmtree(growing, ignore_errors=True)
        sys.stderr.write(
            "The demo community could not be built; the reason stands above. Nothing was kept.\n"
        )
        return False
    (growing / MARK).write_text("Everything in this folder is invented.\n", encoding="utf-8")
    with contextlib.suppress(FileNotFoundError):
        folder.rmdir()
    growing.rename(folder)
    return True


def bring_up_to_date() -> None:
    """A newer version finds its tables: what is invented needs no backup first."""
    import django
    from django.core.management import call_command

    django.setup()
    from shangyi.entry.preflight import let_go, waiting_migrations

    if waiting_migrations():
        print("Bringing the demo's tables up to date.", flush=True)  # noqa: T201
        call_command("migrate", interactive=False, verbosity=0)
    let_go()


def run(options: argparse.Namespace) -> int:
    bring_up_to_date()
    if found := serve.not_ready():
        sys.stderr.write("".join(f"{line}\n" for line in found))
        return 1
    print(f"\n  {os.environ['BASE_URL']}\n\n  Ctrl-C ends it.\n", flush=True)  # noqa: T201
    return supervise([*serve.children(options), *work.children()])
