"""The example matter as what is taken away is made of it: read once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.records.actor import Role
from assessment.records.database import open_database
from assessment.records.people import local_actor
from assessment.report.matter_report import MatterReport, read_matter_report
from tests.pages.matters import example_record

__all__ = ["example_record", "report"]

_read: list[MatterReport] = []


@pytest.fixture(scope="session")
def report(example_record: Path) -> MatterReport:
    """The example matter, read for its reports."""
    if not _read:
        database = open_database(f"sqlite:///{example_record / 'records.sqlite'}")
        actor = local_actor(database, "Lukija", {(Role.PREPARER, None)})
        _read.append(read_matter_report(database, actor, 1))
        database.close()
    return _read[0]
