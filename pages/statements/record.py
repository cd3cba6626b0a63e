"""The record that this server's pages read and write, opened at the first need."""

from __future__ import annotations

import threading

from assessment.records.database import Database, open_database

_lock = threading.Lock()
_opened: list[Database] = []


def the_record() -> Database:
    """The one record of this process. Raises Refused where it cannot be opened; the next request tries again."""
    with _lock:
        if not _opened:
            _opened.append(open_database())
        return _opened[0]
