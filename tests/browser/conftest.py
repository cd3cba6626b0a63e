"""A real server with the demo municipality and a real browser; both end with the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = Path(__file__).parent / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, started as `make run` starts it."""
    with running_app(tmp_path_factory.mktemp("server") / "log.txt", ASSESSMENT_DATA=str(demo_folder)) as address:
        yield address


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running_app(log: Path, port: int = 0, meant: str = "", **settings: str) -> Iterator[str]:
    """The app in a process of its own, at the address given; it must live until told to end, without a traceback.

    `meant`: what the log says before a traceback that a test provokes.
    """
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    port = port or free_port()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONFAULTHANDLER": "1", **settings},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_healthy(address, process)
            yield address
        finally:
            ended_by_itself = process.poll()
            process.terminate()
            process.wait(timeout=20)
    told = log.read_text(encoding="utf-8")
    assert ended_by_itself is None, f"the server ended with {ended_by_itself}: {told[-4000:]}"
    assert told.count("Traceback") == (told.count(meant) if meant else 0)


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window; one for all tests of a process, as its driver allows no more."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def browser(server: str, chromium: Browser) -> Browser:
    """Chromium, with the app running."""
    return chromium


@pytest.fixture
def requests_seen() -> list[str]:
    """Every address the page asked for."""
    return []


@pytest.fixture
def page(browser: Browser, requests_seen: list[str]) -> Iterator[Page]:
    """A new page of 1366 x 768; what it requests is kept, an error in its scripts fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fi-FI")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("request", lambda request: requests_seen.append(request.url))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(30_000)
    yield opened
    context.close()
    assert errors == []
