"""How far the headline figures move when what is assumed moves: asked for by a button, computed in sight, kept.

It takes an assessment for each end of each range, some ten seconds on the example: nobody waits for it unasked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from assessment.assess import sensitivity
from pages.components import computing
from pages.components.computing import Cancelled, Question
from pages.components.markup import Markup, show
from pages.components.municipality import data_folder
from pages.components.sensitivity_chart import show_sensitivity

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from assessment.scenario import Scenario
    from pages.components.computing import Answer
    from pages.components.reader import Reader
    from pages.components.view import View

KEPT = 20
POLL_S = 0.2


@dataclass
class _Work:
    done: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)
    progress: float = 0.0
    table: pd.DataFrame | None = None
    error: BaseException | None = None


_known: OrderedDict[tuple[Path, Question], pd.DataFrame] = OrderedDict()
_keeping = threading.Lock()


def show_what_moves(reader: Reader, view: View, answer: Answer, scenario: Scenario) -> None:
    """The button, then the work with how far it is, then what moves the figures."""
    t = reader.t
    question = Question(view.day, view.kind, (view.group,), (view.mode,), (scenario,))
    with _keeping:
        table = _known.get((data_folder(), question))
    if table is None and st.session_state.get("sensitivity_asked") == question:
        table = _computed_in_sight(reader, question, view.mode)
    if table is None:
        show(Markup('<p class="hint">{}</p>').format(t("sensitivity.text")))
        st.button(t("sensitivity.compute"), key="sensitivity_compute", on_click=_ask, args=(question,))
        return
    show_sensitivity(reader, view, answer, table)


def _ask(question: Question) -> None:
    st.session_state["sensitivity_asked"] = question


def _forget() -> None:
    st.session_state.pop("sensitivity_asked", None)


def _computed_in_sight(reader: Reader, question: Question, mode: str) -> pd.DataFrame | None:
    """The table; None where the user cancelled. Leaving the page cancels too."""
    work = _Work()
    threading.Thread(target=_run, args=(question, mode, work), daemon=True).start()
    place = st.empty()
    with place.container(key="sensitivity_progress"):
        bar = st.progress(0.0, text=reader.t("sensitivity.progress"))
        st.button(reader.t("progress.cancel"), key="sensitivity_cancel", on_click=_forget)
        try:
            while not work.done.wait(POLL_S):
                bar.progress(min(1.0, work.progress), text=reader.t("sensitivity.progress"))
        finally:
            # A new run of the page ends this wait: nobody needs the answer any more.
            if not work.done.is_set():
                work.cancelled.set()
    place.empty()
    if isinstance(work.error, Cancelled):
        return None
    if work.error is not None:
        _forget()
        raise work.error
    return work.table


def _run(question: Question, mode: str, work: _Work) -> None:
    def progress(share: float) -> None:
        work.progress = share
        if work.cancelled.is_set():
            raise Cancelled

    try:
        baseline, query = computing._baseline(question, progress)
        work.table = sensitivity(baseline, question.scenarios[0], query, mode, progress)
        with _keeping:
            _known[data_folder(), question] = work.table
            while len(_known) > KEPT:
                _known.popitem(last=False)
    except BaseException as error:
        work.error = error
    finally:
        work.done.set()
