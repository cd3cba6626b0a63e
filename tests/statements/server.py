"""The councils' pages as a server of their own, on the record of DATABASE_URL: `python -m … 8123`.

The same middleware and static files as in app.py, without Streamlit, so that it starts in a second and may be killed.
LIMITS=usual keeps the rate limits; otherwise they are so high that no test meets them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pages.statements.council_pages import LIMITS, CouncilPages

STATIC = Path(__file__).resolve().parents[2] / "static"


def application() -> Starlette:
    limits = LIMITS if os.environ.get("LIMITS") == "usual" else dict.fromkeys(LIMITS, "100000 per minute")
    return Starlette(
        routes=[Mount("/files", StaticFiles(directory=STATIC))], middleware=[Middleware(CouncilPages, limits=limits)]
    )


if __name__ == "__main__":
    uvicorn.run(application(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
