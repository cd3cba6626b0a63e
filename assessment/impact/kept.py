"""What was computed once is kept for the next question, within a limit; safe between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """Results by what they depend on; the one not asked for longest leaves first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        """Whether a result is kept under the key."""
        with self._lock:
            return key in self._results

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The result kept under the key, else computed and kept. Two threads may both compute: the first one counts."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                found: T = self._results[key]
                return found
        computed = compute()
        with self._lock:
            kept: T = self._results.setdefault(key, computed)
            while len(self._results) > self._limit:
                self._results.popitem(last=False)
        return kept
