"""The document as a web page, in a browser of any width: no finding of axe, nothing asked for, nothing run."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from assessment.report.blocks import Document
from assessment.report.html import html_bytes
from assessment.report.pictures.text_widths import text_width
from assessment.report.svg_fonts import with_letters
from tests.report.document_examples import HOSTILE, hostile_document, rich_document, svg

pytestmark = pytest.mark.browser


def opened(browser: Browser, path: Path, width: int, height: int, asked: list[str]) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, locale="fi-FI").new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a text ran: {dialog.message}"))
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("document", [rich_document(), hostile_document()], ids=["rich", "hostile"])
@pytest.mark.parametrize("width", [1280, 320], ids=["on_a_screen", "at_400_percent"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    document: Document, width: int, chromium: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "document.html"
    path.write_bytes(html_bytes(document))
    asked: list[str] = []
    page = opened(chromium, path, width, width * 4 // 5, asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert page.evaluate("Array.from(document.images).every(image => image.complete && image.naturalWidth > 0)")
    page.context.close()


def test_markup_is_shown_as_text(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "document.html"
    path.write_bytes(html_bytes(hostile_document()))
    page = opened(chromium, path, 1280, 1024, [])
    shown = page.locator("main").inner_text()
    for name in ("html", "typst", "jinja", "word"):
        assert HOSTILE[name] in shown
    page.context.close()


def test_a_picture_brings_its_letters(chromium: Browser, tmp_path: Path) -> None:
    """Text of a picture is as wide as it was measured, also where no Noto Sans is installed."""
    path = tmp_path / "picture.svg"
    words = "vähintään 19 % (noin 2 080)"
    (shown,) = with_letters([svg(words)])
    path.write_text(shown, encoding="utf-8")
    page = opened(chromium, path, 1280, 1024, [])
    page.evaluate("document.fonts.ready")
    drawn = page.evaluate("document.querySelector('text').getComputedTextLength()")
    assert drawn == pytest.approx(text_width(words, 14) / 1.04, rel=0.02)
    page.context.close()
