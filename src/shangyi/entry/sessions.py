"""Sessions in the database, as Django keeps them, read with a statement that is built only once."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from shangyi.ledger.queries.prepared import Prepared

_IN_FORCE: Prepared[Session, Session] = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now)
)


class SessionStore(db.SessionStore):
    """Every request that is signed in reads its session: building the statement took longer than the reading."""

    def _get_session_from_db(self) -> Session | None:
        if self.session_key:
            for found in _IN_FORCE(key=self.session_key, now=timezone.now()):
                return found
        self._session_key = None
        return None
