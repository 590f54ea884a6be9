"""What must hold at every instant, as data: one row per thing that can be false, with the SQL that finds it.

The SQL is the same for both databases but for a few words that they spell differently; those begin with @ and
are spelled out by `spelled`. Each statement gives the ids of what offends, never a count, so that a person can
look at the first of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """One thing that must hold. `number` is its place in the list of invariants, `of` names what is counted.

    `sql` selects one column, the id of each row of `of` for which it does not hold. It may use `now`, `today`.
    """

    number: int
    code: str
    told: str
    of: str
    sql: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What came of looking: how many were looked at, how many offend, and the first of those."""

    invariant: Invariant
    n_looked_at: int
    n_offending: int = 0
    first: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        return self.n_offending == 0


_WORD = re.compile(r"@(int|text|true|said|when|inside)\(([^()]*)\)")
_DIFFERS = re.compile(r"@differs\(([^;]*?);([^;]*?);\)", re.DOTALL)
_SQLITE_MOMENT = "strftime('%%s', {})"


def spelled(sql: str, vendor: str) -> str:
    """The statement as this database spells it.

    @int @text @true @said(row.column.key) read a number, a text, whether it is true, a moment from JSON;
    @when(x) makes a column comparable with @said, on SQLite to the second;
    @inside(row.column) is all that the JSON says, as one text;
    @differs(a; b;) is true also where only one of them is nothing.
    """
    words = _POSTGRES if vendor == "postgresql" else _SQLITE
    one = _WORD.sub(lambda match: _word(words, match[1], match[2].strip()), sql)
    between = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return _DIFFERS.sub(lambda match: f"(({match[1].strip()}) {between} ({match[2].strip()}))", one)


def _word(words: dict[str, str], word: str, inner: str) -> str:
    column, _, key = inner.rpartition(".")
    return words[word].format(inner, column=column, key=key)


_POSTGRES = {
    "int": "CAST({column}->>'{key}' AS bigint)",
    "text": "({column}->>'{key}')",
    "true": "COALESCE({column}->>'{key}', 'false') = 'true'",
    "said": "CAST(NULLIF({column}->>'{key}', '') AS timestamptz)",
    "when": "{0}",
    "inside": "CAST({0} AS text)",
}
_SQLITE = {
    "int": "CAST(json_extract({column}, '$.{key}') AS integer)",
    "text": "json_extract({column}, '$.{key}')",
    "true": "COALESCE(json_extract({column}, '$.{key}'), 0) = 1",
    "said": _SQLITE_MOMENT.format("NULLIF(json_extract({column}, '$.{key}'), '')"),
    "when": _SQLITE_MOMENT.format("{0}"),
    "inside": "(SELECT group_concat(atom, ' ') FROM json_tree({0}))",
}
