"""A page run without a browser, on the demo municipality."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import signed_in

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., AppTest]


@pytest.fixture
def open_app(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the app, at a page and with an address: `open_app("impacts", lang="sv")`."""
    monkeypatch.setenv("ASSESSMENT_DATA", str(demo_folder))
    monkeypatch.setattr(signed_in, "browser", lambda: (None, {"host": "127.0.0.1:8501"}))

    def open_it(page: str = "service_network", **address: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=120)
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        if page != "service_network":
            app.switch_page(f"planning/{page}.py").run()
        return app

    return open_it


def html_of(app: AppTest) -> str:
    """All of our own markup on the page."""
    return "\n".join(element.proto.body for element in app.get("html"))
