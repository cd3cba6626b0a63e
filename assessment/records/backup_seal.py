"""The seal of a backup: whoever changes, adds or takes away a part of it needs the history's key to seal it again.

What the history does not tell (roles, drafts, who may read what) is held by nothing else in a backup.
"""

from __future__ import annotations

import hashlib
import hmac
import zipfile
from collections.abc import Mapping
from typing import Any

from assessment.records.canonical import canonical_json

MANIFEST = "manifest.json"
SEAL = "seal"
BYTES_AT_ONCE = 1024 * 1024
# Of one part, unpacked: a part that says it is larger is none of ours, and is not unpacked.
LARGEST_MEMBER_BYTES = 4 * 1024**3


def seal_of_backup(key: bytes, manifest: Mapping[str, Any], digests: Mapping[str, str]) -> str:
    """The seal over the manifest and the SHA-256 of every other part by its name."""
    derived = hmac.new(key, b"backups: the seal over all parts, 1", hashlib.sha256).digest()
    told = {name: value for name, value in manifest.items() if name != SEAL}
    return hmac.new(derived, canonical_json([told, dict(digests)]).encode(), hashlib.sha256).hexdigest()


def holds(key: bytes, manifest: Mapping[str, Any], archive: zipfile.ZipFile) -> bool:
    """Whether a backup is as it was sealed. Raises ValueError for a part that is too large."""
    names = archive.namelist()
    if len(names) != len(set(names)):
        return False
    digests = {name: digest_of(archive, name) for name in names if name != MANIFEST}
    return hmac.compare_digest(seal_of_backup(key, manifest, digests).encode(), str(manifest.get(SEAL)).encode())


def digest_of(archive: zipfile.ZipFile, name: str) -> str:
    """SHA-256 of a part, a little of it in memory at a time."""
    if archive.getinfo(name).file_size > LARGEST_MEMBER_BYTES:
        raise ValueError(name)
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while piece := member.read(BYTES_AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def read_part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A part whole, at most so many bytes. Raises ValueError where it is larger, KeyError where it is not there."""
    if archive.getinfo(name).file_size > most:
        raise ValueError(name)
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ValueError(name)
    return content
