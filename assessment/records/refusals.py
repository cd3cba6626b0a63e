"""Why the record says no: not allowed, somebody was first, something is missing.

Bad input is `assessment.errors.Refused`.
"""

from __future__ import annotations

from datetime import datetime


class NotAllowed(Exception):  # noqa: N818 - an answer to the user, not an error of ours
    """The actor may not do this, or the sign-in has run out (`expired`). The attempt is written to the history."""

    def __init__(self, action: str, subject: str = "", subject_id: int | None = None, expired: bool = False) -> None:
        self.action, self.subject, self.subject_id, self.expired = action, subject, subject_id, expired
        super().__init__(f"{action} {subject} {subject_id or ''}".rstrip())


class Conflict(Exception):  # noqa: N818 - an answer to the user, not an error of ours
    """Somebody else changed the same thing first: who and when. The loser's text is still the loser's to keep."""

    def __init__(self, subject: str, subject_id: int | None, by_name: str, at: datetime | None) -> None:
        self.subject, self.subject_id, self.by_name, self.at = subject, subject_id, by_name, at
        super().__init__(f"{subject} {subject_id} was changed by {by_name or '?'} at {at}")


class MissingForDecision(Exception):  # noqa: N818 - an answer to the user, not an error of ours
    """A decision cannot be recorded yet; `missing` names every body whose statement is missing, as (name, state)."""

    def __init__(self, missing: tuple[tuple[str, str], ...]) -> None:
        self.missing = missing
        super().__init__("; ".join(f"{name}: {state}" for name, state in missing))


class NotFound(Exception):  # noqa: N818 - an answer to the user, not an error of ours
    """There is no such thing on record."""

    def __init__(self, subject: str, subject_id: int | str) -> None:
        self.subject, self.subject_id = subject, subject_id
        super().__init__(f"{subject} {subject_id}")
