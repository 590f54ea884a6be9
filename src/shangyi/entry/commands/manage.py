"""`shangyi manage …`: Django's own commands over the same settings."""

from __future__ import annotations


def main(argv: list[str]) -> int:
    """Run Django's command; it ends the process itself when something is wrong."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["shangyi manage", *argv])
    return 0
