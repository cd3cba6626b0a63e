"""Compiled kernels: numba with its cache in a writable place, so that a second start is quick.

A read-only install works too: the cache is in the user's own folder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs

F = TypeVar("F", bound=Callable[..., Any])

_CACHE_DIR = Path(platformdirs.user_cache_dir("ennakkovaikutusten-arviointi")) / "kernels"


def _use_writable_cache() -> None:
    """Point numba at the user's cache folder; where that cannot be made, kernels are compiled anew at each start."""
    try:
        _CACHE_DIR.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if not numba.config.CACHE_DIR:
        numba.config.CACHE_DIR = str(_CACHE_DIR)


_use_writable_cache()


def kernel(function: F) -> F:
    """Compile a function over flat arrays; it runs without the interpreter lock, so that threads share both cores."""
    return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
