"""Forms of a matter: what was written stays until it is on record, whoever was first is told, every fault is named.

A form remembers the version it was begun from. When somebody else changed the same thing meanwhile, the text stays in
the form, the page says whose change it was and shows what stands now, and saving again replaces it knowingly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from assessment.errors import Refused
from assessment.records.missing import OF_THE_MATTER
from assessment.records.refusals import Conflict, MissingForDecision, NotAllowed, NotFound
from pages.components.form_limit import count_form
from pages.components.markup import Markup, joined
from pages.components.matters_computing import CANCELLED, Cancelled
from pages.components.matters_words import fault_lines, moment, notice, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pages.components.reader import Reader

Version = TypeVar("Version")


def field(form: str, name: str) -> str:
    """The key of a form's field."""
    return f"{form}.{name}"


def begin(form: str, initial: Mapping[str, Any], version: Version) -> Version:
    """Fill a form that has just come to the page; the version of what is edited that the form was begun from.

    `version`: the present one, or several by their id where the form chooses what it edits.
    """
    state = st.session_state
    if not any(field(form, name) in state for name in initial):
        state[f"{form}:version"] = version
        for name, value in initial.items():
            state[field(form, name)] = value
    for name, value in initial.items():
        state.setdefault(field(form, name), value)
    if state.pop(f"{form}:adopt", False):  # the conflict is told from now on: saving again replaces what stands now
        state[f"{form}:version"] = version
    known: Version = state.setdefault(f"{form}:version", version)
    return known


def value(form: str, name: str) -> Any:
    """What stands in a field."""
    return st.session_state.get(field(form, name))


def forget(form: str) -> None:
    """Empty a form, so that it is filled anew from what is on record."""
    for key in [key for key in st.session_state if str(key).startswith((f"{form}.", f"{form}:"))]:
        del st.session_state[key]


def attempt(form: str, do: Callable[[], object], done: str) -> None:
    """Do what the form asks and draw the page again: with `done` (words) when it is on record, else with why not."""
    try:
        count_form()
        do()
    except Cancelled:
        st.session_state[CANCELLED] = True
    except (Refused, NotAllowed, NotFound, Conflict, MissingForDecision) as refusal:
        st.session_state[f"{form}:outcome"] = refusal
        st.session_state[f"{form}:adopt"] = isinstance(refusal, Conflict)
    else:
        forget(form)
        st.session_state["matters_done"] = done
    st.rerun()


def show_done() -> None:
    """Say once what was done."""
    done = st.session_state.pop("matters_done", "")
    if done:
        notice(done)


def missing_of_matter(reader: Reader, body: str, state: str) -> str:
    """What a decision waits for of the matter itself; `body`: named as the deciding one, but no such body."""
    key = "council_decides" if body else state
    return reader.t(f"matters.missing.{key}", body=body)


def show_outcome(
    reader: Reader, form: str, names: Mapping[str, str] | None = None, stands: Mapping[str, str] | None = None
) -> None:
    """Say why a form was not taken. `names`: its fields in words. `stands`: what is on record now, for a conflict."""
    t = reader.t
    outcome = st.session_state.get(f"{form}:outcome")
    if outcome is None:
        return
    if isinstance(outcome, Conflict):
        by = outcome.by_name or t("matters.conflict.somebody")
        at = moment(reader, outcome.at) if outcome.at is not None else "–"
        now = joined(
            Markup("<dt>{}</dt><dd>{}</dd>").format(name, paragraphs(text) or "–")
            for name, text in (stands or {}).items()
        )
        more = Markup("<p>{}</p><dl>{}</dl>").format(t("matters.conflict.stands"), now) if now else None
        notice(t("matters.conflict.text", person=by, time=at), t("matters.conflict.title"), error=True, more=more)
        st.button(t("matters.conflict.discard"), key=f"{form}:discard", on_click=forget, args=(form,))
        return
    st.session_state.pop(f"{form}:outcome")
    if isinstance(outcome, Refused):
        found = fault_lines(reader, outcome.faults, names or {})
    elif isinstance(outcome, MissingForDecision):
        found = [
            missing_of_matter(reader, body, state)
            if state in OF_THE_MATTER
            else f"{body}: {t(f'records.request_state.{state}')}"
            for body, state in outcome.missing
        ]
    elif isinstance(outcome, NotAllowed):
        found = [t("matters.expired") if outcome.expired else t("matters.not_allowed")]
    else:
        found = [t("matters.not_found")]
    items = Markup("<ul>{}</ul>").format(joined(Markup("<li>{}</li>").format(text) for text in found))
    title = t("matters.missing_for_decision" if isinstance(outcome, MissingForDecision) else "matters.not_saved")
    notice(t("matters.text_kept"), title, error=True, more=items)
