"""The plain pages served in the tests' own process, so that the record under them can be disturbed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from assessment.records.actor import Actor
from pages.decisions.decision_pages import DecisionPages
from pages.statements.council_pages import LIMITS, CouncilPages
from tests.statements.client import Client
from tests.statements.hearing import Hearing


@contextmanager
def signed_in(hearing: Hearing, actor: Actor) -> Iterator[Client]:
    """A browser of somebody signed in at the city's service, before a server of its own of all the plain pages."""
    pages = [
        Middleware(
            pages_of,
            sign_in=lambda _request, _database: actor,
            record=lambda: hearing.database,
            limits=dict.fromkeys(LIMITS, "100000 per minute"),
        )
        for pages_of in (CouncilPages, DecisionPages)
    ]
    config = uvicorn.Config(Starlette(middleware=pages), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    try:
        while not server.started:
            assert running.is_alive()
            time.sleep(0.01)
        yield Client(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
    finally:
        server.should_exit = True
        running.join(20)
