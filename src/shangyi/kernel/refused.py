"""The one way a rule or an action says no."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """An expected no: a stable code for machines and the facts a sentence needs.

    `wording.py` of the room turns the code into what happened and what can be done now. `problems` carries
    several refusals at once where a form can be wrong in several ways; the first is the headline.
    """

    def __init__(self, code: str, /, *, problems: tuple[Refused, ...] = (), **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.problems = problems

    def __repr__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"Refused({self.code!r}{', ' if facts else ''}{facts})"
