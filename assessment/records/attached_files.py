"""The bytes of attachments: kept under their hash in a folder that is never served as it is."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from assessment.errors import Fault, Refused

FOLDER = "attachments"


def store(folder: Path, digest: str, content: bytes) -> None:
    """Write bytes under their hash, whole or not at all; what is there already is left."""
    path = path_of(folder, digest)
    if path.exists() and path.stat().st_size == len(content):
        return
    unfinished = path.with_name(f".{digest}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise Refused([Fault("records_full", "attachment")]) from error
    finally:
        unfinished.unlink(missing_ok=True)


def path_of(folder: Path, digest: str) -> Path:
    """Where the bytes of a hash lie."""
    return folder / digest[:2] / digest


def digest_of(folder: Path, digest: str) -> str:
    """The hash of the bytes that lie under a hash; raises OSError where there are none to read."""
    with path_of(folder, digest).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
