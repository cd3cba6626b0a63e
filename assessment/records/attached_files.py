"""The bytes of attachments: kept under their hash in a folder that is never served as it is."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from assessment.errors import Fault, Refused
from assessment.records.private_files import OWNERS_FILE, make_private

FOLDER = "attachments"


def store(folder: Path, digest: str, content: bytes) -> None:
    """Write bytes under their hash, whole or not at all; what is there already and whole is left."""
    path = path_of(folder, digest)
    if _is_whole(path, digest, len(content)):
        return
    unfinished = path.with_name(f".{digest}.{secrets.token_hex(4)}")
    try:
        make_private(folder)
        make_private(path.parent)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNERS_FILE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise Refused([Fault("records_full", "attachment")]) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _is_whole(path: Path, digest: str, size: int) -> bool:
    try:
        return path.stat().st_size == size and hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except OSError:  # not there, or it cannot be read: it is written anew
        return False


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
