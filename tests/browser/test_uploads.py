"""The planners' own fields for files take their files; the same address takes none from elsewhere."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.scenario import Scenario, write_scenario

UPLOAD = "/_stcore/upload_file/"


def test_a_file_is_checked_and_an_alternative_loaded(page: Page, server: str, demo_folder: Path) -> None:
    page.goto(f"{server}/lahtotiedot")
    field = page.locator("input[type=file]")
    with page.expect_response(lambda answer: UPLOAD in answer.url and answer.request.method == "PUT") as put:
        field.set_input_files(demo_folder / "population.gpkg")
    assert put.value.status == 204
    expect(page.get_by_role("status").filter(has_text="Tiedostoa voi käyttää")).to_be_visible()
    page.goto(f"{server}/palveluverkko")
    page.get_by_text("Tallenna, lataa tai kopioi vaihtoehto").click()
    with page.expect_response(lambda answer: UPLOAD in answer.url and answer.request.method == "PUT") as put:
        page.locator("input[type=file]").set_input_files(
            {"name": "VE1.yaml", "mimeType": "application/yaml", "buffer": write_scenario(Scenario("VE1")).encode()}
        )
    assert put.value.status == 204


def test_a_file_from_elsewhere_is_refused(server: str) -> None:
    request = urllib.request.Request(
        f"{server}{UPLOAD}x/y", data=b"a" * 1000, headers={"X-Forwarded-For": "203.0.113.5"}, method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    with refused.value as answer:
        assert answer.code == 403 and answer.headers["X-Content-Type-Options"] == "nosniff"
