"""The record's files are their owner's only: nobody else on the same machine reads them."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

from sqlalchemy.engine import URL

from assessment.records.history_key import KEY_FILE

OWNERS_FOLDER, OWNERS_FILE = 0o700, 0o600
# What lies in the folder of a record beside SQLite's files.
OWN_NAMES = frozenset({"attachments", "backups", KEY_FILE})
_OTHERS = 0o077
_SQLITE_ENDINGS = ("", "-wal", "-shm", "-journal")
_log = logging.getLogger("assessment.records")


def make_private(folder: Path) -> None:
    """Make a folder that only its owner opens; one that is there already is left as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=OWNERS_FOLDER, exist_ok=True)


def keep_private(folder: Path, url: URL) -> None:
    """Take from others what they may do with a record's files, before anything of it is opened.

    SQLite gives its log the rights of its file, so that file is made here where there is none yet. Where the system
    lets nobody change rights, none are changed, and the log says so.
    """
    file = Path(str(url.database)) if url.get_backend_name() == "sqlite" else None
    databases = [] if file is None else [file.with_name(file.name + ending) for ending in _SQLITE_ENDINGS]
    try:
        if file is not None and not file.exists():
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT, OWNERS_FILE))
        for one in databases:
            _tighten(one)
        for name in OWN_NAMES:
            _tighten_all(folder / name)
        ours = OWN_NAMES | {one.name for one in databases}
        # A folder that holds other things too, or is everybody's like /tmp, is not ours to close.
        if all(one.name in ours for one in folder.iterdir()) and not folder.stat().st_mode & stat.S_ISVTX:
            _tighten(folder)
    except OSError as error:
        _log.warning("the rights of the record's files could not be changed: %s", error)


def _tighten_all(path: Path) -> None:
    """A file, or a folder with all in it; the folder itself last, as it shows that the rest has been done."""
    if path.is_symlink() or not path.exists() or not path.stat().st_mode & _OTHERS:
        return
    for place, _, files in os.walk(path, topdown=False):
        for name in files:
            _tighten(Path(place, name))
        _tighten(Path(place))
    _tighten(path)


def _tighten(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
        if mode & _OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
    except FileNotFoundError:  # SQLite takes its log away when the last one closes
        return
