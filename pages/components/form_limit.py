"""How many forms one person may send from the app in a minute: a person never meets it, a machine does."""

from __future__ import annotations

import logging

import streamlit as st

from assessment.errors import Fault, Refused
from assessment.records.rate_limits import RateLimits
from pages.components.signed_in import browser, browser_is_local

LIMITS = RateLimits()
_log = logging.getLogger("assessment.pages")


def count_form() -> None:
    """Count a form that was sent. Raises Refused: `too_often`. The local mode's one person is not counted."""
    if browser_is_local():
        return
    _, person_id = st.session_state.get("signed_in_as", (None, None))
    visitor = f"address {browser()[0]}" if person_id is None else f"person {person_id}"
    if not LIMITS.allowed("form", visitor):
        _log.warning("too many forms by %s", visitor)
        raise Refused([Fault("too_often", "form", facts={"seconds": LIMITS.seconds_left("form", visitor)})])
