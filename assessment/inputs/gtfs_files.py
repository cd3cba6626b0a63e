"""Opens a GTFS feed, a zip or a folder, and hands out the bytes of its tables.

The tables lie in the root or in a single subfolder. What cannot be opened is a fault, never an exception of zipfile's.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assessment.errors import Fault, FaultLog, Refused
from assessment.inputs.provenance import Source, sha256_of, source_of

MAX_TABLE_GIB = 2
"""A table larger than this is refused unread: 10 million rows of stop_times take about 0.6 GiB."""


@dataclass(frozen=True)
class FeedFiles:
    """One feed: its name, where it came from, and which of its tables lie where.

    `name` is the file name without the ending; `members` maps a table's file name to its path inside the zip or folder.
    """

    path: Path
    name: str
    source: Source
    members: Mapping[str, str]

    def label(self, table: str) -> str:
        """How a table is named in faults: "kuopio.zip/stop_times.txt"."""
        return f"{self.path.name}/{table}"

    def read(self, table: str, log: FaultLog) -> bytes | None:
        """The bytes of a table; None when the feed has no such table or it cannot be read (logged)."""
        member = self.members.get(table)
        if member is None:
            return None
        if self.path.is_dir():
            try:
                return (self.path / member).read_bytes()
            except OSError as error:
                log.add(Fault("gtfs_file_unreadable", self.label(table), facts={"reason": error.strerror or ""}))
                return None
        try:
            with zipfile.ZipFile(self.path) as archive:
                if archive.getinfo(member).file_size > MAX_TABLE_GIB * 1024**3:
                    log.add(Fault("gtfs_file_too_large", self.label(table), facts={"limit_gib": MAX_TABLE_GIB}))
                    return None
                return archive.read(member)
        except _ZIP_FAULTS as error:
            log.add(Fault("gtfs_file_unreadable", self.label(table), facts={"reason": str(error)[:200]}))
            return None


# What zipfile raises for damaged, encrypted or exotically packed members (RuntimeError: encrypted).
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
)


def open_feed(path: Path, described: Mapping[str, object] | None, log: FaultLog) -> FeedFiles | None:
    """Open a feed; None when it is no zip, holds a zip in the place of tables, or holds no tables (logged)."""
    try:
        if path.is_dir():
            files = (p for pattern in ("*", "*/*") for p in path.glob(pattern) if p.is_file())
            names = sorted(p.relative_to(path).as_posix() for p in files)
            name, source = path.name, _source_of_folder(path, names, described)
        else:
            name, source = path.stem, source_of(path, described)
            names = _names_in_zip(path)
    except Refused as refused:
        for fault in refused.faults:
            log.add(fault)
        return None
    except _ZIP_FAULTS:
        log.add(Fault("not_a_zip", path.name))
        return None
    members, folders = _tables(names)
    if len(folders) > 1:
        log.add(Fault("gtfs_several_folders", path.name, value=", ".join(sorted(folders))))
        return None
    if not members:
        nested = [n for n in names if n.lower().endswith(".zip")]
        code = "zip_in_zip" if nested else "gtfs_no_tables"
        log.add(Fault(code, path.name, value=nested[0] if nested else None))
        return None
    return FeedFiles(path, name, source, members)


def _names_in_zip(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [info.filename for info in archive.infolist() if not info.is_dir()]


def _tables(names: list[str]) -> tuple[dict[str, str], set[str]]:
    """Table name -> member, from the root if tables are there, else from the subfolders that hold any."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        member = PurePosixPath(name.replace("\\", "/"))
        # What a Mac adds to zips looks like tables but is not.
        if member.suffix.lower() not in (".txt", ".geojson") or "__MACOSX" in member.parts or member.name[0] == ".":
            continue
        found.setdefault(member.parent.as_posix(), {})[member.name.lower()] = name
    if "." in found and _KNOWN & found["."].keys():
        return found["."], {"."}
    found = {folder: tables for folder, tables in found.items() if _KNOWN & tables.keys()}
    first = next(iter(found.values()), {})
    return first, set(found)


_KNOWN = {"agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "calendar.txt", "calendar_dates.txt"}


def _source_of_folder(path: Path, names: list[str], described: Mapping[str, object] | None) -> Source:
    """A folder's Source: the digest is taken over the sorted names and digests of its tables."""
    tables = [n for n in names if n.lower().endswith(".txt")]
    if not tables:
        raise Refused([Fault("gtfs_no_tables", path.name)])
    digest = hashlib.sha256()
    for name in tables:
        # An empty table has a digest too; that it is empty is found when it is read.
        sha = sha256_of(path / name) if (path / name).stat().st_size else hashlib.sha256(b"").hexdigest()
        digest.update(f"{name}\0{sha}\n".encode("utf-8", "surrogateescape"))
    words = source_of(path / tables[0], described) if (path / tables[0]).stat().st_size else Source("", "")
    return Source(path.name, digest.hexdigest(), words.owner, words.licence, words.date, words.certainty)
