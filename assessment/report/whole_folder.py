"""Write files into a folder, all of them or none: first aside, then put in place, and back again when that fails."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from assessment.errors import Fault, Refused


def write_whole(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files, by name, into the folder, which is made when it is not there; other files in it stay.

    Raises Refused (`output_not_folder`, `output_unwritable` with the system's reason); then the folder is as it was.
    """
    if folder.exists() and not folder.is_dir():
        raise Refused([Fault("output_not_folder", folder.name)])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder, so that putting in place is a rename on the same disk.
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise Refused([_unwritable(folder, error)]) from error
    try:
        new = aside / "new"
        new.mkdir()
        for name, content in files.items():
            _write(new / name, content)
        if folder.exists():
            _replace_all(files, new, folder, aside)
        else:
            new.replace(folder)
    except OSError as error:
        raise Refused([_unwritable(folder, error)]) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _replace_all(files: Mapping[str, bytes], new: Path, folder: Path, aside: Path) -> None:
    """Put the new files in the places of the old ones; when one fails, the old ones come back."""
    old = aside / "old"
    old.mkdir()
    placed: list[str] = []
    try:
        for name in files:
            if (folder / name).is_dir():  # somebody's own: not ours to move away
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if (folder / name).exists():
                (folder / name).replace(old / name)
            placed.append(name)
            (new / name).replace(folder / name)
    except OSError:
        for name in files:
            if name in placed:
                with contextlib.suppress(OSError):
                    (folder / name).unlink(missing_ok=True)
            if (old / name).exists():
                (old / name).replace(folder / name)
        raise


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _unwritable(folder: Path, error: OSError) -> Fault:
    return Fault("output_unwritable", folder.name, facts={"reason": error.strerror or type(error).__name__})
