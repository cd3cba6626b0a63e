"""Attempts that were refused: the first goes into the history, the same again within the hour is counted beside it.

The history keeps everything for ever, so nobody may make it grow by asking over and over. What is the same: a look by
the same person at the same thing; whatever somebody not signed in tries, where things that there are not count as one.
Every refused act of a person is an entry of its own. Counts are kept in this process and told in the next entry.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.records.actor import Actor
from assessment.records.columns import Base
from assessment.records.history import REFUSED, append
from assessment.records.permissions import Action, Scope
from assessment.records.schema import History, Matter

if TYPE_CHECKING:
    from assessment.records.database import Database
    from assessment.records.refusals import NotAllowed

LOOKS = frozenset(one.value for one in Action if one.value.endswith("_read"))
SAME_FOR = timedelta(hours=1)
MOST_COUNTED = 10_000
_log = logging.getLogger("assessment.refused")


class Attempt(NamedTuple):
    """What makes attempts the same. `subject_id`: None for anything that there is not."""

    person_id: int | None
    attempted: str
    subject: str
    subject_id: int | None
    expired: bool


@dataclass
class Counted:
    """The entry that stands for an attempt: when and which, and how often it was tried again since."""

    at: datetime
    seq: int
    again: int = 0


class RepeatedAttempts:
    """How often each attempt was made again since it was written down; the oldest are forgotten past MOST_COUNTED."""

    def __init__(self) -> None:
        self._counted: OrderedDict[Attempt, Counted] = OrderedDict()
        self._lock = threading.Lock()

    def is_repeated(self, attempt: Attempt, now: datetime) -> bool:
        """Whether it was written down within the hour; if so it has now been counted."""
        with self._lock:
            known = self._counted.get(attempt)
            if known is None or now - known.at >= SAME_FOR:
                return False
            known.again += 1
            again = known.again
        if str(again).strip("0") == "1":  # the 1st, 10th, 100th …: the log must not grow by asking either
            _log.warning("refused again, %s times since entry %s: %s", again, known.seq, attempt)
        return True

    def written(self, attempt: Attempt, at: datetime, seq: int, again: int = 0) -> None:
        """Count from this entry on."""
        with self._lock:
            self._counted[attempt] = Counted(at, seq, again)
            self._counted.move_to_end(attempt)
            while len(self._counted) > MOST_COUNTED:
                self._counted.popitem(last=False)

    def untold(self, attempt: Attempt) -> int:
        """How often it was tried again since its last entry."""
        with self._lock:
            known = self._counted.get(attempt)
            return known.again if known else 0

    def again_by_entry(self) -> dict[int, int]:
        """How often what an entry stands for was tried again, by the number of the entry."""
        with self._lock:
            return {known.seq: known.again for known in self._counted.values()}


def note_refusal(database: Database, actor: Actor | None, refusal: NotAllowed) -> None:
    """Put a refused attempt into the history, or count it where the same was written down within the hour."""
    matter_id = refusal.subject_id if refusal.subject == Matter.__tablename__ else None
    scope = Scope(refusal.subject, refusal.subject_id, matter_id)
    note_refused(database, actor, str(refusal.action), scope, expired=refusal.expired)


def note_refused(database: Database, actor: Actor | None, attempted: str, scope: Scope, *, expired: bool) -> None:
    """As `note_refusal`, where no right was missing: an invitation that holds no more."""
    repeated, now = database.repeated_attempts, database.now()
    person_id = actor.person_id if actor else None
    # Found out before the lock of writers is taken: whoever asks a thousand times keeps nobody waiting.
    with database.reading() as session:
        unknown = not _exists(session, scope)
    attempt = Attempt(person_id, attempted, scope.subject, None if unknown else scope.subject_id, expired)
    once = person_id is None or attempted in LOOKS
    if once and repeated.is_repeated(attempt, now):
        return
    with database.transaction() as session:
        standing = _written_within_the_hour(session, attempt, now) if once else None
        if standing is not None:
            repeated.written(attempt, standing.at_utc, standing.seq, again=1)
            return
        facts: dict[str, object] = {"attempted": attempted, "expired": expired}
        if again := repeated.untold(attempt):
            facts["untold"] = again
        if unknown:
            facts["unknown"] = True
        head = append(session, actor, REFUSED, scope, facts)
    if once:
        repeated.written(attempt, now, head.seq)


def _exists(session: Session, scope: Scope) -> bool:
    """Whether there is such a thing; things without a table of their own are found by their owners and do exist."""
    table = Base.metadata.tables.get(scope.subject)
    if table is None or scope.subject_id is None or "id" not in table.c:
        return True
    return session.execute(select(table.c.id).where(table.c.id == scope.subject_id)).first() is not None


def _written_within_the_hour(session: Session, attempt: Attempt, now: datetime) -> History | None:
    """The newest entry of the same attempt, written by whichever process."""
    asked = (
        select(History)
        .where(
            History.action == REFUSED,
            History.at_utc > now - SAME_FOR,
            History.subject == attempt.subject,
            History.actor_id == attempt.person_id if attempt.person_id is not None else History.actor_id.is_(None),
        )
        .order_by(History.seq.desc())
    )
    for entry in session.scalars(asked):
        facts = json.loads(entry.facts)
        number = None if facts.get("unknown") else entry.subject_id
        same = Attempt(entry.actor_id, facts.get("attempted", ""), entry.subject, number, bool(facts.get("expired")))
        if same == attempt:
            return entry
    return None
