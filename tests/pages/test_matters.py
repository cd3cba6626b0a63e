"""The pages of matters: each in each language and role; what one does on them is on record, and the rest is refused."""

from __future__ import annotations

import re

import pytest

from assessment.language import LANGUAGES, translator
from pages.components.matters_addresses import PARTS
from tests.pages.conftest import html_of
from tests.pages.matters import OpenMatters, example_database, example_record, go_to, open_matters

__all__ = ["example_database", "example_record", "open_matters"]

ROLES = (
    "preparer",
    "planner",
    "administrator",
    "council_secretary:1",
    "council_member:2",
    "decision_maker:3",
    "public_reader",
)


def untranslated(html: str) -> list[str]:
    """Keys that stand on the page as they are."""
    keys = re.findall(r">\s*([a-z_]+\.[a-z_0-9.]+)\s*<", html)
    return [key for key in keys if not re.search(r"\.(csv|gpkg|zip|pbf|osm|geojson|yaml)", key)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_runs_in_every_language(open_matters: OpenMatters, language: str) -> None:
    app = open_matters(language=language)
    assert not app.exception
    assert translator(language)("page.matters") in html_of(app)
    app = open_matters(1, language=language)
    for part in PARTS:
        go_to(app, part)
        assert not app.exception
        html = html_of(app)
        assert "notice-error" not in html or part == "decision"
        assert untranslated(html) == []


@pytest.mark.parametrize("role", ROLES)
def test_every_part_runs_in_every_role(open_matters: OpenMatters, role: str) -> None:
    assert not open_matters(role=role).exception
    app = open_matters(1, role=role)
    for part in PARTS:
        go_to(app, part)
        assert not app.exception
        if role == "public_reader":  # the example is not published
            assert translator("fi")("matters.not_allowed_matter") in html_of(app)
        else:
            assert translator("fi")("matters.not_allowed_matter") not in html_of(app)
