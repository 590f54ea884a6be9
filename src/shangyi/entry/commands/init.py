"""`shangyi init`: make a data folder ready: tables, secret, address, community, rules and first operator.

What is not given as an option, or as a variable SHANGYI_INIT_…, is asked for. The password comes from the terminal,
or from SHANGYI_INIT_PASSWORD, or from the file that SHANGYI_INIT_PASSWORD_FILE names.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from django.utils import timezone

from shangyi.entry import logs

if TYPE_CHECKING:
    from pathlib import Path

    from shangyi.entry.questions import Question


class Unfounded(Exception):  # noqa: N818 - the answer why nothing was made
    """Nothing was made; the text says why and what to do."""


def main(argv: list[str]) -> int:
    """Found the installation, or say what is missing or wrong."""
    import django

    logs.set_up()
    django.setup()
    from django.conf import settings

    from shangyi.kernel.refused import Refused

    try:
        carry_out(argv, settings.DATA_DIR)
    except (Unfounded, EOFError) as problem:
        sys.stderr.write(f"{problem or 'Broken off: nothing was made.'}\n")
        return 1
    except Refused as refused:
        sys.stderr.write(f"Refused: {refused!r}. Nothing was made.\n")
        return 1
    return 0


def carry_out(argv: list[str], folder: Path) -> None:
    from shangyi.entry.founding import regions
    from shangyi.entry.questions import questions

    wanted = questions(regions())
    options = vars(parser(wanted).parse_args(argv))
    refuse_where_somebody_works(folder)
    answers = answered(wanted, options)
    secret = password()
    make_tables(folder)
    make(folder, answers, secret)


def parser(wanted: list[Question]) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="shangyi init", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for question in wanted:
        made.add_argument(question.option, dest=question.name, help=f"{question.asked} ({question.variable})")
    return made


def refuse_where_somebody_works(folder: Path) -> None:
    """Look before anything is asked: nobody should type ten answers in vain."""
    from django.db import DatabaseError, connection

    from shangyi.entry.founding import is_founded

    if (folder / "demo").exists():
        raise Unfounded(f"{folder} holds the demo. Name another folder: shangyi --data DIR init")
    if connection.vendor == "sqlite" and not (folder / "shangyi.sqlite3").exists():
        return
    try:
        founded = is_founded()
    except DatabaseError:  # no tables yet; a database that cannot be used at all shows when they are made
        founded = False
    if founded:
        raise Unfounded("This installation is already in use, so init leaves it alone. Run: shangyi serve")


def make_tables(folder: Path) -> None:
    """Bring the tables up to date."""
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
    except (OSError, DatabaseError) as problem:
        raise Unfounded(f"The data folder or the database cannot be used: {problem}") from problem


def answered(wanted: list[Question], options: dict[str, str | None]) -> dict[str, str]:
    """An answer to every question. All that is wrong is told at once, when there is nobody to ask."""
    found: dict[str, str] = {}
    problems: list[str] = []
    for question in wanted:
        typed = given(question, options)
        if typed is None and sys.stdin.isatty():
            typed = ask(question)
        typed = (question.default if typed is None else typed).strip()
        if why := question.wrong(typed):
            problems.append(
                f"{question.option} “{typed[:60]}” {why}" if typed else f"{question.option} is missing"
            )
        found[question.name] = typed
    if problems:
        raise Unfounded(
            "\n".join([*problems, "Nothing was made. shangyi init --help names options and variables."])
        )
    return found


def given(question: Question, options: dict[str, str | None]) -> str | None:
    from shangyi.entry.settings import text

    return options[question.name] if options[question.name] is not None else text(question.variable) or None


def ask(question: Question) -> str:
    """Ask until the answer is one."""
    while True:
        shown = f" [{question.default}]" if question.default else ""
        typed = input(f"{question.asked}{shown}: ").strip() or question.default
        if not (why := question.wrong(typed)):
            return typed
        sys.stderr.write(f"  That {why}.\n")


def password() -> str:
    """A password that the rules accept: from the environment, or typed twice."""
    from shangyi.entry.settings import text

    typed = text("SHANGYI_INIT_PASSWORD")
    if typed or not sys.stdin.isatty():
        if why := weak(typed):
            raise Unfounded(f"SHANGYI_INIT_PASSWORD: {why} Nothing was made.")
        return typed
    while True:
        typed = getpass.getpass("Password: ")
        why = weak(typed) or ("" if getpass.getpass("Once more: ") == typed else "The two are not the same.")
        if not why:
            return typed
        sys.stderr.write(f"  {why}\n")


def weak(typed: str) -> str:
    """Why the password is refused; empty when it is not."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils.translation import override

    with override("en"):
        try:
            validate_password(typed)
        except ValidationError as problem:
            return " ".join(problem.messages)
    return "" if len(typed) <= 1000 else "This password is too long."


def make(folder: Path, answers: dict[str, str], secret: str) -> None:
    """Keep secret and address first: a break after them leaves something that init can begin again."""
    from shangyi.entry.founding import Foundation, found
    from shangyi.entry.keeping import keep, keep_new_secret

    keep_new_secret(folder)
    base_url = answers.pop("base_url")
    keep(folder, "base_url", base_url)
    community = found(Foundation(**answers, password=secret), now=timezone.now())
    sys.stdout.write(
        f"{community.name} is ready in {folder}.\n"
        f"Now run, each in its own terminal or as a service:\n  shangyi serve\n  shangyi work\n"
        f"then open {base_url} and sign in as {answers['sign_in_name']}.\n"
    )
