"""A record with the example matter, made once a run and copied for each test; pages opened on it in a role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.inputs.municipality import read_municipality
from assessment.records.actor import Role
from assessment.records.database import Database, open_database
from assessment.records.demo_matter import create_demo_matter
from assessment.records.people import local_actor
from assessment.report.told_journeys import journeys_of
from pages.components import signed_in
from pages.statements import record
from pages.statements.local_mode import LOCAL_NAME
from tests.pages.conftest import ROOT

OpenMatters = Callable[..., AppTest]


_made: list[Path] = []


@pytest.fixture(scope="session")
def example_record(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a record in which the example matter stands, prepared by the local mode's person.

    Every module that imports the fixture has one of its own; they share what it makes.
    """
    if not _made:
        folder = tmp_path_factory.mktemp("example_record")
        database = open_database(f"sqlite:///{folder / 'records.sqlite'}")
        preparer = local_actor(database, LOCAL_NAME, {(Role.PREPARER, None), (Role.PLANNER, None)})
        create_demo_matter(database, read_municipality(demo_folder), preparer, journeys_of)
        database.empty_log()
        database.close()
        _made.append(folder)
    return _made[0]


@pytest.fixture
def example_database(
    example_record: Path, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A record of this test's own with the example matter; the pages use it."""
    folder = tmp_path / "records"
    shutil.copytree(example_record, folder)
    monkeypatch.setenv("ASSESSMENT_DATA", str(demo_folder))
    database = open_database(f"sqlite:///{folder / 'records.sqlite'}")
    monkeypatch.setattr(record, "_opened", [database])
    monkeypatch.setattr(signed_in, "browser", lambda: (None, {"host": "127.0.0.1:8501"}))
    yield database
    database.close()


@pytest.fixture
def open_matters(example_database: Database) -> OpenMatters:
    """Open the list of matters, or a part of one, in a role: `open_matters(1, "statements", role="planner")`."""

    def open_it(
        matter_id: int | None = None, part: str = "basics", role: str = "preparer", language: str = "fi"
    ) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=120)
        app.session_state["local_role"] = role
        app.query_params["lang"] = language
        app.run()  # the pages are known after the first run
        app.switch_page("matters/matters.py" if matter_id is None else "matters/matter.py")
        if matter_id is not None:
            app.query_params["id"] = str(matter_id)
            app.query_params["part"] = part
        return app.run()

    return open_it


def go_to(app: AppTest, part: str) -> AppTest:
    """Another part of the matter, by its address."""
    app.query_params["part"] = part
    return app.run()
