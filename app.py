"""Starts the app: one Streamlit application, our own files beside it, safe headers around both.

Wiring only. `streamlit run app.py` finds `app` here. What the pages say and do stands in `pages/`.
"""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pages.components.guard import say_sorry
from pages.components.origins import OwnSessions, admit_public_origin
from pages.components.safe_headers import SafeHeaders
from pages.components.sign_in_cookie import signed_in_by_cookie
from pages.components.uploads import OwnUploads
from pages.components.web import PageShell, browser_words
from pages.decisions.decision_pages import DecisionPages
from pages.decisions.who_reads import reader_of_decisions
from pages.statements.council_pages import CouncilPages
from pages.statements.no_such_page import NoSuchPage
from pages.statements.own_names import OwnNames
from pages.statements.sign_in_ways import SignInWays
from pages.statements.socket_owner import MarkStrangers

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

ROOT = Path(__file__).resolve().parent


def _warm_up() -> None:
    """Read the municipality and compile the kernels while the first visitor's browser is still fetching the page."""
    from pages.components.municipality import warm_up

    warm_up()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncGenerator[dict[str, Any], None]:
    """Begin the warming up at the start of the server, beside it: the page shell must not wait for it."""
    admit_public_origin()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield {}


app = st.App(
    ROOT / "pages" / "navigation.py",
    lifespan=lifespan,
    routes=[
        Route("/files/words-{language}.js", browser_words),
        Mount("/files", StaticFiles(directory=ROOT / "static")),
    ],
    middleware=[
        Middleware(SafeHeaders),  # the outermost: what any other layer answers carries them too
        Middleware(MarkStrangers),
        Middleware(OwnNames),
        Middleware(OwnSessions),
        Middleware(SignInWays),
        Middleware(CouncilPages, sign_in=signed_in_by_cookie),
        Middleware(DecisionPages, sign_in=reader_of_decisions),
        Middleware(NoSuchPage, sign_in=signed_in_by_cookie),
        Middleware(PageShell),
        Middleware(OwnUploads),
    ],
    on_script_error=say_sorry,
)
