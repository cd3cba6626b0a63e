"""Where an input file came from: owner, licence, date, certainty and the digest of its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.errors import Fault, Refused

CERTAINTIES = ("measured", "estimated", "modelled")


@dataclass(frozen=True)
class Source:
    """One input file and where it came from.

    `file` is the name without its folder, so that results do not depend on where the data lie. `date` is an ISO date
    or a year. `certainty` is one of CERTAINTIES. What is not known is an empty string.
    """

    file: str
    sha256: str
    owner: str = ""
    licence: str = ""
    date: str = ""
    certainty: str = "measured"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes as 64 hexadecimal digits.

    Raises Refused (`file_missing`, `file_unreadable`) when the file is not there or cannot be opened.
    """
    must_be_readable(path)
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise Refused([Fault("file_unreadable", path.name, facts={"reason": _reason(error)})]) from error


def source_of(path: Path, described: Mapping[str, object] | None = None) -> Source:
    """The Source of a file, described by a mapping with any of owner, licence, date and certainty.

    Raises Refused when the file cannot be read or the certainty is none of CERTAINTIES.
    """
    described = described or {}
    words = {key: str(described.get(key) or "").strip() for key in ("owner", "licence", "date", "certainty")}
    certainty = words["certainty"] or "measured"
    if certainty not in CERTAINTIES:
        expected = ", ".join(CERTAINTIES)
        raise Refused(
            [Fault("certainty_unknown", path.name, field="certainty", value=certainty, facts={"expected": expected})]
        )
    return Source(path.name, sha256_of(path), words["owner"], words["licence"], words["date"], certainty)


def must_be_readable(path: Path) -> None:
    """Raise Refused when a path is not an existing, non-empty file (`file_missing`, `file_empty`)."""
    if not path.is_file():
        raise Refused([Fault("file_missing", path.name)])
    if path.stat().st_size == 0:
        raise Refused([Fault("file_empty", path.name)])


def _reason(error: OSError) -> str:
    """The system's reason without the path, which may hold a person's name."""
    return error.strerror or type(error).__name__
