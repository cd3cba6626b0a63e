"""Asks the engine for an impact and keeps the answers; long work shows how far it is and can be cancelled.

The engine works in a thread of its own, the page waits beside it. Answers are kept by what was asked, so that a view
seen before is shown again at once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from assessment.assess import Query, assess, prepare
from assessment.impact.disclosure import protected
from assessment.scenario import Scenario
from pages.components.figures import Figures
from pages.components.markup import Markup, show
from pages.components.municipality import data_folder, day_and_window, municipality
from pages.components.view import DEFAULTS, GROUPS, MODES, kinds_of, modes_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from assessment.assess import Baseline, Impact
    from assessment.inputs.municipality import Municipality
    from pages.components.reader import Reader

ANSWERS_KEPT = 60
BASELINES_KEPT = 6
PATIENCE_S = 1.0  # the old figures stay alone for this long; then the progress bar comes


class Cancelled(Exception):  # noqa: N818 - the user's wish, not an error
    """The user cancelled the work."""


@dataclass(frozen=True)
class Question:
    """What is asked of the engine; `day` as day_choice writes it."""

    day: str
    kind: str
    groups: tuple[str, ...]
    modes: tuple[str, ...]
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, eq=False)
class Answer:
    """An impact with its figures ready to be looked up; small counts are blank already."""

    impact: Impact
    table: pd.DataFrame
    figures: Figures

    def certainty(self, group: str) -> str:
        """Whether the group's size is measured, estimated or modelled, as the engine accounts for it."""
        groups = self.impact.provenance["groups"]
        return str(groups[group]) if isinstance(groups, dict) else "estimated"

    def about(self, group: str) -> bool:
        """Whether counts of the group are told as about so many."""
        return self.certainty(group) != "measured"


@dataclass
class _Work:
    done: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)
    progress: float = 0.0
    answer: Answer | None = None
    error: BaseException | None = None


_answers: OrderedDict[tuple[Path, Question], Answer] = OrderedDict()
_baselines: OrderedDict[tuple[Path, str], Baseline] = OrderedDict()
_keeping = threading.Lock()
_preparing = threading.Lock()


def ask(question: Question) -> Answer:
    """The answer, computed here and now when it is not known."""
    return _compute(question, _Work())


def ask_with_progress(reader: Reader, question: Question, place: DeltaGenerator) -> Answer | None:
    """The answer; over a second shows a progress bar and a button to cancel in the place given.

    The place is there at every run, so that nothing else on the page moves and the old figures stay where they are,
    dimmed. None when the user cancelled: then the page says so and offers to compute again.
    """
    known = _known(question)
    if known is not None:
        return known
    if st.session_state.get("cancelled") == question:
        with place.container():
            show(Markup('<div class="notice" role="status"><p>{}</p></div>').format(reader.t("progress.cancelled")))
            st.button(reader.t("progress.again"), key="compute_again", on_click=_forget_cancelling)
        return None
    work = _Work()
    threading.Thread(target=_run, args=(question, work), daemon=True).start()
    if not work.done.wait(PATIENCE_S):
        _wait_in_sight(reader, question, work, place)
    if work.error is not None:
        if isinstance(work.error, Cancelled):
            return None
        raise work.error
    return work.answer


def compute_first_view() -> None:
    """Compute what the first visitor sees, so that it is ready."""
    place = municipality()
    kind = kinds_of(place)[0]
    modes = asked_modes(modes_of(place)[0])
    ask(Question(DEFAULTS["day"], kind, (DEFAULTS["group"],), modes, (Scenario("VE1"),)))


def asked_modes(mode: str) -> tuple[str, ...]:
    """The modes that the key figures of a view need: its own, and walking for the distance."""
    return tuple(name for name in MODES if name in (mode, "walk"))


def all_groups_and_modes(place: Municipality) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every group, and every mode that the municipality has the data for, in the order of the screen."""
    return GROUPS, modes_of(place)


def _forget_cancelling() -> None:
    st.session_state.pop("cancelled", None)


def _wait_in_sight(reader: Reader, question: Question, work: _Work, place: DeltaGenerator) -> None:
    """Show how far the work is until it ends; leaving the page or pressing the button cancels it."""

    def cancel() -> None:
        work.cancelled.set()
        st.session_state["cancelled"] = question

    with place.container(key="progress"):
        bar = st.progress(0.0, text=reader.t("progress.text"))
        st.button(reader.t("progress.cancel"), key="cancel_work", on_click=cancel)
        try:
            while not work.done.wait(0.2):
                bar.progress(min(1.0, work.progress), text=reader.t("progress.text"))
        finally:
            # A new run of the page (another choice, the button) ends this wait; nobody needs the answer any more.
            if not work.done.is_set():
                work.cancelled.set()
    place.empty()


def _run(question: Question, work: _Work) -> None:
    try:
        work.answer = _compute(question, work)
    except BaseException as error:
        work.error = error
    finally:
        work.done.set()


def _compute(question: Question, work: _Work) -> Answer:
    known = _known(question)
    if known is not None:
        return known

    def progress(share: float) -> None:
        work.progress = share
        if work.cancelled.is_set():
            raise Cancelled

    baseline, query = _baseline(question, progress)
    impact = assess(baseline, question.scenarios, query, progress)
    table = protected(impact.table)
    answer = Answer(impact, table, Figures(table))
    with _keeping:
        _answers[data_folder(), question] = answer
        while len(_answers) > ANSWERS_KEPT:
            _answers.popitem(last=False)
    return answer


def _known(question: Question) -> Answer | None:
    with _keeping:
        answer = _answers.get((data_folder(), question))
        if answer is not None:
            _answers.move_to_end((data_folder(), question))
        return answer


def _baseline(question: Question, progress: Callable[[float], None]) -> tuple[Baseline, Query]:
    place = municipality()
    date, window = day_and_window(place, question.day)
    query = Query(date=date, window=window, kinds=(question.kind,), modes=question.modes, groups=question.groups)
    with _preparing:
        key = (data_folder(), question.day)
        if key not in _baselines:
            _baselines[key] = prepare(place, query, progress)
            while len(_baselines) > BASELINES_KEPT:
                _baselines.popitem(last=False)
        return _baselines[key], query
