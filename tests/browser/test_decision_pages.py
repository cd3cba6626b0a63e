"""The decision-makers' pages in a browser: the summary, the meeting view by arrow keys, as a file without a server."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pages.decisions.files import KINDS
from tests.browser.conftest import SCREENSHOTS, running_app
from tests.browser.test_council import AXE_RULES
from tests.pages.matters import example_record

__all__ = ["example_record"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(demo_folder: Path, example_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app in its local mode, on a record in which the example matter stands."""
    folder = tmp_path_factory.mktemp("decisions") / "records"
    shutil.copytree(example_record, folder)
    log = tmp_path_factory.mktemp("server") / "log.txt"
    url = f"sqlite:///{folder / 'records.sqlite'}"
    with running_app(log, ASSESSMENT_DATA=str(demo_folder), DATABASE_URL=url) as started:
        yield started


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Page]:
    """A projector's page; an error in a script or a refused style fails the test."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="fi-FI", accept_downloads=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert errors == []


def test_the_summary_tells_the_question_the_councils_and_what_is_missing_without_scrolling(
    address: str, screen: Page
) -> None:
    screen.goto(f"{address}/paatokset")
    screen.get_by_role("link", name="Esimerkki: uuden uimahallin sijoituspaikka", exact=True).click()
    for text in ("mikä vaihtoehdoista VE1–VE5", "kannattaa ehdoin", "Vammaisneuvosto: lausunto puuttuu"):
        box = screen.get_by_text(text).first.bounding_box()
        assert box is not None and box["y"] + box["height"] < 1080
    then = screen.locator("a[href*='/luvut?versio=']")
    assert re.fullmatch(r"Luvut \d+\.\d+\.\d{4}", then.inner_text())
    assert Axe().run(screen, options=AXE_RULES).response["violations"] == []
    screen.screenshot(path=SCREENSHOTS / "summary.png")
    for width, height in ((390, 844), (320, 256)):
        screen.set_viewport_size({"width": width, "height": height})
        assert screen.evaluate("document.documentElement.scrollWidth") <= width


def test_the_meeting_view_turns_by_arrow_keys(address: str, screen: Page) -> None:
    screen.goto(f"{address}/paatokset/1/kokous")
    assert screen.locator("main > section:visible").count() == 1
    screen.keyboard.press("ArrowRight")
    assert screen.locator("h2:visible").first.inner_text() == "Vaihtoehdot vierekkäin"
    assert screen.evaluate("document.activeElement.tagName") == "H2"
    screen.keyboard.press("End")
    assert screen.get_by_role("button", name="Seuraava").is_disabled()
    screen.keyboard.press("Home")
    assert Axe().run(screen, options=AXE_RULES).response["violations"] == []
    screen.keyboard.press("Escape")
    screen.wait_for_url("**/paatokset/1")


def test_the_saved_meeting_view_needs_no_server(address: str, screen: Page, tmp_path: Path) -> None:
    screen.goto(f"{address}/paatokset/1/kokous")
    with screen.expect_download() as download:
        screen.get_by_role("link", name="Tallenna tiedostoksi").click()
    saved = tmp_path / "kokous.html"
    download.value.save_as(saved)
    asked: list[str] = []
    screen.on("request", lambda request: asked.append(request.url))
    screen.goto(saved.as_uri())
    screen.keyboard.press("ArrowRight")
    screen.keyboard.press("ArrowRight")
    assert screen.locator("h2:visible").first.inner_text().startswith("VE1")
    assert screen.locator("img:visible").count() == 1
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_file_of_the_matter_is_made(address: str, screen: Page, language: str) -> None:
    for name, kind in KINDS.items():
        answer = screen.request.get(f"{address}/paatokset/1/{name}?lang={language}", timeout=180_000)
        assert answer.status == 200, (name, answer.status)
        assert answer.headers["content-type"].split(";")[0] == kind.media_type.split(";")[0]
        assert len(answer.body()) > 2000
    assert screen.request.get(f"{address}/paatokset/1/salaisuus.txt").status == 404


def test_the_document_and_area_sheets_as_pages_have_no_finding(address: str, screen: Page) -> None:
    for name in ("asiakirja.html", "aluesivut.html", "tiivistelma.html"):
        screen.goto(f"{address}/paatokset/1/{name}")
        assert Axe().run(screen, options=AXE_RULES).response["violations"] == [], name


def test_a_stranger_sees_nothing_of_a_matter_that_is_not_public(address: str, screen: Page) -> None:
    """Through a proxy nobody is in the local mode."""
    for path in ("", "/kokous", "/historia", "/asiakirja.pdf", "/tietopaketti.zip"):
        answer = screen.request.get(f"{address}/paatokset/1{path}", headers={"X-Forwarded-For": "192.0.2.1"})
        assert answer.status == 403, path
        assert "VE3" not in answer.text()
