"""The key of the history, kept outside the database: whoever can edit the database cannot rewrite the history."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from assessment.errors import Fault, Refused

KEY_FILE = "history.key"
SHORTEST_KEY = 32


def read_key(folder: Path, new_record: bool) -> bytes:
    """The key from HISTORY_KEY (at least 32 characters), else from `history.key` in the folder.

    A new record gets a new key. Without its key an existing history could be neither continued nor verified: Refused
    with `history_key_missing`.
    """
    if given := os.environ.get("HISTORY_KEY"):
        if len(given) < SHORTEST_KEY:
            raise Refused([Fault("history_key_short", "HISTORY_KEY", facts={"least": SHORTEST_KEY})])
        return given.encode()
    path = folder / KEY_FILE
    if new_record and not path.exists():
        _write_new_key(path)
    try:
        key = path.read_bytes().strip()
    except FileNotFoundError:
        raise Refused([Fault("history_key_missing", KEY_FILE, value=str(path))]) from None
    if len(key) < SHORTEST_KEY:
        raise Refused([Fault("history_key_short", KEY_FILE, facts={"least": SHORTEST_KEY})])
    return key


def _write_new_key(path: Path) -> None:
    """Write a key that only the owner may read; when another process was first, theirs stands."""
    unfinished = path.with_name(f"{KEY_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
