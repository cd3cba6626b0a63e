"""Compiled kernels: numba with its cache in a writable place, so that a second start is quick.

A read-only install works too: the cache is in the user's own folder. Where there is no place for it, or the disk is
full, kernels are compiled anew at each start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs
from filelock import FileLock
from numba.core.caching import FunctionCache

F = TypeVar("F", bound=Callable[..., Any])

_ENGINE = Path(__file__).resolve().parent
# Where kernels lie, and the constants that are compiled into them.
_KERNEL_FOLDERS = ("network", "travel_times", "impact")
_LOCK_WAIT_S = 60.0


def cache_folder() -> Path:
    """Where the compiled kernels of exactly this program lie.

    Numba looks at the file of a kernel alone: one that calls a kernel of another file would stay as it was when only
    that other file changed. So each state of the engine has a folder of its own.
    """
    told = hashlib.sha256()
    for folder in _KERNEL_FOLDERS:
        for path in sorted((_ENGINE / folder).glob("*.py")):
            told.update(path.read_bytes())
    return Path(platformdirs.user_cache_dir("ennakkovaikutusten-arviointi")) / "kernels" / told.hexdigest()[:16]


def _use_writable_cache() -> None:
    """Point numba at the user's cache folder, where one can be made."""
    if numba.config.CACHE_DIR:
        return
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    numba.config.CACHE_DIR = str(folder)


_use_writable_cache()


class OneAtATime(FunctionCache):  # type: ignore[misc]  # numba has no types
    """Numba's cache of one kernel, written by one process at a time and not read meanwhile.

    Numba's own lets two processes that compile the same kernel for two kinds of arguments take the same file for both,
    and a third would run the one where it means the other (numba issues 4807 and 10128). A disk that cannot be written
    (OSError), or a lock that another holds for too long (filelock's Timeout is one), is no reason not to compute.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The kernel compiled for a signature, None where it is not in the cache."""
        with suppress(OSError), self._lock():
            return super().load_overload(sig, target_context)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the kernel compiled for a signature, where it can be kept."""
        with suppress(OSError), self._lock():
            super().save_overload(sig, data)

    def _lock(self) -> FileLock:
        folder = Path(self.cache_path)
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / "one-at-a-time.lock", timeout=_LOCK_WAIT_S)


def kernel(function: F) -> F:
    """Compile a function over flat arrays; it runs without the interpreter lock, so that threads share both cores."""
    compiled = numba.njit(nogil=True, error_model="numpy")(function)
    with suppress(RuntimeError):  # numba found no folder at all that can be written
        compiled._cache = OneAtATime(function)
    return cast("F", compiled)
