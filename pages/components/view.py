"""What the reader looks at: service kind, alternative, group, way of travelling, day type, and what the map shows.

The session holds it, the address tells it: a link opens the same view, and the browser's Back button is an undo.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from assessment.assess import modes_possible
from pages.components import alternatives
from pages.components.day_choice import USUAL, choose_day, read_choice
from pages.components.markup import label
from pages.components.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from assessment.inputs.municipality import Municipality

GROUPS = ("all", "age_65_", "age_75_", "age_85_", "mobility_limitation", "wheelchair_users", "no_car")
MODES = ("transit", "walk", "car")
SHOWN = ("change", "time", "cells", "visits", "away", "residents")
# Same-day visits are told of public transport only: by car there is always a way home.
OF_VISITS = ("visits", "away")
DEFAULTS = {"group": "age_75_", "day": USUAL, "shown": "change"}
NEW = "+"
# What an address may call an alternative: nothing that could be a formula, markup or a whole story.
NAME = re.compile(r"\w[\w .-]{0,39}")


@dataclass(frozen=True)
class View:
    """One view: what is looked at, by its code words; `day` as day_choice writes it."""

    kind: str
    alternative: str
    group: str
    mode: str
    day: str
    shown: str


def kinds_of(municipality: Municipality) -> list[str]:
    """The service kinds of the municipality in the order of its file."""
    return list(dict.fromkeys(municipality.service_points.table["kind"]))


def modes_of(municipality: Municipality) -> tuple[str, ...]:
    """The ways of travelling that the municipality has the data for, in the order of the screen."""
    possible = modes_possible(municipality)
    return tuple(mode for mode in MODES if mode in possible)


def kind_label(municipality: Municipality, reader: Reader, kind: str) -> str:
    """A service kind in the reader's language, as the municipality's settings name it."""
    labels: Mapping[str, str] = dict(municipality.settings.kinds.get(kind, {}).items())
    return labels.get(reader.language) or labels.get("fi") or kind


def read_view(municipality: Municipality) -> View:
    """The view of this run: the address where it has changed since we wrote it, else the session."""
    state = st.session_state
    asked = {name: st.query_params.get_all(name) for name in st.query_params}
    if asked != state.get("address"):
        for name, known in {
            "kind": kinds_of(municipality),
            "group": GROUPS,
            "mode": modes_of(municipality),
            "shown": SHOWN,
        }.items():
            if asked.get(name) and asked[name][0] in known:
                state[name] = asked[name][0]
        day = read_choice(municipality, asked.get("day", [""])[0])
        if day is not None:
            state["day"] = day.written
        name = asked.get("alternative", [""])[0]
        if NAME.fullmatch(name):
            alternatives.adopt_address(municipality, name, asked.get("do", []))
            if name in alternatives.alternatives():
                state["alternative"] = name
    kinds = kinds_of(municipality)
    state.setdefault("kind", kinds[0])
    state.setdefault("mode", modes_of(municipality)[0])
    for name, value in DEFAULTS.items():
        state.setdefault(name, value)
    if state["shown"] not in shown_possible(state["mode"]):
        state["shown"] = DEFAULTS["shown"]
    return View(state["kind"], alternatives.chosen_name(), state["group"], state["mode"], state["day"], state["shown"])


def shown_possible(mode: str) -> list[str]:
    """What the map can show by a way of travelling."""
    return [one for one in SHOWN if mode == "transit" or one not in OF_VISITS]


def write_address(reader: Reader, view: View) -> None:
    """Tell the view in the address."""
    scenario = alternatives.alternatives()[view.alternative]
    told: dict[str, str | list[str]] = {
        "lang": reader.language,
        "kind": view.kind,
        "alternative": view.alternative,
        "group": view.group,
        "mode": view.mode,
        "day": view.day,
        "shown": view.shown,
    }
    words = alternatives.to_address(scenario)
    if words:
        told["do"] = words
    wanted = {name: value if isinstance(value, list) else [value] for name, value in told.items()}
    if {name: st.query_params.get_all(name) for name in st.query_params} != wanted:
        st.query_params.from_dict(told)
    st.session_state["address"] = wanted


def choose(municipality: Municipality, reader: Reader, view: View) -> None:
    """The one line of choices; each keeps its choice in the session before the page is drawn again."""
    t = reader.t
    with st.container(key="choices", horizontal=True, gap="small", vertical_alignment="bottom"):
        _select(
            t("choice.kind"), "kind", kinds_of(municipality), lambda kind: kind_label(municipality, reader, kind), 165
        )
        _choose_alternative(reader, view)
        _select(t("choice.group"), "group", GROUPS, lambda group: t(f"group.{group}"), 225)
        _select(t("choice.mode"), "mode", modes_of(municipality), lambda mode: t(f"mode.{mode}"), 180)
        choose_day(municipality, reader, view)
        # Today's network has no change to show.
        today = view.alternative == alternatives.TODAY
        shown = [one for one in shown_possible(view.mode) if one != "change" or not today]
        _select(t("choice.shown"), "shown", shown, lambda one: t(f"shown.{one}"), 195)


def _select(title: str, name: str, options: Sequence[str], words: Callable[[str], str], width: int) -> None:
    def keep() -> None:
        st.session_state[name] = st.session_state[f"choose_{name}"]

    value = st.session_state[name]
    st.session_state[f"choose_{name}"] = value if value in options else options[0]
    st.selectbox(title, options, format_func=words, key=f"choose_{name}", on_change=keep, width=width)


def _choose_alternative(reader: Reader, view: View) -> None:
    def keep() -> None:
        wanted = st.session_state["choose_alternative"]
        if wanted == NEW:
            alternatives.add_alternative()
        elif wanted:
            st.session_state["alternative"] = wanted

    st.session_state["choose_alternative"] = view.alternative
    st.segmented_control(
        reader.t("choice.alternative"),
        [*alternatives.alternatives(), NEW],
        key="choose_alternative",
        on_change=keep,
        format_func=lambda name: reader.t("choice.new_alternative") if name == NEW else label(name),
        required=True,
    )
