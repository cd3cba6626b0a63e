"""What a page asks for again and again while it reads one moment of the record is asked of the database once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")


def asked_once(session: Session, what: Hashable, ask: Callable[[], T]) -> T:
    """The answer, remembered as long as the session reads; where it writes, the answer may change and is asked anew.

    A row is held by it, too: a session forgets rows that nobody holds, and would read them once more.
    """
    if not session.info.get("reading"):
        return ask()
    known: dict[Hashable, Any] = session.info.setdefault("asked_once", {})
    if what not in known:
        known[what] = ask()
    answer: T = known[what]
    return answer


def remember(session: Session, what: Hashable, answer: object) -> None:
    """Let `asked_once` know an answer that came with others."""
    asked_once(session, what, lambda: answer)
