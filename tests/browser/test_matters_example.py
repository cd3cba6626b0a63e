"""The example matter is made in sight: cancelled it leaves nothing, and a page opened again goes on watching."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select

from assessment.language import translator
from assessment.records.database import open_database
from assessment.records.schema import History, Matter
from tests.browser.conftest import SCREENSHOTS, running_app

pytestmark = pytest.mark.browser

T = translator("fi")


def matters_on(url: str) -> tuple[int, int]:
    """How many matters there are, and how many entries in the history."""
    database = open_database(url)
    try:
        with database.reading() as session:
            return tuple(
                session.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[return-value]
                for table in (Matter, History)
            )
    finally:
        database.close()


def test_the_example_is_made_in_sight_and_can_be_cancelled(
    demo_folder: Path, chromium: Browser, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'records' / 'records.sqlite'}"
    (tmp_path / "records").mkdir()
    with running_app(tmp_path / "log.txt", ASSESSMENT_DATA=str(demo_folder), DATABASE_URL=url) as address:
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="fi-FI")
        context.set_default_timeout(90_000)
        page = context.new_page()
        page.goto(f"{address}/asiat")
        bar = page.get_by_role("progressbar")
        expect(bar).to_be_visible(timeout=60_000)
        expect(page.get_by_text(T("matters.example.why"))).to_be_visible()
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "matters_example_making.png")
        page.get_by_role("button", name=T("progress.cancel")).click()
        expect(page.get_by_text(T("matters.example.without"))).to_be_visible(timeout=60_000)
        expect(bar).to_have_count(0)
        page.screenshot(path=SCREENSHOTS / "matters_example_cancelled.png")
        assert matters_on(url)[0] == 0

        page.get_by_role("button", name=T("matters.example.make")).click()
        expect(bar).to_be_visible(timeout=60_000)
        page.reload()
        expect(page.get_by_text("4524/10.03.07.00/2021").first).to_be_visible(timeout=90_000)
        expect(bar).to_have_count(0)
        matters, entries = matters_on(url)
        assert matters == 1 and entries > 40
        context.close()
