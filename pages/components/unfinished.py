"""What was unfinished when a sign-in ran out: kept by the server until the same person has signed in again.

Signing in begins a new session, and Streamlit forgets the old one. The alternatives being planned and the texts in
forms wait here, in this process's memory, for the person whose they are; nobody else can ask for them.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from assessment.records.people import Claims

# Our judgement: until the end of the next working day, and for more people than plan at once.
KEPT_SECONDS = 36 * 3600
MOST_PEOPLE = 200
PLANNED = ("alternatives", "alternative")
_PLAIN = (str, int, float, dt.date, dt.time, type(None))

_lock = threading.Lock()
_kept: OrderedDict[tuple[str, str], tuple[float, dict[str, Any]]] = OrderedDict()


def keep(claims: Claims, state: Mapping[Any, Any]) -> None:
    """Keep what a session holds that somebody wrote or planned; what is kept already and not held now stays."""
    found = {str(key): value for key, value in state.items() if _is_work(str(key), value)}
    if not found:
        return
    with _lock:
        _forget_old()
        _, before = _kept.pop(_whose(claims), (0.0, {}))
        _kept[_whose(claims)] = (time.monotonic(), before | found)
        while len(_kept) > MOST_PEOPLE:
            _kept.popitem(last=False)


def give_back(claims: Claims, state: MutableMapping[Any, Any]) -> bool:
    """Put what is kept into a session that has just begun, once; whether there was anything."""
    with _lock:
        _forget_old()
        _, found = _kept.pop(_whose(claims), (0.0, {}))
    for key, value in found.items():
        if key not in state:
            state[key] = value
    return bool(found)


def _is_work(key: str, value: Any) -> bool:
    """Whether it is a field of a form (`form.field`), the version it was begun from, or an alternative."""
    if key in PLANNED:
        return True
    if "." in key:
        return isinstance(value, _PLAIN) or (
            isinstance(value, (list, tuple)) and all(isinstance(one, _PLAIN) for one in value)
        )
    return key.endswith(":version")


def _whose(claims: Claims) -> tuple[str, str]:
    return claims.issuer, claims.subject


def _forget_old() -> None:
    oldest = time.monotonic() - KEPT_SECONDS
    for key in [key for key, (at, _) in _kept.items() if at < oldest]:
        del _kept[key]
