"""Computes the alternatives of a matter in a thread of its own, in sight: how far it is, and a button to cancel."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import streamlit as st

from assessment.assess import Query, assess, modes_possible, prepare
from pages.components.municipality import day_and_window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assessment.assess import Impact
    from assessment.inputs.municipality import Municipality
    from assessment.scenario import Scenario
    from pages.components.reader import Reader

CANCELLED = "freezing_cancelled"
# The halves of the work: getting ready (networks, today's ways) and the alternatives.
_READY = 0.4


class Cancelled(Exception):  # noqa: N818 - the user's wish, not an error
    """The user cancelled the work."""


@dataclass
class _Work:
    done: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)
    progress: float = 0.0
    impact: Impact | None = None
    error: BaseException | None = None


def compute_in_sight(
    reader: Reader, place: Municipality, scenarios: Sequence[Scenario], kinds: Sequence[str], day: str
) -> Impact | None:
    """The impact of scenarios on services of these kinds (none = all); None when cancelled. Raises Refused.

    A new run of the page (another choice, the button) ends the wait and the work; nothing is half done by it.
    """
    work = _Work()
    threading.Thread(target=_run, args=(work, place, tuple(scenarios), tuple(kinds), day), daemon=True).start()

    def cancel() -> None:
        work.cancelled.set()
        st.session_state[CANCELLED] = True

    shown = st.empty()
    with shown.container():
        bar = st.progress(0.0, text=reader.t("matters.computing"))
        st.button(reader.t("progress.cancel"), key="cancel_freezing", on_click=cancel)
        try:
            while not work.done.wait(0.2):
                bar.progress(min(1.0, work.progress), text=reader.t("matters.computing"))
        finally:
            if not work.done.is_set():
                work.cancelled.set()
    shown.empty()
    if isinstance(work.error, Cancelled):
        return None
    if work.error is not None:
        raise work.error
    return work.impact


def take_cancelled() -> bool:
    """Whether the last work was cancelled; told once."""
    return bool(st.session_state.pop(CANCELLED, False))


def _run(work: _Work, place: Municipality, scenarios: tuple[Scenario, ...], kinds: tuple[str, ...], day: str) -> None:
    def progress_of(start: float, share: float) -> None:
        work.progress = start + (_READY if start == 0 else 1 - _READY) * share
        if work.cancelled.is_set():
            raise Cancelled

    try:
        date, window = day_and_window(place, day)
        query = Query(date, window, kinds=kinds or None, modes=modes_possible(place))
        baseline = prepare(place, query, lambda share: progress_of(0.0, share))
        work.impact = assess(baseline, scenarios, None, lambda share: progress_of(_READY, share))
    except BaseException as error:
        work.error = error
    finally:
        work.done.set()


def named(scenario: Scenario, label: str) -> Scenario:
    """The scenario under the alternative's name in the matter."""
    return replace(scenario, name=label)
