"""The pages of people, and the statement that every view of every room makes about who may enter."""

from shangyi.people.views.access import ActorMiddleware, client_address, locked_out
from shangyi.ui.views.access import View, actor, may, public, signed_in

__all__ = ["ActorMiddleware", "View", "actor", "client_address", "locked_out", "may", "public", "signed_in"]
