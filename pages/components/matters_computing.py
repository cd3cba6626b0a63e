"""Long work of a matter in a thread of its own, in sight: how far it is, and a button to cancel."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st

from assessment.assess import Query, assess, modes_possible, prepare
from assessment.report.told_journeys import journeys_of
from pages.components.municipality import day_and_window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from assessment.assess import Impact, Progress
    from assessment.inputs.municipality import Municipality
    from assessment.records.frozen_maps import FrozenJourney
    from assessment.scenario import Scenario
    from pages.components.reader import Reader

Result = TypeVar("Result")

CANCELLED = "work_cancelled"
# The parts of the work: getting ready (networks, today's ways), the alternatives, the journeys told.
_READY, _ASSESSED = 0.4, 0.85


class Cancelled(Exception):  # noqa: N818 - the user's wish, not an error
    """The user cancelled the work; nothing of it was kept."""


@dataclass(frozen=True)
class Computed:
    """An impact, and the journeys of the alternatives asked for, by their names."""

    impact: Impact
    journeys: Mapping[str, Sequence[FrozenJourney]]


@dataclass
class Work(Generic[Result]):
    """Something done in a thread of its own; see `begun`."""

    done: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)
    progress: float = 0.0
    results: list[Result] = field(default_factory=list)
    error: BaseException | None = None

    def told(self, share: float) -> None:
        """How far the work is; ends it where it was cancelled."""
        self.progress = share
        if self.cancelled.is_set():
            raise Cancelled

    def run(self, do: Callable[[Progress], Result]) -> None:
        """Do the work in this thread."""
        try:
            self.results.append(do(self.told))
        except BaseException as error:
            self.error = error
        finally:
            self.done.set()

    def outcome(self) -> Result:
        """What came of the work that is done. Raises Cancelled, and what the work raised."""
        if self.error is not None:
            raise self.error
        return self.results[0]


def begun(do: Callable[[Progress], Result]) -> Work[Result]:
    """The work, begun. `do` tells its progress in 0..1, which raises once it is cancelled: it writes after that."""
    work: Work[Result] = Work()
    threading.Thread(target=work.run, args=(do,), daemon=True).start()
    return work


def watched(reader: Reader, text: str, key: str, work: Work[Result], ends_with_page: bool = True) -> Result:
    """What came of the work, while a bar shows how far it is. Raises Cancelled, and what the work raised.

    A new run of the page (another choice, the button) ends the wait; the work too, unless it is others' as well.
    """

    def cancel() -> None:
        work.cancelled.set()
        st.session_state[CANCELLED] = True

    shown = st.empty()
    with shown.container():
        bar = st.progress(min(1.0, work.progress), text=text)
        st.button(reader.t("progress.cancel"), key=f"cancel_{key}", on_click=cancel)
        try:
            while not work.done.wait(0.2):
                bar.progress(min(1.0, work.progress), text=text)
        finally:
            if ends_with_page and not work.done.is_set():
                work.cancelled.set()
    shown.empty()
    return work.outcome()


def compute_in_sight(
    reader: Reader,
    place: Municipality,
    scenarios: Sequence[Scenario],
    kinds: Sequence[str],
    day: str,
    tell: Sequence[str] = (),
) -> Computed:
    """The impact of scenarios on services of these kinds (none = all), journeys told of those named in `tell`.

    Raises Cancelled; Refused with the faults of the scenarios.
    """

    def do(progress: Progress) -> Computed:
        def part(start: float, end: float) -> Progress:
            return lambda share: progress(start + (end - start) * share)

        date, window = day_and_window(place, day)
        query = Query(date, window, kinds=tuple(kinds) or None, modes=modes_possible(place))
        baseline = prepare(place, query, part(0.0, _READY))
        impact = assess(baseline, scenarios, None, part(_READY, _ASSESSED))
        return Computed(impact, journeys_of(baseline, impact, tell, part(_ASSESSED, 1.0)))

    return watched(reader, reader.t("matters.computing"), "computing", begun(do))


def take_cancelled() -> bool:
    """Whether the last work was cancelled; told once."""
    return bool(st.session_state.pop(CANCELLED, False))
