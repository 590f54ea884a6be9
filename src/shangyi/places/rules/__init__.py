"""Kinds of places and units, and which may lie in which."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from shangyi.kernel.refused import Refused


class PlaceKind(StrEnum):
    """From the widest to the narrowest; a place lies in one of a wider kind."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    COMPOUND = "compound"
    BUILDING = "building"
    STAIRWELL = "stairwell"
    HOUSEHOLD = "household"

    @property
    def depth(self) -> int:
        return list(PlaceKind).index(self)


class UnitKind(StrEnum):
    COMMITTEE = "committee"
    STREET_OFFICE = "street_office"
    DEPARTMENT = "department"
    PROPERTY_FIRM = "property_firm"
    UTILITY = "utility"
    POLICE_ROOM = "police_room"
    CPPCC = "cppcc"
    VOLUNTEERS = "volunteers"
    SHOP = "shop"
    SCHOOL = "school"
    OTHER = "other"


class Manner(StrEnum):
    """How work is put to a unit: ordered where we command, asked where we do not."""

    ASSIGN = "assign"  # 交办
    REQUEST = "request"  # 商请, a peer
    REFER = "refer"  # 转请, another line
    SUBMIT = "submit"  # 提请, a superior


def check_parent(kind: PlaceKind, parent: PlaceKind | None) -> None:
    """A place lies in a wider one. Refused: place.parent-not-wider."""
    if parent is not None and parent.depth >= kind.depth:
        raise Refused("place.parent-not-wider", kind=kind.value, parent=parent.value)


def child_path(parent_path: str, place_id: int) -> str:
    """The materialised path: the ids from the root down, each closed by a full stop, so that no prefix lies."""
    return f"{parent_path}{place_id}."


def ancestor_paths(path: str) -> list[str]:
    """Every path that covers `path`, widest first, itself included."""
    parts = path.split(".")[:-1]
    return [".".join(parts[: n + 1]) + "." for n in range(len(parts))]


LONGEST_NAME = 60
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,38}[A-Z0-9]|[A-Z0-9]")


def check_name(typed: str) -> str:
    """The name with single spaces. Refused: place.name-needed, place.name-too-long."""
    name = " ".join(typed.split())
    if not name:
        raise Refused("place.name-needed")
    if len(name) > LONGEST_NAME:
        raise Refused("place.name-too-long", most=LONGEST_NAME)
    return name


def check_code(typed: str) -> str:
    """The code in capitals: Latin letters, digits and dashes, so that it can be read out.

    Refused: place.code-unreadable.
    """
    code = unicodedata.normalize("NFKC", typed[:200]).strip().upper()
    if not CODE.fullmatch(code):
        raise Refused("place.code-unreadable")
    return code


def kinds_below(kind: PlaceKind) -> list[PlaceKind]:
    """The kinds of places that may lie in one of this kind, the widest first."""
    return [each for each in PlaceKind if each.depth > kind.depth]
