"""Who reads the decision-makers' pages: signed in by OpenID Connect, or in the local mode whoever sits here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.records.actor import Actor, Role
from assessment.records.people import local_actor
from pages.components.sign_in_cookie import signed_in_by_cookie
from pages.statements.local_mode import LOCAL_NAME, is_local

if TYPE_CHECKING:
    from starlette.requests import Request

    from assessment.records.database import Database


def reader_of_decisions(request: Request, database: Database) -> Actor | None:
    """The actor of a request, None for the public; the local mode's one person reads as a preparer does."""
    if is_local(request):
        return local_actor(database, LOCAL_NAME, {(Role.PREPARER, None)}).only(Role.PREPARER, None)
    return signed_in_by_cookie(request, database)
