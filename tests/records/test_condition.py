"""The condition of the record: for the administrator alone, true on both databases, without a password."""

import pytest

from assessment.records.actor import PUBLIC
from assessment.records.attached_files import FOLDER
from assessment.records.backup import write_backup
from assessment.records.condition import record_condition, refused_attempts
from assessment.records.database import Database
from assessment.records.people import list_people
from assessment.records.refusals import NotAllowed
from assessment.records.upgrading import newest_revision
from tests.records.conftest import Clock
from tests.records.people import People


def test_the_condition_of_the_record(database: Database, people: People, clock: Clock) -> None:
    administrator = people.administrator()
    (database.folder / FOLDER / "ab").mkdir(parents=True)
    (database.folder / FOLDER / "ab" / "abc").write_bytes(b"x" * 1000)
    before = record_condition(database, administrator)
    assert before.database.startswith("PostgreSQL" if database.is_postgresql else "SQLite")
    assert before.revision == before.newest_revision == newest_revision()
    assert before.size_bytes > 10_000 and before.attachment_bytes == 1000 and before.free_bytes > 0
    assert before.last_backup is None
    assert dict(before.rows)["person"] == 1 and dict(before.rows)["history"] >= 3
    assert (database.url.password or "no password") not in before.place
    write_backup(database)
    clock.forward(seconds=1)
    newest = write_backup(database, reason="newest")
    told = record_condition(database, administrator).last_backup
    assert told is not None and told.size_bytes == newest.path.stat().st_size


def test_only_an_administrator_learns_of_it(database: Database, people: People) -> None:
    for actor in (people.planner(), people.preparer(), people.secretary(), people.decision_maker(), PUBLIC):
        for ask in (record_condition, refused_attempts):
            with pytest.raises(NotAllowed):
                ask(database, actor)


def test_refused_attempts_are_told_newest_first(database: Database, people: People, clock: Clock) -> None:
    planner = people.planner()
    for actor in (planner, PUBLIC):
        with pytest.raises(NotAllowed):
            list_people(database, actor)
    clock.forward(hours=12)
    with pytest.raises(NotAllowed):
        list_people(database, planner)
    found = refused_attempts(database, people.administrator())
    assert [(one.by, one.attempted, one.expired) for one in found] == [
        ("Paula Planner", "person_read", True),
        ("", "person_read", False),
        ("Paula Planner", "person_read", False),
    ]
    assert len(refused_attempts(database, people.administrator(), most=1)) == 1
